"""The HSEEP view by the clock: what its readers expect, and the same times when it is read again."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.msel import MselRow, read_msel, write_msel

EXERCISE = {"date": "2026-03-12", "start clock": "09:05"}
SHEET = "minute 0 is 2026-03-12 09:05, by the sheet 'Exercise'"


def rows_at(*minutes: float | None) -> list[MselRow]:
    """Return rows at these minutes."""
    return [MselRow(number=str(number), scenario_time=at) for number, at in enumerate(minutes, start=1)]


def column_of(path: Path, heading: str) -> list[str]:
    """Return the cells under a heading of a CSV."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row[heading] for row in csv.DictReader(file)]


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [
        ([0, 15, 55.5, 615], ["09:05", "09:20", "10:00:30", "19:20"]),
        ([600, 0], ["19:05", "09:05"]),
        ([0, 895, 1440], ["Day 1 09:05", "Day 2 00:00", "Day 2 09:05"]),
        ([870, 0], ["Day 1 23:35", "Day 1 09:05"]),
        ([15, None], ["09:20", "held"]),
    ],
)
def test_designated_times_are_clock_times(tmp_path: Path, minutes: list[float | None], shown: list[str]) -> None:
    """With a start clock the view shows the clock, and the day where the clock alone would not tell."""
    write_msel(rows_at(*minutes), tmp_path / "list.csv", columns="hseep", exercise=EXERCISE)

    assert column_of(tmp_path / "list.csv", "Designated Scenario Time") == shown


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(minutes=st.lists(st.none() | st.floats(0, 5000), min_size=1, max_size=5))
def test_clock_times_read_back(tmp_path: Path, suffix: str, minutes: list[float | None]) -> None:
    """In whatever order the rows are: a workbook says its own start, a CSV is told it."""
    path, rows = tmp_path / f"list{suffix}", rows_at(*minutes)

    write_msel(rows, path, columns="hseep", exercise=EXERCISE, overwrite=True)
    again = read_msel(path, start="09:05" if suffix == ".csv" else None)

    assert [row.scenario_time for row in again.rows] == [row.scenario_time for row in rows]
    if suffix == ".xlsx":
        assert again.start == "2026-03-12 09:05"
        assert SHEET in [repair.text for repair in again.repairs]


def test_the_full_list_stays_since_the_start(tmp_path: Path) -> None:
    """`full` counts from the start, and a workbook still says when that was; a start that is named counts before it."""
    path = tmp_path / "list.xlsx"

    write_msel(rows_at(15), path, exercise=EXERCISE)

    assert (read_msel(path).rows[0].scenario_time, read_msel(path).start) == (15, "2026-03-12 09:05")
    assert read_msel(path, start="08:00").start == "08:00"


def test_a_sheet_edited_by_hand_still_says_the_start(workbook: Callable[..., Path]) -> None:
    """Programs make cells of time and date of what is typed; a clock that is none is passed over."""
    rows = [["No", "Time", "Message"], [1, "09:20", "a"]]
    typed = workbook({"MSEL": rows, "Exercise": [["date", datetime(2026, 3, 12)], ["start clock", time(9, 5)]]})
    assert read_msel(typed).rows[0].scenario_time == 15

    wrong = workbook({"MSEL": rows, "Exercise": [["date", "soon"], ["start clock", "nine"]]})
    assert read_msel(wrong).start == "09:20"


@pytest.mark.parametrize("layout", ["full", "hseep", "standard", "mitre"])
def test_a_held_row_keeps_its_text_in_every_view(tmp_path: Path, layout: Any) -> None:
    """What was written for a time is marked as held, and reads back as such."""
    path = tmp_path / "list.csv"

    write_msel([MselRow(number="1", status="held", time_text="09:30 or later")], path, columns=layout)
    row = read_msel(path).rows[0]

    assert "held: 09:30 or later" in path.read_text("utf-8-sig")
    assert (row.scenario_time, row.time_text) == (None, "09:30 or later")


def test_after_a_drill_the_view_says_when_a_held_row_was_fired(tmp_path: Path) -> None:
    """The seven columns of the drill stand behind the ten, with the fired time by the same clock."""
    path = tmp_path / "list.csv"
    fired = MselRow(number="1", time_text="later", status="released", fired_scenario="0:42", fired_by="facilitator")

    write_msel([fired, *rows_at(0)], path, columns="hseep", exercise=EXERCISE)

    assert column_of(path, "Designated Scenario Time") == ["held: later", "09:05"]
    assert column_of(path, "Fired Scenario") == ["09:47", ""]
    assert column_of(path, "Fired By") == ["facilitator", ""]
    assert read_msel(path).rows[0].fired_scenario == "09:47"
