"""The full-screen console: cards, the running clock, a full disk, and what it shows at every size."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.console.folding import cells
from sim.drill.drill import load_drill
from sim.drill.journal import Journal, JournalError
from sim.drill.room import Room
from sim.drill.walltime import ManualTime

pytest.importorskip("textual", reason="the full-screen console needs textual: pip install 'tocsin[tui]'")

from piloting import LARGE, SMALL, keys, look, play

from sim.console.screen_app import Console
from sim.console.screen_cards import DecisionCard
from sim.console.screen_pages import Page


def test_a_card_answers_with_reason_confidence_and_minutes(console: Console) -> None:
    """The card journals option, reason (whatever words it has), confidence and minutes, and says what they count as."""

    async def script(pilot: Any) -> None:
        await pilot.press("d")
        assert isinstance(console.screen, DecisionCard)
        await pilot.press("c", "enter", *"asked by the head", "enter", "4", "enter", "6", "enter")
        await pilot.pause()

    seen = play(console, script)

    answer = console.room.session.decision(1).answer
    assert answer is not None
    assert (answer.option, answer.rationale, answer.confidence, answer.actor) == (
        "crisis",
        "asked by the head",
        4,
        "Ann",
    )
    assert (answer.charged, answer.how) == (6.0, "given")
    assert seen.log[-2] == " » decision 1: crisis"
    assert seen.log[-1] == (
        "   A crisis: the team gets its crisis powers and people are called in: this answer counts as 6 scenario "
        "minutes (set by the facilitator); it acts at 10:42."
    )


def test_a_card_can_be_left_open(console: Console) -> None:
    """Esc leaves a decision open, also when an option was chosen."""
    seen = play(console, keys("d", "a", "escape"))

    assert [one.number for one in console.room.session.open_decisions] == [1]
    assert seen.pane["decisions"] == " ■ 1 BLOCKS, 12 min left, lead: How\n   severe is it?"


def test_the_late_answer_of_a_card_is_kept_as_dissent(console: Console) -> None:
    """Whoever answers a card after the time-out is told that the answer is kept as dissent."""

    async def script(pilot: Any) -> None:
        await pilot.press("d", "c")
        console.room.advance(15)
        await pilot.press("enter", "enter", "enter", "enter")
        await pilot.pause()

    seen = play(console, script)

    assert seen.log[-1] == "   It was answered already with 'monitor'; yours is kept as dissent."
    assert [one.option for one in console.room.session.decision(1).dissent] == ["crisis"]


def test_arrows_turn_to_the_other_open_decisions(console: Console) -> None:
    """With two decisions open, an arrow turns the card to the other one, which is then answered."""

    async def script(pilot: Any) -> None:
        await pilot.press("d", "c", "enter", "enter", "enter", "enter", "colon", *"32", "enter")
        while len(console.room.session.open_decisions) < 2:
            await pilot.press("colon", *"4", "enter")
        await pilot.press("d")
        first = console.room.session.open_decisions[0].number
        await pilot.press("right", "a", "enter", "enter", "enter", "enter")
        await pilot.pause()
        assert console.room.session.open_decisions[0].number == first

    play(console, script)

    answered = [one.number for one in console.room.session.decisions if one.answer and not one.answer.default]
    assert len(answered) == 2
    assert answered[0] == 1


def test_an_order_opens_a_card_too(console: Console) -> None:
    """The order 'd 1' opens the card instead of writing it into the log; one that is not there is refused."""

    async def script(pilot: Any) -> None:
        await pilot.press("colon", *"d 1", "enter")
        assert isinstance(console.screen, DecisionCard)
        await pilot.press("escape", "colon", *"d 7", "enter")
        await pilot.pause()

    seen = play(console, script)

    assert seen.log[-1] == " × no decision 7; 1 were opened so far"


def test_the_live_clock_runs_by_the_wall_and_stands_in_a_pause(console: Console, wall: ManualTime) -> None:
    """At factor 10 six seconds are a minute; a pause stops it, and Space sets it going again at the same pace."""
    minutes = []

    async def wait(pilot: Any, seconds: float) -> None:
        wall.pass_seconds(seconds)
        await pilot.pause(0.6)
        minutes.append(console.room.session.now)

    async def script(pilot: Any) -> None:
        await pilot.press("f", "backspace", *"10", "enter")
        assert look(console).pane["state"].splitlines()[1] == "► RUNNING, 10 x the wall"
        await wait(pilot, 6.1)
        await pilot.press("space")
        await wait(pilot, 20)
        await pilot.press("space")
        await wait(pilot, 6.1)

    play(console, script)

    assert minutes == [97, 97, 98]
    assert console.room.factor == 10


def test_the_clock_runs_on_under_a_card(console: Console, wall: ManualTime) -> None:
    """While a card lies over the console, the clock goes on and what it brings is written below."""

    async def script(pilot: Any) -> None:
        await pilot.press(*"live 60", "enter", "d")
        wall.pass_seconds(1.1)
        await pilot.pause(0.6)
        assert isinstance(console.screen, DecisionCard)

    seen = play(console, script)

    assert console.room.session.now == 97
    assert " * 10:37 INJECT" in "".join(seen.log)


def test_a_machine_that_slept_stops_the_clock(console: Console, wall: ManualTime) -> None:
    """After a long gap the drill stands paused, and the log says why."""

    async def script(pilot: Any) -> None:
        await pilot.press(*"live 10", "enter")
        wall.pass_seconds(900)
        await pilot.pause(0.6)

    seen = play(console, script)

    assert console.room.paused
    assert seen.log[-1] == (
        "   The clock was stopped: nothing was heard of the clock for 900 s; the machine may have slept"
    )


def test_a_full_disk_is_told_and_can_be_left(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be written does not count; the screen says so, and Enter leaves with the journal as it was."""

    def full(*_: object) -> None:
        raise JournalError("journal.db: the disk is full")

    async def script(pilot: Any) -> None:
        monkeypatch.setattr(Journal, "append", full)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(console.screen, Page)
        text = " ".join(" ".join(look(console).rows).split())
        assert "THE JOURNAL COULD NOT BE WRITTEN" in text
        assert "journal.db: the disk is full" in text
        assert "'tocsin drill resume" in text
        await pilot.press("enter")
        await pilot.pause()

    play(console, script)

    assert (console.room.session.now, console.return_value, console.desk.ended) == (96, False, False)
    assert console.return_code == 0


def test_after_a_full_disk_the_drill_can_go_on(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    """Esc tries again: once there is room, the next step is written."""

    def full(*_: object) -> None:
        raise JournalError("journal.db: the disk is full")

    async def script(pilot: Any) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(Journal, "append", full)
            await pilot.press("enter")
            await pilot.pause()
        await pilot.press("escape", "enter")
        await pilot.pause()

    play(console, script)

    assert console.room.session.now == 100


def test_a_full_disk_under_the_running_clock_stops_it(
    console: Console, wall: ManualTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the clock's own minute cannot be written, the clock stands and the trouble is told once."""

    def full(*_: object) -> None:
        raise JournalError("journal.db: the disk is full")

    async def script(pilot: Any) -> None:
        await pilot.press(*"live 60", "enter")
        monkeypatch.setattr(Journal, "append", full)
        wall.pass_seconds(1.1)
        await pilot.pause(1.0)

        assert len(console.screen_stack) == 2
        assert not console.room.running

    play(console, script)


@pytest.mark.parametrize("size", [SMALL, LARGE, (200, 60)])
def test_the_console_fills_its_screen(console: Console, size: tuple[int, int]) -> None:
    """At every size clock, panes, log, order and keys are there, and each row is as wide as the screen."""
    rows: list[str] = []

    async def script(pilot: Any) -> None:
        await pilot.press("enter", "enter")
        await pilot.pause()
        rows.extend(look(console).rows)

    play(console, script, size=size)

    text = "\n".join(rows)
    assert {len(row) for row in rows} == {size[0]}
    for title in ("Posts and publications", "Open decisions: 1", "Injects", "Gauges", "Log"):
        assert f"─{title}" in text
    assert "■ 1 BLOCKS, 4 min left" in text
    assert " busy    " in text
    assert "stated  never yet" in text
    assert rows[-1].startswith((" ? help", "? help"))


def test_the_next_hour_is_forecast_where_there_is_room(console: Console) -> None:
    """A large screen shows what the next hour may bring, made in a thread."""

    async def script(pilot: Any) -> None:
        for _ in range(60):
            await pilot.pause(0.25)
            if "Next 60 min" in look(console).pane["outlook"]:
                return

    seen = play(console, script, size=LARGE)

    assert seen.pane["outlook"].startswith("   Next 60 min, if the model's own people decided:")


def test_right_to_left_texts_leave_the_panes_in_place(tmp_path: Path) -> None:
    """Arabic texts stand between marks that keep the pane beside them where it is, and no row changes its width."""
    text = (Path(__file__).parents[2] / "scenarios" / "drills" / "demo.yaml").read_text("utf-8")
    text = text.replace("language: en", "language: ar").replace("How severe is it?", "ما مدى خطورة الأمر؟")
    (tmp_path / "drill.yaml").write_text(text, encoding="utf-8")
    room = Room.create(tmp_path / "played", load_drill(tmp_path), wall=ManualTime())
    console = Console(room, "Ann")
    rows: list[str] = []

    async def script(pilot: Any) -> None:
        await pilot.press("enter", "enter")
        await pilot.pause()
        rows.extend(look(console).rows)

    play(console, script)
    room.close()

    body = [row for row in rows[4:16] if not row.startswith("─")]
    turned = [row for row in body if any("\u0600" <= char <= "\u06ff" for char in row)]
    assert len(turned) >= 8
    for row in turned:
        assert cells(row) == 80
        assert cells(row[: row.index("│")]) == 40
        assert row.count("\u200e") in {2, 4}
