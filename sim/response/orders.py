"""Orders: the commands that a run has been given, and how each of them is carried out (docs/model.md, section 10)."""

from __future__ import annotations

import math
from bisect import insort
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from sim.response import commands as c
from sim.response.chains import Change
from sim.response.checking import Known, check, mentions_of
from sim.response.instants import CALENDAR, REVIEWED, Token
from sim.response.state import CALENDAR as WAITS
from sim.response.state import Case, PersonState
from sim.scenario.crisis import fact_key
from sim.scenario.facts import KnownFact
from sim.spread.cascade import Cascade
from sim.spread.merge import merge
from sim.units import tick

if TYPE_CHECKING:
    from sim.response.engine import Engine

# Where the ends of commands stand among what happens first at an instant: after all meetings.
_ENDS: Final = 1_000_000_000


@dataclass(frozen=True)
class Order:
    """One command that waits for its instant, with the mentions that it will bring."""

    at: float
    number: int
    command: c.Command
    mentions: Cascade | None = None


class Orders:
    """The commands of one run; they are carried out by instant and number."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.waiting: list[Order] = []
        self.next_at = math.inf
        self._known = Known(engine)
        self._ends = _ENDS

    def give(self, at: float, number: int, command: c.Command) -> None:
        """Take a command for an instant that is not over.

        Raises:
            ValueError: If it names something that is not there.
            CappedError: If its mentions would bring the cascade to the cap.
        """
        mentions = check(self.engine, self._known, at, command)
        insort(self.waiting, Order(at, number, command, mentions), key=attrgetter("at", "number"))
        self.next_at = self.waiting[0].at

    def carry_out(self, at: float) -> None:
        """Carry out all commands of an instant."""
        while self.waiting and self.waiting[0].at == at:
            order = self.waiting.pop(0)
            why = _HOW[type(order.command)](self, order, order.command)
            if why:
                self.engine.ignored.append((at, order.number, why))
        self.next_at = self.waiting[0].at if self.waiting else math.inf

    def draw_again(self) -> None:
        """Draw the mentions that wait anew, for another future."""
        self.waiting = [
            replace(one, mentions=mentions_of(self.engine, one.at, one.command.shock))
            if isinstance(one.command, c.AddMentions)
            else one
            for one in self.waiting
        ]

    def _later(self, lasts: float, what: Callable[[], None]) -> None:
        """Have something end after a time."""
        env = self.engine.run.env
        until = env.instant + tick(lasts)
        self._ends += 1
        if until <= self.engine.plan.end:
            env.push(Token(env, lambda _: what()), until, CALENDAR, self._ends)

    # What the world does

    def _add_mentions(self, order: Order, command: c.AddMentions) -> str:
        engine, added = self.engine, order.mentions
        assert added is not None, order.number
        if order.at > engine.plan.scenario.horizon:
            return "mentions end at the horizon"
        engine.added_shocks.append(command.shock.model_copy(update={"at": order.at}))
        engine.replace_cascade(merge(engine.cascade, added, engine.happened))
        return ""

    def _add_fact(self, order: Order, command: c.AddFact) -> str:
        if order.at > self.engine.plan.scenario.horizon:
            return "facts end at the horizon"
        facts = self.engine.run.line.facts
        fact = KnownFact(
            order=sum((one.at, one.name) < (order.at, command.name) for one in facts),
            name=command.name,
            topic=command.topic,
            at=order.at,
            known=command.known,
            confirmed=order.at + tick(command.confirmed_after),
            level=command.level,
            key=fact_key(command.name),
            cause=command.cause,
        )
        later = (replace(one, order=one.order + 1) for one in facts[fact.order :])
        self.engine.run.line.make_place(fact.order)
        self.engine.replace_facts((*facts[: fact.order], fact, *later), fact.order)
        self.engine.added_facts.add(fact.name)
        return ""

    def _close(self, order: Order, command: c.CloseChannel) -> str:
        closed = self.engine.run.closed
        closed[command.channel] = max(order.at + tick(command.lasts), closed.get(command.channel, 0.0))
        return ""

    # People

    def _absence(self, _: Order, command: c.Absence) -> str:
        desks = self.engine.run.desks
        posts = (person.plan for person in desks.people)
        who = tuple(p.index for p in posts if p.name in command.persons or not set(command.roles).isdisjoint(p.roles))
        desks.take_away(who, 1)
        self._later(command.lasts, partial(desks.take_away, who, -1))
        return ""

    def _call_in(self, _: Order, command: c.CallIn) -> str:
        on_call = (person for person in self.engine.run.desks.people if person.plan.on_call and not person.on_hand)
        found = list(on_call)[: command.count]
        for person in found:
            self._call(person, command.lasts)
        return "" if found else "everybody on call is on hand already"

    def _overtime(self, order: Order, command: c.Overtime) -> str:
        on_duty = [person for person in self.engine.run.desks.people if person.watch.on_duty]
        for person in on_duty:
            self._call(person, person.watch.end - order.at + command.lasts)
        return "" if on_duty else "nobody is on duty"

    def _call(self, person: PersonState, lasts: float) -> None:
        desks = self.engine.run.desks
        desks.call(person, 1)
        self._later(lasts, partial(desks.call, person, -1))

    def _chain(self, _: Order, command: c.ChangeChain) -> str:
        run = self.engine.run
        changes = {level: list(made) for level, made in (run.chain_changes or {}).items()}
        queues = {queue.name: queue.index for queue in self.engine.plan.queues}
        role = command.without
        change = Change(queues.get(f"approval:{role}", role) if role is not None else None, command.like)
        for level in command.levels:
            changes[level] = [] if command.restore else [*changes.get(level, []), change]
        run.chain_changes = changes
        return ""

    def _crisis(self, _: Order, command: c.CallCrisis) -> str:
        modes = self.engine.run.modes
        assert modes is not None, "an organisation without modes"
        return modes.call(at_once=command.at_once, apart=command.apart)

    def _end_crisis(self, _: Order, __: c.EndCrisis) -> str:
        modes = self.engine.run.modes
        assert modes is not None, "an organisation without modes"
        return modes.call_off()

    # What is said

    def _state(self, order: Order, command: c.State) -> str:
        self.engine.run.line.speak(command.topic, command.kind, order.at)
        return ""

    def _contradict(self, order: Order, command: c.Contradict) -> str:
        desk = self.engine.plan.desk_of[command.channel]
        number = desk.index if desk is not None else -1
        self.engine.run.line.speak_against(command.topic, command.channel, number, order.at)
        return ""

    def _correct(self, _: Order, command: c.Correct) -> str:
        self.engine.run.line.put_right(command.topic)
        return ""

    # Cases

    def _open_case(self, number: int) -> Case | str:
        cases = self.engine.run.cases
        if number >= len(cases):
            return f"case {number} has not been opened"
        return cases[number] if cases[number].state == "open" else f"case {number} is {cases[number].state}"

    def _decide(self, order: Order, command: c.Decide) -> str:
        case, run = self._open_case(command.case), self.engine.run
        if isinstance(case, str):
            return case
        if not case.held:
            return f"case {command.case} is not held for people"
        if command.way not in c.WAYS[case.held]:
            return f"'{command.way}' cannot be decided of a {case.held}"
        case.held, case.way = "", command.way
        if command.way == "shelve":
            case.switch(WAITS, order.at)
            case.in_meeting = False
            run.given_up(case)
        else:
            run.env.push(case, order.at, REVIEWED, case.number)
        return ""

    def _answer(self, _: Order, command: c.Answer) -> str:
        case, run = self._open_case(command.case), self.engine.run
        if isinstance(case, str):
            return case
        if case.fact >= 0:
            return f"case {command.case} is a position case"
        if run.is_closed(case):
            return f"channel '{case.channel}' is closed"
        run.answer_elsewhere(case)
        return ""


_HOW: Final[dict[type, Callable[[Orders, Order, Any], str]]] = {
    c.AddMentions: Orders._add_mentions,
    c.AddFact: Orders._add_fact,
    c.Absence: Orders._absence,
    c.CloseChannel: Orders._close,
    c.ChangeChain: Orders._chain,
    c.CallCrisis: Orders._crisis,
    c.EndCrisis: Orders._end_crisis,
    c.CallIn: Orders._call_in,
    c.Overtime: Orders._overtime,
    c.State: Orders._state,
    c.Contradict: Orders._contradict,
    c.Correct: Orders._correct,
    c.Decide: Orders._decide,
    c.Answer: Orders._answer,
}
