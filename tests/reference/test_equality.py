"""The engine and the reference engine give exactly the same tables."""

from __future__ import annotations

import math
import random

import hypothesis
import hypothesis.strategies as st
import numpy as np
import pytest

from sim.response.respond import respond
from sim.scenario.facts import draw_facts
from tests.reference.covering import covering_rows, single_rows
from tests.reference.engine import reference_run
from tests.reference.pairs import Dice, random_cascade, random_organisation, random_scenario

EXAMPLES = 160
REPLICATION = 3


def differences(dice: Dice, seed: int, on: frozenset[str] | None = None) -> list[str]:
    """Return what differs between the two engines on a random pair; `on` says which mechanisms it uses."""
    scenario = random_scenario(dice)
    organisation = random_organisation(dice, on=on)
    cascade = random_cascade(dice, scenario)
    facts = draw_facts(scenario, seed=seed, replication=REPLICATION)
    ours = respond(scenario, organisation, cascade, facts, seed=seed, replication=REPLICATION)
    other = reference_run(scenario, organisation, cascade, facts, seed=seed, replication=REPLICATION)
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
            rows = [row for row, (a, b) in enumerate(zip(column, expected)) if not _same(a, b)]
            if rows:
                row = rows[0]
                found.append(f"{table}.{name}[{row}]: {column[row]} against {expected[row]} ({len(rows)} rows)")
    return found


def _same(a: object, b: object) -> bool:
    """Say whether two values are equal, or both not there."""
    return a == b or (isinstance(a, float) and isinstance(b, float) and math.isnan(a) and math.isnan(b))


@pytest.mark.parametrize("whole", [True, False], ids=["whole minutes", "any times"])
@hypothesis.settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None)
@hypothesis.given(choices=st.randoms(use_true_random=False), seed=st.integers(0, 2**31))
def test_engines_agree_to_the_last_bit(whole: bool, choices: random.Random, seed: int) -> None:
    """Random scenarios and organisations, half of them on whole minutes, give equal tables in both engines."""
    found = differences(Dice(choices, whole=whole), seed)

    assert not found, "\n".join(found[:4])


def test_engines_agree_on_random_seeds() -> None:
    """Pairs from plain seeds, whose choices hypothesis does not simplify, give equal tables too."""
    for seed in range(60):
        found = differences(Dice(random.Random(seed), whole=seed % 2 == 0), seed)

        assert not found, f"seed {seed}: " + "\n".join(found[:4])


@pytest.mark.parametrize("row", [*covering_rows(), *single_rows()], ids=lambda row: f"{len(row)}-{min(row)}")
def test_engines_agree_on_every_two_mechanisms(row: frozenset[str]) -> None:
    """Every mechanism alone, every two together, each without each, and all at once give equal tables."""
    for seed in range(6):
        found = differences(Dice(random.Random(seed), whole=seed % 2 == 0), seed, row)

        assert not found, f"seed {seed}: " + "\n".join(found[:4])


@pytest.mark.slow
def test_engines_agree_on_six_hundred_more_seeds() -> None:
    """The same over many more pairs."""
    for seed in range(1000, 1600):
        found = differences(Dice(random.Random(seed), whole=seed % 2 == 0), seed)

        assert not found, f"seed {seed}: " + "\n".join(found[:4])
