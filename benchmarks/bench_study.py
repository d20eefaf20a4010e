"""How fast a study goes: `pytest benchmarks/bench_study.py --benchmark-enable`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.files import load_organisation, load_scenario
from sim.study.replicate import replicate

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture


def test_ten_paired_replications(benchmark: BenchmarkFixture) -> None:
    """Ten replications of southwest-1380 under the default pair run in this process."""
    scenario = load_scenario("southwest-1380")
    organisations = [load_organisation(name) for name in ("centralised", "dispersed")]

    study = benchmark(replicate, scenario, organisations, replications=10, seed=1, workers=1)

    assert not study.failures
