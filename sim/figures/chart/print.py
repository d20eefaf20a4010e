"""The format of the sheet, and what stands at its head and foot."""

from __future__ import annotations

from typing import Final

from sim.figures.chart.paths import DETAIL
from sim.figures.chart.sheet import QUIET, Sheet, text_width, wrapped
from sim.organisation.organisation import Organisation

WIDTH, HEIGHT, MARGIN = 11.69, 8.27, 0.5
_SMALL_PRINT: Final = (
    "Times are medians: half of the cases take longer. New line: how the desks hear of a new official position."
)


def name_of(organisation: Organisation) -> str:
    """Return the title of an organisation, or its name where it has none."""
    return organisation.title or organisation.name


def idea(organisation: Organisation, width: float, most: int, *, size: float = 9.0) -> list[str]:
    """Return as many whole sentences of the idea as fit into `most` lines, at least the beginning of the first."""
    sentences = " ".join(organisation.idea.split()).split(". ")
    for count in range(len(sentences), 0, -1):
        words = ". ".join(sentences[:count])
        lines = wrapped(words if words.endswith(".") or not words else words + ".", width, size)
        if len(lines) <= most:
            return _balanced(lines, width, size)
    return wrapped(sentences[0], width, size, most=most)


def _balanced(lines: list[str], width: float, size: float) -> list[str]:
    """Return the lines so that the last one is not a single word or two."""
    words, number = " ".join(lines), len(lines)
    while number > 1 and text_width(lines[-1], size) < 0.4 * width:
        width *= 0.97
        narrower = wrapped(words, width, size)
        if len(narrower) > number:
            break
        lines = narrower
    return lines


def foot(sheet: Sheet, y: float, *more: str) -> float:
    """Write the small print at the lower edge of A4, or below what is longer; return the height of the sheet."""
    lines = wrapped(" ".join([_SMALL_PRINT, *more]), sheet.full, DETAIL)
    needed = 0.15 * len(lines) + 0.3
    y = max(y, sheet.height - needed)
    sheet.lines(sheet.left, y, lines, size=DETAIL, colour=QUIET)
    return y + needed
