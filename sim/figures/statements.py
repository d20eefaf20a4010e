"""When the first official statement comes, in every replication, beside what is on record."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from sim.figures import style
from sim.record.study import Study
from sim.units import DAY, HOUR

_SHARES = (0.1, 0.25, 0.5, 0.75, 0.9)


@style.styled
def first_statement(study: Study) -> Figure:
    """Return the time of the first official statement, one row an organisation and one dot a replication.

    A replication without one has no dot; their share stands at the right. Documented events are numbered lines.
    """
    meta = study.meta
    done = study.replications[~study.replications["failed"]]
    names = meta.organisations
    figure = style.new_figure(0.75 + 0.42 * len(names))
    axes = figure.subplots()
    finite = done["first_statement"].dropna()
    known = [*finite, *(event.at for event in meta.documented if event.at > 0)]
    low = min([*known, HOUR]) * 0.8
    high = min(max([*known, 2 * HOUR]) * 1.3, max(meta.end, DAY))
    for rank, name in enumerate(names):
        times = done.loc[done["organisation"] == name, "first_statement"].to_numpy(dtype=float)
        made = np.sort(times[~np.isnan(times)])
        # Dots in three lanes below the bar: enough to tell a crowd from a single run.
        lanes = rank + 0.17 + 0.07 * (np.arange(len(made)) % 3)
        alpha = float(np.clip(25 / max(len(made), 1), 0.15, 0.8))
        axes.plot(made, lanes, ".", color=style.COLOURS[rank % 7], markersize=4, alpha=alpha, rasterized=True)
        reached = np.sort(np.where(np.isnan(times), np.inf, times))
        style.quantile_row(axes, rank - 0.08, _quantiles(reached), limit=high, rank=rank)
        without = f"{100 * np.isnan(times).mean():.0f} %" if len(times) else "–"
        axes.text(1.02, rank, without, transform=axes.get_yaxis_transform(), va="center", fontsize=8)
    right = axes.get_yaxis_transform()
    axes.text(1.02, -0.75, "no statement", transform=right, va="center", ha="left", fontsize=7.5, fontweight="bold")
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_yticks(range(len(names)), [style.title_of(meta, name) for name in names])
    axes.grid(visible=False, axis="y")
    style.response_axis(axes, low, high, label="time from the start to the first statement of level 3 or more (log.)")
    notes = style.documented_lines(axes, meta.documented, high)
    style.caption(
        figure,
        meta,
        "Small dots: one a replication; large dot: median; bars: the middle half and the middle 80 % of all"
        " replications, those without a statement counted as later than all others. Right: share of replications"
        " without one.",
        *style.on_record(notes),
    )
    return figure


def _quantiles(ordered: np.ndarray[tuple[int], np.dtype[np.float64]]) -> dict[float, float]:
    """Return the times by which shares of the replications had a statement, NaN where they had none."""
    if not len(ordered):
        return dict.fromkeys(_SHARES, float("nan"))
    picked = {share: float(ordered[int(np.ceil(share * len(ordered))) - 1]) for share in _SHARES}
    return {share: value if np.isfinite(value) else float("nan") for share, value in picked.items()}
