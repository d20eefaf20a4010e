"""The official line: facts, position cases, agreed versions, and what each desk knows (docs/model.md, section 6)."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final

from sim.organisation.conduct import Line
from sim.response.effects import Effects
from sim.response.plan import Plan
from sim.response.state import Case
from sim.scenario.facts import KnownFact

# In the place of a fact's number: a position that is about none.
_NO_FACT: Final = -2


@dataclass
class Topic:
    """The agreed line of one topic.

    `known[v - 1][desk]` is the instant from which a desk knows version v; `stated` the versions that a statement has
    carried; `contradicted` the (desk, version) pairs that have contradicted.
    """

    version: int = 0
    fact: int = -1
    position_on: int = -1
    since: float = 0.0
    known: list[list[float]] = field(default_factory=list)
    stated: set[int] = field(default_factory=set)
    contradicted: set[tuple[int, int]] = field(default_factory=set)


@dataclass(frozen=True)
class Statement:
    """One row of the statements table."""

    time: float
    topic: str
    kind: str
    version: int
    channel: str
    effect: float


class PublicLine:
    """Facts and agreed lines of one run, and the judgement of what is published."""

    def __init__(self, plan: Plan, facts: tuple[KnownFact, ...], effects: Effects) -> None:
        self.rule: Line = plan.organisation.structure.line
        self._stance = plan.organisation.structure.stance
        self._desks = len(plan.desks)
        self._effects = effects
        self.facts = facts
        self.topics: dict[str, Topic] = {}
        self.known: set[int] = set()
        self.statements: list[Statement] = []

    def topic(self, name: str) -> Topic:
        """Return the line of a topic, from version 0 on."""
        line = self.topics.get(name)
        if line is None:
            line = self.topics[name] = Topic()
        return line

    def version_at(self, topic: str, desk: int, now: float) -> int:
        """Return the newest version that a desk knows now."""
        line = self.topics.get(topic)
        if line is None or not line.known:
            return 0
        return max((v for v, heard in enumerate(line.known, 1) if heard[desk] <= now), default=0)

    def silenced(self, fact: str) -> bool:
        """Say whether a line on a fact, or on a newer one of its topic, has been published."""
        for known in self.facts:
            if known.name == fact:
                line = self.topics.get(known.topic)
                return line is not None and line.version > 0 and line.fact >= known.order
        return False

    def template_holds(self, topic: str, refresh: float, now: float) -> bool:
        """Say whether templates fit the topic: no line yet, or one that is old enough for them to be refreshed."""
        line = self.topic(topic)
        return line.version == 0 or now - line.since >= refresh

    def publish_position(self, case: Case, now: float) -> bool:
        """Publish a position case; return False where it is dropped because something newer is out."""
        line = self.topic(case.topic)
        if line.fact > case.fact or line.position_on == case.fact:
            return False
        line.version += 1
        line.fact, line.since = case.fact, now
        if case.nature == "position":
            line.position_on = case.fact
        line.known.append([now if desk == case.desk.index else self._heard(now) for desk in range(self._desks)])
        line.stated.add(line.version)
        case.version = line.version
        self._state(case, case.nature, now)
        self._effects.correct(case.topic, case.desk.index)
        return True

    def _heard(self, now: float) -> float:
        if self.rule.broadcast is not None:
            return now + self.rule.broadcast
        assert self.rule.sync is not None
        return (math.floor(now / self.rule.sync) + 1) * self.rule.sync

    def all_hear(self, now: float) -> None:
        """Have all desks know what is agreed, as all look at one board."""
        for line in self.topics.values():
            line.known = [[min(heard, now) for heard in version] for version in line.known]

    def newest_fact(self, topic: str, now: float) -> KnownFact | None:
        """Return the newest fact of a topic that has come."""
        return next((f for f in reversed(self.facts) if f.topic == topic and f.at <= now), None)

    def publish_answer(self, case: Case, now: float, *, strays: bool) -> None:
        """Judge and publish the answer to a public case; `strays` says that it departs from the line, if not stale."""
        line = self.topic(case.topic)
        case.stale = case.version < line.version
        case.misaligned = not case.stale and strays
        in_line = not case.stale and not case.misaligned
        case.outdated = in_line and line.version >= 1 and self._newer_fact(case.topic, line.fact, now)
        if case.level >= 3 and case.version not in line.stated and not case.employee:
            line.stated.add(case.version)
            self._state(case, "holding", now)
        else:
            case.published = "reply"
        if in_line:
            self._effects.correct(case.topic, case.desk.index)
        elif (case.desk.index, line.version) not in line.contradicted:
            line.contradicted.add((case.desk.index, line.version))
            factor = self._effects.contradict(case.topic, case.channel, case.desk.index, now)
            self.statements.append(Statement(now, case.topic, "contradiction", case.version, case.channel, factor))

    def _newer_fact(self, topic: str, order: int, now: float) -> bool:
        return any(fact.topic == topic and fact.order > order and fact.at <= now for fact in self.facts)

    def _state(self, case: Case, nature: str, now: float) -> None:
        kind = (self._stance.holding if nature == "holding" else self._stance.position) or nature
        factor = self._effects.state(case.topic, kind, now)
        case.published = "statement"
        self.statements.append(Statement(now, case.topic, kind, case.version, case.channel, factor))

    def speak(self, topic: str, kind: str, now: float) -> None:
        """State something outside of any case; a newer holding or position is agreed line, heard at once by all."""
        line, newest = self.topic(topic), self.newest_fact(topic, now)
        order = newest.order if newest is not None else _NO_FACT
        settles = kind == "position" and line.position_on != order
        if kind in {"holding", "position"} and (line.version == 0 or order > line.fact or settles):
            line.version += 1
            line.fact, line.since = max(line.fact, order), now
            if kind == "position":
                line.position_on = order
            line.known.append([now] * self._desks)
        line.stated.add(line.version)
        factor = self._effects.state(topic, kind, now)
        self.statements.append(Statement(now, topic, kind, line.version, "", factor))

    def speak_against(self, topic: str, channel: str, desk: int, now: float) -> None:
        """Contradict the line in public; it always counts."""
        factor = self._effects.contradict(topic, channel, desk, now)
        version = self.topic(topic).version
        self.statements.append(Statement(now, topic, "contradiction", version, channel, factor))

    def make_place(self, order: int) -> None:
        """Count facts from `order` on one place later, as a new one comes before them."""
        for line in self.topics.values():
            line.fact += line.fact >= order
            line.position_on += line.position_on >= order

    def put_right(self, topic: str) -> None:
        """End the backfires of all desks on a topic."""
        self._effects.correct(topic, None)
