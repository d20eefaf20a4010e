"""What a file assumes: every marked number with its value, mark, range and source."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sim.organisation.organisation import Organisation
from sim.scenario.files import Loaded
from sim.scenario.model import Scenario
from sim.spec import Document, Mark

_WIDTH = 100
_MEANING = {"S": "from a source", "M": "measured", "A": "assumed", "D": "by design"}
# Blocks whose entries each make a group of their own.
_DEEP = ("channels", "structure", "resources", "kinds")


@dataclass(frozen=True)
class Row:
    """One marked number: `path` is its field, `place` where it is written."""

    group: str
    path: str
    value: str
    mark: str
    range: str
    source: str
    place: str


def rows(document: Document) -> list[Row]:
    """Return every marked number of a document, in the order of the file, by group."""
    found = [_row(mark) for mark in document.marks.values()]
    groups = list(dict.fromkeys(row.group for row in found))
    return sorted(found, key=lambda row: groups.index(row.group))


def _row(mark: Mark) -> Row:
    head, _, rest = mark.path.partition(".")
    group = f"{head}.{rest.partition('.')[0]}" if head in _DEEP else head.partition("[")[0]
    return Row(
        group=group,
        path=mark.path,
        value=str(mark.value),
        mark=mark.mark,
        range="" if mark.range is None else f"{mark.range[0]} to {mark.range[1]}",
        source=mark.source or "",
        place=str(mark.place),
    )


def describe(loaded: Loaded[Any]) -> str:
    """Return a scenario or organisation in words, and all its marked numbers by group."""
    return "\n".join([*_head(loaded.model), "", *_summary(loaded.document), *_table(rows(loaded.document))])


def _head(model: Scenario | Organisation) -> Iterator[str]:
    yield f"{model.name}: {model.title}" if model.title else model.name
    if isinstance(model, Scenario):
        yield from _wrapped(model.caveat)
        yield from _wrapped(model.story)
        yield f"start {model.start} {model.timezone}; channels {', '.join(model.channels)}"
        sources = model.sources
    else:
        yield from _wrapped(model.idea)
        posts = Counter(person.role for person in model.people())
        yield f"{len(model.people())} posts: " + ", ".join(f"{count} {role}" for role, count in posts.items())
        sources = [model.source] if isinstance(model.source, str) else model.source
    for source in sources:
        yield from _wrapped(f"source: {source}" if source else "")


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)


def _summary(document: Document) -> Iterator[str]:
    counts = Counter[str](mark.mark for mark in document.marks.values())
    parts = (f"{counts[letter]} {meaning} ({letter})" for letter, meaning in _MEANING.items() if counts[letter])
    yield f"{len(document.marks)} numbers with a mark: {', '.join(parts)}"


def _table(found: list[Row]) -> Iterator[str]:
    for group in dict.fromkeys(row.group for row in found):
        yield ""
        yield group
        for row in (row for row in found if row.group == group):
            path = row.path.removeprefix(group).lstrip(".") or row.path
            between = f"  {row.range}" if row.range else ""
            yield f"  {path:<44} {row.value:>10}  {row.mark}{between}"
            yield from _wrapped(row.source, " " * 6)
