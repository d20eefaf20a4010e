"""Which organisation is best by a metric, and by how much one may say so.

A leader is a winner only if its lead over every other organisation is more than chance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.analysis.measures import tables
from sim.analysis.metrics import Metric, evaluate
from sim.analysis.survival import mean_interval
from sim.record.study import Study


@dataclass(frozen=True)
class Lead:
    """Who leads by a metric.

    Attributes:
        leader: The organisation with the best mean.
        value: Its mean.
        level_with: Those whose paired difference from the leader may be chance, best first; empty for a winner.
        second: The best of the others, "" if there is none.
        lead: Difference of the leader from `second`, in the metric's unit, positive.
        margin: The lower end of the interval of that difference; above 0 for a winner.
    """

    leader: str
    value: float
    level_with: tuple[str, ...]
    second: str
    lead: float
    margin: float

    @property
    def winner(self) -> str:
        """The leader if it leads by more than chance, else ""."""
        return "" if self.level_with else self.leader


def lead(study: Study, metric: Metric, *, confidence: float = 0.95) -> Lead:
    """Return who leads by a metric, over the replications in which all organisations have a value.

    Intervals of paired differences are simultaneous over all pairs of organisations (Bonferroni), and not only over
    those with the leader: it was the data that chose the leader.

    Args:
        study: Organisations that met the same crises.
        metric: With a direction that is better, and a value a replication (no quantile).
        confidence: Of all intervals together.

    Raises:
        ValueError: If the metric has no better direction, or no replication has a value for all.
    """
    if metric.better is None or metric.quantile is not None:
        raise ValueError(f"nobody can lead by '{metric.name}': it has no better direction, or no value a replication")
    names = study.meta.organisations
    columns = [evaluate(metric, tables(study, name)) for name in names]
    table = np.column_stack([column.reindex(columns[0].index) for column in columns])
    table = table[~np.isnan(table).any(axis=1)]
    if not len(table):
        raise ValueError(f"no replication has a value of '{metric.name}' for all organisations")
    sign = 1.0 if metric.better == "higher" else -1.0
    means = table.mean(axis=0)
    order = np.argsort(-sign * means, kind="stable")
    best, pairs = int(order[0]), max(1, len(names) * (len(names) - 1) // 2)
    each = 1 - (1 - confidence) / pairs
    margins = {
        int(k): float(mean_interval(sign * (table[:, best] - table[:, k]), confidence=each)[1]) for k in order[1:]
    }
    level_with = tuple(names[k] for k, low in margins.items() if not low > 0)
    second = int(order[1]) if len(names) > 1 else best
    return Lead(
        leader=names[best],
        value=float(means[best]),
        level_with=level_with,
        second=names[second] if second != best else "",
        lead=float(sign * (means[best] - means[second])),
        margin=margins.get(second, 0.0),
    )
