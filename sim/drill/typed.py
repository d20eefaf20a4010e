"""What people type, made fit to be kept: minutes that a drill can count with, texts that can be written."""

from __future__ import annotations

from typing import Any, Final

from sim.drill.state import DrillError

MOST_MINUTES: Final = 525_600.0


def bounded(minutes: float) -> float:
    """Return minutes that a drill can count with.

    Raises:
        DrillError: If they are none: not a number, negative, or more than a year.
    """
    if not 0 <= minutes <= MOST_MINUTES:
        raise DrillError(f"{minutes:g} minutes; between 0 and {MOST_MINUTES:,.0f} are possible")
    return minutes


def readable(value: Any) -> Any:
    """Return a value whose texts can be written: half characters of a broken input become question marks."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {readable(name): readable(below) for name, below in value.items()}
    return [readable(below) for below in value] if isinstance(value, list) else value
