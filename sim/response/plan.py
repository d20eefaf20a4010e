"""The frozen plan: what the loop reads, compiled once from a validated scenario and organisation (`compiling`).

No YAML object is touched inside the loop: names become indices, laws become numbers, calendars become intervals.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sim.organisation.calendars import Interval
from sim.organisation.organisation import Organisation
from sim.response.luck import Law
from sim.scenario.model import Scenario


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

    def skill(self, channel: str, stage: str) -> float:
        """Return the factor on speed for a channel and stage."""
        return self.channel_skill.get(channel, 1.0) * self.stage_skill.get(stage, 1.0)


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
    """One stage at one desk: its queue, laws by level, and the law of sending it there."""

    name: str
    label: str
    order: int
    queue: int
    laws: tuple[int, ...]
    transit: int | None


@dataclass(frozen=True)
class StepPlan:
    """One step of a chain: queues and review laws by branch, or a meeting (which may have no review time)."""

    kind: str
    label: str
    queues: tuple[int, ...]
    reviews: tuple[int, ...]
    luck: tuple[int, ...]
    reject: float
    transit: int | None
    back: int | None
    timeout: float | None
    on_timeout: str | None
    deputy: int | None
    meeting: str | None


@dataclass(frozen=True)
class DeskPlan:
    """One desk: its stages, chains by level, and who may publish what alone."""

    index: int
    name: str
    queue: int
    refer: int | None
    stages: dict[str, StagePlan]
    chains: tuple[tuple[StepPlan, ...], ...]
    authority: tuple[int, ...]
    duty: list[Interval]


@dataclass(frozen=True)
class PagingPlan:
    """How people on call are paged."""

    timeout: float
    unavailable: float
    from_level: int
    reached: int
    answered: int


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
    positions: DeskPlan
    meetings: dict[str, list[float]]
    sittings: tuple[tuple[float, float, tuple[int, ...]], ...]
    paging: PagingPlan | None

    @cached_property
    def end(self) -> float:
        """End of the run: horizon + drain."""
        return self.scenario.end

    @cached_property
    def rejects(self) -> dict[int, float]:
        """The laws that decide whether a draft is rejected, each with the largest probability that it is."""
        chances: dict[int, float] = {}
        for step in (step for desk in self.desks for chain in desk.chains for step in chain):
            for law in step.luck:
                chances[law] = max(step.reject, chances.get(law, 0.0))
        return chances
