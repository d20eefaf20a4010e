"""The facts of one replication: those of the file, and those that come out at random."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.distributions import quantile
from sim.keys import mix64, name_key, stream, uniform
from sim.scenario.model import Scenario
from sim.units import tick


@dataclass(frozen=True)
class KnownFact:
    """One fact of one replication; instants in minutes.

    `order` is its place by (at, name); `known` is `operations` (at once) or `detected`; `cause`: it names a cause that
    can be mended.
    """

    order: int
    name: str
    topic: str
    at: float
    known: str
    confirmed: float
    level: int
    key: int
    cause: bool = False


def draw_facts(scenario: Scenario, *, seed: int, replication: int) -> tuple[KnownFact, ...]:
    """Return all facts of a replication in order of (at, name).

    Random facts are the arrivals of a unit Poisson process, by address, scaled by the rate: a shorter mean distance
    moves them all earlier and adds some at the end.

    Source: docs/model.md, section 6.
    """
    found = [(f.at, f.name, f.topic, f.known, f.confirmed_at, f.level, f.cause) for f in scenario.facts]
    rate = scenario.fact_rate
    if rate is not None:
        root = stream(seed, replication)
        key = mix64(name_key("fact rate"))
        elapsed, number = 0.0, 0
        while True:
            gap = -np.log1p(-uniform(root, key, name_key("fact gap"), number)) * rate.every
            elapsed += float(gap)
            if elapsed >= rate.during:
                break
            delay = quantile(rate.confirm_after, uniform(root, key, name_key("fact confirmed"), number))
            at = tick(elapsed)
            number += 1
            found.append((at, f"fact {number}", rate.topic, rate.known, at + float(delay), 3, False))
    return tuple(
        KnownFact(order, name, topic, at, known, confirmed, level, _key(name), cause)
        for order, (at, name, topic, known, confirmed, level, cause) in enumerate(sorted(found))
    )


def _key(name: str) -> int:
    return int(mix64(name_key("fact"), name_key(name), 0))
