"""What an inject or the option of a decision does to the model, in the words of a drill's file.

Each effect becomes one command of `sim.response.commands`; docs/model.md, section 10, says what those do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, Literal

from pydantic import Field, model_validator

from sim.fields import Block, Count, Duration, Level, Name, Positive
from sim.response import commands
from sim.response.commands import Command
from sim.spread.hawkes import LARGEST_SHOCK, Shock


class MentionsFromOutside(Block):
    """Mentions that somebody adds, with all that they set off."""

    count: Count = Field(gt=0, le=LARGEST_SHOCK)
    channel: Name
    topic: Name | None = None
    over: Duration = 0.0
    reach: Positive | None = None
    kind: Name | None = None


class NewFact(Block):
    """Something that happens or comes out, on which the organisation must take a position."""

    name: Name
    topic: Name | None = None
    known: Literal["operations", "detected"] = "operations"
    confirmed_after: Duration = 0.0
    level: Level = 3
    cause: bool = False


class Away(Block):
    """People who are not there for a while: whole roles, or single posts (`officer 2`)."""

    roles: list[Name] = []
    persons: list[Name] = []
    lasts: Duration = Field(gt=0)

    @model_validator(mode="after")
    def _somebody(self) -> Away:
        if not self.roles and not self.persons:
            raise ValueError("names nobody; list roles or persons")
        return self


class Outage(Block):
    """A channel on which the organisation cannot publish for a while."""

    channel: Name
    lasts: Duration = Field(gt=0)


class OtherChain(Block):
    """Another approval for drafts of these levels, from now on: one of the four."""

    levels: list[Level] = Field(min_length=1)
    without: Name | None = None
    like: Level | None = None
    none: bool = False
    restore: bool = False

    @model_validator(mode="after")
    def _one(self) -> OtherChain:
        said = [self.without is not None, self.like is not None, self.none, self.restore]
        if sum(said) != 1:
            raise ValueError("says not one thing; give one of without, like, none, restore")
        return self


class Crisis(Block):
    """Crisis mode: at once, or after the organisation's own activation; `apart`: without one room and one system."""

    at_once: bool = True
    apart: bool = False


class Nothing(Block):
    """An effect without particulars."""


class CallIn(Block):
    """People on call who are called in: so many, or all."""

    count: Count | None = Field(default=None, gt=0)
    lasts: Duration = Field(gt=0)


class Overtime(Block):
    """People on duty who stay longer than their shift."""

    lasts: Duration = Field(gt=0)


class OfficialStatement(Block):
    """A statement that the organisation publishes outside of any case."""

    kind: Literal["holding", "position", "apology", "legalistic"]
    topic: Name | None = None


class Contradiction(Block):
    """A publication that contradicts the agreed line."""

    channel: Name
    topic: Name | None = None


class Correction(Block):
    """A correction of what contradicted the agreed line."""

    topic: Name | None = None


class Effect(Block):
    """One effect: one field of these, and how long after its cause it happens."""

    mentions: MentionsFromOutside | None = None
    fact: NewFact | None = None
    absence: Away | None = None
    outage: Outage | None = None
    chain: OtherChain | None = None
    crisis: Crisis | None = None
    end_crisis: Nothing | None = None
    call_in: CallIn | None = None
    overtime: Overtime | None = None
    statement: OfficialStatement | None = None
    contradiction: Contradiction | None = None
    correct: Correction | None = None
    answer: Nothing | None = None
    after: Duration = 0.0

    @model_validator(mode="after")
    def _one(self) -> Effect:
        if len(self.said()) != 1:
            raise ValueError(f"says {len(self.said())} things; an effect is one of {', '.join(_MADE)}")
        return self

    def said(self) -> list[str]:
        """Return the names of the fields that are given, `after` left out."""
        return [name for name in type(self).model_fields if name != "after" and getattr(self, name) is not None]

    def command(self, name: str, *, topic: str, case: int) -> Command:
        """Return the command of this effect.

        Args:
            name: Of the mentions or of whatever else needs a name of its own; unique in the drill.
            topic: The scenario's main topic, for effects that name none.
            case: The case that the cause is about, -1 for none.
        """
        (what,) = self.said()
        return _MADE[what](getattr(self, what), name, topic, case)


def _mentions(one: MentionsFromOutside, name: str, topic: str, _case: int) -> Command:
    shock = Shock(
        name=name,
        at=0.0,
        over=one.over,
        channel=one.channel,
        topic=one.topic or topic,
        count=one.count,
        reach=one.reach,
        kind=one.kind,
    )
    return commands.AddMentions(shock)


def _fact(one: NewFact, _name: str, topic: str, _case: int) -> Command:
    return commands.AddFact(
        name=one.name,
        topic=one.topic or topic,
        known=one.known,
        confirmed_after=one.confirmed_after,
        level=one.level,
        cause=one.cause,
    )


def _chain(one: OtherChain, _name: str, _topic: str, _case: int) -> Command:
    return commands.ChangeChain(
        tuple(one.levels), without=one.without, like=one.like, none=one.none, restore=one.restore
    )


# Each function takes the block that its name stands for.
_MADE: Final[dict[str, Callable[[Any, str, str, int], Command]]] = {
    "mentions": _mentions,
    "fact": _fact,
    "absence": lambda one, _n, _t, _c: commands.Absence(tuple(one.roles), tuple(one.persons), one.lasts),
    "outage": lambda one, _n, _t, _c: commands.CloseChannel(one.channel, one.lasts),
    "chain": _chain,
    "crisis": lambda one, _n, _t, _c: commands.CallCrisis(at_once=one.at_once, apart=one.apart),
    "end_crisis": lambda _o, _n, _t, _c: commands.EndCrisis(),
    "call_in": lambda one, _n, _t, _c: commands.CallIn(one.count, one.lasts),
    "overtime": lambda one, _n, _t, _c: commands.Overtime(one.lasts),
    "statement": lambda one, _n, topic, _c: commands.State(one.topic or topic, one.kind),
    "contradiction": lambda one, _n, topic, _c: commands.Contradict(one.topic or topic, one.channel),
    "correct": lambda one, _n, topic, _c: commands.Correct(one.topic or topic),
    "answer": lambda _o, _n, _t, case: commands.Answer(case),
}


def in_words(effect: Effect) -> str:
    """Return one effect in words for a facilitator."""
    return " ".join(_words(effect))


def _words(effect: Effect) -> Iterator[str]:
    (what,) = effect.said()
    one = getattr(effect, what)
    yield what.replace("_", " ")
    given = one.model_dump(exclude_defaults=True, exclude_none=True, mode="json")
    if given:
        yield ", ".join(f"{name} {_told(value)}" for name, value in given.items())
    if effect.after:
        yield f"after {effect.after:g} min"


def _told(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(_told, value))
    return f"{value:,g}" if isinstance(value, float) and value < 1e6 else str(value)
