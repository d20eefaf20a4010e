"""The time of one row out of the cells that speak of it: a time, a date beside it, a planned delivery."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sim.msel.notes import Notes
from sim.msel.stamps import DateOrder, Stamp, on_date
from sim.msel.table import Cell, one_line, text_of
from sim.msel.times import parse_time
from sim.units import DAY

_HELD = re.compile(r"held(?::\s*(.*))?", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True)
class TimeCells:
    """The cells of one row that speak of its time; `bare` says under which headings a number is minutes."""

    times: tuple[Cell, ...] = ()
    dates: tuple[Cell, ...] = ()
    delivery: tuple[Cell, ...] = ()
    bare: frozenset[int] = frozenset()
    place: str = ""

    @property
    def text(self) -> str:
        """The time as the sheet has it, one cell a line."""
        cells = (*self.dates, *self.times)
        texts = (held if (held := _held(cell)) is not None else text_of(cell) for cell in cells)
        return "\n".join(dict.fromkeys(text for text in texts if text))


def _held(cell: Cell) -> str | None:
    """What a cell says behind the mark of a held row, which our own files carry; None without the mark."""
    match = _HELD.fullmatch(cell.strip()) if isinstance(cell, str) else None
    return (match.group(1) or "") if match is not None else None


class RowReader:
    """Reads the time cells of one row after another."""

    def __init__(self, notes: Notes, order: DateOrder, *, own: bool, settled: bool) -> None:
        self.notes, self.order, self.own, self.settled = notes, order, own, settled

    def read(self, row: TimeCells) -> tuple[Stamp | None, str]:
        """Return the stamp of a row, or None and the reason."""
        if any(_held(cell) is not None for cell in row.times):
            return None, "held in the list"
        dated = self._first(row, row.dates)
        stamp, unread = self._best(row, row.times)
        if stamp is None and dated is not None and self._has_clock(dated):
            stamp = dated
        if stamp is None and row.delivery:
            stamp, more = self._best(row, row.delivery)
            unread = unread or more
            if stamp is not None:
                self.notes.add("the planned delivery time stands for the scenario time, which is missing", row.place)
        if stamp is None or stamp.kind == "date" or not stamp.clocked:
            return None, self._reason(row, unread, readable=stamp is not None or dated is not None)
        if unread:
            self.notes.add("one time cell could not be read; the other one was taken", row.place)
        if stamp.kind == "clock" and dated is not None and dated.kind != "elapsed":
            stamp = on_date(stamp, dated)
        elif stamp.kind == "clock" and dated is not None and dated.minutes % DAY == 0:
            stamp = replace(stamp, kind="day", offset=int(dated.minutes // DAY))
        if stamp.loose:
            self.notes.add(stamp.loose, row.place)
        self._doubt(stamp, row.place)
        return stamp, ""

    @staticmethod
    def _reason(row: TimeCells, unread: str, *, readable: bool) -> str:
        found = unread or row.text
        if not found:
            return "no time"
        ending = "has no clock time" if readable and not unread else "is not a time that can be read"
        return f"'{one_line(found)}' {ending}"

    def _best(self, row: TimeCells, cells: Sequence[Cell]) -> tuple[Stamp | None, str]:
        """The fullest stamp among some cells, and the text of one that could not be read."""
        full, unread = [], ""
        for index, cell in enumerate(cells):
            bare = index in row.bare and cells is row.times
            stamp = parse_time(cell, order=self.order, elapsed=self.own, minutes=bare)
            if stamp is not None:
                full.append(stamp)
            elif text_of(cell):
                unread = unread or text_of(cell)
        if len({(stamp.day, stamp.minutes) for stamp in full if stamp.kind == "moment"}) > 1:
            self.notes.add("the columns of times disagree; a date-time group counts before the others", row.place)
        full.sort(key=lambda stamp: ("clock", "date").index(stamp.kind) + 1 if stamp.kind in {"clock", "date"} else 0)
        if len(full) > 1 and full[0].kind == "clock" and (day := next((s for s in full if s.kind == "date"), None)):
            return on_date(full[0], day), unread
        return (full[0] if full else None), unread

    def _first(self, row: TimeCells, cells: Sequence[Cell]) -> Stamp | None:
        for cell in cells:
            stamp = parse_time(cell, order=self.order)
            # A column of days may count them: 1, 2, 3.
            if stamp is None and re.fullmatch(r"\d{1,2}", text_of(cell)) and int(text_of(cell)) > 0:
                stamp = Stamp("day", "day number", offset=int(text_of(cell)) - 1, clocked=False)
            if stamp is not None:
                return stamp
            if text_of(cell):
                self.notes.add("the date could not be read; the time was taken without it", row.place)
        return None

    @staticmethod
    def _has_clock(stamp: Stamp) -> bool:
        """Whether a cell of a column of dates says when, and not only which day; midnight says which day."""
        return stamp.clocked and stamp.kind not in {"date", "clock"} and (stamp.kind != "moment" or stamp.minutes > 0)

    def _doubt(self, stamp: Stamp, place: str) -> None:
        if stamp.ambiguous and not self.settled:
            first = "day" if self.order == "dmy" else "month"
            self.notes.add(f"day and month could be either way round; the {first} was read first", place)
        elif stamp.form.startswith("date 31/03" if self.order == "mdy" else "date 3/31"):
            self.notes.add("this date can only be read the other way round than the rest of the sheet", place)
