"""The blocks around the paths: headings, the questions of a board, people, desks and rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sim.figures.chart.paths import DETAIL, TITLE
from sim.figures.chart.people import Post, Takes, capital
from sim.figures.chart.routes import Question
from sim.figures.chart.rules import Rule
from sim.figures.chart.sheet import INK, QUIET, RULE, Sheet, leading, shortened, text_width, wrapped
from sim.figures.style import BLUE, VERMILLION

RUNG: Final = 0.2
_STEP: Final = 0.225


def heading(sheet: Sheet, x: float, y: float, words: str, width: float, *, size: float = 11.0) -> float:
    """Write the heading of a block over a rule; return where the block begins."""
    sheet.text(x, y + 0.16, shortened(words, width, size, bold=True), size=size, bold=True)
    sheet.line(x, y + 0.24, x + width, y + 0.24, colour=INK, stroke=1.0)
    return y + 0.24


def draw_question(sheet: Sheet, x: float, y: float, width: float, asked: Question) -> float:
    """Write a question with its answer in large type; return the lower edge."""
    left, top, inner = x, y, width - 0.14
    x += 0.14
    y = sheet.lines(x, y, [shortened(asked.question, inner, 9)], size=9, colour=QUIET) + 0.02
    answer = capital(asked.answer)
    size = next((s for s in (16.0, 14.0, 12.0) if text_width(answer, s, bold=True) <= inner), 11.0)
    y = sheet.lines(x, y, wrapped(answer, inner, size, bold=True, most=2), size=size, bold=True, colour=BLUE)
    y = draw_more(sheet, x, y, inner, asked)
    sheet.box(left, top, 0.045, y - top, fill=BLUE)
    return y


def draw_more(sheet: Sheet, x: float, y: float, width: float, asked: Question) -> float:
    """Write what else there is to say to a question, and what crisis mode makes of the answer."""
    y = sheet.lines(x, y + 0.01, wrapped(asked.more, width, TITLE, most=2), size=TITLE)
    if asked.in_crisis:
        sheet.point(x + 0.05, y + 0.095, "^", fill=VERMILLION, size=6.5)
        words = wrapped(f"in crisis mode: {asked.in_crisis}", width - 0.15, TITLE, most=3)
        y = sheet.lines(x + 0.15, y + 0.01, words, size=TITLE, colour=VERMILLION)
    return y


def draw_posts(sheet: Sheet, x: float, y: float, width: float, posts: Sequence[Post]) -> float:
    """Draw the table of people with the levels that each may publish alone; return the lower edge."""
    ladder = x + width - 5 * RUNG
    named = [line for post in posts for line in wrapped(capital(post.role), 1.3, 9, bold=True)]
    role = max(text_width(line, 9, bold=True) for line in named) + 0.01
    number = max(text_width(str(post.count), 9) for post in posts) + 0.1
    y = ladder_head(sheet, ladder, y + 0.03)
    for post in posts:
        sheet.text(x + number - 0.1, y + 0.165, str(post.count), size=9, align="right")
        names = wrapped(capital(post.role), 1.3, 9, bold=True, most=3)
        bottom = sheet.lines(x + number, y + 0.04, names, size=9, bold=True)
        at = x + number + role + 0.1
        room = ladder - at - 0.08
        low = sheet.lines(at, y + 0.05, wrapped(post.when, room, TITLE, most=3), size=TITLE)
        low = sheet.lines(at, low, wrapped(post.notes, room, DETAIL, most=4), size=DETAIL, colour=QUIET)
        draw_ladder(sheet, ladder, y + 0.125, post)
        y = max(y + _STEP, bottom + 0.04, low + 0.04)
        sheet.line(x, y, x + width, y, stroke=0.5)
    return y


def ladder_head(sheet: Sheet, x: float, y: float) -> float:
    """Write what the discs of a ladder say, and the levels over them."""
    sheet.text(x + 5 * RUNG, y + 0.13, "may publish alone", size=DETAIL, colour=QUIET, align="right")
    for level in range(5):
        sheet.text(x + (level + 0.5) * RUNG, y + 0.28, f"L{level}", size=DETAIL, colour=QUIET, align="center")
    return y + 0.31


def draw_ladder(sheet: Sheet, x: float, y: float, post: Post) -> None:
    """Draw a disc for each level that may be published alone; a triangle: only in crisis mode, a ring: not in it."""
    for level in range(5):
        at = x + (level + 0.5) * RUNG
        normal, crisis = level <= post.alone, level <= post.alone_in_crisis
        if normal:
            sheet.point(at, y, "o", fill=BLUE if crisis else "white", edge=BLUE, size=7.0)
        elif crisis:
            sheet.point(at, y, "^", fill=VERMILLION, size=8.0)
        else:
            sheet.point(at, y, "o", fill=RULE, size=2.6)


def draw_desks(sheet: Sheet, x: float, y: float, width: float, desks: Sequence[Takes]) -> float:
    """Draw the desks with their members, what they take and their duties; return the lower edge."""
    for place, desk in enumerate(desks):
        if place:
            sheet.line(x, y, x + width, y, stroke=0.5)
        name = shortened(capital(desk.name), width * 0.55, 9, bold=True)
        sheet.text(x, y + 0.165, name, size=9, bold=True)
        begin = x + 0.1 + text_width(name, 9, bold=True)
        y = sheet.lines(begin, y + 0.045, wrapped(desk.members, x + width - begin, TITLE, most=2), size=TITLE)
        words = capital("; ".join(filter(None, [desk.takes, desk.duties])))
        y = sheet.lines(x, y, wrapped(words, width, DETAIL, most=5), size=DETAIL, colour=QUIET) + 0.04
    return y


def draw_rules(
    sheet: Sheet, x: float, y: float, width: float, rules: Sequence[Rule], *, columns: int = 3, colour: str = INK
) -> float:
    """Draw rules down the columns, each with its word at the left; return the lower edge."""
    gap = 0.3
    each = (width - gap * (columns - 1)) / columns
    label = min(max(text_width(rule.label, TITLE, bold=True) for rule in rules) + 0.1, 0.36 * each)
    texts = [wrapped(capital(rule.text), each - label, TITLE) for rule in rules]
    words = [wrapped(rule.label, label - 0.06, TITLE, bold=True) for rule in rules]
    heights = [max(len(text), len(word)) * leading(TITLE) + 0.05 for text, word in zip(texts, words, strict=True)]
    starts = _columns(heights, columns)
    bottom = y
    for column, (first, last) in enumerate(zip(starts, [*starts[1:], len(rules)], strict=True)):
        at, top = x + column * (each + gap), y + 0.05
        for place in range(first, last):
            sheet.lines(at, top, words[place], size=TITLE, bold=True, colour=colour)
            sheet.lines(at + label, top, texts[place], size=TITLE)
            top += heights[place]
        bottom = max(bottom, top)
    return bottom


def _columns(heights: Sequence[float], columns: int) -> list[int]:
    """Return the first rule of each column, so that the highest column is as low as can be."""
    for limit in sorted({sum(heights[a:b]) for a in range(len(heights)) for b in range(a + 1, len(heights) + 1)}):
        starts, used = [0], 0.0
        for place, height in enumerate(heights):
            if used and used + height > limit + 1e-9:
                starts.append(place)
                used = 0.0
            used += height
        if len(starts) <= columns and limit >= max(heights):
            return starts
    raise AssertionError("one column of all rules is always high enough")
