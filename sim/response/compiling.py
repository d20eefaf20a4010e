"""Compiling: a validated scenario and organisation become the frozen plan of `plan`, once for all replications."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from sim.distributions import Distribution
from sim.fields import at_level
from sim.organisation.calendars import Interval, duty, occurrences
from sim.organisation.organisation import Organisation, Person, authority_of, chain_of
from sim.organisation.steps import Step
from sim.response.instants import ANALYSED, DRAFTED, FOLLOWED_UP, PUBLISHED, TRIAGED
from sim.response.luck import Laws
from sim.response.plan import DeskPlan, PagingPlan, PersonPlan, Plan, QueuePlan, StagePlan, StepPlan
from sim.scenario.model import Scenario

STAGE_ORDERS: Final = {
    "triage": TRIAGED,
    "analyse": ANALYSED,
    "draft": DRAFTED,
    "publish": PUBLISHED,
    "follow_up": FOLLOWED_UP,
}
_STAGES: Final = tuple(STAGE_ORDERS)
_BACK: Final = 100
_TO_STAGE: Final = 200


@dataclass
class _Compiler:
    """Gathers queues and laws while the plan is made."""

    scenario: Scenario
    organisation: Organisation
    laws: Laws = field(default_factory=Laws)
    queues: dict[str, list[Person]] = field(default_factory=dict)

    def people(self) -> tuple[tuple[PersonPlan, ...], tuple[list[Interval], ...]]:
        resources = self.organisation.resources
        watches: dict[tuple[Interval, ...], int] = {}
        rosters: dict[tuple[str, ...], tuple[int, list[Interval]]] = {}
        found = []
        for index, person in enumerate(self.organisation.people()):
            # The shifts of 3x8 go by turns of three; equal rosters are laid out once.
            turn = person.ordinal % 3 if "3x8" in person.entry.calendar else 0
            roster = (*person.entry.calendar, str(turn))
            if roster not in rosters:
                intervals = duty(
                    person.entry.calendar,
                    person.ordinal,
                    clock=self.scenario.clock,
                    until=self.scenario.end,
                    holidays=resources.holidays,
                )
                rosters[roster] = (watches.setdefault(tuple(intervals), len(watches)), intervals)
            watch, intervals = rosters[roster]
            skills = person.entry.skills
            found.append(
                PersonPlan(
                    index,
                    person.name,
                    person.role,
                    self._first_desk(person),
                    watch,
                    intervals,
                    person.entry.attention,
                    person.entry.wage,
                    dict(skills.channels),
                    {str(stage): value for stage, value in skills.stages.items()},
                )
            )
        return tuple(found), tuple(list(intervals) for intervals in watches)

    def _first_desk(self, person: Person) -> str:
        for name, desk in self.organisation.structure.desks.items():
            if any(person in self.organisation.members(party) for party in desk.members):
                return name
        return ""

    def desk_queue(self, name: str) -> str:
        queue = f"desk:{name}"
        parties = self.organisation.structure.desks[name].members
        self._add(queue, [person for party in parties for person in self.organisation.members(party)])
        return queue

    def party_queue(self, party: str) -> str:
        queue = f"approval:{party}"
        self._add(queue, self.organisation.members(party))
        return queue

    def _add(self, queue: str, members: list[Person]) -> None:
        self.queues.setdefault(queue, list({person.name: person for person in members}.values()))

    def transit(self, law: Distribution | None, code: int) -> int | None:
        return None if law is None else self.laws.number("handover", code, law)


def compile_plan(scenario: Scenario, organisation: Organisation) -> Plan:
    """Return the plan of an organisation for a scenario; both must have passed their checks."""
    compiler = _Compiler(scenario, organisation)
    structure = organisation.structure
    for name in structure.desks:
        compiler.desk_queue(name)
    for party in _parties(organisation):
        compiler.party_queue(party)
    order = {name: index for index, name in enumerate(sorted(compiler.queues))}
    people, watches = compiler.people()
    desks = tuple(_desk(compiler, order, people, index=i, name=name) for i, name in enumerate(structure.desks))
    by_name = {desk.name: desk for desk in desks}
    homes = {channel: organisation.desk_of(channel) for channel in scenario.channels}
    meetings = {
        name: occurrences(meeting.days, meeting.at, clock=scenario.clock, until=scenario.end)
        for name, meeting in structure.meetings.items()
    }
    numbers = _numbers(compiler)
    return Plan(
        scenario=scenario,
        organisation=organisation,
        people=people,
        watches=watches,
        queues=tuple(_queue(compiler, people, i, name) for i, name in enumerate(sorted(compiler.queues))),
        desks=desks,
        desk_of={channel: by_name[home] if home is not None else None for channel, home in homes.items()},
        positions=by_name[organisation.positions_desk()],
        meetings=meetings,
        sittings=_sittings(organisation, meetings, people),
        paging=_paging(compiler),
        numbers=numbers,
        laws=tuple(compiler.laws.found),
    )


def _parties(organisation: Organisation) -> list[str]:
    structure = organisation.structure
    tables = [structure.approval, *(desk.approval for desk in structure.desks.values())]
    chains = [chain for table in tables for chain in table.values()]
    steps = [step for chain in chains for step in chain]
    named = [party for step in steps for party in (*step.parties, *([step.deputy] if step.deputy else []))]
    return list(dict.fromkeys(named))


def _queue(compiler: _Compiler, people: tuple[PersonPlan, ...], index: int, name: str) -> QueuePlan:
    places = {person.name: person.index for person in people}
    members = compiler.queues[name]
    skills = [people[places[m.name]] for m in members]
    plain = all(not person.channel_skill and not person.stage_skill for person in skills)
    on_call = tuple(places[m.name] for m in members if m.entry.on_call)
    return QueuePlan(index, name, tuple(places[m.name] for m in members), on_call, plain)


def _desk(
    compiler: _Compiler, order: dict[str, int], people: tuple[PersonPlan, ...], *, index: int, name: str
) -> DeskPlan:
    structure = compiler.organisation.structure
    desk = structure.desks[name]
    stages: dict[str, StagePlan] = {}
    for number, stage in enumerate(_STAGES):
        work = getattr(structure.stages, stage)
        if work is None:
            continue
        label = stage.replace("_", " ")
        laws = tuple(
            compiler.laws.number(label, 0, at_level(work.time, level) or work.time[min(work.time)])
            for level in range(5)
        )
        queue = order[f"desk:{work.desk or name}"]
        transit = compiler.transit(work.handover, _TO_STAGE + number)
        stages[stage] = StagePlan(stage, label, STAGE_ORDERS[stage], queue, laws, transit)
    chains = tuple(
        tuple(_step(compiler, order, number, step) for number, step in enumerate(chain_of(desk, structure, level)))
        for level in range(5)
    )
    everyone = compiler.organisation.people()
    members = {person.name for person in compiler.queues[f"desk:{name}"]}
    return DeskPlan(
        index,
        name,
        order[f"desk:{name}"],
        compiler.transit(desk.refer, 0),
        stages,
        chains,
        tuple(authority_of(desk, structure, person.roles) for person in everyone),
        sorted(interval for person in people if person.name in members for interval in person.duty),
    )


def _step(compiler: _Compiler, order: dict[str, int], number: int, step: Step) -> StepPlan:
    law = compiler.organisation.structure.handover if step.handover is None else step.handover
    sent = None if isinstance(law, str) else law
    kind = "meeting" if step.meeting else "all_of" if step.all_of else "any_of" if step.any_of else "role"
    branches = range(max(1, len(step.parties)))
    return StepPlan(
        kind=kind,
        label=step.meeting or " / ".join(step.parties),
        queues=tuple(order[f"approval:{party}"] for party in step.parties),
        reviews=tuple(compiler.laws.number("review", 16 * number + b, step.review) for b in branches if step.review),
        luck=tuple(compiler.laws.number("reject", 16 * number + b, None) for b in branches),
        reject=step.reject,
        transit=compiler.transit(sent, 1 + number),
        back=compiler.transit(sent, _BACK + number),
        timeout=step.timeout,
        on_timeout=step.on_timeout,
        deputy=None if step.deputy is None else order[f"approval:{step.deputy}"],
        meeting=step.meeting,
    )


def _numbers(compiler: _Compiler) -> dict[str, int]:
    """Return the law numbers of the draws that every organisation makes."""
    laws, cases = compiler.laws, compiler.scenario.cases
    plain = ("monitor", "level", "detect off duty", "template", "align", "drift")
    numbers = {purpose: laws.number(purpose, 0, None) for purpose in plain}
    if cases.patience != "endless":
        numbers["patience"] = laws.number("patience", 0, cases.patience)
    if compiler.organisation.structure.monitoring.on_duty is not None:
        numbers["detect"] = laws.number("detect", 0, compiler.organisation.structure.monitoring.on_duty)
    return numbers


def _paging(compiler: _Compiler) -> PagingPlan | None:
    on_call = compiler.organisation.resources.on_call
    if on_call is None:
        return None
    reached = compiler.laws.number("page reached", 0, None)
    answered = compiler.laws.number("page answered", 0, on_call.ack)
    return PagingPlan(on_call.timeout, on_call.unavailable, on_call.from_level, reached, answered)


def _sittings(
    organisation: Organisation, meetings: dict[str, list[float]], people: tuple[PersonPlan, ...]
) -> tuple[tuple[float, float, tuple[int, ...]], ...]:
    """Return (start, end, participants) of every sitting of every meeting that takes people away."""
    places = {person.name: person.index for person in people}
    found = []
    for name, meeting in organisation.structure.meetings.items():
        who = {places[p.name] for party in meeting.participants for p in organisation.members(party)}
        if who and meeting.length > 0:
            found += [(start, start + meeting.length, tuple(sorted(who))) for start in meetings[name]]
    return tuple(sorted(found))
