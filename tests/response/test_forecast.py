"""Another future of a run: its past stays, what is to come has the law of theory, and it is not the drawn one."""

from __future__ import annotations

import itertools
import math
import random
from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.response import commands as c
from sim.response.engine import Engine
from sim.response.forecast import forecast
from sim.response.gauges import feed, read_gauges
from sim.scenario.crisis import another_future
from sim.scenario.model import Scenario
from sim.spread.channel import Channel
from sim.spread.hawkes import influence_matrix
from sim.spread.kernels import Exponential
from sim.spread.marks import mean_power
from sim.spread.warp import Warp
from tests.response.random_commands import Fickle, play
from tests.response.runs import differences, engine_of, finished, given, scenario_of, shock
from tests.response.test_steering import Takes

SMALL = "product-rumour-small"
NOW = 240.0


@cache
def _at_once() -> Scenario:
    """Return the small rumour with one shock at minute 0, whose instants no replication draws."""
    scenario = scenario_of(SMALL)
    spread: Any = scenario.spread
    shocks = [shock(channel="x", count=60)]
    return scenario.model_copy(
        update={"spread": spread.model_copy(update={"shocks": shocks, "reignitions": []}), "horizon": 720.0}
    )


def _advanced(scenario: str | Scenario = SMALL, house: str = "incident-command", *, now: float = NOW) -> Engine:
    engine = engine_of(scenario, house)
    engine.advance(now)
    return engine


def test_the_past_stays() -> None:
    """What has happened, and every case as it stands, is the same before and after; what comes later is not."""
    engine, plain = _advanced(), _advanced()
    happened = engine.happened

    engine.salt(1)

    assert feed(engine, 0) == feed(plain, 0)
    assert read_gauges(engine) == read_gauges(plain)
    for name in ("time", "channel", "key", "reach", "thin", "thread", "parent", "root", "kind", "topic"):
        mine, theirs = getattr(engine.cascade, name), getattr(plain.cascade, name)
        assert mine[:happened].tolist() == theirs[:happened].tolist(), name
    later = set(engine.cascade.key[happened:].tolist())
    assert later.isdisjoint(plain.cascade.key.tolist())
    assert engine.cascade.time[happened:].min() > NOW


def test_shocks_keep_their_instants() -> None:
    """What is scripted comes when it is scripted, with marks of another draw; fixed reaches stay."""
    added = [(NOW - 9.0, c.AddMentions(shock("fixed", over="4 h", reach=4321.0)))]
    engine, plain = (given(_advanced(now=NOW - 10.0), added) for _ in range(2))
    for one in (engine, plain):
        one.advance(NOW)

    engine.salt(1)

    def scripted(one: Engine) -> list[tuple[float, int, float]]:
        story, rows = one.cascade, np.flatnonzero(one.cascade.scripted & (one.cascade.time > NOW))
        return sorted(zip(story.time[rows].tolist(), story.channel[rows].tolist(), story.reach[rows].tolist()))

    mine, theirs = scripted(engine), scripted(plain)
    assert [row[:2] for row in mine] == [row[:2] for row in theirs]
    same = [row[2] for row, other in zip(mine, theirs, strict=True) if row[2] == other[2]]
    assert len(same) > 20
    # An enquiry of the press has one reader, whatever is drawn.
    assert set(same) == {1.0, 4321.0}
    assert len(mine) > len(same) + 20


def test_open_cases_have_another_future_too() -> None:
    """What is drawn from now on for cases that are open is another draw, at the same keys."""
    engine, plain = _advanced(), _advanced()

    engine.salt(1)

    law = plain.plan.numbers["align"]
    ours = [engine.run.luck.draw(law, case.row) for case in engine.run.cases]
    theirs = [plain.run.luck.draw(law, case.row) for case in plain.run.cases]
    assert len(set(ours) | set(theirs)) == 2 * len(ours)


def test_a_future_is_a_function_of_its_salt() -> None:
    """The same salt gives the same tables, also with commands afterwards; another one gives others."""
    more = [(400.0, c.AddMentions(shock("later"))), (401.0, c.AddFact("news", "safety", "operations", 5.0, 3))]
    engines = [given(_advanced(), [(300.0, c.AddMentions(shock(over="3 h")))]) for _ in range(3)]
    for engine, salt in zip(engines, (1, 1, 2), strict=True):
        engine.salt(salt)
        for number, (at, command) in enumerate(more, 1):
            engine.command(at, command, number)

    one, same, other = (finished(engine) for engine in engines)

    assert differences(one, same) == []
    assert one.totals["mentions_surviving"] != other.totals["mentions_surviving"]


def test_mentions_that_a_command_will_bring_are_drawn_anew() -> None:
    """A shock that has been given and has not happened yet is another one after the salt, of the same size."""
    engine, plain = (given(_advanced(), [(300.0, c.AddMentions(shock()))]) for _ in range(2))

    engine.salt(1)

    for one in (engine, plain):
        one.advance(300.0)
    rows = [one.cascade.scripted & (one.cascade.time == 300.0) for one in (engine, plain)]
    assert [int(one.sum()) for one in rows] == [40, 40]
    assert set(engine.cascade.key[rows[0]].tolist()).isdisjoint(plain.cascade.key[rows[1]].tolist())


def test_a_run_has_one_other_future() -> None:
    """A second salt is refused: its past would be neither that of the run nor that of the first."""
    engine = _advanced()
    engine.salt(3)

    with pytest.raises(ValueError, match=r"^the run has future 3 already; replay it to give it another one$"):
        engine.salt(4)


@pytest.mark.parametrize("scenario", [SMALL, "trace-demo", "southwest-1380"])
@pytest.mark.parametrize("house", ["centralised", "relationship-office"])
def test_salted_runs_come_to_their_end(scenario: str, house: str) -> None:
    """After random commands and at random instants a run can be salted, and books every minute to its end."""
    for seed in range(3):
        dice = random.Random(seed)
        engine = engine_of(scenario, house, seed=seed, steering=Fickle(0.5))
        made = play(engine, dice, count=20, step=30.0)
        again = engine_of(scenario, house, seed=seed, steering=Fickle(0.5))
        until = dice.uniform(0.1, 0.9) * engine.plan.scenario.horizon
        for number, (at, command) in enumerate(made):
            again.command(at, command, number)
        again.advance(until)

        again.salt(seed)
        again.leave_to_model()

        records = finished(again)
        assert len(records.cases["key"]) > 5


def _kernel(channel: Channel, age: float) -> float:
    """Return the share of a mention's offspring that is there at an operational age."""
    if isinstance(channel.kernel, Exponential):
        return 1.0 - 2.0 ** (-age / channel.kernel.exponential.half_life)
    law = channel.kernel.lomax
    return 1.0 - (1.0 + age / law.c) ** -law.theta


def _expected(engine: Engine) -> tuple[float, float]:
    """Return the expected offspring of what has happened, and background, between now and the horizon."""
    scenario, story, past = engine.plan.scenario, engine.cascade, engine.happened
    names, spread = list(scenario.channels), scenario.spread
    channels = list(scenario.channels.values())
    warp = Warp.of([one.circadian for one in channels], scenario.clock.segments(scenario.horizon))
    mean = influence_matrix(scenario.channels, spread, envelope=scenario.envelope)
    for row, one in enumerate(channels):
        if one.article is not None:
            mean[row, names.index(one.article)] -= 1.0

    def clock(instant: float, channel: int) -> float:
        return float(warp.operational(np.array([instant]), np.array([channel]))[0])

    offspring = 0.0
    for row in range(past):
        source = int(story.channel[row])
        power = spread.mark_power  # type: ignore[union-attr]
        weight = story.reach[row] ** power / mean_power(channels[source].reach, power)
        for target in np.flatnonzero(mean[source]).tolist():
            born = clock(float(story.time[row]), target)
            ages = [clock(instant, target) - born for instant in (engine.now, scenario.horizon)]
            share = _kernel(channels[target], ages[1]) - _kernel(channels[target], ages[0])
            offspring += mean[source, target] * weight * share
    hours = (clock(scenario.horizon, i) - clock(engine.now, i) for i in range(len(channels)))
    background = sum(one.background_per_hour / 60.0 * span for one, span in zip(channels, hours, strict=True))
    return offspring, background


def test_the_future_of_a_past_is_that_of_theory() -> None:
    """Over many salts, the offspring of what has happened and the background are Poisson with the means of theory."""
    engine = _advanced(_at_once(), "centralised", now=90.0)
    offspring, background = _expected(engine)
    past, many = engine.happened, 300
    counts = []
    for salt in range(many):
        story = another_future(
            _at_once(), engine.cascade, past, 90.0, salt, added=(), seed=engine.seed, replication=engine.replication
        )
        tail = np.arange(len(story)) >= past
        children = tail & (story.parent >= 0) & (story.parent < past) & ~story.conditional
        counts.append((children.sum(), (tail & (story.parent < 0)).sum()))

    found = np.array(counts, dtype=float)

    for column, mean in enumerate((offspring, background)):
        z = (found[:, column].mean() - mean) / math.sqrt(mean / many)
        spread = found[:, column].var(ddof=1) / mean
        assert mean > 5
        assert abs(z) < 4
        assert abs(spread - 1.0) < 4 * math.sqrt(2 / many)


def test_a_future_from_the_start_is_a_replication() -> None:
    """Salted before anything has happened, a run has the law of any other replication: mentions, cases and answers."""
    many = 80

    def told(engine: Engine) -> tuple[float, ...]:
        records = finished(engine)
        return (
            records.totals["mentions_surviving"],
            records.totals["mentions_potential"],
            len(records.cases["key"]),
            float(np.sum(records.cases["state"] == "answered")),
            float(np.mean(records.cases["service"])),
        )

    def salted(salt: int) -> Engine:
        engine = engine_of(_at_once(), "centralised")
        engine.salt(salt)
        return engine

    ours = np.array([told(salted(salt)) for salt in range(many)])
    fresh = np.array([told(engine_of(_at_once(), "centralised", seed=seed)) for seed in range(many)])

    z = (ours.mean(0) - fresh.mean(0)) / np.sqrt((ours.var(0) + fresh.var(0)) / many)
    assert (np.abs(z) < 4).all(), z
    assert (ours.std(0) > 0).all()


def test_random_facts_are_drawn_anew() -> None:
    """Facts that have come stay, those of the file stay, and those that would have come at random are others."""
    engine = _advanced("southwest-1380", now=600.0)
    before = engine.run.line.facts
    named = {fact.name for fact in engine.plan.scenario.facts}

    engine.salt(1)

    after = engine.run.line.facts
    come = [fact for fact in before if fact.at <= 600.0]
    assert [fact for fact in after if fact.at <= 600.0] == come
    assert {fact.name for fact in after} >= named
    others = {fact.name for fact in after if fact.at > 600.0} - named
    assert others.isdisjoint({fact.name for fact in before})
    assert [fact.order for fact in after] == list(range(len(after)))
    engine.finish()


def test_a_trace_goes_on_as_it_did() -> None:
    """The later mentions of a trace are a record: they stay, and only what becomes of them is drawn anew."""
    engine, plain = _advanced("trace-demo"), _advanced("trace-demo")

    engine.salt(1)

    assert engine.cascade.time.tolist() == plain.cascade.time.tolist()
    assert engine.cascade.reach.tolist() == plain.cascade.reach.tolist()
    later = slice(engine.happened, None)
    assert not (engine.cascade.thin[later] == plain.cascade.thin[later]).any()


def test_a_forecast_is_a_band() -> None:
    """The band has its quantiles in order, step by step, to the end of what was asked for."""
    band = forecast(_advanced, minutes=62, paths=12, step=10, seconds=60)

    assert band is not None
    assert (band.now, band.paths) == (NOW, 12)
    assert band.times == (250.0, 260.0, 270.0, 280.0, 290.0, 300.0, 302.0)
    for low, middle, high in (band.mentions, band.backlog):
        rows = list(zip(low, middle, high, strict=True))
        assert len(rows) == 7
        assert all(a <= b <= d for a, b, d in rows)
    assert any(a < d for a, d in zip(band.mentions[0], band.mentions[2], strict=True))


def test_a_forecast_that_takes_too_long_is_none() -> None:
    """Fewer than eight paths within the seconds are no band; eight are one."""
    for ticks, expected in ((7, None), (8, 8)):
        # The clock is read once at the start and once before each path.
        clock = itertools.chain([0.0], itertools.repeat(0.0, ticks), itertools.repeat(2.0))

        band = forecast(_advanced, paths=20, seconds=2.0, step=30, clock=lambda: next(clock))  # noqa: B023

        assert (None if band is None else band.paths) == expected


def test_a_forecast_leaves_decisions_to_the_model() -> None:
    """What people hold now goes the model's way in the forecast, and nothing more is held."""
    engine = engine_of(SMALL, "centralised", steering=Takes("draft", "step", "alarm"))
    engine.advance(NOW)
    held = [case for case in engine.run.cases if case.held]

    engine.leave_to_model()
    engine.advance(NOW + 1.0)

    assert held
    assert not any(case.held for case in engine.run.cases)
    engine.finish()
    assert any(case.state == "answered" for case in held)
