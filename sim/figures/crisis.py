"""The crisis itself: what is posted over time, what would have been, and what the organisation says meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.analysis.survival import mean_interval
from sim.figures import style
from sim.record.study import Study
from sim.units import HOUR, FloatArray, IntArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from pandas import DataFrame

_MOST_BINS: Final = 300
_BINS: Final = (1.0, 5.0, 15.0, HOUR)
_FLAGS: Final[dict[str, tuple[str, str]]] = {
    "holding": (">", "holding statement"),
    "position": ("^", "position"),
    "apology": ("D", "apology"),
    "legalistic": ("s", "legalistic statement"),
}


@style.styled
def mentions(study: Study) -> Figure:
    """Return mentions over time, one panel an organisation: potential against surviving.

    Above each panel: the statements and the contradictions of all replications; a flag stands where the n-th
    statement falls in the median replication, if at least half of them have one. Documented events are numbered lines.
    """
    meta = study.meta
    rows, columns = style.grid_shape(len(meta.organisations))
    figure = style.new_figure((2.45 if columns < 3 else 1.8) * rows + 0.5)
    grid = figure.add_gridspec(2 * rows, columns, height_ratios=(0.26, 1) * rows)
    edges = _edges(study)
    finished = _finished(study)
    panels: list[Axes] = []
    notes: list[str] = []
    for place, organisation in enumerate(meta.organisations):
        row, column = divmod(place, columns)
        axes = figure.add_subplot(grid[2 * row + 1, column], sharey=panels[0] if panels else None)
        strip = figure.add_subplot(grid[2 * row, column], sharex=axes)
        panels.append(axes)
        numbers = finished[organisation]
        _series(axes, study.mentions, organisation, edges=edges, numbers=numbers, rank=place)
        style.clock_axis(axes, meta, meta.horizon, most={1: 9, 2: 5, 3: 3}[columns])
        axes.set_ylabel(f"mentions per {style.short_duration(edges[1] - edges[0])}")
        notes = style.documented_lines(axes, meta.documented, meta.horizon)
        _strip(strip, study.statements, organisation, runs=len(numbers), narrow=columns > 2)
        if columns > 2:
            # There is no room beside the title; the right side of the panel is low.
            text = f"{_a_run(study.statements, organisation, len(numbers)):.1f} contradictions a run"
            axes.text(0.99, 0.9, text, transform=axes.transAxes, fontsize=7, ha="right", va="top")
        strip.set_title(style.title_of(meta, organisation), pad=3)
        if row == rows - 1 or place + columns >= len(meta.organisations):
            axes.set_xlabel(f"local time, {style.plain(meta.timezone)}")
    panels[0].set_ylim(bottom=0)
    figure.legend(handles=_handles(study), loc="outside upper left", ncols=4, handlelength=1.6, columnspacing=1.2)
    style.caption(
        figure,
        meta,
        "Grey: potential mentions, if nobody had answered; coloured: surviving mentions; mean over replications with"
        " 95 % band, chance only. Ticks above: every statement and contradiction of all replications; flags: median"
        " time of the first, second, ... statement.",
        *style.on_record(notes),
    )
    return figure


def _finished(study: Study) -> dict[str, IntArray]:
    done = study.replications[~study.replications["failed"]]
    return {o: np.sort(done.loc[done["organisation"] == o, "replication"]) for o in study.meta.organisations}


def _edges(study: Study) -> FloatArray:
    """Return the edges of the bins that are drawn: the finest width, not finer than the table's, with few bins."""
    horizon = study.meta.horizon
    finest = HOUR if study.meta.resolution == "hour" else 1.0
    width = next((w for w in _BINS if w >= finest and horizon / w <= _MOST_BINS), HOUR)
    return np.arange(0, np.ceil(horizon / width) + 1) * width


def _series(
    axes: Axes, frame: DataFrame, organisation: str, *, edges: FloatArray, numbers: IntArray, rank: int
) -> None:
    own = frame[frame["organisation"] == organisation]
    rows = np.searchsorted(numbers, own["replication"])
    bins = np.clip(np.searchsorted(edges, own["bin"], side="right") - 1, 0, len(edges) - 2)
    shape = (len(edges) - 1, max(len(numbers), 1))
    counts: dict[str, Any] = {}
    for column in ("potential", "surviving"):
        flat = np.bincount(bins * shape[1] + rows, weights=own[column], minlength=shape[0] * shape[1])
        counts[column] = mean_interval(flat.reshape(shape).astype(np.float64))
    axes.stairs(counts["potential"][0], edges, fill=True, color=style.PALE, zorder=1)
    mean, low, high = counts["surviving"]
    colour = style.COLOURS[rank % 7]
    axes.stairs(mean, edges, color=colour, linewidth=1.6, zorder=4, baseline=None)
    if not np.isnan(low).any():
        axes.stairs(high, edges, baseline=np.maximum(low, 0), fill=True, color=colour, alpha=0.25, zorder=2)


def _a_run(frame: DataFrame, organisation: str, runs: int) -> float:
    """Return how often an organisation contradicts itself in a run."""
    return int(((frame["organisation"] == organisation) & (frame["kind"] == "contradiction")).sum()) / max(runs, 1)


def _strip(axes: Axes, frame: DataFrame, organisation: str, *, runs: int, narrow: bool) -> None:
    """Draw what was published: statements in the upper row, contradictions in the lower."""
    own = frame[frame["organisation"] == organisation]
    contradicts = (own["kind"] == "contradiction").to_numpy()
    statements, contradictions = own[~contradicts], own[contradicts]
    for part, y, colour in ((statements, 0.72, style.BLACK), (contradictions, 0.2, style.VERMILLION)):
        alpha = float(np.clip(12 / max(runs, 1), 0.08, 0.8))
        axes.plot(part["time"], np.full(len(part), y), "|", color=colour, alpha=alpha, markersize=7, rasterized=True)
    for _, flags in statements.groupby(statements.groupby("replication", observed=True).cumcount()):
        if len(flags) >= runs / 2:
            kind = str(flags["kind"].astype(object).mode().iloc[0])
            at = float(flags["time"].median())
            axes.plot(at, 0.72, _FLAGS[kind][0], color=style.YELLOW, markeredgecolor=style.BLACK, markersize=7)
    if not narrow:
        text = f"contradictions: {_a_run(frame, organisation, runs):.1f} a run"
        axes.text(1, 1.12, text, transform=axes.transAxes, fontsize=7.2, ha="right", va="bottom")
    axes.set_ylim(0, 1)
    axes.set_yticks([])
    axes.tick_params(labelbottom=False, bottom=False)
    axes.grid(visible=False)
    axes.spines[["left", "bottom"]].set_visible(False)


def _handles(study: Study) -> list[Line2D]:
    there = [k for k in _FLAGS if (study.statements["kind"] == k).any()]
    look: dict[str, Any] = {"linestyle": "", "color": style.YELLOW, "markeredgecolor": style.BLACK}
    flags = [Line2D([], [], marker=_FLAGS[k][0], label=_FLAGS[k][1], **look) for k in there]
    return [
        Line2D([], [], color=style.PALE, linewidth=7, label="potential (nobody answers)"),
        Line2D([], [], color=style.COLOURS[0], linewidth=2, label="surviving"),
        *flags,
        Line2D([], [], linestyle="", marker="|", color=style.VERMILLION, markersize=8, label="contradiction"),
    ]
