"""What a facilitator looks up: injects to come and what is behind one, objectives, and who has nothing to do."""

from __future__ import annotations

import math
import textwrap
from collections import Counter
from collections.abc import Iterator
from typing import Final

from sim.console.cards import Cards
from sim.drill.definition import Inject
from sim.drill.effects import in_words
from sim.drill.state import InjectState
from sim.response.jobs import resting

# Injects that are listed at most.
_LISTED: Final = 30
# Cells of the first words of an inject that has no title.
_FIRST_WORDS: Final = 44
GRADES: Final = "P without challenges, S with some, M with major ones, U unable, N/E not examined"


def called(inject: Inject) -> str:
    """Return what an inject is called: its id and its title, or the first words of its message."""
    words = inject.title or textwrap.shorten(inject.message, _FIRST_WORDS, placeholder=" ...")
    return f"{inject.id}: {words}" if words else inject.id


class Lists(Cards):
    """The lists of one drill; one text a line, of any length."""

    def injects(self) -> list[str]:
        """Return the list of injects: what comes next, what is held, what is off the timeline."""
        waiting = [one for one in self.room.session.injects.values() if one.status in {"ready", "held"}]
        waiting.sort(key=lambda one: (math.isnan(one.planned_at), one.planned_at))
        lines = [line for one in waiting[:_LISTED] for line in self._planned(one)]
        if len(waiting) > _LISTED:
            lines.append(f"   ... and {len(waiting) - _LISTED} more")
        return lines or ["   no inject is left"]

    def _planned(self, one: InjectState) -> Iterator[str]:
        inject = one.inject
        when = {
            "time": "",
            "condition": f" (when {inject.when})",
            "decision": f" (after {inject.after.words})" if inject.after else "",
            "manual": " (contingency)" if inject.event_type == "contingency" else " (by hand)",
        }[inject.trigger]
        at = "" if math.isnan(one.planned_at) else self.clock(one.planned_at)
        state = "held " if one.status == "held" else ""
        yield f"   {at:<5}  {state}{called(inject)}{when}"
        if inject.effects:
            yield f"          -> {effects_of(inject)}"

    def behind(self, one: InjectState) -> list[str]:
        """Return what the players are not to see of an inject: expected action, notes, effects."""
        inject = one.inject
        told = {
            "Expected": inject.expected,
            "To be handed in": inject.deliverable,
            "Objective": self._objective(inject),
            "Notes": inject.notes,
            "Effects": effects_of(inject),
        }
        lines = [f"   {name}: {' '.join(words.split())}" for name, words in told.items() if words]
        return [f"   Inject {called(inject)}", *(lines or ["   The drill's file says nothing more about it."])]

    def _objective(self, inject: Inject) -> str:
        if inject.objective is None:
            return ""
        within = f", within {inject.target:g} min" if inject.target is not None else ""
        return f"{inject.objective}{within}"

    def objectives(self) -> list[str]:
        """Return the objectives with the rating that counts now, and how they are rated."""
        definition, ratings = self.room.session.drill.definition, self.room.session.table.ratings
        if not definition.objectives:
            return ["   This drill has no objectives."]
        rated = {one.objective: f"{one.grade}{f' ({one.reason})' if one.reason else ''}" for one in ratings}
        lines = [f"   {one.id} {one.title}: {rated.get(one.id, 'not rated')}" for one in definition.objectives]
        return [*lines, f"   Rate with: r {definition.objectives[0].id} S WHY; {GRADES}"]

    def occupied(self) -> str:
        """Return who is busy, and for whom there is nothing to do, by role."""
        run, now = self.room.session.engine.run, self.room.session.now
        there: Counter[str] = Counter()
        busy: Counter[str] = Counter()
        for person in run.desks.people:
            works = person.item is not None and not resting(person.item, now)
            there[person.plan.role] += person.on_hand or works
            busy[person.plan.role] += works
        at_work = [f"{role} {busy[role]} of {there[role]}" for role in there if busy[role]]
        idle = [role for role in there if there[role] and not busy[role]]
        parts = [", ".join(at_work), f"nothing to do for {', '.join(idle)}" if idle else ""]
        told = "; ".join(part for part in parts if part)
        return f"   Busy are {busy.total()} of {there.total()} people" + (f": {told}" if told else "")


def effects_of(inject: Inject) -> str:
    """Return the effects of an inject in words."""
    return "; ".join(in_words(effect) for effect in inject.effects)
