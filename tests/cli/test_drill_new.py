"""`tocsin drill new` with a house, a product and objectives of one's own, as somebody types it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import cli
from sim.drill.drill import load_drill


def test_a_new_drill_has_own_names_and_says_which_objective_nothing_fits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The names go into the file; an objective without a task is told on the screen and at the head of the file."""
    monkeypatch.chdir(tmp_path)
    words = [
        "--house",
        "Acme Foods",
        "--product",
        "Sparkle",
        "--objective",
        "Judge severity",
        "--objective",
        "Bake bread",
    ]

    result = CliRunner().invoke(cli.main, ["drill", "new", "may", "--like", "product-rumour", *words])

    told = "nothing in it fits objective O2 ('Bake bread'); give an inject or a decision 'objective: O2'"
    assert result.exit_code == 0, result.output
    assert told in result.output.splitlines()
    assert f"# {told}\n" in Path("may/drill.yaml").read_text("utf-8")
    assert load_drill("may").definition.names == {"organisation": "Acme Foods", "product": "Sparkle"}
    assert load_drill("may").definition.background.startswith(
        "You work for Acme Foods. Sparkle is one of its products."
    )


def test_without_own_names_nothing_is_renamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who gives no names has none in the file, and the invented ones in the background."""
    monkeypatch.chdir(tmp_path)

    result = CliRunner().invoke(cli.main, ["drill", "new", "may", "--like", "product-rumour"])

    assert result.exit_code == 0, result.output
    assert load_drill("may").definition.names == {}
    assert load_drill("may").definition.background.startswith("You work for Quellmoor.")
