"""Changes of single fields of a document: all that is not named keeps its value, its place and its mark."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeAlias

from sim.spec import Document, Node, Place
from sim.spec.marks import plain

Path: TypeAlias = tuple[str | int, ...]
_MADE = Place("<made>", 1, 1)


def made(value: Any) -> Node:
    """Return plain data as a node; it has no mark and stands nowhere."""
    if isinstance(value, dict):
        return Node({str(name): made(below) for name, below in value.items()}, _MADE)
    return Node([made(below) for below in value] if isinstance(value, list) else value, _MADE)


def node_at(document: Document, path: Path) -> Node | None:
    """Return what stands at a path of names and places in lists, or None."""
    node = document.root
    for part in path:
        below = _step(node, part)
        if below is None:
            return None
        node = below
    return node


def _step(node: Node, part: str | int) -> Node | None:
    below = node.value
    if isinstance(part, str):
        return below.get(part) if isinstance(below, dict) else None
    return below[part] if isinstance(below, list) and part < len(below) else None


def plain_at(document: Document, path: Path) -> Any:
    """Return the plain data at a path, marked values by the value alone; None where there is nothing."""
    node = node_at(document, path)
    return None if node is None else plain(node)


def entries(document: Document, path: Path) -> list[str | int]:
    """Return the names of the fields, or the places of the entries, of what stands at a path."""
    node = node_at(document, path)
    if node is None or not isinstance(node.value, (dict, list)):
        return []
    return list(node.value) if isinstance(node.value, dict) else list(range(len(node.value)))


def with_node(document: Document, path: Path, node: Node) -> Document:
    """Return the document with a field set; mappings on the way that are not there are made."""
    return replace(document, root=_set(document.root, path, node))


def with_value(document: Document, path: Path, value: Any) -> Document:
    """Return the document with a field set to plain data, without a mark: it is made, and nobody's assumption."""
    return with_node(document, path, made(value))


def without_node(document: Document, path: Path) -> Document:
    """Return the document without a field or an entry of a list; as it is where there is none."""
    if node_at(document, path) is None:
        return document
    return replace(document, root=_set(document.root, path, None))


def taken_from(document: Document, other: Document, path: Path) -> Document:
    """Return the document with a field as another document has it, marks included: without it if that has none."""
    node = node_at(other, path)
    return without_node(document, path) if node is None else with_node(document, path, node)


def _set(node: Node, path: Path, new: Node | None) -> Node:
    head, rest = path[0], path[1:]
    if isinstance(node.value, list):
        assert isinstance(head, int), path
        below: list[Node] = list(node.value)
        if rest:
            below[head] = _set(below[head], rest, new)
        elif new is None:
            del below[head]
        else:
            below[head] = new
        return replace(node, value=below)
    assert isinstance(head, str), path
    fields: dict[str, Node] = dict(node.value) if isinstance(node.value, dict) else {}
    if rest:
        fields[head] = _set(fields.get(head, Node({}, node.place)), rest, new)
    elif new is None:
        fields.pop(head, None)
    else:
        fields[head] = new
    return replace(node, value=fields)
