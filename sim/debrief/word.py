"""The document as DOCX, for those who go on writing in a word processor."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

from sim.debrief.document import Bullets, Document, Heading, Paragraph, Picture, Table, is_rtl
from sim.errors import ResultsError

if TYPE_CHECKING:
    from docx.document import Document as Paper
    from docx.text.paragraph import Paragraph as Line

_STYLES: Final = {"caveat": "Intense Quote", "code": "No Spacing"}
_TEXT_WIDTH: Final = 17.8  # cm: A4 less its margins


def need_docx() -> Any:
    """Return the package that writes DOCX.

    Raises:
        ResultsError: If it is not installed.
    """
    try:
        import docx
    except ImportError as error:
        raise ResultsError(
            "DOCX files need the package python-docx; install it with: pip install 'tocsin[drill]', or ask for md and "
            "html only"
        ) from error
    return docx


def word(document: Document) -> bytes:
    """Return the document as the bytes of a DOCX file.

    Raises:
        ResultsError: If python-docx is not installed.
    """
    paper: Paper = need_docx().Document()
    _set_up(paper, document)
    _write(paper.add_heading("", level=0), document.title)
    _write(paper.add_paragraph(), document.subtitle)
    for block in document.blocks:
        if isinstance(block, Heading):
            line = paper.add_heading("", level=block.level)
            line.paragraph_format.page_break_before = block.new_page or None
            _write(line, block.text)
        elif isinstance(block, Paragraph):
            _paragraph(paper, block)
        elif isinstance(block, Bullets):
            for item in block.items:
                _write(paper.add_paragraph(style="List Bullet"), item)
        elif isinstance(block, Table):
            _table(paper, block)
        else:
            _picture(paper, block)
    content = io.BytesIO()
    paper.save(content)
    return content.getvalue()


def _set_up(paper: Paper, document: Document) -> None:
    from docx.shared import Cm, Pt

    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.6)
    section.top_margin = section.bottom_margin = Cm(1.8)
    normal: Any = paper.styles["Normal"]
    normal.font.size, normal.font.name = Pt(9.5), "Calibri"
    _write(section.header.paragraphs[0], document.handling)
    about = paper.core_properties
    about.title, about.author, about.comments = document.title[:255], "", ""


def _write(line: Line, text: str, *, size: float = 0.0, bold: bool = False) -> None:
    """Write a text into a paragraph, from right to left where its letters go that way."""
    from docx.oxml import OxmlElement
    from docx.shared import Pt

    run = line.add_run(text)
    run.bold = bold or None
    if size:
        run.font.size = Pt(size)
    if is_rtl(text):
        run.font.rtl = True
        line.paragraph_format.element.get_or_add_pPr().append(OxmlElement("w:bidi"))


def _paragraph(paper: Paper, block: Paragraph) -> None:
    line = paper.add_paragraph(style=_STYLES.get(block.kind))
    _write(line, block.text, size=8.0 if block.kind in {"quiet", "code"} else 0.0)


def _table(paper: Paper, block: Table) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement

    title = paper.add_paragraph()
    title.paragraph_format.keep_with_next = True
    _write(title, block.title, bold=True)
    size = 7.5 if len(block.columns) <= 7 else 6.5
    grid = paper.add_table(rows=0, cols=len(block.columns), style="Table Grid")
    for number, texts in enumerate((block.columns, *block.rows)):
        row: Any = grid.add_row()
        if number == 0:
            # The heading stands on each page again.
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for place, (cell, text) in enumerate(zip(row.cells, texts)):
            line = cell.paragraphs[0]
            _write(line, text, size=size, bold=number == 0)
            if place in block.numbers:
                line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paper.add_paragraph()


def _picture(paper: Paper, block: Picture) -> None:
    from docx.shared import Cm

    shape: Any = paper.add_picture(io.BytesIO(block.png), width=Cm(_TEXT_WIDTH))
    shape._inline.docPr.set("descr", block.alt)
