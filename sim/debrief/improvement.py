"""Part 9, the improvement plan: rows from what was noted and from missed targets, the rest to be filled in."""

from __future__ import annotations

from collections.abc import Iterator

from sim.debrief.document import Block, Heading, Table, paragraph, table
from sim.debrief.evidence import Evidence
from sim.debrief.grades import judged
from sim.debrief.ratings import subject
from sim.debrief.tasks import Task, tasks, unnoted

_COLUMNS = (
    "Core capability", "Area for improvement", "Corrective action", "Capability element", "Responsible", "Contact",
    "Start", "Completion",
)  # fmt: skip
_ELEMENTS = "planning / organisation / equipment / training / exercise"


def improvement(evidence: Evidence) -> Iterator[Block]:
    """Yield part 9."""
    plan = improvement_plan(evidence)
    yield Heading(1, "9 Improvement plan")
    if not plan.rows:
        yield paragraph("The plan is empty: nobody noted an area for improvement, and no target was missed.")
        return
    yield paragraph(
        "The rows come from the notes of the evaluators and from targets that were not met. Whoever is responsible "
        "fills in the rest, keeps one capability element in each row and strikes out the others; improvement.csv holds "
        "the same rows."
    )
    yield plan


def improvement_plan(evidence: Evidence) -> Table:
    """Return the rows of the plan, also those of `improvement.csv`."""
    definition = evidence.session.drill.definition
    capabilities = {one.id: one.capability for one in definition.objectives}
    rows = []
    for note in evidence.session.table.notes:
        if note.sign == "-":
            about = subject(evidence, note.about)
            text = f"{about}: {evidence.words(note.text)}" if about else evidence.words(note.text)
            rows.append([note.capability or _of(evidence, note.about, capabilities), text])
    found = tasks(evidence)
    measured = [task for one in judged(evidence) for task in one.tasks if task.kind == "model"]
    rows += [[capabilities.get(one.objective, ""), _missed(one)] for one in (*found, *measured) if one.missed]
    silent = unnoted(found)
    if silent:
        rows.append(["", silent])
    filled = [[*row, "", _ELEMENTS, "", "", "", ""] for row in rows]
    return table("Improvement plan", _COLUMNS, filled)


def _of(evidence: Evidence, about: str, capabilities: dict[str, str]) -> str:
    """Return the capability of what a note is about, empty where it is bound to none."""
    decision, inject = evidence.session.drill.definition.decision(about), evidence.session.injects.get(about)
    bound = [about, decision.objective if decision else None, inject.inject.objective if inject else None]
    return next((capabilities[name] for name in bound if name in capabilities), "")


def _missed(one: Task) -> str:
    name = f"{one.name[0].upper()}{one.name[1:]}"
    if one.times is not None:
        return f"{name}: {one.reached}"
    target = f"target {one.aim}" if one.aim else "no target"
    still = "was not published within" if one.kind == "model" else "was still open after"
    how = {"done": "took", "default": "was left to its default after"}.get(one.state, still)
    return f"{name}: {how} {one.reached} ({target})"
