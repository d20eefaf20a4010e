"""When an inject is released: by its time, by a condition, after a decision, or by hand.

A timed inject is never lost and never comes in a burst: one that is late, because it was held, edited or the drill
began after its time, waits for its turn, and one a minute is released.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from pydantic import ValidationError

from sim.drill.condition import Condition, parse_condition
from sim.drill.definition import Definition, Inject
from sim.drill.state import NAN, Action, DrillError, InjectState
from sim.errors import did_you_mean
from sim.response.gauges import Gauges

# Minutes by which an inject can be moved.
_FURTHEST: Final = 100_000.0


class Releases:
    """The injects of one drill."""

    def __init__(self, definition: Definition) -> None:
        self.injects: dict[str, InjectState] = {}
        self._conditions: dict[str, Condition] = {}
        for inject in definition.injects:
            self._put(inject, added=False)

    def _put(self, inject: Inject, *, added: bool) -> None:
        planned = NAN if inject.at is None else inject.at
        # A contingency is off the timeline, whatever time its row gives.
        held = inject.held or (inject.event_type == "contingency" and inject.at is not None)
        self.injects[inject.id] = InjectState(inject, planned, "held" if held else "ready", added=added)
        if inject.when is not None:
            self._conditions[inject.id] = parse_condition(inject.when)

    def due(self, minute: float, history: Sequence[Gauges]) -> list[InjectState]:
        """Return what is released at a whole minute: one that is late, what is planned, what a condition calls."""
        planned = [one for one in self.injects.values() if one.status == "ready" and one.planned_at <= minute]
        planned.sort(key=lambda one: one.planned_at)
        late = [one for one in planned if one.planned_at <= minute - 1.0]
        on_time = [one for one in planned if one.planned_at > minute - 1.0]
        called = [
            state
            for name, condition in self._conditions.items()
            if (state := self.injects[name]).status == "ready" and condition.holds(history)
        ]
        return [*late[:1], *on_time, *called]

    def release(self, one: InjectState, at: float, *, wall: int, by: str) -> None:
        """Release an inject."""
        one.status, one.released_at, one.released_wall, one.released_by = "released", at, wall, by

    def answered(self, decision: str, option: str, at: float) -> None:
        """Arm the injects that follow an option."""
        for one in self.injects.values():
            after = one.inject.after
            if after is None or one.status != "ready" or not math.isnan(one.planned_at):
                continue
            if after.follows(decision, option):
                # On the next whole minute at the earliest, so that it is on time and not late.
                one.planned_at = math.ceil(at + one.inject.delay)

    def change(self, action: Action) -> InjectState | None:
        """Do what a facilitator does to an inject, or to all; return one that is to be released now.

        Raises:
            DrillError: If it cannot be done; nothing was changed.
        """
        do = action.payload["do"]
        if do in {"shift", "add"}:
            if do == "shift":
                self._shift(float(action.payload["minutes"]))
            else:
                self._add(action.payload["inject"])
            return None
        one = self.found(str(action.payload["id"]))
        _CHANGES[do](self, one, action)
        return one if do == "fire" else None

    def found(self, name: str) -> InjectState:
        """Return the inject of an id.

        Raises:
            DrillError: If there is none.
        """
        if name not in self.injects:
            raise DrillError(f"no inject '{name}'{did_you_mean(name, self.injects)}")
        return self.injects[name]

    def _shift(self, minutes: float) -> None:
        _possible(minutes)
        waiting = [one for one in self.injects.values() if one.status in {"ready", "held"}]
        if not any(not math.isnan(one.planned_at) for one in waiting):
            raise DrillError("no timed inject is left to be shifted")
        for one in waiting:
            one.planned_at += minutes

    def _add(self, fields: dict[str, Any]) -> None:
        inject = _checked(fields)
        if inject.id in self.injects:
            raise DrillError(f"there is an inject '{inject.id}' already")
        self._put(inject, added=True)

    def _fire(self, one: InjectState, _action: Action) -> None:
        if one.status not in {"ready", "held", "skipped"}:
            raise DrillError(f"inject {one.inject.id} is {one.status} already")

    def _hold(self, one: InjectState, _action: Action) -> None:
        _waiting(one)
        one.status = "held"

    def _ready(self, one: InjectState, _action: Action) -> None:
        if one.status not in {"held", "skipped"}:
            raise DrillError(f"inject {one.inject.id} is {one.status}; only a held or skipped one is made ready")
        one.status, one.reason = "ready", ""

    def _skip(self, one: InjectState, action: Action) -> None:
        _waiting(one)
        one.status, one.reason = "skipped", str(action.payload.get("reason", ""))

    def _delay(self, one: InjectState, action: Action) -> None:
        _waiting(one)
        if math.isnan(one.planned_at):
            raise DrillError(f"inject {one.inject.id} has no time that could be moved; release it by hand")
        _possible(float(action.payload["minutes"]))
        one.planned_at += float(action.payload["minutes"])

    def _edit(self, one: InjectState, action: Action) -> None:
        _waiting(one)
        written = one.inject.model_dump(mode="json", exclude_defaults=True)
        inject = _checked({**written, **action.payload["fields"], "id": one.inject.id})
        status = one.status
        self._conditions.pop(inject.id, None)
        self._put(inject, added=one.added)
        self.injects[inject.id].status = status

    def _answer(self, one: InjectState, action: Action) -> None:
        if one.status not in {"released", "answered"}:
            raise DrillError(f"inject {one.inject.id} is {one.status}; only a released one is answered")
        one.status, one.response = "answered", str(action.payload.get("text", ""))
        if math.isnan(one.answered_at):
            one.answered_at, one.answered_wall = action.scen, action.wall

    def expire(self) -> None:
        """Let what was not released expire: the drill is over."""
        for one in self.injects.values():
            if one.status in {"ready", "held"}:
                one.status = "expired"


def _possible(minutes: float) -> None:
    if not 0 < abs(minutes) <= _FURTHEST:
        raise DrillError(
            f"moved by {minutes:g} minutes; by up to {_FURTHEST:,.0f} minutes, later or earlier, is possible"
        )


def _waiting(one: InjectState) -> None:
    if one.status not in {"ready", "held"}:
        raise DrillError(f"inject {one.inject.id} is {one.status} already")


def _checked(fields: dict[str, Any]) -> Inject:
    try:
        return Inject.model_validate(fields)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        path = ".".join(map(str, first["loc"]))
        raise DrillError(f"the inject is wrong: {path}: {first['msg'].removeprefix('Value error, ')}") from error


_CHANGES = {
    "fire": Releases._fire,
    "hold": Releases._hold,
    "ready": Releases._ready,
    "skip": Releases._skip,
    "delay": Releases._delay,
    "edit": Releases._edit,
    "answer": Releases._answer,
}
