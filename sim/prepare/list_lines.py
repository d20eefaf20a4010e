"""What a list says that an inject has no field for: lines of its notes, and columns again when it is exported."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from sim.msel.row import TIME_IN_LIST, MselRow
from sim.prepare.beside import notes_of

# By what stands before the text in the notes, the attribute of a row; the words are those of `notes_of`.
_BACK: Final = {
    TIME_IN_LIST: "time_text",
    "injected by": "injected_by",
    "phase": "phase",
    "delivery time": "delivery_time",
}


def lines_of(row: MselRow, objective: str | None, *, timed: bool, by_hand: bool) -> str:
    """Return the notes of an inject: those of its row, and a line for whatever else the row says.

    Args:
        row: The row of the list.
        objective: The name of its objective in the drill; None where it has none there.
        timed: Whether its inject has a time; without one the text of its time is all that says when.
        by_hand: Whether its inject is held, which then says so itself.
    """
    # A line of notes goes back into a column only as a whole.
    told: dict[str, Any] = {name: _flat(getattr(row, name)) for name in _BACK.values()}
    flat = replace(row, **told)
    if by_hand:
        flat = replace(
            flat,
            status="ready" if row.status == "held" else row.status,
            trigger="" if row.trigger.strip().casefold() == "manual" else row.trigger,
        )
    if not timed and flat.time_text and f"{TIME_IN_LIST}: " not in row.notes:
        flat = replace(flat, extra=((TIME_IN_LIST, flat.time_text), *flat.extra))
    return notes_of(flat, objective)


def into_columns(notes: str, *, timed: bool) -> tuple[str, dict[str, str]]:
    """Return notes without the lines that have a column in a list, and these columns by attribute.

    Args:
        notes: Of an inject.
        timed: Whether its row has a time; the time of the list then stays in the notes, for want of a column.
    """
    kept, columns = [], {}
    for line in notes.split("\n"):
        name, divided, text = line.partition(": ")
        column = _BACK.get(name) if divided else None
        if column is None or column in columns or (column == "time_text" and timed):
            kept.append(line)
        else:
            columns[column] = text.strip()
    return "\n".join(kept), columns


def _flat(text: str) -> str:
    return "; ".join(line.strip() for line in text.splitlines() if line.strip())
