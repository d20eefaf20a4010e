"""Two files side by side: what differs is told, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import SpecError
from sim.organisation.experience import ShiftHandoff
from sim.organisation.people import People, Resources
from sim.organisation.structure import Structure
from sim.scenario.describe import describe_differences
from sim.scenario.files import load_organisation, open_organisation, open_scenario
from sim.scenario.pairs import differences_sentence

HOUSE = """tocsin: 1
name: house
structure:
  desks:
    desk: {channels: [x, news], members: [officer]}
  authority: {officer: L1, head: L4}
  approval:
    L2: [{role: head, review: 60 min}]
  stages: {draft: 5 min}
  alignment: {value: .9, mark: A, range: [.8, 1]}
resources:
  people:
    - {role: officer, count: 2, calendar: 3x8}
    - {role: head, count: 1, calendar: office}
"""
OTHER = (
    HOUSE.replace("name: house", "name: other\ntitle: Another one")
    .replace("review: 60 min", "review: 1 h, reject: {value: .1, mark: A, range: [0, .2]}")
    .replace("value: .9", "value: .85")
    .replace("[x, news]", "[x]")
    .replace("count: 2", "count: 3")
    .replace("    - {role: head", "    - {role: officer, count: 1, calendar: office}\n    - {role: head")
)


def told(folder: Path, ours: str, theirs: str) -> list[str]:
    """The lines about two organisations."""
    for name, text in (("ours", ours), ("theirs", theirs)):
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return describe_differences(
        open_organisation(folder / "ours.yaml"), open_organisation(folder / "theirs.yaml")
    ).splitlines()


def test_only_what_differs_is_told_with_marks(tmp_path: Path) -> None:
    """Values side by side, by group, with their marks; an hour is sixty minutes; words about the file do not count."""
    assert [line.rstrip() for line in told(tmp_path, HOUSE, OTHER)] == [
        "house against other",
        "house and other differ in resources too (posts and calendars), not only in where cases queue, who",
        "must approve and alignment: a difference between them is not due to the structure alone.",
        "",
        "structure.desks               house                       other",
        "  desk.channels               x, news                     x",
        "",
        "structure.alignment           house                       other",
        "  alignment                   0.9 A                       0.85 A",
        "",
        "resources.people[officer]     house                       other",
        "  count                       2                           3",
        "",
        "structure.approval            house                       other",
        "  L2[head].reject             -                           0.1 A",
        "",
        "resources.people[officer #2]  house                       other",
        "  count                       -                           1",
        "  calendar                    -                           office",
    ]


def test_equal_files_differ_in_nothing(tmp_path: Path) -> None:
    """A file against itself has one line that says so."""
    assert told(tmp_path, HOUSE, HOUSE)[-1] == "no field differs"


def test_crises_are_told_without_a_sentence_about_resources() -> None:
    """Two crises have a head and their fields; shocks are found again by their name."""
    lines = describe_differences(open_scenario("product-rumour"), open_scenario("product-rumour-small")).splitlines()

    assert lines[:2] == ["product-rumour against product-rumour-small", ""]
    (background,) = [line.split() for line in lines if line.startswith("  background_per_hour")][:1]
    assert background == ["background_per_hour", "2", "A", "0.5", "A"]
    assert any(line.split() == ["shocks[shared", "on", "x].count", "90", "A", "22", "A"] for line in lines)


def test_a_crisis_is_not_held_against_an_organisation() -> None:
    """Files of two kinds have no fields in common, and this is said."""
    with pytest.raises(SpecError) as caught:
        describe_differences(open_scenario("trace-demo"), open_organisation("dispersed"))

    assert str(caught.value) == "trace-demo is a scenario and dispersed is an organisation; name two of a kind"


@pytest.mark.parametrize("field", Structure.model_fields)
def test_every_field_of_the_structure_has_a_word(field: str) -> None:
    """Whatever of the structure differs is said in the sentence about two organisations, and in words."""
    a = load_organisation("dispersed")
    b = a.model_copy(update={"name": "b", "structure": a.structure.model_copy(update={field: "changed"})})

    sentence = differences_sentence(a, b)

    head = (
        "dispersed and b have the same resources (12 posts, calendars, on-call, skills and pay); they differ only in "
    )
    assert sentence.startswith(head)
    assert "_" not in sentence


@pytest.mark.parametrize("field", [name for name in People.model_fields if name not in ("role", "count")])
def test_every_field_of_the_people_has_a_word(field: str) -> None:
    """Whatever of people of one role differs is said in the sentence about two organisations."""
    a = load_organisation("dispersed")
    people = [entry.model_copy(update={field: "changed"}) for entry in a.resources.people]
    b = a.model_copy(update={"name": "b", "resources": a.resources.model_copy(update={"people": people})})

    assert differences_sentence(a, b).startswith("dispersed and b have the same structure; their resources differ in ")


@pytest.mark.parametrize("field", [name for name in Resources.model_fields if name != "people"])
def test_every_field_of_the_resources_has_a_word(field: str) -> None:
    """Whatever else of the resources differs is said too."""
    a = load_organisation("dispersed")
    changed = ShiftHandoff(error=2.0) if field == "shift_handoff" else "changed"
    b = a.model_copy(update={"name": "b", "resources": a.resources.model_copy(update={field: changed})})

    assert differences_sentence(a, b).startswith("dispersed and b have the same structure; their resources differ in ")
