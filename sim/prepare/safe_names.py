"""Names, texts and starts of foreign lists, made so that a drill's file can hold them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from pydantic import TypeAdapter, ValidationError

from sim.fields import Name
from sim.spec.nodes import FORBIDDEN

_LONGEST: Final = 64
_NOT_IN_NAMES: Final = re.compile(r"[^A-Za-z0-9 _.-]+")
_LINE_ENDS: Final = re.compile("\r\n|[\r\u0085\u2028\u2029]")
_MOMENT: Final = re.compile(r"(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2})")
_CLOCK: Final = re.compile(r"\d{2}:\d{2}")
_REPLACEMENT: Final = "\ufffd"


class Names:
    """Names that were given out; each is given once."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)

    def take(self, text: str, otherwise: str) -> str:
        """Return a name that is as near to a text as names can be; `otherwise` where nothing of it is left."""
        plain = "".join(
            c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c) and c not in "'’"
        )
        base = _NOT_IN_NAMES.sub("-", plain.strip()).strip(" -._")[:_LONGEST].rstrip(" -._") or otherwise
        name, number = base, 1
        while name in self._taken:
            number += 1
            end = f"-{number}"
            name = base[: _LONGEST - len(end)] + end
        self._taken.add(name)
        return name


def clean(text: str) -> str:
    """Return a text that a file can hold: one kind of line end, U+FFFD for a control character."""
    return FORBIDDEN.sub(_REPLACEMENT, _LINE_ENDS.sub("\n", text))


def start_of(told: str, scenario_start: str) -> str | None:
    """Return the moment that a list starts at, on the scenario's day where it gives a time only; None without one."""
    moment = _MOMENT.fullmatch(told.strip())
    if moment is not None:
        return told.strip()
    clock = _CLOCK.match(told.strip())
    return f"{scenario_start[:10]} {clock.group()}" if clock is not None else None


def name_faults(name: str) -> list[str]:
    """Return what is wrong with the name of a drill, in sentences."""
    try:
        TypeAdapter(Name).validate_python(name)
    except ValidationError:
        return [f"name: '{name}' is no name; write letters, digits, blanks, '_', '.' and '-', at most 64"]
    return []
