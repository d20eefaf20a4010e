"""What each mechanism of an organisation is worth: a forest plot a headline, one row a mechanism."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from sim.figures import style
from sim.figures.differences import forest, verdict_legend
from sim.record.study import Study

if TYPE_CHECKING:
    from pandas import DataFrame


@style.styled
def ablation(study: Study, table: DataFrame, metric: str) -> Figure:
    """Return what one headline changes by when one mechanism at a time is swapped, with 95 % intervals.

    Args:
        study: The organisation as it is, and its variants.
        table: From `Ablation.table`.
        metric: Name of a headline.
    """
    own = table[table["metric"] == metric]
    done = own[own["reason"] == ""]
    figure = style.new_figure(0.75 + 0.22 * len(done))
    axes = figure.subplots()
    forest(axes, done, metric, [style.plain(str(name), 34) for name in done["mechanism"]])
    verdict_legend(figure)
    left_out = len(own) - len(done)
    note = f" {left_out} could not be swapped and have no row." if left_out else ""
    style.caption(
        figure,
        study.meta,
        f"Difference from {style.plain(study.meta.organisations[0])} as it is, when this one mechanism is swapped and"
        f" all else stays; paired replication by replication. Intervals: {done['interval'].iloc[0]}, chance only. The"
        f" differences do not add up: mechanisms work together.{note}",
    )
    return figure
