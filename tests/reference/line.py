"""The official line: what a draft carries, what a publication does (docs/model.md, sections 6, 9.4 and equation 9)."""

from __future__ import annotations

import math

from sim.fields import at_level
from tests.reference.experience import note_answer
from tests.reference.modes import crisis_of
from tests.reference.world import Backfire, Case, Line, World


def version_known(world: World, desk: int, topic: str) -> int:
    """Return the newest agreed version of a topic that a desk knows now; 0 for none."""
    newest = 0
    for version, line in enumerate(world.lines.get(topic, []), start=1):
        if (line.time if line.desk == desk else line.heard) <= world.now:
            newest = version
    return newest


def _heard(world: World) -> float:
    """Return when the other desks hear of a line that is published now."""
    crisis = crisis_of(world)
    law = world.plan.line if crisis is None or crisis.line is None else crisis.line
    if law.sync is not None:
        return float((math.floor(world.now / law.sync) + 1) * law.sync)
    return world.now + (law.broadcast or 0.0)


def begin_draft(world: World, case: Case) -> None:
    """Section 5, draft: take the version, the nature (once), and a template if there is one."""
    case.version = version_known(world, case.desk, case.topic)
    case.reviewed, case.error = False, False
    if case.fact is not None and not case.nature:
        case.nature = "holding" if world.now < case.fact.confirmed else "position"
        if case.nature == "holding":
            world.holding.add(case.fact.order)
    templates, lines = world.plan.templates, world.lines.get(case.topic, [])
    case.templated = (
        templates is not None
        and world.draws.u(case.key, "template") < (at_level(templates.coverage, case.level) or 0.0)
        and (not lines or world.now - lines[-1].time >= templates.refresh)
    )


def publish_position(world: World, case: Case) -> bool:
    """Publish a position case as agreed line v+1; False if it is dropped."""
    fact = case.fact
    assert fact is not None
    lines = world.lines.setdefault(case.topic, [])
    newer = any(line.fact.order > fact.order for line in lines)
    settled = any(line.fact.order == fact.order and line.nature == "position" for line in lines)
    if newer or settled:
        return False
    lines.append(Line(world.now, _heard(world), case.desk, fact, case.nature))
    case.version = len(lines)
    _state(world, case, kind=case.nature, channel="")
    _end_backfires(world, case)
    return True


def publish_public(world: World, case: Case) -> None:
    """Flag a public case's answer, make it a reply or a statement, and see whether it contradicts."""
    lines = world.lines.get(case.topic, [])
    agreed = len(lines)
    case.stale = case.version < agreed
    if not case.stale:
        unaligned = case.level >= 2 and not case.reviewed
        unaligned = unaligned and world.draws.u(case.key, "align") >= _alignment(world, case.topic)
        case.misaligned = unaligned or case.error or case.underrated
    case.outdated = _outdated(world, case)
    if case.level >= 3 and (case.topic, case.version) not in world.carried:
        _state(world, case, kind="holding", channel=world.plan.channels[case.channel].name)
    else:
        case.published = "reply"
    _count_answer(world, case)


def publish_by_employee(world: World, case: Case) -> None:
    """Flag the answer of another employee, who knows no line and asks nobody (9.10)."""
    law, agreed = world.plan.uses.employees, len(world.lines.get(case.topic, []))
    assert law is not None
    case.version, case.by_employee, case.published = 0, True, "reply"
    case.stale = agreed > 0
    if not case.stale:
        case.misaligned = world.draws.u(case.key, "align") >= law.alignment or case.underrated
    case.outdated = _outdated(world, case)
    _count_answer(world, case)


def _alignment(world: World, topic: str) -> float:
    """Return the alignment that holds now: that of the last briefing (9.4)."""
    law, crisis = world.plan.uses.briefings, crisis_of(world)
    come = [fact for fact in world.facts if fact.topic == topic and fact.at <= world.now]
    if law is None or not come:
        return world.plan.alignment
    every = law.every if crisis is None or crisis.briefing_every is None else crisis.briefing_every
    briefed = math.floor(world.now / every) * every >= come[-1].at
    return world.plan.alignment if briefed else law.unbriefed


def _outdated(world: World, case: Case) -> bool:
    """Whether an aligned answer carries the agreed line while a newer fact is out."""
    lines = world.lines.get(case.topic, [])
    if case.stale or case.misaligned or not lines:
        return False
    of = lines[-1].fact
    return any(f.topic == case.topic and f.order > of.order and f.at <= world.now for f in world.facts)


def _count_answer(world: World, case: Case) -> None:
    """An answer in a thread is given: what it does to the spread, and whether it contradicts."""
    if case.stale or case.misaligned:
        _contradict(world, case, len(world.lines.get(case.topic, [])))
    else:
        _end_backfires(world, case)
    note_answer(world, case)
    world.thread_answered[case.thread] = world.now
    if case.first_hand:
        world.enquiry_answered.add(case.mention)


def _state(world: World, case: Case, *, kind: str, channel: str) -> None:
    """Make the publication a statement on its topic."""
    told = world.plan.stance[kind]
    effect = world.plan.effects[told]
    case.published = "statement"
    world.carried.add((case.topic, case.version))
    world.factors.setdefault(case.topic, []).append((world.now, effect))
    world.statements.append((world.now, case.topic, told, case.version, channel, effect))


def _end_backfires(world: World, case: Case) -> None:
    for backfire in world.backfires.get(case.topic, []):
        if backfire.desk == case.desk:
            backfire.over = True


def _contradict(world: World, case: Case, agreed: int) -> None:
    if (case.desk, case.topic, agreed) in world.contradicted:
        return
    world.contradicted.add((case.desk, case.topic, agreed))
    law = world.plan.scenario.credibility
    # Equation 9: the deficit is measured before it is replaced.
    world.deficit = 1 - law.factor * credibility(world)
    world.deficit_at = world.now
    world.backfires.setdefault(case.topic, []).append(Backfire(world.now, case.desk, case.channel))
    effect, channel = world.plan.effects["contradiction"], world.plan.channels[case.channel].name
    world.statements.append((world.now, case.topic, "contradiction", case.version, channel, effect))


def credibility(world: World) -> float:
    """Return the organisation's credibility now (equation 9)."""
    half_life = world.plan.scenario.credibility.half_life
    return float(1 - world.deficit * 2.0 ** (-(world.now - world.deficit_at) / half_life))
