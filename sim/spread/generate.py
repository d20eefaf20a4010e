"""The door of the room: one cascade, or a shock that comes to it, from spread model, channels, seed and replication."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from pydantic import Field

from sim.clock import WallClock
from sim.keys import stream
from sim.spread.cascade import Cascade
from sim.spread.channel import Channel
from sim.spread.draws import Draws
from sim.spread.growth import grow
from sim.spread.hawkes import Hawkes, Shock
from sim.spread.redraw import salted, salted_root
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


def generate_shock(
    shock: Shock,
    *,
    spread: Hawkes | Trace,
    channels: Mapping[str, Channel],
    kind_shares: Mapping[str, float],
    clock: WallClock,
    horizon: float,
    envelope: float,
    seed: int,
    replication: int,
    salt: int | None = None,
) -> Cascade:
    """Return what one shock brings, alone: the mentions that it would bring as a shock of the scenario's file.

    Over a trace its mentions have no offspring. With a salt (see `redraw`) they are other ones, as many. The other
    arguments are those of `generate`.

    Raises:
        CappedError: If the shock alone reaches the cap on mentions.
    """
    changes: dict[str, object] = {"background_per_hour": 0.0}
    if isinstance(spread, Trace):
        changes |= {"self_excitation": 0.0, "deadline": None, "article": None}
        alone = Hawkes(kind="hawkes", shocks=[shock], background_topic=shock.topic)
    else:
        alone = spread.model_copy(update={"shocks": [shock], "reignitions": []})
    still = {name: channel.model_copy(update=changes) for name, channel in channels.items()}
    given = [shock.kind] if shock.kind is not None else []
    root = stream(seed, replication)
    draws = Draws.of(root if salt is None else salted_root(root, salt), channels, kind_shares, given)
    cascade = grow(alone, still, draws=draws, clock=clock, horizon=horizon, envelope=envelope)
    return cascade if salt is None else replace(cascade, key=salted(cascade.key, salt))
