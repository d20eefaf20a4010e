"""Work in hand and calendars: when a job ends, what the end of a shift does to it, and what is booked for it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

from sim.organisation.calendars import Interval
from sim.organisation.people import AtShiftEnd
from sim.response.state import CALENDAR, REVIEW, SERVICE, Item, PersonState

LONGEST_REST: Final = 1440.0


@dataclass(frozen=True)
class Course:
    """How a job will go: its end, or its return to the queue with `remaining` minutes; rests in between."""

    until: float
    remaining: float | None
    rests: list[Interval] | None


def course(person: PersonState, now: float, work: float, *, policy: AtShiftEnd, reread: float) -> Course:
    """Return how a job of `work` minutes goes that a person begins now (docs/model.md, section 5, At shift end)."""
    watch = person.watch
    end = now + work
    if not watch.on_duty or person.recalled or policy == "finish" or end <= watch.end:
        return Course(end, None, None)
    if policy == "hand_over":
        return Course(watch.end, work - (watch.end - now) + reread, None)
    return _suspended(watch.intervals, watch.index, now, work)


def _suspended(intervals: list[Interval], index: int, now: float, work: float) -> Course:
    rests: list[Interval] = []
    start, end = now, intervals[index][1]
    while start + work > end:
        work -= end - start
        index += 1
        back = intervals[index][0] if index < len(intervals) else end + 2 * LONGEST_REST
        if back - end > LONGEST_REST:
            rests.append((end, end + LONGEST_REST))
            return Course(end + LONGEST_REST, work, rests)
        rests.append((end, back))
        start, end = intervals[index]
    return Course(start + work, None, rests)


def resting(item: Item, now: float) -> bool:
    """Say whether the job is suspended now."""
    return item.rests is not None and any(start <= now < end for start, end in item.rests)


def book(item: Item, person: PersonState, now: float) -> None:
    """Book a job that rested, or that its person's hours do not cover, to the item and to the person."""
    spent = now - item.start
    rested = 0.0
    if item.rests is not None:
        rested = sum(min(end, now) - start for start, end in item.rests if start < now)
        item.booked[CALENDAR] += rested
    item.booked[REVIEW if item.stage is None else SERVICE] += spent - rested
    person.busy += spent - rested
    person.overtime += spent - rested - _on_duty(person, item, now)
    item.rests = None


def _on_duty(person: PersonState, item: Item, now: float) -> float:
    """Return the part of the job, until now, that lies in the person's hours."""
    worked = _without([(item.start, now)], item.rests or [])
    return sum(overlap(person.watch.intervals, start, end) for start, end in worked)


def _without(spans: list[Interval], rests: list[Interval]) -> list[Interval]:
    pieces = spans
    for start, end in rests:
        pieces = [p for a, b in pieces for p in ((a, min(b, start)), (max(a, end), b)) if p[1] > p[0]]
    return pieces


def overlap(intervals: list[Interval], start: float, end: float) -> float:
    """Return how many minutes of [start, end) lie in the ordered intervals."""
    total = 0.0
    for low, high in intervals[max(0, bisect_right(intervals, (start,)) - 1) :]:
        if low >= end:
            break
        total += max(0.0, min(high, end) - max(low, start))
    return total
