"""What changes during a run: cases and their branches, people, shifts, queues. State only; the rules are elsewhere."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, TypeAlias

from sim.organisation.calendars import Interval
from sim.response.instants import Instants, Token

if TYPE_CHECKING:
    from sim.response.plan import DeskPlan, PersonPlan, QueuePlan, StagePlan, StepPlan

DETECT: Final = 0
PAGE: Final = 1
QUEUE: Final = 2
HANDOVER: Final = 3
CALENDAR: Final = 4
SERVICE: Final = 5
REVIEW: Final = 6
COMPONENTS: Final = 7
BRANCHES: Final = 1024
# What waits in a queue: (0 if handed back, -level, -reach, when it joined, number, item); the least is served first.
Entry: TypeAlias = "tuple[int, int, float, float, int, Item]"
NAN: Final = math.nan


class Item(Token):
    """What waits in a queue and is worked on: a case, or one branch of a parallel step.

    It is its own event: one reusable token. What it waits for is the work of `stage` or, where that is None, the
    review of `step`. `entry` is its place in the heap of `home`, its queue, while it waits there; `rank` is the last
    entry that it had, or would have had; `rests` lists when a job that leaves its person's hours rests, and is None
    for all others.
    """

    # Slots: with more than 30 attributes Python gives each instance a dictionary of its own, and a case has 60.
    __slots__ = (
        "booked",
        "branch",
        "case",
        "entry",
        "frozen_level",
        "home",
        "number",
        "person",
        "rank",
        "remaining",
        "rests",
        "stage",
        "start",
        "step",
    )

    # Set when the item joins its first queue, or is first worked on.
    home: QueueState
    rank: Entry
    frozen_level: int
    start: float
    step: StepPlan

    def __init__(self, env: Instants, case: Case, branch: int) -> None:
        self.env = env
        self.callbacks = None  # type: ignore[assignment]  # SimPy's own mark of an event that is not pending
        self.case = case
        self.branch = branch
        self.number = case.case_number * BRANCHES + branch
        self.entry: Entry | None = None
        self.stage: StagePlan | None = None
        self.person: PersonState | None = None
        self.rests: list[Interval] | None = None
        self.remaining: float | None = None
        self.booked = [0.0] * COMPONENTS


class Case(Item):
    """One case: what the log says of it, and where it is on its way.

    `minus_reach` ranks it in its level; it is minus infinity for position cases, which come first.
    """

    __slots__ = (
        "analysed",
        "answered",
        "approved",
        "author",
        "branches",
        "case_number",
        "channel",
        "component",
        "desk",
        "detected",
        "drafted",
        "ended",
        "fact",
        "gives_up",
        "handovers",
        "hands",
        "key",
        "kind",
        "level",
        "level_opened",
        "mention",
        "minus_reach",
        "misaligned",
        "opened",
        "outcome",
        "outdated",
        "process",
        "published",
        "reach",
        "rejections",
        "reviewed",
        "row",
        "scale",
        "stale",
        "state",
        "switched",
        "template",
        "thread",
        "topic",
        "triaged",
        "version",
    )

    process: Iterator[str]

    # What few cases ever change lies with the class until they do.
    in_meeting = False
    held = ""
    way = ""
    nature = ""
    twin_of: Case | None = None
    employee = ""
    erroneous = False
    underrated = False
    lacks_fact = False
    handed_back = False
    pages = 0
    drifts = 0
    triages = 0
    drift: Token | None = None
    drift_at = math.inf
    hazard_left = 0.0
    hazard_since = 0.0

    def __init__(
        self,
        env: Instants,
        number: int,
        row: int,
        desk: DeskPlan,
        *,
        key: int,
        kind: str,
        topic: str,
        level: int,
        channel: str = "",
        mention: int = -1,
        thread: int = -1,
        fact: int = -1,
        reach: float = 0.0,
        scale: float = 0.0,
    ) -> None:
        # What `Item` does, without the call, and the case's own.
        self.env = env
        self.callbacks = None  # type: ignore[assignment]  # SimPy's own mark of an event that is not pending
        self.case, self.branch = self, 0
        self.case_number, self.number = number, number * BRANCHES
        self.entry = self.stage = self.person = self.rests = self.remaining = None
        self.booked = [0.0] * COMPONENTS
        self.row, self.desk = row, desk
        self.key, self.kind, self.topic, self.channel = key, kind, topic, channel
        self.mention, self.thread, self.fact = mention, thread, fact
        self.level = self.level_opened = level
        self.reach, self.scale = reach, scale
        self.minus_reach = -reach if fact < 0 else -math.inf
        self.opened = self.switched = env.instant
        self.component = DETECT
        self.detected = self.triaged = self.analysed = self.drafted = NAN
        self.approved = self.answered = self.ended = NAN
        self.state = "open"
        self.author: PersonState | None = None
        self.hands: PersonState | None = None
        self.published, self.outcome = "none", ""
        self.rejections = self.handovers = self.version = 0
        self.stale = self.misaligned = self.outdated = self.reviewed = self.template = False
        self.branches: list[Item] | None = None
        self.gives_up = math.inf

    def switch(self, component: int, now: float) -> None:
        """Book the time since the last switch to the component that ran, and run another."""
        self.booked[self.component] += now - self.switched
        self.component = component
        self.switched = now


class WatchState:
    """A shift that some people share: whether it is on, and until when."""

    __slots__ = ("begin", "end", "index", "intervals", "on_duty", "people", "queues")

    def __init__(self, intervals: list[Interval]) -> None:
        self.intervals = intervals
        self.index = 0
        self.on_duty = False
        self.begin = self.end = 0.0
        self.people: list[PersonState] = []
        self.queues: set[QueueState] = set()


class PersonState:
    """One person: what they have in hand, and what they have done so far (minutes).

    `on_hand` says whether they are on duty or recalled; `there` that they are so and in no meeting, or answer a page;
    `free` that they also hold no job. `decisions` counts the reviews that they have ended, `calls` the reasons for
    which they are recalled now.
    """

    __slots__ = (
        "answering",
        "away",
        "busy",
        "calls",
        "cases",
        "decisions",
        "free",
        "item",
        "on_hand",
        "overtime",
        "plain",
        "plan",
        "queues",
        "recalled",
        "there",
        "watch",
    )

    def __init__(self, plan: PersonPlan, watch: WatchState, *, plain: bool) -> None:
        self.plan = plan
        self.plain = plain
        self.watch = watch
        self.item: Item | None = None
        self.away = 0
        self.answering: set[int] = set()
        self.queues: tuple[QueueState, ...] = ()
        self.recalled = self.on_hand = self.there = self.free = False
        self.decisions = self.calls = 0
        self.busy = 0.0
        self.overtime = 0.0
        self.cases: list[Case] = []


class QueueState:
    """One queue: its heap of waiting items, its people, and the history of what waiting in it meant.

    `history[c]` lists (since, component) for class c: 0 items below the paged levels, 1 the others. `free` counts the
    free members. `since` and `waiting_is` are the last entry of `history[0]`.
    """

    __slots__ = (
        "approval",
        "free",
        "heap",
        "high",
        "history",
        "on_call",
        "page_attempt",
        "paged",
        "people",
        "place",
        "plain",
        "plan",
        "since",
        "stale",
        "waiting_is",
    )

    def __init__(self, plan: QueuePlan) -> None:
        self.plan = plan
        self.place = plan.index
        self.approval = plan.name.startswith("approval:")
        self.plain = plan.plain and not plan.on_call
        self.people: list[PersonState] = []
        self.on_call: list[PersonState] = []
        self.heap: list[Entry] = []
        self.high = self.free = 0
        self.history: tuple[list[tuple[float, int]], list[tuple[float, int]]] = ([], [])
        self.stale = True
        self.since, self.waiting_is = math.inf, CALENDAR
        self.paged: Case | None = None
        self.page_attempt = 0
