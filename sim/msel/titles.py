"""What stands above the headings of a list: its title, and the day on which the exercise begins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from sim.msel.calendar_words import MONTHS
from sim.msel.stamps import DateOrder
from sim.msel.table import Cell, Line, one_line, text_of
from sim.msel.times import parse_time
from sim.msel.vocabulary import normalise

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
# The first of two days counts: `12-13 mars 2026`, `12. und 13. März 2026`.
_MORE_DAYS = r"(?:\s*(?:-|\u2013|/|et|und|and|y|e|en|to|au|bis|al)\s*\d{1,2}(?:er|st|nd|rd|th|\.)?)?"
_DATES = (
    re.compile(r"(?<!\d)(\d{4}-\d{1,2}-\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(\d{1,2}([./-])\d{1,2}\2\d{4})(?!\d)"),
)
_DAY_FIRST = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:er|st|nd|rd|th|\.|º)?{_MORE_DAYS}[\s-]*(?:de\s+|of\s+)?({_MONTH})\.?,?[\s-]*"
    rf"(?:de\s+|del\s+)?(\d{{4}})(?!\d)"
)
_MONTH_FIRST = re.compile(rf"\b({_MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?{_MORE_DAYS},?\s+(\d{{4}})(?!\d)")
# What is said of the file and not of the exercise.
_OF_THE_FILE = re.compile(
    r"\b(version|versie|versione|v\d+|revision|revised|rev|stand|mise a jour|maj|updated?|modified|printed|created|"
    r"edited|actualizado|aggiornat[oa]|bijgewerkt|erstellt|gedruckt|imprime|cree)\b"
)


def title_of(above: Sequence[Line]) -> str:
    """Return the first text above the headings that is more than a date, on one line; empty without one.

    A text that begins with what tells of the file, such as `Version 3`, is taken for want of another only.
    """
    texts = [
        one_line(cell, 200)
        for line in above
        for cell in line.cells
        if isinstance(cell, str) and any(c.isalpha() for c in cell) and parse_time(cell) is None
    ]
    of_exercise = (text for text in texts if _OF_THE_FILE.match(normalise(text)) is None)
    return next(of_exercise, texts[0] if texts else "")


def day_of(above: Sequence[Line], order: DateOrder = "dmy") -> date | None:
    """Return the first date above the headings, but for those that tell of the file, such as `Version of 3.2.2026`."""
    for line in above:
        before = ""
        for cell in line.cells:
            for start, day in _days_in(cell, order):
                if _OF_THE_FILE.search(normalise(f"{before} {text_of(cell)[:start]}")) is None:
                    return day
            before += f" {text_of(cell)}"
    return None


def _days_in(cell: Cell, order: DateOrder) -> list[tuple[int, date]]:
    """The dates in a cell that have a year, each with where it begins, in their order."""
    if isinstance(cell, datetime):
        return [(0, cell.date())] if cell.year > 1900 else []
    if isinstance(cell, date):
        return [(0, cell)]
    if not isinstance(cell, str):
        return []
    text = text_of(cell).casefold()
    found = [(match.start(), match.group(1)) for pattern in _DATES for match in pattern.finditer(text)]
    found += [(match.start(), " ".join(match.groups())) for match in _DAY_FIRST.finditer(text)]
    found += [(match.start(), " ".join(match.group(2, 1, 3))) for match in _MONTH_FIRST.finditer(text)]
    stamps = ((start, parse_time(each, order=order)) for start, each in sorted(found))
    return [(start, stamp.day) for start, stamp in stamps if stamp is not None and stamp.day is not None]
