"""The types that files are written in: blocks, durations, levels, clock times, shares, parties.

Every model of a file derives from `Block`: frozen, and an unknown field is an error.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from sim.units import parse_clock, parse_duration

_NAME = r"^[A-Za-z0-9][A-Za-z0-9 _.-]{0,63}$"
T = TypeVar("T")


class Block(BaseModel):
    """One block of a file: fields are checked, unknown ones are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, strict=False)


def _write_duration(minutes: float) -> str:
    return f"{minutes:.20f}".rstrip("0").rstrip(".") + " min"


def _write_clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _level(text: object) -> int:
    if isinstance(text, int) and not isinstance(text, bool) and 0 <= text <= 4:
        return text
    if isinstance(text, str) and re.fullmatch("L[0-4]", text):
        return int(text[1])
    raise ValueError(f"'{text}' is not a level; write one of L0, L1, L2, L3, L4")


def _non_negative_duration(value: object) -> float:
    return float(value) if isinstance(value, float) else parse_duration(value)


def _number(value: object) -> object:
    if isinstance(value, (bool, str)):
        raise ValueError(f"'{value}' is not a number")
    return value


Duration = Annotated[
    float,
    BeforeValidator(_non_negative_duration),
    PlainSerializer(_write_duration, return_type=str),
    WithJsonSchema(
        {"type": ["string", "object"], "description": "a duration with units: '20 min', '1 h 30 min', '3 d'"}
    ),
]
Clock = Annotated[
    int, BeforeValidator(parse_clock), WithJsonSchema({"type": "string", "description": "a clock time: '08:30'"})
]
Level = Annotated[
    int, BeforeValidator(_level), WithJsonSchema({"type": "string", "enum": ["L0", "L1", "L2", "L3", "L4"]})
]
Number = Annotated[float, BeforeValidator(_number)]
Share = Annotated[float, BeforeValidator(_number), Field(ge=0, le=1)]
Positive = Annotated[float, BeforeValidator(_number), Field(gt=0)]
Count = Annotated[int, BeforeValidator(_number), Field(ge=0)]
Name = Annotated[str, Field(pattern=_NAME)]


def at_level(table: dict[int, T], level: int) -> T | None:
    """Return the entry of the nearest listed level at or below `level`, or None below the lowest."""
    found = [listed for listed in table if listed <= level]
    return table[max(found)] if found else None


def parse_party(text: str) -> tuple[str, int, int]:
    """Return (role, first, last ordinal) of a party such as `head`, `head 1` or `officer 1-3`; last 0 means all.

    Raises:
        ValueError: If the ordinals run backwards or start at 0.
    """
    match = re.fullmatch(r"(.*?)(?: (\d+)(?:-(\d+))?)?", text.strip())
    assert match is not None, text
    role, first, last = match.groups()
    if first is None:
        return role, 1, 0
    low, high = int(first), int(last or first)
    if low < 1 or high < low:
        raise ValueError(f"'{text}' names no people; write a role, 'role 2' or 'role 1-3'")
    return role, low, high


def one_of(words: Sequence[Any]) -> str:
    """Return `a, b or c` for messages."""
    texts = [str(w) for w in words]
    return texts[0] if len(texts) == 1 else ", ".join(texts[:-1]) + " or " + texts[-1]
