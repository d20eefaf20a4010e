"""Variants of a crisis for sweeps."""

from __future__ import annotations

import numpy as np
import pytest

from sim.scenario.crisis import generate
from sim.scenario.files import load_scenario
from sim.scenario.variants import at_load, with_facts_needed
from sim.spread.hawkes import Hawkes


def test_twice_the_load_is_twice_the_mentions_from_outside() -> None:
    """Counts and background double; the first claim and the clip, single posts, stay single."""
    scenario = load_scenario("product-rumour")

    double = at_load(scenario, 2.0)

    assert isinstance(scenario.spread, Hawkes)
    assert isinstance(double.spread, Hawkes)
    counts = [(a.count, b.count) for a, b in zip(scenario.spread.shocks, double.spread.shocks, strict=True)]
    assert all(after == (before if before == 1 else 2 * before) for before, after in counts)
    assert {before for before, _ in counts} >= {1, 30}
    assert double.channels["x"].background_per_hour == 2 * scenario.channels["x"].background_per_hour
    assert [r.count for r in double.spread.reignitions] == [2 * r.count for r in scenario.spread.reignitions]


def test_a_smaller_load_keeps_the_keys_of_what_is_left() -> None:
    """Every mention of half the load is one of the whole: the points of a sweep share their luck.

    Fails when counts enter the keys.
    """
    scenario = load_scenario("product-rumour-small")

    whole, half = generate(scenario, seed=3), generate(at_load(scenario, 0.5), seed=3)

    assert 0 < len(half) < len(whole)
    assert np.isin(half.key, whole.key).all()


def test_a_trace_has_the_load_that_it_has() -> None:
    """A replayed crisis cannot be made larger, and a load of nothing is none."""
    with pytest.raises(
        ValueError, match=r"^trace-demo replays a trace; only a crisis that is generated can"
    ):
        at_load(load_scenario("trace-demo"), 2.0)
    with pytest.raises(ValueError, match=r"^the load is 0; it must be above 0$"):
        at_load(load_scenario("product-rumour"), 0.0)


def test_facts_needed_are_scaled_and_stay_shares() -> None:
    """Twice .3 is .6, twice .7 is no more than 1."""
    scenario = load_scenario("product-rumour")

    needed = with_facts_needed(scenario, 2.0).cases.facts_needed

    assert needed == {2: 0.6, 3: 1.0}
    assert with_facts_needed(scenario, 0.0).cases.facts_needed == {2: 0.0, 3: 0.0}
    with pytest.raises(ValueError, match=r"^the factor on facts needed is -1; it must not be negative$"):
        with_facts_needed(scenario, -1.0)
