"""Mechanisms that an organisation does not use change nothing: its tables stay what they were, byte for byte.

`first_tables.json` holds digests of tables that were made before the mechanisms of docs/model.md, section 9, existed.
It may only be written anew (`python -m tests.study.test_unused_mechanisms`) in a commit that names the error for which
the tables had to change.
"""

from __future__ import annotations

import json
from importlib import metadata
from pathlib import Path

import pytest

from sim.record.digest import table_digest
from sim.record.schema import SCHEMA
from sim.scenario.files import load_organisation, load_scenario
from sim.study.replicate import replicate

FILE = Path(__file__).with_name("first_tables.json")
ORGANISATIONS = ("centralised", "dispersed", "daily-committee", "three-people")
TABLES = ("cases", "mentions", "statements", "staff", "replications")
SCENARIOS = {"southwest-1380": 6, "united-3411": 2, "product-rumour-small": 4, "trace-demo": 4}


def _versions() -> dict[str, str]:
    return {name: metadata.version(name) for name in ("numpy", "scipy")}


def _digests(scenario: str) -> dict[str, str]:
    organisations = [load_organisation(name) for name in ORGANISATIONS]
    study = replicate(
        load_scenario(scenario), organisations, replications=SCENARIOS[scenario], seed=20261122, workers=1
    )
    return {table: table_digest(table, study.table(table)) for table in SCHEMA if table in TABLES}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_tables_of_the_first_organisations_are_what_they_were(scenario: str) -> None:
    """The first four organisations use none of the later mechanisms, and their tables show it."""
    first = json.loads(FILE.read_text(encoding="utf-8"))
    if first["versions"] != _versions():
        pytest.skip(f"the digests are of {first['versions']}; other versions may differ in a last bit")

    assert _digests(scenario) == first["digests"][scenario]


if __name__ == "__main__":
    found = {"versions": _versions(), "digests": {scenario: _digests(scenario) for scenario in SCENARIOS}}
    FILE.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
