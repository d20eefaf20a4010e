"""Many organisations in one table: a row an organisation, a column a headline, and a mark against the baseline.

Up to `FEW` organisations have a table each, with differences and intervals; more of them would be a page of tables.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sim.analysis.metrics import HEADLINES
from sim.report import words
from sim.report.text import SHORT, WIDTH
from sim.report.words import Row

if TYPE_CHECKING:
    from pandas import DataFrame

FEW: Final = 6
# Signs that every terminal has; what is better may be less.
MARKS: Final = {"better": "+", "worse": "-", "no clear difference": "~"}
_NARROWEST: Final = 12


@dataclass(frozen=True)
class Cell:
    """One value of one organisation: in words, of how many, its row of the comparison (None for the baseline)."""

    value: str
    of: str
    row: Row | None


def matrix(comparison: DataFrame) -> dict[str, list[Cell]]:
    """Return the headline values by organisation: the baseline, then who answers most within an hour first."""
    rows = comparison.to_dict("records")
    by_key = {(row["metric"], row["organisation"]): row for row in rows}
    others = sorted(dict.fromkeys(str(row["organisation"]) for row in rows), key=lambda name: _rank(by_key, name))
    first = others[0]
    baseline = str(rows[0]["baseline"])
    # Each pair has its own replications; where all were finished the baseline's value is the same in all of them.
    table = {baseline: [_cell(by_key[one.name, first], by_key, "baseline") for one in HEADLINES]}
    return table | {name: [_cell(by_key[one.name, name], by_key, "other") for one in HEADLINES] for name in others}


def _rank(by_key: Mapping[tuple[str, str], Row], name: str) -> float:
    value = by_key[HEADLINES[0].name, name]["value"]
    return math.inf if math.isnan(value) else -value


def _cell(row: Row, by_key: Mapping[tuple[str, str], Row], side: str) -> Cell:
    of = words.denominator(row, by_key, side)
    return Cell(words.value(row, side), of, row if side == "other" else None)


def matrix_lines(comparison: DataFrame) -> list[str]:
    """Return the table of many organisations for a terminal, and what its marks mean."""
    table = matrix(comparison)
    baseline = next(iter(table))
    body = [[name, *(_text(cell) for cell in cells)] for name, cells in table.items()]
    legend = (
        f"+ better, - worse, ~ no clear difference from {baseline}: {interval_words(comparison)}. Shares are of cases"
        " that need an answer, and of replies: mean numbers a run. Best first by the first column, after the baseline."
    )
    return [*columns(body, [SHORT[one.name] for one in HEADLINES]), *_wrapped(legend), *_silent(comparison)]


def interval_words(comparison: DataFrame) -> str:
    """Return what the marks rest on, as `95 % intervals of the paired differences, ..., chance only`."""
    level, _, over = str(comparison["interval"].iloc[0]).partition(", ")
    return f"{level} intervals of the paired differences, {f'{over}, ' if over else ''}chance only"


def _text(cell: Cell) -> str:
    # The heading says what is counted, the cell only how many.
    of = " ".join(cell.of.split(" ")[:2])
    mark = " " if cell.row is None else MARKS.get(str(cell.row["verdict"]), " ")
    return " ".join([*(part for part in (cell.value, of) if part), mark])


def columns(body: Sequence[Sequence[str]], titles: Sequence[str], *, head: str = "") -> list[str]:
    """Return rows of texts under titles of a few lines, the first column as wide as a terminal lets it be.

    Args:
        body: Rows of a name and one text a title.
        titles: Of all columns but the first; they are folded, and at line breaks in any case.
        head: Of the first column.
    """
    folded = [[line for part in title.split("\n") for line in textwrap.wrap(part, 15)] for title in titles]
    texts = [max(len(row[place]) for row in body) for place in range(1, len(titles) + 1)]
    widths = [max(width, *(len(line) for line in title)) for width, title in zip(texts, folded, strict=True)]
    room = max(WIDTH - sum(widths) - 2 * len(widths), _NARROWEST)
    label = min(max(len(head), *(len(row[0]) for row in body)), room)
    deep = max(len(title) for title in folded)
    heads = [[title[k - deep + len(title)] if k >= deep - len(title) else "" for title in folded] for k in range(deep)]
    rows = [[head if k == deep - 1 else "", *line] for k, line in enumerate(heads)] + [list(row) for row in body]
    return [_line(row, label, widths) for row in rows]


def _line(row: Sequence[str], label: int, widths: Sequence[int]) -> str:
    name = row[0] if len(row[0]) <= label else row[0][: label - 1] + "…"
    cells = (text.rjust(width) for text, width in zip(row[1:], widths, strict=True))
    return "  ".join([name.ljust(label), *cells]).rstrip()


def _silent(comparison: DataFrame) -> list[str]:
    """Return which organisations published no statement in some runs, if any."""
    rows = [row for row in comparison.to_dict("records") if row["metric"] == "without_statement"]
    shares = {str(row["baseline"]): row["baseline_value"] for row in rows[:1]}
    shares |= {str(row["organisation"]): row["value"] for row in rows}
    told = [f"{name} {words.percent(share)}" for name, share in shares.items() if share > 0]
    if not told:
        return []
    return _wrapped(f"Runs without a statement, which count with their whole length: {words.listed(told)}.")


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False)
