"""The fields of a decision's card: how one comes there and back, what they are called, and what fits into them."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("textual", reason="the full-screen console needs textual: pip install 'tocsin[tui]'")

from piloting import look, play
from textual.widgets import Static

from sim.console.screen_app import Console
from sim.console.screen_cards import DecisionCard


def test_letters_and_arrows_only_mark(console: Console) -> None:
    """Marking an option does not leave the options; what is no option is told, and without a mark nothing goes on."""
    told: list[str] = []

    async def script(pilot: Any) -> None:
        await pilot.press("d")
        for key in ("enter", "w", "b", "down", "up", "up"):
            await pilot.press(key)
            told.append(str(console.screen.query_one("#card-keys", Static).content))
        assert console.focused is None
        await pilot.press("ctrl+j")
        await pilot.pause()

    play(console, script)

    assert told[0] == "Mark an option first: a to c, or ↑ ↓."
    assert told[1] == "Not an option: a to c mark one, Enter goes on to the reason."
    assert told[2] == "Enter goes on and, on the last field, answers; Ctrl+Enter answers; Esc leaves it open"
    answer = console.room.session.decision(1).answer
    assert answer is not None
    assert answer.option == "monitor"


@pytest.mark.parametrize(
    ("sure", "minutes", "told"),
    [
        ("7", "", "How sure 1-5: how sure is one of 1 (guessing) to 5 (certain), not '7'"),
        (
            "",
            "soon",
            "Counts as minutes: 'soon' is not a duration; write a number and one of s, min, h, d, as in '40 min'",
        ),
    ],
)
def test_a_value_that_does_not_fit_its_field_is_told(console: Console, sure: str, minutes: str, told: str) -> None:
    """A field says what is wrong with it, keeps the cursor, and nothing is answered; put right, it is."""
    seen: list[str] = []

    async def script(pilot: Any) -> None:
        await pilot.press("d", "a", "enter", "enter", *sure, "enter", *minutes, "enter")
        await pilot.pause()
        assert isinstance(console.screen, DecisionCard)
        seen.append(str(console.screen.query_one("#card-keys", Static).content))
        await pilot.press(*["backspace"] * 4, "enter", "enter")
        await pilot.pause()

    play(console, script)

    assert seen == [told]
    assert not console.room.session.decision(1).open


def test_the_fields_keep_their_names(console: Console) -> None:
    """A field that is filled still says what it is; arrows go from field to field and back to the options."""
    rows: list[str] = []

    async def script(pilot: Any) -> None:
        await pilot.press("d", "b", "enter", *"a call", "down", "5", "down", *"12", "up", "up", "up")
        await pilot.pause()
        rows.extend(look(console).rows)
        assert console.focused is None

    play(console, script)

    text = "\n".join(rows)
    for field in ("Why                 a call", "How sure 1-5        5", "Counts as minutes   12"):
        assert field in text
