"""The second engine: docs/model.md, sections 3 to 9, as one loop over a heap.

It is written from the page alone and shares no code with `sim/response`; the two must give the same tables to the
last bit. Flat tables in (`plan`), flat tables out (`tables`), numbers only, and a state machine in between.
"""

from __future__ import annotations

import heapq

from sim.organisation.organisation import Organisation
from sim.scenario.facts import KnownFact
from sim.scenario.model import Scenario
from sim.spread.cascade import Cascade
from tests.reference.detection import know
from tests.reference.draws import Draws
from tests.reference.mentions import Mentions, open_position, post
from tests.reference.modes import nothing
from tests.reference.path import arrived, job_ended
from tests.reference.plan import make_plan
from tests.reference.rows import NEVER
from tests.reference.tables import ReferenceTables, make_tables
from tests.reference.work import book_queues, dispatch
from tests.reference.world import DUTY_CHANGE, FACT, MEETING_CHANGE, World

MOST_ROUNDS = 10_000


def reference_run(
    scenario: Scenario,
    organisation: Organisation,
    cascade: Cascade,
    facts: tuple[KnownFact, ...],
    *,
    seed: int,
    replication: int,
) -> ReferenceTables:
    """Return the tables of one replication of one organisation."""
    draws = Draws(seed, replication)
    plan = make_plan(scenario, organisation, cascade.channels, cascade.kinds, draws)
    world = World(plan, draws, facts, job_ended=job_ended, arrived=arrived)
    mentions = Mentions(cascade)
    for change in plan.duty_changes:
        world.push(change, DUTY_CHANGE, 0, 0, nothing)
    for change in plan.meeting_changes:
        world.push(change, MEETING_CHANGE, 0, 0, nothing)
    for fact in facts:
        if fact.known == "operations":
            world.push(fact.at, FACT, fact.order, 0, know, world, fact.order)
        world.push(fact.confirmed, FACT, fact.order, 1, _confirm, world, fact)
    row = 0
    while True:
        posted = mentions.time[row] if row < len(mentions.time) else NEVER
        now = min(posted, world.heap[0][0] if world.heap else NEVER)
        if now > plan.end:
            break
        row = _instant(world, mentions, row, now)
    return make_tables(world, mentions, organisation.name, replication)


def _instant(world: World, mentions: Mentions, row: int, now: float) -> int:
    """Go through all rounds of one instant (section 8); return the number of the next mention."""
    world.now = now
    for _ in range(MOST_ROUNDS):
        while world.heap and world.heap[0][0] == now:
            *_, act, arguments = heapq.heappop(world.heap)
            act(*arguments)
        opening, world.positions = sorted(world.positions), []
        for order, which in opening:
            open_position(world, world.facts[order], which)
        while row < len(mentions.time) and mentions.time[row] == now:
            post(world, mentions, row)
            row += 1
        dispatch(world)
        if not world.positions and not (world.heap and world.heap[0][0] == now):
            book_queues(world)
            return row
    raise RuntimeError(f"more than {MOST_ROUNDS} rounds at minute {now}")


def _confirm(world: World, fact: KnownFact) -> None:
    """A fact is confirmed: a second position case opens if the first has the nature holding."""
    if fact.order in world.holding:
        world.positions.append((fact.order, 1))
