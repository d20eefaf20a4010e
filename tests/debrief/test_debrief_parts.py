"""What each part of the report says of a drill whose every number is known."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
from hand_played import ARABIC, FORMULA, SCRIPT
from tables import tables, words

from sim.debrief.course import timeline
from sim.debrief.decisions import decision_log, decision_sheet
from sim.debrief.document import Block, Heading, Paragraph
from sim.debrief.evidence import Evidence
from sim.debrief.overview import commands, overview
from sim.debrief.people import participants
from sim.debrief.report import debrief
from sim.debrief.times import response_times, waits
from sim.record.log import empty_columns


def test_the_parts_come_in_the_order_of_hseep(evidence: Evidence) -> None:
    """Twelve parts, in the order of after-action reports in that style."""
    document = debrief(evidence)

    assert [block.text for block in document.blocks if isinstance(block, Heading) and block.level == 1] == [
        "1 Overview of the exercise",
        "2 Summary on one page",
        "3 Timeline: planned, released, answered",
        "4 Decision log",
        "5 Response times",
        "6 What the public saw",
        "7 Analysis of core capabilities",
        "8 Strengths and areas for improvement",
        "9 Improvement plan",
        "10 Counterfactuals",
        "11 Participants, what was not used, data quality",
        "12 How to make it again",
    ]


def test_the_overview_has_the_fields_of_an_after_action_report(evidence: Evidence) -> None:
    """All fields of the template are there in its order; one that the drill does not give says so."""
    missing = "not given in the file of the drill"

    found = tables(overview(evidence))["Exercise overview"]

    assert found == [
        ("Exercise name", "Small <b>drill</b> | by hand"),
        (
            "Dates",
            "played on 2026-03-03 (UTC); scenario time 2026-03-03, 09:10 (T+0:10) to 10:00 (T+1:00), 50 min",
        ),
        ("Scope", missing),
        ("Purpose", missing),
        ("Mission area(s)", "Response (the file of a drill has no field for it; change it here if yours is another)"),
        ("Core capabilities", "Planning; Public Information and Warning"),
        ("Objectives", "Judge it\nSay it\nClose it"),
        ("Threat or hazard", "A rumour about a product (medium)"),
        ("Scenario", "product-rumour, met by Dedicated team"),
        ("Sponsor", missing),
        ("Participating organisations", "Dedicated team"),
        ("Point of contact", "Pat Planner"),
    ]


def test_the_timeline_tells_planned_released_and_answered(evidence: Evidence) -> None:
    """Every inject has a row, also those that were moved, skipped or never released; pauses stand below."""
    blocks = list(timeline(evidence, None))

    assert tables(blocks) == {
        "Injects as planned, released and answered": [
            ("brief: Briefing", "contextual", "09:12 (T+0:12)", "09:12 (T+0:12)", "clock", "–", "–", "released", "–"),
            (
                "call: A call", "inject", "09:20 (T+0:20)", "09:20 (T+0:20)", "clock", "–", "–",
                "released, no response noted", "–",
            ),
            (
                "note: A note", "inject", "09:30 (T+0:30), moved to 09:35", "09:35 (T+0:35)", "clock",
                "09:45 (T+0:45)", "10 min", "answered", "+1 read",
            ),
            (
                "skipped: Too much", "inject", "09:50 (T+0:50)", "–", "–", "–", "–",
                f"skipped: Noor Fa said {SCRIPT}", "–",
            ),
            ("spare: Spare", "contingency", "by hand", "–", "–", "–", "–", "not released", "–"),
            ("storm: A storm", "inject", "when mentions > 100000000", "–", "–", "–", "–", "not released", "–"),
        ],
        "Pauses; they are in no response time": [
            ("09:16 (T+0:16)", "09:01:20", "09:01:30", "0.2 min of wall clock", "coffee"),
        ],
    }  # fmt: skip
    assert words(blocks)[1] == (
        "Of 6 injects 3 were released and 1 answered; of the 3 released ones that had a time, 2 came within a minute "
        "of it."
    )


def test_the_decision_log_keeps_defaults_and_dissent_apart(evidence: Evidence) -> None:
    """What people decided, what a default decided and what stayed open stand in three tables; dissent is kept."""
    found = tables(decision_log(evidence))

    assert found == {
        "Decisions that people took": [
            (
                "1", "D1: How bad?", "Lead", ARABIC, "no", "Bad", "09:15 (T+0:15)", "09:24 (T+0:24)", "9 min, fixed",
                "42 s", "no (5 min)",
            )
        ],
        "Reasons and dissent": [
            (
                "1", "Bad", f"because | {SCRIPT}\nsecond line 😀", "4",
                f"{FORMULA} would have chosen Fine: too early",
            )
        ],
        "Defaults that were used": [
            (
                "2", "D2: Call back?", "Desk", "Leave it", "09:20 (T+0:20)", "09:30 (T+0:30)", "10 min",
                "inject call came",
            )
        ],
        "Decisions without an answer": [
            ("3", "D3: Say what?", "Desk, passed on from Lead at 09:50", "09:40 (T+0:40)", "20 min")
        ],
    }  # fmt: skip


def test_the_decision_sheet_has_one_row_a_decision(evidence: Evidence) -> None:
    """A decision by people, one by default and one without an answer fill the same columns."""
    sheet = decision_sheet(evidence)

    rows = [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]
    assert [(row["number"], row["option"], row["how"], row["default"], row["target_met"]) for row in rows] == [
        ("1", "bad", "fixed", "no", "no (5 min)"),
        ("2", "leave", "time-out", "yes", "no (8 min)"),
        ("3", "", "", "open at the end", "no (8 min)"),
    ]
    assert [row["answered_by"] for row in rows] == [ARABIC, "", ""]
    assert [row["dissent"] for row in rows] == [f"{FORMULA} would have chosen Fine: too early", "", ""]
    assert [row["counted_minutes"] for row in rows] == ["9.00", "10.00", ""]
    assert [row["opened_minute"] for row in rows] == ["15", "20", "40"]


def test_decisions_and_injects_are_timed_against_their_targets(evidence: Evidence) -> None:
    """An inject that a decision was opened for is timed as that decision; a default is never an answer."""
    found = tables(response_times(evidence, None))

    assert found["Decisions and injects"] == [
        ("Decisions", "3", "1", "1", "1", "not reached", "not reached", "0 of 3"),
        ("Injects", "1", "1", "0", "0", "10 min", "10 min", "1 of 1"),
    ]
    assert found["Each against its target"] == [
        ("decision 1, How bad?", "5 min", "9 min", "no, 4 min late"),
        ("decision 2, Call back?", "8 min", "10 min", "no, decided by default"),
        ("decision 3, Say what?", "8 min", "20 min", "no, open at the end"),
        ("inject note, A note", "10 min", "10 min", "yes"),
    ]


def made_up_cases(evidence: Evidence) -> Evidence:
    """Return the evidence with four cases on X, two on the forum, and one that was over before the drill began."""
    inf, nan = 60.0, math.nan
    rows = [  # channel, opened, answered, ended, state
        ("x", 12.0, 22.0, 22.0, "answered"),
        ("x", 12.0, 32.0, 32.0, "answered"),
        ("x", 20.0, nan, 25.0, "moot"),
        ("x", 50.0, nan, inf, "open"),
        ("forum", 11.0, 51.0, 55.0, "answered"),
        ("forum", 20.0, nan, inf, "open"),
        ("forum", 1.0, 4.0, 4.0, "answered"),
    ]
    cases = {name: np.resize(column, len(rows)) for name, column in empty_columns("cases").items()}
    for place, name in enumerate(("channel", "opened", "answered", "ended", "state")):
        cases[name] = np.array([row[place] for row in rows], dtype=empty_columns("cases")[name].dtype)
    cases["kind"] = np.array(["question"] * len(rows), dtype=object)
    cases["level"] = np.ones(len(rows), dtype=np.int8)
    return replace(evidence, records=replace(evidence.records, cases=cases))


def test_open_cases_are_censored_and_given_up_ones_never_answered(evidence: Evidence) -> None:
    """Medians are those of Aalen-Johansen by hand: on X 3/4 wait at 5 min (moot), so half is reached at 20 min."""
    blocks = list(response_times(made_up_cases(evidence), None))

    # X: moot at 5 (4 at risk), answers at 10 (3 at risk, 1/4) and 20 (1/2), censored at 10. The censoring comes after
    # the answer of its minute, so one case is at risk at 20: 1/4 + 1/2 * 1 = 3/4. Forum: answered at 40, open at 40.
    assert tables(blocks)["Minutes from the post to the answer"] == [
        ("all channels", "6", "3", "1", "2", "40 min", "not reached", "2 of 5"),
        ("x", "4", "2", "1", "1", "20 min", "not reached", "2 of 3"),
        ("forum", "2", "1", "0", "1", "40 min", "not reached", "0 of 2"),
    ]
    assert any("No interval stands beside these numbers." in b.text for b in blocks if isinstance(b, Paragraph))


def test_cases_that_were_over_before_the_drill_are_not_the_teams(evidence: Evidence) -> None:
    """The case that the model answered at minute 4 of a drill that began at minute 10 is left out."""
    found = waits(made_up_cases(evidence))

    assert [(one.name, one.waited.tolist()) for one in found[1:]] == [
        ("x", [10.0, 20.0, 5.0, 10.0]),
        ("forum", [40.0, 40.0]),
    ]


def test_the_last_part_of_people_tells_what_was_not_used_and_why(evidence: Evidence) -> None:
    """Participants with substitutes, injects that were not used, and defaults have a table each."""
    assert tables(participants(evidence)) == {
        "Who was at the table": [
            ("Lead", ARABIC, "09:10 (T+0:10)", "the end", "–"),
            ("Desk", FORMULA, "09:10 (T+0:10)", "the end", "Dr Kay"),
        ],
        "Not used": [
            ("skipped", "Too much", "its time", f"skipped: Noor Fa said {SCRIPT}"),
            ("storm", "A storm", "when mentions > 100000000", "its condition never held, or it was held back"),
            ("spare", "Spare", "kept in hand (contingency)", "not released before the drill ended"),
        ],
        "Defaults": [("2", "Call back?", "Desk", "Leave it", "10 min")],
    }


def test_an_empty_drill_says_of_each_part_why_it_is_empty(nothing: Evidence) -> None:
    """Nothing happened: no part is silent about it."""
    document = debrief(nothing)

    how = (
        "It was not made. Make it with 'tocsin drill compare empty --org centralised', or with any other organisation."
    )
    assert words(document.blocks) == [
        (
            "In 0 min of the scenario 0 decisions came up for 1 seat: 0 taken by people, 0 by default, 0 open at the "
            "end. 0 of 0 injects were released."
        ),
        "Suggested, to be confirmed by the evaluators.",
        (
            "There are fewer than three: no decision was put to the players; people took no decision that has a target "
            "time; no case was open long enough to tell the share answered; no other organisation was compared."
        ),
        "There is no picture: no inject was planned or released and no decision was opened.",
        "There is no table of injects: the drill has none.",
        "There was no pause: nobody stopped the clock.",
        "There is no log: no decision was put to the players. The drill has no decision point.",
        "There are no response times: while the drill was played no case needed an answer.",
        "There is nothing to time: no decision was opened.",
        "There are no own words: the players wrote nothing. What they approved as drafts stands below.",
        "There is no table: no statement was published, and nothing contradicted one.",
        "There is no table of grades: the drill has no objectives.",
        "There is none: nobody noted a strength.",
        "There is none: nobody noted one.",
        "The plan is empty: nobody noted an area for improvement, and no target was missed.",
        (
            "Three questions with three answers that must not be mixed: what the answers of the players did, what they "
            "would have come to in another organisation (reading A), and where this drill lies among runs in which the "
            "model decides alone (reading C)."
        ),
        ("One drill is one path and one team; this is what the model implies, not what would have happened."),
        (
            "The same crisis, organisation and injects, every decision left to its default and nothing published by "
            "hand: 0 decisions came up in the drill, 0 then."
        ),
        how,
        how,
        "There is no list: nobody joined a seat by name.",
        "There are none: the drill has no injects.",
        "There are none: no decision ran into its time-out.",
        "There is nothing: the model had a place for all that was done.",
        (
            "The drill is its files, its seed and its journal; whoever has the folder gets the same drill, minute by "
            "minute, and the same report."
        ),
        (
            "The report, the journal as a text, and the comparison; a relative folder is as seen from where the report "
            "was made:"
        ),
    ]


def test_a_robots_drill_has_a_report_of_the_same_parts(tmp_path: Path) -> None:
    """The shipped drill, played by robots, has one row a decision in its log, and no heading without a text."""
    from sim.counterfactual.robots import play
    from sim.drill.drill import load_drill
    from sim.drill.session import Session

    session = play(Session(load_drill("demo")), "expected")
    blocks = debrief(Evidence(session, session.records(), tmp_path)).blocks

    pairs = zip(blocks, [*blocks[1:], None])
    bare = [a.text for a, b in pairs if isinstance(a, Heading) and not _follows(a, b)]
    log = tables(blocks)["Decisions that people took"]
    assert bare == []
    assert [int(row[0]) for row in log] == [one.number for one in session.decisions if one.answer]


def _follows(heading: Heading, block: Block | None) -> bool:
    """Say whether something stands below a heading: a text, or a heading of the next level."""
    return block is not None and (not isinstance(block, Heading) or block.level > heading.level)


def test_commands_run_as_they_stand(evidence: Evidence) -> None:
    """The folder is named as it was given, with blanks quoted; options are those with which the report was made."""
    deep = replace(evidence, folder=Path("results/my drill"))

    assert commands(deep) == [
        'tocsin drill aar "results/my drill"',
        'tocsin drill export "results/my drill" --journal "results/my drill/journal.jsonl"',
        'tocsin drill compare "results/my drill" --org centralised',
    ]
    assert commands(replace(deep, folder=Path(), anonymise=True)) == [
        "tocsin drill aar . --anonymise",
        "tocsin drill export . --journal ./journal.jsonl",
        "tocsin drill compare . --org centralised",
    ]


def test_a_folder_that_names_somebody_is_cut_if_nobody_is_named(evidence: Evidence) -> None:
    """The path of a home would name its owner."""
    anonymous = replace(evidence, folder=Path("/home/noor/drills/one"), anonymise=True)

    assert commands(anonymous)[0] == "tocsin drill aar one --anonymise"
