"""How a list is read: its encoding and columns, what is mended and told, and that no row and no text is lost."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable
from datetime import time
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.msel import MselError, describe_reading, read_msel

Write = Callable[..., Path]
LIST = "No;Time;Subject;Message\n1;09:00;Erste Meldung;Wasser für alle\n2;09:05;Zweite;Mehr\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings(sheet: Write, encoding: str) -> None:
    """A list reads the same in each encoding that spreadsheet programs write."""
    reading = read_msel(sheet(LIST, encoding=encoding))

    assert [row.message for row in reading.rows] == ["Wasser für alle", "Mehr"]
    guessed = encoding in {"cp1252", "utf-16-le", "utf-16-be"}
    assert any("the text" in repair.text for repair in reading.repairs) == guessed


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_and_quoted_line_breaks(sheet: Write, delimiter: str) -> None:
    """The delimiter is found; a quoted cell may hold it, and line breaks."""
    text = 'No;Time;Subject;Message\n1;09:00;a;"one, two; three | four\ttwo\nlines"\n'
    plain = text.replace(";", delimiter).replace(f"two{delimiter} three", "two; three")

    reading = read_msel(sheet(plain))

    assert reading.rows_in == reading.rows_out == 1
    assert reading.rows[0].message == "one, two; three | four\ttwo\nlines"


def test_the_line_that_names_the_delimiter(sheet: Write) -> None:
    """`sep=;` is for the program and no row; rows keep the numbers that the program shows."""
    reading = read_msel(sheet("sep=;\nNo;Time;Message\n1;09:00;a\n"))

    assert (reading.rows_out, reading.header_row, reading.rows[0].place) == (1, 2, "list.csv, row 3")


def test_empty_rows_do_not_count_and_rows_with_any_text_do(sheet: Write) -> None:
    """A row of delimiters alone is none; one lonely note is a row."""
    reading = read_msel(sheet("No,Time,Message,Notes\n1,09:00,a,\n,,,\n\n,,,only a note\n"))

    assert reading.rows_in == reading.rows_out == 2
    assert (reading.rows[1].notes, reading.rows[1].number, reading.rows[1].status) == ("only a note", "r5", "held")


def test_duplicate_and_missing_numbers(sheet: Write) -> None:
    """Duplicates are kept under a number of their own, and both repairs are told once, with the first places."""
    reading = read_msel(sheet("No,Time,Message\n7,09:00,a\n7,09:01,b\n7-2,09:02,c\n,09:03,d\n,09:04,e\n"))

    assert [row.number for row in reading.rows] == ["7", "7-2.2", "7-2", "r5", "r6"]
    assert [str(repair) for repair in reading.repairs] == [
        "list.csv, row 3: this number was there before; it was given a suffix, as in '7-2'",
        "list.csv, row 5; list.csv, row 6: no number; one was given, r and the row",
    ]


def test_recipients_and_options(sheet: Write) -> None:
    """Recipients part at line ends, semicolons, commas and bars; slashes and ampersands belong to names."""
    text = 'No,Time,To,Options\n1,09:00,"Press; Legal, IT|Press\nSite A / B & C",Yes | No, thanks\n'

    row = read_msel(sheet(text.replace("Yes | No, thanks", '"Yes | No, thanks"'))).rows[0]

    assert row.to == ("Press", "Legal", "IT", "Site A / B & C")
    assert row.options == ("Yes", "No, thanks")
    assert row.event_type == "decision"


def test_words_for_status_and_type(sheet: Write) -> None:
    """Practitioners' words become ours; theirs are kept, in the notes and as extra."""
    reading = read_msel(
        sheet(
            "No,Time,Status,Event type,Message,Notes\n"
            "1,09:00,Ready to Inject,Expected Player Action,a,n\n2,09:01,Deferred,Quiz,b,\n3,09:02,Contingency,,c,\n"
        )
    )

    assert [(row.status, row.event_type) for row in reading.rows] == [
        ("ready", "expected_action"),
        ("deferred", "inject"),
        ("held", "contingency"),
    ]
    assert reading.rows[0].notes == "n\nStatus in the list: Ready to Inject"
    assert reading.rows[1].extra == (("event type in the list", "Quiz"),)
    assert [repair.text for repair in reading.repairs] == [
        "status 'Ready to Inject' was taken as 'ready'; kept in the notes",
        "event type 'Expected Player Action' was taken as 'expected_action'",
        "event type 'Quiz' was taken as 'inject', for want of a better word",
        "status 'Contingency' was taken as 'held'; kept in the notes",
    ]


def test_control_characters_are_removed_and_told(sheet: Write) -> None:
    """Bytes that no one can see would break the files that are written later."""
    reading = read_msel(sheet("No,Time,Message\n1,09:00,be\x07ll\n"))

    assert reading.rows[0].message == "bell"
    assert reading.repairs[0].text == "control characters, which no one can see, were removed"


def test_the_dry_run_as_text(sheet: Write) -> None:
    """The whole text, as a person sees it before an import."""
    text = "No,Time,Message,Room,Poll\n1,09:00,a,B2,Yes|No\n1,09:05,b,,\n3,later,c,,\n"

    words = describe_reading(read_msel(sheet(text)))

    assert words == (
        "list.csv, headings in row 1\n"
        "rows in 3, rows out 3: 2 with a time, 1 held (entirely empty rows do not count)\n"
        "minute 0 is 09:00\n"
        "\n"
        "Columns\n"
        "  No       number\n"
        "  Time     scenario_time\n"
        "  Message  message\n"
        "  Room     kept as extra\n"
        "  Poll     options\n"
        "\n"
        "Times\n"
        "       2  clock HH:MM  09:00\n"
        "\n"
        "Held: 1 row waits until somebody fires it or gives it a time\n"
        "       1  'later' is not a time that can be read: 3\n"
        "\n"
        "Options\n"
        "       1  rows offer a choice; first '1': Yes | No\n"
        "\n"
        "Repairs\n"
        "       1  options and no event type: taken as 'decision' (row 2)\n"
        "       1  this number was there before; it was given a suffix, as in '7-2' (row 3)\n"
    )


def test_ten_thousand_rows_in_seconds(sheet: Write) -> None:
    """A list of 10,000 rows is read within a few seconds, and its dry run is a screenful."""
    head = ["No", "Date", "Time", "Status", "From", "To", "Subject", "Message", "Expected action", "Notes"]
    clocks = [f"{9 + n // 1200:02d}:{n // 20 % 60:02d}" for n in range(10_000)]
    rows = [["", "3 March 2026", clock, "Injected", "a", "b; c", "s", "m" * 99, "e", "n"] for clock in clocks]
    text = "\n".join(",".join(row) for row in [head, *rows])

    begun = perf_counter()
    reading = read_msel(sheet(text))
    took = perf_counter() - begun

    assert reading.rows_in == reading.rows_out == 10_000
    assert took < 20
    assert len(describe_reading(reading).splitlines()) < 40


def test_without_the_package_for_workbooks(workbook: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing package is named with the command that installs it."""
    path = workbook({"S": [["No", "Time"], [1, time(9)]]})
    monkeypatch.setitem(sys.modules, "openpyxl", None)

    with pytest.raises(MselError) as caught:
        read_msel(path)

    assert str(caught.value) == (
        "XLSX files need the package openpyxl; install it with: pip install 'tocsin[drill]'"
    )


CELL = st.one_of(
    st.just(""),
    st.sampled_from(["09:00", "J+1", "Omitted", "7", "#REF!", "held", "a\nb", "x;y,z", "'=1", "03/04/2026 09:00"]),
    st.text(max_size=12),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.lists(st.lists(CELL, min_size=5, max_size=5), max_size=8))
def test_rows_in_are_rows_out_whatever_they_hold(sheet: Write, cells: list[list[str]]) -> None:
    """Every row with any text comes out once, with a number of its own, and is due or held with a reason."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["No", "Date", "Time", "Status", "Message"])
    clean = [[cell.encode("utf-8", "replace").decode() for cell in row] for row in cells]
    writer.writerows(clean)
    # What is removed as invisible leaves a cell that is still there: only blank cells make an empty row.
    expected = sum(any(cell.replace("\r", "\n").strip() for cell in row) for row in clean)

    reading = read_msel(sheet(text.getvalue()))

    assert reading.rows_in == reading.rows_out == expected
    assert len({row.number for row in reading.rows}) == expected
    assert [h.number for h in reading.held] == [row.number for row in reading.rows if row.scenario_time is None]
    assert all(held.reason and held.place for held in reading.held)
    describe_reading(reading)
