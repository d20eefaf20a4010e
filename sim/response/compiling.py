"""Compiling: a validated scenario and organisation become the frozen plan of `plan`, once for all replications."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from sim.distributions import Distribution
from sim.fields import at_level
from sim.organisation.calendars import Interval, occurrences
from sim.organisation.organisation import Organisation, Person, authority_of, chain_of
from sim.organisation.steps import STAGES, ByLevel, Step
from sim.organisation.structure import Desk
from sim.response.compiling_people import compile_people
from sim.response.instants import ANALYSED, DRAFTED, FOLLOWED_UP, PUBLISHED, TRIAGED
from sim.response.luck import Laws
from sim.response.plan import (
    CadencePlan,
    Chains,
    DeskPlan,
    PagingPlan,
    PersonPlan,
    Plan,
    QueuePlan,
    StagePlan,
    StepPlan,
    Transit,
)
from sim.scenario.model import Scenario

STAGE_ORDERS: Final = {
    "triage": TRIAGED,
    "judge": TRIAGED,
    "analyse": ANALYSED,
    "facts": ANALYSED,
    "draft": DRAFTED,
    "publish": PUBLISHED,
    "follow_up": FOLLOWED_UP,
}
AGAIN: Final = "triage again"
_BACK: Final = 100
_TO_STAGE: Final = 200
_FROM_FACTS: Final = 207


@dataclass
class _Compiler:
    """Gathers queues and laws while the plan is made."""

    scenario: Scenario
    organisation: Organisation
    laws: Laws = field(default_factory=Laws)
    queues: dict[str, list[Person]] = field(default_factory=dict)

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

    def transit(self, law: Distribution | None, code: int) -> Transit | None:
        """Return the laws of a hand-over in normal and in crisis mode: one address, perhaps two laws."""
        if law is None:
            return None
        modes = self.organisation.structure.modes
        shared = modes.crisis.handover if modes is not None else None
        return self.laws.number("handover", code, law), self.laws.number("handover", code, shared or law)


def compile_plan(scenario: Scenario, organisation: Organisation) -> Plan:
    """Return the plan of an organisation for a scenario; both must have passed their checks."""
    compiler = _Compiler(scenario, organisation)
    structure = organisation.structure
    for name in structure.desks:
        compiler.desk_queue(name)
    for party in _parties(organisation):
        compiler.party_queue(party)
    order = {name: index for index, name in enumerate(sorted(compiler.queues))}
    people, watches = compile_people(scenario, organisation)
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
        desk_of_kind={kind: by_name[name] for name, desk in reversed(structure.desks.items()) for kind in desk.kinds},
        positions=by_name[organisation.positions_desk()],
        home_desks=tuple(by_name[name] for name in organisation.home_desks()),
        meetings=meetings,
        sittings=_sittings(scenario, organisation, meetings, people),
        paging=_paging(compiler),
        cadence=tuple(
            CadencePlan(_places(organisation, people, one.who), one.every, one.length)
            for one in structure.cadence
            if one.during == "crisis"
        ),
        menders=_menders(organisation, people),
        stock=structure.relations.stock() if structure.relations is not None else 0.0,
        numbers=numbers,
        laws=tuple(compiler.laws.found),
    )


def _parties(organisation: Organisation) -> list[str]:
    structure = organisation.structure
    tables = [structure.approval, *(desk.approval for desk in structure.desks.values())]
    if structure.modes is not None:
        tables.append(structure.modes.crisis.approval)
    chains = [chain for table in tables for chain in table.values()]
    steps = [step for chain in chains for step in chain]
    named = [party for step in steps for party in (*step.parties, *([step.deputy] if step.deputy else []))]
    return list(dict.fromkeys(named))


def _queue(compiler: _Compiler, people: tuple[PersonPlan, ...], index: int, name: str) -> QueuePlan:
    places = {person.name: person.index for person in people}
    members = compiler.queues[name]
    skills = [people[places[m.name]] for m in members]
    plain = all(person.unskilled for person in skills)
    on_call = tuple(places[m.name] for m in members if m.entry.on_call)
    return QueuePlan(index, name, tuple(places[m.name] for m in members), on_call, plain)


def _desk(
    compiler: _Compiler, order: dict[str, int], people: tuple[PersonPlan, ...], *, index: int, name: str
) -> DeskPlan:
    structure = compiler.organisation.structure
    desk = structure.desks[name]
    names = {person.name for person in compiler.queues[f"desk:{name}"]}
    members = tuple(person.index for person in people if person.name in names)
    return DeskPlan(
        index=index,
        name=name,
        queue=order[f"desk:{name}"],
        refer=compiler.transit(desk.refer, 0),
        stages=_stages(compiler, order, name),
        chains=(_chains(compiler, order, desk, crisis=False), _chains(compiler, order, desk, crisis=True)),
        authority=(_authority(compiler, people, desk, crisis=False), _authority(compiler, people, desk, crisis=True)),
        duty=sorted(interval for place in members for interval in people[place].duty),
        members=members,
        knowing=tuple(i for i in members if any(role in structure.fact_authority for role in people[i].roles)),
    )


def _stages(compiler: _Compiler, order: dict[str, int], desk: str) -> dict[str, StagePlan]:
    stages: dict[str, StagePlan] = {}
    for number, stage in enumerate(STAGES):
        work = getattr(compiler.organisation.structure.stages, stage)
        if work is None:
            continue
        label = stage.replace("_", " ")
        laws = _by_level(compiler, label, 0, work.time)
        transit = compiler.transit(work.handover, _TO_STAGE + number)
        back = compiler.transit(work.handover, _FROM_FACTS) if stage == "facts" else None
        queue = order[f"desk:{work.desk or desk}"]
        stages[stage] = StagePlan(stage, label, STAGE_ORDERS[stage], queue, laws, transit, back)
    triage = compiler.organisation.structure.stages.triage
    if triage is not None:
        stages[AGAIN] = replace(stages["triage"], laws=_by_level(compiler, "triage", 1, triage.time), transit=None)
    return stages


def _by_level(compiler: _Compiler, purpose: str, step: int, time: ByLevel) -> tuple[int, ...]:
    laws = (at_level(time, level) or time[min(time)] for level in range(5))
    return tuple(compiler.laws.number(purpose, step, law) for law in laws)


def _chains(compiler: _Compiler, order: dict[str, int], desk: Desk, *, crisis: bool) -> Chains:
    chains = (chain_of(desk, compiler.organisation.structure, level, crisis=crisis) for level in range(5))
    return tuple(tuple(_step(compiler, order, number, step) for number, step in enumerate(chain)) for chain in chains)


def _authority(compiler: _Compiler, people: tuple[PersonPlan, ...], desk: Desk, *, crisis: bool) -> tuple[int, ...]:
    structure = compiler.organisation.structure
    return tuple(authority_of(desk, structure, person.roles, crisis=crisis) for person in people)


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
    """Return the law numbers of the draws that do not belong to a stage or a step."""
    laws, cases, structure = compiler.laws, compiler.scenario.cases, compiler.organisation.structure
    plain = ("monitor", "level", "detect off duty", "template", "align", "drift")
    uniforms = ("duplicate", "fact needed", "misread", "error", "warned", "judged too low", "employee", "employee does")
    numbers = {purpose: laws.number(purpose, 0, None) for purpose in (*plain, *uniforms)}
    durations = {
        "patience": cases.patience if cases.patience != "endless" else None,
        "detect": structure.monitoring.on_duty,
        "activation": structure.modes.activation if structure.modes is not None else None,
        "employee delay": structure.employees.delay if structure.employees is not None else None,
    }
    return numbers | {name: laws.number(name, 0, law) for name, law in durations.items() if law is not None}


def _paging(compiler: _Compiler) -> PagingPlan | None:
    on_call = compiler.organisation.resources.on_call
    if on_call is None:
        return None
    reached = compiler.laws.number("page reached", 0, None)
    answered = compiler.laws.number("page answered", 0, on_call.ack)
    return PagingPlan(on_call.timeout, on_call.unavailable, on_call.from_level, reached, answered)


def _sittings(
    scenario: Scenario,
    organisation: Organisation,
    meetings: dict[str, list[float]],
    people: tuple[PersonPlan, ...],
) -> tuple[tuple[float, float, tuple[int, ...]], ...]:
    """Return (start, end, participants) of all meetings whose times are known beforehand and that take people away."""
    found = []
    for name, meeting in organisation.structure.meetings.items():
        who = _places(organisation, people, meeting.participants)
        if who and meeting.length > 0:
            found += [(start, start + meeting.length, who) for start in meetings[name]]
    for one in organisation.structure.cadence:
        if one.during == "always":
            who, times = _places(organisation, people, one.who), int(scenario.end // one.every)
            found += [(k * one.every, k * one.every + one.length, who) for k in range(1, times + 1)]
    return tuple(sorted(found))


def _places(organisation: Organisation, people: tuple[PersonPlan, ...], parties: list[str]) -> tuple[int, ...]:
    """Return the numbers of the people whom some parties name."""
    places = {person.name: person.index for person in people}
    return tuple(sorted({places[p.name] for party in parties for p in organisation.members(party)}))


def _menders(organisation: Organisation, people: tuple[PersonPlan, ...]) -> list[Interval]:
    """Return the hours of all who may order that a cause be mended."""
    rule = organisation.structure.root_cause
    role = rule.ordered_by if rule is not None else ""
    return sorted(interval for person in people if role in person.roles for interval in person.duty)
