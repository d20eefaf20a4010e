"""A file as it was read, and how it is laid over the shipped defaults."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

from sim.errors import did_you_mean
from sim.spec.marks import Mark, check_mark, marked, marked_nodes, plain, step
from sim.spec.nodes import Fault, Node, compose, decode, read_bytes, refuse, shorten


@dataclass(frozen=True)
class Document:
    """One file: its root mapping and the well-formed marks in it, by field path."""

    root: Node
    file: str
    marks: dict[str, Mark] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found = (check_mark(node, path) for path, node in marked_nodes(self.root, ""))
        object.__setattr__(self, "marks", {mark.path: mark for mark in found if isinstance(mark, Mark)})


def read(path: Path, *, name: str | None = None) -> Document:
    """Return the document in a file; `name` stands for the path in messages.

    Raises:
        SpecError: If the file cannot be read or is not YAML as `nodes.compose` allows it.
    """
    label = name or str(path)
    return read_text(decode(read_bytes(path, label), label), label)


def read_text(text: str, file: str = "<text>", *, room: int = 1) -> Document:
    """Return the document in a text; `file` stands for it in messages, `room` times the usual size is allowed.

    Raises:
        SpecError: If the text is not YAML as `nodes.compose` allows it.
    """
    return Document(compose(text, file, room=room), file)


def data(document: Document) -> dict[str, object]:
    """Return the plain data of a document, each marked value by the value alone."""
    return cast("dict[str, object]", plain(document.root))


def mark_faults(document: Document) -> list[Fault]:
    """Return what is wrong with the marks of a document."""
    faults: list[Fault] = []
    for path, node in marked_nodes(document.root, ""):
        mark = check_mark(node, path)
        if not isinstance(mark, Mark):
            faults += mark
    return faults


def with_values(document: Document, values: Mapping[str, object]) -> Document:
    """Return the document with marked values replaced, by field path; marks keep their source and range.

    Raises:
        ValueError: If a path names no marked value, or a value is no number and no text.
    """
    scalars: dict[str, str | int | float] = {}
    for path, value in values.items():
        if path not in document.marks:
            raise ValueError(f"'{path}' is not a marked value{did_you_mean(path, document.marks)}")
        if not isinstance(value, (str, int, float)):
            raise ValueError(f"'{value}' for '{path}' is no number and no text")
        # A draw may be a float64 of numpy, which is a float but does not print as one.
        scalars[path] = float(value) if isinstance(value, float) else value
    return replace(document, root=_replaced(document.root, "", scalars))


def _replaced(node: Node, path: str, values: Mapping[str, str | int | float]) -> Node:
    fields = marked(node)
    if fields is not None:
        if path not in values:
            return node
        return replace(node, value={**fields, "value": replace(fields["value"], value=values[path])})
    if isinstance(node.value, dict):
        return replace(node, value={n: _replaced(child, step(path, n), values) for n, child in node.value.items()})
    if isinstance(node.value, list):
        return replace(node, value=[_replaced(c, step(path, i), values) for i, c in enumerate(node.value)])
    return node


def merge(
    document: Document,
    defaults: Document,
    depths: Mapping[str, int],
    *,
    select: tuple[str, ...] = ("channels",),
    alternatives: Collection[str] = (),
) -> Document:
    """Return a file laid over the shipped defaults.

    The version line `tocsin` never comes from the defaults. A value of the file hides the default's mark.

    Args:
        document: The file.
        defaults: What holds where the file says nothing.
        depths: By top-level field, how many levels are taken key by key; at 0 the file's replaces the whole.
        select: Top-level mappings of which only the names that the file lists are taken, each over the default of
            its own name or of the name that its `like` gives; an empty entry is the default as it stands.
        alternatives: Keys of which a mapping has one, such as the kinds of laws: where both have one, the file's
            mapping replaces the whole.

    Raises:
        SpecError: If a `like` names no default.
    """
    mine, theirs = _fields(document.root), _fields(defaults.root)
    fields = {name: node for name, node in theirs.items() if name != "tocsin" and name not in select}
    faults: list[Fault] = []
    for name, node in mine.items():
        depth = depths.get(name, 0)
        if name in select:
            fields[name] = _selected(
                name, node, theirs.get(name), faults, depth=max(depth - 1, 1), alternatives=alternatives
            )
        else:
            fields[name] = _laid_over(node, theirs.get(name), depth, alternatives)
    refuse(faults)
    return replace(document, root=replace(document.root, value=fields))


def _fields(node: Node | None) -> dict[str, Node]:
    return node.value if node is not None and isinstance(node.value, dict) else {}


def _laid_over(mine: Node, theirs: Node | None, depth: int, alternatives: Collection[str]) -> Node:
    if theirs is None or depth < 1 or marked(mine) or marked(theirs):
        return mine
    if not (isinstance(mine.value, dict) and isinstance(theirs.value, dict)):
        return mine
    if any(name in alternatives for name in mine.value) and any(name in alternatives for name in theirs.value):
        return mine
    below = {n: _laid_over(node, theirs.value.get(n), depth - 1, alternatives) for n, node in mine.value.items()}
    return replace(mine, value={**theirs.value, **below})


def _selected(
    name: str, mine: Node, theirs: Node | None, faults: list[Fault], *, depth: int, alternatives: Collection[str]
) -> Node:
    if not isinstance(mine.value, dict):
        return mine
    known = _fields(theirs)
    taken = {}
    for entry, node in mine.value.items():
        own = dict(_fields(node))
        like = own.pop("like", None)
        base = known.get(entry) if like is None else known.get(str(like.value))
        if like is not None and base is None:
            near = did_you_mean(str(like.value), known)
            text = f"'{shorten(plain(like))}' is no default; allowed are {', '.join(known) or 'none'}{near}"
            faults.append(Fault(like.place, f"{step(step(name, entry), 'like')}: {text}"))
        if node.value is None and base is not None:
            taken[entry] = replace(base, key=node.key)
        else:
            over = replace(node, value=own) if like is not None else node
            taken[entry] = _laid_over(over, base, depth, alternatives)
    return replace(mine, value=taken)
