"""YAML text to nodes with places, read strictly and without surprises; the only owner of PyYAML.

The text is composed from PyYAML's events, never loaded: YAML 1.1 turns `16:30` into 990 and `no` into False, lets
the second of two equal keys win, and PyYAML's own composer recurses in C until the process dies on deep brackets.
Here scalars follow the core schema of YAML 1.2, and size, depth and number of nodes are bounded.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from sim.errors import SpecError

LARGEST_FILE = 1_000_000
DEEPEST = 40
MOST_NODES = 50_000
LONGEST_NUMBER = 40
MOST_FAULTS = 200

# The events of libyaml come from a state machine on the heap; only its composer, not used here, recurses.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# The two line separators and U+0085 end a line in YAML 1.1 but not in an editor, so that places would be wrong.
FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: dict[str, bool | float | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **{sign + word: float(sign + "inf") for sign in ("", "+", "-") for word in (".inf", ".Inf", ".INF")},
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
# What PyYAML says -> what a person can mend. C and Python parsers word the same fault differently.
_SENTENCES = (
    ("that cannot start any token", "no value can begin here; put a text that begins with @, ` or % in quotes"),
    ("mapping values are not allowed", "a second ':' stands here; quote text that holds ': '"),
    ("could not find expected ':'", "a ':' is missing; a field is written 'name: value'"),
    ("did not find expected ',' or '}'", "a ',' or '}' is missing"),
    ("expected ',' or '}'", "a ',' or '}' is missing"),
    ("did not find expected ',' or ']'", "a ',' or ']' is missing"),
    ("expected ',' or ']'", "a ',' or ']' is missing"),
    ("did not find expected key", "this is not indented like the fields before it"),
    ("expected <block end>", "this is not indented like the fields before it"),
    ("did not find expected '-' indicator", "this is not indented like the entries before it"),
    ("sequence entries are not allowed", "a list may not begin here; put '- ' on a line of its own"),
    ("did not find expected node content", "a value is missing here"),
    ("expected the node content", "a value is missing here"),
    # PyYAML reads ahead, and since 6.0.4 has a limit of its own, which it meets before `DEEPEST` is.
    ("maximum nesting depth", f"this is nested more than {DEEPEST} deep, the most allowed"),
    ("undefined tag handle", "tags such as '!text' are not allowed; write the value alone"),
    ("did not find expected <document start>", "a second document begins here; a file holds one"),
    ("expected '<document start>'", "a second document begins here; a file holds one"),
    ("unknown escape character", "a backslash in double quotes begins an escape; use single quotes"),
)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something is written; lines and columns count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a file with its place; `key` is where the name of the field is written."""

    value: dict[str, Node] | list[Node] | str | int | float | bool | None
    place: Place
    key: Place | None = None


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in a file."""

    place: Place
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {' '.join(self.text.split())}"


def refuse(faults: Iterable[Fault]) -> None:
    """Raise a `SpecError` with one line a fault in the order of their places; without faults, return."""
    lines = list(dict.fromkeys(str(fault) for fault in sorted(faults)))
    if len(lines) > MOST_FAULTS:
        lines[MOST_FAULTS:] = ["... and more faults; mend these first"]
    if lines:
        raise SpecError(lines)


def read_bytes(path: Path, name: str, *, room: int = 1) -> bytes:
    """Return the content of a regular file of at most `room` times `LARGEST_FILE` bytes.

    Raises:
        SpecError: If it is no such file or cannot be read; nothing large, endless or blocking is opened.
    """
    largest = room * LARGEST_FILE
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise SpecError([f"{name}: is a folder; name a file"])
        if not stat.S_ISREG(found.st_mode):
            raise SpecError([f"{name}: is not a regular file"])
        if found.st_size <= largest:
            with path.open("rb") as file:
                content = file.read(largest + 1)
            if len(content) <= largest:
                return content
    except FileNotFoundError as error:
        raise SpecError([f"{name}: there is no such file"]) from error
    except PermissionError as error:
        raise SpecError([f"{name}: may not be read; check its permissions"]) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SpecError([f"{name}: cannot be read ({str(reason).lower()})"]) from error
    raise SpecError([f"{name}: is larger than {largest:,} bytes, the most that a file may have"])


def decode(content: bytes, name: str) -> str:
    """Return the UTF-8 text of a file, without a byte order mark.

    Raises:
        SpecError: If the bytes are not UTF-8.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig", "replace")
        place = _place_at(before, len(before), name)
        raise SpecError([f"{place}: this byte is not UTF-8; save the file as UTF-8"]) from error


def compose(text: str, name: str, *, room: int = 1) -> Node:
    """Return the root mapping of a YAML text of at most `room` times the usual size and number of values.

    Raises:
        SpecError: If the text is not YAML, breaks a limit, or uses what is not allowed: anchors, aliases, tags,
            merge keys, directives, keys that are not plain names, equal keys, several documents.
    """
    if len(text) > room * LARGEST_FILE:
        raise SpecError([f"{name}: is larger than {room * LARGEST_FILE:,} bytes, the most that a file may have"])
    bad = FORBIDDEN.search(text)
    if bad is not None:
        place = _place_at(text, bad.start(), name)
        raise SpecError([f"{place}: the character U+{ord(bad.group()):04X} is not allowed; remove it"])
    composer = _Composer(text, name, most=room * MOST_NODES)
    try:
        root = composer.document()
    except yaml.MarkedYAMLError as error:
        root = None
        composer.fault(*_complaint(error, text))
    refuse(composer.faults)
    assert root is not None
    return root


def scalar(text: str) -> str | int | float | bool | None:
    """Return what a plain scalar says in the core schema of YAML 1.2.

    Raises:
        ValueError: If it is a number of more than `LONGEST_NUMBER` characters.
    """
    if text in _WORDS:
        return _WORDS[text]
    integer = _INTEGER.fullmatch(text)
    if integer is None and _FLOAT.fullmatch(text) is None:
        return text
    if len(text) > LONGEST_NUMBER:
        raise ValueError(f"a number of {len(text)} characters; the longest has {LONGEST_NUMBER}")
    if integer is None:
        return float(text)
    return int(text, {"0o": 8, "0x": 16}.get(text[:2], 10))


class _Composer:
    """The walk over the events of one text; faults that leave the structure whole are collected."""

    def __init__(self, text: str, name: str, *, most: int) -> None:
        self.most = most
        self.events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
        self.name = name
        self.faults: list[Fault] = []
        self.nodes = 0

    def fault(self, mark: Any, text: str) -> None:
        self.faults.append(Fault(self.place(mark), text))

    def place(self, mark: Any) -> Place:
        return Place(self.name, mark.line + 1, mark.column + 1) if mark is not None else Place(self.name, 1, 1)

    def document(self) -> Node | None:
        next(self.events)
        start = next(self.events)
        if isinstance(start, yaml.StreamEndEvent):
            self.fault(None, "the file is empty; write 'tocsin: 1' as the first line")
            return None
        if start.version is not None or start.tags:
            self.fault(start.start_mark, "directives are not allowed; remove the line that begins with '%'")
        root = self.node(next(self.events), 1)
        next(self.events)
        more = next(self.events)
        if not isinstance(more, yaml.StreamEndEvent):
            self.fault(more.start_mark, "a second document begins here; a file holds one")
        elif not isinstance(root.value, dict):
            self.faults.append(Fault(root.place, "a file holds fields, each written 'name: value'"))
        return root

    def node(self, event: Any, depth: int, key: Place | None = None) -> Node:
        place = self.place(event.start_mark)
        self.count(place, depth)
        if isinstance(event, yaml.AliasEvent):
            self.fault(event.start_mark, f"the alias '*{shorten(event.anchor)}' is not allowed; write the value out")
            return Node(None, place, key)
        if event.anchor is not None:
            self.fault(event.start_mark, f"the anchor '&{shorten(event.anchor)}' is not allowed; remove it")
        if event.tag is not None:
            self.fault(event.start_mark, f"the tag '{shorten(event.tag)}' is not allowed; write the value alone")
        if isinstance(event, yaml.MappingStartEvent):
            return Node(self.mapping(depth), place, key)
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(self.sequence(depth), place, key)
        return Node(self.scalar(event, place), place, key)

    def count(self, place: Place, depth: int) -> None:
        self.nodes += 1
        if depth > DEEPEST:
            refuse([*self.faults, Fault(place, f"this is nested more than {DEEPEST} deep, the most allowed")])
        if self.nodes > self.most:
            refuse([*self.faults, Fault(place, f"the file has more than {self.most:,} values, the most allowed")])

    def scalar(self, event: Any, place: Place) -> str | int | float | bool | None:
        text: str = event.value
        if FORBIDDEN.search(text):
            self.faults.append(Fault(place, "this text holds a control character, which is not allowed"))
        if not event.implicit[0]:
            return text
        try:
            return scalar(text)
        except ValueError as error:
            self.faults.append(Fault(place, str(error)))
            return None

    def sequence(self, depth: int) -> list[Node]:
        nodes = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            nodes.append(self.node(event, depth + 1))
        return nodes

    def mapping(self, depth: int) -> dict[str, Node]:
        fields: dict[str, Node] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.node(event, depth + 1)
            name = self.field(key, event)
            value = self.node(next(self.events), depth + 1, key.place)
            first = fields.get(name) if name is not None else None
            if first is not None and first.key is not None:
                text = f"'{shorten(name)}' is written twice, here and on line {first.key.line}; keep one"
                self.faults.append(Fault(key.place, text))
            elif name is not None:
                fields[name] = value
        return fields

    def field(self, key: Node, event: Any) -> str | None:
        written = event.value if isinstance(event, yaml.ScalarEvent) else None
        if written == "<<" and event.implicit[0]:
            self.faults.append(Fault(key.place, "the merge key '<<' is not allowed; write the fields out"))
        elif isinstance(key.value, str) and key.value and "\n" not in key.value:
            return key.value
        else:
            found = "a list or mapping" if written is None else f"'{shorten(written)}'"
            self.faults.append(Fault(key.place, f"{found} is not a field's name; a name is a word, or text in quotes"))
        return None


def _complaint(error: yaml.MarkedYAMLError, text: str) -> tuple[Any, str]:
    """The mark at which a person should look, and what is wrong there."""
    mark, said = error.problem_mark or error.context_mark, f"{error.context or ''}: {error.problem or ''}"
    lines = re.split("\r\n|\r|\n", text)
    if mark is not None and mark.line < len(lines) and lines[mark.line][mark.column : mark.column + 1] == "\t":
        return mark, "a tab stands here; indent with spaces"
    end = _place_at(text, len(text.rstrip()), "")
    at_end = mark is not None and (mark.line + 1, mark.column + 1) >= (end.line, end.column)
    if at_end and ("flow" in said or "quoted" in said):
        return error.context_mark, "what is opened here, a quote or a bracket, is never closed"
    for part, sentence in _SENTENCES:
        if part in said:
            return mark, sentence
    return mark, f"this is not YAML: {error.problem or error.context}"


def _place_at(text: str, index: int, name: str) -> Place:
    lines = re.split("\r\n|\r|\n", text[:index])
    return Place(name, len(lines), len(lines[-1]) + 1)


def shorten(text: object) -> str:
    """Return a text on one line of at most 60 characters."""
    words = " ".join(str(text).split())
    return words if len(words) <= 60 else words[:57] + "..."
