"""One event of an exercise: the 24 planning columns, what the drill adds, and what a sheet carried beyond them.

The order of the columns is fixed, because files that are written today are read by people who sort by eye.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Literal, get_args

from sim.units import DAY, tick

EventType = Literal["contextual", "inject", "expected_action", "contingency", "decision", "admin"]
Status = Literal[
    "draft", "ready", "released", "answered", "closed", "held", "deferred", "skipped", "expired", "omitted"
]
EVENT_TYPES: tuple[str, ...] = get_args(EventType)
STATUSES: tuple[str, ...] = get_args(Status)
LATEST = 10_000 * DAY
# What stands before the time of the list where notes keep it, since minutes do not say all that it says.
TIME_IN_LIST = "time in the list"


@dataclass(frozen=True)
class MselRow:
    """One event; every text may be empty.

    Attributes:
        scenario_time: Minutes since the exercise start, >= 0 and rounded to a tick; None for an event that is held.
        to: Recipients in the order of the sheet, each on one line.
        options: What a decision offers, each on one line.
        target_minutes: Minutes within which an answer is wanted, as text; `target` is the number.
        timeout_min: Minutes after which the default option is taken, as text; `timeout` is the number.
        extra: Columns of the sheet that are none of ours, as (heading, text).
        time_text: The time as the sheet has it, its cells on one line each.
        place: Where the row was found, as in `plan.xlsx, sheet 'Day 1', row 7`.

    Raises:
        ValueError: If the time is negative, not finite or over 10,000 days, the event type or status is none of the
            known ones, or a recipient or an option is empty or has several lines.
    """

    number: str = ""
    scenario_time: float | None = None
    delivery_time: str = ""
    phase: str = ""
    event_type: str = "inject"
    status: str = "ready"
    title: str = ""
    channel: str = ""
    from_: str = ""
    to: tuple[str, ...] = ()
    injected_by: str = ""
    message: str = ""
    expected_action: str = ""
    deliverable: str = ""
    objective: str = ""
    capability: str = ""
    critical_task: str = ""
    target_minutes: str = ""
    trigger: str = ""
    condition: str = ""
    options: tuple[str, ...] = ()
    timeout_min: str = ""
    default_option: str = ""
    notes: str = ""
    fired_scenario: str = ""
    fired_wall: str = ""
    fired_by: str = ""
    actual_response: str = ""
    response_minutes: str = ""
    rating: str = ""
    observer_comment: str = ""
    extra: tuple[tuple[str, str], ...] = ()
    time_text: str = ""
    place: str = ""

    def __post_init__(self) -> None:
        if self.scenario_time is not None:
            if not (math.isfinite(self.scenario_time) and 0 <= self.scenario_time <= LATEST):
                raise ValueError(f"{self.scenario_time} is no scenario time; minutes from 0 to {LATEST:.0f} or None")
            object.__setattr__(self, "scenario_time", tick(self.scenario_time))
        if self.event_type not in EVENT_TYPES:
            raise ValueError(f"'{self.event_type}' is no event type; one of {', '.join(EVENT_TYPES)}")
        if self.status not in STATUSES:
            raise ValueError(f"'{self.status}' is no status; one of {', '.join(STATUSES)}")
        for entry in (*self.to, *self.options):
            if not entry.strip() or len(entry.splitlines()) != 1:
                raise ValueError(f"'{entry}' is no recipient or option; each is one line of text")

    @property
    def target(self) -> float | None:
        """Minutes within which an answer is wanted; None if the cell is empty or no number."""
        return _number(self.target_minutes)

    @property
    def timeout(self) -> float | None:
        """Minutes after which the default option is taken; None if the cell is empty or no number."""
        return _number(self.timeout_min)


_NAMES = tuple(field.name for field in fields(MselRow))
# The attribute is `from_`, since `from` is a word of Python; the column and everything a user sees is `from`.
COLUMNS: tuple[str, ...] = tuple(name.rstrip("_") for name in _NAMES[:24])
AFTER_COLUMNS: tuple[str, ...] = _NAMES[24:31]


def attribute(column: str) -> str:
    """Return the attribute of `MselRow` that a column fills."""
    return "from_" if column == "from" else column


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None
