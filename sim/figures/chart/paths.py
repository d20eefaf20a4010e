"""The middle of the chart: a band for each level, with the paths from desk to publication."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sim.figures.chart.people import LEVELS, capital
from sim.figures.chart.routes import Node, Route, changed_routes, routes
from sim.figures.chart.sheet import INK, QUIET, Sheet, leading, text_width, wrapped
from sim.figures.style import BLUE, VERMILLION
from sim.organisation.organisation import Organisation

TITLE: Final = 8.5
DETAIL: Final = 8.3
DIFFERS: Final = "#F8E68A"
_DESK, _MEETING = "#E8ECF0", "#3B4754"
_BETWEEN, _SIDE = 0.06, 0.08
_WIDEST: Final = 2.0
# Size of names, padding of nodes, length of arrows, and whether they carry times; the first that has room.
_SETTINGS: Final = ((TITLE, 0.075, 0.3, True), (TITLE, 0.075, 0.26, False), (DETAIL, 0.05, 0.2, False))
_PUBLISHED: Final = ("alone", "published")
Ways = tuple[tuple[Route, ...], tuple[Route, ...]]


def ways_of(organisation: Organisation, level: int) -> Ways:
    """Return the routes of a level in normal mode, and those that crisis mode makes others."""
    return routes(organisation, level), changed_routes(organisation, level)


def bands(organisations: Sequence[Organisation]) -> list[list[int]]:
    """Return the levels from L1 on, those together whose paths are the same in every organisation and mode."""
    found: list[list[int]] = []
    for level in range(1, 5):
        if found and all(ways_of(o, found[-1][0]) == ways_of(o, level) for o in organisations):
            found[-1].append(level)
        else:
            found.append([level])
    return found


def draw_paths(
    sheet: Sheet, y: float, left: float, columns: Sequence[tuple[float, float]], organisations: Sequence[Organisation]
) -> float:
    """Draw a band a level, with a column (x, width) for each organisation, and return the lower edge."""
    right = columns[-1][0] + columns[-1][1]
    label = columns[0][0] - left - 0.1
    y = y if len(columns) > 1 else _monitor(sheet, y, left, columns[0][0])
    grids = _grids(organisations, columns)
    for levels in bands(organisations):
        sheet.line(left, y, right, y)
        ways = [ways_of(o, levels[0]) for o in organisations]
        bottom = _level_names(sheet, y + _SIDE, left, label, levels)
        for grid, (x, _), way in zip(grids, columns, ways, strict=True):
            bottom = max(bottom, grid.draw(sheet, x, y + _SIDE, way))
        bottom += _SIDE
        if len(ways) > 1 and any(way != ways[0] for way in ways):
            mark(sheet, left, y, label, bottom - y)
        y = bottom
    sheet.line(left, y, right, y)
    return y


def _grids(organisations: Sequence[Organisation], columns: Sequence[tuple[float, float]]) -> list[_Grid]:
    """Return the grids of all columns, of one kind: beside another organisation the low one, if both have room."""
    pairs = list(zip(organisations, columns, strict=True))
    low = [_Grid(o, width, inline=True) for o, (_, width) in pairs if len(pairs) > 1]
    return low if low and all(grid.fits() for grid in low) else [_Grid(o, width) for o, (_, width) in pairs]


def mark(sheet: Sheet, left: float, y: float, width: float, height: float) -> None:
    """Mark the label of a row that differs: yellow below it, and a sign at its left for who sees no yellow."""
    sheet.box(left - 0.17, y + 0.025, width + 0.17, height - 0.05, fill=DIFFERS, below=True)
    sheet.text(left - 0.14, y + 0.185, "≠", size=9, bold=True)


def _monitor(sheet: Sheet, y: float, left: float, x: float) -> float:
    base = y + 0.175
    sheet.text(left, base, "L0", size=10, bold=True)
    sheet.text(left + 0.3, base, LEVELS[0], size=TITLE)
    sheet.text(x, base, "watched; nothing is published", size=TITLE, colour=QUIET)
    return y + 0.26


def _level_names(sheet: Sheet, y: float, left: float, width: float, levels: list[int]) -> float:
    for level in levels:
        sheet.text(left, y + 0.16, f"L{level}", size=10, bold=True)
        y = sheet.lines(left + 0.3, y + 0.035, wrapped(LEVELS[level], width - 0.3, TITLE), size=TITLE) + 0.03
    return y


class _Grid:
    """How the paths of an organisation stand in a column of the sheet: the first way of setting them that has room.

    Nodes stand under each other, with the times of hand-overs, or without; last in smaller nodes. `inline` puts what is
    said about a node beside its name, and then nodes stand where they fall.
    """

    def __init__(self, organisation: Organisation, width: float, *, inline: bool = False) -> None:
        self.every = [route for level in range(1, 5) for ways in ways_of(organisation, level) for route in ways]
        self.width, self.inline = width, inline
        longest = max((text_width(node.sent, DETAIL) for route in self.every for node in route), default=0.0)
        self.timed = False
        sent = {k for route in self.every for k, node in enumerate(route) if node.sent}
        for title, pad, gap, timed in _SETTINGS:
            self.title, self.pad, self.cap, self.timed = title, pad, _WIDEST, timed
            # A column to which something is handed over stands farther off, with room for the time over the arrow.
            count = max(map(len, self.every))
            self.gaps = [max(gap, longest + 0.16) if timed and k in sent else gap for k in range(count)]
            least = _WIDEST if inline else self._longest_word()
            while self.cap > least and not self.fits():
                self.cap = max(least, self.cap - 0.05)
            if self.fits():
                break

    def _longest_word(self) -> float:
        """Return the narrowest cap at which no word is broken, if it is not too wide."""
        nodes = [node for route in self.every for node in route]
        titles = [text_width(capital(w), self.title, bold=True) for node in nodes for w in node.title.split()]
        details = [text_width(word, DETAIL) for node in nodes for word in node.detail.split()]
        return min(max(titles + details) + 2 * self.pad + 0.01, 1.3)

    def _columns(self) -> list[float]:
        """Return the widths of the columns; the last node of a path needs none."""
        inner = [[route[k] for route in self.every if len(route) > k + 1] for k in range(max(map(len, self.every)))]
        return [max((self._size(node)[0] for node in nodes), default=0.0) for nodes in inner]

    def _widths(self, route: Route, columns: list[float]) -> list[float]:
        own = [self._size(node)[0] for node in route]
        return own if self.inline else [*columns[: len(route) - 1], own[-1]]

    def fits(self) -> bool:
        """Return whether every path stays in one line within the column."""
        columns = self._columns()
        return all(sum(self._widths(r, columns)) + sum(self.gaps[1 : len(r)]) <= self.width for r in self.every)

    def draw(self, sheet: Sheet, x: float, y: float, ways: Ways) -> float:
        """Draw the paths of one level, those of crisis mode under those of normal mode; return the lower edge."""
        normal, crisis = ways
        for route in normal:
            y = self._route(sheet, x, y, route) + _BETWEEN
        if crisis:
            sheet.point(x + 0.05, y + 0.085, "^", fill=VERMILLION, size=6.5)
            y = sheet.lines(x + 0.15, y, ["in crisis mode"], size=DETAIL, bold=True, colour=VERMILLION) + 0.03
        for route in crisis:
            y = self._route(sheet, x, y, route) + _BETWEEN
        return y - _BETWEEN

    def _route(self, sheet: Sheet, x: float, y: float, route: Route) -> float:
        """Draw one path, going on in a line below where it would leave its column."""
        height = max(self._size(node)[1] for node in route)
        at, end, widths = x, x + self.width, self._widths(route, self._columns())
        for place, node in enumerate(route):
            width = widths[place]
            if place:
                gap = self.gaps[place]
                if at + gap + width > end + 0.01:
                    at, y, sheet.broken = x + 0.2, y + height + _BETWEEN, True
                self._arrow(sheet, at, at + gap, y + height / 2, node)
                at += gap
            self._node(sheet, at, y, node, width=width, height=height)
            at += width
        return y + height

    def _arrow(self, sheet: Sheet, x: float, end: float, y: float, node: Node) -> None:
        sheet.arrow(x + 0.04, end - 0.03, y, dashed=bool(node.sent))
        if node.sent and self.timed:
            sheet.text((x + end) / 2, y - 0.06, node.sent, size=DETAIL, colour=QUIET, align="center")

    def _lines(self, node: Node) -> tuple[list[str], list[str]]:
        title = capital(node.title)
        if self.inline or node.kind in _PUBLISHED:
            return [title], [node.detail] if node.detail else []
        inner = self.cap - 2 * self.pad
        return wrapped(title, inner, self.title, bold=True, most=4), wrapped(node.detail, inner, DETAIL, most=3)

    def _size(self, node: Node) -> tuple[float, float]:
        title, detail = self._lines(node)
        first = max(text_width(line, self.title, bold=True) for line in title)
        second = max((text_width(line, DETAIL) for line in detail), default=0.0)
        extra = 2 * self.pad + (0.14 if node.kind in _PUBLISHED else 0.0)
        if self.inline:
            return first + second + (0.06 if second else 0.0) + extra, leading(self.title) + 0.09
        return max(first, second) + extra, leading(self.title) * len(title) + leading(DETAIL) * len(detail) + 0.08

    def _node(self, sheet: Sheet, x: float, y: float, node: Node, *, width: float, height: float) -> None:
        """Draw a node: desks grey, reviews outlined, meetings dark, publication a pill, solid where nobody is asked."""
        colour = quiet = "white"
        if node.kind == "desk":
            sheet.box(x, y, width, height, fill=_DESK, rounding=0.04)
            colour, quiet = INK, QUIET
        elif node.kind == "review":
            sheet.box(x, y, width, height, edge=INK, rounding=0.04)
            colour, quiet = INK, QUIET
        elif node.kind == "meeting":
            sheet.box(x, y, width, height, fill=_MEETING)
        else:
            alone, own = node.kind == "alone", min(height, self._size(node)[1] + 0.07)
            colour = quiet = "white" if alone else BLUE
            fill = BLUE if alone else "white"
            sheet.box(x, y + (height - own) / 2, width, own, fill=fill, edge=BLUE, rounding=0.5, stroke=1.4)
        title, detail = self._lines(node)
        if self.inline and detail:
            used = text_width(title[0], self.title, bold=True) + 0.06 + text_width(detail[0], DETAIL)
            at, base = x + (width - used) / 2, y + height / 2 + 0.04
            sheet.text(at, base, title[0], size=self.title, bold=True, colour=colour)
            sheet.text(at + used, base, detail[0], size=DETAIL, colour=quiet, align="right")
            return
        used = leading(self.title) * len(title) + leading(DETAIL) * len(detail)
        middle, top = x + width / 2, y + (height - used) / 2
        top = sheet.lines(middle, top, title, size=self.title, bold=True, colour=colour, align="center")
        sheet.lines(middle, top, detail, size=DETAIL, colour=quiet, align="center")


def draw_legend(sheet: Sheet, x: float, y: float, organisations: Sequence[Organisation]) -> None:
    """Draw from x on, with baseline y, what the shapes of the paths mean, of those that there are."""
    nodes = [node for o in organisations for n in range(1, 5) for ways in ways_of(o, n) for way in ways for node in way]
    there = {node.kind for node in nodes} | {"sent" for node in nodes if node.sent}
    there |= {"crisis" for o in organisations if o.structure.modes is not None}
    entries = {"alone": "publishes alone", "review": "approves", "meeting": "meeting",
               "sent": "handed over", "crisis": "in crisis mode"}  # fmt: skip
    for kind, words in entries.items():
        if kind not in there:
            continue
        if kind == "alone":
            sheet.box(x, y - 0.095, 0.22, 0.11, fill=BLUE, rounding=0.05)
        elif kind == "review":
            sheet.box(x, y - 0.095, 0.22, 0.11, edge=INK, rounding=0.02)
        elif kind == "meeting":
            sheet.box(x, y - 0.095, 0.22, 0.11, fill=_MEETING)
        elif kind == "sent":
            sheet.arrow(x - 0.02, x + 0.24, y - 0.04, dashed=True)
        else:
            sheet.point(x + 0.14, y - 0.04, "^", fill=VERMILLION, size=6.5)
        sheet.text(x + 0.29, y, words, size=DETAIL, colour=QUIET)
        x += 0.29 + text_width(words, DETAIL) + 0.2
