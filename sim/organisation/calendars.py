"""Calendars: what `office`, `3x8` or `Mon-Fri 08:00-18:00` mean, and the intervals of duty that they give.

Calendars follow the local wall clock of the scenario, daylight-saving changes included. A range may run over midnight
(`22:00-06:00` belongs to the day on which it starts). `3x8` gives people the early (06-14), late (14-22) and night
(22-06) shift by turns, every day of the week.
"""

from __future__ import annotations

import datetime
import math
import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from sim.clock import WallClock
from sim.units import WEEKDAYS, parse_clock

SHIFTS = ("06:00-14:00", "14:00-22:00", "22:00-06:00")
_WORDS = {"office": "Mon-Fri 09:00-17:00", "always": "00:00-24:00"}
_FORMS = "office, 3x8, always, '07:00-22:00', 'Mon-Fri 08:00-18:00' or a list of such ranges"
Interval = tuple[float, float]


@dataclass(frozen=True)
class DutyRange:
    """One weekly range: the weekdays (0 = Monday) on which it starts, and its minutes after midnight."""

    days: tuple[int, ...]
    start: int
    end: int


def _days(text: str) -> tuple[int, ...]:
    days: set[int] = set()
    for part in text.split(","):
        ends = part.strip().split("-")
        if len(ends) > 2 or any(end not in WEEKDAYS for end in ends):
            raise ValueError(f"'{text}' names no weekdays; write Mon, Tue, Wed, Thu, Fri, Sat, Sun, as in 'Mon-Fri'")
        first, last = WEEKDAYS.index(ends[0]), WEEKDAYS.index(ends[-1])
        days.update((first + k) % 7 for k in range((last - first) % 7 + 1))
    return tuple(sorted(days))


def parse_calendar(text: object) -> DutyRange | None:
    """Return the weekly range that a calendar text means, or None for `3x8` (it depends on the person).

    Raises:
        ValueError: If the text is no calendar or never opens.
    """
    if text == "3x8":
        return None
    match = re.fullmatch(r"(?:(\S.*?)\s+)?(\d\d:\d\d)\s*-\s*(\d\d:\d\d)", _WORDS.get(str(text), str(text)).strip())
    if match is None:
        raise ValueError(f"'{text}' is not a calendar; write {_FORMS}")
    days = _days(match.group(1)) if match.group(1) else tuple(range(7))
    start, end = parse_clock(match.group(2)), parse_clock(match.group(3))
    if start == end:
        raise ValueError(f"the calendar '{text}' never opens: it starts and ends at {match.group(2)}")
    return DutyRange(days, start, end if end > start else end + 1440)


def ranges(calendar: list[str], ordinal: int) -> list[DutyRange]:
    """Return the weekly ranges of person number `ordinal` (from 1) of a role with this calendar."""
    texts = (SHIFTS[(ordinal - 1) % 3] if text == "3x8" else text for text in calendar)
    return [parsed for parsed in map(parse_calendar, texts) if parsed is not None]


def duty(calendar: list[str], ordinal: int, *, clock: WallClock, until: float, holidays: list[str]) -> list[Interval]:
    """Return a person's intervals of duty [start, end) from minute 0 to past `until`, merged, in order.

    Holidays close every calendar that does not work all seven days.

    Args:
        calendar: Texts of the file, checked.
        ordinal: The person's number in their role, from 1.
        clock: Where and when the scenario takes place.
        until: End of the run in minutes; intervals are given for 9 days more, for jobs that outlast it.
        holidays: ISO dates.
    """
    weekly = ranges(calendar, ordinal)
    closed = set(holidays) if {day for entry in weekly for day in entry.days} != set(range(7)) else set()
    first = clock.local(0.0).date() - datetime.timedelta(days=2)
    days = int(until // 1440) + 13
    dates = (first + datetime.timedelta(days=number) for number in range(days))
    minute = _minutes_of(clock, first, days + 2)
    return _merged(
        [
            (minute(number, entry.start), minute(number, entry.end))
            for number, date in enumerate(dates)
            if not closed or date.isoformat() not in closed
            for entry in weekly
            if date.weekday() in entry.days
        ]
    )


def _minute(clock: WallClock, date: datetime.date, minutes: int) -> float:
    day, rest = divmod(minutes, 1440)
    local = datetime.datetime.combine(date + datetime.timedelta(days=day), datetime.time(rest // 60, rest % 60))
    return clock.minute(local)


@lru_cache(maxsize=8)
def _midnights(clock: WallClock, first: datetime.date, days: int) -> tuple[float, ...]:
    """Return the minutes at which the days from `first` begin; all rosters of a scenario share them."""
    return tuple(_minute(clock, first + datetime.timedelta(days=number), 0) for number in range(days + 1))


def _minutes_of(clock: WallClock, first: datetime.date, days: int) -> Callable[[int, int], float]:
    """Return what `_minute` gives for day number n from `first`, without a look at the zone for most days.

    A day whose midnights are 1440 minutes apart has had no change of clocks: no zone of the database has had two in
    one day since 1970.
    """
    midnights = _midnights(clock, first, days)

    def minute(number: int, minutes: int) -> float:
        day, rest = divmod(minutes, 1440)
        begin = midnights[number + day]
        if midnights[number + day + 1] - begin == 1440.0:
            return begin + rest
        return _minute(clock, first + datetime.timedelta(days=number), minutes)

    return minute


def _merged(found: list[Interval]) -> list[Interval]:
    merged: list[Interval] = []
    for start, end in sorted((max(s, 0.0), e) for s, e in found if e > max(s, 0.0)):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def on_duty(duty: list[Interval], now: float) -> bool:
    """Say whether anybody is on duty; `duty` is sorted and may overlap."""
    return any(start <= now < end for start, end in duty[: bisect_right(duty, (now, math.inf))])


def next_duty(duty: list[Interval], now: float) -> float:
    """Return the first instant after now at which somebody comes on duty; inf if nobody does."""
    place = bisect_right(duty, (now, math.inf))
    return duty[place][0] if place < len(duty) else math.inf


def occurrences(days: str, times: list[int], *, clock: WallClock, until: float) -> list[float]:
    """Return the minutes ≥ 0 at which a meeting starts, in order, to past `until`.

    Args:
        days: Weekdays, as in `Mon-Fri` or `Tue,Thu`.
        times: Minutes after midnight.
        clock: Where and when the scenario takes place.
        until: End of the run in minutes.
    """
    weekdays = _days(days)
    first = clock.local(0.0).date() - datetime.timedelta(days=1)
    dates = (first + datetime.timedelta(days=number) for number in range(int(until // 1440) + 12))
    found = [_minute(clock, date, at) for date in dates if date.weekday() in weekdays for at in sorted(times)]
    return sorted(minute for minute in set(found) if minute >= 0)


def check_days(text: object) -> str:
    """Return the text if it names weekdays.

    Raises:
        ValueError: If it does not.
    """
    _days(str(text))
    return str(text)
