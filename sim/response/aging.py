"""Cases that wait: their asker's patience, their drift to higher levels, and what ends them early.

docs/model.md, section 4.
"""

from __future__ import annotations

import math
from functools import partial

from sim.response.desks import Desks
from sim.response.instants import DRIFTED, GAVE_UP, Instants, Token
from sim.response.luck import Luck
from sim.response.paging import PagingDesks
from sim.response.plan import Plan
from sim.response.probe import Probe, overridden
from sim.response.state import Case, Item
from sim.response.work import Hook
from sim.units import tick

_HOOKS = (
    "case_opened",
    "case_joined",
    "stage_ended",
    "sent",
    "decided",
    "published",
    "level_changed",
    "case_ended",
    "fact_known",
    "mode_changed",
)


class Aging:
    """The cases of one run, how they grow older, and how they end."""

    def __init__(self, plan: Plan, luck: Luck, probes: tuple[Probe, ...]) -> None:
        self.plan = plan
        self.luck = luck
        self.env = Instants()
        self.desks = PagingDesks(self.env, plan, luck, plan.paging) if plan.paging else Desks(self.env, plan, luck)
        self.cases: list[Case] = []
        self.numbers = plan.numbers
        self.hooks: dict[str, tuple[Hook, ...]] = {name: overridden(probes, name) for name in _HOOKS}
        self._drift_rate = plan.scenario.cases.drift_per_hour / 60.0
        self.ages = "patience" in self.numbers or bool(self._drift_rate)

    # Patience

    def start_aging(self, case: Case) -> None:
        """Start the asker's patience and the hazard of drift of a new case."""
        if "patience" in self.numbers:
            self._set_patience(case)
        if self._drift_rate:
            self._set_drift(case)

    # Patience and drift

    def _set_patience(self, case: Case) -> None:
        if case.fact < 0:
            case.gives_up = case.opened + self.luck.draw(self.numbers["patience"], case.row)
            if case.gives_up <= self.plan.end:
                self.env.push(Token(self.env, partial(self._patience_over, case)), case.gives_up, GAVE_UP, case.number)

    def _patience_over(self, case: Case, _token: Token) -> None:
        if case.state == "open" and not self.desks.worked_on(case):
            self.given_up(case)

    def wait(self, item: Item, queue: int) -> None:
        """Put an item into a queue, for as long as the asker waits."""
        self.desks.join(item, queue)
        if item.case.gives_up <= self.env.instant:
            self.item_waits(item)

    def item_waits(self, item: Item) -> None:
        """Look at the asker's patience when a case begins to wait."""
        if not self.desks.worked_on(item.case):
            self.given_up(item.case)

    def given_up(self, case: Case) -> bool:
        """Give the case up if its asker's patience is over, it is below L3 and nobody works on it."""
        if case.state != "open" or case.gives_up > self.env.instant or case.level >= 3:
            return False
        self._settle(case)
        self.end(case, "moot")
        return True

    def _settle(self, case: Case) -> None:
        """Take a case out of wherever it is and book its time until now."""
        if case.branches:
            lowest = case.branches[0]
            for branch in case.branches:
                self.desks.withdraw(branch)
            self.book_branch(case, lowest)
        elif case.entry is not None or case.person is not None:
            self.desks.withdraw(case)
        else:
            case.switch(case.component, self.env.instant)

    def close(self) -> None:
        """Book everything up to the end of the run; what is open stays open in the log."""
        for case in self.cases:
            if math.isnan(case.ended):
                self._settle(case)
                case.ended = self.env.instant

    def end(self, case: Case, state: str) -> None:
        """Close the case."""
        case.state = state
        case.ended = self.env.instant
        for hook in self.hooks["case_ended"]:
            hook(self.env.instant, case)

    def book_branch(self, case: Case, item: Item) -> None:
        """End a parallel step: the time of the branch that decided it is the case's."""
        case.booked = [own + more for own, more in zip(case.booked, item.booked, strict=True)]
        case.branches = None

    # Drift

    def _set_drift(self, case: Case) -> None:
        """Start the hazard of the next level (equation 11)."""
        if case.fact >= 0 or case.level >= 4:
            return
        case.hazard_left = self.luck.unit_exponential(self.numbers["drift"], case.row, case.drifts)
        case.hazard_since = self.env.instant
        self._schedule_drift(case)

    def _hazard(self, case: Case) -> float:
        return self._drift_rate * math.sqrt(case.reach / case.scale)

    def _schedule_drift(self, case: Case) -> None:
        hazard = self._hazard(case)
        case.drift_at = self.env.instant + tick(case.hazard_left / hazard) if hazard else math.inf
        if case.drift_at <= self.plan.end:
            if case.drift is None:
                case.drift = Token(self.env, partial(self._drifted, case))
            self.env.push(case.drift, case.drift_at, DRIFTED, case.number)

    def _drifted(self, case: Case, token: Token) -> None:
        token.callbacks = token.armed
        if case.state != "open" or case.drift_at != self.env.instant or case.level >= 4:
            return
        case.level += 1
        case.drifts += 1
        if case.underrated:
            case.underrated = False
        case.drift_at = math.inf
        for hook in self.hooks["level_changed"]:
            hook(self.env.instant, case)
        self._set_drift(case)

    def join(self, case: Case, reach: float) -> None:
        """Have a mention join an open case: its reach grows, and with it the hazard of drift."""
        if case.fact < 0 and case.level < 4 and self._drift_rate:
            now = self.env.instant
            left = case.hazard_left - self._hazard(case) * (now - case.hazard_since)
            case.hazard_left, case.hazard_since = max(0.0, left), now
            case.reach += reach
            self._schedule_drift(case)
        else:
            case.reach += reach
        if case.fact < 0:
            case.minus_reach = -case.reach
