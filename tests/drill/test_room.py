"""The room: the clock on the wall and that of the scenario, pauses, charges, and a machine that sleeps."""

from __future__ import annotations

from pathlib import Path

import pytest
from playing import drill_with, room_in

from sim.drill.charging import in_words
from sim.drill.condition import GAUGES, parse_condition
from sim.drill.drill import find_drill, load_drill
from sim.drill.room import Room
from sim.drill.state import DrillError
from sim.drill.walltime import MachineTime, ManualTime
from sim.errors import SpecError, UnknownNameError
from sim.fields import one_of
from sim.units import TICK


def ticked(room: Room, wall: ManualTime, seconds: int) -> None:
    """Let seconds pass, with a look at the clock each second."""
    for _ in range(seconds):
        wall.pass_seconds(1)
        room.tick()


def test_a_live_clock_keeps_its_factor(tmp_path: Path) -> None:
    """At 20 scenario seconds a wall second 60 wall seconds are 20 scenario minutes."""
    room, wall = room_in(tmp_path, drill_with(tmp_path / "file", clock="{mode: step, step: 4 min}=>{mode: live}"))

    room.go(20)
    ticked(room, wall, 61)

    assert room.session.now == 96 + 20
    room.close()


def test_a_pause_stops_the_clock_and_is_kept(tmp_path: Path) -> None:
    """In a pause no scenario time passes; it is journalled with its ends and its reason."""
    room, wall = room_in(tmp_path)
    room.go(30)
    ticked(room, wall, 10)
    before = room.session.now

    room.pause("coffee")
    ticked(room, wall, 300)
    room.go()
    pause = room.session.table.pauses[-1]

    assert room.session.now == before
    assert (pause.reason, pause.end_wall - pause.begin_wall) == ("coffee", 300_000)
    room.close()


def test_the_clock_slows_while_a_blocking_decision_is_open(tmp_path: Path) -> None:
    """With auto-slow the pace falls while a blocking card is open, and rises after the answer."""
    slow = drill_with(tmp_path / "file", clock="{mode: step, step: 4 min}=>{mode: live, factor: 30, slow_to: 1}")
    room, wall = room_in(tmp_path, slow)
    room.go()

    ticked(room, wall, 30)
    # Half a minute at pace 1: the first card is open from the beginning.
    held = room.session.now
    room.answer(1, "monitor", seat="lead")
    ticked(room, wall, 10)

    assert held == 96.0
    # 10 seconds at pace 30 are 5 minutes, half of one was there before.
    assert room.session.now == 96.0 + 5
    room.close()


def test_a_machine_that_slept_pauses_the_drill(tmp_path: Path) -> None:
    """A gap of an hour in the clock on the wall pauses the drill: nothing comes in a burst."""
    room, wall = room_in(tmp_path)
    room.go(10)
    ticked(room, wall, 12)
    before, rows = room.session.now, None

    wall.pass_seconds(3600)
    rows = room.tick()

    assert room.session.now == before
    assert not room.running
    assert rows[0].payload["reason"] == "nothing was heard of the clock for 3600 s; the machine may have slept"
    room.close()


def test_a_clock_that_is_set_back_does_not_run_backwards() -> None:
    """The wall clock goes on from the last instant that the journal has seen, whatever the machine's clock says."""
    future = 4_000_000_000_000

    clock = MachineTime(not_before=future)

    assert clock.milliseconds() >= future


def test_thinking_and_charge_are_both_kept(tmp_path: Path) -> None:
    """Answered after 90 wall seconds with a clock that stands, an answer counts as the drill says; both are kept."""
    room, wall = room_in(tmp_path)
    wall.pass_seconds(90)

    room.answer(1, "crisis", seat="lead", rationale="many ask", confidence=4)
    answer = room.session.decision(1).answer

    assert answer is not None
    assert (answer.thinking, answer.charged, answer.how, answer.confidence) == (90.0, 4.0, "fixed", 4)
    assert in_words("fixed", 4.0) == "this answer counts as 4 scenario minutes (the drill's fixed charge)"
    room.close()


def test_the_facilitator_may_say_what_an_answer_counts_as(tmp_path: Path) -> None:
    """Given minutes hold; where the clock has moved on further than they say, what passed is observed."""
    room, _ = room_in(tmp_path)
    room.answer(1, "crisis", seat="lead", minutes=9)
    room.advance(20)
    state = room.session.open_decisions[0]
    room.advance(5)
    passed = room.session.now - state.opened_at

    room.answer(state.number, state.decision.options[0].id, minutes=1)
    given, observed = room.session.decision(1).answer, state.answer

    assert given is not None
    assert observed is not None
    assert (given.charged, given.how) == (9.0, "given")
    assert (observed.charged, observed.how) == (passed + TICK, "observed")
    room.close()


def test_wall_clock_charges_count_one_for_one(tmp_path: Path) -> None:
    """With `observed` as the rule three minutes of talk count as three minutes of the scenario."""
    drill = drill_with(tmp_path / "file", charge="charge: {by: drawn, otherwise: 4 min}=>charge: {by: observed}")
    room, wall = room_in(tmp_path, drill)
    wall.pass_seconds(180)

    room.answer(1, "crisis", seat="lead")
    answer = room.session.decision(1).answer

    assert answer is not None
    assert (answer.charged, answer.how) == (3.0, "observed")
    room.close()


def test_a_live_answer_is_observed_on_the_clock(tmp_path: Path) -> None:
    """Where the clock runs, an answer acts when it is given: 24 wall seconds at factor 10 are 4 minutes."""
    room, wall = room_in(tmp_path)
    room.go(10)
    ticked(room, wall, 24)

    room.answer(1, "crisis", seat="lead")
    answer = room.session.decision(1).answer

    assert answer is not None
    assert answer.how == "observed"
    assert answer.charged == pytest.approx(4.0, abs=0.01)
    room.close()


def test_a_factor_beyond_sixty_is_refused(tmp_path: Path) -> None:
    """The factor is between 1 and 60."""
    room, _ = room_in(tmp_path)

    with pytest.raises(DrillError, match=r"^the factor is 90; it must be between 1 and 60$"):
        room.go(90)
    room.close()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "backlogs > 3",
            f"no gauge 'backlogs'; the gauges are {one_of(list(GAUGES))}; did you mean 'backlog'?",
        ),
        ("reach.x > 3", "'reach.x': only backlog is counted by channel"),
        ("mentions", "'mentions' is no condition; write a gauge, one of > < >= <= =, and a number: 'backlog.x > 25'"),
        ("mentions > 1.2.3", "'1.2.3' in 'mentions > 1.2.3' is not a number"),
        ("mentions > 3 for ever", "'ever' is not a duration; write a number and one of s, min, h, d, as in '40 min'"),
    ],
)
def test_a_wrong_condition_is_told(text: str, message: str) -> None:
    """A condition that is none is refused with what is allowed."""
    with pytest.raises(ValueError, match=r".") as caught:
        parse_condition(text)

    assert str(caught.value) == message


def test_a_condition_for_a_while_needs_all_of_its_minutes(tmp_path: Path) -> None:
    """`for 3 min` holds only if the comparison held on each of the last four whole minutes."""
    room, _ = room_in(tmp_path)
    room.advance(10)
    condition = parse_condition("mentions > 0 for 3 min and utilisation >= 0 %")
    history = room.session.history

    assert [condition.holds(history[: n + 1]) for n in range(5)] == [False, False, False, True, True]
    room.close()


def test_all_faults_of_a_drill_are_told_with_their_places(tmp_path: Path) -> None:
    """A wrong drill is told every fault at once, each with file, line and column."""
    text = load_drill("demo").texts["drill.yaml"]
    wrong = text.replace(
        "owner: lead\n    deputy: desk\n    opens: {on: alarm", "owner: leed\n    deputy: desk\n    opens: {on: alarm"
    )
    wrong = wrong.replace("channel: press, kind: journalist", "channel: pres, kind: journalist")
    path = tmp_path / "drill.yaml"
    path.write_text(wrong, encoding="utf-8")

    with pytest.raises(SpecError) as caught:
        load_drill(path)

    lines = text.splitlines()
    owner = next(n for n, line in enumerate(lines, 1) if line == "    owner: lead")
    press = next(n for n, line in enumerate(lines, 1) if "channel: press" in line)
    channels = "x, facebook, reddit, video, forum, blog, news or press; did you mean 'press'?"
    assert caught.value.faults == (
        f"{path}:{owner}:12: decisions[0].owner: no seat 'leed'; the seats are lead or desk; did you mean 'lead'?",
        f"{path}:{press}:46: injects[1].effects[0].mentions.channel: no channel 'pres'; the channels are {channels}",
    )


def test_a_drill_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A name that nothing carries is refused with the shipped ones, an empty folder with how to fill it."""
    with pytest.raises(UnknownNameError, match=r"^no drill 'dem'; did you mean 'demo'\?; shipped are demo"):
        find_drill("dem")
    with pytest.raises(UnknownNameError, match=r"the folder has no drill\.yaml; 'tocsin drill new' makes one$"):
        find_drill(tmp_path)


def test_a_step_stops_where_a_card_blocks(tmp_path: Path) -> None:
    """A step of an hour stops at the minute in which a blocking decision opens; the next step goes on from there."""
    room, _ = room_in(tmp_path)

    room.advance(60)
    opened = [one.opened_at for one in room.session.decisions if one.decision.blocking]

    assert room.session.now == opened[-1] > 96
    before = room.session.now
    room.advance(2)
    assert room.session.now > before
    room.close()


def test_the_next_event_is_found(tmp_path: Path) -> None:
    """`to_event` stops at the next thing that comes: the first inject of the demonstration, one minute in."""
    room, _ = room_in(tmp_path)

    room.advance(60, to_event=True)

    assert room.session.now == 97
    assert [one.inject.id for one in room.session.injects.values() if one.status == "released"] == ["morning-brief"]
    room.close()


def test_a_condition_is_told_in_words() -> None:
    """Players read what the condition means, not how it is written."""
    condition = parse_condition("mentions_per_hour > 30 and backlog.x >= 5 for 10 min")

    assert condition.words == (
        "mentions in the last hour above 30 and cases that are seen and not answered on x at least 5 for 10 minutes"
    )
