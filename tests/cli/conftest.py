"""Small files of a user, and the command line run in their folder."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

import cli

CRISIS = """tocsin: 1
name: crisis
start: 2026-03-03 09:00
timezone: UTC
horizon: 6 h
main_topic: smoke
channels: {x: }
spread:
  kind: hawkes
  shocks:
    - {name: first, at: 0 min, over: 2 h, channel: x, topic: smoke, count: 40}
facts:
  - {name: the smoke, topic: smoke, at: 0 min, confirmed: 1 h, level: L3}
"""

HOUSE = """tocsin: 1
name: house
structure:
  desks:
    desk: {channels: all, members: [officer]}
  authority: {officer: L1, head: L4}
  approval:
    L2: [{role: head, review: 5 min}]
  stages: {draft: 5 min}
resources:
  people:
    - {role: officer, count: 2, calendar: 3x8}
    - {role: head, count: 1, calendar: office}
"""

BOLD = HOUSE.replace("name: house", "name: bold").replace("officer: L1", "officer: L4")


@dataclass(frozen=True)
class Outcome:
    """What a call of the command line gave."""

    code: int
    out: str
    err: str


Tocsin = Callable[..., Outcome]


def invoked(*words: str) -> Outcome:
    """Call the command line in this process, with no terminal."""
    found = CliRunner().invoke(cli.main, words)
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        raise found.exception
    return Outcome(found.exit_code, found.stdout, found.stderr)


def write_files(folder: Path) -> None:
    """Write a crisis and two organisations."""
    for name, text in (("crisis", CRISIS), ("house", HOUSE), ("bold", BOLD)):
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a crisis and two organisations, in which the command line is called."""
    monkeypatch.chdir(tmp_path)
    write_files(tmp_path)
    return tmp_path


@pytest.fixture
def tocsin(home: Path, monkeypatch: pytest.MonkeyPatch) -> Tocsin:
    """Return the command line as a function of its words; drawing a report, a matter of seconds, is left out."""
    monkeypatch.setattr("sim.commands.compare.write_page", lambda _, folder, *__, **___: folder / "report.html")
    return invoked


@dataclass(frozen=True)
class Studied:
    """One whole comparison, report and all: its folder, and what was printed."""

    home: Path
    folder: Path
    found: Outcome


@pytest.fixture(scope="session")
def studied(tmp_path_factory: pytest.TempPathFactory) -> Studied:
    """Return a comparison of files with names that people and attackers write, from paths with spaces."""
    home = tmp_path_factory.mktemp("my files")
    title = 'title: "<script>alert(1)</script> & 🚨 אזעקה"'
    (home / "the crisis.yaml").write_text(CRISIS.replace("name: crisis", f"name: crisis\n{title}", 1), "utf-8")
    (home / "a.yaml").write_text(HOUSE.replace("name: house", "name: house\ntitle: '<b>Haus</b> 🏠'", 1), "utf-8")
    spaced = BOLD.replace("role: officer", "role: off icer").replace("[officer]", "[off icer]")
    (home / "b.yaml").write_text(spaced.replace("officer: L4", "off icer: L4"), "utf-8")
    words = ["compare", "my files/the crisis.yaml", "--org", "my files/a.yaml", "--org", "my files/b.yaml"]
    words = [word.replace("my files", str(home)) for word in words]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["tocsin", *words])
        found = invoked(
            *words, "--replications", "4", "--draws", "10", "--workers", "1", "--out", str(home / "my results")
        )
    assert found.code == 0, found.err
    (page,) = (home / "my results").rglob("report.html")
    return Studied(home, page.parent, found)
