"""View and desk of the full-screen console: the line console's own, with the parts sent to the panes they belong to.

Posts go to the feed, the dials have panes of their own, and a card is opened instead of being written into the log.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from sim.console.orders import Desk
from sim.console.view import View
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
        self.feed += [_CHANNEL.sub(r"\1 ", text) for text in super().posts()]
        return []

    def _followed(self, row: Row) -> list[str]:
        if row.kind != "decision_open":
            return super()._followed(row)
        return [self.heading(self.room.session.decision(row.payload["number"])), "   'd' opens the card."]


@dataclass
class PaneDesk(Desk):
    """A desk that answers with what belongs into the log."""

    view: PaneView

    def shown(self, rows: list[Row]) -> list[str]:
        """Return what is new after the clock has moved, without the clock and the gauges, which have their panes."""
        dials = {*self.view.header(), *self.view.gauges()}
        return [line for line in super().shown(rows) if line not in dials]
