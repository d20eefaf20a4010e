"""What all figures share: colours, sizes, captions, axes of time, and writing them to files.

Colours are those of Okabe and Ito (2008, "Color universal design"), which people with any of the common colour
deficiencies tell apart; no meaning rests on colour alone. Figures are made without pyplot, so nothing is kept open.
"""

from __future__ import annotations

import functools
import textwrap
import warnings
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, ParamSpec, cast
from zoneinfo import ZoneInfo

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator, FuncFormatter, NullFormatter, NullLocator

from sim.clock import WallClock
from sim.record.study import Documented, Meta
from sim.units import DAY, HOUR, FloatArray, IntArray, format_duration

P = ParamSpec("P")

WIDTH: Final = 7.2  # inches: the text width of an A4 page at 9-point type
BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
YELLOW, BLUE, VERMILLION, PURPLE = "#F0E442", "#0072B2", "#D55E00", "#CC79A7"
GREY, PALE = "#6B6B6B", "#D9D9D9"
# More organisations than this are not told apart by colour: figures name each of them beside its row.
MOST: Final = 7
COLOURS: Final = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY, BLACK)
DASHES: Final = ("-", "--", "-.", ":")
_TICKS: Final = (1.0, 5.0, 15.0, 60.0, 180.0, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 4 * DAY, 7 * DAY, 14 * DAY)
# A name in a script that the font lacks is drawn as boxes; that is no reason to fail or to shout.
_MISSING: Final = "Glyph .* missing from"
_STYLE: Final[dict[str, Any]] = {
    "font.family": "DejaVu Sans",
    "font.size": 8.5,
    "axes.titlesize": 9.0,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 8.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "grid.color": "#E4E4E4",
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "legend.fontsize": 8.0,
    "xtick.labelsize": 8.0,
    "ytick.labelsize": 8.0,
    "hatch.linewidth": 0.5,
    "figure.dpi": 100,
    "savefig.dpi": 200,
    # A title may hold a '$'; it must never be read as a formula, nor fail as one.
    "text.parse_math": False,
    "svg.hashsalt": "tocsin",
    "svg.fonttype": "path",
}


def styled(draw: Callable[P, Figure]) -> Callable[P, Figure]:
    """Return the drawing function, run under the house style and without a trace in the user's settings."""

    @functools.wraps(draw)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> Figure:
        with mpl.rc_context():
            mpl.rcdefaults()
            mpl.rcParams.update(cast("dict[Any, Any]", _STYLE))
            figure = draw(*args, **kwargs)
            _settle(figure)
            return figure

    return wrapper


def _settle(figure: Figure) -> None:
    """Lay the figure out once and for all, on positions that do not depend on the order of addresses in memory.

    The solver's result varies in the last bits from run to run, and SVG names its clip paths by them.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=_MISSING)
        figure.draw_without_rendering()
    # Not "none": its placeholder makes every save draw the figure twice, once for a layout that is settled.
    figure.set_layout_engine(None)
    for axes in figure.axes:
        left, bottom, width, height = axes.get_position().bounds
        axes.set_position((round(left, 6), round(bottom, 6), round(width, 6), round(height, 6)))


def new_figure(height: float, *, width: float = WIDTH) -> Figure:
    """Return an empty figure, `height` inches of drawing and room for nothing else yet."""
    return Figure(figsize=(width, height), layout="constrained")


def save(figure: Figure, path: str | Path) -> tuple[Path, Path]:
    """Write a figure as PNG and SVG and return their paths; the same figure gives the same bytes.

    Args:
        figure: Any figure of this package.
        path: Where, without a suffix; `.png` and `.svg` are added.
    """
    written = []
    for suffix, metadata in ((".png", {"Software": None}), (".svg", {"Date": None, "Creator": None})):
        target = Path(f"{path}{suffix}")
        with mpl.rc_context(cast("dict[Any, Any]", _STYLE)), warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=_MISSING)
            figure.savefig(target, metadata=cast("dict[str, str]", metadata), facecolor="white")
        written.append(target)
    return written[0], written[1]


def caption(figure: Figure, meta: Meta | None, *notes: str) -> None:
    """Write below the drawing what it shows, how it was made and how sure it is; the figure grows to hold it.

    Args:
        figure: A figure of `new_figure`.
        meta: What the study is about; None where only notes are known.
        notes: Sentences on intervals, scales and marks, told after the scenario, organisations, runs and seed.
    """
    head = f"{plain(meta.title or meta.scenario, 80)} ({meta.scenario}), {made_of(meta)}." if meta else ""
    lines = textwrap.wrap(" ".join([head, *notes]).strip(), width=int(figure.get_figwidth() * 18.0))
    width, height = figure.get_size_inches()
    room = 0.145 * len(lines) + 0.1
    figure.set_size_inches(width, height + room)
    share = room / (height + room)
    engine = figure.get_layout_engine()
    assert engine is not None
    engine.set(rect=(0, share, 1, 1 - share), w_pad=0.09, h_pad=0.05)  # type: ignore[call-arg]  # constrained layout takes it
    figure.text(0.01, 0.06 / (height + room), "\n".join(lines), fontsize=7.2, color="#444444", va="bottom")


def made_of(meta: Meta) -> str:
    """Return the words that every caption has: organisations, replications, seed."""
    names = meta.organisations
    shown = names if len(names) <= 3 else (*names[:2], f"{len(names) - 2} more")
    who = " against ".join(plain(n, 30) for n in shown) if len(shown) == 2 else ", ".join(plain(n, 24) for n in shown)
    runs = f"{meta.replications} replication{'s' * (meta.replications != 1)}"
    return f"{who}; {runs}, seed {meta.seed}, start {when(meta)}"


def when(meta: Meta) -> str:
    """Return the start of a study as people write it: `Tue 17 Apr 2018, 11:19`."""
    start = wall_clock(meta).start
    return f"{start:%a} {start.day} {start:%b %Y, %H:%M}"


def plain(text: str, width: int = 40) -> str:
    """Return a name on one line, shortened at the end if it is longer than `width` characters."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= width else line[: width - 1].rstrip() + "…"


def title_of(meta: Meta, organisation: str, width: int = 34) -> str:
    """Return an organisation's title, or its name where it has none."""
    return plain(meta.organisation_titles.get(organisation) or organisation, width)


def look(rank: int) -> dict[str, Any]:
    """Return the colour and dash of the organisation at a place in the study."""
    return {"color": COLOURS[rank % len(COLOURS)], "linestyle": DASHES[rank // len(COLOURS) % len(DASHES)]}


def wall_clock(meta: Meta) -> WallClock:
    """Return the wall clock that a study's start and time zone make up."""
    return WallClock(datetime.fromisoformat(meta.start).astimezone(ZoneInfo(meta.timezone)))


def response_axis(axes: Axes, low: float, high: float, *, label: str) -> None:
    """Make the horizontal axis logarithmic in minutes, with ticks that people say: 5 min, 15 min, 1 h, 6 h."""
    axes.set_xscale("log")
    axes.set_xlim(low, high)
    marks = [t for t in _TICKS if low <= t <= high * 1.001]
    # On a narrow axis neighbours would collide: 3 h and 12 h are the ones that people miss least.
    marks = [t for t in marks if t not in (180.0, 12 * HOUR)]
    axes.xaxis.set_major_locator(FixedLocator(marks))
    axes.xaxis.set_major_formatter(FixedFormatter([short_duration(t) for t in marks]))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_xlabel(label)


def short_duration(minutes: float) -> str:
    """Return a duration for an axis: hours up to two days, then days."""
    return f"{minutes / HOUR:g} h" if HOUR <= minutes <= 2 * DAY else format_duration(minutes)


def clock_axis(axes: Axes, meta: Meta, until: float, *, most: int = 9) -> None:
    """Make the horizontal axis show the local wall clock, from the start to `until` minutes, nights shaded."""
    clock = wall_clock(meta)
    axes.set_xlim(0, until)
    days = 1440 * int(np.ceil(until / most / DAY))
    step = next((s for s in (60, 120, 180, 360, 720, 1440) if until / s <= most), days)
    midnight = clock.midnight
    moments = (midnight + timedelta(minutes=step * k) for k in range(int((until + 2 * DAY) // step) + 1))
    ticks = [(clock.minute(m), m) for m in moments]
    ticks = [(t, m) for t, m in ticks if 0 <= t <= until]
    axes.xaxis.set_major_locator(FixedLocator([t for t, _ in ticks]))
    labels, day = [], None
    for _, moment in ticks:
        labels.append(moment.strftime("%H:%M") + (moment.strftime("\n%a") if moment.date() != day else ""))
        day = moment.date()
    axes.xaxis.set_major_formatter(FixedFormatter(labels))
    for number in range(-1, int(until // DAY) + 2):
        night = midnight + timedelta(days=number, hours=22)
        begin, end = clock.minute(night), clock.minute(night + timedelta(hours=8))
        if end > 0 and begin < until:
            axes.axvspan(max(begin, 0), min(end, until), color="#EEF1F6", zorder=0, linewidth=0)


def percent_axis(axes: Axes) -> None:
    """Make the vertical axis a share from 0 to 100 %."""
    axes.set_ylim(0, 1)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:.0f} %"))


def documented_lines(axes: Axes, documented: Sequence[Documented], until: float) -> list[str]:
    """Draw what is on record as numbered lines and return the notes that say what each is."""
    notes = []
    for number, event in enumerate(documented, start=1):
        if 0 <= event.at <= until:
            axes.axvline(event.at, color=BLACK, linewidth=0.9, linestyle=(0, (4, 2)), zorder=3)
            axes.annotate(
                str(number),
                (event.at, 1.0),
                xycoords=("data", "axes fraction"),
                ha="center",
                va="center",
                fontsize=6.5,
                annotation_clip=False,
                bbox={"boxstyle": "circle,pad=0.18", "facecolor": "white", "edgecolor": BLACK, "linewidth": 0.7},
            )
            notes.append(f"{number} {plain(event.name, 60)} ({format_duration(event.at)} after the start)")
    return notes


def on_record(notes: Sequence[str]) -> tuple[str, ...]:
    """Return the caption's sentence on documented events, or nothing."""
    return (f"Dashed lines are on record for the real event, not fitted to: {'; '.join(notes)}.",) if notes else ()


def grid_shape(panels: int) -> tuple[int, int]:
    """Return rows and columns for small multiples: one column up to two panels, two up to eight, else three."""
    columns = 1 if panels <= 2 else 2 if panels <= 8 else 3
    return -(-panels // columns), columns


def quantile_row(axes: Axes, y: float, times: Mapping[float, float], *, limit: float, rank: int) -> None:
    """Draw the times by which 10, 25, 50, 75 and 90 % were reached as thin bar, thick bar and dot.

    A share that was never reached (NaN) makes its bar run off the right edge with an arrow.
    """
    colour = COLOURS[rank % len(COLOURS)]
    for low, high, width in ((0.1, 0.9, 1.2), (0.25, 0.75, 5.0)):
        begin, end = times[low], times[high]
        if np.isnan(begin):
            continue
        right = limit if np.isnan(end) else end
        axes.plot([begin, right], [y, y], color=colour, linewidth=width, solid_capstyle="butt")
        if np.isnan(end):
            axes.plot([limit], [y], marker=5, color=colour, markersize=6, clip_on=False)
    if not np.isnan(times[0.5]):
        axes.plot([times[0.5]], [y], "o", color="white", markeredgecolor=colour, markersize=5, markeredgewidth=1.4)


def cumulative(rows: IntArray, begin: FloatArray, grid: FloatArray, *, size: int) -> FloatArray:
    """Return how many instants `begin` of each replication lie at or before each grid point, shape (size, points)."""
    column = np.searchsorted(grid, begin, side="left")
    inside = column < len(grid)
    counts = np.bincount(rows[inside] * len(grid) + column[inside], minlength=size * len(grid))
    return np.asarray(counts.reshape(size, len(grid)).cumsum(axis=1), dtype=np.float64)
