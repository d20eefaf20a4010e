"""The approval chain as one writes it in plain SimPy: a process a case, a `Resource` a step, a calendar function.

No log is kept but the two sums that the comparison checks.
"""

from __future__ import annotations

import math
import random
from collections.abc import Generator
from typing import Any

import simpy

from benchmarks.approval_chain import PER_MINUTE, REJECTED, REVIEWS, SERVERS, SHIFT
from sim.units import DAY

# Lognormal with coefficient of variation 1: sigma^2 = log 2, and the mean is exp(mu + sigma^2 / 2).
_SIGMA = math.sqrt(math.log(2.0))
_MU = tuple(math.log(mean) - _SIGMA**2 / 2 for mean in REVIEWS)


def end_of_work(now: float, work: float) -> float:
    """Return when `work` minutes that begin now are done by people who work during the first `SHIFT` of each day."""
    day, minute = divmod(now, DAY)
    if minute >= SHIFT:
        day, minute = day + 1, 0.0
    if minute + work <= SHIFT:
        return day * DAY + minute + work
    shifts, rest = divmod(minute + work, SHIFT)
    return (day + shifts) * DAY + rest if rest else (day + shifts - 1) * DAY + SHIFT


def run(cases: int, seed: int) -> tuple[float, float]:
    """Return the mean minutes from opening to approval, and the mean number of reviews, of so many cases."""
    rng = random.Random(seed)
    env = simpy.Environment()
    steps = [simpy.Resource(env, servers) for servers in SERVERS]
    cycles: list[float] = []
    reviews = 0

    def case() -> Generator[simpy.Event, Any, None]:
        nonlocal reviews
        opened = env.now
        step = 0
        while step < len(steps):
            with steps[step].request() as turn:
                yield turn
                work = rng.lognormvariate(_MU[step], _SIGMA)
                yield env.timeout(end_of_work(env.now, work) - env.now)
            reviews += 1
            step = 0 if rng.random() < REJECTED else step + 1
        cycles.append(env.now - opened)

    def arrivals() -> Generator[simpy.Event, Any, None]:
        for _ in range(cases):
            yield env.timeout(rng.expovariate(PER_MINUTE))
            env.process(case())

    env.process(arrivals())
    env.run()
    return sum(cycles) / cases, reviews / cases
