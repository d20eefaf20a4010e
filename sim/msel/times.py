"""One cell to one time: every way of writing a time that was met in lists of events.

A `Stamp` says what the cell says and no more; `timeline` lays the stamps of a sheet against its start.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta

from sim.msel.calendar_words import MONTHS, WEEKDAYS
from sim.msel.loose import read_loose
from sim.msel.relative import ELAPSED, read_length, read_offset, read_signed
from sim.msel.stamps import NO_YEAR, DateOrder, Kind, Stamp, hours_of, read_clock
from sim.msel.table import Cell, text_of
from sim.units import DAY, HOUR, tick

_EPOCH = datetime(1899, 12, 30)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ]+(\S.*))?")
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?:[t ,]+(\S.*))?")
SLASH = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?:[t ,]+(?:à |at |um )?(\S.*))?")
_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)?[\s-]*([^\W\d_]{3,10})\.?[\s,-]*(\d{4}|\d{2})?(?:[t ,]+(\S.*))?")
_MONTH_FIRST = re.compile(r"([^\W\d_]{3,10})\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?(?:[ ,]+(\S.*))?")
_DTG = re.compile(r"(\d{2})([01]\d|2[0-3])([0-5]\d)\s*([a-z]?)\s*([a-z]{3})\s*(\d{4}|\d{2})")


def parse_time(
    cell: Cell, *, order: DateOrder = "dmy", elapsed: bool = False, minutes: bool = False
) -> Stamp | None:
    """Return what a cell says about time, or None if it cannot be read.

    Args:
        cell: A cell of a workbook or a text.
        order: Which of day and month comes first in `03/04/2026`; the other order is taken where this one cannot be.
        elapsed: Whether `0:15` is time since the start, as in files that we wrote, and no clock time.
        minutes: Whether a bare number is minutes since the start, as under the heading `release_at_minutes`.
    """
    if isinstance(cell, bool) or cell is None or isinstance(cell, tuple):
        return None
    if isinstance(cell, (datetime, date, time, timedelta)):
        return _calendar_cell(cell)
    if isinstance(cell, (int, float)):
        return _number_cell(float(cell), minutes)
    text = " ".join(text_of(cell).casefold().replace("\u2212", "-").replace("\u2013", "-").split())
    if not text or len(text) > 80:
        return None
    if minutes and re.fullmatch(r"\d+(\.\d+)?", text):
        return _number_cell(float(text), minutes)
    if elapsed and (match := ELAPSED.fullmatch(text)) is not None:
        return Stamp("elapsed", "time since the start", tick(hours_of(*match.groups())))
    stamp = _text_cell(text, order)
    return stamp if stamp is not None else read_loose(text, lambda plain: _text_cell(plain, order))


def _calendar_cell(cell: datetime | date | time | timedelta) -> Stamp | None:
    if isinstance(cell, timedelta):
        return Stamp("elapsed", "time-span cell", tick(cell.total_seconds() / 60))
    if isinstance(cell, time):
        return Stamp("clock", "time cell", _of_day(cell))
    if not isinstance(cell, datetime):
        return Stamp("date", "date cell", day=cell)
    # Workbooks keep a bare clock time as a moment of the first days of 1900.
    if cell.year <= 1900:
        return Stamp("clock", "time cell", _of_day(cell.time()))
    return Stamp("moment", "date and time cell", _of_day(cell.time()), cell.date())


def _number_cell(value: float, minutes: bool) -> Stamp | None:
    if not math.isfinite(value):
        return None
    if minutes and 0 <= value < 10_000 * DAY:
        return Stamp("elapsed", "minutes", tick(value))
    if 0 < value < 1:
        return Stamp("clock", "spreadsheet serial number", tick(round(value * DAY * 60) / 60))
    if 20_000 <= value < 80_000:
        seconds = round((value % 1) * 86_400)
        moment = _EPOCH + timedelta(days=int(value), seconds=seconds)
        kind: Kind = "date" if value == int(value) else "moment"
        return Stamp(kind, "spreadsheet serial number", _of_day(moment.time()), moment.date())
    if value == int(value) and 100 <= value <= 2400 and value % 100 < 60:
        return Stamp("clock", "whole number HHMM", float(value // 100 * 60 + value % 100))
    return None


def _text_cell(text: str, order: DateOrder) -> Stamp | None:
    readers: tuple[Callable[[str], Stamp | None], ...] = (
        read_clock,
        _iso,
        lambda found: _slash(found, order),
        _dtg,
        read_offset,
        read_signed,
        _named_date,
        _weekday,
        read_length,
    )
    for reader in readers:
        stamp = reader(text)
        if stamp is not None:
            return stamp
    return Stamp("elapsed", "STARTEX") if text in {"startex", "t", "t0", "start", "h", "h0"} else None


def _with_clock(
    day: date | None, rest: str | None, form: str, *, yearless: bool = False, ambiguous: bool = False
) -> Stamp | None:
    """The stamp of a date and whatever follows it, which must be a clock time."""
    if day is None:
        return None
    if rest is None:
        return Stamp("date", form, day=day, yearless=yearless, ambiguous=ambiguous)
    clean, zone = rest, ""
    if (match := re.fullmatch(r"(.*\d)\s*(z|[+-]\d{2}:?\d{2})", rest)) is not None:
        clean, zone = match.group(1), match.group(2).upper()
    found = read_clock(clean.strip())
    if found is None:
        return None
    return Stamp(
        "moment",
        f"{form} and time",
        found.minutes,
        day,
        zone=zone or found.zone,
        yearless=yearless,
        ambiguous=ambiguous,
    )


def _iso(text: str) -> Stamp | None:
    match = _ISO.fullmatch(text) or _YEAR_FIRST.fullmatch(text)
    return _with_clock(_date(*match.group(1, 2, 3)), match.group(4), "date 2026-03-31") if match is not None else None


def _slash(text: str, order: DateOrder) -> Stamp | None:
    match = SLASH.fullmatch(text)
    if match is None:
        return None
    first, second, year, rest = match.group(1, 3, 4, 5)
    first_day, first_month = _date(year, second, first), _date(year, first, second)
    wanted, other = (first_day, first_month) if order == "dmy" else (first_month, first_day)
    form = "date 31/03/2026" if (wanted or other) == first_day else "date 3/31/2026"
    ambiguous = None not in (wanted, other) and wanted != other
    return _with_clock(wanted or other, rest, form, ambiguous=ambiguous)


def _dtg(text: str) -> Stamp | None:
    match = _DTG.fullmatch(text)
    if match is None or match.group(5) not in MONTHS:
        return None
    day = _date(match.group(6), str(MONTHS[match.group(5)]), match.group(1))
    minutes = hours_of(match.group(2), match.group(3), None)
    return Stamp("moment", "military date-time group", minutes, day, zone=match.group(4).upper()) if day else None


def _named_date(text: str) -> Stamp | None:
    match, named = _NAMED.fullmatch(text), None
    if match is not None:
        named = (match.group(1), match.group(2), match.group(3), match.group(4))
    elif (match := _MONTH_FIRST.fullmatch(text)) is not None:
        named = (match.group(2), match.group(1), match.group(3), match.group(4))
    if named is None or named[1] not in MONTHS:
        return None
    day = _date(named[2] or str(NO_YEAR), str(MONTHS[named[1]]), named[0])
    return _with_clock(day, named[3], "date 31 Mar", yearless=named[2] is None)


def _weekday(text: str) -> Stamp | None:
    name, _, rest = text.replace(",", " ").partition(" ")
    offset = WEEKDAYS.get(name.rstrip("."))
    if offset is None:
        return None
    if not rest.strip():
        return Stamp("weekday", "weekday", offset=offset, clocked=False)
    found = read_clock(rest.strip())
    if found is not None:
        return Stamp("weekday", "weekday and clock", found.minutes, offset=offset)
    # "Tuesday 3 March 2026 09:00": the date says more than the day of the week.
    dated = _text_cell(rest.strip(), "dmy")
    return dated if dated is not None and dated.kind in {"moment", "date"} else None


def order_of(cells: Iterable[Cell]) -> tuple[DateOrder, bool]:
    """Return which of day and month comes first in a sheet, and whether a date settles it; day first if none does."""
    day_first = month_first = False
    for cell in cells:
        match = SLASH.fullmatch(" ".join(cell.casefold().split())) if isinstance(cell, str) else None
        if match is not None:
            day_first |= int(match.group(1)) > 12
            month_first |= int(match.group(3)) > 12
    return ("mdy" if month_first and not day_first else "dmy"), day_first != month_first


def _date(year: str, month: str, day: str) -> date | None:
    whole = int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 69 else 1900)
    try:
        return date(whole, int(month), int(day))
    except ValueError:
        return None


def _of_day(moment: time) -> float:
    return tick(moment.hour * HOUR + moment.minute + moment.second / 60 + moment.microsecond / 6e7)
