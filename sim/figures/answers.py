"""How fast cases are answered: the share answered against time, and the distribution by level or channel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from matplotlib.figure import Figure

from sim.analysis.measures import Tables, tables
from sim.analysis.survival import answered_band, cumulative_incidence, durations, quantile
from sim.figures import style
from sim.figures.many import answered_by
from sim.record.study import Meta, Study
from sim.units import HOUR

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from pandas import DataFrame

_SHARES: Final = (0.1, 0.25, 0.5, 0.75, 0.9)
_MOST_CHANNELS: Final = 6
_FIRST: Final = 2.0  # minutes at which the logarithmic axis begins; nearly nothing is answered before


@style.styled
def answered_share(study: Study) -> Figure:
    """Return the share of cases answered against time since the post, with 95 % bands over replications.

    At the right: where the cases stand at the end, so that open and moot ones are seen and never dropped. Of more
    organisations than colours can tell apart, a row each takes the place of the lines.
    """
    meta = study.meta
    if len(meta.organisations) > style.MOST:
        return answered_by(study)
    figure = style.new_figure(3.5)
    left, right = figure.subplots(1, 2, width_ratios=(3.1, 1.0 + 0.12 * len(meta.organisations)))
    grid = np.unique(np.append(np.geomspace(_FIRST, meta.drain, 160), [5.0, 15.0, 30.0, HOUR]))
    for rank, organisation in enumerate(meta.organisations):
        log = tables(study, organisation)
        band = answered_band(log.needing, grid, replications=log.replications)
        left.plot(band.grid, band.mean, label=style.title_of(meta, organisation), linewidth=1.8, **style.look(rank))
        left.fill_between(band.grid, band.low, band.high, color=style.COLOURS[rank % 7], alpha=0.18, linewidth=0)
    style.response_axis(left, _FIRST, meta.drain, label="time since the post (logarithmic)")
    style.percent_axis(left)
    left.set_ylabel("share of cases answered")
    left.set_title("Answered by then")
    figure.legend(*left.get_legend_handles_labels(), loc="outside upper left", ncols=3)
    _ends(right, study)
    style.caption(
        figure,
        meta,
        "Lines: mean over replications of the Aalen-Johansen incidence of an answer, of cases that need one; bands:"
        " 95 % intervals at each time, chance only. Right: how all these cases ended; moot cases were given up by"
        f" their asker, open ones were unanswered {style.short_duration(meta.drain)} after the last post.",
    )
    return figure


def _ends(axes: Axes, study: Study) -> None:
    """Draw one stacked bar an organisation: answered, moot, open."""
    names = study.meta.organisations
    parts = (("answered", "white", ""), ("moot", style.PALE, "////"), ("open", style.GREY, ""))
    for rank, organisation in enumerate(names):
        state = tables(study, organisation).needing["state"].astype(object)
        floor = 0.0
        for word, face, hatch in parts:
            share = float((state == word).mean()) if len(state) else 0.0
            face_colour = style.COLOURS[rank % 7] if word == "answered" else face
            axes.bar(rank, share, 0.72, floor, color=face_colour, hatch=hatch, edgecolor="#333333", linewidth=0.5)
            if share >= 0.06:
                colour = "black" if word == "moot" or (rank % 7 in (3, 4, 5) and word == "answered") else "white"
                text = axes.text(rank, floor + share / 2, f"{100 * share:.0f}", color=colour, ha="center", va="center")
                text.set(fontsize=7.5, fontweight="bold")
                if word == "moot":
                    text.set_bbox({"facecolor": style.PALE, "edgecolor": "none", "pad": 1})
            floor += share
    for word, face, hatch in parts:
        axes.bar(0, 0, color=face, hatch=hatch, edgecolor="#333333", linewidth=0.5, label=word)
    style.percent_axis(axes)
    axes.set_xticks([])
    axes.grid(visible=False)
    axes.set_title("How they ended")
    handles, labels = axes.get_legend_handles_labels()
    axes.legend(handles[:0:-1], labels[:0:-1], loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=2, handlelength=1.2)


@style.styled
def response_times(study: Study, by: Literal["level", "channel"] = "level") -> Figure:
    """Return the distribution of response times by level or by channel, one row an organisation.

    Bars end at quantiles of *all* cases that need an answer; one that is not reached runs off the edge. Moot and
    open cases stand beside each row as counts.
    """
    meta = study.meta
    logs = [tables(study, organisation) for organisation in meta.organisations]
    groups = _levels(logs) if by == "level" else _channels(logs, meta)
    rows, many = len(groups) * len(logs), len(logs) > style.MOST
    figure = style.new_figure(1.1 + (0.15 if many else 0.2 if len(logs) > 2 else 0.26) * rows + 0.1 * len(groups))
    axes = figure.subplots()
    right = axes.get_yaxis_transform()
    ticks, y = [], 0.0
    for title, chosen in groups:
        if many:
            # Colours repeat, so each row has its name, and the group stands above its rows.
            names = [style.title_of(meta, name, 26) for name in meta.organisations]
            ticks += [(y + rank, name) for rank, name in enumerate(names)]
            axes.text(0.0, y - 0.75, title, transform=right, va="center", fontsize=8, fontweight="bold")
        else:
            ticks.append((y + (len(logs) - 1) / 2, title))
        for rank, log in enumerate(logs):
            cases = log.needing[chosen(log.needing)]
            _row(axes, y, cases, rank=rank, meta=meta)
            counts = (len(cases), *((cases["state"] == state).sum() for state in ("moot", "open")))
            for place, count in zip((1.09, 1.18, 1.27), counts, strict=True):
                shown = _a_run(count, len(log.replications))
                axes.text(place, y, shown, transform=right, ha="right", va="center", fontsize=7.5)
            y += 1
        axes.axhline(y - 0.25, color="#BBBBBB", linewidth=0.6)
        y += 1.2 if many else 0.5
    for place, word in zip((1.09, 1.18, 1.27), ("cases", "moot", "open"), strict=True):
        axes.text(place, -0.8, word, transform=right, ha="right", va="center", fontsize=7.5, fontweight="bold")
    axes.set_ylim(y - (1.45 if many else 0.75), -0.6)
    axes.set_yticks([place for place, _ in ticks], [title for _, title in ticks])
    axes.grid(visible=False, axis="y")
    style.response_axis(axes, _FIRST, meta.drain, label="time from post to answer (logarithmic)")
    if many:
        axes.tick_params(axis="y", labelsize=7)
    else:
        for rank, organisation in enumerate(meta.organisations):
            axes.plot([], [], color=style.COLOURS[rank % 7], linewidth=5, label=style.title_of(meta, organisation))
        figure.legend(loc="outside upper left", ncols=3, handlelength=1.4)
    style.caption(
        figure,
        meta,
        "Dot: half of all cases were answered by then; thick bar: a quarter to three quarters; thin bar: a tenth to"
        " nine tenths (Aalen-Johansen, all replications together). An arrow at the edge: that share was never reached."
        " At the right: cases that need an answer, moot and open ones, mean per replication.",
    )
    return figure


def _a_run(count: int, replications: int) -> str:
    mean = count / max(replications, 1)
    return f"{mean:,.0f}" if mean >= 10 or count == 0 else f"{mean:.1f}" if mean >= 0.05 else "<0.1"


def _row(axes: Axes, y: float, cases: DataFrame, *, rank: int, meta: Meta) -> None:
    curve = cumulative_incidence(*durations(cases))
    times = {p: float(np.maximum(quantile(curve, p, limit=meta.drain), _FIRST)) for p in _SHARES}
    style.quantile_row(axes, y, times, limit=meta.drain, rank=rank)


class _Group:
    """Rows of a frame whose column holds one of some values."""

    def __init__(self, column: str, values: list[object]) -> None:
        self.column, self.values = column, values

    def __call__(self, cases: DataFrame) -> DataFrame:
        return cases[self.column].isin(self.values)


def _levels(logs: list[Tables]) -> list[tuple[str, _Group]]:
    there = sorted({int(level) for log in logs for level in log.needing["level"].unique()})
    return [(f"L{level}", _Group("level", [level])) for level in there]


def _channels(logs: list[Tables], meta: Meta) -> list[tuple[str, _Group]]:
    """Return the channels with most cases, and the rest together where it is more than one."""
    counts = sum(log.needing["channel"].value_counts().reindex(meta.channels, fill_value=0) for log in logs)
    ordered = sorted((c for c in meta.channels if counts[c] > 0), key=lambda c: -int(counts[c]))
    cut = len(ordered) if len(ordered) <= _MOST_CHANNELS else _MOST_CHANNELS - 1
    groups = [(style.plain(channel, 18), _Group("channel", [channel])) for channel in ordered[:cut]]
    return [*groups, ("other channels", _Group("channel", list(ordered[cut:])))] if cut < len(ordered) else groups
