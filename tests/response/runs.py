"""Runs with commands, and what two of them have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import numpy as np

from sim.organisation.organisation import Organisation
from sim.record.log import Records
from sim.response.commands import Command
from sim.response.engine import Engine, start
from sim.response.probe import Probe
from sim.response.respond import records_of
from sim.response.steering import Steering
from sim.scenario.crisis import crisis_of
from sim.scenario.files import load_organisation, load_scenario
from sim.scenario.model import Scenario
from sim.spread.hawkes import Shock

SEED = 20261122
TABLES = ("cases", "mentions", "statements", "staff", "events")
Given = tuple[float, Command]
scenario_of = cache(load_scenario)
organisation_of = cache(load_organisation)


def engine_of(
    scenario: str | Scenario,
    organisation: str | Organisation = "centralised",
    *,
    seed: int = SEED,
    probes: tuple[Probe, ...] = (),
    steering: Steering | None = None,
) -> Engine:
    """Return an engine at minute 0."""
    story = scenario_of(scenario) if isinstance(scenario, str) else scenario
    house = organisation_of(organisation) if isinstance(organisation, str) else organisation
    crisis = crisis_of(story, seed=seed, replication=0)
    return start(story, house, crisis.cascade, crisis.facts, seed=seed, replication=0, probes=probes, steering=steering)


def given(engine: Engine, commands: Iterable[Given]) -> Engine:
    """Give an engine commands, in their order."""
    for number, (at, command) in enumerate(commands):
        engine.command(at, command, number)
    return engine


def finished(engine: Engine, steps: Sequence[float] = ()) -> Records:
    """Return the tables of a run that is advanced in steps."""
    for until in steps:
        engine.advance(until)
    engine.finish()
    return records_of(engine)


def differences(one: Records, other: Records) -> list[str]:
    """Return which columns of two runs differ."""
    found = [f"totals.{name}" for name, value in one.totals.items() if not _same(value, other.totals[name])]
    for table in TABLES:
        mine, theirs = getattr(one, table), getattr(other, table)
        for name, column in mine.items():
            if len(column) != len(theirs[name]):
                found.append(f"{table}: {len(column)} rows against {len(theirs[name])}")
                break
            if not _same(column, theirs[name]):
                found.append(f"{table}.{name}")
    return found


def _same(one: Any, other: Any) -> bool:
    mine = np.asarray(one)
    return np.array_equal(mine, np.asarray(other), equal_nan=mine.dtype.kind == "f")


def shock(name: str = "leak", **changes: Any) -> Shock:
    """Return a shock of 40 mentions on facebook, on the topic of product-rumour-small, with changes."""
    values = {"name": name, "at": "0 min", "channel": "facebook", "topic": "safety", "count": 40}
    return Shock.model_validate(values | changes)


def with_shocks(scenario: Scenario, *shocks: Shock) -> Scenario:
    """Return a scenario whose file would list more shocks."""
    spread: Any = scenario.spread
    return scenario.model_copy(update={"spread": spread.model_copy(update={"shocks": [*spread.shocks, *shocks]})})
