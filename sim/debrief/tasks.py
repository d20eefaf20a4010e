"""What was asked of the players and how long it took: decisions and injects against their targets, and a grade by rule.

A task is a decision that was opened or an inject that was released and calls for a response; an inject for which a
decision was opened is judged by that decision. `sim.debrief.measured` adds what the model measures. The rule is told in
the report; a human confirms or corrects it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

from sim.debrief.evidence import ANSWERABLE, Evidence, count, minutes
from sim.drill.state import DecisionState, Grade, InjectState

State = Literal["done", "default", "open", "unnoted"]
UNNOTED: Final = "nobody noted how it was met"
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
    "passed U. A task without any target, whose time had not passed when the drill ended, whose time-out is shorter "
    "than its target, or an inject of which nobody noted how it was met, is not evaluated (N/E). An objective has the "
    "worst grade of its tasks."
)


@dataclass(frozen=True)
class Task:
    """One task: `took` scenario minutes, to the end of the drill where it was not done; pauses are in none of them.

    `limit` is when it was too late where there is no target; `unjudged` why it cannot be judged, empty where it can;
    `times` how often something happened that should not, None for what is judged by its time.
    """

    name: str
    kind: Literal["decision", "inject", "model"]
    objective: str
    target: float | None
    took: float
    state: State
    limit: float
    unjudged: str = ""
    times: int | None = None

    @property
    def within(self) -> bool | None:
        """Whether the target was met; None where there is none, its time had not passed, or it cannot be judged."""
        if self.unjudged or self.state == "unnoted":
            return None
        if self.times is not None:
            return self.times == 0
        if self.target is None or (self.state == "open" and self.took <= self.target):
            return None
        return self.state == "done" and self.took <= self.target

    @property
    def grade(self) -> Grade:
        """The grade by rule."""
        if self.unjudged or self.state == "unnoted":
            return "N/E"
        if self.times is not None:
            return "P" if self.times == 0 else "S" if self.times == 1 else "M"
        if self.state == "default":
            return "M"
        if self.state == "open":
            return "U" if self.took > self.limit else "N/E"
        if self.target is None:
            return "N/E"
        return "P" if self.took <= self.target else "S" if self.took <= 2 * self.target else "M"

    @property
    def missed(self) -> bool:
        """Whether it belongs into the plan of what is to be improved."""
        return not self.unjudged and (self.state == "default" or self.within is False)

    @property
    def aim(self) -> str:
        """The target in words, empty where there is none."""
        if self.times is not None:
            return "none"
        return "" if self.target is None else minutes(self.target)

    @property
    def reached(self) -> str:
        """What it took in words, empty where nobody knows."""
        if self.times is not None:
            return count(self.times, "time")
        return "" if self.state == "unnoted" else minutes(self.took)


def tasks(evidence: Evidence) -> list[Task]:
    """Return all tasks, decisions first, each in the order in which they came up."""
    session = evidence.session
    targets = {one.id: one.target for one in session.drill.definition.objectives}
    judged = {one.decision.opens.after_inject for one in session.decisions}
    injects = [one for one in evidence.released if one.inject.event_type in ANSWERABLE and one.inject.id not in judged]
    return [
        *(_decision(evidence, one, targets) for one in session.decisions),
        *(_inject(evidence, one, targets) for one in injects),
    ]


def unnoted(found: list[Task]) -> str:
    """Return the sentences on injects without a noted response among some tasks; empty where there is none."""
    own = [task for task in found if task.state == "unnoted"]
    if not own:
        return ""
    one = len(own) == 1
    calls = "1 inject calls" if one else f"{len(own)} injects call"
    silent = f"{UNNOTED}, so that it is" if one else "nobody noted how they were met, so that they are"
    names = "; ".join(task.name.removeprefix("inject ") for task in own)
    return (
        f"{calls} for a response and {silent} not evaluated: {names}. At the console 'ok ID WHAT' notes it, before "
        "the drill is closed."
    )


def too_short(state: DecisionState, target: float | None) -> str:
    """Return the sentence on a default that came before the target was over; empty where it did not."""
    timeout, answer = state.decision.timeout, state.answer
    if target is None or answer is None or not answer.default or timeout >= target:
        return ""
    return (
        f"its time-out ({minutes(timeout)}) is shorter than its target ({minutes(target)}): a fault of the drill, not "
        "of the team"
    )


def _decision(evidence: Evidence, state: DecisionState, targets: dict[str, float | None]) -> Task:
    one, answer = state.decision, state.answer
    target = one.target if one.target is not None else targets.get(one.objective or "")
    # Of the tick after which an answer acts at the earliest nobody is late.
    took = evidence.end - state.opened_at if answer is None else round(answer.charged, 3)
    how: State = "open" if answer is None else "default" if answer.default else "done"
    limit = one.timeout if target is None else target
    name, unjudged = f"decision {state.number}, {one.title}", too_short(state, target)
    return Task(name, "decision", one.objective or "", target, took, how, limit, unjudged)


def _inject(evidence: Evidence, state: InjectState, targets: dict[str, float | None]) -> Task:
    one = state.inject
    target = one.target if one.target is not None else targets.get(one.objective or "")
    done = not math.isnan(state.answered_at)
    took = (state.answered_at if done else evidence.end) - state.released_at
    limit = math.inf if target is None else target
    name = f"inject {one.id}" + (f", {one.title}" if one.title else "")
    return Task(name, "inject", one.objective or "", target, took, "done" if done else "unnoted", limit)


def worst(grades: list[Grade]) -> Grade:
    """Return the worst of some grades; those not evaluated count only where there is no other."""
    return max(grades, key=ORDER.index, default="N/E")
