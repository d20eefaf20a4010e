"""What a drill has come to: injects, decisions, notes, and the people at the table. State only; rules are in `session`.

Instants `*_at` are minutes of the scenario, `*_wall` milliseconds of UTC, NaN or 0 where it did not happen.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Literal

from sim.drill.definition import Decision, Inject
from sim.errors import SimError

Sign = Literal["+", "-", "note"]
Grade = Literal["P", "S", "M", "U", "N/E"]
InjectStatus = Literal["held", "ready", "released", "answered", "skipped", "expired"]
NAN = math.nan


class DrillError(SimError):
    """An action that the drill cannot take now; nothing was changed."""


@dataclass(frozen=True)
class Action:
    """What somebody did: one row of the journal that moves the drill.

    `kind` is one of clock, inject, decision, post, note, rating, join, leave, edit, close.
    """

    kind: str
    scen: float
    payload: dict[str, Any]
    seat: str = "facilitator"
    actor: str = ""
    wall: int = 0
    seq: int = 0


@dataclass(frozen=True)
class Event:
    """What followed from an action: a row of the journal that replay must find again.

    `kind` is one of inject (released by the clock), decision_open, default, model (something of the model that people
    see: alarm, crisis mode, publication), checkpoint.
    """

    kind: str
    scen: float
    payload: dict[str, Any]
    seat: str = ""


@dataclass
class InjectState:
    """One inject on its way: planned, released (or skipped, or expired), answered."""

    inject: Inject
    planned_at: float
    status: InjectStatus = "ready"
    released_at: float = NAN
    released_wall: int = 0
    released_by: str = ""
    answered_at: float = NAN
    answered_wall: int = 0
    response: str = ""
    reason: str = ""
    added: bool = False


@dataclass(frozen=True)
class Answer:
    """One answer to a decision.

    `effect_at` is when it acts in the model; `charged` minutes lie between opening and that; `how` says whether they
    were observed on the clock or charged; `thinking` seconds of wall clock, pauses left out.
    """

    option: str
    seat: str
    actor: str
    substitute: bool
    rationale: str
    confidence: int
    answered_at: float
    answered_wall: int
    effect_at: float
    charged: float
    how: Literal["observed", "drawn", "fixed", "given", "time-out"]
    thinking: float
    default: bool = False


@dataclass
class DecisionState:
    """One decision that was put to the players; `number` counts them in the drill.

    `roles` are those whose approval step it stands for, where it is about one. `nth` is how often the same decision was
    put before: about the same case, where it is about one.
    """

    number: int
    decision: Decision
    opened_at: float
    opened_wall: int
    owner: str
    why: str
    case: int = -1
    case_key: int = 0
    nth: int = 0
    roles: tuple[str, ...] = ()
    evidence: dict[str, Any] = field(default_factory=dict)
    passed_on: float = NAN
    answer: Answer | None = None
    dissent: list[Answer] = field(default_factory=list)

    @property
    def open(self) -> bool:
        """Whether nobody has answered yet."""
        return self.answer is None

    @property
    def due(self) -> float:
        """The scenario minute of the time-out; infinity once it was passed on to a deputy."""
        return math.inf if not math.isnan(self.passed_on) else self.opened_at + self.decision.timeout

    @property
    def address(self) -> tuple[str, int, int]:
        """What the same decision is called under another organisation: its id, its case, and how many came before."""
        return self.decision.id, self.case_key if self.case >= 0 else 0, self.nth


@dataclass(frozen=True)
class Note:
    """An observation: a strength, something to improve, or a plain note; `about` an inject, decision or objective."""

    at: float
    wall: int
    seat: str
    actor: str
    sign: Sign
    text: str
    about: str = ""
    capability: str = ""
    reference: str = ""
    analysis: str = ""


@dataclass(frozen=True)
class Rating:
    """A human's rating of an objective (P, S, M, U or N/E), with the reason."""

    at: float
    wall: int
    seat: str
    actor: str
    objective: str
    grade: Grade
    reason: str = ""


@dataclass(frozen=True)
class Published:
    """Something that the players published in their own words."""

    at: float
    wall: int
    seat: str
    actor: str
    kind: str
    text: str
    topic: str
    effect_at: float


@dataclass(frozen=True)
class Presence:
    """Somebody at the table; `substitute_for` names the person whose seat it is, if it is another's."""

    seat: str
    actor: str
    since: float
    until: float = NAN
    substitute_for: str = ""


@dataclass(frozen=True)
class Pause:
    """A stretch of wall clock in which the drill stood still; it is in no response time."""

    at: float
    begin_wall: int
    end_wall: int = 0
    reason: str = ""
