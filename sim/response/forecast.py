"""The forecast of a run that is under way: a band over many futures, none of which is the one that is drawn already.

A copy of a run is a replay. Each path replays the run to now, salts it (docs/model.md, section 10.4), leaves all
decisions to the model and goes on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np

from sim.response.engine import Engine
from sim.response.gauges import read_gauges
from sim.units import FloatArray

FEWEST: Final = 8
QUANTILES: Final = (0.1, 0.5, 0.9)
Quantiles: TypeAlias = tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Band:
    """What may come, step by step.

    Attributes:
        now: The instant from which it looks ahead (minutes since the start).
        times: The ends of the steps (minutes since the start).
        mentions: New mentions within each step: its 10, 50 and 90 % quantiles, each with one number a step.
        coming: New mentions in all steps together: its 10, 50 and 90 % quantiles, which are no sums of those of steps.
        backlog: Detected public cases of L1 or more that are open at the end of each step, likewise.
        paths: How many futures were looked at.
    """

    now: float
    times: tuple[float, ...]
    mentions: Quantiles
    coming: tuple[float, ...]
    backlog: Quantiles
    paths: int


def forecast(
    make: Callable[[], Engine],
    *,
    minutes: float = 60,
    paths: int = 20,
    seconds: float = 2.0,
    step: float = 5,
    clock: Callable[[], float] = time.monotonic,
) -> Band | None:
    """Return the band of the next minutes, or None where the time does not suffice for 8 paths.

    Args:
        make: Replays the run to now, anew at each call.
        minutes: How far to look ahead; the band ends at the end of the run at the latest.
        paths: How many futures to look at, at most.
        seconds: How long it may take; no path begins later.
        step: Width of a step (minutes).
        clock: Tells seconds, for `seconds`.
    """
    begun = clock()
    found: list[list[tuple[int, int]]] = []
    now = 0.0
    times: tuple[float, ...] = ()
    for salt in range(paths):
        if clock() - begun >= seconds:
            break
        engine = make()
        now, times = engine.now, tuple(_ends(engine, minutes, step))
        engine.salt(salt)
        engine.leave_to_model()
        found.append(list(_path(engine, times)))
    if len(found) < FEWEST or not times:
        return None
    table = np.array(found, dtype=np.float64)
    levels = np.quantile(table, QUANTILES, axis=0)
    coming = np.quantile(table[:, :, 0].sum(axis=1), QUANTILES)
    return Band(now, times, _rows(levels[:, :, 0]), tuple(coming.tolist()), _rows(levels[:, :, 1]), len(found))


def _ends(engine: Engine, minutes: float, step: float) -> Iterator[float]:
    """Yield the ends of the steps, the last one at the end of the run."""
    last = min(engine.now + minutes, engine.plan.end)
    count = int(np.ceil((last - engine.now) / step))
    yield from (min(engine.now + (k + 1) * step, last) for k in range(count))


def _path(engine: Engine, times: tuple[float, ...]) -> Iterator[tuple[int, int]]:
    """Yield the new mentions and the backlog of each step."""
    before = read_gauges(engine).mentions
    for instant in times:
        engine.advance(instant)
        gauges = read_gauges(engine)
        yield gauges.mentions - before, gauges.backlog
        before = gauges.mentions


def _rows(levels: FloatArray) -> Quantiles:
    return tuple(tuple(row) for row in levels.tolist())
