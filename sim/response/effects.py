"""What answers do to the spread: damping, backfire, credibility (docs/model.md, section 3)."""

from __future__ import annotations

from dataclasses import dataclass

from sim.scenario.model import Scenario


@dataclass(frozen=True)
class Influence:
    """One published statement, or a contradiction's backfire on one channel (`desk` >= 0)."""

    since: float
    factor: float
    channel: str
    desk: int
    until: float


class Effects:
    """The statements and backfires under way, by topic, and the organisation's credibility."""

    def __init__(self, scenario: Scenario) -> None:
        self._table = scenario.effects
        self._credibility = scenario.credibility
        self._largest = scenario.envelope
        self._shares = {name: channel.statement_share for name, channel in scenario.channels.items()}
        self._statements: dict[str, list[Influence]] = {}
        self._backfires: dict[str, list[Influence]] = {}
        self._deficit = 0.0
        self._deficit_since = 0.0
        self.reply = self.factor("reply")

    def factor(self, kind: str) -> float:
        """Return the factor of a kind of publication; in a trace, nothing exceeds the envelope of 1."""
        return min(float(getattr(self._table, kind)), self._largest)

    def credibility(self, now: float) -> float:
        """Return credibility (equation 9)."""
        if not self._deficit:
            return 1.0
        fading: float = 2.0 ** (-(now - self._deficit_since) / self._credibility.half_life)
        return 1.0 - self._deficit * fading

    def state(self, topic: str, kind: str, now: float) -> float:
        """Let a statement of a kind work on its topic from now on; return its factor."""
        factor = self.factor(kind)
        self._statements.setdefault(topic, []).append(Influence(now, factor, "", -1, float("inf")))
        return factor

    def contradict(self, topic: str, channel: str, desk: int, now: float) -> float:
        """Lower the credibility and start a backfire; return its factor."""
        self._deficit = 1.0 - self._credibility.factor * self.credibility(now)
        self._deficit_since = now
        factor = self.factor("contradiction")
        until = now + self._credibility.backfire_lasts
        self._backfires.setdefault(topic, []).append(Influence(now, factor, channel, desk, until))
        return factor

    def correct(self, topic: str, desk: int | None) -> None:
        """End the backfires that a desk (None: any) started on a topic: it has published with the agreed line."""
        if topic in self._backfires:
            self._backfires[topic] = [b for b in self._backfires[topic] if desk is not None and b.desk != desk]

    def edge(self, topic: str, channel: str, now: float) -> float:
        """Return E, the factor on an edge to a mention of a topic on a channel now (equation 8)."""
        statements = self._statements.get(topic)
        backfires = self._backfires.get(topic)
        if not statements and not backfires:
            return 1.0
        damping = backfire = 1.0
        if statements:
            reached = min(1.0, max(0.0, self._shares[channel] * self.credibility(now)))
            for statement in statements:
                effect = statement.factor ** (reached * self._strength(now - statement.since))
                damping, backfire = min(damping, effect), max(backfire, effect)
        for one in backfires or []:
            if one.channel == channel and now < one.until:
                backfire = max(backfire, one.factor ** self._ramp(now - one.since))
        return damping * backfire

    def _ramp(self, age: float) -> float:
        return 1.0 if not self._table.ramp else min(1.0, age / self._table.ramp)

    def _strength(self, age: float) -> float:
        if age <= self._table.lasts:
            return self._ramp(age)
        return max(0.0, 1.0 - (age - self._table.lasts) / self._table.fades)
