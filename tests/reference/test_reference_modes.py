"""The second engine on modes (docs/model.md, 9.1), worked out by hand from the page."""

from __future__ import annotations

from typing import Any

import pytest

from sim.organisation.organisation import Organisation
from sim.units import HOUR
from tests.reference.make import Post, make_organisation, make_scenario, merged, one, run_reference

OFFICER = {"role": "officer", "count": 1, "calendar": "always"}
CLERK = {"role": "clerk", "count": 1, "calendar": "always"}
ALONE = {"authority": {"officer": "L4"}}
LONG = {"cases": 1, "over": "20 h"}
DESKS = {
    "press": {"channels": "all", "members": ["officer"]},
    "web": {"channels": ["x"], "members": ["clerk"]},
}


def modes(crisis: dict[str, Any], *, activation: str = "0 min", **changes: Any) -> dict[str, Any]:
    """An alarm at the first case of L3; nothing ends the crisis unless the test says so."""
    return {
        "trigger": changes.get("trigger", {"severity": "L3"}),
        "activation": activation,
        "exit": changes.get("exit", LONG),
        "crisis": crisis,
    }


def reviewed(
    head: dict[str, Any] | None = None, *, resources: dict[str, Any] | None = None, **structure: Any
) -> Organisation:
    """An officer drafts in 10 minutes and may publish nothing alone; a head reviews in 5."""
    base = {
        "authority": {"officer": "L0", "head": "L4"},
        "approval": {"L1": [{"role": "head", "review": "5 min"}]},
    }
    people = [OFFICER, {"role": "head", "count": 1, "calendar": "always", **(head or {})}]
    return make_organisation(structure=merged(base, structure), resources={"people": people, **(resources or {})})


def two_desks(clerk: str = "always", **structure: Any) -> Organisation:
    """Mentions on x go to the clerk at web, positions to the officer at press; both publish alone after 10 minutes."""
    people = [OFFICER, {**CLERK, "calendar": clerk}]
    base = {"desks": DESKS, "authority": {"officer": "L4", "clerk": "L4"}}
    return make_organisation(structure={**base, **structure}, resources={"people": people})


def test_severity_begins_crisis_mode_and_a_quiet_look_ends_it() -> None:
    """Alarm at 0, crisis from 20 with the officer's authority; the look at 80 sees a case, that at 140 none."""
    organisation = reviewed(modes=modes(ALONE, activation="20 min", exit={"cases": 1, "over": "60 min"}))

    tables = run_reference([Post(0.0, "smear"), Post(30.0), Post(200.0)], organisation=organisation)

    assert tables.cases["answered"] == [15.0, 40.0, 215.0]


def test_volume_counts_the_window_without_its_begin() -> None:
    """At minute 10 the case of minute 0 is out of (0, 10]; at 19 there are two, and crisis mode begins at once."""
    trigger = {"volume": {"cases": 2, "over": "10 min"}}
    organisation = reviewed(modes=modes(ALONE, trigger=trigger))

    tables = run_reference([Post(0.0), Post(10.0), Post(19.0)], organisation=organisation)

    # The second draft ends at 20, in crisis mode, as does the third; without the alarm at 19 both were reviewed.
    assert tables.cases["answered"] == [15.0, 20.0, 30.0]


def test_somebody_sees_it_and_calls_the_crisis() -> None:
    """The head raises no alarm over the L1 case, but over the L2 case at 35; crisis mode begins at 40."""
    trigger = {"person": {"role": "head", "level": "L2"}}
    organisation = reviewed(modes=modes(ALONE, activation="5 min", trigger=trigger))

    tables = run_reference([Post(0.0), Post(20.0, "journalist"), Post(40.0)], organisation=organisation)

    assert tables.cases["answered"] == [15.0, 35.0, 50.0]


def test_crisis_chain_and_handover_come_first() -> None:
    """In crisis mode the draft is sent within 2 minutes instead of 30, to the crisis chain with 1 minute of review."""
    crisis = {"handover": "2 min", "approval": {"L2": [{"role": "head", "review": "1 min"}]}}
    organisation = reviewed(handover="30 min", modes=modes(crisis))

    tables = run_reference([Post(0.0, "smear"), Post(100.0)], organisation=organisation)

    # The L1 case is below the crisis chain's lowest level and takes the usual one.
    assert tables.cases["answered"] == [10.0 + 2 + 1, 110.0 + 2 + 5]


def test_crisis_line_is_heard_at_once() -> None:
    """Version 1 of minute 20 is unknown at web before crisis mode begins at 30, and known from then on."""
    fact = {"name": "recall", "topic": "crisis", "at": "10 min", "known": "operations", "confirmed": "10 min"}
    crisis = {"line": {"broadcast": "0 min"}}
    organisation = two_desks(line={"sync": "10 h"}, modes=modes(crisis, activation="20 min"))

    tables = run_reference([Post(25.0), Post(40.0)], scenario=make_scenario(facts=[fact]), organisation=organisation)

    assert tables.cases["line_version"] == [1, 0, 1]
    assert tables.cases["stale"] == [False, True, False]


def recalling(exit_: dict[str, Any]) -> Organisation:
    """A head at home until 08:00, recalled 30 minutes after crisis mode began for an hour."""
    paging = {"timeout": "5 min", "ack": "1 min", "unavailable": 0.0, "from_level": "L4"}
    crisis = {"recall": {"after": "30 min", "up_to": "60 min"}}
    return reviewed(
        {"calendar": "08:00-16:00", "on_call": True},
        resources={"on_call": paging, "at_shift_end": "hand_over"},
        modes=modes(crisis, activation="10 min", exit=exit_),
    )


def test_recalled_head_reviews_and_finishes() -> None:
    """Recalled from 40 to 100 the head takes what waits, ends after 100 what began before, and takes no more."""
    posts = [Post(0.0, "smear"), Post(88.0), Post(95.0)]

    tables = run_reference(posts, organisation=recalling(LONG))

    assert tables.cases["answered"] == [45.0, 98.0 + 5, 8 * HOUR + 5]
    assert one(tables, "calendar_wait") == 30.0
    assert tables.staff["overtime"] == [0.0, 10.0]


def test_crisis_that_is_over_recalls_nobody() -> None:
    """The look at 30 ends the crisis before the recall of 40 begins."""
    tables = run_reference([Post(0.0, "smear")], organisation=recalling({"cases": 1, "over": "20 min"}))

    assert one(tables, "answered") == 8 * HOUR + 5


def test_flex_helps_at_the_other_desk() -> None:
    """The officer of press drafts the case of web, whose clerk comes at 08:00; in normal mode it waits."""
    helped = run_reference([Post(0.0, "smear")], organisation=two_desks("08:00-16:00", modes=modes({"flex": True})))
    alone = run_reference([Post(0.0, "smear")], organisation=two_desks("08:00-16:00", modes=modes({})))

    assert one(helped, "answered") == 10.0
    assert one(helped, "answered_by") == "officer 1"
    assert one(alone, "answered") == 8 * HOUR + 10


def test_cadence_takes_people_away() -> None:
    """The stand-up of 60 to 70 does not interrupt the job in hand, and the next job begins at 70."""
    cadence = [{"who": "officer", "every": "1 h", "length": "10 min"}]

    tables = run_reference([Post(59.0), Post(62.0)], organisation=make_organisation(structure={"cadence": cadence}))

    assert tables.cases["answered"] == [69.0, 80.0]
    assert one(tables, "queue_wait", 1) == 8.0


def test_cadence_of_a_crisis_ends_with_it() -> None:
    """In the crisis of 5 to 125 the officer is away from 65 to 75, and not at 125, when it ends."""
    cadence = [{"who": "officer", "every": "1 h", "length": "10 min", "during": "crisis"}]
    switch = modes({}, activation="5 min", exit={"cases": 2, "over": "120 min"})
    organisation = make_organisation(structure={"cadence": cadence, "modes": switch})

    tables = run_reference([Post(0.0, "smear"), Post(66.0), Post(126.0)], organisation=organisation)

    assert tables.cases["answered"] == [10.0, 85.0, 136.0]


@pytest.mark.parametrize(("share", "answered"), [(None, [20.0, 50.0]), (0.75, [20.0, 70.0])])
def test_overhead_slows_what_begins(share: float | None, answered: list[float]) -> None:
    """Half the time is lost: 20 minutes a draft; 40 in crisis mode if its share is three quarters."""
    crisis = {} if share is None else {"overhead": share}
    organisation = make_organisation(structure={"overhead": 0.5, "modes": modes(crisis)})

    tables = run_reference([Post(0.0, "smear"), Post(30.0)], organisation=organisation)

    # The first job begins before crisis mode does, in the round of the alarm.
    assert tables.cases["answered"] == answered
