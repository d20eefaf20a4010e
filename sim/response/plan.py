"""The frozen plan: what the loop reads, compiled once from a validated scenario and organisation (`compiling`).

No YAML object is touched inside the loop: names become indices, laws become numbers, calendars become intervals.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from sim.organisation.calendars import Interval
from sim.organisation.experience import InMeetings, Unfamiliar
from sim.organisation.organisation import Organisation
from sim.response.luck import Law
from sim.scenario.model import Scenario

# The laws of one hand-over: in normal and in crisis mode.
Transit: TypeAlias = tuple[int, int]


@dataclass(frozen=True)
class PersonPlan:
    """One post; `duty` are its intervals of duty, `watch` the number of the shift group that shares them."""

    index: int
    name: str
    role: str
    desk: str
    watch: int
    duty: list[Interval]
    attention: float
    wage: float
    channel_skill: dict[str, float]
    stage_skill: dict[str, float]
    key: int
    roles: tuple[str, ...]
    on_call: bool
    elsewhere: float
    experience: float
    learned: float
    misread: float
    error: float
    error_elsewhere: float
    own_meetings: InMeetings | None
    unfamiliar: Unfamiliar | None

    def channel(self, channel: str) -> float:
        """Return the channel skill: `elsewhere` on a channel that is not listed, 1 where there is no channel."""
        return self.channel_skill.get(channel, self.elsewhere if channel else 1.0)

    def skill(self, channel: str, stage: str) -> float:
        """Return the factor on speed for a channel and stage."""
        return self.channel(channel) * self.stage_skill.get(stage, 1.0) * self.experience

    @property
    def unskilled(self) -> bool:
        """Whether the person is as fast as anybody at everything."""
        return not self.channel_skill and not self.stage_skill and self.elsewhere == 1.0 and self.experience == 1.0

    @property
    def plain(self) -> bool:
        """Whether a duration that is drawn is the one that this person needs."""
        return self.unskilled and self.attention == 1.0 and self.unfamiliar is None


@dataclass(frozen=True)
class QueuePlan:
    """One queue: who serves it, in which order they are listed, and who of them is on call."""

    index: int
    name: str
    members: tuple[int, ...]
    on_call: tuple[int, ...]
    plain: bool


@dataclass(frozen=True)
class StagePlan:
    """One stage at one desk: its queue, laws by level, and the laws of sending it there and back (of `facts` only)."""

    name: str
    label: str
    order: int
    queue: int
    laws: tuple[int, ...]
    transit: Transit | None
    back: Transit | None = None


@dataclass(frozen=True)
class StepPlan:
    """One step of a chain: queues and review laws by branch, or a meeting (which may have no review time)."""

    kind: str
    label: str
    queues: tuple[int, ...]
    reviews: tuple[int, ...]
    luck: tuple[int, ...]
    reject: float
    transit: Transit | None
    back: Transit | None
    timeout: float | None
    on_timeout: str | None
    deputy: int | None
    meeting: str | None


Chains: TypeAlias = tuple[tuple[StepPlan, ...], ...]


@dataclass(frozen=True)
class DeskPlan:
    """One desk: its stages, chains by level, and who may publish what alone; the last two by mode (1 is crisis)."""

    index: int
    name: str
    queue: int
    refer: Transit | None
    stages: dict[str, StagePlan]
    chains: tuple[Chains, Chains]
    authority: tuple[tuple[int, ...], tuple[int, ...]]
    duty: list[Interval]
    members: tuple[int, ...]
    knowing: tuple[int, ...]


@dataclass(frozen=True)
class PagingPlan:
    """How people on call are paged."""

    timeout: float
    unavailable: float
    from_level: int
    reached: int
    answered: int


@dataclass(frozen=True)
class CadencePlan:
    """Meetings of crisis mode: who is away, how often, for how long."""

    who: tuple[int, ...]
    every: float
    length: float


@dataclass(frozen=True)
class Plan:
    """Everything that one organisation does with any replication of one scenario."""

    scenario: Scenario
    organisation: Organisation
    laws: tuple[Law, ...]
    numbers: dict[str, int]
    people: tuple[PersonPlan, ...]
    watches: tuple[list[Interval], ...]
    queues: tuple[QueuePlan, ...]
    desks: tuple[DeskPlan, ...]
    desk_of: dict[str, DeskPlan | None]
    desk_of_kind: dict[str, DeskPlan]
    positions: DeskPlan
    home_desks: tuple[DeskPlan, ...]
    meetings: dict[str, list[float]]
    sittings: tuple[tuple[float, float, tuple[int, ...]], ...]
    paging: PagingPlan | None
    cadence: tuple[CadencePlan, ...]
    menders: list[Interval]
    stock: float

    @cached_property
    def end(self) -> float:
        """End of the run: horizon + drain."""
        return self.scenario.end

    @cached_property
    def rejects(self) -> dict[int, float]:
        """The laws that decide whether a draft is rejected, each with the largest probability that it is."""
        chances: dict[int, float] = {}
        steps = (step for desk in self.desks for chains in desk.chains for chain in chains for step in chain)
        for step in steps:
            for law in step.luck:
                chances[law] = max(self._largest(step), chances.get(law, 0.0))
        return chances

    def _largest(self, step: StepPlan) -> float:
        """Return the probability that a step rejects a draft with an error, by the most unfamiliar of all."""
        unfamiliar = [person.unfamiliar.reject for person in self.people if person.unfamiliar is not None]
        chance = min(1.0, step.reject + max(unfamiliar, default=0.0))
        errs = any(person.error for person in self.people)
        return with_error(chance, self.organisation.resources.training.caught) if errs else chance


def with_error(chance: float, caught: float) -> float:
    """Return the probability that a review rejects a draft with an error (docs/model.md, section 9.6)."""
    return chance + (1.0 - chance) * caught
