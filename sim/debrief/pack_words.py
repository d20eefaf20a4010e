"""Triggers, effects and times of a drill in words for a facilitator."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from sim.drill.definition import Decision, Definition, Inject, Opens
from sim.drill.drill import Drill
from sim.drill.effects import (
    Away,
    CallIn,
    Contradiction,
    Crisis,
    Effect,
    MentionsFromOutside,
    NewFact,
    OfficialStatement,
    OtherChain,
    Outage,
    Overtime,
)
from sim.units import format_duration

NONE: Final = "–"
_ON: Final = {
    "alarm": "when the organisation's own alarm would go off",
    "draft": "when a draft is ready",
    "step": "when a draft reaches its approver",
    "exit": "when crisis mode would end",
    "reach": "when an author of large reach speaks",
}


def moment(drill: Drill, minute: float) -> str:
    """Return a minute of the scenario as local time with its minute of the drill: `10:22 (+22)`."""
    local = drill.scenario.clock.local(minute)
    day = f"{local:%a} " if drill.definition.length > 720 else ""
    return f"{day}{local:%H:%M} ({minute - drill.definition.begins:+.0f})"


def by_hand(inject: Inject) -> bool:
    """Say whether an inject is released by hand only."""
    return inject.held or inject.event_type == "contingency" or inject.trigger == "manual"


def in_order(injects: Iterable[Inject]) -> list[Inject]:
    """Return injects as they come: by time, then those that wait for something, then those released by hand."""
    return sorted(injects, key=lambda one: (by_hand(one), one.at is None, one.at or 0.0))


def recipients(inject: Inject) -> str:
    """Return whom an inject is for."""
    return ", ".join("everybody at the table" if to.strip().casefold() == "all" else to for to in inject.to)


def inject_time(drill: Drill, inject: Inject) -> str:
    """Return when an inject comes: its time, its condition, what it follows, or that it is released by hand."""
    if by_hand(inject):
        return "by hand"
    if inject.at is not None:
        return moment(drill, inject.at)
    if inject.when is not None:
        return f"when {inject.when}"
    assert inject.after is not None, inject.id
    return f"after {inject.after.words}" + (f", {format_duration(inject.delay)} later" if inject.delay else "")


def opens(drill: Drill, decision: Decision) -> str:
    """Return when a decision is put to the players."""
    return "; or ".join(_ways(drill, decision.opens))


def _ways(drill: Drill, one: Opens) -> Iterable[str]:
    if one.on is not None:
        about = f" (level {levels(one.levels)}{_OF_CASES[one.cases]})" if one.on in {"draft", "step"} else ""
        yield _ON[one.on] + about + (f", from {one.above:,.0f} people" if one.on == "reach" else "")
    if one.at is not None:
        yield f"at {moment(drill, one.at)}"
    if one.when is not None:
        yield f"when {one.when}"
    if one.after is not None:
        yield f"after {one.after.words}"
    if one.after_inject is not None:
        yield f"after inject {one.after_inject}"


_OF_CASES: Final = {"any": "", "public": ", answers to the public", "position": ", positions of the house"}


def levels(numbers: Iterable[int]) -> str:
    """Return levels as the files write them."""
    return ", ".join(f"L{number}" for number in numbers)


def effects(found: Iterable[Effect]) -> str:
    """Return what an inject or an option does to the model, one effect a line; a dash for nothing."""
    return "\n".join(_effect(one) for one in found) or NONE


def _effect(one: Effect) -> str:
    (what,) = one.said()
    text = _WORDS[what](getattr(one, what))
    return f"{text}, after {format_duration(one.after)}" if one.after else text


def _mentions(one: MentionsFromOutside) -> str:
    posts = "1 post" if one.count == 1 else f"{one.count:,} posts"
    over = f" over {format_duration(one.over)}" if one.over else ""
    kind = f" ({one.kind})" if one.kind else ""
    reach = f", seen by {one.reach:,.0f} people" if one.reach else ""
    return f"{posts}{kind} on {one.channel}{over}{reach}, and what they set off"


def _fact(one: NewFact) -> str:
    return f"a fact comes out on which the house must take a position (L{one.level}): {one.name}"


def _away(one: Away) -> str:
    return f"away for {format_duration(one.lasts)}: {', '.join([*one.roles, *one.persons])}"


def _chain(one: OtherChain) -> str:
    change = "as it was"
    if one.without is not None:
        change = f"without {one.without}"
    elif one.like is not None:
        change = f"as for L{one.like}"
    elif one.none:
        change = "nobody is asked"
    return f"approval of {levels(one.levels)}: {change}"


def _crisis(one: Crisis) -> str:
    when = "crisis mode at once" if one.at_once else "crisis mode after the usual activation"
    return when + (", everybody where they are" if one.apart else "")


def _call_in(one: CallIn) -> str:
    who = "all who are on call" if one.count is None else f"{one.count} of those on call"
    return f"{who} come in for {format_duration(one.lasts)}"


def _outage(one: Outage) -> str:
    return f"nothing can be published on {one.channel} for {format_duration(one.lasts)}"


def _overtime(one: Overtime) -> str:
    return f"who is on duty stays {format_duration(one.lasts)} longer"


def _statement(one: OfficialStatement) -> str:
    return f"an official statement is out ({one.kind})"


def _contradiction(one: Contradiction) -> str:
    return f"something against the line is said on {one.channel}"


_WORDS: Final[dict[str, Callable[[Any], str]]] = {
    "mentions": _mentions,
    "fact": _fact,
    "absence": _away,
    "outage": _outage,
    "chain": _chain,
    "crisis": _crisis,
    "end_crisis": lambda _: "back to normal mode",
    "call_in": _call_in,
    "overtime": _overtime,
    "statement": _statement,
    "contradiction": _contradiction,
    "correct": lambda _: "what was said against the line is put right",
    "answer": lambda _: "the author gets an answer",
}


def seat_title(definition: Definition, name: str | None) -> str:
    """Return the title of a seat; a dash where there is none."""
    seat = definition.seat(name) if name is not None else None
    return seat.title if seat is not None else NONE
