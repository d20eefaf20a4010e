"""Part 7, the grades by objective, and part 8, strengths and areas for improvement, with `eeg.csv`."""

from __future__ import annotations

from collections.abc import Iterator

from sim.debrief.decisions import met
from sim.debrief.document import Block, Heading, Table, bullets, paragraph, table
from sim.debrief.evidence import NONE, Evidence
from sim.debrief.grades import Judged, judged
from sim.debrief.measured import RULE as MEASURED
from sim.debrief.tasks import MEANING, ORDER, RULE, UNNOTED, Task, tasks, unnoted
from sim.drill.state import Grade, Note

_GRADES: tuple[Grade, ...] = (*ORDER[1:], "N/E")
_EEG = (
    "core_capability", "capability_target", "critical_task", "target_minutes", "took_minutes", "within_target",
    "observation_notes", "explanation_of_rating", "suggested_rating", "target_rating", "final_capability_rating",
    "evaluator", "evaluator_e_mail", "evaluator_phone",
)  # fmt: skip
_NOTES = ("At", "About", "Observation", "Reference", "Analysis", "By")


def ratings(evidence: Evidence) -> Iterator[Block]:
    """Yield part 7."""
    yield Heading(1, "7 Analysis of core capabilities")
    found = judged(evidence)
    if not found:
        yield paragraph("There is no table of grades: the drill has no objectives.")
        return
    marks = [
        [one.objective.title, one.objective.capability, *(_mark(one, grade) for grade in _GRADES), _confirmed(one)]
        for one in found
    ]
    yield table("Table 1: summary of performance", ("Objective", "Core capability", *_GRADES, "Confirmed by"), marks)
    yield paragraph(RULE)
    yield paragraph(MEASURED)
    yield bullets(f"{grade}: {MEANING[grade]}" for grade in _GRADES)
    yield Heading(2, "The tasks behind the suggestions")
    rows = [_task(one, task) for one in found for task in one.tasks]
    if rows:
        yield table("Tasks", ("Objective", "Task", "Target", "Took", "Within target", "Grade"), rows, numbers=(2, 3))
    else:
        yield paragraph("There are no tasks: nothing that came up is bound to an objective.")
    silent = unnoted(tasks(evidence))
    if silent:
        yield paragraph(silent)
    reasons = [[one.objective.title, who, grade, reason or NONE] for one in found for who, grade, reason in one.ratings]
    if reasons:
        yield table("What the evaluators said", ("Objective", "Evaluator", "Grade", "Reason"), reasons)


def _mark(one: Judged, grade: Grade) -> str:
    words = [w for w, there in (("suggested", one.suggested), ("confirmed", one.confirmed)) if there == grade]
    return ", ".join(words)


def _confirmed(one: Judged) -> str:
    return ", ".join(who for who, _, _ in one.ratings) or "not confirmed"


def _task(one: Judged, task: Task) -> list[str]:
    return [one.objective.title, task.name, task.aim or NONE, task.reached or NONE, _state(task), task.grade]


def _state(task: Task) -> str:
    if task.unjudged:
        return task.unjudged
    words = {"done": met(task), "default": "no, by default", "open": "open at the end", "unnoted": UNNOTED}
    return words[task.state]


def observations(evidence: Evidence) -> Iterator[Block]:
    """Yield part 8."""
    yield Heading(1, "8 Strengths and areas for improvement")
    for sign, title, word in (("+", "Strengths", "a strength"), ("-", "Areas for improvement", "one")):
        yield Heading(2, title)
        notes = [note for note in evidence.session.table.notes if note.sign == sign]
        if notes:
            yield table(f"{title}, as noted", _NOTES, [_note(evidence, note) for note in notes])
        else:
            yield paragraph(f"There is none: nobody noted {word}.")
    plain = [note for note in evidence.session.table.notes if note.sign == "note"]
    if plain:
        yield Heading(2, "Other notes")
        yield table("Notes without a sign", _NOTES, [_note(evidence, note) for note in plain])


def _note(evidence: Evidence, note: Note) -> list[str]:
    about = "; ".join(part for part in (subject(evidence, note.about), note.capability) if part)
    told = [evidence.words(text) or NONE for text in (note.text, note.reference, note.analysis)]
    return [evidence.moment(note.at), about or NONE, *told, evidence.person(note.seat, note.actor)]


def subject(evidence: Evidence, about: str) -> str:
    """Return what a note is about, by its title where the id is known."""
    drill = evidence.session.drill.definition
    objective = next((one for one in drill.objectives if one.id == about), None)
    decision, inject = drill.decision(about), evidence.session.injects.get(about)
    if objective is not None:
        return objective.title
    if decision is not None:
        return f"{decision.id}: {decision.title}"
    if inject is not None:
        return f"{about}: {inject.inject.title}" if inject.inject.title else about
    return about


def eeg_sheet(evidence: Evidence) -> Table:
    """Return `eeg.csv`: the evaluation guide, one row a task, or an objective without one; the rest is filled in."""
    rows = []
    for one in judged(evidence):
        heads = [*one.tasks, None] if not one.tasks else list(one.tasks)
        rows += [_eeg(evidence, one, task) for task in heads]
    return table("eeg", _EEG, rows)


def _eeg(evidence: Evidence, one: Judged, task: Task | None) -> list[str]:
    objective = one.objective
    notes = [note for note in evidence.session.table.notes if note.about == objective.id]
    who, reasons = ", ".join(name for name, _, _ in one.ratings), [reason for _, _, reason in one.ratings if reason]
    target = objective.target if task is None else task.target
    return [
        objective.capability,
        objective.title,
        objective.critical_task if task is None else task.name,
        "" if target is None else f"{target:g}",
        "" if task is None or task.times is not None or task.state == "unnoted" else f"{task.took:.2f}",
        "" if task is None else met(task),
        "\n".join(f"[{_WORD[note.sign]}] {evidence.words(note.text)}" for note in notes),
        "\n".join(reasons),
        one.suggested if task is None else task.grade,
        one.confirmed or "",
        one.confirmed or "not confirmed",
        who,
        "",
        "",
    ]


_WORD = {"+": "strength", "-": "improve", "note": "note"}
