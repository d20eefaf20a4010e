"""What happens to cases in one run: the verbs that `life` calls, from detection to publication.

Times are minutes since the start. The loop that moves the clock is in `engine`; queues and people are in `desks`.
"""

from __future__ import annotations

import math

from sim.organisation.calendars import next_duty
from sim.response.conduct import Conduct
from sim.response.instants import ARRIVED, FACT, REVIEWED, Token
from sim.response.judgement import reply_effect
from sim.response.life import life
from sim.response.luck import Luck
from sim.response.paging import PagingDesks
from sim.response.plan import Plan, StagePlan, StepPlan, Transit
from sim.response.probe import Probe, overridden
from sim.response.state import HANDOVER, REVIEW, Case, Item
from sim.response.steering import Steering
from sim.response.work import Hook
from sim.scenario.facts import KnownFact
from sim.units import tick

_AUTHORS = ("triage", "analyse", "draft")


class Run(Conduct):
    """One organisation, one crisis, one replication: cases and what is done about them."""

    def __init__(
        self, plan: Plan, luck: Luck, facts: tuple[KnownFact, ...], *, threads: int, probes: tuple[Probe, ...] = ()
    ) -> None:
        super().__init__(plan, luck, facts, probes)
        self.last_case: list[Case | None] = [None] * threads
        self.answered_at: list[float] = [-math.inf] * threads
        # L of each thread: the effect of its best answer so far (equation 7).
        self.reply_effects: list[float] = [1.0] * threads
        self.case_of: dict[int, Case] = {}
        self.positions: list[tuple[KnownFact, int]] = []
        # What people decide themselves, and until when channels are closed; nobody and none where no drill is held.
        self.steering: Steering | None = None
        self.closed: dict[str, float] = {}
        self._waking: list[Hook] = [self._awake]
        self._wire(probes)

    def make_room(self, threads: int) -> None:
        """Know as many threads, of which nothing has been seen yet."""
        more = max(0, threads - len(self.last_case))
        self.last_case += [None] * more
        self.answered_at += [-math.inf] * more
        self.reply_effects += [1.0] * more

    def _wire(self, probes: tuple[Probe, ...]) -> None:
        desks = self.desks
        desks.begin = self._begin
        desks.stage_end, desks.review_end = [self._stage_done], [self.review_done]
        desks.rested = desks.returned = self.item_waits
        desks.on_start = overridden(probes, "stage_started")
        if isinstance(desks, PagingDesks):
            desks.on_page = overridden(probes, "paged")

    # Opening and detection

    def admit(self, case: Case) -> None:
        """Let a new case begin its life."""
        self.cases.append(case)
        for hook in self.hooks["case_opened"]:
            hook(self.env.instant, case)
        if self.ages:
            self.start_aging(case)
        case.process = life(self, case)
        next(case.process, None)

    def detection(self, case: Case) -> float | None:
        """Return when the organisation sees the case, or another employee answers it; None at once, inf never."""
        if case.fact >= 0:
            return None
        outside = self.structure.employees
        if outside is not None and case.twin_of is None and self.uniform("employee", case) < outside.share:
            return self.met_outside(case, outside)
        if "detect" not in self.numbers:
            return None
        now = self.env.instant
        relations = self.structure.relations
        if relations is not None and self.uniform("warned", case) < self.plan.stock:
            return now + tick(self.luck.exact(self.numbers["detect"], case.row, 0) * relations.warning)
        delay = self.luck.draw(self.numbers["detect"], case.row)
        if not self.anybody_at(case.desk, now):
            monitoring = self.structure.monitoring
            if self.luck.draw(self.numbers["detect off duty"], case.row) < monitoring.next_day:
                return next_duty(case.desk.duty, now) + delay
        return now + delay

    def detected(self, case: Case) -> None:
        """Note that the case is seen; facts of its topic that wait for this become known."""
        case.detected = self.env.instant
        if self.modes is not None:
            self.modes.detected(case)
        if case.fact < 0:
            for fact in self.line.facts:
                if fact.known == "detected" and fact.topic == case.topic and fact.at <= self.env.instant:
                    self.learn(fact)

    def learn(self, fact: KnownFact) -> None:
        """Have a fact become known, once; its position case opens at this instant."""
        if fact.order not in self.line.known:
            self.line.known.add(fact.order)
            self.positions.append((fact, 0))
            if fact.cause and self.structure.root_cause is not None:
                self.mend(fact, self.structure.root_cause)
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
        gone = not case.in_meeting and self.given_up(case)
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

    def hold(self, case: Case, point: str) -> str:
        """Hold a case until people decide what becomes of it: they think about it, as in a review."""
        case.held, case.way = point, ""
        return self.sleep(case, math.inf, REVIEWED, REVIEW)

    def roles_of(self, step: StepPlan) -> tuple[str, ...]:
        """Return the parties that a step asks."""
        return tuple(self.plan.queues[queue].name.removeprefix("approval:") for queue in step.queues)

    def conclude(self, case: Case, outcome: str) -> None:
        """Have people decide a step themselves."""
        case.reviewed = case.reviewed or outcome != "escalated"
        case.outcome = outcome
        for hook in self.on_decision:
            hook(self.env.instant, case, outcome)

    def is_closed(self, case: Case) -> bool:
        """Say whether the case's channel is closed now."""
        return self.closed.get(case.channel, -math.inf) > self.env.instant

    def send(self, case: Case, laws: Transit) -> str:
        """Send the case to other people: a hand-over, in clock time from sending, by the law of the mode."""
        case.handovers += 1
        arrival = self.env.instant + self.luck.draw(laws[self.desks.shared], case.row, case.rejections)
        for hook in self.hooks["sent"]:
            hook(self.env.instant, case, arrival)
        return self.sleep(case, arrival, ARRIVED, HANDOVER)

    def work(self, case: Case, stage: StagePlan) -> str:
        """Have a stage done: in the same sitting by who has the case in hand, else through the queue."""
        person = case.hands
        if person is None or stage.transit is not None or not self.desks.goes_on(case, person, stage.queue):
            return self.queue_up(case, stage)
        case.stage = stage
        self.desks.freeze_rank(case)
        self.desks.start(case, person)
        return stage.label

    def queue_up(self, case: Case, stage: StagePlan) -> str:
        """Have a stage done by whom the queue gives it to."""
        case.stage = stage
        self.wait(case, stage.queue)
        return stage.label

    def _begin(self, item: Item) -> float:
        """Begin the work of a stage; return the factor on its duration.

        A draft takes the line that its desk knows now, and perhaps a template.
        """
        case, stage = item.case, item.stage
        assert stage is not None, item.number
        if stage.name != "draft":
            return 1.0
        case.handed_back = False
        self.take_line(case)
        factor = 1.0
        if case.template and self._templates is not None:
            factor *= self._templates.factor
        return factor * self.structure.redraft if case.rejections else factor

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
        self.look_back(case, stage, person)
        next(case.process, None)
        case.hands = None

    # Publication

    def answer_outside(self, case: Case) -> None:
        """Publish the answer of another employee, of which the team knows nothing (section 9.10)."""
        rule = self.structure.employees
        assert rule is not None, case.number
        self._answer(case, strays=self.uniform("align", case) >= rule.alignment or case.underrated)
        self.end(case, "answered")

    def answer_elsewhere(self, case: Case) -> None:
        """Have people outside the queues answer a case at once, in line: it leaves wherever it is."""
        self._settle(case)
        # What the case waits for no longer happens to it.
        case.callbacks = [_nothing]
        case.in_meeting, case.held, case.author = False, "", None
        case.version = self.line.topic(case.topic).version
        self._answer(case, strays=False)
        self.end(case, "answered")

    def publish(self, case: Case) -> None:
        """Publish the answer; it acts on the mentions of this instant already."""
        now = self.env.instant
        if case.fact >= 0:
            if not self.line.publish_position(case, now):
                case.state = "moot"
                return
        else:
            unreviewed = case.level >= 2 and not case.reviewed
            strays = unreviewed and self.uniform("align", case) >= self.alignment(case.topic, now)
            self._answer(case, strays=strays or case.erroneous or case.underrated)
            return
        self._published(case, now)

    def _answer(self, case: Case, *, strays: bool) -> None:
        """Publish the answer to a public case: a reply acts on its thread."""
        now, thread = self.env.instant, case.thread
        self.line.publish_answer(case, now, strays=strays)
        self.answered_at[thread] = now
        effect = reply_effect(self.effects.reply, self.structure.reply_quality, case)
        self.reply_effects[thread] = min(self.reply_effects[thread], effect)
        self._published(case, now)

    def _published(self, case: Case, now: float) -> None:
        case.answered = now
        case.state = "answered"
        for hook in self.hooks["published"]:
            hook(now, case)


def _nothing(_token: Token) -> None:
    """Make another round, no more."""
