"""From paired differences to the words of a page: every verdict comes by one rule from intervals, none is typed.

A row is one difference with its interval, as `compare` gives it, and where it was found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from sim.analysis.estimate import compare, difference_text
from sim.analysis.measures import tables
from sim.analysis.metrics import HEADLINES, METRICS, Metric, evaluate
from sim.analysis.survival import mean_interval
from sim.record.study import Study
from sim.report import words
from sim.study.how_sure import HowSure

Row = dict[str, Any]
LEVEL: Final = 0.95
HOLDS, NOT, OPEN, DEPENDS = "holds", "does not hold", "no clear difference", "it depends"
RULE: Final = """\
Verdicts are not written by anybody. Each claim names one or more paired differences and the direction that it expects of
them. Their 95 % intervals are simultaneous over all differences of that claim (Bonferroni). **Holds**: every interval
lies on the side that the claim expects. **Does not hold**: none does, and at least one lies on the other side. **No clear
difference**: all of them include zero; that is no proof of equality. **It depends**: anything else, and the words after
it say where it holds, where it is reversed and where it is open. An interval covers chance only; the draws beside it
count how often the sign stays when all assumed numbers are drawn from their ranges."""


@dataclass(frozen=True)
class Claim:
    """One claim.

    Attributes:
        says: What is claimed, in our words.
        shows: What would show it.
        rows: The differences it is judged by, their intervals simultaneous.
        sign: +1 if the claim expects them above zero, -1 if below.
        ours: Whether this is our reading of the source.
        sure: How sure the headline differences of the comparison are, and of which organisation.
    """

    says: str
    shows: str
    rows: Sequence[Row]
    sign: int
    ours: bool = False
    sure: tuple[HowSure, str] | None = None


def paired(
    study: Study,
    baseline: str,
    others: Sequence[str],
    metrics: Sequence[Metric],
    *,
    family: int = 1,
    where: str = "",
) -> list[Row]:
    """Return paired differences of organisations from a baseline, one row each.

    Args:
        study: With all of them.
        baseline: What they are compared with.
        others: One or more.
        metrics: Which rows.
        family: At how many points or by how many metrics the claim looks; intervals are simultaneous over these and
            over the organisations.
        where: Told with each row; "{}" stands for the organisation.
    """
    own = replace(study, meta=replace(study.meta, organisations=(baseline, *others)))
    table = compare(own, baseline, metrics=metrics, confidence=1 - (1 - LEVEL) / family)
    rows: list[Row] = table.to_dict("records")
    return [row | {"where": where.replace("{}", str(row["organisation"]))} for row in rows]


def values(study: Study, organisation: str, metric: Metric) -> Any:
    """Return one value a replication."""
    return evaluate(metric, tables(study, organisation))


def contrast(metric: Metric, differences: Any, *, family: int = 1, where: str = "") -> Row:
    """Return the row of differences that are no plain pair: a difference of differences, or of two crises."""
    known = np.asarray(differences.dropna(), dtype=np.float64)
    mean, low, high = (float(end) for end in mean_interval(known, confidence=1 - (1 - LEVEL) / family))
    told = {"metric": metric.name, "title": metric.title, "unit": metric.unit, "n": len(known), "where": where}
    told |= {"difference": mean, "low": low, "high": high, "difference_text": difference_text(metric, mean)}
    return told


def side(row: Row, sign: int = 1) -> int:
    """Return +1 if a row's interval lies on the side of `sign`, -1 if on the other, 0 if it includes zero."""
    if row["low"] > 0:
        return sign
    return -sign if row["high"] < 0 else 0


def verdict(claim: Claim) -> str:
    """Return the verdict on a claim, with the places where it depends."""
    sides = [side(row, claim.sign) for row in claim.rows]
    if all(one > 0 for one in sides):
        return HOLDS
    if not any(sides):
        return OPEN
    if not any(one > 0 for one in sides):
        return NOT
    parts = []
    for one, word in ((1, "holds"), (-1, "reversed"), (0, "open")):
        found = [str(row["where"]) for row, own in zip(claim.rows, sides, strict=True) if own == one]
        if found:
            parts.append(f"{word}: {', '.join(found)}")
    return f"{DEPENDS} ({'; '.join(parts)})"


def told(row: Row) -> str:
    """Return a difference and its interval: `+12 points (+10 to +14)`; of a logarithm the change in per cent."""
    if row["unit"] == "log10 people":
        mean, low, high = (100 * (10 ** row[end] - 1) for end in ("difference", "low", "high"))
        return f"{words.signed(mean, 0)} % ({words.signed(low, 0)} to {words.signed(high, 0)})"
    return f"{words.difference(row)} ({words.interval(row)})"


def result(claim: Claim) -> str:
    """Return all differences of a claim with their intervals, and the draws where they were counted."""
    parts = [f"{row['where']}: {told(row)}" if row["where"] else told(row) for row in claim.rows]
    text = "; ".join(parts)
    if claim.sure is None:
        return text
    counted = draws_of(*claim.sure, str(claim.rows[0]["metric"]))
    return f"{text}; same sign in {counted} draws" if counted else text


def draws_of(sure: HowSure, organisation: str, metric: str) -> str:
    """Return in how many draws a headline difference keeps its sign, `93 of 100`; empty for other metrics."""
    signs = sure.signs
    own = signs[(signs["metric"] == metric) & (signs["organisation"] == organisation)]
    return f"{int(own['holds'].iloc[0])} of {int(own['draws'].iloc[0])}" if len(own) else ""


def named(*names: str) -> tuple[Metric, ...]:
    """Return metrics by their names."""
    known = {metric.name: metric for metric in METRICS}
    return tuple(known[name] for name in names)


def sentence(row: Row, subject: str, against: str) -> str:
    """Return what one difference says, in a sentence."""
    title = title_of(row)
    title = title if row["where"] == "" else title[:1].lower() + title[1:]
    place = f"{row['where'][:1].upper()}{row['where'][1:]}: " if row["where"] else ""
    if side(row) == 0:
        return f"{place}{title} shows no clear difference between {subject} and {against}: {told(row)}."
    way = "higher" if row["difference"] > 0 else "lower"
    if row["unit"] == "min":
        way = "later or longer" if row["difference"] > 0 else "sooner or shorter"
    return f"{place}{title} is {way} with {subject} than with {against}: {told(row)}."


_SHORT: Final = {
    "answered_1h": "Answered within 1 h",
    "contradicting": "Contradicting replies",
    "log_exposure": "Reach (geometric mean)",
    "response_mean": "Mean time without an answer",
}


def title_of(what: Metric | Row | str) -> str:
    """Return the title of a metric, of that of a row, or of a shipped one by its name; short where tables need it."""
    if isinstance(what, str):
        (what,) = named(what)
    name, title = (what.name, what.title) if isinstance(what, Metric) else (str(what["metric"]), str(what["title"]))
    return _SHORT.get(name, title)


HEAD: Final = HEADLINES
