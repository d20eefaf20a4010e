"""What a list says beyond a drill's fields goes through the drill and comes out in its columns again."""

from __future__ import annotations

from pathlib import Path

import pytest
from small import BEGINS, inject, to

from sim.commands.drilling import Columns, exported, imported
from sim.drill.definition import Seat
from sim.drill.drill import load_drill
from sim.drill.session import Session
from sim.msel import MselRow, Reading
from sim.prepare.from_msel import drill_from_msel, injects_from, seats_from
from sim.prepare.list_lines import into_columns
from sim.prepare.to_msel import planned_rows, played_rows

LIST = (
    "Exercise BROWN WATER;;;;;\n"
    "No;Time;To;Message;Injected by;Phase\n"
    "1;09:30;All;a;Ann;One\n"
    "2;09:40-09:45;Press;b;;\n"
    "3;after lunch;Press;c;Bob;\n"
    "4;;Press;d;;\n"
)


def imported_drill(tmp_path: Path) -> list[str]:
    """Import the list into the folder `drill`; return what was said."""
    (tmp_path / "plan.csv").write_text(LIST, "utf-8")
    return imported(
        tmp_path / "plan.csv", mapping=[], sheet=None, start=None, dry_run=False, folder=tmp_path / "drill",
        scenario="product-rumour", organisation="three-people", length=None,
    )  # fmt: skip


def test_a_held_row_keeps_its_time_text_and_a_row_its_controller(tmp_path: Path) -> None:
    """In the drill they are lines of the notes; in the list that is made of the drill they are columns."""
    imported_drill(tmp_path)
    drill = load_drill(tmp_path / "drill")

    assert [one.notes for one in drill.definition.injects] == [
        "phase: One\ninjected by: Ann",
        "time in the list: 09:40-09:45",
        "injected by: Bob\ntime in the list: after lunch",
        "",
    ]
    rows = {row.number: row for row in planned_rows(drill)}
    assert [(rows[n].time_text, rows[n].injected_by, rows[n].phase) for n in "134"] == [
        ("", "Ann", "One"), ("after lunch", "Bob", ""), ("", "", ""),
    ]  # fmt: skip
    assert [rows[n].notes for n in "1234"] == ["", "time in the list: 09:40-09:45", "", ""]


@pytest.mark.parametrize("columns", ["full", "hseep"])
def test_from_list_to_drill_to_list_twice(tmp_path: Path, columns: Columns) -> None:
    """Nothing is lost or doubled on the way, however often it is gone; the clock stays the same."""
    imported_drill(tmp_path)
    source = tmp_path / "drill"
    for turn in ("once", "twice"):
        sheet = tmp_path / f"{turn}.xlsx"
        exported(
            str(source), msel=sheet, columns=columns, journal=None, transcript=None, anonymise=False, overwrite=False
        )
        source = tmp_path / turn
        imported(
            sheet, mapping=[], sheet=None, start=None, dry_run=False, folder=source, scenario="product-rumour",
            organisation="three-people", length=None,
        )  # fmt: skip

    drill = load_drill(source)
    notes = ["", "time in the list: 09:40-09:45", "time in the list: after lunch", ""]
    if columns == "full":
        notes = ["phase: One\ninjected by: Ann", notes[1], "injected by: Bob\ntime in the list: after lunch", ""]
    assert [one.notes for one in drill.definition.injects] == notes
    assert [one.at for one in drill.definition.injects] == [0.0, 10.0, None, None]
    assert drill.definition.start == "2026-03-03 09:30"


def test_a_time_that_was_put_on_the_clock_stays_in_the_notes() -> None:
    """A column holds one time: with a time of its own a row keeps the words of the list; a second line stays, too."""
    notes = "mine\ntime in the list: later\ninjected by: Ann\ninjected by: Bob"

    assert into_columns(notes, timed=True) == (
        "mine\ntime in the list: later\ninjected by: Bob", {"injected_by": "Ann"},
    )  # fmt: skip
    assert into_columns(notes, timed=False) == (
        "mine\ninjected by: Bob", {"time_text": "later", "injected_by": "Ann"},
    )  # fmt: skip


def test_two_controllers_on_two_lines_are_one_line() -> None:
    """What is put back into a column must be a single line of the notes."""
    row = MselRow(number="1", injected_by="Ann\nBob", time_text="2026-03-03\nlater", status="held")

    (one,), _, _ = injects_from(Reading("p", (row,), (), (), (), 1, "09:30", {}, ()))

    assert one.notes == "injected by: Ann; Bob\ntime in the list: 2026-03-03; later"


def test_a_held_row_that_was_fired_says_when(tmp_path: Path) -> None:
    """After the drill the row keeps its text, and the columns of the drill have the minute of its release."""
    imported_drill(tmp_path)
    session = Session(load_drill(tmp_path / "drill"))
    session.begin()

    to(session, 7 - BEGINS)
    inject(session, "fire", "3")
    row = next(row for row in played_rows(session) if row.number == "3")

    assert (row.scenario_time, row.time_text, row.fired_scenario, row.status) == (
        None, "after lunch", "0:07", "released",
    )  # fmt: skip


@pytest.mark.parametrize("word", ["All", "Tous", "Alle", "Todos", "Everyone", "All players", "À tous", "TUTTI"])
def test_everybody_is_every_seat(word: str) -> None:
    """The word stays with the inject, is no seat, and a decision that is put to all has an owner and a deputy."""
    asked = MselRow(number="2", scenario_time=1.0, event_type="decision", options=("Yes", "No"), to=(word,))
    found = Reading("p", (MselRow(number="1", to=(word, "Press")), asked), (), (), (), 2, "09:30", {}, ())
    seats = [Seat(id="press", title="Press"), Seat(id="law", title="Legal")]

    (inject,), (decision,), _ = injects_from(found, seats=seats)

    assert [seat.title for seat in seats_from(found)] == ["Press"]
    assert inject.to == [word, "Press"]
    assert (decision.owner, decision.deputy) == ("press", "law")


def test_the_title_of_the_list_is_the_drills(tmp_path: Path) -> None:
    """A list without a title makes a drill that is called by its name."""
    imported_drill(tmp_path)
    bare = Reading("p", (MselRow(number="1"),), (), (), (), 1, "09:30", {}, ())

    assert load_drill(tmp_path / "drill").definition.title == "Exercise BROWN WATER"
    assert drill_from_msel(bare, "mine", "product-rumour", "three-people").title == "mine"


def test_an_import_says_what_was_assumed(tmp_path: Path) -> None:
    """Crisis, organisation, language and start are named with their options, and how to get decisions."""
    said, drill = imported_drill(tmp_path), tmp_path / "drill"

    assert said[said.index("Drill") :] == [
        "Drill",
        "  4 rows became 4 injects (4 inject) and 0 decisions",
        "  held, to be released by hand: 2",
        "  crisis product-rumour (--like), organisation three-people (--org)",
        "  language en (the texts of the list stay as they are)",
        "  start 2026-03-03 09:30, its day by the crisis, its time by the list (--start)",
        "  there are no decisions in the list; to add the standard ones:",
        f"    tocsin drill new NAME --like product-rumour --org three-people --from {tmp_path / 'plan.csv'}",
        "",
        f"{drill / 'drill.yaml'}: 4 injects, 0 decisions, 1 seats; then: tocsin drill run {drill}",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("No;Time;Message\n1;2026-05-06 09:30;a\n", "start 2026-05-06 09:30, by the list (--start)"),
        (
            "No;Time;Message\n1;T+5;a\n",
            "start 2026-03-03 09:00, by the crisis, since the list has no clock time (--start)",
        ),
    ],
)
def test_where_the_start_is_from(tmp_path: Path, text: str, said: str) -> None:
    """A list may give the day, the time or neither; who imports it sees which."""
    (tmp_path / "plan.csv").write_text(text, "utf-8")

    lines = imported(
        tmp_path / "plan.csv", mapping=[], sheet=None, start=None, dry_run=False, folder=tmp_path / "drill",
        scenario="product-rumour", organisation="three-people", length=None,
    )  # fmt: skip

    assert f"  {said}" in lines
