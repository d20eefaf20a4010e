"""Warm multipliers: they warn, speak up in their threads, and amplify less (docs/model.md, 9.8)."""

from __future__ import annotations

from sim.distributions import AnyDistribution
from sim.units import tick
from tests.reference.world import World


def is_warm(world: World, key: int, kind: str) -> bool:
    """Whether a mention comes from a warm multiplier."""
    return kind == "multiplier" and world.draws.u(key, "warm") < world.plan.uses.warm


def warmth(world: World, thread: int, *, warm: bool, edge: bool) -> tuple[float, float]:
    """Return the factors on q of voice and of amplification, in the order in which they are multiplied."""
    law = world.plan.uses.relations
    if law is None:
        return 1.0, 1.0
    return law.voice if edge and thread in world.warmed else 1.0, law.amplify if warm else 1.0


def is_warned(world: World, key: int) -> bool:
    """Whether a warm multiplier warns the organisation of a public case."""
    return world.draws.u(key, "warned") < world.plan.uses.warm


def detection_delay(world: World, law: AnyDistribution, key: int) -> float:
    """Return the delay of the detection of a public case."""
    relations = world.plan.uses.relations
    if relations is None or not is_warned(world, key):
        return world.draws.duration(law, key, "detect")
    return tick(world.draws.unrounded(law, key, "detect") * relations.warning)
