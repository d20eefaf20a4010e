"""A CSV file as text columns, read with suspicion: every fault at once, each with its line.

The file may be anything that a person saved: another encoding, another separator, a picture. Nothing is guessed and
nothing is skipped in silence.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from sim.errors import TraceError, did_you_mean
from sim.fields import one_of

LARGEST_FILE = 200_000_000
LARGEST_REPORT = 20


@dataclass
class Faults:
    """The faults of one file; equal messages are told once, at their first line."""

    file: str
    found: dict[str, list[int]] = field(default_factory=dict)

    def add(self, line: int, message: str) -> None:
        """Note a fault at a line; line 0 is the file as a whole."""
        self.found.setdefault(message, []).append(line)

    def stop(self) -> None:
        """Raise the faults noted so far, if there are any.

        Raises:
            TraceError: With at most `LARGEST_REPORT` lines and the number of the others.
        """
        told = sorted((lines[0], len(lines) - 1, message) for message, lines in self.found.items())
        texts = [
            f"{self.file}{f':{line}' if line else ''}: {message}" + (f" (and {more} more like it)" if more else "")
            for line, more, message in told
        ]
        if len(texts) > LARGEST_REPORT:
            texts[LARGEST_REPORT:] = [f"{self.file}: and {len(texts) - LARGEST_REPORT} more faults"]
        if texts:
            raise TraceError(texts)


@dataclass(frozen=True)
class Table:
    """The rows of a CSV file; `lines` has the line in the file on which each row begins."""

    header: list[str]
    rows: list[list[str]]
    lines: list[int]

    def column(self, name: str) -> list[str]:
        """Return the cells of one column, without blanks around them."""
        at = self.header.index(name)
        return [row[at].strip() for row in self.rows]


def read_table(path: Path, faults: Faults, needed: Collection[str]) -> Table:
    """Return the table in a file, after making sure that it has the columns `needed`.

    Raises:
        TraceError: With every fault found in the file's form.
    """
    text = _text(path, faults)
    faults.stop()
    header, rows, lines = _records(text, faults)
    if not header:
        faults.add(0, "the file is empty; a trace needs a first line with the names of its columns")
    faults.stop()
    for name in dict.fromkeys(needed):
        if header.count(name) != 1:
            faults.add(1, _column_fault(name, header))
    if not rows:
        faults.add(0, "the file has no rows after its first line")
    faults.stop()
    return Table(header, rows, lines)


def _column_fault(name: str, header: list[str]) -> str:
    if name in header:
        return f"two columns are called '{name}'"
    hint = did_you_mean(name, header)
    if len(header) == 1 and any(mark in header[0] for mark in ";\t"):
        hint = "; columns must be separated by commas"
    return f"no column '{name}'; the file has {one_of(header)}{hint}"


def _text(path: Path, faults: Faults) -> str:
    try:
        if not path.is_file():
            faults.add(0, "there is a folder here, not a file" if path.is_dir() else "there is no such file")
            return ""
        size = path.stat().st_size
        if size > LARGEST_FILE:
            faults.add(0, f"the file has {size / 1e6:.0f} MB; the most is {LARGEST_FILE / 1e6:.0f} MB")
            return ""
        data = path.read_bytes()
    except OSError as error:
        faults.add(0, f"the file cannot be read ({error.strerror})")
        return ""
    if (at := data.find(b"\0")) >= 0:
        faults.add(data.count(b"\n", 0, at) + 1, "there is a NUL byte here; save the file as plain text (CSV, UTF-8)")
        return ""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        faults.add(line, f"byte 0x{data[error.start]:02x} is not UTF-8; save the file as CSV in UTF-8")
        return ""


def _records(text: str, faults: Faults) -> tuple[list[str], list[list[str]], list[int]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] = []
    rows: list[list[str]] = []
    lines: list[int] = []
    line = 1
    try:
        for row in reader:
            if not header:
                header = [name.strip() for name in row]
            elif row and len(row) != len(header):
                faults.add(line, f"{len(row)} cells; the first line has {len(header)}")
            elif row:
                rows.append(row)
                lines.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        faults.add(line, f"this row is no CSV ({error})")
    return header, rows, lines
