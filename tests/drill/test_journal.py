"""The journal: append-only, on the disk before it is shown, replayed to the same state, and hard to fool."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from playing import demo, played_anyhow, room_in, tables_of

from sim.drill.journal import FILE, Journal, JournalError, LockedError, Row, read_rows
from sim.drill.replaying import replay
from sim.drill.room import Room
from sim.drill.state import DrillError


def edited(folder: Path, statement: str) -> None:
    """Change a journal as somebody would who knows SQLite."""
    connection = sqlite3.connect(folder / FILE)
    connection.execute("DROP TRIGGER no_update")
    connection.execute("DROP TRIGGER no_delete")
    connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.parametrize("seed", range(5))
def test_a_replay_comes_to_the_same_state(tmp_path: Path, seed: int) -> None:
    """Whatever was done, the journal alone leads to the same state, digests and tables."""
    room = played_anyhow(tmp_path / "drill", seed)
    room.close()

    again = replay(read_rows(tmp_path / "drill"), where=tmp_path)

    assert again.digest() == room.session.digest()
    assert tables_of(room.session.records()) == tables_of(again.records())
    other = played_anyhow(tmp_path / "other", seed + 100)
    other.close()
    assert other.session.digest() != again.digest()


def test_the_journal_refuses_to_be_changed(tmp_path: Path) -> None:
    """A row can be neither changed nor deleted, not even by somebody who opens the file."""
    room, _ = room_in(tmp_path)
    room.close()
    connection = sqlite3.connect(tmp_path / FILE)

    for statement in ("UPDATE journal SET actor = 'x'", "DELETE FROM journal"):
        with pytest.raises(sqlite3.IntegrityError, match="the journal is append-only"):
            connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    ("statement", "row"),
    [
        ("UPDATE journal SET payload = replace(payload, 'advance', 'Advance') WHERE seq = 3", 3),
        ("UPDATE journal SET scen = scen + 1 WHERE seq = 4", 4),
        ("UPDATE journal SET actor = 'somebody else' WHERE seq = 1", 1),
        ("DELETE FROM journal WHERE seq = 3", 4),
    ],
)
def test_an_edited_journal_is_named_with_its_row(tmp_path: Path, statement: str, row: int) -> None:
    """Who edits a journal by hand is told the first row that is not as it was written."""
    room, _ = room_in(tmp_path)
    for _ in range(4):
        room.advance(4)
    room.close()
    edited(tmp_path, statement)

    with pytest.raises(JournalError) as caught:
        read_rows(tmp_path)

    assert str(caught.value) == (
        f"{tmp_path / FILE}: row {row} is not as it was written: the journal was edited by hand or is damaged; nothing "
        "after the row before it can be trusted. Play from a copy that was not edited, or keep what holds with "
        f"'tocsin drill export {tmp_path} --journal'"
    )


def test_a_second_console_is_locked_out(tmp_path: Path) -> None:
    """While a drill is played, another console is refused, and told by whom; afterwards it may."""
    room, _ = room_in(tmp_path)

    with pytest.raises(LockedError, match=r"another console plays this drill \(process \d+\); close it first"):
        Room.resume(tmp_path)
    room.close()
    again, found = Room.resume(tmp_path)
    again.close()

    assert found.sentence.startswith("2 rows were replayed and agree; the scenario clock stands at 10:36 (minute 96)")


def test_a_second_drill_does_not_begin_in_the_same_folder(tmp_path: Path) -> None:
    """A folder that has a journal is never begun again."""
    room_in(tmp_path)[0].close()

    with pytest.raises(JournalError, match="there is a journal already; go on with 'tocsin drill resume"):
        Room.create(tmp_path, demo())


def test_an_edited_file_is_refused_with_a_way_out(tmp_path: Path) -> None:
    """A scenario that was edited after the start is refused; `restore` writes it back, and the drill goes on."""
    room, _ = room_in(tmp_path)
    room.close()
    path = tmp_path / "scenario.yaml"
    before = path.read_text(encoding="utf-8")
    path.write_text(before.replace("horizon", "horizon "), encoding="utf-8")

    with pytest.raises(JournalError) as caught:
        Room.resume(tmp_path)
    Room.resume(tmp_path, restore=True)[0].close()

    assert str(caught.value) == (
        f"{path}: was edited after the drill began; the journal belongs to the file as it was. 'tocsin drill resume "
        f"{tmp_path} --restore' writes that back; to play the edited drill.yaml, copy it and begin a new drill with "
        "'tocsin drill run'"
    )
    assert path.read_text(encoding="utf-8") == before


def test_what_cannot_be_written_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a full disk the action is refused, the session is as the journal has it, and the drill goes on later."""
    room, _ = room_in(tmp_path)
    room.advance(4)
    before = room.session.digest()
    append = Journal.append

    def full(self: Journal, rows: list[Row]) -> list[Row]:
        raise JournalError("the disk is full")

    monkeypatch.setattr(Journal, "append", full)
    with pytest.raises(JournalError, match="the disk is full"):
        room.advance(4)
    assert room.session.digest() == before
    monkeypatch.setattr(Journal, "append", append)
    room.advance(4)

    assert room.session.now == 104.0
    room.close()
    assert len(read_rows(tmp_path)) > 3


def test_a_full_disk_is_told_in_words(tmp_path: Path) -> None:
    """SQLite's own 'database or disk is full' becomes a sentence with a way out, and nothing is half-written."""
    room, _ = room_in(tmp_path)
    connection = room._journal._connection
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    rows = len(list(connection.execute("SELECT 1 FROM journal")))

    with pytest.raises(JournalError) as caught:
        room.do("note", {"text": "x" * 200_000})

    assert str(caught.value) == (
        f"{tmp_path / FILE}: the disk is full; the last action was not kept and does not count. Free some space, then "
        f"go on with 'tocsin drill resume {tmp_path}'"
    )
    room.close()
    assert len(read_rows(tmp_path)) == rows


def test_an_action_counts_once(tmp_path: Path) -> None:
    """A request that is sent twice, as after a broken connection, is done once."""
    room, _ = room_in(tmp_path)

    first = room.do("note", {"text": "once"}, action_id="a1")
    second = room.do("note", {"text": "once"}, action_id="a1")

    assert (len(first), second) == (1, [])
    assert len(room.session.table.notes) == 1
    room.close()


def test_an_entry_of_a_megabyte_is_refused(tmp_path: Path) -> None:
    """A note of more than a megabyte is refused with its size; the drill goes on."""
    room, _ = room_in(tmp_path)

    with pytest.raises(DrillError, match=r"^an entry of more than 1,000,000 characters; keep it shorter$"):
        room.do("note", {"text": "x" * 1_200_000})
    room.do("note", {"text": "short"})

    assert [note.text for note in room.session.table.notes] == ["short"]
    room.close()


def test_rows_are_one_line_of_json_each(tmp_path: Path) -> None:
    """The content of a row is canonical: the same row gives the same line, in any script."""
    row = Row(1, 2.5, "note", "lead", "Zoë", {"b": 1, "a": "عربي"})

    assert json.loads(row.content()) == [1, 2.5, "note", "lead", "Zoë", None, {"a": "عربي", "b": 1}]
    assert row.content() == '[1,2.5,"note","lead","Zoë",null,{"a":"عربي","b":1}]'


def test_what_follows_must_follow_again(tmp_path: Path) -> None:
    """A row that followed from another and would not follow now is refused, with its number and the reason."""
    room, _ = room_in(tmp_path)
    room.advance(2)
    room.close()
    rows = read_rows(tmp_path)
    place = next(n for n, row in enumerate(rows) if row.kind == "inject")
    rows[place] = replace(rows[place], payload={**rows[place].payload, "id": "newsroom"})

    with pytest.raises(JournalError) as caught:
        replay(rows, where=tmp_path)

    assert str(caught.value) == (
        f"{tmp_path}: row {place + 1} (inject at minute 97) does not follow any more; the same versions, so this is an "
        "error of Tocsin's own"
    )


def test_a_state_that_differs_is_refused(tmp_path: Path) -> None:
    """A checkpoint whose digest is not that of the state is refused."""
    room, _ = room_in(tmp_path)
    room.do("close", {})
    room.close()
    rows = read_rows(tmp_path)
    assert rows[-1].kind == "checkpoint"
    rows[-1] = replace(rows[-1], payload={**rows[-1].payload, "digest": "another"})

    with pytest.raises(JournalError, match=r"\(checkpoint at minute 96\) does not follow any more"):
        replay(rows, where=tmp_path)
