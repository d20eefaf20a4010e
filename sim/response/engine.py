"""The engine: one crisis met by one organisation, moved forward from instant to instant.

At each instant, as docs/model.md, section 8, orders it: calendars and facts, case events, openings and mentions,
dispatch; and again while that made new events. Mentions are no events: one that opens no case costs a few tests.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from functools import partial
from heapq import heappop

import numpy as np

from sim.keys import mix64, name_key, stream, uniform
from sim.organisation.organisation import Organisation
from sim.response.instants import CALENDAR, FACT, Token
from sim.response.luck import Luck
from sim.response.plan import Plan, compile_plan
from sim.response.probe import Probe
from sim.response.run import Run
from sim.response.state import Case, WatchState
from sim.scenario.facts import KnownFact
from sim.scenario.model import Scenario
from sim.spread.cascade import Cascade
from sim.units import BoolArray, KeyArray

_ROUNDS = 10_000
_ALONE = ("journalist", "multiplier")


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
        opens = _qualifies(plan, cascade, seed=seed, replication=replication)
        keys, rows = _rows(cascade, facts, opens)
        luck = Luck(plan.laws, keys, seed=seed, replication=replication)
        self.run = Run(plan, luck, facts, threads=_threads(cascade), probes=probes)
        self._rows = rows
        self._rounds = (0.0, 0)
        self._keys = keys.tolist()
        self._positions = int(opens.sum())
        self._read(cascade, opens)
        self._schedule(facts)

    def _read(self, cascade: Cascade, opens: BoolArray) -> None:
        """Lay the cascade out as lists: reading one number of an array costs five times as much."""
        scenario = self.plan.scenario
        self._next = 0
        self._time: list[float] = [*cascade.time.tolist(), math.inf]
        self._parent = cascade.parent.tolist()
        self._channel = cascade.channel.tolist()
        self._topic = cascade.topic.tolist()
        self._kind = cascade.kind.tolist()
        self._thread = cascade.thread.tolist()
        self._thin = cascade.thin.tolist()
        self._reach = cascade.reach.tolist()
        self._conditional = cascade.conditional.tolist()
        self._ending = cascade.ends_with.tolist()
        self._opens = opens.tolist()
        self.alive = [False] * len(cascade)
        # Immigrants survive where nothing is conditional and nobody counts the population: most need no equation.
        limited = np.array([scenario.channels[name].population is not None for name in cascade.channels])
        certain = (cascade.parent < 0) & ~cascade.conditional & (cascade.ends_with < 0) & ~limited[cascade.channel]
        self._certain = certain.tolist()
        self._populations = [scenario.channels[name].population for name in cascade.channels]
        self._said = [0] * len(cascade.channels)
        self._demands = [name in scenario.kinds and scenario.kinds[name].demands for name in cascade.kinds]
        self._alone = [name in _ALONE for name in cascade.kinds]
        thresholds = [scenario.channels[name].case_threshold for name in cascade.channels]
        self._scales = [scenario.cases.drift_reach if isinstance(t, str) else t for t in thresholds]
        # A kind that a trace brings and the scenario lacks has no levels; such mentions open no case.
        known = [scenario.kinds.get(name) for name in cascade.kinds]
        self._levels = [_cumulated({} if kind is None else kind.levels) for kind in known]
        self._only_level = [levels[0][1] if len(levels) == 1 else 0 for levels in self._levels]
        self._quiet = scenario.cases.quiet_after_answer

    # The clock

    def _schedule(self, facts: tuple[KnownFact, ...]) -> None:
        env, desks, end = self.run.env, self.run.desks, self.plan.end
        for number, watch in enumerate(desks.watches):
            if watch.intervals and watch.intervals[0][0] <= 0.0:
                self._begin_duty(watch)
            token = Token(env, partial(self._duty_changes, number, watch))
            if watch.intervals:
                env.push(token, watch.intervals[0][1 if watch.on_duty else 0], CALENDAR, number)
        for number, (start, stop, who) in enumerate(self.plan.sittings):
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
        for index in who:
            person = self.run.desks.people[index]
            person.away += change
            self.run.desks.look_at(person)
            for queue in person.queues:
                self.run.desks.touch(queue)

    def advance(self, until: float) -> None:
        """Let everything happen up to and at `until` (minutes since the start).

        Raises:
            AssertionError: If more than 10,000 rounds happen at one instant.
        """
        run, env, times = self.run, self.run.env, self._time
        pending, dispatch, dirty = env.pending, run.desks.dispatch, run.desks.dirty
        mention = times[self._next]
        while True:
            event = pending[0][0]
            now = event if event < mention else mention  # noqa: FURB136  # a call less an instant
            if now > until:
                break
            if now == env.instant:
                self._count_round(now)
            env.instant = now
            while event == now:
                # SimPy's own step without what only failing events need: 20 bytecodes a review for 40 and a call.
                token = heappop(pending)[3]
                token.callbacks[0](token)
                event = pending[0][0]
            if run.positions:
                self._open_positions()
            while mention == now:
                self._mention(self._next, now)
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

    # Mentions

    def _mention(self, index: int, now: float) -> None:
        if not (self._certain[index] or self._survives(index, now)):
            return
        self.alive[index] = True
        self._said[self._channel[index]] += 1
        if not self._opens[index]:
            return
        run, thread, kind = self.run, self._thread[index], self._kind[index]
        case = run.last_case[thread]
        if case is not None and case.state == "open" and not self._alone[kind]:
            run.join(case, self._reach[index])
            for hook in run.hooks["case_joined"]:
                hook(now, case, index)
        elif self._demands[kind] or now - run.answered_at[thread] >= self._quiet:
            self._open(index)

    def _survives(self, index: int, now: float) -> bool:
        """Say whether a mention survives: equation 5 of docs/model.md."""
        parent = self._parent[index]
        if parent >= 0 and not self.alive[parent]:
            return False
        channel = self._channel[index]
        population = self._populations[channel]
        q = 1.0 if population is None else max(0.0, 1.0 - self._said[channel] / population)
        if self._conditional[index]:
            case = self.run.case_of.get(parent)
            if case is not None and case.answered <= now:
                return False
        elif parent >= 0:
            topic = self.cascade.topics[self._topic[index]]
            edge = self.run.effects.edge(topic, self.cascade.channels[channel], now)
            answered = self.run.answered_at[self._thread[index]] > -math.inf
            q = edge * (self.run.effects.reply if answered else 1.0) * q / self.cascade.envelope
        elif self._ending[index] >= 0 and self.run.line.silenced(self.cascade.endings[self._ending[index]]):
            return False
        assert q <= 1.0, f"a mention survives with probability {q}"
        return bool(self._thin[index] < q)

    def _open(self, index: int) -> None:
        plan, cascade, run = self.plan, self.cascade, self.run
        channel = cascade.channels[self._channel[index]]
        desk = plan.desk_of[channel]
        if desk is None:
            raise AssertionError(f"no desk takes channel '{channel}'")
        row, kind, thread = self._rows[index], self._kind[index], self._thread[index]
        case = Case(
            run.env,
            len(run.cases),
            row,
            desk,
            key=self._keys[row],
            kind=cascade.kinds[kind],
            topic=cascade.topics[self._topic[index]],
            level=self._only_level[kind] or self._level(kind, row),
            channel=channel,
            mention=index,
            thread=thread,
            reach=self._reach[index],
            scale=self._scales[self._channel[index]],
        )
        run.last_case[thread] = case
        run.case_of[index] = case
        run.admit(case)

    def _level(self, kind: int, row: int) -> int:
        u = self.run.luck.draw(self.plan.numbers["level"], row)
        for share, level in self._levels[kind]:
            if u < share:
                return level
        return self._levels[kind][-1][1]

    def _open_positions(self) -> None:
        waiting = sorted(self.run.positions, key=lambda one: (one[0].order, one[1]))
        self.run.positions = []
        for fact, which in waiting:
            row = self._positions + 2 * fact.order + which
            case = Case(
                self.run.env,
                len(self.run.cases),
                row,
                self.plan.positions,
                key=_fact_key(fact, which),
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


def _cumulated(levels: dict[int, float]) -> list[tuple[float, int]]:
    """Return (share up to and including a level, level), lowest level first."""
    ordered = sorted(levels)
    return list(zip(itertools.accumulate(levels[level] for level in ordered), ordered))


def _fact_key(fact: KnownFact, which: int) -> int:
    return int(mix64(name_key("fact"), name_key(fact.name), which))


def _qualifies(plan: Plan, cascade: Cascade, *, seed: int, replication: int) -> BoolArray:
    """Return which mentions open or join a case if they survive (docs/model.md, section 4)."""
    scenario, monitoring = plan.scenario, plan.organisation.structure.monitoring
    channels = [scenario.channels[name] for name in cascade.channels]
    watched = np.array([monitoring.watched == "all" or name in monitoring.watched for name in cascade.channels])
    threshold = np.array([0.0 if c.case_threshold == "every" else float(c.case_threshold) for c in channels])
    demands = np.array([name in scenario.kinds and scenario.kinds[name].demands for name in cascade.kinds])
    u = uniform(stream(seed, replication), cascade.key, name_key("monitor"))
    seen = demands[cascade.kind] | (cascade.reach >= threshold[cascade.channel]) | (u < monitoring.rate)
    found: BoolArray = seen & watched[cascade.channel]
    return found


def _rows(cascade: Cascade, facts: tuple[KnownFact, ...], opens: BoolArray) -> tuple[KeyArray, dict[int, int]]:
    """Return the keys of all cases that may open, and the row of each mention among them."""
    openers = np.flatnonzero(opens)
    positions = [_fact_key(fact, which) for fact in facts for which in (0, 1)]
    keys = np.concatenate([cascade.key[openers], np.array(positions, dtype=np.uint64)])
    return keys, {int(mention): row for row, mention in enumerate(openers)}


def _threads(cascade: Cascade) -> int:
    return int(cascade.thread.max()) + 1 if len(cascade) else 0


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
