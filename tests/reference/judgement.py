"""What is found out on the way: severity, facts and causes (docs/model.md, 9.5, 9.9 and 9.13)."""

from __future__ import annotations

from sim.fields import at_level
from sim.scenario.facts import KnownFact
from tests.reference.modes import look_at_severity
from tests.reference.rows import NEVER
from tests.reference.world import Case, World


def to_be_judged(world: World, case: Case) -> bool:
    """Whether the severity of a case that was triaged is yet to be judged."""
    judging = world.plan.uses.judging
    return judging is not None and case.fact is None and not case.judged and case.level >= judging.from_level


def judge(world: World, case: Case) -> None:
    """A judgement ends: it may be too low, and severity is looked at with its result."""
    judging = world.plan.uses.judging
    assert judging is not None
    case.judged = True
    if case.level in (2, 3) and world.draws.u(case.key, "judged too low") < judging.error:
        case.level -= 1
        case.underrated = True
    look_at_severity(world, case)


def fact_to_fetch(world: World, case: Case) -> bool:
    """Whether a case needs a fact that nobody at its desk who is on hand may give."""
    needed = at_level(world.plan.uses.facts_needed, case.level) or 0.0
    if not world.draws.u(case.key, "fact needed") < needed:
        return False
    holders = world.plan.uses.fact_holders
    return not any(person in holders and world.on_hand(person) for person in world.plan.desks[case.desk].members)


def mend(world: World, fact: KnownFact) -> None:
    """A fact with a cause is known: who may order it has the cause mended."""
    law = world.plan.uses.root_cause
    if law is None or not fact.cause:
        return
    hours = [world.plan.people[person].duty for person in world.plan.uses.menders]
    ordered = min((world.now if duty.holds(world.now) else duty.next_start(world.now) for duty in hours), default=NEVER)
    if ordered < NEVER:
        mended = ordered + world.draws.duration(law.takes, fact.key, "mend")
        world.mended[fact.topic] = min(mended, world.mended.get(fact.topic, NEVER))
