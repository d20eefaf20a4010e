"""From the cells of a table to rows of ours: every text of the sheet ends up in one field of one row.

What does not fit is kept: a type or status in words of the sheet, a second column for a field that takes one,
a column that is none of ours.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sim.msel import vocabulary
from sim.msel.headings import DATE, EXTRA
from sim.msel.notes import Notes
from sim.msel.row import EVENT_TYPES, STATUSES, TIME_IN_LIST, MselRow, attribute
from sim.msel.row_time import TimeCells
from sim.msel.table import CONTROL, Cell, Line, Table, one_line, text_of

_TIME_COLUMNS = {"scenario_time", DATE}
_RECIPIENTS = re.compile(r"[\n;,|]")
_OPTIONS = re.compile(r"[\n|]")
_LINE = re.compile(r"\n")
# What explains the table and is no event, where it stands alone in its row.
_LEGEND = re.compile(
    r"(?:\*+|†|‡|¹)\s*\S.*|(?:(?:légende|legende|legend|leyenda|legenda|key|abréviations|abbreviations|abkürzungen|"
    r"n\.?\s?b\.?)\s*[:=.\u2013-].*|(?:légende|legende|legend|leyenda|legenda))",
    re.IGNORECASE | re.DOTALL,
)
_MINUTES = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:m|min|mins|minutes?)?\.?", re.IGNORECASE)


@dataclass
class Parts:
    """One row before its time is known: the fields of `MselRow` by name, and the cells that speak of time."""

    place: str
    fields: dict[str, Any] = field(default_factory=dict)
    extra: list[tuple[str, str]] = field(default_factory=list)
    times: TimeCells = field(default_factory=TimeCells)

    def row(self, minutes: float | None, *, loose: bool = False) -> MselRow:
        """Return the row, due at some minutes since the start, or held; a loose time keeps its words in the notes."""
        if loose:
            told = f"{TIME_IN_LIST}: {one_line(self.times.text or text_of(self.times.delivery[0]), 1_000)}"
            self.fields["notes"] = "\n".join(filter(None, (self.fields.get("notes", ""), told)))
        return MselRow(
            **{attribute(name): value for name, value in self.fields.items()},
            scenario_time=minutes,
            extra=tuple(self.extra),
            time_text=self.times.text,
            place=self.place,
        )


class Assembler:
    """Brings the lines of one table to parts of rows; `columns` has the column for each heading."""

    def __init__(self, table: Table, columns: Sequence[str], notes: Notes) -> None:
        self.table, self.columns, self.notes = table, tuple(columns), notes
        # A date-time group says more than a time beside it.
        timed = sorted(
            (not _is_group(heading), index, heading)
            for index, (heading, column) in enumerate(zip(table.headings, columns, strict=True))
            if column == "scenario_time"
        )
        tabled = [line.number for line in table.lines if sum(bool(text_of(cell)) for cell in line.cells) > 1]
        self.last, self.below = max(tabled, default=0), False
        self.timed = tuple(index for _, index, _ in timed)
        self.bare = frozenset(
            rank
            for rank, (_, _, heading) in enumerate(timed)
            if {"minutes", "minute", "min", "offset", "duration"} & set(vocabulary.normalise(heading).split())
        )

    def parts(self) -> list[Parts]:
        """Return the parts of every row, numbered and told apart."""
        found = [self._one(line) for line in self.table.lines]
        _number(found, self.table.lines, self.notes)
        return found

    def _one(self, line: Line) -> Parts:
        place = self.table.place(line)
        if (legend := self._legend(line)) is not None:
            self.notes.add("a legend below the table is no event; it was taken as 'admin'", place)
            fields = {"event_type": "admin", "status": "held", "message": self._text(legend, place)}
            return Parts(place, fields, times=TimeCells(place=place))
        parts = Parts(place)
        texts: dict[str, list[str]] = {}
        lists: dict[str, list[str]] = {"to": [], "options": []}
        time_cells: dict[str, list[Cell]] = {DATE: [], "delivery_time": []}
        cells = (*line.cells, *(None,) * (len(self.columns) - len(line.cells)))
        for heading, column, cell in zip(self.table.headings, self.columns, cells, strict=True):
            if column in time_cells:
                time_cells[column].append(self._cleaned(cell, place))
            if column in _TIME_COLUMNS:
                continue
            if column in lists:
                lists[column] += self._entries(column, cell, place)
            elif text := self._text(cell, place):
                if column == EXTRA:
                    parts.extra.append((heading, text))
                else:
                    texts.setdefault(column, []).append(text)
        for column, found in texts.items():
            parts.fields[column] = "\n".join(found)
            if len(found) > 1:
                self.notes.add(f"several columns hold '{column}'; their texts were joined, each on its own line", place)
        parts.fields.update({column: tuple(dict.fromkeys(found)) for column, found in lists.items()})
        parts.times = TimeCells(
            tuple(self._cleaned(cells[index], place) for index in self.timed),
            tuple(time_cells[DATE]),
            tuple(time_cells["delivery_time"]),
            self.bare,
            place,
        )
        self._words(parts, had_time=bool(parts.times.text))
        return parts

    def _legend(self, line: Line) -> Cell:
        """The text of a row that explains the table: one cell that says so, and single cells after such a row."""
        filled = [cell for cell in line.cells if text_of(cell)]
        alone = line.number > self.last > 0 and isinstance(filled[0], str) and not self.table.own
        self.below = alone and (self.below or _LEGEND.fullmatch(text_of(filled[0])) is not None)
        return filled[0] if self.below else None

    def _cleaned(self, cell: Cell, place: str) -> Cell:
        return self._text(cell, place) if isinstance(cell, str) else cell

    def _text(self, cell: Cell, place: str) -> str:
        text = text_of(cell)
        if CONTROL.search(text):
            self.notes.add("control characters, which no one can see, were removed", place)
            text = CONTROL.sub("", text).strip()
        return text

    def _entries(self, column: str, cell: Cell, place: str) -> list[str]:
        """The recipients or options of one cell; a list of a tree, or of a file of ours, is divided already."""
        text = self._text(cell, place)
        between = _LINE if self.table.own or isinstance(cell, tuple) else _RECIPIENTS if column == "to" else _OPTIONS
        entries = [" ".join(part.split()) for part in between.split(text)]
        return [entry for entry in entries if entry]

    def _words(self, parts: Parts, *, had_time: bool) -> None:
        """Bring type, status and minutes to our words; the sheet's own are kept."""
        fields, place = parts.fields, parts.place
        status = fields.pop("status", "")
        ours = status if status in STATUSES else vocabulary.status(status)
        fields["status"] = ours or ("ready" if had_time or parts.times.delivery or status else "held")
        if status and status.casefold() != fields["status"]:
            fields["notes"] = "\n".join(filter(None, (fields.get("notes", ""), f"Status in the list: {status}")))
            said = f"status '{one_line(status, 30)}' was taken as '{fields['status']}'; kept in the notes"
            self.notes.add(said, place)
        kind = fields.pop("event_type", "")
        found = kind if kind in EVENT_TYPES else vocabulary.event_type(kind)
        if not kind and fields["options"]:
            found = "decision"
            self.notes.add("options and no event type: taken as 'decision'", place)
        if not kind and vocabulary.normalise(status) == "contingency":
            found = "contingency"
        fields["event_type"] = found or "inject"
        if kind and kind.casefold() != fields["event_type"]:
            parts.extra.append(("event type in the list", kind))
            unknown = "" if found else ", for want of a better word"
            self.notes.add(f"event type '{one_line(kind, 30)}' was taken as '{found or 'inject'}'{unknown}", place)
        for column in ("target_minutes", "timeout_min"):
            self._minutes(fields, column, place)

    def _minutes(self, fields: dict[str, Any], column: str, place: str) -> None:
        text = fields.get(column, "")
        match = _MINUTES.fullmatch(text)
        if text and match is None:
            self.notes.add(f"'{column}' is no number of minutes; it was kept as it is", place)
        elif match is not None and not self.table.own:
            fields[column] = match.group(1).replace(",", ".")


def _is_group(heading: str) -> bool:
    return "dtg" in vocabulary.normalise(heading).split()


def _number(found: Iterable[Parts], lines: Sequence[Line], notes: Notes) -> None:
    """Give every row a number of its own: a suffix to one that was there before, one of ours where there is none."""
    rows = list(found)
    given = {parts.fields.get("number", "") for parts in rows}
    seen: Counter[str] = Counter()
    for parts, line in zip(rows, lines, strict=True):
        number = parts.fields.get("number", "")
        seen[number] += 1
        if not number:
            parts.fields["number"] = _free(f"r{line.number}", given)
            notes.add("no number; one was given, r and the row", parts.place)
        elif seen[number] > 1:
            parts.fields["number"] = _free(f"{number}-{seen[number]}", given)
            notes.add("this number was there before; it was given a suffix, as in '7-2'", parts.place)


def _free(wanted: str, given: set[str]) -> str:
    name, more = wanted, 1
    while name in given:
        more += 1
        name = f"{wanted}.{more}"
    given.add(name)
    return name


