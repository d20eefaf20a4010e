"""A list of events as its author keeps it, read whole: every row of the file is a row of the result."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sim.errors import SpecError
from sim.msel.assembly import Assembler
from sim.msel.csv_file import read_csv
from sim.msel.errors import MselError
from sim.msel.headings import EXTRA, check_mapping, find_header, headings_of, is_own, map_headings
from sim.msel.inference import infer
from sim.msel.json_text import read_json
from sim.msel.notes import Notes, Repair
from sim.msel.row import MselRow
from sim.msel.table import LARGEST_FILE, Line, Table, place
from sim.msel.timeline import lay_out, parse_order, parse_start
from sim.msel.titles import day_of, title_of
from sim.msel.trees import table_of
from sim.msel.vocabulary import normalise
from sim.msel.xlsx_file import Workbook, read_xlsx
from sim.spec import data, read

SUFFIXES = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".xlsx": "xlsx", ".xlsm": "xlsx", ".json": "json"}
SUFFIXES |= {".yaml": "yaml", ".yml": "yaml"}
KEPT = "kept as extra"


@dataclass(frozen=True)
class Held:
    """A row without a usable time: its place, its number and why it is held."""

    place: str
    number: str
    reason: str


@dataclass(frozen=True)
class Reading:
    """What was found in a file, and what was done to it.

    Attributes:
        file: Name of the file.
        rows: One row for each row of the file that carries any text, in its order.
        mapping: Each heading with the column that it fills, or `kept as extra`.
        repairs: What was mended, once a kind.
        held: The rows without a usable time, each with its reason.
        rows_in: Rows of the file with any text, below the headings; entirely empty rows do not count.
        start: What minute 0 means.
        forms: Each way in which times are written, with its count and first example.
        options: For each row that offers a choice, its number and the options.
        sheet: Name of the sheet; empty where a file has none.
        header_row: Row of the headings; None if there is none.
        title: The first text above the headings; empty if there is none.
    """

    file: str
    rows: tuple[MselRow, ...]
    mapping: tuple[tuple[str, str], ...]
    repairs: tuple[Repair, ...]
    held: tuple[Held, ...]
    rows_in: int
    start: str
    forms: dict[str, tuple[int, str]]
    options: tuple[tuple[str, tuple[str, ...]], ...]
    sheet: str = ""
    header_row: int | None = None
    title: str = ""

    @property
    def rows_out(self) -> int:
        """How many rows there are; always as many as went in."""
        return len(self.rows)


def read_msel(
    path: str | Path,
    *,
    sheet: str | int | None = None,
    mapping: Mapping[str, str] | None = None,
    start: str | None = None,
    date_order: str | None = None,
) -> Reading:
    """Return the events of a CSV, XLSX, JSON or YAML file.

    Args:
        path: The file.
        sheet: Name of a sheet, or its number from 1; without it the sheet with the best headings.
        mapping: Heading -> column, over what the headings say by themselves; `extra` keeps a column as it is.
        start: What minute 0 means, `09:30` or `2026-03-03 09:30`; without it the earliest time that is read.
        date_order: `dmy` or `mdy` for dates such as 03/04/2026; without it the sheet's own dates tell.

    Raises:
        MselError: If the file cannot be read, holds no list of events, breaks a limit, or an argument names
            something unknown; the text has the place and what to do.
    """
    path = Path(path)
    if start is not None:
        parse_start(start)
    parse_order(date_order)
    table = _table(path, sheet, mapping)
    return _read(table, _columns(table, mapping or {}), start, date_order)


def _read(table: Table, columns: tuple[str, ...], start: str | None, date_order: str | None) -> Reading:
    """The rows of a table, and what was done to it."""
    notes = Notes()
    for sentence in table.said:
        notes.add(sentence, "")
    parts = Assembler(table, columns, notes).parts()
    if start is None and table.start:
        start = table.start
        notes.add(f"minute 0 is {start}, by the sheet 'Exercise'", "")
    times, titled = [each.times for each in parts], day_of(table.above, parse_order(date_order) or "dmy")
    timeline = lay_out(times, notes, start=start, order=date_order, own=table.own, titled=titled)
    laid = zip(parts, timeline.minutes, timeline.loose, strict=True)
    rows = tuple(each.row(minutes, loose=loose and minutes is not None) for each, minutes, loose in laid)
    held = tuple(
        Held(row.place, row.number, _reason(table, line, timeline.reasons[index]))
        for index, (row, line) in enumerate(zip(rows, table.lines, strict=True))
        if row.scenario_time is None
    )
    assert len(rows) == len(table.lines), "a row was lost"
    return Reading(
        table.file,
        rows,
        tuple((h, KEPT if c == EXTRA else c) for h, c in zip(table.headings, columns, strict=True)),
        notes.repairs(),
        held,
        len(table.lines),
        timeline.start,
        timeline.forms,
        tuple((row.number, row.options) for row in rows if row.options),
        table.sheet,
        table.header_row,
        title_of(table.above),
    )


def _reason(table: Table, line: Line, reason: str) -> str:
    return table.reasons.get(line.number, reason) if reason == "no time" else reason


def _table(path: Path, sheet: str | int | None, mapping: Mapping[str, str] | None) -> Table:
    content = _content(path)
    kind = "xlsx" if content[:4] == b"PK\x03\x04" else SUFFIXES.get(path.suffix.casefold())
    if kind == "xlsx":
        book = read_xlsx(content, path.name, sheet=sheet, mapping=mapping)
        return _grid(path.name, book, mapping)
    if kind == "json":
        return table_of(read_json(content, path.name), path.name, sheet=sheet)
    if kind == "yaml":
        try:
            return table_of(data(read(path, name=path.name)), path.name, sheet=sheet)
        except MselError:
            raise
        except SpecError as error:
            raise MselError(error.faults) from error
    if kind == "csv":
        lines, said = read_csv(content, path.name)
        return _grid(path.name, Workbook("", lines, said), mapping)
    known = ", ".join(SUFFIXES)
    old = "; save an old Excel file as .xlsx" if path.suffix.casefold() == ".xls" else ""
    raise MselError([f"{path.name}: '{path.suffix}' is no kind of file that is read; allowed are {known}{old}"])


def _content(path: Path) -> bytes:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            kind = "is a folder; name a file" if stat.S_ISDIR(found.st_mode) else "is not a regular file"
            raise MselError([f"{path}: {kind}"])
        if found.st_size > LARGEST_FILE:
            fault = f"{path.name}: {found.st_size:,} bytes; a list may have {LARGEST_FILE:,}"
            raise MselError([fault])
        return path.read_bytes()
    except FileNotFoundError as error:
        raise MselError([f"{path}: there is no such file"]) from error
    except (OSError, ValueError) as error:
        reason = str(getattr(error, "strerror", None) or error).lower()
        raise MselError([f"{path}: cannot be read ({reason})"]) from error


def _grid(file: str, book: Workbook, mapping: Mapping[str, str] | None) -> Table:
    """The table in the lines of a sheet: what is below the header row, or all of it without one."""
    sheet, lines, said = book.sheet, book.lines, book.said
    filled = [line for line in lines if not line.empty]
    if not filled:
        raise MselError([f"{place(file, sheet, 'the list')}: holds no text"])
    header = find_header(filled, mapping)
    if header is None:
        return _headless(file, sheet, filled, said)
    below = [line for line in filled if line.number > header.line.number]
    above = [line for line in filled if line.number < header.line.number]
    if above:
        said.append(f"rows above the headings, row {header.line.number}, are titles and no events: {len(above)}")
    headings = headings_of(header.line, [header.line, *below])
    row = header.line.number
    own = is_own(headings)
    return Table(file, sheet, headings, below, row, said=tuple(said), own=own, above=above, start=book.start)


def _headless(file: str, sheet: str, lines: list[Line], said: list[str]) -> Table:
    headings = headings_of(None, lines)
    found, why = infer(lines, len(headings))
    if not found:
        faults = (
            "no row of headings was found and no column of times; name the columns in the first row, "
            "or map its headings with --map heading=column"
        )
        raise MselError([f"{place(file, sheet, 'the list')}: {faults}"])
    fixed = tuple(found.get(index, EXTRA) for index in range(len(headings)))
    return Table(file, sheet, headings, lines, said=(*said, *why), fixed=fixed)


def _columns(table: Table, mapping: Mapping[str, str]) -> tuple[str, ...]:
    chosen = check_mapping(mapping, table.headings, table.file)
    if table.fixed is not None:
        return tuple(chosen.get(normalise(h), c) for h, c in zip(table.headings, table.fixed, strict=True))
    return map_headings(table.headings, chosen, own=table.own)
