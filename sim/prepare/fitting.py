"""What fits a crisis: when it is busy, how large a wave is, where people talk; and which objective serves what."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from sim.drill.definition import Objective
from sim.scenario.model import Scenario
from sim.spread.hawkes import Hawkes

INFORMATION: Final = "Public Information and Warning"
COORDINATION: Final = "Operational Coordination"
INTELLIGENCE: Final = "Intelligence and Information Sharing"
ASSESSMENT: Final = "Situational Assessment"
PLANNING: Final = "Planning"

_SOCIAL: Final = ("x", "facebook", "reddit", "instagram", "forum", "video", "linkedin", "blog")
# Where a scenario says nothing of its size, as a recorded one: mentions that its surges are measured by.
_MIDDLING: Final = 250


def serving(objectives: Sequence[Objective], capability: str) -> str | None:
    """Return the id of the first objective of a capability, else of the first of all; None without objectives."""
    fitting = [one.id for one in objectives if one.capability == capability]
    return next(iter([*fitting, *(one.id for one in objectives)]), None)


def busy_rate(scenario: Scenario) -> int:
    """Return the mentions an hour at which a person would look up: five times the ordinary traffic, at least 10."""
    ordinary = sum(channel.background_per_hour for channel in scenario.channels.values())
    return max(10, 5 * math.ceil(ordinary))


def surge(scenario: Scenario, share: float) -> int:
    """Return a number of mentions that is felt in this crisis: a share of all that its shocks bring, at least 3."""
    spread = scenario.spread
    total = sum(shock.count for shock in spread.shocks) if isinstance(spread, Hawkes) else 0
    return max(3, round(share * (total or _MIDDLING)))


def last_wave(scenario: Scenario) -> float:
    """Return the minute at which the last planned wave of a crisis is over; infinity for a recorded one."""
    spread = scenario.spread
    if not isinstance(spread, Hawkes):
        return math.inf
    return max((shock.at + shock.over for shock in spread.scripted), default=0.0)


def social_channel(scenario: Scenario) -> str:
    """Return the channel on which people talk among themselves."""
    return next((name for name in _SOCIAL if name in scenario.channels), next(iter(scenario.channels)))


def kind_of(scenario: Scenario, *wanted: str) -> str | None:
    """Return the first kind that the scenario has; None leaves it to the scenario's own shares."""
    return next((kind for kind in wanted if kind in scenario.kinds), None)
