"""View and desk of the full-screen console: the line console's own, with the parts sent to the panes they belong to.

Posts go to the feed, the dials have panes of their own, and a card is opened instead of being written into the log.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from sim.console.orders import Desk
from sim.console.screen_lines import unwrapped
from sim.console.view import View
from sim.drill.charging import in_words
from sim.drill.journal import Row
from sim.drill.room import Room
from sim.scenario.texts import Texts

_CHANNEL: Final = re.compile(r"^(   \d\d:\d\d \S+) +")


class PaneView(View):
    """A view whose posts are kept for the feed.

    Attributes:
        feed: Lines of posts and publications that the feed has not taken yet.
    """

    def __init__(self, room: Room, texts: Texts) -> None:
        super().__init__(room, texts)
        self.feed: list[str] = []
        # Unlike a line console, a screen has room for what was said before it was opened.
        self._seen = self._stated = 0

    def posts(self) -> list[str]:
        """Keep what is new for the feed; nothing is left for the log."""
        # A narrow pane has no room for the column of the channels.
        self.feed += [_CHANNEL.sub(r"\1 ", text) for text in unwrapped(super().posts())]
        return []

    def _followed(self, row: Row) -> list[str]:
        lines = super()._followed(row)
        return [lines[0], "   'd' opens the card."] if row.kind == "decision_open" else lines


@dataclass
class PaneDesk(Desk):
    """A desk that answers with what belongs into the log."""

    view: PaneView

    def shown(self, rows: list[Row]) -> list[str]:
        """Return what is new after the clock has moved, without the clock and the gauges, which have their panes."""
        dials = {*self.view.header(), *self.view.gauges()}
        return [line for line in super().shown(rows) if line not in dials]

    def answer(
        self, number: int, option: str, *, rationale: str = "", confidence: int = 0, minutes: float | None = None
    ) -> list[str]:
        """Answer a decision from a card, and say what the answer counts as.

        A card has its fields apart; written as an order, a reason with the word 'by' in it would be cut there.

        Raises:
            DrillError: If it cannot be answered so; nothing was changed.
        """
        state = self.room.session.decision(number)
        sits = next((one.actor for one in reversed(self.room.session.table.present) if one.seat == state.owner), "")
        before = state.answer
        rows = self.room.answer(
            number,
            option,
            seat=state.owner,
            actor=sits or self.name,
            minutes=minutes,
            rationale=rationale,
            confidence=confidence,
        )
        if before is not None:
            return [f"   It was answered already with '{before.option}'; yours is kept as dissent."]
        # Taken anew: where it could not be written, the session was made again.
        answer = self.room.session.decision(number).answer
        assert answer is not None, number
        words = in_words(answer.how if answer.how != "time-out" else "fixed", answer.charged)
        title = next(one.title for one in state.decision.options if one.id == option)
        later = answer.effect_at > self.room.session.now + 1
        acts = f"; it acts at {self.view.clock(answer.effect_at)}" if later else ""
        return [f"   {title}: {words}{acts}.", *self.view.happened(rows)]
