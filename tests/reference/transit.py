"""How a case goes on: in transit, through a queue, or in one sitting (docs/model.md, section 5)."""

from __future__ import annotations

from tests.reference.modes import law_now
from tests.reference.rows import FACTS
from tests.reference.work import join, look_at_patience, new_item, start
from tests.reference.world import ARRIVED, TRANSIT, Case, World

NOBODY = -1
# Codes of a transit: 0 refer, 1 + i to step i, 100 + i back from step i, 200 + s to stage s, 207 back with a fact.
REFER, TO_STEP, BACK, TO_STAGE, WITH_FACT = 0, 1, 100, 200, 207


def send(world: World, case: Case, code: int) -> None:
    """Begin a transit."""
    if code == REFER:
        law = world.plan.desks[case.desk].refer
    elif code >= TO_STAGE:
        stage = world.plan.stages[FACTS if code == WITH_FACT else code - TO_STAGE]
        law = None if stage is None else stage.handover
    else:
        law = case.chain[case.step].handover
    assert law is not None
    case.handovers += 1
    case.clock.switch(world.now, TRANSIT)
    case.token += 1
    delay = world.draws.duration(law_now(world, law), case.key, "handover", code, case.round)
    world.push(world.now + delay, ARRIVED, case.number, 0, world.arrived, world, case, case.token, code)
    look_at_patience(world, case)


def desk_of(world: World, case: Case, stage: int) -> int:
    """Return the desk at which a case goes through a stage."""
    row = world.plan.stages[stage]
    assert row is not None
    return case.desk if row.desk < 0 else row.desk


def enter(world: World, case: Case, stage: int, person: int, desk: int) -> None:
    """Begin a stage: in one sitting, after a transit, or through the queue."""
    row, target = world.plan.stages[stage], desk_of(world, case, stage)
    assert row is not None
    queue = world.plan.desks[target].queue
    if row.handover is not None:
        send(world, case, TO_STAGE + stage)
    elif person != NOBODY and target == desk and (world.on_hand(person) or queue in world.answering[person]):
        start(world, new_item(world, case, queue, work=stage), person)
    else:
        queue_stage(world, case, stage)


def queue_stage(world: World, case: Case, stage: int) -> None:
    """Let a case wait for a person for a stage."""
    join(world, case, world.plan.desks[desk_of(world, case, stage)].queue, work=stage)
    look_at_patience(world, case)
