"""What is drawn for one mention by its key: reach, kind, and the uniform that decides whether it survives.

Every draw lives at the address (seed, replication, key, purpose), so that neither the other mentions nor the horizon,
nor the order of channels and kinds in the file, moves it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.keys import name_key, uniform
from sim.spread import marks
from sim.spread.channel import Channel
from sim.units import FloatArray, IntArray, KeyArray

REACH, KIND, THIN = name_key("reach"), name_key("kind"), name_key("thin")


@dataclass(frozen=True)
class Draws:
    """The laws of reach and kind by channel, and the root of one replication's addresses."""

    root: int
    channels: tuple[str, ...]
    kinds: tuple[str, ...]
    minimum: FloatArray
    exponent: FloatArray
    cap: FloatArray
    cumulative: FloatArray

    @classmethod
    def of(
        cls, root: int, channels: Mapping[str, Channel], kind_shares: Mapping[str, float], extra: Iterable[str] = ()
    ) -> Draws:
        """Return the laws of `channels`; `extra` names kinds that are given, never drawn."""
        own = [c.kinds or kind_shares for c in channels.values()]
        # Sorted, so that the order in the file is not part of the draw.
        kinds = tuple(sorted({*extra}.union(*own)))
        shares = np.array([[float(table.get(kind, 0.0)) for kind in kinds] for table in own])
        cumulative = np.cumsum(shares, axis=1)
        laws = [c.reach for c in channels.values()]
        return cls(
            root=root,
            channels=tuple(channels),
            kinds=kinds,
            minimum=np.array([law.minimum for law in laws]),
            exponent=np.array([law.exponent for law in laws]),
            cap=np.array([law.cap for law in laws]),
            cumulative=cumulative / cumulative[:, -1:],
        )

    def uniform(self, key: KeyArray, purpose: int, step: Any = 0) -> FloatArray:
        """Return the uniforms of mentions for one purpose."""
        return uniform(self.root, key, purpose, step)

    def reach(self, key: KeyArray, channel: IntArray) -> FloatArray:
        """Return the reaches of mentions, each from the law of its channel."""
        u = self.uniform(key, REACH)
        return marks.reach(u, self.minimum[channel], self.exponent[channel], self.cap[channel])

    def kind(self, key: KeyArray, channel: IntArray) -> IntArray:
        """Return the kinds of mentions as indices into `kinds`."""
        u = self.uniform(key, KIND)
        kind = np.zeros(len(u), dtype=np.int64)
        for index, cumulative in enumerate(self.cumulative):
            members = np.flatnonzero(channel == index)
            kind[members] = np.searchsorted(cumulative, u[members], side="right")
        return kind

    def thin(self, key: KeyArray) -> FloatArray:
        """Return the uniforms `u_thin` that are compared with each edge's survival probability."""
        return self.uniform(key, THIN)
