"""What the console shows, as plain text: the same for every terminal, and for a pipe. One text a line, of any length.

Nothing here changes the drill. Times are those of the scenario's own clock.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

from sim.console.lists import Lists
from sim.drill.journal import Row
from sim.drill.room import Room
from sim.drill.state import InjectState
from sim.response.forecast import forecast
from sim.response.gauges import Gauges, Post, feed
from sim.scenario.texts import Texts
from sim.units import format_duration

# Posts that are shown of what came since the last look; the widest seen first.
_POSTS: Final = 6


class View(Lists):
    """What one console has shown of a drill so far, and what it shows next."""

    def __init__(self, room: Room, texts: Texts) -> None:
        super().__init__(room, texts)
        self._seen = self.room.session.engine.happened
        self._stated = len(self.room.session.engine.run.line.statements)

    # The clock and the gauges

    def header(self) -> list[str]:
        """Return the line of the clock."""
        session, room = self.room.session, self.room
        definition = session.drill.definition
        played = session.now - session.begins
        how = "running" if room.running else "paused" if room.paused else "still"
        pace = f", {room.pace:g} times as fast as the wall" if room.running else ""
        over = "" if played <= definition.length else ", over time"
        handling = f"  {definition.handling}" if definition.handling else ""
        day = f"{session.drill.scenario.clock.local(session.now):%a %d %b %H:%M}"
        return [f"== {day}  minute {played:.0f} of {definition.length:.0f}{over}  ({how}{pace}){handling}"]

    def gauges(self) -> list[str]:
        """Return the state of the model."""
        now = self.room.session.gauges
        mode = "; crisis mode" if now.crisis else ""
        hour = f"{now.mentions_last_hour} {'mention' if now.mentions_last_hour == 1 else 'mentions'} in the last hour"
        return [
            f"   {hour}, {now.mentions} in all, seen {now.reach:,.0f} times",
            f"   {_cases(now)}; {now.busy} of {now.on_duty} people busy; {_stated(now)}{mode}",
        ]

    def outlook(self, *, seconds: float = 2.0, paths: int = 20) -> list[str]:
        """Return what the next hour may bring if the model's own people decided; nothing where that takes too long."""
        session = self.room.session
        if session.closed:
            return []
        band = forecast(lambda: session.again().engine, seconds=seconds, paths=paths)
        if band is None:
            return []
        low, _, high = band.coming
        few, _, many = band.backlog
        span = round(band.times[-1] - band.now)
        come, wait = f"{low:.0f} to {high:.0f} mentions", f"{few[-1]:.0f} to {many[-1]:.0f} cases wait"
        return [f"   Next {span} min, if the model's own people decided: {come}, then {wait}"]

    # Posts

    def posts(self) -> list[str]:
        """Return the words of what was posted and published since the last look."""
        session = self.room.session
        new = feed(session.engine, self._seen)
        self._seen = session.engine.happened
        chosen = sorted(sorted(new, key=lambda one: -one.reach)[:_POSTS], key=lambda one: one.time)
        lines = [self._post(one) for one in chosen]
        if len(new) > len(chosen):
            left = len(new) - len(chosen)
            lines.append(f"   ... and {left} more {'post' if left == 1 else 'posts'}")
        return [*lines, *self._statements()]

    def _post(self, one: Post) -> str:
        post = self.words.post(one)
        head = f"   {self.clock(one.time)} {one.channel:<9} {post.author} ({one.reach:,.0f}): "
        return head + " / ".join(" ".join(line.split()) for line in post.text.splitlines())

    def _statements(self) -> Iterator[str]:
        said = self.room.session.engine.run.line.statements
        for one in said[self._stated :]:
            if one.kind == "contradiction":
                where = f" on {one.channel}" if one.channel else ""
                head = f" > {self.clock(one.time)} SOMEBODY OF OURS CONTRADICTED THE LINE{where}: "
            else:
                article = "AN" if one.kind[0] in "aeiou" else "A"
                head = f" > {self.clock(one.time)} WE PUBLISHED {article} {one.kind.upper()} STATEMENT: "
            yield head + " ".join(self.words.statement(one).text.split())
        self._stated = len(said)

    # What happened

    def happened(self, rows: Sequence[Row]) -> list[str]:
        """Return what followed from an action: injects, decisions and defaults, as they came."""
        return [line for row in rows if row.payload.get("by") == "clock" for line in self._followed(row)]

    def _followed(self, row: Row) -> list[str]:
        session = self.room.session
        if row.kind == "inject":
            return self.inject(session.injects[row.payload["id"]])
        if row.kind == "decision_open":
            return self.card(session.decision(row.payload["number"]))
        if row.kind == "default":
            return self._default(row)
        return []

    def _default(self, row: Row) -> list[str]:
        state = self.room.session.decision(row.payload["number"])
        name = f"{state.number} ({state.decision.title})"
        if "passed_to" in row.payload:
            to = self.seat(row.payload["passed_to"])
            return [f" ! {self.clock(row.scen)} Nobody answered {name}; it passes to {to}"]
        option = state.decision.option(row.payload["option"])
        title = option.title if option is not None else row.payload["option"]
        return [f" ! {self.clock(row.scen)} Nobody answered {name}; the default holds: {title}"]

    def inject(self, one: InjectState) -> list[str]:
        """Return an inject as it is read to the players: nothing of what is expected of them."""
        inject = one.inject
        route = " ".join(
            word for word in (inject.channel, f"from {inject.sender}" if inject.sender else "", _to(inject.to)) if word
        )
        at = one.released_at if not math.isnan(one.released_at) else self.room.session.now
        title = f": {inject.title}" if inject.title else ""
        lines = [f" * {self.clock(at)} INJECT {inject.id}{title}" + (f"  [{route}]" if route else "")]
        return [*lines, *([f"   {' '.join(inject.message.split())}"] if inject.message.strip() else [])]

    def released_now(self) -> list[str]:
        """Return the injects that came at this very minute, for who has just come in."""
        now = self.room.session.now
        return [
            line for one in self.room.session.injects.values() if one.released_at == now for line in self.inject(one)
        ]

    def open_decisions(self) -> list[str]:
        """Return one line for each decision that waits."""
        lines = []
        for one in self.room.session.open_decisions:
            left = one.due - self.room.session.now
            rest = "no time-out" if math.isinf(left) else f"{format_duration(max(0.0, left))} left"
            lines.append(f" ? {one.number} {one.decision.title} ({one.owner}, {rest})")
        return lines


def _cases(now: Gauges) -> str:
    if not now.backlog:
        return "no case waits"
    many = "1 case waits" if now.backlog == 1 else f"{now.backlog} cases wait"
    return f"{many}, the oldest {format_duration(now.oldest)}"


def _stated(now: Gauges) -> str:
    if not now.statements:
        return "no statement yet"
    return f"last statement {format_duration(now.since_statement)} ago"


def _to(to: Sequence[str]) -> str:
    return f"to {', '.join(to)}" if to else ""
