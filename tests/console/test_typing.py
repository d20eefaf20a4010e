"""The full-screen console tells keys from text: what is pasted, and what comes faster than anybody types."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.drill.drill import Drill
from sim.drill.room import Room
from sim.drill.walltime import ManualTime

pytest.importorskip("textual", reason="the full-screen console needs textual: pip install 'tocsin[tui]'")

from piloting import kinds, play
from textual.events import Key, Paste

from sim.console.screen_app import Console
from sim.console.screen_cards import DecisionCard
from sim.console.screen_typing import Line


@pytest.fixture
def quick(tmp_path: Path, demo: Drill) -> Iterator[Console]:
    """Return a console that looks at the pace of its keys."""
    room = Room.create(tmp_path / "played", demo, wall=ManualTime())
    yield Console(room, "Ann")
    room.close()


def burst(console: Console, text: str, *, apart: float = 0.001) -> None:
    """Send keys that arrived at the terminal so many seconds apart; a line feed is Enter."""
    for place, char in enumerate(text):
        key = Key("enter", "\r") if char == "\n" else Key(char if char.isalnum() else "space", char)
        key.time += place * apart
        console.post_message(key)


@pytest.mark.parametrize("text", ["note hand dinner", "end", "d 1 c", "1 2 5", "ddos"])
def test_a_burst_of_keys_is_text(quick: Console, text: str) -> None:
    """Keys without a pause between them stand in the line, and none of them did what it does alone."""

    async def script(pilot: Any) -> None:
        burst(quick, text)
        await pilot.pause(0.2)

    seen = play(quick, script)

    assert seen.order == text
    assert kinds(quick) == []


def test_the_enter_behind_a_burst_ends_the_line(quick: Console) -> None:
    """A line that comes with its Enter is an order like any other."""

    async def script(pilot: Any) -> None:
        burst(quick, "join lead Bo\n")
        await pilot.pause(0.2)

    seen = play(quick, script)

    assert seen.order == ""
    assert [one.actor for one in quick.room.session.table.present] == ["Bo"]


def test_keys_pressed_one_by_one_do_what_they_do(quick: Console) -> None:
    """Keys with a pause between them, and Enter held down, are keys; a busy console does not make them text."""

    async def script(pilot: Any) -> None:
        burst(quick, "12\n", apart=0.1)
        await pilot.pause(0.2)
        burst(quick, "\n\n")
        await pilot.pause(0.2)

    seen = play(quick, script)

    assert quick.room.session.now == 96 + 1 + 2 + 3 * 4
    assert seen.order == ""


@pytest.mark.parametrize(("pasted", "order"), [(":end", "end"), ("note hand\n dinner\n", "note hand dinner")])
def test_what_is_pasted_stands_in_the_line(console: Console, pasted: str, order: str) -> None:
    """A paste begins an order, in one line, and carries nothing out."""

    async def script(pilot: Any) -> None:
        console.post_message(Paste(pasted))
        await pilot.pause()

    seen = play(console, script)

    assert seen.order == order
    assert kinds(console) == []


def test_a_paste_goes_into_the_order_that_is_typed(console: Console) -> None:
    """A paste goes on behind what was typed, with its line feeds as blanks."""

    async def script(pilot: Any) -> None:
        await pilot.press("plus")
        console.post_message(Paste("calm\ntone"))
        await pilot.pause()

    assert play(console, script).order == "+ calm tone"


def test_a_paste_on_a_card_is_the_reason(console: Console) -> None:
    """What is pasted on a card marks no option and answers nothing: it is written down as the reason."""

    async def script(pilot: Any) -> None:
        await pilot.press("d")
        console.post_message(Paste("a call\n"))
        await pilot.pause()
        assert isinstance(console.screen, DecisionCard)
        assert console.screen.query_one("#rationale", Line).value == "a call"

    play(console, script)

    assert console.room.session.decision(1).open


def test_a_key_that_waits_is_not_lost(quick: Console) -> None:
    """A single key does its work a moment later."""

    async def script(pilot: Any) -> None:
        await pilot.press("d")
        await pilot.pause(0.1)
        assert isinstance(quick.screen, DecisionCard)

    play(quick, script)
