"""The draws of one replication: section 1 of docs/model.md, one value at a time."""

from __future__ import annotations

import functools

import numpy as np

from sim.distributions import AnyDistribution, exact_quantile, quantile
from sim.keys import name_key, stream, uniform

purpose_key = functools.cache(name_key)


class Draws:
    """The variates of one replication, by address."""

    def __init__(self, seed: int, replication: int) -> None:
        self._root = stream(seed, replication)

    def u(self, key: int, purpose: str, step: int = 0, round_: int = 0) -> float:
        """Return U(key, purpose, step, round)."""
        return float(uniform(self._root, key, purpose_key(purpose), step, round_))

    def duration(self, law: AnyDistribution, key: int, purpose: str, step: int = 0, round_: int = 0) -> float:
        """Return tick(F^-1(U)) at an address."""
        return float(quantile(law, np.array([self.u(key, purpose, step, round_)]))[0])

    def unrounded(self, law: AnyDistribution, key: int, purpose: str, step: int = 0, round_: int = 0) -> float:
        """Return F^-1(U) at an address, for a duration that is rounded once only, after it was scaled."""
        return float(exact_quantile(law, np.array([self.u(key, purpose, step, round_)]))[0])

    def threshold(self, key: int, step: int) -> float:
        """Return E_k of equation 11: the hazard that drift number `step` needs."""
        return float(-np.log1p(-self.u(key, "drift", step)))
