"""The validated organisation: people by name, members of a party, and what is wrong between its parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sim.errors import did_you_mean
from sim.fields import Block, Name, at_level, one_of, parse_party
from sim.organisation.people import People, Resources
from sim.organisation.steps import STAGES, Chains, Step
from sim.organisation.structure import Desk, Structure

Fault = tuple[str, str]


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

    def positions_desk(self) -> str:
        """Return the desk that writes positions: the one named, else the first."""
        return self.structure.positions or next(iter(self.structure.desks))


def authority_of(desk: Desk, structure: Structure, roles: tuple[str, ...]) -> int:
    """Return the highest level that people with these roles may publish alone at a desk; -1 for none."""
    table = {**structure.authority, **desk.authority}
    return max((table.get(role, -1) for role in roles), default=-1)


def chain_of(desk: Desk, structure: Structure, level: int) -> list[Step]:
    """Return the approval chain for a level at a desk; empty if there is none."""
    return at_level(desk.approval, level) or at_level(structure.approval, level) or []


def check_organisation(organisation: Organisation) -> list[Fault]:
    """Return what is wrong between the parts of an organisation, as (field path, message)."""
    checks = (_unknown_parties, _unknown_desks, _unknown_meetings, _chains, _levels, _escalations)
    return [fault for check in checks for fault in check(organisation)]


def _steps(organisation: Organisation) -> Iterator[tuple[str, str | None, int, int, Step]]:
    """Yield (path, desk or None, level, index, step) of every step of every chain."""
    structure = organisation.structure
    tables: list[tuple[str, str | None, Chains]] = [("structure.approval", None, structure.approval)]
    tables += [(f"structure.desks.{name}.approval", name, desk.approval) for name, desk in structure.desks.items()]
    for path, desk, chains in tables:
        for level, chain in chains.items():
            for index, step in enumerate(chain):
                yield f"{path}.L{level}[{index}]", desk, level, index, step


def _parties(organisation: Organisation) -> Iterator[tuple[str, str]]:
    for name, desk in organisation.structure.desks.items():
        for index, party in enumerate(desk.members):
            yield f"structure.desks.{name}.members[{index}]", party
    for path, _, _, _, step in _steps(organisation):
        if step.role is not None:
            yield f"{path}.role", step.role
        for kind, parties in (("any_of", step.any_of), ("all_of", step.all_of)):
            for index, party in enumerate(parties or []):
                yield f"{path}.{kind}[{index}]", party
        if step.deputy is not None:
            yield f"{path}.deputy", step.deputy
    for name, meeting in organisation.structure.meetings.items():
        for index, party in enumerate(meeting.participants):
            yield f"structure.meetings.{name}.participants[{index}]", party


def _unknown_parties(organisation: Organisation) -> Iterator[Fault]:
    roles = sorted({role for person in organisation.people() for role in person.roles})
    for path, party in _parties(organisation):
        role, first, last = parse_party(party)
        if role not in roles:
            yield path, f"nobody has the role '{role}'; the roles are {one_of(roles)}{did_you_mean(role, roles)}"
            continue
        held = len([person for person in organisation.people() if role in person.roles])
        if max(first, last) > held:
            yield path, f"'{party}' names people who do not exist: '{role}' is held by {held}"
    for index, role in ((i, r) for i, r in enumerate(organisation.structure.authority) if r not in roles):
        del index
        yield f"structure.authority.{role}", f"nobody has the role '{role}'; the roles are {one_of(roles)}"
    for name, desk in organisation.structure.desks.items():
        for role in desk.authority:
            if role not in roles:
                yield f"structure.desks.{name}.authority.{role}", f"nobody has the role '{role}'"


def _unknown_desks(organisation: Organisation) -> Iterator[Fault]:
    desks = list(organisation.structure.desks)
    named = organisation.structure.positions
    if named is not None and named not in desks:
        yield "structure.positions", f"no desk '{named}'; the desks are {one_of(desks)}{did_you_mean(named, desks)}"
    for stage in STAGES:
        work = getattr(organisation.structure.stages, stage)
        if work is not None and work.desk is not None and work.desk not in desks:
            yield f"structure.stages.{stage}.desk", f"no desk '{work.desk}'; the desks are {one_of(desks)}"
    taken: dict[str, str] = {}
    for name, desk in organisation.structure.desks.items():
        for channel in [desk.channels] if desk.channels == "all" else desk.channels:
            if channel in taken:
                yield f"structure.desks.{name}.channels", f"'{channel}' is taken by desk '{taken[channel]}' already"
            taken.setdefault(channel, name)


def _unknown_meetings(organisation: Organisation) -> Iterator[Fault]:
    meetings = list(organisation.structure.meetings)
    for path, _, _, _, step in _steps(organisation):
        if step.meeting is not None and step.meeting not in meetings:
            known = one_of(meetings) if meetings else "none"
            yield f"{path}.meeting", f"no meeting '{step.meeting}'; the meetings are {known}"


def _chains(organisation: Organisation) -> Iterator[Fault]:
    """Somebody in a chain must be allowed to publish every level that it serves: its own, and those up to the next."""
    structure = organisation.structure
    for path, desk, level, index, _ in _steps(organisation):
        owner = structure.desks[desk] if desk else next(iter(structure.desks.values()))
        chains = owner.approval if desk else structure.approval
        chain = chains[level]
        if index != len(chain) - 1 or any(s.meeting for s in chain) or not structure.authority:
            continue
        roles = tuple(parse_party(party)[0] for s in chain for party in s.parties)
        held, served = authority_of(owner, structure, roles), min((n for n in chains if n > level), default=5) - 1
        if held < served:
            lacking = f"L{level}" if held < level else f"L{served}, which it serves too"
            yield path.rsplit("[", 1)[0], f"nobody in this chain has authority for {lacking}; see structure.authority"


def _levels(organisation: Organisation) -> Iterator[Fault]:
    """Every level above what a desk's members may publish alone needs a chain."""
    structure = organisation.structure
    for name, desk in structure.desks.items():
        people = [person for party in desk.members for person in organisation.members(party)]
        if structure.stages.draft is None or not people:
            continue
        lowest = min(authority_of(desk, structure, person.roles) for person in people)
        missing = [level for level in range(max(lowest + 1, 1), 5) if not chain_of(desk, structure, level)]
        if missing:
            levels = ", ".join(f"L{level}" for level in missing)
            yield f"structure.desks.{name}", f"nobody at this desk may publish {levels} alone, and no chain approves it"


def _escalations(organisation: Organisation) -> Iterator[Fault]:
    structure = organisation.structure
    for path, desk, level, index, step in _steps(organisation):
        chain = (structure.desks[desk].approval if desk else structure.approval)[level]
        if step.on_timeout == "escalate" and index == len(chain) - 1:
            yield f"{path}.on_timeout", "'escalate' needs a step after this one; write consent or deputy, or add a step"
    on_call = any(entry.on_call for entry in organisation.resources.people)
    if on_call and organisation.resources.on_call is None:
        yield "resources", "people are on call, but 'on_call' does not say how they are paged"
