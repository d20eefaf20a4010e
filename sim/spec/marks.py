"""Marks: any scalar of a file may carry where its value comes from.

`{value: .7, mark: A, source: text, range: [.5, .9]}`: S from a source, M measured, D by design, A assumed. Every A
carries the range from which uncertainty runs draw it; every S, M and D names its source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, cast

from sim.errors import did_you_mean
from sim.spec.nodes import Fault, Node, shorten
from sim.units import parse_duration, tick

MarkLetter = Literal["S", "M", "A", "D"]
LETTERS = ("S", "M", "A", "D")
MARK_KEYS = ("value", "mark", "source", "range")
_LONGEST_DURATION = 100
_PLAIN_STEP = re.compile(r"[^.\[\]'\"]+")


@dataclass(frozen=True)
class Mark:
    """The provenance of one value; `path` names the field, as in `channels.x.self_excitation`."""

    path: str
    value: object
    mark: MarkLetter
    source: str | None
    range: tuple[object, object] | None
    place: str


def marked(node: Node) -> dict[str, Node] | None:
    """Return the fields of a marked value, a mapping with `value` and one of `mark`, `source`, `range`; else None."""
    fields = node.value
    if isinstance(fields, dict) and "value" in fields and any(key in fields for key in MARK_KEYS[1:]):
        return fields
    return None


def plain(node: Node) -> object:
    """Return the plain data below a node, each marked value by the value alone."""
    fields = marked(node)
    if fields is not None:
        return plain(fields["value"])
    if isinstance(node.value, dict):
        return {name: plain(child) for name, child in node.value.items()}
    if isinstance(node.value, list):
        return [plain(child) for child in node.value]
    return node.value


def step(path: str, part: str | int) -> str:
    """Return the field path one step below `path`: a name, or the number of an entry in a list."""
    if isinstance(part, int):
        return f"{path}[{part}]"
    if not _PLAIN_STEP.fullmatch(part):
        return f"{path}[{part!r}]"
    return f"{path}.{part}" if path else part


def marked_nodes(node: Node, path: str) -> Iterator[tuple[str, Node]]:
    """Yield the field path and node of every marked value at or below `node`, which is at `path`."""
    if marked(node) is not None:
        yield path, node
    elif isinstance(node.value, dict):
        for name, child in node.value.items():
            yield from marked_nodes(child, step(path, name))
    elif isinstance(node.value, list):
        for index, child in enumerate(node.value):
            yield from marked_nodes(child, step(path, index))


def check_mark(node: Node, path: str) -> Mark | list[Fault]:
    """Return the mark of a marked value at `path`, or what is wrong with it."""
    fields = marked(node)
    assert fields is not None, path
    faults: list[Fault] = []

    def wrong(at: Node, text: str) -> None:
        faults.append(Fault(at.place, f"{path}: {text}"))

    for name, child in fields.items():
        if name not in MARK_KEYS:
            near = did_you_mean(name, MARK_KEYS)
            text = f"unknown field '{shorten(name)}' of a marked value; allowed are {', '.join(MARK_KEYS)}{near}"
            faults.append(Fault(child.key or child.place, f"{path}: {text}"))
    value, letter, source = fields["value"], fields.get("mark"), fields.get("source")
    if isinstance(value.value, (dict, list)):
        wrong(value, "a marked value is one number or text, not a mapping or list")
    if letter is None:
        wrong(node, "a marked value needs a mark; write 'mark:' and one of S, M, A, D")
    elif letter.value not in LETTERS:
        wrong(letter, f"'{shorten(plain(letter))}' is not a mark; write one of S, M, A, D")
    elif letter.value == "A" and "range" not in fields:
        wrong(letter, "the mark A (assumed) needs a range; write 'range: [low, high]'")
    elif letter.value != "A" and source is None:
        wrong(letter, f"the mark {letter.value} needs a source; write 'source:' and where the value comes from")
    if source is not None and not (isinstance(source.value, str) and source.value.strip()):
        wrong(source, "a source is a text that says where the value comes from")
    if "range" in fields and (complaint := _range_fault(fields["range"], value)):
        wrong(fields["range"], complaint)
    if faults:
        return faults
    assert letter is not None
    bounds = plain(fields["range"]) if "range" in fields else None
    return Mark(
        path=path,
        value=value.value,
        mark=cast("MarkLetter", letter.value),
        source=None if source is None else cast("str", source.value),
        range=cast("tuple[object, object]", tuple(bounds)) if isinstance(bounds, list) else None,
        place=str(node.place),
    )


def _range_fault(node: Node, value: Node) -> str | None:
    if not isinstance(node.value, list) or len(node.value) != 2:
        return "a range has two entries; write 'range: [low, high]'"
    if isinstance(value.value, (dict, list)):
        return None
    entries = [_measure(child.value) for child in (node.value[0], value, node.value[1])]
    if any(entry is None for entry in entries):
        return "a range belongs to a number or a duration; write both ends in the unit of the value"
    (low_kind, low), (kind, middle), (high_kind, high) = cast("list[tuple[str, float]]", entries)
    if not low_kind == kind == high_kind:
        return f"the value is a {kind}; write both ends of the range as a {kind}"
    if not low <= middle <= high:
        shown = (shorten(child.value) for child in (value, *node.value))
        return "the value {} lies outside the range [{}, {}]".format(*shown)
    return None


def _measure(value: object) -> tuple[str, float] | None:
    if isinstance(value, str) and len(value) <= _LONGEST_DURATION:
        try:
            return "duration", parse_duration(value)
        except ValueError:
            return None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return "number", value
    return None


def draw(mark: Mark, u: float) -> object:
    """Return the value at the share `u` of the way from the low to the high end of a mark's range.

    A duration comes as text in minutes; a number is whole where the value and both ends are.

    Raises:
        ValueError: If the mark has no range or `u` is not in [0, 1].
    """
    if mark.range is None:
        raise ValueError(f"{mark.path} has no range to draw from")
    if not 0 <= u <= 1:
        raise ValueError(f"u is {u}; it is a share in [0, 1]")
    (kind, low), (_, high) = (cast("tuple[str, float]", _measure(end)) for end in mark.range)
    # Weights at both ends, so that u = 0 and u = 1 give the ends to the last bit.
    drawn = low * (1 - u) + high * u
    if kind == "duration":
        return f"{_decimal(tick(drawn))} min"
    if all(isinstance(value, int) for value in (mark.value, *mark.range)):
        return round(drawn)
    return min(max(drawn, low), high)


def _decimal(minutes: float) -> str:
    # A tick is 2^-20, so 20 decimals write any number of ticks exactly and never in powers of ten.
    return f"{minutes:.20f}".rstrip("0").rstrip(".")
