"""Inject cards: one card an inject, four to a page in print; what is handed to players, and nothing else.

A card has neither the expected action nor the effect. Actions that are expected of players get no card.
"""

from __future__ import annotations

import html
import io
from collections.abc import Iterator
from typing import Any

from sim.debrief.document import clean
from sim.debrief.pack_words import in_order, inject_time, recipients
from sim.debrief.word import need_docx
from sim.drill.definition import Inject
from sim.drill.drill import Drill

# What fits on a quarter of a page at the size of the print; a longer message goes on beyond its card.
_CARD = 12.2  # cm
CARDS_CSS = """
@page { size: A4; margin: 10mm; }
body { margin: 0; font: 10.5pt/1.35 system-ui, "Segoe UI", Arial, sans-serif; overflow-wrap: anywhere; }
section { display: grid; grid-template-columns: 1fr 1fr; gap: 4mm; break-after: page; }
article { border: 1px dashed #555; padding: 4mm; min-height: 120mm; box-sizing: border-box; break-inside: avoid; }
h2 { font-size: 13pt; margin: 1mm 0 2mm; }
.mark { text-align: center; font-size: 8pt; font-weight: 600; letter-spacing: .06em; color: #b34700; margin: 0; }
.way { color: #555; margin: 0 0 3mm; white-space: pre-line; }
.message { white-space: pre-line; }
.foot { color: #555; font-size: 8pt; margin: 3mm 0 0; }
"""


def carded(drill: Drill) -> list[Inject]:
    """Return the injects that get a card, as they come."""
    return [one for one in in_order(drill.definition.injects) if one.event_type != "expected_action"]


def cards_page(drill: Drill) -> str:
    """Return the cards as one HTML page that loads nothing."""
    title = html.escape(clean(f"Inject cards: {drill.definition.title or drill.definition.name}"))
    policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    cards = [_article(drill, one) for one in carded(drill)]
    sheets = [f"<section>{''.join(cards[first : first + 4])}</section>" for first in range(0, len(cards), 4)]
    body = "\n".join(sheets)
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n<title>{title}</title>\n'
        f"<style>{CARDS_CSS}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def cards_word(drill: Drill) -> bytes:
    """Return the cards as the bytes of a DOCX file; raises as `need_docx`."""
    from docx.enum.table import WD_ROW_HEIGHT_RULE
    from docx.shared import Cm

    paper = need_docx().Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.2)
    section.top_margin, section.bottom_margin, section.header_distance = Cm(1.6), Cm(1.0), Cm(0.7)
    section.header.paragraphs[0].add_run(clean(drill.definition.handling))
    paper.core_properties.author = ""
    cards = carded(drill)
    grid = paper.add_table(rows=0, cols=2, style="Table Grid")
    for first in range(0, len(cards), 2):
        row: Any = grid.add_row()
        row.height, row.height_rule = Cm(_CARD), WD_ROW_HEIGHT_RULE.AT_LEAST
        for cell, one in zip(row.cells, cards[first : first + 2]):
            _fill(cell, drill, one)
    content = io.BytesIO()
    paper.save(content)
    return content.getvalue()


def _fill(cell: Any, drill: Drill, one: Inject) -> None:
    from docx.shared import Pt

    parts = list(_parts(drill, one))
    for number, (kind, text) in enumerate(parts):
        line = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        run = line.add_run(clean(text))
        run.bold = kind in {"mark", "title"} or None
        run.font.size = Pt({"mark": 8, "title": 13, "foot": 8}.get(kind, 10.5))


def _article(drill: Drill, one: Inject) -> str:
    tags = {"title": "h2"}
    lines = []
    for kind, text in _parts(drill, one):
        tag = tags.get(kind, "p")
        lines.append(f'<{tag} class="{kind}" dir="auto">{html.escape(clean(text))}</{tag}>')
    return f"<article>{''.join(lines)}</article>"


def _parts(drill: Drill, one: Inject) -> Iterator[tuple[str, str]]:
    """Yield what stands on a card from top to bottom, as (kind, text)."""
    yield "mark", drill.definition.handling
    yield "title", one.title or one.id
    way = [("By", one.channel), ("From", one.sender), ("To", recipients(one))]
    yield "way", "\n".join(f"{word}: {text}" for word, text in way if text)
    yield "message", one.message
    yield "foot", f"{one.id} · {inject_time(drill, one)}"
