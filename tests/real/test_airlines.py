"""A week of tweets to airlines, replayed against the shipped organisations: what went in comes out."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import numpy as np
import pytest

from sim.organisation.organisation import Organisation
from sim.record.log import Records
from tests.real.recordings import Recording

START = datetime(2015, 2, 16, 23)
AIRLINES = ("American", "Delta", "Southwest", "US Airways", "United", "Virgin America")

# As a user writes it: what is not said is taken from the shipped defaults.
ONE_AIRLINE = """\
tocsin: 1
name: recorded
start: 2015-02-16 23:00
timezone: America/Los_Angeles
resolution: hour
horizon: 8 d
main_topic: service
channels:
  x:
spread:
  kind: trace
  file: FILE
  columns: {time: ts}
  time_format: iso
  where: {airline: [AIRLINE]}
  channel: x
  topic: service
"""
ALL_AIRLINES = """\
tocsin: 1
name: recorded
start: 2015-02-17 00:00
timezone: America/Denver
resolution: hour
horizon: 8 d
main_topic: service
channels:
  american: {like: x}
  delta: {like: x}
  southwest: {like: x}
  us-airways: {like: x}
  united: {like: x}
  virgin: {like: x}
spread:
  kind: trace
  file: FILE
  columns: {time: ts, channel: airline}
  time_format: iso
  origin: 2015-02-16 23:00
  channels_map:
    American: american
    Delta: delta
    Southwest: southwest
    US Airways: us-airways
    United: united
    Virgin America: virgin
  topic: service
"""


def hour_of(row: dict[str, str]) -> int:
    """Return the hour since the start in which a row was posted; no clock changed in that week."""
    return int((datetime.fromisoformat(row["ts"]) - START).total_seconds() // 3600)


def hourly(records: Records, column: str) -> Counter[tuple[str, int]]:
    """Return the counts of the mentions table by channel and hour, without the empty ones."""
    table = records.mentions
    found: Counter[tuple[str, int]] = Counter()
    for channel, start, count in zip(table["channel"], table["bin"], table[column], strict=True):
        found[str(channel), int(start) // 60] += int(count)
    return +found


@pytest.mark.parametrize("airline", AIRLINES)
def test_every_hour_of_an_airline_comes_out_as_it_was(
    airline_tweets: Recording, default_pair: tuple[Organisation, Organisation], airline: str
) -> None:
    """The tweets an hour are those of the file under both organisations; without parents nothing is thinned."""
    rows = [row for row in airline_tweets.rows() if row["airline"] == airline]
    expected = Counter(("x", hour_of(row)) for row in rows)
    scenario = airline_tweets.scenario(ONE_AIRLINE.replace("AIRLINE", airline))
    cascade = airline_tweets.replay(scenario)

    for organisation in default_pair:
        records = airline_tweets.answered(scenario, cascade, organisation)

        assert hourly(records, "potential") == hourly(records, "surviving") == expected
        assert records.totals["mentions_potential"] == records.totals["mentions_surviving"] == len(rows)
        assert records.mentions["reach"].sum() == pytest.approx(records.totals["exposure_potential"], rel=1e-12)


def test_cases_are_posts_of_the_file(
    airline_tweets: Recording, default_pair: tuple[Organisation, Organisation]
) -> None:
    """Both organisations open the same cases, each at the minute of a tweet, and every case ends in one state."""
    minutes = {
        (datetime.fromisoformat(row["ts"]) - START).total_seconds() / 60
        for row in airline_tweets.rows()
        if row["airline"] == "United"
    }
    scenario = airline_tweets.scenario(ONE_AIRLINE.replace("AIRLINE", "United"))
    cascade = airline_tweets.replay(scenario)

    one, other = (airline_tweets.answered(scenario, cascade, organisation) for organisation in default_pair)

    assert 300 < len(one.cases["case"]) < len(cascade)
    assert set(one.cases["opened"]) <= minutes
    for records in (one, other):
        assert set(records.cases["state"]) <= {"answered", "monitored", "moot", "open"}
        assert (records.cases["ended"] >= records.cases["opened"]).all()
    # No thread has more than its first post here, so nothing joins and nothing stays quiet: what opens depends on the
    # tweets alone.
    np.testing.assert_array_equal(one.cases["key"], other.cases["key"])
    assert one.cases["answered"].tolist() != other.cases["answered"].tolist()


def test_airlines_as_channels_keep_their_own_hours(
    airline_tweets: Recording, default_pair: tuple[Organisation, Organisation]
) -> None:
    """With the airline as the channel, renamed, all rows come out by airline and hour, on another zone's clock too."""
    names = {airline: airline.split()[0].lower() for airline in AIRLINES} | {"US Airways": "us-airways"}
    expected = Counter((names[row["airline"]], hour_of(row)) for row in airline_tweets.rows())
    scenario = airline_tweets.scenario(ALL_AIRLINES)
    cascade = airline_tweets.replay(scenario)

    records = airline_tweets.answered(scenario, cascade, default_pair[0])

    assert hourly(records, "potential") == hourly(records, "surviving") == expected
    assert sum(expected.values()) == len(cascade) == 14_640
