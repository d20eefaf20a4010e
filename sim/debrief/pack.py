"""What a facilitator prints before people come: guide, card, seat briefs, inject cards, forms; each as HTML and DOCX.

The documents follow the guides of discussion-based exercises in the style of HSEEP; nobody has certified them.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, Final

from sim.debrief.document import Document, clean
from sim.debrief.pack_card import facilitator_card
from sim.debrief.pack_cards import cards_page, cards_word
from sim.debrief.pack_forms import evaluation_forms, feedback_form, hot_wash
from sim.debrief.pack_guide import facilitator_guide
from sim.debrief.pack_seats import seat_brief
from sim.debrief.page import page
from sim.debrief.word import need_docx, word
from sim.drill.drill import Drill
from sim.files import write_files

# Documents in which each part of the first level begins on a page of its own, and those that must fit on one page.
_PAGE_A_PART: Final = {"evaluation-forms"}
_ONE_PAGE: Final = "@media print { body { font-size: 8.6pt; } h2 { margin-top: .7rem; } p, li { margin: .15rem 0; } }"
_PARTS: Final = "@media print { h2 { break-before: page; } }"


def write_pack(folder: Path, drill: Drill, out: Path) -> list[Path]:
    """Write the pack of a drill and return the files; those of an earlier pack are replaced.

    `facilitator-guide`, `facilitator-card`, `inject-cards`, `evaluation-forms`, `hot-wash`, `feedback`, and one
    `seats/SEAT` for each seat, so that nobody gets another's; each `.html` and `.docx`.

    Args:
        folder: Of the drill, as it is called in the commands of the guide.
        drill: A checked drill.
        out: Where the files go.

    Raises:
        ResultsError: If a file cannot be written, or python-docx is not installed.
    """
    need_docx()
    files: dict[str, bytes] = {}
    for name, document in documents(folder, drill).items():
        files[f"{name}.html"] = printed(name, document).encode()
        files[f"{name}.docx"] = _paper(name, document)
    files["inject-cards.html"] = cards_page(drill).encode()
    files["inject-cards.docx"] = cards_word(drill)
    return write_files(out, files)


def documents(folder: Path, drill: Drill) -> dict[str, Document]:
    """Return the documents of the pack by the names of their files, the cards left out."""
    found = {
        "facilitator-guide": facilitator_guide(folder, drill),
        "facilitator-card": facilitator_card(drill),
        "evaluation-forms": evaluation_forms(drill),
        "hot-wash": hot_wash(drill),
        "feedback": feedback_form(drill),
    }
    return {**found, **{f"seats/{seat.id}": seat_brief(drill, seat) for seat in drill.definition.seats}}


def printed(name: str, document: Document) -> str:
    """Return a document as a page for A4 paper, with the handling mark at the head of every sheet."""
    mark = "".join(_css(letter) for letter in clean(document.handling))
    head = f'@page {{ margin: 18mm 14mm 16mm; @top-center {{ content: "{mark}"; font-size: 8pt; font-weight: 600; }} }}'
    style = [head, *([_PARTS] if name in _PAGE_A_PART else []), *([_ONE_PAGE] if _is_one_page(name) else [])]
    # The first end of a style is the page's own: every text of a user is escaped.
    return page(document).replace("</style>", "\n".join([*style, "</style>"]), 1)


def _is_one_page(name: str) -> bool:
    return name == "facilitator-card" or name.startswith("seats/")


def _css(letter: str) -> str:
    """Return a letter as it may stand in a text of CSS, whatever it is."""
    return letter if letter.isascii() and (letter.isalnum() or letter == " ") else f"\\{ord(letter):x} "


def _paper(name: str, document: Document) -> bytes:
    """Return a document as DOCX; its header carries the handling mark on every sheet."""
    content = word(document)
    if name not in _PAGE_A_PART:
        return content
    paper: Any = need_docx().Document(io.BytesIO(content))
    for line in paper.paragraphs:
        if line.style.name == "Heading 1":
            line.paragraph_format.page_break_before = True
    changed = io.BytesIO()
    paper.save(changed)
    return changed.getvalue()
