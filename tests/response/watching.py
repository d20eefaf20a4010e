"""A probe that writes down who begins what, and how steps end."""

from __future__ import annotations

from sim.response.probe import Probe
from sim.response.state import Case


class Watcher(Probe):
    """Keeps (instant, case, stage, person) of every beginning of work, (instant, case, outcome) of every decision."""

    def __init__(self) -> None:
        self.begun: list[tuple[float, int, str, str]] = []
        self.decisions: list[tuple[float, int, str]] = []
        self.sendings: list[tuple[float, int, float]] = []

    def stage_started(self, now: float, case: Case, stage: str, person: str) -> None:
        """Note a beginning."""
        self.begun.append((now, case.case_number, stage, person))

    def decided(self, now: float, case: Case, outcome: str) -> None:
        """Note a decision."""
        self.decisions.append((now, case.case_number, outcome))

    def sent(self, now: float, case: Case, arrival: float) -> None:
        """Note a hand-over."""
        self.sendings.append((now, case.case_number, arrival - now))
