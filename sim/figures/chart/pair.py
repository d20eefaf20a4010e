"""Two organisations side by side in one table; the label of a row in which they differ is marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sim.figures.chart import blocks
from sim.figures.chart.paths import DETAIL, DIFFERS, TITLE, draw_legend, draw_paths, mark
from sim.figures.chart.people import capital, posts, takes
from sim.figures.chart.print import foot, idea, name_of
from sim.figures.chart.routes import Question, questions
from sim.figures.chart.rules import Rule, crisis_rules, working_rules
from sim.figures.chart.sheet import QUIET, Sheet, leading, shortened, text_width, wrapped
from sim.figures.style import BLUE
from sim.organisation.organisation import Organisation

_LABEL, _BETWEEN = 1.3, 0.25
_SMALL_PRINT: Final = "L0, monitor: watched; nothing is published. ≠ on yellow: the two differ."
_ANSWER: Final = 11.5
_ROOM: Final = _LABEL - 0.1
Pair = tuple[Organisation, Organisation]


def _columns(sheet: Sheet) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return left edge and width of the two columns."""
    width = (sheet.full - _LABEL - _BETWEEN) / 2
    first = sheet.left + _LABEL
    return (first, width), (first + width + _BETWEEN, width)


def draw_pair(sheet: Sheet, pair: Pair, gap: float) -> float:
    """Draw both and return the height that they need."""
    y = _head(sheet, pair) + gap
    for first, second in zip(*map(questions, pair), strict=True):
        y = _question(sheet, y, (first, second))
    y = draw_paths(sheet, y, sheet.left, _columns(sheet), pair) + 0.02
    draw_legend(sheet, sheet.left + _LABEL, y + 0.17, pair)
    y = _people(sheet, y + 0.24, pair)
    y = _desks(sheet, y, pair)
    return foot(sheet, _rules(sheet, y, pair) + gap, _SMALL_PRINT)


def _head(sheet: Sheet, pair: Pair) -> float:
    low = 0.0
    for (x, width), one in zip(_columns(sheet), pair, strict=True):
        sheet.text(x, 0.55, shortened(name_of(one), width, 18, bold=True), size=18, bold=True)
        low = max(low, sheet.lines(x, 0.62, idea(one, width, 2, size=DETAIL), size=DETAIL, colour=QUIET))
    return low


def _question(sheet: Sheet, y: float, pair: tuple[Question, Question]) -> float:
    top = y
    sheet.line(sheet.left, y, sheet.right, y)
    bottom = sheet.lines(sheet.left, y + 0.04, wrapped(pair[0].short, _ROOM, TITLE, bold=True), size=TITLE, bold=True)
    for (x, width), asked in zip(_columns(sheet), pair, strict=True):
        answer = capital(asked.answer)
        used = text_width(answer, _ANSWER, bold=True) + 0.12
        if text_width(asked.more, TITLE) + used <= width and not asked.in_crisis:
            sheet.text(x, y + 0.21, answer, size=_ANSWER, bold=True, colour=BLUE)
            sheet.text(x + used, y + 0.21, asked.more, size=TITLE)
            continue
        lines = wrapped(answer, width, _ANSWER, bold=True, most=2)
        low = sheet.lines(x, y + 0.04, lines, size=_ANSWER, bold=True, colour=BLUE)
        bottom = max(bottom, blocks.draw_more(sheet, x, low, width, asked))
    return _row_end(sheet, top, bottom + 0.04, differs=pair[0] != pair[1])


def _row_end(sheet: Sheet, top: float, bottom: float, *, differs: bool) -> float:
    if differs:
        mark(sheet, sheet.left, top, _ROOM, bottom - top)
    return bottom


def _people(sheet: Sheet, y: float, pair: Pair) -> float:
    """Draw the people of both under each other; who is not the same in the other is marked."""
    both = [posts(one) for one in pair]
    sheet.text(sheet.left, y + 0.18, "Who is there", size=TITLE, bold=True)
    low = y
    for place, (x, width) in enumerate(_columns(sheet)):
        ladder = x + width - 5 * blocks.RUNG
        at = blocks.ladder_head(sheet, ladder, y - 0.02)
        named = max(text_width(capital(post.role), TITLE, bold=True) for post in both[place])
        for post in both[place]:
            begin = x + min(named, width * 0.4) + 0.12
            role = shortened(capital(post.role), width * 0.4, TITLE, bold=True)
            _word(sheet, x, at + 0.14, role, marked=post not in both[1 - place])
            words = f"{post.count} × {post.when}" + (f"; {post.notes}" if post.notes else "")
            blocks.draw_ladder(sheet, ladder, at + 0.1, post)
            at = sheet.lines(begin, at + 0.02, wrapped(words, ladder - begin - 0.1, TITLE, most=3), size=TITLE) + 0.02
        low = max(low, at)
    return _row_end(sheet, y, low + 0.03, differs=both[0] != both[1])


def _word(sheet: Sheet, x: float, y: float, word: str, *, marked: bool) -> None:
    """Write a bold word with its baseline at y, on yellow where it is marked."""
    sheet.text(x, y, word, size=TITLE, bold=True)
    if marked:
        sheet.box(x - 0.03, y - 0.115, text_width(word, TITLE, bold=True) + 0.05, 0.15, fill=DIFFERS, below=True)


def _desks(sheet: Sheet, y: float, pair: Pair) -> float:
    sheet.line(sheet.left, y, sheet.right, y)
    both = [takes(one) for one in pair]
    sheet.text(sheet.left, y + 0.18, "Desks", size=TITLE, bold=True)
    low = y
    for place, (x, width) in enumerate(_columns(sheet)):
        at = y + 0.04
        for desk in both[place]:
            name = shortened(capital(desk.name), width * 0.4, TITLE, bold=True)
            told = "; ".join(filter(None, [desk.members, desk.takes, desk.duties]))
            at = _flow(sheet, x, at, width, [(name, told, desk not in both[1 - place])])
        low = max(low, at)
    return _row_end(sheet, y, low + 0.04, differs=both[0] != both[1])


def _flow(sheet: Sheet, x: float, y: float, width: float, told: Sequence[tuple[str, str, bool]]) -> float:
    """Write words with what is told about them as one paragraph, (word, text, marked) each; return the lower edge."""
    at, base = x, y + leading(TITLE) * 0.78
    for word, text, marked in told:
        wide = text_width(word, TITLE, bold=True) + 0.07 if word else 0.0
        if at > x and at + wide + text_width(text.split(" ", 1)[0], TITLE) > x + width:
            at, base = x, base + leading(TITLE)
        if word:
            _word(sheet, at, base, word, marked=marked)
        at += wide
        for number, line in enumerate(_hanging(text, x + width - at, width)):
            at, base = (x, base + leading(TITLE)) if number else (at, base)
            if line:
                sheet.text(at, base, line, size=TITLE)
            at += text_width(line, TITLE)
        at += 0.15
    return base + leading(TITLE) * 0.3


def _hanging(text: str, first: float, width: float) -> list[str]:
    """Return the text in lines, the first one narrower than the others."""
    words = text.split(" ")
    fitting = [n for n in range(1, len(words) + 1) if text_width(" ".join(words[:n]), TITLE) <= first]
    number = fitting[-1] if fitting else 0
    rest = wrapped(" ".join(words[number:]), width, TITLE)
    return [" ".join(words[:number]), *rest]


def _rules(sheet: Sheet, y: float, pair: Pair) -> float:
    """Draw the rules that are not the same a paragraph for each organisation, and the others once for both."""
    same: list[Rule] = []
    for label, rules in (("Crisis mode", crisis_rules), ("How they work", working_rules)):
        both = [rules(one) for one in pair]
        common = [rule for rule in both[0] if rule in both[1]]
        in_crisis = rules is crisis_rules
        same += [Rule(f"Crisis {rule.label.lower()}", rule.text) if in_crisis else rule for rule in common]
        own = [[rule for rule in told if rule not in common] for told in both]
        if not any(own):
            continue
        sheet.line(sheet.left, y, sheet.right, y)
        sheet.text(sheet.left, y + 0.18, label, size=TITLE, bold=True)
        low = y
        for (x, width), told, every in zip(_columns(sheet), own, both, strict=True):
            nothing = [("", "nothing but what holds in both" if every else "none", False)]
            words = [(rule.label, rule.text, True) for rule in told]
            low = max(low, _flow(sheet, x, y + 0.04, width, words or nothing))
        y = _row_end(sheet, y, low + 0.05, differs=True)
    if same:
        sheet.line(sheet.left, y, sheet.right, y)
        sheet.text(sheet.left, y + 0.18, "In both", size=TITLE, bold=True)
        told_once = [(rule.label, rule.text, False) for rule in same]
        y = _flow(sheet, sheet.left + _LABEL, y + 0.04, sheet.full - _LABEL, told_once)
    return y
