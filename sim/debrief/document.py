"""The document that all formats are written from, so that they say the same: headings, paragraphs, tables, pictures.

Texts are plain: each format escapes them in its own way. Names and words come from users, in any script.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

# What no document can hold: controls but tab and line end, lone surrogates, and characters that turn the direction of
# all that follows them.
_FORBIDDEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
Kind: TypeAlias = Literal["plain", "caveat", "quiet", "answer", "code"]


def clean(text: str) -> str:
    """Return a text without what no document can hold, every line end as one line feed."""
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def is_rtl(text: str) -> bool:
    """Say whether a text is written from right to left, by its first strong letter."""
    for letter in text:
        direction = unicodedata.bidirectional(letter)
        if direction in {"L", "R", "AL"}:
            return direction != "L"
    return False


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is a part of the report, 2 a section of it; on paper it may begin a new page."""

    level: int
    text: str
    new_page: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `caveat` must not be overlooked, `answer` is large, `quiet` small, `code` a command to copy."""

    text: str
    kind: Kind = "plain"


@dataclass(frozen=True)
class Bullets:
    """A list without numbers."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Rows of texts under headings, all of one length; `numbers` are the places of the columns that hold numbers."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        lengths = {len(row) for row in self.rows} | {len(self.columns)}
        assert len(lengths) == 1, f"{self.title}: rows of {sorted(lengths)} cells"


@dataclass(frozen=True)
class Picture:
    """A drawing, as PNG and SVG; `alt` says what it shows to those who cannot see it."""

    name: str
    alt: str
    png: bytes
    svg: bytes


Block: TypeAlias = Heading | Paragraph | Bullets | Table | Picture


@dataclass(frozen=True)
class Document:
    """A whole document; `handling` stands at the head of each page."""

    title: str
    subtitle: str
    handling: str
    blocks: tuple[Block, ...]


def table(
    title: str, columns: Iterable[str], rows: Iterable[Iterable[object]], *, numbers: Iterable[int] = ()
) -> Table:
    """Return a table of whatever values, each as clean text."""
    cells = tuple(tuple(clean(str(value)) for value in row) for row in rows)
    return Table(clean(title), tuple(columns), cells, frozenset(numbers))


def paragraph(text: str, kind: Kind = "plain") -> Paragraph:
    """Return a paragraph of clean text."""
    return Paragraph(clean(text), kind)


def bullets(items: Iterable[str]) -> Bullets:
    """Return a list of clean texts."""
    return Bullets(tuple(clean(item) for item in items))
