"""The card of a decision: options that are marked, fields with their names beside them, and Enter through all of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.events import Key, Paste
from textual.screen import ModalScreen
from textual.widgets import Static

from sim.console.cards import LETTERS
from sim.console.particulars import minutes_of, sure_of
from sim.console.screen_pages import inner, rows_of, written
from sim.console.screen_typing import Line, joined
from sim.console.view import View
from sim.drill.state import DecisionState, DrillError

# Fields in the order in which Enter goes through them, each with the words beside it.
_FIELDS: Final = {"rationale": "Why", "confidence": "How sure 1-5", "minutes": "Counts as minutes"}
# Rows of border, fields, and the line of keys with the one before it.
_AROUND: Final = 2 + len(_FIELDS) + 3
# Rows of text that a card has on the smallest screen.
_LEAST: Final = 3


@dataclass(frozen=True)
class Chosen:
    """What was written on a decision's card; `minutes` is None where the drill counts them."""

    number: int
    option: str
    rationale: str
    confidence: int
    minutes: float | None


class DecisionCard(ModalScreen[Chosen | None]):
    """A decision: letters and arrows mark an option, Enter goes from field to field, and on the last one answers."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "leave open"),
        Binding("left", "other(-1)", "the one before", priority=False),
        Binding("right", "other(1)", "the next"),
        Binding("up", "move(-1)", "up"),
        Binding("down", "move(1)", "down"),
        Binding("enter", "on", "go on"),
        # Many terminals send a line feed for Ctrl+Enter.
        Binding("ctrl+enter,ctrl+j", "answer", "answer", priority=True),
        Binding("pageup", "turn(-1)", "turn back"),
        Binding("pagedown", "turn(1)", "turn on"),
    ]

    def __init__(self, view: View, number: int) -> None:
        super().__init__()
        self._view = view
        self._number = number
        self._option = -1
        self._told = ""

    @property
    def _state(self) -> DecisionState:
        return self._view.room.session.decision(self._number)

    def compose(self) -> ComposeResult:
        """Lay the card out."""
        hints = {
            "rationale": "the reason; may stay empty",
            "confidence": "1 guessing to 5 certain; may stay empty",
            "minutes": self._counting(),
        }
        with Vertical(id="card"):
            with VerticalScroll(id="card-text", can_focus=False):
                yield Static(id="question")
            yield Static(id="options")
            for name, label in _FIELDS.items():
                with Horizontal(classes="field"):
                    yield Static(Content(label), classes="label")
                    yield Line(placeholder=hints[name], id=name)
            yield Static(id="card-keys")

    def _counting(self) -> str:
        counted = "observed on the clock" if self._view.room.running else "as the drill counts them"
        return f"scenario minutes; empty: {counted}"

    def on_mount(self) -> None:
        """Write the texts."""
        self._write()

    def on_resize(self) -> None:
        """Fold the texts anew."""
        self._write()

    # What it shows

    def _write(self) -> None:
        state, width = self._state, inner(self.size.width)
        options = state.decision.options
        lines = [self._view.heading(state), *self._view.body(state), self._view.silence(state)]
        lines.append(f"   It showed then: {_evidence(self._view, state)}.")
        if state.decision.blocking:
            lines.insert(1, " ■ BLOCKS: the clock is meant to wait for it.")
        text = rows_of(lines, width)
        marked = rows_of(["", *(self._written(place, option.title) for place, option in enumerate(options))], width)
        room = max(_LEAST, self.size.height - _AROUND - len(marked))
        self.query_one("#card-text", VerticalScroll).styles.max_height = room
        self.query_one("#question", Static).update(written(text))
        self.query_one("#options", Static).update(written(marked))
        more = "PgDn shows the rest; " if len(text) > room else ""
        self.query_one("#card-keys", Static).update(Content(self._told or more + self._keys(len(options))))

    def _written(self, place: int, title: str) -> str:
        return f" {'►' if place == self._option else ' '} {LETTERS[place]}) {title}"

    def _keys(self, options: int) -> str:
        many = len(self._view.room.session.open_decisions)
        others = f", ← → the other {many - 1} open" if many > 1 and self.focused is None else ""
        if self._option < 0:
            return f"a to {LETTERS[options - 1]}, ↑ ↓ mark{others}, Esc leaves it open"
        return f"Enter goes on and, on the last field, answers; Ctrl+Enter answers{others}; Esc leaves it open"

    def _tell(self, text: str) -> None:
        self._told = text
        self._write()

    # Marking an option

    def on_key(self, event: Key) -> None:
        """Mark an option by its letter, as long as nothing is being typed."""
        if self.focused is not None or event.character is None or not event.is_printable:
            return
        event.stop()
        place, many = LETTERS.find(event.character.lower()), len(self._state.decision.options)
        if 0 <= place < many:
            self._mark(place)
        else:
            self._tell(f"Not an option: a to {LETTERS[many - 1]} mark one, Enter goes on to the reason.")

    def on_paste(self, event: Paste) -> None:
        """Take what is pasted for the reason."""
        why = self.query_one("#rationale", Line)
        why.value = joined(event.text)
        self.set_focus(why)

    def _mark(self, place: int) -> None:
        self._option = place
        self._tell("")

    def action_move(self, by: int) -> None:
        """Mark the option above or below; from a field, go to the one above or below."""
        if self.focused is None:
            many = len(self._state.decision.options)
            self._mark((max(self._option, -1 if by > 0 else 0) + by) % many)
        else:
            self._go(by)

    def action_other(self, by: int) -> None:
        """Turn to another open decision."""
        numbers = [one.number for one in self._view.room.session.open_decisions]
        if not numbers or self.focused is not None:
            return
        place = numbers.index(self._number) if self._number in numbers else 0
        self._number = numbers[(place + by) % len(numbers)]
        self._mark(-1)

    def action_turn(self, by: int) -> None:
        """Turn the text."""
        text = self.query_one("#card-text", VerticalScroll)
        text.scroll_relative(y=by * max(1, text.size.height - 1), animate=False)

    # The fields

    def _go(self, by: int) -> None:
        """Go to the field before or behind, or from the first one back to the options."""
        place = list(_FIELDS).index((self.focused.id if self.focused else None) or "rationale") + by
        if place < len(_FIELDS):
            self.set_focus(self.query_one(f"#{list(_FIELDS)[place]}", Line) if place >= 0 else None)
        self._tell("")

    def action_on(self) -> None:
        """Go on to the reason, once an option is marked."""
        if self._option < 0:
            self._tell(f"Mark an option first: a to {LETTERS[len(self._state.decision.options) - 1]}, or ↑ ↓.")
        else:
            self.set_focus(self.query_one("#rationale", Line))
            self._tell("")

    def on_input_submitted(self, event: Line.Submitted) -> None:
        """Go from field to field, if what was typed fits; on the last one, answer."""
        event.stop()
        name = event.input.id or ""
        if name == list(_FIELDS)[-1]:
            self.action_answer()
        elif self._fits(name):
            self._go(1)

    def _fits(self, name: str) -> bool:
        """Say whether what stands in a field can be read; if not, tell it there."""
        try:
            self._read(name)
        except DrillError as error:
            self.set_focus(self.query_one(f"#{name}", Line))
            self._tell(f"{_FIELDS[name]}: {error}")
            return False
        return True

    def _read(self, name: str) -> float | None:
        text = self.query_one(f"#{name}", Line).value.strip() or None
        return sure_of(text) if name == "confidence" else minutes_of(text) if name == "minutes" else None

    def action_answer(self) -> None:
        """Answer, if an option is marked and every field can be read."""
        if self._option < 0:
            self.set_focus(None)
            self.action_on()
        elif all(self._fits(name) for name in _FIELDS):
            self.dismiss(
                Chosen(
                    number=self._number,
                    option=self._state.decision.options[self._option].id,
                    rationale=self.query_one("#rationale", Line).value.strip(),
                    confidence=int(self._read("confidence") or 0),
                    minutes=self._read("minutes"),
                )
            )


def _evidence(view: View, state: DecisionState) -> str:
    shown = state.evidence
    return (
        f"{shown['mentions_last_hour']} mentions in the last hour, {shown['backlog']} cases waiting, "
        f"{shown['utilisation']:.0%} of the people busy, at {view.clock(state.opened_at)}"
    )
