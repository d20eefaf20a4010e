"""What a drill, and a model run of the same length, are measured by: few numbers, right with cases still open.

A drill ends while cases are open. Whoever was asked too late to be answered in time is not counted against a share,
and medians are those of the Aalen-Johansen curve.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from sim.analysis.survival import ANSWERED, CENSORED, COMPETING, cumulative_incidence, quantile
from sim.record.log import Columns, Records
from sim.units import BoolArray, FloatArray, IntArray, format_duration

Unit = Literal["share", "min", "cases", "replies", "mentions", "people"]
WITHIN: Final = 30.0


@dataclass(frozen=True)
class Measure:
    """One measure: its name, the same in words, its unit, and which direction is better (None: neither is)."""

    name: str
    title: str
    unit: Unit
    better: Literal["higher", "lower"] | None


MEASURES: Final = (
    Measure("answered_30", "Answered within 30 min of the post", "share", "higher"),
    Measure("median_answer", "Median time to an answer", "min", "lower"),
    Measure("first_statement", "First official statement, from the start of the crisis", "min", "lower"),
    Measure("open", "Open at the end", "cases", "lower"),
    Measure("contradicting", "Replies that contradict the agreed line", "share", "lower"),
    Measure("mentions", "Mentions", "mentions", "lower"),
    Measure("exposure", "Exposure", "people", "lower"),
)


def measure(records: Records, *, begins: float, end: float) -> dict[str, float]:
    """Return the measures of one run by name; NaN where one is undefined, infinity where a time was not reached.

    Args:
        records: The tables of a run that ended at `end`.
        begins: When the drill began, minutes since the start of the scenario; cases that were over by then, and posts
            of before, are not counted.
        end: Minutes since the start of the scenario.
    """
    cases = records.cases
    needing = needs_answer(cases) & (cases["ended"] >= begins)
    waited, cause = times_to_answer(cases, needing)
    opened = cases["opened"][needing]
    early = (opened >= begins) & (opened <= end - WITHIN)
    replies = np.asarray(cases["published"] == "reply") & (cases["answered"] >= begins)
    shown_in = records.mentions["bin"] >= begins
    strayed = cases["stale"][replies] | cases["misaligned"][replies]
    median = float(quantile(cumulative_incidence(waited, cause), 0.5)) if len(waited) else math.nan
    first = float(records.totals["first_statement"])
    return {
        "answered_30": _mean((waited <= WITHIN)[early] & (cause == ANSWERED)[early]),
        "median_answer": math.inf if len(waited) and math.isnan(median) else median,
        "first_statement": math.inf if math.isnan(first) else first,
        "open": float((cases["state"][needing] == "open").sum()),
        "contradicting": _mean(strayed),
        "mentions": float(records.mentions["surviving"][shown_in].sum()),
        "exposure": float(records.mentions["reach"][shown_in].sum()),
    }


def needs_answer(cases: Columns) -> BoolArray:
    """Return which cases need an answer: level 1 or more, opened by a mention, and no second case of it."""
    kinds = np.isin(cases["kind"].astype(str), ("position", "duplicate"))
    return np.asarray((cases["level"] >= 1) & ~kinds, dtype=np.bool_)


def times_to_answer(cases: Columns, which: BoolArray) -> tuple[FloatArray, IntArray]:
    """Return minutes from post to the end, and its cause, of the chosen cases; open cases are censored."""
    state = cases["state"][which].astype(str)
    cause = np.where(state == "answered", ANSWERED, np.where(state == "open", CENSORED, COMPETING)).astype(np.int64)
    # An answered case may be followed up for a while; the answer is what counts.
    until = np.where(cause == ANSWERED, cases["answered"][which], cases["ended"][which])
    return np.asarray(until - cases["opened"][which], dtype=np.float64), cause


def shown(one: Measure, value: float) -> str:
    """Return a value in words."""
    if math.isnan(value):
        return "-"
    if math.isinf(value):
        return "not reached"
    if one.unit == "share":
        return f"{100 * value:.0f} %"
    return format_duration(value) if one.unit == "min" else f"{value:,.0f}"


def shown_difference(one: Measure, value: float) -> str:
    """Return a difference in words, with its sign."""
    if math.isnan(value):
        return "-"
    if math.isinf(value):
        return "only the other" if value < 0 else "only this one"
    if one.unit == "share":
        return f"{100 * value:+.0f} points"
    if one.unit == "min":
        return f"{'+' if value >= 0 else ''}{format_duration(value)}"
    return f"{value:+,.0f}"


def _mean(flags: BoolArray) -> float:
    return float(np.mean(flags)) if len(flags) else math.nan
