"""What happens to cases in one run: the verbs that `life` calls, from detection to publication.

Times are minutes since the start. The loop that moves the clock is in `engine`; queues and people are in `desks`.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from functools import partial

from sim.organisation.calendars import Interval
from sim.response.desks import Desks, Hook
from sim.response.effects import Effects
from sim.response.instants import ARRIVED, DRIFTED, FACT, GAVE_UP, TIMED_OUT, Instants, Token
from sim.response.life import life
from sim.response.line import PublicLine
from sim.response.luck import Luck
from sim.response.paging import PagingDesks
from sim.response.plan import Plan, StagePlan, StepPlan
from sim.response.probe import Probe, overridden
from sim.response.state import HANDOVER, REVIEW, Case, Item
from sim.scenario.facts import KnownFact
from sim.units import tick

_AUTHORS = ("triage", "analyse", "draft")
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
)


class Run:
    """One organisation, one crisis, one replication: cases and what is done about them."""

    def __init__(
        self, plan: Plan, luck: Luck, facts: tuple[KnownFact, ...], *, threads: int, probes: tuple[Probe, ...] = ()
    ) -> None:
        self.plan = plan
        self.luck = luck
        self.env = Instants()
        self.effects = Effects(plan.scenario)
        self.line = PublicLine(plan, facts, self.effects)
        self.desks = PagingDesks(self.env, plan, luck, plan.paging) if plan.paging else Desks(self.env, plan, luck)
        self.cases: list[Case] = []
        self.last_case: list[Case | None] = [None] * threads
        self.answered_at: list[float] = [-math.inf] * threads
        self.case_of: dict[int, Case] = {}
        self.positions: list[tuple[KnownFact, int]] = []
        self.numbers = plan.numbers
        self._waking: list[Hook] = [self._awake]
        self._structure = plan.organisation.structure
        self._templates = plan.organisation.structure.templates
        self._drift_rate = plan.scenario.cases.drift_per_hour / 60.0
        self._wire(probes)

    def _wire(self, probes: tuple[Probe, ...]) -> None:
        desks = self.desks
        desks.begin = self._begin
        desks.stage_end, desks.review_end = [self._stage_done], [self._review_done]
        desks.rested = desks.returned = self._item_waits
        desks.on_start = overridden(probes, "stage_started")
        if isinstance(desks, PagingDesks):
            desks.on_page = overridden(probes, "paged")
        self.hooks: dict[str, tuple[Hook, ...]] = {name: overridden(probes, name) for name in _HOOKS}
        self.on_end, self.on_decision = self.hooks["stage_ended"], self.hooks["decided"]

    # Opening and detection

    def admit(self, case: Case) -> None:
        """Let a new case begin its life."""
        self.cases.append(case)
        for hook in self.hooks["case_opened"]:
            hook(self.env.instant, case)
        if "patience" in self.numbers:
            self._set_patience(case)
        if self._drift_rate:
            self._set_drift(case)
        case.process = life(self, case)
        next(case.process, None)

    def detection(self, case: Case) -> float | None:
        """Return when the organisation sees the case; None for at once, inf for never."""
        if case.fact >= 0 or "detect" not in self.numbers:
            return None
        delay = self.luck.draw(self.numbers["detect"], case.row)
        now = self.env.instant
        if not on_duty(case.desk.duty, now):
            monitoring = self._structure.monitoring
            if self.luck.draw(self.numbers["detect off duty"], case.row) < monitoring.next_day:
                return next_duty(case.desk.duty, now) + delay
        return now + delay

    def detected(self, case: Case) -> None:
        """Note that the case is seen; facts of its topic that wait for this become known."""
        case.detected = self.env.instant
        if case.fact < 0:
            for fact in self.line.facts:
                if fact.known == "detected" and fact.topic == case.topic and fact.at <= self.env.instant:
                    self.learn(fact)

    def learn(self, fact: KnownFact) -> None:
        """Have a fact become known, once; its position case opens at this instant."""
        if fact.order not in self.line.known:
            self.line.known.add(fact.order)
            self.positions.append((fact, 0))
            # What a mention makes known opens its position case in another round of this instant.
            self.env.push(Token(self.env, _nothing), self.env.instant, FACT, 0)
            for hook in self.hooks["fact_known"]:
                hook(self.env.instant, fact)

    def confirm(self, fact: KnownFact) -> None:
        """Have a fact confirmed: where a holding statement was drafted on it, a second position case opens."""
        if any(case.fact == fact.order and case.nature == "holding" for case in self.cases):
            self.positions.append((fact, 1))

    # Waiting

    def sleep(self, case: Case, instant: float, order: int, component: int) -> str:
        """Have the case go on at an instant; until then its time is booked to a component."""
        now = self.env.instant
        case.component, case.switched = component, now
        case.armed = self._waking
        case.in_meeting = component == REVIEW
        gone = not case.in_meeting and self._given_up(case)
        if not gone and instant <= self.plan.end:
            self.env.push(case, instant, order, case.number)
        return "asleep"

    def _awake(self, item: Item) -> None:
        case = item.case
        if case.state not in {"open", "answered"}:
            return
        case.switch(case.component, self.env.instant)
        case.in_meeting = False
        next(case.process, None)

    def send(self, case: Case, law: int) -> str:
        """Send the case to other people: a hand-over, in clock time from sending."""
        case.handovers += 1
        arrival = self.env.instant + self.luck.draw(law, case.row, case.rejections)
        for hook in self.hooks["sent"]:
            hook(self.env.instant, case, arrival)
        return self.sleep(case, arrival, ARRIVED, HANDOVER)

    def work(self, case: Case, stage: StagePlan) -> str:
        """Have a stage done: in the same sitting by who has the case in hand, else through the queue."""
        person = case.hands
        case.stage = stage
        if person is not None and stage.transit is None and self.desks.goes_on(case, person, stage.queue):
            self.desks.freeze_rank(case)
            self.desks.start(case, person)
        else:
            self._wait(case, stage.queue)
        return stage.label

    def _wait(self, item: Item, queue: int) -> None:
        self.desks.join(item, queue)
        if item.case.gives_up <= self.env.instant:
            self._item_waits(item)

    def _item_waits(self, item: Item) -> None:
        """Look at the asker's patience when a case begins to wait."""
        if not self.desks.worked_on(item.case):
            self._given_up(item.case)

    def _begin(self, item: Item) -> float:
        """Begin the work of a stage; return the factor on its duration.

        A draft takes the line that its desk knows now, and perhaps a template.
        """
        case, stage = item.case, item.stage
        assert stage is not None, item.number
        if stage.name != "draft":
            return 1.0
        self.take_line(case)
        factor = 1.0
        if case.template and self._templates is not None:
            factor *= self._templates.factor
        return factor * self._structure.redraft if case.rejections else factor

    def take_line(self, case: Case) -> None:
        """Take the line that the case's desk knows, the nature of a position, and a template where one fits."""
        now = self.env.instant
        case.version = self.line.version_at(case.topic, case.desk.index, now)
        if case.fact >= 0 and not case.nature:
            case.nature = "holding" if now < self.line.facts[case.fact].confirmed else "position"
        templates = self._templates
        if templates is not None:
            covered = max((level for level in templates.coverage if level <= case.level), default=-1)
            case.template = (
                covered >= 0
                and self.luck.draw(self.numbers["template"], case.row) < templates.coverage[covered]
                and self.line.template_holds(case.topic, templates.refresh, now)
            )

    def _stage_done(self, item: Item) -> None:
        """End the work of a stage; who did it may go on with the case."""
        person, case, stage = item.person, item.case, item.stage
        if person is None:
            return
        assert stage is not None, case.number
        self.desks.end(item, person)
        for hook in self.hooks["stage_ended"]:
            hook(self.env.instant, case, stage.label, person.plan.name)
        if stage.name in _AUTHORS:
            case.author = person
        case.hands = person
        next(case.process, None)
        case.hands = None

    def _review_done(self, item: Item) -> None:
        """End a review: its step is decided, or one branch of it."""
        person, case, step = item.person, item.case, item.step
        if person is None:
            return
        self.desks.end(item, person)
        case.reviewed = True
        case.outcome = "approved"
        if step.reject:
            law = step.luck[item.branch]
            try:
                luck = self.desks.columns[law][case.rejections][case.row]
            except IndexError:
                luck = self.luck.draw(law, case.row, case.rejections)
            if luck < step.reject:
                case.outcome = "rejected"
        if self.on_end:
            for hook in self.on_end:
                hook(self.env.instant, case, "review", person.plan.name)
        if case.branches is not None:
            self._branch_decided(item, case.branches)
        elif self.on_decision:
            self._go_on(case)
        else:
            next(case.process, None)

    # Authority and approval

    def chain(self, case: Case) -> tuple[StepPlan, ...]:
        """Return the steps that a draft must pass: none if its author, or a template, may publish it alone."""
        desk, templates = case.desk, self._templates
        if case.author is not None and desk.authority[case.author.plan.index] >= case.level:
            return ()
        if case.template and templates is not None and case.level <= templates.alone_up_to:
            return ()
        return desk.chains[case.level]

    def ask(self, case: Case, step: StepPlan) -> str:
        """Put the draft before the reviewers of a step."""
        case.stage, case.step = None, step
        if step.kind == "role":
            self.desks.join(case, step.queues[0])
            if case.gives_up <= self.env.instant:
                self._item_waits(case)
            if step.timeout is not None and case.entry is not None:
                token = Token(self.env, partial(self._timed_out, case, case.entry))
                self.env.push(token, self.env.instant + step.timeout, TIMED_OUT, case.number)
            return step.label
        case.branches = [Item(self.env, case, branch) for branch in range(len(step.queues))]
        for branch, queue in zip(case.branches, step.queues, strict=True):
            branch.step = step
            self.desks.join(branch, queue)
        self._item_waits(case)
        return step.label

    def _timed_out(self, case: Case, entry: tuple[object, ...], _token: Token) -> None:
        if case.entry is not entry:
            return
        step = case.step
        self.desks.withdraw(case)
        if step.on_timeout == "deputy":
            assert step.deputy is not None, step.label
            self._wait(case, step.deputy)
        else:
            case.outcome = "consent" if step.on_timeout == "consent" else "escalated"
            self._go_on(case)

    def _branch_decided(self, item: Item, branches: list[Item]) -> None:
        """Decide a parallel step: `any_of` at its first branch, `all_of` at a rejection or its last branch."""
        case = item.case
        branches.remove(item)
        if item.step.kind == "all_of" and case.outcome == "approved" and branches:
            self._item_waits(case)
            return
        for other in branches:
            self.desks.withdraw(other)
        self._book_branch(case, item)
        self._go_on(case)

    def _book_branch(self, case: Case, item: Item) -> None:
        case.booked = [own + more for own, more in zip(case.booked, item.booked, strict=True)]
        case.branches = None

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
        case.outcome = "rejected" if luck < step.reject else "approved"
        for hook in self.hooks["decided"]:
            hook(self.env.instant, case, case.outcome)

    # Publication and end

    def publish(self, case: Case) -> None:
        """Publish the answer; it acts on the mentions of this instant already."""
        now = self.env.instant
        if case.fact >= 0:
            if not self.line.publish_position(case, now):
                case.state = "moot"
                return
        else:
            self.line.publish_answer(case, self.luck.draw(self.numbers["align"], case.row), now)
            self.answered_at[case.thread] = now
        case.answered = now
        case.state = "answered"
        for hook in self.hooks["published"]:
            hook(now, case)

    def end(self, case: Case, state: str) -> None:
        """Close the case."""
        case.state = state
        case.ended = self.env.instant
        for hook in self.hooks["case_ended"]:
            hook(self.env.instant, case)

    def _given_up(self, case: Case) -> bool:
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
            self._book_branch(case, lowest)
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

    # Patience and drift

    def _set_patience(self, case: Case) -> None:
        if case.fact < 0:
            case.gives_up = case.opened + self.luck.draw(self.numbers["patience"], case.row)
            if case.gives_up <= self.plan.end:
                self.env.push(Token(self.env, partial(self._patience_over, case)), case.gives_up, GAVE_UP, case.number)

    def _patience_over(self, case: Case, _token: Token) -> None:
        if case.state == "open" and not self.desks.worked_on(case):
            self._given_up(case)

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


def _nothing(_token: Token) -> None:
    """Make another round, no more."""


def on_duty(duty: list[Interval], now: float) -> bool:
    """Say whether anybody of a desk is on duty; `duty` is sorted and may overlap."""
    return any(start <= now < end for start, end in duty[: bisect_right(duty, (now, math.inf))])


def next_duty(duty: list[Interval], now: float) -> float:
    """Return the first instant after now at which somebody comes on duty; inf if nobody does."""
    place = bisect_right(duty, (now, math.inf))
    return duty[place][0] if place < len(duty) else math.inf
