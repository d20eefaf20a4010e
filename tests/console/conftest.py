"""Drills that have just begun, and the consoles over them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.drill.drill import Drill, drill_from_texts, load_drill
from sim.drill.room import Room
from sim.drill.walltime import ManualTime
from sim.response.forecast import forecast


@pytest.fixture(scope="session")
def demo() -> Drill:
    """Return the shipped drill."""
    texts = load_drill("demo").texts
    return drill_from_texts({**texts, "drill.yaml": texts["drill.yaml"].replace("seed: 11", "seed: 7")})


@pytest.fixture
def wall() -> ManualTime:
    """Return a clock on the wall that stands still."""
    return ManualTime()


@pytest.fixture
def console(tmp_path: Path, demo: Drill, wall: ManualTime) -> Iterator[Any]:
    """Return a full-screen console over a drill that has just begun; the room is closed afterwards."""
    pytest.importorskip("textual", reason="the full-screen console needs textual: pip install 'tocsin[tui]'")
    from sim.console.screen_app import Console

    room = Room.create(tmp_path / "played", demo, wall=wall)
    # The pilot presses keys faster than people do; tests of bursts make a console of their own.
    yield Console(room, "Ann", haste=0)
    room.close()


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let forecasts take as long as they need: on a busy machine they would be left out, and a test with them."""

    def unhurried(make: Any, *, seconds: float, paths: int) -> Any:
        return forecast(make, seconds=60.0 * seconds, paths=min(paths, 8))

    monkeypatch.setattr("sim.console.view.forecast", unhurried)
