"""The command line in a folder with a user's files, and one whole comparison."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from user_files import BOLD, CRISIS, HOUSE, Studied, Tocsin, invoked, write_files


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
