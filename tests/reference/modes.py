"""Normal and crisis mode: alarms, the switch and its looks, recall and the cadence of a crisis (docs/model.md, 9.1)."""

from __future__ import annotations

from sim.distributions import AnyDistribution
from sim.organisation.modes import CrisisMode
from tests.reference.rows import StepRow
from tests.reference.world import MEETING_CHANGE, MODE, Case, World


def crisis_of(world: World) -> CrisisMode | None:
    """Return what holds in crisis mode, or None in normal mode."""
    modes = world.plan.uses.modes
    return modes.crisis if modes is not None and world.in_crisis else None


def law_now(world: World, law: AnyDistribution) -> AnyDistribution:
    """Return the law of a hand-over that is sent now and has a law."""
    crisis = crisis_of(world)
    return law if crisis is None or crisis.handover is None else crisis.handover


def overhead_now(world: World) -> float:
    """Return the share of everybody's time that is lost in a job that begins now."""
    crisis = crisis_of(world)
    return world.plan.uses.overhead if crisis is None or crisis.overhead is None else crisis.overhead


def authority_now(world: World, case: Case, person: int) -> int:
    """Return the level up to which a person may publish a case alone now."""
    desk = world.plan.desks[case.desk]
    return (desk.crisis_authority if world.in_crisis else desk.authority)[person]


def chain_now(world: World, case: Case) -> tuple[StepRow, ...]:
    """Return the approval chain of a case now."""
    desk = world.plan.desks[case.desk]
    return (desk.crisis_chains if world.in_crisis else desk.chains)[case.level]


def look_at_detection(world: World, case: Case) -> None:
    """A case is detected: severity first, then the number of public cases."""
    if case.fact is not None:
        look_at_severity(world, case)
        return
    if world.plan.uses.judging is None:
        look_at_severity(world, case)
    world.detections.append(world.now)
    modes = world.plan.uses.modes
    volume = None if modes is None else modes.trigger.volume
    if volume is not None and _detected_within(world, volume.over) >= volume.cases:
        _alarm(world, case)


def look_at_severity(world: World, case: Case) -> None:
    """Raise the alarm if a case is grave enough."""
    modes = world.plan.uses.modes
    if modes is not None and modes.trigger.severity is not None and case.level >= modes.trigger.severity:
        _alarm(world, case)


def look_at_person(world: World, case: Case, person: int) -> None:
    """Raise the alarm if who ended work on a case sees in it what the trigger asks for."""
    modes = world.plan.uses.modes
    somebody = None if modes is None else modes.trigger.person
    if somebody is not None and case.level >= somebody.level and somebody.role in world.plan.people[person].roles:
        _alarm(world, case)


def _detected_within(world: World, over: float) -> int:
    """Return how many public cases were detected in (now - over, now]."""
    return sum(world.now - over < instant <= world.now for instant in world.detections)


def _alarm(world: World, case: Case) -> None:
    modes = world.plan.uses.modes
    assert modes is not None
    if world.in_crisis or world.activating:
        return
    world.activating = True
    delay = world.draws.duration(modes.activation, case.key, "activation", world.alarms)
    world.alarms += 1
    world.push(world.now + delay, MODE, 0, 0, _begin, world)


def _begin(world: World) -> None:
    """Crisis mode begins: the line is told, people are recalled, looks and the cadence follow."""
    modes = world.plan.uses.modes
    assert modes is not None
    number, world.crises = world.crises, world.crises + 1
    world.activating, world.in_crisis = False, True
    if modes.crisis.line is not None:
        for line in (line for lines in world.lines.values() for line in lines):
            line.heard = min(line.heard, world.now)
    recall = modes.crisis.recall
    if recall is not None:
        for person, row in enumerate(world.plan.people):
            if row.on_call:
                begin = world.now + world.draws.duration(recall.after, row.key, "recall", number)
                world.recalled[person] = (begin, begin + recall.up_to)
                world.push(begin, MODE, 0, 0, nothing)
                world.push(begin + recall.up_to, MODE, 0, 0, nothing)
    world.push(world.now + modes.exit.over, MODE, 0, 0, _look, world)
    for who, every, length in world.plan.uses.cadence:
        world.push(world.now + every, MEETING_CHANGE, 0, 0, _gather, world, number, who, every, length)


def _look(world: World) -> None:
    """Look whether the crisis is over: few cases were detected since the look before."""
    modes = world.plan.uses.modes
    assert modes is not None
    lately = sum(world.now - modes.exit.over <= instant < world.now for instant in world.detections)
    if lately >= modes.exit.cases:
        world.push(world.now + modes.exit.over, MODE, 0, 0, _look, world)
        return
    world.in_crisis = False
    for person, (begin, end) in enumerate(world.recalled):
        world.recalled[person] = (begin, min(end, world.now))


def _gather(world: World, number: int, who: tuple[int, ...], every: float, length: float) -> None:
    """People gather as long as the crisis lasts for which this cadence began."""
    if not world.in_crisis or world.crises != number + 1:
        return
    for person in who:
        world.away[person] = max(world.away[person], world.now + length)
    world.push(world.now + length, MEETING_CHANGE, 0, 0, nothing)
    world.push(world.now + every, MEETING_CHANGE, 0, 0, _gather, world, number, who, every, length)


def nothing() -> None:
    """A change of duty or of a meeting needs no act: who is there is read when asked, and dispatch follows."""
