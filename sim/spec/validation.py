"""Documents to validated models, and pydantic's complaints to sentences that a person can act on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sim.errors import did_you_mean
from sim.spec.document import Document, data, mark_faults
from sim.spec.marks import MARK_KEYS, marked, plain, step
from sim.spec.models import fields_at
from sim.spec.nodes import Fault, Node, refuse, shorten
from sim.spec.phrases import Phrase, phrase
from sim.spec.text import flow

M = TypeVar("M", bound=BaseModel)

# A file with more complaints than this is another kind of file; wording them all would take seconds.
_MOST_ERRORS = 1000
_VERSION = "write 'tocsin: 1' as the first line; this is the version of the file format"


def validate(document: Document, model: type[M]) -> M:
    """Return the model that a document describes.

    Raises:
        SpecError: If anything is wrong, one line for every fault of the file in the order of their places:
            `file:line:column: field.path: what was found; what is allowed; did you mean`.
    """
    faults = mark_faults(document)
    checked: M | None = None
    try:
        checked = model.model_validate(data(document))
    except ValidationError as error:
        faults += _faults(error.errors(include_url=False)[:_MOST_ERRORS], document.root, model)
    refuse(faults)
    assert checked is not None
    return checked


@dataclass(frozen=True)
class _Spot:
    """Where a complaint belongs: a node, its path, the path above it; `field` is a name when that is the matter."""

    node: Node
    path: str
    above: str = ""
    field: str | int | None = None


def _faults(errors: list[ErrorDetails], root: Node, model: type[BaseModel]) -> list[Fault]:
    grouped: dict[tuple[str, str, str | int | None], list[tuple[_Spot, ErrorDetails]]] = {}
    for error in errors:
        spot = _spot(error, root)
        grouped.setdefault((str(spot.node.place), spot.path, spot.field), []).append((spot, error))
    above = {path[: step.start()] for _, path, _ in grouped for step in re.finditer(r"[.\[]", path)}
    faults = []
    for (_, path, _), found in grouped.items():
        if path in above and all(_is_shape(error) for _, error in found):
            # One member of a union wanted another shape; what the member of this shape found is more to the point.
            continue
        faults.append(_fault(found, model))
    return faults


def _is_shape(error: ErrorDetails) -> bool:
    return error["type"].endswith(("_type", "_parsing")) or error["type"] == "literal_error"


def _fault(found: list[tuple[_Spot, ErrorDetails]], model: type[BaseModel]) -> Fault:
    spot, error = found[0]
    kind, place = error["type"], spot.node.place
    lead = f"{spot.path}: " if spot.path else ""
    if error["loc"] == ("tocsin",):
        return Fault(place, _VERSION if kind == "missing" else f"{lead}{_shown(spot.node)} is not 1; {_VERSION}")
    if kind == "missing":
        if isinstance(spot.field, int):
            return Fault(place, f"{lead}{_shown(spot.node)} has too few entries")
        return Fault(place, f"{lead}field '{spot.field}' is missing")
    if kind == "extra_forbidden":
        allowed = fields_at(model, error["loc"][:-1])
        named = f"; allowed are {', '.join(allowed)}" if allowed else ""
        near = did_you_mean(str(spot.field), allowed)
        return Fault(spot.node.key or place, f"{lead}unknown field '{shorten(spot.field)}'{named}{near}")
    if kind == "union_tag_not_found":
        tag = str(error.get("ctx", {}).get("discriminator", "")).strip("'")
        return Fault(place, f"{lead}field '{tag}' is missing" if tag.isidentifier() else f"{lead}has no known form")
    if error["loc"][-1:] == ("[key]",):
        place = spot.node.key or place
        shown = f"'{shorten(spot.field)}'"
        return Fault(place, lead + _joined(shown, [phrase(error, spot.field, shown)]))
    shown = _shown(spot.node)
    phrases = [phrase(error, plain(spot.node), shown) for _, error in found]
    text = lead + _joined(shown, list(dict.fromkeys(phrases)))
    value = spot.node.value
    if isinstance(value, dict) and value.keys() & set(MARK_KEYS[1:]) and not marked(spot.node):
        text += "; a marked value is written {value: ..., mark: A, range: [low, high]}"
    return Fault(place, text)


def _joined(shown: str, phrases: list[Phrase]) -> str:
    if len(phrases) == 1:
        return phrases[0].text
    wanted = [each.wanted for each in phrases if each.wanted is not None]
    if len(wanted) == len(phrases):
        return f"{shown} is not allowed; write " + " or ".join(wanted)
    return "; or ".join(each.text for each in phrases)


def _shown(node: Node) -> str:
    value = node.value
    return f"'{shorten(value if isinstance(value, str) else flow(node))}'"


def _spot(error: ErrorDetails, root: Node) -> _Spot:
    """The node that an error is about; steps of its `loc` that are tags of unions have no node and are left out."""
    parts, kind = list(error["loc"]), error["type"]
    if kind == "missing":
        spot = _nearest(root, parts[:-1], error["input"])
        return replace(spot, field=parts[-1])
    if kind == "extra_forbidden" or parts[-1] == "[key]":
        spot = _nearest(root, [part for part in parts if part != "[key]"], error["input"])
        return replace(spot, path=spot.above, field=parts[-1 if kind == "extra_forbidden" else -2])
    if kind == "union_tag_invalid":
        spot = _nearest(root, parts, error["input"])
        tag = str(error.get("ctx", {}).get("discriminator", "")).strip("'")
        if isinstance(spot.node.value, dict) and tag in spot.node.value:
            return _Spot(spot.node.value[tag], step(spot.path, tag), spot.path)
        return spot
    return _nearest(root, parts, error["input"])


def _nearest(root: Node, parts: list[str | int], wanted: object) -> _Spot:
    # A tag may spell like a field of the same mapping: of the ways to read `loc`, take the one whose value looks
    # like the value complained of; where a validator has rewritten that, the way that uses most steps as fields.
    ways = list(_ways(root, parts, "", ""))
    return next((way for way in ways if _alike(way.node.value, wanted)), ways[0])


def _alike(found: object, wanted: object) -> bool:
    # Names and lengths tell nodes on one way apart; whole values would be compared again for every error.
    if isinstance(found, dict):
        return isinstance(wanted, dict) and found.keys() == wanted.keys()
    if isinstance(found, list):
        return isinstance(wanted, (list, tuple)) and len(found) == len(wanted)
    return type(found) is type(wanted) and found == wanted


def _ways(node: Node, parts: list[Any], path: str, above: str) -> Iterator[_Spot]:
    fields = marked(node)
    if fields is not None:
        node = fields["value"]
    if not parts:
        yield _Spot(node, path, above)
        return
    head, rest = parts[0], parts[1:]
    if isinstance(node.value, dict) and head in node.value:
        yield from _ways(node.value[head], rest, step(path, head), path)
    elif isinstance(node.value, list) and isinstance(head, int) and head < len(node.value):
        yield from _ways(node.value[head], rest, step(path, head), path)
        return
    if isinstance(head, str):
        yield from _ways(node, rest, path, above)
    else:
        yield _Spot(node, path, above)
