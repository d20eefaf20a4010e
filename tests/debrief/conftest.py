"""The drills of `hand_played`, each played once for all tests."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sim.debrief.evidence import Evidence
from sim.drill.session import Session
from sim.drill.state import Action

sys.path.insert(0, str(Path(__file__).parent))

from hand_played import EMPTY, drill_session, play_by_hand  # found through the line above


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Session:
    """Return the drill that was played by hand."""
    return play_by_hand(tmp_path_factory.mktemp("by hand"))


@pytest.fixture(scope="session")
def evidence(played: Session) -> Evidence:
    """Return what the report of the drill by hand is made from."""
    return Evidence(played, played.records(), Path("a folder"))


@pytest.fixture(scope="session")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    """Return a drill without injects and decisions that was closed as it began."""
    session = drill_session(tmp_path_factory.mktemp("empty"), EMPTY)
    session.begin()
    session.apply(Action("close", session.now, {}))
    return Evidence(session, session.records(), Path("empty"))
