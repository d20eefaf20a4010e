"""How an organisation conducts itself: what it watches, how it tells its line, and how good its judgement is.

docs/model.md, sections 4 to 6 and 9.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from sim.distributions import Distribution
from sim.fields import Block, Duration, Level, Name, Share


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


class Briefings(Block):
    """Briefings keep up the alignment of who is not reviewed: `unbriefed` holds from a new fact to the next one."""

    every: Duration = Field(gt=0)
    unbriefed: Share


class Judging(Block):
    """How often the severity of a case is judged too low, from `from_level` on (the stage `judge`)."""

    error: Share
    from_level: Level = 2

    @model_validator(mode="after")
    def _grave(self) -> Judging:
        if self.from_level < 2:
            raise ValueError("only cases of L2 and above are judged; write L2, L3 or L4")
        return self


class Employees(Block):
    """What other employees do with the cases that reach them first.

    `share` of the cases reach them; `answers` and `keeps` are shares of these, and the others are passed on. Coaching
    (0 to 1) has that part of who would answer or keep a case pass it on instead.
    """

    share: Share
    answers: Share
    keeps: Share
    delay: Distribution
    alignment: Share
    coached: Share = 0.0

    @model_validator(mode="after")
    def _whole(self) -> Employees:
        if self.answers + self.keeps > 1:
            raise ValueError("'answers' and 'keeps' are shares of the same cases; together they exceed 1")
        return self


class ReplyQuality(Block):
    """How much of its effect a reply has: `novice` from who is new, `without_facts` where a fact was lacking."""

    novice: Share
    without_facts: Share


class RootCause(Block):
    """Who may order that the cause of a crisis be mended, and how long the mending takes."""

    ordered_by: Name
    takes: Distribution
