"""How fast an organisation answers: `pytest benchmarks/bench_response.py --benchmark-enable`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks import approval_chain
from sim.response.compiling import compile_plan
from sim.response.respond import respond
from sim.scenario.crisis import crisis_of
from sim.scenario.files import load_organisation, load_scenario

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture


def test_approval_chain(benchmark: BenchmarkFixture) -> None:
    """Two thousand cases pass the approval chain, plan and records included."""
    scenario, organisation = approval_chain.scenario(2_000), approval_chain.organisation()
    crisis = crisis_of(scenario, seed=1, replication=0)

    records = benchmark(
        respond,
        scenario,
        organisation,
        crisis.cascade,
        crisis.facts,
        seed=1,
        replication=0,
        unanswered=crisis.unanswered,
    )

    assert len(records.cases["key"]) == len(crisis.cascade)


@pytest.mark.parametrize("name", ["centralised", "dispersed"])
def test_shipped_organisation(benchmark: BenchmarkFixture, name: str) -> None:
    """A shipped organisation answers one replication of southwest-1380, its plan compiled once."""
    scenario, organisation = load_scenario("southwest-1380"), load_organisation(name)
    crisis = crisis_of(scenario, seed=1, replication=0)
    plan = compile_plan(scenario, organisation)

    records = benchmark(
        respond,
        scenario,
        organisation,
        crisis.cascade,
        crisis.facts,
        seed=1,
        replication=0,
        plan=plan,
        unanswered=crisis.unanswered,
    )

    assert len(records.cases["key"])
