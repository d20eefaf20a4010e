"""The stamps of a sheet against its start: minutes for every row, or the reason why there are none.

The start is what the user names, else the earliest time that was read. Nothing is guessed in silence: every rule
that was needed is told once, with how many rows it touched.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from sim.msel.errors import MselError
from sim.msel.notes import Notes
from sim.msel.row import LATEST
from sim.msel.row_time import RowReader, TimeCells
from sim.msel.stamps import NO_YEAR, DateOrder, Stamp
from sim.msel.table import one_line, text_of
from sim.msel.times import order_of
from sim.units import DAY, format_duration, tick

_START = re.compile(r"(?:(\d{4}-\d{2}-\d{2})[ T])?(\d{1,2}):([0-5]\d)")
_HALF_DAY = DAY / 2
_LONG = 30 * DAY


@dataclass
class Timeline:
    """When each row is due, in the order of the rows.

    Attributes:
        minutes: Minutes since the start, None for a row that is held.
        reasons: Why it is held, empty for a row with a time.
        loose: Whether its time is a span or approximate, so that the list says more than the minutes do.
        forms: Count and first example of each way in which times are written.
        start: What minute 0 means.
    """

    minutes: list[float | None]
    reasons: list[str]
    forms: dict[str, tuple[int, str]] = field(default_factory=dict)
    start: str = ""
    loose: list[bool] = field(default_factory=list)


@dataclass(frozen=True)
class Start:
    """The start that the user names: minutes after midnight, with or without a date."""

    minutes: float
    day: date | None


def parse_start(text: str) -> Start:
    """Return the start that a text such as `09:30` or `2026-03-03 09:30` names.

    Raises:
        MselError: If it names none.
    """
    match = _START.fullmatch(text.strip())
    try:
        if match is not None and int(match.group(2)) < 24:
            day = date.fromisoformat(match.group(1)) if match.group(1) else None
            return Start(int(match.group(2)) * 60.0 + int(match.group(3)), day)
    except ValueError:
        pass
    raise MselError([f"'{text}' is not a start; write '09:30', or with a date, '2026-03-03 09:30'"])


def parse_order(text: str | None) -> DateOrder | None:
    """Return which of day and month comes first, or None where the sheet shall tell.

    Raises:
        MselError: If the text is neither `dmy` nor `mdy`.
    """
    orders: dict[str | None, DateOrder | None] = {None: None, "dmy": "dmy", "mdy": "mdy"}
    if text in orders:
        return orders[text]
    raise MselError([f"'{text}' is not an order of dates; write 'dmy' (day first) or 'mdy'"])


def lay_out(
    rows: Sequence[TimeCells],
    notes: Notes,
    *,
    start: str | None = None,
    order: str | None = None,
    own: bool = False,
    titled: date | None = None,
) -> Timeline:
    """Return when each row is due.

    Args:
        rows: The time cells of each row.
        notes: Where every rule that was needed is told.
        start: What minute 0 means, as in `parse_start`; without it the earliest time that is read.
        order: `dmy` or `mdy`; without it the sheet's own dates tell, and day first where they do not.
        own: Whether times count from the start, as in files that we wrote.
        titled: The day of the start by the title of the list; a start with a day, or dates in the rows, say more.
    """
    named = parse_start(start) if start is not None else None
    line = Timeline([None] * len(rows), [""] * len(rows))
    wanted = parse_order(order)
    found, settled = order_of(cell for row in rows for cell in (*row.times, *row.dates, *row.delivery))
    reader = RowReader(notes, wanted or found, own=own, settled=settled or wanted is not None)
    stamps = _stamps(line, rows, reader)
    _zones(stamps, notes)
    stamps = _years(stamps, rows, notes, named, titled)
    stamps = _weekdays(stamps, named)
    stamps = _dated(stamps, rows, notes)
    stamps = _past_midnight(stamps, rows, notes, named)
    _subtract(line, stamps, notes, named, titled)
    return line


def _stamps(line: Timeline, rows: Sequence[TimeCells], reader: RowReader) -> list[Stamp | None]:
    """What each row says about time; why it says nothing, and how times are written, go into the line."""
    stamps: list[Stamp | None] = []
    for index, row in enumerate(rows):
        stamp, line.reasons[index] = reader.read(row)
        stamps.append(stamp)
        line.loose.append(stamp is not None and bool(stamp.loose))
        if stamp is not None:
            count, example = line.forms.get(stamp.form, (0, one_line(row.text or text_of(row.delivery[0]), 40)))
            line.forms[stamp.form] = (count + 1, example)
    return stamps


def _zones(stamps: Sequence[Stamp | None], notes: Notes) -> None:
    zones = Counter(stamp.zone for stamp in stamps if stamp is not None)
    if any(zones):
        listed = ", ".join(f"'{zone or 'none'}' ({count})" for zone, count in zones.most_common(5))
        notes.add(f"time zones are written beside times and were not converted: {listed}", "")


def _years(
    stamps: list[Stamp | None],
    rows: Sequence[TimeCells],
    notes: Notes,
    named: Start | None,
    titled: date | None,
) -> list[Stamp | None]:
    """Dates without a year go into the year of the start, or of the first date that has one."""
    dates = [s.day for s in stamps if s is not None and s.day is not None and not s.yearless]
    known = [named.day] if named is not None and named.day is not None else [*dates, *([titled] if titled else [])]
    base = known[0].year if known else NO_YEAR
    bare = {s.day.month for s in stamps if s is not None and s.yearless and s.day is not None}
    turn = bool(bare & {11, 12}) and bool(bare & {1, 2}) and not bare & {4, 5, 6, 7, 8, 9}
    result: list[Stamp | None] = []
    for found, row in zip(stamps, rows, strict=True):
        stamp = found
        if stamp is not None and stamp.yearless and stamp.day is not None:
            year = base + (1 if turn and stamp.day.month <= 3 else 0)
            year = base if turn and base == NO_YEAR and stamp.day.month > 3 else year
            # The 29th of February of a year that has none is the 1st of March.
            day = date(year, stamp.day.month, 1) + timedelta(days=stamp.day.day - 1)
            taken = "a date has no year; the year of the start or of the other dates was taken"
            unknown = "a date has no year and no other one has; from date to date the times are right"
            notes.add(unknown if base == NO_YEAR else taken, row.place)
            stamp = replace(stamp, day=day, yearless=False)
        result.append(stamp)
    return result


def _weekdays(stamps: list[Stamp | None], named: Start | None) -> list[Stamp | None]:
    """Weekdays become days from the start's weekday, or from the first one that is written."""
    first = next((s.offset for s in stamps if s is not None and s.kind == "weekday"), 0)
    base = named.day.weekday() if named is not None and named.day is not None else first
    return [
        replace(s, kind="day", offset=(s.offset - base) % 7) if s is not None and s.kind == "weekday" else s
        for s in stamps
    ]


def _dated(stamps: list[Stamp | None], rows: Sequence[TimeCells], notes: Notes) -> list[Stamp | None]:
    """In a sheet of dates, a clock time without one has the date of the row above (below, at the top)."""
    dates = [s.day for s in stamps if s is not None and s.kind == "moment"]
    if not dates:
        return stamps
    day, result = dates[0], []
    for found, row in zip(stamps, rows, strict=True):
        stamp = found
        if stamp is not None and stamp.kind == "clock":
            notes.add("a clock time without a date took the date of the nearest row above with one", row.place)
            stamp = replace(stamp, kind="moment", day=day)
        elif stamp is not None and stamp.day is not None:
            day = stamp.day
        result.append(stamp)
    return result


def _past_midnight(
    stamps: list[Stamp | None], rows: Sequence[TimeCells], notes: Notes, named: Start | None
) -> list[Stamp | None]:
    """Clock times that fall back past midnight in a sheet in the order of time are of the next day."""
    clocks = [s.minutes for s in stamps if s is not None and s.kind == "clock"]
    falls = [a - b for a, b in pairwise(clocks) if b < a]
    in_order = all(fall > _HALF_DAY for fall in falls)
    if not in_order:
        notes.add("the rows are not in the order of their clock times; all were put on one day", "")
    # The start counts as a row above the first: from 22:00 to a first row at 00:15 is a quarter past midnight.
    late = named is not None and bool(clocks) and named.minutes - clocks[0] > _HALF_DAY
    days, before = int(late), 0.0
    result: list[Stamp | None] = []
    for found, row in zip(stamps, rows, strict=True):
        stamp = found
        if stamp is not None and stamp.kind == "clock":
            falls_back = in_order and stamp.minutes < before
            days += falls_back
            if falls_back or late:
                notes.add("the clock falls back past midnight; from this row on it is the next day", row.place)
            late, before = False, stamp.minutes
            stamp = replace(stamp, kind="day", offset=days)
        result.append(stamp)
    return result


def _subtract(
    line: Timeline, stamps: Sequence[Stamp | None], notes: Notes, named: Start | None, titled: date | None
) -> None:
    """Fill in minutes since the start; what lies before it is held."""
    dates = [s.day for s in stamps if s is not None and s.kind == "moment" and s.day is not None]
    named_day = named.day if named is not None else None
    day_0 = named_day or (min(dates) if dates else None)
    framed: list[tuple[int, float]] = []
    for index, stamp in enumerate(stamps):
        if stamp is None:
            continue
        if stamp.kind == "elapsed":
            _put(line, index, stamp.minutes)
        elif stamp.kind == "moment" and stamp.day is not None and day_0 is not None:
            framed.append((index, (stamp.day - day_0).days * DAY + stamp.minutes))
        else:
            framed.append((index, stamp.offset * DAY + stamp.minutes))
    earliest = min((at for _, at in framed if at >= 0), default=0.0)
    zero = named.minutes if named is not None else earliest
    for index, at in framed:
        _put(line, index, tick(at - zero))
    known = bool(framed) or named is not None
    if day_0 is None and titled is not None and known:
        day_0 = titled
        notes.add(f"the day of the start, {titled}, stands in the title above the headings", "")
    line.start = _start_text(zero, day_0, known=known)
    latest = max((minutes for minutes in line.minutes if minutes is not None), default=0.0)
    if latest > _LONG:
        span = format_duration(latest)
        notes.add(f"the last event is {span} after the start; if that is a slip in a date, give the start", "")


def _put(line: Timeline, index: int, minutes: float) -> None:
    if minutes < 0:
        line.reasons[index] = f"before the start, by {format_duration(-minutes)}"
    elif minutes > LATEST:
        line.reasons[index] = "more than 10,000 days after the start"
    else:
        line.minutes[index] = minutes


def _start_text(zero: float, day: date | None, *, known: bool) -> str:
    if not known:
        return "the start of the exercise; times are written as time since the start"
    if day is not None and day.year != NO_YEAR:
        return (datetime(day.year, day.month, day.day) + timedelta(minutes=zero)).strftime("%Y-%m-%d %H:%M")
    return f"{int(zero // 60) % 24:02d}:{int(zero % 60):02d}" + (f" on {day.strftime('%d %b')}" if day else "")
