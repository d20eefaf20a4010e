"""Conditions over the state of the model: `backlog.x > 25`, `no_statement_since > 60 for 10 min and crisis = 1`.

They are looked at on every whole minute of the scenario, never in between, so that what fires does not depend on how
the clock was moved.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from sim.errors import did_you_mean
from sim.fields import one_of
from sim.response.gauges import Gauges
from sim.units import parse_duration

_TERM = re.compile(
    r"\s*([a-z_]+)(?:\.([A-Za-z0-9 _-]+?))?\s*(>=|<=|>|<|=)\s*(-?[0-9.]+(?:e[0-9]+)?)\s*(%?)\s*(?:for\s+(.+))?"
)
_COMPARE: Final[dict[str, Callable[[float, float], bool]]] = {
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
    "=": operator.eq,
}
_SAID: Final = {">": "above", "<": "below", ">=": "at least", "<=": "at most", "=": "at"}
# What a condition may look at; the texts stand in the help and in docs/drill.md.
GAUGES: Final[dict[str, tuple[str, Callable[[Gauges], float]]]] = {
    "mentions": ("mentions so far", lambda g: g.mentions),
    "mentions_per_hour": ("mentions in the last hour", lambda g: g.mentions_last_hour),
    "reach": ("people who could see a mention so far, summed", lambda g: g.reach),
    "backlog": ("cases that are seen and not answered; backlog.CHANNEL for one channel", lambda g: g.backlog),
    "oldest": ("minutes since the oldest case of the backlog opened", lambda g: g.oldest),
    "utilisation": ("share of the people on duty who are busy; 90 % or 0.9", lambda g: g.utilisation),
    "no_statement_since": ("minutes since the last official statement, or the start", lambda g: g.since_statement),
    "statements": ("official statements so far", lambda g: g.statements),
    "contradictions": ("contradictions of the agreed line so far", lambda g: g.contradictions),
    "answered": ("cases answered so far", lambda g: g.answered),
    "crisis": ("1 in crisis mode, else 0", lambda g: float(g.crisis)),
}


@dataclass(frozen=True)
class Term:
    """One comparison that must have held on every whole minute of the last `lasting` minutes."""

    gauge: str
    channel: str
    compare: str
    value: float
    lasting: int

    @property
    def words(self) -> str:
        """The comparison in words."""
        what = GAUGES[self.gauge][0].partition(";")[0] + (f" on {self.channel}" if self.channel else "")
        lasting = f" for {self.lasting} minutes" if self.lasting else ""
        return f"{what} {_SAID[self.compare]} {self.value:g}{lasting}"

    def read(self, gauges: Gauges) -> float:
        """Return the value of the gauge."""
        if self.channel:
            return gauges.backlog_of.get(self.channel, 0)
        return float(GAUGES[self.gauge][1](gauges))


@dataclass(frozen=True)
class Condition:
    """Comparisons that must all hold."""

    text: str
    terms: tuple[Term, ...]

    @property
    def words(self) -> str:
        """The condition as players read it: `mentions in the last hour are above 30`."""
        return " and ".join(term.words for term in self.terms)

    def holds(self, history: Sequence[Gauges]) -> bool:
        """Say whether the condition holds now; `history` has one reading a whole minute, the last is now."""
        return all(self._held(term, history) for term in self.terms)

    def _held(self, term: Term, history: Sequence[Gauges]) -> bool:
        looked = history[-1 - term.lasting :]
        compare = _COMPARE[term.compare]
        return len(looked) == term.lasting + 1 and all(compare(term.read(g), term.value) for g in looked)


def parse_condition(text: str) -> Condition:
    """Return the condition that a text says.

    Raises:
        ValueError: If it is none, with what is allowed.
    """
    return Condition(text, tuple(_term(part) for part in re.split(r"\s+and\s+", text.strip())))


def _term(text: str) -> Term:
    match = _TERM.fullmatch(text)
    if match is None:
        raise ValueError(f"'{text}' is no condition; write a gauge, one of > < >= <= =, and a number: 'backlog.x > 25'")
    gauge, channel, compare, number, percent, lasting = match.groups()
    if gauge not in GAUGES:
        raise ValueError(f"no gauge '{gauge}'; the gauges are {one_of(list(GAUGES))}{did_you_mean(gauge, GAUGES)}")
    if channel and gauge != "backlog":
        raise ValueError(f"'{gauge}.{channel}': only backlog is counted by channel")
    try:
        value = float(number)
    except ValueError:
        raise ValueError(f"'{number}' in '{text}' is not a number") from None
    if not math.isfinite(value):
        raise ValueError(f"'{number}' in '{text}' is too large")
    minutes = parse_duration(lasting) if lasting else 0.0
    return Term(gauge, channel or "", compare, value / 100 if percent else value, round(minutes))
