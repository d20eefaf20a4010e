"""The work behind the answers: open cases and people on duty through the day, and where the time of a case goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.analysis.measures import tables
from sim.analysis.survival import mean_interval
from sim.figures import style
from sim.organisation.calendars import duty
from sim.organisation.organisation import Organisation
from sim.record.study import Meta, Study
from sim.units import DAY, HOUR, FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_POINTS: Final = 300
_COMPONENTS: Final = (
    ("detect_wait", "not yet seen", style.PALE, ""),
    ("page_wait", "page to someone on call", style.YELLOW, "...."),
    ("queue_wait", "queue, all busy", style.VERMILLION, ""),
    ("handover_wait", "between departments", style.ORANGE, "////"),
    ("calendar_wait", "nobody on duty, or before a meeting", style.SKY, "\\\\\\\\"),
    ("service", "being worked on", style.GREEN, ""),
    ("review", "under review", style.PURPLE, "xxxx"),
)


@style.styled
def backlog(study: Study, organisations: Sequence[Organisation] = ()) -> Figure:
    """Return open cases over the local clock, one panel an organisation, people on duty below each.

    Args:
        study: Any study.
        organisations: The organisations as their files say them; the people on duty come from their calendars and
            are left out for those not given.
    """
    meta = study.meta
    known = {organisation.name: organisation for organisation in organisations}
    rows, columns = style.grid_shape(len(meta.organisations))
    with_duty = any(name in known for name in meta.organisations)
    figure = style.new_figure((2.3 if with_duty else 1.8) * (0.8 if columns > 2 else 1.0) * rows + 0.1)
    heights = (1.0, 0.42) if with_duty else (1.0,)
    grid = figure.add_gridspec(len(heights) * rows, columns, height_ratios=heights * rows)
    until = meta.end
    points = np.linspace(0, until, _POINTS + 1)
    shared: list[Axes | None] = [None, None]
    for place, name in enumerate(meta.organisations):
        row, column = divmod(place, columns)
        bottom = place + columns >= len(meta.organisations)
        axes = figure.add_subplot(grid[len(heights) * row, column], sharey=shared[0])
        shared[0] = axes
        _open_cases(axes, study, name, points=points, rank=place)
        axes.set_title(style.title_of(meta, name))
        axes.set_ylabel("open cases")
        below = axes
        if with_duty:
            axes.tick_params(labelbottom=False)
            below = figure.add_subplot(grid[len(heights) * row + 1, column], sharex=axes, sharey=shared[1])
            shared[1] = below
            _on_duty(below, known.get(name), meta, points=points)
        for panel in {axes, below}:
            style.clock_axis(panel, meta, until, most={1: 12, 2: 6, 3: 4}[columns])
        if bottom:
            below.set_xlabel(f"local time, {style.plain(meta.timezone)}")
    for first in shared:
        if first is not None:
            first.set_ylim(bottom=0)
    duty_note = "Below: people on duty by their calendars, before absences. " if with_duty else ""
    style.caption(
        figure,
        meta,
        "Open: posted, and neither answered nor given up, of the cases that need an answer; mean over replications"
        f" with 95 % band, chance only. {duty_note}Shaded: 22:00 to 06:00. The last post falls"
        f" {style.short_duration(meta.horizon)} after the start (dotted).",
    )
    return figure


def _open_cases(axes: Axes, study: Study, organisation: str, *, points: FloatArray, rank: int) -> None:
    log = tables(study, organisation)
    rows = np.searchsorted(log.replications, np.asarray(log.needing["replication"]))
    size = len(log.replications)
    came, went = (
        style.cumulative(rows, np.asarray(log.needing[column]), points, size=size) for column in ("opened", "ended")
    )
    mean, low, high = mean_interval((came - went).T)
    look = style.look(rank)
    axes.plot(points, mean, linewidth=1.7, **look)
    axes.fill_between(points, np.maximum(low, 0), high, color=look["color"], alpha=0.22, linewidth=0)
    axes.axvline(study.meta.horizon, color=style.GREY, linewidth=0.9, linestyle=":")


def _on_duty(axes: Axes, organisation: Organisation | None, meta: Meta, *, points: FloatArray) -> None:
    axes.set_ylabel("on duty")
    if organisation is None:
        axes.text(0.5, 0.5, "calendars not given", transform=axes.transAxes, ha="center", va="center", fontsize=7.5)
        return
    people = people_on_duty(organisation, meta, points)
    axes.step(points, people, where="post", color="#333333", linewidth=1.0)
    axes.fill_between(points, people, step="post", color=style.GREY, alpha=0.35, linewidth=0)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=3, integer=True))


def people_on_duty(organisation: Organisation, meta: Meta, points: FloatArray) -> FloatArray:
    """Return how many people an organisation's calendars put on duty at each instant, in minutes since the start."""
    count = np.zeros(len(points))
    for person in organisation.people():
        intervals = duty(
            person.entry.calendar,
            person.ordinal,
            clock=style.wall_clock(meta),
            until=max(meta.end, DAY),
            holidays=organisation.resources.holidays,
        )
        for begin, end in intervals:
            count += (begin <= points) & (points < end)
    return count


@style.styled
def where_time_goes(study: Study) -> Figure:
    """Return how many hours a case spends where, stacked, one panel a level and one bar an organisation."""
    meta = study.meta
    logs = [tables(study, organisation) for organisation in meta.organisations]
    levels = sorted({int(level) for log in logs for level in log.needing["level"].unique()})
    columns = 2 if len(levels) > 1 else 1
    rows = max(-(-len(levels) // columns), 1)
    bars = len(logs)
    figure = style.new_figure(rows * (0.62 + 0.27 * bars) + 0.6)
    grid = figure.subplots(rows, columns, squeeze=False, sharey=True).ravel()
    for axes in grid[len(levels) :]:
        axes.set_visible(False)
    for axes, level in zip(grid, levels):
        totals = []
        for rank, log in enumerate(logs):
            cases = log.needing[log.needing["level"] == level]
            floor = 0.0
            for column, label, colour, hatch in _COMPONENTS:
                size = float(cases[column].mean()) / HOUR if len(cases) else 0.0
                style_of = {"color": colour, "hatch": hatch, "edgecolor": "#333333", "linewidth": 0.4}
                axes.barh(rank, size, 0.68, floor, label=label if rank == 0 else None, **style_of)
                floor += size
            totals.append(floor)
            axes.text(floor, rank, f" {_hours(floor)}" if len(cases) else " no such case", va="center", fontsize=7.5)
        axes.set_xlim(0, max([*totals, 0.01]) * 1.2)
        axes.set_title(f"Level {level}")
        axes.set_yticks(range(bars), [style.title_of(meta, name, 22) for name in meta.organisations])
        axes.set_ylim(bars - 0.5, -0.5)
        axes.grid(visible=False, axis="y")
    for place, axes in enumerate(grid[: len(levels)]):
        if place + columns >= len(levels):
            axes.set_xlabel("hours a case, mean")
    if levels:
        figure.legend(*grid[0].get_legend_handles_labels(), loc="outside upper left", ncols=3, handlelength=1.4)
    style.caption(
        figure,
        meta,
        "Mean over all cases that need an answer, up to the end for cases never answered; each instant of a case is"
        " booked to exactly one part. Every panel has its own scale.",
    )
    return figure


def _hours(hours: float) -> str:
    return f"{hours:.1f} h" if hours >= 0.995 else f"{hours * HOUR:.0f} min"
