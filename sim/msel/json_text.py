"""JSON read strictly: a place for what is wrong, no key twice, no depth without end, no number without end."""

from __future__ import annotations

import json
import re
from typing import Any

from sim.msel.errors import MselError

DEEPEST = 40
_LONGEST_NUMBER = 40
# Brackets outside of texts; a text is skipped as a whole, so that a bracket in a message is no depth.
_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)


def read_json(content: bytes, file: str) -> Any:
    """Return what a JSON file says.

    Raises:
        MselError: If it is not UTF-8 or not JSON, names a key twice in one object, is nested more than 40 deep, or
            holds NaN, an infinity or a number of more than 40 digits.
    """
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise MselError([f"{file}:{line}: this byte is not UTF-8; save the file as UTF-8"]) from error
    _check_depth(text, file)

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(found)
        if len(result) < len(found):
            names = [name for name, _ in found]
            twice = next(name for name in names if names.count(name) > 1)
            raise MselError([f"{file}: '{twice[:60]}' is written twice in one object; keep one"])
        return result

    def constant(word: str) -> Any:
        raise MselError([f"{file}: {word} is not a value of JSON; write null or a number"])

    def number(digits: str) -> int | float:
        if len(digits) > _LONGEST_NUMBER:
            raise MselError([f"{file}: a number of {len(digits):,} digits; the longest has {_LONGEST_NUMBER}"])
        return float(digits) if any(c in digits for c in ".eE") else int(digits)

    try:
        return json.loads(
            text, object_pairs_hook=pairs, parse_constant=constant, parse_int=number, parse_float=number
        )
    except json.JSONDecodeError as error:
        fault = f"{file}:{error.lineno}:{error.colno}: this is not JSON: {error.msg[0].lower()}{error.msg[1:]}"
        raise MselError([fault]) from error


def _check_depth(text: str, file: str) -> None:
    depth = 0
    for token in _TOKENS.finditer(text):
        mark = token.group(0)
        if mark in "[{":
            depth += 1
            if depth > DEEPEST:
                line = text.count("\n", 0, token.start()) + 1
                raise MselError([f"{file}:{line}: this is nested more than {DEEPEST} deep, the most allowed"])
        elif mark in "]}":
            depth -= 1
