"""Pages that lie over the console: one to read, a question, and trouble with the journal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from sim.console.screen_lines import folded


def inner(width: int) -> int:
    """Return the cells that a page has for text, on a screen of so many; one column is the scroll bar's."""
    return max(20, min(96, width - 4) - 6)


def rows_of(lines: Sequence[str], width: int) -> list[str]:
    """Return texts folded to a width; an empty one is an empty row."""
    return [row for text in lines for row in (folded(text, width) if text else ("",))]


def written(rows: Sequence[str]) -> Content:
    """Return rows as what a widget shows, with no letter of them taken for markup."""
    return Content("\n").join(Content(row) for row in rows)


class Page(ModalScreen[bool]):
    """A page to read, and where there is a question, to answer with Enter (yes) or Esc (no)."""

    AUTO_FOCUS = "#page-text"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "dismiss(True)", "yes"),
        Binding("escape,q", "dismiss(False)", "no"),
    ]

    def __init__(self, title: str, lines: Sequence[str], *, keys: str, grave: bool = False) -> None:
        super().__init__()
        self._title, self._lines, self._keys = title, lines, keys
        self._grave = grave

    def compose(self) -> ComposeResult:
        """Lay the page out."""
        with Vertical(id="page", classes="grave" if self._grave else "") as page:
            page.border_title = self._title
            with VerticalScroll(id="page-text"):
                yield Static(id="page-lines")
            yield Static(Content(self._keys), id="page-keys")

    def on_resize(self) -> None:
        """Fold the lines."""
        self.query_one("#page-lines", Static).update(written(rows_of(self._lines, inner(self.size.width))))


def trouble(error: Exception, folder: object) -> Page:
    """Return the page that says what the journal could not do, and the way out."""
    out = (
        "What was confirmed before is in the journal. Once the cause is mended, Esc goes on here; after leaving, "
        f"'tocsin drill resume {folder}' goes on, paused."
    )
    return Page(
        "THE JOURNAL COULD NOT BE WRITTEN",
        [str(error), "", out],
        keys="Enter leaves the drill, Esc tries to go on",
        grave=True,
    )
