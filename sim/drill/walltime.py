"""The clocks on the wall: the machine's, and one that tests move by hand.

`milliseconds` never runs backwards and never jumps while the process lives, whatever somebody does to the machine's
clock: it is the time of the start plus what the monotonic clock has counted since.
"""

from __future__ import annotations

import time
from typing import Protocol


class WallTime(Protocol):
    """A clock on the wall."""

    def milliseconds(self) -> int:
        """Return milliseconds of UTC."""

    def seconds(self) -> float:
        """Return seconds since some instant; only differences have a meaning."""


class MachineTime:
    """The machine's clock."""

    def __init__(self, *, not_before: int = 0) -> None:
        """Start the clock; `not_before` is the last instant (ms of UTC) that a journal has seen."""
        self._begin = max(int(time.time() * 1000), not_before)
        self._mark = time.monotonic()

    def milliseconds(self) -> int:
        """Return milliseconds of UTC."""
        return self._begin + int((time.monotonic() - self._mark) * 1000)

    def seconds(self) -> float:
        """Return the seconds of the monotonic clock."""
        return time.monotonic()


class ManualTime:
    """A clock that stands still until it is moved."""

    def __init__(self, start: int = 1_772_528_400_000) -> None:
        self._now = float(start)

    def pass_seconds(self, seconds: float) -> None:
        """Let time pass."""
        self._now += 1000.0 * seconds

    def milliseconds(self) -> int:
        """Return milliseconds of UTC."""
        return int(self._now)

    def seconds(self) -> float:
        """Return seconds."""
        return self._now / 1000.0
