"""Comma-separated files as they come: any of four delimiters, three encodings, quoted line breaks."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

from sim.msel.errors import MselError
from sim.msel.headings import find_header
from sim.msel.table import LARGEST_FILE, LONGEST_TEXT, MOST_ROWS, Line, check_lines

DELIMITERS = (",", ";", "\t", "|")
_SEP_LINE = re.compile(r"sep=(.)\r?\n")
# A program that opens the file would take a text that begins like this for a formula.
_ESCAPED = re.compile("'+[=+\\-@\t\r\n＝＋－＠]")
_RISKY = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")


def escape(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: one apostrophe before =, +, -, @, tab or line end."""
    return f"'{text}" if _RISKY.match(text) else text


def unescape(text: str) -> str:
    """Return the text that `escape` was given."""
    return text[1:] if _ESCAPED.match(text) else text


def read_csv(content: bytes, file: str) -> tuple[list[Line], list[str]]:
    """Return the lines of a file and a sentence for each guess that was made.

    Raises:
        MselError: If the text cannot be decoded, a quote is never closed, or a limit is broken.
    """
    text, said = _decode(content, file)
    skipped = 0
    marked = _SEP_LINE.match(text)
    if marked is not None:
        text, skipped, delimiter = text[marked.end() :], 1, marked.group(1)
    else:
        delimiter = _delimiter(text)
    if delimiter != ",":
        said.append(f"the columns are divided by {'tabs' if delimiter == chr(9) else repr(delimiter)}")
    lines = []
    for number, cells in enumerate(_records(text, delimiter, file), start=1 + skipped):
        lines.append(Line(number, tuple(unescape(cell) for cell in cells)))
    check_lines([line for line in lines if not line.empty], file)
    return lines, said


def _decode(content: bytes, file: str) -> tuple[str, list[str]]:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return content.decode("utf-16"), []
        except UnicodeDecodeError as error:
            raise MselError([f"{file}: byte {error.start:,} is not UTF-16; save the file as UTF-8"]) from error
    if content[:2000].count(0) > len(content[:2000]) // 4:
        wide = "utf-16-le" if content[1:2] == b"\0" else "utf-16-be"
        return content.decode(wide, "replace"), [f"the text is read as {wide.upper()}, which it does not say"]
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252"), ["the text is not UTF-8 and was read as Windows-1252; look at the accents"]
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        fault = f"{file}:{line}: this byte is neither UTF-8 nor Windows-1252; save the file as UTF-8"
        raise MselError([fault]) from error


def _records(text: str, delimiter: str, file: str, most: int | None = None) -> list[list[str]]:
    records: list[list[str]] = []
    # The limit of the module is one for the whole process and too low for a long message.
    limit = csv.field_size_limit(LARGEST_FILE)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            records.append(cells)
            if len(records) == most:
                break
            if len(records) > 10 * MOST_ROWS:
                raise MselError([f"{file}: more than {10 * MOST_ROWS:,} lines; at most {MOST_ROWS:,} rows are read"])
    except csv.Error as error:
        place = f"{file}:{max(reader.line_num, 1)}"
        if "unexpected end" in str(error):
            raise MselError([f"{place}: a quote that is opened after row {len(records)} is never closed"]) from error
        raise MselError([f"{place}: this is not a row of columns divided by {delimiter!r} ({error})"]) from error
    finally:
        csv.field_size_limit(limit)
    return records



def _delimiter(text: str) -> str:
    """The delimiter that gives the best header, then the most columns that most rows agree on."""
    best, chosen = (0, 0.0), ","
    sample = text[: LONGEST_TEXT // 2]
    for delimiter in DELIMITERS:
        try:
            records = _records(sample, delimiter, "", 200)
        except MselError:
            records = _plain(sample, delimiter)
        lines = [line for n, cells in enumerate(records, 1) if not (line := Line(n, tuple(cells))).empty]
        header = find_header(lines)
        widths = Counter(len(line.cells) for line in lines)
        width, rows = widths.most_common(1)[0] if widths else (0, 0)
        agreed = rows / len(lines) * min(width, 50) if width > 1 else 0.0
        score = (header.score if header is not None else 0, agreed)
        if score > best:
            best, chosen = score, delimiter
    return chosen


def _plain(sample: str, delimiter: str) -> list[list[str]]:
    """Rows by bare division, for a sample that ends within a quote or holds a stray one."""
    return [row.split(delimiter) for row in sample.splitlines()[:200]]
