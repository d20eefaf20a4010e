"""Detection of cases, and what becomes known with it (docs/model.md, sections 5 and 6)."""

from __future__ import annotations

from tests.reference.path import NOBODY, REFER, advance, send
from tests.reference.rows import NEVER, TRIAGE
from tests.reference.work import close
from tests.reference.world import DETECT, DETECTED, MONITORED, Case, World


def await_detection(world: World, case: Case) -> None:
    """Detect a case as it opens, or after the delay of its monitoring."""
    case.clock.switch(world.now, DETECT)
    law = world.plan.detection
    if law is None or case.fact is not None:
        detect(world, case, case.token)
        return
    delay = world.draws.duration(law, case.key, "detect")
    members = world.plan.desks[case.desk].members
    since = case.opened
    if not any(world.on_duty(person) for person in members) and (
        world.draws.u(case.key, "detect off duty") < world.plan.next_day
    ):
        since = min(world.plan.people[person].duty.next_start(case.opened) for person in members)
    if since < NEVER:
        world.push(since + delay, DETECTED, case.number, 0, detect, world, case, case.token)


def detect(world: World, case: Case, token: int) -> None:
    """The organisation sees the case; a fact may become known with it."""
    if token != case.token:
        return
    case.detected = world.now
    for fact in world.facts:
        if case.fact is None and fact.topic == case.topic and fact.known == "detected" and fact.at <= world.now:
            know(world, fact.order)
    if world.plan.stages[TRIAGE] is None and case.level == 0:
        close(world, case, MONITORED)
    elif world.plan.desks[case.desk].refer is not None:
        send(world, case, REFER)
    else:
        advance(world, case, TRIAGE, NOBODY, NOBODY)


def know(world: World, order: int) -> None:
    """A fact becomes known (once): its position case opens in phase (3)."""
    if order not in world.known:
        world.known.add(order)
        world.positions.append((order, 0))
