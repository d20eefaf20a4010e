"""What the organisation chart shows, for every shipped organisation, one with all that can be, and two side by side."""

from __future__ import annotations

import re
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

import cli
from sim import figures
from sim.figures.chart.people import LEVELS, posts, spaced, there_at
from sim.figures.chart.routes import changed_routes, questions, routes
from sim.figures.style import save
from sim.organisation.organisation import Organisation
from sim.scenario.files import load_organisation, organisation_names

NAMES = tuple(organisation_names())
PAIRS = (("centralised", "dispersed"), ("daily-committee", "three-people"), ("dispersed", "everything"))
REVIEW = {"review": {"constant": "10 min"}}


def everything() -> Organisation:
    """Return an organisation with five desks, eight roles with long names, a crisis mode and all special features."""
    structure: dict[str, Any] = {
        "desks": {
            "customer_care": {"channels": ["x", "facebook"], "members": ["agent", "senior_agent"]},
            "press-office": {"channels": ["press"], "kinds": ["journalist"], "members": ["press_officer"]},
            "safety": {"kinds": ["insider", "misinformation"], "members": ["engineer"]},
            "markets": {"channels": ["video"], "members": ["press_officer 1", "strategist"]},
            "everything-else": {"channels": "all", "members": ["agent"], "refer": {"constant": "5 min"}},
        },
        "positions": "press-office",
        "stages": {
            "triage": {"constant": "2 min"},
            "judge": {"time": {"constant": "4 min"}, "desk": "safety"},
            "facts": {"time": {"constant": "9 min"}, "desk": "safety", "handover": {"constant": "20 min"}},
            "draft": {"constant": "12 min"},
        },
        "authority": {
            "agent": "L0", "senior_agent": "L1", "press_officer": "L2", "engineer": "L1", "strategist": "L1",
            "head_of_communication": "L3", "legal-counsel": "L4", "ceo": "L4",
        },
        "approval": {
            "L1": [{"role": "head_of_communication", **REVIEW, "handover": "none"}],
            "L2": [{"any_of": ["head_of_communication", "legal-counsel"], **REVIEW}],
            "L3": [
                {"role": "head_of_communication", **REVIEW, "timeout": "2 h", "on_timeout": "deputy",
                 "deputy": "legal-counsel"},
                {"all_of": ["legal-counsel", "ceo"], **REVIEW},
                {"meeting": "board-of-crisis"},
            ],
        },
        "handover": {"constant": "47 min"},
        "meetings": {"board-of-crisis": {"days": "Mon-Fri", "at": ["09:00", "15:00"], "participants": ["ceo"]}},
        "line": {"sync": "4 h"},
        "templates": {"coverage": {"L1": 0.5}, "alone_up_to": "L1"},
        "modes": {
            "trigger": {
                "severity": "L3", "volume": {"cases": 30, "over": "1 h"},
                "person": {"role": "senior_agent", "level": "L2"},
            },
            "activation": {"constant": "40 min"},
            "exit": {"cases": 5, "over": "6 h"},
            "crisis": {
                "authority": {"senior_agent": "L2", "head_of_communication": "L4"},
                "approval": {"L3": [{"role": "head_of_communication", **REVIEW}]},
                "handover": {"constant": "3 min"},
                "line": {"broadcast": "5 min"},
                "dedup": True, "flex": True, "overhead": 0.2, "briefing_every": "3 h",
                "recall": {"after": {"constant": "45 min"}, "up_to": "12 h"},
            },
        },
        "cadence": [{"who": "ceo", "every": "4 h", "length": "15 min", "during": "crisis"}],
        "overhead": 0.05, "duplicates": 0.1, "queue_order": "arrival", "stance": {"position": "apology"},
        "briefings": {"every": "24 h", "unbriefed": 0.7},
        "fact_authority": ["engineer"],
        "judging": {"error": 0.2},
        "employees": {
            "share": 0.1, "answers": 0.2, "keeps": 0.3, "delay": {"constant": "1 h"}, "alignment": 0.5, "coached": 0.4,
        },
        "relations": {"hours": 40, "months": 24, "growth": 0.002, "half_life": 6},
        "root_cause": {"ordered_by": "ceo", "takes": {"constant": "20 h"}},
    }  # fmt: skip
    people: list[dict[str, Any]] = [
        {"role": "agent", "count": 12, "calendar": "3x8", "tenure_months": 4, "months_since_drill": 9},
        {"role": "senior_agent", "count": 3, "calendar": "3x8", "tenure_months": 30},
        {"role": "press_officer", "count": 4, "calendar": "Mon-Fri 08:00-18:00", "on_call": True},
        {"role": "engineer", "count": 2, "calendar": "office", "attention": 0.5},
        {"role": "strategist", "count": 1, "calendar": ["Mon-Fri 08:00-12:30", "Sat 10:00-14:00"], "also": ["agent"]},
        {"role": "head_of_communication", "count": 1, "calendar": "office", "on_call": True},
        {"role": "legal-counsel", "count": 2, "calendar": "office"},
        {"role": "ceo", "count": 1, "calendar": "office", "unfamiliar": {"briefing": {"constant": "15 min"}}},
    ]
    paged = {"timeout": "5 min", "ack": {"constant": "4 min"}, "unavailable": 0.1, "from_level": "L2"}
    return Organisation.model_validate(
        {
            "tocsin": 1,
            "name": "everything",
            "title": "An Antidisestablishmentarianistically-long name of an organisation with all, 危機 and $5 {",
            "structure": structure,
            "resources": {"people": people, "on_call": paged, "shift_handoff": {"error": 1.3, "structured": True}},
        }
    )


@cache
def drawn(name: str, against: str | None = None) -> Figure:
    """Return the chart of one organisation or two; drawn once for all tests."""
    one, other = (None if n is None else load(n) for n in (name, against))
    assert one is not None
    return figures.organisation_chart(one, other)


def load(name: str) -> Organisation:
    """Return a shipped organisation, or the one that has everything."""
    return everything() if name == "everything" else load_organisation(name)


def words(figure: Figure) -> str:
    """Return all that is written on a chart, on one line, in small letters."""
    return " ".join(text.get_text() for text in figure.texts).lower()


def boxes(figure: Figure) -> list[tuple[str, Bbox]]:
    """Return what is written with where it stands in pixels, as the renderer measures it."""
    return [(text.get_text(), text.get_window_extent()) for text in figure.texts]


SHEETS = [(name, None) for name in (*NAMES, "everything")] + list(PAIRS)


@pytest.mark.parametrize(("name", "against"), SHEETS)
def test_no_text_leaves_the_sheet_or_touches_another(name: str, against: str | None) -> None:
    """Every text lies on the sheet, and no two texts overlap by more than a pixel."""
    figure = drawn(name, against)
    found = boxes(figure)

    for text, box in found:
        assert box.x0 >= 0, text
        assert box.y0 >= 0, text
        assert box.x1 <= figure.bbox.x1, text
        assert box.y1 <= figure.bbox.y1, text
    # Mutation: a leading of 0.9 instead of 1.32, or labels of arrows that the gaps have no room for.
    touching = [
        (one, other)
        for (one, first), (other, second) in combinations(found, 2)
        if min(first.x1, second.x1) - max(first.x0, second.x0) > 1
        and min(first.y1, second.y1) - max(first.y0, second.y0) > 1
    ]
    assert touching == []


@pytest.mark.parametrize("name", NAMES)
def test_shipped_organisations_fit_on_a4(name: str) -> None:
    """The sheet of every shipped organisation is A4 landscape, and its smallest type has 8 points."""
    figure = drawn(name)

    assert figure.get_size_inches() == pytest.approx((11.69, 8.27))
    assert min(text.get_fontsize() for text in figure.texts) >= 7.99


@pytest.mark.parametrize("name", [*NAMES, "everything"])
def test_every_role_desk_and_level_is_named(name: str) -> None:
    """Each role stands with its number of posts, each desk by its name, each level with its words."""
    organisation, shown = load(name), re.sub(r"[- ]", "", words(drawn(name)))

    for role in {person.role for person in organisation.people()}:
        assert re.sub(r"[- ]", "", spaced(role).lower()) in shown
    for desk in organisation.structure.desks:
        assert re.sub(r"[- ]", "", spaced(desk).lower()) in shown
    for level, word in enumerate(LEVELS):
        assert f"l{level}" in shown
        assert word.replace(" ", "") in shown


@pytest.mark.parametrize("name", [*NAMES, "everything"])
def test_every_station_of_every_path_is_there(name: str) -> None:
    """Every reviewer and meeting of every level, in normal and in crisis mode, is written on the sheet."""
    organisation, shown = load(name), re.sub(r"\s", "", words(drawn(name)))

    for level in range(1, 5):
        for route in (*routes(organisation, level), *changed_routes(organisation, level)):
            for node in route:
                assert re.sub(r"\s", "", node.title.lower()) in shown
                # Mutation: leaving the days and times of meetings out.
                assert re.sub(r"\s", "", node.detail.lower()) in shown


def path(name: str, level: int, *, crisis: bool = False) -> list[list[str]]:
    """Return the titles of the stations of each route of a level."""
    return [[node.title for node in route] for route in routes(load(name), level, crisis=crisis)]


def test_paths_are_those_of_the_model() -> None:
    """Alone, prepared answers, the chain of the nearest level below, and desks that differ in a person only."""
    assert path("centralised", 1) == [["centre", "publishes alone"], ["centre", "head", "published"]]
    assert path("centralised", 4) == [["centre", "head", "legal", "published"]]
    assert path("dispersed", 2) == [["both desks", "publishes alone"]]
    assert path("dispersed", 4) == [["both desks", "own head", "legal", "published"]]
    assert path("daily-committee", 3) == [["office", "manager", "legal", "committee", "published"]]


def test_crisis_mode_changes_authority_and_chain() -> None:
    """A role that may publish more in crisis mode goes another way then; a faster hand-over alone is no other way."""
    normal = [route[-1].kind for route in routes(everything(), 2) if route[0].detail == "senior agent"]
    crisis = [route[-1].kind for route in routes(everything(), 2, crisis=True) if route[0].detail == "senior agent"]

    assert (normal, crisis) == ([], ["alone"])
    assert all(len(route) == 3 for route in changed_routes(everything(), 3))
    assert "in crisis mode" in words(drawn("everything"))


def test_the_board_reads_the_answers_first() -> None:
    """The three questions at the head are answered by name."""
    answers = {name: [asked.answer for asked in questions(load(name))] for name in ("centralised", "daily-committee")}

    assert answers == {
        "centralised": ["officer, prepared answers only", "head → legal", "3 × officer"],
        "daily-committee": ["Nobody", "manager → legal → committee", "Nobody"],
    }


def test_nights_and_weekends_follow_the_calendar() -> None:
    """A shift over midnight counts on the day after, the last of the week on Monday; an office is shut on Sunday."""
    night, office = (next(p for p in load("centralised").people() if p.name == n) for n in ("officer 3", "head 1"))

    assert [there_at(night, day, 180) for day in (0, 6)] == [True, True]
    assert not there_at(night, 0, 1000)
    assert [there_at(office, day, 600) for day in (4, 5, 6)] == [True, False, False]


def test_posts_are_counted_once() -> None:
    """The rows of people add up to the posts of the file."""
    for name in (*NAMES, "everything"):
        assert sum(post.count for post in posts(load(name))) == len(load(name).people())


def test_side_by_side_marks_what_differs() -> None:
    """Between two there are signs; an organisation beside itself has none but in the small print."""
    signs = [text.get_text() for text in drawn("centralised", "dispersed").texts]
    none = [text.get_text() for text in figures.organisation_chart(load("dispersed"), load("dispersed")).texts]

    # The answers to two questions, four levels, people, desks and rules; who is there at night is the same.
    assert signs.count("≠") == 9
    assert none.count("≠") == 0


def test_same_organisation_same_bytes(tmp_path: Path) -> None:
    """Two drawings of one organisation give the same PNG and SVG bytes; another organisation gives others."""
    one, other = load("centralised"), load("three-people")
    first = save(figures.organisation_chart(one), tmp_path / "first")
    again = save(figures.organisation_chart(one), tmp_path / "again")
    another = save(figures.organisation_chart(other), tmp_path / "another")

    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in again]
    assert all(p.read_bytes() != q.read_bytes() for p, q in zip(first, another, strict=True))


def test_the_command_says_what_it_wrote(tmp_path: Path) -> None:
    """Each file is named, and said to be new or replaced; an unknown organisation ends with 2 and writes nothing."""
    words = ["chart", "centralised", "--against", "dispersed", "--out", str(tmp_path / "new")]
    paths = [tmp_path / "new" / f"centralised-against-dispersed-chart.{kind}" for kind in ("png", "svg")]

    first, again = (CliRunner().invoke(cli.main, words) for _ in range(2))
    wrong = CliRunner().invoke(cli.main, ["chart", "centralized-team", "--out", str(tmp_path / "none")])

    assert first.stdout == f"wrote {paths[0]}\nwrote {paths[1]}\n"
    assert again.stdout == f"replaced {paths[0]}\nreplaced {paths[1]}\n"
    assert all(path.stat().st_size > 10_000 for path in paths)
    assert wrong.exit_code == 2
    assert not (tmp_path / "none").exists()
