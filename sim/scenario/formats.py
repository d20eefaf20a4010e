"""The JSON Schemas of the two formats, for editors: `scenarios/schema/*.json` are made from them."""

from __future__ import annotations

import json
from typing import Any

from sim.distributions import KINDS
from sim.scenario.files import ORGANISATION, SCENARIO
from sim.spec import json_schema

# Blocks of which a file may give a part, since the rest is taken over from the defaults or from what it is like.
_PARTIAL = ("Effects", "Credibility", "Cases", "Kind", "Structure", "Resources", "OnCall", "Monitoring")
_ALWAYS = ["tocsin"]
_LIKE = {"type": "string", "description": "the name or path of a file over which this one is laid"}
_LIKE_CHANNEL = {"type": "string", "description": "the channel of the defaults from which this one starts"}
_DEFAULTS = {"type": "string", "enum": ["none", "shipped"], "description": "whether the shipped defaults hold"}


_LAWS = {"$ref": "#/$defs/Law"}
_DURATION = {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/MarkedDuration"}]}


def schema(noun: str) -> dict[str, Any]:
    """Return the JSON Schema of `scenario` or `organisation` files.

    It says what a file may hold. What must hold between the parts of a file only the loader tells.
    """
    model = SCENARIO.model if noun == "scenario" else ORGANISATION.model
    found = json_schema(model, title=f"Tocsin {noun}", id=f"urn:tocsin:{noun}:1")
    found = _with_short_forms(found)
    found["required"] = _ALWAYS
    found["properties"].update(like=_LIKE, defaults=_DEFAULTS)
    for name in _PARTIAL:
        found["$defs"].get(name, {}).pop("required", None)
    if noun == "scenario":
        found["$defs"]["Channel"]["properties"]["like"] = _LIKE_CHANNEL
        channels = found["properties"]["channels"]
        # An entry may be empty: the channel as the defaults have it.
        below = channels["patternProperties"]
        channels["patternProperties"] = {name: {"anyOf": [of, {"type": "null"}]} for name, of in below.items()}
        # A file that is like another may give a part of its spread without the kind.
        found["properties"]["spread"] = {"anyOf": [{"$ref": "#/$defs/Hawkes"}, {"$ref": "#/$defs/Trace"}]}
        found["$defs"]["Hawkes"].pop("required", None)
    return found


def _with_short_forms(schema: dict[str, Any]) -> dict[str, Any]:
    """Add what the models read besides their own form: a duration for a law, a law for a stage, one for a list."""
    found: dict[str, Any] = _replaced(schema)
    # Where a kernel has the same name, the schema calls the law by its module too.
    names = {kind: f"sim__distributions__{kind.capitalize()}" for kind in KINDS}
    names = {kind: long if long in found["$defs"] else kind.capitalize() for kind, long in names.items()}
    law = {"anyOf": [_DURATION, *({"$ref": f"#/$defs/{name}"} for name in names.values())]}
    level = {"type": "object", "additionalProperties": False, "patternProperties": {"^L[0-4]$": _LAWS}}
    found["$defs"].update(Law=law, ByLevel={"anyOf": [_LAWS, level]})
    if "StageWork" in found["$defs"]:
        found["$defs"]["StageWork"]["properties"]["time"] = {"$ref": "#/$defs/ByLevel"}
        for block, field in (("Meeting", "at"), ("Desk", "members")):
            fields = found["$defs"][block]["properties"]
            fields[field] = {"anyOf": [fields[field], fields[field]["items"]]}
        stages = found["$defs"]["Stages"]["properties"]
        for name, stage in stages.items():
            stages[name] = {"anyOf": [stage, {"$ref": "#/$defs/ByLevel"}]}
    return found


def _replaced(node: Any) -> Any:
    """Put the one definition of a law in the place of every union of its kinds."""
    if isinstance(node, list):
        return [_replaced(below) for below in node]
    if not isinstance(node, dict):
        return node
    for word in ("oneOf", "anyOf"):
        members = node.get(word, [])
        if any(isinstance(member, dict) and member.get("$ref") == "#/$defs/Lognormal" for member in members):
            others = [member for member in members if "$ref" not in member]
            kept = {name: below for name, below in node.items() if name not in (word, "discriminator")}
            return {**kept, "anyOf": [_LAWS, *others]} if others else {**kept, **_LAWS}
    return {name: _replaced(below) for name, below in node.items()}


def schema_text(noun: str) -> str:
    """Return the JSON Schema of a format as it is shipped."""
    return json.dumps(schema(noun), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
