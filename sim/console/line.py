"""The console line by line: it works over any pipe and any remote shell.

A thread reads what is typed, so that a running clock goes on meanwhile; everything else happens in one thread. An
interrupt waits for the order under way, so that nothing is left half done.
"""

from __future__ import annotations

import queue
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from sim.console.folding import WIDTH, lines_of
from sim.console.orders import Desk
from sim.drill.state import DrillError

# Seconds between two looks at a running clock.
_LOOK: Final = 0.25


def play(
    desk: Desk,
    lines: Iterable[str],
    say: Callable[[str], None],
    *,
    ask: Callable[[], None] = lambda: None,
    width: int = WIDTH,
) -> bool:
    """Play a drill until it is closed or stopped; return whether it was closed.

    Args:
        desk: Where the orders go.
        lines: What is typed, line by line; its end stops the drill safely.
        say: Shows one line.
        ask: Shows that the next line is awaited.
        width: Cells of a line; texts are folded at words.

    Raises:
        KeyboardInterrupt: If it was interrupted; the drill was stopped safely before.
        SimError: If the journal cannot be written.
    """

    def show(texts: Iterable[str]) -> None:
        for text in texts:
            for line in lines_of(text, width):
                say(line)

    typed = _Typed(lines)
    with typed.interruptible():
        show([*desk.shown([]), *desk.view.released_now()])
        show(line for state in desk.room.session.open_decisions for line in desk.view.card(state))
        show(["   Enter moves the clock on; 'd' shows what waits for a decision; '?' lists all orders."])
        while not desk.stopped:
            ask()
            line = _next_line(desk, typed, show)
            try:
                show(desk.order("q" if line is None else line))
            except DrillError as error:
                show([f"   {error}"])
    if typed.interrupted and not desk.ended:
        raise KeyboardInterrupt
    return desk.ended


class _Typed:
    """The lines that are typed, read in a thread of their own.

    Attributes:
        interrupted: Whether somebody pressed Ctrl-C.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self.interrupted = False
        # Of all queues only this one may be put into from a handler of signals.
        self._found: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        threading.Thread(target=self._read, args=(lines,), daemon=True).start()

    def _read(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._found.put(line.rstrip("\n"))
        self._found.put(None)

    def next(self, timeout: float | None) -> str | None:
        """Return the next line; None at their end, and after an interrupt.

        Raises:
            Empty: If nothing was typed for so many seconds.
        """
        line = None if self.interrupted else self._found.get(timeout=timeout)
        return None if self.interrupted else line

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """Note the first interrupt, and let a second one break off whatever is under way."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = signal.signal(signal.SIGINT, self._interrupt)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        if self.interrupted:
            signal.default_int_handler(number, frame)
        self.interrupted = True
        self._found.put(None)


def _next_line(desk: Desk, typed: _Typed, show: Callable[[Iterable[str]], None]) -> str | None:
    """Return the next line; meanwhile a running clock goes on, and what it brings is shown."""
    while True:
        try:
            return typed.next(_LOOK if desk.room.running else None)
        except queue.Empty:
            before = desk.room.session.now
            rows = desk.room.tick()
            if desk.room.session.now > before:
                show(desk.shown(rows))
            elif rows:
                show(["   The clock was stopped: " + str(rows[0].payload.get("reason", ""))])
