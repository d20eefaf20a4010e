"""The figures of the evidence pages: sweeps, and the map of winners. House style, colours that everybody tells apart."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from docs.claims.verdicts import title_of
from sim.analysis.estimate import estimate
from sim.analysis.metrics import Metric
from sim.figures import style
from sim.record.study import Study
from sim.units import HOUR

DPI: Final = 120
_MARKERS: Final = ("o", "s", "^", "D", "v", "P", "X")
_HATCHES: Final = ("", "..", "//", "\\\\", "xx", "--", "++")


@dataclass(frozen=True)
class Sweeped:
    """A metric over a sweep: labels of the points, and mean and interval of each organisation at each of them."""

    metric: Metric
    labels: Sequence[str]
    means: Mapping[str, Sequence[tuple[float, float, float]]]


def sweeped(metric: Metric, points: Mapping[str, Study], titles: Mapping[str, str]) -> Sweeped:
    """Return a metric over studies by the label of their point; titles by the name of the organisation."""
    means: dict[str, list[tuple[float, float, float]]] = {title: [] for title in titles.values()}
    for study in points.values():
        found = estimate(study, metrics=[metric]).set_index("organisation")
        for name, title in titles.items():
            row = found.loc[name]
            means[title].append((row["value"], row["low"], row["high"]))
    return Sweeped(metric, list(points), means)


def _scale(metric: Metric, largest: float) -> tuple[float, str]:
    if metric.unit == "share":
        return 100.0, "%"
    if metric.unit == "min":
        return (1 / HOUR, "hours") if largest >= 3 * HOUR else (1.0, "minutes")
    return 1.0, {"h": "hours", "log10 people": "log10 of people"}.get(metric.unit, metric.unit)


@style.styled
def sweep_figure(panels: Sequence[Sweeped], across: str, note: str) -> Figure:
    """Return one panel a metric, one line an organisation, points as far apart as their order.

    Args:
        panels: Up to three in a row.
        across: What the points are, with its unit.
        note: What is shown, for the caption.
    """
    rows = (len(panels) + 2) // 3
    figure = style.new_figure(2.7 * rows + 0.25)
    axes = figure.subplots(rows, min(3, len(panels)), squeeze=False).ravel()
    for place, panel in zip(axes, panels, strict=False):
        _panel(place, panel, across, width=26 if len(panels) > 2 else 42)
    for place in axes[len(panels) :]:
        place.set_axis_off()
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper left", ncols=min(4, len(labels)))
    style.caption(figure, None, f"{note} Bars: 95 % intervals of each mean, chance only.")
    return figure


def _panel(axes: Axes, panel: Sweeped, across: str, *, width: int) -> None:
    largest = max(abs(high) for line in panel.means.values() for _, _, high in line)
    factor, unit = _scale(panel.metric, largest)
    x = np.arange(len(panel.labels))
    shift = 0.06 * (len(panel.means) - 1)
    for rank, (name, line) in enumerate(panel.means.items()):
        mean, low, high = factor * np.array(line).T
        at = x - shift / 2 + 0.06 * rank
        bars = np.vstack([mean - low, high - mean])
        axes.errorbar(
            at, mean, bars, label=name, marker=_MARKERS[rank % 7], markersize=4, linewidth=1.2, **style.look(rank)
        )
    # Long labels of neighbours would collide; short ones need no second line.
    axes.set_xticks(x, [label if len(label) < 6 else label.replace(" ", "\n", 1) for label in map(str, panel.labels)])
    axes.set_xlim(-0.4, len(x) - 0.6)
    axes.set_ylim(bottom=0 if panel.metric.unit != "log10 people" else None)
    axes.set_title("\n".join(textwrap.wrap(title_of(panel.metric), width - 2)))
    axes.set_ylabel(unit)
    axes.set_xlabel("\n".join(textwrap.wrap(across, width)))


def write(figure: Figure, folder: Path, name: str) -> str:
    """Write a figure below the folder of the pages and return its relative path; the same figure gives the same bytes."""
    path = folder / "pictures" / f"{name}.png"
    path.parent.mkdir(exist_ok=True)
    figure.savefig(path, dpi=DPI, facecolor="white", metadata={"Software": None})
    return f"pictures/{path.name}"
