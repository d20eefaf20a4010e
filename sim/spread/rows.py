"""A trace's file as checked rows: times, channels, parents, and every fault of the file at once."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from sim.clock import WallClock
from sim.errors import did_you_mean
from sim.fields import one_of
from sim.keys import mix64, name_key
from sim.spread.table import Faults, Table, read_table
from sim.spread.trace import Column, Trace
from sim.units import FloatArray, IntArray, KeyArray, format_duration, tick

_MINUTES = {"minutes": 1.0, "hours": 60.0, "seconds": 1 / 60}
_CLOCK = re.compile(r"(\d{1,4}):([0-5]\d)(?::([0-5]\d))?")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


@dataclass(frozen=True, eq=False)
class Rows:
    """The checked rows of a trace; reach is NaN and kind -1 where they are to be drawn."""

    time: FloatArray
    channel: IntArray
    topic: IntArray
    kind: IntArray
    reach: FloatArray
    parent: IntArray
    root: IntArray
    generation: IntArray
    key: KeyArray
    topics: tuple[str, ...]
    notes: tuple[str, ...]


def counted(rows: int, what: str) -> list[str]:
    """Return a note on so many rows, or none for no row."""
    return [f"{rows} {'row' if rows == 1 else 'rows'} {what}"] if rows else []


def read_rows(
    path: Path, spread: Trace, *, channels: tuple[str, ...], kinds: tuple[str, ...], clock: WallClock, horizon: float
) -> Rows:
    """Return the checked rows of a trace's file, in the order of the file.

    Raises:
        TraceError: With every fault of the file, at most 20 lines and the number of the others.
    """
    faults = Faults(spread.file)
    whole = read_table(path, faults, [*spread.columns.values(), *spread.where])
    table = _filtered(whole, spread.where)
    if not table.rows:
        faults.add(0, "no row is left by 'where'")
        faults.stop()
    size = len(table.rows)
    time = _times(table, spread, clock, horizon, faults)
    channel = _words(table, spread, "channel", default=spread.channel, known=channels, faults=faults)
    kind = _words(table, spread, "kind", default=spread.mention_kind, known=kinds, faults=faults)
    topic_names = [cell or spread.topic for cell in _cells(table, spread, "topic")]
    topics = tuple(sorted(set(topic_names)))
    reach = np.array(_reaches(table, spread, faults))
    parent, orphans, own = _parents(whole, table, spread, time, faults)
    generation, root = _descent(parent, table.lines, faults)
    faults.stop()
    ids = _cells(table, spread, "id")
    word = np.array([name_key(i) for i in ids], dtype=np.uint64) if "id" in spread.columns else np.arange(size)
    return Rows(
        time=time,
        channel=channel,
        topic=np.array([topics.index(name) for name in topic_names]),
        kind=kind,
        reach=reach,
        parent=parent,
        root=root,
        generation=generation,
        key=mix64(name_key("trace"), word),
        topics=topics,
        notes=tuple(_notes(Path(spread.file).name, table, time, orphans, own)),
    )


def _filtered(table: Table, where: dict[str, list[str]]) -> Table:
    kept = list(range(len(table.rows)))
    for name, allowed in where.items():
        cells = table.column(name)
        kept = [row for row in kept if cells[row] in allowed]
    return Table(table.header, [table.rows[row] for row in kept], [table.lines[row] for row in kept])


def _cells(table: Table, spread: Trace, column: Column) -> list[str]:
    """The cells of what `columns` calls `column`; all empty where it is not listed."""
    name = spread.columns.get(column)
    return table.column(name) if name is not None else [""] * len(table.rows)


def _words(
    table: Table, spread: Trace, column: Column, *, default: str | None, known: Sequence[str], faults: Faults
) -> IntArray:
    """Indices in `known` of a column's cells; -1 for an empty kind without a default."""
    renamed = spread.channels_map if column == "channel" else {}
    index = {name: i for i, name in enumerate(known)}
    found = []
    for line, cell in zip(table.lines, _cells(table, spread, column)):
        word = renamed.get(cell, cell) or default
        if word is None and column == "channel":
            faults.add(line, "the channel is missing, and the trace has none for all rows")
        elif word is not None and word not in index:
            hint = "; channels_map renames" if column == "channel" else ""
            faults.add(line, f"no {column} '{word}'; the scenario has {one_of(known)}{hint}{did_you_mean(word, known)}")
        found.append(index.get(word, -1) if word is not None else -1)
    return np.array(found)


def _times(table: Table, spread: Trace, clock: WallClock, horizon: float, faults: Faults) -> FloatArray:
    read, cells = _time_reader(spread, clock), _cells(table, spread, "time")
    times = []
    for line, cell in zip(table.lines, cells):
        time = 0.0
        try:
            if not cell:
                raise ValueError("the time is missing")
            time = tick(read(cell))
        except (ValueError, OverflowError) as error:
            faults.add(line, str(error))
        times.append(time)
    found = np.array(times)
    # One line for all that are outside: it names the furthest, so that the next try can hold them all.
    for beyond, where in (
        (-found, "before the start{}; shift it with origin"),
        (found - horizon, f"after the horizon of {format_duration(horizon)}{{}}; lengthen the horizon or drop the row"),
    ):
        row, rows = int(np.argmax(beyond)), int(np.sum(beyond > 0))
        if rows:
            told = where.format(f", the furthest of {rows} rows" if rows > 1 else "")
            faults.add(table.lines[row], f"the time {cells[row]} is {format_duration(float(beyond[row]))} {told}")
    return found


def _time_reader(spread: Trace, clock: WallClock) -> Callable[[str], float]:
    """Return the function from a cell to minutes since the start; it raises ValueError with the whole message."""
    if spread.time_format == "iso":
        zero = _iso_minute(str(spread.origin), clock) if spread.origin is not None else 0.0
        return lambda cell: _iso_minute(cell, clock) - zero
    if spread.time_format == "clock":
        return lambda cell: _clock_minute(cell, clock)
    unit, origin = _MINUTES[spread.time_format], float(spread.origin or 0)
    return lambda cell: (_number(cell, "time") - origin) * unit


def _number(cell: str, noun: str) -> float:
    if not _NUMBER.fullmatch(cell):
        raise ValueError(f"the {noun} '{cell[:40]}' is not a number")
    value = float(cell)
    if not math.isfinite(value):
        raise ValueError(f"the {noun} '{cell[:40]}' is too large")
    return value


def _iso_minute(cell: str, clock: WallClock) -> float:
    try:
        moment = datetime.fromisoformat(cell)
    except ValueError:
        raise ValueError(f"the time '{cell[:40]}' is no date and time; write it as 2018-04-17 11:20:00") from None
    if moment.tzinfo is None:
        return clock.minute(moment)
    return (moment - clock.start) / timedelta(minutes=1)


def _clock_minute(cell: str, clock: WallClock) -> float:
    match = _CLOCK.fullmatch(cell)
    if match is None:
        raise ValueError(f"the time '{cell[:40]}' is no clock time; write HH:MM or HH:MM:SS")
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return clock.minute(clock.midnight + timedelta(hours=hours, minutes=minutes, seconds=seconds))


def _reaches(table: Table, spread: Trace, faults: Faults) -> list[float]:
    reaches = []
    for line, cell in zip(table.lines, _cells(table, spread, "reach")):
        reach = math.nan
        try:
            reach = _number(cell, "reach") if cell else math.nan
        except ValueError as error:
            faults.add(line, str(error))
        if reach < 0:
            faults.add(line, f"the reach {cell} is negative")
        reaches.append(reach)
    return reaches


def _parents(whole: Table, table: Table, spread: Trace, time: FloatArray, faults: Faults) -> tuple[IntArray, int, int]:
    """Return each row's parent as an index (-1 for none).

    Also returned: how many parents the filter took away, and how many rows are their own parents, as many collections
    of threads write the first post of each.
    """
    parent = np.full(len(table.rows), -1)
    if "id" not in spread.columns:
        return parent, 0, 0
    known, index, orphans, own = set(_cells(whole, spread, "id")), dict[str, int](), 0, 0
    for row, (line, cell) in enumerate(zip(table.lines, _cells(table, spread, "id"))):
        if not cell:
            faults.add(line, "the id is missing")
        elif cell in index:
            faults.add(line, f"the id '{cell}' is that of line {table.lines[index[cell]]} too")
        index.setdefault(cell, row)
    for row, (line, cell) in enumerate(zip(table.lines, _cells(table, spread, "parent"))):
        if cell and index.get(cell) == row:
            own += 1
        elif cell and cell in index:
            parent[row] = index[cell]
            if time[index[cell]] > time[row]:
                faults.add(line, f"the parent '{cell}' (line {table.lines[index[cell]]}) is later than its child")
        elif cell in known:
            orphans += bool(cell)
        elif cell:
            faults.add(line, f"no row has the id '{cell}' of this row's parent; leave the cell empty if it is unknown")
    return parent, orphans, own


def _descent(parent: IntArray, lines: Sequence[int], faults: Faults) -> tuple[IntArray, IntArray]:
    """Return generation and root of each row; one pass up each line of parents, each row visited once."""
    above = parent.tolist()
    generation, root = [-1] * len(above), list(range(len(above)))
    for row in range(len(above)):
        path = []
        at = row
        while generation[at] < 0 and above[at] >= 0:
            generation[at] = 0  # visited; a second visit on this path means a circle
            path.append(at)
            at = above[at]
            if generation[at] == 0 and at in path:
                faults.add(lines[at], "this row is its own ancestor")
                return np.array(generation), np.array(root)
        generation[at] = max(generation[at], 0)
        for step in reversed(path):
            generation[step] = generation[at] + 1
            root[step] = root[at]
            at = step
    return np.array(generation), np.array(root)


def _notes(file: str, table: Table, time: FloatArray, orphans: int, own: int) -> list[str]:
    duplicates = len(table.rows) - len(set(map(tuple, table.rows)))
    return [
        f"{file}: {len(table.rows)} mentions replayed as they happened; backfires do nothing (envelope 1)",
        *counted(int(np.sum(time[1:] < time[:-1])), "earlier than the row before; all were sorted by time"),
        *counted(duplicates, "equal to an earlier one in every cell; all were kept"),
        *counted(orphans, "with a parent that 'where' left out, taken as immigrants"),
        *counted(own, "with itself as parent, taken as immigrants"),
    ]
