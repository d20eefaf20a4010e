"""Comparisons of many organisations, with equal resources, and of one with itself less a mechanism."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from user_files import HOUSE, Tocsin

from sim.scenario.files import organisation_names

QUICK = ("--replications", "2", "--no-how-sure", "--workers", "1")
LARGE = HOUSE.replace("name: house", "name: large").replace("count: 2, calendar: 3x8", "count: 5, calendar: office")
PAIR = ("compare", "crisis.yaml", "--org", "house.yaml", "--org", "large.yaml", "--equalise", "headcount")


def only_folder(home: Path) -> Path:
    """Return the one results folder of the crisis."""
    (folder,) = (home / "results" / "crisis").iterdir()
    return folder


@pytest.mark.parametrize(
    ("words", "first"),
    [
        (("--org", "all"), ["centralised"]),
        (("--org", "house.yaml", "--org", "all"), ["house", "centralised"]),
        (("--org", "dispersed", "--org", "all", "--org", "house.yaml"), ["dispersed", "house", "centralised"]),
    ],
)
def test_all_is_every_shipped_organisation_once(words: tuple[str, ...], first: list[str], tocsin: Tocsin) -> None:
    """`all` stands for all shipped ones after those that are named, the centralised one before the others."""
    found = tocsin("compare", "crisis.yaml", *words, "--dry-run")

    names = found.out.partition(": ")[2].partition(";")[0].split(", ")
    assert names == first + [name for name in organisation_names() if name not in first]


def test_many_organisations_are_one_table(home: Path, tocsin: Tocsin) -> None:
    """All shipped organisations fit a screen: a line each, and how sure with fewer draws than of two."""
    found = tocsin("compare", "crisis.yaml", "--org", "all", "--replications", "2", "--draws", "10", "--workers", "1")

    lines = found.out.splitlines()
    starts = [line.split()[0] for line in lines if line and not line.startswith(" ")]
    assert found.code == 0, found.err
    assert all(starts.count(name) >= 2 for name in organisation_names() if name != "centralised")
    assert len(lines) < 40 + 2 * len(organisation_names())
    assert max(len(line) for line in lines if "tocsin" not in line and "Report" not in line) <= 100
    assert sum(line.endswith("of 10") for line in lines) == len(organisation_names()) - 1


def test_equalised_organisations_are_told_and_kept(home: Path, tocsin: Tocsin) -> None:
    """What was changed is printed and stands in the folder, whose inputs give the same tables again."""
    (home / "large.yaml").write_text(LARGE, encoding="utf-8")

    found = tocsin(*PAIR, *QUICK)

    told = "  large  officer 5 -> 2; posts 6 -> 3"
    assert found.code == 0, found.err
    assert told in found.out.splitlines()
    assert found.out.splitlines()[0] == (
        "Resources are equalised by headcount to those of house; structures are those of the files."
    )
    folder = only_folder(home)
    assert told in (folder / "equalised.txt").read_text(encoding="utf-8").splitlines()
    assert "count: 2" in (folder / "inputs" / "organisations" / "large.yaml").read_text(encoding="utf-8")
    assert tocsin("reproduce", str(folder), "--workers", "1").out.splitlines()[-1] == "the study was reproduced"


def test_a_dry_run_tells_what_would_be_equalised(home: Path, tocsin: Tocsin) -> None:
    """What is going to be changed can be read before anything runs."""
    (home / "large.yaml").write_text(LARGE, encoding="utf-8")

    found = tocsin(*PAIR, "--dry-run")

    assert found.out.splitlines()[1:3] == [
        "Resources equalised by headcount to house: 3 posts. Structures are untouched.",
        "  large  officer 5 -> 2; posts 6 -> 3",
    ]


def test_what_cannot_be_equalised_is_a_wrong_call(home: Path, tocsin: Tocsin) -> None:
    """A refusal ends the call with 2, names who and why, and writes nothing."""
    heads = HOUSE.replace("name: house", "name: heads").replace("head, count: 1", "head, count: 9")
    (home / "heads.yaml").write_text(heads, encoding="utf-8")

    found = tocsin(*(word.replace("large", "heads") for word in PAIR), *QUICK)

    reason = "even without anybody of the role 'officer', 2 now, it would have too much"
    assert (found.code, found.out) == (2, "")
    assert found.err.splitlines() == [
        f"heads cannot be equalised by headcount: {reason}",
        "who is named first is the baseline and stays as it is",
    ]
    assert not (home / "results").exists()


def test_ablate_has_a_line_a_mechanism(home: Path, tocsin: Tocsin) -> None:
    """Each mechanism is a line of the terminal and five of the table; five figures; and the folder can be run again."""
    found = tocsin("ablate", "crisis.yaml", "--org", "hub-and-spoke", *QUICK[:2], "--draws", "10", "--workers", "1")

    assert found.code == 0, found.err
    folder = only_folder(home)
    with (folder / "ablation.csv").open(encoding="utf-8") as file:
        mechanisms = [row["mechanism"] for row in csv.DictReader(file)]
    lines = found.out.splitlines()
    assert len(mechanisms) == 5 * len(set(mechanisms))
    assert {"crisis mode", "templates", "time to detect"} <= set(mechanisms)
    assert all(any(line.startswith(name) for line in lines) for name in set(mechanisms))
    assert len(list((folder / "figures").glob("ablation-*.png"))) == 5
    assert max(len(line) for line in lines if "/" not in line) <= 100
    assert found.err.splitlines()[-1] == "writing the tables and the figures"
    assert tocsin("reproduce", str(folder), "--workers", "1").out.splitlines()[-1] == "the study was reproduced"


def test_ablate_towards_says_what_does_not_fit(home: Path, tocsin: Tocsin) -> None:
    """A block that does not fit is a line with the reason, and the others are run."""
    (home / "clerks.yaml").write_text(HOUSE.replace("name: house", "name: clerks").replace("officer", "clerk"), "utf-8")

    found = tocsin("ablate", "crisis.yaml", "--org", "house.yaml", "--towards", "clerks.yaml", *QUICK)

    told = " ".join(found.out.split())
    reason = "structure.desks.desk.members[0]: nobody has the role 'clerk'; the roles are head or officer"
    assert found.code == 0, found.err
    assert f"desks: cannot be swapped: {reason}" in told
    assert "all together: clerks as it is" in told
