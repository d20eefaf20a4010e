"""Tasks that the model measures, injects of which nobody noted anything, and faults of the drill itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hand_played import DRILL, Player, drill_session
from tables import tables, words
from test_debrief_said import stated

from sim.debrief.decisions import decision_log
from sim.debrief.evidence import Evidence
from sim.debrief.findings import findings
from sim.debrief.grades import judged
from sim.debrief.improvement import improvement_plan
from sim.debrief.measured import measured, target_of
from sim.debrief.tasks import Task, tasks, unnoted
from sim.debrief.times import response_times
from sim.drill.definition import Objective


def of(evidence: Evidence, title: str, *, task: str = "", target: float | None = None) -> list[Task]:
    """Return what the model measures of an objective of these words."""
    return list(measured(evidence, Objective(id="O9", title=title, critical_task=task, target=target)))


@pytest.mark.parametrize(
    ("title", "task", "names"),
    [
        ("Say it", "", ["first"]),
        ("Publish something", "", ["first"]),
        ("Be fast", "Approve a draft statement", ["first"]),
        ("Keep to one line", "", ["contradictions"]),
        ("Be fast", "Correct a wrong statement", ["contradictions"]),
        ("Say it", "Be consistent", ["first", "contradictions"]),
        ("An essay on onelines", "", []),
    ],
)
def test_the_words_of_an_objective_say_what_is_measured(
    evidence: Evidence, title: str, task: str, names: list[str]
) -> None:
    """Saying and publishing mean a first statement; one line and correcting mean contradictions."""
    assert [one.name.split()[0] for one in of(evidence, title, task=task)] == names


def test_drafts_of_statements_make_a_first_statement_a_task(tmp_path: Path) -> None:
    """Without any of those words: a decision on drafts of positions of level L3 is bound to the objective."""
    asked = DRILL.replace("opens: {at: 40 min}", "opens: {on: draft, levels: [L3]}")
    draft = asked.replace("title: Everything", "title: Everything, way: approve").replace("title: Say it", "title: Go")
    public = draft.replace("levels: [L3]", "levels: [L3], cases: public")

    found = [judged(opened(tmp_path, text))[1].tasks for text in (draft, public)]

    assert [[one.name for one in own if one.kind == "model"] for own in found] == [
        ["first official statement on the main topic, from the drill's beginning"],
        [],
    ]


def opened(folder: Path, text: str) -> Evidence:
    """Return a drill of a text that was closed at minute 12."""
    session = drill_session(folder, text)
    player = Player(session)
    player.to(12)
    player.do("close")
    return Evidence(session, session.records(), folder)


@pytest.mark.parametrize(
    ("title", "target"),
    [("Say it within 30 minutes", 30.0), ("Say it within 1.5 h of it", 90.0), ("Say it within reason", 8.0)],
)
def test_the_time_in_the_title_goes_before_the_target(title: str, target: float) -> None:
    """A target of the file is that of its decisions; the title says when something is to be said."""
    assert target_of(Objective(id="O9", title=title, target=8.0)) == target


@pytest.mark.parametrize(
    ("at", "took", "grade"),
    [(50.0, 7.3, "P"), (42.0, 0.0, "P"), (55.0, 12.3, "S"), (None, 17.3, "U"), (4.0, 0.0, "N/E")],
)
def test_a_first_statement_is_timed_from_the_alarm(
    evidence: Evidence, at: float | None, took: float, grade: str
) -> None:
    """The alarm was raised at 42.7; before it is in time, none is undone, and one before the drill is nobody's."""
    rows = [] if at is None else [(at, "safety", "holding", "")]

    (found,) = of(stated(evidence, *rows), "Say it", target=10.0)

    assert (round(found.took, 1), found.grade) == (took, grade)


@pytest.mark.parametrize(("times", "grade"), [(0, "P"), (1, "S"), (2, "M"), (3, "M")])
def test_contradictions_are_graded_by_their_number(evidence: Evidence, times: int, grade: str) -> None:
    """None P, one S, more M; those of before the drill do not count."""
    rows = [(9.0, "safety", "holding", ""), (9.5, "safety", "contradiction", "x")]
    rows += [(20.0 + place, "safety", "contradiction", "x") for place in range(times)]

    (found,) = of(stated(evidence, *rows), "One line")

    assert (found.times, found.grade, found.missed) == (times, grade, times > 0)


def test_without_a_line_nothing_is_said_of_contradictions(evidence: Evidence) -> None:
    """A silent organisation did not keep to one line."""
    (found,) = of(stated(evidence), "One line")

    assert (found.grade, found.unjudged) == ("N/E", "nothing had been stated that could be contradicted")


def silent_on_two(folder: Path) -> Evidence:
    """Return the drill in which injects `note` and `extra` came and only `note` got a noted response."""
    text = DRILL.replace(
        "  - {id: skipped,",
        "  - {id: extra, title: One more, at: 22 min, objective: O2, target: 5 min}\n"
        "  - {id: third, title: A third, at: 23 min, objective: O1}\n  - {id: skipped,",
    )
    session = drill_session(folder, text)
    player = Player(session)
    player.to(40)
    player.do("inject", do="answer", id="note", text="read")
    player.do("close")
    return Evidence(session, session.records(), folder)


def test_one_noted_response_does_not_make_the_others_undone(tmp_path: Path) -> None:
    """An inject of which nobody noted anything is not evaluated, unless a decision was opened for it."""
    evidence = silent_on_two(tmp_path)

    found = {task.name: (task.grade, task.missed) for task in tasks(evidence) if task.kind == "inject"}

    # `call` is judged by the decision that was opened for it.
    assert found == {
        "inject note, A note": ("P", False),
        "inject extra, One more": ("N/E", False),
        "inject third, A third": ("N/E", False),
    }
    told = (
        "2 injects call for a response and nobody noted how they were met, so that they are not evaluated: extra, One "
        "more; third, A third. At the console 'ok ID WHAT' notes it, before the drill is closed."
    )
    assert told in words(response_times(evidence, None))
    assert tables(response_times(evidence, None))["Decisions and injects"][1][:3] == ("Injects", "1", "1")
    assert [row[1] for row in improvement_plan(evidence).rows if "nobody noted" in row[1]] == [told]


def test_one_inject_without_a_response_is_told_in_the_singular(tmp_path: Path) -> None:
    """One is an inject, none is no sentence."""
    found = tasks(silent_on_two(tmp_path))

    assert unnoted([one for one in found if "third" in one.name]) == (
        "1 inject calls for a response and nobody noted how it was met, so that it is not evaluated: third, A third. "
        "At the console 'ok ID WHAT' notes it, before the drill is closed."
    )
    assert unnoted([one for one in found if one.kind == "decision"]) == ""


def test_a_default_before_the_target_is_a_fault_of_the_drill(tmp_path: Path) -> None:
    """The time-out of D2 is 10 min, its target 30: it is not missed, not graded, and said to be the drill's fault."""
    text = DRILL.replace("    default: leave\n", "    default: leave\n    target: 30 min\n")
    session = drill_session(tmp_path, text)
    player = Player(session)
    player.to(40)
    player.do("close")
    evidence = Evidence(session, session.records(), tmp_path)

    (found,) = [one for one in tasks(evidence) if "Call back" in one.name]

    fault = "its time-out (10 min) is shorter than its target (30 min): a fault of the drill, not of the team"
    assert (found.unjudged, found.grade, found.within, found.missed) == (fault, "N/E", None, False)
    rows = tables(response_times(evidence, None))["Each against its target"]
    assert ("decision 2, Call back?", "30 min", "10 min", f"not judged: {fault}") in rows
    assert not [row for row in improvement_plan(evidence).rows if "Call back" in row[1]]
    bullets = [item for block in decision_log(evidence) for item in getattr(block, "items", ())]
    assert bullets == [f"Decision 2, Call back?: {fault}."]
    assert any(text.endswith(" Of these 1 had a time-out shorter than the target: a fault of the drill.")
               for text in findings(replace(evidence, same=None))[0])  # fmt: skip


def test_a_time_out_as_long_as_the_target_is_no_fault(evidence: Evidence) -> None:
    """The default of D2 came after 10 min against a target of 8: that is the team's."""
    (found,) = [one for one in tasks(evidence) if "Call back" in one.name]

    assert (found.unjudged, found.grade, found.missed) == ("", "M", True)
