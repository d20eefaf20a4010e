"""Small files of a user, and the command line as a function of its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

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


@dataclass(frozen=True)
class Studied:
    """One whole comparison, report and all: its folder, and what was printed."""

    home: Path
    folder: Path
    found: Outcome
