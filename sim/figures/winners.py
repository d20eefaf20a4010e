"""The map of a sweep: who is best where, and where nobody can be told to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.analysis.metrics import metric, value_text
from sim.figures.style import BLACK, GREY, caption, new_figure, plain, styled

if TYPE_CHECKING:
    from pandas import DataFrame

# Pale, so that black text stands on them; neighbours differ in lightness too.
_FILLS: Final = ("#BFD9EC", "#F6D6B8", "#BFE3D2", "#E9D3E4", "#F3EDA9", "#D5ECF8", "#D9D9D9", "#F2C4B3")
_CELL: Final = 0.62


@styled
def winner_map(leads: DataFrame, metric_name: str, *, title: str = "", notes: tuple[str, ...] = ()) -> Figure:
    """Return the map of who leads by a metric: loads across, facts needed down, a panel a start.

    A cell is filled where the lead over every other organisation is more than chance, and names the winner. Others
    are hatched, name the leader and say with how many others it is level.

    Args:
        leads: `Sweep.leads`.
        metric_name: Which metric.
        title: Over the panels; the metric's title by default.
        notes: Sentences for the caption: scenario, organisations, replications, seed.
    """
    row = metric(metric_name)
    rows = leads[leads["metric"] == metric_name]
    starts, facts, loads = (list(dict.fromkeys(rows[name])) for name in ("start", "facts", "load"))
    names = [name for name in dict.fromkeys(rows["winner"]) if name]
    fills = {name: _FILLS[k % len(_FILLS)] for k, name in enumerate(names)}
    figure = new_figure(0.9 + len(starts) * (_CELL * len(facts) + 0.75))
    panels = figure.subplots(len(starts), 1, squeeze=False)[:, 0]
    for axes, start in zip(panels, starts, strict=True):
        own = rows[rows["start"] == start]
        for lead in own.to_dict("records"):
            _cell(axes, loads.index(lead["load"]), facts.index(lead["facts"]), lead, fills)
        _frame(axes, loads, facts)
        axes.set_title(start or "start as in the file")
    panels[-1].set_xlabel("mentions from outside, times those of the file")
    figure.suptitle(title or row.title, x=0.01, ha="left", fontsize=10, fontweight="bold")
    level = "Hatched: the lead over so many others may be chance (95 % intervals, simultaneous over all pairs)."
    caption(figure, None, *notes, "Filled: best, and better than every other by more than chance.", level)
    return figure


def _cell(axes: Axes, x: int, y: int, lead: dict[Any, Any], fills: dict[str, str]) -> None:
    won = bool(lead["winner"])
    fill, hatch = (fills[lead["winner"]], None) if won else ("white", "////")
    axes.add_patch(
        Rectangle((x - 0.5, y - 0.5), 1, 1, facecolor=fill, hatch=hatch, edgecolor="#B0B0B0", linewidth=0.8)
    )
    backing = None if won else {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
    value = value_text(metric(lead["metric"]), lead["value"], drain=0.0)
    others = lead["level_with"].count(",") + 1
    below = value if won else f"{value}, level with {others}"
    axes.text(x, y - 0.14, plain(lead["leader"], 22), ha="center", va="center", fontsize=8, color=BLACK, bbox=backing)
    axes.text(x, y + 0.2, below, ha="center", va="center", fontsize=7.2, color=GREY, bbox=backing)


def _frame(axes: Axes, loads: list[float], facts: list[float]) -> None:
    axes.set_xlim(-0.5, len(loads) - 0.5)
    axes.set_ylim(len(facts) - 0.5, -0.5)
    axes.set_xticks(range(len(loads)), [f"{load:g}" for load in loads])
    axes.set_yticks(range(len(facts)), [f"{fact:g}" for fact in facts])
    axes.set_ylabel("facts needed,\ntimes the file's")
    axes.grid(visible=False)
    for side in axes.spines.values():
        side.set_visible(False)
    axes.tick_params(length=0)
