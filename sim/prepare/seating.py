"""Seats for the people at a table, from the roles of an organisation, and which seat does what."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sim.drill.definition import Seat
from sim.drill.role_words import speaks
from sim.fields import one_of, parse_party
from sim.organisation.organisation import Organisation, chain_of
from sim.organisation.steps import Step

MOST_SEATS: Final = 8
# Who is useful at a table and in no organisation's file; taken where an organisation has fewer roles than seats.
_SUPPORT: Final = (
    (
        "spokesperson",
        "Spokesperson",
        "You speak for the house in front of a camera. You say what is agreed, and no more.",
    ),
    (
        "legal-adviser",
        "Legal adviser",
        "You say what a sentence may cost in court, and offer a sentence that costs less.",
    ),
    ("operations", "Operations liaison", "You find out what really happened, and say how sure you are of it."),
    (
        "service",
        "Customer service liaison",
        "You tell the table what customers ask, and carry the answer back to them.",
    ),
    ("log", "Log keeper", "You write down what was decided, when, by whom and why."),
    ("management", "Management liaison", "You keep the executives informed, and off the backs of the others."),
    ("staff", "Staff liaison", "You tell the employees what is going on before they read it elsewhere."),
)
_NAME: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Cast:
    """The ids of the seats that do what; one seat may do several things.

    Attributes:
        lead: Decides about the crisis and approves.
        second: Stands in for the lead and is next in the chain; None at a table of one.
        desk: Answers on the channels.
        legal: Judges what a sentence may cost.
        executive: Answers for the house.
        relations: Speaks with newsrooms and authors of weight.
    """

    lead: str
    second: str | None
    desk: str
    legal: str
    executive: str
    relations: str


def seats_of(organisation: Organisation, count: int) -> list[Seat]:
    """Return 1 to 8 seats: who approves, who answers, legal, executives, whoever else there is, then support.

    Roles without a seat of their own are those of the lead or of the desk. The facilitator has no seat.

    Raises:
        ValueError: If the number is out of range.
    """
    if not 1 <= count <= MOST_SEATS:
        raise ValueError(f"{count} seats; a table has 1 to {MOST_SEATS}")
    ranked = _ranked(organisation)
    if count == 1:
        return [Seat(id="team", title="Communication team", roles=ranked, brief=_brief(organisation, ranked))]
    own, rest = ranked[:count], ranked[count:]
    at_desks = set(_desk_roles(organisation))
    held = {role: [role] for role in own}
    for role in rest:
        held[own[1] if role in at_desks and len(own) > 1 else own[0]].append(role)
    seats = [
        Seat(id=_id(role), title=_title(role), roles=held[role], brief=_brief(organisation, held[role])) for role in own
    ]
    taken = {seat.id for seat in seats}
    support = [Seat(id=name, title=title, brief=brief) for name, title, brief in _SUPPORT if name not in taken]
    return [*seats, *support[: count - len(seats)]]


def cast_of(organisation: Organisation, seats: list[Seat]) -> Cast:
    """Return which seat does what: by roles, else by the words of its title, else the first seat."""
    lead = _seat_for(seats, [lead_role(organisation)], ()) or seats[0].id
    others = [seat.id for seat in seats if seat.id != lead]
    desk = _seat_for(seats, list(_desk_roles(organisation)), ("social", "desk", "channel")) or [*others, lead][0]
    legal = _seat_for(seats, _like(organisation, "legal"), ("legal", "law"))
    executive = _seat_for(seats, _like(organisation, "executive", "centre"), ("executive", "director", "management"))
    relations = _seat_for(
        seats, _like(organisation, "relationship", "press", "communications"), ("press", "media", "spokes")
    )
    second = next((name for name in (legal, executive) if name in others), None)
    second = second or next((name for name in others if name != desk), None) or (others[0] if others else None)
    return Cast(lead, second, desk, legal or lead, executive or lead, relations or desk)


def lead_role(organisation: Organisation) -> str:
    """Return the role that approves an official position first, else the one with the highest authority."""
    step = first_step(organisation)
    if step is not None:
        return parse_party(step.parties[0])[0]
    authority = organisation.structure.authority
    roles = _roles(organisation)
    return max(roles, key=lambda role: (authority.get(role, -1), -roles.index(role)))


def first_step(organisation: Organisation, levels: tuple[int, ...] = (3, 4)) -> Step | None:
    """Return the first step that people review at the desk for positions, of the lowest level that has one."""
    structure = organisation.structure
    desk = structure.desks[organisation.positions_desk()]
    for level in levels:
        for step in chain_of(desk, structure, level):
            if step.parties:
                return step
    return None


def _ranked(organisation: Organisation) -> list[str]:
    """Return all roles, those that a table misses most first."""
    desk = next(iter(_desk_roles(organisation)), None)
    first = [lead_role(organisation), *([desk] if desk is not None else [])]
    wanted = [*first, *_like(organisation, "legal"), *_like(organisation, "executive", "centre"), *_roles(organisation)]
    return list(dict.fromkeys(wanted))


def _roles(organisation: Organisation) -> list[str]:
    return list(dict.fromkeys(entry.role for entry in organisation.resources.people))


def _like(organisation: Organisation, *words: str) -> list[str]:
    return [role for role in _roles(organisation) if any(word in role for word in words)]


def _desk_roles(organisation: Organisation) -> Iterator[str]:
    """Yield the roles of those who answer on channels, the one with most people first."""
    desks = organisation.structure.desks
    members = (party for name in organisation.home_desks() for party in desks[name].members)
    people = {person.name: person.role for party in members for person in organisation.members(party)}
    for role, _ in Counter(people.values()).most_common():
        yield role


def _seat_for(seats: list[Seat], roles: list[str], words: tuple[str, ...]) -> str | None:
    for role in roles:
        for seat in seats:
            if role in seat.roles:
                return seat.id
    return next((seat.id for seat in seats if any(word in seat.title.lower() for word in words)), None)


def _brief(organisation: Organisation, roles: list[str]) -> str:
    """Return who somebody is in this organisation, and what they may do."""
    authority = organisation.structure.authority
    alone = max((authority.get(role, -1) for role in roles), default=-1)
    may = f"publish alone what is of level L{alone} or below" if alone >= 0 else "publish nothing alone"
    asked = [f"L{level}" for level in range(5) if asks(organisation, roles, level)]
    approve = f" You are asked to approve drafts of level {one_of(asked).replace(' or ', ' and ')}." if asked else ""
    return f"{speaks(organisation, roles, desk=set(_desk_roles(organisation)))} You may {may}.{approve}"


def asks(organisation: Organisation, roles: list[str], level: int) -> bool:
    """Say whether one of some roles is asked to approve drafts of a level."""
    structure = organisation.structure
    chains = (chain_of(structure.desks[name], structure, level) for name in organisation.home_desks())
    return any(parse_party(party)[0] in roles for chain in chains for step in chain for party in step.parties)


def _id(role: str) -> str:
    return _NAME.sub("-", role.lower()).strip("-")


def _title(role: str) -> str:
    return role[:1].upper() + role[1:]
