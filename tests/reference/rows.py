"""The rows of the plan: everything that the loop reads, by number."""

from __future__ import annotations

import bisect
import math
from dataclasses import dataclass

from sim.distributions import AnyDistribution
from sim.organisation.conduct import Line, Templates
from sim.scenario.model import Scenario

TRIAGE, ANALYSE, DRAFT, PUBLISH, FOLLOW_UP, REVIEW_WORK = range(6)
PURPOSES = ("triage", "analyse", "draft", "publish", "follow up", "review")
ROLE, ANY_OF, ALL_OF, MEETING = range(4)
FINISH, SUSPEND, HAND_OVER = range(3)
NEVER = math.inf


@dataclass(frozen=True)
class Intervals:
    """Disjoint intervals [start, end) in order."""

    starts: tuple[float, ...]
    ends: tuple[float, ...]

    def holds(self, t: float) -> bool:
        """Whether an interval contains `t`."""
        row = bisect.bisect_right(self.starts, t) - 1
        return row >= 0 and t < self.ends[row]

    def end_at(self, t: float) -> float:
        """Return the end of the interval that contains `t`."""
        return self.ends[bisect.bisect_right(self.starts, t) - 1]

    def next_start(self, t: float) -> float:
        """Return the first start after `t`, or infinity."""
        row = bisect.bisect_right(self.starts, t)
        return self.starts[row] if row < len(self.starts) else NEVER

    def overlap(self, start: float, end: float) -> float:
        """Return the minutes of [start, end) that lie in the intervals."""
        return sum(max(0.0, min(end, e) - max(start, s)) for s, e in zip(self.starts, self.ends))


@dataclass(frozen=True)
class ChannelRow:
    """One channel: who takes it, what qualifies, and how it answers to statements."""

    name: str
    desk: int
    watched: bool
    every: bool
    threshold: float
    scale: float
    population: float
    share: float


@dataclass(frozen=True)
class KindRow:
    """One kind of mention; `levels` are (level, cumulated share)."""

    demands: bool
    joins: bool
    levels: tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class PersonRow:
    """One person; the last channel skill, reached by index -1, is that for position cases: 1."""

    name: str
    role: str
    desk: str
    attention: float
    wage: float
    channel_skill: tuple[float, ...]
    work_skill: tuple[float, ...]
    duty: Intervals
    meetings: Intervals


@dataclass(frozen=True)
class StageRow:
    """One stage: laws by level, desk (-1: the case's own), hand-over law."""

    laws: dict[int, AnyDistribution]
    desk: int
    handover: AnyDistribution | None


@dataclass(frozen=True)
class StepRow:
    """One step of a chain; `queues` has one entry a branch, `deputy` is -1 for none."""

    form: int
    queues: tuple[int, ...]
    starts: tuple[float, ...]
    review: AnyDistribution | None
    reject: float
    handover: AnyDistribution | None
    timeout: float
    on_timeout: str
    deputy: int


@dataclass(frozen=True)
class DeskRow:
    """One desk: its queue, its people, the level each person may publish alone, the chain of each level."""

    name: str
    queue: int
    members: tuple[int, ...]
    refer: AnyDistribution | None
    authority: tuple[int, ...]
    chains: tuple[tuple[StepRow, ...], ...]


@dataclass(frozen=True)
class QueueRow:
    """One queue: who serves it, in order, and which of them are on call."""

    name: str
    members: tuple[int, ...]
    on_call: tuple[int, ...]
    approval: bool


@dataclass(frozen=True)
class Paging:
    """How people on call are paged."""

    from_level: int
    timeout: float
    answer: AnyDistribution
    unavailable: float


@dataclass(frozen=True)
class Plan:
    """Everything that the loop reads, by number."""

    end: float
    scenario: Scenario
    channels: tuple[ChannelRow, ...]
    kinds: tuple[KindRow, ...]
    people: tuple[PersonRow, ...]
    queues: tuple[QueueRow, ...]
    desks: tuple[DeskRow, ...]
    positions: int
    stages: tuple[StageRow | None, ...]
    at_shift_end: int
    reread: float
    redraft: float
    paging: Paging | None
    patience: AnyDistribution | None
    detection: AnyDistribution | None
    next_day: float
    monitoring_rate: float
    alignment: float
    line: Line
    templates: Templates | None
    stance: dict[str, str]
    effects: dict[str, float]
    changes: tuple[float, ...]
