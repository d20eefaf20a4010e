"""How fast a cascade grows: `pytest benchmarks/bench_spread.py --benchmark-enable`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.crisis import generate
from sim.scenario.files import load_scenario
from sim.spread.hawkes import Hawkes

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

MENTIONS = 100_000


def test_cascade_of_100_000_mentions(benchmark: BenchmarkFixture) -> None:
    """A cascade of about 100,000 mentions grows, with warp, marks and several channels."""
    base = load_scenario("southwest-1380")
    assert isinstance(base.spread, Hawkes)
    size = len(generate(base, seed=1))
    shocks = [shock.model_copy(update={"count": round(shock.count * MENTIONS / size)}) for shock in base.spread.shocks]
    spread = base.spread.model_copy(update={"shocks": shocks})
    scenario = base.model_copy(update={"spread": spread})

    cascade = benchmark(generate, scenario, seed=1)

    assert 0.5 * MENTIONS < len(cascade) < 2 * MENTIONS
