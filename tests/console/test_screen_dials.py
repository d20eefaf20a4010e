"""What stands in the panes beside the feed; no terminal is needed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.console.screen_desk import PaneDesk, PaneView
from sim.console.screen_dials import decision_lines, gauge_lines, inject_lines, state_lines
from sim.drill.drill import Drill
from sim.drill.room import Room
from sim.drill.walltime import ManualTime
from sim.drill.words import texts_of


@pytest.fixture
def desk(tmp_path: Path, demo: Drill) -> Iterator[PaneDesk]:
    """Return a desk of a drill that has just begun."""
    room = Room.create(tmp_path / "played", demo, wall=ManualTime())
    yield PaneDesk(room, PaneView(room, texts_of(demo)), "Ann")
    room.close()


def test_the_clock_says_how_it_runs(desk: PaneDesk) -> None:
    """Still, running with its pace, paused, and over time are words, not colours."""
    said = [state_lines(desk.view)[1]]
    for order in ("live 12", "pause", "resume"):
        desk.order(order)
        said.append(state_lines(desk.view)[1])
    while desk.room.session.now < 96 + 61:
        desk.order("1")

    assert said == ["■ STILL, steps of 4 min", "► RUNNING, 12 x the wall", "‖ PAUSED", "■ STILL, steps of 4 min"]
    assert state_lines(desk.view)[0] == "Tue 03 Mar, minute 61 of 60, OVER TIME"


def test_decisions_count_down_and_say_whether_they_block(desk: PaneDesk) -> None:
    """A blocking decision says so in a word; the time that is left comes before the title."""
    first = decision_lines(desk.view)
    desk.order("4")

    assert first == [" ■ 1 BLOCKS, 12 min left, lead: How severe is it?"]
    assert decision_lines(desk.view) == [" ■ 1 BLOCKS, 8 min left, lead: How severe is it?"]


def test_injects_are_now_next_and_held(desk: PaneDesk) -> None:
    """The last released one, the next, what is held, then the later ones and the number of those without a time."""
    desk.order("n")
    desk.order("ok morning-brief told the lead")
    desk.order("h board")

    assert inject_lines(desk.view) == [
        " Now  10:36 morning-brief: What monitoring sees (met)",
        " Next 10:48 newsroom: A newsroom calls",
        " Held board",
        " Next 11:08 sales-post: A colleague speaks out",
        " 3 more by condition, by decision or by hand: i",
    ]


def test_gauges_are_five_lines(desk: PaneDesk) -> None:
    """Posts as a curve, backlog, people as a bar, queues and the last statement, each in a line."""
    desk.order("8")

    assert gauge_lines(desk.view, 39) == [
        " posts/h ▇▇▇██████ 50, 65 in all",
        " backlog 8, the oldest 1 h 11 min",
        " busy    ████████···· 5 of 8 people",
        " waiting triage 1",
        " stated  never yet",
    ]


def test_a_statement_and_the_crisis_mode_are_told(desk: PaneDesk) -> None:
    """After a statement the gauge counts the minutes since; crisis mode stands behind it."""
    for order in ("d 1 c", "4", "d 2 a", "16"):
        desk.order(order)
    desk.order("p holding We look into it.")
    desk.order("3")

    assert gauge_lines(desk.view, 39)[-1] == " stated  3 min ago; CRISIS MODE"
    assert desk.view.feed[-1] == " > 10:56 WE PUBLISHED A HOLDING STATEMENT: We look into it."


def test_the_feed_begins_with_what_was_said_before(desk: PaneDesk) -> None:
    """Unlike the line console, the feed opens with the posts from before the drill."""
    desk.shown([])

    assert desk.view.feed[0].startswith("   09:09 facebook Priya G.")
    assert desk.view.feed[-1] == "   ... and 50 more posts"


def test_posts_go_to_the_feed_and_cards_stay_short(desk: PaneDesk) -> None:
    """What the desk answers to a step has no posts, no gauges and no whole card; the feed has every post."""
    desk.shown([])
    lines = desk.order("20")

    assert " ? 10:56 DECISION 2: May the desk answer this alone?  [Desk officer, until 11:12]" in lines
    assert "   'd' opens the card." in lines
    assert not [line for line in lines if line.startswith(("==", "   10:", "      a)"))]
    assert [line for line in desk.view.feed if line.startswith("   10:49 x Jonah D.")]
