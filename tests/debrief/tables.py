"""Reads tables, headings and words out of a document, and back out of its three formats, to compare them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any

from sim.debrief.document import Block, Paragraph, Table

Grid = list[list[str]]


def markdown_grids(text: str) -> list[Grid]:
    """Return the tables of a Markdown text, marks taken away."""
    grids: list[Grid] = []
    before = ""
    for line in text.split("\n"):
        if line.startswith("|"):
            cells = [_plain(cell) for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            if not before.startswith("|"):
                grids.append([])
            grids[-1].append(cells)
        before = line
    return [[grid[0], *grid[2:]] for grid in grids]


def _plain(cell: str) -> str:
    return re.sub(r"\\(.)", r"\1", cell[1:-1].replace("<br>", "\n"))


class _Grids(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.grids: list[Grid] = []
        self.headings: list[str] = []
        self.tags: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:  # noqa: ARG002  # the base class has it
        self.tags.append(tag)
        if tag == "table":
            self.grids.append([])
        elif tag == "tr":
            self.grids[-1].append([])
        elif tag in {"td", "th"}:
            self.grids[-1][-1].append("")
        elif tag in {"h2", "h3"}:
            self.headings.append("")
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002  # the base class has it
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside in {"td", "th"}:
            self.grids[-1][-1][-1] += data
        elif self._inside in {"h2", "h3"}:
            self.headings[-1] += data


def read_page(text: str) -> _Grids:
    """Return the tables, headings and tags of a page."""
    parser = _Grids()
    parser.feed(text)
    return parser


def read_docx(content: bytes) -> tuple[list[Grid], list[str]]:
    """Return the tables and headings of a DOCX file."""
    import docx

    paper = docx.Document(io.BytesIO(content))
    grids = [[[cell.text for cell in row.cells] for row in table.rows] for table in paper.tables]
    return grids, [line.text for line in paper.paragraphs if line.style and str(line.style.name).startswith("Heading")]


def tables(blocks: Iterable[Block]) -> dict[str, list[tuple[str, ...]]]:
    """Return the rows of the tables among blocks, by title."""
    return {block.title: list(block.rows) for block in blocks if isinstance(block, Table)}


def words(blocks: Iterable[Block]) -> list[str]:
    """Return the paragraphs that are neither small nor commands."""
    kinds = {"plain", "caveat", "answer"}
    return [b.text for b in blocks if isinstance(b, Paragraph) and b.kind in kinds]
