"""When a decision is put to the players: what the model asks for, and what time, conditions and other answers bring.

The model asks through `Steering`: an alarm, a draft, an approval step, the end of crisis mode. Cards open on whole
minutes; a case that waits for one is held from the instant at which it came there.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sim.drill.condition import Condition, parse_condition
from sim.drill.definition import Decision, Definition
from sim.drill.state import DecisionState
from sim.response.gauges import Gauges
from sim.response.probe import Probe
from sim.response.state import Case
from sim.response.steering import Steering

# What must have grown by this factor before an alarm that was answered is put to the players again (DRILL D1).
ASK_AGAIN_AT = 2.0


@dataclass(frozen=True)
class Asked:
    """A decision that will open on the next whole minute."""

    decision: Decision
    why: str
    case: Case | None = None
    roles: tuple[str, ...] = ()


class Questions(Steering, Probe):
    """The decisions of one drill, opened and to come.

    Attributes:
        decisions: All that were opened, in order.
        playing: Whether people decide already; before the drill begins the model does.
    """

    def __init__(self, definition: Definition) -> None:
        self.decisions: list[DecisionState] = []
        self.playing = False
        self._all = definition.decisions
        self._asked: list[Asked] = []
        self._later: list[tuple[float, Asked]] = []
        self._conditions: dict[str, Condition] = {
            one.id: parse_condition(one.opens.when) for one in self._all if one.opens.when is not None
        }
        self._planned: dict[str, float] = {one.id: one.opens.at for one in self._all if one.opens.at is not None}
        self._alarm_at: dict[str, float] = {}
        self._said = 0.0

    # What the model asks

    def takes_alarm(self, now: float, case: Case) -> bool:
        """Take an alarm over; ask again only if twice as many mentions have come since it was last answered."""
        del now
        taken = False
        for one in self._ever_on("alarm"):
            taken = True
            grown = self._said >= ASK_AGAIN_AT * self._alarm_at.get(one.id, 0.0)
            if self._free(one) and grown and not self._followed(one):
                self._asked.append(Asked(one, "the organisation's own alarm would go off", case))
        return taken

    def takes_exit(self, now: float) -> bool:
        """Take the end of crisis mode over."""
        del now
        taken = False
        for one in self._ever_on("exit"):
            taken = True
            if self._free(one):
                self._asked.append(Asked(one, "the crisis has become quiet"))
        return taken

    def takes_draft(self, now: float, case: Case) -> bool:
        """Take a draft over if a decision is about such drafts and is not asked too often."""
        return self._takes(self._on("draft"), case, now, "a draft is ready")

    def takes_step(self, now: float, case: Case, roles: tuple[str, ...]) -> bool:
        """Take an approval step over."""
        of_roles = (one for one in self._on("step") if not one.opens.roles or set(one.opens.roles) & set(roles))
        return self._takes(of_roles, case, now, f"a draft waits for {', '.join(roles)}", roles)

    def case_opened(self, now: float, case: Case) -> None:
        """Ask about a case of large reach."""
        for one in self._on("reach"):
            fits = case.reach >= one.opens.above and (not one.opens.kinds or case.kind in one.opens.kinds)
            if fits and case.fact < 0 and self._spaced(one, now):
                self._asked.append(Asked(one, f"an author with a reach of {case.reach:,.0f} has posted", case))

    def _takes(self, among: Iterator[Decision], case: Case, now: float, why: str, roles: tuple[str, ...] = ()) -> bool:
        for one in among:
            if not self._fits(one, case):
                continue
            again = any(d.decision.id == one.id and d.case == case.case_number for d in self.decisions)
            if self._spaced(one, now) or (again and self._free(one)):
                self._asked.append(Asked(one, why, case, roles))
                return True
        return False

    def _fits(self, one: Decision, case: Case) -> bool:
        kind = "position" if case.fact >= 0 else "public"
        return case.level in one.opens.levels and one.opens.cases in {"any", kind}

    def _on(self, word: str) -> Iterator[Decision]:
        return (one for one in self._ever_on(word) if self.playing)

    def _ever_on(self, word: str) -> Iterator[Decision]:
        """Yield the decisions about the mode: it is people's from the start, so that none is over before they come."""
        return (one for one in self._all if one.opens.on == word)

    def _followed(self, one: Decision) -> bool:
        """Say whether a decision that follows this one is open, or about to open: the answer is not done with yet."""
        after = {two.id for two in self._all if two.opens.after is not None and two.opens.after.decision == one.id}
        open_ = {state.decision.id for state in self.decisions if state.open}
        return bool(after & (open_ | {asked.decision.id for _, asked in self._later}))

    # How often

    def _free(self, one: Decision) -> bool:
        """Say whether a decision is neither open nor about to open, and may open once more."""
        opened = [state for state in self.decisions if state.decision.id == one.id]
        waiting = any(asked.decision.id == one.id for asked in self._asked)
        return not waiting and len(opened) < one.opens.at_most and not any(state.open for state in opened)

    def _spaced(self, one: Decision, now: float) -> bool:
        last = max((s.opened_at for s in self.decisions if s.decision.id == one.id), default=-math.inf)
        return self._free(one) and now - last >= one.opens.every

    # What time, conditions and other answers bring

    def answered(self, decision: str, option: str, effect_at: float) -> None:
        """Note an answer: other decisions may follow it."""
        for one in self._all:
            after = one.opens.after
            if after is not None and after.follows(decision, option):
                asked = Asked(one, f"{decision} was answered with '{option}'")
                self._later.append((effect_at + one.opens.delay, asked))

    def released(self, inject: str, at: float) -> None:
        """Note that an inject was released: decisions may follow it."""
        for one in self._all:
            if one.opens.after_inject == inject:
                self._later.append((at + one.opens.delay, Asked(one, f"inject {inject} came")))

    def look(self, minute: float, history: Sequence[Gauges], *, wall: int) -> list[DecisionState]:
        """Return the decisions that open at a whole minute, the model's first, then in the order of the file."""
        now = history[-1]
        self._said = now.mentions
        found = [*self._asked, *self._due(minute), *self._at_times(minute), *self._where_condition(minute, history)]
        self._asked = []
        return [self._open(asked, minute, now, wall) for asked in found if self._may_open(asked)]

    def _due(self, minute: float) -> list[Asked]:
        due = [asked for at, asked in self._later if at <= minute]
        self._later = [(at, asked) for at, asked in self._later if at > minute]
        return [asked for asked in due if self._free(asked.decision)]

    def _at_times(self, minute: float) -> Iterator[Asked]:
        for one in self._all:
            if self._planned.get(one.id, math.inf) <= minute:
                del self._planned[one.id]
                # What the model, or an answer, has asked already is not asked again because it was planned.
                if not any(state.decision.id == one.id for state in self.decisions):
                    yield Asked(one, "it was planned for now")

    def _where_condition(self, minute: float, history: Sequence[Gauges]) -> Iterator[Asked]:
        for one in self._all:
            condition = self._conditions.get(one.id)
            if condition is None or not self._spaced(one, minute):
                continue
            before = any(state.decision.id == one.id for state in self.decisions)
            if (one.opens.every or not before) and condition.holds(history):
                yield Asked(one, condition.words)

    def _may_open(self, asked: Asked) -> bool:
        # A case that went on meanwhile needs nobody; a held one is open by itself.
        return asked.case is None or asked.case.state == "open"

    def _open(self, asked: Asked, minute: float, now: Gauges, wall: int) -> DecisionState:
        one, case = asked.decision, asked.case
        if one.opens.on == "alarm":
            self._alarm_at[one.id] = now.mentions
        about = case.case_number if case is not None and one.opens.on in {"draft", "step", "reach"} else -1
        state = DecisionState(
            number=len(self.decisions) + 1,
            decision=one,
            opened_at=minute,
            opened_wall=wall,
            owner=one.owner,
            why=asked.why,
            case=about,
            case_key=case.key if case is not None else 0,
            nth=sum(d.decision.id == one.id and d.case == about for d in self.decisions),
            roles=asked.roles,
            evidence=_evidence(now, case),
        )
        self.decisions.append(state)
        return state


def _evidence(now: Gauges, case: Case | None) -> dict[str, Any]:
    """Return the frozen copy of what the players were shown."""
    shown: dict[str, Any] = {
        "mentions": now.mentions,
        "mentions_last_hour": now.mentions_last_hour,
        "backlog": now.backlog,
        "oldest": now.oldest,
        "utilisation": now.utilisation,
        "since_statement": now.since_statement,
    }
    if case is not None:
        shown |= {
            "channel": case.channel,
            "kind": case.kind,
            "topic": case.topic,
            "level": case.level,
            "case_reach": case.reach,
            "case_opened": case.opened,
            "draft": case.nature or "reply",
            "key": str(case.key),
        }
    return shown
