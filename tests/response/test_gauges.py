"""The dials show what the tables will say, at any instant, and reading them changes nothing."""

from __future__ import annotations

import time

import numpy as np
import pytest

from sim.response import commands as c
from sim.response.gauges import HELD, feed, read_gauges
from tests.response.runs import differences, engine_of, finished, given, shock
from tests.response.test_steering import Takes

SMALL = "product-rumour-small"


@pytest.mark.parametrize("now", [0.0, 97.0, 400.0, 1500.0])
def test_gauges_are_counts_of_the_run(now: float) -> None:
    """Every count is that of the cascade and of the cases as they stand."""
    engine = given(engine_of(SMALL, "incident-command"), [(60.0, c.AddMentions(shock()))])
    engine.advance(now)

    gauges = read_gauges(engine)

    alive, times = np.array(engine.alive), engine.cascade.time
    public = [case for case in engine.run.cases if case.fact < 0]
    waiting = [case for case in public if case.state == "open" and case.level >= 1]
    seen = [case for case in waiting if case.detected <= now]
    assert gauges.mentions == alive[times <= now].sum()
    assert gauges.mentions_last_hour == alive[(times <= now) & (times > now - 60.0)].sum()
    assert gauges.reach == pytest.approx(engine.cascade.reach[alive].sum(), abs=1.0)
    assert (gauges.cases_open, gauges.backlog) == (len(waiting), len(seen))
    assert sum(gauges.backlog_of.values()) == gauges.backlog
    assert gauges.oldest == max((now - case.opened for case in seen), default=0.0)
    assert gauges.answered == sum(case.state == "answered" for case in public)
    assert gauges.crisis == engine.run.desks.crisis
    assert gauges.since_statement <= now
    queued = [item for case in engine.run.cases for item in (case.branches or [case]) if item.entry is not None]
    assert sum(gauges.waiting_for.values()) == len(queued)


def test_held_cases_are_shown() -> None:
    """What waits for people is counted by itself."""
    engine = engine_of(SMALL, "centralised", steering=Takes("draft"))
    engine.advance(500.0)

    assert read_gauges(engine).waiting_for[HELD] == sum(bool(case.held) for case in engine.run.cases) > 0


def test_reading_changes_nothing() -> None:
    """A run that is read every ten minutes has the tables, and at the end the dials, of one that is not."""
    plain, read = engine_of(SMALL, "incident-command"), engine_of(SMALL, "incident-command")
    for now in range(0, 3000, 10):
        read.advance(float(now))
        read_gauges(read)
        feed(read, 0)

    records = finished(read)

    assert differences(records, finished(plain)) == []
    assert read_gauges(read) == read_gauges(plain)


def test_a_feed_goes_on_where_it_ended() -> None:
    """Pieces of a feed are the whole; what is added later comes later, and old rows keep their numbers."""
    engine = given(engine_of(SMALL), [(200.0, c.AddMentions(shock(topic="aside")))])
    pieces, since = [], 0
    for now in range(0, 900, 45):
        engine.advance(float(now))
        piece = feed(engine, since)
        pieces += piece
        since = piece[-1].index + 1 if piece else since

    whole = feed(engine, 0)

    assert pieces == whole
    assert [post.time for post in whole] == sorted(post.time for post in whole)
    assert {post.topic for post in whole} == {"aside", "everyday", "safety"}
    opened = {post.case for post in whole} - {-1}
    assert opened == {case.case_number for case in engine.run.cases if case.fact < 0}


def test_gauges_are_read_in_less_than_a_millisecond() -> None:
    """With some hundred cases a reading takes less than a millisecond, the best of five."""
    engine = engine_of("united-3411", "incident-command")
    engine.advance(2500.0)
    read_gauges(engine)
    taken = []
    for _ in range(5):
        begun = time.perf_counter()
        read_gauges(engine)
        taken.append(time.perf_counter() - begun)

    assert len(engine.run.cases) > 200
    assert min(taken) < 0.001
