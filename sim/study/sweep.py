"""Sweeps: the same organisations on a grid of variants of a crisis, and who wins where."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any, Final

from sim.analysis.measures import tables
from sim.analysis.metrics import HEADLINES, Metric, evaluate
from sim.analysis.selection import lead
from sim.organisation.organisation import Organisation
from sim.scenario.crisis import at_start
from sim.scenario.model import Scenario
from sim.scenario.variants import at_load, with_facts_needed
from sim.study.replicate import DEFAULT_SEED, replicate

if TYPE_CHECKING:
    from pandas import DataFrame


# What one may win by. Fewest staff hours are no victory: who answers nobody has none.
CONTESTS: Final = tuple(metric for metric in HEADLINES if metric.name != "staff_hours")


@dataclass(frozen=True)
class Point:
    """One variant of a crisis: its load and how many cases need a fact, as factors, and its start ("": as written)."""

    load: float = 1.0
    facts: float = 1.0
    start: str = ""

    def of(self, scenario: Scenario) -> Scenario:
        """Return the variant; raises ValueError as `at_load`, `with_facts_needed` and `at_start` do."""
        varied = with_facts_needed(at_load(scenario, self.load), self.facts)
        return at_start(varied, self.start) if self.start else varied


@dataclass(frozen=True, eq=False)
class Sweep:
    """What a sweep gave.

    Attributes:
        values: Columns load, facts, start, organisation, metric, value, n: means over replications.
        leads: Columns load, facts, start, metric, leader, winner, value, second, lead, margin, level_with (names with
            commas between); one row a point and contest. `winner` is empty where the lead may be chance.
    """

    values: DataFrame
    leads: DataFrame


def grid(
    loads: Iterable[float] = (1.0,), facts: Iterable[float] = (1.0,), starts: Iterable[str] = ("",)
) -> list[Point]:
    """Return all combinations, in the order of starts, facts and loads."""
    return [Point(load, fact, start) for start, fact, load in product(starts, facts, loads)]


def sweep(
    scenario: Scenario,
    organisations: Sequence[Organisation],
    points: Sequence[Point],
    *,
    replications: int = 50,
    seed: int = DEFAULT_SEED,
    metrics: Sequence[Metric] = HEADLINES,
    contests: Sequence[Metric] = CONTESTS,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Sweep:
    """Return how the organisations do on each variant of a crisis, and who wins there.

    Args:
        scenario: The crisis.
        organisations: Two or more; with equal resources if structures are the question (`equalise`).
        points: The variants (`grid`).
        replications: At each point.
        seed: The same at every point, so that points share their luck.
        metrics: By which organisations are told.
        contests: By which one may win; each has a better direction.
        workers: Processes; all cores by default.
        progress: Called with (done, all) points.

    Raises:
        ValueError: If a variant is not possible, or a contest has no better direction.
        SpecError: If an organisation does not fit the scenario.
    """
    import pandas as pd

    variants = [point.of(scenario) for point in points]
    values: list[dict[str, Any]] = []
    leads: list[dict[str, Any]] = []
    for done, (point, variant) in enumerate(zip(points, variants, strict=True)):
        if progress is not None:
            progress(done, len(points))
        study = replicate(variant, organisations, replications=replications, seed=seed, workers=workers)
        where = {"load": point.load, "facts": point.facts, "start": point.start}
        logs = {name: tables(study, name) for name in study.meta.organisations}
        for metric in metrics:
            for name, log in logs.items():
                column = evaluate(metric, log).dropna()
                row = {"organisation": name, "metric": metric.name, "value": column.mean(), "n": len(column)}
                values.append(where | row)
        for metric in contests:
            found = lead(study, metric)
            told = {"metric": metric.name, "leader": found.leader, "winner": found.winner, "value": found.value}
            told |= {"second": found.second, "lead": found.lead, "margin": found.margin}
            leads.append(where | told | {"level_with": ", ".join(found.level_with)})
    if progress is not None:
        progress(len(points), len(points))
    return Sweep(pd.DataFrame(values), pd.DataFrame(leads))
