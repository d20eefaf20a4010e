"""One drill under way, as a function of its files, its seed and what was done: no clock, no disk, no screen.

`apply` takes one action and returns what followed from it. A journal replays the actions and must find the same
events again; a counterfactual gives the same actions to another organisation.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from typing import Final

from sim.drill.answers import Answers
from sim.drill.drill import Drill, until
from sim.drill.state import NAN, Action, DecisionState, DrillError, Event, InjectState
from sim.drill.table import Table
from sim.record.log import Records
from sim.response.commands import State
from sim.response.respond import records_of
from sim.scenario.crisis import Crisis

# A drill that was closed at once still has a crisis of this length, so that its tables exist.
_SHORTEST: Final = 1.0


class Session(Answers):
    """A drill from its beginning to now.

    Attributes:
        actions: What was done so far.
        closed_at: The minute at which it was closed, NaN before.
    """

    def __init__(
        self, drill: Drill, *, crisis: Crisis | None = None, replication: int = 0, steered: bool = True
    ) -> None:
        super().__init__(drill, crisis=crisis, replication=replication, steered=steered)
        self.actions: list[Action] = []
        self.table = Table(drill.definition)
        self.closed_at = NAN

    @property
    def closed(self) -> bool:
        """Whether the drill is over."""
        return not math.isnan(self.closed_at)

    @property
    def injects(self) -> dict[str, InjectState]:
        """The injects by id."""
        return self.releases.injects

    def apply(self, action: Action) -> list[Event]:
        """Do what somebody did, and return what followed.

        Raises:
            DrillError: If it cannot be done now; nothing was changed.
        """
        if self.closed and action.kind not in {"note", "rating", "close", "inject"}:
            raise DrillError("the drill is closed; notes, ratings and answers to injects can still be added")
        events = _DO[action.kind](self, action)
        self.actions.append(action)
        return events

    # The clock

    def begin(self, *, wall: int = 0) -> list[Event]:
        """Return what is put to the players as the drill begins."""
        return self._look(self.begins, wall)

    def _clock(self, action: Action) -> list[Event]:
        word = action.payload["do"]
        if word != "advance":
            self.table.stand(word, action, self.now)
            return []
        events: list[Event] = []
        for minute in range(int(self.now) + 1, int(action.payload["to"]) + 1):
            found = self._look(float(minute), action.wall)
            events += found
            if self._stops(found, anything=action.payload.get("stop") == "event"):
                break
        return events

    def _stops(self, events: list[Event], *, anything: bool) -> bool:
        """Say whether the clock stops here on its way: at a new blocking decision, or at anything that came."""
        if anything:
            return bool(events)
        opened = (self.decision(one.payload["number"]) for one in events if one.kind == "decision_open")
        return any(state.decision.blocking for state in opened)

    def _look(self, minute: float, wall: int) -> list[Event]:
        """Advance to a whole minute, and see what happens there: time-outs, injects, decisions."""
        self.move_on(minute)
        events = [self._time_out(one, wall) for one in self.open_decisions if one.due <= minute]
        for one in self.releases.due(minute, self.history):
            self._release(one, minute, wall=wall, by="clock")
            events.append(Event("inject", minute, {"id": one.inject.id, "planned": _number(one.planned_at)}))
        return events + [self._opened(state) for state in self.look(minute, self.history, wall=wall)]

    def _opened(self, state: DecisionState) -> Event:
        # The key of a case has 64 bits, more than a number of JSON is sure to keep.
        address = [str(part) for part in state.address]
        payload = {"number": state.number, "id": state.decision.id, "why": state.why, "address": address}
        return Event("decision_open", state.opened_at, {**payload, "evidence": state.evidence}, seat=state.owner)

    # Injects

    def _inject(self, action: Action) -> list[Event]:
        if self.closed and action.payload["do"] != "answer":
            raise DrillError("the drill is closed; no inject can be released any more")
        fired = self.releases.change(action)
        if fired is not None:
            self._release(fired, self.instant(action.scen), wall=action.wall, by=action.actor or action.seat)
        return []

    def _release(self, one: InjectState, at: float, *, wall: int, by: str) -> None:
        self.releases.release(one, at, wall=wall, by=by)
        self.act(one.inject, self.instant(at))
        self.released(one.inject.id, at)

    # The rest of the table

    def _post(self, action: Action) -> list[Event]:
        at, kind = self.instant(action.scen), action.payload["kind"]
        topic = str(action.payload.get("topic") or self.drill.scenario.main_topic)
        self.command(at, State(topic, kind), "a publication of the players", strict=True)
        self.table.publish(action, topic=topic, effect_at=at)
        return []

    def _answer(self, action: Action) -> list[Event]:
        self._decide(action)
        return []

    def _people(self, action: Action) -> list[Event]:
        self.table.take(action)
        return []

    def _close(self, _action: Action) -> list[Event]:
        if self.closed:
            raise DrillError("the drill is closed already")
        self.closed_at = self.now
        self.releases.expire()
        return []

    # The model

    def records(self) -> Records:
        """Return the tables of the run until now, as a study has them: what is still open is open.

        The run is made again over a crisis that ends now, which is a prefix of the longer one.
        """
        end = max(self.closed_at if self.closed else self.now, self.begins + _SHORTEST)
        again = self.again(until(self.drill, end))
        again.engine.finish()
        return records_of(again.engine)

    def again(self, drill: Drill | None = None) -> Session:
        """Return a copy, which is a replay; over another crisis if a drill is given."""
        crisis = self.crisis if drill is None else None
        copy = Session(drill or self.drill, crisis=crisis, replication=self.replication, steered=self.playing)
        copy.begin()
        for action in self.actions:
            copy.apply(action)
        return copy

    def digest(self) -> str:
        """Return a digest of the state: two drills that agree in it have come to the same."""
        cases = [(c.case_number, c.state, c.level, c.reach, c.answered, c.detected) for c in self.engine.run.cases]
        injects = [(one.inject.id, one.status, one.planned_at, one.released_at) for one in self.injects.values()]
        asked = [(d.number, d.decision.id, d.opened_at, d.owner, d.answer and d.answer.option) for d in self.decisions]
        said = [(s.time, s.topic, s.kind, s.version) for s in self.engine.run.line.statements]
        alive = sum(self.engine.alive)
        told = repr((self.now, cases, injects, asked, said, alive, len(self.table.notes), self.closed_at))
        return hashlib.blake2b(told.encode(), digest_size=12).hexdigest()


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value


_DO: Final[dict[str, Callable[[Session, Action], list[Event]]]] = {
    "clock": Session._clock,
    "inject": Session._inject,
    "decision": Session._answer,
    "post": Session._post,
    "note": Session._people,
    "rating": Session._people,
    "join": Session._people,
    "leave": Session._people,
    "close": Session._close,
}
