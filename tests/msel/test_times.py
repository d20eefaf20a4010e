"""Every way of writing a time, and how the times of a sheet become minutes since its start."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from sim.msel import MselError, Reading, read_msel
from sim.msel.layouts import elapsed_text
from sim.msel.times import parse_time

Write = Callable[..., Path]


@pytest.mark.parametrize(
    ("cell", "kind", "minutes"),
    [
        ("09:30", "clock", 570),
        ("9:05", "clock", 545),
        ("09:30:15", "clock", 570.25),
        ("09h00", "clock", 540),
        ("9 h 30", "clock", 570),
        ("09.30 Uhr", "clock", 570),
        (900, "clock", 540),
        ("900", "clock", 540),
        ("0700", "clock", 420),
        ("0700L", "clock", 420),
        ("0700Z", "clock", 420),
        ("07:29 PM", "clock", 1169),
        ("12:05 a.m.", "clock", 5),
        ("24:00", "clock", 1440),
        (time(9, 30), "clock", 570),
        (datetime(1900, 1, 1, 0, 15), "clock", 15),
        (0.5, "clock", 720),
        ("J+1 H+2 M-5", "elapsed", 1440 + 120 - 5),
        ("J-60", "elapsed", -60 * 1440),
        ("D+2 H+3 M+45", "elapsed", 2 * 1440 + 3 * 60 + 45),
        ("H+2", "elapsed", 120),
        ("T+15", "elapsed", 15),
        ("T-15", "elapsed", -15),
        ("T+0:15:30", "elapsed", 15.5),
        ("T+1h30", "elapsed", 90),
        ("H+1", "elapsed", 60),
        ("H+1h50", "elapsed", 110),
        ("H+1:50", "elapsed", 110),
        ("H-1h", "elapsed", -60),
        ("10 Uhr", "clock", 600),
        ("10 Uhr 30", "clock", 630),
        ("10.30 Uhr", "clock", 630),
        ("14u30", "clock", 870),
        ("um 10:30 Uhr", "clock", 630),
        ("+00:15", "elapsed", 15),
        ("15 min", "elapsed", 15),
        ("1 h 30 min", "elapsed", 90),
        ("STARTEX", "elapsed", 0),
        (timedelta(hours=25), "elapsed", 1500),
    ],
)
def test_a_time_without_a_date(cell: Any, kind: str, minutes: float) -> None:
    """A clock time counts from midnight, a time since the start from the start."""
    stamp = parse_time(cell)

    assert stamp is not None
    assert (stamp.kind, stamp.minutes) == (kind, minutes)


@pytest.mark.parametrize(
    ("cell", "day", "minutes"),
    [
        ("26/06/2024 09h00", date(2024, 6, 26), 540),
        ("5/13/2010 0715", date(2010, 5, 13), 435),
        ("2026-03-03T09:30:15", date(2026, 3, 3), 570.25),
        ("2026/03/03 09:30", date(2026, 3, 3), 570),
        ("041730MAY10", date(2010, 5, 4), 1050),
        ("041730Z MAY 10", date(2010, 5, 4), 1050),
        ("210900AUG2011", date(2011, 8, 21), 540),
        ("3 March 2026 09:00", date(2026, 3, 3), 540),
        ("March 3, 2026 9:00 AM", date(2026, 3, 3), 540),
        ("Tue 3 March 2026 09:00", date(2026, 3, 3), 540),
        (45000.5, date(2023, 3, 15), 720),
        (datetime(2026, 3, 3, 9, 30), date(2026, 3, 3), 570),
    ],
)
def test_a_date_with_a_time(cell: Any, day: date, minutes: float) -> None:
    """A date with a clock time is a moment, however it is written."""
    stamp = parse_time(cell)

    assert stamp is not None
    assert (stamp.kind, stamp.day, stamp.minutes) == ("moment", day, minutes)


@pytest.mark.parametrize(
    "cell",
    ["", "25:00", "09:60", "23:15 AM", "1/0/2020 08:00:00", "31/02/2026 09:00", "#REF!", "later", "00900", 30, True],
)
def test_what_is_no_time(cell: Any) -> None:
    """What could mean several things or none is not guessed."""
    assert parse_time(cell) is None


def test_zone_letters_are_kept_and_not_converted() -> None:
    """Zulu and local time are told, not shifted."""
    zulu, local = parse_time("0700Z"), parse_time("0700L")

    assert zulu is not None
    assert local is not None
    assert (zulu.zone, local.zone, zulu.minutes) == ("Z", "L", local.minutes)


def test_a_spreadsheet_number_alone_is_a_date_and_minutes_under_a_heading_of_minutes() -> None:
    """The same number says different things in different columns."""
    serial, minutes = parse_time(43530), parse_time(43530, minutes=True)

    assert serial is not None
    assert minutes is not None
    assert (serial.kind, serial.day) == ("date", date(2019, 3, 6))
    assert (minutes.kind, minutes.minutes) == ("elapsed", 43530)


@pytest.mark.parametrize("minutes", [0.0, 15.0, 15.5, 0.25, 1499.0, 100 * 60 + 1 / 3, 2**-20])
def test_minutes_are_written_so_that_they_read_back(minutes: float) -> None:
    """Seconds and their fractions survive; whole minutes show none."""
    stamp = parse_time(elapsed_text(minutes), elapsed=True)

    assert stamp is not None
    assert stamp.minutes == round(minutes * 2**20) / 2**20


def test_whole_minutes_and_seconds_as_text() -> None:
    """A person reads hours and minutes, and seconds only where there are any."""
    assert [elapsed_text(m) for m in (0, 15, 15.5, 615)] == ["0:00", "0:15", "0:15:30", "10:15"]


def times(path: Path, **options: Any) -> Reading:
    """Return the reading of a file."""
    return read_msel(path, **options)


def listed(*cells: str) -> str:
    """Return a list with these times."""
    return "time;message\n" + "".join(f"{cell};something happens\n" for cell in cells)


def minutes_of(reading: Reading) -> list[float | None]:
    """Return the minutes of every row."""
    return [row.scenario_time for row in reading.rows]


def repairs_of(reading: Reading) -> list[str]:
    """Return the sentences of the repairs that speak of times."""
    return [r.text for r in reading.repairs if "number" not in r.text and "columns are divided" not in r.text]


def test_clock_times_start_at_the_earliest(sheet: Write) -> None:
    """Without a start, minute 0 is the earliest time of the sheet, not its first row."""
    reading = times(sheet(listed("10:00", "09:30", "11:15")))

    assert minutes_of(reading) == [30, 0, 105]
    assert reading.start == "09:30"
    assert repairs_of(reading) == ["the rows are not in the order of their clock times; all were put on one day"]


def test_a_clock_past_midnight_is_the_next_day(sheet: Write) -> None:
    """In a sheet in the order of time, 00:15 after 23:30 is 45 minutes later."""
    reading = times(sheet(listed("22:00", "23:30", "00:15", "01:00")))

    assert minutes_of(reading) == [0, 90, 135, 180]
    assert repairs_of(reading) == ["the clock falls back past midnight; from this row on it is the next day"]


def test_a_start_before_midnight_and_rows_after_it(sheet: Write) -> None:
    """The start counts as a row above the first."""
    reading = times(sheet(listed("00:15", "01:00")), start="22:00")

    assert minutes_of(reading) == [135, 180]


def test_a_row_before_the_start_is_held(sheet: Write) -> None:
    """A row half an hour before the start the user names waits, with the reason."""
    reading = times(sheet(listed("09:00", "09:30", "10:00")), start="09:30")

    assert minutes_of(reading) == [None, 0, 30]
    assert [held.reason for held in reading.held] == ["before the start, by 30 min"]
    assert reading.held[0].place == "list.csv, row 2"


def test_dates_start_at_the_earliest_and_a_start_moves_them(sheet: Write) -> None:
    """A sheet of dates counts from its earliest moment, or from the start that is named."""
    text = listed("2026-03-04 08:00", "2026-03-03 09:30")

    assert minutes_of(times(sheet(text))) == [1350, 0]
    assert minutes_of(times(sheet(text), start="09:00")) == [1380, 30]
    assert minutes_of(times(sheet(text), start="2026-03-04 07:00")) == [60, None]


def test_a_clock_time_in_a_sheet_of_dates(sheet: Write) -> None:
    """Merged cells leave the date on the first row of a day only."""
    reading = times(sheet("date,time,message\n2026-03-03,09:00,a\n,10:00,b\n2026-03-04,08:00,c\n,08:30,d\n"))

    assert minutes_of(reading) == [0, 60, 1380, 1410]
    assert repairs_of(reading) == ["a clock time without a date took the date of the nearest row above with one"]


def test_day_and_month_that_could_be_either(sheet: Write) -> None:
    """Day first, said in the repairs; one date of the sheet that settles it speaks for all."""
    doubtful = times(sheet(listed("03/04/2026 09:00", "04/04/2026 09:00")))
    settled = times(sheet(listed("03/04/2026 09:00", "03/14/2026 09:00")))
    told = times(sheet(listed("03/04/2026 09:00", "04/04/2026 09:00")), date_order="mdy")

    assert minutes_of(doubtful) == [0, 1440]
    assert repairs_of(doubtful) == ["day and month could be either way round; the day was read first"]
    assert minutes_of(settled) == [0, 14400]
    assert repairs_of(settled) == []
    # From 4 March to 4 April: 31 days, longer than any exercise.
    assert minutes_of(told) == [0, 31 * 1440]
    assert repairs_of(told)[-1] == "the last event is 31 d after the start; if that is a slip in a date, give the start"


def test_days_from_the_start_with_and_without_a_clock(sheet: Write) -> None:
    """`J 09h00` begins the clock; `J-1` lies before it."""
    reading = times(sheet(listed("J-1", "J 09h00", "J+1 09h00", "J+1 10h30")))

    assert minutes_of(reading) == [None, 0, 1440, 1530]
    assert [held.reason for held in reading.held] == ["before the start, by 1 d"]


def test_weekdays_count_from_the_first(sheet: Write) -> None:
    """Monday and Tuesday are a day apart, whichever week it is."""
    reading = times(sheet(listed("Monday 9:30 AM", "Tuesday 9:30 AM")))

    assert minutes_of(reading) == [0, 1440]


def test_the_turn_of_the_year_in_dates_without_a_year(sheet: Write) -> None:
    """January follows December."""
    reading = times(sheet("date,time,message\n31-Dec,23:00,a\n1-Jan,01:00,b\n"))

    assert minutes_of(reading) == [0, 120]


def test_unreadable_and_missing_times_are_held_with_reasons(sheet: Write) -> None:
    """Nothing without a time is dropped, and each row says why it waits."""
    reading = times(sheet(listed("09:00", "", "after lunch")))

    assert minutes_of(reading) == [0, None, None]
    assert [held.reason for held in reading.held] == ["no time", "'after lunch' is not a time that can be read"]
    assert [row.time_text for row in reading.rows] == ["09:00", "", "after lunch"]


@pytest.mark.parametrize("start", ["25:00", "noon", "2026-02-30 09:00", "9"])
def test_a_start_that_is_none(sheet: Write, start: str) -> None:
    """The message shows both forms that a start may have."""
    with pytest.raises(MselError) as caught:
        times(sheet(listed("09:00")), start=start)

    assert str(caught.value) == f"'{start}' is not a start; write '09:30', or with a date, '2026-03-03 09:30'"


def test_an_order_of_dates_that_is_none(sheet: Write) -> None:
    """Only two orders are known."""
    with pytest.raises(MselError) as caught:
        times(sheet(listed("09:00")), date_order="dym")

    assert str(caught.value) == "'dym' is not an order of dates; write 'dmy' (day first) or 'mdy'"
