"""The event clock: SimPy's environment with absolute instants and a total order at each of them.

SimPy breaks ties by insertion and adds delays to now; both would make results depend on the order of the code. Here
an event is pushed at its exact instant with (order, number) of docs/model.md, section 8, in the place of SimPy's
priority and event id. The heap and the step are SimPy's own.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from heapq import heappush
from typing import Any, Final

import simpy

COMMAND: Final = -1
CALENDAR: Final = 0
FACT: Final = 1
DETECTED: Final = 11
ARRIVED: Final = 12
TRIAGED: Final = 13
ANALYSED: Final = 14
DRAFTED: Final = 15
REVIEWED: Final = 16
TIMED_OUT: Final = 17
PUBLISHED: Final = 18
FOLLOWED_UP: Final = 19
RETURNED: Final = 20
PAGED: Final = 21
DRIFTED: Final = 22
GAVE_UP: Final = 23
RESTED: Final = 24


class Token(simpy.Event):
    """A reusable event: armed again at each push, so that a case makes one event object and not one a step.

    `armed` are the callbacks for the next push; who pushes may replace them.
    """

    __slots__ = ("armed", "callbacks", "env")

    _ok = True
    _value = None

    def __init__(self, env: simpy.Environment, action: Callable[[Any], None]) -> None:
        self.env = env
        self.armed = [action]
        self.callbacks = None  # type: ignore[assignment]  # SimPy's own mark of an event that is not pending

    def __lt__(self, other: object) -> bool:
        """Say that no token comes before another: (time, order, number) has decided, or the tie has no meaning."""
        return False


def _never(_token: Token) -> None:
    raise AssertionError("the last event was reached")


class Instants(simpy.Environment):
    """SimPy's environment, pushed to by absolute instant; `instant` is the one that is being worked on."""

    def __init__(self) -> None:
        super().__init__()
        self.instant = 0.0
        self.push(Token(self, _never), math.inf, 0, 0)

    def push(self, token: Token, instant: float, order: int, number: int) -> None:
        """Have `token` happen at `instant`, before what has a larger (order, number) there."""
        token.callbacks = token.armed
        heappush(self._queue, (instant, order, number, token))  # type: ignore[misc]  # order for priority

    @property
    def pending(self) -> list[tuple[float, int, int, Token]]:
        """The heap of (instant, order, number, token); its last entry, at infinity, stays."""
        return self._queue  # type: ignore[return-value]  # the same heap, with our orders in it
