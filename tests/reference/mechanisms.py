"""What of section 9 of docs/model.md an organisation uses, read once, and what takes people away (9.1, 9.7)."""

from __future__ import annotations

from sim.organisation.organisation import Organisation, Person
from sim.scenario.model import Scenario
from sim.units import DAY
from tests.reference.draws import Draws
from tests.reference.rows import Intervals, Mechanisms

Spans = list[tuple[float, float]]


def mechanisms_of(scenario: Scenario, organisation: Organisation) -> Mechanisms:
    """Return the row of mechanisms; what is off is None, 0 or empty."""
    structure, resources = organisation.structure, organisation.resources
    relations, handoff = structure.relations, resources.shift_handoff
    writes = organisation.positions_desk()
    home = [name for name, desk in structure.desks.items() if desk.channels or desk.kinds or name == writes]
    return Mechanisms(
        modes=structure.modes,
        cadence=tuple(
            (_numbers(organisation, entry.who), entry.every, entry.length)
            for entry in structure.cadence
            if entry.during == "crisis"
        ),
        home_desks=tuple(number for number, name in enumerate(structure.desks) if name in home),
        file_order=tuple(sorted(_numbers(organisation, [p for name in home for p in structure.desks[name].members]))),
        overhead=structure.overhead,
        duplicates=structure.duplicates,
        briefings=structure.briefings,
        facts_needed=scenario.cases.facts_needed,
        fact_holders=frozenset(_holders(organisation, structure.fact_authority)),
        judging=structure.judging,
        employees=structure.employees,
        relations=relations,
        warm=0.0 if relations is None else relations.stock(),
        reply_quality=structure.reply_quality,
        training=resources.training,
        handoff=1.0 if handoff is None else handoff.factor,
        root_cause=structure.root_cause,
        menders=_holders(organisation, [] if structure.root_cause is None else [structure.root_cause.ordered_by]),
        by_arrival=structure.queue_order == "arrival",
    )


def _numbers(organisation: Organisation, parties: list[str]) -> tuple[int, ...]:
    everybody = organisation.people()
    found = (everybody.index(person) for party in parties for person in organisation.members(party))
    return tuple(dict.fromkeys(found))


def _holders(organisation: Organisation, roles: list[str]) -> tuple[int, ...]:
    """Return who holds one of the roles, by their own role or by `also`."""
    return tuple(n for n, person in enumerate(organisation.people()) if not set(roles).isdisjoint(person.roles))


def times_away(scenario: Scenario, organisation: Organisation, person: Person, key: int, draws: Draws) -> Spans:
    """Return when a person is away for the cadence that always holds, and in meetings of their own."""
    found: Spans = []
    for entry in organisation.structure.cadence:
        if entry.during == "always" and any(person in organisation.members(party) for party in entry.who):
            number = 1
            while number * entry.every <= scenario.end:
                found.append((number * entry.every, number * entry.every + entry.length))
                number += 1
    own = person.entry.in_meetings
    if own is not None:
        at, number = -DAY, 0
        while at <= scenario.end:
            start = at + draws.duration(own.gap, key, "gap", number)
            at = start + draws.duration(own.length, key, "meeting", number)
            if at > start:
                found.append((start, at))
            number += 1
    return found


def intervals(spans: Spans) -> Intervals:
    """Return the union of spans as disjoint intervals in order."""
    merged: Spans = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return Intervals(tuple(start for start, _ in merged), tuple(end for _, end in merged))
