"""Hostile and unlucky: what went wrong in the hands of somebody who tried to break a drill, one test each."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

import pytest
from playing import demo, drill_with, room_in, tables_of
from small import inject, started, to

from sim.counterfactual.carried import carried_over
from sim.drill.drill import load_drill
from sim.drill.journal import FILE, JournalError, read_rows
from sim.drill.replaying import replay
from sim.drill.room import Room
from sim.drill.session import Session
from sim.drill.state import DrillError
from sim.errors import SpecError


def test_a_publication_in_the_last_minute_is_reported(tmp_path: Path) -> None:
    """What is published in the minute of the close would act after the end: it is kept, and the tables exist."""
    room, _ = room_in(tmp_path)
    room.advance(4)
    room.do("post", {"kind": "holding", "text": "hi"})
    room.do("close", {})
    room.close()

    records = room.session.records()

    assert [said.text for said in room.session.table.published] == ["hi"]
    assert len(records.cases["case"]) > 0


def test_time_does_not_run_backwards_at_a_pause(tmp_path: Path) -> None:
    """What was done within a running minute stays before what is done after a pause, so that order is order."""
    room, wall = room_in(tmp_path)
    room.go(10)
    wall.pass_seconds(3)
    room.tick()
    room.do("inject", {"do": "hold", "id": "newsroom"})
    room.pause("a break")
    room.do("inject", {"do": "ready", "id": "newsroom"})
    while room.session.now < 150:
        room.advance(5)
    room.do("close", {})
    room.close()
    times = [action.scen for action in room.session.actions]

    again = carried_over(room.session, room.session.drill.organisation)

    assert times == sorted(times)
    assert tables_of(again.records_now()) == tables_of(room.session.records())


def test_a_drill_over_a_recording_is_reported(tmp_path: Path) -> None:
    """A recorded crisis is longer than the drill: its rows after the close are cut, and are no fault."""
    text = demo().texts["drill.yaml"].replace("scenario: product-rumour", "scenario: trace-demo")
    lines = [line for line in text.split("decisions:")[0].splitlines() if not line.startswith(("begins", "length"))]
    (tmp_path / "drill.yaml").write_text("\n".join([*lines, "begins: 0 min", "length: 30 min"]), encoding="utf-8")
    session = Session(load_drill(tmp_path / "drill.yaml"))
    session.begin()
    to(session, 30 - 96)

    records, whole = session.records(), session.gauges

    assert records.totals["mentions_surviving"] == whole.mentions
    # What the recording holds for later is not in the tables of a drill that ended before.
    recorded = session.crisis.cascade.time
    assert records.totals["mentions_potential"] <= (recorded <= 30).sum() < len(recorded)


def test_the_time_in_which_the_console_was_gone_is_no_thinking(tmp_path: Path) -> None:
    """After a crash and two hours the drill is paused from the last row on: they are in no response time."""
    room, wall = room_in(tmp_path)
    wall.pass_seconds(30)
    room.do("note", {"text": "then the power went"})
    room._journal._connection.close()
    wall.pass_seconds(7200)

    again, _ = Room.resume(tmp_path, wall=wall)
    again.answer(1, "crisis", seat="lead")
    answer = again.session.decision(1).answer

    assert again.paused
    assert answer is not None
    assert answer.thinking == 30.0
    again.close()


def test_a_step_ends_a_pause(tmp_path: Path) -> None:
    """Who moves the clock on goes on with the drill: the pause ends there."""
    room, wall = room_in(tmp_path)
    room.pause("coffee")
    wall.pass_seconds(60)

    room.advance(4)
    pause = room.session.table.pauses[-1]

    assert not room.paused
    assert pause.end_wall - pause.begin_wall == 60_000
    room.close()


@pytest.mark.parametrize("minutes", [-5.0, float("nan"), float("inf"), 1e20])
def test_impossible_minutes_are_refused(tmp_path: Path, minutes: float) -> None:
    """Minutes that no drill can count with are refused before anything is written."""
    room, _ = room_in(tmp_path)
    rows = room._rows

    with pytest.raises(DrillError, match=r"minutes; between 0 and 525,600 are possible$"):
        room.answer(1, "crisis", minutes=minutes)
    with pytest.raises(DrillError, match=r"^moved by "):
        room.do("inject", {"do": "shift", "minutes": 1e20})

    assert room._rows == rows
    room.close()


def test_the_clock_ends_with_the_crisis(tmp_path: Path) -> None:
    """A step beyond the horizon goes to the horizon; from there the drill can only be closed."""
    drill = drill_with(tmp_path / "file", default="default: deputy\n    expected: approve=>default: chain")
    room, _ = room_in(tmp_path / "played", drill)

    while room.session.now < drill.scenario.horizon:
        room.advance(400_000)

    assert room.session.now == drill.scenario.horizon
    with pytest.raises(DrillError, match=r"^the crisis ends here; 'end' closes the drill$"):
        room.advance(1)
    room.close()


def test_broken_characters_are_kept_as_question_marks(tmp_path: Path) -> None:
    """Half a character, as a terminal in another encoding sends it, is written as a question mark."""
    room, _ = room_in(tmp_path)

    room.do("note", {"text": "caf\udce9"}, actor="\udcff")
    room.close()

    assert [(row.payload["text"], row.actor) for row in read_rows(tmp_path) if row.kind == "note"] == [("caf?", "?")]


def test_a_folder_that_is_moved_away_is_noticed(tmp_path: Path) -> None:
    """Nothing is said to be kept in a file that nobody will find."""
    room, _ = room_in(tmp_path / "a")
    shutil.move(tmp_path / "a", tmp_path / "b")

    with pytest.raises(JournalError, match=r"the journal was moved or removed while the drill is played"):
        room.do("note", {"text": "lost?"})
    room._journal._connection.close()

    assert Room.resume(tmp_path / "b")[0].session.table.notes == []


def test_a_read_only_drill_is_read(tmp_path: Path) -> None:
    """A drill that was closed in order is read without writing a byte, as from a medium that cannot be written."""
    room, _ = room_in(tmp_path)
    room.close()
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}

    rows = read_rows(tmp_path)

    assert rows[0].kind == "open"
    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before


def test_a_journal_without_its_write_ahead_file_is_told(tmp_path: Path) -> None:
    """A journal of which only an empty file is left says what happened."""
    (tmp_path / FILE).write_bytes(b"")

    with pytest.raises(JournalError, match=r"the journal is empty, or its file journal\.db-wal was taken away"):
        read_rows(tmp_path)


def test_a_forged_journal_is_refused_with_its_row(tmp_path: Path) -> None:
    """A journal whose chain is right and whose content is not is refused with the row and the reason."""
    room, _ = room_in(tmp_path)
    room.advance(1)
    room.close()
    rows = read_rows(tmp_path)
    wrong = [rows[0].__class__(**{**rows[-1].__dict__, "kind": "decision", "payload": {"number": 77, "option": "a"}})]

    with pytest.raises(JournalError, match=r"row \d+ \(decision\) cannot be done again: no decision 77; 1 were opened"):
        replay([*rows, *wrong], where=tmp_path)


def test_an_avalanche_is_without_effect(tmp_path: Path) -> None:
    """An inject that would bring the crisis to its cap is kept as without effect; the drill goes on."""
    flood = {"id": "flood", "effects": [{"mentions": {"count": 1_000_000, "channel": "x"}}]}
    session = started(injects=[flood])

    inject(session, "fire", "flood")
    to(session, 3)

    (lost,) = session.without_effect
    assert "cap" in lost.reason
    assert session.now == 99.0


def test_own_words_lie_in_the_journal(tmp_path: Path) -> None:
    """A drill's text file is looked up beside its file, kept with the journal, and told if it is not there."""
    words = 'tocsin: 1\nlanguage: en\nposts:\n  - {texts: ["own words"]}\n'
    file = tmp_path / "file"
    file.mkdir()
    (file / "mine.yaml").write_text(words, encoding="utf-8")
    drill = drill_with(file, texts="language: en=>language: en\ntexts: [mine.yaml]")

    room, _ = room_in(tmp_path / "played", drill)
    room.close()

    assert (tmp_path / "played" / "words" / "mine.yaml").read_text(encoding="utf-8") == words
    (file / "mine.yaml").unlink()
    with pytest.raises(SpecError, match=r"texts\[0\]: there is no file 'mine\.yaml' beside the drill"):
        load_drill(file)


@pytest.mark.skipif(os.name == "nt", reason="SQLite's files cannot be replaced while they are open there")
def test_a_journal_that_is_replaced_is_noticed(tmp_path: Path) -> None:
    """Another file in the journal's place is no journal of this drill."""
    room, _ = room_in(tmp_path)
    (tmp_path / FILE).unlink()
    sqlite3.connect(tmp_path / FILE).close()

    with pytest.raises(JournalError, match=r"the journal was moved or removed"):
        room.do("note", {"text": "?"})
    room._journal._connection.close()


def test_a_condition_on_a_channel_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    """`backlog.CHANNEL` of a channel that the crisis does not have would never hold: it is told with its place."""
    with pytest.raises(SpecError) as caught:
        drill_with(tmp_path, when="when: no_statement_since > 130=>when: backlog.xx > 1")

    (fault,) = caught.value.faults
    assert fault.endswith(
        "injects[4].when: no channel 'xx'; the channels are x, facebook, reddit, video, forum, blog, news or press; "
        "did you mean 'x'?"
    )
