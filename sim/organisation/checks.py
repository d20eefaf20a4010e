"""What is wrong between the parts of an organisation: names of nobody, levels without authority, what has no effect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sim.errors import did_you_mean
from sim.fields import one_of, parse_party
from sim.organisation.modes import CrisisMode
from sim.organisation.organisation import Organisation, authority_of, chain_of
from sim.organisation.steps import STAGES, Chains, Step
from sim.organisation.structure import Desk, Structure

Fault = tuple[str, str]


def check_organisation(organisation: Organisation) -> list[Fault]:
    """Return what is wrong between the parts of an organisation, as (field path, message)."""
    checks = (
        _unknown_parties, _unknown_roles, _unknown_desks, _taken_twice, _unknown_meetings, _chains, _levels,
        _crisis_levels, _escalations, _on_call, _without_effect, _briefings,
    )  # fmt: skip
    return [fault for check in checks for fault in check(organisation)]


@dataclass(frozen=True)
class _Table:
    """A table of chains: where it is written, at whose desk it holds (None: any), and whether in crisis mode only."""

    path: str
    chains: Chains
    desk: str | None = None
    crisis: bool = False


def _tables(structure: Structure) -> list[_Table]:
    tables = [_Table("structure.approval", structure.approval)]
    tables += [
        _Table(f"structure.desks.{name}.approval", desk.approval, name) for name, desk in structure.desks.items()
    ]
    if structure.modes is not None:
        tables.append(_Table("structure.modes.crisis.approval", structure.modes.crisis.approval, crisis=True))
    return tables


def _steps(structure: Structure) -> Iterator[tuple[str, Step]]:
    """Yield (path, step) of every step of every chain."""
    for table in _tables(structure):
        for level, chain in table.chains.items():
            for index, step in enumerate(chain):
                yield f"{table.path}.L{level}[{index}]", step


def _parties(structure: Structure) -> Iterator[tuple[str, str]]:
    for name, desk in structure.desks.items():
        for index, party in enumerate(desk.members):
            yield f"structure.desks.{name}.members[{index}]", party
    for path, step in _steps(structure):
        if step.role is not None:
            yield f"{path}.role", step.role
        for kind, parties in (("any_of", step.any_of), ("all_of", step.all_of)):
            for index, party in enumerate(parties or []):
                yield f"{path}.{kind}[{index}]", party
        if step.deputy is not None:
            yield f"{path}.deputy", step.deputy
    for name, meeting in structure.meetings.items():
        for index, party in enumerate(meeting.participants):
            yield f"structure.meetings.{name}.participants[{index}]", party
    for number, entry in enumerate(structure.cadence):
        for index, party in enumerate(entry.who):
            yield f"structure.cadence[{number}].who[{index}]", party


def _roles(structure: Structure) -> Iterator[tuple[str, str]]:
    """Yield (path, role) wherever a role is named alone, without ordinals."""
    for role in structure.authority:
        yield f"structure.authority.{role}", role
    for name, desk in structure.desks.items():
        for role in desk.authority:
            yield f"structure.desks.{name}.authority.{role}", role
    if structure.modes is not None:
        for role in structure.modes.crisis.authority:
            yield f"structure.modes.crisis.authority.{role}", role
        if structure.modes.trigger.person is not None:
            yield "structure.modes.trigger.person.role", structure.modes.trigger.person.role
    for index, role in enumerate(structure.fact_authority):
        yield f"structure.fact_authority[{index}]", role
    if structure.root_cause is not None:
        yield "structure.root_cause.ordered_by", structure.root_cause.ordered_by


def _known_roles(organisation: Organisation) -> list[str]:
    return sorted({role for person in organisation.people() for role in person.roles})


def _nobody(role: str, roles: Sequence[str]) -> str:
    return f"nobody has the role '{role}'; the roles are {one_of(roles)}{did_you_mean(role, roles)}"


def _unknown_parties(organisation: Organisation) -> Iterator[Fault]:
    roles = _known_roles(organisation)
    for path, party in _parties(organisation.structure):
        role, first, last = parse_party(party)
        if role not in roles:
            yield path, _nobody(role, roles)
            continue
        held = len([person for person in organisation.people() if role in person.roles])
        if max(first, last) > held:
            yield path, f"'{party}' names people who do not exist: '{role}' is held by {held}"


def _unknown_roles(organisation: Organisation) -> Iterator[Fault]:
    roles = _known_roles(organisation)
    for path, role in _roles(organisation.structure):
        if role not in roles:
            yield path, _nobody(role, roles)


def _unknown_desks(organisation: Organisation) -> Iterator[Fault]:
    desks = list(organisation.structure.desks)
    named = organisation.structure.positions
    if named is not None and named not in desks:
        yield "structure.positions", f"no desk '{named}'; the desks are {one_of(desks)}{did_you_mean(named, desks)}"
    for stage in STAGES:
        work = getattr(organisation.structure.stages, stage)
        if work is not None and work.desk is not None and work.desk not in desks:
            near = did_you_mean(work.desk, desks)
            yield f"structure.stages.{stage}.desk", f"no desk '{work.desk}'; the desks are {one_of(desks)}{near}"


def _taken_twice(organisation: Organisation) -> Iterator[Fault]:
    channels: dict[str, str] = {}
    kinds: dict[str, str] = {}
    for name, desk in organisation.structure.desks.items():
        listed = [desk.channels] if desk.channels == "all" else desk.channels
        for field, words, taken in (("channels", listed, channels), ("kinds", desk.kinds, kinds)):
            for word in words:
                if word in taken:
                    yield f"structure.desks.{name}.{field}", f"'{word}' is taken by desk '{taken[word]}' already"
                taken.setdefault(word, name)


def _unknown_meetings(organisation: Organisation) -> Iterator[Fault]:
    meetings = list(organisation.structure.meetings)
    for path, step in _steps(organisation.structure):
        if step.meeting is not None and step.meeting not in meetings:
            known = one_of(meetings) if meetings else "none"
            near = did_you_mean(step.meeting, meetings)
            yield f"{path}.meeting", f"no meeting '{step.meeting}'; the meetings are {known}{near}"


def _held(desk: Desk, structure: Structure, roles: tuple[str, ...], crisis: CrisisMode | None) -> int:
    """Return the authority that holds: in crisis mode a role that it lists has the authority that it gives."""
    if crisis is None:
        return authority_of(desk, structure, roles)
    raised = structure.model_copy(update={"authority": {**structure.authority, **desk.authority, **crisis.authority}})
    return authority_of(desk.model_copy(update={"authority": {}}), raised, roles)


def _chains(organisation: Organisation) -> Iterator[Fault]:
    """Somebody in a chain must be allowed to publish every level that it serves: its own, and those up to the next."""
    structure = organisation.structure
    for table in _tables(structure):
        owner = structure.desks[table.desk] if table.desk else next(iter(structure.desks.values()))
        crisis = structure.modes.crisis if structure.modes is not None and table.crisis else None
        if not structure.authority and not (crisis is not None and crisis.authority):
            continue
        for level, chain in table.chains.items():
            if any(step.meeting for step in chain):
                continue
            roles = tuple(parse_party(party)[0] for step in chain for party in step.parties)
            held = _held(owner, structure, roles, crisis)
            served = min((n for n in table.chains if n > level), default=5) - 1
            if held < served:
                lacking = f"L{level}" if held < level else f"L{served}, which it serves too"
                where = "structure.modes.crisis.authority" if crisis is not None else "structure.authority"
                yield f"{table.path}.L{level}", f"nobody in this chain has authority for {lacking}; see {where}"


def _levels(organisation: Organisation) -> Iterator[Fault]:
    """Every level above what a desk's members may publish alone needs a chain."""
    for name, missing in _unserved(organisation, None):
        yield f"structure.desks.{name}", f"nobody at this desk may publish {missing} alone, and no chain approves it"


def _crisis_levels(organisation: Organisation) -> Iterator[Fault]:
    """The same in crisis mode, where it is the crisis authority that takes a level away."""
    modes = organisation.structure.modes
    if modes is None:
        return
    normal = dict(_unserved(organisation, None))
    for name, missing in _unserved(organisation, modes.crisis):
        if name not in normal:
            yield (
                "structure.modes.crisis.authority",
                f"in crisis mode nobody at desk '{name}' may publish {missing} alone, and no chain approves it",
            )


def _unserved(organisation: Organisation, crisis: CrisisMode | None) -> Iterator[tuple[str, str]]:
    """Yield (desk, levels) where some members may not publish these levels alone and there is no chain."""
    structure = organisation.structure
    for name in organisation.home_desks():
        desk = structure.desks[name]
        people = [person for party in desk.members for person in organisation.members(party)]
        if structure.stages.draft is None or not people:
            continue
        lowest = min(_held(desk, structure, person.roles, crisis) for person in people)
        begins = min(crisis.approval, default=5) if crisis is not None else 5
        levels = range(max(lowest + 1, 1), min(5, begins))
        missing = [level for level in levels if not chain_of(desk, structure, level)]
        if missing:
            yield name, ", ".join(f"L{level}" for level in missing)


def _escalations(organisation: Organisation) -> Iterator[Fault]:
    for table in _tables(organisation.structure):
        for level, chain in table.chains.items():
            if chain[-1].on_timeout == "escalate":
                yield (
                    f"{table.path}.L{level}[{len(chain) - 1}].on_timeout",
                    "'escalate' needs a step after this one; write consent or deputy, or add a step",
                )


def _anybody_on_call(organisation: Organisation) -> bool:
    return any(entry.on_call for entry in organisation.resources.people)


def _on_call(organisation: Organisation) -> Iterator[Fault]:
    if _anybody_on_call(organisation) and organisation.resources.on_call is None:
        yield "resources", "people are on call, but 'on_call' does not say how they are paged"


def _without_effect(organisation: Organisation) -> Iterator[Fault]:
    """What is written and can do nothing is a slip: something that belongs to it is missing."""
    structure = organisation.structure
    if structure.stages.judge is not None and structure.judging is None:
        yield (
            "structure.stages.judge",
            "nothing says which cases are judged; add 'judging: {error: .2, from_level: L2}' to the structure",
        )
    if structure.modes is None:
        return
    crisis = structure.modes.crisis
    if crisis.recall is not None and not _anybody_on_call(organisation):
        yield (
            "structure.modes.crisis.recall",
            "nobody is on call, so nobody is recalled; write 'on_call: true' at an entry of resources.people",
        )
    if crisis.flex and len(structure.desks) == 1:
        yield (
            "structure.modes.crisis.flex",
            "there is one desk only, so that nobody can help at another; leave flex out, or add a desk",
        )


def _briefings(organisation: Organisation) -> Iterator[Fault]:
    structure = organisation.structure
    briefings, modes = structure.briefings, structure.modes
    if briefings is not None and briefings.unbriefed > structure.alignment:
        briefed = f"the alignment of who was briefed, {structure.alignment:g}; write a share up to that"
        yield "structure.briefings.unbriefed", f"'{briefings.unbriefed:g}' is more than {briefed}"
    if briefings is None and modes is not None and modes.crisis.briefing_every is not None:
        yield (
            "structure.modes.crisis.briefing_every",
            "there are no briefings; add 'briefings: {every: 1 d, unbriefed: .8}' to the structure",
        )
