"""Normal and crisis mode of one run: alarms, the switch and the way back, recall, and the meetings of crisis mode.

docs/model.md, section 9.1.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import partial
from typing import Final

from sim.keys import name_key
from sim.organisation.modes import Modes, Volume
from sim.response.desks import Desks
from sim.response.instants import CALENDAR, Instants, Token
from sim.response.line import PublicLine
from sim.response.luck import Luck
from sim.response.plan import CadencePlan, Plan
from sim.response.state import Case, PersonState
from sim.response.steering import Steering
from sim.response.work import Hook

# Where mode changes stand among what happens first at an instant: after changes of duty, before meetings.
_LOOK: Final = 500_000
_CADENCE: Final = 900_000
# The key of a crisis that people call.
_CALLED: Final = name_key("command")


class ModeSwitch:
    """The mode of one run.

    Attributes:
        changes: (instant, word) of every alarm and every change of the mode.
    """

    def __init__(
        self, plan: Plan, rule: Modes, desks: Desks, luck: Luck, line: PublicLine, *, changed: tuple[Hook, ...]
    ) -> None:
        self.changes: list[tuple[float, str]] = []
        self._plan, self._rule, self._desks, self._luck, self._line = plan, rule, desks, luck, line
        self._env: Instants = desks.env
        self._changed = changed
        self._judged = plan.organisation.structure.judging is not None
        self._detections: list[float] = []
        self._alarms = self._crises = 0
        # The activation that is under way; another one takes its place where people call the crisis at once.
        self._activation: Token | None = None
        self._apart = False
        self._in: set[int] = set()
        self.steering: Steering | None = None

    # Alarms

    def detected(self, case: Case) -> None:
        """Look whether the detection of a case raises the alarm."""
        trigger = self._rule.trigger
        public = case.fact < 0
        if not (public and self._judged):
            self.severe(case)
        if public:
            self._detections.append(self._env.instant)
            if trigger.volume is not None and self._detected_within(trigger.volume) >= trigger.volume.cases:
                self._alarm(case)

    def severe(self, case: Case) -> None:
        """Look whether the severity of a case, as it is judged now, raises the alarm."""
        severity = self._rule.trigger.severity
        if severity is not None and case.level >= severity:
            self._alarm(case)

    def worked(self, case: Case, person: PersonState) -> None:
        """Look whether somebody who has ended work on a case calls the crisis."""
        caller = self._rule.trigger.person
        if caller is not None and case.level >= caller.level and caller.role in person.plan.roles:
            self._alarm(case)

    def _detected_within(self, window: Volume) -> int:
        return len(self._detections) - bisect_right(self._detections, self._env.instant - window.over)

    def _alarm(self, case: Case) -> None:
        if self._activation is not None or self._desks.crisis:
            return
        if self.steering is not None and self.steering.takes_alarm(self._env.instant, case):
            return
        delay = self._luck.attempt(self._plan.numbers["activation"], case.row, self._alarms)
        self._activate(delay, apart=False)

    def _activate(self, delay: float, *, apart: bool) -> None:
        self._alarms += 1
        self._note("alarm")
        self._apart = apart
        self._activation = Token(self._env, self._activated)
        self._later(self._env.instant + delay, self._activation)

    def call(self, *, at_once: bool, apart: bool) -> str:
        """Have people call the crisis; return why nothing comes of it, or an empty text."""
        if self._desks.crisis:
            return "it is crisis mode already"
        if at_once:
            if self._activation is None:
                self._alarms += 1
                self._note("alarm")
            self._apart = apart
            self._begin()
            return ""
        if self._activation is not None:
            return "an activation is under way already"
        law = self._rule.activation
        self._activate(self._luck.duration_at(law, _CALLED, "activation", self._alarms), apart=apart)
        return ""

    def call_off(self) -> str:
        """Have people end crisis mode, or its activation; return why nothing comes of it, or an empty text."""
        if self._desks.crisis:
            self._end()
        elif self._activation is not None:
            self._activation = None
        else:
            return "it is no crisis mode"
        return ""

    def _note(self, word: str) -> None:
        self.changes.append((self._env.instant, word))
        for hook in self._changed:
            hook(self._env.instant, word)

    def _later(self, instant: float, token: Token, number: int = _LOOK) -> None:
        if instant <= self._plan.end:
            self._env.push(token, instant, CALENDAR, number)

    # The switch

    def _activated(self, token: Token) -> None:
        if token is self._activation:
            self._begin()

    def _begin(self) -> None:
        now, crisis = self._env.instant, self._rule.crisis
        self._activation = None
        self._crises += 1
        self._switch(crisis=True)
        self._note("crisis mode")
        if crisis.line is not None and not self._apart:
            self._line.all_hear(now)
            self._line.rule = crisis.line
        self._later(now + self._rule.exit.over, Token(self._env, partial(self._look, self._crises)))
        if crisis.recall is not None:
            for person in self._desks.people:
                if person.plan.on_call:
                    self._call_in(person, now)
        for number, entry in enumerate(self._plan.cadence):
            token = Token(self._env, partial(self._sit, entry, number, self._crises))
            self._later(now + entry.every, token, _CADENCE + number)

    def _look(self, crisis: int, token: Token) -> None:
        if not self._desks.crisis or self._crises != crisis:
            return
        # Those at the last look count, those of this instant will count at the next: no detection falls between.
        now = self._env.instant
        since = bisect_left(self._detections, now - self._rule.exit.over)
        goes_on = len(self._detections) - since >= self._rule.exit.cases
        if goes_on or (self.steering is not None and self.steering.takes_exit(now)):
            self._later(now + self._rule.exit.over, token)
        else:
            self._end()

    def _end(self) -> None:
        self._switch(crisis=False)
        self._note("normal mode")
        self._line.rule = self._plan.organisation.structure.line
        for person in self._desks.people:
            self._recall(person, recalled=False)

    def _switch(self, *, crisis: bool) -> None:
        desks = self._desks
        desks.crisis = crisis
        desks.shared = crisis and not self._apart
        desks.flexing = crisis and self._rule.crisis.flex
        desks.restless = desks.flexing or self._plan.paging is not None
        for queue in desks.queues:
            desks.touch(queue)

    # Recall

    def _call_in(self, person: PersonState, now: float) -> None:
        rule = self._rule.crisis.recall
        assert rule is not None
        start = now + self._luck.duration_at(rule.after, person.plan.key, "recall", self._crises - 1)
        for instant, recalled in ((start, True), (start + rule.up_to, False)):
            change = partial(self._called, person, self._crises, recalled)
            self._later(instant, Token(self._env, change), _LOOK + 1 + person.plan.index)

    def _called(self, person: PersonState, crisis: int, recalled: bool, _token: Token) -> None:
        if self._desks.crisis and self._crises == crisis:
            self._recall(person, recalled=recalled)

    def _recall(self, person: PersonState, *, recalled: bool) -> None:
        index = person.plan.index
        if recalled != (index in self._in):
            self._in ^= {index}
            self._desks.call(person, 1 if recalled else -1)

    # Cadence

    def _sit(self, entry: CadencePlan, number: int, crisis: int, token: Token) -> None:
        if not (self._desks.crisis and self._crises == crisis):
            return
        now = self._env.instant
        self._desks.take_away(entry.who, 1)
        self._later(now + entry.length, Token(self._env, partial(self._rise, entry)), _CADENCE + number)
        self._later(now + entry.every, token, _CADENCE + number)

    def _rise(self, entry: CadencePlan, _token: Token) -> None:
        self._desks.take_away(entry.who, -1)
