"""Figures of a live drill: how fast the public was answered, and what it saw; `drill_timeline` has the course.

They know nothing of the drill itself: `sim.debrief` says what each mark stands for.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator

from sim.clock import WallClock
from sim.figures import style
from sim.units import HOUR, FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_STEPS: Final = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440)


@dataclass(frozen=True)
class Stretch:
    """The scenario minutes that a figure shows, with the local clock, its zone in words, and when the drill began."""

    begin: float
    end: float
    clock: WallClock
    zone: str
    drill_begins: float = 0.0

    @property
    def length(self) -> float:
        """Minutes that are shown, at least one."""
        return max(self.end - self.begin, 1.0)


def clock_axis(axes: Axes, stretch: Stretch) -> None:
    """Make the horizontal axis show the local clock, and below it the time since the scenario's start."""
    step = next((s for s in _STEPS if stretch.length / s <= 9), 1440 * math.ceil(stretch.length / 9 / 1440))
    # Ticks fall on round times of the clock, not of the scenario.
    first = stretch.clock.local(stretch.begin)
    offset = -(first.hour * 60 + first.minute + first.second / 60) % step
    ticks = np.arange(stretch.begin + offset, stretch.end + 1e-6, step)
    labels = [f"{stretch.clock.local(t):%H:%M}\nT+{int(t + 1e-6) // 60}:{int(t + 1e-6) % 60:02d}" for t in ticks]
    axes.set_xlim(stretch.begin, stretch.begin + stretch.length)
    axes.xaxis.set_major_locator(FixedLocator(list(ticks)))
    axes.xaxis.set_major_formatter(FixedFormatter(labels))
    axes.tick_params(bottom=True, labelbottom=True)
    axes.set_xlabel(f"local time, {style.plain(stretch.zone)}, and time since the start of the scenario")


@dataclass(frozen=True)
class AnswerLine:
    """The incidence of an answer on one channel: steps (minutes, shares), minutes at which open cases were censored."""

    name: str
    cases: int
    time: FloatArray
    share: FloatArray
    censored: FloatArray


@style.styled
def answers(lines: Sequence[AnswerLine], *, until: float) -> Figure:
    """Return the share of cases answered against minutes since the post, one line a channel; ticks are open cases."""
    figure = style.new_figure(2.9)
    axes = figure.subplots()
    for rank, line in enumerate(lines):
        look = style.look(rank) | {"linestyle": style.DASHES[rank % len(style.DASHES)]}
        label = f"{style.plain(line.name, 22)} ({line.cases} case{'s' * (line.cases != 1)})"
        time, share = np.append(line.time, until), np.append(line.share, line.share[-1:] if len(line.share) else 0.0)
        axes.step(np.append(0.0, time), np.append(0.0, share), where="post", linewidth=1.6, label=label, **look)
        # Open cases at one height would hide each other and the line: they stand on it.
        place = np.searchsorted(line.time, line.censored, side="right")
        heights = np.append(0.0, line.share)[place]
        axes.plot(line.censored, heights, "|", color=look["color"], markersize=7, markeredgewidth=0.9)
    axes.set_xlim(0, until)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=9, integer=True))
    axes.set_xlabel("minutes since the post")
    axes.set_ylabel("share of cases answered")
    style.percent_axis(axes)
    figure.legend(loc="outside upper left", ncols=3, handlelength=2.6)
    style.caption(
        figure,
        None,
        "Aalen-Johansen incidence of an answer, of cases that need one; cases that their asker gave up count as never"
        " answered. Ticks: cases still open when the drill ended, at risk until then. One run: the lines have no"
        " interval.",
    )
    return figure


@dataclass(frozen=True)
class Said:
    """Something that was published: the minute, what it was, and whether it departs from the line."""

    at: float
    words: str
    contradicts: bool = False


@style.styled
def public(
    stretch: Stretch, times: FloatArray, potential: FloatArray, surviving: FloatArray, said: Sequence[Said]
) -> Figure:
    """Return mentions over time, potential and surviving, with what was published as numbered lines.

    Args:
        stretch: What is shown.
        times: Beginnings of the bins of the table of mentions, shape (rows,).
        potential: Mentions of each row if nobody had answered.
        surviving: Mentions that were posted.
        said: In order of time.
    """
    edges = _edges(stretch)
    figure = style.new_figure(2.9)
    axes = figure.subplots()
    shown = [np.histogram(times, edges, weights=weights)[0] for weights in (potential, surviving)]
    axes.stairs(shown[0], edges, fill=True, color=style.PALE, zorder=1, label="potential (if nobody had answered)")
    axes.stairs(shown[1], edges, color=style.BLUE, linewidth=1.6, zorder=4, baseline=None, label="posted")
    notes = _published(axes, [one for one in said if stretch.begin <= one.at <= stretch.end])
    if stretch.begin < stretch.drill_begins:
        axes.axvspan(stretch.begin, stretch.drill_begins, color="#EEF1F6", zorder=0, linewidth=0)
        notes = ["Shaded: before the drill began, when the model's own people decided.", *notes]
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    axes.set_ylabel(f"mentions per {style.short_duration(edges[1] - edges[0])}")
    clock_axis(axes, stretch)
    figure.legend(loc="outside upper left", ncols=3)
    style.caption(figure, None, *notes)
    return figure


def _edges(stretch: Stretch) -> FloatArray:
    width = next((float(w) for w in _STEPS if stretch.length / w <= 90), HOUR)
    first = math.floor(stretch.begin / width) * width
    return np.arange(first, stretch.begin + stretch.length + width, width)


def _published(axes: Axes, said: Sequence[Said]) -> list[str]:
    """Draw what was published as numbered lines, and return what each number stands for."""
    notes = []
    for number, one in enumerate(said, start=1):
        colour = style.VERMILLION if one.contradicts else style.BLACK
        axes.axvline(one.at, color=colour, linewidth=0.9, linestyle=(0, (4, 2)), zorder=3)
        # Neighbours stand in three heights, so that their numbers can be read.
        axes.annotate(
            str(number),
            (one.at, 1.0 - 0.09 * ((number - 1) % 3)),
            xycoords=("data", "axes fraction"),
            ha="center",
            va="center",
            fontsize=6.5,
            color=colour,
            annotation_clip=False,
            zorder=6,
            bbox={"boxstyle": "circle,pad=0.18", "facecolor": "white", "edgecolor": colour, "linewidth": 0.7},
        )
        notes.append(f"{number} {one.words}")
    return [f"Lines: {'; '.join(notes)}."] if notes else ["Nothing was published."]
