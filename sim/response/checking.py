"""Checks of a command when it is given: names that are not there, times and numbers that mean nothing."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, Any, Final

from sim.errors import CappedError, did_you_mean
from sim.fields import one_of
from sim.response import commands as c
from sim.scenario.crisis import shock_of
from sim.spread.cascade import Cascade
from sim.spread.hawkes import LARGEST_SHOCK, Hawkes, Reignition, Shock

if TYPE_CHECKING:
    from sim.response.engine import Engine


class Known:
    """The names that commands of one run may use, those of earlier commands included, and how many mentions wait."""

    def __init__(self, engine: Engine) -> None:
        plan, spread = engine.plan, engine.plan.scenario.spread
        facts = engine.run.line.facts
        self.shocks = {shock.name for shock in spread.scripted} if isinstance(spread, Hawkes) else set()
        self.facts = {fact.name for fact in facts}
        self.topics = {*engine.cascade.topics, plan.scenario.main_topic, *(fact.topic for fact in facts)}
        self.kinds = {*plan.scenario.kinds, *engine.cascade.kinds}
        self.roles = sorted({role for person in plan.people for role in person.roles})
        self.persons = [person.name for person in plan.people]
        steps = [step for desk in plan.desks for chains in desk.chains for chain in chains for step in chain]
        asked = {plan.queues[queue].name.removeprefix("approval:") for step in steps for queue in step.queues}
        self.asked = sorted(asked | {step.meeting for step in steps if step.meeting is not None})
        self.mentions = len(engine.cascade)


def check(engine: Engine, known: Known, at: float, command: c.Command) -> Cascade | None:
    """Check a command, and remember the names that it brings; return the mentions that it brings, if any.

    Raises:
        ValueError: If it names something that is not there, or says something that means nothing.
        CappedError: If its mentions would bring the cascade to the cap.
    """
    if isinstance(command, c.AddMentions):
        return _mentions(engine, known, at, command)
    rule = _RULES.get(type(command))
    if rule is None:
        raise ValueError(f"{command!r} is no command")
    rule(engine, known, command)
    return None


def _named(what: str, plural: str, name: str, allowed: Collection[str]) -> None:
    if name not in allowed:
        words = sorted(allowed)
        told = f"the {plural} are {one_of(words)}" if words else f"there are no {plural}"
        raise ValueError(f"no {what} '{name}'; {told}{did_you_mean(name, words)}")


def _unused(what: str, name: str, used: Collection[str]) -> None:
    if name in used:
        raise ValueError(f"there is a {what} '{name}' already; give this one a name of its own")


def _channel(engine: Engine, name: str) -> None:
    _named("channel", "channels", name, engine.plan.scenario.channels)


def _lasting(minutes: float) -> None:
    if not 0.0 < minutes < math.inf:
        raise ValueError(f"it lasts {minutes:g} minutes; write a number above 0")


def _levels(levels: Iterable[int]) -> None:
    for level in levels:
        if level not in range(5):
            raise ValueError(f"no level {level}; the levels are 0 to 4")


def _mentions(engine: Engine, known: Known, at: float, command: c.AddMentions) -> Cascade:
    shock, scenario = command.shock, engine.plan.scenario
    if isinstance(shock, Reignition):
        raise ValueError(f"'{shock.name}' is a reignition; only a shock can be added to a run")
    _unused("shock", shock.name, known.shocks)
    _channel(engine, shock.channel)
    if shock.kind is not None:
        _named("kind", "kinds", shock.kind, known.kinds)
    added = mentions_of(engine, at, shock)
    cap = scenario.spread.cap if isinstance(scenario.spread, Hawkes) else LARGEST_SHOCK
    if known.mentions + len(added) >= cap:
        raise CappedError(
            f"shock '{shock.name}' would bring the cascade to its cap of {cap} mentions; it brings {len(added)} to "
            f"{known.mentions}; lower its count, or raise spread.cap"
        )
    known.mentions += len(added)
    known.shocks.add(shock.name)
    known.topics.add(shock.topic)
    return added


def mentions_of(engine: Engine, at: float, shock: Shock) -> Cascade:
    """Return what a shock at an instant brings to a run."""
    placed, salt = shock.model_copy(update={"at": at}), engine.salted
    return shock_of(engine.plan.scenario, placed, seed=engine.seed, replication=engine.replication, salt=salt)


def _fact(_: Engine, known: Known, command: c.AddFact) -> None:
    _unused("fact", command.name, known.facts)
    _named("way", "ways in which a fact becomes known", command.known, ("operations", "detected"))
    if command.level not in {3, 4}:
        raise ValueError(f"the level of a fact is 3 or 4, not {command.level}: it opens a position case")
    if not 0.0 <= command.confirmed_after < math.inf:
        raise ValueError(f"it is confirmed after {command.confirmed_after:g} minutes; write 0 or more")
    known.facts.add(command.name)
    known.topics.add(command.topic)


def _absence(_: Engine, known: Known, command: c.Absence) -> None:
    _lasting(command.lasts)
    for role in command.roles:
        _named("role", "roles", role, known.roles)
    for person in command.persons:
        _named("person", "persons", person, known.persons)
    if not command.roles and not command.persons:
        raise ValueError("an absence needs at least one role or person")


def _close(engine: Engine, _: Known, command: c.CloseChannel) -> None:
    _lasting(command.lasts)
    _channel(engine, command.channel)


def _chain(_: Engine, known: Known, command: c.ChangeChain) -> None:
    given = (command.without is not None) + (command.like is not None) + command.none + command.restore
    if given != 1:
        raise ValueError("give exactly one of without, like, none and restore")
    if not command.levels:
        raise ValueError("give at least one level")
    _levels(command.levels)
    if command.like is not None:
        _levels((command.like,))
    if command.without is not None:
        _named("step", "steps", command.without, known.asked)


def _modes(engine: Engine, _: Known, __: c.CallCrisis | c.EndCrisis) -> None:
    organisation = engine.plan.organisation
    if organisation.structure.modes is None:
        raise ValueError(f"organisation '{organisation.name}' has no crisis mode; its file gives no structure.modes")


def _call_in(_: Engine, __: Known, command: c.CallIn) -> None:
    _lasting(command.lasts)
    if command.count is not None and command.count < 1:
        raise ValueError(f"{command.count} people are called in; write a number above 0, or None for all")


def _overtime(_: Engine, __: Known, command: c.Overtime) -> None:
    _lasting(command.lasts)


def _state(_: Engine, known: Known, command: c.State) -> None:
    _named("topic", "topics", command.topic, known.topics)
    _named("kind of statement", "kinds", command.kind, ("holding", "position", "apology", "legalistic"))


def _contradict(engine: Engine, known: Known, command: c.Contradict) -> None:
    _named("topic", "topics", command.topic, known.topics)
    _channel(engine, command.channel)


def _correct(_: Engine, known: Known, command: c.Correct) -> None:
    _named("topic", "topics", command.topic, known.topics)


def _numbered(case: int) -> None:
    if case < 0:
        raise ValueError(f"no case {case}; cases are numbered from 0")


def _decide(engine: Engine, _: Known, command: c.Decide) -> None:
    _numbered(command.case)
    cases = engine.run.cases
    held = cases[command.case].held if command.case < len(cases) else ""
    allowed = c.WAYS.get(held, (*c.DRAFT_WAYS, *c.STEP_WAYS))
    if command.way not in allowed:
        of = f" of a {held}" if held else ""
        words = list(dict.fromkeys(allowed))
        raise ValueError(f"'{command.way}' cannot be decided{of}; the ways are {one_of(words)}")


def _answer(engine: Engine, _: Known, command: c.Answer) -> None:
    _numbered(command.case)
    cases = engine.run.cases
    if command.case < len(cases) and cases[command.case].fact >= 0:
        raise ValueError(f"case {command.case} is a position case; only a public case is answered by others")


_RULES: Final[dict[type, Callable[[Engine, Known, Any], None]]] = {
    c.AddFact: _fact,
    c.Absence: _absence,
    c.CloseChannel: _close,
    c.ChangeChain: _chain,
    c.CallCrisis: _modes,
    c.EndCrisis: _modes,
    c.CallIn: _call_in,
    c.Overtime: _overtime,
    c.State: _state,
    c.Contradict: _contradict,
    c.Correct: _correct,
    c.Decide: _decide,
    c.Answer: _answer,
}
