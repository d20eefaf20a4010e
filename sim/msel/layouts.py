"""Which columns each form of a written list has, and what a row shows in each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from sim.msel.row import AFTER_COLUMNS, COLUMNS, MselRow, attribute

Layout = Literal["hseep", "standard", "mitre", "full"]
Column = tuple[str, Callable[[MselRow], str]]


def elapsed_text(minutes: float) -> str:
    """Return minutes since the start as `0:15`, or `0:15:30` with seconds; it reads back to the same tick."""
    whole = round(minutes * 60 * 10_000_000)
    seconds, fraction = divmod(whole, 10_000_000)
    hours, rest = divmod(seconds, 3600)
    minute, second = divmod(rest, 60)
    text = f"{hours}:{minute:02d}"
    if second or fraction:
        text += f":{second:02d}"
    return text + (f".{fraction:07d}".rstrip("0") if fraction else "")


def columns_of(layout: Layout, rows: Sequence[MselRow]) -> list[Column]:
    """Return the headings of a layout with what each row shows; `full` adds what the drill and the sheet added."""
    if layout == "hseep":
        return [*_HSEEP]
    if layout == "standard":
        return [*_STANDARD]
    if layout == "mitre":
        return [*_MITRE]
    columns: list[Column] = [(name, _full_cell(name)) for name in COLUMNS]
    if any(getattr(row, name) for row in rows for name in AFTER_COLUMNS):
        columns += [(name, _full_cell(name)) for name in AFTER_COLUMNS]
    return columns + _extra_columns(rows)


def _full_cell(name: str) -> Callable[[MselRow], str]:
    def cell(row: MselRow) -> str:
        if name == "scenario_time":
            return _own_time(row)
        value = getattr(row, attribute(name))
        return "\n".join(value) if isinstance(value, tuple) else str(value)

    return cell


def _own_time(row: MselRow) -> str:
    """The time as it is read back; what a held row has in its place is marked, so that no one reads it as a time."""
    if row.scenario_time is not None:
        return elapsed_text(row.scenario_time)
    return f"held: {row.time_text}" if row.time_text else "held"


def _extra_columns(rows: Sequence[MselRow]) -> list[Column]:
    """One column for each heading of `extra`, and another where a row has the same heading twice."""
    before: dict[tuple[str, int], set[tuple[str, int]]] = {}
    for row in rows:
        seen: dict[str, int] = {}
        last: tuple[str, int] | None = None
        for heading, _ in row.extra:
            seen[heading] = seen.get(heading, 0) + 1
            name = (heading, seen[heading])
            before.setdefault(name, set())
            if last is not None:
                before[name].add(last)
            last = name
    ours = {*COLUMNS, *AFTER_COLUMNS}
    return [(f"{h} (of the list)" if h in ours else h, _extra_cell(h, nth)) for h, nth in _in_order(before)]


def _in_order(before: dict[tuple[str, int], set[tuple[str, int]]]) -> list[tuple[str, int]]:
    """Names in an order in which each comes after those before it: rows leave out what is empty, columns stay put.

    Where rows contradict each other, the name that was met first comes first.
    """
    left, ordered = dict(before), []
    while left:
        name = next((each for each, earlier in left.items() if not earlier & left.keys()), next(iter(left)))
        del left[name]
        ordered.append(name)
    return ordered


def _extra_cell(heading: str, nth: int) -> Callable[[MselRow], str]:
    def cell(row: MselRow) -> str:
        texts = [text for name, text in row.extra if name == heading]
        return texts[nth - 1] if len(texts) >= nth else ""

    return cell


def _since_start(row: MselRow) -> str:
    return f"T+{elapsed_text(row.scenario_time)}" if row.scenario_time is not None else row.time_text


def _local(row: MselRow) -> str:
    return row.delivery_time or _since_start(row)


def _to(row: MselRow) -> str:
    return "\n".join(row.to)


def _type(row: MselRow) -> str:
    return row.event_type.replace("_", " ").capitalize()


_HSEEP: tuple[Column, ...] = (
    ("Event Number", lambda row: row.number),
    ("Designated Scenario Time", _since_start),
    ("Event Type", _type),
    ("Inject Mode", lambda row: row.channel),
    ("From", lambda row: row.from_),
    ("To", _to),
    ("Message", lambda row: row.message or row.title),
    ("Expected Participant Response", lambda row: row.expected_action),
    ("Exercise Objective", lambda row: row.objective),
    ("Notes", lambda row: row.notes),
)
_STANDARD: tuple[Column, ...] = (
    ("Control Number", lambda row: row.number),
    ("Move", lambda row: row.phase),
    ("Group", lambda row: row.capability),
    ("Delivery Time", lambda row: row.delivery_time),
    ("Simulated Time", _since_start),
    ("Assigned To", lambda row: row.injected_by),
    ("Status", lambda row: row.status.capitalize()),
    ("Title", lambda row: row.title),
    ("Description", lambda row: row.message),
    ("From Org", lambda row: row.from_),
    ("To Org", _to),
    ("Details", lambda row: row.notes),
    ("Expected Actions", lambda row: row.expected_action),
)
_MITRE: tuple[Column, ...] = (
    ("ID", lambda row: row.number),
    ("Local Time", _local),
    ("Delivery Method", lambda row: row.channel),
    ("Target", _to),
    ("Title", lambda row: row.title),
    ("Description", lambda row: row.message),
    ("Assumptions", lambda row: row.condition),
    ("Notes", lambda row: row.notes),
    ("Expected Actions", lambda row: row.expected_action),
    ("Measure of Performance", lambda row: row.critical_task),
)
