"""One of pydantic's complaints in the words of a person who writes files."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pydantic_core import ErrorDetails

from sim.errors import did_you_mean

# What a type of pydantic's errors wants instead of what it found.
_WANTED = {
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing_size": "a smaller number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "string_type": "text; put it in quotes",
    "list_type": "a list",
    "tuple_type": "a list",
    "set_type": "a list",
    "frozen_set_type": "a list",
    "dict_type": "a mapping of fields",
    "mapping_type": "a mapping of fields",
    "model_type": "a mapping of fields",
    "model_attributes_type": "a mapping of fields",
    "none_required": "empty",
}
_BOUNDS = {
    "greater_than": ("gt", "must be above"),
    "greater_than_equal": ("ge", "must be at least"),
    "less_than": ("lt", "must be below"),
    "less_than_equal": ("le", "must be at most"),
    "multiple_of": ("multiple_of", "must be a multiple of"),
}
_SIZES = {"too_short": "min_length", "too_long": "max_length", "string_too_short": "min_length"}
_SIZES["string_too_long"] = "max_length"
# The forms of text that files use, said in words; any other is shown as its pattern.
_FORMS = {
    r"^[A-Za-z0-9][A-Za-z0-9 _.-]{0,63}$": "a name; write up to 64 letters, digits, spaces, '_', '.' or '-', "
    "the first a letter or digit",
}
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'|(-?\d+)")


@dataclass(frozen=True)
class Phrase:
    """A complaint in one sentence, and, where it can be said in a few words, what it wants instead."""

    text: str
    wanted: str | None = None


def phrase(error: ErrorDetails, value: object, shown: str) -> Phrase:
    """Return an error of pydantic as a sentence.

    Args:
        error: The error, of any type but those about a field as a whole (missing, unknown).
        value: The plain value found in the file.
        shown: The same, quoted and short.
    """
    kind, context = error["type"], error.get("ctx", {})
    if kind in _WANTED:
        return Phrase(f"{shown} is not {_WANTED[kind]}", _WANTED[kind].partition(";")[0])
    if kind in _BOUNDS:
        word, demand = _BOUNDS[kind]
        unit = " min" if isinstance(value, str) else ""
        return Phrase(f"{shown} {demand} {context[word]:.10g}{unit}")
    if kind in _SIZES:
        return Phrase(_size(kind, context, shown))
    if kind in ("literal_error", "enum", "union_tag_invalid"):
        return _choice(context, value, shown)
    if kind == "string_pattern_mismatch":
        pattern = str(context.get("pattern"))
        return Phrase(f"{shown} is not {_FORMS.get(pattern, f'of the form {pattern}')}")
    return Phrase(_said(error, value, shown))


def _choice(context: dict[str, object], value: object, shown: str) -> Phrase:
    listed = str(context.get("expected", context.get("expected_tags", "")))
    words = [text or number for text, number in _QUOTED.findall(listed)]
    wanted = words[0] if len(words) == 1 else ", ".join(words[:-1]) + " or " + words[-1]
    near = did_you_mean(value, words) if isinstance(value, str) else ""
    return Phrase(f"{shown} is not allowed; write {wanted}{near}", wanted)


def _size(kind: str, context: dict[str, int], shown: str) -> str:
    limit = context[_SIZES[kind]]
    unit = "character" if kind.startswith("string") else ("entry" if limit == 1 else "entries")
    unit += "s" if unit == "character" and limit != 1 else ""
    return f"{shown} needs at {'least' if 'short' in kind else 'most'} {limit} {unit}"


def _said(error: ErrorDetails, value: object, shown: str) -> str:
    """The words of a validator of our own; what it found is shortened as everywhere."""
    cause = error.get("ctx", {}).get("error")
    said = str(cause) if cause is not None else error["msg"].replace("Input should be", f"{shown} should be")
    said = said.replace(f"'{value}'", shown)
    return f"{shown} {said}" if said.startswith(("is ", "must ", "has ", "needs ")) else said
