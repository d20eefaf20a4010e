"""Threads that are answered: a crisis in which each of many mentions at minute 0 has a thread and a case of its own."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from sim.oracles.estimates import Estimate, ratio
from sim.oracles.oracle import crisis_text, run
from sim.record.log import Records

BRANCHING = 0.7
HALF_LIFE = 10.0
RATE = math.log(2) / HALF_LIFE


def threads_text(
    seeds: int,
    *,
    branching: float = BRANCHING,
    reply: float = 1.0,
    contradiction: float = 1.0,
    kinds: str = "{question: {share: 1, levels: {L1: 1}}}",
    kind: str = "question",
    facts_needed: str = "{}",
) -> str:
    """Return a crisis whose first mentions alone reach the threshold of a case.

    Args:
        seeds: Mentions at minute 0.
        branching: Mean children of a mention.
        reply: Effect of a reply on later edges of its thread.
        contradiction: Effect of a contradiction, and with it the envelope of the cascade.
        kinds: Of the mentions that follow.
        kind: Of the first mentions.
        facts_needed: Share of cases that need a fact of another department, by level.
    """
    kernel, few = f"kernel: {{exponential: {{half_life: {HALF_LIFE} min}}}}", "{minimum: 300, exponent: 900, cap: 5000}"
    shock = f"{{name: first, at: 0 min, channel: x, topic: crisis, count: {seeds}, reach: 5000, kind: {kind}}}"
    return crisis_text(
        horizon="20 d",
        channels=f"x: {{self_excitation: {branching}, {kernel}, case_threshold: 5000, reach: {few}}}",
        spread=f"{{kind: hawkes, mark_power: 0, shocks: [{shock}]}}",
        kinds=kinds,
        reply=reply,
        contradiction=contradiction,
        facts_needed=facts_needed,
    )


def threads_runs(crisis: str, *organisations: str, seed: int, replications: int) -> list[list[Records]]:
    """Return the runs of each organisation."""
    return [list(runs) for runs in zip(*run(crisis, *organisations, seed=seed, replications=replications), strict=True)]


def mean_cluster(runs: Sequence[Records], seeds: int) -> Estimate:
    """Return the mean number of mentions that survive of each of the first ones, itself included."""
    surviving = np.array([records.totals["mentions_surviving"] for records in runs])
    return ratio(surviving, np.full(len(runs), float(seeds)))
