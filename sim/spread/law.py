"""The law of one replication's growth: the parameters of spread model and channels as arrays by index of channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.clock import WallClock
from sim.keys import name_key
from sim.spread.channel import Channel
from sim.spread.draws import Draws
from sim.spread.hawkes import Hawkes, branching_ratio, influence_matrix
from sim.spread.kernels import Kernels
from sim.spread.marks import mean_power
from sim.spread.warp import Warp
from sim.units import HOUR, FloatArray, IntArray, KeyArray


@dataclass(frozen=True)
class Law:
    """One replication's parameters as arrays by index of channel.

    `mean` is the expected children by source and child channel, the envelope included; the children's channels that
    can occur from source s are `target[first[s] : first[s] + fan[s]]`. `article` is -1 where there is none.
    """

    draws: Draws
    kernels: Kernels
    warp: Warp
    names: KeyArray
    mean: FloatArray
    fan: IntArray
    first: IntArray
    target: IntArray
    power: float
    mean_power: FloatArray
    rate: FloatArray
    article: IntArray
    deadline: FloatArray
    horizon: float
    cap: int
    ratio: float


def compile_law(
    spread: Hawkes, channels: Mapping[str, Channel], *, draws: Draws, clock: WallClock, horizon: float, envelope: float
) -> Law:
    """Return the law of one replication; the arguments are those of `sim.spread.growth.grow`."""
    own = list(channels.values())
    articles = [draws.channels.index(c.article) if c.article is not None else -1 for c in own]
    mean = influence_matrix(channels, spread, envelope=envelope)
    for row, article in enumerate(articles):
        if article >= 0:
            mean[row, article] -= 1  # an article is no child: it comes at its deadline, once
    source, target = np.nonzero(mean)
    fan = np.bincount(source, minlength=len(own))
    return Law(
        draws=draws,
        kernels=Kernels.of([c.kernel for c in own]),
        warp=Warp.of([c.circadian for c in own], clock.segments(horizon)),
        names=np.array([name_key(name) for name in channels], dtype=np.uint64),
        mean=mean,
        fan=fan,
        first=np.cumsum(fan) - fan,
        target=target,
        power=spread.mark_power,
        mean_power=np.array([mean_power(c.reach, spread.mark_power) for c in own]),
        rate=np.array([c.background_per_hour / HOUR for c in own]),
        article=np.array(articles),
        deadline=np.array([c.deadline or 0.0 for c in own]),
        horizon=horizon,
        cap=spread.cap,
        ratio=branching_ratio(channels, spread),
    )
