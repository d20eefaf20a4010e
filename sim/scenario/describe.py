"""What a file assumes: every marked number with its value, mark, range and source; and where two files differ."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sim.errors import SpecError
from sim.organisation.organisation import Organisation
from sim.scenario.files import Loaded
from sim.scenario.model import Scenario
from sim.scenario.pairs import differences_sentence
from sim.spec import Document, Mark, Node, marked, plain
from sim.units import parse_duration

_WIDTH = 100
_MEANING = {"S": "from a source", "M": "measured", "A": "assumed", "D": "by design"}
# Blocks whose entries each make a group of their own.
_DEEP = ("channels", "structure", "resources", "kinds")
# Words about a file; two files that are not the same always differ in them.
_TELLING = ("tocsin", "name", "title", "idea", "source", "sources", "story", "caveat")
_CELL = 26


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
    return Row(
        group=_group(mark.path),
        path=mark.path,
        value=str(mark.value),
        mark=mark.mark,
        range="" if mark.range is None else f"{mark.range[0]} to {mark.range[1]}",
        source=mark.source or "",
        place=str(mark.place),
    )


def _group(path: str) -> str:
    head, _, rest = path.partition(".")
    return f"{head}.{rest.partition('.')[0]}" if head in _DEEP else head.partition("[")[0]


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


def describe_differences(a: Loaded[Any], b: Loaded[Any]) -> str:
    """Return where two files differ: every field whose resolved value is another, or that only one of them has.

    Raises:
        SpecError: If one is a scenario and the other an organisation.
    """
    if type(a.model) is not type(b.model):
        nouns = [f"{one.model.name} is {_noun(one.model)}" for one in (a, b)]
        raise SpecError([f"{' and '.join(nouns)}; name two of a kind"])
    head = [f"{a.model.name} against {b.model.name}"]
    if isinstance(a.model, Organisation):
        head += _wrapped(differences_sentence(a.model, b.model))
    ours, theirs = dict(_leaves(a.document.root)), dict(_leaves(b.document.root))
    paths = [path for path in dict.fromkeys([*ours, *theirs]) if not _same(ours.get(path), theirs.get(path))]
    if not paths:
        return "\n".join([*head, "", "no field differs"])
    return "\n".join([*head, *_side_by_side(paths, ours, theirs, (a.model.name, b.model.name))])


def _noun(model: Scenario | Organisation) -> str:
    return "a scenario" if isinstance(model, Scenario) else "an organisation"


def _side_by_side(
    paths: list[str], ours: dict[str, Node], theirs: dict[str, Node], names: tuple[str, str]
) -> Iterator[str]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for path in paths:
        group = _group(path)
        label = path.removeprefix(group).lstrip(".") or group.rpartition(".")[2]
        groups.setdefault(group, []).append((label, path))
    wide = max([*map(len, groups), *(len(label) + 2 for found in groups.values() for label, _ in found)])
    for group, found in groups.items():
        yield ""
        yield f"{group:<{wide}}  {names[0]:<{_CELL}}  {names[1]}"
        for label, path in found:
            yield f"{'  ' + label:<{wide}}  {_cell(ours.get(path)):<{_CELL}}  {_cell(theirs.get(path))}"


def _cell(node: Node | None) -> str:
    """A value with its mark; `-` stands for a field that the file does not have."""
    if node is None:
        return "-"
    fields = marked(node)
    text = _short(plain(node))
    return text if fields is None else f"{text} {plain(fields['mark'])}"


def _short(value: object) -> str:
    if isinstance(value, list):
        return textwrap.shorten(", ".join(str(each) for each in value) or "none", 60, placeholder=" ...")
    words = {None: "none", True: "yes", False: "no"}
    text = words[value] if value is None or isinstance(value, bool) else str(value)
    return textwrap.shorten(text, 60, placeholder=" ...")


def _leaves(node: Node, path: str = "") -> Iterator[tuple[str, Node]]:
    """Yield every value with its path; entries of lists are found again by their name, role or meeting."""
    fields = node.value
    if isinstance(fields, dict) and marked(node) is None:
        for name, child in fields.items():
            if path or name not in _TELLING:
                yield from _leaves(child, f"{path}.{name}" if path else name)
    elif isinstance(fields, list) and any(isinstance(child.value, dict) for child in fields):
        for (field, key), child in zip(_keys(fields), fields):
            here = f"{path}[{key}]"
            yield from ((below, leaf) for below, leaf in _leaves(child, here) if below != f"{here}.{field}")
    else:
        yield path, node


def _keys(entries: list[Node]) -> list[tuple[str, str]]:
    """Return for each entry the field by which it is found again, and what that says; a second one has a number."""
    found: list[tuple[str, str]] = []
    for number, entry in enumerate(entries):
        own = entry.value if isinstance(entry.value, dict) else {}
        field = next((field for field in ("name", "role", "meeting") if field in own), "")
        key = str(plain(own[field])) if field else str(number)
        again = sum(other == key or other.startswith(f"{key} #") for _, other in found)
        found.append((field, f"{key} #{again + 1}" if again else key))
    return found


def _same(a: Node | None, b: Node | None) -> bool:
    return a is not None and b is not None and _value(plain(a)) == _value(plain(b))


def _value(value: object) -> object:
    """Return what a value says: `60 min` and `1 h` are the same."""
    try:
        return ("duration", parse_duration(value))
    except ValueError:
        return value
