"""The door of the room: one cascade from a spread model, the channels, a seed and a replication."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field

from sim.clock import WallClock
from sim.keys import stream
from sim.spread.cascade import Cascade
from sim.spread.channel import Channel
from sim.spread.draws import Draws
from sim.spread.growth import grow
from sim.spread.hawkes import Hawkes
from sim.spread.replay import replay
from sim.spread.trace import Trace

Spread = Annotated[Hawkes | Trace, Field(discriminator="kind")]


def generate(
    *,
    spread: Hawkes | Trace,
    channels: Mapping[str, Channel],
    kind_shares: Mapping[str, float],
    clock: WallClock,
    horizon: float,
    envelope: float,
    seed: int,
    replication: int,
    base: Path | None = None,
) -> Cascade:
    """Return the envelope cascade of one replication: the same arguments give the same arrays.

    Args:
        spread: The spread model of the scenario.
        channels: By name.
        kind_shares: Shares of kinds for channels without their own.
        clock: Local wall clock of the scenario.
        horizon: Last minute at which a mention may appear.
        envelope: Factor a >= 1 on the mean of every edge, so that an answer may also fan a crisis; a trace has 1.
        seed: Of the study.
        replication: Number of the replication.
        base: Folder against which a trace's file is looked up.

    Raises:
        CappedError: If the cascade reaches the cap on mentions.
        TraceError: If the trace's file is wrong.
    """
    if not envelope >= 1:
        raise ValueError(f"the envelope is {envelope:g}; it must be at least 1")
    root = stream(seed, replication)
    if isinstance(spread, Trace):
        draws = Draws.of(root, channels, kind_shares)
        return replay(spread, draws=draws, clock=clock, horizon=horizon, base=base)
    given = [shock.kind for shock in spread.scripted if shock.kind is not None]
    draws = Draws.of(root, channels, kind_shares, given)
    return grow(spread, channels, draws=draws, clock=clock, horizon=horizon, envelope=envelope)
