"""Which row holds the headings, which column each names, which sheet is the list, and what is read without any."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path

import pytest

from sim.msel import COLUMNS, MselError, read_msel
from sim.msel.headings import TARGETS, field_of

Write = Callable[..., Path]


def test_two_columns_for_one_field(sheet: Write) -> None:
    """Texts are joined, each on its own line; a second number is kept as extra."""
    reading = read_msel(sheet("ID,Serial,Time,Notes,Comments\n1,77,09:00,first,second\n"))

    assert reading.rows[0].notes == "first\nsecond"
    assert reading.rows[0].extra == (("Serial", "77"),)
    assert [repair.text for repair in reading.repairs] == [
        "several columns hold 'notes'; their texts were joined, each on its own line"
    ]


def test_headings_of_other_tongues(sheet: Write) -> None:
    """Accents, case and punctuation do not matter; the words of several languages are known."""
    german = read_msel(sheet("Lfd. Nr.;Uhrzeit;Absender;Empfänger;Betreff;Erwartete Maßnahme\n1;09:00;a;b;c;d\n"))
    spanish = read_msel(sheet("N°;HORA;Remitente;Destinatario;Descripción;Acción esperada\n1;09:00;a;b;c;d\n"))

    assert [column for _, column in german.mapping] == [
        "number", "scenario_time", "from", "to", "title", "expected_action",
    ]  # fmt: skip
    assert [column for _, column in spanish.mapping] == [
        "number", "scenario_time", "from", "to", "message", "expected_action",
    ]  # fmt: skip


def test_a_mapping_overrides(sheet: Write) -> None:
    """What the user says counts before what a heading says; `extra` keeps a column as it is."""
    text = "Ping,Time,Message,Notes\nx,09:00,a,b\n"

    reading = read_msel(sheet(text), mapping={"ping": "title", "NOTES": "extra", "message": "from_"})

    row = reading.rows[0]
    assert (row.title, row.from_, row.message, row.extra) == ("x", "a", "", (("Notes", "b"),))


def test_a_mapping_finds_the_headings(sheet: Write) -> None:
    """Headings that nobody knows are found where the mapping names them."""
    reading = read_msel(sheet("Plan\nQuand,Quoi\n09:00,a\n"), mapping={"quand": "scenario_time", "quoi": "message"})

    assert (reading.header_row, reading.rows[0].message) == (2, "a")


def test_a_mapping_that_is_wrong(sheet: Write) -> None:
    """Every wrong column and heading is told at once, with the nearest and all that are allowed."""
    with pytest.raises(MselError) as caught:
        read_msel(sheet("No,Time,Message\n1,09:00,a\n"), mapping={"Mesage": "messsage"})

    assert str(caught.value).splitlines() == [
        f"list.csv: 'messsage' is not a column; did you mean 'message'?; allowed are {', '.join(TARGETS)}",
        "list.csv: no heading 'Mesage'; did you mean 'Message'?; the headings are 'No', 'Time', 'Message'",
    ]


def test_titles_above_the_headings(workbook: Write) -> None:
    """Merged titles above the headings are no events, and it is said that they were passed over; the first is kept."""
    rows = [["Exercise BROWN WATER"], [], ["Version 3", None, "draft"], ["No", "Time", "Message"], [1, time(9), "a"]]

    reading = read_msel(workbook({"Plan": rows}))

    assert (reading.header_row, reading.rows_out, reading.sheet) == (4, 1, "Plan")
    assert (reading.title, reading.start) == ("Exercise BROWN WATER", "09:00")
    assert [repair.text for repair in reading.repairs] == [
        "rows above the headings, row 4, are titles and no events: 2"
    ]


def test_the_sheet_with_the_best_headings(workbook: Write) -> None:
    """Of several sheets the one that looks like a list is read; the others are named; any may be asked for."""
    path = workbook(
        {
            "Contacts": [["Name", "Phone"], ["Kim", "1"]],
            "MSEL": [["No", "Time", "From", "To", "Message"], [1, time(9), "a", "b", "c"]],
            "Old": [["No", "Time", "Message"], [1, time(9), "a"], [2, time(10), "b"]],
        }
    )

    best, named, numbered = read_msel(path), read_msel(path, sheet="old"), read_msel(path, sheet=3)

    assert best.sheet == "MSEL"
    assert best.repairs[0].text == "sheet 'MSEL' has the best headings and was read; not read: 'Contacts', 'Old'"
    assert named.rows == numbered.rows
    assert named.rows_out == 2
    with pytest.raises(MselError) as caught:
        read_msel(path, sheet="MSL")
    assert str(caught.value) == (
        "list.xlsx: no sheet 'MSL'; did you mean 'MSEL'?; the sheets are 1 'Contacts', 2 'MSEL', 3 'Old'"
    )


def test_cells_of_a_workbook(workbook: Write) -> None:
    """Dates, whole numbers and truth values are read as a person sees them."""
    rows = [["No", "Date", "Time", "Message", "Room", "Loud"], [1.0, datetime(2026, 3, 3), time(9, 30), "a", 12, True]]

    reading = read_msel(workbook({"S": rows}))

    row = reading.rows[0]
    assert (row.number, row.scenario_time, row.extra) == ("1", 0, (("Room", "12"), ("Loud", "yes")))
    assert row.time_text == "2026-03-03 00:00:00\n09:30:00"
    assert reading.start == "2026-03-03 09:30"


def test_formulas_without_a_value_are_told(workbook: Write) -> None:
    """A formula that no program has calculated is empty in the file; that is said and not passed over."""
    rows = [["No", "Time", "Message"], [1, time(9), '="a"&"b"'], [2, time(10), "c"]]

    reading = read_msel(workbook({"S": rows}))

    assert reading.rows_out == 2
    assert len(reading.repairs) == 1
    assert reading.repairs[0].text == (
        "1 formulas of sheet 'S' have no stored value and are read as empty (C2); "
        "open and save the workbook in a spreadsheet program to calculate them"
    )


def test_a_sheet_without_headings(sheet: Write) -> None:
    """Times, a counter and the long texts are plain; the rest is kept under the letter of its column."""
    long = "A resident calls and says that the water from the tap is brown"

    reading = read_msel(sheet(f"1,09:00,Kim,{long}\n2,09:05,Lee,{long} again\n"))

    assert [column for _, column in reading.mapping] == ["number", "scenario_time", "kept as extra", "message"]
    assert reading.rows[1].extra == (("column C", "Lee"),)
    assert [row.scenario_time for row in reading.rows] == [0, 5]


def test_nothing_plain_is_refused(sheet: Write) -> None:
    """A sheet in which neither headings nor times are found is no list; the message says what to do."""
    with pytest.raises(MselError) as caught:
        read_msel(sheet("apples,3\npears,4\n"))

    assert str(caught.value) == (
        "list.csv, the list: no row of headings was found and no column of times; name the columns in the first row, "
        "or map its headings with --map heading=column"
    )


def test_every_column_of_ours_is_known_by_its_own_name() -> None:
    """A list in our own columns, in another spelling, maps to itself."""
    unknown = {column for column in COLUMNS if field_of(column) != column}

    assert unknown == set()
