"""Variants of a crisis, for sweeps: more or less of it, and more or fewer cases that need a fact.

A variant has the same keys: with less load a shock has the first of its mentions only, over the same time, and with
more it has some on top. So the points of a sweep share most of their luck.
"""

from __future__ import annotations

from typing import TypeVar

from sim.scenario.model import Scenario
from sim.spread.hawkes import Hawkes, Reignition, Shock

_Shock = TypeVar("_Shock", Shock, Reignition)


def at_load(scenario: Scenario, factor: float) -> Scenario:
    """Return the scenario with `factor` times as many mentions from outside: shocks, reignitions and background.

    Counts are rounded, half to even, and single mentions (a first post, a clip) stay single: they are the crisis.

    Raises:
        ValueError: If the factor is not above 0, or the scenario replays a trace, which is what it is.
    """
    if not factor > 0:
        raise ValueError(f"the load is {factor:g}; it must be above 0")
    if factor == 1:
        return scenario
    spread = scenario.spread
    if not isinstance(spread, Hawkes):
        raise ValueError(f"{scenario.name} replays a trace; only a crisis that is generated can have another load")
    channels = {
        name: channel.model_copy(update={"background_per_hour": channel.background_per_hour * factor})
        for name, channel in scenario.channels.items()
    }
    changes = {
        "shocks": [_scaled(shock, factor) for shock in spread.shocks],
        "reignitions": [_scaled(shock, factor) for shock in spread.reignitions],
    }
    return scenario.model_copy(update={"channels": channels, "spread": spread.model_copy(update=changes)})


def _scaled(shock: _Shock, factor: float) -> _Shock:
    return shock if shock.count <= 1 else shock.model_copy(update={"count": max(1, round(shock.count * factor))})


def with_facts_needed(scenario: Scenario, factor: float) -> Scenario:
    """Return the scenario in which `factor` times as many cases need a fact from another department, none above 1.

    Raises:
        ValueError: If the factor is negative.
    """
    if factor < 0:
        raise ValueError(f"the factor on facts needed is {factor:g}; it must not be negative")
    needed = {level: min(1.0, share * factor) for level, share in scenario.cases.facts_needed.items()}
    return scenario.model_copy(update={"cases": scenario.cases.model_copy(update={"facts_needed": needed})})
