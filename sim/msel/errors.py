"""The one error of this room: a list of events that cannot be read or written."""

from __future__ import annotations

from sim.errors import SpecError


class MselError(SpecError):
    """A list of events that cannot be read or written; `faults` has one line a fault, each with its place."""
