"""Commands: what people may do to a run that is under way. Data only; `orders` carries them out.

A command happens at an instant, before everything that the model does at it (docs/model.md, section 10).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from sim.spread.hawkes import Shock

Way: TypeAlias = Literal["approve", "reject", "edit", "delegate", "escalate", "alone", "chain", "shelve"]
# What people may decide of a case that is held: once its draft is ready, and before a step of its chain.
DRAFT_WAYS: Final[tuple[Way, ...]] = ("chain", "approve", "alone", "reject", "shelve")
STEP_WAYS: Final[tuple[Way, ...]] = ("approve", "reject", "edit", "delegate", "escalate", "shelve")

# By what a case is held for.
WAYS: Final = {"draft": DRAFT_WAYS, "step": STEP_WAYS}


@dataclass(frozen=True)
class AddMentions:
    """Mentions from outside, as a shock of the scenario's file brings them; the shock's own `at` is ignored."""

    shock: Shock


@dataclass(frozen=True)
class AddFact:
    """A fact that comes out now and is confirmed `confirmed_after` minutes later; `level` is 3 or 4."""

    name: str
    topic: str
    known: Literal["operations", "detected"]
    confirmed_after: float
    level: int
    cause: bool = False


@dataclass(frozen=True)
class Absence:
    """Everybody who holds one of the roles, and the persons named, are away for `lasts` minutes, as in a meeting."""

    roles: tuple[str, ...]
    persons: tuple[str, ...]
    lasts: float


@dataclass(frozen=True)
class CloseChannel:
    """Nothing is published on a channel for `lasts` minutes; what comes to it waits. New mentions go on."""

    channel: str
    lasts: float


@dataclass(frozen=True)
class ChangeChain:
    """Another approval chain for some levels, for chains that begin from now on; exactly one change is given.

    `without` leaves out the steps (or branches) of a role or meeting, `like` takes the chain of another level, `none`
    asks nobody, `restore` takes all changes of these levels back. Changes of a level add up, in order.
    """

    levels: tuple[int, ...]
    without: str | None = None
    like: int | None = None
    none: bool = False
    restore: bool = False


@dataclass(frozen=True)
class CallCrisis:
    """Crisis mode, now or after the organisation's activation time; `apart`: hand-overs and line stay as they were."""

    at_once: bool = True
    apart: bool = False


@dataclass(frozen=True)
class EndCrisis:
    """Normal mode, now; an activation that is under way is called off."""


@dataclass(frozen=True)
class CallIn:
    """So many people on call who are not on hand, in the order of the file, come in for `lasts` minutes; None: all."""

    count: int | None
    lasts: float


@dataclass(frozen=True)
class Overtime:
    """Who is on duty now stays on hand `lasts` minutes longer than their shift."""

    lasts: float


@dataclass(frozen=True)
class State:
    """An official statement outside of any case."""

    topic: str
    kind: Literal["holding", "position", "apology", "legalistic"]


@dataclass(frozen=True)
class Contradict:
    """Somebody speaks against the line in public, on a channel."""

    topic: str
    channel: str


@dataclass(frozen=True)
class Correct:
    """What was said against the line on a topic is put right: the backfires of all desks end."""

    topic: str


@dataclass(frozen=True)
class Decide:
    """What people decide of a case that is held for them."""

    case: int
    way: Way


@dataclass(frozen=True)
class Answer:
    """An open public case is answered now, in line, by people outside the queues."""

    case: int


Command: TypeAlias = (
    AddMentions
    | AddFact
    | Absence
    | CloseChannel
    | ChangeChain
    | CallCrisis
    | EndCrisis
    | CallIn
    | Overtime
    | State
    | Contradict
    | Correct
    | Decide
    | Answer
)
