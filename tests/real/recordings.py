"""Recordings: read independently of the engine, or replayed through it."""

from __future__ import annotations

import csv
from pathlib import Path

from sim.organisation.organisation import Organisation
from sim.record.log import Records
from sim.response.respond import respond
from sim.scenario.facts import draw_facts
from sim.scenario.files import load_scenario
from sim.scenario.model import Scenario
from sim.scenario.pairs import check_pair
from sim.spread.cascade import Cascade
from sim.spread.generate import generate

SEED = 20261122


class Recording:
    """One CSV file: read independently of the engine, or replayed through it."""

    def __init__(self, file: Path, folder: Path) -> None:
        self.file, self.folder = file, folder

    def rows(self) -> list[dict[str, str]]:
        """Return the rows as the csv module reads them."""
        with self.file.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    def scenario(self, text: str) -> Scenario:
        """Return the scenario of a file with this text, in which FILE stands for the recording."""
        path = self.folder / "recorded.yaml"
        path.write_text(text.replace("FILE", self.file.as_posix()), encoding="utf-8")
        return load_scenario(path)

    def replay(self, scenario: Scenario) -> Cascade:
        """Return the recording as a cascade."""
        return generate(
            spread=scenario.spread,
            channels=scenario.channels,
            kind_shares={name: kind.share for name, kind in scenario.kinds.items()},
            clock=scenario.clock,
            horizon=scenario.horizon,
            envelope=scenario.envelope,
            seed=SEED,
            replication=0,
        )

    def answered(self, scenario: Scenario, cascade: Cascade, organisation: Organisation) -> Records:
        """Return what an organisation that can meet this crisis does about it."""
        assert check_pair(scenario, organisation) == []
        facts = draw_facts(scenario, seed=SEED, replication=0)
        return respond(scenario, organisation, cascade, facts, seed=SEED, replication=0)


def recording(data: Path, name: str, folder: Path) -> Recording:
    """Return a recording; a folder that has not got it is an error, so that a wrong folder does not pass as a run."""
    file = data / name
    if not file.is_file():
        raise FileNotFoundError(f"TOCSIN_DATA has no {name}")
    return Recording(file, folder)
