"""A sheet of paper on which marks are placed in inches from its top left corner, before its height is known.

Widths of words are measured without a renderer, so that names can be wrapped or shortened before anything is drawn.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Rectangle
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D, Transform

from sim.figures.style import plain

INK: Final = "#1A1A1A"
QUIET: Final = "#595959"
RULE: Final = "#C9CDD2"
MISSING: Final = "Glyph .* missing from"
# Rendered glyphs are hinted to whole pixels, so that a line may come out this much wider than measured.
_HINTING: Final = 1.03
_UNIT: Final = re.compile(r"(?<=\d) (%|s|min|h|d|×)(?![a-zA-Z])")
# Of the private use area: no name of a file has it, and it is no space.
_KEPT: Final = "\ue000"
Mark = Callable[[Figure, float], None]


@lru_cache(maxsize=4096)
def text_width(words: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a line of text in inches; `size` is in points."""
    font = FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal", size=size)
    with warnings.catch_warnings():
        # As in all figures: a script that the font lacks is no reason to shout.
        warnings.filterwarnings("ignore", message=MISSING)
        width, _, _ = text_to_path.get_text_width_height_descent(words, font, ismath=False)
    return float(width) * _HINTING / 72.0


def shortened(words: str, width: float, size: float, *, bold: bool = False) -> str:
    """Return the words, cut at the end with an ellipsis if they are wider than `width` inches."""
    line = plain(words, 400)
    if text_width(line, size, bold=bold) <= width:
        return line
    while line and text_width(line + "…", size, bold=bold) > width:
        line = line[:-1]
    # A word is better left out than cut, as long as most of the line stays.
    space = line.rfind(" ")
    return line[: space if space > len(line) / 2 else None].rstrip(" ,;:") + "…"


def wrapped(words: str, width: float, size: float, *, bold: bool = False, most: int = 99) -> list[str]:
    """Return the words in lines of at most `width` inches; what exceeds `most` lines is cut with an ellipsis."""
    lines: list[str] = []
    # A number is never parted from its unit.
    whole = _UNIT.sub(lambda found: _KEPT + found.group(1), plain(words, 4000))
    pieces = [p for word in whole.split() for p in _pieces(word.replace(_KEPT, " "), width, size, bold=bold)]
    for piece, glued in pieces:
        longer = f"{lines[-1]}{'' if glued else ' '}{piece}" if lines else piece
        if lines and text_width(longer, size, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(piece)
    if len(lines) > most:
        lines = [*lines[: most - 1], shortened(" ".join(lines[most - 1 :]), width, size, bold=bold)]
    return lines


def _pieces(word: str, width: float, size: float, *, bold: bool) -> list[tuple[str, bool]]:
    """Return a word, or its parts (after the first glued to what precedes) where it is too wide for a line."""
    if text_width(word, size, bold=bold) <= width:
        return [(word, False)]
    parts, glued = [], False
    while word:
        end = len(word)
        while end > 1 and text_width(word[:end], size, bold=bold) > width:
            end -= 1
        # A hyphen, dot or underscore of the name is a better place to break than any letter.
        natural = max(word.rfind(mark, 1, end) for mark in "-_.") + 1
        end = natural if natural > 1 and end < len(word) else end
        parts.append((word[:end], glued))
        word, glued = word[end:], True
    return parts


class Sheet:
    """Marks on paper; y grows downwards from the upper edge.

    `zoom` enlarges everything, type included: what draws has a sheet of `width / zoom` by `height / zoom` inches.
    """

    def __init__(self, width: float, height: float, margin: float, *, zoom: float = 1.0) -> None:
        self.zoom = zoom
        self.width, self.height = width / zoom, height / zoom
        self.left, self.right = margin / zoom, (width - margin) / zoom
        self.full = self.right - self.left
        self.broken = False  # whether a path had to go on in a line below
        self._marks: list[Mark] = []

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = 9.0,
        bold: bool = False,
        colour: str = INK,
        align: str = "left",
    ) -> None:
        """Write one line with its baseline at y."""
        weight = "bold" if bold else "normal"

        def draw(figure: Figure, height: float) -> None:
            figure.text(
                x, height - y, words, transform=self._place(figure), fontsize=size * self.zoom, fontweight=weight,
                color=colour, ha=align, va="baseline", zorder=4,
            )  # fmt: skip

        self._marks.append(draw)

    def lines(self, x: float, y: float, lines: list[str], *, size: float = 9.0, **looks: Any) -> float:
        """Write lines under each other from the upper edge y on and return the lower edge."""
        for number, line in enumerate(lines):
            self.text(x, y + leading(size) * (number + 0.78), line, size=size, **looks)
        return y + leading(size) * len(lines)

    def box(
        self, x: float, y: float, width: float, height: float, *, fill: str = "white", edge: str = "none",
        rounding: float = 0.0, stroke: float = 0.9, below: bool = False,
    ) -> None:  # fmt: skip
        """Draw a rectangle with its upper left corner at (x, y)."""
        width_of_edge = stroke * self.zoom if edge != "none" else 0.0
        looks: dict[str, Any] = {"facecolor": fill, "edgecolor": edge, "linewidth": width_of_edge}

        def draw(figure: Figure, full: float) -> None:
            corner = (x, full - y - height)
            style = f"round,pad=0,rounding_size={min(rounding, height / 2)}"
            patch = (
                FancyBboxPatch(corner, width, height, boxstyle=style, **looks)
                if rounding
                else Rectangle(corner, width, height, **looks)
            )
            patch.set(transform=self._place(figure), zorder=1 if below else 2)
            figure.add_artist(patch)

        self._marks.append(draw)

    def line(self, x0: float, y0: float, x1: float, y1: float, *, colour: str = RULE, stroke: float = 0.8) -> None:
        """Draw a straight line."""

        def draw(figure: Figure, full: float) -> None:
            line = Line2D([x0, x1], [full - y0, full - y1], color=colour, solid_capstyle="butt")
            line.set(linewidth=stroke * self.zoom, transform=self._place(figure), zorder=1.5)
            figure.add_artist(line)

        self._marks.append(draw)

    def arrow(self, x0: float, x1: float, y: float, *, dashed: bool = False) -> None:
        """Draw a level arrow from x0 to x1."""

        def draw(figure: Figure, full: float) -> None:
            arrow = FancyArrowPatch(
                (x0, full - y), (x1, full - y), arrowstyle="-|>,head_length=4.6,head_width=2.5",
                mutation_scale=self.zoom, shrinkA=0, shrinkB=0, linewidth=0.0, color=INK, joinstyle="miter",
            )  # fmt: skip
            # The shaft is a line of its own: dashes of an arrow would run through its head.
            shaft = Line2D([x0, x1 - 0.05], [full - y] * 2, color=INK, linewidth=1.1 * self.zoom, solid_capstyle="butt")
            if dashed:
                shaft.set(linestyle=(0, (2.2, 1.4)), dash_capstyle="butt")
            for artist in (shaft, arrow):
                artist.set(transform=self._place(figure), zorder=2)
                figure.add_artist(artist)

        self._marks.append(draw)

    def point(self, x: float, y: float, shape: str, *, fill: str, edge: str = "none", size: float = 7.0) -> None:
        """Draw a small mark, `size` points wide: `o` a disc, `^` a triangle."""

        def draw(figure: Figure, full: float) -> None:
            mark = Line2D(
                [x], [full - y], marker=shape, linestyle="none", markersize=size * self.zoom, markerfacecolor=fill,
                markeredgecolor=edge, markeredgewidth=1.1 * self.zoom if edge != "none" else 0.0,
            )  # fmt: skip
            mark.set(transform=self._place(figure), zorder=3)
            figure.add_artist(mark)

        self._marks.append(draw)

    def _place(self, figure: Figure) -> Transform:
        """Return the transform from the inches of what draws to the figure."""
        return Affine2D().scale(self.zoom) + figure.dpi_scale_trans

    def figure(self, height: float) -> Figure:
        """Return the sheet as a figure, `height` inches high before it is enlarged."""
        figure = Figure(figsize=(self.width * self.zoom, height * self.zoom))
        for mark in self._marks:
            mark(figure, height)
        return figure


def leading(size: float) -> float:
    """Return the distance between baselines in inches, for type of `size` points."""
    return size * 1.32 / 72.0
