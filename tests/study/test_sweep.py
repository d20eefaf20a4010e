"""Sweeps over variants of a crisis."""

from __future__ import annotations

import pytest

from sim.analysis.measures import tables
from sim.analysis.metrics import evaluate, metric
from sim.scenario.files import load_organisation, load_scenario
from sim.scenario.variants import at_load
from sim.study.replicate import replicate
from sim.study.sweep import Point, grid, sweep


def test_a_point_is_a_study_of_its_variant() -> None:
    """The values of load .5 are those of a study of that crisis, and there is one lead a point and contest."""
    scenario = load_scenario("product-rumour-small")
    organisations = [load_organisation(name) for name in ("centralised", "dispersed")]

    found = sweep(scenario, organisations, grid(loads=(0.5, 1.0)), replications=3, seed=5, workers=1)

    study = replicate(at_load(scenario, 0.5), organisations, replications=3, seed=5, workers=1)
    mean = evaluate(metric("answered_1h"), tables(study, "dispersed")).mean()
    rows = found.values.query("load == 0.5 and organisation == 'dispersed' and metric == 'answered_1h'")
    assert rows["value"].tolist() == [mean]
    assert len(found.leads) == 2 * 4
    assert "staff_hours" not in set(found.leads["metric"])
    assert set(found.leads["leader"]) <= {"centralised", "dispersed"}


def test_grid_is_all_combinations() -> None:
    """Two loads at two starts are four points, the load changing first."""
    points = grid(loads=(1.0, 2.0), starts=("Tue 10:00", "Fri 20:00"))

    assert points[:2] == [Point(1.0, 1.0, "Tue 10:00"), Point(2.0, 1.0, "Tue 10:00")]
    assert len(points) == 4


def test_an_impossible_variant_is_refused_before_anything_runs() -> None:
    """A trace has no other load; the sentence says so."""
    organisations = [load_organisation(name) for name in ("centralised", "dispersed")]

    with pytest.raises(ValueError, match=r"^trace-demo replays a trace"):
        sweep(load_scenario("trace-demo"), organisations, grid(loads=(2.0,)), replications=1)
