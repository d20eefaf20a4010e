"""A sheet without headings: which of its columns are plain from what stands in them."""

from __future__ import annotations

from collections.abc import Sequence

from sim.msel.table import Cell, Line, text_of
from sim.msel.times import parse_time

_MOSTLY = 0.6
_LONG = 30


def infer(lines: Sequence[Line], width: int) -> tuple[dict[int, str], list[str]]:
    """Return the column of ours for the columns that are plain, by index, and a sentence for each.

    A column of times is the time; the first column, if it holds a different short number in each row, is the number;
    one column of texts that is by far the longest is the message. Nothing else is guessed.
    """
    filled = [[*line.cells, *[None] * (width - len(line.cells))] for line in lines]
    columns = [[cell for cell in column if text_of(cell)] for column in zip(*filled, strict=True)]
    found: dict[int, str] = {}
    said = []
    timed = next((i for i, cells in enumerate(columns) if _share_of_times(cells) >= _MOSTLY), None)
    if timed is not None:
        found[timed] = "scenario_time"
        said.append("no row of headings: times by what stands in them")
    first = next((i for i, cells in enumerate(columns) if cells), None)
    if first is not None and first != timed and _numbers(columns[first], len(lines)):
        found[first] = "number"
        said.append("no row of headings: the first column counts the rows")
    lengths = sorted(((_mean_length(cells), i) for i, cells in enumerate(columns) if i not in found), reverse=True)
    if lengths and lengths[0][0] >= _LONG and (len(lengths) == 1 or lengths[0][0] >= 1.5 * lengths[1][0]):
        found[lengths[0][1]] = "message"
        said.append("no row of headings: the longest texts are the message")
    return found, said


def _share_of_times(cells: Sequence[Cell]) -> float:
    # Bare numbers may be scores or counters; only what can be nothing but a time speaks for a column of times.
    times = sum(_is_time(cell) for cell in cells)
    return times / len(cells) if cells else 0.0


def _is_time(cell: Cell) -> bool:
    bare = isinstance(cell, (int, float)) or text_of(cell).isdecimal()
    return not bare and parse_time(cell) is not None


def _numbers(cells: Sequence[Cell], rows: int) -> bool:
    texts = {text_of(cell) for cell in cells}
    return len(texts) == len(cells) == rows and all(text.isdecimal() and len(text) <= 6 for text in texts)


def _mean_length(cells: Sequence[Cell]) -> float:
    return sum(len(text_of(cell)) for cell in cells) / len(cells) if cells else 0.0
