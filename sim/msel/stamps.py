"""What one cell says about time, and the clock times among the ways of saying it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from sim.units import DAY, HOUR, tick

DateOrder = Literal["dmy", "mdy"]
Kind = Literal["moment", "date", "clock", "day", "weekday", "elapsed"]
# A date without a year is put in a leap year until the sheet says which year it is.
NO_YEAR = 2000

_CLOCKS = (
    ("clock HH:MM", re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}(?:[.,]\d{1,7})?))?\s*(?:uhr|h|hrs?)?\s*([zl]?)")),
    ("clock 09h00", re.compile(r"(\d{1,2})\s?h\s?(\d{2})?()()")),
    ("clock 10 Uhr", re.compile(r"(\d{1,2})\s?(?:uhr|uur|u|heures?)(?:\s?(\d{2}))?()()")),
    ("clock HHMM", re.compile(r"([01]\d|2[0-4])([0-5]\d)()\s*(?:hrs?|uhr|h)?\s*([a-z]?)")),
    ("clock HMM", re.compile(r"(\d)([0-5]\d)()()")),
    ("clock 09.00", re.compile(r"(\d{1,2})\.(\d{2})()\s*(?:uhr|h|hrs)()")),
)
_HALF = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?::(\d{2}))?\s*([ap])\.?\s?m\.?")


@dataclass(frozen=True)
class Stamp:
    """What one cell says about time.

    Attributes:
        kind: moment (date and clock), date, clock, day (days from the start's day, and clock), weekday (and clock),
            elapsed (minutes since the start, may be negative).
        form: How it is written, for the report.
        minutes: Minutes after midnight, or since the start; 0 for a date alone.
        day: The date of a moment or date.
        offset: Days from the day of the start, or the number of the weekday from Monday = 0.
        zone: Letter or offset of the zone as written; never converted.
        yearless: Whether the date is written without a year.
        ambiguous: Whether day and month could be the other way round.
        clocked: Whether a clock time is written; a weekday or a number of a day may stand alone.
        loose: What must be told of a time that is not written plainly, a span or about when; else empty.
    """

    kind: Kind
    form: str
    minutes: float = 0.0
    day: date | None = None
    offset: int = 0
    zone: str = ""
    yearless: bool = False
    ambiguous: bool = False
    clocked: bool = True
    loose: str = ""


def read_clock(text: str) -> Stamp | None:
    """A clock time in lower case, with nothing before or after it but a zone letter; 24:00 is allowed."""
    half = _HALF.fullmatch(text)
    if half is not None:
        hour, late = int(half.group(1)), half.group(4) == "p"
        if hour > 12 and not late:
            return None
        hour = hour if hour > 12 else hour % 12 + (12 if late else 0)
        return _clock_stamp("clock 9:30 AM", str(hour), half.group(2), half.group(3), "")
    for form, pattern in _CLOCKS:
        match = pattern.fullmatch(text)
        if match is not None:
            return _clock_stamp(form, *match.groups())
    return None


def _clock_stamp(form: str, hour: str, minute: str | None, second: str | None, zone: str | None) -> Stamp | None:
    total = hours_of(hour, minute, (second or "").replace(",", "."))
    if int(minute or 0) > 59 or float((second or "0").replace(",", ".") or 0) >= 60 or total > DAY:
        return None
    zone = (zone or "").upper()
    return Stamp("clock", f"{form} with a zone letter" if zone else form, tick(total), zone=zone)


def on_date(clock: Stamp, dated: Stamp) -> Stamp:
    """Return a clock time put on the date, the weekday or the day of another stamp."""
    kind: Kind = "moment" if dated.kind in {"moment", "date"} else dated.kind
    form = clock.form if clock.form.endswith("with its date") else f"{clock.form} with its date"
    zone, loose = clock.zone or dated.zone, clock.loose or dated.loose
    return replace(dated, clocked=True, kind=kind, form=form, minutes=clock.minutes, zone=zone, loose=loose)


def hours_of(hours: str, minutes: str | None, seconds: str | None = None) -> float:
    """Return the minutes in hours, minutes and seconds."""
    return int(hours) * HOUR + int(minutes or 0) + float(seconds or 0) / 60
