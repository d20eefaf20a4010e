"""How a cascade grows: generation by generation in arrays, each mention's offspring from its own key.

Child j of a mention on one channel exists iff the j-th arrival of a unit Poisson process is below the expected number,
so that the tree of a smaller branching ratio is a subtree of the tree of a larger one. The number is drawn without
regard to the horizon and later children are dropped, so that a short run is an exact prefix of a long one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from sim.clock import WallClock
from sim.errors import CappedError
from sim.keys import mix64, name_key
from sim.spread.cascade import Cascade, Mentions, assemble, join
from sim.spread.channel import Channel
from sim.spread.draws import Draws
from sim.spread.hawkes import Hawkes, Reignition, Shock
from sim.spread.law import Law, compile_law
from sim.units import FloatArray, IntArray, KeyArray, format_duration, ticks

ARRIVAL, DELAY, GAP, INSTANT = (name_key(word) for word in ("arrival", "delay", "gap", "instant"))
BACKGROUND, ARTICLE = name_key("background"), name_key("article")

# Mentions whose offspring are drawn together: 2^15 float64 stay in the second-level cache.
_PIECE = 1 << 15
_FEW = 1 << 11

# Operational minutes beyond the end that are still mapped back, so that the tick alone decides what is too late.
_SLACK = 1e-3


def grow(
    spread: Hawkes, channels: Mapping[str, Channel], *, draws: Draws, clock: WallClock, horizon: float, envelope: float
) -> Cascade:
    """Return the envelope cascade of one replication.

    Raises:
        CappedError: If the cascade reaches `spread.cap` mentions; nothing is truncated.
    """
    law = compile_law(spread, channels, draws=draws, clock=clock, horizon=horizon, envelope=envelope)
    topics = tuple(sorted({spread.background_topic, *(s.topic for s in spread.scripted)}))
    endings = tuple(sorted({r.ends_with for r in spread.reignitions}))
    mentions = _generations(law, _immigrants(law, spread, topics, endings))
    drawn = draws.kind(mentions.key, mentions.channel)
    return assemble(
        replace(mentions, kind=np.where(mentions.kind < 0, drawn, mentions.kind)),
        draws.thin(mentions.key),
        channels=draws.channels,
        topics=topics,
        kinds=draws.kinds,
        endings=endings,
        envelope=envelope,
    )


def continue_from(
    past: Mentions,
    now: float,
    spread: Hawkes,
    channels: Mapping[str, Channel],
    *,
    draws: Draws,
    script_root: int,
    rekey: Callable[[KeyArray], KeyArray],
    names: tuple[tuple[str, ...], tuple[str, ...]],
    clock: WallClock,
    horizon: float,
    envelope: float,
) -> Mentions:
    """Return mentions that have happened and, after them, a fresh draw of all that comes later.

    Args:
        past: What has happened, with every kind known.
        now: Until when it has (minutes); what is drawn is later.
        spread: The spread model, with all its shocks.
        channels: By name.
        draws: What is drawn from now on.
        script_root: Root of the addresses at which the instants of shocks stay.
        rekey: Gives all that is new keys of its own.
        names: The topics and endings that `past` counts in.
        clock: Local wall clock of the scenario.
        horizon: Last minute at which a mention may appear.
        envelope: Factor on the means of all edges.

    Raises:
        CappedError: If the cascade reaches `spread.cap` mentions.
    """
    law = compile_law(spread, channels, draws=draws, clock=clock, horizon=horizon, envelope=envelope)
    script = replace(law, draws=replace(draws, root=script_root))

    def parts() -> Iterator[Mentions]:
        for shock in spread.scripted:
            told = _shock(script, shock, *names)
            key = rekey(told.key)
            reach = draws.reach(key, told.channel) if shock.reach is None else told.reach
            yield replace(told, key=key, reach=reach)
        for channel in np.flatnonzero(law.rate):
            for piece in _background(law, int(channel), names[0].index(spread.background_topic)):
                yield replace(piece, key=rekey(piece.key))
        yield from _next(law, replace(past, key=rekey(past.key)), 0)

    mentions = _generations(law, (part.take(part.time > now) for part in parts()), past)
    drawn = draws.kind(mentions.key, mentions.channel)
    return replace(mentions, kind=np.where(mentions.kind < 0, drawn, mentions.kind))


def _generations(law: Law, parts: Iterable[Mentions], past: Mentions | None = None) -> Mentions:
    """Return `past`, the mentions `parts`, and all that descends from these within the horizon."""
    made: list[Mentions] = [past] if past is not None else []
    while front := _bounded(law, parts, made):
        batch = join(front)
        before = sum(len(m) for m in made)
        own = np.arange(before, before + len(batch))
        batch = replace(batch, root=np.where(batch.root < 0, own, batch.root))
        made.append(batch)
        parts = _next(law, batch, before)
    return join(made) if made else _EMPTY


def _next(law: Law, batch: Mentions, before: int) -> Iterator[Mentions]:
    """Yield the offspring and articles of one generation, whose first mention has the number `before`."""
    for start in range(0, len(batch), _PIECE):
        piece = batch.take(slice(start, start + _PIECE))
        yield _offspring(law, piece, before + start)
        yield _articles(law, piece, before + start)


def _bounded(law: Law, parts: Iterable[Mentions], made: list[Mentions]) -> list[Mentions]:
    """Return the parts that are not empty, and stop as soon as they and those made before reach the cap."""
    kept: list[Mentions] = []
    total = sum(len(m) for m in made)
    for part in parts:
        total += len(part)
        kept += [part] if len(part) else []
        if total >= law.cap:
            times = np.concatenate([m.time for m in made + kept])
            reached = float(np.partition(times, law.cap - 1)[law.cap - 1])
            raise CappedError(
                f"the cascade reached its cap of {law.cap} mentions after {format_duration(reached)} of "
                f"{format_duration(law.horizon)}; the branching ratio is {law.ratio:.3g}; "
                "lower self_excitation, influence or the shocks, or raise spread.cap"
            )
    return kept


def _mentions(
    key: KeyArray, time: FloatArray, channel: IntArray, topic: int | IntArray, reach: FloatArray, **other: Any
) -> Mentions:
    """Return immigrants that are neither scripted nor conditional, unless `other` says so."""
    size = len(key)

    def full(name: str, default: int | bool) -> Any:
        return np.broadcast_to(np.asarray(other.get(name, default)), size)

    return Mentions(
        time=time,
        channel=channel,
        topic=np.broadcast_to(np.asarray(topic), size),
        kind=full("kind", -1),
        parent=full("parent", -1),
        root=full("root", -1),
        generation=full("generation", 0),
        key=key,
        reach=reach,
        scripted=full("scripted", False),
        conditional=full("conditional", False),
        ends_with=full("ends_with", -1),
    )


_EMPTY = _mentions(np.zeros(0, np.uint64), np.zeros(0), np.zeros(0, np.int64), 0, np.zeros(0))


def _immigrants(law: Law, spread: Hawkes, topics: tuple[str, ...], endings: tuple[str, ...]) -> Iterator[Mentions]:
    for shock in spread.scripted:
        yield _shock(law, shock, topics, endings)
    for channel in np.flatnonzero(law.rate):
        yield from _background(law, int(channel), topics.index(spread.background_topic))


def _shock(law: Law, shock: Shock, topics: tuple[str, ...], endings: tuple[str, ...]) -> Mentions:
    key = mix64(name_key(shock.name), np.arange(shock.count))
    time = ticks(shock.at + shock.over * law.draws.uniform(key, INSTANT))
    index = law.draws.channels.index(shock.channel)
    channel = np.full(len(key), index)
    fixed = shock.reach is not None
    reach = np.full(len(key), min(shock.reach or 0.0, law.draws.cap[index])) if fixed else law.draws.reach(key, channel)
    made = _mentions(
        key,
        time,
        channel,
        topics.index(shock.topic),
        reach,
        kind=law.draws.kinds.index(shock.kind) if shock.kind is not None else -1,
        scripted=True,
        ends_with=endings.index(shock.ends_with) if isinstance(shock, Reignition) else -1,
    )
    return made.take(time <= law.horizon)


def _background(law: Law, index: int, topic: int) -> Iterator[Mentions]:
    """Yield the arrivals of a unit Poisson process divided by the rate, in operational time, piece by piece."""
    rate = law.rate[index]
    end = float(law.warp.operational(np.array([law.horizon]), np.array([index]))[0])
    last, first = 0.0, 0
    while last <= end * rate:
        key = mix64(BACKGROUND, law.names[index], np.arange(first, first + _PIECE))
        gaps = -np.log1p(-law.draws.uniform(key, GAP))
        arrivals = np.cumsum(np.append(last, gaps))[1:]
        last, first = float(arrivals[-1]), first + _PIECE
        rows = np.flatnonzero(arrivals <= (end + _SLACK) * rate)
        channel = np.full(len(rows), index)
        time = ticks(law.warp.instant(arrivals[rows] / rate, channel))
        made = _mentions(key[rows], time, channel, topic, law.draws.reach(key[rows], channel))
        yield made.take(time <= law.horizon)


def _births(law: Law, key: KeyArray, target: IntArray, expected: FloatArray) -> tuple[IntArray, IntArray]:
    """Return (pair, ordinal) of every child, for pairs of a parent's key and a child channel.

    The arrivals of a pair's unit Poisson process are cumulated in rounds, over the pairs still below their expected
    number.
    """
    line = mix64(key, law.names[target])
    pairs, ordinals = [], []
    open_, last, step = np.arange(len(line)), np.zeros(len(line)), 0
    while len(open_):
        # Few pairs cost numpy's calls, many cost hashing: several arrivals a round only where it is free.
        steps = np.arange(step, step + (4 if len(open_) < _FEW else 1))
        gaps = -np.log1p(-law.draws.uniform(line[open_, np.newaxis], ARRIVAL, steps))
        arrivals = np.cumsum(np.column_stack([last, gaps]), axis=1)[:, 1:]
        born = arrivals < expected[open_, np.newaxis]
        pair, ordinal = np.nonzero(born)
        pairs.append(open_[pair])
        ordinals.append(step + ordinal)
        still = born[:, -1]
        open_, last, step = open_[still], arrivals[still, -1], step + len(steps)
    return np.concatenate(pairs), np.concatenate(ordinals)


def _offspring(law: Law, piece: Mentions, before: int) -> Mentions:
    """Return the children of `piece` within the horizon; its first mention has the number `before`."""
    fan = law.fan[piece.channel]
    row = np.repeat(np.arange(len(piece)), fan)
    within = np.arange(len(row)) - np.repeat(np.cumsum(fan) - fan, fan)
    source = piece.channel[row]
    target = law.target[law.first[source] + within]
    weight = piece.reach**law.power / law.mean_power[piece.channel]
    if not len(row):
        return piece.take(slice(0))
    pair, ordinal = _births(law, piece.key[row], target, law.mean[source, target] * weight[row])
    parent, channel = row[pair], target[pair]
    key = mix64(piece.key[parent], law.names[channel], ordinal)
    due = law.warp.operational(piece.time[parent], channel)
    due += law.kernels.delays(law.draws.uniform(key, DELAY), channel)
    end = law.warp.operational(np.full(len(law.names), law.horizon), np.arange(len(law.names)))
    near = np.flatnonzero(due <= end[channel] + _SLACK)
    parent, channel, key = parent[near], channel[near], key[near]
    time = ticks(law.warp.instant(due[near], channel))
    made = _mentions(
        key,
        time,
        channel,
        piece.topic[parent],
        law.draws.reach(key, channel),
        parent=before + parent,
        root=piece.root[parent],
        generation=piece.generation[parent] + 1,
    )
    return made.take(time <= law.horizon)


def _articles(law: Law, piece: Mentions, before: int) -> Mentions:
    """Return the articles that the enquiries in `piece` turn into: immigrants in clock time, one each."""
    time = piece.time + law.deadline[piece.channel]
    parent = np.flatnonzero((law.article[piece.channel] >= 0) & (time <= law.horizon))
    channel = law.article[piece.channel[parent]]
    key = mix64(piece.key[parent], ARTICLE, 0)
    return _mentions(
        key,
        time[parent],
        channel,
        piece.topic[parent],
        law.draws.reach(key, channel),
        parent=before + parent,
        generation=piece.generation[parent] + 1,
        conditional=True,
    )
