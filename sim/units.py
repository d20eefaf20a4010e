"""Durations, clock times and ticks: how time is written in files and held inside.

Inside, every instant and duration is a float number of minutes that is a multiple of 2^-20 minute (a tick,
57 microseconds): sums and differences of such numbers are exact in float64 up to 2^33 minutes, so that two
implementations agree to the last bit and ties are ties (docs/model.md, section 1).
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
KeyArray = npt.NDArray[np.uint64]

HOUR = 60.0
DAY = 1440.0
WEEK = 7 * DAY
TICK = 2.0**-20

_UNITS = {"s": 1 / 60, "min": 1.0, "h": HOUR, "d": DAY}
_PART = re.compile(r"(\d+(?:\.\d+)?|\.\d+)\s*(s|min|h|d)(?![a-z])")
_LONGEST = 60
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def tick(minutes: float) -> float:
    """Return `minutes` rounded to a whole number of ticks, half to even."""
    return round(minutes * 1048576.0) / 1048576.0


def ticks(minutes: Any) -> FloatArray:
    """Return an array of minutes rounded to whole ticks, half to even; the array form of `tick`."""
    return np.rint(np.asarray(minutes, dtype=np.float64) * 1048576.0) / 1048576.0


def parse_duration(text: object) -> float:
    """Return the minutes that a text such as `20 min`, `1 h 30 min` or `3 d` says, as a tick.

    Raises:
        ValueError: If the text is no duration; a bare number is none.
    """
    if not isinstance(text, str):
        raise ValueError(f"'{text}' is not a duration; write a number and one of s, min, h, d, as in '40 min'")
    if len(text) > _LONGEST:
        raise ValueError(f"'{text[:40]}...' is not a duration; it has {len(text)} characters")
    rest = text.strip()
    parts = list(_PART.finditer(rest))
    covered = "".join(m.group(0) for m in parts)
    if not parts or covered.replace(" ", "") != rest.replace(" ", ""):
        raise ValueError(f"'{text}' is not a duration; write a number and one of s, min, h, d, as in '40 min'")
    total = sum(float(m.group(1)) * _UNITS[m.group(2)] for m in parts)
    if not total <= 10_000 * DAY:
        raise ValueError(f"'{text}' is longer than 10000 days")
    return tick(total)


def format_duration(minutes: float) -> str:
    """Return a duration in words a person reads at once: `45 s`, `12 min`, `3 h 20 min`, `2 d 4 h`."""
    sign = "-" if minutes < 0 else ""
    size = abs(minutes)
    if size < 1:
        return f"{sign}{size * 60:.0f} s" if size else "0 min"
    if size < 10 and abs(size - round(size)) > 0.05:
        return f"{sign}{size:.1f} min"
    whole = round(size)
    if whole < 60:
        return f"{sign}{whole} min"
    if whole < DAY:
        hours, minute = divmod(whole, 60)
        return f"{sign}{hours} h" + (f" {minute} min" if minute else "")
    days, left = divmod(round(size / 60), 24)
    return f"{sign}{days} d" + (f" {left} h" if left else "")


def parse_clock(text: object) -> int:
    """Return the minutes after midnight of a wall-clock time `HH:MM`; `24:00` is allowed.

    Raises:
        ValueError: If the text is no such time.
    """
    if text == "24:00":
        return 1440
    match = _CLOCK.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        raise ValueError(f"'{text}' is not a clock time; write HH:MM, as in '08:30'")
    return int(match.group(1)) * 60 + int(match.group(2))
