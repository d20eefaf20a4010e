"""Observers of a run: hooks that a subclass may override; those that nobody overrode cost nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Probe:
    """Override what you want to see; every hook gets the instant first (minutes since the start)."""

    def case_opened(self, now: float, case: Any) -> None:
        """A mention or a fact opened a case."""

    def case_joined(self, now: float, case: Any, mention: int) -> None:
        """A mention joined the open case of its thread."""

    def stage_started(self, now: float, case: Any, stage: str, person: str) -> None:
        """A person began a stage or a review of a case."""

    def stage_ended(self, now: float, case: Any, stage: str, person: str) -> None:
        """A person ended a stage or a review of a case."""

    def sent(self, now: float, case: Any, arrival: float) -> None:
        """A case was sent to other people; it arrives at `arrival`."""

    def decided(self, now: float, case: Any, outcome: str) -> None:
        """A step of an approval chain came to an outcome."""

    def published(self, now: float, case: Any) -> None:
        """An answer was published."""

    def level_changed(self, now: float, case: Any) -> None:
        """A case drifted up one level."""

    def case_ended(self, now: float, case: Any) -> None:
        """A case was answered, monitored or given up."""

    def fact_known(self, now: float, fact: Any) -> None:
        """A fact became known to the organisation."""

    def mode_changed(self, now: float, word: str) -> None:
        """An alarm was raised ('alarm'), or the mode became 'crisis mode' or 'normal mode'."""

    def paged(self, now: float, queue: str, person: str, answers: bool) -> None:
        """Somebody on call was paged; the attempt ends later."""


def overridden(probes: tuple[Probe, ...], hook: str) -> tuple[Callable[..., None], ...]:
    """Return the bound hooks of the probes that override `hook`."""
    return tuple(getattr(probe, hook) for probe in probes if getattr(type(probe), hook) is not getattr(Probe, hook))
