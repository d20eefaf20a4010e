"""The full-screen console: panes over the same room, view and desk as the line console's.

A key is short for an order; whatever is done goes through the desk, and its answer into the log.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import Event, Key, Paste
from textual.markup import escape
from textual.widgets import Digits
from textual.worker import get_current_worker

from sim.console.orders import HELP
from sim.console.screen_ahead import AheadPane
from sim.console.screen_cards import Chosen, DecisionCard
from sim.console.screen_desk import PaneDesk, PaneView
from sim.console.screen_dials import decision_lines, gauge_lines, inject_lines, state_lines
from sim.console.screen_keys import BINDINGS, KEY_HELP, LETTERS, keys_for
from sim.console.screen_pages import Page, trouble
from sim.console.screen_panes import Pane, Tail
from sim.console.screen_proposals import proposal
from sim.console.screen_style import DARK, LIGHT
from sim.console.screen_typing import HASTE, Line, Pace, joined
from sim.drill.room import Room
from sim.drill.state import DrillError
from sim.drill.words import texts_of
from sim.errors import SimError

# Seconds between two looks at a running clock.
LOOK: Final = 0.25
# An order that shows one decision, or all that wait.
_CARD: Final = re.compile(r"d(?: +(\d+))?")


class Console(App[bool]):
    """A drill on a full screen.

    Attributes:
        room: The drill; whoever made the console closes it.
        desk: Where all orders go.
        pace: What tells keys from text that is typed by a machine.
    """

    CSS_PATH = "screen.tcss"
    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = ""
    VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-medium"), (38, "-tall")]
    BINDINGS = BINDINGS

    def __init__(self, room: Room, name: str, *, haste: float = HASTE) -> None:
        super().__init__()
        self.room = room
        self.view = PaneView(room, texts_of(room.session.drill, folder=room.folder))
        self.desk = PaneDesk(room, self.view, name)
        # Whether the clock ran by itself before the pause, so that going on sets it going again.
        self._ran = False
        self.pace = Pace(self, haste=haste, press=super().on_event, write=self.action_type)

    def compose(self) -> ComposeResult:
        """Lay the panes out."""
        with Horizontal(id="top"):
            yield Digits(id="clock")
            yield Pane("", id="state")
        with Horizontal(id="body"):
            yield Tail("Posts and publications", id="feed", keys="[ ]")
            with Vertical(id="side"):
                yield Pane("Open decisions", id="decisions")
                yield Pane("Injects", id="injects")
                yield Pane("Gauges", id="gauges")
                yield AheadPane("The next hour", id="outlook")
        yield Tail("Log", id="log", keys="PgUp PgDn")
        yield Line(placeholder="an order, as in the line console; ? lists them", id="order", select_on_focus=False)
        yield Pane("", id="keys")

    def on_mount(self) -> None:
        """Show where the drill stands, and begin to look at the clock."""
        for theme in (DARK, LIGHT):
            self.register_theme(theme)
        self.theme = DARK.name
        self.set_interval(LOOK, self._tick)
        self.call_after_refresh(self._open)

    def _open(self) -> None:
        lines = self.desk.shown([])
        for state in self.room.session.open_decisions:
            lines += [self.view.heading(state), "   'd' opens the card."]
        self._tell([*lines, "   Enter moves the clock on, Space stops it or lets it go on, ? lists keys and orders."])

    # The clock

    def _tick(self) -> None:
        """Let a running clock catch up, and show what came."""
        before = self.room.session.now
        try:
            rows = self.room.tick()
        except SimError as error:
            self._trouble(error)
            return
        if self.room.session.now > before:
            self._tell(self.desk.shown(rows))
        elif rows:
            self._tell(["   The clock was stopped: " + str(rows[0].payload.get("reason", ""))])

    # What is shown

    def _tell(self, lines: Sequence[str]) -> None:
        self.query_one("#log", Tail).add(lines, from_start=True)
        self.refresh_panes()

    def on_resize(self) -> None:
        """Draw what depends on the width."""
        self.call_after_refresh(self.refresh_panes)

    def refresh_panes(self) -> None:
        """Write every pane anew."""
        view, session = self.view, self.room.session
        self.query_one("#clock", Digits).update(view.clock(session.now))
        self._pane("#state").show(state_lines(view))
        self.query_one("#feed", Tail).add(view.feed)
        view.feed = []
        waiting = decision_lines(view)
        self._pane("#decisions").border_title = f"Open decisions: {len(waiting)}" if waiting else "Open decisions"
        self._pane("#decisions").show(waiting or [" none waits"])
        self._pane("#injects").show(inject_lines(view))
        gauges = self._pane("#gauges")
        gauges.show(gauge_lines(view, gauges.content_size.width))
        self.query_one("#outlook", AheadPane).look(view)
        self._pane("#keys").show([keys_for(self.size.width)])

    def _look(self) -> None:
        """Look around, in a thread: the outlook takes up to two seconds."""
        worker = get_current_worker()
        lines = self.desk.order("w")
        if not worker.is_cancelled:
            self.call_from_thread(self._tell, [" » w", *lines])

    def _pane(self, name: str) -> Pane:
        return self.query_one(name, Pane)

    # Orders

    def _do(self, act: Callable[[], list[str]], *, told: str = "") -> bool:
        """Do something at the desk and show its answer; return whether it was done."""
        said = [f" » {told}"] if told else []
        try:
            lines = act()
        except DrillError as error:
            self._tell([*said, f" × {error}"])
            return False
        except SimError as error:
            self._trouble(error)
            return False
        self._tell([*said, *lines])
        if self.desk.stopped:
            self.exit(self.desk.ended, message=escape("\n".join(line.strip() for line in lines)))
        return True

    def action_order(self, line: str) -> None:
        """Carry out an order that a key is short for."""
        self._do(lambda: self.desk.order(line), told=line)

    def on_input_submitted(self, event: Line.Submitted) -> None:
        """Carry out what was typed; what was wrong stays until something else is typed."""
        line = event.value.strip().removeprefix(":").strip()
        opens = _CARD.fullmatch(line)
        if opens or line in {"w", "?", "help"}:
            # First, so that a card that is opened does not come back to the order.
            self.action_leave_order()
        if opens:
            self._decide(int(opens[1] or 0))
        elif line in {"?", "help"}:
            self.action_help()
        elif line == "w":
            self.run_worker(self._look, thread=True, exclusive=True, group="look", exit_on_error=False)
        elif self._do(lambda: self.desk.order(line), told=line):
            self.action_leave_order()
        elif not isinstance(self.screen, Page):
            self.query_one("#order", Line).refuse()
            self._tell(["   It stays in the line: typing replaces it, an arrow key goes into it, Esc clears it."])

    def action_type(self, text: str) -> None:
        """Begin an order with these words."""
        order = self.query_one("#order", Line)
        order.value = text
        order.cursor_position = len(text)
        # At once, and not after what waits already: the next key belongs into the line.
        self.set_focus(order)

    def action_leave_order(self) -> None:
        """Go back to the keys."""
        self.query_one("#order", Line).value = ""
        self.set_focus(None)

    async def on_event(self, event: Event) -> None:
        """Let keys that come faster than anybody types be text, as long as nothing is being typed yet."""
        if isinstance(event, Key) and not event.is_forwarded and self._free and await self.pace.takes(event):
            return
        await super().on_event(event)

    @property
    def _free(self) -> bool:
        """Whether keys are short for orders: no order is being typed, and no page lies over the console."""
        return len(self.screen_stack) == 1 and self.focused is None

    def on_paste(self, event: Paste) -> None:
        """Begin an order with what was pasted."""
        if len(self.screen_stack) == 1:
            self.action_type(joined(event.text).removeprefix(":"))

    def on_key(self, event: Key) -> None:
        """Begin an order with a letter that is no key."""
        char = event.character or ""
        if self._free and char.isalpha() and char not in LETTERS:
            event.stop()
            self.action_type(char)

    def action_pause(self) -> None:
        """Stop the clock, or let it go on as it went before."""
        if self.room.running or not (self.room.paused or self._starts_live):
            self._ran = self.room.running
            self.action_order("pause")
        else:
            self.action_order(f"live {self.room.factor:g}" if self._ran else "resume")

    @property
    def _starts_live(self) -> bool:
        return self.room.session.drill.definition.clock.mode == "live"

    def action_propose(self, order: str) -> None:
        """Begin an order with what is most likely meant by it."""
        self.action_type(proposal(self.view, order))

    def action_turn(self, pane: str, pages: float) -> None:
        """Turn a growing pane back or forth."""
        self.query_one(pane, Tail).turn(pages)

    def action_light(self) -> None:
        """Change between the dark and the light colours."""
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name

    # Cards

    def action_decide(self) -> None:
        """Open the card of the decision that has waited longest."""
        self._decide(0)

    def _decide(self, number: int) -> None:
        waiting = self.room.session.open_decisions
        if not number and not waiting:
            self._tell(["   no decision waits"])
            return
        try:
            state = self.room.session.decision(number) if number else waiting[0]
        except DrillError as error:
            self._tell([f" × {error}"])
            return
        self.push_screen(DecisionCard(self.view, state.number), self._answer)

    def _answer(self, chosen: Chosen | None) -> None:
        if chosen is not None:
            self._do(
                lambda: self.desk.answer(
                    chosen.number,
                    chosen.option,
                    rationale=chosen.rationale,
                    confidence=chosen.confidence,
                    minutes=chosen.minutes,
                ),
                told=f"decision {chosen.number}: {chosen.option}",
            )

    def action_help(self) -> None:
        """Show keys and orders."""
        self.push_screen(Page("Help", [*KEY_HELP.splitlines(), *HELP.splitlines()], keys="Esc goes back"))

    def action_stop(self) -> None:
        """Ask whether to stop, unless a page asks something already."""
        if isinstance(self.screen, Page):
            return
        ask = [f"Stop here? Everything is kept; 'tocsin drill resume {self.room.folder}' goes on."]
        self.push_screen(Page("Stop", ask, keys="Enter stops, Esc goes on with the drill"), self._stop)

    def _stop(self, yes: bool | None) -> None:
        if yes:
            self.action_order("q")

    def _trouble(self, error: SimError) -> None:
        """Show what the journal could not do, and the way out."""
        self.refresh_panes()
        self.push_screen(
            trouble(error, self.room.folder),
            lambda leave: self.exit(False, message=escape(str(error))) if leave else None,
        )
