"""Figures for more organisations than lines and colours can tell apart: a row an organisation."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from matplotlib.figure import Figure

from sim.analysis.measures import tables
from sim.figures import style
from sim.record.study import Study
from sim.units import HOUR, FloatArray

# Up to when a case was answered; the last is open-ended.
_UNTIL: Final = (15.0, HOUR, 6 * HOUR, 24 * HOUR, np.inf)
_LABELS: Final = ("within 15 min", "1 h", "6 h", "24 h", "later")
# One hue from dark to light, which a copy in grey keeps in order.
_SHADES: Final = ("#08306B", "#2171B5", "#6BAED6", "#BDD7E7", "#EFF3FF")


def answered_by(study: Study) -> Figure:
    """Return what became of the cases, one bar an organisation: answered within 15 min, 1 h, ..., moot, open."""
    meta = study.meta
    names = meta.organisations
    figure = style.new_figure(0.85 + 0.24 * len(names))
    axes = figure.subplots()
    parts = [*zip(_LABELS, _SHADES, ("",) * len(_SHADES), strict=True)]
    parts += [("moot", style.PALE, "////"), ("open", style.GREY, "")]
    shares = np.array([_shares(study, name) for name in names])
    floors = np.cumsum(shares, axis=1) - shares
    for number, (label, colour, hatch) in enumerate(parts):
        look: dict[str, Any] = {"color": colour, "hatch": hatch, "edgecolor": "#333333", "linewidth": 0.4}
        axes.barh(range(len(names)), shares[:, number], 0.72, floors[:, number], label=label, **look)
        for rank, (share, floor) in enumerate(zip(shares[:, number], floors[:, number], strict=True)):
            if share >= 0.045:
                text = axes.text(floor + share / 2, rank, f"{100 * share:.0f}", ha="center", va="center", fontsize=7)
                text.set_color("white" if number < 2 or label == "open" else "black")
                if label == "moot":
                    text.set_bbox({"facecolor": style.PALE, "edgecolor": "none", "pad": 0.8})
    axes.set_xlim(0, 1)
    axes.set_xticks(np.linspace(0, 1, 6), [f"{share} %" for share in range(0, 101, 20)])
    axes.set_yticks(range(len(names)), [style.title_of(meta, name, 26) for name in names])
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.grid(visible=False)
    axes.set_xlabel("share of the cases that need an answer")
    figure.legend(loc="outside upper left", ncols=len(parts), handlelength=1.1, columnspacing=1.0)
    style.caption(
        figure,
        meta,
        "How long after the post the cases were answered, all replications together; moot cases were given up by their"
        f" asker, open ones were unanswered {style.short_duration(meta.drain)} after the last post. Numbers: per cent.",
    )
    return figure


def _shares(study: Study, organisation: str) -> FloatArray:
    """Return the shares of cases answered up to each time, moot and open; together they are 1."""
    cases = tables(study, organisation).needing
    state = cases["state"].astype(object).to_numpy()
    wait = (cases["answered"] - cases["opened"]).to_numpy(dtype=float)[state == "answered"]
    within = np.searchsorted(_UNTIL, wait, side="left")
    counts = [*np.bincount(within, minlength=len(_UNTIL)), (state == "moot").sum(), (state == "open").sum()]
    return np.asarray(counts, dtype=np.float64) / max(len(cases), 1)
