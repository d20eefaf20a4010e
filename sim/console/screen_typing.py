"""How the full-screen console tells typed or pasted text from keys that are short for an order."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from textual.app import App
from textual.events import Key, Paste
from textual.timer import Timer
from textual.widgets import Input
from textual.widgets.input import Selection

# Seconds between two keys below which nobody pressed them one by one.
HASTE: Final = 0.03


class Line(Input):
    """A line to type into; what is pasted stays on it, and what was refused gives way to what is typed next."""

    def refuse(self) -> None:
        """Keep what is written, so that the next letter replaces it."""
        self.selection = Selection(0, len(self.value))

    @property
    def refused(self) -> bool:
        """Whether what is written would be replaced."""
        return bool(self.value) and self.selected_text == self.value

    def _on_paste(self, event: Paste) -> None:
        event.prevent_default()
        event.stop()
        self.replace(joined(event.text), *self.selection)

    async def _on_key(self, event: Key) -> None:
        if event.character == ":" and self.refused:
            event.prevent_default()
            event.stop()
            self.value = ""


def joined(text: str) -> str:
    """Return a pasted text as one line."""
    return " ".join(text.split())


class Pace:
    """Holds a key back until it is known to be pressed alone; keys in a burst are text.

    A key counts by the instant at which it arrived at the terminal, so that it does not matter how busy the console is.
    """

    def __init__(
        self, app: App[bool], *, haste: float, press: Callable[[Key], Awaitable[None]], write: Callable[[str], None]
    ) -> None:
        """Make one.

        Args:
            app: The console; keys are held back by its timers.
            haste: Seconds below which two keys are a burst; 0 lets every key be pressed.
            press: Does what a key is there for.
            write: Begins an order with a text; later keys go there by themselves.
        """
        self._app, self._haste, self._press, self._write = app, haste, press, write
        self._held: Key | None = None
        self._timer: Timer | None = None

    async def takes(self, key: Key) -> bool:
        """Take a key, if it is held back or was text; else it is to be pressed now."""
        held = self._release()
        if held is not None and key.time - held.time >= self._haste:
            await self._press(held)
            held = None
        if held is not None and _printable(key):
            self._write((_letter(held) + _letter(key)).lstrip(":"))
            return True
        if held is not None and _printable(held):
            # A letter and, at once, Enter or another key: that is a line too.
            self._write(_letter(held).lstrip(":"))
            return False
        if held is not None:
            await self._press(held)
        if not self._haste or not (_printable(key) or key.key == "enter"):
            return False
        self._held = key
        self._timer = self._app.set_timer(self._haste, self._alone)
        return True

    async def _alone(self) -> None:
        held = self._release()
        if held is not None:
            await self._press(held)

    def _release(self) -> Key | None:
        if self._timer is not None:
            self._timer.stop()
        held, self._held, self._timer = self._held, None, None
        return held


def _printable(key: Key) -> bool:
    return key.is_printable and key.character is not None


def _letter(key: Key) -> str:
    return key.character or "" if _printable(key) else ""
