"""The organisation chart: one organisation on a sheet of A4 landscape, or two side by side."""

from __future__ import annotations

import bisect
from typing import Final

from matplotlib.figure import Figure

from sim.figures.chart import blocks
from sim.figures.chart.pair import draw_pair
from sim.figures.chart.paths import DETAIL, draw_legend, draw_paths
from sim.figures.chart.people import posts, takes
from sim.figures.chart.print import HEIGHT, MARGIN, WIDTH, foot, idea, name_of
from sim.figures.chart.routes import questions
from sim.figures.chart.rules import Rule, crisis_rules, working_rules
from sim.figures.chart.sheet import INK, QUIET, Sheet, shortened, text_width
from sim.figures.style import VERMILLION, styled
from sim.organisation.organisation import Organisation

_PATHS, _BETWEEN = 0.6, 0.35
# Where what crisis mode changes stands, and how they work; the most readable first.
_PLACES: Final = tuple((crisis, work) for work in ("below", "left", "right") for crisis in ("left", "right", "below"))
# Space between blocks, in inches: what is over on the sheet is shared out between the least and the most.
_LEAST, _MIDDLE, _MOST, _GAPS = 0.06, 0.08, 0.32, 5
# The smallest type is 8 points on paper: from here on the paper grows instead.
_SMALLEST: Final = 8.0 / DETAIL
_ZOOMS: Final = (1.25, 1.2, 1.15, 1.1, 1.05, 1.0, _SMALLEST, *(0.01 * percent for percent in range(95, 49, -1)))
_NO_CRISIS: Final = Rule("Crisis mode", "none: the same people, paths and rules hold throughout")


@styled
def organisation_chart(organisation: Organisation, against: Organisation | None = None) -> Figure:
    """Draw an organisation for people who have never seen its file: who is there, and how an answer gets out.

    The sheet has the shape of A4 landscape, and its size where that holds it with type of 8 points; else it is larger.

    Args:
        organisation: The organisation.
        against: Another one to set beside it; what differs is marked.
    """

    def draw(sheet: Sheet, gap: float) -> float:
        return _single(sheet, organisation, gap) if against is None else draw_pair(sheet, (organisation, against), gap)

    def fits(zoom: float) -> bool:
        paper = _paper(zoom)
        return draw(paper, _MIDDLE) <= paper.height and (zoom <= 1.0 or not paper.broken)

    # What fits fits on all larger sheets: halving the list finds the largest type in a few trials.
    zoom = _ZOOMS[bisect.bisect_left(_ZOOMS, True, hi=len(_ZOOMS) - 1, key=fits)]
    needed, sheet = draw(_paper(zoom), 0.0), _paper(zoom)
    gap = min(_MOST, max(_LEAST, (sheet.height - needed) / _GAPS))
    return sheet.figure(max(sheet.height, draw(sheet, gap)))


def _paper(zoom: float) -> Sheet:
    """Return an empty sheet of A4; below the least zoom a larger one of the same shape, so that type stays readable."""
    larger = max(1.0, _SMALLEST / zoom)
    return Sheet(WIDTH * larger, HEIGHT * larger, MARGIN * larger, zoom=max(zoom, _SMALLEST))


def _single(sheet: Sheet, organisation: Organisation, gap: float) -> float:
    y = _head(sheet, organisation) + gap
    y = _questions(sheet, y, organisation) + gap
    # The two lists of rules go where the sheet stays lowest, of places of the same height to the first.
    scratch = _paper(sheet.zoom)
    lowest = {places: _rest(scratch, y, organisation, gap, places) for places in _PLACES}
    places = min(_PLACES, key=lambda place: max(lowest[place], sheet.height))
    return _rest(sheet, y, organisation, gap, places)


def _head(sheet: Sheet, organisation: Organisation) -> float:
    people, desks = len(organisation.people()), len(organisation.structure.desks)
    roles = len({entry.role for entry in organisation.resources.people})
    x = sheet.right
    for number, word in ((desks, "desk"), (roles, "role"), (people, "post")):
        name = word + "s" * (number != 1)
        wide = max(text_width(str(number), 20, bold=True), text_width(name, 9))
        sheet.text(x - wide / 2, 0.58, str(number), size=20, bold=True, align="center")
        sheet.text(x - wide / 2, 0.76, name, size=9, colour=QUIET, align="center")
        x -= wide + 0.3
    room = x - sheet.left - 0.3
    sheet.text(sheet.left, 0.58, shortened(name_of(organisation), room, 22, bold=True), size=22, bold=True)
    return sheet.lines(sheet.left, 0.67, idea(organisation, room, 2), size=9, colour=QUIET)


def _questions(sheet: Sheet, y: float, organisation: Organisation) -> float:
    each = (sheet.full - 2 * 0.3) / 3
    asked = enumerate(questions(organisation))
    return max(blocks.draw_question(sheet, sheet.left + place * (each + 0.3), y, each, one) for place, one in asked)


def _rest(sheet: Sheet, y: float, organisation: Organisation, gap: float, places: tuple[str, str]) -> float:
    """Draw the paths at the left, people and desks at the right, and the two lists of rules in their places."""
    wide = _PATHS * sheet.full
    x, rest = sheet.left + wide + _BETWEEN, sheet.full - wide - _BETWEEN
    columns = {"left": (sheet.left, wide, 2), "right": (x, rest, 1)}
    low = {"left": _left(sheet, y, sheet.left, wide, organisation), "right": _right(sheet, y, x, rest, organisation)}
    crisis, rules = crisis_rules(organisation), working_rules(organisation)
    blocks_of_rules = (
        ("What crisis mode changes", crisis, VERMILLION),
        ("How they work", rules if crisis else [*rules, _NO_CRISIS], INK),
    )
    for (words, told, colour), place in zip(blocks_of_rules, places, strict=True):
        if not told:
            continue
        x, width, number = columns.get(place, (sheet.left, sheet.full, 3))
        top = low[place] + max(gap, 0.12) if place in low else max(low.values()) + gap
        top = blocks.heading(sheet, x, top, words, width)
        bottom = blocks.draw_rules(sheet, x, top, width, told, columns=number, colour=colour)
        low |= {place: bottom} if place in low else dict.fromkeys(low, bottom)
    return foot(sheet, max(low.values()) + gap)


def _left(sheet: Sheet, y: float, x: float, width: float, organisation: Organisation) -> float:
    at = x + 1.25
    top = blocks.heading(sheet, x, y, "How an answer gets out", width)
    low = draw_paths(sheet, top, x, [(at, x + width - at)], [organisation])
    draw_legend(sheet, x, low + 0.19, [organisation])
    return low + 0.22


def _right(sheet: Sheet, y: float, x: float, width: float, organisation: Organisation) -> float:
    low = blocks.draw_posts(sheet, x, blocks.heading(sheet, x, y, "Who is there", width), width, posts(organisation))
    low = blocks.heading(sheet, x, low + 0.12, "Desks and what they take", width)
    return blocks.draw_desks(sheet, x, low, width, takes(organisation))
