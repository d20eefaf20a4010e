"""The engine and the reference engine give exactly the same tables."""

from __future__ import annotations

import os

import numpy as np
import pytest

from sim.response.respond import respond
from sim.scenario.facts import draw_facts
from tests.reference.engine import reference_run
from tests.reference.pairs import Dice, random_cascade, random_organisation, random_scenario

PAIRS = int(os.environ.get("TOCSIN_PAIRS", "320"))
BLOCK = 40


def differences(seed: int) -> list[str]:
    """Return what differs between the two engines on the random pair of a seed."""
    dice = Dice(seed)
    scenario = random_scenario(dice)
    organisation = random_organisation(dice)
    cascade = random_cascade(dice, scenario)
    facts = draw_facts(scenario, seed=seed, replication=3)
    ours = respond(scenario, organisation, cascade, facts, seed=seed, replication=3)
    other = reference_run(scenario, organisation, cascade, facts, seed=seed, replication=3)
    found = []
    if ours.totals["mentions_surviving"] != float(np.sum(other.survived)):
        found.append(f"survived: {ours.totals['mentions_surviving']} against {np.sum(other.survived)}")
    for table in ("cases", "statements", "staff"):
        mine, theirs = getattr(ours, table), getattr(other, table)
        for name, column in mine.items():
            expected = np.array(theirs[name], dtype=column.dtype)
            if len(column) != len(expected):
                found.append(f"{table}: {len(column)} rows against {len(expected)}")
                break
            rows = [row for row, (a, b) in enumerate(zip(column, expected)) if a != b and (a == a or b == b)]
            if rows:
                row = rows[0]
                found.append(f"{table}.{name}[{row}]: {column[row]} against {expected[row]} ({len(rows)} rows)")
    return found


@pytest.mark.parametrize("first", range(0, PAIRS, BLOCK))
def test_engines_agree_to_the_last_bit(first: int) -> None:
    """Random scenarios and organisations, half of them on whole minutes, give equal tables in both engines."""
    for seed in range(first, first + BLOCK):
        found = differences(seed)

        assert not found, f"seed {seed}: " + "\n".join(found[:4])
