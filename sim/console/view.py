"""What the console shows, as lines of plain text: the same for every terminal, and for a pipe.

Nothing here changes the drill. Times are those of the scenario's own clock.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Sequence
from typing import Final

from sim.drill.drill import Drill
from sim.drill.effects import in_words
from sim.drill.journal import Row
from sim.drill.room import Room
from sim.drill.state import DecisionState, InjectState
from sim.keys import mix64, name_key, stream
from sim.response.forecast import forecast
from sim.response.gauges import Gauges, Post, feed
from sim.response.line import Statement
from sim.scenario.texts import Texts, load_texts
from sim.units import format_duration

WIDTH: Final = 88
# Posts that are shown of what came since the last look; the widest seen first.
_POSTS: Final = 6


def texts_of(drill: Drill) -> Texts:
    """Return the words of a drill's posts: those of its scenario, with its own files laid over them."""
    from pathlib import Path

    files = [Path(name) for name in drill.definition.texts]
    return load_texts(drill.scenario.name, language=drill.definition.language, files=files)


class View:
    """What one console has shown of a drill so far, and what it shows next."""

    def __init__(self, room: Room, texts: Texts, *, facilitator: bool = True) -> None:
        self.room = room
        self.texts = texts
        self.facilitator = facilitator
        self._seen = self.room.session.engine.happened
        self._stated = len(self.room.session.engine.run.line.statements)

    # The clock and the gauges

    def clock(self, minute: float) -> str:
        """Return a scenario minute on the scenario's own clock."""
        return f"{self.room.session.drill.scenario.clock.local(minute):%H:%M}"

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
        lines = [line for one in chosen for line in self._post(one)]
        if len(new) > len(chosen):
            left = len(new) - len(chosen)
            lines.append(f"   ... and {left} more {'post' if left == 1 else 'posts'}")
        return [*lines, *self._statements()]

    def _post(self, one: Post) -> Iterator[str]:
        facts = self._facts(one.time)
        post = self.texts.post(key=self._key(one.key), channel=one.channel, kind=one.kind, topic=one.topic, facts=facts)
        head = f"   {self.clock(one.time)} {one.channel:<9} {post.author} ({one.reach:,.0f}): "
        yield from wrapped(" ".join(post.text.split()), first=head, rest=" " * 19)

    def _statements(self) -> Iterator[str]:
        said = self.room.session.engine.run.line.statements
        for one in said[self._stated :]:
            if one.kind == "contradiction":
                where = f" on {one.channel}" if one.channel else ""
                head = f" > {self.clock(one.time)} SOMEBODY OF OURS CONTRADICTED THE LINE{where}: "
            else:
                article = "AN" if one.kind[0] in "aeiou" else "A"
                head = f" > {self.clock(one.time)} WE PUBLISHED {article} {one.kind.upper()} STATEMENT: "
            yield from wrapped(self._words_of(one), first=head, rest="   ")
        self._stated = len(said)

    def _words_of(self, one: Statement) -> str:
        """Return the words of a publication: the players' own, where they are."""
        own = [said.text for said in self.room.session.table.published if said.effect_at == one.time and said.text]
        if own:
            return own[0]
        facts, key = self._facts(one.time), self._key(name_key(f"{one.kind} {one.version}"))
        return self.texts.statement(key=key, kind=one.kind, topic=one.topic, version=one.version, facts=facts).text

    def _facts(self, at: float) -> frozenset[str]:
        return frozenset(fact.name for fact in self.room.session.engine.run.line.facts if fact.at <= at)

    def _key(self, key: int) -> int:
        # Scripted posts have the same key in every crisis; with the seed their words differ from drill to drill.
        return int(mix64(stream(self.room.session.drill.definition.seed, self.room.session.replication), key))

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
            return [f" ! {self.clock(row.scen)} Nobody answered {name}; it passes to {row.payload['passed_to']}"]
        option = state.decision.option(row.payload["option"])
        title = option.title if option is not None else row.payload["option"]
        return [f" ! {self.clock(row.scen)} Nobody answered {name}; the default holds: {title}"]

    def inject(self, one: InjectState) -> list[str]:
        """Return an inject as it is read to the players."""
        inject = one.inject
        route = " ".join(
            word for word in (inject.channel, f"from {inject.sender}" if inject.sender else "", _to(inject.to)) if word
        )
        at = one.released_at if not math.isnan(one.released_at) else self.room.session.now
        title = f": {inject.title}" if inject.title else ""
        lines = [f" * {self.clock(at)} INJECT {inject.id}{title}" + (f"  [{route}]" if route else "")]
        lines += wrapped(inject.message, first="   ", rest="   ")
        if self.facilitator and inject.expected:
            lines += wrapped(inject.expected, first="   Expected: ", rest="   ")
        return lines

    def released_now(self) -> list[str]:
        """Return the injects that came at this very minute, for who has just come in."""
        now = self.room.session.now
        return [
            line for one in self.room.session.injects.values() if one.released_at == now for line in self.inject(one)
        ]

    def card(self, state: DecisionState) -> list[str]:
        """Return a decision as it is put to the players."""
        decision = state.decision
        seat = self.room.session.drill.definition.seat(state.owner)
        who = seat.title if seat is not None else state.owner
        due = "" if math.isinf(state.due) else f", until {self.clock(state.due)}"
        lines = [
            f" ? {self.clock(state.opened_at)} DECISION {state.number} ({decision.id}) for {who}{due}: {decision.title}"
        ]
        lines += wrapped(decision.question, first="   ", rest="   ")
        lines += [f"   Because {state.why}." + _about(state)]
        for letter, option in zip("abcdefghij", decision.options):
            lines.append(f"      {letter}) {option.title}")
        lines.append(f"   Answer with: d {state.number} a")
        return lines

    def open_decisions(self) -> list[str]:
        """Return one line for each decision that waits."""
        lines = []
        for one in self.room.session.open_decisions:
            left = one.due - self.room.session.now
            rest = "no time-out" if math.isinf(left) else f"{format_duration(max(0.0, left))} left"
            lines.append(f" ? {one.number} {one.decision.title} ({one.owner}, {rest})")
        return lines

    def injects(self) -> list[str]:
        """Return the list of injects: what comes next, what is held, what is off the timeline."""
        waiting = [one for one in self.room.session.injects.values() if one.status in {"ready", "held"}]
        waiting.sort(key=lambda one: (math.isnan(one.planned_at), one.planned_at))
        lines = [self._planned(one) for one in waiting[:30]]
        if len(waiting) > len(lines):
            lines.append(f"   ... and {len(waiting) - len(lines)} more")
        return lines or ["   no inject is left"]

    def _planned(self, one: InjectState) -> str:
        inject = one.inject
        when = {
            "time": "",
            "condition": f"when {inject.when}",
            "decision": f"after {inject.after.words}" if inject.after else "",
            "manual": "contingency" if inject.event_type == "contingency" else "by hand",
        }[inject.trigger]
        at = "" if math.isnan(one.planned_at) else self.clock(one.planned_at)
        state = "held " if one.status == "held" else ""
        effects = "; ".join(in_words(effect) for effect in inject.effects)
        tail = f"  -> {effects}" if effects else ""
        return f"   {at or when:<24} {state}{inject.id}: {inject.title}{tail}"[:120]


def wrapped(text: str, *, first: str, rest: str) -> list[str]:
    """Return a text in lines of the console's width."""
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=True) or [first]


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


def _about(state: DecisionState) -> str:
    shown = state.evidence
    if state.case < 0:
        return ""
    level = f"level L{shown['level']}"
    where = f" on {shown['channel']}" if shown.get("channel") else ""
    return f" Case {state.case}{where}, {shown['draft']}, {level}, seen by {shown['case_reach']:,.0f}."
