"""The counterfactual at the terminal: columns never touch, counts add up, and titles say which statement is meant."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from test_debrief_evaluation import reading_a, reading_c

from sim.counterfactual.carried import Divergence, Outcomes, same_decisions
from sim.counterfactual.columns import columns
from sim.counterfactual.measures import MEASURES
from sim.counterfactual.model_runs import Placement
from sim.counterfactual.telling import NO_REPLIES, came_up, counterfactual_text, diverged, titled
from sim.debrief.evidence import Evidence
from sim.drill.session import Session
from sim.scenario.files import load_organisation


def test_columns_hold_their_cells_and_wrap_titles() -> None:
    """A table by hand: the titles take what the numbers leave."""
    found = columns(("", "this drill", "the other"), [["A title of many words", "1,403,790", "617,331"]], width=40)

    assert found == [
        "                   this drill  the other",
        "   A title of       1,403,790    617,331",
        "   many words",
    ]


@pytest.mark.parametrize("width", [60, 100])
@pytest.mark.parametrize("length", [3, 30, 90])
def test_no_line_is_too_wide_and_no_cells_touch(width: int, length: int) -> None:
    """Whatever is in the cells, lines keep to the width and two blanks stand between columns."""
    cells = ["n" * length, "o" * length, "p" * length]

    lines = columns(("", *cells), [["A title that says a lot about what it measures", *cells]], width=width)

    assert max(map(len, lines)) <= width
    for left, right in pairwise("nop"):
        assert not [line for line in lines if left + right in line or f"{left} {right}" in line]


def test_the_counterfactual_keeps_to_a_hundred_letters(played: Session) -> None:
    """Long values and names do not run into each other."""
    name = "an-organisation-with-a-long-name-of-fifty-letters-or-so"
    values = {one.name: (1_403_790.0, math.inf) for one in MEASURES}
    wide = {one.name: Placement(math.inf, 139.0, 81.0, math.inf, 87.5) for one in MEASURES}
    same = replace(reading_a((18.0, 24.0)), organisation=name, values=values)
    model = replace(reading_c(), own=wide, organisation=name, other=name)

    lines = counterfactual_text(played, same, model).splitlines()

    # The head of reading A names the other organisation, however long its name is.
    assert [line for line in lines if len(line) > 100 and not line.startswith("A  ")] == []
    assert any("  not reached  2 h 19 min (1 h 21 min to not reached)" in line for line in lines)


def test_decisions_add_up_in_words() -> None:
    """Every decision of each run is in one part; parts of nobody are left out."""
    told = replace(
        reading_a((1.0, 2.0)), decisions=(8, 3), carried=2, unmatched=4, here=Outcomes(6, 2, 0), there=Outcomes(2, 1, 0)
    )

    assert came_up(told) == (
        "8 decisions came up here: 2 were answered and carried over, 4 answered ones have no counterpart there, 2 were "
        "left to their defaults here; 3 came up there: 2 with an answer carried over, 1 left to its default there."
    )
    nobody = replace(told, decisions=(1, 0), carried=0, unmatched=0, here=Outcomes(0, 0, 1), there=Outcomes(0, 0, 0))
    assert came_up(nobody) == "1 decision came up here: 1 was still open here at the end; 0 came up there."


def test_outcomes_of_a_played_drill_add_up(played: Session) -> None:
    """One taken, one by default, one open here; whatever came up there is counted once."""
    told = same_decisions(played, load_organisation("centralised"))

    assert told.here == Outcomes(1, 1, 1)
    assert told.carried + told.unmatched == told.here.answered
    assert told.there.answered + told.there.defaulted + told.there.open == told.decisions[1]


def test_a_difference_before_the_drill_is_not_the_players(played: Session) -> None:
    """The drill began at minute 10: what differed before it, the other organisation had done."""
    before, after = Divergence(9.0, "triaged on x, only here"), Divergence(10.0, "a reply, only here")

    assert diverged(played, before) == (
        "before the drill began: the other organisation had already worked differently (triaged on x, only here)"
    )
    assert diverged(played, after) == "a reply, only here"


def test_titles_and_missing_shares_are_explained(evidence: Evidence) -> None:
    """A first statement is one on the main topic; a share of no replies is told apart from contradictions."""
    same = reading_a((1.0, 2.0))
    silent = replace(same, values=same.values | {"contradicting": (math.nan, 0.0)})
    flat = " ".join(counterfactual_text(evidence.session, silent, None).split())

    assert [titled(one) for one in MEASURES if one.name == "first_statement"] == [
        "First official statement on the main topic, from the start of the crisis"
    ]
    assert NO_REPLIES in flat
    assert NO_REPLIES not in " ".join(counterfactual_text(evidence.session, same, None).split())
