"""The report quotes what players read, says which topic is meant, and counts as the console does."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hand_played import Player, drill_session
from tables import tables, words

from sim.console.view import View
from sim.counterfactual.telling import NO_REPLIES
from sim.debrief.document import Block, Paragraph
from sim.debrief.evidence import Evidence
from sim.debrief.findings import findings, numbers
from sim.debrief.public import public
from sim.debrief.said import contradictions, main_topic, on_the_side, statements, words_of
from sim.drill.drill import kept_as, load_drill
from sim.drill.room import Room
from sim.drill.session import Session
from sim.drill.words import Words, texts_of
from sim.record.log import empty_columns
from sim.response.gauges import feed

EXAMPLES = "The post with the largest reach in each part of the drill"
SCRIPTED = """
tocsin: 1
name: scripted
scenario: product-rumour
organisation: dedicated-team
begins: 10 min
length: 60 min
seats: [{id: lead, title: Lead}]
injects:
  - {id: sales, title: A colleague, at: 20 min, effects: [{contradiction: {channel: x}, after: 2 min}]}
"""


def quiet(blocks: list[Block]) -> list[str]:
    """Return the small paragraphs."""
    return [block.text for block in blocks if isinstance(block, Paragraph) and block.kind == "quiet"]


def stated(evidence: Evidence, *rows: tuple[float, str, str, str]) -> Evidence:
    """Return the evidence with other statements: (minute, topic, kind, channel)."""
    columns = {name: np.resize(column, len(rows)) for name, column in empty_columns("statements").items()}
    for place, name in enumerate(("time", "topic", "kind", "channel")):
        columns[name] = np.array([row[place] for row in rows], dtype=empty_columns("statements")[name].dtype)
    columns["version"], columns["effect"] = np.ones(len(rows), dtype=np.int64), np.ones(len(rows))
    main = [at for at, topic, kind, _ in rows if topic == "safety" and kind != "contradiction"]
    totals = evidence.records.totals | {"first_statement": min(main, default=math.nan)}
    return replace(evidence, records=replace(evidence.records, statements=columns, totals=totals))


def test_the_report_quotes_the_words_that_the_console_showed(tmp_path: Path) -> None:
    """Each example of the report stands on the console, word for word, with its author."""
    room = Room.create(tmp_path / "drill", load_drill("demo"))
    view = View(room, texts_of(room.session.drill))
    shown: list[str] = []
    while room.session.now < room.session.drill.definition.ends:
        room.advance(1)
        shown += view.posts()
    room.do("close", {})
    room.close()

    blocks = public(Evidence(room.session, room.session.records(), room.folder), None)
    found = [(row[2], row[4]) for row in tables(blocks)[EXAMPLES]]

    console = " ".join(" ".join(shown).split())
    assert len(found) == 6
    assert [one for one in found if not all(" ".join(part.split()) in console for part in one)] == []


def test_words_depend_on_the_seed_and_own_words_go_before(played: Session) -> None:
    """Scripted posts have other words under another seed; what the players wrote stands in the place of a text."""
    texts = texts_of(played.drill)
    mine = Words(played, texts)
    other = Words(drill_like(played, seed=8), texts)

    posts = feed(played.engine, 0)
    (own,) = [one for one in played.engine.run.line.statements if one.kind == "holding"]

    assert [mine.post(one).text for one in posts] != [other.post(one).text for one in posts]
    assert mine.statement(own).text == "نتابع الأمر"
    assert mine.own(replace(own, kind="contradiction")) is None
    assert mine.own(replace(own, time=own.time + 1)) is None


def drill_like(session: Session, *, seed: int) -> Session:
    """Return an unplayed session of the same drill under another seed."""
    definition = session.drill.definition.model_copy(update={"seed": seed})
    return Session(replace(session.drill, definition=definition), crisis=session.crisis)


def test_texts_of_a_drill_are_looked_for_beside_it(tmp_path: Path, evidence: Evidence) -> None:
    """A text file that is not there is told in the report, with the place where it was looked for."""
    definition = evidence.session.drill.definition.model_copy(update={"texts": ["mine.yaml"]})
    session = Session(replace(evidence.session.drill, definition=definition))

    told = words_of(replace(evidence, session=session, folder=tmp_path))

    assert told == f"{tmp_path / kept_as('mine.yaml')}: there is no such file"


def test_statements_have_topics_and_words(evidence: Evidence) -> None:
    """What the players said stands there in their own words, what the model's people said in the console's."""
    both = stated(evidence, (45.0, "safety", "holding", ""), (50.0, "everyday", "holding", "x"))
    model = Words(evidence.session, texts_of(evidence.session.drill))

    found = tables(public(both, None))["Statements and contradictions"]

    said = [model.statement(one).text for one in statements(both)]
    assert found == [
        ("09:45 (T+0:45)", "holding statement", "safety, the main topic", "all channels", said[0]),
        ("09:50 (T+0:50)", "holding statement", "everyday, a side topic", "x", said[1]),
    ]
    assert (
        "The first statement on the main topic (safety) came 35 min after the drill began. 1 statement was on a side "
        "topic (everyday) and is not counted for that."
    ) in words(public(both, None))


def test_a_statement_on_a_side_topic_is_no_first_statement(evidence: Evidence) -> None:
    """The finding and the list of statements agree: nothing was said on the main topic, and what was is named so."""
    aside = stated(evidence, (50.0, "everyday", "holding", "x"), (55.0, "everyday", "holding", "x"))
    told = [one.text for one in public(aside, None) if isinstance(one, Paragraph)]

    found, _ = findings(aside)

    side = "2 statements were on a side topic (everyday) and are not counted for that."
    none = "None of them is a statement on the main topic (safety): the organisation said nothing officially on it."
    assert f"{none} {side}" in told
    assert (
        "No official statement on the main topic (safety) was published; mentions posted while the drill was played: "
        f"{evidence.values['mentions']:,.0f}. {side}"
    ) in found
    assert (main_topic(aside), on_the_side(stated(evidence))) == ("the main topic (safety)", "")


def test_a_statement_before_the_drill_is_told_as_such(evidence: Evidence) -> None:
    """It came before, not after."""
    early = stated(evidence, (4.0, "safety", "holding", ""))

    told = [one.text for one in public(early, None) if isinstance(one, Paragraph)]

    assert "The first statement on the main topic (safety) came 6 min before the drill began." in told


def test_numbers_since_the_start_are_those_of_the_console() -> None:
    """The second column has the console's mentions, reach and waiting cases; both columns say what they count."""
    session = drill_from_the_middle()
    found = tables(numbers(Evidence(session, session.records(), Path("d"))))
    (title, rows), now = next(iter(found.items())), session.gauges

    told = {name: (drill, whole) for name, drill, whole in rows}

    assert title == (
        "The drill in numbers: what was posted, answered or open since the drill began, and since the start of the "
        "crisis"
    )
    assert told["Mentions"][1] == f"{now.mentions:,}"
    assert told["Exposure"][1] == f"{now.reach:,.0f}"
    assert told["Of these, noticed by the organisation: the cases that wait"] == (f"{now.backlog:,}",) * 2
    assert int(told["Mentions"][0]) < int(told["Mentions"][1])


def drill_from_the_middle() -> Session:
    """Return the demonstration, played for half an hour by nobody and closed; it begins at minute 96."""
    session = Session(load_drill("demo"))
    player = Player(session)
    player.to(126)
    player.do("close")
    return session


def test_a_share_of_no_replies_is_explained(evidence: Evidence) -> None:
    """Where no reply was published, the sign for nothing is explained beside the numbers."""
    assert math.isnan(evidence.values["contradicting"])

    assert NO_REPLIES in quiet(list(numbers(evidence)))


def test_contradictions_of_injects_are_counted_apart(tmp_path: Path) -> None:
    """What an inject brought, after its delay, is nothing that people of the organisation did."""
    session = drill_session(tmp_path, SCRIPTED)
    player = Player(session)
    player.to(40)
    player.do("close")

    made, brought = contradictions(Evidence(session, session.records(), tmp_path))

    assert ([round(one.time) for one in made], [round(one.time) for one in brought]) == ([], [22])


@pytest.mark.parametrize(("channel", "at", "made"), [("x", 22.5, 1), ("forum", 22.0, 1), ("x", 22.0, 0)])
def test_a_contradiction_is_scripted_only_at_its_place_and_time(
    tmp_path: Path, channel: str, at: float, made: int
) -> None:
    """Another channel or another minute is somebody of the organisation."""
    session = drill_session(tmp_path, SCRIPTED)
    player = Player(session)
    player.to(40)
    player.do("close")
    evidence = stated(Evidence(session, session.records(), tmp_path), (at, "safety", "contradiction", channel))

    assert len(contradictions(evidence)[0]) == made
