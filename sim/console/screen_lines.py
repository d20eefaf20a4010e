"""Lines of text for panes of any width, folded by cells, and small drawings of numbers."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from sim.console.folding import cells, fold

# A mark without width that says "left to right": terminals that turn Arabic or Hebrew round do so between two of them,
# and leave the pane beside it, and the digits in it, where they are.
_LEFT_TO_RIGHT: Final = "\u200e"
_BLOCKS: Final = "▁▂▃▄▅▆▇█"
_ELLIPSIS: Final = "…"


@lru_cache(maxsize=4000)
def folded(text: str, width: int) -> tuple[str, ...]:
    """Return a text in lines of at most `width` cells; what follows the first is set in by 2 more."""
    margin = len(text) - len(text.lstrip(" "))
    hang = max(0, min(margin + 2, width - 10))
    return tuple(_kept_in_place(line) for line in fold(text, max(1, width), hang=min(hang, max(0, width - 1))))


def cut(text: str, width: int) -> str:
    """Return as many words of a text as have room in `width` cells, with dots behind them if it is not all."""
    if cells(text) <= width:
        return _kept_in_place(text)
    margin = len(text) - len(text.lstrip(" "))
    first = fold(text, max(1, width - 1), hang=min(margin, max(0, width - 2)))[0]
    return _kept_in_place(f"{first}{_ELLIPSIS}")


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
