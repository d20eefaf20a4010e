"""Load against capacity without a run: what the crisis asks of each group of people, hour by hour, if nobody answered.

Mentions are the mean of a few cascades; cases are opened by the rules of docs/model.md, section 4, as if every thread
kept its case (later mentions of a thread join it, but for journalists and multipliers). The backlog is a fluid: work
that comes in minus what the people on duty can do. Nothing waits for anything else, so that this is where an
organisation breaks first, and not how long it takes; that is what a run is for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.keys import name_key, stream, uniform
from sim.organisation.calendars import duty
from sim.organisation.organisation import Organisation, Person
from sim.scenario.crisis import generate
from sim.scenario.model import Scenario
from sim.scenario.work import Work, members_of, work_of_case
from sim.spread.cascade import Cascade, potential
from sim.units import HOUR, BoolArray, FloatArray, IntArray, format_duration

# These open a case of their own in a thread that has one.
_ALWAYS_OWN = ("journalist", "multiplier")


@dataclass(frozen=True, eq=False)
class Pool:
    """A group of people who serve the same queues; arrays have one entry an hour from the start.

    Attributes:
        queues: `desk:NAME` and `approval:PARTY`, those that share people together.
        people: Names of the posts.
        on_call: How many of them can be paged.
        work: Expected minutes of work that come in.
        capacity: Minutes on duty, times attention.
        backlog: Minutes of work that are left at the end of the hour (fluid).
    """

    queues: tuple[str, ...]
    people: tuple[str, ...]
    on_call: int
    work: FloatArray
    capacity: FloatArray
    backlog: FloatArray

    @property
    def first_short(self) -> int | None:
        """The first hour at whose end more than a quarter of an hour of work a head is left, or None."""
        late = np.flatnonzero(self.backlog > HOUR / 4 * len(self.people))
        return int(late[0]) if len(late) else None

    @property
    def load(self) -> float:
        """Work over capacity of the whole time; infinite where there is work and nobody is ever on duty."""
        capacity, work = float(self.capacity.sum()), float(self.work.sum())
        return work / capacity if capacity else (float("inf") if work else 0.0)


@dataclass(frozen=True, eq=False)
class Capacity:
    """What a crisis asks of an organisation, and what it has; arrays have one entry an hour from the start."""

    organisation: str
    scenario: str
    mentions: FloatArray
    cases: FloatArray
    work: dict[tuple[str, int], Work]
    pools: tuple[Pool, ...]

    @property
    def bottleneck(self) -> Pool | None:
        """The pool that falls behind first (of several in one hour the one with the highest load), or None."""
        short = [(pool.first_short, -pool.load, k) for k, pool in enumerate(self.pools)]
        found = [(hour, load, k) for hour, load, k in short if hour is not None]
        return self.pools[min(found)[2]] if found else None


def load_against_capacity(
    organisation: Organisation, scenario: Scenario, *, seed: int = 1, replications: int = 5
) -> Capacity:
    """Return the load of a scenario on an organisation, hour by hour, without a run.

    Args:
        organisation: Checked.
        scenario: Checked; its horizon is what is looked at.
        seed: Of the cascades.
        replications: How many cascades are averaged.
    """
    hours = int(np.ceil(scenario.horizon / HOUR))
    mentions, cases = np.zeros(hours), np.zeros(hours)
    demand: dict[tuple[str, str, int], FloatArray] = {}
    for replication in range(replications):
        cascade = generate(scenario, seed=seed, replication=replication)
        alive = potential(cascade, {name: channel.population for name, channel in scenario.channels.items()})
        hour = np.minimum((cascade.time // HOUR).astype(np.int64), hours - 1)
        mentions += np.bincount(hour[alive], minlength=hours) / replications
        opened = _opened(organisation, scenario, cascade, alive, stream(seed, replication))
        for row, level in opened:
            cases[hour[row]] += 1 / replications
            channel, kind = cascade.channels[cascade.channel[row]], cascade.kinds[cascade.kind[row]]
            key = (_desk(organisation, kind, channel), channel, level)
            demand.setdefault(key, np.zeros(hours))[hour[row]] += 1 / replications
    for fact in scenario.facts:
        if fact.confirmed_at < scenario.horizon:
            key = (organisation.positions_desk(), "", fact.level)
            demand.setdefault(key, np.zeros(hours))[int(fact.at // HOUR)] += 1
    queues: dict[str, FloatArray] = {}
    needed = scenario.cases.facts_needed
    for (desk, channel, level), count in demand.items():
        found = work_of_case(organisation, desk, level, channel=channel, facts_needed=needed)
        for queue, minutes in found.items():
            queues[queue] = queues.get(queue, np.zeros(hours)) + minutes * count
    return Capacity(
        organisation=organisation.name,
        scenario=scenario.name,
        mentions=mentions,
        cases=cases,
        work={
            (desk, level): work_of_case(organisation, desk, level, facts_needed=needed)
            for desk in organisation.home_desks()
            for level in range(5)
        },
        pools=tuple(_pools(organisation, scenario, queues, hours)),
    )


def _desk(organisation: Organisation, kind: str, channel: str) -> str:
    """The desk that a case goes to: the first that lists its kind, else that of its channel."""
    desks = organisation.structure.desks.items()
    return next((name for name, desk in desks if kind in desk.kinds), None) or organisation.desk_of(channel) or ""


def _opened(
    organisation: Organisation, scenario: Scenario, cascade: Cascade, alive: BoolArray, root: int
) -> Iterator[tuple[int, int]]:
    """Yield (row, level) of the mentions that open a case."""
    kinds, monitoring = scenario.kinds, organisation.structure.monitoring
    seen = set(scenario.channels) if monitoring.watched == "all" else set(monitoring.watched)
    watched = np.array([name in seen for name in cascade.channels])
    limit = np.array([_limit(scenario.channels[name].case_threshold) for name in cascade.channels])
    demands = np.array([kind in kinds and kinds[kind].demands for kind in cascade.kinds])
    own = np.array([kind in _ALWAYS_OWN for kind in cascade.kinds])
    picked = uniform(root, cascade.key, name_key("monitor")) < monitoring.rate
    qualifies = demands[cascade.kind] | (cascade.reach >= limit[cascade.channel]) | picked
    rows = np.flatnonzero(alive & watched[cascade.channel] & qualifies)
    first = _first(cascade.thread[rows]) | own[cascade.kind[rows]]
    drawn = uniform(root, cascade.key, name_key("level"))
    for row in rows[first]:
        yield int(row), _level(kinds[cascade.kinds[cascade.kind[row]]].levels, float(drawn[row]))


def _limit(threshold: float | str) -> float:
    return 0.0 if isinstance(threshold, str) else threshold


def _first(threads: IntArray) -> BoolArray:
    found = np.zeros(len(threads), dtype=np.bool_)
    found[np.unique(threads, return_index=True)[1]] = True
    return found


def _level(levels: dict[int, float], u: float) -> int:
    total = 0.0
    for level, share in levels.items():
        total += share
        if total > u:
            return level
    return next(reversed(levels))


def _pools(organisation: Organisation, scenario: Scenario, queues: dict[str, FloatArray], hours: int) -> Iterator[Pool]:
    groups: list[tuple[list[str], dict[str, Person]]] = []
    for queue in sorted(queues):
        kind, name = queue.split(":", 1)
        desks = organisation.structure.desks
        people = members_of(organisation, desks[name]) if kind == "desk" else organisation.members(name)
        found = {person.name: person for person in people}
        sharing = [group for group in groups if group[1].keys() & found.keys()]
        groups = [group for group in groups if group not in sharing]
        groups.append(([*(q for group in sharing for q in group[0]), queue], found))
        for _, others in sharing:
            found.update(others)
    for names, members in groups:
        people = list(members.values())
        work = np.sum([queues[name] for name in names], axis=0)
        capacity = np.sum([_on_duty(organisation, scenario, person, hours) for person in people], axis=0)
        yield Pool(
            queues=tuple(names),
            people=tuple(person.name for person in people),
            on_call=sum(person.entry.on_call for person in people),
            work=work,
            capacity=capacity,
            backlog=_fluid(work - capacity),
        )


def _on_duty(organisation: Organisation, scenario: Scenario, person: Person, hours: int) -> FloatArray:
    entry = person.entry
    intervals = duty(
        entry.calendar,
        person.ordinal,
        clock=scenario.clock,
        until=hours * HOUR,
        holidays=organisation.resources.holidays,
    )
    edges = np.arange(hours + 1) * HOUR
    minutes = np.zeros(hours)
    for start, end in intervals:
        minutes += np.clip(np.minimum(edges[1:], end) - np.maximum(edges[:-1], start), 0.0, None)
    return minutes * entry.attention


def _fluid(excess: FloatArray) -> FloatArray:
    """The backlog `b_h = max(0, b_(h-1) + excess_h)`."""
    left, found = 0.0, []
    for minutes in excess.tolist():
        left = max(0.0, left + minutes)
        found.append(left)
    return np.array(found)


def capacity_lines(capacity: Capacity) -> list[str]:
    """Return what `tocsin check` prints: peak, work a case, load of each group of people, the first bottleneck."""
    peak, busiest = int(capacity.mentions.argmax()), int(capacity.cases.argmax())
    asked = f"{capacity.mentions.sum():,.0f} mentions, {capacity.cases.sum():,.0f} cases"
    most = f"{capacity.mentions[peak]:,.0f} mentions in hour {peak + 1}, {capacity.cases[busiest]:,.0f} cases in hour"
    lines = [
        f"What {capacity.scenario} asks of {capacity.organisation} if nobody answered: {asked}",
        f"  at the most {most} {busiest + 1}",
        "  people                          work h   on duty h   load   on call   most work left   falls behind",
    ]
    for pool in capacity.pools:
        hour = pool.first_short
        behind = "never" if hour is None else f"in hour {hour + 1}"
        load = "nobody" if pool.load == float("inf") else f"{pool.load:.0%}"
        lines.append(
            f"  {_who(pool):<30} {pool.work.sum() / HOUR:>7.1f} {pool.capacity.sum() / HOUR:>11.1f} {load:>6}"
            f" {pool.on_call:>9} {format_duration(float(pool.backlog.max())):>16}   {behind}"
        )
    lines.append("  work of one case, minutes by level (L0 L1 L2 L3 L4):")
    lines += list(_work_lines(capacity))
    found = capacity.bottleneck
    told = f"{_who(found)} (by calendar hours; who comes when paged is not counted)" if found else ""
    lines.append(f"  first bottleneck: {told or 'none; what comes in can be done in time'}")
    return lines


def _who(pool: Pool) -> str:
    return ", ".join(queue.replace(":", " ") for queue in pool.queues)


def _work_lines(capacity: Capacity) -> Iterator[str]:
    desks = dict.fromkeys(desk for desk, _ in capacity.work)
    for desk in desks:
        for queue in dict.fromkeys(queue for level in range(5) for queue in capacity.work[desk, level]):
            minutes = [capacity.work[desk, level].get(queue, 0.0) for level in range(5)]
            lead = f"{desk} at {queue.replace(':', ' ')}"
            yield f"    {lead:<32}" + "".join(f"{value:>7.1f}" for value in minutes)
