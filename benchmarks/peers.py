"""How fast the engine is beside plain SimPy: `python -m benchmarks.peers [cases] [rounds]`.

Both run the approval chain for equally many cases, by turns in one process, because only a ratio within one round
means something on a shared machine. The engine's side is all that a study does for one organisation: cascade, facts,
plan, run, and the tables of cases, mentions, statements and staff.
"""

from __future__ import annotations

import gc
import math
import statistics
import sys
import time
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from benchmarks import approval_chain, plain_simpy
from sim.record.log import Records
from sim.response.probe import Probe
from sim.response.respond import respond
from sim.scenario.crisis import crisis_of

CASES: Final = 20_000
ROUNDS: Final = 7
# In standard errors: of a mean over seven rounds a side, one run in 500 is beyond this by chance.
LARGEST_Z: Final = 4.0
COUNTED_ROUNDS: Final = 3


@dataclass(frozen=True)
class Timing:
    """One round of one engine: processor seconds, cases, and the mean minutes from opening to approval."""

    seconds: float
    cases: int
    cycle: float

    @property
    def per_case(self) -> float:
        """Microseconds a case."""
        return self.seconds / self.cases * 1e6


class _Reviews(Probe):
    """Counts the reviews of a run."""

    def __init__(self) -> None:
        self.ended = 0

    def stage_ended(self, now: float, case: Any, stage: str, person: str) -> None:  # noqa: ARG002
        self.ended += 1


def tocsin(cases: int, seed: int) -> Timing:
    """Run the engine, from the scenario to the records."""
    scenario, organisation = approval_chain.scenario(cases), approval_chain.organisation()
    gc.collect()
    started = time.process_time()
    crisis = crisis_of(scenario, seed=seed, replication=0)
    records = respond(
        scenario, organisation, crisis.cascade, crisis.facts, seed=seed, replication=0, unanswered=crisis.unanswered
    )
    seconds = time.process_time() - started
    return Timing(seconds, len(crisis.cascade), _cycle(records))


def _cycle(records: Records) -> float:
    return float(np.nanmean(records.cases["answered"] - records.cases["opened"]))


def reviews_a_case(cases: int, seed: int) -> float:
    """Return the engine's mean number of reviews a case, counted by a probe, which a timed run goes without."""
    scenario, organisation = approval_chain.scenario(cases), approval_chain.organisation()
    crisis, probe = crisis_of(scenario, seed=seed, replication=0), _Reviews()
    respond(scenario, organisation, crisis.cascade, crisis.facts, seed=seed, replication=0, probes=(probe,))
    return probe.ended / len(crisis.cascade)


def plain(cases: int, seed: int) -> tuple[Timing, float]:
    """Run the same model in plain SimPy; return its timing and its mean number of reviews a case."""
    gc.collect()
    started = time.process_time()
    cycle, reviews = plain_simpy.run(cases, seed)
    return Timing(time.process_time() - started, cases, cycle), reviews


def z_of_cycles(ours: list[Timing], theirs: list[Timing]) -> float:
    """Return the difference of the mean cycle times in its standard errors, which the rounds show."""
    a, b = [t.cycle for t in ours], [t.cycle for t in theirs]
    error = math.sqrt(statistics.variance(a) / len(a) + statistics.variance(b) / len(b))
    return (statistics.mean(a) - statistics.mean(b)) / error


def z_of_reviews(ours: list[float], theirs: list[float], cases: int) -> float:
    """Return the difference of the mean reviews a case in its standard errors, which theory gives."""
    error = approval_chain.reviews_deviation() * math.sqrt(1 / (len(ours) * cases) + 1 / (len(theirs) * cases))
    return (statistics.mean(ours) - statistics.mean(theirs)) / error


def main(cases: int = CASES, rounds: int = ROUNDS) -> None:
    """Print the ratio of the two, after checking that both have simulated the same thing.

    Args:
        cases: About how many cases a round has.
        rounds: How many rounds, at least 2.

    Raises:
        AssertionError: If mean cycle times or reviews differ by more than chance.
    """
    tocsin(200, 0)  # imports and caches
    ours: list[Timing] = []
    theirs: list[Timing] = []
    their_reviews: list[float] = []
    for seed in range(rounds):
        ours.append(tocsin(cases, seed))
        timing, reviews = plain(ours[-1].cases, seed)
        theirs.append(timing)
        their_reviews.append(reviews)
    our_reviews = [reviews_a_case(cases, seed) for seed in range(min(rounds, COUNTED_ROUNDS))]
    cycle = z_of_cycles(ours, theirs)
    print(f"cycle   tocsin {_mean(ours):.0f} min, plain SimPy {_mean(theirs):.0f} min, z = {cycle:+.1f}")
    visits = z_of_reviews(our_reviews, their_reviews, cases)
    print(
        f"reviews tocsin {statistics.mean(our_reviews):.3f}, plain SimPy {statistics.mean(their_reviews):.3f}, "
        f"theory {approval_chain.REVIEWS_A_CASE:.3f}, z = {visits:+.1f}"
    )
    assert abs(cycle) < LARGEST_Z, "the two engines differ in cycle time"
    assert abs(visits) < LARGEST_Z, "the two engines differ in reviews"
    ratios = sorted(b.per_case / a.per_case for a, b in zip(ours, theirs))
    fast, slow = (statistics.median(t.per_case for t in part) for part in (ours, theirs))
    print(
        f"tocsin {fast:.1f} us a case, {slow / fast:.2f}x plain SimPy ({slow:.1f} us); "
        f"{rounds} rounds of {cases:,} cases, {ratios[0]:.2f}x to {ratios[-1]:.2f}x"
    )


def _mean(timings: list[Timing]) -> float:
    return statistics.mean(timing.cycle for timing in timings)


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
