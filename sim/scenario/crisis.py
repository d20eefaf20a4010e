"""One replication of a scenario's crisis: its cascade and its facts, the same for every organisation."""

from __future__ import annotations

from dataclasses import dataclass

from sim.clock import parse_start
from sim.scenario.facts import KnownFact, draw_facts
from sim.scenario.model import Scenario
from sim.spread import generate as spread
from sim.spread.cascade import Cascade, potential
from sim.spread.trace import Trace
from sim.units import BoolArray


@dataclass(frozen=True)
class Crisis:
    """What one replication brings: the envelope cascade, what of it exists if nobody answers, and the facts."""

    cascade: Cascade
    unanswered: BoolArray
    facts: tuple[KnownFact, ...]


def generate(scenario: Scenario, *, seed: int, replication: int = 0) -> Cascade:
    """Return the envelope cascade of one replication (docs/model.md, section 2).

    Args:
        scenario: The crisis.
        seed: Any integer >= 0.
        replication: Number of the replication, >= 0.

    Raises:
        CappedError: If the cascade reaches the cap on mentions.
        TraceError: If the trace's file is wrong.
    """
    return spread.generate(
        spread=scenario.spread,
        channels=scenario.channels,
        kind_shares={name: kind.share for name, kind in scenario.kinds.items()},
        clock=scenario.clock,
        horizon=scenario.horizon,
        envelope=scenario.envelope,
        seed=seed,
        replication=replication,
    )


def crisis_of(scenario: Scenario, *, seed: int, replication: int) -> Crisis:
    """Return cascade, potential mentions and facts of one replication."""
    cascade = generate(scenario, seed=seed, replication=replication)
    unanswered = potential(cascade, {name: channel.population for name, channel in scenario.channels.items()})
    return Crisis(cascade, unanswered, draw_facts(scenario, seed=seed, replication=replication))


def at_start(scenario: Scenario, start: str) -> Scenario:
    """Return the scenario moved to another start: crisis, facts and injects move together.

    Args:
        scenario: The crisis.
        start: A weekday and time (`Tue 10:00`: the first such day not before the scenario's date), or a date and time.

    Raises:
        ValueError: If the text is neither.
    """
    clock = parse_start(start, scenario.clock)
    changes: dict[str, object] = {"start": f"{clock.local(0.0):%Y-%m-%d %H:%M}"}
    if isinstance(scenario.spread, Trace) and scenario.spread.time_format == "iso" and scenario.spread.origin is None:
        # Without this the times of an ISO trace would stay where they were while the start moves.
        changes["spread"] = scenario.spread.model_copy(update={"origin": scenario.start})
    return scenario.model_copy(update=changes)
