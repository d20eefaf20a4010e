"""The draws of a run: by address, in numpy tables for all cases that may open, one column a law and round.

One numpy call a variate would cost more than the rest of a step. Columns are made when first needed, those of a later
round for the cases that may be rejected so often; rounds beyond the table are drawn one at a time, through the same
quantile functions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from sim.distributions import AnyDistribution, exact_quantile, quantile
from sim.keys import mix64, mix_on, name_key, single_uniform, stream, to_uniform, uniform
from sim.spread.redraw import salted_root
from sim.units import FloatArray, KeyArray

# Where everything is rejected for ever, columns would fill the memory; single draws do not.
ROUNDS: Final = 32
Column: TypeAlias = "list[float] | dict[int, float]"


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

    def __init__(
        self, laws: tuple[Law, ...], keys: KeyArray, *, rejects: Mapping[int, float], seed: int, replication: int
    ) -> None:
        """Prepare the draws.

        Args:
            laws: What is drawn.
            keys: The keys of the cases, by row.
            rejects: The laws that decide whether a draft is rejected, each with the largest probability that it is.
            seed: Seed of the study.
            replication: Number of the replication.
        """
        self._laws = laws
        self._root = stream(seed, replication)
        self._purposes = [name_key(law.purpose) for law in laws]
        self._rejects = rejects
        self.columns: list[list[Column]] = [[] for _ in laws]
        self.set_rows(keys)

    def set_rows(self, keys: KeyArray) -> None:
        """Lay the table out anew for other rows: a case that keeps its key keeps its draws."""
        self._keys = keys
        self._base: KeyArray | None = None
        self._addresses: dict[int, KeyArray] = {}
        self._exact: dict[tuple[int, int], Column] = {}
        self._rejected = [np.arange(len(keys))]
        for column in self.columns:
            column.clear()

    def salt(self, salt: int) -> None:
        """Draw all that has not been used yet at other addresses: those of another future."""
        self._root = salted_root(self._root, salt)
        self.set_rows(self._keys)

    def draw(self, law: int, row: int, round_: int = 0) -> float:
        """Return the variate of a law for the case at `row`, time round `round_`."""
        try:
            return self.columns[law][round_][row]
        except LookupError:
            return self._first(law, row, round_)

    def exact(self, law: int, row: int, round_: int) -> float:
        """Return the duration of a law before it is rounded to a tick, for work that a factor or a speed changes."""
        distribution = self._laws[law].distribution
        assert distribution is not None, law
        if round_ < ROUNDS:
            column = self._exact.get((law, round_))
            if column is None:
                u = self._uniforms(law, round_)
                column = self._exact[law, round_] = self._column(round_, exact_quantile(distribution, u))
            if not isinstance(column, dict) or row in column:
                return column[row]
        one = single_uniform(self._root, int(self._keys[row]), self._purposes[law], self._laws[law].step, round_)
        return float(exact_quantile(distribution, np.array([one]))[0])

    def _first(self, law: int, row: int, round_: int) -> float:
        columns = self.columns[law]
        step, distribution = self._laws[law].step, self._laws[law].distribution
        if round_ >= ROUNDS:
            return self._single(law, row, step, round_)
        while len(columns) <= round_:
            u = self._uniforms(law, len(columns))
            columns.append(self._column(len(columns), u if distribution is None else quantile(distribution, u)))
        column = columns[round_]
        # Whom only people sent back is not among those whom the model may send back.
        if isinstance(column, dict) and row not in column:
            return self._single(law, row, step, round_)
        return column[row]

    def _uniforms(self, law: int, round_: int) -> FloatArray:
        """Return the uniforms of a law and round for the rows that may come to it."""
        address = self._address(law)
        return to_uniform(mix_on(address[self._rows(round_)] if round_ else address, round_))

    def _column(self, round_: int, values: FloatArray) -> Column:
        return dict(zip(self._rows(round_).tolist(), values.tolist())) if round_ else values.tolist()

    def _rows(self, round_: int) -> npt.NDArray[Any]:
        """Return the rows of the cases that may be rejected `round_` times: half as many a round, or fewer."""
        while len(self._rejected) <= round_:
            last = len(self._rejected) - 1
            below = [self._uniforms(law, last) < chance for law, chance in self._rejects.items()]
            self._rejected.append(self._rejected[last][np.logical_or.reduce(below)])
        return self._rejected[round_]

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

    def briefing(self, distribution: AnyDistribution, row: int) -> float:
        """Return how long somebody is briefed before their first review, which is of the case at `row`."""
        return self.duration_at(distribution, int(self._keys[row]), "briefing")

    def duration_at(self, distribution: AnyDistribution, key: int, purpose: str, step: int = 0) -> float:
        """Return a duration that belongs to no law of the plan: of a person, of a fact, or rare."""
        u = single_uniform(self._root, key, name_key(purpose), step)
        return float(quantile(distribution, np.array([u]))[0])

    def series(self, distribution: AnyDistribution, key: int, purpose: str, count: int) -> FloatArray:
        """Return the durations at the steps 0 to count - 1 of a person's address."""
        return quantile(distribution, uniform(self._root, key, name_key(purpose), np.arange(count)))

    def attempt(self, law: int, row: int, step: int) -> float:
        """Return a variate whose step is counted by the case (a paging attempt)."""
        return self._single(law, row, step, 0)

    def unit_exponential(self, law: int, row: int, step: int) -> float:
        """Return the hazard that a case can bear before it moves up (docs/model.md, section 4)."""
        return -float(np.log1p(-self._single(law, row, step, 0)))
