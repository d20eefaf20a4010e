"""A table as CSV that every spreadsheet program opens as text: UTF-8 with a mark, and never a formula."""

from __future__ import annotations

import csv
import io

from sim.debrief.document import Table
from sim.msel.csv_file import escape


def sheet(table: Table) -> bytes:
    """Return a table as the bytes of a CSV file; a text that would be taken for a formula gets an apostrophe."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([escape(cell) for cell in row] for row in table.rows)
    # With a byte order mark spreadsheet programs take the file for UTF-8.
    return text.getvalue().encode("utf-8-sig")
