"""What people at the table do beside deciding: they come and go, take notes, rate, publish, and take breaks."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final, get_args

from sim.drill.definition import Definition
from sim.drill.state import Action, DrillError, Grade, Note, Pause, Presence, Published, Rating, Sign
from sim.errors import did_you_mean
from sim.fields import one_of

# Seats that every drill has.
FACILITATOR, OBSERVER = "facilitator", "observer"
GRADES: Final[tuple[Grade, ...]] = get_args(Grade)
SIGNS: Final[tuple[Sign, ...]] = get_args(Sign)


class Table:
    """The people of one drill, and what they wrote down."""

    def __init__(self, definition: Definition) -> None:
        self.notes: list[Note] = []
        self.ratings: list[Rating] = []
        self.published: list[Published] = []
        self.present: list[Presence] = []
        self.pauses: list[Pause] = []
        self._seats = [seat.id for seat in definition.seats]
        self._objectives = [one.id for one in definition.objectives]

    @property
    def paused(self) -> bool:
        """Whether the drill stands in a pause."""
        return bool(self.pauses) and not self.pauses[-1].end_wall

    def take(self, action: Action) -> None:
        """Take a note, a rating, a coming or a going.

        Raises:
            DrillError: If it names what is not there; nothing was changed.
        """
        said = action.payload
        if action.kind == "note":
            self._note(action, **said)
        elif action.kind == "rating":
            self._rate(action, **said)
        elif action.kind == "join":
            self._join(action, str(said.get("substitute_for", "")))
        else:
            self._leave(action)

    def _note(self, action: Action, *, text: str, sign: str = "note", **more: str) -> None:
        meant = next((one for one in SIGNS if one == sign), None)
        if meant is None:
            raise DrillError(f"a note is one of {one_of(SIGNS)}, not '{sign}'")
        self.notes.append(Note(action.scen, action.wall, action.seat, action.actor, meant, text, **more))

    def _rate(self, action: Action, *, objective: str, grade: str, reason: str = "") -> None:
        if objective not in self._objectives:
            known = one_of(self._objectives) if self._objectives else "none"
            near = did_you_mean(objective, self._objectives)
            raise DrillError(f"no objective '{objective}'; the objectives are {known}{near}")
        meant = next((one for one in GRADES if one == grade), None)
        if meant is None:
            raise DrillError(f"a rating is one of {one_of(GRADES)}, not '{grade}'")
        self.ratings.append(Rating(action.scen, action.wall, action.seat, action.actor, objective, meant, reason))

    def _join(self, action: Action, substitute_for: str) -> None:
        seats = [*self._seats, FACILITATOR, OBSERVER]
        if action.seat not in seats:
            raise DrillError(
                f"no seat '{action.seat}'; the seats are {one_of(seats)}{did_you_mean(action.seat, seats)}"
            )
        self.present.append(Presence(action.seat, action.actor, action.scen, substitute_for=substitute_for))

    def _leave(self, action: Action) -> None:
        there = [one for one in self.present if math.isnan(one.until)]
        if not any((one.seat, one.actor) == (action.seat, action.actor) for one in there):
            seated = ", ".join(f"{one.actor} at {one.seat}" for one in there) or "nobody"
            raise DrillError(f"{action.actor or 'nobody'} does not sit at '{action.seat}'; there are {seated}")
        self.present = [self._left(one, action) for one in self.present]

    def _left(self, one: Presence, action: Action) -> Presence:
        same = (one.seat, one.actor) == (action.seat, action.actor) and math.isnan(one.until)
        return replace(one, until=action.scen) if same else one

    def publish(self, action: Action, *, topic: str, effect_at: float) -> None:
        """Keep what the players published in their own words."""
        self.published.append(
            Published(
                at=action.scen,
                wall=action.wall,
                seat=action.seat,
                actor=action.actor,
                kind=str(action.payload["kind"]),
                text=str(action.payload.get("text", "")),
                topic=topic,
                effect_at=effect_at,
            )
        )

    def stand(self, word: str, action: Action, minute: float) -> None:
        """Begin a pause, or end it; a pause may have begun before it was noted, when nobody was there."""
        if word == "pause" and not self.paused:
            begin = int(action.payload.get("since", action.wall))
            self.pauses.append(Pause(minute, begin, reason=str(action.payload.get("reason", ""))))
        elif word == "resume" and self.paused:
            self.pauses[-1] = replace(self.pauses[-1], end_wall=action.wall)
