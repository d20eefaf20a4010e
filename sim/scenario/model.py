"""The validated scenario: where and when, channels, spread, facts, effects, cases; and what is wrong between them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from sim.clock import WallClock
from sim.distributions import Distribution
from sim.errors import did_you_mean
from sim.fields import Block, Duration, Level, Name, Positive, Share, one_of
from sim.spread.channel import Channel
from sim.spread.check import check_spread
from sim.spread.hawkes import Hawkes
from sim.spread.trace import Trace

Fault = tuple[str, str]


class Documented(Block):
    """Something that is on record about the real event; drawn beside the model's range, never fitted to."""

    title: str
    metric: Literal["first_statement", "peak_mentions", "other"] = "other"
    at: Duration | None = None
    source: str


class Fact(Block):
    """Something that happens or comes out, and that the organisation must take a position on."""

    name: Name
    topic: Name
    at: Duration
    known: Literal["operations", "detected"] = "detected"
    confirmed: Duration | None = None
    level: Level = 3
    cause: bool = False
    title: str = ""
    source: str = ""

    @model_validator(mode="after")
    def _ordered(self) -> Fact:
        if self.confirmed is not None and self.confirmed < self.at:
            raise ValueError("'confirmed' lies before 'at'")
        if self.level < 3:
            raise ValueError("the level of a fact is L3 or L4: it opens a position case")
        return self

    @property
    def confirmed_at(self) -> float:
        """When the fact is confirmed: at once where the file gives nothing."""
        return self.at if self.confirmed is None else self.confirmed


class FactRate(Block):
    """Facts that come out at random: Poisson with one per `every` during `during`."""

    every: Duration = Field(gt=0)
    during: Duration
    topic: Name
    known: Literal["operations", "detected"] = "detected"
    confirm_after: Distribution


class Effects(Block):
    """Factors on the children of a mention that an answer reaches (docs/model.md, equations 7 and 8)."""

    reply: Positive = Field(le=1)
    holding: Positive = Field(le=2)
    position: Positive = Field(le=2)
    apology: Positive = Field(le=2)
    legalistic: Positive = Field(le=2)
    contradiction: Positive = Field(ge=1, le=2)
    ramp: Duration
    lasts: Duration
    fades: Duration = Field(gt=0)

    @property
    def envelope(self) -> float:
        """The largest factor, at least 1."""
        return max(1.0, self.reply, self.holding, self.position, self.apology, self.legalistic, self.contradiction)


class Credibility(Block):
    """What a contradiction costs (equation 9)."""

    factor: Share
    half_life: Duration = Field(gt=0)
    backfire_lasts: Duration


class Kind(Block):
    """A kind of mention: its share, its levels, and whether it demands an answer whatever its reach."""

    share: Share
    levels: dict[Level, Share] = Field(min_length=1)
    demands: bool = False

    @model_validator(mode="after")
    def _whole(self) -> Kind:
        if abs(sum(self.levels.values()) - 1) > 1e-6:
            raise ValueError(f"the shares of the levels add up to {sum(self.levels.values()):g}, not to 1")
        return self


class Cases(Block):
    """How mentions become cases and how cases age."""

    quiet_after_answer: Duration
    patience: Distribution | Literal["endless"]
    drift_per_hour: Annotated[float, Field(ge=0)]
    drift_reach: Positive
    facts_needed: dict[Level, Share] = {}


def _start(value: object) -> str:
    WallClock.at(str(value), "UTC")
    return str(value)


def _timezone(value: object) -> str:
    import zoneinfo

    try:
        zoneinfo.ZoneInfo(str(value))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        near = did_you_mean(str(value), zoneinfo.available_timezones())
        raise ValueError(f"no time zone '{value}'; write one such as America/New_York or UTC{near}") from None
    return str(value)


class Scenario(Block):
    """A crisis as its file says it, over the shipped defaults; see docs/model.md, sections 2 to 6."""

    tocsin: Literal[1]
    name: Name
    title: str = ""
    caveat: str = ""
    story: str = ""
    sources: list[str] = []
    start: Annotated[str, BeforeValidator(_start)]
    timezone: Annotated[str, BeforeValidator(_timezone)]
    resolution: Literal["minute", "hour"] = "minute"
    horizon: Duration = Field(gt=0)
    drain: Duration
    main_topic: Name
    documented: list[Documented] = []
    channels: dict[Name, Channel] = Field(min_length=1)
    spread: Annotated[Hawkes | Trace, Field(discriminator="kind")]
    facts: list[Fact] = []
    fact_rate: FactRate | None = None
    effects: Effects
    credibility: Credibility
    kinds: dict[Name, Kind] = Field(min_length=1)
    cases: Cases

    @property
    def clock(self) -> WallClock:
        """The wall clock of the scenario's start."""
        return WallClock.at(self.start, self.timezone)

    @property
    def envelope(self) -> float:
        """The factor by which the generated cascade exceeds the potential one; 1 for a trace."""
        return 1.0 if isinstance(self.spread, Trace) else self.effects.envelope

    @property
    def end(self) -> float:
        """End of the run in minutes: horizon + drain."""
        return self.horizon + self.drain


def check_scenario(scenario: Scenario) -> list[Fault]:
    """Return what is wrong between the parts of a scenario, as (field path, message)."""
    faults = list(_kinds(scenario)) + list(_facts(scenario)) + list(_durations(scenario))
    shares = {name: kind.share for name, kind in scenario.kinds.items()}
    return faults + check_spread(
        spread=scenario.spread, channels=scenario.channels, kind_shares=shares, envelope=scenario.envelope
    )


def _kinds(scenario: Scenario) -> Iterator[Fault]:
    total = sum(kind.share for kind in scenario.kinds.values())
    if abs(total - 1) > 1e-6:
        yield "kinds", f"the shares of the kinds add up to {total:g}, not to 1"
    for name, channel in scenario.channels.items():
        for kind in channel.kinds or {}:
            if kind not in scenario.kinds:
                near = did_you_mean(kind, scenario.kinds)
                yield (
                    f"channels.{name}.kinds.{kind}",
                    f"no kind '{kind}'; the kinds are {one_of(list(scenario.kinds))}{near}",
                )
    if "position" in scenario.kinds:
        yield "kinds.position", "'position' is the kind of cases that facts open; choose another name"
    if "duplicate" in scenario.kinds:
        yield "kinds.duplicate", "'duplicate' is the kind of cases that are opened twice; choose another name"


def _facts(scenario: Scenario) -> Iterator[Fault]:
    names = [fact.name for fact in scenario.facts]
    for index, name in enumerate(names):
        if name in names[:index]:
            yield f"facts[{index}].name", f"there is a fact '{name}' already"
    for index, fact in enumerate(scenario.facts):
        if fact.at > scenario.horizon:
            yield f"facts[{index}].at", "lies after the horizon"
    if isinstance(scenario.spread, Hawkes):
        for index, shock in enumerate(scenario.spread.reignitions):
            if shock.ends_with not in names:
                known = one_of(names) if names else "none"
                yield f"spread.reignitions[{index}].ends_with", f"no fact '{shock.ends_with}'; the facts are {known}"


def _durations(scenario: Scenario) -> Iterator[Fault]:
    if scenario.end > 400 * 1440:
        yield "horizon", "horizon and drain together are longer than 400 days"
