"""Gauges: what stands on the dials of a run that is under way. Reading them changes nothing in the run."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import compress

from sim.response.engine import Engine
from sim.response.jobs import resting
from sim.response.state import Case, Item
from sim.response.work import label_of
from sim.units import HOUR

HELD = "held for people"


@dataclass(frozen=True)
class Gauges:
    """The state of a run at an instant.

    Attributes:
        now: The instant (minutes since the start) up to which everything has happened.
        mentions: Mentions that have survived so far.
        mentions_last_hour: Those of the last 60 minutes.
        reach: Sum of the reaches of all that have survived (people, counted once a mention).
        cases_open: Public cases of L1 or more that are open, seen or not.
        backlog: Those of them that somebody has detected.
        backlog_of: The backlog by channel; every channel of the scenario is there.
        waiting_for: What waits in queues, by what it waits for (a stage's label, or `review`), position cases and
            branches included; and `held for people`.
        oldest: Minutes since the opening of the oldest case of the backlog; 0 where there is none.
        on_duty: People who are on hand: on duty, or recalled.
        busy: People with a job in hand that is not suspended, on hand or not.
        utilisation: busy / on_duty, at most 1; 0 where nobody is on duty.
        crisis: Whether it is crisis mode.
        statements: Official statements so far.
        since_statement: Minutes since the last one, or since the start.
        contradictions: Publications that opened a backfire, so far.
        answered: Public cases that have been answered.
        replies: Those of them whose answer was a reply, not a statement.
    """

    now: float
    mentions: int
    mentions_last_hour: int
    reach: float
    cases_open: int
    backlog: int
    backlog_of: dict[str, int]
    waiting_for: dict[str, int]
    oldest: float
    on_duty: int
    busy: int
    utilisation: float
    crisis: bool
    statements: int
    since_statement: float
    contradictions: int
    answered: int
    replies: int


@dataclass(frozen=True)
class Post:
    """One mention that has survived; `case` is the number of the case that it opened, -1 for none."""

    index: int
    time: float
    channel: str
    kind: str
    topic: str
    reach: float
    key: int
    thread: int
    case: int


def read_gauges(engine: Engine) -> Gauges:
    """Return what the dials show now."""
    run, now, met = engine.run, engine.now, engine.mentions
    cases = [case for case in run.cases if case.fact < 0]
    unanswered = [case for case in cases if case.state == "open" and case.level >= 1]
    backlog = [case for case in unanswered if case.detected <= now]
    by_channel = Counter(case.channel for case in backlog)
    people = run.desks.people
    on_duty = sum(person.on_hand for person in people)
    busy = sum(person.item is not None and not resting(person.item, now) for person in people)
    stated = [one.time for one in run.line.statements if one.kind != "contradiction"]
    answers = [case.published for case in cases if case.state == "answered"]
    hour = bisect_right(met.times, now - HOUR, 0, engine.happened)
    return Gauges(
        now=now,
        mentions=met.survivors,
        mentions_last_hour=sum(engine.alive[hour : engine.happened]),
        reach=met.reach_until(engine.happened),
        cases_open=len(unanswered),
        backlog=len(backlog),
        backlog_of={name: by_channel[name] for name in engine.plan.scenario.channels},
        waiting_for=dict(sorted(Counter(_waits(run.cases)).items())),
        oldest=now - min((case.opened for case in backlog), default=now),
        on_duty=on_duty,
        busy=busy,
        utilisation=min(1.0, busy / on_duty) if on_duty else 0.0,
        crisis=run.desks.crisis,
        statements=len(stated),
        since_statement=now - max(stated, default=0.0),
        contradictions=len(run.line.statements) - len(stated),
        answered=len(answers),
        replies=answers.count("reply"),
    )


def _waits(cases: list[Case]) -> Iterator[str]:
    """Yield what each waiting item waits for."""
    for case in cases:
        if case.ended == case.ended:
            continue
        if case.held:
            yield HELD
        items: list[Item] = case.branches or [case]
        yield from (label_of(item) for item in items if item.entry is not None)


def feed(engine: Engine, since_index: int) -> list[Post]:
    """Return the mentions that have survived, from an index of the cascade on, in the order in which they happened.

    The next call goes on from the last index + 1: what has happened keeps its index, whatever is added later.
    """
    cascade, opened = engine.cascade, engine.run.case_of
    there = compress(range(since_index, engine.happened), engine.alive[since_index : engine.happened])
    return [
        Post(
            index=index,
            time=float(cascade.time[index]),
            channel=cascade.channels[cascade.channel[index]],
            kind=cascade.kinds[cascade.kind[index]],
            topic=cascade.topics[cascade.topic[index]],
            reach=float(cascade.reach[index]),
            key=int(cascade.key[index]),
            thread=int(cascade.thread[index]),
            case=opened[index].case_number if index in opened else -1,
        )
        for index in there
    ]
