"""Lines of text for panes of any width: put together again, folded by cells, and small drawings of numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from sim.console.view import WIDTH

# A mark without width that says "left to right": terminals that turn Arabic or Hebrew round do so between two of them,
# and leave the pane beside it, and the digits in it, where they are.
_LEFT_TO_RIGHT: Final = "\u200e"
_BLOCKS: Final = "▁▂▃▄▅▆▇█"
_INDENT: Final = re.compile(r" *")
# Where a line begins something of its own: an option of a card, a mark in the margin, a time of day, or dots.
_BEGINS: Final = re.compile(r" [!?*>] | +[a-j]\) |   \d\d:\d\d |   \.\.\. ")
_WORDS: Final = re.compile(r"(\s*)(\S+)")
_HEADING: Final = re.compile(r" [!?*] ")


def unwrapped(lines: Iterable[str]) -> list[str]:
    """Return the texts that were wrapped to the line console's width, each in one line again."""
    found: list[str] = []
    last = ""
    for line in lines:
        words = line.split(maxsplit=1)
        # Wrapping is greedy: it broke here only if the next word had no room. Headings are never wrapped.
        full = bool(words) and len(last) <= WIDTH < len(last) + 1 + len(words[0])
        if full and not _HEADING.match(last) and not _BEGINS.match(line):
            found[-1] += " " + line.strip()
        else:
            found.append(line)
        last = line
    return found


@lru_cache(maxsize=4000)
def folded(text: str, width: int) -> tuple[str, ...]:
    """Return a text in lines of at most `width` cells; what follows the first is set in by 2 more."""
    if cells(text) <= width:
        return (_kept_in_place(text),)
    first = _INDENT.match(text)
    margin = min(len(first[0]) if first else 0, max(0, width - 10))
    rest = " " * min(margin + 2, max(0, width - 10))
    lines, line = [], text[:margin]
    for gap, word in _words(text.strip(), max(1, width - len(rest))):
        if line.strip() and cells(line) + len(gap) + cells(word) > width:
            lines.append(line)
            line = rest + word
        else:
            line += gap + word
    return tuple(_kept_in_place(one) for one in [*lines, line])


def _words(text: str, width: int) -> Iterator[tuple[str, str]]:
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


def _kept_in_place(line: str) -> str:
    turned = not line.isascii() and any(unicodedata.bidirectional(char) in {"R", "AL"} for char in line)
    return f"{_LEFT_TO_RIGHT}{line}{_LEFT_TO_RIGHT}" if turned else line


def spark(values: Sequence[float], width: int) -> str:
    """Return a curve of at most `width` blocks that ends with the last value; from nought to the largest shown."""
    shown = values[-width:] if width > 0 else []
    top = max(shown, default=0)
    if top <= 0:
        return _BLOCKS[0] * len(shown)
    return "".join(_BLOCKS[round(value / top * (len(_BLOCKS) - 1))] for value in shown)


def bar(share: float, width: int) -> str:
    """Return a bar of `width` cells, filled to a share between 0 and 1."""
    full = round(min(1.0, max(0.0, share)) * width)
    return "█" * full + "·" * (width - full)
