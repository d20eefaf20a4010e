"""What a proposed drill is for the people at its table: a background, own names, something for every seat to do."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from sim.drill.check import warnings, without_task
from sim.drill.definition import Definition
from sim.drill.drill import load_drill
from sim.errors import SpecError
from sim.prepare.background import background_of, names_of
from sim.prepare.propose import propose
from sim.prepare.rehearse import rehearsal_text, rehearse
from sim.prepare.seating import seats_of
from sim.prepare.writing import drill_text, write_drill
from sim.scenario.files import load_organisation, load_scenario, scenario_names
from sim.scenario.texts import load_texts
from sim.spec import read_text, validate

TABLES = ("dedicated-team", "agency", "incident-command", "dispersed", "community-cell", "three-people", "organic")
SMALL = {"tocsin": 1, "name": "small", "scenario": "product-rumour", "organisation": "three-people", "length": "20 min"}


def small(**fields: object) -> Definition:
    """Return a drill of two seats."""
    seats = [{"id": "lead", "title": "Lead"}, {"id": "desk", "title": "Operator"}]
    return Definition.model_validate({**SMALL, "seats": seats, **fields})


# Names and background


def test_own_names_are_in_the_file_and_in_the_injects() -> None:
    """House and product of one's own are kept, and no proposed text has the invented ones or the topic's id."""
    names = {"organisation": "Acme Foods", "product": "Sparkle"}

    definition = propose("trial", "product-rumour", "agency", length=200.0, seats=6, names=names)

    told = drill_text(definition)
    assert definition.names == names
    assert "names: {organisation: Acme Foods, product: Sparkle}" in told
    assert not re.search(r"Quellmoor|Zimbrel|about \"?safety", "".join(one.message for one in definition.injects))
    assert "a report on Sparkle, under the line" in " ".join(one.message for one in definition.injects)


@pytest.mark.parametrize("scenario", scenario_names())
def test_no_text_speaks_of_the_id_of_a_topic(scenario: str) -> None:
    """Players read of a product, a house and a headline; no slot is left open in any crisis."""
    definition = propose("trial", scenario, "agency", length=240.0, seats=6)

    for one in definition.injects:
        assert f'"{load_scenario(scenario).main_topic}"' not in one.message
        assert not re.search(r"[{}]", one.title + one.message + one.channel)


def test_an_unknown_name_is_refused() -> None:
    """A key that nothing is called by is told with the known ones, in a file and in a call."""
    with pytest.raises(SpecError) as called:
        propose("trial", "product-rumour", "agency", length=60.0, names={"produkt": "Sparkle"})
    with pytest.raises(SpecError) as read:
        validate(read_text(drill_text(small()) + "names: {produkt: Sparkle}\n"), Definition)

    assert str(called.value) == ("names: no 'produkt'; the names are organisation or product; did you mean 'product'?")
    assert "no 'produkt'; the names are organisation or product; did you mean 'product'?" in str(read.value)


def test_the_background_tells_what_was_before_and_no_more() -> None:
    """House, product, day and time, and what has happened by then; nothing of the story or of what is to come."""
    scenario = load_scenario("product-rumour")

    names, texts = names_of("product-rumour", {}), load_texts("product-rumour")

    early, later = (background_of(scenario, names, at, texts) for at in (0.0, 150.0))

    assert early == (
        "You work for Quellmoor. Zimbrel is one of its products. It is Tuesday, 3 March 2026, 09:00 local time. So far "
        "it is an ordinary day."
    )
    assert later.split(" One of the posts: ")[0].endswith(
        "This is what has happened so far, the latest 6 of 7 things: 09:05 shared in the forum; 09:45 the clip "
        "(video); 10:00 shared on x; 10:00 shared on facebook; 10:30 asked on reddit; 11:00 "
        "Some customers are ill, the cause is not known (not confirmed yet)."
    )
    assert "Zimbrel" in later.split(" One of the posts: ")[1]
    assert "false" not in later


def test_the_example_of_own_words_can_be_read(tmp_path: Path) -> None:
    """The file of texts that stands in the comments of a new drill is a valid one, and its words are said."""
    lines = drill_text(small()).splitlines()
    first = lines.index("#   tocsin: 1")
    words = tmp_path / "words.yaml"
    words.write_text("".join(f"{line[4:]}\n" for line in lines[first : first + 5]), "utf-8")

    texts = load_texts("product-rumour", files=[words])

    said = {texts.post(key=key, channel="x", kind="complaint", topic="safety").text for key in range(9)}
    assert said <= {f"My Zimbrel from {shop} smells odd." for shop in ("the kiosk at the station", "our own shop")}


# Seats


@pytest.mark.parametrize("organisation", TABLES)
@pytest.mark.parametrize("seats", [3, 4, 5, 6])
def test_no_seat_is_idle(organisation: str, seats: int) -> None:
    """Each seat owns a decision or has two injects of its own with an expected action, in short drills and in long."""
    for length in (45.0, 90.0, 180.0):
        definition = propose("trial", "product-rumour", organisation, length=length, seats=seats)

        owners = {one.owner for one in definition.decisions}
        told = Counter(to for one in definition.injects if one.expected and one.at is not None for to in one.to)
        assert [one.id for one in definition.seats if one.id not in owners and told[one.title] < 2] == []
        assert not [line for line in warnings(definition, load_organisation(organisation)) if "asked nothing" in line]


def test_executives_and_experts_are_asked_what_is_theirs() -> None:
    """What admits something is up to the executive, who is called from outside; the expert is asked for facts."""
    definition = propose("trial", "product-fault", "dedicated-team", length=90.0, seats=5)

    owners = {one.id: one.owner for one in definition.decisions}
    to = {one.id: one.to for one in definition.injects}

    assert (owners["D3"], owners["D3-L4"], owners["D5"], owners["D6"]) == (
        "lead",
        "executive",
        "spokesperson",
        "operator",
    )
    assert to["outside-call-executive"] == ["Executive"]
    assert to["fact-question-expert"] == ["Expert"]


@pytest.mark.parametrize("organisation", ["dedicated-team", "dispersed"])
def test_the_late_decisions_come_in_time(organisation: str, tmp_path: Path) -> None:
    """In 3 h more hands and the end are asked about in most runs; a drill of 90 min does not ask whether it is over."""
    write_drill(tmp_path, propose("trial", "product-rumour", organisation, length=180.0))

    runs = rehearse(load_drill(tmp_path), runs=4).runs

    assert sum("D7" in one.opened for one in runs) >= 3
    assert all("D9" in one.opened for one in runs)
    assert propose("trial", "product-rumour", organisation, length=90.0).decision("D9") is None


def test_a_brief_says_for_whom_one_speaks() -> None:
    """A player reads of people, not of roles and posts."""
    agency = [seat.brief.split(" You may ")[0] for seat in seats_of(load_organisation("agency"), 4)]

    assert agency == [
        "You are the client manager. You also speak for the two subject experts.",
        "You speak for the six agents of the desk and the three press officers of the desk.",
        "You are the legal adviser.",
        "You are the executive.",
    ]


def test_a_rehearsal_names_a_seat_that_is_asked_nothing(tmp_path: Path) -> None:
    """A seat with neither a decision nor two injects is told beside its zeros."""
    write_drill(tmp_path, small())

    text = rehearsal_text(rehearse(load_drill(tmp_path), runs=1))

    assert re.search(r"^desk +0 +0  asked nothing$", text, re.MULTILINE)


# Objectives


def test_every_objective_gets_what_it_is_about() -> None:
    """Press, statement and employees each have their own tasks, and the beat about employees comes for its sake."""
    wanted = ["Publish a first statement within 30 min", "Answer the press in 15 min", "Inform our employees first"]

    definition = propose("trial", "product-rumour", "dedicated-team", length=60.0, seats=4, objectives=wanted)

    serves = {one.id: one.objective for one in definition.injects}
    serves |= {one.id: one.objective for one in definition.decisions}
    assert (serves["D3"], serves["newsroom"], serves["employees"]) == ("O1", "O2", "O3")
    assert without_task(definition) == []


def test_an_objective_that_nothing_fits_stays_without_a_task() -> None:
    """No task is hung on what nobody understands, and it is found."""
    definition = propose("trial", "product-rumour", "agency", length=60.0, objectives=["Judge severity", "Bake bread"])

    assert [one.id for one in without_task(definition)] == ["O2"]


# Warnings


def test_a_check_warns_of_what_is_addressed_to_nobody() -> None:
    """A recipient that is no seat, a time-out below its target, and an objective without a task are told."""
    definition = small(
        objectives=[{"id": "O1", "title": "One"}],
        injects=[
            {"id": "mayor", "at": "5 min", "to": ["Operater", "all", "lead"], "expected": "Answers"},
            {"id": "again", "at": "6 min", "to": ["Lead"], "expected": "Answers"},
        ],
        decisions=[
            {
                "id": "D1",
                "title": "Now?",
                "question": "Now?",
                "owner": "desk",
                "opens": {"at": "3 min"},
                "options": [{"id": "a", "title": "Yes"}, {"id": "b", "title": "No"}],
                "timeout": "5 min",
                "target": "10 min",
                "default": "a",
            }
        ],
    )

    found = warnings(definition, load_organisation("three-people"))

    assert found == [
        "inject 'mayor': 'Operater' is no seat; did you mean 'Operator'?",
        "D1: its time-out, 5 min, is shorter than its target, 10 min: nobody can be late",
        "objective O1 is without a task: no decision and no expected action serves it",
    ]
