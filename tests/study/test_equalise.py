"""Equal resources: what they come to, by arithmetic, and what is refused, word for word."""

from __future__ import annotations

from pathlib import Path

import pytest
from houses import opened

from sim.errors import SpecError
from sim.organisation.organisation import Organisation
from sim.scenario.files import Loaded, open_organisation, organisation_from_document, organisation_names
from sim.spec import Document
from sim.study.equalise import TOLERANCE, Change, How, change_lines, equalise
from sim.study.posts import headcount, weekly_cost, weekly_hours

OFFICERS = "count: 3, calendar: 3x8"
NOT_CALLED = ("office, on_call: true", "office, on_call: false")
TWO = (
    "desk: {channels: all, members: [officer]}",
    "a: {channels: all, members: [officer 1-2]}\n    b: {members: [officer 3]}",
)
NEAREST = "whole posts come no nearer, and 5 % is allowed"
LEAST = "and at least 3 are needed: one at each desk and on each shift"


def documents(*organisations: Loaded[Organisation]) -> list[Document]:
    """Return the documents of opened files."""
    return [loaded.document for loaded in organisations]


def refusal(how: How, *organisations: Loaded[Organisation]) -> str:
    """Return the message with which organisations are refused."""
    with pytest.raises(SpecError) as error:
        equalise(documents(*organisations), how)
    return str(error.value)


@pytest.mark.parametrize(
    ("calendar", "hours"),
    [
        ("office", 5 * 8),
        ("3x8", 7 * 8),
        ("always", 7 * 24),
        ("Mon-Fri 08:00-18:00", 5 * 10),
        ("22:00-06:00", 7 * 8),
        ("[office, 'Mon 08:00-18:00']", 5 * 8 + 2),
        ("['Sun 20:00-04:00', 'Mon 00:00-06:00']", 4 + 6),
    ],
)
def test_hours_of_a_week(calendar: str, hours: float, tmp_path: Path) -> None:
    """Hours of a calendar count once where ranges overlap, also over midnight between two weeks."""
    house = opened(tmp_path, "other", ("calendar: office", f"calendar: {calendar}"))

    assert weekly_hours(house.model.members("head")[0]) == hours


def test_nothing_is_changed_for_none(tmp_path: Path) -> None:
    """Without equalising the documents are those that were given, and there is nothing to tell."""
    house = opened(tmp_path, "house")

    equal = equalise(documents(house), "none")

    assert equal.documents == (house.document,)
    assert change_lines(equal) == []


def test_headcount_counts_attention(tmp_path: Path) -> None:
    """4 posts against 2 + 1/5: with two officers more it is 4 1/5, a twentieth too much, and the head stays one."""
    house = opened(tmp_path, "house")
    small = opened(
        tmp_path, "small", (OFFICERS, "count: 2, calendar: office"), ("head, count: 1", "head, count: 1, attention: .2")
    )

    equal = equalise(documents(house, small), "headcount")

    made = organisation_from_document(equal.documents[1])
    assert [entry.count for entry in made.resources.people] == [4, 1]
    assert headcount(made) == pytest.approx(4.2)
    assert equal.changes == (Change("small", "officer", "2", "4"),)
    assert change_lines(equal) == [
        "Resources equalised by headcount to house: 4 posts. Structures are untouched.",
        "  small  officer 2 -> 4; posts 2.2 -> 4.2, 0.2 (5.0 %) more than the baseline",
    ]


def test_payroll_counts_hours_attention_and_wage(tmp_path: Path) -> None:
    """Of 9,920 a week 3,280 are missing: 1.9 posts of 40 h x 43. Two more cost 160 too much, 1.6 %."""
    house = opened(tmp_path, "house")
    wage = ("{value: 40, mark: A, range: [30, 50]}", "43")
    small = opened(tmp_path, "small", (OFFICERS, "count: 2, calendar: office"), wage)

    equal = equalise(documents(house, small), "payroll")

    assert weekly_cost(house.model) == 3 * 56 * 40 + 40 * 80 == 9920
    assert weekly_cost(small.model) == 2 * 40 * 43 + 40 * 80 == 6640
    assert weekly_cost(organisation_from_document(equal.documents[1])) == 4 * 40 * 43 + 40 * 80 == 10080
    assert change_lines(equal)[1] == (
        "  small  officer 2 -> 4; pay a week 6,640 -> 10,080, 160 (1.6 %) more than the baseline"
    )


def test_coverage_is_shifts_calls_and_posts(tmp_path: Path) -> None:
    """Officers work in three shifts, the head is on call and paged as in the first, and there are as many posts."""
    house = opened(tmp_path, "house")
    office = opened(tmp_path, "by-day", (OFFICERS, "count: 2, calendar: office"), NOT_CALLED)

    equal = equalise(documents(house, office), "coverage")

    made = organisation_from_document(equal.documents[1])
    assert [(entry.count, entry.calendar, entry.on_call) for entry in made.resources.people] == [
        (3, ["3x8"], False),
        (1, ["office"], True),
    ]
    assert made.resources.on_call == house.model.resources.on_call
    first, then = change_lines(equal)
    assert first == (
        "Resources equalised by coverage to house: 4 posts, three shifts at the desks and approvers on call. Structures"
        " are untouched."
    )
    assert then == (
        "  by-day  calendar of officer office -> 3x8; on call of head no -> yes; paging none -> as in the baseline;"
        " officer 2 -> 3; posts 3 -> 4; hours a week at the desks 80 -> 168"
    )


def test_coverage_holds_for_the_baseline_too(tmp_path: Path) -> None:
    """A baseline of office hours gets three shifts and the paging of the defaults, and says so."""
    office = opened(tmp_path, "by-day", ("3x8", "office"), NOT_CALLED)

    equal = equalise(documents(office, opened(tmp_path, "house")), "coverage")

    made = [organisation_from_document(document) for document in equal.documents]
    assert made[0].resources == made[1].resources
    assert [change.what for change in equal.changes] == ["calendar of officer", "on call of head", "paging"]


def test_marks_and_structure_are_kept(tmp_path: Path) -> None:
    """What is not changed keeps its mark and its place, and the structure is the same node for node."""
    house, small = opened(tmp_path, "house"), opened(tmp_path, "small", (OFFICERS, "count: 2, calendar: 3x8"))

    (_, made) = equalise(documents(house, small), "headcount").documents

    assert made.marks == small.document.marks
    assert isinstance(made.root.value, dict)
    assert isinstance(small.document.root.value, dict)
    assert made.root.value["structure"] == small.document.root.value["structure"]


@pytest.mark.parametrize(
    ("how", "changes", "reason"),
    [
        ("headcount", [TWO, ("head, count: 1", "head, count: 3")],
         f"the role 'officer' would need 1 people instead of 3, {LEAST}"),
        ("headcount", [TWO, ("3x8", "office"), ("head, count: 1", "head, count: 2")],
         "the role 'officer' would need 2 people instead of 3, but the structure names 'officer 1-2', 'officer 3'"),
        ("headcount", [TWO, ("count: 3", "count: 3, attention: .5")],
         ("the role 'officer' would need 6 people instead of 3, but whoever is added would sit at no desk: the"
          " structure names 'officer 1-2', 'officer 3'")),
        ("headcount", [("count: 3", "count: 1"), ("head, count: 1", "head, count: 9")],
         "even without anybody of the role 'officer', 1 now, it would have too much"),
        ("headcount", [("count: 3", "count: 3, attention: .85")],
         f"with 4 of the role 'officer' it would have 10.0 % more than the baseline's 4 posts; {NEAREST}"),
        ("headcount", [("role: head, review", "role: officer, review"), ("officer: L1", "officer: L4")],
         "each role that works at its desks approves too, and approvers stay who they are"),
        ("payroll", [(OFFICERS, "count: 2, calendar: always"), ("head, count: 1", "head, count: 1, attention: .5")],
         f"with 1 of the role 'officer' it would have 16.1 % less than the baseline's 9,920 pay a week; {NEAREST}"),
        ("coverage", [TWO], "nobody of the role 'officer' would be at desk 'a' in the shift 22:00-06:00"),
    ],
    ids=["least", "named", "idle", "too many", "halves", "approvers", "payroll", "shift"],
)  # fmt: skip
def test_what_cannot_be_equalised_is_refused(
    how: How, changes: list[tuple[str, str]], reason: str, tmp_path: Path
) -> None:
    """A refusal names the organisation and the reason, and offers the call without it."""
    found = refusal(how, opened(tmp_path, "house"), opened(tmp_path, "other", *changes), opened(tmp_path, "third"))

    lines = [f"other cannot be equalised by {how}: {reason}", f"without them: --org house --org third --equalise {how}"]
    first = "who is named first is the baseline and stays as it is"
    assert found.splitlines() == lines + [first] * (how != "coverage")


@pytest.mark.parametrize("how", ["headcount", "payroll", "coverage"])
@pytest.mark.parametrize("name", [name for name in organisation_names() if name != "centralised"])
def test_shipped_organisations_are_equalised_or_refused(name: str, how: How) -> None:
    """Whatever is shipped comes within a twentieth of the centralised one, or is refused in a sentence."""
    pair = [open_organisation("centralised"), open_organisation(name)]

    try:
        equal = equalise(documents(*pair), how)
    except SpecError as error:
        told = error.faults[0].partition(": ")
        if told[0] != f"{name} cannot be equalised by {how}" or not told[2]:
            raise
        return
    (_, target), (_, after) = equal.totals.values()
    assert abs(after - target) <= TOLERANCE * target
    before, made = pair[1].model, organisation_from_document(equal.documents[1])
    assert made.structure == before.structure
    others = [entry.role for entry in before.resources.people]
    assert [entry.role for entry in made.resources.people] == others
