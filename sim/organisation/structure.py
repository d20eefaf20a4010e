"""Structure: where cases queue, who may publish what alone, and what the rest must pass through."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from sim.distributions import Distribution
from sim.fields import Block, Clock, Duration, Level, Name, Share
from sim.organisation.calendars import check_days
from sim.organisation.conduct import (
    Briefings,
    Employees,
    Judging,
    Line,
    Monitoring,
    ReplyQuality,
    RootCause,
    Stance,
    Templates,
)
from sim.organisation.modes import Cadence, Modes
from sim.organisation.relations import Relations
from sim.organisation.steps import Chains, Party, Stages, one_or_more


class Desk(Block):
    """A group of people with one queue of cases: those of its kinds, whatever their channel, and of its channels."""

    kinds: list[Name] = []
    channels: list[Name] | Literal["all"] = []
    members: Annotated[list[Party], BeforeValidator(one_or_more), Field(min_length=1)]
    refer: Distribution | None = None
    authority: dict[Name, Level] = {}
    approval: Chains = {}


class Meeting(Block):
    """A meeting that decides on all cases that wait for it when it starts."""

    days: Annotated[str, BeforeValidator(check_days)] = "Mon-Sun"
    at: Annotated[list[Clock], BeforeValidator(one_or_more), Field(min_length=1)]
    length: Duration = 60.0
    participants: list[Party] = []


class Structure(Block):
    """How the work is divided and who decides; kept apart from `resources`."""

    monitoring: Monitoring = Monitoring()
    desks: dict[Name, Desk] = Field(min_length=1)
    positions: Name | None = None
    stages: Stages = Stages()
    authority: dict[Name, Level] = {}
    approval: Chains = {}
    redraft: Share = Field(default=0.5, gt=0)
    handover: Distribution | None = None
    meetings: dict[Name, Meeting] = {}
    line: Line = Line(broadcast=0.0)
    templates: Templates | None = None
    alignment: Share = 1.0
    stance: Stance = Stance()
    modes: Modes | None = None
    cadence: list[Cadence] = []
    overhead: Share = Field(default=0.0, lt=1)
    duplicates: Share = 0.0
    briefings: Briefings | None = None
    fact_authority: list[Name] = []
    judging: Judging | None = None
    employees: Employees | None = None
    relations: Relations | None = None
    reply_quality: ReplyQuality | None = None
    root_cause: RootCause | None = None
    queue_order: Literal["severity", "arrival"] = "severity"
