"""Modes: when an organisation switches to crisis mode and back, and what holds in it; cadence, which takes people away.

docs/model.md, section 9.1.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from sim.distributions import Distribution
from sim.fields import Block, Count, Duration, Level, Name, Share
from sim.organisation.conduct import Line
from sim.organisation.steps import Chains, Party, one_or_more


class Volume(Block):
    """So many cases detected within so much time."""

    cases: Count = Field(ge=1)
    over: Duration = Field(gt=0)


class SomebodySeesIt(Block):
    """Somebody who holds a role ends work on a case of at least a level, and calls the crisis."""

    role: Name
    level: Level


class Trigger(Block):
    """What raises the alarm: any of those that are given."""

    severity: Level | None = None
    volume: Volume | None = None
    person: SomebodySeesIt | None = None

    @model_validator(mode="after")
    def _some(self) -> Trigger:
        if self.severity is None and self.volume is None and self.person is None:
            raise ValueError("a trigger needs at least one of severity, volume, person")
        return self


class Recall(Block):
    """People on call come in: after a delay of their own, for so long at most."""

    after: Distribution
    up_to: Duration = Field(gt=0)


class CrisisMode(Block):
    """What holds in crisis mode; what is left out stays as in normal mode."""

    authority: dict[Name, Level] = {}
    approval: Chains = {}
    handover: Distribution | None = None
    line: Line | None = None
    dedup: bool = False
    recall: Recall | None = None
    flex: bool = False
    overhead: Annotated[Share, Field(lt=1)] | None = None
    briefing_every: Annotated[Duration, Field(gt=0)] | None = None


class Modes(Block):
    """The switch between normal and crisis mode.

    `activation` is the time from the alarm to crisis mode. It ends at the first look, one every `exit.over`, at which
    fewer than `exit.cases` cases were detected since the look before.
    """

    trigger: Trigger
    activation: Distribution
    exit: Volume
    crisis: CrisisMode

    @model_validator(mode="after")
    def _hysteresis(self) -> Modes:
        volume = self.trigger.volume
        if volume is not None and self.exit.cases / self.exit.over > volume.cases / volume.over:
            raise ValueError(
                "the exit lies above the trigger's volume, so that the mode would switch to and fro; "
                "let exit ask for fewer cases an hour than trigger.volume"
            )
        return self


class Cadence(Block):
    """A short meeting that comes again and again and takes people away: a stand-up, a report to the board."""

    who: Annotated[list[Party], BeforeValidator(one_or_more), Field(min_length=1)]
    every: Duration = Field(gt=0)
    length: Duration = Field(gt=0)
    during: Literal["always", "crisis"] = "always"

    @model_validator(mode="after")
    def _gaps(self) -> Cadence:
        if self.length >= self.every:
            raise ValueError("'length' must be shorter than 'every': there would be no time between two of them")
        return self
