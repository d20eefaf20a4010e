"""Posts of an organisation: what they count, cost and cover in a week, and which of them may be more or fewer."""

from __future__ import annotations

from collections.abc import Iterator

from sim.fields import parse_party
from sim.organisation.calendars import SHIFTS, ranges
from sim.organisation.organisation import Organisation, Person
from sim.organisation.steps import Step

_WEEK = 7 * 1440


def weekly_hours(person: Person) -> float:
    """Return a person's calendar hours in a week without holidays; ranges that overlap count once."""
    spans: list[tuple[int, int]] = []
    for duty in ranges(person.entry.calendar, person.ordinal):
        for day in duty.days:
            start, end = 1440 * day + duty.start, 1440 * day + duty.end
            # What runs past Sunday belongs to the beginning of the same week.
            spans += [(start, min(end, _WEEK)), (0, end - _WEEK)]
    covered, reached = 0, 0
    for start, end in sorted(spans):
        covered += max(0, end - max(start, reached))
        reached = max(reached, end)
    return covered / 60


def headcount(organisation: Organisation) -> float:
    """Return the posts of an organisation, each weighted by its attention."""
    return sum(person.entry.attention for person in organisation.people())


def weekly_pay(person: Person) -> float:
    """Return what a person's calendar hours cost in a week."""
    return weekly_hours(person) * person.entry.attention * person.entry.wage


def weekly_cost(organisation: Organisation) -> float:
    """Return what the calendar hours of all people cost in a week."""
    return sum(weekly_pay(person) for person in organisation.people())


def desk_hours(organisation: Organisation) -> float:
    """Return the calendar hours in a week of everybody who works at a desk, weighted by attention."""
    there = at_desks(organisation)
    return sum(weekly_hours(p) * p.entry.attention for p in organisation.people() if p.name in there)


def mean_of(organisation: Organisation, place: int, *, pay: bool) -> float:
    """Return what one more person of an entry of the file counts, or costs in a week: shifts take turns."""
    entry = organisation.resources.people[place]
    if not pay:
        return entry.attention
    own = entries_by_name(organisation)
    paid = [weekly_pay(person) for person in organisation.people() if own[person.name] == place]
    return sum(paid) / len(paid)


def at_desks(organisation: Organisation) -> set[str]:
    """Return the names of the people who work at a desk."""
    parties = (party for desk in organisation.structure.desks.values() for party in desk.members)
    return {person.name for party in parties for person in organisation.members(party)}


def _steps(organisation: Organisation) -> Iterator[Step]:
    structure = organisation.structure
    tables = [structure.approval, *(desk.approval for desk in structure.desks.values())]
    if structure.modes is not None:
        tables.append(structure.modes.crisis.approval)
    for chains in tables:
        for chain in chains.values():
            yield from chain


def _deciding(organisation: Organisation) -> Iterator[str]:
    """Yield every party that reviews, stands in for a reviewer, or sits in a meeting that decides."""
    for step in _steps(organisation):
        yield from step.parties
        if step.deputy is not None:
            yield step.deputy
        if step.meeting is not None:
            yield from organisation.structure.meetings[step.meeting].participants


def approvers(organisation: Organisation) -> set[str]:
    """Return the names of the people who approve what others draft."""
    return {person.name for party in _deciding(organisation) for person in organisation.members(party)}


def named(organisation: Organisation, role: str) -> list[str]:
    """Return the parties by which the structure names people of a role one by one, as `officer 1-6`."""
    structure = organisation.structure
    parties = [party for desk in structure.desks.values() for party in desk.members]
    parties += [*_deciding(organisation), *(p for meeting in structure.meetings.values() for p in meeting.participants)]
    parties += [party for entry in structure.cadence for party in entry.who]
    found = (party for party in parties if parse_party(party)[0] == role and parse_party(party)[2])
    return list(dict.fromkeys(found))


def desk_role(organisation: Organisation) -> str | None:
    """Return the most numerous role that works at desks and approves nothing; None if every one approves.

    Of two roles of one size it is the one that the file lists first.
    """
    there, deciding = at_desks(organisation), approvers(organisation)
    people = organisation.people()
    decides = {person.role for person in people if person.name in deciding}
    roles = [person.role for person in people if person.name in there and person.role not in decides]
    return max(dict.fromkeys(roles), key=roles.count) if roles else None


def entry_of(organisation: Organisation, role: str) -> int:
    """Return which entry of the file has most people of a role; of two of one size the later one."""
    people = organisation.resources.people
    return max((k for k, entry in enumerate(people) if entry.role == role), key=lambda k: (people[k].count, k))


def entries_by_name(organisation: Organisation) -> dict[str, int]:
    """Return for each person by which entry of the file they are there."""
    places = (k for k, entry in enumerate(organisation.resources.people) for _ in range(entry.count))
    return {person.name: place for person, place in zip(organisation.people(), places, strict=True)}


def shifts_missing(organisation: Organisation, role: str) -> Iterator[tuple[str, str]]:
    """Yield (desk, shift) of every shift of `3x8` in which nobody of this role would be at a desk where it works."""
    for name, desk in organisation.structure.desks.items():
        members = {p.name: p for party in desk.members for p in organisation.members(party) if p.role == role}
        held = {(person.ordinal - 1) % 3 for person in members.values()}
        yield from ((name, SHIFTS[k]) for k in range(3) if members and k not in held)
