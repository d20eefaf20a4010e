"""Cards and lists as texts: what a decision is about, what silence means, and what only the facilitator sees."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.console.lists import called
from sim.console.orders import Desk
from sim.console.view import View
from sim.drill.definition import Inject
from sim.drill.drill import Drill, drill_from_texts, load_drill
from sim.drill.room import Room
from sim.drill.state import DecisionState, DrillError
from sim.drill.walltime import ManualTime
from sim.drill.words import texts_of


def desk_of(folder: Path, drill: Drill) -> Desk:
    """Return the desk of a drill that has just begun."""
    room = Room.create(folder, drill, wall=ManualTime())
    return Desk(room, View(room, texts_of(drill)), "Ann")


@pytest.fixture
def desk(tmp_path: Path, demo: Drill) -> Iterator[Desk]:
    """Return the desk of the demonstration."""
    made = desk_of(tmp_path / "played", demo)
    yield made
    made.room.close()


def until(desk: Desk, name: str) -> DecisionState:
    """Play without answers until a decision of this id is open, and return it."""
    while True:
        for state in desk.room.session.open_decisions:
            if state.decision.id == name:
                return state
        assert desk.room.session.now < 400, name
        desk.order("e")


def quoted(line: str) -> str:
    """Return what stands between the first quotation mark of a line and the last."""
    return line.split('"', 1)[1].rsplit('"', 1)[0]


def test_a_card_shows_the_post_and_the_draft(desk: Desk) -> None:
    """A decision about a case has the post that opened it, the level in words, the draft, and what silence means."""
    desk.order("d 1 a")
    state = until(desk, "D4")

    case = desk.room.session.engine.run.cases[state.case]
    assert desk.view.card(state) == [
        " ? 10:56 DECISION 2: May the desk answer this alone?  [Desk officer, until 11:12]",
        f"   {state.decision.question}",
        "   Because a draft is ready.",
        f"   Case {state.case}, level L2: a correction, or an answer to a journalist or multiplier.",
        *desk.view.body(state)[3:],
        "      a) Answer now",
        "      b) Through approval",
        "      c) Leave it unanswered",
        "   If nobody answers by 11:12: Through approval",
        "   Answer with: d 2 a",
    ]
    post, draft = desk.view.body(state)[3:]
    assert post.startswith("   The post: ")
    assert f" on {case.channel} at {desk.view.clock(case.opened)}, " in post
    assert f"seen by {case.reach:,.0f}: " in post
    assert draft.startswith("   The draft of our reply: ")


def test_the_draft_has_the_words_that_are_published(desk: Desk) -> None:
    """What is approved as a draft is what stands in the feed afterwards, word for word."""
    desk.order("d 1 a")
    state = until(desk, "D3")
    (draft,) = [line for line in desk.view.body(state) if "The draft of our" in line]

    desk.view.posts()
    desk.order(f"d {state.number} approve counts 1 min")
    said = [line for _ in range(12) for line in desk.order("e") if "WE PUBLISHED" in line]

    assert "The draft of our holding statement: " in draft
    assert said[0].endswith(f"WE PUBLISHED A HOLDING STATEMENT: {quoted(draft)}")


def test_silence_passes_to_the_deputy_and_then_waits(desk: Desk) -> None:
    """A card with a deputy says to whom it passes; once it has passed, that it waits, and whom for."""
    state = until(desk, "D3")
    before = desk.view.silence(state)
    while state.owner == "lead":
        desk.order("e")

    assert before == f"   If nobody answers by {desk.view.clock(state.opened_at + 20)}: it passes to Desk officer"
    assert desk.view.silence(state) == "   Nobody answered in time; now it waits for Desk officer, without a time-out."


def test_an_answered_card_says_how_it_was_answered(desk: Desk) -> None:
    """Looked at again, a decision shows its answer and no order to answer it; its id stands there alone."""
    desk.order("d 1 b")

    assert desk.order("d 1")[-2:] == [
        "   Answered: An incident: warn the others, call in nobody",
        "   In the drill's file this is D1.",
    ]


def test_what_is_asked_again_says_so(desk: Desk) -> None:
    """The second card of one decision says that it is the second, and why; others are named by their titles."""
    desk.order("d 1 b")
    again = until(desk, "D1")
    follows = until(desk, "D8")

    assert desk.view.body(again)[1] == "   Again (2nd time), because the organisation's own alarm would go off."
    assert desk.view.body(follows)[1] == "   Because the inject 'A colleague speaks out' came."


def test_what_follows_an_answer_names_it(desk: Desk) -> None:
    """A decision that follows another one says which, and which option brought it, in words."""
    desk.order("d 1 c")

    assert desk.view.body(until(desk, "D2"))[1] == (
        "   Because 'How severe is it?' was answered with 'A crisis: the team gets its crisis powers and people are "
        "called in'."
    )


def test_a_position_shows_its_fact(tmp_path: Path, demo: Drill) -> None:
    """A decision about a position names the fact by its title, and the draft by what it will be."""
    text = demo.texts["drill.yaml"].replace("begins: 96 min", "begins: 3 h")
    text = text.replace("levels: [L3, L4], every", "levels: [L3, L4], cases: position, every")
    desk = desk_of(tmp_path / "played", drill_from_texts({**demo.texts, "drill.yaml": text}))

    told = desk.view.body(until(desk, "D3"))
    desk.room.close()

    assert told[3] == "   The fact: Some customers are ill; the cause is not known"
    assert told[4].startswith("   The draft of our position statement: ")


def test_nothing_that_is_expected_is_shown_with_an_inject(desk: Desk) -> None:
    """The players see message and route; the facilitator sees the rest with x."""
    shown = desk.order("n")
    desk.order("1")
    shown += desk.order("f influencer")

    assert not [line for line in shown if "xpected" in line or "Speak with the person" in line]
    assert desk.order("x") == [
        "   Inject influencer: A person with many followers joins in",
        "   Expected: Speak with the person before speaking about them.",
        "   Objective: O1",
        "   Notes: For the facilitator, if the table has too little to do.",
        "   Effects: mentions count 1, channel x, reach 400,000, kind misinformation",
    ]
    assert desk.order("x board")[1] == "   Expected: Two sentences, what is known and what is done; no promise."


def test_an_inject_without_a_title_is_called_by_its_first_words() -> None:
    """Where a list has no titles, the first words of the message stand in, cut at a word."""
    message = "A caller says that the lift in the north wing has stood still since this morning."

    assert called(Inject(id="1", message=message)) == "1: A caller says that the lift in the north ..."
    assert called(Inject(id="2")) == "2"


def test_injects_are_listed_with_whole_effects(desk: Desk) -> None:
    """The list gives the time first, conditions behind, and each effect in full on a line of its own."""
    lines = desk.order("i")

    assert lines[:3] == [
        "   10:37  morning-brief: What monitoring sees",
        "   10:48  newsroom: A newsroom calls",
        "          -> mentions count 2, channel press, kind journalist",
    ]
    assert lines[8:10] == [
        "          spring-campaign: The cheerful post goes out (after D6: keep)",
        "          -> mentions count 25, channel x, over 20 min; mentions count 15, channel facebook, over 30 min",
    ]


def test_objectives_are_listed_and_a_rating_is_said_back(desk: Desk) -> None:
    """R alone lists the objectives with the rating that counts; a rating names what it rated."""
    said = desk.order("r O1 s in time")

    assert said == ["   O1 'Say something official within 30 minutes of the alarm' rated S: in time"]
    assert desk.order("r") == [
        "   O1 Say something official within 30 minutes of the alarm: S (in time)",
        "   O2 Size the crisis and set the team up for it: not rated",
        "   O3 Keep to one line, and put right what departs from it: not rated",
        "   Rate with: r O1 S WHY; P without challenges, S with some, M with major ones, U unable, N/E not examined",
    ]


def test_who_is_busy_is_told_by_role(desk: Desk) -> None:
    """The people at work stand by role, and those for whom there is nothing to do behind them."""
    people = desk.room.session.engine.run.desks.people
    busy, there = sum(one.item is not None for one in people), sum(one.on_hand for one in people)

    told = desk.view.occupied()

    assert told.startswith(f"   Busy are {busy} of {there} people: operator ")
    assert "; nothing to do for " in told


def test_an_inject_that_is_not_there_is_refused(desk: Desk) -> None:
    """X before the first inject says how to look at one to come."""
    with pytest.raises(DrillError) as caught:
        desk.order("x")

    assert str(caught.value) == ("no inject was released yet; 'x ID' shows what is behind one to come, 'i' lists them")


def test_a_decision_of_many_options_has_a_letter_for_each(tmp_path: Path) -> None:
    """Up to 26 options each have a letter; the last one is answered by its letter."""
    options = ", ".join(f"{{id: o{number}, title: Option {number}}}" for number in range(26))
    text = load_drill("demo").texts["drill.yaml"]
    many = f"""
  - id: many
    title: Which?
    question: Which of them?
    owner: lead
    opens: {{at: 96 min}}
    options: [{options}]
    timeout: 10 min
    default: o0
injects:"""
    (tmp_path / "drill.yaml").write_text(text.replace("\ninjects:", many, 1), encoding="utf-8")
    drill = load_drill(tmp_path / "drill.yaml")
    room = Room.create(tmp_path / "played", drill, wall=ManualTime())
    number = next(one.number for one in room.session.decisions if one.decision.id == "many")
    desk = Desk(room, View(room, texts_of(drill)))

    shown, said = desk.order(f"d {number}"), desk.order(f"d {number} z")

    assert "      z) Option 25" in shown
    assert said[0].startswith("   Option 25: this answer counts as")
    room.close()
