"""What docs/drill.md lists is what there is: gauges, effects, orders of the console, commands."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner

from sim.console.orders import HELP, ORDERS
from sim.drill.condition import GAUGES
from sim.drill.effects import Effect
from sim.terminal.drill import drill
from sim.terminal.main import main

PAGE = (Path(__file__).parents[2] / "docs" / "drill.md").read_text(encoding="utf-8")
README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def test_the_table_of_gauges_is_true() -> None:
    """Every gauge stands in the table with its own words, and no other."""
    table = PAGE.split("<!-- gauges -->")[1].split("<!-- end of gauges -->")[0]
    rows = [f"| `{name}` | {words} |" for name, (words, _) in GAUGES.items()]

    assert table.strip().splitlines() == ["| gauge | is |", "|---|---|", *rows]


def test_every_effect_is_listed() -> None:
    """The table of effects names each field of an effect once."""
    table = PAGE.split("| effect | does |")[1].split("\n\n")[0]
    listed = re.findall(
        r"`(\w+)`", "".join(line.split("|")[1] for line in table.splitlines() if line.startswith("| `"))
    )

    assert sorted(listed) == sorted(name for name in Effect.model_fields if name != "after")


def test_the_help_names_every_order() -> None:
    """`?` lists each order that there is."""
    told = re.findall(r"(?:^|\s{2,}|, )([a-z?]+)(?= |,|$)", HELP, re.MULTILINE)

    assert set(ORDERS) - {"help", "?"} <= set(told)


def test_the_readme_names_every_command() -> None:
    """The README's table of commands lists each command of a drill."""
    row = next(line for line in README.splitlines() if line.startswith("| `tocsin drill "))
    listed = row.split("`")[1].removeprefix("tocsin drill ").replace("\\", "").split("|")

    assert sorted(listed) == sorted(drill.commands)


def test_the_page_shows_what_the_console_shows(tmp_path: Path) -> None:
    """The console's text in docs/drill.md is what the demonstration prints when the line behind `>` is typed."""
    shown = PAGE.split("```text\n")[1].split("```")[0].splitlines()
    typed = [line.removeprefix("> ") for line in shown if line.startswith("> ")]

    said = CliRunner().invoke(main, ["drill", "demo", "--out", str(tmp_path)], input="\n".join([*typed, "q", ""]))

    assert "\n".join(line for line in shown if not line.startswith("> ")) in said.output
