"""The objectives of a drill with their grades: by rule from their tasks, and by the people who rated them."""

from __future__ import annotations

from dataclasses import dataclass

from sim.debrief.evidence import Evidence
from sim.debrief.measured import measured
from sim.debrief.tasks import Task, tasks, worst
from sim.drill.definition import Objective
from sim.drill.state import Grade


@dataclass(frozen=True)
class Judged:
    """One objective: the grade by rule, and what humans said: (who, grade, reason) each, the latest of everybody."""

    objective: Objective
    tasks: tuple[Task, ...]
    suggested: Grade
    ratings: tuple[tuple[str, Grade, str], ...]

    @property
    def confirmed(self) -> Grade | None:
        """The worst grade that a human gave; None where nobody rated."""
        return worst([grade for _, grade, _ in self.ratings]) if self.ratings else None


def judged(evidence: Evidence) -> list[Judged]:
    """Return all objectives of the drill with their grades."""
    found = tasks(evidence)
    rows = []
    for one in evidence.session.drill.definition.objectives:
        own = (*(task for task in found if task.objective == one.id), *measured(evidence, one))
        latest = {(r.seat, r.actor): r for r in evidence.session.table.ratings if r.objective == one.id}
        ratings: list[tuple[str, Grade, str]] = [
            (evidence.person(r.seat, r.actor), r.grade, evidence.words(r.reason)) for r in latest.values()
        ]
        rows.append(Judged(one, own, worst([task.grade for task in own]), tuple(ratings)))
    return rows
