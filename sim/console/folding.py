"""Texts folded at words to the cells of a terminal; views hand out whole texts, and each console folds them itself."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

# Cells of a line of the line console.
WIDTH: Final = 88
_WORDS: Final = re.compile(r"(\s*)(\S+)")
# What a line begins with, up to where what follows is set in: time and channel of a post, the letter of an option.
_HANGS: Final = re.compile(r"   \d\d:\d\d \S+ +|   \d\d:\d\d {2,}| +[a-j]\) | *")
# Headings have a mark in the margin.
_HEADING: Final = re.compile(r" [!?*>] ")
# Set in deeper than this, a line of the line console would have little room.
_DEEPEST: Final = 28


def lines_of(text: str, width: int = WIDTH) -> list[str]:
    """Return a text as the line console shows it, in lines of at most `width` cells where its words allow it."""
    first = _HANGS.match(text)
    hang = 3 if _HEADING.match(text) else min(_DEEPEST, len(first[0]) if first else 0)
    return fold(text, width, hang=hang if hang < width // 2 else 3, whole=True)


def fold(text: str, width: int, *, hang: int, whole: bool = False) -> list[str]:
    """Return a text in lines of at most `width` cells, broken between words.

    Args:
        text: One line of any length.
        width: Cells of a line, > `hang`.
        hang: Cells by which all lines but the first are set in.
        whole: Leave a word that is longer than a line whole, as a path that is to be copied; else it is cut.
    """
    if cells(text) <= width:
        return [text]
    margin = min(len(text) - len(text.lstrip()), hang)
    lines, line = [], text[:margin]
    for gap, word in _words(text[margin:], math.inf if whole else width - hang):
        if line.strip() and cells(line) + len(gap) + cells(word) > width:
            lines.append(line)
            line = " " * hang + word
        else:
            line += gap + word
    return [*lines, line]


def _words(text: str, width: float) -> Iterator[tuple[str, str]]:
    """Yield words with the blanks before them, one that is longer than a line in pieces."""
    for gap, word in _WORDS.findall(text):
        piece, before = "", gap
        for char in word:
            if cells(piece + char) > width:
                yield before, piece
                piece, before = "", ""
            piece += char
        yield before, piece


@lru_cache(maxsize=4000)
def cells(text: str) -> int:
    """Return how many cells of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(_cells_of(char) for char in text)


def _cells_of(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1
