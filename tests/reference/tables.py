"""What comes out: the tables of docs/model.md, section 7, as plain columns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.record.schema import column_names
from sim.units import HOUR, BoolArray
from tests.reference.mentions import Mentions
from tests.reference.work import settle
from tests.reference.world import ANSWERED, STATES, STOPPED, Case, World

Columns = dict[str, list[Any]]


@dataclass(frozen=True)
class ReferenceTables:
    """The tables of one replication of one organisation; times in minutes, nan where it did not happen."""

    survived: BoolArray
    cases: Columns
    statements: Columns
    staff: Columns


def make_tables(world: World, mentions: Mentions, organisation: str, replication: int) -> ReferenceTables:
    """Close all clocks at the end of the run and return the tables."""
    world.now = world.plan.end
    for case in world.cases:
        if math.isnan(case.ended):
            _stop(world, case)
    own = (organisation, replication)
    return ReferenceTables(
        survived=np.array(mentions.survived, dtype=np.bool_),
        cases=_columns("cases", [(*own, *_case(world, case)) for case in world.cases]),
        statements=_columns("statements", [(*own, *statement) for statement in world.statements]),
        staff=_columns("staff", [(*own, *_person(world, person)) for person in range(len(world.plan.people))]),
    )


def _columns(table: Any, rows: list[tuple[Any, ...]]) -> Columns:
    return {name: [row[place] for row in rows] for place, name in enumerate(column_names(table))}


def _case(world: World, case: Case) -> tuple[Any, ...]:
    plan = world.plan
    triaged, analysed, drafted = case.stage_ended[:3]
    answered = case.state == ANSWERED
    return (
        case.number,
        case.key,
        plan.channels[case.channel].name if case.channel >= 0 else "",
        case.topic,
        case.kind,
        case.level_opened,
        case.level,
        case.reach,
        case.opened,
        case.detected,
        triaged,
        analysed,
        drafted,
        case.approved,
        case.answered,
        case.ended,
        STATES[case.state],
        plan.desks[case.desk].name,
        plan.people[case.author].name if answered and case.author >= 0 else "",
        case.published,
        case.round,
        case.handovers,
        *case.clock.times,
        case.version,
        case.stale,
        case.misaligned,
        case.outdated,
    )


def _stop(world: World, case: Case) -> None:
    """Book an unfinished case, and the job it is in, up to the end of the run (eq. 13).

    In a parallel step the lowest unfinished branch is booked; an answered case may still be followed up.
    """
    if case.items:
        settle(world, case, min((i for i in case.items if not i.finished), key=lambda i: i.branch))
    case.clock.switch(world.plan.end, STOPPED)
    case.ended = world.plan.end


def _person(world: World, person: int) -> tuple[Any, ...]:
    row, end = world.plan.people[person], world.plan.end
    spans = world.worked[person]
    on_duty = row.duty.overlap(0.0, end) * row.attention
    minutes = sum(stop - start for start, stop in spans)
    within = sum(row.duty.overlap(start, stop) for start, stop in spans)
    overtime = (minutes - within) * row.attention
    return (
        row.name,
        row.role,
        row.desk,
        on_duty,
        minutes * row.attention,
        overtime,
        len(world.touched[person]),
        (on_duty + overtime) / HOUR * row.wage,
    )
