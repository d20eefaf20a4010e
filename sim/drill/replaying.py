"""A journal read back into a drill: the actions are done again, and everything that followed must follow again."""

from __future__ import annotations

import platform
from collections import deque
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from sim.drill.drill import FILE, Drill, digest_of, drill_from_texts
from sim.drill.journal import JournalError, Row
from sim.drill.session import Session
from sim.drill.state import Action, DrillError, Event

# Who writes the rows that follow from others.
CLOCK = "clock"


def versions() -> dict[str, str]:
    """Return the versions that a replay depends on."""
    found = {"python": platform.python_version()}
    for name in ("tocsin", "simpy", "numpy"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def first_row(drill: Drill, *, wall: int, actor: str) -> Row:
    """Return the row that begins a journal: all that a replay needs."""
    payload = {"texts": drill.texts, "digests": drill.digests, "versions": versions(), "seed": drill.definition.seed}
    return Row(wall, drill.definition.begins, "open", "facilitator", actor, payload)


def row_of(action: Action, action_id: str | None) -> Row:
    """Return the row of an action."""
    return Row(action.wall, action.scen, action.kind, action.seat, action.actor, action.payload, action_id)


def rows_of(events: Sequence[Event], wall: int) -> list[Row]:
    """Return the rows of what followed."""
    return [Row(wall, one.scen, one.kind, one.seat, "", {**one.payload, "by": CLOCK}) for one in events]


def checkpoint(session: Session, wall: int) -> Row:
    """Return a row with the digest of the state."""
    payload = {"digest": session.digest(), "by": CLOCK}
    return Row(wall, session.now, "checkpoint", "", "", payload)


def replay(rows: Sequence[Row], *, where: Path) -> Session:
    """Return the drill that a journal tells of.

    Args:
        rows: All rows, checked to be as they were written.
        where: The journal, for messages.

    Raises:
        JournalError: If what follows from the actions now is not what followed then.
    """
    if not rows or rows[0].kind != "open":
        raise JournalError(f"{where}: the journal is empty; the drill never began, so begin it again")
    opened = rows[0].payload
    lacking = sorted({FILE, "scenario.yaml", "organisation.yaml"} - opened.get("texts", {}).keys())
    if lacking:
        raise JournalError(f"{where}: the first row does not hold {' and '.join(lacking)}; the journal is not whole")
    for name, text in opened["texts"].items():
        if digest_of(text) != opened["digests"][name]:
            raise JournalError(f"{where}: {name} in the journal is not as it was at the start")
    session = Session(drill_from_texts(opened["texts"]))
    expected = deque(rows_of(session.begin(wall=rows[0].wall), rows[0].wall))
    for row in rows[1:]:
        if row.kind == "checkpoint":
            _same(row.payload["digest"], session.digest(), row, opened, where)
        elif row.payload.get("by") == CLOCK:
            found = expected.popleft() if expected else None
            _same(_told(row), None if found is None else _told(found), row, opened, where)
        else:
            _same(0, len(expected), row, opened, where)
            expected.extend(rows_of(_done(session, row, where), row.wall))
    _same(0, len(expected), rows[-1], opened, where)
    return session


def _done(session: Session, row: Row, where: Path) -> list[Event]:
    try:
        return session.apply(_action(row))
    except (DrillError, KeyError, TypeError, ValueError) as error:
        why = f"the entry lacks {error}" if isinstance(error, KeyError) else str(error)
        raise JournalError(f"{where}: row {row.seq} ({row.kind}) cannot be done again: {why}") from error


def _action(row: Row) -> Action:
    return Action(row.kind, row.scen, row.payload, row.seat, row.actor, row.wall, row.seq)


def _told(row: Row) -> str:
    # Through the words of the file: what was written has lists where tuples were.
    return row.content()


def _same(then: object, now: object, row: Row, opened: dict[str, Any], where: Path) -> None:
    if then == now:
        return
    here = versions()
    other = {name: old for name, old in opened["versions"].items() if here.get(name) != old}
    changed = ", ".join(f"{name} {old} then, {here.get(name)} now" for name, old in other.items())
    why = f"the versions differ: {changed}" if changed else "the same versions, so this is an error of Tocsin's own"
    raise JournalError(f"{where}: row {row.seq} ({row.kind} at minute {row.scen:g}) does not follow any more; {why}")
