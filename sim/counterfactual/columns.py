"""A table as lines of plain text that fit a width: cells never touch, and what is too long goes on below itself."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from textwrap import wrap
from typing import Final

_GAP: Final = 2
# Letters that the first column keeps, if it needs them and there is room for three times as many.
_FIRST: Final = 24
# A heading does not widen its column beyond this; it wraps.
_HEADING: Final = 14


def columns(heads: Sequence[str], rows: Sequence[Sequence[str]], *, width: int = 100, indent: int = 3) -> list[str]:
    """Return the lines of a table whose first column is text and whose others are aligned to the right.

    Args:
        heads: A heading for each column.
        rows: Cells, as many in each as there are headings.
        width: The most letters of a line.
        indent: Blanks before each line.
    """
    others = list(zip(*rows, strict=True))[1:] if rows else [()] * (len(heads) - 1)
    room = width - indent - _GAP * len(others)
    longest = max(len(row[0]) for row in (heads, *rows))
    kept = min(longest, _FIRST, room // 3)
    widths = _fitted([_width(head, cells) for head, cells in zip(heads[1:], others)], room - kept)
    first = min(longest, room - sum(widths))
    return [line for row in (heads, *rows) for line in _lines(row, [first, *widths], " " * indent)]


def _fitted(widths: list[int], room: int) -> list[int]:
    """Return the widths cut down to a room: what is narrow keeps its width, the wide ones share the rest."""
    if sum(widths) <= room:
        return widths
    most = room // len(widths)
    wide = sum(own > most for own in widths)
    share = (room - sum(own for own in widths if own <= most)) // wide
    return [min(own, share) if own > most else own for own in widths]


def _width(head: str, cells: Sequence[str]) -> int:
    return max([min(len(head), _HEADING), *map(len, cells)])


def _lines(row: Sequence[str], widths: Sequence[int], indent: str) -> list[str]:
    wrapped = [wrap(cell, width) or [""] for cell, width in zip(row, widths, strict=True)]
    lines = []
    for parts in zip_longest(*wrapped, fillvalue=""):
        first, *others = (
            part.rjust(width) if place else part.ljust(width) for place, (part, width) in enumerate(zip(parts, widths))
        )
        lines.append(f"{indent}{(' ' * _GAP).join([first, *others])}".rstrip())
    return lines
