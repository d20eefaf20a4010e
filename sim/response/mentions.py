"""Mentions: which of them survive, and which open or join a case (docs/model.md, sections 3 and 4).

Mentions are no events: one that opens no case costs a few tests.
"""

from __future__ import annotations

import itertools
import math

import numpy as np

from sim.keys import mix64, name_key, stream, uniform
from sim.response.plan import DeskPlan, Plan
from sim.response.run import Run
from sim.response.state import Case
from sim.scenario.facts import KnownFact
from sim.spread.cascade import Cascade
from sim.units import BoolArray, KeyArray

_ALONE = ("journalist", "multiplier")


class Mentions:
    """The cascade of one run as it meets the organisation.

    Attributes:
        times: The instants of the mentions, in order, and infinity.
        alive: Whether each mention survives, as far as the clock has come.
    """

    def __init__(
        self, plan: Plan, cascade: Cascade, run: Run, *, opens: BoolArray, keys: KeyArray, warm: BoolArray
    ) -> None:
        self.plan = plan
        self.cascade = cascade
        self.run = run
        self._keys: list[int] = keys.tolist()
        # The row of a mention's case among all that may open, in the order of the cascade.
        self._rows: list[int] = (np.cumsum(opens) - 1).tolist()
        # Duplicates have the last rows, in the same order.
        self._first_twin = len(keys) - int(opens.sum())
        self._warm: list[bool] = warm.tolist()
        self._any_warm = bool(warm.any())
        self._reach_so_far = (0, 0)
        self._read(opens, warm)
        self._read_relations()
        self._judge()

    def _read(self, opens: BoolArray, warm: BoolArray) -> None:
        """Lay the cascade out as lists: reading one number of an array costs five times as much."""
        cascade, channels = self.cascade, self.plan.scenario.channels
        self.times: list[float] = [*cascade.time.tolist(), math.inf]
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
        limited = np.array([channels[name].population is not None for name in cascade.channels])
        certain = (cascade.parent < 0) & ~cascade.conditional & (cascade.ends_with < 0) & ~limited[cascade.channel]
        self._certain = (certain & ~warm).tolist()

    def _read_relations(self) -> None:
        """Note what warm multipliers do, and the threads in which one has spoken up (none yet)."""
        relations = self.plan.organisation.structure.relations
        self._voice = relations.voice if relations is not None else 1.0
        self._amplify = relations.amplify if relations is not None else 1.0
        self._spoken_for = [False] * threads(self.cascade)

    def _judge(self) -> None:
        """Look up what channels and kinds mean for a mention."""
        cascade, scenario = self.cascade, self.plan.scenario
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
        structure = self.plan.organisation.structure
        self._duplicates = structure.duplicates
        self._dedup = structure.modes is not None and structure.modes.crisis.dedup

    def take_over(self, before: Mentions, happened: int) -> None:
        """Go on from the first `happened` mentions, which were met as another cascade's."""
        self.alive[:happened] = before.alive[:happened]
        self._said = before._said
        self._spoken_for[: len(before._spoken_for)] = before._spoken_for

    def row_of(self, case: Case) -> int:
        """Return the row of the draws of a case that a mention opened."""
        own = self._rows[case.mention]
        return own if case.twin_of is None else self._first_twin + own

    def reach_until(self, happened: int) -> float:
        """Return the sum of the reaches of the survivors among the first `happened` mentions; it is kept.

        It counts in 1024ths of a person, so that it does not depend on when it was read before.
        """
        counted, total = self._reach_so_far
        there = itertools.compress(self._reach[counted:happened], self.alive[counted:happened])
        total += sum(int(reach * 1024.0) for reach in there)
        self._reach_so_far = (happened, total)
        return total / 1024.0

    @property
    def survivors(self) -> int:
        """How many mentions have survived so far."""
        return sum(self._said)

    def happen(self, index: int, now: float) -> None:
        """Let a mention happen: if it survives it may open a case, or join one."""
        if not (self._certain[index] or self._survives(index, now)):
            return
        self.alive[index] = True
        self._said[self._channel[index]] += 1
        if self._any_warm and self._warm[index]:
            self._spoken_for[self._thread[index]] = True
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
            thread = self._thread[index]
            q = edge * self.run.reply_effects[thread] * q / self.cascade.envelope
            if self._any_warm and self._spoken_for[thread]:
                q *= self._voice
        elif self._ending[index] >= 0 and self._over(index, now):
            return False
        if self._any_warm and self._warm[index]:
            q *= self._amplify
        assert q <= 1.0, f"a mention survives with probability {q}"
        return bool(self._thin[index] < q)

    def _over(self, index: int, now: float) -> bool:
        """Say whether a reignition has lost its ground: a line on its fact is out, or its cause is mended."""
        if self.run.line.silenced(self.cascade.endings[self._ending[index]]):
            return True
        return bool(self.run.mended) and self.run.mended.get(self.cascade.topics[self._topic[index]], math.inf) <= now

    def _open(self, index: int) -> None:
        run, thread, row = self.run, self._thread[index], self._rows[index]
        case = self._case(index, self._desk(index), row, self.cascade.kinds[self._kind[index]])
        run.last_case[thread] = case
        run.case_of[index] = case
        run.admit(case)
        doubled = self._duplicates and not (self._dedup and run.desks.crisis)
        if doubled and run.luck.draw(self.plan.numbers["duplicate"], row) < self._duplicates:
            self._open_twin(index, case)

    def _open_twin(self, index: int, first: Case) -> None:
        """Open a second case of the same mention, at the next desk: nobody there sees the first (section 9.2)."""
        desks = self.plan.home_desks
        desk = desks[(desks.index(first.desk) + 1) % len(desks)]
        twin = self._case(index, desk, self._first_twin + first.row, "duplicate")
        twin.twin_of = first
        self.run.admit(twin)

    def _desk(self, index: int) -> DeskPlan:
        """Return the desk that takes a mention's case: that of its kind, else that of its channel."""
        own = self.plan.desk_of_kind.get(self.cascade.kinds[self._kind[index]])
        channel = self.cascade.channels[self._channel[index]]
        desk = own or self.plan.desk_of[channel]
        if desk is None:
            raise AssertionError(f"no desk takes channel '{channel}'")
        return desk

    def _case(self, index: int, desk: DeskPlan, row: int, kind: str) -> Case:
        cascade, run = self.cascade, self.run
        return Case(
            run.env,
            len(run.cases),
            row,
            desk,
            key=self._keys[row],
            kind=kind,
            topic=cascade.topics[self._topic[index]],
            level=self._only_level[self._kind[index]] or self._level(self._kind[index], self._rows[index]),
            channel=cascade.channels[self._channel[index]],
            mention=index,
            thread=self._thread[index],
            reach=self._reach[index],
            scale=self._scales[self._channel[index]],
        )

    def _level(self, kind: int, row: int) -> int:
        u = self.run.luck.draw(self.plan.numbers["level"], row)
        for share, level in self._levels[kind]:
            if u < share:
                return level
        return self._levels[kind][-1][1]


def _cumulated(levels: dict[int, float]) -> list[tuple[float, int]]:
    """Return (share up to and including a level, level), lowest level first."""
    ordered = sorted(levels)
    return list(zip(itertools.accumulate(levels[level] for level in ordered), ordered))


def fact_key(fact: KnownFact, which: int) -> int:
    """Return the key of the first (0) or second (1) position case of a fact."""
    return int(mix64(name_key("fact"), name_key(fact.name), which))


def qualifies(plan: Plan, cascade: Cascade, *, seed: int, replication: int) -> BoolArray:
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


def keys_of(plan: Plan, cascade: Cascade, facts: tuple[KnownFact, ...], opens: BoolArray) -> KeyArray:
    """Return the keys of all cases that may open: of mentions, of facts, and of duplicates where there are any."""
    positions = [fact_key(fact, which) for fact in facts for which in (0, 1)]
    own = cascade.key[opens]
    twins = mix64(own, name_key("duplicate")) if plan.organisation.structure.duplicates else own[:0]
    keys: KeyArray = np.concatenate([own, np.array(positions, dtype=np.uint64), twins])
    return keys


def warm_mentions(plan: Plan, cascade: Cascade, *, seed: int, replication: int) -> BoolArray:
    """Return which mentions are of multipliers who are on good terms with the organisation (section 9.8)."""
    if not plan.stock or "multiplier" not in cascade.kinds:
        return np.zeros(len(cascade), dtype=bool)
    u = uniform(stream(seed, replication), cascade.key, name_key("warm"))
    warm: BoolArray = (u < plan.stock) & (cascade.kind == cascade.kinds.index("multiplier"))
    return warm


def threads(cascade: Cascade) -> int:
    """Return how many threads a cascade has."""
    return int(cascade.thread.max()) + 1 if len(cascade) else 0
