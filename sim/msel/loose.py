"""Times with words around them: `09h40-09h45` begins at 09h40, `vers 10h` is taken as 10h, and both are told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from sim.msel.stamps import Stamp, read_clock

SPAN = "a span of time is given; its first time was taken, and the whole span is kept in the notes"
ABOUT = "a time is approximate; it was taken as it stands, and the words of the list are kept in the notes"

_BETWEEN = re.compile(r"\s*[-/\u2014]\s*|\s+(?:a|à|to|till|until|bis|hasta|tot|alle|and|et|und)\s+")
_ABOUT = (
    "approximately, approx, around, about, circa, ca, c, vers, environ, env, gegen, ungefähr, ungefaehr, etwa, hacia, "
    "sobre, aproximadamente, aprox, verso, rond, omstreeks, ongeveer"
)
_WORDS = "|".join(sorted((word.strip() for word in _ABOUT.split(",")), key=len, reverse=True))
# `vers les 10h`, `hacia las 10:00`, `verso le 10:00`: an article is no part of the time.
_BEFORE = re.compile(rf"(?:[~≈]\s*|(?:{_WORDS})\b\.?\s*)(?:(?:les|las|le)\s+)?(\S.*)")
_BEHIND = re.compile(rf"(\S.*?)\s*(?:\((?:{_WORDS})\.?\)|\b(?:{_WORDS})\.?)")
_EXACT = re.compile(r"(?:from|at|um|von|ab|à|de|dès|a las|desde las|alle ore|alle|ore|om|van|between|entre)\s+(\S.*)")
_UNIT = re.compile(r".*\d\s*(uhr|uur|h|am|pm)")
_SPANNED = {"clock", "moment", "elapsed", "day", "weekday"}


def read_loose(text: str, strict: Callable[[str], Stamp | None]) -> Stamp | None:
    """Return the time in a text that is no plain time, or None.

    Args:
        text: In lower case, with single blanks.
        strict: Reads a plain time.
    """
    about = _BEFORE.fullmatch(text) or _BEHIND.fullmatch(text)
    if about is not None:
        stamp = _plain(about.group(1), strict) or _span(about.group(1), strict)
        return replace(stamp, loose=stamp.loose or ABOUT) if stamp is not None else None
    exact = _EXACT.fullmatch(text)
    if exact is not None:
        return _plain(exact.group(1), strict) or _span(exact.group(1), strict)
    return _span(text, strict)


def _plain(text: str, strict: Callable[[str], Stamp | None]) -> Stamp | None:
    stamp = strict(text)
    return stamp if stamp is not None and stamp.clocked and stamp.kind in _SPANNED else None


def _span(text: str, strict: Callable[[str], Stamp | None]) -> Stamp | None:
    """The first of two times; the second is a clock time, or like the first one."""
    for first, last in _halves(text):
        end = read_clock(last) or _plain(last, strict)
        begin = _plain(first, strict)
        if begin is None and end is not None and (unit := _UNIT.fullmatch(last)) is not None:
            # `9-10 Uhr`: what stands behind the second time is said of both.
            begin = _plain(f"{first} {unit.group(1)}", strict)
        if begin is not None and end is not None and end.kind in {"clock", begin.kind}:
            return replace(begin, loose=SPAN)
    return None


def _halves(text: str) -> Iterator[tuple[str, str]]:
    """The two sides of every sign or word that may stand between two times, the last one first."""
    for match in reversed(list(_BETWEEN.finditer(text))):
        yield text[: match.start()], text[match.end() :]
