"""What every kind of file is brought to before it is understood: lines of cells, each with its place, within limits."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sim.msel.errors import MselError

LARGEST_FILE = 20_000_000
MOST_ROWS = 20_000
MOST_COLUMNS = 1_000
LONGEST_TEXT = 1_000_000

Cell = str | int | float | bool | datetime | date | time | timedelta | tuple[str, ...] | None
# Not printable and not allowed in XML: what a workbook could not hold, plus halves of surrogate pairs.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Line:
    """One row of a sheet as it is in the file; `number` counts as the user's program does, from 1."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def empty(self) -> bool:
        """Whether no cell carries any text."""
        return not any(text_of(cell) for cell in self.cells)


@dataclass(frozen=True)
class Table:
    """The events of one file under their headings.

    Attributes:
        file: Name of the file, for messages.
        sheet: Name of the sheet, empty where a file has none.
        headings: One text a column.
        lines: The events; no line is empty.
        header_row: Row of the headings; None if the file has none.
        unit: What a line is called: row or entry.
        fixed: Where the kind of file settles it, the column of ours for each heading ("" keeps it as extra).
        said: What was settled on the way here, a sentence each, for the list of repairs.
        reasons: By line number, why an event has no time, where the file says so.
        own: Whether we wrote the file: headings are ours, times count from the start.
        above: The rows above the headings, which hold titles.
        start: What minute 0 means, where the file says so beside the list.
    """

    file: str
    sheet: str
    headings: tuple[str, ...]
    lines: Sequence[Line]
    header_row: int | None = None
    unit: str = "row"
    fixed: tuple[str, ...] | None = None
    said: tuple[str, ...] = ()
    reasons: dict[int, str] = field(default_factory=dict)
    own: bool = False
    above: Sequence[Line] = ()
    start: str = ""

    def place(self, line: Line) -> str:
        """Return where a line is, for messages."""
        return place(self.file, self.sheet, f"{self.unit} {line.number}")


def place(file: str, sheet: str, where: str) -> str:
    """Return `plan.xlsx, sheet 'Day 1', row 7`."""
    return f"{file}, sheet '{sheet}', {where}" if sheet else f"{file}, {where}"


def text_of(cell: Cell) -> str:
    """Return a cell as text: whole numbers without a point, dates in ISO form, no outer blanks."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        if "\r" in cell:
            cell = cell.replace("\r\n", "\n").replace("\r", "\n")
        return cell.strip()
    if isinstance(cell, tuple):
        return "\n".join(cell)
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if math.isfinite(cell) and cell == int(cell) and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, (date, time)) else str(cell)


def check_lines(lines: Sequence[Line], file: str, sheet: str = "") -> None:
    """Refuse what is too much to be a list of events.

    Raises:
        MselError: If there are too many rows or columns, or a cell holds more than 1,000,000 characters.
    """
    faults = []
    if len(lines) > MOST_ROWS:
        faults.append(f"{place(file, sheet, 'the list')}: more than {MOST_ROWS:,} rows, the most that a list may have")
    for line in lines:
        if len(line.cells) > MOST_COLUMNS:
            faults.append(
                f"{place(file, sheet, f'row {line.number}')}: {len(line.cells):,} columns; at most {MOST_COLUMNS:,}"
            )
        for index, cell in enumerate(line.cells):
            if isinstance(cell, str) and len(cell) > LONGEST_TEXT:
                faults.append(
                    f"{place(file, sheet, f'row {line.number}')}, column {letter(index)}: a text of {len(cell):,} "
                    f"characters; the longest may have {LONGEST_TEXT:,}"
                )
    if faults:
        raise MselError(faults[:20])


def letter(index: int) -> str:
    """Return the name of a column by its index from 0: A, B, ... Z, AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def one_line(text: object, longest: int = 60) -> str:
    """Return a text on one line, shortened in the middle of nowhere with an ellipsis."""
    words = " ".join(str(text).split())
    return words if len(words) <= longest else words[: longest - 3] + "..."
