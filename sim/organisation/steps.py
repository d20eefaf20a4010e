"""Steps of work: the stages of a case, and the approval chain that its draft must pass."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from sim.distributions import Distribution
from sim.fields import Block, Duration, Level, Name, Share, parse_party

Stage = Literal["triage", "analyse", "draft", "publish", "follow_up", "judge", "facts"]
# The place of a stage is part of the address of its transits (docs/model.md, section 5): new ones come last.
STAGES: tuple[Stage, ...] = ("triage", "analyse", "draft", "publish", "follow_up", "judge", "facts")


def _party(value: object) -> str:
    text = str(value)
    parse_party(text)
    return text


def _by_level(value: Any) -> Any:
    """A law for all levels may be written without the levels."""
    if isinstance(value, dict) and value and all(str(key) in ("L0", "L1", "L2", "L3", "L4") for key in value):
        return value
    return {"L0": value} if value is not None else value


def one_or_more(value: Any) -> Any:
    """Return a list; a single entry may be written without brackets."""
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
    """The stages of a case; an absent one takes no person and no time.

    `judge` is the judgement of severity after triage (see `Judging`), `facts` the request of a fact after analysis.
    """

    triage: StageField | None = None
    judge: StageField | None = None
    analyse: StageField | None = None
    facts: StageField | None = None
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
