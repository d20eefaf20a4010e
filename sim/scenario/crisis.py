"""One replication of a scenario's crisis: its cascade and its facts, the same for every organisation."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sim.clock import parse_start
from sim.keys import mix64, name_key, stream
from sim.scenario.facts import KnownFact, draw_facts
from sim.scenario.model import Scenario
from sim.spread.cascade import Cascade, potential
from sim.spread.generate import generate as generate_spread
from sim.spread.generate import generate_shock
from sim.spread.hawkes import Shock
from sim.spread.redraw import redraw, salted_root
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
    return generate_spread(
        spread=scenario.spread,
        channels=scenario.channels,
        kind_shares={name: kind.share for name, kind in scenario.kinds.items()},
        clock=scenario.clock,
        horizon=scenario.horizon,
        envelope=scenario.envelope,
        seed=seed,
        replication=replication,
    )


def shock_of(scenario: Scenario, shock: Shock, *, seed: int, replication: int, salt: int | None = None) -> Cascade:
    """Return the mentions that a shock brings to a replication, as if it stood in the scenario's file.

    With a salt they are those of another future (`another_future`).

    Raises:
        CappedError: If it alone reaches the cap on mentions.
    """
    return generate_shock(
        shock,
        spread=scenario.spread,
        channels=scenario.channels,
        kind_shares={name: kind.share for name, kind in scenario.kinds.items()},
        clock=scenario.clock,
        horizon=scenario.horizon,
        envelope=scenario.envelope,
        seed=seed,
        replication=replication,
        salt=salt,
    )


def another_future(
    scenario: Scenario,
    cascade: Cascade,
    happened: int,
    now: float,
    salt: int,
    *,
    added: Sequence[Shock],
    seed: int,
    replication: int,
) -> Cascade:
    """Return a cascade of which what has happened stays and what is later than `now` is drawn anew.

    Args:
        scenario: The crisis.
        cascade: What is under way.
        happened: How many of its mentions have happened.
        now: Until when (minutes since the start).
        salt: Which future.
        added: The shocks that have been added so far, with their instants.
        seed: Seed of the study.
        replication: Number of the replication.

    Raises:
        CappedError: If the cascade reaches the cap on mentions.
    """
    return redraw(
        cascade,
        happened,
        now,
        salt,
        spread=scenario.spread,
        added=added,
        channels=scenario.channels,
        kind_shares={name: kind.share for name, kind in scenario.kinds.items()},
        clock=scenario.clock,
        horizon=scenario.horizon,
        root=stream(seed, replication),
    )


def other_facts(
    scenario: Scenario,
    facts: tuple[KnownFact, ...],
    now: float,
    salt: int,
    *,
    added: Collection[str],
    seed: int,
    replication: int,
) -> tuple[KnownFact, ...]:
    """Return the facts of another future: what comes out at random after `now` is drawn anew, the others stay.

    What comes at random has no memory: the later part of a fresh draw is a draw of the later part.

    Args:
        scenario: The crisis.
        facts: Those of the run.
        now: Until when they have come (minutes since the start).
        salt: Which future.
        added: The names of the facts that have been added.
        seed: Seed of the study.
        replication: Number of the replication.
    """
    if scenario.fact_rate is None:
        return facts
    named = {*added, *(fact.name for fact in scenario.facts)}
    ours = [fact for fact in facts if fact.at <= now or fact.name in named]
    alone = scenario.model_copy(update={"facts": []})
    fresh = draw_facts(alone, seed=salted_root(stream(seed, replication), salt), replication=replication)
    for fact in fresh:
        if fact.at > now:
            name = f"{fact.name} of future {salt}"
            ours.append(replace(fact, name=name, key=fact_key(name)))
    ours.sort(key=lambda fact: (fact.at, fact.name))
    return tuple(replace(fact, order=order) for order, fact in enumerate(ours))


def fact_key(name: str) -> int:
    """Return the address of what belongs to a fact and to none of its cases."""
    return int(mix64(name_key("fact"), name_key(name), 0))


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
