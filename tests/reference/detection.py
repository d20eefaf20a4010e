"""Detection of cases, and what becomes known with it (docs/model.md, sections 5 and 6)."""

from __future__ import annotations

from tests.reference.employees import reaches_employee
from tests.reference.judgement import mend
from tests.reference.modes import look_at_detection
from tests.reference.path import begin
from tests.reference.relations import detection_delay, is_warned
from tests.reference.rows import NEVER, TRIAGE
from tests.reference.transit import REFER, send
from tests.reference.work import close
from tests.reference.world import DETECT, DETECTED, MONITORED, Case, World


def await_detection(world: World, case: Case) -> None:
    """Detect a case as it opens, or after the delay of its monitoring."""
    case.clock.switch(world.now, DETECT)
    law = world.plan.detection
    if reaches_employee(world, case, detect):
        return
    if law is None or case.fact is not None:
        detect(world, case, case.token)
        return
    members = world.plan.desks[case.desk].members
    delay, since = detection_delay(world, law, case.key), case.opened
    if (
        not is_warned(world, case.key)
        and not any(world.on_hand(person) for person in members)
        and (world.draws.u(case.key, "detect off duty") < world.plan.next_day)
    ):
        since = min(world.plan.people[person].duty.next_start(case.opened) for person in members)
    if since < NEVER:
        world.push(since + delay, DETECTED, case.number, 0, detect, world, case, case.token)


def detect(world: World, case: Case, token: int) -> None:
    """The organisation sees the case; a fact may become known with it."""
    if token != case.token:
        return
    case.detected = world.now
    look_at_detection(world, case)
    for fact in world.facts:
        if case.fact is None and fact.topic == case.topic and fact.known == "detected" and fact.at <= world.now:
            know(world, fact.order)
    if world.plan.stages[TRIAGE] is None and case.level == 0:
        close(world, case, MONITORED)
    elif world.plan.desks[case.desk].refer is not None:
        send(world, case, REFER)
    else:
        begin(world, case)


def know(world: World, order: int) -> None:
    """A fact becomes known (once): its position case opens in phase (3)."""
    if order not in world.known:
        world.known.add(order)
        mend(world, world.facts[order])
        world.positions.append((order, 0))
