"""What a facilitator types, and what it does: a word or a letter, then the particulars.

Every order answers with lines to be shown. A wrong one changes nothing and says what is right.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sim.console.deciding import Deciding
from sim.console.particulars import number_of
from sim.drill.journal import Row
from sim.drill.state import DrillError
from sim.errors import did_you_mean

HELP: Final = """\
   Enter, or a number   the clock moves on by a step, or so many minutes, or to the next card
                        that blocks
   e                    to the next thing that comes, at most an hour ahead
   d                    the decisions that wait          d 3      one of them in full
   d 3 b                answer decision 3 with option b; and, if you like, in this order:
                        d 3 b because WHY / sure 4 / counts 12 min / by NAME
   p holding WORDS      publish in your own words: holding, position, apology or legalistic
   n                    release the next inject now      f ID     release this one
   i                    the injects to come              h ID     hold      ready ID   let go
   x, x ID              what is expected of the players, notes and effects of the last inject,
                        or of this one: not for the screen that the players see
   s ID WHY             skip one                         delay ID 5    shift 10   all of them
   ok ID WHAT           note how the players met an inject
   + TEXT, - TEXT       a strength, something to improve note TEXT     anything else
   r                    the objectives, and how they are rated
   r O1 P WHY           rate one of them: P, S, M, U or N/E
   join SEAT NAME       somebody sits down               leave SEAT NAME
   live 10              let the clock run, ten times as fast as the wall
   pause WHY, resume    stop the clock; what passes meanwhile is in no response time
   w                    where we stand, who is busy, and what the next hour may bring
   end                  close the drill and write the report
   q                    stop safely; 'tocsin drill resume' goes on"""


@dataclass
class Desk(Deciding):
    """Where the orders of one facilitator go."""

    def order(self, line: str) -> list[str]:
        """Carry out one line; return what is to be shown.

        Raises:
            DrillError: If it cannot be done; nothing was changed.
        """
        text = line.strip()
        if not text:
            return self.advance(self.room.session.drill.definition.clock.step)
        if re.fullmatch(r"\d+(\.\d+)?", text):
            return self.advance(float(text))
        if text[0] in "+-" and len(text) > 1:
            return self._note(text[0], text[1:].strip())
        word, _, rest = text.partition(" ")
        order = ORDERS.get(word.lower())
        if order is None:
            raise DrillError(f"no order '{word}'{did_you_mean(word, ORDERS)}; '?' lists them")
        return order(self, rest.strip())

    def advance(self, minutes: float) -> list[str]:
        """Move the clock on, and show what came."""
        if self.room.running:
            raise DrillError("the clock runs by itself; 'pause' stops it")
        return self.shown(self.room.advance(minutes, actor=self.name))

    def _to_event(self, _rest: str) -> list[str]:
        return self.shown(self.room.advance(_FURTHEST, actor=self.name, to_event=True))

    def shown(self, rows: list[Row]) -> list[str]:
        """Return everything that is new after the clock has moved."""
        lines = [*self.view.header(), *self.view.gauges(), *self.view.posts(), *self.view.happened(rows)]
        definition = self.room.session.drill.definition
        if self.room.session.now >= definition.ends and not self.room.session.closed:
            lines.append("   The planned time is over: 'end' closes the drill and writes the report; Enter goes on.")
        return lines

    # What is said and done

    def _publish(self, rest: str) -> list[str]:
        kind, _, text = rest.partition(" ")
        kinds = ("holding", "position", "apology", "legalistic")
        if kind not in kinds:
            raise DrillError(
                f"publish what? Write one of {', '.join(kinds)}, then your words{did_you_mean(kind, kinds)}"
            )
        self.room.do("post", {"kind": kind, "text": text}, actor=self.name)
        return ["   Published; it works on the crisis from the next minute on."]

    # Injects

    def _next(self, _rest: str) -> list[str]:
        ready = [one for one in self.room.session.injects.values() if one.status == "ready"]
        timed = sorted((one for one in ready if one.planned_at == one.planned_at), key=lambda one: one.planned_at)
        if not timed:
            raise DrillError("no timed inject is left; 'i' lists the others")
        return self._fire(timed[0].inject.id)

    def _fire(self, rest: str) -> list[str]:
        self._inject("fire", rest)
        return self.view.inject(self.room.session.injects[rest])

    def _inject(self, do: str, name: str, **more: object) -> list[str]:
        if not name:
            raise DrillError("which inject? 'i' lists them")
        self.room.do("inject", {"do": do, "id": name, **more}, actor=self.name)
        return [f"   {name}: {_DONE[do]}"]

    def _behind(self, rest: str) -> list[str]:
        injects = self.room.session.injects
        if rest:
            return self.view.behind(self.room.session.releases.found(rest))
        out = [one for one in injects.values() if one.released_at == one.released_at]
        if not out:
            raise DrillError("no inject was released yet; 'x ID' shows what is behind one to come, 'i' lists them")
        return self.view.behind(max(out, key=lambda one: (one.released_at, one.released_wall)))

    def _skip(self, rest: str) -> list[str]:
        name, _, why = rest.partition(" ")
        if not why:
            raise DrillError("say why it is skipped: 's ID reason'; the report lists it")
        return self._inject("skip", name, reason=why)

    def _delay(self, rest: str) -> list[str]:
        name, _, minutes = rest.partition(" ")
        return self._inject("delay", name, minutes=number_of(minutes))

    def _shift(self, rest: str) -> list[str]:
        self.room.do("inject", {"do": "shift", "minutes": number_of(rest)}, actor=self.name)
        return ["   All timed injects were moved; their distances are as they were."]

    def _met(self, rest: str) -> list[str]:
        name, _, text = rest.partition(" ")
        return self._inject("answer", name, text=text)

    # Notes and people

    def _note(self, sign: str, text: str) -> list[str]:
        if not text:
            raise DrillError("write the note behind the sign")
        self.room.do("note", {"sign": sign, "text": text}, actor=self.name)
        return ["   Noted."]

    def _rate(self, rest: str) -> list[str]:
        words = rest.split(maxsplit=2)
        if not words:
            return self.view.objectives()
        titles = {one.id: one.title for one in self.room.session.drill.definition.objectives}
        if words[0] not in titles:
            known = ", ".join(f"{name} ({title})" for name, title in titles.items()) or "none"
            near = did_you_mean(words[0], titles)
            raise DrillError(f"no objective '{words[0]}'; the objectives are {known}{near}")
        if len(words) < 2:
            raise DrillError("rate it how? Write 'r OBJECTIVE GRADE reason', as in 'r O1 P said in time'")
        grade, reason = words[1].upper(), words[2] if len(words) > 2 else ""
        self.room.do("rating", {"objective": words[0], "grade": grade, "reason": reason}, actor=self.name)
        return [f"   {words[0]} '{titles[words[0]]}' rated {grade}" + (f": {reason}" if reason else "")]

    def _join(self, rest: str) -> list[str]:
        seat, _, name = rest.partition(" ")
        self.room.do("join", {}, seat=seat, actor=name or self.name)
        return [f"   {name or self.name} sits at '{seat}'."]

    def _leave(self, rest: str) -> list[str]:
        seat, _, name = rest.partition(" ")
        self.room.do("leave", {}, seat=seat, actor=name or self.name)
        return [f"   {name or self.name} has left '{seat}'."]

    # The clock

    def _live(self, rest: str) -> list[str]:
        self.room.go(number_of(rest) if rest else None, actor=self.name)
        return [f"   The clock runs, {self.room.factor:g} times as fast as the wall; 'pause' stops it."]

    def _pause(self, rest: str) -> list[str]:
        self.room.pause(rest, actor=self.name)
        return ["   The clock stands. What passes now is in no response time."]

    def _resume(self, _rest: str) -> list[str]:
        if self.room.session.drill.definition.clock.mode == "live":
            return self._live("")
        self.room.do("clock", {"do": "resume"}, actor=self.name)
        return ["   The pause is over."]

    def _end(self, rest: str) -> list[str]:
        if rest:
            raise DrillError("'end' closes the drill, and stands alone")
        self.room.do("close", {}, actor=self.name)
        self.stopped = self.ended = True
        return ["   The drill is closed."]

    def _quit(self, _rest: str) -> list[str]:
        self.room.pause("stopped at the console", actor=self.name)
        self.stopped = True
        return ["   Stopped; everything is kept. To go on:", f"   tocsin drill resume {self.room.folder}"]

    def _look(self, _rest: str) -> list[str]:
        outlook = self.view.outlook() or ["   The outlook is left out: it would take longer than two seconds."]
        return [
            *self.view.header(),
            *self.view.gauges(),
            self.view.occupied(),
            *outlook,
            *self.view.open_decisions(),
        ]

    def _injects(self, _rest: str) -> list[str]:
        return self.view.injects()

    def _help(self, _rest: str) -> list[str]:
        return HELP.splitlines()


# Minutes within which the next event is looked for.
_FURTHEST: Final = 60.0
_DONE: Final = {
    "fire": "released",
    "hold": "held; 'ready' lets it go",
    "ready": "ready",
    "skip": "skipped",
    "delay": "moved",
    "answer": "noted",
}
ORDERS: Final[dict[str, Callable[[Desk, str], list[str]]]] = {
    "e": Desk._to_event,
    "d": Desk._decide,
    "p": Desk._publish,
    "n": Desk._next,
    "f": Desk._fire,
    "h": lambda desk, rest: desk._inject("hold", rest),
    "ready": lambda desk, rest: desk._inject("ready", rest),
    "s": Desk._skip,
    "delay": Desk._delay,
    "shift": Desk._shift,
    "ok": Desk._met,
    "note": lambda desk, rest: desk._note("note", rest),
    "r": Desk._rate,
    "i": Desk._injects,
    "x": Desk._behind,
    "w": Desk._look,
    "join": Desk._join,
    "leave": Desk._leave,
    "live": Desk._live,
    "pause": Desk._pause,
    "resume": Desk._resume,
    "end": Desk._end,
    "q": Desk._quit,
    "?": Desk._help,
    "help": Desk._help,
}
