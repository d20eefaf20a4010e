"""The engine: one crisis met by one organisation, moved forward from instant to instant.

At each instant, as docs/model.md, section 8, orders it: calendars and facts, case events, openings and mentions,
dispatch; and again while that made new events.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from heapq import heappop

from sim.organisation.organisation import Organisation
from sim.response.compiling import compile_plan
from sim.response.executives import own_meetings
from sim.response.instants import CALENDAR, FACT, Token
from sim.response.luck import Luck
from sim.response.mentions import Mentions, fact_key, keys_of, qualifies, threads, warm_mentions
from sim.response.plan import Plan
from sim.response.probe import Probe
from sim.response.run import Run
from sim.response.state import Case, WatchState
from sim.scenario.facts import KnownFact
from sim.scenario.model import Scenario
from sim.spread.cascade import Cascade

_ROUNDS = 10_000


class Engine:
    """One replication under way: advance it, read it, advance it again.

    Attributes:
        run: The cases and what is done about them.
        alive: Whether each mention of the cascade survives, as far as the clock has come.
    """

    def __init__(
        self,
        plan: Plan,
        cascade: Cascade,
        facts: tuple[KnownFact, ...],
        *,
        seed: int,
        replication: int,
        probes: tuple[Probe, ...] = (),
    ) -> None:
        self.plan = plan
        self.cascade = cascade
        self.replication = replication
        opens = qualifies(plan, cascade, seed=seed, replication=replication)
        keys = keys_of(plan, cascade, facts, opens)
        luck = Luck(plan.laws, keys, rejects=plan.rejects, seed=seed, replication=replication)
        self.run = Run(plan, luck, facts, threads=threads(cascade), probes=probes)
        warm = warm_mentions(plan, cascade, seed=seed, replication=replication)
        self.mentions = Mentions(plan, cascade, self.run, opens=opens, keys=keys, warm=warm)
        self.alive = self.mentions.alive
        self._next = 0
        self._rounds = (0.0, 0)
        self._positions = int(opens.sum())
        self._schedule(facts)

    # The clock

    def _schedule(self, facts: tuple[KnownFact, ...]) -> None:
        env, desks, end = self.run.env, self.run.desks, self.plan.end
        for number, watch in enumerate(desks.watches):
            if watch.intervals and watch.intervals[0][0] <= 0.0:
                self._begin_duty(watch)
            token = Token(env, partial(self._duty_changes, number, watch))
            if watch.intervals:
                env.push(token, watch.intervals[0][1 if watch.on_duty else 0], CALENDAR, number)
        sittings = [*self.plan.sittings, *own_meetings(self.plan.people, self.run.luck, end)]
        for number, (start, stop, who) in enumerate(sittings):
            if start <= end:
                env.push(Token(env, partial(self._meeting_takes, who, 1)), start, CALENDAR, 1_000_000 + 2 * number)
                env.push(Token(env, partial(self._meeting_takes, who, -1)), stop, CALENDAR, 1_000_001 + 2 * number)
        for fact in facts:
            if fact.known == "operations":
                env.push(Token(env, partial(self._fact_happens, fact, self.run.learn)), fact.at, FACT, 2 * fact.order)
            env.push(
                Token(env, partial(self._fact_happens, fact, self.run.confirm)),
                fact.confirmed,
                FACT,
                2 * fact.order + 1,
            )

    def _fact_happens(self, fact: KnownFact, what: Callable[[KnownFact], None], _token: Token) -> None:
        what(fact)

    def _begin_duty(self, watch: WatchState) -> None:
        watch.on_duty = True
        watch.begin, watch.end = watch.intervals[watch.index]
        for person in watch.people:
            self.run.desks.look_at(person)

    def _duty_changes(self, number: int, watch: WatchState, token: Token) -> None:
        """Begin or end the duty of all who share a shift."""
        if watch.on_duty:
            watch.on_duty = False
            watch.index += 1
            for person in watch.people:
                self.run.desks.look_at(person)
        else:
            self._begin_duty(watch)
        for queue in watch.queues:
            queue.stale = True
            self.run.desks.touch(queue)
        if watch.index < len(watch.intervals):
            instant = watch.intervals[watch.index][1 if watch.on_duty else 0]
            self.run.env.push(token, instant, CALENDAR, number)

    def _meeting_takes(self, who: tuple[int, ...], change: int, _token: Token) -> None:
        self.run.desks.take_away(who, change)

    def advance(self, until: float) -> None:
        """Let everything happen up to and at `until` (minutes since the start).

        Raises:
            AssertionError: If more than 10,000 rounds happen at one instant.
        """
        run, env, times, happen = self.run, self.run.env, self.mentions.times, self.mentions.happen
        pending, dispatch, dirty = env.pending, run.desks.dispatch, run.desks.dirty
        positions = run.positions
        mention, last = times[self._next], env.instant
        while True:
            event = pending[0][0]
            now = event if event < mention else mention  # noqa: FURB136  # a call less an instant
            if now > until:
                break
            if now == last:
                self._count_round(now)
            env.instant = last = now
            while event == now:
                # SimPy's own step without what only failing events need: 20 bytecodes a review for 40 and a call.
                token = heappop(pending)[3]
                token.callbacks[0](token)
                event = pending[0][0]
            if positions:
                self._open_positions()
            while mention == now:
                happen(self._next, now)
                self._next += 1
                mention = times[self._next]
            if dirty:
                dispatch()
        env.instant = max(env.instant, until)

    def _count_round(self, now: float) -> None:
        """Count the rounds at one instant, which events that make events for the same instant prolong."""
        instant, rounds = self._rounds
        self._rounds = (now, rounds + 1 if instant == now else 1)
        assert rounds < _ROUNDS, f"more than {_ROUNDS} rounds at minute {now}"

    def _open_positions(self) -> None:
        waiting = sorted(self.run.positions, key=lambda one: (one[0].order, one[1]))
        self.run.positions.clear()
        for fact, which in waiting:
            row = self._positions + 2 * fact.order + which
            case = Case(
                self.run.env,
                len(self.run.cases),
                row,
                self.plan.positions,
                key=fact_key(fact, which),
                kind="position",
                topic=fact.topic,
                level=fact.level,
                fact=fact.order,
            )
            self.run.admit(case)

    def finish(self) -> None:
        """Advance to the end of the run and book what is open."""
        self.advance(self.plan.end)
        self.run.close()
        for person in self.run.desks.people:
            assert person.item is None, person.plan.name


def start(
    scenario: Scenario,
    organisation: Organisation,
    cascade: Cascade,
    facts: tuple[KnownFact, ...],
    *,
    seed: int,
    replication: int,
    probes: tuple[Probe, ...] = (),
) -> Engine:
    """Return an engine at minute 0."""
    plan = compile_plan(scenario, organisation)
    return Engine(plan, cascade, facts, seed=seed, replication=replication, probes=probes)
