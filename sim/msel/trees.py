"""Lists of events that are trees, JSON or YAML: which of the known kinds a file is, and its events as a table.

A tree is read where it is plain which of its fields is which of our columns; every other field is kept as extra.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sim.errors import did_you_mean
from sim.msel.branching import read_cexf, read_crisis_decisions, read_iceberg
from sim.msel.errors import MselError
from sim.msel.headings import field_of, is_own
from sim.msel.table import Cell, Line, Table, check_lines, one_line


def table_of(tree: Any, file: str, *, sheet: str | int | None) -> Table:
    """Return the events of a tree under their headings.

    Raises:
        MselError: If the tree holds no events, is of a kind that is not read, or breaks a limit.
    """
    if isinstance(tree, list):
        table = _entries(tree, file, "")
    elif not isinstance(tree, dict):
        raise MselError([f"{file}: holds a single value, no list of events"])
    elif _is_workbook(tree):
        table = _workbook(tree, file, sheet)
    elif "inject_flow" in tree or "inject_payloads" in tree:
        table = _beside(read_cexf(tree, file), tree, {"injects", "inject_flow", "inject_payloads"})
    elif isinstance(tree.get("timeline"), list):
        table = _beside(read_crisis_decisions(tree, file), tree, {"timeline"})
    elif isinstance(tree.get("injects"), list) and _branches(tree["injects"]):
        table = _beside(read_iceberg(tree, file), tree, {"injects", "participant_teams", "start_inject_id"})
    else:
        table = _other(tree, file)
    check_lines(table.lines, file, table.sheet)
    return table


def _beside(table: Table, tree: Mapping[str, Any], used: set[str]) -> Table:
    """The table, with a sentence on the fields of the file that are no events."""
    others = ", ".join(f"'{one_line(key, 30)}'" for key in tree if key not in used)
    return replace(table, said=(*table.said, f"fields beside the events were not read: {others}")) if others else table


def _branches(injects: Sequence[Any]) -> bool:
    keys = {"content", "target_teams", "options", "release_at_minutes"}
    return any(isinstance(each, dict) and len(keys & each.keys()) >= 2 for each in injects)


def _other(tree: Mapping[str, Any], file: str) -> Table:
    if "exercise_information" in tree and not tree.get("exercise_injects"):
        raise MselError([f"{file}: an OpenAEV exercise with its teams and people, without any injects to read"])
    if "DataFields" in tree or "Msels" in tree:
        raise MselError([f"{file}: Blueprint data that defines columns, no list of events; export the MSEL as XLSX"])
    lists = {
        key: value
        for key, value in tree.items()
        if isinstance(value, list) and value and all(isinstance(each, dict) for each in value)
    }
    scored = sorted(((len(_known(value)), key) for key, value in lists.items()), reverse=True)
    if scored and scored[0][0] >= 2:
        key = scored[0][1]
        return _beside(_entries(lists[key], file, "", said=(f"the events are the list '{key}'",)), tree, {key})
    keys = ", ".join(f"'{one_line(key, 30)}'" for key in list(tree)[:12])
    raise MselError([f"{file}: no list of events was found in it; its fields are {keys or 'none'}"])


def _known(entries: Sequence[Mapping[str, Any]]) -> set[str]:
    return {field for each in entries[:30] for key in each if (field := field_of(key)) is not None}


def _entries(entries: Sequence[Any], file: str, sheet: str, *, said: tuple[str, ...] = ()) -> Table:
    """A list of flat objects, each an event."""
    faults = [
        f"{file}, entry {number}: is no object with fields"
        for number, each in enumerate(entries, start=1)
        if not isinstance(each, dict)
    ]
    if faults:
        raise MselError(faults[:20])
    headings = tuple(dict.fromkeys(str(key) for each in entries for key in each))
    lines = [
        Line(number, tuple(cell_of(each.get(heading)) for heading in headings))
        for number, each in enumerate(entries, start=1)
    ]
    kept = [line for line in lines if not line.empty]
    if kept and len(_known(entries)) < 2:
        listed = ", ".join(f"'{one_line(heading, 30)}'" for heading in headings[:12])
        raise MselError([f"{file}: no list of events; at least two fields must be known, and found were {listed}"])
    return Table(file, sheet, headings, kept, unit="entry", said=said, own=is_own(headings))


def _is_workbook(tree: Mapping[str, Any]) -> bool:
    return bool(tree) and all(
        isinstance(each, dict) and isinstance(each.get("rows"), list) and isinstance(each.get("columns"), list)
        for each in tree.values()
    )


def _workbook(tree: Mapping[str, Any], file: str, sheet: str | int | None) -> Table:
    """Sheets as objects: `columns` with their headings, and `rows` with the number of each row beside its cells."""
    names = list(tree)
    said: tuple[str, ...] = ()
    if sheet is None:
        ranked = [
            (tree[n].get("state") == "visible", len({field_of(h) for h in _columns(tree[n])} - {None}), -i)
            for i, n in enumerate(names)
        ]
        name = names[-max(ranked)[2]]
        others = ", ".join(f"'{each}'" for each in names if each != name)
        if others:
            said = (f"sheet '{name}' has the best headings and was read; not read: {others}",)
    elif str(sheet) in tree:
        name = str(sheet)
    elif str(sheet).isdecimal() and 1 <= int(sheet) <= len(names):
        name = names[int(sheet) - 1]
    else:
        near, listed = did_you_mean(str(sheet), names), ", ".join(f"'{each}'" for each in names)
        raise MselError([f"{file}: no sheet '{sheet}'{near}; the sheets are {listed}"])
    rows = [row for row in tree[name]["rows"] if isinstance(row, dict)]
    more = [key for row in rows for key in row if key != "row"]
    headings = tuple(dict.fromkeys([*_columns(tree[name]), *more]))
    lines = []
    for index, row in enumerate(rows, start=1):
        number = row.get("row")
        cells = tuple(cell_of(row.get(heading)) for heading in headings)
        lines.append(Line(number if isinstance(number, int) else index, cells))
    header = tree[name].get("header_row")
    kept = [line for line in lines if not line.empty]
    return Table(file, name, headings, kept, header_row=header if isinstance(header, int) else None, said=said)


def _columns(sheet: Mapping[str, Any]) -> list[str]:
    return [str(column.get("heading", "")) for column in sheet["columns"] if isinstance(column, dict)]


def cell_of(value: Any) -> Cell:
    """Return a value of a tree as a cell: lists of short texts as such, anything deeper as JSON."""
    if value is None or isinstance(value, (str, int, float, date)):
        return value
    if isinstance(value, list) and all(isinstance(each, (str, int, float)) for each in value):
        return tuple(text for each in value if (text := " ".join(str(each).split())))
    return json.dumps(value, ensure_ascii=False) if value else None
