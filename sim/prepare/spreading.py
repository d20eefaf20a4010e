"""Which task serves which objective: by the words that both use, then by capability, so that none is left without one.

An observer rates an objective by its tasks; one without any cannot be rated, and a drill says so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sim.drill.definition import Decision, Definition, Inject, Objective
from sim.prepare.fitting import ASSESSMENT, COORDINATION, INFORMATION, INTELLIGENCE, PLANNING

_WORD: Final = re.compile(r"[a-z]+")
# Words that mean the same in a crisis count as one; each is found at the beginning of a word.
_CONCEPTS: Final = (
    ("press", "newsroom", "media", "journalis", "reporter", "interview", "broadcast"),
    ("employee", "staff", "internal", "colleague", "workforce"),
    ("executive", "board", "management", "director"),
    ("authorit", "regulator", "supervis", "ministry"),
    ("statement", "publish", "position", "draft", "holding"),
    ("wrong", "correct", "error", "retract", "mistake"),
    ("rumour", "rumor", "misinformation", "verif", "fact", "confirm", "known"),
    ("severity", "serious", "judge", "assess", "classif", "growth"),
    ("legal", "lawyer", "court", "liabil"),
    ("social", "community", "post", "channel", "account"),
    ("customer", "hotline", "complain", "answer", "reply"),
    ("affected", "victim", "famil", "harm"),
    ("decide", "decision", "hand", "owner", "approv", "mandate", "escalat"),
    ("shift", "relie", "sustain", "tomorrow", "night", "overtime"),
    ("partner", "supplier", "dealer"),
    ("public", "warn", "inform", "messag"),
)
# What a capability is next to, where an exercise has no objective of its own for it.
_NEAR: Final = {
    INTELLIGENCE: ASSESSMENT,
    ASSESSMENT: INTELLIGENCE,
    PLANNING: COORDINATION,
    COORDINATION: PLANNING,
}


@dataclass(frozen=True)
class Task:
    """What an objective may be shown by: an inject with an expected action, or a decision."""

    id: str
    capability: str
    words: str


def with_objectives(definition: Definition, capabilities: dict[str, str]) -> tuple[list[Inject], list[Decision]]:
    """Return the injects and decisions of a drill with the objectives that they serve.

    Args:
        definition: With objectives; those that injects and decisions have already are replaced.
        capabilities: By the id of an inject or a decision; one that is not in it keeps its objective.
    """
    tasks = [
        Task(one.id, capabilities[one.id], f"{one.title} {one.expected}") for one in definition.injects
        if one.id in capabilities
    ]  # fmt: skip
    tasks += [
        Task(one.id, capabilities[one.id], f"{one.title} {one.critical_task}") for one in definition.decisions
        if one.id in capabilities
    ]  # fmt: skip
    served = serve(definition.objectives, tasks)
    injects = [one.model_copy(update={"objective": served.get(one.id, one.objective)}) for one in definition.injects]
    asked = [one.model_copy(update={"objective": served.get(one.id, one.objective)}) for one in definition.decisions]
    return injects, asked


def serve(objectives: Sequence[Objective], tasks: Sequence[Task]) -> dict[str, str]:
    """Return the objective of each task; what fits none goes to the first of a near capability, else the first of all.

    An objective that nothing fits best takes the task that fits it most from one that has several.
    """
    if not objectives:
        return {}
    fits = {(task.id, one.id): _fit(task, one) for task in tasks for one in objectives}
    served: dict[str, str] = {}
    load: Counter[str] = Counter()
    for task in tasks:
        best = max(objectives, key=lambda one: (fits[task.id, one.id], -load[one.id]))
        if fits[task.id, best.id] == 0:
            near = [one for one in objectives if one.capability == _NEAR.get(task.capability)]
            best = next(iter([*near, *objectives]))
        served[task.id] = best.id
        load[best.id] += 1
    for one in objectives:
        if load[one.id] == 0:
            _take(one, tasks, fits, served, load)
    return served


def _take(
    one: Objective,
    tasks: Sequence[Task],
    fits: dict[tuple[str, str], int],
    served: dict[str, str],
    load: Counter[str],
) -> None:
    """Give an objective the task that fits it most, of those whose objective keeps another."""
    free = [task for task in tasks if fits[task.id, one.id] and load[served[task.id]] > 1]
    if free:
        # What is lost to the other objective counts as well.
        task = max(free, key=lambda each: fits[each.id, one.id] - fits[each.id, served[each.id]])
        load[served[task.id]] -= 1
        load[one.id] += 1
        served[task.id] = one.id


def shares(words: str, objective: Objective) -> int:
    """Return how many ideas some words have in common with an objective."""
    return len(_ideas(words) & _ideas(f"{objective.title} {objective.critical_task}"))


def _fit(task: Task, objective: Objective) -> int:
    """Return how well a task shows an objective; 0 means not at all."""
    # Whatever is not understood has this capability, which says nothing then.
    understood = objective.capability != INFORMATION or _ideas(f"{objective.title} {objective.critical_task}")
    return 2 * shares(task.words, objective) + bool(understood and task.capability == objective.capability)


def _ideas(text: str) -> set[int]:
    """Return the places of the concepts that a text is about."""
    words = _WORD.findall(text.lower())
    return {
        place for place, signs in enumerate(_CONCEPTS) if any(word.startswith(sign) for word in words for sign in signs)
    }
