"""The errors that a user can mend.

    SimError
    ├── SpecError         a scenario or organisation file is wrong (every fault of the file, with its place)
    ├── UnknownNameError  no scenario or organisation of that name (with the nearest ones)
    ├── TraceError        a trace's CSV is wrong (every fault, with its line)
    ├── ResultsError      a results folder cannot be written: read-only, full, or a file in its place
    │   └── UnreadableError  a results folder cannot be read: missing, not finished or changed
    └── RunError          a run could not be carried out (no replication succeeded, a cascade hit its cap)
        └── CappedError   one cascade reached the cap on mentions

A wrong call from Python raises `ValueError`; a broken invariant of our own raises `AssertionError`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class SimError(Exception):
    """An error that a user can mend; its text is the whole message."""


class SpecError(SimError):
    """A file that does not say what it should; `faults` has one line a fault."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))

    def __reduce__(self) -> tuple[type[SpecError], tuple[tuple[str, ...]]]:
        """Travel between processes with the faults, not with their joined text."""
        return type(self), (self.faults,)


class UnknownNameError(SimError):
    """A name that nothing carries."""


class TraceError(SpecError):
    """A trace that cannot be replayed; `faults` has one line a fault."""


class ResultsError(SimError):
    """A results folder that cannot be written or read."""


class UnreadableError(ResultsError):
    """A results folder that is missing, not finished or changed."""


class RunError(SimError):
    """A run that could not be carried out."""


class CappedError(RunError):
    """A cascade that reached the cap on mentions; the replication fails and nothing is truncated."""


def did_you_mean(found: str, allowed: Iterable[str]) -> str:
    """Return `"; did you mean 'x'?"` for the nearest allowed word, or an empty string."""
    near = difflib.get_close_matches(str(found), list(allowed), n=1, cutoff=0.6)
    return f"; did you mean '{near[0]}'?" if near else ""
