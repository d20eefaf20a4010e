"""People: how many of which role, when they work, what they are good at, and how they are paged."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from sim.distributions import Distribution
from sim.fields import Block, Count, Duration, Level, Name, Number, Positive, Share
from sim.organisation.calendars import parse_calendar
from sim.organisation.experience import InMeetings, ShiftHandoff, Training, Unfamiliar

AtShiftEnd = Literal["finish", "suspend", "hand_over"]


def _calendar(value: object) -> list[str]:
    entries = value if isinstance(value, list) else [value]
    if not entries:
        raise ValueError("a calendar without entries never opens; write office, 3x8, always or 'Mon-Fri 08:00-18:00'")
    for entry in entries:
        parse_calendar(entry)
    return [str(entry) for entry in entries]


def _date(value: object) -> str:
    try:
        return datetime.date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise ValueError(f"'{value}' is not a date; write YYYY-MM-DD, as in '2018-12-25'") from None


CalendarText = Annotated[
    list[str],
    BeforeValidator(_calendar),
    Field(
        json_schema_extra={"type": ["string", "array"], "examples": ["office", "3x8", "always", "Mon-Fri 08:00-18:00"]}
    ),
]
Date = Annotated[str, BeforeValidator(_date)]


class Skills(Block):
    """How fast these people are, as a factor on speed: 1 is normal, 1.25 takes four fifths of the time.

    `elsewhere` is the factor on channels that `channels` does not list.
    """

    channels: dict[Name, Positive] = {}
    elsewhere: Positive = 1.0
    stages: dict[
        Literal["triage", "judge", "analyse", "facts", "draft", "review", "publish", "follow up"], Positive
    ] = {}


class People(Block):
    """Posts that are alike: `count` people of one role, named `role 1`, `role 2`, ..."""

    role: Name
    count: Count = Field(ge=1, le=1000)
    calendar: CalendarText
    also: list[Name] = []
    on_call: bool = False
    attention: Share = Field(default=1.0, gt=0)
    wage: Positive = 40.0
    skills: Skills = Skills()
    tenure_months: Annotated[Number, Field(ge=0)] | None = None
    months_since_drill: Annotated[Number, Field(ge=0)] | None = None
    in_meetings: InMeetings | None = None
    unfamiliar: Unfamiliar | None = None


class OnCall(Block):
    """How people on call are paged: one attempt after the other, round their list."""

    timeout: Duration = Field(gt=0)
    ack: Distribution
    unavailable: Share = Field(lt=1)
    from_level: Level


class Resources(Block):
    """Who there is and when; kept apart from `structure`, so that a comparison can hold it equal."""

    people: list[People] = Field(min_length=1)
    on_call: OnCall | None = None
    at_shift_end: AtShiftEnd = "finish"
    reread: Duration = 3.0
    holidays: list[Date] = []
    training: Training = Training()
    shift_handoff: ShiftHandoff | None = None
