"""A comparison as plain text: the five headline rows, all metrics, and one sentence that names gain and price."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from sim.report import words
from sim.report.words import Row
from sim.units import format_duration

if TYPE_CHECKING:
    from pandas import DataFrame

WIDTH: Final = 100
SHORT: Final = {
    "answered_1h": "Answered within 1 h",
    "first_statement": "First official statement",
    "contradicting": "Contradicting replies",
    "never_answered": "Never answered",
    "staff_hours": "Staff hours",
}
_HEAD: Final = "95 % interval"


def headline_lines(comparison: DataFrame) -> list[str]:
    """Return the headline table: two lines of head and five rows for each organisation that is not the baseline.

    Every row has both values, a share with what it is of (mean per replication), the paired difference, its interval,
    and the verdict. A line below says so where an organisation published no statement in some replications.
    """
    rows = comparison.to_dict("records")
    by_key = {(row["metric"], row["organisation"]): row for row in rows}
    lines: list[str] = []
    for other in dict.fromkeys(row["organisation"] for row in rows):
        own = [row for row in rows if row["organisation"] == other and row["headline"]]
        cells = [_cells(row, SHORT.get(row["metric"], row["title"]), by_key) for row in own]
        lines += [*([""] if lines else []), *_table(own, cells), *_without(by_key, other)]
    return [*lines, "Shares are of cases that need an answer, and of replies: mean numbers a run."]


def all_metric_lines(comparison: DataFrame) -> list[str]:
    """Return a table of every metric for each organisation that is not the baseline, headline rows included."""
    rows = comparison.to_dict("records")
    lines: list[str] = []
    for other in dict.fromkeys(row["organisation"] for row in rows):
        own = [row for row in rows if row["organisation"] == other]
        lines += [*([""] if lines else []), *_table(own, [_cells(row, row["title"], {}) for row in own])]
    return lines


def _cells(row: Row, label: str, by_key: dict[tuple[str, str], Row]) -> tuple[str, ...]:
    def cell(side: str) -> str:
        of = words.denominator(row, by_key, side) if by_key else ""
        # The label says what is counted, the cell only how many: six columns must fit a terminal.
        return " ".join([words.value(row, side), *of.split(" ")[:2]]).strip()

    return label, cell("baseline"), cell("other"), words.difference(row), words.interval(row), str(row["verdict"])


def _table(rows: Sequence[Row], cells: Sequence[tuple[str, ...]]) -> list[str]:
    if not rows:
        return []
    level, _, over = str(rows[0]["interval"]).partition(", ")
    inner = [max(len(line[place]) for line in cells) for place in range(1, 6)]
    inner = [max(width, least) for width, least in zip(inner, (11, 11, 10, len(_HEAD), 6), strict=True)]
    room = max(WIDTH - sum(inner) - len(inner), 12)
    label = min(max(len(line[0]) for line in cells), room)
    names = [str(rows[0][key]) for key in ("baseline", "organisation")]
    for place, name in enumerate(names):
        spare = WIDTH - sum(inner) - len(inner) - max(len(line[0]) for line in cells)
        inner[place] += min(max(len(name) - inner[place], 0), max(spare, 0))
    names = [_shorten(name, width) for name, width in zip(names, inner, strict=False)]
    heads = [("", "", "", "", f"{level} interval", ""), ("", *names, "difference", "chance only", "verdict")]
    lines = []
    for line in (*heads, *cells):
        first, *more = textwrap.wrap(line[0], label) or [""]
        right = [text.rjust(width) for text, width in zip(line[1:5], inner, strict=False)]
        lines.append(" ".join([first.ljust(label), *right, line[5]]).rstrip())
        lines += [f"  {rest}" for rest in more]
    return [*lines, *([f"Intervals are {over}."] if over else [])]


def _shorten(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _without(by_key: dict[tuple[str, str], Row], other: str) -> list[str]:
    """Return the line that says which share of the replications had no statement, if any."""
    row = by_key["without_statement", other]
    silent = [
        f"{words.percent(share)} of the runs of {name}"
        for name, share in ((row["baseline"], row["baseline_value"]), (other, row["value"]))
        if share > 0
    ]
    if not silent:
        return []
    return textwrap.wrap(f"No statement in {words.listed(silent)}; such a run counts with its whole length.", WIDTH)


def answer_sentence(comparison: DataFrame, organisation: str | None = None) -> str:
    """Return one sentence that names what an organisation gains over the baseline and what it pays for it.

    Only rows whose interval excludes zero are named. Without `organisation` and with several to choose from, it is
    the one that answers most cases within an hour, and the sentence says so.

    Args:
        comparison: From `compare`.
        organisation: One that was compared with the baseline.

    Raises:
        ValueError: If the comparison has no such organisation.
    """
    rows = [row for row in comparison.to_dict("records") if row["headline"]]
    others = list(dict.fromkeys(str(row["organisation"]) for row in rows))
    if organisation is not None and organisation not in others:
        raise ValueError(f"no organisation '{organisation}' in this comparison; it has {', '.join(others)}")
    chosen = organisation or (others[0] if len(others) == 1 else _fastest(rows))
    sentence = _sentence([row for row in rows if row["organisation"] == chosen], chosen)
    if organisation is not None or len(others) == 1:
        return sentence
    fastest = next(row for row in rows if row["organisation"] == chosen and row["metric"] == "answered_1h")
    if fastest["verdict"] == "better":
        rest = sentence.removeprefix(chosen)
        return f"Of the {len(others) + 1} organisations {chosen} answered most within an hour: it{rest}"
    return (
        f"None of the {len(others)} others clearly answered more within an hour than {fastest['baseline']};"
        f" of the nearest: {sentence}"
    )


def _fastest(rows: Sequence[Row]) -> str:
    return str(max((row for row in rows if row["metric"] == "answered_1h"), key=_gain)["organisation"])


def _gain(row: Row) -> float:
    return -math.inf if math.isnan(row["difference"]) else float(row["difference"])


def _sentence(rows: Sequence[Row], name: str) -> str:
    baseline = rows[0]["baseline"]
    gains = [_as_gain(row) for row in rows if row["verdict"] == "better"]
    prices = [_as_price(row) for row in rows if row["verdict"] == "worse"]
    if gains and prices:
        return f"{name} {words.listed(gains)} than {baseline}, and paid for it with {words.listed(prices)}."
    if gains:
        return f"{name} {words.listed(gains)} than {baseline}, at no price that stands out from chance."
    if prices:
        paid = words.listed(prices)
        return f"{name} gained nothing over {baseline} that stands out from chance, and paid with {paid}."
    return f"{name} and {baseline} show no clear difference in any of the five headline rows."


def _as_gain(row: Row) -> str:
    return _GAINS[row["metric"]](row)


def _as_price(row: Row) -> str:
    return _PRICES[row["metric"]](row)


def _points(row: Row) -> str:
    size = abs(row["difference"] * 100)
    text = f"{size:.0f}" if size >= 9.95 else f"{size:.1f}"
    return f"{text} percentage points {'more' if row['difference'] > 0 else 'fewer'}"


def _hours(row: Row) -> str:
    return f"{words.count(abs(row['difference']))} {'more' if row['difference'] > 0 else 'fewer'} staff hours"


def _sooner(row: Row) -> str:
    return f"{format_duration(abs(row['difference']))} {'later' if row['difference'] > 0 else 'earlier'}"


_Phrase = Callable[[Row], str]
_GAINS: Final[dict[str, _Phrase]] = {
    "answered_1h": lambda row: f"answered {_points(row)} cases within an hour",
    "first_statement": lambda row: f"made its first official statement {_sooner(row)}",
    "contradicting": lambda row: f"gave {_points(row)} contradictory replies",
    "never_answered": lambda row: f"left {_points(row)} cases unanswered",
    "staff_hours": lambda row: f"needed {_hours(row)}",
}
_PRICES: Final[dict[str, _Phrase]] = {
    "answered_1h": lambda row: f"{_points(row)} cases answered within an hour",
    "first_statement": lambda row: f"a first official statement {_sooner(row)}",
    "contradicting": lambda row: f"{_points(row)} contradictory replies",
    "never_answered": lambda row: f"{_points(row)} cases never answered",
    "staff_hours": _hours,
}
