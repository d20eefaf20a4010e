"""Survival curves of cases: who is answered by when, with moot cases as a competing event.

A case that its asker gave up (moot) was never answered: it counts against every share and is never censored. A case
that is still open when the run ends is right-censored there. Leaving either out makes the slowest organisation look
best (docs/model.md, section 7).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sim.units import FloatArray, IntArray

if TYPE_CHECKING:
    from pandas import DataFrame

CENSORED, ANSWERED, COMPETING = 0, 1, 2
# Sums of a few thousand shares are right to about 1e-13; a share that is p in exact arithmetic must count as reached.
_ROUNDING = 1e-12


@dataclass(frozen=True)
class IncidenceCurve:
    """Right-continuous step functions that jump at `time` and are 0 (survival: 1) before the first.

    Attributes:
        time: Distinct minutes at which something happened, ascending, shape (k,).
        answered: Cumulative incidence of an answer, shape (k, ...).
        competing: Cumulative incidence of the competing event, shape (k, ...).
        unresolved: Kaplan-Meier share to which neither has happened, shape (k, ...).
    """

    time: FloatArray
    answered: FloatArray
    competing: FloatArray
    unresolved: FloatArray


@dataclass(frozen=True)
class Band:
    """A mean curve over replications with its pointwise interval, all of shape (points,)."""

    grid: FloatArray
    mean: FloatArray
    low: FloatArray
    high: FloatArray


def durations(cases: DataFrame) -> tuple[FloatArray, IntArray]:
    """Return minutes from post to end, and the cause of the end (answered, competing or censored), of each case."""
    state = np.asarray(cases["state"].astype(object))
    cause = np.where(state == "answered", ANSWERED, np.where(state == "open", CENSORED, COMPETING))
    return np.asarray(cases["ended"] - cases["opened"], dtype=np.float64), cause


def cumulative_incidence(duration: FloatArray, cause: npt.NDArray[np.integer]) -> IncidenceCurve:
    """Return the Aalen-Johansen curves of cases.

    Args:
        duration: Minutes from opening to the end, shape (n,), >= 0.
        cause: 0 censored, 1 answered, 2 competing, shape (n,).

    Raises:
        ValueError: If the shapes differ.

    Source: Aalen and Johansen 1978, Scandinavian Journal of Statistics 5:141-150; docs/model.md, section 7.
    """
    if np.shape(duration) != np.shape(cause):
        raise ValueError(f"{np.shape(duration)} durations but {np.shape(cause)} causes")
    time, rank = np.unique(duration, return_inverse=True)
    counts = exit_counts(rank, np.zeros(len(rank), dtype=np.int64), cause=cause, shape=(len(time), 1))
    curve = incidence_from_counts(time, counts)
    return IncidenceCurve(time, curve.answered[:, 0], curve.competing[:, 0], curve.unresolved[:, 0])


def kaplan_meier(duration: FloatArray, happened: npt.NDArray[np.bool_]) -> tuple[FloatArray, FloatArray]:
    """Return the distinct times and the share to which it has not yet happened.

    Args:
        duration: Minutes at risk, shape (n,), >= 0.
        happened: Whether it happened at the end of them; else censored, shape (n,).

    Source: Kaplan and Meier 1958, doi:10.1080/01621459.1958.10501452.
    """
    curve = cumulative_incidence(duration, np.where(happened, ANSWERED, CENSORED))
    return curve.time, curve.unresolved


def exit_counts(
    rank: IntArray, column: IntArray, *, cause: npt.NDArray[np.integer], shape: tuple[int, int]
) -> FloatArray:
    """Return how many cases left at each time rank, by cause and column (replication), shape (3, times, columns)."""
    flat = (cause.astype(np.int64) * shape[0] + rank) * shape[1] + column
    return np.bincount(flat, minlength=3 * shape[0] * shape[1]).reshape(3, *shape).astype(np.float64)


def incidence_from_counts(time: FloatArray, counts: FloatArray) -> IncidenceCurve:
    """Return one Aalen-Johansen curve a column from counts of exits by cause, shape (3, times, columns).

    At one time answers and competing events come before censoring, so that a case open to t was at risk at t.
    """
    exits = counts.sum(axis=0)
    at_risk = exits[::-1].cumsum(axis=0)[::-1]
    share = np.divide(counts, at_risk, out=np.zeros_like(counts), where=at_risk > 0)
    unresolved = np.cumprod(1.0 - share[ANSWERED] - share[COMPETING], axis=0)
    before = np.concatenate([np.ones_like(unresolved[:1]), unresolved[:-1]])
    answered = np.cumsum(before * share[ANSWERED], axis=0)
    return IncidenceCurve(time, answered, np.cumsum(before * share[COMPETING], axis=0), unresolved)


def at(time: FloatArray, steps: FloatArray, grid: FloatArray, *, start: float = 0.0) -> FloatArray:
    """Return the values of a step function on a grid; `start` is its value before the first step."""
    padded = np.concatenate([np.full((1, *steps.shape[1:]), start), steps])
    return np.asarray(padded[np.searchsorted(time, grid, side="right")])


def quantile(curve: IncidenceCurve, p: float, *, limit: float = np.inf) -> FloatArray:
    """Return the first time at which the incidence of an answer reaches `p`, NaN where it does not by `limit`.

    Args:
        curve: Of shape (k,) or (k, columns); the result has shape () or (columns,).
        p: Share of all cases, those never answered included, 0 < p <= 1.
        limit: Minutes to which every case was followed.
    """
    reached = (curve.answered >= p - _ROUNDING) & (curve.time <= limit).reshape(-1, *[1] * (curve.answered.ndim - 1))
    if not len(curve.time):
        return np.full(curve.answered.shape[1:], np.nan)
    return np.where(reached.any(axis=0), curve.time[reached.argmax(axis=0)], np.nan)


def restricted_mean(curve: IncidenceCurve, tau: float) -> FloatArray:
    """Return the mean minutes without an answer in the first `tau`: the area over the incidence of an answer.

    A case never answered counts with tau. Shape () or (columns,).

    Source: Royston and Parmar 2013, doi:10.1186/1471-2288-13-152, with 1 - F in place of S for the competing event.
    """
    edges = np.concatenate([[0.0], curve.time[curve.time < tau], [tau]])
    heights = 1.0 - at(curve.time, curve.answered, edges[:-1])
    return np.asarray(np.tensordot(np.diff(edges), heights, axes=1))


def incidence_by_replication(
    cases: DataFrame, grid: FloatArray, *, replications: npt.NDArray[np.integer]
) -> IncidenceCurve:
    """Return one curve a replication on a common grid, columns in the order of `replications` (ascending).

    Each duration counts at the first grid point at or after it. Values at grid points are those of the exact curve
    as long as nothing is censored before them, which a run's drain guarantees to tau = drain.
    """
    duration, cause = durations(cases)
    rank = np.searchsorted(grid, duration, side="left")
    column = np.searchsorted(replications, np.asarray(cases["replication"]))
    counts = exit_counts(rank, column, cause=cause, shape=(len(grid) + 1, len(replications)))
    curve = incidence_from_counts(np.append(grid, np.inf), counts)
    return IncidenceCurve(grid, curve.answered[:-1], curve.competing[:-1], curve.unresolved[:-1])


def answered_band(
    cases: DataFrame, grid: FloatArray, *, replications: npt.NDArray[np.integer], confidence: float = 0.95
) -> Band:
    """Return the mean over replications of the incidence of an answer, with pointwise t intervals.

    The replication is the unit: cases of one replication depend on each other. A replication without a case that
    needs an answer is left out.

    Args:
        cases: Cases that need an answer, of one organisation.
        grid: Minutes since the post, ascending.
        replications: Numbers of the finished replications, ascending.
        confidence: Of each point by itself.
    """
    kept = replications[np.isin(replications, np.asarray(cases["replication"]))]
    curves = incidence_by_replication(cases, grid, replications=kept).answered
    mean, low, high = mean_interval(curves, confidence=confidence)
    return Band(grid, mean, np.clip(low, 0, 1), np.clip(high, 0, 1))


def mean_interval(values: FloatArray, *, confidence: float = 0.95) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the mean over the last axis and its t interval; NaN where fewer than two values give none."""
    from scipy.special import stdtrit

    size = values.shape[-1]
    if size == 0:
        nothing = np.full(values.shape[:-1], np.nan)
        return nothing, nothing, nothing
    mean = values.mean(axis=-1)
    if size == 1:
        return mean, np.full_like(mean, np.nan), np.full_like(mean, np.nan)
    half = stdtrit(size - 1, (1 + confidence) / 2) * values.std(axis=-1, ddof=1) / np.sqrt(size)
    return mean, mean - half, mean + half
