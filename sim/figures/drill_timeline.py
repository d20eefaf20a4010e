"""The course of a live drill: injects as planned, released and answered, and decisions by seat, over scenario time.

Lanes are filled from the top so that no label covers another; a drill of very many injects is drawn without labels.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.figures import style
from sim.figures.drill import Stretch, clock_axis

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LANE: Final = 0.17  # inches
# More lanes than this would not fit on a page: they get thinner, and lose their labels.
_MOST_LANES: Final = 50
_LETTER: Final = 0.062  # inches a letter of a label is wide, at its size
_BACK: Final = {"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 0.6}
_LABEL: Final[dict[str, Any]] = {"fontsize": 6.5, "va": "center", "clip_on": False, "bbox": _BACK, "zorder": 2}
_PLOT: Final = 5.6  # inches of the drawing between its margins


@dataclass(frozen=True)
class InjectMark:
    """One inject: minutes at which it was planned, released and answered, NaN where it was not."""

    name: str
    planned: float
    released: float
    answered: float


@dataclass(frozen=True)
class DecisionBar:
    """One decision of a seat, from its opening to the instant at which it acted (NaN: open to the end)."""

    seat: str
    name: str
    opened: float
    acted: float
    default: bool


@dataclass(frozen=True)
class PauseMark:
    """A pause: the scenario minute at which the clock stood, and for how many minutes on the wall (NaN: unknown)."""

    at: float
    wall: float


@style.styled
def timeline(
    stretch: Stretch, injects: Sequence[InjectMark], decisions: Sequence[DecisionBar], pauses: Sequence[PauseMark]
) -> Figure:
    """Return the course of a drill: injects above, decisions below in one row a seat, pauses as lines through both."""
    seats = list(dict.fromkeys(one.seat for one in decisions))
    scale = _PLOT / stretch.length
    placed = _lanes([_extent(one, stretch, scale) for one in injects])
    rows = {seat: [one for one in decisions if one.seat == seat] for seat in seats}
    bars = {seat: _lanes([_bar_extent(one, stretch, scale) for one in own]) for seat, own in rows.items()}
    # A seat has room for two lines of its title.
    heights = [_height(placed), *(max(_height(bars[seat]), 0.3) for seat in seats)]
    # Keys, axis and the gaps between the rows take the rest.
    figure = style.new_figure(sum(heights) + 1.05 + 0.06 * len(heights))
    panels = figure.subplots(len(heights), 1, sharex=True, squeeze=False, height_ratios=heights)[:, 0]
    for axes, name, lanes in zip(panels, ["injects", *seats], [placed, *bars.values()]):
        _strip(axes, name, lanes)
    crowded = max(placed, default=0) >= _MOST_LANES
    for one, lane in zip(injects, placed):
        _inject(panels[0], one, lane, stretch, label="" if crowded else one.name)
    for axes, seat in zip(panels[1:], seats):
        for bar, lane in zip(rows[seat], bars[seat]):
            _bar(axes, bar, lane, stretch)
    for pause in pauses:
        for axes in panels:
            axes.axvline(pause.at, color=style.PURPLE, linewidth=1.0, linestyle=(0, (1, 1.5)), zorder=1)
    clock_axis(panels[-1], stretch)
    figure.legend(handles=_timeline_keys(), loc="outside upper left", ncols=4, handlelength=1.6, columnspacing=1.2)
    style.caption(
        figure,
        None,
        "Injects: hollow where planned, filled where released, a bar where answered, crossed if never released; those"
        " without a time that were never released are not shown. Decisions: from being put to a seat until the answer"
        " acted. The scenario's clock stands still in a pause.",
    )
    return figure


def _extent(one: InjectMark, stretch: Stretch, scale: float) -> tuple[float, float]:
    """Return where an inject and its label begin and end, in inches."""
    there = [t for t in (one.planned, one.released, one.answered) if stretch.begin <= t <= stretch.end]
    there = there or [stretch.begin]
    low, high = ((t - stretch.begin) * scale for t in (min(there), max(there)))
    return low - 0.06, high + 0.12 + _width(one.name)


def _bar_extent(one: DecisionBar, stretch: Stretch, scale: float) -> tuple[float, float]:
    acted = stretch.end if math.isnan(one.acted) else min(one.acted, stretch.end)
    return (one.opened - stretch.begin) * scale - 0.03, (acted - stretch.begin) * scale + 0.1 + _width(one.name)


def _width(label: str) -> float:
    # Letters of scripts that the font lacks are drawn as wide boxes.
    return sum(_LETTER if letter.isascii() else 2 * _LETTER for letter in label)


def _lanes(extents: Sequence[tuple[float, float]]) -> list[int]:
    """Return the first lane from the top in which each extent finds room, in the order of their beginnings."""
    ends: list[float] = []
    placed = [0] * len(extents)
    for place in sorted(range(len(extents)), key=lambda k: extents[k]):
        low, high = extents[place]
        lane = next((k for k, end in enumerate(ends) if end <= low), len(ends))
        ends[lane:] = [high, *ends[lane + 1 :]]
        placed[place] = lane
    return placed


def _height(lanes: Sequence[int]) -> float:
    return _LANE * min(max(lanes, default=0) + 1, _MOST_LANES) + 0.1


def _strip(axes: Axes, name: str, lanes: Sequence[int]) -> None:
    axes.set_ylim(max(lanes, default=0) + 0.8, -0.8)
    axes.set_yticks([])
    title = "\n".join(textwrap.wrap(style.plain(name, 34), 18))
    axes.set_ylabel(title, rotation=0, ha="right", va="center", fontsize=7.5)
    axes.tick_params(bottom=False, labelbottom=False)
    axes.spines[["left"]].set_visible(False)


def _inject(axes: Axes, one: InjectMark, lane: int, stretch: Stretch, *, label: str) -> None:
    there = [t for t in (one.planned, one.released, one.answered) if stretch.begin <= t <= stretch.end]
    if not there:
        return
    axes.plot([min(there), max(there)], [lane, lane], color=style.GREY, linewidth=0.8, zorder=2)
    if stretch.begin <= one.planned <= stretch.end:
        hollow: dict[str, Any] = {
            "markersize": 6,
            "clip_on": False,
            "markerfacecolor": "white",
            "markeredgecolor": style.BLACK,
        }
        axes.plot(one.planned, lane, "o", zorder=3, **hollow)
    if math.isnan(one.released):
        axes.plot(one.planned, lane, "x", markersize=4, color=style.VERMILLION, zorder=4, clip_on=False)
    else:
        axes.plot(one.released, lane, "o", markersize=3.6, color=style.BLUE, zorder=4, clip_on=False)
    if not math.isnan(one.answered):
        axes.plot(
            min(one.answered, stretch.end), lane, "|", markersize=7, color=style.GREEN, markeredgewidth=2, clip_on=False
        )
    if label:
        _labelled(axes, label, max(there), lane)


def _bar(axes: Axes, one: DecisionBar, lane: int, stretch: Stretch) -> None:
    ends = stretch.end if math.isnan(one.acted) else min(one.acted, stretch.end)
    face, hatch = (style.ORANGE, "////") if one.default else (style.SKY, "")
    if math.isnan(one.acted):
        face = "white"
    axes.barh(lane, ends - one.opened, 0.66, one.opened, color=face, hatch=hatch, edgecolor="#333333", linewidth=0.6)
    _labelled(axes, one.name, ends, lane)


def _labelled(axes: Axes, label: str, at: float, lane: int) -> None:
    axes.annotate(label, (at, lane), xytext=(6, 0), textcoords="offset points", annotation_clip=False, **_LABEL)


def _timeline_keys() -> list[Line2D | Patch]:
    dot: dict[str, Any] = {"linestyle": "", "marker": "o"}
    return [
        Line2D([], [], **dot, markersize=6, markerfacecolor="white", markeredgecolor=style.BLACK, label="planned"),
        Line2D([], [], **dot, markersize=3.6, color=style.BLUE, label="released"),
        Line2D([], [], linestyle="", marker="|", markersize=7, markeredgewidth=2, color=style.GREEN, label="answered"),
        Line2D([], [], linestyle="", marker="x", markersize=4, color=style.VERMILLION, label="not released"),
        Patch(facecolor=style.SKY, edgecolor="#333333", label="decided by people"),
        Patch(facecolor=style.ORANGE, edgecolor="#333333", hatch="////", label="decided by default"),
        Patch(facecolor="white", edgecolor="#333333", label="open to the end"),
        Line2D([], [], color=style.PURPLE, linestyle=(0, (1, 1.5)), label="pause"),
    ]
