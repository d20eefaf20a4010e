"""How fast the engine is beside plain SimPy: `python -m benchmarks.peers [cases] [rounds]`.

Both run the approval chain for equally many cases, by turns in one process, because only a ratio within one run means
something on a shared machine. The engine's side is all that a study does: cascade, plan, run and the records.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from benchmarks import approval_chain, plain_simpy
from sim.record.log import Records
from sim.response.respond import respond
from sim.scenario.crisis import crisis_of

CASES = 20_000
ROUNDS = 7


@dataclass(frozen=True)
class Timing:
    """One round of one engine: processor seconds, cases, and the two means that must agree."""

    seconds: float
    cases: int
    cycle: float
    visits: float

    @property
    def per_case(self) -> float:
        """Microseconds a case."""
        return self.seconds / self.cases * 1e6


def tocsin(cases: int, seed: int) -> Timing:
    """Run the engine, from the scenario to the records."""
    scenario, organisation = approval_chain.scenario(cases), approval_chain.organisation()
    started = time.process_time()
    crisis = crisis_of(scenario, seed=seed, replication=0)
    records = respond(scenario, organisation, crisis.cascade, crisis.facts, seed=seed, replication=0)
    seconds = time.process_time() - started
    return Timing(seconds, len(crisis.cascade), *_means(records))


def _means(records: Records) -> tuple[float, float]:
    """Return the mean cycle time, and the mean visits from the times that a case was rejected.

    A case that is rejected r times and then passes made 3 visits and, for each rejection, 1 to 3 more; the mean of
    those is that of the step at which a round is rejected, which `approval_chain.VISITS` is made of.
    """
    cases = records.cases
    answered = np.isfinite(cases["answered"])
    cycle = float(np.mean((cases["answered"] - cases["opened"])[answered]))
    keep = 1 - approval_chain.REJECTED
    wasted = sum(step * keep ** (step - 1) for step in (1, 2, 3)) * approval_chain.REJECTED / (1 - keep**3)
    return cycle, 3 + wasted * float(np.mean(cases["rejections"][answered]))


def plain(cases: int, seed: int) -> Timing:
    """Run the same model in plain SimPy."""
    started = time.process_time()
    cycle, visits = plain_simpy.run(cases, seed)
    return Timing(time.process_time() - started, cases, cycle, visits)
