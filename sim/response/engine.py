"""The engine: one crisis met by one organisation, moved forward from instant to instant.

At each instant, as docs/model.md, section 8, orders it: calendars and facts, case events, openings and mentions,
dispatch; and again while that made new events.
"""

from __future__ import annotations

import math
from functools import partial
from heapq import heappop

from sim.organisation.organisation import Organisation
from sim.response.commands import Command, Decide, Way
from sim.response.compiling import compile_plan
from sim.response.executives import own_meetings
from sim.response.ground import Ground
from sim.response.instants import CALENDAR, COMMAND, Token
from sim.response.mentions import fact_key
from sim.response.orders import Orders
from sim.response.plan import Plan
from sim.response.probe import Probe
from sim.response.state import Case, WatchState
from sim.response.steering import Steering
from sim.scenario.facts import KnownFact
from sim.scenario.model import Scenario
from sim.spread.cascade import Cascade
from sim.units import TICK, tick

_ROUNDS = 10_000


class Engine(Ground):
    """One replication under way: advance it, read it, give it a command, advance it again.

    Attributes:
        ignored: (instant, number, why) of every command of which nothing came.
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
        steering: Steering | None = None,
    ) -> None:
        super().__init__(plan, cascade, facts, seed=seed, replication=replication, probes=probes, steering=steering)
        self.ignored: list[tuple[float, int, str]] = []
        self._orders = Orders(self)
        self._done = -1.0
        self._rounds = (0.0, 0)
        self._schedule()
        for fact in facts:
            self.expect(fact)

    # The clock

    def _schedule(self) -> None:
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

    @property
    def now(self) -> float:
        """The instant up to which, and at which, everything has happened; 0 at the start, when nothing has."""
        return max(0.0, self._done)

    def advance(self, until: float) -> None:
        """Let everything happen up to and at `until` (minutes since the start).

        Raises:
            AssertionError: If more than 10,000 rounds happen at one instant.
        """
        orders = self._orders
        while orders.next_at <= until:
            at = self._done = orders.next_at
            self._move(math.nextafter(at, -math.inf))
            self.run.env.instant = at
            orders.carry_out(at)
            if self.run.desks.dirty:
                # What a command has changed is dispatched at its instant, even if nothing else happens there.
                self.run.env.push(Token(self.run.env, _nothing), at, COMMAND, 0)
        # Before moving, so that an observer cannot give commands for instants that are being passed.
        self._done = max(self._done, until)
        self._move(until)

    def command(self, at: float, command: Command, number: int) -> None:
        """Have a command happen at an instant, before everything that the model does at it.

        Args:
            at: Minutes since the start; rounded to a tick.
            command: What happens.
            number: Its place among the commands of one instant.

        Raises:
            ValueError: If the instant is over, or the command names something that is not there.
            CappedError: If its mentions would bring the cascade to the cap.
        """
        at = tick(at)
        if not self._done < at or at < 0.0:
            raise ValueError(f"minute {at:g} is over: the run has come to minute {self.now:g}")
        if at > self.plan.end:
            raise ValueError(f"minute {at:g} lies after the end of the run at minute {self.plan.end:g}")
        self._orders.give(at, number, command)

    def salt(self, salt: int) -> None:
        """Give the run another future, once: all that is later than now is drawn anew (docs/model.md, section 10.4).

        Args:
            salt: Which future; the same one gives the same tables.

        Raises:
            ValueError: If the run has another future already.
            CappedError: If its cascade reaches the cap on mentions.
        """
        if self.salted is not None:
            raise ValueError(f"the run has future {self.salted} already; replay it to give it another one")
        self.draw_again(self._done, salt)
        self._orders.draw_again()

    def leave_to_model(self) -> None:
        """Have the model take all decisions from now on; what is held for people goes its way at the next tick."""
        self.steer(None)
        at = tick(self._done) + TICK if self._done >= 0.0 else 0.0
        for case in self.run.cases:
            if case.held and at <= self.plan.end:
                way: Way = "chain" if case.held == "draft" else "delegate"
                self._orders.give(at, case.case_number, Decide(case.case_number, way))

    def _move(self, until: float) -> None:
        run, env, times, happen = self.run, self.run.env, self.mentions.times, self.mentions.happen
        pending, dispatch, dirty = env.pending, run.desks.dispatch, run.desks.dirty
        positions = run.positions
        mention, last = times[self.happened], env.instant
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
                happen(self.happened, now)
                self.happened += 1
                mention = times[self.happened]
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
            row = self.first_position + 2 * fact.order + which
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
    steering: Steering | None = None,
) -> Engine:
    """Return an engine at minute 0."""
    plan = compile_plan(scenario, organisation)
    return Engine(plan, cascade, facts, seed=seed, replication=replication, probes=probes, steering=steering)


def _nothing(_token: Token) -> None:
    """Make a round, no more."""
