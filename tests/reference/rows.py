"""The rows of the plan: everything that the loop reads, by number."""

from __future__ import annotations

import bisect
import math
from dataclasses import dataclass

from sim.distributions import AnyDistribution
from sim.organisation.conduct import Briefings, Employees, Judging, Line, ReplyQuality, RootCause, Templates
from sim.organisation.experience import Training, Unfamiliar
from sim.organisation.modes import Modes
from sim.organisation.relations import Relations
from sim.scenario.model import Scenario

TRIAGE, ANALYSE, DRAFT, PUBLISH, FOLLOW_UP, JUDGE, FACTS, REVIEW_WORK = range(8)
PURPOSES = ("triage", "analyse", "draft", "publish", "follow up", "judge", "facts", "review")
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
    """One kind of mention; `levels` are (level, cumulated share), `desk` is -1 where no desk lists the kind."""

    demands: bool
    joins: bool
    levels: tuple[tuple[int, float], ...]
    desk: int


@dataclass(frozen=True)
class PersonRow:
    """One person, as far as the loop reads it.

    The last entry of the columns by channel, reached by index -1, is that for position cases: skill 1, not elsewhere.
    `tenure` and `undrilled` are months; `experience` is the factor of equation 14 on speed.
    """

    name: str
    role: str
    roles: tuple[str, ...]
    key: int
    desk: str
    on_call: bool
    attention: float
    wage: float
    channel_skill: tuple[float, ...]
    elsewhere: tuple[bool, ...]
    work_skill: tuple[float, ...]
    experience: float
    tenure: float | None
    undrilled: float | None
    unfamiliar: Unfamiliar | None
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
    """One desk: its queue, its people, what each may publish alone and the chain of each level, in either mode."""

    name: str
    queue: int
    members: tuple[int, ...]
    refer: AnyDistribution | None
    authority: tuple[int, ...]
    chains: tuple[tuple[StepRow, ...], ...]
    crisis_authority: tuple[int, ...]
    crisis_chains: tuple[tuple[StepRow, ...], ...]


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
class Mechanisms:
    """What of docs/model.md, section 9, an organisation uses; who and what is meant is numbered.

    Attributes:
        cadence: People, period and length of each cadence of crisis mode; others are in the people's meetings.
        home_desks: The desks that list channels or kinds, or write positions.
        file_order: All members of home desks in the order of the file, for flexing.
        fact_holders: Who has a role in `fact_authority`.
        warm: R, the share of warm multipliers (equation 15), 0 without relations.
        menders: Who may order that a cause be mended.
    """

    modes: Modes | None
    cadence: tuple[tuple[tuple[int, ...], float, float], ...]
    home_desks: tuple[int, ...]
    file_order: tuple[int, ...]
    overhead: float
    duplicates: float
    briefings: Briefings | None
    facts_needed: dict[int, float]
    fact_holders: frozenset[int]
    judging: Judging | None
    employees: Employees | None
    relations: Relations | None
    warm: float
    reply_quality: ReplyQuality | None
    training: Training
    handoff: float
    root_cause: RootCause | None
    menders: tuple[int, ...]
    by_arrival: bool


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
    duty_changes: tuple[float, ...]
    meeting_changes: tuple[float, ...]
    uses: Mechanisms
