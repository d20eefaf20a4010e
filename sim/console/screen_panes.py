"""The panes of the full-screen console: one that is written anew, and one that grows at its end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual.content import Content
from textual.widget import Widget

from sim.console.screen_lines import cut, folded

# Texts that a growing pane keeps; the journal has them all.
_KEPT: Final = 500
# What begins with a mark has a style too; the mark says it all, for whoever sees no colour.
_STYLES: Final = {
    " !": "bold $warning",
    " ?": "bold $accent",
    " ■": "bold $error",
    " *": "bold $primary",
    " >": "bold $success",
    " ×": "bold $error",
    " »": "bold",
}


def _rows_of(texts: Sequence[str], width: int) -> list[tuple[str, str]]:
    """Return texts folded to a width, each line with its style."""
    return [(line, _STYLES.get(text[:2], "")) for text in texts for line in folded(text, max(1, width))]


def _content(rows: Sequence[tuple[str, str]]) -> Content:
    return Content("\n").join(Content.styled(line, style) for line, style in rows)


class Pane(Widget):
    """A pane that is written anew whenever something has changed.

    Where its texts have no room, each is cut at a word to one line; how many more there are stands behind the last one.
    """

    def __init__(self, title: str, *, id: str) -> None:  # noqa: A002 # textual's own name for it
        super().__init__(id=id)
        self.border_title = title
        self._lines: Sequence[str] = ()

    def show(self, lines: Sequence[str]) -> None:
        """Show these lines."""
        if lines != self._lines:
            self._lines = lines
            self.refresh()

    def render(self) -> Content:
        """Return what fits."""
        width, height = self.content_size
        rows = _rows_of(self._lines, width)
        if len(rows) <= height:
            return _content(rows)
        left = len(self._lines) - height
        more = f" (+{left} more)" if left > 0 else ""
        shown = [*self._lines[:height]]
        room = [width] * (len(shown) - 1) + [width - len(more)]
        short = [(cut(text, max(1, many)), _STYLES.get(text[:2], "")) for text, many in zip(shown, room)]
        return _content(short) + more


class Tail(Widget):
    """A pane that grows at its end; it shows the end, or what is newest from its beginning, and can be turned back."""

    def __init__(self, title: str, *, id: str, keys: str) -> None:  # noqa: A002 # textual's own name for it
        super().__init__(id=id)
        self.border_title = self._title = title
        self._keys = keys
        self._texts: list[str] = []
        self._back = 0

    @property
    def texts(self) -> list[str]:
        """What it holds, oldest first, one line a text."""
        return self._texts

    def add(self, lines: Sequence[str], *, from_start: bool = False) -> None:
        """Add lines as the line console would show them, and show their end, or their beginning if they are many."""
        if not lines:
            return
        self._texts = [*self._texts, *lines][-_KEPT:]
        width, height = self.content_size
        tall = sum(len(folded(text, max(1, width))) for text in lines)
        self._show(max(0, tall - height) if from_start else 0)

    def turn(self, pages: float) -> None:
        """Turn back (positive) or forth by so many pages."""
        step = max(1, round(abs(pages) * max(1, self.content_size.height)))
        self._show(self._back + (step if pages > 0 else -step))

    def on_resize(self) -> None:
        """Keep to what there is."""
        self._show(self._back)

    def _rows(self) -> list[tuple[str, str]]:
        return _rows_of(self._texts, self.content_size.width)

    def _show(self, back: int) -> None:
        many, height = len(self._rows()), self.content_size.height
        self._back = min(max(0, back), max(0, many - height))
        above = max(0, many - self._back - height)
        parts = [f"{above} above" if above else "", f"{self._back} below" if self._back else ""]
        told = ", ".join(part for part in parts if part)
        self.border_title = f"{self._title} ({told}: {self._keys})" if told else self._title
        self.refresh()

    def render(self) -> Content:
        """Return the part that is to be seen."""
        rows, height = self._rows(), self.content_size.height
        end = len(rows) - self._back
        return _content(rows[max(0, end - height) : end])
