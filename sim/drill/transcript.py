"""What happened in a drill, one line each, in the order of the journal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from sim.drill.journal import Row
from sim.drill.session import Session


def transcript(session: Session, rows: Sequence[Row], *, anonymise: bool = False) -> str:
    """Return the transcript; with `anonymise`, seats stand in the place of names.

    Args:
        session: The drill as replayed from the rows.
        rows: Of its journal.
        anonymise: Leave names out.
    """
    lines = []
    for row in rows:
        words = _WORDS.get(row.kind)
        said = words(row, session) if words is not None else ""
        if said:
            clock = session.drill.scenario.clock.local(row.scen)
            who = row.seat if anonymise or not row.actor else f"{row.actor} ({row.seat})"
            lines.append(f"{clock:%H:%M} {who + ': ' if who else ''}{said}")
    return "\n".join(lines) + "\n"


def _clock(row: Row, _session: Session) -> str:
    said = row.payload
    if said["do"] == "advance":
        return ""
    return f"{said['do']}{' (' + said['reason'] + ')' if said.get('reason') else ''}"


def _inject(row: Row, session: Session) -> str:
    said = row.payload
    if "do" not in said:
        return f"inject {said['id']} released: {session.injects[said['id']].inject.title}"
    more = said.get("reason") or said.get("text") or said.get("minutes") or ""
    return f"inject {said.get('id', '(all)')}: {said['do']}{' ' + str(more) if more else ''}"


def _opened(row: Row, session: Session) -> str:
    return f"decision {row.payload['number']} opened: {session.decision(row.payload['number']).decision.title}"


def _decided(row: Row, session: Session) -> str:
    said, state = row.payload, session.decision(row.payload["number"])
    why = f" because {said['rationale']}" if said.get("rationale") else ""
    return f"decision {state.number} ({state.decision.title}): {said['option']}{why}"


def _default(row: Row, session: Session) -> str:
    state = session.decision(row.payload["number"])
    if "passed_to" in row.payload:
        return f"nobody answered decision {state.number}; it passed to {row.payload['passed_to']}"
    return f"nobody answered decision {state.number}; the default holds: {row.payload['option']}"


_RATED: Final = ("objective", "grade", "reason")
_WORDS: Final[dict[str, Callable[[Row, Session], str]]] = {
    "open": lambda _r, _s: "the drill began",
    "clock": _clock,
    "inject": _inject,
    "decision_open": _opened,
    "decision": _decided,
    "default": _default,
    "post": lambda row, _s: f"published ({row.payload['kind']}): {row.payload.get('text', '')}",
    "note": lambda row, _s: f"{row.payload.get('sign', 'note')} {row.payload.get('text', '')}",
    "rating": lambda row, _s: (
        f"rated {row.payload['objective']} {row.payload['grade']} {row.payload.get('reason', '')}"
    ),
    "join": lambda _r, _s: "sat down",
    "leave": lambda _r, _s: "left",
    "close": lambda _r, _s: "the drill was closed",
}
