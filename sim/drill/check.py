"""What is wrong between the parts of a drill, and what a facilitator should know before people come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from sim.drill.condition import parse_condition
from sim.drill.definition import AfterOption, Decision, Definition, Objective
from sim.drill.effects import Effect
from sim.errors import did_you_mean
from sim.fields import one_of
from sim.organisation.organisation import Organisation
from sim.scenario.model import Scenario
from sim.units import format_duration

Fault = tuple[str, str]


def check_drill(drill: Definition, scenario: Scenario, organisation: Organisation | None) -> list[Fault]:
    """Return what makes the drill impossible, as (field path, message).

    Args:
        drill: As read.
        scenario: Its crisis.
        organisation: Who answers; None leaves out what depends on that.
    """
    own = [*_twice(drill), *_names(drill), *_length(drill, scenario), *_conditions(drill, scenario)]
    return [*own, *_all_effects(drill, scenario, organisation)]


def _twice(drill: Definition) -> Iterator[Fault]:
    for field in ("seats", "objectives", "injects", "decisions"):
        seen: set[str] = set()
        for index, one in enumerate(getattr(drill, field)):
            if one.id in seen:
                yield f"{field}[{index}].id", f"there is a '{one.id}' already"
            seen.add(one.id)


def _names(drill: Definition) -> Iterator[Fault]:
    seats, objectives = [seat.id for seat in drill.seats], [one.id for one in drill.objectives]
    injects = [inject.id for inject in drill.injects]
    for index, decision in enumerate(drill.decisions):
        at = f"decisions[{index}]"
        yield from _known(f"{at}.owner", "seat", decision.owner, seats)
        yield from _known(f"{at}.deputy", "seat", decision.deputy, seats)
        yield from _known(f"{at}.objective", "objective", decision.objective, objectives)
        yield from _after(f"{at}.opens.after", decision.opens.after, drill)
        yield from _known(f"{at}.opens.after_inject", "inject", decision.opens.after_inject, injects)
    for index, inject in enumerate(drill.injects):
        yield from _known(f"injects[{index}].objective", "objective", inject.objective, objectives)
        yield from _after(f"injects[{index}].after", inject.after, drill)


def _known(path: str, noun: str, name: str | None, known: Iterable[str]) -> Iterator[Fault]:
    names = list(known)
    if name is not None and name not in names:
        listed = f"the {noun}s are {one_of(names)}" if names else f"there are no {noun}s"
        yield path, f"no {noun} '{name}'; {listed}{did_you_mean(name, names)}"


def _after(path: str, after: AfterOption | None, drill: Definition) -> Iterator[Fault]:
    if after is None:
        return
    yield from _known(f"{path}.decision", "decision", after.decision, [one.id for one in drill.decisions])
    decision = drill.decision(after.decision)
    if decision is not None:
        for name in after.options:
            yield from _known(f"{path}.option", "option", name, [option.id for option in decision.options])


def _length(drill: Definition, scenario: Scenario) -> Iterator[Fault]:
    if drill.ends > scenario.horizon:
        end, horizon = format_duration(drill.ends), format_duration(scenario.horizon)
        yield (
            "length",
            f"the drill would end {end} after the start of {scenario.name}, which has a horizon of {horizon}",
        )


def _conditions(drill: Definition, scenario: Scenario) -> Iterator[Fault]:
    texts = [(f"injects[{index}].when", one.when) for index, one in enumerate(drill.injects)]
    texts += [(f"decisions[{index}].opens.when", one.opens.when) for index, one in enumerate(drill.decisions)]
    for path, text in texts:
        for term in parse_condition(text).terms if text is not None else ():
            yield from _known(path, "channel", term.channel or None, scenario.channels)


def _all_effects(drill: Definition, scenario: Scenario, organisation: Organisation | None) -> Iterator[Fault]:
    for index, inject in enumerate(drill.injects):
        for number, effect in enumerate(inject.effects):
            path = f"injects[{index}].effects[{number}]"
            if effect.answer is not None:
                yield path, "an inject is about no case, so there is nothing to answer"
            yield from _effect(path, effect, scenario, organisation)
    for index, decision in enumerate(drill.decisions):
        for place, option in enumerate(decision.options):
            for number, effect in enumerate(option.effects):
                path = f"decisions[{index}].options[{place}].effects[{number}]"
                if effect.answer is not None and decision.opens.on != "reach":
                    yield path, "only a decision that opens on reach is about a case that can be answered"
                yield from _effect(path, effect, scenario, organisation)
    if organisation is not None:
        yield from _roles(drill, organisation)


def _roles(drill: Definition, organisation: Organisation) -> Iterator[Fault]:
    roles = _roles_of(organisation)
    for index, seat in enumerate(drill.seats):
        for place, role in enumerate(seat.roles):
            yield from _known(f"seats[{index}].roles[{place}]", "role", role, roles)
    for index, decision in enumerate(drill.decisions):
        for place, role in enumerate(decision.opens.roles):
            yield from _known(f"decisions[{index}].opens.roles[{place}]", "role", role, roles)


def _roles_of(organisation: Organisation) -> list[str]:
    return sorted({role for person in organisation.people() for role in person.roles})


def _effect(path: str, effect: Effect, scenario: Scenario, organisation: Organisation | None) -> Iterator[Fault]:
    (what,) = effect.said()
    one = getattr(effect, what)
    channel, kind = getattr(one, "channel", None), getattr(one, "kind", None)
    yield from _known(f"{path}.{what}.channel", "channel", channel, scenario.channels)
    if what == "mentions":
        yield from _known(f"{path}.{what}.kind", "kind", kind, scenario.kinds)
    if organisation is None:
        return
    roles = _roles_of(organisation)
    if effect.absence is not None:
        for role in effect.absence.roles:
            yield from _known(f"{path}.absence.roles", "role", role, roles)
        for person in effect.absence.persons:
            yield from _known(f"{path}.absence.persons", "post", person, [one.name for one in organisation.people()])
    if effect.chain is not None:
        yield from _known(f"{path}.chain.without", "role", effect.chain.without, roles)


def warnings(drill: Definition, organisation: Organisation) -> list[str]:
    """Return what a facilitator should know: nothing of it makes the drill impossible."""
    return [
        *_late(drill),
        *_unreachable(drill, organisation),
        *_nobody(drill),
        *_short(drill),
        *_untold(drill),
        *_without_task(drill),
    ]


def _late(drill: Definition) -> Iterator[str]:
    late = [inject.id for inject in drill.injects if inject.at is not None and inject.at >= drill.ends]
    if late:
        yield f"{_listed('inject', late)} planned after the end of the drill; release by hand, or lengthen the drill"
    early = [inject.id for inject in drill.injects if inject.at is not None and inject.at < drill.begins]
    if early:
        yield f"{_listed('inject', early)} planned before the drill begins; released one a minute from then on"


def _unreachable(drill: Definition, organisation: Organisation) -> Iterator[str]:
    modes = organisation.structure.modes
    for decision in drill.decisions:
        if modes is None and _needs_modes(decision):
            yield (
                f"{decision.id}: {organisation.name} has no crisis mode; the answer is kept and changes nothing in the "
                "model"
            )
        if decision.timeout > drill.length:
            yield f"{decision.id}: its time-out is longer than the drill"
    if not any(decision.owner for decision in drill.decisions):
        yield "there is no decision: people can publish and take notes, and nothing else"
    idle = [seat.id for seat in drill.seats if seat.id in asked_nothing(drill)]
    if idle:
        yield f"{_listed('seat', idle)} asked nothing: no decision, and not two injects with an expected action"


def asked_nothing(drill: Definition) -> set[str]:
    """Return the ids of seats that own no decision and have fewer than two injects with an expected action."""
    told = Counter(
        seat.id
        for inject in drill.injects
        for seat in drill.seats
        if inject.expected and {seat.id, seat.title} & set(inject.to)
    )
    owners = {decision.owner for decision in drill.decisions}
    return {seat.id for seat in drill.seats if seat.id not in owners and told[seat.id] < 2}


def _nobody(drill: Definition) -> Iterator[str]:
    """Yield the recipients of injects that are no seat and not everybody."""
    titles = [seat.title for seat in drill.seats]
    known = {"all", *(name.strip().casefold() for seat in drill.seats for name in (seat.id, seat.title))}
    for inject in drill.injects:
        for name in inject.to:
            if name.strip().casefold() not in known:
                yield f"inject '{inject.id}': '{name}' is no seat{did_you_mean(name, titles)}"


def _short(drill: Definition) -> Iterator[str]:
    for one in drill.decisions:
        if one.target is not None and one.timeout < one.target:
            after, target = format_duration(one.timeout), format_duration(one.target)
            yield f"{one.id}: its time-out, {after}, is shorter than its target, {target}: nobody can be late"


def without_task(definition: Definition) -> list[Objective]:
    """Return the objectives that no decision and no inject with an expected action serves."""
    served = {one.objective for one in definition.decisions}
    served |= {one.objective for one in definition.injects if one.expected}
    return [one for one in definition.objectives if one.id not in served]


def _without_task(drill: Definition) -> Iterator[str]:
    left = [one.id for one in without_task(drill)]
    if left:
        yield f"{_listed('objective', left)} without a task: no decision and no expected action serves it"


def _needs_modes(decision: Decision) -> bool:
    effects = [effect for option in decision.options for effect in option.effects]
    return any(effect.crisis is not None or effect.end_crisis is not None for effect in effects)


def _untold(drill: Definition) -> Iterator[str]:
    if not drill.objectives:
        yield "there are no objectives: the report has nothing to rate"
    silent = [inject.id for inject in drill.injects if inject.event_type == "inject" and not inject.expected]
    if silent:
        yield f"{_listed('inject', silent)} without an expected action: the report can only say what was done"


def _listed(noun: str, ids: list[str]) -> str:
    shown = ", ".join(ids[:5]) + (f" and {len(ids) - 5} more" if len(ids) > 5 else "")
    return f"{noun} {shown} is" if len(ids) == 1 else f"{noun}s {shown} are"
