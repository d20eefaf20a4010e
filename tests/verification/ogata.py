"""A direct simulation of the controlled crisis, by Ogata's modified thinning; it shares nothing with the engine.

The engine draws one envelope cascade and thins it with keyed uniforms. Here the intensity itself is that of
docs/model.md, sections 2 and 3: every edge already carries E, L and S, and the next mention is found by rejection
under a bound that holds for half an hour (Ogata 1981, doi:10.1109/TIT.1981.1056305). Nothing is keyed, nothing is
rounded, no envelope is generated. The organisation is the simplest one that closes the loop: a desk for each channel
answers a case a constant time after it opens; statements on the main topic come at fixed times from a third desk, and
the two desks hear of them late, so that what they answer in between contradicts.
"""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from sim.units import BoolArray, FloatArray, IntArray

DAY = 1440.0
MAIN, OTHER = 0, 1
WINDOW = 30.0


@dataclass(frozen=True)
class Medium:
    """One channel; `heavy` is (theta, c) of a Lomax kernel, None takes an exponential one with this half-life."""

    background: float
    reach: tuple[float, float, float]
    threshold: float
    share: float
    half_life: float
    heavy: tuple[float, float] | None = None
    amplitude: float = 0.0
    peak: float = 0.0
    population: int | None = None

    def density(self, delay: FloatArray) -> FloatArray:
        """Return the kernel's density at operational delays."""
        if self.heavy is None:
            rate = math.log(2) / self.half_life
            return np.asarray(rate * np.exp(-rate * delay))
        theta, scale = self.heavy
        return np.asarray(theta / scale * (1 + delay / scale) ** -(1 + theta))

    def pace(self, wall: float) -> float:
        """Return C at a wall time in minutes after midnight."""
        return 1 + self.amplitude * math.cos(2 * math.pi * (wall - self.peak) / DAY)

    def elapsed(self, wall: float) -> float:
        """Return the integral of C, up to a constant."""
        return wall + self.amplitude * DAY / (2 * math.pi) * math.sin(2 * math.pi * (wall - self.peak) / DAY)


@dataclass(frozen=True)
class World:
    """A crisis on two channels and the organisation that meets it; times in minutes, `statements` are (time, r).

    `shocks` are (at, over, channel, count), the first of one mention at 0 with the reach `first_reach`.
    """

    media: tuple[Medium, Medium]
    influence: tuple[tuple[float, float], tuple[float, float]]
    shocks: tuple[tuple[float, float, int, int], ...]
    statements: tuple[tuple[float, float], ...]
    first_reach: float
    horizon: float
    midnight: float
    mark_power: float
    reply: float
    contradiction: float
    ramp: float
    lasts: float
    fades: float
    credibility: float
    credibility_half_life: float
    backfire_lasts: float
    answer_after: float
    quiet: float
    broadcast: float

    @property
    def largest(self) -> float:
        """The largest E that can come up."""
        return max(1.0, self.contradiction, *(r for _, r in self.statements))


@dataclass
class Path:
    """What one run gave: one entry a mention, in order of time; `parent` is -1 for immigrants."""

    time: FloatArray
    channel: IntArray
    parent: IntArray
    root: IntArray
    topic: IntArray
    reach: FloatArray
    answers: int
    contradictions: int


@dataclass
class Office:
    """The organisation: cases opened and answered, the line, and what it does to the edges."""

    world: World
    opened: dict[tuple[int, int], float] = field(default_factory=dict)
    due: list[tuple[float, int, int, int]] = field(default_factory=list)
    answered: set[tuple[int, int]] = field(default_factory=set)
    judged: set[tuple[int, int]] = field(default_factory=set)
    backfires: dict[int, list[float]] = field(default_factory=lambda: {0: [], 1: []})
    deficit: float = 0.0
    deficit_since: float = 0.0
    answers: int = 0

    def see(self, now: float, root: int, channel: int, topic: int, reach: float) -> None:
        """Open a case for a mention, unless it stays unseen, joins, or comes too soon after an answer."""
        if reach < self.world.media[channel].threshold:
            return
        before = self.opened.get((root, channel))
        if before is None or now - (before + self.world.answer_after) >= self.world.quiet:
            self.opened[root, channel] = now
            heapq.heappush(self.due, (now + self.world.answer_after, root, channel, topic))

    def advance(self, now: float) -> list[tuple[int, int]]:
        """Publish the answers that are due by now; return the threads that they answer for the first time."""
        fresh = []
        while self.due and self.due[0][0] <= now:
            at, root, channel, topic = heapq.heappop(self.due)
            self.answers += 1
            if (root, channel) not in self.answered:
                self.answered.add((root, channel))
                fresh.append((root, channel))
            if topic == MAIN:
                self._judge(at, channel)
        return fresh

    def _judge(self, at: float, desk: int) -> None:
        agreed = sum(t <= at for t, _ in self.world.statements)
        heard = sum(t + self.world.broadcast <= at for t, _ in self.world.statements)
        if heard == agreed:
            self.backfires[desk] = []
        elif (desk, agreed) not in self.judged:
            self.judged.add((desk, agreed))
            self.deficit = 1 - self.world.credibility * self.trust(at)
            self.deficit_since = at
            self.backfires[desk].append(at)

    def trust(self, now: float) -> float:
        """Return the credibility (9)."""
        left: float = 0.5 ** ((now - self.deficit_since) / self.world.credibility_half_life)
        return 1 - self.deficit * left

    def edge(self, topic: int, channel: int, now: float) -> float:
        """Return E (8)."""
        if topic == OTHER:
            return 1.0
        world = self.world
        reached = world.media[channel].share * self.trust(now)
        factors = [1.0]
        for at, r in world.statements:
            age = now - at
            if age >= 0:
                strength = min(1.0, age / world.ramp) if age <= world.lasts else 1 - (age - world.lasts) / world.fades
                factors.append(r ** (reached * max(0.0, strength)))
        rising = [now - at for at in self.backfires[channel] if now - at < world.backfire_lasts]
        fanning = [world.contradiction ** min(1.0, age / world.ramp) for age in rising]
        fanned: float = min(factors) * max(factors + fanning)
        return fanned


class Simulation:
    """One run; mentions are held in arrays that grow by rows."""

    def __init__(self, world: World, rng: np.random.Generator) -> None:
        self.world, self.rng, self.office = world, rng, Office(world)
        size = 4096
        self.rows = 0
        self.time, self.reach = np.zeros(size), np.zeros(size)
        self.channel, self.parent, self.root, self.topic = (np.zeros(size, dtype=np.int64) for _ in range(4))
        # By child channel: mean children, own operational time, and L of the thread.
        self.mean, self.clock, self.heard = np.zeros((2, size)), np.zeros((2, size)), np.ones((2, size))
        self.kept_at, self.kept = -1.0, list[FloatArray]()
        self.said = [0, 0]
        self.scripted = sorted(
            (at + over * float(rng.random()), channel, world.first_reach if number == 0 else 0.0)
            for number, (at, over, channel, count) in enumerate(world.shocks)
            for _ in range(count)
        )
        self.mark_mean = [_mark_mean(medium, world.mark_power) for medium in world.media]

    def run(self) -> Path:
        """Return the mentions up to the horizon."""
        now, scripted = 0.0, 0
        while now < self.world.horizon:
            bound = self._bound(now)
            step = now + (float(self.rng.exponential(1 / bound)) if bound > 0 else WINDOW)
            stop = min(step, now + WINDOW, self.world.horizon)
            if scripted < len(self.scripted) and self.scripted[scripted][0] <= stop:
                now, channel, reach = self.scripted[scripted]
                scripted += 1
                self._catch_up(now)
                if self.rng.random() < self._room(channel):
                    self._add(now, channel, -1, MAIN, reach)
            else:
                now = stop
                self._catch_up(now)
                if now == step:
                    self._propose(now, bound)
        return Path(
            time=self.time[: self.rows],
            channel=self.channel[: self.rows],
            parent=self.parent[: self.rows],
            root=self.root[: self.rows],
            topic=self.topic[: self.rows],
            reach=self.reach[: self.rows],
            answers=self.office.answers,
            contradictions=len(self.office.judged),
        )

    def _room(self, channel: int) -> float:
        population = self.world.media[channel].population
        return 1.0 if population is None else max(0.0, 1 - self.said[channel] / population)

    def _edges(self, now: float) -> list[FloatArray]:
        """Return, by child channel, each mention's intensity of children now, before E and the pace of the day."""
        if now != self.kept_at:
            self.kept_at, self.kept = now, []
            for child, medium in enumerate(self.world.media):
                delay = medium.elapsed(self.world.midnight + now) - self.clock[child, : self.rows]
                edge = self.mean[child, : self.rows] * self.heard[child, : self.rows] * self._room(child)
                self.kept.append(edge * medium.density(delay))
        return self.kept

    def _bound(self, now: float) -> float:
        """Return what the intensity cannot exceed for half an hour unless a mention comes: L and S only fall."""
        total = 0.0
        for channel, edges in enumerate(self._edges(now)):
            medium = self.world.media[channel]
            steepest = medium.amplitude * 2 * math.pi / DAY * WINDOW
            pace = min(1 + medium.amplitude, medium.pace(self.world.midnight + now) + steepest)
            total += pace * (medium.background * self._room(channel) + self.world.largest * float(edges.sum()))
        return total

    def _propose(self, now: float, bound: float) -> None:
        """Accept a mention now with probability intensity / bound, and give it its channel and parent."""
        rates = []
        for channel, edges in enumerate(self._edges(now)):
            medium = self.world.media[channel]
            pace = medium.pace(self.world.midnight + now)
            factors = np.array([self.office.edge(topic, channel, now) for topic in (MAIN, OTHER)])
            children = pace * edges * factors[self.topic[: self.rows]]
            rates.append(np.append(children, pace * medium.background * self._room(channel)))
        cumulated = np.cumsum(np.concatenate(rates))
        assert cumulated[-1] <= bound * (1 + 1e-12), (cumulated[-1], bound)
        place = int(np.searchsorted(cumulated, self.rng.random() * bound, side="right"))
        if place < len(cumulated):
            channel, parent = divmod(place, self.rows + 1)
            if parent == self.rows:
                self._add(now, channel, -1, OTHER, 0.0)
            else:
                self._add(now, channel, parent, int(self.topic[parent]), 0.0)

    def _add(self, now: float, channel: int, parent: int, topic: int, reach: float) -> None:
        world, row = self.world, self.rows
        low, exponent, cap = world.media[channel].reach
        reach = reach or min(cap, low * float(self.rng.random()) ** (-1 / (exponent - 1)))
        root = int(self.root[parent]) if parent >= 0 else row
        self.time[row], self.channel[row], self.parent[row] = now, channel, parent
        self.root[row], self.topic[row], self.reach[row] = root, topic, reach
        weight = reach**world.mark_power / self.mark_mean[channel]
        for child, medium in enumerate(world.media):
            self.mean[child, row] = world.influence[channel][child] * weight
            self.clock[child, row] = medium.elapsed(world.midnight + now)
            self.heard[child, row] = world.reply if (root, child) in self.office.answered else 1.0
        self.rows, self.kept_at = row + 1, -1.0
        self.said[channel] += 1
        self.office.see(now, root, channel, topic, reach)

    def _catch_up(self, now: float) -> None:
        for root, channel in self.office.advance(now):
            family: BoolArray = self.root[: self.rows] == root
            self.heard[channel, : self.rows][family] = self.world.reply


@cache
def _mark_mean(medium: Medium, power: float) -> float:
    """E[m^power], by the midpoint rule over probabilities; the cap bounds what is integrated."""
    low, exponent, cap = medium.reach
    u = (np.arange(200_000) + 0.5) / 200_000
    return float(np.mean(np.minimum(low * u ** (-1 / (exponent - 1)), cap) ** power))


def simulate(world: World, seed: int, runs: int) -> list[Path]:
    """Return independent runs."""
    rng = np.random.default_rng(seed)
    return [Simulation(world, rng).run() for _ in range(runs)]
