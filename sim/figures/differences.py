"""The headline differences as a forest plot, one small panel a metric with its own unit."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from sim.analysis.estimate import compare
from sim.analysis.metrics import Metric, metric
from sim.figures import style
from sim.record.study import Study
from sim.units import HOUR

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from pandas import DataFrame

# Better and worse differ in shape and in side of the text, not in colour alone.
_LOOKS: Final = {
    "better": ("^", style.BLUE),
    "worse": ("v", style.VERMILLION),
    "no clear difference": ("o", style.GREY),
    "-": ("o", style.GREY),
}


@style.styled
def differences(study: Study, comparison: DataFrame | None = None) -> Figure:
    """Return the paired differences of the five headline rows from the baseline, with their 95 % intervals.

    Args:
        study: Two organisations or more.
        comparison: From `compare`, if it is there already; else it is made, against the first organisation.
    """
    frame = compare(study) if comparison is None else comparison
    frame = frame[frame["headline"]]
    meta = study.meta
    metrics = list(dict.fromkeys(frame["metric"]))
    others = list(dict.fromkeys(frame["organisation"]))
    baseline = str(frame["baseline"].iloc[0])
    many = len(others) > style.MOST
    # Few organisations: a panel a row of the page; many: five narrow panels beside each other, the names written once.
    rows, columns = (1, len(metrics)) if many else (len(metrics), 1)
    figure = style.new_figure(1.0 + 0.21 * len(others) if many else rows * (0.58 + 0.2 * len(others)) + 0.35)
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    for place, (axes, name) in enumerate(zip(panels, metrics, strict=True)):
        own = frame[frame["metric"] == name]
        labels = [style.title_of(meta, str(other), 24) for other in own["organisation"]]
        forest(axes, own, name, labels if place == 0 or not many else [""] * len(labels), narrow=many)
    verdict_legend(figure)
    style.caption(
        figure,
        meta,
        f"Difference from {style.plain(baseline)}, paired replication by replication; intervals:"
        f" {frame['interval'].iloc[0]}, chance only: they say nothing about the assumptions.",
    )
    return figure


def verdict_legend(figure: Figure) -> None:
    """Say above a forest plot which sign means what."""
    handles = [
        Line2D([], [], marker=shape, color=colour, markersize=6, linewidth=1.4, label=word)
        for word, (shape, colour) in list(_LOOKS.items())[:3]
    ]
    figure.legend(handles=handles, loc="outside upper right", ncols=3)


def forest(axes: Axes, rows: DataFrame, name: str, labels: Sequence[str], *, narrow: bool = False) -> None:
    """Draw the differences of one metric, one row each with its interval.

    Args:
        axes: Where.
        rows: With difference, low, high and verdict.
        name: The metric.
        labels: One a row.
        narrow: Whether the panel is one of several beside each other: no numbers at the right, few ticks.
    """
    row_metric = metric(name)
    factor, unit = _scale(rows, row_metric.unit)
    axes.axvline(0, color=style.BLACK, linewidth=0.9)
    values = rows[["difference", "low", "high"]].to_numpy(dtype=float) * factor
    for y, (value, low, high) in enumerate(values):
        shape, colour = _LOOKS[str(rows["verdict"].iloc[y])]
        if np.isnan(value):
            axes.text(0, y, " not defined", va="center", fontsize=7.5)
            continue
        axes.plot([low, high], [y, y], color=colour, linewidth=1.6, solid_capstyle="butt")
        axes.plot(value, y, shape, color=colour, markersize=5 if narrow else 6.5)
        if not narrow:
            text = f"{value:+.{_digits(values)}f}".replace("-", "−")
            axes.text(1.01, y, text, transform=axes.get_yaxis_transform(), va="center", fontsize=8, clip_on=False)
    finite = values[np.isfinite(values)]
    reach = max(float(np.abs(finite).max()) if len(finite) else 1.0, 1e-9) * 1.12
    axes.set_xlim(-reach, reach)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=4 if narrow else 8, steps=[1, 2, 5, 10]))
    axes.set_yticks(range(len(rows)), labels)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.grid(visible=narrow, axis="y")
    _told(axes, row_metric, unit, narrow=narrow)


def _told(axes: Axes, row: Metric, unit: str, *, narrow: bool) -> None:
    side = {"higher": "right is better", "lower": "left is better"}.get(str(row.better), "")
    if narrow:
        axes.set_title("\n".join(textwrap.wrap(row.title, 14)), fontsize=7.5)
        axes.set_xlabel("\n".join(part for part in (unit, side) if part), labelpad=1, fontsize=7.5)
        axes.tick_params(axis="x", labelsize=7)
    else:
        axes.set_title(row.title)
        axes.set_xlabel(f"difference, {unit}{f' ({side})' if side else ''}", labelpad=1)


def _scale(rows: DataFrame, unit: str) -> tuple[float, str]:
    """Return the factor and the unit in which a panel reads best."""
    if unit == "share":
        return 100.0, "percentage points"
    if unit == "min" and float(rows[["low", "high"]].abs().max(axis=None)) >= 3 * HOUR:
        return 1 / HOUR, "hours"
    return 1.0, {"min": "minutes", "h": "hours"}.get(unit, unit)


def _digits(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> int:
    finite = np.abs(values[np.isfinite(values)])
    return 0 if not len(finite) or finite.max() >= 20 else 1
