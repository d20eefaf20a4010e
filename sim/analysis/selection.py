"""Which organisation is best by a metric, and by how much one may say so.

A leader is a winner only if its lead over every other organisation is more than chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.measures import tables
from sim.analysis.metrics import Metric, evaluate
from sim.analysis.survival import mean_interval
from sim.record.study import Study

if TYPE_CHECKING:
    from pandas import Series


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
    """Return who leads by a metric; each two are compared over the replications in which both have a value.

    Intervals of paired differences are simultaneous over all pairs of organisations (Bonferroni), and not only over
    those with the leader: it was the data that chose the leader. Who has a value in fewer than half of the
    replications (the share of replies that contradict, of somebody who hardly replies) takes no part.

    Args:
        study: Organisations that met the same crises.
        metric: With a direction that is better, and a value a replication (no quantile).
        confidence: Of all intervals together.

    Raises:
        ValueError: If the metric has no better direction, or nobody has a value in half of the replications.
    """
    if metric.better is None or metric.quantile is not None:
        raise ValueError(f"nobody can lead by '{metric.name}': it has no better direction, or no value a replication")
    columns = {name: evaluate(metric, tables(study, name)) for name in study.meta.organisations}
    known = {name: own for name, own in columns.items() if 2 * own.notna().sum() >= len(own) > 0}
    if not known:
        raise ValueError(f"nobody has a value of '{metric.name}' in half of the replications")
    sign = 1.0 if metric.better == "higher" else -1.0
    means = {name: float(own.mean()) for name, own in known.items()}
    best, *others = sorted(means, key=lambda name: -sign * means[name])
    pairs = max(1, len(known) * (len(known) - 1) // 2)
    margins = {name: _margin(known[best], known[name], sign, 1 - (1 - confidence) / pairs) for name in others}
    second = others[0] if others else ""
    return Lead(
        leader=best,
        value=means[best],
        level_with=tuple(name for name, low in margins.items() if not low > 0),
        second=second,
        lead=sign * (means[best] - means[second]) if second else 0.0,
        margin=margins.get(second, 0.0),
    )


def _margin(best: Series, other: Series, sign: float, confidence: float) -> float:
    """Return the lower end of the interval of the leader's paired lead; NaN with fewer than two common replications."""
    differences = np.asarray((sign * (best - other)).dropna(), dtype=np.float64)
    return float(mean_interval(differences, confidence=confidence)[1]) if len(differences) > 1 else float("nan")
