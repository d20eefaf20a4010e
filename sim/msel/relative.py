"""Times that count from the start of the exercise: `J+1 H+2 M-5`, `Day 2 09:00`, `T+15`, `+00:15`, `15 min`."""

from __future__ import annotations

import re

from sim.msel.stamps import Stamp, hours_of, read_clock
from sim.units import DAY, HOUR, tick

_DAYS_FROM = re.compile(r"[jd]\s*(?:([+-])\s*(\d{1,4}))?(?:\s+(\S.*))?")
_NTH_DAY = re.compile(r"(?:day|jour|tag|dia|día|giorno|dag)\s*(\d{1,3})(?:[\s,:-]+(\S.*))?")
_SIGNED = re.compile(r"(?:t0?|h0?|startex)\s*([+-])\s*(\S.*)|([+-])\s*(\S.*)")
_PARTS = re.compile(r"([hm])\s*([+-])\s*(\d{1,4})")
_LENGTH = re.compile(r"(\d+(?:[.,]\d+)?)\s*(seconds?|secs?|s|minutes?|mins?|min|m|hours?|hrs?|h|days?|d|j)\.?(?![a-z])")
ELAPSED = re.compile(r"(\d{1,6}):([0-5]\d)(?::([0-5]\d(?:\.\d{1,9})?))?")
_UNITS = {"s": 1 / 60, "m": 1.0, "h": HOUR, "d": DAY, "j": DAY}


def read_offset(text: str) -> Stamp | None:
    """`J+1 H+2 M-5` and `D-60` count from the start; `J 09h00` and `Day 2 09:00` are a day and a clock time."""
    form = "days from the start, J+1 H+2 M-5"
    nth = _NTH_DAY.fullmatch(text)
    if nth is not None:
        clock = read_clock(nth.group(2)) if nth.group(2) else None
        if nth.group(2) and clock is None:
            return None
        minutes = clock.minutes if clock is not None else 0.0
        return Stamp("day", "day number", minutes, offset=int(nth.group(1)) - 1, clocked=clock is not None)
    parts = _hours_and_minutes(text)
    if parts is not None:
        return Stamp("elapsed", form, parts)
    match = _DAYS_FROM.fullmatch(text)
    if match is None:
        return None
    days = int(f"{match.group(1) or '+'}{match.group(2) or 0}")
    if match.group(3) is None:
        return Stamp("elapsed", form, days * DAY)
    parts, clock = _hours_and_minutes(match.group(3)), read_clock(match.group(3))
    if parts is not None:
        return Stamp("elapsed", form, days * DAY + parts)
    return Stamp("day", "day and clock, J+1 09h00", clock.minutes, offset=days) if clock is not None else None


def _hours_and_minutes(text: str) -> float | None:
    found = list(_PARTS.finditer(text))
    if not found or "".join(m.group(0) for m in found).replace(" ", "") != text.replace(" ", ""):
        return None
    return sum(int(m.group(2) + m.group(3)) * _UNITS[m.group(1)] for m in found)


def read_signed(text: str) -> Stamp | None:
    """`T+15`, `+00:15`, `T-1h30`, `H+1h50`: minutes, hours and minutes or a duration after or before the start."""
    match = _SIGNED.fullmatch(text)
    if match is None:
        return None
    sign, rest = (match.group(1), match.group(2)) if match.group(1) else (match.group(3), match.group(4))
    length, clock = read_length(rest), read_clock(rest)
    if (figures := ELAPSED.fullmatch(rest)) is not None:
        size = hours_of(*figures.groups())
    elif re.fullmatch(r"\d{1,5}", rest):
        size = float(rest)
    elif length is not None:
        size = length.minutes
    elif clock is not None and "h" in rest:
        size = clock.minutes
    else:
        return None
    return Stamp("elapsed", "time since the start, T+15 or +00:15", tick(-size if sign == "-" else size))


def read_length(text: str) -> Stamp | None:
    """`15 min` or `1 h 30 min` after the start."""
    found = list(_LENGTH.finditer(text))
    if not found or "".join(m.group(0) for m in found).replace(" ", "") != text.replace(" ", ""):
        return None
    size = sum(float(m.group(1).replace(",", ".")) * _UNITS[m.group(2)[0]] for m in found)
    return Stamp("elapsed", "duration, 15 min", tick(size))
