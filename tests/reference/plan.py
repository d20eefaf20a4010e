"""The plan: scenario and organisation, flattened once into tables of numbers; the loop reads nothing else."""

from __future__ import annotations

from sim.fields import at_level
from sim.keys import mix64, name_key
from sim.organisation.calendars import duty, occurrences
from sim.organisation.organisation import Organisation, Person, authority_of, chain_of
from sim.organisation.steps import STAGES, Step
from sim.organisation.structure import Desk
from sim.scenario.model import Scenario
from tests.reference.draws import Draws
from tests.reference.mechanisms import Spans, intervals, mechanisms_of, times_away
from tests.reference.rows import (
    ALL_OF,
    ANY_OF,
    FINISH,
    HAND_OVER,
    MEETING,
    NEVER,
    PURPOSES,
    ROLE,
    SUSPEND,
    ChannelRow,
    DeskRow,
    Intervals,
    KindRow,
    Paging,
    PersonRow,
    Plan,
    QueueRow,
    StageRow,
    StepRow,
)


def make_plan(
    scenario: Scenario, organisation: Organisation, channels: tuple[str, ...], kinds: tuple[str, ...], draws: Draws
) -> Plan:
    """Return the plan; channels and kinds are numbered as in the cascade, `draws` give people's own meetings."""
    structure, resources = organisation.structure, organisation.resources
    people = _people(scenario, organisation, channels, draws)
    queues = _queues(organisation)
    numbers = {queue.name: number for number, queue in enumerate(queues)}
    desks = tuple(_desk(scenario, organisation, name, desk, numbers) for name, desk in structure.desks.items())
    cases, monitoring, policy = scenario.cases, structure.monitoring, resources.on_call
    return Plan(
        end=scenario.end,
        scenario=scenario,
        channels=tuple(_channel(scenario, organisation, name) for name in channels),
        kinds=tuple(_kind(scenario, organisation, name) for name in kinds),
        people=people,
        queues=queues,
        desks=desks,
        positions=list(structure.desks).index(organisation.positions_desk()),
        stages=tuple(_stage(organisation, name) for name in STAGES),
        at_shift_end={"finish": FINISH, "suspend": SUSPEND, "hand_over": HAND_OVER}[resources.at_shift_end],
        reread=resources.reread,
        redraft=structure.redraft,
        paging=None if policy is None else Paging(policy.from_level, policy.timeout, policy.ack, policy.unavailable),
        patience=None if cases.patience == "endless" else cases.patience,
        detection=monitoring.on_duty,
        next_day=monitoring.next_day,
        monitoring_rate=monitoring.rate,
        alignment=structure.alignment,
        line=structure.line,
        templates=structure.templates,
        stance={kind: getattr(structure.stance, kind) or kind for kind in ("holding", "position")},
        effects=_effects(scenario),
        duty_changes=_changes(scenario, [person.duty for person in people]),
        meeting_changes=_changes(scenario, [person.meetings for person in people]),
        uses=mechanisms_of(scenario, organisation),
    )


def _effects(scenario: Scenario) -> dict[str, float]:
    table = scenario.effects
    names = ("reply", "holding", "position", "apology", "legalistic", "contradiction")
    # Section 2: in a trace, whose envelope is 1, effects above 1 count as 1.
    ceiling = 1.0 if scenario.spread.kind == "trace" else NEVER
    return {name: min(float(getattr(table, name)), ceiling) for name in names}


def _channel(scenario: Scenario, organisation: Organisation, name: str) -> ChannelRow:
    channel = scenario.channels[name]
    watched = organisation.structure.monitoring.watched
    desk = organisation.desk_of(name)
    every = channel.case_threshold == "every"
    threshold = 0.0 if isinstance(channel.case_threshold, str) else channel.case_threshold
    return ChannelRow(
        name=name,
        desk=-1 if desk is None else list(organisation.structure.desks).index(desk),
        watched=desk is not None and (watched == "all" or name in watched),
        every=every,
        threshold=threshold,
        scale=scenario.cases.drift_reach if every else threshold,
        population=NEVER if channel.population is None else float(channel.population),
        share=channel.statement_share,
    )


def _kind(scenario: Scenario, organisation: Organisation, name: str) -> KindRow:
    kind = scenario.kinds[name]
    listing = (number for number, desk in enumerate(organisation.structure.desks.values()) if name in desk.kinds)
    levels, total = [], 0.0
    for level, share in sorted(kind.levels.items()):
        total += share
        levels.append((level, total))
    return KindRow(kind.demands, name not in ("journalist", "multiplier"), tuple(levels), next(listing, -1))


def _people(
    scenario: Scenario, organisation: Organisation, channels: tuple[str, ...], draws: Draws
) -> tuple[PersonRow, ...]:
    first_desk: dict[str, str] = {}
    for name, desk in organisation.structure.desks.items():
        for party in desk.members:
            for person in organisation.members(party):
                first_desk.setdefault(person.name, name)
    return tuple(
        _person(scenario, organisation, person, channels, desk=first_desk.get(person.name, ""), draws=draws)
        for person in organisation.people()
    )


def _person(
    scenario: Scenario,
    organisation: Organisation,
    person: Person,
    channels: tuple[str, ...],
    *,
    desk: str,
    draws: Draws,
) -> PersonRow:
    entry, resources = person.entry, organisation.resources
    hours = duty(entry.calendar, person.ordinal, clock=scenario.clock, until=scenario.end, holidays=resources.holidays)
    skills, at_work = entry.skills, {str(stage): skill for stage, skill in entry.skills.stages.items()}
    key = int(mix64(name_key("person"), name_key(person.role), person.ordinal))
    own = bool(skills.channels)
    return PersonRow(
        name=person.name,
        role=person.role,
        roles=person.roles,
        key=key,
        desk=desk,
        on_call=entry.on_call,
        attention=entry.attention,
        wage=entry.wage,
        channel_skill=(*(skills.channels.get(name, skills.elsewhere) for name in channels), 1.0),
        elsewhere=(*(own and name not in skills.channels for name in channels), False),
        work_skill=tuple(at_work.get(name, 1.0) for name in PURPOSES),
        experience=1.0 if entry.tenure_months is None else resources.training.speed(entry.tenure_months),
        tenure=entry.tenure_months,
        undrilled=entry.months_since_drill,
        unfamiliar=entry.unfamiliar,
        duty=Intervals(tuple(start for start, _ in hours), tuple(end for _, end in hours)),
        meetings=intervals(
            _in_meetings(scenario, organisation, person) + times_away(scenario, organisation, person, key, draws)
        ),
    )


def _in_meetings(scenario: Scenario, organisation: Organisation, person: Person) -> Spans:
    return [
        (start, start + meeting.length)
        for meeting in organisation.structure.meetings.values()
        if any(person in organisation.members(party) for party in meeting.participants)
        for start in occurrences(meeting.days, meeting.at, clock=scenario.clock, until=scenario.end)
        if meeting.length > 0
    ]


def _queues(organisation: Organisation) -> tuple[QueueRow, ...]:
    """Return `desk:NAME` and `approval:PARTY` queues, in the order of their names."""
    structure, everybody = organisation.structure, organisation.people()
    served: dict[str, list[str]] = {f"desk:{name}": list(desk.members) for name, desk in structure.desks.items()}
    in_crisis = {} if structure.modes is None else structure.modes.crisis.approval
    for table in (structure.approval, *(desk.approval for desk in structure.desks.values()), in_crisis):
        for step in (step for chain in table.values() for step in chain):
            for party in (*step.parties, *([step.deputy] if step.deputy else [])):
                served[f"approval:{party}"] = [party]
    rows = []
    for name in sorted(served):
        listed = [everybody.index(person) for party in served[name] for person in organisation.members(party)]
        members = tuple(dict.fromkeys(listed))
        called = tuple(number for number in members if everybody[number].entry.on_call)
        rows.append(QueueRow(name, members, called, name.startswith("approval:")))
    return tuple(rows)


def _stage(organisation: Organisation, name: str) -> StageRow | None:
    work = getattr(organisation.structure.stages, name)
    if work is None:
        return None
    desk = -1 if work.desk is None else list(organisation.structure.desks).index(work.desk)
    return StageRow(work.time, desk, work.handover)


def _desk(scenario: Scenario, organisation: Organisation, name: str, desk: Desk, numbers: dict[str, int]) -> DeskRow:
    structure, everybody = organisation.structure, organisation.people()
    chains = [chain_of(desk, structure, level) for level in range(5)]
    crisis = None if structure.modes is None else structure.modes.crisis
    # What a mode's block gives comes before the tables of desk and organisation (9.1).
    table = {} if crisis is None else crisis.authority
    ruling = desk.model_copy(update={"authority": {**desk.authority, **table}})
    others = {} if crisis is None else crisis.approval
    in_crisis = [at_level(others, level) or chains[level] for level in range(5)]
    listed = [everybody.index(person) for party in desk.members for person in organisation.members(party)]
    return DeskRow(
        name=name,
        queue=numbers[f"desk:{name}"],
        members=tuple(dict.fromkeys(listed)),
        refer=desk.refer,
        authority=tuple(authority_of(desk, structure, person.roles) for person in everybody),
        chains=tuple(tuple(_step(scenario, organisation, step, numbers) for step in chain) for chain in chains),
        crisis_authority=tuple(authority_of(ruling, structure, person.roles) for person in everybody),
        crisis_chains=tuple(tuple(_step(scenario, organisation, step, numbers) for step in c) for c in in_crisis),
    )


def _step(scenario: Scenario, organisation: Organisation, step: Step, numbers: dict[str, int]) -> StepRow:
    law = organisation.structure.handover if step.handover is None else step.handover
    starts: list[float] = []
    if step.meeting is not None:
        meeting = organisation.structure.meetings[step.meeting]
        starts = occurrences(meeting.days, meeting.at, clock=scenario.clock, until=scenario.end)
    return StepRow(
        form=ROLE if step.role else ANY_OF if step.any_of else ALL_OF if step.all_of else MEETING,
        queues=tuple(numbers[f"approval:{party}"] for party in step.parties),
        starts=tuple(starts),
        review=step.review,
        reject=step.reject,
        handover=None if isinstance(law, str) else law,
        timeout=NEVER if step.timeout is None else step.timeout,
        on_timeout=step.on_timeout or "",
        deputy=-1 if step.deputy is None else numbers[f"approval:{step.deputy}"],
    )


def _changes(scenario: Scenario, spans: list[Intervals]) -> tuple[float, ...]:
    """Return every instant at which one of these begins or ends, within the run."""
    found = {t for each in spans for t in (*each.starts, *each.ends)}
    return tuple(sorted(t for t in found if 0 <= t <= scenario.end))
