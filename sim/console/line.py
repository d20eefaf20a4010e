"""The console line by line: it works over any pipe and any remote shell.

A thread reads what is typed, so that a running clock goes on meanwhile; everything else happens in one thread.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable

from sim.console.orders import Desk
from sim.drill.state import DrillError

# Seconds between two looks at a running clock.
_LOOK = 0.25


def play(
    desk: Desk, lines: Iterable[str], say: Callable[[str], None], *, ask: Callable[[], None] = lambda: None
) -> bool:
    """Play a drill until it is closed or stopped; return whether it was closed.

    Args:
        desk: Where the orders go.
        lines: What is typed, line by line; its end stops the drill safely.
        say: Shows one line.
        ask: Shows that the next line is awaited.

    Raises:
        SimError: If the journal cannot be written.
    """
    _show(desk.shown([]), say)
    _show(desk.view.released_now(), say)
    for state in desk.room.session.open_decisions:
        _show(desk.view.card(state), say)
    say("   Enter moves the clock on; 'd' shows what waits for a decision; '?' lists all orders.")
    typed = _reader(lines)
    while not desk.stopped:
        ask()
        line = _next_line(desk, typed, say)
        if line is None:
            line = "q"
        try:
            _show(desk.order(line), say)
        except DrillError as error:
            say(f"   {error}")
    return desk.ended


def _reader(lines: Iterable[str]) -> queue.Queue[str | None]:
    found: queue.Queue[str | None] = queue.Queue()

    def read() -> None:
        for line in lines:
            found.put(line.rstrip("\n"))
        found.put(None)

    threading.Thread(target=read, daemon=True).start()
    return found


def _next_line(desk: Desk, typed: queue.Queue[str | None], say: Callable[[str], None]) -> str | None:
    """Return the next line; meanwhile a running clock goes on, and what it brings is shown."""
    while True:
        try:
            return typed.get(timeout=_LOOK if desk.room.running else None)
        except queue.Empty:
            before = desk.room.session.now
            rows = desk.room.tick()
            if desk.room.session.now > before:
                _show(desk.shown(rows), say)
            elif rows:
                say("   The clock was stopped: " + str(rows[0].payload.get("reason", "")))


def _show(lines: Iterable[str], say: Callable[[str], None]) -> None:
    for line in lines:
        say(line)
