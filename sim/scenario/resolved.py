"""The resolved form of a scenario or organisation: all that holds, written so that it loads back equal."""

from __future__ import annotations

from typing import Any

from sim.fields import Block
from sim.organisation.structure import Meeting
from sim.spec import Document, Node, Place, dump_yaml
from sim.spread.warp import Circadian

_NOWHERE = Place("<resolved>", 1, 1)


def dump(resolved: Document | Block) -> str:
    """Return the YAML of a document, or of a scenario or organisation, that loads back equal.

    It says `defaults: none`: whatever later versions ship as defaults, it keeps its meaning. A model has no marks.
    """
    return resolved_text(resolved if isinstance(resolved, Document) else _document(resolved))


def resolved_text(document: Document) -> str:
    """Return the YAML of a document over its defaults, marked as complete."""
    assert isinstance(document.root.value, dict)
    fields = dict(document.root.value)
    first = {name: fields.pop(name) for name in ("tocsin",) if name in fields}
    root = Node({**first, "defaults": Node("none", _NOWHERE), **fields}, _NOWHERE)
    return dump_yaml(Document(root, document.file))


def _document(model: Block) -> Document:
    return Document(_node(_plain(model)), "<resolved>")


def _plain(value: object) -> Any:
    """Return the data of a model as files write it: clock times and levels as words, durations with units."""
    if isinstance(value, Block):
        data = value.model_dump(mode="json")
        written = {name: _written(getattr(value, name), data[name]) for name in type(value).model_fields}
        if isinstance(value, Circadian):
            written["peak"] = _clock(value.peak)
        if isinstance(value, Meeting):
            written["at"] = [_clock(at) for at in value.at]
        return written
    raise AssertionError(value)


def _written(value: object, data: Any) -> Any:
    if isinstance(value, Block):
        return _plain(value)
    if isinstance(value, dict):
        pairs = zip(value.items(), data.values())
        return {f"L{key}" if isinstance(key, int) else str(key): _written(below, d) for (key, below), d in pairs}
    if isinstance(value, list):
        return [_written(below, d) for below, d in zip(value, data)]
    return data


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _node(value: Any) -> Node:
    if isinstance(value, dict):
        return Node({str(name): _node(below) for name, below in value.items()}, _NOWHERE)
    if isinstance(value, list):
        return Node([_node(below) for below in value], _NOWHERE)
    return Node(value, _NOWHERE)
