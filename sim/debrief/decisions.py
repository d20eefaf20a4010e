"""Part 4, the decision log: who was asked, who answered, what, why, how fast; defaults stand apart."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.debrief.document import Block, Heading, Table, bullets, paragraph, table
from sim.debrief.evidence import NONE, Evidence, minutes, wall
from sim.debrief.tasks import UNNOTED, Task, tasks
from sim.drill.state import Answer, DecisionState

_LOG = ("No.", "Decision", "Owner", "Answered by", "Substitute", "Option", "Opened", "Acted", "Counted", "Thought",
        "Target met")  # fmt: skip
_WHY = ("No.", "Option", "Rationale", "Confidence (1-5)", "Dissent")
_DEFAULTS = ("No.", "Decision", "Owner", "What stood in", "Opened", "Acted", "Waited", "Why it was asked")
_SHEET = (
    "number", "decision", "title", "owner", "answered_by", "seat", "substitute", "option", "option_title", "rationale",
    "confidence", "opened_clock", "opened_minute", "acted_clock", "acted_minute", "counted_minutes", "how",
    "thinking_wall_seconds", "answered_wall_utc", "target_minutes", "target_met", "default", "expected", "why_asked",
    "dissent",
)  # fmt: skip


def decision_log(evidence: Evidence) -> Iterator[Block]:
    """Yield part 4."""
    yield Heading(1, "4 Decision log")
    if not evidence.session.decisions:
        yield paragraph("There is no log: no decision was put to the players. " + _why_none(evidence))
        return
    found = dict(enumerate(_decision_tasks(evidence), start=1))
    yield Heading(2, "Decided by people")
    if evidence.decided:
        yield paragraph(
            "Counted: scenario minutes from the opening until the answer acted, and whether they were observed on the "
            "running clock, drawn as the organisation's own approvers would have taken, fixed by the drill, or given "
            "by the facilitator. Thought: seconds of wall clock from the card to the answer, pauses left out.",
            "quiet",
        )
        rows = [_row(evidence, one, answer, found[one.number]) for one, answer in evidence.decided]
        yield table("Decisions that people took", _LOG, rows, numbers=(0,))
        reasons = [_reason(evidence, one, answer) for one, answer in evidence.decided]
        yield table("Reasons and dissent", _WHY, reasons, numbers=(0,))
    else:
        yield paragraph("Nobody took a decision: each that was put to the players ran into its default or stayed open.")
    yield from _defaults(evidence)
    yield from _still_open(evidence)


def _why_none(evidence: Evidence) -> str:
    planned = len(evidence.session.drill.definition.decisions)
    if not planned:
        return "The drill has no decision point."
    return f"Nothing of what opens its {planned} decision points happened."


def _decision_tasks(evidence: Evidence) -> list[Task]:
    return [task for task in tasks(evidence) if task.kind == "decision"]


def _row(evidence: Evidence, one: DecisionState, answer: Answer, task: Task) -> list[str]:
    return [
        str(one.number),
        f"{one.decision.id}: {one.decision.title}",
        owner(evidence, one),
        evidence.person(answer.seat, answer.actor),
        "yes" if answer.substitute else "no",
        evidence.option(one, answer),
        evidence.moment(one.opened_at),
        evidence.moment(answer.effect_at),
        f"{minutes(answer.charged)}, {answer.how}",
        f"{answer.thinking:.0f} s" if answer.thinking else NONE,
        met(task),
    ]


def owner(evidence: Evidence, one: DecisionState) -> str:
    """Return who was asked, and from whom the card was passed on if it was."""
    if math.isnan(one.passed_on):
        return evidence.seat(one.owner)
    first = evidence.seat(one.decision.owner)
    return f"{evidence.seat(one.owner)}, passed on from {first} at {evidence.clock(one.passed_on)}"


def met(task: Task) -> str:
    """Return whether a task met its target, in words."""
    if task.unjudged or task.state == "unnoted":
        return f"not judged: {task.unjudged or UNNOTED}"
    if task.times is not None:
        return "yes" if task.within else "no"
    if task.target is None:
        return "no target"
    if task.within is None:
        return f"open, {minutes(task.target)} not over"
    return f"{'yes' if task.within else 'no'} ({minutes(task.target)})"


def _reason(evidence: Evidence, one: DecisionState, answer: Answer) -> list[str]:
    confidence = str(answer.confidence) if answer.confidence else NONE
    rationale = evidence.words(answer.rationale) or "none was given"
    return [str(one.number), evidence.option(one, answer), rationale, confidence, _dissent(evidence, one)]


def _dissent(evidence: Evidence, one: DecisionState) -> str:
    told = []
    for other in one.dissent:
        why = f": {evidence.words(other.rationale)}" if other.rationale else ""
        told.append(f"{evidence.person(other.seat, other.actor)} would have chosen {evidence.option(one, other)}{why}")
    return "\n".join(told) or NONE


def _defaults(evidence: Evidence) -> Iterator[Block]:
    yield Heading(2, "Decided by default")
    if not evidence.defaulted:
        yield paragraph("No default was used: no decision ran into its time-out.")
        return
    yield paragraph("Nobody answered these within their time. What happened then was the drill's default, no choice.")
    rows = [
        [
            str(one.number),
            f"{one.decision.id}: {one.decision.title}",
            owner(evidence, one),
            evidence.option(one, answer),
            evidence.moment(one.opened_at),
            evidence.moment(answer.effect_at),
            minutes(answer.charged),
            one.why,
        ]
        for one, answer in evidence.defaulted
    ]
    yield table("Defaults that were used", _DEFAULTS, rows, numbers=(0,))
    excused = [task for task in _decision_tasks(evidence) if task.unjudged]
    if excused:
        yield bullets(f"{task.name[0].upper()}{task.name[1:]}: {task.unjudged}." for task in excused)
    late = [[str(one.number), _dissent(evidence, one)] for one, _ in evidence.defaulted if one.dissent]
    if late:
        yield table("Answers that came after the default", ("No.", "Answer"), late, numbers=(0,))


def _still_open(evidence: Evidence) -> Iterator[Block]:
    yield Heading(2, "Still open at the end")
    if not evidence.open:
        yield paragraph("No decision was open when the drill ended.")
        return
    rows = [
        [
            str(one.number),
            f"{one.decision.id}: {one.decision.title}",
            owner(evidence, one),
            evidence.moment(one.opened_at),
            minutes(evidence.end - one.opened_at),
        ]
        for one in evidence.open
    ]
    yield table("Decisions without an answer", ("No.", "Decision", "Owner", "Opened", "Open for"), rows, numbers=(0,))


def decision_sheet(evidence: Evidence) -> Table:
    """Return `decisions.csv`: one row a decision with all that is known of it."""
    pairs = zip(evidence.session.decisions, _decision_tasks(evidence))
    return table("decisions", _SHEET, [_cells(evidence, one, task) for one, task in pairs])


def _cells(evidence: Evidence, one: DecisionState, task: Task) -> list[str]:
    decision, answer = one.decision, one.answer
    head = [str(one.number), decision.id, decision.title, owner(evidence, one)]
    opened = [evidence.clock(one.opened_at), f"{one.opened_at:g}"]
    target = "" if task.target is None else f"{task.target:g}"
    tail = [target, met(task)]
    expected = [decision.expected or "", one.why, _dissent(evidence, one) if one.dissent else ""]
    if answer is None:
        return [*head, *[""] * 7, *opened, *[""] * 6, *tail, "open at the end", *expected]
    return [
        *head,
        "" if answer.default else evidence.person(answer.seat, answer.actor),
        "" if answer.default else evidence.seat(answer.seat),
        "yes" if answer.substitute else "no",
        answer.option,
        evidence.option(one, answer),
        evidence.words(answer.rationale),
        str(answer.confidence or ""),
        *opened,
        evidence.clock(answer.effect_at),
        f"{answer.effect_at:.2f}",
        f"{answer.charged:.2f}",
        answer.how,
        "" if answer.default else f"{answer.thinking:.1f}",
        wall(answer.answered_wall) if answer.answered_wall else "",
        *tail,
        "yes" if answer.default else "no",
        *expected,
    ]
