"""Estimates of one organisation, and paired differences between organisations, with what chance alone does to them.

The replication is the unit: all intervals are over replications, never over cases. Organisations meet the same crises,
so differences are taken replication by replication. The intervals cover chance only, not the assumptions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.analysis.measures import Tables, tables
from sim.analysis.metrics import METRICS, Metric, evaluate, value_text
from sim.analysis.survival import durations, exit_counts, incidence_from_counts, mean_interval, quantile
from sim.keys import mix64, name_key
from sim.record.study import Study
from sim.units import FloatArray, IntArray

if TYPE_CHECKING:
    from pandas import DataFrame

CHANCE: Final = "chance only"
_RESAMPLES: Final = 1000
# Quantiles of resamples are read on at most so many pooled times: an interval's end moves by 1/500 of the cases.
_TIMES: Final = 500


def estimate(study: Study, *, metrics: Sequence[Metric] = METRICS, confidence: float = 0.95) -> DataFrame:
    """Return one row an organisation and metric: its value, interval and number of replications.

    Columns: organisation, metric, title, unit, value, low, high, n, text. A value is the mean over the replications in
    which the metric is defined, with a t interval; a quantile of the response time is that of all replications
    together, with a bootstrap interval over replications, and NaN ('> 48 h' in `text`) where it was not reached.
    """
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for organisation in study.meta.organisations:
        log = tables(study, organisation)
        for row in metrics:
            value, low, high, n = _value(row, log, confidence=confidence)
            text = value_text(row, value, drain=study.meta.drain)
            head = {"organisation": organisation, "metric": row.name, "title": row.title, "unit": row.unit}
            rows.append(head | {"value": value, "low": low, "high": high, "n": n, "text": text})
    return pd.DataFrame(rows)


def _value(row: Metric, log: Tables, *, confidence: float) -> tuple[float, float, float, int]:
    if row.quantile is None:
        values = row.values(log)
        known = values[~np.isnan(values)]
        mean, *ends = mean_interval(known, confidence=confidence)
        return float(mean), float(ends[0]), float(ends[1]), len(known)
    value, draws = _resampled(row, log)
    low, high = (end if end < log.meta.drain else np.nan for end in _percentiles(draws, confidence))
    return value, low, high, len(log.replications)


def compare(
    study: Study, baseline: str | None = None, *, metrics: Sequence[Metric] = METRICS, confidence: float = 0.95
) -> DataFrame:
    """Return one row a metric and other organisation: its paired difference from the baseline, with an interval.

    Columns: metric, title, unit, headline, baseline, organisation, baseline_value, value, difference, low, high, n,
    verdict, interval, label, baseline_text, text, difference_text. Values and differences are over the replications
    in which both organisations have a value; n counts them. With more than two organisations the intervals of one
    metric are simultaneous over the organisations (Bonferroni); not over the metrics. A quantile not reached within
    the drain counts as the drain in its difference, which then is a bound ('at least').

    Args:
        study: Two organisations or more.
        baseline: Name of the one the others are compared with; the study's first if None.
        metrics: Which rows.
        confidence: Of all intervals of one metric together.

    Raises:
        ValueError: If the study has no such organisation, or only one.
    """
    import pandas as pd

    names = study.meta.organisations
    baseline = names[0] if baseline is None else baseline
    if baseline not in names:
        raise ValueError(f"no organisation '{baseline}' in this study; it has {', '.join(names)}")
    others = [name for name in names if name != baseline]
    if not others:
        raise ValueError(f"this study has one organisation, '{baseline}'; a comparison needs two")
    each = 1 - (1 - confidence) / len(others)
    logs = {name: tables(study, name) for name in names}
    rows: list[dict[str, Any]] = []
    for row in metrics:
        paired = _paired_means if row.quantile is None else _paired_quantiles
        found = paired(row, logs[baseline], others=[logs[name] for name in others], confidence=each)
        rows += [
            {"baseline": baseline, "organisation": other} | _told(row, pair, drain=study.meta.drain)
            for other, pair in zip(others, found, strict=True)
        ]
    simultaneous = f", simultaneous over {len(others)} comparisons" if len(others) > 1 else ""
    frame = pd.DataFrame(rows).assign(interval=f"{100 * confidence:g} %{simultaneous}", label=CHANCE)
    first = ["metric", "title", "unit", "headline", "baseline", "organisation", "baseline_value", "value", "difference"]
    then = ["low", "high", "n", "verdict", "interval", "label", "baseline_text", "text", "difference_text"]
    return frame[first + then]


@dataclass(frozen=True)
class _Pair:
    """A baseline's value, another's, and their difference with its interval over n replications."""

    before: float
    after: float
    difference: float
    low: float
    high: float
    n: int


def _told(row: Metric, pair: _Pair, *, drain: float) -> dict[str, Any]:
    bound = row.quantile is not None and np.isnan(pair.before) != np.isnan(pair.after)
    return {
        "metric": row.name,
        "title": row.title,
        "unit": row.unit,
        "headline": row.headline,
        "baseline_value": pair.before,
        "value": pair.after,
        "difference": pair.difference,
        "low": pair.low,
        "high": pair.high,
        "n": pair.n,
        "verdict": verdict(row, pair.low, pair.high),
        "baseline_text": value_text(row, pair.before, drain=drain),
        "text": value_text(row, pair.after, drain=drain),
        "difference_text": difference_text(row, pair.difference, bound=bound),
    }


def verdict(row: Metric, low: float, high: float) -> str:
    """Return 'better', 'worse' or 'no clear difference' from an interval of a difference; '-' where neither is."""
    if row.better is None:
        return "-"
    if low > 0 or high < 0:
        return "better" if (low > 0) == (row.better == "higher") else "worse"
    return "no clear difference"


def difference_text(row: Metric, difference: float, *, bound: bool = False) -> str:
    """Return a signed difference as people write it; shares in points, 'at least' before a bound."""
    if np.isnan(difference):
        return "-"
    size = abs(difference)
    body = f"{100 * size:.1f} points" if row.unit == "share" else value_text(row, size, drain=0.0)
    zero = body.split()[0].strip("0.") == ""
    sign = "" if zero else "+" if difference > 0 else "-"
    return ("at least " if bound else "") + sign + body


def _paired_means(row: Metric, baseline: Tables, *, others: list[Tables], confidence: float) -> list[_Pair]:
    before = evaluate(row, baseline).dropna()
    pairs = []
    for other in others:
        after = evaluate(row, other).dropna()
        both = before.index.intersection(after.index)
        first, second = np.asarray(before[both]), np.asarray(after[both])
        difference, low, high = (float(end) for end in mean_interval(second - first, confidence=confidence))
        means = [float(mean_interval(values)[0]) for values in (first, second)]
        pairs.append(_Pair(means[0], means[1], difference, low, high, len(both)))
    return pairs


def _paired_quantiles(row: Metric, baseline: Tables, *, others: list[Tables], confidence: float) -> list[_Pair]:
    # One draw of the baseline serves all others that finished the same replications: nearly always all of them.
    known: dict[bytes, tuple[float, FloatArray]] = {}
    pairs = []
    for other in others:
        both = np.intersect1d(baseline.replications, other.replications)
        if both.tobytes() not in known:
            known[both.tobytes()] = _resampled(row, keep(baseline, both))
        before, first = known[both.tobytes()]
        after, second = _resampled(row, keep(other, both))
        if np.isnan(before) and np.isnan(after):
            pairs.append(_Pair(before, after, np.nan, np.nan, np.nan, len(both)))
            continue
        bounded = _unreached(np.array([before, after]), baseline.meta.drain)
        low, high = _percentiles(second - first, confidence)
        pairs.append(_Pair(before, after, float(bounded[1] - bounded[0]), low, high, len(both)))
    return pairs


def _resampled(row: Metric, log: Tables) -> tuple[float, FloatArray]:
    """Return a pooled quantile (NaN if not reached) and its resamples (the drain if not)."""
    assert row.quantile is not None
    draws = quantile_draws(log, row.quantile, bootstrap_weights(log.meta.seed, len(log.replications)))
    return float(pooled_quantile(log, row.quantile)), _unreached(draws, log.meta.drain)


def keep(log: Tables, replications: IntArray) -> Tables:
    """Return the tables of some of an organisation's replications."""
    if len(replications) == len(log.replications):
        return log
    frames = (log.cases, log.staff, log.events, log.scalars)
    return Tables(log.meta, replications, *(frame[frame["replication"].isin(replications)] for frame in frames))


def pooled_quantile(log: Tables, p: float) -> FloatArray:
    """Return the time by which a share `p` of the cases of all replications was answered, NaN beyond the drain."""
    time, counts = _counts(log, times=None)
    return quantile(incidence_from_counts(time, counts.sum(axis=2)), p, limit=log.meta.drain)


def quantile_draws(log: Tables, p: float, weights: FloatArray) -> FloatArray:
    """Return the pooled quantile in each resample of replications, NaN where it is not reached within the drain.

    Args:
        log: One organisation's tables.
        p: Share of the cases.
        weights: How often each replication is in each resample, shape (replications, resamples).
    """
    time, counts = _counts(log, times=_TIMES)
    return quantile(incidence_from_counts(time, counts @ weights), p, limit=log.meta.drain)


def _counts(log: Tables, *, times: int | None) -> tuple[FloatArray, FloatArray]:
    """Return times and exits of cases needing an answer, (3, times, replications); all times, or at most `times`.

    With all times the counts are pooled into one column: a column a replication would be as large as the cases squared.
    """
    duration, cause = durations(log.needing)
    grid = np.unique(duration)
    column = np.searchsorted(log.replications, np.asarray(log.needing["replication"]))
    columns = len(log.replications)
    if times is None:
        column, columns = np.zeros_like(column), 1
    elif len(grid) > times:
        grid = np.unique(np.quantile(duration, np.linspace(0, 1, times), method="higher"))
    rank = np.searchsorted(grid, duration, side="left")
    return grid, exit_counts(rank, column, cause=cause, shape=(len(grid), columns))


def bootstrap_weights(seed: int, size: int) -> FloatArray:
    """Return how often each replication is in each resample, shape (size, resamples); the same for one seed and size.

    All organisations of a study share them, so that resampled differences stay paired.
    """
    if size == 0:
        return np.zeros((0, _RESAMPLES))
    generator = np.random.Generator(np.random.PCG64(int(mix64(seed, name_key("bootstrap")))))
    return generator.multinomial(size, np.full(size, 1 / size), size=_RESAMPLES).T.astype(np.float64)


def _unreached(values: FloatArray, limit: float) -> FloatArray:
    return np.where(np.isnan(values), limit, values)


def _percentiles(draws: FloatArray, confidence: float) -> tuple[float, float]:
    low, high = np.quantile(draws, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)
