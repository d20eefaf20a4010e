"""Structure: where cases queue, who may publish what alone, and what the rest must pass through."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from sim.distributions import Distribution
from sim.fields import Block, Clock, Duration, Level, Name, Share, parse_party
from sim.organisation.calendars import check_days

Stage = Literal["triage", "analyse", "draft", "publish", "follow_up"]
STAGES: tuple[Stage, ...] = ("triage", "analyse", "draft", "publish", "follow_up")


def _party(value: object) -> str:
    text = str(value)
    parse_party(text)
    return text


def _by_level(value: Any) -> Any:
    """A law for all levels may be written without the levels."""
    if isinstance(value, dict) and value and all(str(key) in ("L0", "L1", "L2", "L3", "L4") for key in value):
        return value
    return {"L0": value} if value is not None else value


def _one_or_more(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


Party = Annotated[str, BeforeValidator(_party)]
ByLevel = Annotated[dict[Level, Distribution], BeforeValidator(_by_level)]
Handover = Distribution | Literal["none"]


class StageWork(Block):
    """The work of one stage: its duration, at which desk (the case's own if none is named), sent how."""

    time: ByLevel
    desk: Name | None = None
    handover: Distribution | None = None


def _stage(value: Any) -> Any:
    return value if isinstance(value, dict) and "time" in value else {"time": value}


StageField = Annotated[StageWork, BeforeValidator(_stage)]


class Stages(Block):
    """The stages of a case; an absent one takes no person and no time."""

    triage: StageField | None = None
    analyse: StageField | None = None
    draft: StageField | None = None
    publish: StageField | None = None
    follow_up: StageField | None = None


class Step(Block):
    """One step of an approval chain: exactly one of role, any_of, all_of, meeting."""

    role: Party | None = None
    any_of: list[Party] | None = Field(default=None, min_length=1)
    all_of: list[Party] | None = Field(default=None, min_length=1)
    meeting: Name | None = None
    review: Distribution | None = None
    reject: Share = Field(default=0.0, lt=1)
    handover: Handover | None = None
    timeout: Duration | None = Field(default=None, gt=0)
    on_timeout: Literal["escalate", "deputy", "consent"] | None = None
    deputy: Party | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Step:
        kinds = [k for k in ("role", "any_of", "all_of", "meeting") if getattr(self, k) is not None]
        if len(kinds) != 1:
            raise ValueError(f"a step takes exactly one of role, any_of, all_of, meeting; found {kinds or 'none'}")
        if self.review is None and self.meeting is None:
            raise ValueError("the step needs a review time, as in 'review: {lognormal: {mean: 10 min, cv: 1}}'")
        if (self.timeout is None) != (self.on_timeout is None):
            raise ValueError("timeout and on_timeout go together")
        if self.timeout is not None and self.role is None:
            raise ValueError("only a step with 'role' may have a timeout")
        if (self.on_timeout == "deputy") != (self.deputy is not None):
            raise ValueError("'on_timeout: deputy' and 'deputy: ROLE' go together")
        return self

    @property
    def parties(self) -> list[str]:
        """Who reviews, in the order of the branches; empty for a meeting."""
        return [self.role] if self.role is not None else (self.any_of or self.all_of or [])


Chains = dict[Level, Annotated[list[Step], Field(min_length=1)]]


class Desk(Block):
    """A group of people with one queue of cases."""

    channels: list[Name] | Literal["all"] = []
    members: Annotated[list[Party], BeforeValidator(_one_or_more), Field(min_length=1)]
    refer: Distribution | None = None
    authority: dict[Name, Level] = {}
    approval: Chains = {}


class Meeting(Block):
    """A meeting that decides on all cases that wait for it when it starts."""

    days: Annotated[str, BeforeValidator(check_days)] = "Mon-Sun"
    at: Annotated[list[Clock], BeforeValidator(_one_or_more), Field(min_length=1)]
    length: Duration = 60.0
    participants: list[Party] = []


class Monitoring(Block):
    """Which mentions the organisation sees, and how soon.

    `rate`: share of ordinary mentions below the case threshold that are picked up. `on_duty`: delay while somebody at
    the case's desk is on duty; absent: at once. `next_day`: probability that a case that comes up while nobody is on
    duty waits for the next shift.
    """

    watched: list[Name] | Literal["all"] = "all"
    rate: Share = 0.1
    on_duty: Distribution | None = None
    next_day: Share = 0.5


class Line(Block):
    """How desks hear of a new agreed line: at the next sync, or by broadcast."""

    sync: Duration | None = Field(default=None, gt=0)
    broadcast: Duration | None = None

    @model_validator(mode="after")
    def _one(self) -> Line:
        if (self.sync is None) == (self.broadcast is None):
            raise ValueError("write either 'sync: 4 h' or 'broadcast: 10 min'")
        return self


class Templates(Block):
    """Prepared answers: share of cases covered by level, factor on drafting, published alone up to a level."""

    coverage: dict[Level, Share] = {}
    factor: Share = Field(default=0.5, gt=0)
    alone_up_to: Level = 0
    refresh: Duration = 60.0


class Stance(Block):
    """What statements of this organisation become: an apology with a fix, or a legalistic tone."""

    holding: Literal["apology", "legalistic"] | None = None
    position: Literal["apology", "legalistic"] | None = None


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
