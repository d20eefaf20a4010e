"""Traces: replayed as they are, and every fault of a hostile file at once, with its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from sim.clock import WallClock
from sim.errors import TraceError
from sim.keys import mix64, name_key
from sim.spread import table
from sim.spread.cascade import Cascade, potential
from sim.spread.channel import Channel
from sim.spread.generate import generate
from sim.spread.trace import Trace

SYNTHETIC = Path(__file__).parents[2] / "scenarios" / "traces" / "synthetic.csv"
KINDS = {"question": 0.4, "complaint": 0.6}
ALL = {name: name for name in ("channel", "reach", "id", "parent", "kind")} | {"time": "minute"}


def replayed(file: Path, *, kinds: dict[str, float] | None = None, replication: int = 0, **fields: Any) -> Cascade:
    """Return the cascade of a trace over two days from 2018-04-17 11:20 in New York, on channels x and news."""
    return generate(
        spread=Trace.model_validate({"kind": "trace", "file": file.name, "columns": {"time": "minute"}, **fields}),
        channels={"x": Channel(), "news": Channel(), "facebook": Channel()},
        kind_shares=kinds or KINDS,
        clock=WallClock.at("2018-04-17 11:20", "America/New_York"),
        horizon=2880.0,
        envelope=1.3,
        seed=1,
        replication=replication,
        base=file.parent,
    )


def written(folder: Path, text: str | bytes) -> Path:
    """Return a file t.csv with `text`."""
    path = folder / "t.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refusal(folder: Path, text: str | bytes, **fields: Any) -> list[str]:
    """Return the faults with which a file is refused."""
    with pytest.raises(TraceError) as caught:
        replayed(written(folder, text), **{"channel": "x", **fields})
    return list(caught.value.faults)


def test_the_synthetic_trace_is_replayed_as_it_is() -> None:
    """All rows, times, reaches, kinds and parents of the shipped file come back, with threads by root and channel."""
    rows = [line.split(",") for line in SYNTHETIC.read_text().splitlines()[1:]]
    kinds = sorted({row[5] for row in rows})
    cascade = replayed(SYNTHETIC, columns=ALL, topic="recall", kinds=dict.fromkeys(kinds, 1 / len(kinds)))
    number = {int(mix64(name_key("trace"), name_key(row[3]))): row for row in rows}
    told = [number[int(key)] for key in cascade.key]

    assert len(cascade) == len(rows) > 350
    np.testing.assert_allclose(cascade.time, [float(row[0]) for row in told], atol=1e-6)
    assert cascade.reach.tolist() == [float(row[2]) for row in told]
    assert [cascade.kinds[k] for k in cascade.kind] == [row[5] for row in told]
    assert [told[p][3] if p >= 0 else "" for p in cascade.parent] == [row[4] for row in told]
    assert cascade.topics == ("recall",)
    assert (cascade.parent < np.arange(len(cascade))).all()
    assert cascade.envelope == 1.0
    assert potential(cascade, {}).all()
    children = cascade.parent >= 0
    assert (cascade.generation[children] == cascade.generation[cascade.parent[children]] + 1).all()
    assert (cascade.root[children] == cascade.root[cascade.parent[children]]).all()


def test_what_a_trace_leaves_open_is_drawn_by_key(tmp_path: Path) -> None:
    """Without columns for reach and kind both come from the channel's laws: equal again, other in a replication."""
    file = written(tmp_path, "minute\n" + "".join(f"{i}\n" for i in range(300)))

    first, again, other = (replayed(file, channel="x", replication=r) for r in (0, 0, 1))

    assert first.reach.tolist() == again.reach.tolist() != other.reach.tolist()
    assert first.key.tolist() == other.key.tolist() == mix64(name_key("trace"), np.arange(300)).tolist()
    assert first.reach.min() >= 300
    assert 90 < (first.kind == first.kinds.index("question")).sum() < 150


def test_unsorted_and_equal_rows_are_kept_and_told(tmp_path: Path) -> None:
    """Rows out of order are sorted by time, equal rows stay, reaches are capped, and the notes say all of it."""
    file = written(tmp_path, "minute,reach\n30,5\n10,2000000\n10,2000000\n20,7\n")

    cascade = replayed(file, channel="x", columns={"time": "minute", "reach": "reach"})

    assert cascade.time.tolist() == [10, 10, 20, 30]
    assert cascade.reach.tolist() == [1e6, 1e6, 7, 5]
    assert cascade.notes == (
        "t.csv: 4 mentions replayed as they happened; backfires do nothing (envelope 1)",
        "1 row earlier than the row before; all were sorted by time",
        "1 row equal to an earlier one in every cell; all were kept",
        "2 rows with a reach above the cap of the channel, which was taken instead",
    )


def test_rows_are_chosen_and_channels_renamed(tmp_path: Path) -> None:
    """`where` keeps rows by value, `channels_map` renames, and a parent that was left out makes an immigrant."""
    text = "minute,channel,brand,id,parent\n1,Twitter,ours,a,\n2,Twitter,theirs,b,a\n3,news,ours,c,b\n4,news,ours,d,c\n"
    columns = {"time": "minute", "channel": "channel", "id": "id", "parent": "parent"}

    cascade = replayed(
        written(tmp_path, text), columns=columns, where={"brand": ["ours"]}, channels_map={"Twitter": "x"}
    )

    assert cascade.time.tolist() == [1, 3, 4]
    assert [cascade.channels[c] for c in cascade.channel] == ["x", "news", "news"]
    assert cascade.parent.tolist() == [-1, -1, 1]
    assert cascade.notes[1:] == ("1 row with a parent that 'where' left out, taken as immigrants",)


@pytest.mark.parametrize(
    ("time_format", "origin", "cell", "minute"),
    [
        ("minutes", None, "90.5", 90.5),
        ("minutes", 30, "90.5", 60.5),
        ("hours", None, "1.5", 90),
        ("seconds", 60, "120", 1),
        ("iso", None, "2018-04-17T12:20:30", 60.5),
        ("iso", None, "2018-04-17T16:20:00Z", 60),
        ("iso", "2015-02-20 08:00", "2015-02-20 09:15", 75),
        ("clock", None, "13:05", 105),
        ("clock", None, "25:20:30", 840.5),
    ],
)
def test_times_have_five_formats(tmp_path: Path, time_format: str, origin: object, cell: str, minute: float) -> None:
    """Numbers, local or zoned datetimes and clock times become minutes since the start or origin."""
    cascade = replayed(written(tmp_path, f"minute\n{cell}\n"), channel="x", time_format=time_format, origin=origin)

    assert cascade.time.tolist() == [minute]


def test_all_faults_of_the_rows_are_told_at_once(tmp_path: Path) -> None:
    """Unreadable, missing, negative and late times, unknown words, bad reaches, ids and parents: one line each."""
    text = (
        "minute,channel,reach,id,parent,kind\n"
        "soon,x,5,a,,question\n"
        ",x,5,b,,question\n"
        "-3,x,5,c,,question\n"
        "2881,x,5,d,,question\n"
        "1,twiter,5,e,,question\n"
        "1,x,many,f,,question\n"
        "1,x,-5,g,,questoin\n"
        "1,x,5,a,,question\n"
        "1,x,5,i,zz,question\n"
        "1,x,5,j,k,question\n"
        "2,x,5,k,,question\n"
        "1,x,5,,,question\n"
        "1,twiter,5,m,,question\n"
        "nan,x,5,n,,\n"
    )

    faults = refusal(tmp_path, text, columns=ALL, channel=None)

    assert faults == [
        "t.csv:2: the time 'soon' is not a number",
        "t.csv:3: the time is missing",
        "t.csv:4: the time -3 is 3 min before the start; shift it with origin",
        "t.csv:5: the time 2881 is 1 min after the horizon of 2 d; lengthen the horizon or drop the row",
        "t.csv:6: no channel 'twiter'; the scenario has x, news or facebook; channels_map renames (and 1 more like it)",
        "t.csv:7: the reach 'many' is not a number",
        "t.csv:8: no kind 'questoin'; the scenario has complaint or question; did you mean 'question'?",
        "t.csv:8: the reach -5 is negative",
        "t.csv:9: the id 'a' is that of line 2 too",
        "t.csv:10: no row has the id 'zz' of this row's parent; leave the cell empty if it is unknown",
        "t.csv:11: the parent 'k' (line 12) is later than its child",
        "t.csv:13: the id is missing",
        "t.csv:15: the time 'nan' is not a number",
    ]


def test_times_outside_the_run_are_told_in_one_line_each(tmp_path: Path) -> None:
    """Many rows before the start or after the horizon make one line a side, which names the furthest."""
    faults = refusal(tmp_path, "minute\n" + "".join(f"{i}\n" for i in range(-5, 3000, 5)))

    late = "the time 2995 is 1 h 55 min after the horizon of 2 d, the furthest of 23 rows"
    assert faults == [
        "t.csv:2: the time -5 is 5 min before the start; shift it with origin",
        f"t.csv:602: {late}; lengthen the horizon or drop the row",
    ]


def test_a_row_that_is_its_own_parent_is_an_immigrant(tmp_path: Path) -> None:
    """Collections of threads write the first post of each as its own parent; the notes say how many there were."""
    columns = {"time": "minute", "id": "id", "parent": "parent"}

    cascade = replayed(written(tmp_path, "minute,id,parent\n1,a,a\n2,b,a\n3,c,c\n"), channel="x", columns=columns)

    assert cascade.parent.tolist() == [-1, 0, -1]
    assert cascade.notes[1:] == ("2 rows with itself as parent, taken as immigrants",)


def test_more_than_twenty_faults_are_counted(tmp_path: Path) -> None:
    """The report stops after 20 lines and says how many faults it leaves out."""
    faults = refusal(tmp_path, "minute\n" + "".join(f"bad{i}\n" for i in range(50)))

    assert len(faults) == 21
    assert faults[-1] == "t.csv: and 30 more faults"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "t.csv: the file is empty; a trace needs a first line with the names of its columns"),
        ("minute\n", "t.csv: the file has no rows after its first line"),
        ("minutes,x\n1,2\n", "t.csv:1: no column 'minute'; the file has minutes or x; did you mean 'minutes'?"),
        ("minute;x\n1;2\n", "t.csv:1: no column 'minute'; the file has minute;x; columns must be separated by commas"),
        ("minute,minute\n1,2\n", "t.csv:1: two columns are called 'minute'"),
        ("minute,a\n1,2\n3\n", "t.csv:3: 1 cells; the first line has 2"),
        ("minute\n1\n\0\n", "t.csv:3: there is a NUL byte here; save the file as plain text (CSV, UTF-8)"),
        ("minute,n\n1,caf\xe9\n".encode("latin-1"), "t.csv:2: byte 0xe9 is not UTF-8; save the file as CSV in UTF-8"),
        ('minute\n"1\n', "t.csv:2: this row is no CSV (unexpected end of data)"),
        ("minute\n1e999\n", "t.csv:2: the time '1e999' is too large"),
        ("minute\n1_0\n", "t.csv:2: the time '1_0' is not a number"),
    ],
)
def test_a_file_of_the_wrong_form_is_refused(tmp_path: Path, text: str | bytes, fault: str) -> None:
    """Empty, foreign or broken files are refused with the line and what to do."""
    assert refusal(tmp_path, text) == [fault]


def test_an_old_spreadsheet_header_is_read(tmp_path: Path) -> None:
    """A byte-order mark, blank lines, quoted line breaks and Windows line ends are no faults, and lines still count."""
    text = b'\xef\xbb\xbfminute,text\r\n1,"two\r\nlines"\r\n\r\n3,x\r\n'

    cascade = replayed(written(tmp_path, text), channel="x")
    faults = refusal(tmp_path, text + b"never,y\r\n")

    assert cascade.time.tolist() == [1, 3]
    assert faults == ["t.csv:6: the time 'never' is not a number"]


def test_a_circle_of_parents_is_refused(tmp_path: Path) -> None:
    """Rows at one instant that descend from each other are told, however they begin."""
    columns = {"time": "minute", "id": "id", "parent": "parent"}

    faults = refusal(tmp_path, "minute,id,parent\n1,c,b\n1,a,b\n1,b,a\n", columns=columns)

    assert faults == ["t.csv:4: this row is its own ancestor"]


def test_a_long_line_of_answers_is_read(tmp_path: Path) -> None:
    """A chain of 3,000 rows, each the child of the next line's row, has 3,000 generations."""
    rows = "".join(f"{3000 - i},{i},{i + 1 if i < 2999 else ''}\n" for i in range(3000))

    cascade = replayed(
        written(tmp_path, "minute,id,parent\n" + rows),
        channel="x",
        columns={"time": "minute", "id": "id", "parent": "parent"},
        time_format="seconds",
    )

    assert cascade.generation.tolist() == list(range(3000))
    assert (cascade.root == 0).all()


def test_missing_folders_and_large_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No file, a folder, and a file above the limit are faults without a line."""
    file = written(tmp_path, "minute\n1\n")
    monkeypatch.setattr(table, "LARGEST_FILE", 5)

    with pytest.raises(TraceError, match=r"^gone.csv: there is no such file$"):
        replayed(tmp_path / "gone.csv", channel="x")
    with pytest.raises(TraceError, match=r"^t.csv: the file has 0 MB; the most is 0 MB$"):
        replayed(file, channel="x")
    (tmp_path / "d").mkdir()
    with pytest.raises(TraceError, match=r"^d: there is a folder here, not a file$"):
        replayed(tmp_path / "d", channel="x")


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    """A second run after the file grew has the new rows."""
    before = replayed(written(tmp_path, "minute\n1\n"), channel="x")
    after = replayed(written(tmp_path, "minute\n1\n2\n"), channel="x")

    assert (len(before), len(after)) == (1, 2)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"columns": {}}, "columns names no column for the time"),
        ({"columns": {"time": "t", "parent": "p"}}, "parents are given by id; name the column with the ids too"),
        ({"channel": None}, "name a column for the channel, or one channel for all rows"),
        ({"time_format": "clock", "origin": 3}, "clock times count from the midnight of the start"),
        ({"origin": "noon"}, "the origin of a trace in minutes is a number, not 'noon'"),
        ({"time_format": "iso", "origin": "noon"}, "the origin 'noon' is no date and time"),
    ],
)
def test_a_trace_block_must_make_sense(fields: dict[str, Any], message: str) -> None:
    """Contradictory fields are refused before any file is opened."""
    with pytest.raises(ValidationError, match=message):
        Trace.model_validate({"kind": "trace", "file": "t.csv", "columns": {"time": "t"}, "channel": "x", **fields})
