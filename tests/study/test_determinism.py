"""Same scenario, organisations and seed: the same tables, however the work is spread and whoever else takes part."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Sequence

import pytest
from joblib.externals.loky import reusable_executor

from sim.organisation.organisation import Organisation
from sim.record.digest import table_digest
from sim.record.schema import SCHEMA
from sim.record.study import Study
from sim.scenario.files import organisation_from_text, scenario_from_text
from sim.study.replicate import replicate

CRISIS = scenario_from_text(
    """tocsin: 1
name: crisis
start: 2026-03-03 09:00
timezone: UTC
horizon: 6 h
main_topic: smoke
channels: {x: , news: }
spread:
  kind: hawkes
  shocks:
    - {name: first, at: 0 min, over: 2 h, channel: x, topic: smoke, count: 30}
facts:
  - {name: the smoke, topic: smoke, at: 0 min, confirmed: 1 h, level: L3}
"""
)
HOUSE = """tocsin: 1
name: house
structure:
  desks:
    desk: {channels: all, members: [officer]}
  modes:
    trigger: {volume: {cases: 3, over: 30 min}}
    activation: {exponential: {mean: 10 min}}
    exit: {cases: 2, over: 1 h}
    crisis: {overhead: .1}
  authority: {officer: L1, head: L4}
  approval:
    L2: [{role: head, review: 5 min}]
  stages: {draft: {exponential: {mean: 5 min}}}
resources:
  people:
    - {role: officer, count: 2, calendar: 3x8}
    - {role: head, count: 1, calendar: office}
"""
PAIR = [
    organisation_from_text(HOUSE),
    organisation_from_text(HOUSE.replace("name: house", "name: bold").replace("officer: L1", "officer: L4")),
]
THREE = [*PAIR, organisation_from_text(HOUSE.replace("name: house", "name: large").replace("count: 2", "count: 4"))]


def digests(study: Study, organisation: str | None = None) -> dict[str, str]:
    """Return the digest of every table, of one organisation or of all."""
    own = study if organisation is None else study.select(organisation)
    return {name: table_digest(name, own.table(name)) for name in SCHEMA}


@pytest.fixture(scope="module")
def alone() -> Study:
    """Return eight replications of the pair, in one process."""
    return replicate(CRISIS, PAIR, replications=8, seed=7, workers=1)


def test_workers_change_no_table(alone: Study) -> None:
    """One process and two give identical tables.

    Fails, for example, when records are no longer sorted by replication in `Study.assemble`.
    """
    assert digests(replicate(CRISIS, PAIR, replications=8, seed=7, workers=2)) == digests(alone)


@pytest.mark.parametrize("organisations", [PAIR[::-1], THREE, THREE[::-1]], ids=["turned", "three", "three turned"])
def test_company_changes_no_table(organisations: Sequence[Organisation], alone: Study) -> None:
    """An organisation meets the same crisis with the same luck in any order and in any company."""
    study = replicate(CRISIS, organisations, replications=8, seed=7, workers=1)

    assert digests(study, "house") == digests(alone, "house")
    assert digests(study, "bold") == digests(alone, "bold")


@pytest.mark.parametrize("name", ["house", "bold"])
def test_one_alone_has_the_same_tables(name: str, alone: Study) -> None:
    """An organisation that is run without any other has the tables that it has beside them."""
    only = [organisation for organisation in PAIR if organisation.name == name]

    assert digests(replicate(CRISIS, only, replications=8, seed=7, workers=1)) == digests(alone, name)


def test_one_replication_alone_is_that_of_the_study(alone: Study) -> None:
    """Replication 5 run alone equals replication 5 of a study, table by table."""
    single = replicate(CRISIS, PAIR, replications=1, first=5, seed=7, workers=1)

    for name in SCHEMA:
        table = alone.table(name)
        wanted = table[table["replication"] == 5].reset_index(drop=True)
        assert len(wanted) > 0
        assert single.table(name).astype(str).equals(wanted.astype(str)), name


def test_another_seed_differs(alone: Study) -> None:
    """Another seed is another crisis and other luck: no table but who is on duty stays the same."""
    other = digests(replicate(CRISIS, PAIR, replications=8, seed=8, workers=1))

    assert [name for name, digest in digests(alone).items() if digest == other[name]] == []


@pytest.mark.filterwarnings("ignore:A worker stopped:UserWarning")
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a signal that nothing can catch")
def test_a_killed_worker_changes_no_table(alone: Study) -> None:
    """What a worker that was killed had in hand is done again, and the tables are the same.

    Fails when the calls that are still open are not made again after `TerminatedWorkerError`.
    """
    killed: list[int] = []

    study = replicate(CRISIS, PAIR, replications=8, seed=7, workers=2, progress=_killer(killed))

    assert len(killed) == 1
    assert digests(study) == digests(alone)


def _killer(killed: list[int]) -> Callable[[int, int], None]:
    def progress(done: int, of: int) -> None:
        # Not get_reusable_executor(): asked with other settings, it would wait for the run that is asking.
        executor = reusable_executor._executor
        if done >= 1 and not killed and executor is not None:
            killed.append(next(iter(executor._processes)))
            os.kill(killed[0], signal.SIGKILL)

    return progress
