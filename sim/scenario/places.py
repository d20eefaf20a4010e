"""Where things stand in a document: the place of a field path, and how a file is laid over the defaults."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from sim.distributions import KINDS
from sim.spec import Document, Node, Place, merge

_INDEX = re.compile(r"\[(\d+)\]")
# A law has one kind, a line is told in one way: where a file says one, it does not keep the other one from below.
ALTERNATIVES = frozenset({*KINDS, "sync", "broadcast"})
# What only people with some fields in their entries need: block of the resources, fields.
_FOR_SOME = {"on_call": ("on_call",), "training": ("tenure_months", "months_since_drill")}


def locate(document: Document, path: str) -> Place:
    """Return the place of a field path such as `spread.shocks[0].at`, or of the nearest field above it."""
    return _walk(document, path)[0].place


def locate_node(document: Document, path: str) -> Node | None:
    """Return the node of a field path, or None where the document does not have it."""
    node, rest = _walk(document, path)
    return None if rest else node


def _walk(document: Document, path: str) -> tuple[Node, str]:
    node, rest = document.root, path
    while rest:
        found = _step(node, rest)
        if found is None:
            break
        node, rest = found
    return node, rest


def _step(node: Node, rest: str) -> tuple[Node, str] | None:
    if isinstance(node.value, list):
        match = _INDEX.match(rest)
        if match is None or int(match.group(1)) >= len(node.value):
            return None
        return node.value[int(match.group(1))], rest[match.end() :].removeprefix(".")
    if not isinstance(node.value, dict):
        return None
    # Names may hold dots: the longest name that the path continues with is meant.
    for name in sorted(node.value, key=len, reverse=True):
        if rest == name or rest.startswith((f"{name}.", f"{name}[")):
            return node.value[name], rest[len(name) :].removeprefix(".")
    return None


def without(document: Document, name: str) -> Document:
    """Return the document without one field of its root."""
    assert isinstance(document.root.value, dict)
    kept = {field: node for field, node in document.root.value.items() if field != name}
    return replace(document, root=replace(document.root, value=kept))


def with_trace_in_full(document: Document, base: Path) -> Document:
    """Return the document with its trace, if it has one, named from `base` on and not from the folder of a file."""
    file = _fields(_fields(document.root).get("spread")).get("file")
    if file is None or not isinstance(file.value, str):
        return document
    return with_trace_file(document, str((base / file.value).absolute()))


def with_trace_file(document: Document, name: str) -> Document:
    """Return the document, which has a trace, with another name for the trace's file."""
    spread = _fields(document.root)["spread"]
    named = replace(_fields(spread)["file"], value=name)
    fields = {**_fields(document.root), "spread": replace(spread, value={**_fields(spread), "file": named})}
    return replace(document, root=replace(document.root, value=fields))


def laid_over(document: Document, defaults: Document, depths: Mapping[str, int], select: tuple[str, ...]) -> Document:
    """Return a file laid over the shipped defaults, without those defaults that have no object in it.

    A trace takes nothing from the spread of the defaults; influence counts between channels in use; who has nobody on
    call needs no law of paging, and who says nothing of tenure and drills no constants of training.
    """
    mine = _fields(document.root)
    if _fields(mine.get("spread")).get("kind", Node(None, document.root.place)).value == "trace":
        depths = {**depths, "spread": 0}
    merged = merge(document, defaults, depths, select=select, alternatives=ALTERNATIVES)
    fields = dict(_fields(merged.root))
    if "spread" in fields:
        fields["spread"] = _between_used(fields["spread"], _fields(fields.get("channels")), defaults.file)
    if "resources" in fields and isinstance(fields["resources"].value, dict):
        resources, own = fields["resources"], _fields(mine.get("resources"))
        left_out = {name for name, given in _FOR_SOME.items() if name not in own and not _anybody(resources, given)}
        kept = {name: node for name, node in _fields(resources).items() if name not in left_out}
        fields["resources"] = replace(resources, value=kept)
    return replace(merged, root=replace(merged.root, value=fields))


def _fields(node: Node | None) -> dict[str, Node]:
    return node.value if node is not None and isinstance(node.value, dict) else {}


def _between_used(spread: Node, channels: Mapping[str, Node], shipped: str) -> Node:
    """Leave out influence of the defaults from or to channels not in use; the file's own stays, to be checked."""
    influence = _fields(spread).get("influence")
    if influence is None or not isinstance(influence.value, dict):
        return spread
    rows = {}
    for source, row in influence.value.items():
        if not isinstance(row.value, dict):
            rows[source] = row
            continue
        kept = {c: mean for c, mean in row.value.items() if mean.place.file != shipped or {source, c} <= set(channels)}
        if kept or row.place.file != shipped:
            rows[source] = replace(row, value=kept)
    return replace(spread, value={**_fields(spread), "influence": replace(influence, value=rows)})


def _anybody(resources: Node, given: tuple[str, ...]) -> bool:
    """Return whether an entry of the people gives one of some fields (and does not say `false` or `null`)."""
    people = _fields(resources).get("people")
    if people is None or not isinstance(people.value, list):
        return True
    found = [_fields(entry).get(name) for entry in people.value for name in given]
    return any(node is not None and node.value not in (None, False) for node in found)
