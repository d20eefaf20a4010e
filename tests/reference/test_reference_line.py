"""The second engine on the official line and on what answers do to the spread, worked out by hand."""

from __future__ import annotations

from typing import Any

from sim.organisation.organisation import Organisation
from sim.scenario.model import Scenario
from sim.units import HOUR
from tests.reference.make import Post, make_organisation, make_scenario, run_reference
from tests.reference.tables import ReferenceTables

TWO_DESKS = {
    "press": {"channels": "all", "members": ["officer"]},
    "web": {"channels": ["x"], "members": ["clerk"]},
}
STAFF = [
    {"role": "officer", "count": 1, "calendar": "always"},
    {"role": "clerk", "count": 1, "calendar": "always"},
]


def two_desks(**structure: Any) -> Organisation:
    """Positions are written at `press`, mentions on x answered at `web`; drafts take 10 minutes."""
    return make_organisation(
        structure={"desks": TWO_DESKS, "authority": {"officer": "L4", "clerk": "L4"}, **structure},
        resources={"people": STAFF},
    )


def with_fact(confirmed: str = "10 min", **overrides: Any) -> Scenario:
    """A fact that operations know at minute 10."""
    fact = {"name": "recall", "topic": "crisis", "at": "10 min", "known": "operations", "confirmed": confirmed}
    return make_scenario(**{"facts": [fact], **overrides})


def told(tables: ReferenceTables) -> list[tuple[float, str, int, str]]:
    """Return (time, kind, version, channel) of each statement."""
    names = ("time", "kind", "version", "channel")
    return list(zip(*(tables.statements[name] for name in names)))


def test_holding_is_followed_by_a_position_at_confirmation() -> None:
    """Drafted before confirmation at 60 the line is a holding one; the second position case comes at 60."""
    tables = run_reference([], scenario=with_fact("60 min"), topics=("crisis",))

    assert told(tables) == [(20.0, "holding", 1, ""), (70.0, "position", 2, "")]
    assert tables.cases["kind"] == ["position", "position"]
    assert tables.cases["opened"] == [10.0, 60.0]
    assert tables.cases["line_version"] == [1, 2]


def test_confirmed_fact_has_one_position() -> None:
    """A fact confirmed before its drafting begins needs no holding statement."""
    tables = run_reference([], scenario=with_fact("10 min"))

    assert told(tables) == [(20.0, "position", 1, "")]


def test_fact_becomes_known_with_the_first_case_of_its_topic() -> None:
    """A case detected before the fact does not tell of it, the first one after does."""
    fact = {"name": "recall", "topic": "crisis", "at": "10 min"}
    posts = [Post(9.0), Post(15.0, topic="else"), Post(25.0, "troll")]

    tables = run_reference(posts, scenario=make_scenario(facts=[fact]), topics=("crisis", "else"))

    positions = [o for o, kind in zip(tables.cases["opened"], tables.cases["kind"]) if kind == "position"]
    assert positions == [25.0]


def test_position_after_a_newer_facts_line_is_dropped() -> None:
    """One of two officers is slower: the line on the newer fact comes first, and the older case is dropped."""
    facts = [
        {"name": "first", "topic": "crisis", "at": "10 min", "known": "operations"},
        {"name": "second", "topic": "crisis", "at": "12 min", "known": "operations", "level": "L4"},
    ]
    organisation = make_organisation(
        structure={"stages": {"draft": {"L3": "30 min", "L4": "5 min"}}},
        resources={"people": [{"role": "officer", "count": 2, "calendar": "always"}]},
    )

    tables = run_reference([], scenario=make_scenario(facts=facts), organisation=organisation)

    assert tables.cases["state"] == ["moot", "answered"]
    assert tables.cases["ended"] == [40.0, 17.0]
    assert told(tables) == [(17.0, "position", 1, "")]


def test_reply_before_the_sync_is_stale() -> None:
    """The line of minute 20 reaches the other desk at the sync at 60: drafts begun before carry version 0."""
    organisation = two_desks(line={"sync": "1 h"})
    posts = [Post(15.0), Post(30.0), Post(60.0)]

    tables = run_reference(posts, scenario=with_fact(), organisation=organisation)

    public = [n for n, kind in enumerate(tables.cases["kind"]) if kind != "position"]
    assert [tables.cases["line_version"][n] for n in public] == [0, 0, 1]
    assert [tables.cases["stale"][n] for n in public] == [True, True, False]


def test_own_line_is_known_at_once() -> None:
    """The desk that wrote the line carries it in the next draft, whatever the sync."""
    organisation = make_organisation(structure={"line": {"sync": "4 h"}})

    tables = run_reference([Post(21.0)], scenario=with_fact(), organisation=organisation)

    assert tables.cases["line_version"] == [1, 1]
    assert tables.cases["stale"] == [False, False]


def test_second_grave_case_on_a_version_is_a_reply() -> None:
    """The first L3 case of a version is a holding statement, the next on the same version a reply."""
    tables = run_reference([Post(0.0, "smear"), Post(30.0, "smear")])

    assert tables.cases["published"] == ["statement", "reply"]
    assert told(tables) == [(10.0, "holding", 0, "x")]


def test_stance_makes_a_position_an_apology() -> None:
    """Under `stance: position: apology` the line is told as an apology, with the effect of one."""
    scenario = with_fact(effects={"apology": 0.6})

    tables = run_reference(
        [], scenario=scenario, organisation=make_organisation(structure={"stance": {"position": "apology"}})
    )

    assert told(tables) == [(20.0, "apology", 1, "")]
    assert tables.statements["effect"] == [0.6]


def test_outdated_reply_carries_the_agreed_line_while_a_newer_fact_is_out() -> None:
    """After the second fact, unknown to the organisation, a reply with the agreed line is outdated, not stale."""
    facts = [
        {"name": "first", "topic": "crisis", "at": "10 min", "known": "operations"},
        {"name": "second", "topic": "crisis", "at": "30 min", "known": "operations"},
    ]
    organisation = two_desks(stages={"draft": {"L1": "10 min", "L3": "20 min"}})

    tables = run_reference([Post(31.0)], scenario=make_scenario(facts=facts), organisation=organisation)

    public = tables.cases["kind"].index("question")
    assert tables.cases["answered"][public] == 41.0
    assert tables.cases["outdated"][public] is True
    assert tables.cases["stale"][public] is False


def test_first_contradiction_counts_and_backfires_until_corrected() -> None:
    """A stale reply starts one backfire of 1.2; children on the channel need u < 1.2 / 1.2 until it is corrected."""
    scenario = with_fact(effects={"contradiction": 1.2}, credibility={"backfire_lasts": "24 h"})
    organisation = two_desks(line={"broadcast": "30 min"})
    # Replies: 25 (stale, contradicts), 35 (stale again: nothing), 65 (corrects). The line of 20 is known at 50.
    replies = [Post(15.0), Post(25.0), Post(55.0)]
    # With a = 1.2 an edge survives below 1 / 1.2 = .833 in calm and below 1 while the backfire lasts.
    children = [Post(t, parent=0, thin=0.9) for t in (24.0, 25.0, 64.0, 65.0)]
    posts = sorted([*replies, *children], key=lambda post: post.time)

    tables = run_reference(posts, scenario=scenario, organisation=organisation, envelope=1.2)

    contradictions = [row for row in told(tables) if row[1] == "contradiction"]
    assert contradictions == [(25.0, "contradiction", 0, "x")]
    survived = {post.time: bool(kept) for post, kept in zip(posts, tables.survived) if post.parent >= 0}
    assert survived == {24.0: False, 25.0: True, 64.0: True, 65.0: False}


def test_contradiction_costs_credibility_which_recovers() -> None:
    """A statement of factor .5 heard by all has x = 1 - .2 * 2^(-age / 12 h) after a contradiction (equations 8, 9)."""
    scenario = with_fact(
        effects={"position": 0.5},
        credibility={"factor": 0.8, "half_life": "12 h"},
        channels={"x": {"statement_share": 1.0}},
    )
    organisation = two_desks(line={"broadcast": "30 min"})
    contradicted = 25.0
    later = contradicted + 12 * HOUR
    bounds = [0.5**0.8, 0.5**0.9]
    thins = [bounds[0] - 1e-9, bounds[0] + 1e-9, bounds[1] - 1e-9, bounds[1] + 1e-9]
    times = [contradicted, contradicted, later, later]
    posts = [Post(15.0), *(Post(t, "troll", parent=0, thin=u) for t, u in zip(times, thins))]

    tables = run_reference(posts, scenario=scenario, organisation=organisation)

    assert tables.survived.tolist() == [True, True, False, True, False]


def test_answer_damps_every_later_edge_of_its_thread_once() -> None:
    """Edges of an answered thread need u < r_reply however many answers it gets; other threads are untouched."""
    scenario = make_scenario(effects={"reply": 0.8})
    posts = [
        Post(0.0),
        Post(1.0),
        Post(9.0, parent=0, thin=0.9),
        Post(10.0, "journalist", parent=0, thin=0.79),
        Post(11.0, parent=1, thin=0.81),
        Post(40.0, parent=0, thin=0.81),
        Post(40.0, parent=0, thin=0.79),
        Post(41.0, parent=5, thin=0.1),
    ]

    tables = run_reference(posts, scenario=scenario)

    assert tables.survived.tolist() == [True, True, True, True, True, False, True, False]


def test_article_runs_unless_its_enquiry_was_answered() -> None:
    """An enquiry answered at its deadline is in time; one still in the queue runs as an article."""
    posts = [
        Post(0.0, "journalist"),
        Post(0.0, "journalist"),
        Post(10.0, parent=0, article=True),
        Post(10.0, parent=1, article=True),
    ]

    tables = run_reference(posts)

    assert tables.survived.tolist() == [True, True, False, True]


def test_reignition_ends_with_its_fact() -> None:
    """A reignition is posted until an agreed line on its fact is published, at minute 20 here."""
    posts = [Post(19.0, "troll", ends_with="recall"), Post(20.0, "troll", ends_with="recall")]

    tables = run_reference(posts, scenario=with_fact(), endings=("recall",))

    assert tables.survived.tolist() == [True, False]


def test_population_limits_who_may_post() -> None:
    """With a population of 4 the n-th mention survives below 1 - (n - 1) / 4 (equation 6)."""
    scenario = make_scenario(channels={"x": {"population": 4}})
    thins = (0.99, 0.76, 0.74, 0.51, 0.49, 0.24, 0.0, 0.0)
    posts = [Post(float(n), "troll", thin=thin) for n, thin in enumerate(thins)]

    tables = run_reference(posts, scenario=scenario)

    # Survivors before each: 0, 1, 1, 2, 2, 3, 4, 4.
    assert tables.survived.tolist() == [True, False, True, False, True, True, False, False]
