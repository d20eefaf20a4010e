"""`tocsin new`: a commented file that loads, from few answers, never over another."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import SpecError
from sim.scenario.files import load_organisation, load_scenario, organisation_names, scenario_names
from sim.scenario.new import (
    MOST_QUESTIONS,
    new_organisation,
    new_scenario,
    organisation_questions,
    scenario_questions,
)
from sim.spread.hawkes import Hawkes


@pytest.mark.parametrize("like", organisation_names())
def test_new_organisation_equals_its_model_but_for_its_name(like: str, tmp_path: Path) -> None:
    """Without answers the new file means what the old one means, and keeps its comments."""
    path = new_organisation("mine", like=like, folder=tmp_path)

    assert path == tmp_path / "mine.yaml"
    assert load_organisation(path) == load_organisation(like).model_copy(update={"name": "mine"})
    assert path.read_text(encoding="utf-8").count("#") >= 3


@pytest.mark.parametrize("like", scenario_names())
def test_new_scenario_equals_its_model_but_for_its_name(like: str, tmp_path: Path) -> None:
    """Without answers the new crisis is the old one, its trace found where it is."""
    path = new_scenario("mine", like=like, folder=tmp_path)

    assert load_scenario(path) == load_scenario(like).model_copy(update={"name": "mine"})


def test_answers_go_to_their_places(tmp_path: Path) -> None:
    """Title, numbers of people and calendars are what was answered; the rest stays."""
    answers = {"title": "It's ours: all of it", "officer-count": "12", "head-calendar": "always"}

    made = load_organisation(new_organisation("mine", like="centralised", folder=tmp_path, answers=answers))

    assert made.title == "It's ours: all of it"
    assert [(entry.role, entry.count, entry.calendar) for entry in made.resources.people] == [
        ("officer", 12, ["3x8"]),
        ("head", 2, ["always"]),
        ("legal", 1, ["office"]),
    ]
    assert made.structure == load_organisation("centralised").structure


def test_size_multiplies_all_counts(tmp_path: Path) -> None:
    """A crisis twice as large has twice the mentions of every shock, and still names single posts as one."""
    answers = {"size": "2", "start": "2027-01-05 20:00"}
    path = new_scenario("mine", like="product-rumour", folder=tmp_path, answers=answers)

    made, old = load_scenario(path), load_scenario("product-rumour")
    assert isinstance(made.spread, Hawkes)
    assert isinstance(old.spread, Hawkes)

    assert made.start == "2027-01-05 20:00"
    assert [shock.count for shock in made.spread.scripted] == [
        shock.count * (1 if shock.count == 1 else 2) for shock in old.spread.scripted
    ]


def test_at_most_ten_questions_are_asked() -> None:
    """Every question has a flag of its own, a default, and there are ten at most."""
    sets = [organisation_questions(name) for name in organisation_names()]
    sets += [scenario_questions(name) for name in scenario_names()]

    for questions in sets:
        assert 0 < len(questions) <= MOST_QUESTIONS
        assert len({question.flag for question in questions}) == len(questions)
        assert all(question.prompt.endswith("?") and question.default for question in questions)


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"officer-count": "0"}, "--officer-count: '0' is not a number of people; write a whole number from 1 on"),
        (
            {"oficer-count": "3"},
            (
                "--oficer-count: there is no such question; there are title, officer-count, officer-calendar, "
                "manager-count, manager-calendar"
            ),
        ),
        (
            {"manager-calendar": "sometimes"},
            (
                "--manager-calendar: 'sometimes' is not a calendar; write office, 3x8, always, '07:00-22:00', "
                "'Mon-Fri 08:00-18:00' or a list of such ranges"
            ),
        ),
    ],
)
def test_wrong_answer_writes_nothing(answers: dict[str, str], message: str, tmp_path: Path) -> None:
    """An answer that cannot be is told with its flag, and no file appears."""
    with pytest.raises(SpecError) as caught:
        new_organisation("mine", like="three-people", folder=tmp_path, answers=answers)

    assert str(caught.value) == message
    assert list(tmp_path.iterdir()) == []


def test_entries_of_one_role_are_asked_apart(tmp_path: Path) -> None:
    """The second entry of a role has a number in its flag, and its answer goes to it alone."""
    answers = {"specialist-2-calendar": "always"}

    made = load_organisation(new_organisation("mine", like="channel-specialists", folder=tmp_path, answers=answers))

    found = [entry.calendar for entry in made.resources.people if entry.role == "specialist"]
    assert found == [["3x8"], ["always"], ["3x8"], ["3x8"]]


def test_answers_that_contradict_the_rest_write_nothing(tmp_path: Path) -> None:
    """Fewer officers than a desk names give the fault of the file that would have been, and no file."""
    with pytest.raises(SpecError) as caught:
        new_organisation("mine", like="dispersed", folder=tmp_path, answers={"officer-count": "6"})

    assert "'officer 7-9' names people who do not exist: 'officer' is held by 6" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_new_file_never_overwrites(tmp_path: Path) -> None:
    """A file that is there stays as it is."""
    path = tmp_path / "mine.yaml"
    path.write_text("precious", encoding="utf-8")

    with pytest.raises(SpecError) as caught:
        new_organisation("mine", like="centralised", folder=tmp_path)

    assert str(caught.value) == f"{path}: there is such a file already; choose another name"
    assert path.read_text(encoding="utf-8") == "precious"
