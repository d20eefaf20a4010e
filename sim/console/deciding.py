"""How decisions are shown and answered at the facilitator's desk, whatever it was typed on."""

from __future__ import annotations

from dataclasses import dataclass

from sim.console.particulars import minutes_of, option_of, particulars, sure_of
from sim.console.view import View
from sim.drill.charging import in_words
from sim.drill.room import Room
from sim.drill.state import DecisionState, DrillError


@dataclass
class Deciding:
    """Where the answers of one facilitator go.

    Attributes:
        name: Of the facilitator, for the journal.
        stopped: Whether the console is to be left.
        ended: Whether the drill was closed here.
    """

    room: Room
    view: View
    name: str = ""
    stopped: bool = False
    ended: bool = False

    def _decide(self, rest: str) -> list[str]:
        waiting = self.room.session.open_decisions
        words = rest.split(maxsplit=2)
        if not words:
            return [line for one in waiting for line in self.view.card(one)] or ["   no decision waits"]
        if not words[0].isdecimal():
            if not waiting:
                raise DrillError("no decision waits")
            words = [str(waiting[0].number), *rest.split(maxsplit=1)]
        state = self.room.session.decision(int(words[0]))
        if len(words) == 1:
            return self.view.card(state, named=True)
        return self._answer(state, option_of(state, words[1]), words[2] if len(words) > 2 else "")

    def _answer(self, state: DecisionState, option: str, more: str) -> list[str]:
        said = particulars(more)
        return self.answer(
            state.number,
            option,
            rationale=said.get("because", ""),
            confidence=sure_of(said.get("sure")),
            minutes=minutes_of(said.get("counts")),
            by=said.get("by", ""),
        )

    def answer(
        self,
        number: int,
        option: str,
        *,
        rationale: str = "",
        confidence: int = 0,
        minutes: float | None = None,
        by: str = "",
    ) -> list[str]:
        """Answer a decision for the seat that is asked; say what the answer counts as.

        Args:
            number: Of the decision.
            option: Id of the option.
            rationale: Why.
            confidence: 1 to 5, 0 if nobody said.
            minutes: What the answer counts as, where the facilitator says so.
            by: Who answered; who sits there, or else the facilitator, if not given.

        Raises:
            DrillError: If it cannot be answered so; nothing was changed.
        """
        state = self.room.session.decision(number)
        sits = next((p.actor for p in reversed(self.room.session.table.present) if p.seat == state.owner), "")
        actor, before = by or sits or self.name, state.answer
        rows = self.room.answer(
            number,
            option,
            seat=state.owner,
            actor=actor,
            minutes=minutes,
            rationale=rationale,
            confidence=confidence,
            substitute=bool(sits) and actor != sits,
        )
        if before is not None:
            return [f"   It was answered already with '{before.option}'; yours is kept as dissent."]
        return [*self._counts(number, option), *self.view.happened(rows)]

    def _counts(self, number: int, option: str) -> list[str]:
        """Return the sentence of what an answer counts as."""
        # Taken anew: where something could not be written, the session was made again.
        state = self.room.session.decision(number)
        answer = state.answer
        assert answer is not None, number
        title = next(one.title for one in state.decision.options if one.id == option)
        words = in_words(answer.how, answer.charged)
        later = answer.effect_at > self.room.session.now + 1.0
        acts = f"; it acts at {self.view.clock(answer.effect_at)}" if later else ""
        return [f"   {title}: {words}{acts}."]
