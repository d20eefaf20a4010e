"""A crisis in one call: what every test of the spread starts from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sim.clock import WallClock
from sim.spread.cascade import Cascade
from sim.spread.channel import Channel
from sim.spread.generate import generate
from sim.spread.hawkes import Hawkes

KINDS = {"question": 0.3, "complaint": 0.6, "smear": 0.1}


def channel(self_excitation: float = 0.7, *, half_life: str = "10 min", **fields: Any) -> dict[str, Any]:
    """Return a channel with an exponential kernel and no daily rhythm, unless `fields` say otherwise."""
    return {
        "self_excitation": self_excitation,
        "kernel": {"exponential": {"half_life": half_life}},
        "circadian": {"amplitude": 0.0},
        **fields,
    }


def shock(name: str = "first", at: str = "0 min", count: int = 1, **fields: Any) -> dict[str, Any]:
    """Return a shock on channel x, topic safety."""
    return {"name": name, "at": at, "channel": "x", "topic": "safety", "count": count, **fields}


def generated(
    channels: dict[str, dict[str, Any]],
    *,
    horizon: float = 2880.0,
    seed: int = 1,
    replication: int = 0,
    envelope: float = 1.0,
    start: str = "2018-04-17 11:20",
    **fields: Any,
) -> Cascade:
    """Return the cascade of a Hawkes crisis; `fields` are those of the spread block."""
    return generate(
        spread=Hawkes.model_validate({"kind": "hawkes", "mark_power": 0.0, **fields}),
        channels={name: Channel.model_validate(c) for name, c in channels.items()},
        kind_shares=KINDS,
        clock=WallClock.at(start, "America/New_York"),
        horizon=horizon,
        envelope=envelope,
        seed=seed,
        replication=replication,
    )


class Crisis:
    """The three makers under one name."""

    channel = staticmethod(channel)
    shock = staticmethod(shock)
    __call__: Callable[..., Cascade] = staticmethod(generated)


@pytest.fixture(scope="session")
def crisis() -> Crisis:
    """Return `crisis(channels, **fields)`, with `crisis.channel` and `crisis.shock` to describe one."""
    return Crisis()
