"""The same drill under another organisation: exact under its own, and honest about what has no counterpart."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest
from playing import demo, played_anyhow, room_in, tables_of

from sim.counterfactual.carried import CarriedOver, carried_over, first_divergence, same_decisions, undecided
from sim.counterfactual.measures import measure
from sim.counterfactual.model_runs import model_only
from sim.counterfactual.telling import counterfactual_text
from sim.drill.session import Session
from sim.scenario.files import load_organisation


@pytest.mark.parametrize("seed", range(8))
def test_under_its_own_organisation_a_drill_is_reproduced_to_the_last_bit(tmp_path: Path, seed: int) -> None:
    """Carried over to the organisation that played it, a drill gives the same tables: every column, every row."""
    room = played_anyhow(tmp_path, seed)
    room.close()
    session = room.session

    again = carried_over(session, session.drill.organisation)
    told = same_decisions(session, session.drill.organisation)

    assert tables_of(again.records_now()) == tables_of(session.records())
    assert told.divergence is None
    assert (told.unmatched, told.defaulted) == (0, 0)
    assert all(here == there or math.isnan(here) for here, there in told.values.values())


def test_another_answer_is_another_drill(tmp_path: Path) -> None:
    """The equality above can fail: a drill in which one answer differs has other tables."""
    first, second = _with_answer(tmp_path / "a", "crisis"), _with_answer(tmp_path / "b", "monitor")

    found = first_divergence(first.records(), second.records())

    assert tables_of(first.records()) != tables_of(second.records())
    assert found is not None
    # D1 was answered at once and counts as 4 minutes (the demonstration's fixed charge).
    assert found.at >= 100.0


def _with_answer(folder: Path, option: str, scheduled: str = "stop-all") -> Session:
    """Return a drill in which D1 and D6 were answered, and nothing else."""
    room, _ = room_in(folder)
    room.answer(1, option, seat="lead")
    while room.session.now < room.session.drill.definition.ends:
        room.advance(4)
        for one in room.session.open_decisions:
            if one.decision.id == "D6":
                room.answer(one.number, scheduled, seat="desk")
    room.do("close", {})
    room.close()
    return room.session


def test_what_has_no_counterpart_is_counted(tmp_path: Path) -> None:
    """An organisation without modes never raises the alarm: that decision is counted as unmatched."""
    session = _with_answer(tmp_path, "crisis")

    told = same_decisions(session, load_organisation("centralised"))

    here, there = told.decisions
    assert here == len(session.decisions)
    answered = [one.address for one in session.decisions if one.answer is not None and not one.answer.default]
    assert told.carried + told.unmatched == len(set(answered))
    assert 0 <= told.defaulted <= there
    assert told.unmatched >= 1
    assert told.divergence is not None


def test_a_dissent_does_not_count(tmp_path: Path) -> None:
    """The first valid answer wins; a later one is kept as dissent and moves nothing."""
    agreed, disputed = _disputed(tmp_path / "a", dissent=False), _disputed(tmp_path / "b", dissent=True)

    state = disputed.decision(1)

    assert state.answer is not None
    assert (state.answer.option, [one.option for one in state.dissent]) == ("crisis", ["monitor"])
    assert tables_of(disputed.records()) == tables_of(agreed.records())


def _disputed(folder: Path, *, dissent: bool) -> Session:
    room, _ = room_in(folder)
    room.answer(1, "crisis", seat="lead", actor="Ana")
    if dissent:
        room.answer(1, "monitor", seat="desk", actor="Ben")
    while room.session.now < room.session.drill.definition.ends:
        room.advance(4)
    room.do("close", {})
    room.close()
    return room.session


def test_model_runs_do_not_depend_on_the_players(tmp_path: Path) -> None:
    """Reading C is of the model alone: two drills with the same injects and other answers have the same model runs."""
    first, second = (_with_answer(tmp_path / name, "crisis", name) for name in ("stop-all", "stop-channel"))
    fired = [{name: repr(one.released_at) for name, one in drilled.injects.items()} for drilled in (first, second)]
    other = load_organisation("dispersed")

    one, two = model_only(first, other, runs=4), model_only(second, other, runs=4)

    assert fired[0] == fired[1]
    assert {k: repr(v) for k, v in one.differences.items()} == {k: repr(v) for k, v in two.differences.items()}
    assert one.own["mentions"].median == two.own["mentions"].median
    assert 0 <= one.own["mentions"].percentile <= 100


def test_the_percentile_is_the_share_of_runs_below(tmp_path: Path) -> None:
    """The percentile counts runs below the drill, and half of those equal to it; arithmetic on four runs."""
    from sim.counterfactual.model_runs import _placed

    placed = _placed(2.0, [1.0, 2.0, 3.0, math.inf])

    # One run below, one equal: (1 + 0.5) / 4.
    assert placed.percentile == pytest.approx(37.5)
    assert placed.median == 2.0


def test_the_text_says_what_it_is(tmp_path: Path) -> None:
    """The text begins with the sentence that one drill is one path, and keeps the two readings apart."""
    session = _with_answer(tmp_path, "crisis")
    same = same_decisions(session, load_organisation("dispersed"))

    text = counterfactual_text(session, same, model_only(session, load_organisation("dispersed"), runs=3))

    assert text.startswith(
        "One drill is one path and one team; this is what the model implies, not what would have happened."
    )
    assert "A  Your decisions, other plumbing: the same choices and thinking times in 'dispersed'" in text
    assert "C  Model only: 3 runs on other draws of the crisis, in which the model's own people decide" in text
    assert "First point of divergence: Tue " in text


def test_a_drill_of_another_replication_is_another_crisis() -> None:
    """The crisis of a drill is replication 0; another replication has other mentions."""
    drill = demo()

    assert Session(drill).gauges.mentions != Session(drill, replication=1).gauges.mentions


def test_a_room_counts_thinking_without_pauses(tmp_path: Path) -> None:
    """Thinking is wall clock from the opening to the answer, less the pauses: 30 s + 60 s pause + 15 s are 45 s."""
    room, wall = room_in(tmp_path)
    wall.pass_seconds(30)
    room.pause("fire alarm in the building")
    wall.pass_seconds(60)
    room.do("clock", {"do": "resume"})
    wall.pass_seconds(15)

    room.answer(1, "crisis", seat="lead")

    answer = room.session.decision(1).answer
    assert answer is not None
    assert (answer.thinking, answer.charged, answer.how) == (45.0, 4.0, "fixed")
    room.close()


def test_what_the_answers_did_is_shown_against_nobody(tmp_path: Path) -> None:
    """With nobody at the table all decisions run to their defaults: another drill, and equal to one played so."""
    session = _with_answer(tmp_path / "played", "crisis")
    room, _ = room_in(tmp_path / "nobody")
    while room.session.now < session.closed_at:
        room.advance(1)
    room.do("close", {})
    room.close()

    told = undecided(session)
    played = measure(room.session.records(), begins=session.begins, end=session.closed_at)

    assert {name: repr(nobody) for name, (_, nobody) in told.values.items()} == {k: repr(v) for k, v in played.items()}
    assert any(repr(here) != repr(nobody) for here, nobody in told.values.values())


def test_an_answer_is_carried_as_long_after_its_card(tmp_path: Path) -> None:
    """Where a card opens 10 minutes later, its answer is given and acts 10 minutes later: thinking time is carried."""
    session = _with_answer(tmp_path, "crisis")
    carried = CarriedOver(session.drill, session)
    first = session.decision(1)
    later = replace(first, opened_at=first.opened_at + 10.0, answer=None)

    ((at, _, action),) = carried._answers_to(later)

    assert first.answer is not None
    assert at == first.answer.answered_at + 10.0
    assert action.payload["effect_at"] == first.answer.effect_at + 10.0
