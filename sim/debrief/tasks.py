"""What was asked of the players and how long it took: decisions and injects against their targets, and a grade by rule.

A task is a decision that was opened or an inject that was released and calls for a response; an inject for which a
decision was opened is judged by that decision. The rule is told in the report; a human confirms or corrects it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

from sim.debrief.evidence import ANSWERABLE, Evidence
from sim.drill.definition import Objective
from sim.drill.state import DecisionState, InjectState

Grade = Literal["P", "S", "M", "U", "N/E"]
State = Literal["done", "default", "open"]
# From best to worst; what was not evaluated counts only where nothing else does.
ORDER: Final[tuple[Grade, ...]] = ("N/E", "P", "S", "M", "U")
MEANING: Final[dict[Grade, str]] = {
    "P": "performed: what the objective asked for was done, in time, and got in nobody's way",
    "S": "performed with some difficulty: it was done, and could have been done faster or with less effort",
    "M": "performed with major difficulty: it was done in the end, too late or at the cost of other work",
    "U": "not performed: what the objective asked for was not done",
    "N/E": "not evaluated: nothing came up that could be judged",
}
RULE: Final = (
    "The suggestion follows a rule and nothing else. Each task, that is each decision that was put to the players and "
    "each inject that calls for a response, is judged by its own target time or else by that of its objective: within "
    "the target P, later S, later than twice the target or decided by its default M, not done although its time had "
    "passed U. A task without any target, or whose time had not passed when the drill ended, is not evaluated (N/E). "
    "An objective has the worst grade of its tasks."
)


@dataclass(frozen=True)
class Task:
    """One task: `took` scenario minutes, to the end of the drill where it was not done; pauses are in none of them."""

    name: str
    kind: Literal["decision", "inject"]
    objective: str
    target: float | None
    took: float
    state: State
    limit: float

    @property
    def within(self) -> bool | None:
        """Whether the target was met; None where there is none, or its time had not passed."""
        if self.target is None or (self.state == "open" and self.took <= self.target):
            return None
        return self.state == "done" and self.took <= self.target

    @property
    def grade(self) -> Grade:
        """The grade by rule."""
        if self.state == "default":
            return "M"
        if self.state == "open":
            return "U" if self.took > self.limit else "N/E"
        if self.target is None:
            return "N/E"
        return "P" if self.took <= self.target else "S" if self.took <= 2 * self.target else "M"


def tasks(evidence: Evidence) -> list[Task]:
    """Return all tasks, decisions first, each in the order in which they came up."""
    session = evidence.session
    targets = {one.id: one.target for one in session.drill.definition.objectives}
    judged = {one.decision.opens.after_inject for one in session.decisions}
    injects = [one for one in _answerable(evidence) if one.inject.id not in judged] if recorded(evidence) else []
    return [
        *(_decision(evidence, one, targets) for one in session.decisions),
        *(_inject(evidence, one, targets) for one in injects),
    ]


def _answerable(evidence: Evidence) -> list[InjectState]:
    return [one for one in evidence.released if one.inject.event_type in ANSWERABLE]


def recorded(evidence: Evidence) -> bool:
    """Say whether anybody noted responses to injects in this drill; if not, none of them was left undone for that."""
    return any(one.kind == "inject" and one.payload.get("do") == "answer" for one in evidence.session.actions)


def unrecorded(evidence: Evidence) -> str:
    """Return the sentence that says why injects are not judged; empty where they are, or none calls for a response."""
    number = len(_answerable(evidence))
    if recorded(evidence) or not number:
        return ""
    which = "1 inject that calls for a response was" if number == 1 else f"{number} injects that call for one were"
    return f"No response to an inject was noted in this drill: {which} released and are not judged here."


def _decision(evidence: Evidence, state: DecisionState, targets: dict[str, float | None]) -> Task:
    one, answer = state.decision, state.answer
    target = one.target if one.target is not None else targets.get(one.objective or "")
    # Of the tick after which an answer acts at the earliest nobody is late.
    took = evidence.end - state.opened_at if answer is None else round(answer.charged, 3)
    how: State = "open" if answer is None else "default" if answer.default else "done"
    limit = one.timeout if target is None else target
    return Task(f"decision {state.number}, {one.title}", "decision", one.objective or "", target, took, how, limit)


def _inject(evidence: Evidence, state: InjectState, targets: dict[str, float | None]) -> Task:
    one = state.inject
    target = one.target if one.target is not None else targets.get(one.objective or "")
    done = not math.isnan(state.answered_at)
    took = (state.answered_at if done else evidence.end) - state.released_at
    limit = math.inf if target is None else target
    name = f"inject {one.id}" + (f", {one.title}" if one.title else "")
    return Task(name, "inject", one.objective or "", target, took, "done" if done else "open", limit)


def worst(grades: list[Grade]) -> Grade:
    """Return the worst of some grades; those not evaluated count only where there is no other."""
    return max(grades, key=ORDER.index, default="N/E")


@dataclass(frozen=True)
class Judged:
    """One objective: the grade by rule, and what humans said: (who, grade, reason) each, the latest of everybody."""

    objective: Objective
    tasks: tuple[Task, ...]
    suggested: Grade
    ratings: tuple[tuple[str, Grade, str], ...]

    @property
    def confirmed(self) -> Grade | None:
        """The worst grade that a human gave; None where nobody rated."""
        return worst([grade for _, grade, _ in self.ratings]) if self.ratings else None


def judged(evidence: Evidence) -> list[Judged]:
    """Return all objectives of the drill with their grades."""
    found = tasks(evidence)
    rows = []
    for one in evidence.session.drill.definition.objectives:
        own = tuple(task for task in found if task.objective == one.id)
        latest = {(r.seat, r.actor): r for r in evidence.session.table.ratings if r.objective == one.id}
        ratings: list[tuple[str, Grade, str]] = [
            (evidence.person(r.seat, r.actor), r.grade, evidence.words(r.reason)) for r in latest.values()
        ]
        rows.append(Judged(one, own, worst([task.grade for task in own]), tuple(ratings)))
    return rows
