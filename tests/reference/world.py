"""The state of one run: cases, items in queues, jobs, switched clocks and the heap of events."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sim.scenario.facts import KnownFact
from tests.reference.draws import Draws
from tests.reference.rows import NEVER, Plan, StepRow

# Components of section 7, in the order of the columns; STOPPED: another clock runs for the case.
DETECT, PAGE, QUEUE, TRANSIT, CALENDAR, SERVICE, REVIEW = range(7)
STOPPED = -1
OPEN, ANSWERED, MONITORED, MOOT = range(4)
STATES = ("open", "answered", "monitored", "moot")
# Orders of section 8; below 1 comes phase (1): changes of duty and the jobs resumed then, modes, meetings, facts.
DUTY_CHANGE, RESUME, MODE, MEETING_CHANGE, FACT = -4, -3, -2, -1, 0
DETECTED, ARRIVED, END_TRIAGE, END_ANALYSE, END_DRAFT, REVIEWED, TIME_OUT, END_PUBLISH, END_FOLLOW_UP = range(1, 10)
RETURNED, PAGED, DRIFT, PATIENCE, RESTS = range(10, 15)
# By the number of the stage; judgements count as triage, facts as analysis.
STAGE_ENDS = (END_TRIAGE, END_ANALYSE, END_DRAFT, END_PUBLISH, END_FOLLOW_UP, END_TRIAGE, END_ANALYSE)
NAN = float("nan")


class Clock:
    """A switched clock: every minute goes to exactly one component."""

    def __init__(self, now: float) -> None:
        self.times = [0.0] * 7
        self.component = STOPPED
        self.since = now

    def switch(self, now: float, component: int) -> None:
        """Book the time since the last switch and go on with `component`."""
        if self.component != STOPPED:
            self.times[self.component] += now - self.since
        self.component, self.since = component, now


@dataclass(eq=False)
class Case:
    """One case; `fact` is None for a public case, `channel` -1 for a position case.

    `first_hand`: a mention opened it, and it is no duplicate.
    """

    number: int
    key: int
    opened: float
    desk: int
    topic: str
    level: int
    reach: float
    channel: int = -1
    kind: str = "position"
    thread: int = -1
    mention: int = -1
    first_hand: bool = False
    fact: KnownFact | None = None
    patience: float = NEVER
    clock: Clock = field(default_factory=lambda: Clock(0.0))
    level_opened: int = 0
    state: int = OPEN
    ended: float = NAN
    detected: float = NAN
    stage_ended: list[float] = field(default_factory=lambda: [NAN] * 7)
    approved: float = NAN
    answered: float = NAN
    author: int = -1
    round: int = 0
    handovers: int = 0
    version: int = 0
    nature: str = ""
    templated: bool = False
    reviewed: bool = False
    published: str = "none"
    stale: bool = False
    misaligned: bool = False
    outdated: bool = False
    triages: int = 0
    judged: bool = False
    underrated: bool = False
    lacks_fact: bool = False
    error: bool = False
    by_employee: bool = False
    chain: tuple[StepRow, ...] = ()
    step: int = 0
    deciding: bool = False
    items: list[Item] = field(default_factory=list)
    attempts: int = 0
    drifts: int = 0
    rest: float = NEVER
    rest_at: float = 0.0
    token: int = 0
    drift_token: int = 0


@dataclass(eq=False)
class Item:
    """One wait for a person, and the job that follows it: a stage (0-6) or one branch of a step (work 7).

    `stays`: its person has begun it while recalled, and finishes it.
    """

    case: Case
    queue: int
    work: int
    branch: int
    level: int
    reach: float
    joined: float
    clock: Clock
    returned: bool = False
    begun: bool = False
    finished: bool = False
    resting: bool = False
    stays: bool = False
    remaining: float = NAN
    person: int = -1
    started: float = 0.0
    ends: float = 0.0
    token: int = 0


@dataclass
class Line:
    """One version of an agreed line; other desks than its own have `heard` of it from then on."""

    time: float
    heard: float
    desk: int
    fact: KnownFact
    nature: str


@dataclass
class Backfire:
    """One contradiction's backfire on a topic and channel, by a desk."""

    time: float
    desk: int
    channel: int
    over: bool = False


class World:
    """Everything that changes during a run."""

    def __init__(
        self,
        plan: Plan,
        draws: Draws,
        facts: tuple[KnownFact, ...],
        *,
        job_ended: Callable[[World, Item, int], None],
        arrived: Callable[[World, Case, int, int], None],
    ) -> None:
        self.plan, self.draws, self.facts = plan, draws, facts
        self.job_ended, self.arrived = job_ended, arrived
        self.now = 0.0
        self.heap: list[tuple[Any, ...]] = []
        self.serial = 0
        self.cases: list[Case] = []
        self.waiting: list[list[Item]] = [[] for _ in plan.queues]
        self.job: list[Item | None] = [None for _ in plan.people]
        self.answering: list[set[int]] = [set() for _ in plan.people]
        self.paging: list[bool] = [False for _ in plan.queues]
        self.worked: list[list[tuple[float, float]]] = [[] for _ in plan.people]
        self.touched: list[set[int]] = [set() for _ in plan.people]
        self.thread_case: dict[int, Case] = {}
        self.thread_answered: dict[int, float] = {}
        self.enquiry_answered: set[int] = set()
        self.known: set[int] = set()
        self.holding: set[int] = set()
        self.positions: list[tuple[int, int]] = []
        self.lines: dict[str, list[Line]] = {}
        self.carried: set[tuple[str, int]] = set()
        self.factors: dict[str, list[tuple[float, float]]] = {}
        self.backfires: dict[str, list[Backfire]] = {}
        self.contradicted: set[tuple[int, str, int]] = set()
        self.deficit, self.deficit_at = 0.0, 0.0
        self.statements: list[tuple[float, str, str, int, str, float]] = []
        # Section 9: the mode, who is recalled or held by a cadence until when, and what is counted.
        self.in_crisis, self.activating = False, False
        self.alarms, self.crises = 0, 0
        self.recalled: list[tuple[float, float]] = [(NEVER, NEVER) for _ in plan.people]
        self.away: list[float] = [-NEVER for _ in plan.people]
        self.detections: list[float] = []
        self.reviews: list[int] = [0 for _ in plan.people]
        self.quality: dict[int, float] = {}
        self.warmed: set[int] = set()
        self.mended: dict[str, float] = {}

    def push(
        self, time: float, order: int, number: int, branch: int, act: Callable[..., None], *args: Any, queue: int = 0
    ) -> None:
        """Add an event; equal addresses (never two live ones) fall back on the order in which they were made."""
        self.serial += 1
        heapq.heappush(self.heap, (time, order, number, branch, queue, self.serial, act, args))

    def on_hand(self, person: int) -> bool:
        """Whether a person is on duty by their calendar, or recalled; a meeting does not end it."""
        return self.plan.people[person].duty.holds(self.now) or self.is_recalled(person)

    def is_recalled(self, person: int) -> bool:
        """Whether a person on call is recalled now."""
        begin, end = self.recalled[person]
        return begin <= self.now < end

    def at_work(self, person: int) -> bool:
        """Whether a person is on hand and in no meeting."""
        in_meeting = self.plan.people[person].meetings.holds(self.now) or self.now < self.away[person]
        return self.on_hand(person) and not in_meeting

    def rank(self, item: Item) -> tuple[Any, ...]:
        """Return the place of an item in its queue, smallest first (section 5, or 9.14)."""
        last = (item.joined, item.case.number, item.branch)
        if self.plan.uses.by_arrival:
            return (not item.returned, *last)
        return (not item.returned, -item.level, -item.reach, *last)

    def paged_level(self, item: Item) -> bool:
        """Whether people on call may be paged for an item."""
        paging = self.plan.paging
        return paging is not None and bool(self.plan.queues[item.queue].on_call) and item.level >= paging.from_level
