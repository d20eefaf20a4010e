"""Organisations of a few lines, as opened files."""

from __future__ import annotations

from pathlib import Path

from sim.organisation.organisation import Organisation
from sim.scenario.files import Loaded, open_organisation

HOUSE = """tocsin: 1
name: house
structure:
  desks:
    desk: {channels: all, members: [officer]}
  authority: {officer: L1, head: L4}
  approval:
    L2: [{role: head, review: {constant: 5 min}}]
  stages: {draft: 5 min}
  monitoring: {on_duty: null}
  handover: null
resources:
  people:
    - {role: officer, count: 3, calendar: 3x8, wage: {value: 40, mark: A, range: [30, 50]}}
    - {role: head, count: 1, calendar: office, on_call: true, wage: 80}
"""


def opened(folder: Path, name: str, *changes: tuple[str, str]) -> Loaded[Organisation]:
    """Return the house under another name with some of its text changed."""
    text = HOUSE.replace("name: house", f"name: {name}", 1)
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return open_organisation(folder / f"{name}.yaml")
