"""What makes two cascades comparable: prefixes, subtrees, addresses and the order of mentions."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import CappedError
from sim.keys import mix64, name_key
from sim.spread import growth
from sim.spread.cascade import Cascade, potential

COLUMNS = ("time", "channel", "topic", "kind", "key", "reach", "thin", "scripted", "conditional", "generation")


def lively(crisis: Any, **change: Any) -> dict[str, Any]:
    """Return two rhythmic channels and one of enquiries, with shocks, a reignition and background."""
    return {
        "channels": {
            "x": {"self_excitation": 0.6, "background_per_hour": 6, "kinds": {"troll": 0.6, "smear": 0.4}},
            "news": {"self_excitation": 0.3, "circadian": {"amplitude": 0.4, "peak": "08:00"}},
            "press": {"self_excitation": 0.0, "deadline": "3 h", "article": "news"},
        },
        "influence": {"x": {"news": 0.1}, "news": {"x": 0.3, "press": 0.2}},
        "shocks": [
            crisis.shock(count=40),
            crisis.shock(name="interview", at="5 h", count=20, over="2 h", topic="fees"),
        ],
        "reignitions": [crisis.shock(name="leak", at="26 h", count=10, ends_with="cause found")],
        "mark_power": 0.15,
        "envelope": 1.1,
        "start": "2018-03-10 11:20",
        **change,
    }


def by_key(cascade: Cascade) -> dict[int, tuple[Any, ...]]:
    """Return what each mention is, with the keys of its parent and root instead of their numbers."""
    names = [getattr(cascade, column).tolist() for column in COLUMNS]
    parents = np.where(cascade.parent < 0, 0, cascade.key[cascade.parent]).tolist()
    rows = zip(*names, parents, cascade.key[cascade.root].tolist())
    found = {row[4]: (cascade.channels[row[1]], cascade.topics[row[2]], cascade.kinds[row[3]], row) for row in rows}
    assert len(found) == len(cascade), "two mentions have one key"
    return found


def test_a_short_run_is_an_exact_prefix_of_a_long_one(crisis: Any) -> None:
    """48 h and 72 h agree to the last bit until 48 h: two channels, warp, a clock change, marks and articles."""
    short, long = (crisis(**lively(crisis), horizon=hours * 60.0) for hours in (48, 72))
    size = len(short)

    assert 300 < size < len(long)
    assert long.time[size] > 48 * 60
    assert short.conditional.sum() > 5
    for field in fields(Cascade):
        ours, theirs = getattr(short, field.name), getattr(long, field.name)
        if isinstance(ours, np.ndarray) and field.name != "thread":
            np.testing.assert_array_equal(ours, theirs[:size], err_msg=field.name)
    pairs = set(zip(short.thread.tolist(), long.thread[:size].tolist()))
    assert len(pairs) == len(set(short.thread.tolist())) == len({theirs for _, theirs in pairs})


@settings(max_examples=12, deadline=None)
@given(low=st.floats(0, 0.8), high=st.floats(0, 0.8), seed=st.integers(0, 1000))
def test_a_smaller_branching_ratio_gives_a_subtree(crisis: Any, low: float, high: float, seed: int) -> None:
    """Every mention of the tree of a smaller n is in the tree of a larger one, at the same time and as it was."""
    trees = []
    for n in sorted((low, high)):
        channels = {"x": {"self_excitation": n}, "news": {"self_excitation": n / 2}}
        rates = {"x": {"news": 0.1}, "news": {"x": n / 4}}
        trees.append(by_key(crisis(channels, influence=rates, shocks=[crisis.shock(count=30)], seed=seed)))

    small, large = trees

    assert small.items() <= large.items()


def test_the_size_of_pieces_is_no_part_of_the_draws(crisis: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Offspring drawn seven parents at a time, one arrival a round, are the same to the last bit."""
    whole = crisis(**lively(crisis))
    monkeypatch.setattr(growth, "_PIECE", 7)
    monkeypatch.setattr(growth, "_FEW", 0)

    pieces = crisis(**lively(crisis))

    for column in (*COLUMNS, "parent", "root", "thread"):
        np.testing.assert_array_equal(getattr(whole, column), getattr(pieces, column), err_msg=column)


def test_an_added_shock_changes_no_other_lineage(crisis: Any) -> None:
    """With one shock more all earlier mentions are as they were, and the new ones all descend from it."""
    plain = lively(crisis)
    more = lively(crisis, shocks=[crisis.shock(name="rumour", at="1 h", count=7, topic="blame"), *plain["shocks"]])

    before, after = by_key(crisis(**plain)), by_key(crisis(**more))

    new = after.keys() - before.keys()
    assert {key: row[:3] + row[3][7:] for key, row in before.items()} == {
        key: row[:3] + row[3][7:] for key, row in after.items() if key in before
    }
    assert len(new) >= 7
    assert {row[1] for key, row in after.items() if key in new} == {"blame"}


def test_the_order_of_the_file_is_no_part_of_the_draws(crisis: Any) -> None:
    """Channels, shocks and kinds listed the other way round give the same mentions."""
    plain = lively(crisis)
    channels = dict(reversed(plain["channels"].items()))
    channels["x"] = {**channels["x"], "kinds": {"smear": 0.4, "troll": 0.6}}
    turned = lively(
        crisis,
        channels=channels,
        shocks=plain["shocks"][::-1],
        influence=dict(reversed(plain["influence"].items())),
    )

    ours, theirs = by_key(crisis(**plain)), by_key(crisis(**turned))

    assert {k: (*r[:3], r[3][0], *r[3][5:]) for k, r in ours.items()} == {
        k: (*r[:3], r[3][0], *r[3][5:]) for k, r in theirs.items()
    }


def test_the_same_seed_repeats_and_another_differs(crisis: Any) -> None:
    """One seed and replication give equal arrays; another seed, or another replication, gives other ones."""
    first, again = crisis(**lively(crisis), seed=7), crisis(**lively(crisis), seed=7)

    np.testing.assert_array_equal(first.time, again.time)
    np.testing.assert_array_equal(first.thin, again.thin)
    for other in (crisis(**lively(crisis), seed=8), crisis(**lively(crisis), seed=7, replication=1)):
        assert not set(first.thin.tolist()) & set(other.thin.tolist())


def test_mentions_are_in_processing_order(crisis: Any) -> None:
    """By time, then scripted first, then generation and key; each after its parent; all times are whole ticks."""
    cascade = crisis(**lively(crisis, shocks=[crisis.shock(count=200)]))
    ranks = list(zip(cascade.time.tolist(), (~cascade.scripted).tolist(), cascade.generation, cascade.key))

    assert ranks == sorted(ranks)
    assert (cascade.parent < np.arange(len(cascade))).all()
    assert (cascade.time * 2**20 == np.rint(cascade.time * 2**20)).all()
    assert (cascade.time[cascade.parent[cascade.parent >= 0]] <= cascade.time[cascade.parent >= 0]).all()


def test_parents_come_first_even_when_all_happens_at_once(crisis: Any) -> None:
    """Offspring at the instant of their parents (a kernel below one tick) still follow them."""
    instant = {"lomax": {"theta": 20.0, "c": "0.0001 s"}}
    cascade = crisis({"x": crisis.channel(0.8, kernel=instant)}, shocks=[crisis.shock(count=500)])

    assert (cascade.time == 0).mean() > 0.9
    assert cascade.generation.max() > 5
    assert (cascade.parent < np.arange(len(cascade))).all()


def test_keys_are_the_addresses_of_the_model(crisis: Any) -> None:
    """An immigrant's key is of its shock and ordinal, a child's of its parent's key, its channel and ordinal."""
    cascade = crisis({"x": crisis.channel(0.7)}, shocks=[crisis.shock(count=50)])
    first = cascade.generation == 0
    children = np.flatnonzero(cascade.parent >= 0)

    assert set(cascade.key[first].tolist()) == set(mix64(name_key("first"), np.arange(50)).tolist())
    for row in children:
        parent = int(cascade.key[cascade.parent[row]])
        assert int(cascade.key[row]) in {int(mix64(parent, name_key("x"), j)) for j in range(20)}


def test_an_enquiry_turns_into_an_article_at_its_deadline(crisis: Any) -> None:
    """The article runs once, deadline minutes later, on the article's channel, as an immigrant of the same topic."""
    cascade = crisis(
        {
            "press": crisis.channel(0.0, deadline="2 h", article="news"),
            "news": crisis.channel(0.5),
        },
        shocks=[crisis.shock(count=20, channel="press", at="1 h")],
        envelope=1.5,
    )
    articles = np.flatnonzero(cascade.conditional)
    enquiries = cascade.parent[articles]

    assert sorted(enquiries.tolist()) == np.flatnonzero(cascade.channel == 0).tolist()
    assert (cascade.time[articles] == 180).all()
    assert (cascade.channel[articles] == 1).all()
    assert (cascade.root[articles] == articles).all()
    assert (cascade.topic[articles] == cascade.topic[enquiries]).all()
    assert not cascade.scripted[articles].any()
    np.testing.assert_array_equal(cascade.key[articles], mix64(cascade.key[enquiries], name_key("article"), 0))
    children = np.flatnonzero((cascade.generation > 1) & ~cascade.conditional)
    assert set(cascade.root[children].tolist()) <= set(articles.tolist())


def test_an_article_after_the_horizon_is_left_out(crisis: Any) -> None:
    """A deadline that passes after the last minute gives no mention."""
    press = {"press": crisis.channel(0.0, deadline="2 h", article="news"), "news": crisis.channel(0.5)}

    cascade = crisis(press, shocks=[crisis.shock(count=3, channel="press", at="1 h")], horizon=179.0)

    assert len(cascade) == 3


def test_a_thread_is_an_immigrant_on_a_channel(crisis: Any) -> None:
    """Thread numbers are dense and stand for the pairs of root and channel, one to one."""
    cascade = crisis(**lively(crisis))
    pairs = set(zip(cascade.root.tolist(), cascade.channel.tolist(), cascade.thread.tolist()))

    assert len(pairs) == len({p[:2] for p in pairs}) == len({p[2] for p in pairs})
    assert sorted(p[2] for p in pairs) == list(range(len(pairs)))
    assert len(pairs) > len(set(cascade.root.tolist()))


def test_a_shock_fixes_what_it_says(crisis: Any) -> None:
    """A shock's reach, kind, spread over time and ending hold for its own mentions and not for their offspring."""
    leak = crisis.shock(name="leak", at="1 h", over="30 min", count=300, reach=5_000, kind="insider", ends_with="cause")
    cascade = crisis({"x": crisis.channel(0.6)}, reignitions=[leak])
    own = cascade.scripted

    assert own.sum() == 300
    assert (cascade.reach[own] == 5_000).all()
    assert {cascade.kinds[k] for k in cascade.kind[own]} == {"insider"}
    assert {cascade.kinds[k] for k in cascade.kind[~own]} <= {"question", "complaint", "smear"}
    assert (cascade.ends_with[own] == cascade.endings.index("cause")).all()
    assert (cascade.ends_with[~own] == -1).all()
    assert 60 <= cascade.time[own].min() < 62
    assert 88 < cascade.time[own].max() <= 90


def test_a_shock_after_the_horizon_and_an_empty_crisis_are_no_faults(crisis: Any) -> None:
    """What comes later than the horizon is left out; nothing at all is a cascade of length 0."""
    late = crisis({"x": crisis.channel(0.5)}, shocks=[crisis.shock(at="3 d", count=5)], horizon=2880.0)
    none = crisis({"x": crisis.channel(0.5)})

    assert len(late) == len(none) == 0
    assert potential(late, {}).tolist() == []
    assert potential(late, {"x": 10}).tolist() == []


def test_nothing_is_later_than_the_horizon(crisis: Any) -> None:
    """No mention comes after the last minute, however short the run; many come shortly before it."""
    channels = {"x": crisis.channel(0.7, half_life="1 s", background_per_hour=600_000)}

    cascade = crisis(channels, shocks=[crisis.shock(count=5000)], horizon=0.0205)

    # Mutation: without the last comparison, mentions up to a thousandth of a minute later stay.
    assert 0.0204 < cascade.time.max() <= 0.0205


def test_the_cap_fails_and_names_itself(crisis: Any) -> None:
    """A cascade that reaches the cap raises, with the cap, the time reached and the branching ratio."""
    with pytest.raises(CappedError) as caught:
        crisis({"x": crisis.channel(1.2)}, shocks=[crisis.shock(at="90 min", count=100)], cap=100)

    assert str(caught.value) == (
        "the cascade reached its cap of 100 mentions after 1 h 30 min of 2 d; the branching ratio is 1.2; "
        "lower self_excitation, influence or the shocks, or raise spread.cap"
    )


def test_a_supercritical_cascade_stops_at_the_cap(crisis: Any) -> None:
    """A branching ratio of 3 fails at its cap instead of growing until the horizon."""
    with pytest.raises(CappedError, match=r"cap of 20000 mentions after .* the branching ratio is 3;"):
        crisis({"x": crisis.channel(3.0)}, shocks=[crisis.shock(count=100)], cap=20_000)


def test_the_potential_leaves_out_offspring_of_what_did_not_survive(crisis: Any) -> None:
    """With an envelope, generation by generation and one by one in time agree, and no orphan survives."""
    cascade = crisis(**lively(crisis))

    alive = potential(cascade, {})

    np.testing.assert_array_equal(alive, potential(cascade, {"x": 10**15}))
    assert not alive.all()
    children = cascade.parent >= 0
    assert (alive[cascade.parent[children]] | ~alive[children]).all()
    articles = cascade.conditional
    np.testing.assert_array_equal(alive[articles], alive[cascade.parent[articles]])


def test_a_full_population_posts_no_more(crisis: Any) -> None:
    """No more mentions survive than there are people, on the limited channel only."""
    cascade = crisis(**lively(crisis, shocks=[crisis.shock(count=500)]))

    alive = potential(cascade, {"x": 40, "news": None})

    on_x = cascade.channel == cascade.channels.index("x")
    assert alive[on_x].sum() <= 40
    assert alive[~on_x].sum() > 3
