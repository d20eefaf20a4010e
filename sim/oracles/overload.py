"""Oracles of overload: desks and approvers that are overrun, and a surge that is worked off."""

from __future__ import annotations

import numpy as np

from sim.analysis import queueing
from sim.oracles.estimates import Estimate, Sample, ratio
from sim.oracles.oracle import Measures, Oracle, Row, crisis_text, organisation_text, run
from sim.record.log import Records
from sim.units import DAY, HOUR, FloatArray

_EXPONENTIAL = "{exponential: {mean: %s min}}"

# Overload. Mutations: a pool that leaves people idle while others' queues grow; an approver who works off duty.

_APPROVER = """
  desks: {press: {channels: all, members: head}}
  approval: {L2: [{role: head, review: {exponential: {mean: 5 min}}}]}"""
_SUSPEND = "  at_shift_end: suspend\n"
_MOSTLY_L2 = "{question: {share: 0.2, levels: {L1: 1}}, complaint: {share: 0.8, levels: {L2: 1}}}"
_NAMES, _SKEW = ("a", "b", "c", "d"), (0.6, 0.2, 0.1, 0.1)


def _overload_rows() -> list[Row]:
    rate, mean = 25 / HOUR, 8.0
    limit = queueing.escalation_limit(15 / HOUR, 5.0, available=0.5)
    hot = queueing.stable_rate(mean, 4, shares=_SKEW)
    return [
        Row("growth of the busiest of 4 own desks (cases/h)", (rate - hot) * max(_SKEW) * HOUR, "lambda s - mu"),
        Row("P(wait) in the pool of the 4", queueing.erlang_c(rate * mean, 4), "Erlang C: stable"),
        Row("growth before an approver who is there half the time (cases/h)", (0.8 - limit) * 15, "(e - e*) lambda"),
    ]


def _overload(seed: int, size: int) -> Measures:
    channels = "\n".join(f"{name}: {{background_per_hour: {25 * s!r}}}" for name, s in zip(_NAMES, _SKEW))
    crisis = crisis_text(horizon="61 d", channels=channels, drain="0 min")
    pairs = list(run(crisis, _four_desks(8.0), _pool(8.0), seed=seed, replications=size))
    shared = Sample.of([pool for _, pool in pairs], horizon=61 * DAY, length=DAY, warm_up=DAY)
    inputs = [shared.arrivals(25 / HOUR), *shared.services(8.0, 128.0)]
    crisis = crisis_text(horizon="101 d", channels="x: {background_per_hour: 15}", kinds=_MOSTLY_L2, drain="0 min")
    approver = organisation_text(_APPROVER, "{role: head, count: 1, calendar: '00:00-12:00'}", more=_SUSPEND)
    alone = [records for (records,) in run(crisis, approver, seed=seed, replications=size)]
    return {
        "growth of the busiest of 4 own desks (cases/h)": _growth(
            [_only(own, "a") for own, _ in pairs], rate=15, days=61
        ),
        "P(wait) in the pool of the 4": shared.mean(shared["queue_wait"] > 0, inputs=inputs),
        "growth before an approver who is there half the time (cases/h)": _growth(
            [_only(records, "complaint", "kind") for records in alone], rate=12, days=101
        ),
    }


def _four_desks(mean: float) -> str:
    desks = ", ".join(f"of {name}: {{channels: [{name}], members: officer {i}}}" for i, name in enumerate(_NAMES, 1))
    structure = f"""
  desks: {{{desks}}}
  stages: {{draft: {_EXPONENTIAL % mean}}}
  authority: {{officer: L4}}"""
    return organisation_text(structure, "{role: officer, count: 4, calendar: always}", name="own desks")


def _pool(mean: float) -> str:
    structure = f"""
  desks: {{press: {{channels: all, members: officer}}}}
  stages: {{draft: {_EXPONENTIAL % mean}}}
  authority: {{officer: L4}}"""
    return organisation_text(structure, "{role: officer, count: 4, calendar: always}", name="pool")


def _only(records: Records, word: str, column: str = "channel") -> tuple[FloatArray, FloatArray]:
    """Return when cases opened and ended; cases that are open at the end never did."""
    cases = records.cases
    chosen = cases[column] == word
    ended = np.where(cases["state"] == "open", np.inf, cases["ended"])
    return cases["opened"][chosen], ended[chosen]


def _growth(cases: list[tuple[FloatArray, FloatArray]], *, rate: float, days: int) -> Estimate:
    """Return the growth of a backlog per hour; it never empties after the first day, so that days are independent."""
    edges = np.arange(1, days + 1) * DAY
    opened = np.concatenate([np.diff(np.searchsorted(np.sort(start), edges)) for start, _ in cases])
    ended = np.concatenate([np.diff(np.searchsorted(np.sort(end), edges)) for _, end in cases])
    hours = np.full(len(opened), 24.0)
    return ratio((opened - ended).astype(np.float64), hours, [opened - rate * hours])


# A surge: a fluid would take the same mean course, as long as the desk never runs idle before the end of the surge.
# Work comes in at the start for that, and is taken off the surge. Mutations: a desk that stops at its peak; a shock
# whose mentions come at its start.

_BEFORE, _SURGE, _CAPACITY, _FIRST, _HOURS = 100.0, 450.0, 300.0, 60, 3.0


def _surge_rows() -> list[Row]:
    peak, wait, clear = queueing.fluid_surge(_BEFORE, _SURGE, _CAPACITY, duration=_HOURS)
    return [
        Row("backlog at the end of the surge (cases)", peak, "(lambda_1 - c) T"),
        Row("wait of what comes then (h)", wait, "backlog / c"),
        Row("cleared after (h)", clear, "T + backlog / (c - lambda_0)"),
    ]


def _surge(seed: int, size: int) -> Measures:
    more = int((_SURGE - _BEFORE) * _HOURS) - _FIRST
    shocks = f"""
  kind: hawkes
  mark_power: 0
  shocks:
    - {{name: first, at: 0 min, channel: x, topic: crisis, count: {_FIRST}}}
    - {{name: surge, at: 0 min, over: {_HOURS} h, channel: x, topic: crisis, count: {more}}}"""
    channels = f"x: {{background_per_hour: {_BEFORE}, reach: {{minimum: 1000, cap: 1000}}}}"
    crisis = crisis_text(horizon="8 h", channels=channels, spread=shocks, drain="1 d")
    desk = organisation_text(
        f"desks: {{press: {{channels: all, members: officer}}}}\n  stages: {{draft: {HOUR / _CAPACITY!r} min}}\n"
        "  authority: {officer: L4}",
        "{role: officer, count: 1, calendar: always}",
    )
    found = [_course(records) for (records,) in run(crisis, desk, seed=seed, replications=32 * size)]
    ones = np.ones(len(found))
    values = np.array(found).T
    return {row.what: ratio(column, ones) for row, column in zip(_surge_rows(), values, strict=True)}


def _course(records: Records) -> tuple[float, float, float]:
    """Return the backlog at the end of the surge, the wait of what comes then, and when it is cleared (hours)."""
    opened, ended = np.sort(records.cases["opened"]), np.sort(records.cases["ended"])
    end = _HOURS * HOUR
    backlog = float((opened <= end).sum() - (ended <= end).sum())
    # Served in order: the next to come begins when all that are there have ended.
    wait = float(ended[(opened <= end).sum() - 1] - end) / HOUR
    return backlog, wait, _first_empty(opened, ended) / HOUR


def _first_empty(opened: FloatArray, ended: FloatArray) -> float:
    """Return the first instant after minute 0 at which no case is open."""
    return float(ended[np.flatnonzero(ended[:-1] < opened[1:])[0]])


OVERLOAD = (
    Oracle("overload", "Desks and approvers that are overrun", _overload_rows, _overload),
    Oracle("surge", "A surge and its end, as a fluid", _surge_rows, _surge),
)
