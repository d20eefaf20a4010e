"""Estimates with honest standard errors: from independent blocks of cases, never from cases that queue together."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from sim.record.log import Records
from sim.units import BoolArray, FloatArray, IntArray

Column: TypeAlias = Callable[[Records], FloatArray | BoolArray]
_COLUMNS = (
    "opened",
    "detected",
    "drafted",
    "ended",
    "level_opened",
    "level",
    "rejections",
    "handovers",
    "detect_wait",
    "queue_wait",
    "handover_wait",
    "calendar_wait",
    "service",
    "review",
    "stale",
    "misaligned",
)


@dataclass(frozen=True)
class Estimate:
    """What a run gave for a row, and its standard error; 0 where chance has no part in it."""

    value: float
    standard_error: float = 0.0


def ratio(total: FloatArray, count: FloatArray, inputs: Sequence[FloatArray] = ()) -> Estimate:
    """Return sum(total) / sum(count) over independent blocks, with its standard error.

    Cases of one block depend on each other, blocks do not: the block is the unit (delta method for a ratio).

    Args:
        total: Sum of the quantity in each block.
        count: Number of cases (or length) of each block.
        inputs: Sums in each block of inputs whose mean is known, less that mean: control variates. What their luck
            explains is taken off by regression. They cannot hide an engine that draws them wrongly where rows of
            their own hold them against their laws.

    Source: Lavenberg and Welch 1981, doi:10.1287/mnsc.27.3.322.
    """
    blocks = len(total)
    value = float(total.sum() / count.sum())
    rest = total - value * count
    if inputs:
        known = np.column_stack(inputs)
        slope = np.linalg.lstsq(known - known.mean(axis=0), rest - rest.mean(), rcond=None)[0]
        value -= float(known.sum(axis=0) @ slope / count.sum())
        rest = total - value * count - known @ slope
    error = np.sqrt(blocks * (rest @ rest) / (blocks - 1 - len(inputs))) / count.sum()
    return Estimate(value, float(error))


@dataclass(frozen=True)
class Sample:
    """Cases of several replications, opened after a warm-up, in blocks of time.

    The warm-up leaves out how a queue fills from empty; the drain lets cases end, and one that is still open counts
    with its time so far: none is dropped.
    """

    columns: Mapping[str, FloatArray]
    block: IntArray
    blocks: int
    length: float

    @classmethod
    def of(
        cls,
        runs: Iterable[Records],
        *,
        horizon: float,
        length: float,
        warm_up: float = 0.0,
        mark: Callable[[Records], BoolArray] | None = None,
        more: Mapping[str, Column] | None = None,
    ) -> Sample:
        """Return the cases of the runs of one organisation; of each run only what is needed is kept.

        Args:
            runs: One a replication.
            horizon: Minutes in which cases open.
            length: Length of a block, much longer than the memory of the system.
            warm_up: Minutes that are left out at the beginning.
            mark: Which cases of a run are marked, for the column `marked`.
            more: Further columns, each from the records of a run.
        """
        further = more or {}
        per_run = int((horizon - warm_up) / length + 1e-9)
        parts: dict[str, list[FloatArray]] = {name: [] for name in (*_COLUMNS, "is_answered", "marked", *further)}
        blocks: list[IntArray] = []
        for number, records in enumerate(runs):
            cases = records.cases
            place = np.floor((cases["opened"] - warm_up) / length).astype(np.int64)
            inside = (place >= 0) & (place < per_run)
            blocks.append(place[inside] + number * per_run)
            own = {name: cases[name] for name in _COLUMNS}
            own["is_answered"] = cases["state"] == "answered"
            own["marked"] = mark(records) if mark is not None else np.zeros(len(place))
            own |= {name: column(records) for name, column in further.items()}
            for name, values in own.items():
                parts[name].append(np.asarray(values[inside], dtype=np.float64))
        joined = {name: np.concatenate(values) for name, values in parts.items()}
        return cls(joined, np.concatenate(blocks), per_run * len(blocks), length)

    def __getitem__(self, name: str) -> FloatArray:
        return self.columns[name]

    @property
    def response(self) -> FloatArray:
        """Minutes from opening to the end of each case."""
        return self["ended"] - self["opened"]

    def sums(self, values: FloatArray | BoolArray) -> FloatArray:
        """Return the sum of a quantity in each block."""
        weights = np.asarray(values, dtype=np.float64)
        return np.bincount(self.block, weights, self.blocks).astype(np.float64)

    def mean(
        self,
        values: FloatArray | BoolArray,
        *,
        among: BoolArray | None = None,
        inputs: Sequence[FloatArray] = (),
    ) -> Estimate:
        """Return the mean of a quantity over cases, or over those `among` them."""
        chosen = np.ones(len(self.block)) if among is None else among.astype(np.float64)
        return ratio(self.sums(np.asarray(values, dtype=np.float64) * chosen), self.sums(chosen), inputs)

    def arrivals(self, rate: float, among: BoolArray | None = None) -> FloatArray:
        """Return how many more cases than expected opened in each block, as an input for `mean`."""
        chosen = np.ones(len(self.block)) if among is None else among.astype(np.float64)
        return self.sums(chosen) - rate * self.length

    def services(self, mean: float, square: float) -> list[FloatArray]:
        """Return by how much service times and their squares exceeded their means, as inputs for `mean`."""
        service = self["service"]
        return [self.sums(service - mean), self.sums(service**2 - square)]


def exactly(holds: bool) -> Estimate:
    """Return 1 for a statement that holds and 0 for one that does not."""
    return Estimate(float(holds))


def always(values: FloatArray) -> Estimate:
    """Return the value that all cases share; what is not the same for all equals nothing."""
    return Estimate(float(values[0]) if len(values) and bool(np.all(values == values[0])) else math.nan)


def mean_of(values: FloatArray | BoolArray) -> Estimate:
    """Return the mean of independent values."""
    return ratio(np.asarray(values, dtype=np.float64), np.ones(len(values)))
