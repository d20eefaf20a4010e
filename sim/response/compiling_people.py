"""Compiling people: entries of people become the posts of the plan, with what tenure and drills gave them."""

from __future__ import annotations

from sim.keys import mix64, name_key
from sim.organisation.calendars import Interval, duty
from sim.organisation.organisation import Organisation, Person
from sim.response.plan import PersonPlan
from sim.scenario.model import Scenario


def compile_people(
    scenario: Scenario, organisation: Organisation
) -> tuple[tuple[PersonPlan, ...], tuple[list[Interval], ...]]:
    """Return all posts, and the rosters that they share by their number."""
    watches: dict[tuple[Interval, ...], int] = {}
    rosters: dict[tuple[str, ...], tuple[int, list[Interval]]] = {}
    found = []
    for index, person in enumerate(organisation.people()):
        # The shifts of 3x8 go by turns of three; equal rosters are laid out once.
        turn = person.ordinal % 3 if "3x8" in person.entry.calendar else 0
        roster = (*person.entry.calendar, str(turn))
        if roster not in rosters:
            intervals = duty(
                person.entry.calendar,
                person.ordinal,
                clock=scenario.clock,
                until=scenario.end,
                holidays=organisation.resources.holidays,
            )
            rosters[roster] = (watches.setdefault(tuple(intervals), len(watches)), intervals)
        found.append(_post(organisation, person, index, *rosters[roster]))
    return tuple(found), tuple(list(intervals) for intervals in watches)


def _post(organisation: Organisation, person: Person, index: int, watch: int, intervals: list[Interval]) -> PersonPlan:
    entry, training = person.entry, organisation.resources.training
    tenure, drill = entry.tenure_months, entry.months_since_drill
    return PersonPlan(
        index=index,
        name=person.name,
        role=person.role,
        desk=_first_desk(organisation, person),
        watch=watch,
        duty=intervals,
        attention=entry.attention,
        wage=entry.wage,
        channel_skill=dict(entry.skills.channels),
        stage_skill={str(stage): value for stage, value in entry.skills.stages.items()},
        key=int(mix64(name_key("person"), name_key(person.role), person.ordinal)),
        roles=person.roles,
        on_call=entry.on_call,
        elsewhere=entry.skills.elsewhere,
        experience=1.0 if tenure is None else training.speed(tenure),
        learned=1.0 if tenure is None else training.experience(tenure),
        misread=0.0 if tenure is None else training.misread(tenure),
        error=0.0 if drill is None else training.error(drill),
        error_elsewhere=training.error_elsewhere,
        own_meetings=entry.in_meetings,
        unfamiliar=entry.unfamiliar,
    )


def _first_desk(organisation: Organisation, person: Person) -> str:
    for name, desk in organisation.structure.desks.items():
        if any(person in organisation.members(party) for party in desk.members):
            return name
    return ""
