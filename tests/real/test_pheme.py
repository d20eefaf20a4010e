"""Rumour threads with their real parents: an answer can only take posts away, and with a post all that hangs on it."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import numpy as np

from sim.keys import mix64, name_key
from sim.organisation.organisation import Organisation
from sim.response.compiling import compile_plan
from sim.response.engine import Engine
from sim.scenario.facts import draw_facts
from tests.real.recordings import SEED, Recording
from tests.real.test_airlines import hourly

THREADS = """\
tocsin: 1
name: recorded
start: 2014-12-15 09:40
timezone: Australia/Sydney
resolution: hour
horizon: 36 h
main_topic: siege
channels:
  x:
spread:
  kind: trace
  file: FILE
  columns: {time: time, id: tweet, parent: parent}
  time_format: hours
  channel: x
  topic: siege
facts:
  - {name: the siege, topic: siege, at: 0 min, confirmed: 2 h, known: operations, level: L3}
"""


def test_threads_come_out_with_their_parents(sydney: Recording) -> None:
    """Every row has the parent, thread and generation that the file gives it; who is their own parent begins one."""
    rows = sydney.rows()
    above = {row["tweet"]: row["parent"] for row in rows}
    first = {row["tweet"] for row in rows if row["tweet"] == row["parent"]}

    cascade = sydney.replay(sydney.scenario(THREADS))

    name = {int(mix64(name_key("trace"), name_key(tweet))): tweet for tweet in above}
    tweets = [name[int(key)] for key in cascade.key]
    assert sorted(tweets) == sorted(above)
    assert [tweets[p] if p >= 0 else t for t, p in zip(tweets, cascade.parent, strict=True)] == [
        above[t] for t in tweets
    ]
    for tweet, root, generation in zip(tweets, cascade.root, cascade.generation, strict=True):
        steps, at = 0, tweet
        while at not in first:
            steps, at = steps + 1, above[at]
        assert (tweets[root], generation) == (at, steps)
    assert f"{len(first)} rows with itself as parent, taken as immigrants" in cascade.notes


def test_answers_leave_a_subset_of_the_threads(
    sydney: Recording, default_pair: tuple[Organisation, Organisation]
) -> None:
    """The hours nobody answers are those of the file; under an organisation whole branches are missing, no roots."""
    # A time in hours is a decimal number: as a fraction it falls into its hour without rounding.
    expected = Counter(("x", int(Fraction(row["time"]))) for row in sydney.rows())
    scenario = sydney.scenario(THREADS)
    cascade = sydney.replay(scenario)
    facts = draw_facts(scenario, seed=SEED, replication=0)

    for organisation in default_pair:
        records = sydney.answered(scenario, cascade, organisation)
        engine = Engine(compile_plan(scenario, organisation), cascade, facts, seed=SEED, replication=0)
        engine.finish()
        alive = np.array(engine.alive)

        assert hourly(records, "potential") == expected
        assert all(expected[at] >= count for at, count in hourly(records, "surviving").items())
        assert records.totals["mentions_potential"] == len(cascade)
        assert records.totals["mentions_surviving"] == alive.sum() < len(cascade)
        children = cascade.parent >= 0
        assert alive[~children].all()
        assert alive[cascade.parent[alive & children]].all()
        # What has gone went after the first answer or statement: before it, q is 1.
        answers = records.cases["answered"]
        first_word = min(answers[~np.isnan(answers)].min(), *records.statements["time"])
        assert cascade.time[~alive].min() >= first_word
