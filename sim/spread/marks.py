"""Marks: how many people can see a mention, and how much more it spreads for that.

The reach of a mention is Pareto above a minimum, with everything above a cap set to the cap: the uncapped tail has
infinite variance and would ruin every mean of exposure. A mention of reach m has `w(m) = m^gamma / E[m^gamma]` times
the mean offspring, the expectation over its own channel's law with the cap, so that marks do not move the branching
ratio. Density exponent 2.016: Rizoiu et al. 2017, arXiv 1708.06401.
"""

from __future__ import annotations

import math

import numpy as np
from pydantic import Field, model_validator

from sim.fields import Block, Positive
from sim.units import FloatArray


class ReachLaw(Block):
    """Pareto with a minimum, a density exponent above 1, and a cap that collects the tail."""

    minimum: Positive = 300.0
    exponent: Positive = Field(default=2.016, gt=1)
    cap: Positive = 1_000_000.0

    @model_validator(mode="after")
    def _ordered(self) -> ReachLaw:
        if self.cap < self.minimum:
            raise ValueError("the cap must not be below the minimum")
        return self


def reach(u: FloatArray, minimum: FloatArray, exponent: FloatArray, cap: FloatArray) -> FloatArray:
    """Return the reaches at the probabilities `u`; all arguments of shape (n,)."""
    # A density exponent near 1 may overflow to infinity, which is the cap.
    with np.errstate(over="ignore"):
        return np.minimum(minimum * np.exp(-np.log1p(-u) / (exponent - 1)), cap)


def mean_power(law: ReachLaw, power: float) -> float:
    """Return `E[m^power]` of a reach m after the cap.

    With tail exponent a = exponent - 1 and R = cap / minimum it is
    `minimum^power (a/(a - power) (1 - R^(power - a)) + R^(power - a))`: the density below the cap, and the mass
    `R^-a` that sits on it.
    """
    tail, spread = law.exponent - 1, math.log(law.cap / law.minimum)
    gap = tail - power
    # -expm1(-gap L)/gap is L at gap 0; without expm1 the difference cancels near it.
    below = tail * (spread if gap == 0 else -math.expm1(-gap * spread) / gap)
    return float(law.minimum**power * (below + math.exp(-gap * spread)))


def weight_variance(law: ReachLaw, power: float) -> float:
    """Return the variance of `w(m) = m^power / E[m^power]`, whose mean is 1."""
    return mean_power(law, 2 * power) / mean_power(law, power) ** 2 - 1
