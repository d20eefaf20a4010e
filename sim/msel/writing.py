"""A list of events written for people: CSV or XLSX, whole or not at all, and never a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from sim.errors import ResultsError, did_you_mean
from sim.files import write_file
from sim.msel.csv_file import escape
from sim.msel.errors import MselError
from sim.msel.layouts import Layout, columns_of
from sim.msel.row import MselRow
from sim.msel.table import CONTROL, LONGEST_TEXT, MOST_ROWS, letter
from sim.msel.xlsx_file import openpyxl_package

EXERCISE = (
    "name",
    "type",
    "date",
    "version",
    "last revised",
    "point of contact",
    "start clock",
    "time zone",
    "factor",
    "seed",
    "organisation",
    "handling mark",
)
LONGEST_CELL = 32_767
_WIDE = {"message": 60, "description": 60, "expected_action": 40, "expected participant response": 40, "notes": 40}
_ILLEGAL = "\ufffd"


def write_msel(
    rows: Sequence[MselRow],
    path: str | Path,
    *,
    columns: Layout = "full",
    exercise: Mapping[str, str] | None = None,
    overwrite: bool = False,
) -> None:
    """Write a list of events as CSV or XLSX, by the suffix; the file is there whole or not at all.

    `full` reads back to the same rows but for `time_text` and `place`, which tell where a row was read. Control
    characters, which neither kind of file can hold, are written as U+FFFD.

    Args:
        rows: The events, in the order in which they shall stand.
        path: The file to write.
        columns: `full` for our 24 columns, the seven of the drill if any is filled, and every extra one; `hseep`,
            `standard` and `mitre` for the ten, thirteen and ten columns of those templates; `hseep` adds the seven of
            the drill if any is filled.
        exercise: What the second sheet of an XLSX says of the exercise, by the names in `EXERCISE`; a CSV has none.
            With a start clock the times of `hseep` are clock times.
        overwrite: Whether a file that is there is replaced.

    Raises:
        MselError: If the file is there, cannot be written, or a text is longer than the kind of file can hold.
        ValueError: If the layout or a name in `exercise` is unknown.
    """
    path = Path(path)
    _check_call(path, columns, exercise or {}, overwrite=overwrite)
    shown = columns_of(columns, rows, (exercise or {}).get("start clock", ""))
    headings = [_clean(heading) for heading, _ in shown]
    cells = [[_clean(cell(row)) for _, cell in shown] for row in rows]
    if path.suffix.casefold() == ".csv":
        _check(headings, cells, path, LONGEST_TEXT, "")
        content = _csv(headings, cells)
    else:
        _check(headings, cells, path, LONGEST_CELL, "; write a .csv, which holds it")
        content = _xlsx(headings, cells, exercise or {})
    try:
        write_file(path, content)
    except ResultsError as error:
        raise MselError([str(error)]) from error


def _check_call(path: Path, columns: str, exercise: Mapping[str, str], *, overwrite: bool) -> None:
    if columns not in get_args(Layout):
        layouts = get_args(Layout)
        raise ValueError(f"'{columns}' is no layout{did_you_mean(columns, layouts)}; one of {', '.join(layouts)}")
    for name in exercise:
        if name not in EXERCISE:
            known = ", ".join(EXERCISE)
            raise ValueError(f"'{name}' is no fact of an exercise{did_you_mean(name, EXERCISE)}; they are {known}")
    if path.suffix.casefold() not in {".csv", ".xlsx"}:
        raise MselError([f"{path.name}: '{path.suffix}' is not written; the name ends in .csv or .xlsx"])
    if path.exists() and not overwrite:
        raise MselError([f"{path}: is there already; choose another name, or allow it to be replaced"])


def _clean(text: str) -> str:
    return CONTROL.sub(_ILLEGAL, text.replace("\r\n", "\n").replace("\r", "\n"))


def _check(headings: list[str], cells: list[list[str]], path: Path, longest: int, instead: str) -> None:
    faults = [
        f"{path.name}, row {number}, column {letter(index)} ({headings[index]}): a text of {_length(text):,} "
        f"characters; a cell holds {longest:,}{instead}"
        for number, texts in enumerate(cells, start=2)
        for index, text in enumerate(texts)
        if len(text) > longest // 2 and _length(text) > longest
    ]
    if len(cells) > MOST_ROWS:
        faults.append(f"{path.name}: {len(cells):,} rows; a list has at most {MOST_ROWS:,}")
    if faults:
        raise MselError(faults[:20])


def _length(text: str) -> int:
    # A workbook counts in UTF-16: an emoji is two.
    return len(text.encode("utf-16-le")) // 2


def _csv(headings: list[str], cells: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([escape(heading) for heading in headings])
    writer.writerows([escape(cell) for cell in row] for row in cells)
    # With a byte order mark spreadsheet programs take the file for UTF-8.
    return text.getvalue().encode("utf-8-sig")


def _xlsx(headings: list[str], cells: list[list[str]], exercise: Mapping[str, str]) -> bytes:
    openpyxl = openpyxl_package()
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "MSEL"
    for number, texts in enumerate([headings, *cells], start=1):
        for index, text in enumerate(texts, start=1):
            _put(openpyxl, sheet, number, index, text, bold=number == 1)
    for index, heading in enumerate(headings, start=1):
        longest = max((len(row[index - 1]) for row in cells), default=0)
        width = _WIDE.get(heading.casefold(), min(max(longest + 2, len(heading) + 4, 8), 30))
        sheet.column_dimensions[openpyxl.utils.get_column_letter(index)].width = width
    sheet.freeze_panes = "A2"
    about = book.create_sheet("Exercise")
    for number, name in enumerate(EXERCISE, start=1):
        _put(openpyxl, about, number, 1, name, bold=True)
        _put(openpyxl, about, number, 2, _clean(str(exercise.get(name, ""))))
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 20, 60
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _put(openpyxl: Any, sheet: Any, row: int, column: int, text: str, *, bold: bool = False) -> None:
    """Write one text; whatever it begins with, it is text to every program, also after it is edited."""
    if not text:
        return
    cell = sheet.cell(row, column)
    cell.value = text
    # The package takes what begins with '=' for a formula and '#N/A' for an error.
    cell.data_type = "s"
    cell.alignment = openpyxl.styles.Alignment(wrap_text=True, vertical="top")
    if bold:
        cell.font = openpyxl.styles.Font(bold=True)
    if escape(text) != text:
        cell.quotePrefix = True
