"""Roles of an organisation in words that a player understands, as `the ten operators of the desk`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from sim.organisation.organisation import Organisation

_NUMBERS: Final = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
# Roles that name a field or a place, not a person: what one of them is called, and several.
_PERSONS: Final = {
    "legal": ("legal adviser", "legal advisers"),
    "product": ("product manager", "product managers"),
    "service": ("head of customer service", "heads of customer service"),
    "centre": ("head of the centre", "heads of the centre"),
    "hub": ("coordinator of the hub", "coordinators of the hub"),
    "head": ("head of communications", "heads of communications"),
    "lead": ("lead of the team", "leads of the team"),
    "chief": ("chief of communications", "chiefs of communications"),
    "junior": ("junior colleague", "junior colleagues"),
    "expert": ("subject expert", "subject experts"),
}


def speaks(organisation: Organisation, roles: Sequence[str], *, desk: Collection[str] = ()) -> str:
    """Return for whom a seat speaks, in one sentence or two; `desk` are the roles of those who answer on channels."""
    counts = {role: sum(person.role == role for person in organisation.people()) for role in roles}
    first, *others = roles
    if counts[first] == 1:
        said = f"You are the {person(first)}{_where(first, desk)}."
        also = "You also speak for"
    else:
        said, also, others = "", "You speak for", list(roles)
    if not others:
        return said
    named = [f"the {_many(role, counts[role])}{_where(role, desk)}" for role in others]
    return " ".join(filter(None, [said, f"{also} {_listed(named)}."]))


def person(role: str, count: int = 1) -> str:
    """Return what one person of a role is called, or several."""
    if role in _PERSONS:
        return _PERSONS[role][count != 1]
    if count == 1:
        return role
    if role.endswith("y") and role[-2:-1] not in set("aeiou"):
        return f"{role[:-1]}ies"
    return f"{role}es" if role.endswith(("s", "x", "ch", "sh")) else f"{role}s"


def _many(role: str, count: int) -> str:
    if count == 1:
        return person(role)
    return f"{_NUMBERS[count] if count < len(_NUMBERS) else count} {person(role, count)}"


def _where(role: str, desk: Collection[str]) -> str:
    return " of the desk" if role in desk and role not in _PERSONS else ""


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
