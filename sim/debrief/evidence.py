"""What all parts of the report are made from: the drill, the tables of its run, how instants and people are told."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from sim.counterfactual.carried import SameDecisions
from sim.counterfactual.measures import Measure, measure, shown
from sim.counterfactual.model_runs import ModelOnly
from sim.drill.definition import Option
from sim.drill.session import Session
from sim.drill.state import Answer, DecisionState, InjectState
from sim.record.log import Records

# What stands where nothing is known.
NONE = "–"
# Heads and title of a table that counts twice, and what the two have to do with what the players saw.
SPANS_HEADS = ("Since the drill began", "Since the start of the crisis")
SPANS = "what was posted, answered or open since the drill began, and since the start of the crisis"
CONSOLE = "The console showed the totals since the start of the crisis, as they stood at that minute."
# Kinds of events to which somebody should respond; the others set the scene or steer the exercise.
ANSWERABLE = ("inject", "contingency", "decision", "expected_action")


@dataclass(frozen=True)
class Evidence:
    """One drill as the report sees it.

    Attributes:
        session: The drill.
        records: The tables of its run, until its end.
        folder: Where it is kept, as it was given.
        same: Reading A, if it was made.
        model: Reading C, if it was made.
        anonymise: Whether people are told by their seats.
    """

    session: Session
    records: Records
    folder: Path
    same: SameDecisions | None = None
    model: ModelOnly | None = None
    anonymise: bool = False

    @property
    def end(self) -> float:
        """The scenario minute at which the drill was closed, or to which it has come."""
        return self.session.closed_at if self.session.closed else self.session.now

    @property
    def length(self) -> float:
        """Scenario minutes that were played."""
        return self.end - self.session.begins

    @cached_property
    def values(self) -> dict[str, float]:
        """The measures of the drill by name."""
        return measure(self.records, begins=self.session.begins, end=self.end)

    @cached_property
    def whole(self) -> dict[str, float]:
        """The measures by name from the start of the crisis on, before the drill began too."""
        return measure(self.records, begins=0.0, end=self.end)

    @property
    def place(self) -> str:
        """The folder as a command line takes it: as it was given, or only its name if nobody is named."""
        name = (self.folder.name if self.anonymise else str(self.folder)) or "."
        return f'"{name}"' if any(sign.isspace() for sign in name) else name

    @cached_property
    def open(self) -> list[DecisionState]:
        """The decisions that were still open at the end."""
        return [one for one in self.session.decisions if one.answer is None]

    @cached_property
    def defaulted(self) -> list[tuple[DecisionState, Answer]]:
        """The decisions that their default decided."""
        return [(one, one.answer) for one in self.session.decisions if one.answer is not None and one.answer.default]

    @cached_property
    def decided(self) -> list[tuple[DecisionState, Answer]]:
        """The decisions that people took."""
        found = self.session.decisions
        return [(one, one.answer) for one in found if one.answer is not None and not one.answer.default]

    @cached_property
    def released(self) -> list[InjectState]:
        """The injects that were released, in the order of it."""
        there = [one for one in self.session.injects.values() if not math.isnan(one.released_at)]
        return sorted(there, key=lambda one: one.released_at)

    # Instants

    def clock(self, minute: float) -> str:
        """Return the local clock at a scenario minute: `11:42`, with the weekday if it is not that of the start."""
        if not math.isfinite(minute):
            return NONE
        clock = self.session.drill.scenario.clock
        there, first = clock.local(minute), clock.local(self.session.begins)
        return f"{there:%H:%M}" if there.date() == first.date() else f"{there:%a %H:%M}"

    def moment(self, minute: float) -> str:
        """Return the local clock and the time since the scenario's start: `11:42 (T+1:36)`."""
        return f"{self.clock(minute)} ({elapsed(minute)})" if math.isfinite(minute) else NONE

    # People

    def seat(self, name: str) -> str:
        """Return the title of a seat."""
        found = self.session.drill.definition.seat(name)
        if found is not None:
            return found.title or found.id
        return {"facilitator": "Facilitator", "observer": "Observer", "": NONE}.get(name, name)

    def person(self, seat: str, actor: str) -> str:
        """Return who did something: the name they gave, or their seat."""
        return actor if actor and not self.anonymise else self.seat(seat)

    def releaser(self, name: str) -> str:
        """Return who released an inject: the clock, a name, or the seat behind it."""
        return self.seat(self._seats.get(name, name)) if self.anonymise else self.seat(name)

    def option(self, state: DecisionState, answer: Answer) -> str:
        """Return the title of what was chosen."""
        chosen: Option | None = state.decision.option(answer.option)
        return answer.option if chosen is None else chosen.title

    def words(self, text: str) -> str:
        """Return what people wrote; names of those at the table are replaced by their seats if nobody is named."""
        if not self.anonymise or self._names is None:
            return text
        return self._names.sub(lambda found: self.seat(self._seats[found[0].casefold()]), text)

    @cached_property
    def _seats(self) -> dict[str, str]:
        """Seats by the names that somebody acted under or stood in for, as written and in small letters."""
        table = self.session.table
        named = [(action.actor, action.seat) for action in self.session.actions]
        named += [(one.actor, one.seat) for one in table.present]
        named += [(one.substitute_for, one.seat) for one in table.present]
        return {form: seat for name, seat in named if name for form in (name, name.casefold())}

    @cached_property
    def _names(self) -> re.Pattern[str] | None:
        longest_first = sorted(self._seats, key=len, reverse=True)
        if not longest_first:
            return None
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)


def elapsed(minute: float) -> str:
    """Return the time since the scenario's start: `T+1:36`."""
    whole = math.floor(minute + 1e-6)
    hours, left = divmod(abs(whole), 60)
    return f"T{'-' if whole < 0 else '+'}{hours}:{left:02d}"


def wall(milliseconds: int) -> str:
    """Return an instant of the wall clock, in UTC."""
    return f"{datetime.fromtimestamp(milliseconds / 1000, UTC):%H:%M:%S}" if milliseconds else NONE


def day(milliseconds: int) -> str:
    """Return a day of the wall clock, in UTC."""
    return f"{datetime.fromtimestamp(milliseconds / 1000, UTC):%Y-%m-%d}" if milliseconds else NONE


def minutes(value: float) -> str:
    """Return a number of scenario minutes: `4 min`, `0.5 min`."""
    if not math.isfinite(value):
        return NONE
    return f"{value:.0f} min" if abs(value - round(value)) < 0.05 or abs(value) >= 10 else f"{value:.1f} min"


def value(one: Measure, number: float) -> str:
    """Return the value of a measure in words, or the sign that nothing is known."""
    return NONE if math.isnan(number) else shown(one, number)


def count(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun: `1 decision`, `3 decisions`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
