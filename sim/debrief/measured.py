"""Tasks that no card and no inject asks for, for the model measures them: a first statement, and keeping to one line.

An objective has them if its title or critical task says so; the rule is told in the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sim.debrief.evidence import Evidence, count
from sim.debrief.said import contradictions, official, statements
from sim.debrief.tasks import State, Task
from sim.drill.definition import Objective
from sim.units import HOUR

_STATEMENT: Final = re.compile(r"\b(say|said|statements?|publish\w*)\b", re.IGNORECASE)
_ONE_LINE: Final = re.compile(r"\b(one (line|voice)|consisten\w*|contradict\w*|correct\w*)\b", re.IGNORECASE)
_WITHIN: Final = re.compile(r"\bwithin\s+(\d+(?:\.\d+)?)\s*-?\s*(min|h)", re.IGNORECASE)
_OFFICIAL_FROM: Final = 3
RULE: Final = (
    "Two more tasks are measured by the model. An objective whose title or critical task speaks of a statement, or of "
    "saying or publishing something, or for which drafts of statements (positions of level L3 or L4) are put to the "
    "players, has the task 'first official statement on the main topic': minutes from the alarm, or from the drill's "
    "beginning where no alarm was raised, against the time in its title ('within 30 minutes') or else its target. One "
    "that speaks of one line, of consistency or of correcting has the task 'contradictions of the agreed line': how "
    "often people of the organisation contradicted it while the drill was played, those that injects brought left "
    "out: none P, one S, more M."
)


def measured(evidence: Evidence, objective: Objective) -> Iterator[Task]:
    """Yield what the model measures of an objective."""
    told = [objective.title, objective.critical_task]
    lined = [part for part in told if _ONE_LINE.search(part)]
    # 'Correct a wrong statement' is about the line, not about a first statement.
    if any(_STATEMENT.search(part) for part in told if part not in lined) or _has_drafts(evidence, objective):
        yield _first_statement(evidence, objective)
    if lined:
        yield _contradictions(evidence, objective)


def _has_drafts(evidence: Evidence, objective: Objective) -> bool:
    """Say whether drafts of statements are put to the players for an objective."""
    return any(
        one.objective == objective.id
        and one.opens.on == "draft"
        and one.opens.cases in {"position", "any"}
        and any(level >= _OFFICIAL_FROM for level in one.opens.levels)
        for one in evidence.session.drill.definition.decisions
    )


def _first_statement(evidence: Evidence, objective: Objective) -> Task:
    begins, (since, what) = evidence.session.begins, _alarm(evidence)
    target = target_of(objective)
    found = official(evidence)
    first = found[0].time if found else None
    unjudged = "it was published before the drill began" if first is not None and first < begins else ""
    # Who says something before the alarm did not wait for it.
    took = max((evidence.end if first is None else first) - since, 0.0)
    name = f"first official statement on the main topic, from {what}"
    state: State = "open" if first is None else "done"
    limit = evidence.length if target is None else target
    return Task(name, "model", objective.id, target, took, state, limit, unjudged)


def _alarm(evidence: Evidence) -> tuple[float, str]:
    """Return from when on a first statement is timed, and what that was."""
    session = evidence.session
    asked = [one.opened_at for one in session.decisions if one.decision.opens.on == "alarm"]
    rows = evidence.records.events
    alarms = [at for at, word in zip(rows["time"].tolist(), rows["event"].tolist()) if word == "alarm"]
    at = min([*asked, *(at for at in alarms if at >= session.begins)], default=None)
    return (session.begins, "the drill's beginning") if at is None else (at, "the alarm")


def target_of(objective: Objective) -> float | None:
    """Return the target of a first statement in minutes: the one in the title before that of the file."""
    found = _WITHIN.search(objective.title)
    if found is None:
        return objective.target
    return float(found[1]) * (HOUR if found[2].lower() == "h" else 1.0)


def _contradictions(evidence: Evidence, objective: Objective) -> Task:
    made, brought = contradictions(evidence)
    silent = not made and not any(one.kind != "contradiction" for one in statements(evidence))
    unjudged = "nothing had been stated that could be contradicted" if silent else ""
    name = "contradictions of the agreed line"
    if brought:
        name += f" ({count(len(brought), 'more was', 'more were')} brought by injects)"
    return Task(name, "model", objective.id, None, 0.0, "done", 0.0, unjudged, len(made))
