"""The covering array of the mechanisms covers, and random organisations can follow it."""

from __future__ import annotations

import itertools
import random

from tests.reference.covering import OF_CRISIS, SWITCHES, covering_rows, single_rows
from tests.reference.pairs import Dice, random_organisation


def test_every_two_mechanisms_meet_and_each_goes_without_each() -> None:
    """For all ordered pairs some row has both, some the first without the second; the first row has everything."""
    rows = covering_rows()

    assert rows[0] == frozenset(SWITCHES)
    assert len(rows) <= 10
    for a, b in itertools.permutations(SWITCHES, 2):
        assert any({a, b} <= row for row in rows[1:]), (a, b)
        assert any(a in row and b not in row for row in rows), (a, b)


def test_organisations_use_exactly_the_mechanisms_of_a_row() -> None:
    """A few fields that tell whether a mechanism is used follow the row that is asked for."""
    for number, row in enumerate((*covering_rows(), *single_rows(), frozenset[str]())):
        organisation = random_organisation(Dice(random.Random(number), whole=True), on=row)

        structure, people = organisation.structure, organisation.resources.people
        assert (structure.modes is not None) == bool(row & frozenset(OF_CRISIS))
        assert (structure.modes is not None and structure.modes.crisis.flex) == ("flex" in row)
        assert (structure.duplicates > 0) == ("duplicates" in row)
        assert (structure.employees is not None) == ("employees" in row)
        assert (structure.stages.judge is not None) == ("judge" in row)
        assert any(entry.tenure_months is not None for entry in people) == ("tenure" in row)
        assert (structure.queue_order == "arrival") == ("arrival" in row)
