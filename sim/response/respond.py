"""One replication from crisis to records: the verb `respond`."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from operator import attrgetter
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.organisation.organisation import Organisation
from sim.record.log import Columns, Records, as_columns
from sim.response.compiling import compile_plan
from sim.response.engine import Engine
from sim.response.jobs import overlap
from sim.response.plan import Plan
from sim.response.probe import Probe
from sim.response.state import Case
from sim.scenario.facts import KnownFact
from sim.scenario.model import Scenario
from sim.spread.cascade import Cascade, potential
from sim.units import BoolArray, FloatArray

# The cases table, in three runs of columns that a case has under their own names: one C call each.
_FIRST: Final = attrgetter(
    "case_number",
    "key",
    "channel",
    "topic",
    "kind",
    "level_opened",
    "level",
    "reach",
    "opened",
    "detected",
    "triaged",
    "analysed",
    "drafted",
    "approved",
    "answered",
    "ended",
    "state",
)
_SECOND: Final = attrgetter("published", "rejections", "handovers")
_LAST: Final = attrgetter("version", "stale", "misaligned", "outdated")


def respond(
    scenario: Scenario,
    organisation: Organisation,
    cascade: Cascade,
    facts: tuple[KnownFact, ...],
    *,
    seed: int,
    replication: int,
    plan: Plan | None = None,
    unanswered: BoolArray | None = None,
    probes: tuple[Probe, ...] = (),
) -> Records:
    """Return what one organisation did about one replication of a crisis.

    Args:
        scenario: The crisis, checked.
        organisation: Who answers, checked against the scenario.
        cascade: The envelope cascade of this replication (`sim.spread.generate`).
        facts: The facts of this replication (`draw_facts`).
        seed: Seed of the study.
        replication: Number of the replication.
        plan: The compiled plan, where many replications share it.
        unanswered: Which mentions exist if nobody answers, where several organisations share it.
        probes: Observers.

    Source: docs/model.md, sections 3 to 8.
    """
    plan = plan or compile_plan(scenario, organisation)
    with _no_collector():
        engine = Engine(plan, cascade, facts, seed=seed, replication=replication, probes=probes)
        engine.finish()
        return records_of(engine, unanswered)


def records_of(engine: Engine, unanswered: BoolArray | None = None) -> Records:
    """Return the tables of a run that has been finished.

    Args:
        engine: The run.
        unanswered: Which of its mentions exist if nobody answers, where several organisations share it.
    """
    scenario, cascade = engine.plan.scenario, engine.cascade
    alive = np.array(engine.alive, dtype=bool)
    if unanswered is None:
        unanswered = potential(cascade, {name: c.population for name, c in scenario.channels.items()})
    return Records(
        organisation=engine.plan.organisation.name,
        replication=engine.replication,
        cases=_cases(engine.run.cases),
        mentions=_mentions(scenario, cascade, unanswered, alive),
        statements=as_columns(
            "statements",
            [(s.time, s.topic, s.kind, s.version, s.channel, s.effect) for s in engine.run.line.statements],
        ),
        staff=_staff(engine),
        events=_events(engine),
        totals=_totals(engine, cascade, unanswered, alive),
    )


@contextmanager
def _no_collector() -> Iterator[None]:
    """Keep the collector of cyclic garbage off: a run makes next to none, and searching for it took a fifth of it."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _cases(cases: list[Case]) -> Columns:
    """Return the cases table; every instant between opened and ended is booked once (equation 13)."""
    columns = as_columns("cases", [_row(case) for case in cases])
    parts = ("detect_wait", "page_wait", "queue_wait", "handover_wait", "calendar_wait", "service", "review")
    booked = sum((columns[name] for name in parts), np.zeros(len(cases)))
    wrong = np.flatnonzero(booked != columns["ended"] - columns["opened"])
    assert not len(wrong), f"case {wrong[:3]}: booked {booked[wrong[:3]]}"
    return columns


def _row(case: Case) -> tuple[Any, ...]:
    author = case.author.plan.name if case.author is not None and case.state == "answered" else ""
    return (*_FIRST(case), case.desk.name, author, *_SECOND(case), *case.booked, *_LAST(case))


def _mentions(scenario: Scenario, cascade: Cascade, unanswered: BoolArray, alive: BoolArray) -> Columns:
    """Return the mentions table: counts by channel, topic and bin, in that order; empty bins are left out."""
    width = 1.0 if scenario.resolution == "minute" else 60.0
    bins = np.floor(cascade.time / width).astype(np.int64)
    counted = np.flatnonzero(unanswered | alive)
    span = int(bins.max()) + 1 if len(cascade) else 1
    code = (cascade.channel.astype(np.int64) * len(cascade.topics) + cascade.topic) * span + bins
    found, place = np.unique(code[counted], return_inverse=True)
    count = len(found)
    weights = np.where(alive[counted], cascade.reach[counted], 0.0)
    pair = found // span
    channels: npt.NDArray[np.object_] = np.array(cascade.channels, dtype=object)
    topics: npt.NDArray[np.object_] = np.array(cascade.topics, dtype=object)
    return {
        "channel": channels[pair // len(cascade.topics)] if count else channels[:0],
        "topic": topics[pair % len(cascade.topics)] if count else topics[:0],
        "bin": (found % span) * width,
        "potential": np.bincount(place, unanswered[counted], count).astype(np.int64),
        "surviving": np.bincount(place, alive[counted], count).astype(np.int64),
        "reach": np.bincount(place, weights, count),
    }


def _staff(engine: Engine) -> Columns:
    end = engine.plan.end
    rows = []
    for person in engine.run.desks.people:
        post = person.plan
        on_duty = overlap(post.duty, 0.0, end) * post.attention
        busy, overtime = person.busy * post.attention, person.overtime * post.attention
        cost = (on_duty + overtime) / 60.0 * post.wage
        rows.append((post.name, post.role, post.desk, on_duty, busy, overtime, len(set(person.cases)), cost))
    return as_columns("staff", rows)


def _events(engine: Engine) -> Columns:
    """Return alarms, changes of the mode, and the causes that were mended before the end, in order of time."""
    run = engine.run
    changes = [(time, word, "") for time, word in run.modes.changes] if run.modes is not None else []
    mended = [(time, "cause mended", topic) for topic, time in run.mended.items() if time <= engine.plan.end]
    return as_columns("events", sorted(changes + mended, key=lambda one: one[0]))


def _totals(engine: Engine, cascade: Cascade, unanswered: BoolArray, alive: BoolArray) -> dict[str, float]:
    answers = [case.answered for case in engine.run.cases if case.fact < 0 and case.answered == case.answered]
    topic = engine.plan.scenario.main_topic
    first = min(answers, default=np.inf)
    stated = [s.time for s in engine.run.line.statements if s.topic == topic and s.kind != "contradiction"]
    reach: FloatArray = cascade.reach
    return {
        "mentions_potential": float(unanswered.sum()),
        "mentions_surviving": float(alive.sum()),
        "exposure_potential": float(reach[unanswered].sum()),
        "exposure_surviving": float(reach[alive].sum()),
        "exposure_before_answer": float(reach[alive & (cascade.time < first)].sum()),
        "first_statement": min(stated, default=float("nan")),
    }
