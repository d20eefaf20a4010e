"""What changes during a run: cases and their branches, people, shifts, queues. State only; the rules are elsewhere."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

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
NAN: Final = math.nan
_NOTHING: Final[list[Any]] = []


class Item(Token):
    """What waits in a queue and is worked on: a case, or one branch of a parallel step.

    It is its own event: one reusable token. `order`, `law`, `work` (at
    speed 1), `work_component` and `done` (what happens at its end) are those of the work that it waits for.
    """

    # Slots: with more than 30 attributes Python gives each instance a dictionary of its own, and a case has 70.
    __slots__ = (
        "booked",
        "branch",
        "case",
        "done",
        "entry",
        "home",
        "joined",
        "law",
        "level_rank",
        "number",
        "order",
        "person",
        "queue",
        "reach_rank",
        "remaining",
        "rests",
        "since",
        "stage",
        "start",
        "step",
        "work",
        "work_component",
    )

    def __init__(self, env: Instants, case: Case, branch: int) -> None:
        self.env = env
        self.callbacks = None  # type: ignore[assignment]  # SimPy's own mark of an event that is not pending
        self.armed = _NOTHING
        self.case = case
        self.branch = branch
        self.number = case.case_number * BRANCHES + branch
        self.queue: QueueState | None = None
        self.home = -1
        self.entry: tuple[Any, ...] | None = None
        self.level_rank = self.since = self.order = 0
        self.reach_rank = self.joined = self.work = self.start = 0.0
        self.stage: StagePlan | None = None
        self.step: StepPlan | None = None
        self.law: int | None = None
        self.work_component = SERVICE
        self.done = _NOTHING
        self.person: PersonState | None = None
        self.rests: list[Interval] | None = None
        self.remaining: float | None = None
        self.booked = [0.0] * COMPONENTS


class Case(Item):
    """One case: what the log says of it, and where it is on its way."""

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
        "drift",
        "drift_at",
        "drifts",
        "ended",
        "fact",
        "gives_up",
        "handovers",
        "hands",
        "hazard_left",
        "hazard_since",
        "in_meeting",
        "key",
        "kind",
        "level",
        "level_opened",
        "mention",
        "misaligned",
        "nature",
        "opened",
        "outcome",
        "outdated",
        "pages",
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

    def __init__(self, env: Instants, number: int, row: int, desk: DeskPlan) -> None:
        self.case_number = number
        super().__init__(env, self, 0)
        self.row = row
        self.desk = desk
        self.process: Iterator[str] | None = None
        self.component = DETECT
        self.key = 0
        self.mention = self.thread = self.fact = -1
        self.channel = self.topic = self.kind = self.nature = self.outcome = ""
        self.level = self.level_opened = 0
        self.reach = self.scale = self.opened = self.switched = 0.0
        self.detected = self.triaged = self.analysed = self.drafted = NAN
        self.approved = self.answered = self.ended = NAN
        self.state = "open"
        self.author: PersonState | None = None
        self.hands: PersonState | None = None
        self.published = "none"
        self.rejections = self.handovers = self.version = self.pages = self.drifts = 0
        self.stale = self.misaligned = self.outdated = self.reviewed = self.template = self.in_meeting = False
        self.branches: list[Item] = []
        self.gives_up = self.drift_at = math.inf
        self.hazard_left = self.hazard_since = 0.0
        self.drift: Token | None = None

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

    `there` says whether they are on duty, or answer a page, and in no meeting; `free` that they also hold no job.
    """

    __slots__ = (
        "answering",
        "away",
        "busy",
        "cases",
        "free",
        "item",
        "overtime",
        "plain",
        "plan",
        "queues",
        "there",
        "watch",
    )

    def __init__(self, plan: PersonPlan, watch: WatchState) -> None:
        self.plan = plan
        self.plain = plan.attention == 1.0 and not plan.channel_skill and not plan.stage_skill
        self.watch = watch
        self.item: Item | None = None
        self.away = 0
        self.answering: set[int] = set()
        self.queues: tuple[QueueState, ...] = ()
        self.there = self.free = False
        self.busy = 0.0
        self.overtime = 0.0
        self.cases: set[int] = set()


class QueueState:
    """One queue: its heap of waiting items, its people, and the history of what waiting in it meant.

    `history[c]` lists (since, component) for class c: 0 items below the paged levels, 1 the others. `free` counts the
    free members; `dirty` says that the queue takes its turn in the next dispatch.
    """

    __slots__ = (
        "approval",
        "dirty",
        "free",
        "heap",
        "high",
        "history",
        "on_call",
        "page_attempt",
        "paged",
        "people",
        "plain",
        "plan",
        "stale",
    )

    def __init__(self, plan: QueuePlan) -> None:
        self.plan = plan
        self.approval = plan.name.startswith("approval:")
        self.plain = plan.plain and not plan.on_call
        self.people: list[PersonState] = []
        self.on_call: list[PersonState] = []
        self.heap: list[tuple[Any, ...]] = []
        self.high = self.free = 0
        self.dirty = False
        self.history: tuple[list[tuple[float, int]], list[tuple[float, int]]] = ([], [])
        self.stale = True
        self.paged: Case | None = None
        self.page_attempt = 0

    def waiting(self) -> Iterator[Item]:
        """Yield the waiting items, in no order."""
        return (entry[-1] for entry in self.heap if entry[-1].entry is entry)
