"""What is filled in by hand: evaluation forms, the questions of the hot wash, the feedback of participants."""

from __future__ import annotations

from collections.abc import Iterator

from sim.debrief.document import Block, Document, Heading, bullets, paragraph, table
from sim.debrief.pack_words import NONE
from sim.debrief.tasks import MEANING
from sim.drill.definition import Definition, Objective
from sim.drill.drill import Drill
from sim.units import format_duration

_BOX = "☐"
_LINES = "\n\n\n"
_BLANK = Objective(id="O1", title="(no objective is set: write it here)")


def evaluation_forms(drill: Drill) -> Document:
    """Return one evaluation form an objective: capability, target, critical tasks, observation, rating."""
    definition = drill.definition
    blocks: list[Block] = [
        paragraph(
            "One form for each objective. Write down what you saw and when, not what you think of it; the rating comes "
            "last. Share nothing of it with the players before the hot wash.",
            "caveat",
        )
    ]
    for objective in definition.objectives or [_BLANK]:
        blocks += _form(definition, objective)
    title = "Exercise evaluation guide"
    return Document(
        title, f"{definition.title or definition.name}. For evaluators.", definition.handling, tuple(blocks)
    )


def _form(definition: Definition, objective: Objective) -> Iterator[Block]:
    target = NONE if objective.target is None else format_duration(objective.target)
    yield Heading(1, f"{objective.id}: {objective.title}")
    yield table(
        "Evaluator",
        ("Name", "E-mail", "Telephone", "Place and time"),
        [["\n", "", "", ""]],
    )
    yield table(
        "What is evaluated",
        ("Core capability", "Capability target", "Target time"),
        [[objective.capability, objective.title, target]],
    )
    yield table(
        "Critical tasks",
        ("Critical task", "Target", "Seen at", "Observation and reason"),
        _tasks(definition, objective),
    )
    yield table("Observations", ("Strengths", "Areas for improvement"), [[_LINES, _LINES]])
    yield table("Rating of the target (tick one)", tuple(MEANING), [[_BOX] * len(MEANING)])
    yield table("Final rating of the core capability, with its reason", ("Rating", "Reason"), [["\n\n", ""]])
    yield bullets(f"{grade}: {meaning}" for grade, meaning in MEANING.items())


def _tasks(definition: Definition, objective: Objective) -> list[list[str]]:
    """Return the critical tasks of an objective: its own, of its decisions, and what its injects should bring about."""
    found: dict[str, float | None] = {}
    if objective.critical_task:
        found[objective.critical_task] = objective.target
    for decision in definition.decisions:
        if decision.objective == objective.id:
            found.setdefault(f"{decision.id}: {decision.critical_task or decision.title}", decision.target)
    for inject in definition.injects:
        if inject.objective == objective.id and inject.expected:
            found.setdefault(f"{inject.id}: {inject.expected}", inject.target)
    rows = [[task, NONE if target is None else format_duration(target), "", ""] for task, target in found.items()]
    return rows or [["", "", "", ""]]


def hot_wash(drill: Drill) -> Document:
    """Return the questions for the talk right after the exercise."""
    definition = drill.definition
    blocks: list[Block] = [
        paragraph(
            "About twenty minutes, at once, at the table. Players speak first, then evaluators, the facilitator last. "
            "One thing at a time; no defence, no blame. Somebody writes down what is to be done, and by whom.",
            "caveat",
        ),
        Heading(1, "For everybody"),
        bullets(
            (
                "What was the moment at which you knew that this was no ordinary day? What told you?",
                "When did we say something in public for the first time, and why not earlier?",
                "Which decision would you take again, and which would you take otherwise?",
                "Where did you wait, and for whom?",
                "What did you need that you did not have: a fact, a person, a right, a tool?",
                "Did we say the same everywhere? Where did we contradict ourselves?",
                "What worked so well that we must not change it?",
                "What is the one thing that you will do by the end of this week?",
            )
        ),
    ]
    if definition.objectives:
        blocks.append(Heading(1, "By objective"))
        blocks.append(bullets(f"{one.id}: {one.title}. What helped, what hindered?" for one in definition.objectives))
    if definition.decisions:
        blocks.append(Heading(1, "By decision"))
        blocks.append(
            bullets(
                f"{one.id}: {one.title} Who decided, on what, and how sure were you?" for one in definition.decisions
            )
        )
    blocks.append(Heading(1, "What is to be done"))
    blocks.append(table("Actions", ("What", "Who", "Until when"), [["\n", "", ""] for _ in range(6)]))
    return Document(
        "Hot wash", f"{definition.title or definition.name}. For the facilitator.", definition.handling, tuple(blocks)
    )


def feedback_form(drill: Drill) -> Document:
    """Return the form on which participants say what they thought of the exercise."""
    definition = drill.definition
    said = (
        "The exercise was realistic enough to learn from.",
        "I knew what was expected of me.",
        "I had the information that my role would have had.",
        "The people who would be there in a real case were at the table.",
        "I know better now what I would do in a real case.",
        "The facilitator and the tools helped and did not get in the way.",
    )
    blocks: list[Block] = [
        paragraph("Your name is not asked for. Seat or role, if you like: ______________________"),
        table(
            "How far do you agree? 1 not at all, 5 entirely",
            ("", "1", "2", "3", "4", "5"),
            [[one, *([_BOX] * 5)] for one in said],
        ),
        table(
            "How much was there to do? 1 far too little, 3 just right, 5 far too much",
            ("", "1", "2", "3", "4", "5"),
            [[one, *([_BOX] * 5)] for one in ("For me", "For the table as a whole")],
        ),
        table("What went well?", ("",), [[_LINES]]),
        table("What should be otherwise, in our plans and ways of working?", ("",), [[_LINES]]),
        table("What should be otherwise, in the exercise?", ("",), [[_LINES]]),
        table("What training or tool would have helped you?", ("",), [[_LINES]]),
    ]
    about = f"{definition.title or definition.name}. For participants; please leave it on the table."
    return Document("Participant feedback form", about, definition.handling, tuple(blocks))
