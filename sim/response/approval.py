"""Approval: reviews by a role, by several at once or in a meeting, and what happens when nobody begins one in time.

docs/model.md, section 5, Steps.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from functools import partial

from sim.response.aging import Aging
from sim.response.chains import Changes, changed
from sim.response.instants import TIMED_OUT, Token
from sim.response.judgement import rejection_chance
from sim.response.luck import Luck
from sim.response.modes import ModeSwitch
from sim.response.plan import Plan, StepPlan
from sim.response.probe import Probe
from sim.response.state import REVIEW, Case, Item


class Approval(Aging):
    """The steps of approval chains, and what is decided in them."""

    def __init__(self, plan: Plan, luck: Luck, probes: tuple[Probe, ...]) -> None:
        super().__init__(plan, luck, probes)
        desks = self.desks
        self.queues, self.dirty, self.columns = desks.queues, desks.dirty, luck.columns
        self.join_queue = desks.join
        self._templates = plan.organisation.structure.templates
        self.training = plan.organisation.resources.training
        # Whether somebody's drafts may have errors, or somebody is unfamiliar: else a step's chance is all there is.
        self._varied = any(person.error or person.unfamiliar for person in plan.people)
        self.modes: ModeSwitch | None = None
        # What people have changed about the chains of a level; None while nothing is changed.
        self.chain_changes: Changes | None = None
        self.on_end, self.on_decision = self.hooks["stage_ended"], self.hooks["decided"]

    def chain(self, case: Case) -> tuple[StepPlan, ...]:
        """Return the steps that a draft must pass: none if its author, or a template, may publish it alone."""
        desk, templates, crisis = case.desk, self._templates, self.desks.crisis
        if case.author is not None and desk.authority[crisis][case.author.plan.index] >= case.level:
            return ()
        if case.template and templates is not None and case.level <= templates.alone_up_to:
            return ()
        chains, changes = desk.chains[crisis], self.chain_changes
        return chains[case.level] if changes is None else changed(changes, chains, case.level)

    def ask(self, case: Case, step: StepPlan) -> str:
        """Put the draft before the reviewers of a step."""
        case.step, now = step, self.env.instant
        case.stage = None
        if step.kind == "role":
            self.join_queue(case, step.queues[0])
            if case.gives_up <= now:
                self.item_waits(case)
            if step.timeout is not None and case.entry is not None:
                token = Token(self.env, partial(self._timed_out, case, case.entry))
                self.env.push(token, now + step.timeout, TIMED_OUT, case.number)
            return step.label
        case.branches = [Item(self.env, case, branch) for branch in range(len(step.queues))]
        for branch, queue in zip(case.branches, step.queues, strict=True):
            branch.step = step
            self.desks.join(branch, queue)
        self.item_waits(case)
        return step.label

    def _timed_out(self, case: Case, entry: tuple[object, ...], _token: Token) -> None:
        if case.entry is not entry:
            return
        step = case.step
        self.desks.withdraw(case)
        if step.on_timeout == "deputy":
            assert step.deputy is not None, step.label
            self.wait(case, step.deputy)
        else:
            case.outcome = "consent" if step.on_timeout == "consent" else "escalated"
            self._go_on(case)

    def review_done(self, item: Item) -> None:
        """End a review: its step is decided, or one branch of it."""
        person = item.person
        if person is None:
            return
        if item.rests is None:
            # What `Work.end` does, without the call: a review is the commonest of jobs.
            spent = self.env.instant - item.start
            item.booked[REVIEW] += spent
            person.busy += spent
            item.person = person.item = None
            if person.there:
                person.free = True
                for queue in person.queues:
                    queue.free += 1
                    if queue.heap or self.desks.restless:
                        self.dirty.add(queue.place)
        else:
            self.desks.end(item, person)
        case, step = item.case, item.step
        case.reviewed = True
        case.outcome = "approved"
        reject = step.reject
        if self._varied:
            reject = rejection_chance(reject, case, self.training, person)
            person.decisions += 1
        if reject:
            law = step.luck[item.branch]
            try:
                luck = self.columns[law][case.rejections][case.row]
            except LookupError:
                luck = self.luck.draw(law, case.row, case.rejections)
            if luck < reject:
                case.outcome = "rejected"
        for hook in self.on_end:
            hook(self.env.instant, case, "review", person.plan.name)
        if self.modes is not None:
            self.modes.worked(case, person)
        if case.branches is not None:
            self._branch_decided(item, case.branches)
        elif self.on_decision:
            self._go_on(case)
        else:
            next(case.process, None)

    def _branch_decided(self, item: Item, branches: list[Item]) -> None:
        """Decide a parallel step: `any_of` at its first branch, `all_of` at a rejection or its last branch."""
        case = item.case
        branches.remove(item)
        if item.step.kind == "all_of" and case.outcome == "approved" and branches:
            self.item_waits(case)
            return
        for other in branches:
            self.desks.withdraw(other)
        self.book_branch(case, item)
        self._go_on(case)

    def _go_on(self, case: Case) -> None:
        """Let the case go on with the outcome of a step."""
        for hook in self.on_decision:
            hook(self.env.instant, case, case.outcome)
        next(case.process, None)

    def next_meeting(self, step: StepPlan) -> float:
        """Return the first start of the step's meeting after now; inf if there is none before the end."""
        assert step.meeting is not None, step.label
        starts = self.plan.meetings[step.meeting]
        place = bisect_right(starts, self.env.instant)
        return starts[place] if place < len(starts) else math.inf

    def meet(self, case: Case, step: StepPlan) -> float:
        """Begin the meeting's review; return how long it takes."""
        case.reviewed = True
        return self.luck.draw(step.reviews[0], case.row, case.rejections) if step.reviews else 0.0

    def decide_meeting(self, case: Case, step: StepPlan) -> None:
        """Have the meeting decide."""
        luck = self.luck.draw(step.luck[0], case.row, case.rejections)
        reject = rejection_chance(step.reject, case, self.training, None)
        case.outcome = "rejected" if luck < reject else "approved"
        for hook in self.hooks["decided"]:
            hook(self.env.instant, case, case.outcome)
