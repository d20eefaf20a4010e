"""What a row of a list says beside the fields of an inject or a decision: kept in notes, or named."""

from __future__ import annotations

from typing import Final

from sim.msel.row import MselRow
from sim.prepare.safe_names import clean

# What a row says beyond the fields of an inject; kept in its notes.
_BESIDE: Final = (
    "phase", "status", "delivery_time", "injected_by", "capability", "critical_task", "trigger", "condition",
    "timeout_min", "default_option", "fired_scenario", "fired_wall", "fired_by", "actual_response",
    "response_minutes", "rating", "observer_comment",
)  # fmt: skip
_IN_DECISIONS: Final = {"status", "trigger", "condition", "critical_task", "timeout_min", "default_option"}
_USUAL: Final = {"status": "ready", "trigger": "time"}


def notes_of(row: MselRow, objective: str | None) -> str:
    """Return the notes of a row, and whatever else it says that an inject has no field for."""
    beside = [
        (name.replace("_", " "), getattr(row, name)) for name in _BESIDE if getattr(row, name) != _USUAL.get(name)
    ]
    if objective is None:
        beside.append(("objective", row.objective))
    if row.target is None:
        beside.append(("target", row.target_minutes))
    beside += [("option", option) for option in row.options]
    lines = [f"{name}: {text}" for name, text in [*beside, *row.extra] if text.strip()]
    return clean("\n".join([*([row.notes] if row.notes else []), *lines]))


def without_place(row: MselRow) -> str:
    """Return the columns of a decision that are filled and have no field in a drill's file."""
    names = [*(name for name in _BESIDE if name not in _IN_DECISIONS), "channel", "from_", "deliverable", "notes"]
    filled = [name.replace("_", " ").strip() for name in names if getattr(row, name) not in {"", _USUAL.get(name)}]
    return ", ".join([*filled, *(heading for heading, text in row.extra if text.strip())])
