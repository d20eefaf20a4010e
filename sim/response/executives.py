"""Executives' own meetings: an alternating renewal process of meetings and gaps (docs/model.md, section 9.7)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import Final

from sim.distributions import mean
from sim.response.luck import Luck
from sim.response.plan import PersonPlan

# A day before the start, so that minute 0 falls anywhere in a meeting or a gap.
_BEGIN: Final = -1440.0


def own_meetings(
    people: tuple[PersonPlan, ...], luck: Luck, end: float
) -> Iterator[tuple[float, float, tuple[int, ...]]]:
    """Yield (start, end, who) of all meetings that take one person away after minute 0 and before `end`."""
    for person in people:
        for start, stop in _meetings(person, luck, end):
            if stop > start and stop > 0.0 and start <= end:
                yield max(start, 0.0), stop, (person.index,)


def _meetings(person: PersonPlan, luck: Luck, end: float) -> list[tuple[float, float]]:
    rule = person.own_meetings
    if rule is None:
        return []
    cycle = mean(rule.length) / rule.share
    count = int(1.5 * (end - _BEGIN) / cycle) + 10
    while True:
        gaps = luck.series(rule.gap, person.key, "gap", count).tolist()
        lengths = luck.series(rule.length, person.key, "meeting", count).tolist()
        turns = list(accumulate((turn for pair in zip(gaps, lengths, strict=True) for turn in pair), initial=_BEGIN))
        if turns[-1] > end:
            return list(zip(turns[1::2], turns[2::2], strict=True))
        count *= 2
