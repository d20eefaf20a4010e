"""Operational time and back: the inverse, the daily mean, and days of 23 and 25 hours."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.clock import WallClock
from sim.spread.warp import Circadian, Warp

ZONE = "America/New_York"
SPRING, AUTUMN = "2018-03-11 00:00", "2018-11-04 00:00"


def warp(start: str, *rhythms: Circadian, until: float = 10_000.0) -> Warp:
    """Return the warp of rhythms from a start in New York."""
    return Warp.of(rhythms, WallClock.at(start, ZONE).segments(until))


def first(size: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the index of the only channel, `size` times."""
    return np.zeros(size, dtype=np.int64)


@settings(max_examples=60, deadline=None)
@given(
    amplitude=st.floats(0, 0.99),
    minute=st.integers(0, 1439),
    start=st.sampled_from([SPRING, AUTUMN, "2018-04-17 11:20"]),
    times=st.lists(st.floats(0, 9_999), min_size=1, max_size=20),
)
def test_the_way_back_is_the_inverse(amplitude: float, minute: int, start: str, times: list[float]) -> None:
    """L^-1(L(t)) is t to 1e-7 minute at any amplitude, daylight-saving changes included."""
    rhythm = Circadian(amplitude=amplitude, peak=f"{minute // 60:02d}:{minute % 60:02d}")
    clockwork = warp(start, rhythm)
    t = np.array(times)

    back = clockwork.instant(clockwork.operational(t, first(len(t))), first(len(t)))

    # Where the clock runs at .01 of its pace the inverse loses two digits.
    np.testing.assert_allclose(back, t, rtol=0, atol=1e-7)


def test_a_local_day_is_a_day_of_operational_time() -> None:
    """From any minute, 1440 ordinary minutes are 1440 operational minutes."""
    clockwork = warp("2018-04-17 11:20", Circadian())
    t = np.arange(0, 4000, 7.0)

    span = clockwork.operational(t + 1440, first(len(t))) - clockwork.operational(t, first(len(t)))

    np.testing.assert_allclose(span, 1440, atol=1e-9)


@pytest.mark.parametrize("start", [SPRING, AUTUMN])
def test_the_rhythm_follows_the_wall_clock_across_a_change(start: str) -> None:
    """The pace of L equals 1 + A cos(wall time - peak) before and after the clocks change; L has no step there."""
    clock, change = WallClock.at(start, ZONE), 120.0  # both changes are at the first 02:00
    clockwork = Warp.of([Circadian(amplitude=0.5, peak="12:00")], clock.segments(3000.0))
    t = np.array([30.0, change - 1, change + 1, 700.0, 2000.0])

    pace = (clockwork.operational(t + 0.01, first(5)) - clockwork.operational(t - 0.01, first(5))) / 0.02
    wall = [clock.local(x) for x in t]
    minutes = np.array([w.hour * 60 + w.minute + w.second / 60 for w in wall])

    # Mutation: offsets left out of Warp.of, or one piece for the whole run.
    np.testing.assert_allclose(pace, 1 + 0.5 * np.cos(2 * np.pi * (minutes - 720) / 1440), atol=1e-6)
    near = clockwork.operational(np.array([change - 1e-6, change]), first(2))
    assert 0 < near[1] - near[0] < 2e-6


def test_each_inverse_is_its_own() -> None:
    """An instant does not depend on what else is mapped back in the same call, to the last bit."""
    clockwork = warp("2018-04-17 11:20", Circadian(), Circadian(amplitude=0.9, peak="20:00"))
    y = np.linspace(0, 9000, 1001)
    channel = np.arange(1001) % 2

    together = clockwork.instant(y, channel)
    alone = [float(clockwork.instant(y[i : i + 1], channel[i : i + 1])[0]) for i in range(0, 1001, 13)]

    assert together[::13].tolist() == alone


def test_two_channels_keep_their_own_clocks() -> None:
    """A channel without a rhythm runs at the wall clock's pace beside one that has one."""
    clockwork = warp("2018-04-17 11:20", Circadian(amplitude=0.0), Circadian())

    both = clockwork.operational(np.array([600.0, 600.0]), np.array([0, 1]))

    assert both[0] == pytest.approx(600)
    # 11:20 to 21:20 holds the peak of 12:20.
    assert both[1] > 650
