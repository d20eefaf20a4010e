"""The wall clock across daylight-saving changes, and the texts that name a start."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.clock import WallClock, parse_start
from sim.units import DAY, tick

ZONES = ("America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata", "America/St_Johns", "UTC")


def test_clocks_of_two_zones_are_two_clocks() -> None:
    """09:00 in London and 10:00 in Berlin are one moment and two clocks; what is laid out for one is its own."""
    london = WallClock.at("2026-03-03 09:00", "Europe/London")
    berlin = WallClock.at("2026-03-03 10:00", "Europe/Berlin")

    assert london.start == berlin.start
    assert london != berlin
    assert hash(london) != hash(berlin)
    assert london == WallClock.at("2026-03-03 09:00", "Europe/London")


def test_spring_forward_shortens_the_day() -> None:
    """In New York 2018-03-11 has 23 hours: the offset grows by an hour at 02:00, 150 min after 23:30."""
    clock = WallClock.at("2018-03-10 23:30", "America/New_York")

    pieces = clock.segments(3 * DAY)

    assert pieces == [(0.0, 150.0, 1410.0), (150.0, 4320.0, 1470.0)]
    assert clock.local(149).strftime("%H:%M") == "01:59"
    assert clock.local(150).strftime("%H:%M") == "03:00"


def test_fall_back_lengthens_the_day() -> None:
    """In New York 2018-11-04 has 25 hours: the offset falls by an hour when 02:00 becomes 01:00."""
    clock = WallClock.at("2018-11-03 23:30", "America/New_York")

    pieces = clock.segments(3 * DAY)

    assert pieces == [(0.0, 150.0, 1410.0), (150.0, 4320.0, 1350.0)]


@pytest.mark.parametrize(
    ("wall", "minute"),
    [
        (datetime(2018, 3, 11, 1, 30), 120.0),
        (datetime(2018, 3, 11, 2, 30), 180.0),
        (datetime(2018, 3, 11, 3, 30), 180.0),
        (datetime(2018, 3, 10, 23, 0), -30.0),
    ],
)
def test_a_skipped_time_moves_forward(wall: datetime, minute: float) -> None:
    """02:30 does not exist on 2018-03-11 and is read as 03:30, the same minute."""
    clock = WallClock.at("2018-03-10 23:30", "America/New_York")

    assert clock.minute(wall) == minute


def test_a_time_that_comes_twice_is_the_first() -> None:
    """01:30 comes twice on 2018-11-04; the first is two hours after 23:30, the second three."""
    clock = WallClock.at("2018-11-03 23:30", "America/New_York")

    assert clock.minute(datetime(2018, 11, 4, 1, 30)) == 120.0
    assert clock.local(120.0).replace(tzinfo=None) == clock.local(180.0).replace(tzinfo=None)


def test_a_start_that_does_not_exist_moves_forward() -> None:
    """A clock started at a skipped time stands where clocks then stood, and counts from there."""
    clock = WallClock.at("2018-03-11 02:30", "America/New_York")

    assert clock.start.strftime("%H:%M") == "03:30"
    assert clock.segments(10) == [(0.0, 10.0, 210.0)]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(ZONES),
    st.datetimes(datetime(1990, 1, 1), datetime(2035, 1, 1)),
    st.floats(-3 * DAY, 200 * DAY),
    st.floats(0, 100 * DAY),
)
def test_pieces_tile_the_stretch(zone: str, start: datetime, since: float, span: float) -> None:
    """The pieces touch, cover the stretch, change the offset, and give the local time of `zoneinfo` itself.

    Fails when `segments` takes the offset at the end of a piece, or bisects to the hour.
    """
    clock = WallClock.at(start.replace(microsecond=0), zone)
    since, until = tick(since), tick(since + span)

    pieces = clock.segments(until, since)

    assert [pieces[0][0], pieces[-1][1]] == [since, until]
    assert all(one[1] == two[0] and one[2] != two[2] for one, two in pairwise(pieces))
    for begin, end, offset in pieces:
        # Two seconds inside each end: a change at an odd second is rounded to a tick when the start has seconds.
        for t in (min(begin + 1 / 30, end), (begin + end) / 2, max(begin, end - 1 / 30)):
            moment = clock.start.astimezone(UTC) + timedelta(minutes=t)
            wall = moment.astimezone(clock.zone).replace(tzinfo=None) - clock.midnight
            assert t + offset == pytest.approx(wall / timedelta(minutes=1), abs=2e-6)


def test_a_change_at_the_end_of_the_stretch_does_not_move_it() -> None:
    """A stretch that ends at the very change is one piece with the offset from before."""
    clock = WallClock.at("2018-03-10 23:30", "America/New_York")

    assert clock.segments(150.0) == [(0.0, 150.0, 1410.0)]
    assert clock.segments(200.0, 150.0) == [(150.0, 200.0, 1470.0)]
    assert clock.segments(5.0, 5.0) == [(5.0, 5.0, 1410.0)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tue 10:00", "2018-04-17 10:00"),
        ("tue 23:59", "2018-04-17 23:59"),
        ("Mon 00:00", "2018-04-23 00:00"),
        ("Wed 24:00", "2018-04-19 00:00"),
        ("2018-04-17 10:00", "2018-04-17 10:00"),
        ("2018-04-17T10:00", "2018-04-17 10:00"),
    ],
)
def test_a_start_is_a_weekday_or_a_date(text: str, expected: str) -> None:
    """A weekday is the first such day not before the base's date, even at an earlier hour of that date."""
    base = WallClock.at("2018-04-17 11:20", "America/New_York")

    found = parse_start(text, base)

    assert found.start.strftime("%Y-%m-%d %H:%M") == expected
    assert found.zone == base.zone


@pytest.mark.parametrize(
    "text", ["Tue", "Tues 10:00", "Xyz 10:00", "10:00", "Tue 25:00", "2018-13-01 10:00", "", "9" * 9999]
)
def test_any_other_start_is_refused(text: str) -> None:
    """A text of another form is refused with both forms shown."""
    base = WallClock.at("2018-04-17 11:20", "America/New_York")

    with pytest.raises(ValueError, match="is not a start") as refused:
        parse_start(text, base)

    assert str(refused.value) == (
        f"'{text}' is not a start; write a weekday and a time, as in 'Tue 10:00', or a date and a time, "
        "as in '2018-04-17 10:00'"
    )


def test_a_clock_names_what_it_cannot_read() -> None:
    """A wrong start or zone is told with what is allowed."""
    zones = "is not a time zone; write a name of the zone database, as in 'Europe/Paris'"
    for moment, zone, message in (
        ("noon", "UTC", "'noon' is not a start; write a date and a time, as in '2018-04-17 11:20'"),
        ("2018-04-17 11:20", "Europe/Berlinn", f"'Europe/Berlinn' {zones}; did you mean 'Europe/Berlin'?"),
        ("2018-04-17 11:20", "../x", f"'../x' {zones}"),
        ("2018-04-17 11:20", "", f"'' {zones}"),
    ):
        with pytest.raises(ValueError, match="is not a") as refused:
            WallClock.at(moment, zone)

        assert str(refused.value) == message


def test_aware_times_are_refused_where_local_ones_are_meant() -> None:
    """A time that carries a zone of its own is refused, so that no zone is dropped in silence."""
    clock = WallClock.at("2018-04-17 11:20", "America/New_York")

    with pytest.raises(ValueError, match="carries a zone"):
        clock.minute(datetime(2018, 4, 17, tzinfo=UTC))
    with pytest.raises(ValueError, match="carries a zone"):
        WallClock.at(datetime(2018, 4, 17, tzinfo=UTC), "UTC")
    with pytest.raises(ValueError, match="aware"):
        WallClock(datetime(2018, 4, 17, tzinfo=UTC))
    with pytest.raises(ValueError, match="ends"):
        clock.segments(1.0, 2.0)
