"""Proposed drills over many crises and organisations, played anyhow: replayed, carried over and reported every time."""

from __future__ import annotations

from pathlib import Path

import pytest
from playing import played_anyhow, tables_of

from sim.counterfactual.carried import carried_over
from sim.debrief.report import write_report
from sim.drill.drill import load_drill
from sim.drill.journal import read_rows
from sim.drill.replaying import replay
from sim.prepare.propose import propose
from sim.prepare.writing import write_drill

PAIRS = [
    ("product-rumour", "centralised"),
    ("product-rumour-small", "clearinghouse"),
    ("product-fault", "incident-command"),
    ("southwest-1380", "agency"),
    ("united-3411", "honeycomb"),
    ("ordinary-week", "three-people"),
    ("trace-demo", "dedicated-team"),
    ("product-rumour", "daily-committee"),
]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(("crisis", "organisation"), PAIRS)
def test_any_drill_that_is_played_anyhow_holds(tmp_path: Path, crisis: str, organisation: str, seed: int) -> None:
    """Whatever was done: the journal replays, its own organisation gives every table again, the report is written."""
    definition = propose("any", crisis, organisation, length=45.0, seats=3)
    write_drill(tmp_path / "file", definition)
    room = played_anyhow(tmp_path / "played", 100 + seed, load_drill(tmp_path / "file"))
    room.close()

    again = replay(read_rows(tmp_path / "played"), where=tmp_path)
    carried = carried_over(again, again.drill.organisation)
    written = write_report(tmp_path / "played", again, formats=("md",))

    assert again.digest() == room.session.digest()
    assert tables_of(carried.records_now()) == tables_of(again.records())
    assert written[0].name == "aar.md"
