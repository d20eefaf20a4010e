"""The draws of a run: by address, in numpy tables for all cases that may open, one column a law and round.

One numpy call a variate would cost more than the rest of a step. Columns are made when first needed; rounds beyond
the table are drawn one at a time, through the same quantile functions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.distributions import AnyDistribution, exact_quantile, quantile
from sim.keys import mix64, mix_on, name_key, single_uniform, stream, to_uniform, uniform
from sim.units import KeyArray

# A column of a late round is drawn for all rows and read for few: from here on single draws are cheaper.
ROUNDS: Final = 8


@dataclass(frozen=True)
class Law:
    """What is drawn: a purpose and step, and the distribution of a duration (None: the plain uniform)."""

    number: int
    purpose: str
    step: int
    distribution: AnyDistribution | None


class Laws:
    """The laws of a plan, numbered; equal ones are one."""

    def __init__(self) -> None:
        self.found: list[Law] = []
        self._known: dict[tuple[str, int, str], int] = {}

    def number(self, purpose: str, step: int, distribution: AnyDistribution | None) -> int:
        """Return the number of a law."""
        address = (purpose, step, "" if distribution is None else distribution.model_dump_json())
        if address not in self._known:
            self._known[address] = len(self.found)
            self.found.append(Law(len(self.found), purpose, step, distribution))
        return self._known[address]


class Luck:
    """All draws of one replication for the cases that may open; a row is a case, by its key.

    Attributes:
        columns: `columns[law][round][row]`, as far as it has been drawn.
    """

    def __init__(self, laws: tuple[Law, ...], keys: KeyArray, *, seed: int, replication: int) -> None:
        self._laws = laws
        self._keys = keys
        self._root = stream(seed, replication)
        self._purposes = [name_key(law.purpose) for law in laws]
        self._base: KeyArray | None = None
        self._addresses: dict[int, KeyArray] = {}
        self.columns: list[list[list[float]]] = [[] for _ in laws]
        self._exact: dict[tuple[int, int], list[float]] = {}

    def draw(self, law: int, row: int, round_: int = 0) -> float:
        """Return the variate of a law for the case at `row`, time round `round_`."""
        try:
            return self.columns[law][round_][row]
        except IndexError:
            return self._first(law, row, round_)

    def exact(self, law: int, row: int, round_: int) -> float:
        """Return the duration of a law before it is rounded to a tick, for work that a factor or a speed changes."""
        distribution = self._laws[law].distribution
        assert distribution is not None, law
        step = self._laws[law].step
        if round_ >= ROUNDS:
            u = single_uniform(self._root, int(self._keys[row]), self._purposes[law], step, round_)
            return float(exact_quantile(distribution, np.array([u]))[0])
        column = self._exact.get((law, round_))
        if column is None:
            all_u = uniform(self._root, self._keys, self._purposes[law], step, round_)
            column = self._exact[law, round_] = exact_quantile(distribution, all_u).tolist()
        return column[row]

    def _first(self, law: int, row: int, round_: int) -> float:
        columns = self.columns[law]
        step, distribution = self._laws[law].step, self._laws[law].distribution
        if round_ >= ROUNDS:
            return self._single(law, row, step, round_)
        while len(columns) <= round_:
            u = to_uniform(mix_on(self._address(law), len(columns)))
            columns.append((u if distribution is None else quantile(distribution, u)).tolist())
        return columns[round_][row]

    def _address(self, law: int) -> KeyArray:
        """Return the keys that a law's rounds go on from: the words before the round are hashed once."""
        if self._base is None:
            self._base = mix64(self._root, self._keys)
        if law not in self._addresses:
            self._addresses[law] = mix_on(self._base, self._purposes[law], self._laws[law].step)
        return self._addresses[law]

    def _single(self, law: int, row: int, step: int, round_: int) -> float:
        u = single_uniform(self._root, int(self._keys[row]), self._purposes[law], step, round_)
        distribution = self._laws[law].distribution
        return u if distribution is None else float(quantile(distribution, np.array([u]))[0])

    def attempt(self, law: int, row: int, step: int) -> float:
        """Return a variate whose step is counted by the case (a paging attempt)."""
        return self._single(law, row, step, 0)

    def unit_exponential(self, law: int, row: int, step: int) -> float:
        """Return the hazard that a case can bear before it moves up (docs/model.md, section 4)."""
        return -float(np.log1p(-self._single(law, row, step, 0)))
