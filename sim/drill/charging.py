"""What an answer counts as: the scenario minutes between a decision's opening and the instant at which it acts.

Where the clock runs, they are observed on it. Where it stands still while people talk, the drill's file says how they
are found; the facilitator may give them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sim.drill.session import Session
from sim.drill.state import DecisionState
from sim.units import tick

How = Literal["observed", "drawn", "fixed", "given", "time-out"]


@dataclass(frozen=True)
class Counted:
    """Scenario minutes, and where they come from."""

    minutes: float
    how: How


def charge(session: Session, state: DecisionState, *, thinking: float, live: bool, minutes: float | None) -> Counted:
    """Return what an answer that is given now counts as: at least what the clock has moved on since the opening.

    Args:
        session: The drill.
        state: The decision.
        thinking: Seconds of wall clock that people thought, pauses left out.
        live: Whether the clock runs: then the minutes are observed.
        minutes: What the facilitator says, if anything.
    """
    counted = _counted(session, state, thinking=thinking, live=live, minutes=minutes)
    passed = session.now - state.opened_at
    return counted if counted.minutes > passed else Counted(passed, "observed")


def _counted(session: Session, state: DecisionState, *, thinking: float, live: bool, minutes: float | None) -> Counted:
    if minutes is not None:
        return Counted(tick(minutes), "given")
    if live:
        return Counted(0.0, "observed")
    rule, decision = session.drill.definition.charge, state.decision
    if rule.by == "observed":
        return Counted(tick(thinking / 60.0), "observed")
    drawn = drawn_minutes(session, state) if rule.by == "drawn" and decision.charge is None else None
    if drawn is not None:
        return Counted(drawn, "drawn")
    return Counted(rule.otherwise if decision.charge is None else decision.charge, "fixed")


def drawn_minutes(session: Session, state: DecisionState) -> float | None:
    """Return how long the organisation's own people would review the draft; None where they would not.

    They are the variates that the model itself would have used for this case and round: of all steps of the chain that
    an approval of the draft stands for, or of the one step that is decided.
    """
    if state.case < 0 or state.decision.opens.on not in {"draft", "step"}:
        return None
    run = session.engine.run
    case = run.cases[state.case]
    steps = [step for step in run.chain(case) if step.reviews]
    if state.roles:
        steps = [step for step in steps if run.roles_of(step) == state.roles]
    return sum(run.luck.draw(step.reviews[0], case.row, case.rejections) for step in steps) if steps else None


def in_words(how: How, minutes: float) -> str:
    """Return what the console says of an answer."""
    whence = {
        "observed": "observed on the clock",
        "drawn": "as long as this organisation's own approvers would have taken",
        "fixed": "the drill's fixed charge",
        "given": "set by the facilitator",
        "time-out": "nobody answered",
    }[how]
    number = "1 scenario minute" if round(minutes) == 1 else f"{minutes:.0f} scenario minutes"
    return f"this answer counts as {number} ({whence})"
