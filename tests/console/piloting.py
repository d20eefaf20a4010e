"""How the tests play a full-screen console: with textual's pilot, and with a look at what it shows at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from sim.drill.journal import read_rows

pytest.importorskip("textual", reason="the full-screen console needs textual: pip install 'tocsin[tui]'")

from sim.console.screen_app import Console
from sim.console.screen_panes import Pane, Tail
from sim.console.screen_typing import Line

SMALL, LARGE = (80, 24), (120, 40)
Script = Callable[[Any], Awaitable[None]]


@dataclass(frozen=True)
class Seen:
    """What a console showed at the end of a script: its log and feed, its panes, the order being typed, its rows."""

    log: list[str]
    feed: list[str]
    pane: dict[str, str]
    order: str
    rows: list[str]


def look(console: Console) -> Seen:
    """Return what a console shows now."""
    return Seen(
        log=console.query_one("#log", Tail).texts,
        feed=console.query_one("#feed", Tail).texts,
        pane={pane.id or "": pane.render().plain for pane in console.query(Pane)},
        order=console.query_one("#order", Line).value,
        rows=["".join(piece.text for piece in strip) for strip in console.screen._compositor.render_strips()],
    )


NOTHING = Seen([], [], {}, "", [])


def play(console: Console, script: Script, *, size: tuple[int, int] = SMALL) -> Seen:
    """Play a script at a console of a size, and return what it shows then; nothing if it was left."""

    async def played() -> Seen:
        async with console.run_test(size=size) as pilot:
            await pilot.pause()
            await script(pilot)
            return look(console) if console.return_value is None else NOTHING

    return asyncio.run(played())


def keys(*pressed: str) -> Script:
    """Return the script that presses keys, one after the other."""

    async def script(pilot: Any) -> None:
        await pilot.press(*pressed)
        await pilot.pause()

    return script


def kinds(console: Console) -> list[str]:
    """Return the kinds of the journal's rows behind the opening."""
    console.room.close()
    return [row.kind for row in read_rows(console.room.folder)][2:]
