"""Grades by rule and by people, what is to be improved, counterfactuals, and the three findings."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from tables import tables, words

from sim.counterfactual.carried import CAVEAT, Divergence, Outcomes, SameDecisions
from sim.counterfactual.measures import MEASURES
from sim.counterfactual.model_runs import ModelOnly, Placement
from sim.debrief.compared import counterfactuals
from sim.debrief.document import Bullets, Heading, Paragraph
from sim.debrief.evidence import Evidence
from sim.debrief.findings import findings, summary
from sim.debrief.improvement import improvement_plan
from sim.debrief.ratings import eeg_sheet, observations, ratings
from sim.debrief.tasks import Task, worst

# The model raised the alarm at minute 42.7 of the drill by hand, and the players stated something at minute 45.
FIRST = "first official statement on the main topic, from the alarm"


@pytest.mark.parametrize(
    ("target", "took", "state", "grade", "within"),
    [
        (10.0, 10.0, "done", "P", True),
        (10.0, 20.0, "done", "S", False),
        (10.0, 20.5, "done", "M", False),
        (10.0, 3.0, "default", "M", False),
        (10.0, 11.0, "open", "U", False),
        (10.0, 9.0, "open", "N/E", None),
        (None, 3.0, "done", "N/E", None),
        (None, 3.0, "default", "M", None),
    ],
)
def test_the_grade_follows_the_rule(target: float | None, took: float, state: str, grade: str, within: object) -> None:
    """Within the target P, later S, later than twice or by default M, not done U, not over yet N/E."""
    task = Task("a task", "decision", "O1", target, took, state, 15.0 if target is None else target)  # type: ignore[arg-type]

    assert (task.grade, task.within) == (grade, within)


def test_the_worst_grade_counts() -> None:
    """N/E counts only where nothing else was given."""
    assert [worst([]), worst(["N/E", "P"]), worst(["S", "U", "P"])] == ["N/E", "P", "U"]


def test_table_1_shows_suggestion_and_confirmation_apart(evidence: Evidence) -> None:
    """Two evaluators: the later rating of each counts and the worse of both; nobody's is 'not confirmed'."""
    blocks = list(ratings(evidence))

    warning = "Public Information and Warning"
    assert tables(blocks) == {
        "Table 1: summary of performance": [
            ("Judge it", "Planning", "", "suggested", "confirmed", "", "", "Obs Erver, Second Eye"),
            ("Say it", warning, "", "", "", "suggested", "", "not confirmed"),
            ("Close it", warning, "", "", "", "", "suggested", "not confirmed"),
        ],
        "Tasks": [
            ("Judge it", "decision 1, How bad?", "5 min", "9 min", "no (5 min)", "S"),
            ("Judge it", "inject note, A note", "10 min", "10 min", "yes (10 min)", "P"),
            ("Say it", "decision 2, Call back?", "8 min", "10 min", "no, by default", "M"),
            ("Say it", "decision 3, Say what?", "8 min", "20 min", "open at the end", "U"),
            ("Say it", FIRST, "8 min", "2.3 min", "yes (8 min)", "P"),
        ],
        "What the evaluators said": [
            ("Judge it", "Obs Erver", "M", "on reflection"),
            ("Judge it", "Second Eye", "S", "late"),
        ],
    }


def test_strengths_and_areas_come_from_the_notes(evidence: Evidence) -> None:
    """A note with + is a strength, one with - an area for improvement, each with reference and analysis."""
    assert tables(observations(evidence)) == {
        "Strengths, as noted": [("10:00 (T+1:00)", "D1: How bad?", "calm | room", "–", "Dr Kay led", "Obs Erver")],
        "Areas for improvement, as noted": [
            ("10:00 (T+1:00)", "call: A call", "@nobody named", "Plan 2", "–", "Obs Erver")
        ],
    }


def test_the_improvement_plan_has_a_row_for_each_note_and_missed_target(evidence: Evidence) -> None:
    """Rows are prefilled with capability and area; the rest is for people to fill in."""
    plan = improvement_plan(evidence)

    rest = ("", "planning / organisation / equipment / training / exercise", "", "", "", "")
    warning = "Public Information and Warning"
    assert list(plan.rows) == [
        (warning, "call: A call: @nobody named", *rest),
        ("Planning", "Decision 1, How bad?: took 9 min (target 5 min)", *rest),
        (warning, "Decision 2, Call back?: was left to its default after 10 min (target 8 min)", *rest),
        (warning, "Decision 3, Say what?: was still open after 20 min (target 8 min)", *rest),
    ]


def test_the_evaluation_guide_has_a_row_a_task(evidence: Evidence) -> None:
    """An objective without a task has a row too, so that an evaluator can fill it in."""
    sheet = eeg_sheet(evidence)

    rows = [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]
    keys = ("capability_target", "critical_task", "suggested_rating", "target_rating", "final_capability_rating")
    assert [tuple(row[key] for key in keys) for row in rows] == [
        ("Judge it", "decision 1, How bad?", "S", "M", "M"),
        ("Judge it", "inject note, A note", "P", "M", "M"),
        ("Say it", "decision 2, Call back?", "M", "", "not confirmed"),
        ("Say it", "decision 3, Say what?", "U", "", "not confirmed"),
        ("Say it", FIRST, "P", "", "not confirmed"),
        ("Close it", "", "N/E", "", "not confirmed"),
    ]


def reading_a(mentions: tuple[float, float]) -> SameDecisions:
    """Return a made-up reading A in which only the mentions differ."""
    values = {one.name: (10.0, 10.0) for one in MEASURES} | {"mentions": mentions, "median_answer": (12.0, math.inf)}
    first = Divergence(21.5, "a reply, only here")
    here, there = Outcomes(3, 1, 1), Outcomes(2, 2, 0)
    return SameDecisions("other", values, (5, 4), 2, 1, 2, ("no crisis mode there",), first, here, there)


def reading_c() -> ModelOnly:
    """Return a made-up reading C."""
    own = {one.name: Placement(5.0, 6.0, 4.0, 8.0, 30.0) for one in MEASURES}
    return ModelOnly("dedicated-team", "other", 20, own, {one.name: (1.0, -2.0, 4.0) for one in MEASURES})


def test_the_two_readings_stand_apart_each_with_its_caveat(evidence: Evidence) -> None:
    """Each of the three has a section, a caveat and tables of its own; A says what had no counterpart."""
    both = replace(evidence, same=reading_a((18.0, 24.0)), model=reading_c())

    blocks = list(counterfactuals(both))

    marks = [b.text for b in blocks if isinstance(b, Heading) or (isinstance(b, Paragraph) and b.kind == "caveat")]
    assert marks == [
        "10 Counterfactuals",
        "What the players' answers did: the same drill with nobody at the table",
        CAVEAT,
        "Reading A: your decisions, another organisation",
        CAVEAT,
        "Reading C: the model alone",
        CAVEAT,
    ]
    assert next(block.items for block in blocks if isinstance(block, Bullets)) == (
        (
            "5 decisions came up here: 2 were answered and carried over, 1 answered one has no counterpart there, 1 "
            "was left to its default here, 1 was still open here at the end; 4 came up there: 2 with an answer carried "
            "over, 2 left to their defaults there."
        ),
        "First point of divergence: 09:21 (T+0:21), a reply, only here.",
        "Without effect there: no crisis mode there",
    )
    found = tables(blocks)
    assert ("Mentions", "18", "24", "+6") in found["Reading A"]
    assert ("Median time to an answer", "12 min", "not reached", "only this one") in found["Reading A"]
    placed = found["Where this drill lies among runs of dedicated-team"]
    assert ("Mentions", "5", "6", "4 to 8", "30") in placed
    assert ("Mentions", "+1", "-2 to +4") in found["other minus dedicated-team, the same crisis in pairs"]


def test_without_a_counterfactual_the_report_says_how_to_make_one(evidence: Evidence) -> None:
    """Both sections are there and name the command."""
    line = 'tocsin drill compare "a folder" --org centralised'
    how = f"It was not made. Make it with '{line}', or with any other organisation."

    found = words(counterfactuals(evidence))

    assert found[-2:] == [how, how]


def test_findings_are_the_three_furthest_from_their_marks(evidence: Evidence) -> None:
    """A measure that the other organisation never reaches weighs most, then the late decision, then the default."""
    found, silent = findings(replace(evidence, same=reading_a((18.0, 24.0))))

    assert found == [
        (
            "With the same decisions in other, the largest difference would have been in 'Median time to an answer': "
            "12 min here, not reached there; this is what the model implies, on one path."
        ),
        (
            "The slowest decision against its target was decision 1 (How bad?): 9 min for a target of 5 min, 4 min "
            "over. Of 1 decision that people took 0 met the target."
        ),
        "Nobody decided 1 of 3 decisions (33 %) in time and the default stood in: Call back.",
    ]
    assert silent == ["no case was open long enough to tell the share answered"]
    assert "Suggested, to be confirmed by the evaluators." in words(summary(evidence))
