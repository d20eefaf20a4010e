"""The full-screen console, played with textual's pilot: its keys, the orders that are typed, and leaving it."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from sim.console.screen import NoScreenError, play_full_screen
from sim.drill.room import Room

pytest.importorskip("textual", reason="the full-screen console needs textual: pip install 'tocsin[tui]'")

from piloting import LARGE, Seen, keys, kinds, look, play

from sim.console.screen_app import Console


def test_without_textual_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch, console: Console) -> None:
    """Where textual is not installed, the call says how to get it, and how to go on without it."""
    monkeypatch.setitem(sys.modules, "textual", None)

    with pytest.raises(NoScreenError) as caught:
        play_full_screen(console.room, "Ann")

    assert str(caught.value) == (
        "the full-screen console needs textual: pip install 'tocsin[tui]'; without --tui the drill is played line by "
        "line, with the same orders"
    )


def test_enter_steps_and_shows_what_came(console: Console) -> None:
    """Enter moves the clock on by the drill's step; posts go to the feed, the inject to the log, all to the journal."""
    seen = play(console, keys("enter"))

    assert console.room.session.now == 100
    assert seen.pane["state"].splitlines() == [
        "Tue 03 Mar, minute 4 of 60",
        "■ STILL, steps of 4 min",
        "EXERCISE EXERCISE EXERCISE",
    ]
    assert any(line.startswith("   10:38 x Nell J.") for line in seen.feed)
    assert " * 10:37 INJECT morning-brief: What monitoring sees  [e-mail from Monitoring to desk, lead]" in seen.log
    assert kinds(console)[0] == "clock"


@pytest.mark.parametrize(("key", "minute"), [("1", 97), ("2", 98), ("5", 101)])
def test_digits_are_minutes(console: Console, key: str, minute: float) -> None:
    """The keys 1, 2 and 5 move the clock on by so many minutes."""
    play(console, keys(key))

    assert console.room.session.now == minute


def test_the_log_can_be_turned_back(console: Console) -> None:
    """PgUp shows what has left the log, and the title says how much is below."""
    seen = play(console, keys("colon", "i", "enter", "pageup"))

    assert any(row.startswith("─Log (") and "below: PgUp PgDn)" in row for row in seen.rows)


def test_notes_are_typed_behind_their_sign(console: Console) -> None:
    """Plus begins a note; Enter writes it, and keys are keys again."""
    play(console, keys("plus", *"calm tone", "enter", "1"))

    assert [(one.sign, one.text, one.actor) for one in console.room.session.table.notes] == [("+", "calm tone", "Ann")]
    assert console.room.session.now == 97


def test_the_next_inject_is_proposed_to_be_held_and_skipped(console: Console) -> None:
    """H and s propose the next timed inject: one is held, the following one skipped with the reason that is typed."""
    seen = play(console, keys("h", "enter", "s", *"no time", "enter"))

    injects = console.room.session.injects
    assert injects["morning-brief"].status == "held"
    assert (injects["newsroom"].status, injects["newsroom"].reason) == ("skipped", "no time")
    assert " Held morning-brief" in seen.pane["injects"]


def test_n_releases_the_next_inject(console: Console) -> None:
    """N releases what comes next, and its text is there to be read out."""
    seen = play(console, keys("n"))

    assert console.room.session.injects["morning-brief"].status == "released"
    assert seen.pane["injects"].startswith(" Now  10:36 morning-brief: What…")


def test_a_rating_is_proposed_for_the_first_objective(console: Console) -> None:
    """R proposes the first objective that nobody has rated."""
    seen = play(console, keys("r", *"p in time", "enter", "r"))

    assert [(one.objective, one.grade, one.reason) for one in console.room.session.table.ratings] == [
        ("O1", "P", "in time")
    ]
    assert seen.order == "r O2 "


def test_what_is_wrong_stays_until_something_else_is_typed(console: Console) -> None:
    """An order that cannot be carried out changes nothing, says why and what now, and gives way to the next one."""
    seen: list[Seen] = []

    async def script(pilot: Any) -> None:
        await pilot.press("colon", *"skipp x", "enter")
        await pilot.pause()
        seen.append(look(console))
        await pilot.press(*"+ calm", "enter")
        await pilot.pause()

    play(console, script)

    assert seen[0].log[-2:] == [
        " × no order 'skipp'; '?' lists them",
        "   It stays in the line: typing replaces it, an arrow key goes into it, Esc clears it.",
    ]
    assert seen[0].order == "skipp x"
    assert [one.text for one in console.room.session.table.notes] == ["calm"]


def test_a_colon_clears_what_was_refused_first(console: Console) -> None:
    """A colon on a refused order begins a new one; with an arrow the old one can be mended."""

    async def script(pilot: Any) -> None:
        await pilot.press(*"skipp x", "enter", "colon", *"2", "enter")
        await pilot.press(*"oin lead Bo", "enter", "home", "j", "enter")

    seen = play(console, script)

    assert console.room.session.now == 98
    assert [one.actor for one in console.room.session.table.present] == ["Bo"]
    assert seen.order == ""


def test_letters_that_are_no_keys_begin_an_order(console: Console) -> None:
    """Typing an order needs no key before it: 'join lead Bo' is simply typed."""
    play(console, keys(*"join lead Bo", "enter"))

    assert [(one.seat, one.actor) for one in console.room.session.table.present] == [("lead", "Bo")]


def test_space_pauses_and_goes_on(console: Console) -> None:
    """Space begins a pause that the screen shows, and the next one ends it."""

    async def script(pilot: Any) -> None:
        await pilot.press("space")
        await pilot.pause()
        assert look(console).pane["state"].splitlines()[1] == "‖ PAUSED"
        await pilot.press("space")
        await pilot.pause()

    play(console, script)

    assert not console.room.paused
    assert kinds(console) == ["clock", "clock"]


def test_stopping_keeps_the_journal(console: Console) -> None:
    """Q asks, Enter stops: the room is paused, the desk has not ended, and the drill can be resumed."""
    play(console, keys("enter", "q", "enter"))

    console.room.close()
    again, _ = Room.resume(console.room.folder)
    again.close()
    assert (console.desk.stopped, console.desk.ended, console.return_value) == (True, False, False)
    assert (again.session.now, again.paused) == (100, True)


def test_a_stop_can_be_taken_back(console: Console) -> None:
    """Esc at the question goes on with the drill."""
    play(console, keys("q", "escape", "1"))

    assert not console.desk.stopped
    assert console.room.session.now == 97


def test_pressing_stop_twice_asks_once(console: Console) -> None:
    """Ctrl+C and Ctrl+Q ask the same question, and do not pile it up."""

    async def script(pilot: Any) -> None:
        await pilot.press("ctrl+c", "ctrl+q", "ctrl+c")
        await pilot.pause()
        assert len(console.screen_stack) == 2

    play(console, script)


def test_end_closes_the_drill(console: Console) -> None:
    """The order 'end' closes the drill, and whoever opened the console is told."""
    play(console, keys(*"end", "enter"))

    assert console.room.session.closed
    assert (console.desk.ended, console.return_value) == (True, True)


def test_the_help_lists_keys_and_orders(console: Console) -> None:
    """The question mark shows the keys, and all orders of the line console."""
    text: list[str] = []

    async def script(pilot: Any) -> None:
        await pilot.press("question_mark")
        await pilot.pause()
        text.extend(look(console).rows)
        await pilot.press("escape")

    play(console, script, size=LARGE)

    assert any("Space      pause, or go on" in row for row in text)
    assert any("d 3 b" in row for row in text)


def test_the_colours_change_for_a_light_room(console: Console) -> None:
    """Ctrl+T changes to the light colours and back."""
    themes = []

    async def script(pilot: Any) -> None:
        for _ in range(2):
            await pilot.press("ctrl+t")
            themes.append(console.theme)

    play(console, script)

    assert themes == ["tocsin-light", "tocsin-dark"]


def test_looking_ahead_is_written_into_the_log(console: Console) -> None:
    """The order 'w' answers in the log, from a thread, so that the clock is not held up by it."""
    found: list[str] = []

    async def script(pilot: Any) -> None:
        await pilot.press("w", "enter")
        for _ in range(60):
            await pilot.pause(0.25)
            found[:] = look(console).log
            if " » w" in found:
                return

    play(console, script)

    assert any(line.startswith("   45 mentions in the last hour") for line in found[found.index(" » w") :])
