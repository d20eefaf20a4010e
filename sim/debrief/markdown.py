"""The document as Markdown (GitHub's flavour): every text escaped, so that none of it is taken for a mark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sim.debrief.document import Block, Bullets, Document, Heading, Paragraph, Table

# A backslash before one of these makes it a plain character; tags, links, emphasis, code, tables and entities.
_SPECIAL: Final = re.compile(r"[\\`*_\[\]<>|&~$]")
# What would make a list, heading, quotation, rule or table of the line that begins with it.
_LEADING: Final = re.compile(r"^(\s*)([#+=-]|\d+[.)])")


def markdown(document: Document, *, pictures: str) -> str:
    """Return the document as Markdown; pictures are in the folder `pictures` beside it."""
    head = [f"# {inline(document.title)}", begin(document.subtitle)]
    mark = [f"**{inline(document.handling)}**"] if document.handling else []
    parts = [*mark, *head, *(text for block in document.blocks for text in _block(block, pictures))]
    return "\n\n".join(parts) + "\n"


def inline(text: str) -> str:
    """Return a text as one line in which nothing is a mark; line ends become breaks."""
    return "<br>".join(_SPECIAL.sub(r"\\\g<0>", line.strip()) for line in text.split("\n"))


def begin(text: str) -> str:
    """Return the same for a text that begins a line."""
    return _LEADING.sub(_first, inline(text))


def _first(found: re.Match[str]) -> str:
    space, mark = found.groups()
    return f"{space}{mark[:-1]}\\{mark[-1]}"


def _block(block: Block, pictures: str) -> Iterator[str]:
    if isinstance(block, Heading):
        yield f"{'#' * (block.level + 1)} {inline(block.text)}"
    elif isinstance(block, Paragraph):
        yield _paragraph(block)
    elif isinstance(block, Bullets):
        yield "\n".join(f"- {begin(item)}" for item in block.items)
    elif isinstance(block, Table):
        yield f"**{inline(block.title)}**"
        yield _table(block)
    else:
        yield f"![{inline(block.alt)}]({pictures}/{block.name}.png)"


def _paragraph(block: Paragraph) -> str:
    if block.kind == "code":
        return "\n".join(f"    {line}" for line in block.text.split("\n"))
    return f"> {begin(block.text)}" if block.kind == "caveat" else begin(block.text)


def _table(block: Table) -> str:
    marks = ["---:" if place in block.numbers else "---" for place in range(len(block.columns))]
    rows = [[inline(cell) for cell in row] for row in (block.columns, *block.rows)]
    lines = [f"| {' | '.join(cells)} |" for cells in (rows[0], marks, *rows[1:])]
    return "\n".join(lines)
