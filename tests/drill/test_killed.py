"""A console that is killed at any moment loses nothing that was confirmed: fifty kills, and the same report."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from playing import demo

from sim.debrief.report import write_report
from sim.drill.journal import FILE, Journal, JournalError, read_rows
from sim.drill.replaying import replay
from sim.drill.room import Room
from sim.drill.walltime import ManualTime

STEPS = 240
KILLS = 50
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked, which this system cannot")


def step(room: Room, number: int) -> None:
    """Do step `number` of the script: what it is depends on the step and the state, and on nothing else."""
    dice = random.Random(number)
    waiting = room.session.open_decisions
    if waiting and dice.random() < 0.5:
        state = waiting[0]
        option = dice.choice(state.decision.options).id
        room.answer(state.number, option, seat=state.owner, actor="Zoë", action_id=f"step {number}")
    elif dice.random() < 0.3:
        room.do("note", {"sign": "+", "text": f"note {number}"}, action_id=f"step {number}")
    else:
        to = int(room.session.now) + 1
        room.do("clock", {"do": "advance", "to": to}, action_id=f"step {number}")


def play_on(folder: Path, *, told: Callable[[], None] = lambda: None) -> Room:
    """Begin or go on with the script, and play it to its end; `told` hears of each step that was confirmed."""
    # The wall stands still: how long somebody thought is the one thing that a kill may change.
    wall = ManualTime()
    room = Room.resume(folder, wall=wall)[0] if (folder / FILE).exists() else Room.create(folder, demo(), wall=wall)
    for number in range(STEPS):
        if not room._journal.has(f"step {number}"):
            step(room, number)
            told()
    if not room.session.closed:
        room.do("close", {})
    return room


def killed_after(folder: Path, steps: int, seconds: float) -> None:
    """Play on in another process, and kill it so many seconds after its n-th step, or its beginning."""
    heard, said = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        child = os.fork()
    if child == 0:
        try:
            play_on(folder, told=lambda: os.write(said, b".") and time.sleep(0.002)).close()
        finally:
            os._exit(0)
    os.close(said)
    for _ in range(steps):
        os.read(heard, 1)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(heard)


def begun(folder: Path) -> bool:
    """Say whether a journal of at least one row is there; one that was killed in the making begins anew."""
    try:
        return bool(read_rows(folder))
    except JournalError:
        return False


def done(folder: Path) -> list[str]:
    """Return the rows of a journal but the pauses, while nobody was there, and the checkpoints that they shift."""
    rows = [row for row in read_rows(folder) if row.kind != "checkpoint"]
    return [row.content() for row in rows if row.payload.get("do") not in {"pause", "resume"}]


def reported(folder: Path, room: Room) -> str:
    """Return the report of a drill without its section on pauses, and without the count of actions that they are in."""
    write_report(folder, room.session, formats=("md",))
    text = (folder / "aar.md").read_text(encoding="utf-8").replace(str(folder), "DIR")
    text = text.replace(str(folder).replace("_", "\\_"), "DIR")
    before, _, rest = text.partition("### Pauses")
    rest = "\n".join(line for line in rest.partition("## 4 ")[2].splitlines() if "in the journal |" not in line)
    return before + rest


def test_fifty_kills_lose_nothing(tmp_path: Path) -> None:
    """Killed fifty times at random moments and resumed each time, the drill comes to the same tables and digest."""
    whole = play_on(tmp_path / "whole" / "drill")
    whole.close()
    folder, dice = tmp_path / "killed" / "drill", random.Random(7)
    folder.mkdir(parents=True)

    grown = []
    for _ in range(KILLS):
        killed_after(folder, dice.randint(0, 8), dice.uniform(0.0, 0.02))
        if not begun(folder):
            for left in folder.iterdir():
                left.unlink()
        grown.append(len(read_rows(folder)) if (folder / FILE).exists() else 0)
    again = play_on(folder)
    again.close()

    assert again.session.digest() == whole.session.digest()
    assert done(folder) == done(tmp_path / "whole" / "drill")
    assert reported(folder, again) == reported(tmp_path / "whole" / "drill", whole)
    assert grown == sorted(grown)
    # The kills must have hit the drill at different places, or the test shows nothing.
    assert len(set(grown)) > 20


def test_a_killed_console_resumes(tmp_path: Path) -> None:
    """The real console, killed while it waits for the next line, is resumed from its journal."""
    command = [sys.executable, "-m", "cli", "drill", "demo", "--out", str(tmp_path)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path.cwd())
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("\n\n+ well done\n")
    process.stdin.flush()
    for line in process.stdout:
        if "Noted." in line:
            break
    process.kill()
    process.wait()
    process.stdin.close()
    process.stdout.close()
    (folder,) = (tmp_path / "demo").iterdir()

    said = subprocess.run(
        [sys.executable, "-m", "cli", "drill", "resume", str(folder)],
        input="w\nq\n",
        capture_output=True,
        text=True,
        check=False,
    )

    assert said.returncode == 0, said.stderr
    assert "rows were replayed and agree; the scenario clock stands at 10:44 (minute 104), paused." in said.stdout
    session = replay(read_rows(folder), where=folder)
    assert [note.text for note in session.table.notes] == ["well done"]


def test_two_processes_cannot_play_one_drill(tmp_path: Path) -> None:
    """A second process is refused while the first one plays, whatever it does."""
    room = Room.create(tmp_path, demo())

    said = subprocess.run(
        [sys.executable, "-m", "cli", "drill", "resume", str(tmp_path)],
        input="",
        capture_output=True,
        text=True,
        check=False,
    )
    room.close()

    assert said.returncode == 2
    assert "another console plays this drill (process " in said.stderr
    assert Journal.open_for_play(tmp_path)[1]
