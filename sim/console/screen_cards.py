"""The cards that lie over the console: a decision, a page to read, a question, and trouble with the journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from sim.console.screen_lines import folded, unwrapped
from sim.console.view import View
from sim.drill.state import DecisionState

_LETTERS: Final = "abcdefghij"


@dataclass(frozen=True)
class Chosen:
    """What was written on a decision's card; `minutes` is None where the drill counts them."""

    number: int
    option: str
    rationale: str
    confidence: int
    minutes: float | None


class DecisionCard(ModalScreen[Chosen | None]):
    """A decision: letters choose an option, then Enter goes from field to field and answers."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "leave open"),
        Binding("left", "other(-1)", "the one before", priority=False),
        Binding("right", "other(1)", "the next"),
        Binding("up", "move(-1)", "up"),
        Binding("down", "move(1)", "down"),
        Binding("enter", "fields", "go on"),
    ]

    def __init__(self, view: View, number: int) -> None:
        super().__init__()
        self._view = view
        self._number = number
        self._option = -1

    @property
    def _state(self) -> DecisionState:
        return self._view.room.session.decision(self._number)

    def compose(self) -> ComposeResult:
        """Lay the card out."""
        with Vertical(id="card"):
            with VerticalScroll(id="card-text", can_focus=False):
                yield Static(id="question")
                yield Static(id="options")
            yield Input(placeholder="why? (may stay empty)", id="rationale")
            yield Input(placeholder="how sure? 1 guessing to 5 certain", id="confidence", restrict="[1-5]?")
            yield Input(placeholder=self._counting(), id="minutes", restrict=r"\d*\.?\d*")
            yield Static(id="card-keys")

    def _counting(self) -> str:
        counted = "they are observed on the clock" if self._view.room.running else "as the drill counts them"
        return f"scenario minutes that it counts as; empty: {counted}"

    def on_mount(self) -> None:
        """Write the texts."""
        self._write()

    def on_resize(self) -> None:
        """Fold the texts anew."""
        self._write()

    def _write(self) -> None:
        state, width = self._state, _inner(self.size.width)
        options = state.decision.options
        # The view's card ends with the options and how to answer by an order; here they have keys.
        lines = unwrapped(self._view.card(state)[: -len(options) - 1])
        lines.append(f"   It showed then: {_evidence(self._view, state)}.")
        if state.decision.blocking:
            lines.insert(1, " ■ BLOCKS: the clock is meant to wait for it.")
        chosen = [
            f" {'►' if place == self._option else ' '} {letter}) {option.title}"
            for place, (letter, option) in enumerate(zip(_LETTERS, options))
        ]
        self.query_one("#question", Static).update(_page(lines, width))
        self.query_one("#options", Static).update(_page(["", *chosen], width))
        self.query_one("#card-keys", Static).update(Content(self._keys(len(options))))

    def _keys(self, options: int) -> str:
        many = len(self._view.room.session.open_decisions)
        others = f", ← → the other {many - 1} open" if many > 1 else ""
        if self._option < 0:
            return f"a to {_LETTERS[options - 1]} choose{others}, Esc leaves it open"
        return "Enter goes on and, behind the minutes, answers; Esc leaves it open"

    def on_key(self, event: Key) -> None:
        """Choose an option by its letter, as long as nothing is being typed."""
        if self.focused is not None or event.character is None:
            return
        place = _LETTERS.find(event.character.lower())
        if 0 <= place < len(self._state.decision.options):
            event.stop()
            self._choose(place)
            self.action_fields()

    def _choose(self, place: int) -> None:
        self._option = place
        self._write()

    def action_move(self, by: int) -> None:
        """Go to the option above or below."""
        many = len(self._state.decision.options)
        self._choose((max(self._option, -1 if by > 0 else 0) + by) % many)

    def action_fields(self) -> None:
        """Go on to the reason, once an option is chosen."""
        if self._option >= 0 and self.focused is None:
            self.query_one("#rationale", Input).focus()

    def action_other(self, by: int) -> None:
        """Turn to another open decision."""
        numbers = [one.number for one in self._view.room.session.open_decisions]
        if not numbers or self.focused is not None:
            return
        place = numbers.index(self._number) if self._number in numbers else 0
        self._number, self._option = numbers[(place + by) % len(numbers)], -1
        self._write()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go from field to field; behind the last one, answer."""
        event.stop()
        following = {"rationale": "#confidence", "confidence": "#minutes"}.get(event.input.id or "")
        if following is not None:
            self.query_one(following, Input).focus()
            return
        sure, minutes = (self.query_one(name, Input).value for name in ("#confidence", "#minutes"))
        self.dismiss(
            Chosen(
                number=self._number,
                option=self._state.decision.options[self._option].id,
                rationale=self.query_one("#rationale", Input).value.strip(),
                confidence=int(sure or 0),
                minutes=float(minutes) if minutes.strip(".") else None,
            )
        )


def _evidence(view: View, state: DecisionState) -> str:
    shown = state.evidence
    return (
        f"{shown['mentions_last_hour']} mentions in the last hour, {shown['backlog']} cases waiting, "
        f"{shown['utilisation']:.0%} of the people busy, at {view.clock(state.opened_at)}"
    )


def _inner(width: int) -> int:
    """Return the cells that a card has for text, on a screen of so many; one column is the scroll bar's."""
    return max(20, min(96, width - 4) - 6)


def _page(lines: Sequence[str], width: int) -> Content:
    return Content("\n").join(Content(row) for text in lines for row in (folded(text, width) if text else ("",)))


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
        self.query_one("#page-lines", Static).update(_page(self._lines, _inner(self.size.width)))
