"""Lists as they are written: whole, readable in any spreadsheet, never a formula, and the same when read again."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.msel import AFTER_COLUMNS, COLUMNS, EVENT_TYPES, EXERCISE, STATUSES, MselError, MselRow, read_msel, write_msel

FORMULAS = ["=1+1", "+44 20", "-2 people", "@home", "\tTab", "'=quoted", "''-twice", "＝wide", "=cmd|' /C calc'!A0"]
NAMES = ["Zoë Ångström", "مكتب الإعلام", "דוברת", "新闻发言人", "広報", "🚒 Fire desk"]


def a_row(**fields: Any) -> MselRow:
    """Return a row with a number, a time and a message."""
    return MselRow(**{"number": "1", "scenario_time": 15.0, "message": "The tap water is brown", **fields})


def cells_of(path: Path) -> list[list[str]]:
    """Return the cells of a CSV by other means than ours."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def found_again(rows: tuple[MselRow, ...]) -> list[MselRow]:
    """Return rows without what tells where they were read."""
    return [replace(row, place="", time_text="" if row.scenario_time is not None else row.time_text) for row in rows]


# Neither kind of file keeps blanks at the ends, nor tells one kind of line end from another.
TEXT = st.one_of(
    st.sampled_from([*FORMULAS, *NAMES, "two\nlines", 'a "quoted", word', "a;b|c", "0:15", "held", "NULL", "1e3"]),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=30),
).map(lambda text: text.strip())
ONE_LINE = TEXT.map(lambda text: " ".join(text.split())).filter(lambda text: len(text.splitlines()) == 1)
ENTRIES = st.lists(ONE_LINE, max_size=3, unique=True).map(tuple)
HEADING = ONE_LINE.filter(lambda h: h not in {*COLUMNS, *AFTER_COLUMNS} and len(h) < 60)
LONG = [c for c in COLUMNS if c not in {"number", "scenario_time", "event_type", "status", "to", "options", "from"}]


@st.composite
def some_rows(draw: st.DrawFn) -> list[MselRow]:
    """Draw up to four rows with numbers of their own."""
    headings = draw(st.lists(HEADING, max_size=2, unique=True))
    rows = []
    for number in draw(st.lists(ONE_LINE, min_size=1, max_size=4, unique=True)):
        minutes = draw(st.none() | st.floats(0, 20_000))
        fields: dict[str, Any] = {name: draw(TEXT) for name in [*LONG, "from_", *AFTER_COLUMNS]}
        fields |= {"to": draw(ENTRIES), "options": draw(ENTRIES)}
        fields |= {"event_type": draw(st.sampled_from(EVENT_TYPES)), "status": draw(st.sampled_from(STATUSES))}
        extra = tuple((h, text) for h in headings if (text := draw(TEXT)))
        waits = draw(TEXT) if minutes is None else ""
        rows.append(MselRow(number=number, scenario_time=minutes, extra=extra, time_text=waits, **fields))
    return rows


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(rows=some_rows())
def test_what_is_written_reads_back(tmp_path: Path, suffix: str, rows: list[MselRow]) -> None:
    """Whatever the texts are, a full list reads back to the same rows: times to the tick, lines, scripts, formulas."""
    path = tmp_path / f"list{suffix}"

    write_msel(rows, path, overwrite=True)
    reading = read_msel(path)

    assert found_again(reading.rows) == rows
    assert reading.rows_in == len(rows)


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_is_a_formula_in_csv(tmp_path: Path, text: str) -> None:
    """A text that a spreadsheet would run has an apostrophe before it, and loses it again when it is read."""
    path = tmp_path / "list.csv"

    write_msel([a_row(message=f"{text}.", title=NAMES[1])], path)

    assert cells_of(path)[1][COLUMNS.index("message")] == f"'{text}."
    assert read_msel(path).rows[0].message == f"{text}.".strip()


def test_no_text_is_a_formula_in_a_workbook(tmp_path: Path) -> None:
    """A cell that begins like a formula is a text to the program, now and after it is edited."""
    openpyxl = pytest.importorskip("openpyxl")
    path = tmp_path / "list.xlsx"

    write_msel([a_row(message="=1+1", title="#N/A")], path)

    sheet = openpyxl.load_workbook(path)["MSEL"]
    message, title = sheet.cell(2, COLUMNS.index("message") + 1), sheet.cell(2, COLUMNS.index("title") + 1)
    assert (message.value, message.data_type, message.quotePrefix) == ("=1+1", "s", True)
    assert (title.value, title.data_type) == ("#N/A", "s")


def test_the_order_of_our_columns(tmp_path: Path) -> None:
    """24 columns without a drill, seven more after one, then what the sheet had beyond them."""
    before, after = tmp_path / "before.csv", tmp_path / "after.csv"

    write_msel([a_row(extra=(("Room", "B2"),))], before)
    write_msel([a_row(rating="P")], after)

    assert cells_of(before)[0] == [
        "number", "scenario_time", "delivery_time", "phase", "event_type", "status", "title", "channel", "from", "to",
        "injected_by", "message", "expected_action", "deliverable", "objective", "capability", "critical_task",
        "target_minutes", "trigger", "condition", "options", "timeout_min", "default_option", "notes", "Room",
    ]  # fmt: skip
    assert cells_of(after)[0][24:] == [
        "fired_scenario", "fired_wall", "fired_by", "actual_response", "response_minutes", "rating", "observer_comment",
    ]  # fmt: skip
    assert cells_of(before)[1][1] == "0:15"


HSEEP = (
    "Event Number,Designated Scenario Time,Event Type,Inject Mode,From,To,Message,Expected Participant Response,"
    "Exercise Objective,Notes"
)
STANDARD = (
    "Control Number,Move,Group,Delivery Time,Simulated Time,Assigned To,Status,Title,Description,From Org,To Org,"
    "Details,Expected Actions"
)
MITRE = (
    "ID,Local Time,Delivery Method,Target,Title,Description,Assumptions,Notes,Expected Actions,Measure of Performance"
)
AS_HSEEP = ["1", "T+0:15", "Expected action", "mail", "Desk", "A\nB", "Tell", "They tell", "Inform", "n"]
AS_STANDARD = ["1", "P1", "", "10:15", "T+0:15", "Kim", "Ready", "Water", "Tell", "Desk", "A\nB", "n", "They tell"]
AS_MITRE = ["1", "10:15", "mail", "A\nB", "Water", "Tell", "", "n", "They tell", ""]


@pytest.mark.parametrize(
    ("layout", "headings", "first"),
    [("hseep", HSEEP, AS_HSEEP), ("standard", STANDARD, AS_STANDARD), ("mitre", MITRE, AS_MITRE)],
)
def test_the_layouts_of_others(tmp_path: Path, layout: Any, headings: str, first: list[str]) -> None:
    """Three templates have columns of their own; times since the start read back as such."""
    path = tmp_path / "list.csv"
    row = a_row(
        event_type="expected_action", channel="mail", from_="Desk", to=("A", "B"), message="Tell", title="Water",
        expected_action="They tell", objective="Inform", notes="n", phase="P1", delivery_time="10:15",
        injected_by="Kim",
    )  # fmt: skip

    write_msel([row], path, columns=layout)
    again = read_msel(path).rows[0]

    assert cells_of(path) == [headings.split(","), first]
    assert again.to == ("A", "B")
    assert again.scenario_time == (0 if layout == "mitre" else 15)


def test_the_second_sheet_tells_of_the_exercise(tmp_path: Path) -> None:
    """A workbook tells of the exercise on a sheet of its own; the list has a bold, frozen row of headings."""
    openpyxl = pytest.importorskip("openpyxl")
    path = tmp_path / "list.xlsx"

    write_msel([a_row(message="two\nlines")], path, exercise={"name": "=Brown water", "seed": "7"})

    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["MSEL", "Exercise"]
    assert [row[0].value for row in book["Exercise"].iter_rows()] == list(EXERCISE)
    assert (book["Exercise"]["B1"].value, book["Exercise"]["B1"].data_type) == ("=Brown water", "s")
    assert book["Exercise"]["B10"].value == "7"
    assert book["MSEL"].freeze_panes == "A2"
    assert book["MSEL"]["A1"].font.bold
    assert book["MSEL"].cell(2, COLUMNS.index("message") + 1).alignment.wrap_text


def test_a_file_that_is_there_is_kept(tmp_path: Path) -> None:
    """Nothing is written over without leave."""
    path = tmp_path / "list.csv"
    path.write_text("mine", "utf-8")

    with pytest.raises(MselError) as caught:
        write_msel([a_row()], path)

    assert str(caught.value) == f"{path}: is there already; choose another name, or allow it to be replaced"
    assert path.read_text("utf-8") == "mine"
    write_msel([a_row()], path, overwrite=True)
    assert read_msel(path).rows_out == 1


def test_a_write_that_fails_leaves_no_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the last step fails the old file is whole and no half of a new one lies beside it."""
    path = tmp_path / "list.csv"
    write_msel([a_row()], path)
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)

    with pytest.raises(MselError) as caught:
        write_msel([a_row(number="2")], path, overwrite=True)

    assert str(caught.value) == f"{path}: cannot be written (no space left on device)"
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_text_that_a_cell_cannot_hold(tmp_path: Path) -> None:
    """A workbook's cell holds 32,767 characters; a longer text is refused with its place, and a CSV takes it."""
    row = a_row(message="x" * 32_768)

    with pytest.raises(MselError) as caught:
        write_msel([row], tmp_path / "list.xlsx")
    write_msel([row], tmp_path / "list.csv")

    assert str(caught.value) == (
        "list.xlsx, row 2, column L (message): a text of 32,768 characters; a cell holds 32,767; "
        "write a .csv, which holds it"
    )
    assert read_msel(tmp_path / "list.csv").rows[0].message == row.message
    assert not (tmp_path / "list.xlsx").exists()


def test_an_emoji_counts_twice_in_a_workbook(tmp_path: Path) -> None:
    """Workbooks count in UTF-16."""
    with pytest.raises(MselError, match="a text of 32,768 characters"):
        write_msel([a_row(message="🚒" * 16_384)], tmp_path / "list.xlsx")


def test_a_megabyte_is_too_much_for_csv_too(tmp_path: Path) -> None:
    """What could not be read again is not written."""
    with pytest.raises(MselError) as caught:
        write_msel([a_row(notes="x" * 1_000_001)], tmp_path / "list.csv")

    assert str(caught.value) == (
        "list.csv, row 2, column X (notes): a text of 1,000,001 characters; a cell holds 1,000,000"
    )


def test_control_characters_are_shown(tmp_path: Path) -> None:
    """What no file of either kind can hold is written as the sign for an unknown character."""
    for name in ("list.csv", "list.xlsx"):
        write_msel([a_row(actual_response="bell \x07 and \ud800")], tmp_path / name)

        assert read_msel(tmp_path / name).rows[0].actual_response == "bell \ufffd and \ufffd"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ({"columns": "hsep"}, "'hsep' is no layout; did you mean 'hseep'?; one of hseep, standard, mitre, full"),
        (
            {"exercise": {"nam": "x"}},
            "'nam' is no fact of an exercise; did you mean 'name'?; they are " + ", ".join(EXERCISE),
        ),
    ],
)
def test_a_wrong_call(tmp_path: Path, call: dict[str, Any], message: str) -> None:
    """An unknown layout or fact is a mistake of the caller."""
    with pytest.raises(ValueError, match="is no") as caught:
        write_msel([a_row()], tmp_path / "list.csv", **call)

    assert str(caught.value) == message


def test_a_kind_of_file_that_is_not_written(tmp_path: Path) -> None:
    """Only two kinds are."""
    with pytest.raises(MselError) as caught:
        write_msel([a_row()], tmp_path / "list.ods")

    assert str(caught.value) == "list.ods: '.ods' is not written; the name ends in .csv or .xlsx"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"scenario_time": -1.0}, "-1.0 is no scenario time; minutes from 0 to 14400000 or None"),
        ({"event_type": "x"}, f"'x' is no event type; one of {', '.join(EVENT_TYPES)}"),
        ({"status": "x"}, f"'x' is no status; one of {', '.join(STATUSES)}"),
        ({"to": ("a\nb",)}, "'a\nb' is no recipient or option; each is one line of text"),
        ({"options": (" ",)}, "' ' is no recipient or option; each is one line of text"),
    ],
)
def test_a_row_that_cannot_be(fields: dict[str, Any], message: str) -> None:
    """A row is checked where it is made, so that no list holds one that could not be written."""
    with pytest.raises(ValueError, match="is no") as caught:
        a_row(**fields)

    assert str(caught.value) == message


def test_extra_columns_keep_the_order_of_the_sheet(tmp_path: Path) -> None:
    """Rows leave out what is empty, and still the columns stand as they stood in the sheet."""
    path = tmp_path / "list.csv"
    rows = [a_row(extra=(("C", "1"),)), a_row(extra=(("A", "2"), ("B", "3"))), a_row(extra=(("B", "4"), ("C", "5")))]

    write_msel(rows, path)

    assert cells_of(path)[0][24:] == ["A", "B", "C"]
