"""Which columns each form of a written list has, and what a row shows in each."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Literal

from sim.msel.row import AFTER_COLUMNS, COLUMNS, MselRow, attribute
from sim.units import DAY, HOUR

Layout = Literal["hseep", "standard", "mitre", "full"]
Show = Callable[[MselRow], str]
Column = tuple[str, Show]
_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)")


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


def columns_of(layout: Layout, rows: Sequence[MselRow], start: str = "") -> list[Column]:
    """Return the headings of a layout with what each row shows; `full` adds what the drill and the sheet added.

    Args:
        layout: Which of the four.
        rows: The events.
        start: The clock time of minute 0, `09:05`; with it `hseep` shows clock times.
    """
    if layout == "hseep":
        return _hseep(rows, start)
    if layout == "standard":
        return [*_STANDARD]
    if layout == "mitre":
        return [*_MITRE]
    columns: list[Column] = [(name, _full_cell(name)) for name in COLUMNS]
    if any(getattr(row, name) for row in rows for name in AFTER_COLUMNS):
        columns += [(name, _full_cell(name)) for name in AFTER_COLUMNS]
    return columns + _extra_columns(rows)


def _full_cell(name: str) -> Show:
    def cell(row: MselRow) -> str:
        if name == "scenario_time":
            return _own_time(row)
        value = getattr(row, attribute(name))
        return "\n".join(value) if isinstance(value, tuple) else str(value)

    return cell


def _own_time(row: MselRow) -> str:
    return elapsed_text(row.scenario_time) if row.scenario_time is not None else _held(row)


def _held(row: MselRow) -> str:
    """What a held row has in place of a time; it is marked, so that no one reads it as one."""
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


def _extra_cell(heading: str, nth: int) -> Show:
    def cell(row: MselRow) -> str:
        texts = [text for name, text in row.extra if name == heading]
        return texts[nth - 1] if len(texts) >= nth else ""

    return cell


def _since_start(row: MselRow) -> str:
    return f"T+{elapsed_text(row.scenario_time)}" if row.scenario_time is not None else _held(row)


def _local(row: MselRow) -> str:
    return row.delivery_time or _since_start(row)


def _hseep(rows: Sequence[MselRow], start: str) -> list[Column]:
    """The ten columns; after a drill the seven of the drill stand behind them."""
    match = _CLOCK.fullmatch(start.strip())
    clock = _clocks(rows, int(match.group(1)) * HOUR + int(match.group(2))) if match is not None else None

    def due(row: MselRow) -> str:
        return clock(row.scenario_time) if clock is not None and row.scenario_time is not None else _since_start(row)

    def fired(row: MselRow) -> str:
        since = _CLOCK.fullmatch(row.fired_scenario)
        if clock is None or since is None:
            return row.fired_scenario
        return clock(int(since.group(1)) * HOUR + int(since.group(2)))

    columns: list[Column] = [_HSEEP[0], ("Designated Scenario Time", due), *_HSEEP[1:]]
    if any(getattr(row, name) for row in rows for name in AFTER_COLUMNS):
        shown: dict[str, Show] = {name: _full_cell(name) for name in AFTER_COLUMNS} | {"fired_scenario": fired}
        columns += [(name.replace("_", " ").title(), show) for name, show in shown.items()]
    return columns


def _clocks(rows: Sequence[MselRow], start: float) -> Callable[[float], str]:
    """Return how minutes since the start are shown by the clock.

    The number of the day stands before it where the clock alone could be read as another day: where rows are on
    several days, or half a day apart.
    """
    last = max((row.scenario_time for row in rows if row.scenario_time is not None), default=0.0)
    alone = last <= DAY / 2 and start + last < DAY

    def shown(minutes: float) -> str:
        day, of_day = divmod(start + minutes, DAY)
        text = elapsed_text(of_day)
        clock = text if text.index(":") == 2 else f"0{text}"
        return clock if alone and day == 0 else f"Day {int(day) + 1} {clock}"

    return shown


def _to(row: MselRow) -> str:
    return "\n".join(row.to)


def _type(row: MselRow) -> str:
    return row.event_type.replace("_", " ").capitalize()


_HSEEP: tuple[Column, ...] = (
    ("Event Number", lambda row: row.number),
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
