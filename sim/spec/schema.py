"""The JSON Schema of a format, for editors: the models' own schema, with marks wherever a number may stand."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from sim.spec.marks import LETTERS

_NUMBER = {"type": "number"}
_DURATION = {"type": "string", "description": "a duration with units: '20 min', '1 h 30 min', '3 d'"}
_NAMED = ("properties", "$defs", "patternProperties")
_LISTED = ("anyOf", "oneOf", "allOf", "prefixItems")
_SINGLE = ("items", "additionalProperties")


def json_schema(model: type[BaseModel], *, title: str, id: str) -> dict[str, Any]:  # noqa: A002 - the schema's own word
    """Return the JSON Schema (Draft 2020-12) of a model's files.

    Wherever the model takes a number or a duration, the schema takes the marked form of it too.

    Args:
        model: The model of the whole file.
        title: What the format is called.
        id: The schema's identifier, a URI.
    """
    schema = _with_marks(model.model_json_schema(mode="validation"))
    schema.setdefault("$defs", {}).update(MarkedNumber=_marked(_NUMBER), MarkedDuration=_marked(_DURATION))
    return {**schema, "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": id, "title": title}


def _with_marks(schema: Any) -> Any:
    if not isinstance(schema, dict):
        return schema
    below = dict(schema)
    for word in _NAMED:
        if word in below:
            below[word] = {name: _with_marks(child) for name, child in below[word].items()}
    for word in _LISTED:
        if word in below:
            below[word] = [_with_marks(child) for child in below[word]]
    for word in _SINGLE:
        if word in below:
            below[word] = _with_marks(below[word])
    definition = _definition(schema)
    if definition is None:
        return below
    alone = {word: value for word, value in below.items() if word not in ("title", "default")}
    if definition == "MarkedDuration":
        # The model's own schema takes any mapping for a duration; here the mapping is spelt out.
        alone["type"] = "string"
    kept = {word: below[word] for word in ("title", "default") if word in below}
    return {**kept, "anyOf": [alone, {"$ref": f"#/$defs/{definition}"}]}


def _definition(schema: dict[str, Any]) -> str | None:
    if "const" in schema or "enum" in schema:
        return None
    if schema.get("type") in ("number", "integer"):
        return "MarkedNumber"
    is_duration = str(schema.get("description", "")).startswith("a duration")
    return "MarkedDuration" if is_duration and schema.get("type") in ("string", ["string", "object"]) else None


def _marked(scalar: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "description": "a value with its mark: S from a source, M measured, A assumed (with a range), D by design",
        "properties": {
            "value": scalar,
            "mark": {"type": "string", "enum": list(LETTERS)},
            "source": {"type": "string", "minLength": 1},
            "range": {"type": "array", "items": scalar, "minItems": 2, "maxItems": 2},
        },
        "required": ["value", "mark"],
        "additionalProperties": False,
        "if": {"properties": {"mark": {"const": "A"}}},
        "then": {"required": ["range"]},
        "else": {"required": ["source"]},
    }
