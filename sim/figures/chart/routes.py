"""The way of a case from its desk to publication, level by level, and the questions that a board asks first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from sim.distributions import AnyDistribution
from sim.fields import at_level
from sim.figures.chart.people import (
    LEVELS,
    authority,
    capital,
    clock,
    desks_of,
    listed,
    percent,
    spaced,
    there_at,
    typical,
    weekdays,
)
from sim.organisation.organisation import Organisation, Person, chain_of
from sim.organisation.steps import Step
from sim.units import format_duration

Kind = Literal["desk", "review", "meeting", "alone", "published"]
_SUNDAY, _NIGHT = 6, 180
_SEVERAL: Final = 3


@dataclass(frozen=True)
class Node:
    """One station of a route; `sent` is how long a hand-over to it takes, if there is one."""

    kind: Kind
    title: str
    detail: str = ""
    sent: str = ""


Route = tuple[Node, ...]


@dataclass(frozen=True)
class Question:
    """What a board asks, the answer in a few words, and what else is to be said about it."""

    question: str
    short: str
    answer: str
    more: str = ""
    in_crisis: str = ""


def routes(organisation: Organisation, level: int, *, crisis: bool = False) -> tuple[Route, ...]:
    """Return the ways to publication of cases of a level, desks with the same way together.

    Desks whose ways differ in nothing but the person of a role who approves have `own head` in common.
    """
    ways: dict[tuple[str, Route], list[tuple[str, list[str], Route]]] = {}
    for name in _case_desks(organisation):
        for who, roles, way in _ways(organisation, name, level, crisis=crisis):
            ways.setdefault((who, tuple(map(_anyone, way))), []).append((name, roles, way))
    found = []
    for (who, common), owners in ways.items():
        way = owners[0][2] if len({own for _, _, own in owners}) == 1 else common
        found.append((_start(organisation, who, [(name, roles) for name, roles, _ in owners]), *way))
    return tuple(found)


def changed_routes(organisation: Organisation, level: int) -> tuple[Route, ...]:
    """Return the routes that crisis mode makes others; faster hand-overs alone make none."""
    known = {_untimed(route) for route in routes(organisation, level)}
    return tuple(way for way in routes(organisation, level, crisis=True) if _untimed(way) not in known)


def _untimed(route: Route) -> Route:
    return tuple(replace(node, sent="") for node in route)


def _anyone(node: Node) -> Node:
    """Return a review by `head 2` as one by the desk's own head."""
    role = re.fullmatch(r"(.+?) \d+", node.title)
    return replace(node, title=f"own {role.group(1)}") if role and node.kind == "review" else node


def _case_desks(organisation: Organisation) -> list[str]:
    """Return the desks that have cases of their own; others only do stages of theirs."""
    desks = organisation.structure.desks.items()
    return [n for n, desk in desks if desk.channels or desk.kinds or n == organisation.positions_desk()]


def _start(organisation: Organisation, who: str, owners: list[tuple[str, list[str]]]) -> Node:
    names = [spaced(name) for name, _ in owners]
    roles = list(dict.fromkeys(role for _, own in owners for role in own))
    detail = who or (listed(roles) if len(names) == 1 and len(roles) < _SEVERAL else "")
    if 1 < len(names) == len(_case_desks(organisation)):
        return Node("desk", "both desks" if len(names) == 2 else f"all {len(names)} desks", detail)
    return Node("desk", listed(names), detail)


def _ways(
    organisation: Organisation, name: str, level: int, *, crisis: bool
) -> Iterator[tuple[str, list[str], Route]]:
    """Yield (who where not everybody, roles, way) of a desk: alone, with a prepared answer, and through approval."""
    structure = organisation.structure
    desk = structure.desks[name]
    before, author_desk = _before(organisation, name)
    people = [p for party in structure.desks[author_desk].members for p in organisation.members(party)]
    free = [p for p in people if authority(organisation, desk, p.roles, crisis=crisis) >= level]
    bound = [p for p in people if p not in free]
    chain = _chain(organisation, name, level, crisis=crisis)
    steps = tuple(_station(organisation, step, crisis=crisis) for step in chain)
    by = structure.stages.publish.desk if structure.stages.publish else None
    end = f"by {spaced(by)}" if by not in (None, name) else ""
    if free:
        who = _roles(free) if bound else []
        yield listed(who), _roles(free), (*before, Node("alone", "publishes alone", end))
    prepared = structure.templates
    if bound and prepared and level <= prepared.alone_up_to and (at_level(prepared.coverage, level) or 0) > 0:
        share = percent(at_level(prepared.coverage, level) or 0)
        yield f"prepared answer ({share})", _roles(bound), (*before, Node("alone", "publishes alone", end))
        yield "any other answer", _roles(bound), (*before, *steps, _published(chain, end))
    elif bound:
        yield listed(_roles(bound)) if free else "", _roles(bound), (*before, *steps, _published(chain, end))


def _published(chain: list[Step], end: str) -> Node:
    return Node("published", "published", end) if chain else Node("alone", "publishes alone", end)


def _roles(people: list[Person]) -> list[str]:
    return list(dict.fromkeys(spaced(person.role) for person in people))


def _before(organisation: Organisation, name: str) -> tuple[Route, str]:
    """Return the other desks that a draft comes from, and the desk at which it is written."""
    stages, at, found = organisation.structure.stages, name, []
    for word, work in (("triage", stages.triage), ("analysis", stages.analyse), ("drafting", stages.draft)):
        if work is None:
            continue
        own = work.desk or name
        if own != at:
            found.append(Node("desk", spaced(own), word, typical(work.handover) if work.handover else ""))
        at = own
    return tuple(found), at


def _chain(organisation: Organisation, name: str, level: int, *, crisis: bool) -> list[Step]:
    structure = organisation.structure
    if crisis and structure.modes is not None:
        special = at_level(structure.modes.crisis.approval, level)
        if special:
            return special
    return chain_of(structure.desks[name], structure, level)


def _station(organisation: Organisation, step: Step, *, crisis: bool) -> Node:
    sent = _sent(organisation, step, crisis=crisis)
    if step.meeting is not None:
        meeting = organisation.structure.meetings[step.meeting]
        times = ", ".join(clock(minute) for minute in meeting.at)
        return Node("meeting", spaced(step.meeting), f"{weekdays(meeting.days)} {times}", sent)
    who = listed(map(spaced, step.parties), "or" if step.any_of else "and")
    detail = typical(step.review) if step.review is not None else ""
    if step.timeout is not None:
        then = {"consent": "agreed", "escalate": "left out", "deputy": f"to {spaced(step.deputy or '')}"}
        detail += f"; after {format_duration(step.timeout)} {then[step.on_timeout or 'consent']}"
    return Node("review", who, detail, sent)


def _sent(organisation: Organisation, step: Step, *, crisis: bool) -> str:
    law: AnyDistribution | Literal["none"] | None = step.handover or organisation.structure.handover
    if law is None or law == "none":
        return ""
    modes = organisation.structure.modes
    if crisis and modes is not None and modes.crisis.handover is not None:
        law = modes.crisis.handover
    return typical(law)


def questions(organisation: Organisation) -> tuple[Question, Question, Question]:
    """Return who answers a tweet alone, who approves an official position, and who is there on a Sunday night."""
    return _tweet(organisation), _position(organisation), _night(organisation)


def _tweet(organisation: Organisation) -> Question:
    desk = organisation.desk_of("x") or next(iter(organisation.structure.desks))
    normal, crisis = (_alone_at(organisation, desk, crisis=mode) for mode in (False, True))
    who = f"desk {capital(spaced(desk))}"
    return Question(
        "Who may answer a tweet alone?", "Answers a tweet alone", normal[0], f"{who}; {normal[1]}",
        "" if crisis == normal else f"{crisis[0]}; {crisis[1]}",
    )  # fmt: skip


def _alone_at(organisation: Organisation, desk: str, *, crisis: bool) -> tuple[str, str]:
    """Return who at a desk publishes a reply alone, and what follows from it."""
    ways = list(_ways(organisation, desk, 1, crisis=crisis))
    alone = [(who, roles) for who, roles, way in ways if way[-1].kind == "alone"]
    gate = next((listed(node.title for node in way if node.kind in ("review", "meeting")) for _, _, way in ways
                 if way[-1].kind == "published"), "")  # fmt: skip
    if not alone:
        return "Nobody", f"{gate} must approve every reply"
    prepared = [who for who, _ in alone if who.startswith("prepared")]
    roles = listed(role for who, own in alone if who not in prepared for role in own)
    if not roles:
        return f"{listed(alone[0][1])}, prepared answers only", f"any other reply: {gate}"
    reach = max(
        level for level in range(1, 5)
        if any(way[-1].kind == "alone" for _, _, way in _ways(organisation, desk, level, crisis=crisis))
    )  # fmt: skip
    return roles, f"up to L{reach} {LEVELS[reach]}" + (f"; else {gate}" if gate else "")


def _position(organisation: Organisation) -> Question:
    desk = organisation.positions_desk()
    normal, crisis = (_approvers(organisation, desk, crisis=mode) for mode in (False, True))
    return Question(
        "Who must approve an official position?",
        "Approves an official position",
        normal[0],
        "; ".join(filter(None, [normal[1], f"written at desk {capital(spaced(desk))}"])),
        "" if crisis == normal else "; ".join(filter(None, crisis)),
    )


def _approvers(organisation: Organisation, desk: str, *, crisis: bool) -> tuple[str, str]:
    """Return who approves a position at a desk, one after the other, and who needs no approval."""
    ways = list(_ways(organisation, desk, 3, crisis=crisis))
    alone = listed(role for _, roles, way in ways if way[-1].kind == "alone" for role in roles)
    for _, _, way in ways:
        steps = [node.title for node in way if node.kind in ("review", "meeting")]
        if steps:
            return " → ".join(steps), f"{alone}: alone" if alone else ""
    return "Nobody", f"{alone}: alone"


def _night(organisation: Organisation) -> Question:
    people = organisation.people()
    there = [person for person in people if there_at(person, _SUNDAY, _NIGHT)]
    at_desks = [person for person in there if desks_of(organisation, person)]
    count: dict[str, int] = {}
    for person in there:
        count[spaced(person.role)] = count.get(spaced(person.role), 0) + 1
    paged = listed(spaced(p.role) for p in people if p.entry.on_call and p not in there)
    answer = listed(f"{number} × {role}" for role, number in count.items()) or "Nobody"
    more = f"on call: {paged}" if paged else "nobody is on call"
    if there and not at_desks:
        more = f"no desk is staffed; {more}"
    return Question("Who is there on a Sunday at 03:00?", "There on a Sunday at 03:00", answer, more)
