"""Merging: mentions that come to a cascade while it is under way.

What has happened keeps its place, so that whoever counts mentions by index need not count anew; only the rest is put
in order. Names that only the new mentions bring are sorted in among the old, as if they had been there from the start.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

import numpy as np

from sim.spread.cascade import Cascade, Mentions, SmallArray, join, processing_order
from sim.units import FloatArray, IntArray


def merge(cascade: Cascade, added: Cascade, happened: int) -> Cascade:
    """Return a cascade with the mentions of another one, which has the same channels and envelope.

    Args:
        cascade: The cascade that is under way.
        added: What comes to it; its mentions are not earlier than the first that has not happened.
        happened: How many mentions of `cascade` have happened: they keep their indices.
    """
    assert cascade.channels == added.channels, "the channels differ"
    size, topics, kinds = len(cascade), _union(cascade.topics, added.topics), _union(cascade.kinds, added.kinds)
    parts = [
        replace(
            mentions_of(one),
            topic=_renamed(one.topic, one.topics, topics),
            kind=_renamed(one.kind, one.kinds, kinds),
            parent=np.where(one.parent < 0, -1, one.parent + first),
            root=one.root + first,
        )
        for one, first in ((cascade, 0), (added, size))
    ]
    thin = np.concatenate([cascade.thin, added.thin])
    return arrange(replace(cascade, topics=topics, kinds=kinds), join(parts), thin, happened)


def arrange(cascade: Cascade, both: Mentions, thin: FloatArray, happened: int) -> Cascade:
    """Return a cascade of the mentions `both`, in processing order after those that have happened.

    Threads that are there keep their numbers, new ones get the next.

    Args:
        cascade: What is under way, with the names that `both` counts in.
        both: Its mentions, and after them the new ones.
        thin: Survival uniforms of `both`.
        happened: How many of the first mentions have happened: they keep their indices.
    """
    rest = processing_order(both.take(slice(happened, None)))
    order = np.concatenate([np.arange(happened), happened + rest]).astype(np.int64)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    told = both.take(order)
    parent = np.where(told.parent < 0, -1, rank[told.parent])
    assert np.all(parent < np.arange(len(parent))), "a mention comes before its parent"
    return replace(
        cascade,
        time=told.time,
        channel=told.channel.astype(np.int16),
        topic=told.topic.astype(np.int16),
        kind=told.kind.astype(np.int16),
        parent=parent,
        root=rank[told.root],
        thread=_threads(cascade, both)[order],
        generation=told.generation,
        key=told.key,
        reach=told.reach,
        thin=thin[order],
        scripted=told.scripted,
        conditional=told.conditional,
        ends_with=told.ends_with.astype(np.int16),
    )


def _threads(cascade: Cascade, both: Mentions) -> IntArray:
    code = (both.root * len(cascade.channels) + both.channel) * len(cascade.topics) + both.topic
    found, place = np.unique(code, return_inverse=True)
    number = np.full(len(found), -1, dtype=np.int64)
    number[place[: len(cascade)]] = cascade.thread
    new = np.flatnonzero(number < 0)
    number[new] = np.arange(len(new)) + int(cascade.thread.max(initial=-1)) + 1
    return number[place]


def first_rows(cascade: Cascade, count: int) -> Cascade:
    """Return the first `count` mentions of a cascade; their threads keep their numbers."""
    columns = (*(field.name for field in fields(Mentions)), "thread", "thin")
    return replace(cascade, **{name: getattr(cascade, name)[:count] for name in columns})


def mentions_of(cascade: Cascade) -> Mentions:
    """Return the mentions of a cascade without what only a cascade knows: threads and survival."""
    return Mentions(**{field.name: getattr(cascade, field.name) for field in fields(Mentions)})


def _union(old: Sequence[str], new: Sequence[str]) -> tuple[str, ...]:
    return tuple(old) if set(new) <= set(old) else tuple(sorted({*old, *new}))


def _renamed(index: SmallArray, old: Sequence[str], new: Sequence[str]) -> IntArray:
    places = np.array([new.index(name) for name in old], dtype=np.int64)
    return places[index]
