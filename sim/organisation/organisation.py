"""The validated organisation: people by name, members of a party, authority and chains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sim.fields import Block, Name, at_level, parse_party
from sim.organisation.people import People, Resources
from sim.organisation.steps import Step
from sim.organisation.structure import Desk, Structure


@dataclass(frozen=True)
class Person:
    """One post: `role 1`, its entry in the file, and all roles that it holds."""

    name: str
    role: str
    ordinal: int
    entry: People

    @property
    def roles(self) -> tuple[str, ...]:
        """The person's own role and those of `also`."""
        return (self.role, *self.entry.also)


class Organisation(Block):
    """An organisation as its file says it; see docs/model.md, sections 4 to 6."""

    tocsin: Literal[1]
    name: Name
    title: str = ""
    idea: str = ""
    source: str | list[str] = ""
    structure: Structure
    resources: Resources

    def people(self) -> list[Person]:
        """Return all posts in the order of the file."""
        found: list[Person] = []
        counts: dict[str, int] = {}
        for entry in self.resources.people:
            for _ in range(entry.count):
                counts[entry.role] = counts.get(entry.role, 0) + 1
                ordinal = counts[entry.role]
                found.append(Person(f"{entry.role} {ordinal}", entry.role, ordinal, entry))
        return found

    def members(self, party: str) -> list[Person]:
        """Return the people that a party such as `head` or `officer 1-3` names, in the order of the file.

        `role 2` is the second of those who hold the role, by their own role or by `also`.
        """
        role, first, last = parse_party(party)
        holders = [person for person in self.people() if role in person.roles]
        return holders[first - 1 : last or None]

    def desk_of(self, channel: str) -> str | None:
        """Return the desk that takes a channel: the one that lists it, else the one that takes all."""
        for name, desk in self.structure.desks.items():
            if desk.channels != "all" and channel in desk.channels:
                return name
        return next((name for name, desk in self.structure.desks.items() if desk.channels == "all"), None)

    def home_desks(self) -> list[str]:
        """Return the desks that cases are at home at, in the order of the file; others do stages for them."""
        desks = self.structure.desks.items()
        return [name for name, desk in desks if desk.channels or desk.kinds or name == self.positions_desk()]

    def positions_desk(self) -> str:
        """Return the desk that writes positions: the one named, else the first."""
        return self.structure.positions or next(iter(self.structure.desks))


def authority_of(desk: Desk, structure: Structure, roles: tuple[str, ...], *, crisis: bool = False) -> int:
    """Return the highest level that people with these roles may publish alone at a desk; -1 for none."""
    table = {**structure.authority, **desk.authority}
    if crisis and structure.modes is not None:
        table |= structure.modes.crisis.authority
    return max((table.get(role, -1) for role in roles), default=-1)


def chain_of(desk: Desk, structure: Structure, level: int, *, crisis: bool = False) -> list[Step]:
    """Return the approval chain for a level at a desk; empty if there is none."""
    own = at_level(desk.approval, level) or at_level(structure.approval, level) or []
    if crisis and structure.modes is not None:
        return at_level(structure.modes.crisis.approval, level) or own
    return own
