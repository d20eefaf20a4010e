"""Reading C of a drill, the model only: where it fell among runs in which nobody is at the table.

Runs are on other replications of the crisis, over the drill's length; the model's own people decide everything.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.survival import mean_interval
from sim.counterfactual.measures import MEASURES, measure
from sim.drill.drill import Drill, until, with_organisation
from sim.drill.session import Session
from sim.organisation.organisation import Organisation
from sim.record.log import Records
from sim.response.respond import records_of
from sim.scenario.crisis import Crisis
from sim.units import TICK


@dataclass(frozen=True)
class Placement:
    """Where a drill fell among model runs, in one measure."""

    drill: float
    median: float
    low: float
    high: float
    percentile: float


@dataclass(frozen=True)
class ModelOnly:
    """Reading C.

    Attributes:
        runs: How many replications.
        own: Where the drill fell among model runs of its own organisation, by measure.
        differences: The other organisation minus the own one, paired: mean, low, high of the 95 % interval.
    """

    organisation: str
    other: str
    runs: int
    own: dict[str, Placement]
    differences: dict[str, tuple[float, float, float]]


def model_only(
    session: Session,
    other: Organisation,
    *,
    runs: int = 100,
    done: Callable[[int], None] = lambda _: None,
) -> ModelOnly:
    """Return reading C: model runs of the drill's length on other replications of the crisis, nobody at the table.

    Injects come when they came in the drill; the drill itself is replication 0 and is not among the runs.
    """
    end = max(session.closed_at, session.begins + 1.0)
    here = until(session.drill, end)
    there = until(with_organisation(session.drill, other), end)
    own: list[dict[str, float]] = []
    theirs: list[dict[str, float]] = []
    for replication in range(1, runs + 1):
        crisis = here.crisis(replication)
        for drill, found in ((here, own), (there, theirs)):
            found.append(measure(_alone(drill, session, replication, crisis), begins=session.begins, end=end))
        done(replication)
    drilled = measure(session.records(), begins=session.begins, end=end)
    return ModelOnly(
        organisation=session.drill.organisation.name,
        other=other.name,
        runs=runs,
        own={one.name: _placed(drilled[one.name], [run[one.name] for run in own]) for one in MEASURES},
        differences={one.name: _paired(own, theirs, one.name) for one in MEASURES},
    )


def _alone(drill: Drill, played: Session, replication: int, crisis: Crisis) -> Records:
    """Return the tables of a run in which the model's own people decide everything."""
    alone = Session(drill, crisis=crisis, replication=replication, steered=False)
    for one in played.injects.values():
        if not math.isnan(one.released_at):
            alone.act(one.inject, max(one.released_at, alone.now) + TICK)
    alone.engine.finish()
    return records_of(alone.engine)


def _placed(value: float, runs: Sequence[float]) -> Placement:
    values = np.array([run for run in runs if not math.isnan(run)])
    if not len(values) or math.isnan(value):
        return Placement(value, math.nan, math.nan, math.nan, math.nan)
    low, median, high = np.quantile(values, (0.1, 0.5, 0.9), method="inverted_cdf")
    # Runs below, and half of those that are equal.
    below = float(np.mean(values < value) + 0.5 * np.mean(values == value))
    return Placement(value, float(median), float(low), float(high), 100 * below)


def _paired(
    own: Sequence[dict[str, float]], theirs: Sequence[dict[str, float]], name: str
) -> tuple[float, float, float]:
    """Return the mean difference with its interval over the runs in which both have a number."""
    pairs = [(a[name], b[name]) for a, b in zip(own, theirs)]
    gaps = np.array([b - a for a, b in pairs if math.isfinite(a) and math.isfinite(b)])
    if len(gaps) < 2:
        return math.nan, math.nan, math.nan
    mean, low, high = mean_interval(gaps)
    return float(mean), float(low), float(high)
