"""Workbooks: the sheet that looks most like a list of events, by the values that its program stored.

Nothing of a workbook is run or fetched: formulas give the value that was saved with them, links are not followed.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.errors import did_you_mean
from sim.msel.errors import MselError
from sim.msel.headings import LOOK, find_header
from sim.msel.table import MOST_ROWS, Line, check_lines, letter, place, text_of

LARGEST_UNPACKED = 200_000_000
_DECLARED = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_FORMULA = re.compile(rb"<f[ >/]")


@dataclass(frozen=True)
class Workbook:
    """The sheet that was chosen, its lines, a sentence for each choice, and the start by the sheet *Exercise*."""

    sheet: str
    lines: list[Line]
    said: list[str]
    start: str = ""


def openpyxl_package() -> Any:
    """Return the package that reads and writes workbooks.

    Raises:
        MselError: If it is not installed.
    """
    try:
        import openpyxl
    except ImportError as error:
        fault = "XLSX files need the package openpyxl; install it with: pip install 'tocsin[drill]'"
        raise MselError([fault]) from error
    return openpyxl


def read_xlsx(content: bytes, file: str, *, sheet: str | int | None, mapping: Mapping[str, str] | None) -> Workbook:
    """Return the lines of one sheet.

    Args:
        content: The file.
        file: Its name, for messages.
        sheet: Name of the sheet, or its number from 1; without it the sheet with the best header.
        mapping: Headings that the user knows, which count as known in the choice.

    Raises:
        MselError: If it is no workbook, has no such sheet, or breaks a limit.
    """
    openpyxl = openpyxl_package()
    formulas = _check_zip(content, file)
    try:
        with warnings.catch_warnings():
            # Remarks on styles and validations that are not read.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            chosen, said = _choose(book, file, sheet, mapping)
            lines = _lines(chosen, file)
            start = _start(book, chosen.title)
            if formulas:
                said += _never_calculated(openpyxl, content, chosen.title, lines)
    except MselError:
        raise
    except Exception as error:  # the package raises whatever the parsers below it raise
        raise MselError([f"{file}: cannot be read as a workbook ({type(error).__name__}: {error})"]) from error
    check_lines([line for line in lines if not line.empty], file, chosen.title)
    return Workbook(chosen.title, lines, said, start)


def _check_zip(content: bytes, file: str) -> bool:
    """Refuse archives that unpack to too much or declare entities; return whether a sheet has formulas."""
    if content[:4] == b"\xd0\xcf\x11\xe0":
        raise MselError([f"{file}: an old or password-protected Excel file; save it as .xlsx without a password"])
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            size = sum(member.file_size for member in members)
            if size > LARGEST_UNPACKED:
                fault = f"{file}: unpacks to {size:,} bytes; a workbook may unpack to {LARGEST_UNPACKED:,}"
                raise MselError([fault])
            formulas = False
            for member in members:
                if not member.filename.endswith((".xml", ".rels")):
                    continue
                text = archive.read(member)
                if _DECLARED.search(text[:4000]):
                    raise MselError([f"{file}: {member.filename} declares a document type; no workbook program does"])
                formulas |= "worksheets/" in member.filename and _FORMULA.search(text) is not None
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError) as error:
        raise MselError([f"{file}: is not an XLSX workbook, or is damaged ({error})"]) from error
    except Exception as error:
        if isinstance(error, MselError):
            raise
        raise MselError([f"{file}: is damaged ({error})"]) from error
    return formulas


def _choose(book: Any, file: str, sheet: str | int | None, mapping: Mapping[str, str] | None) -> tuple[Any, list[str]]:
    sheets = list(book.worksheets)
    if not sheets:
        raise MselError([f"{file}: has no sheet with cells"])
    names = [each.title for each in sheets]
    listed = ", ".join(f"{number} '{name}'" for number, name in enumerate(names, start=1))
    if sheet is not None:
        index = _index(sheet, names)
        if index is None:
            near = did_you_mean(str(sheet), names)
            raise MselError([f"{file}: no sheet '{sheet}'{near}; the sheets are {listed}"])
        return sheets[index], []
    if len(sheets) == 1:
        return sheets[0], []
    ranked = [(_score(each, mapping), -number) for number, each in enumerate(sheets)]
    chosen = -max(ranked)[1]
    others = ", ".join(f"'{name}'" for number, name in enumerate(names) if number != chosen)
    return sheets[chosen], [f"sheet '{names[chosen]}' has the best headings and was read; not read: {others}"]


def _index(sheet: str | int, names: list[str]) -> int | None:
    if isinstance(sheet, str) and sheet in names:
        return names.index(sheet)
    text = str(sheet)
    if text.isdecimal() and 1 <= int(text) <= len(names):
        return int(text) - 1
    folded = [name.casefold().strip() for name in names]
    return folded.index(text.casefold().strip()) if folded.count(text.casefold().strip()) == 1 else None


def _score(sheet: Any, mapping: Mapping[str, str] | None) -> tuple[bool, int, bool]:
    """Visible before hidden, then how many of our columns the header names, then whether there is anything at all."""
    sheet.reset_dimensions()
    top: list[Line] = []
    for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        line = Line(number, tuple(values))
        if not line.empty:
            top.append(line)
        if len(top) == LOOK or number > 10 * LOOK:
            break
    header = find_header(top, mapping)
    return sheet.sheet_state == "visible", header.score if header is not None else 0, bool(top)


def _lines(sheet: Any, file: str) -> list[Line]:
    """All rows that have a value; what a format alone stretches the sheet to is not counted."""
    sheet.reset_dimensions()
    lines: list[Line] = []
    for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        width = len(values)
        while width and values[width - 1] is None:
            width -= 1
        if width:
            lines.append(Line(number, tuple(values[:width])))
        if len(lines) > 3 * MOST_ROWS:
            where = place(file, sheet.title, "the list")
            raise MselError([f"{where}: more than {MOST_ROWS:,} rows, the most that a list may have"])
    return lines


def _start(book: Any, chosen: str) -> str:
    """What minute 0 means by the second sheet of a workbook of ours: a clock time, with its date if there is one."""
    sheet = next((each for each in book.worksheets if each.title == "Exercise" and each.title != chosen), None)
    if sheet is None:
        return ""
    sheet.reset_dimensions()
    facts = {}
    for values in sheet.iter_rows(max_row=LOOK, max_col=2, values_only=True):
        if len(values) == 2:
            facts[text_of(values[0])] = text_of(values[1])
    # Whoever edits the sheet may make a cell of time or date of it: seconds, and midnight behind the date.
    clock = re.match(r"(?:[01]?\d|2[0-3]):[0-5]\d", facts.get("start clock", ""))
    day = re.match(r"\d{4}-\d{2}-\d{2}", facts.get("date", ""))
    if clock is None:
        return ""
    return f"{day.group()} {clock.group()}" if day is not None else clock.group()


def _never_calculated(openpyxl: Any, content: bytes, title: str, lines: list[Line]) -> list[str]:
    """A sentence for formulas that no program has calculated: their cells are empty and would be lost in silence."""
    known = {line.number: line.cells for line in lines}
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    book[title].reset_dimensions()
    found = []
    for number, values in enumerate(book[title].iter_rows(values_only=True), start=1):
        for index, value in enumerate(values):
            if isinstance(value, str) and value.startswith("="):
                cells = known.get(number, ())
                if index >= len(cells) or not text_of(cells[index]):
                    found.append(f"{letter(index)}{number}")
    if not found:
        return []
    first = ", ".join(found[:3])
    said = f"{len(found):,} formulas of sheet '{title}' have no stored value and are read as empty ({first})"
    return [f"{said}; open and save the workbook in a spreadsheet program to calculate them"]
