"""From the headings of a sheet to our columns, and the search for the row that holds the headings.

Headings are compared without case, accents and punctuation. Whoever meets one that is not in the table of words
names its column with `mapping`, or adds it there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.errors import did_you_mean
from sim.msel.errors import MselError
from sim.msel.heading_words import HEADING_WORDS
from sim.msel.row import AFTER_COLUMNS, COLUMNS
from sim.msel.table import Cell, Line, letter, one_line, text_of
from sim.msel.vocabulary import normalise

DATE = "date"
EXTRA = "extra"
TARGETS = (*COLUMNS, *AFTER_COLUMNS, DATE, EXTRA)
# Columns in which two cells cannot be joined: a second heading for one of them is kept as extra.
SINGLE = {"number", "event_type", "status", "target_minutes", "timeout_min", "trigger", "default_option"}
LOOK = 30


def _singular(text: str) -> str:
    return " ".join(word[:-1] if len(word) > 3 and word.endswith("s") else word for word in text.split())


_FIELD_OF = {_singular(normalise(word)): column for column, words in HEADING_WORDS.items() for word in words.split(",")}


_BRACKETS = re.compile(r"\s?\([^()]*\)|\s?\[[^\[\]]*\]")
_STROKE = re.compile(r"[/|]")
# Endings for several, or for women and men, once their dots, colons and asterisks are blanks: `Empfänger:innen`.
_ENDINGS = re.compile(r"(?<=\S{3}) (?:s|e|es|e s|en|in|innen)$")
# What it is that the column is about, and that it is simulated, are no news in a list of injects.
_IDLE = re.compile(
    r" (?:(?:de l|de la|d|du|of the|of|del|della|dell|van de|van het|der|des) )?"
    r"(?:inject|injection|evenement|event|message|exercice|exercise|einlage|ubung|inyecto|evento|ejercicio|esercizio|"
    r"oefening|simule|simulee|simulated|simuliert|simulado|simulato|gesimuleerd|fictif|fictive)s?$"
)
_ARTICLES = re.compile(r" (?:de l|de la|de|d|du|des|of the|of|del|della|dell|van de|van het|van|der) ")


@dataclass(frozen=True)
class Header:
    """The row of a sheet that holds the headings; `score` counts the columns of ours that it names."""

    line: Line
    score: int


def field_of(heading: object) -> str | None:
    """Return the column of ours that a heading names, or None.

    A heading is looked up whole, then without what stands in brackets (`An (Rolle)`, `Destinataire(s)`) and without
    words that add nothing (`Contenu de l'inject`), then by its parts at a stroke (`Einlage / Text`), which must not
    name two columns.
    """
    text = str(heading)
    bare = _BRACKETS.sub("", text)
    for each in (text, bare):
        if (found := _known(each)) is not None:
            return found
    parts = {found for part in _STROKE.split(bare) if (found := _known(part)) is not None}
    return parts.pop() if len(parts) == 1 and _STROKE.search(bare) else None


def _known(text: str) -> str | None:
    plain = normalise(text)
    for each in (plain, _IDLE.sub("", _ENDINGS.sub("", plain)), _ARTICLES.sub(" ", _IDLE.sub("", plain))):
        words = _singular(each).split()
        # "Time 0600-1800" is still the time: figures at the end say what the column holds, not what it is.
        while len(words) > 1 and words[-1].isdigit():
            words.pop()
        if (found := _FIELD_OF.get(" ".join(words))) is not None:
            return found
    return None


def find_header(lines: Sequence[Line], mapping: Mapping[str, str] | None = None) -> Header | None:
    """Return the likeliest header row among the first thirty, or None if no row is one.

    A header names at least two columns of ours in short texts, or every heading of `mapping`.
    """
    wanted = {normalise(heading) for heading in mapping or {}}
    best: Header | None = None
    for line in lines[:LOOK]:
        texts = [text_of(cell) for cell in line.cells if cell is not None]
        if any(not isinstance(cell, str) or len(cell) > 200 for cell in line.cells if cell is not None):
            continue
        named = {normalise(text) for text in texts}
        found = {column for text in texts if (column := field_of(text)) is not None}
        score = len(found) + len(wanted & named)
        enough = len(found) >= 2 or (bool(wanted) and wanted <= named)
        if enough and (best is None or score > best.score):
            best = Header(line, score)
    return best


def headings_of(line: Line | None, lines: Sequence[Line]) -> tuple[str, ...]:
    """Return one heading a column; a column without one is called by its letter, as in `column C`."""
    width = max((len(each.cells) for each in lines), default=0)
    cells: tuple[Cell, ...] = line.cells if line is not None else ()
    texts = [one_line(text_of(cell), 200) for cell in cells] + [""] * (width - len(cells))
    return tuple(text or f"column {letter(index)}" for index, text in enumerate(texts))


def is_own(headings: Sequence[str]) -> bool:
    """Return whether the headings are those that we write: our spelling, underscores and all."""
    return "scenario_time" in headings and len(set(headings) & set(COLUMNS)) >= 6


def check_mapping(mapping: Mapping[str, str], headings: Sequence[str], file: str) -> dict[str, str]:
    """Return the column for each normalised heading that the user maps.

    Raises:
        MselError: If a column or a heading is unknown; every fault at once.
    """
    known = {normalise(heading): heading for heading in headings}
    faults, chosen = [], {}
    for heading, target in mapping.items():
        column = target.strip().rstrip("_").casefold()
        if column not in TARGETS:
            near = did_you_mean(column, TARGETS)
            faults.append(f"{file}: '{target}' is not a column{near}; allowed are {', '.join(TARGETS)}")
        if normalise(heading) not in known:
            near = did_you_mean(heading, headings)
            listed = ", ".join(f"'{one_line(each, 40)}'" for each in headings)
            faults.append(f"{file}: no heading '{heading}'{near}; the headings are {listed}")
        chosen[normalise(heading)] = column
    if faults:
        raise MselError(faults)
    return chosen


def map_headings(headings: Sequence[str], chosen: Mapping[str, str], *, own: bool) -> tuple[str, ...]:
    """Return the column for each heading; `extra` where it is none of ours, or a second one where only one fits."""
    taken = {column for column in chosen.values() if column in SINGLE}
    columns = []
    for heading in headings:
        column = chosen.get(normalise(heading))
        if column is None:
            ours = heading if heading in (*COLUMNS, *AFTER_COLUMNS) else None
            column = ours if own else field_of(heading)
            if column is None or column in taken:
                column = EXTRA
        if column in SINGLE:
            taken.add(column)
        columns.append(column)
    return tuple(columns)
