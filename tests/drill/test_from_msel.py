"""From a list to a drill: every row becomes exactly one inject or decision, and what comes out can be played."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.counterfactual.robots import play
from sim.drill.definition import AfterOption, Seat
from sim.drill.drill import load_drill
from sim.drill.session import Session
from sim.errors import SpecError
from sim.msel import EVENT_TYPES, STATUSES, MselRow, Reading, read_msel, write_msel
from sim.prepare.from_msel import drill_from_msel, injects_from, objectives_from, seats_from
from sim.prepare.propose import propose
from sim.prepare.safe_names import clean
from sim.prepare.writing import write_drill

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.-]{0,63}")


def reading(*rows: MselRow, start: str = "09:30") -> Reading:
    """Return a list of rows as if it had been read."""
    return Reading("plan.xlsx", rows, (), (), (), len(rows), start, {}, ())


def decision(number: str, at: float | None, **fields: object) -> MselRow:
    """Return a row that asks for one of two things."""
    row = {"number": number, "scenario_time": at, "event_type": "decision", "options": ("Yes", "No, wait"), **fields}
    return MselRow(**row)  # type: ignore[arg-type]


_LINES = st.text(max_size=20).map(lambda text: "".join(text.splitlines())).filter(lambda text: text.strip())
_ROWS = st.builds(
    MselRow,
    number=st.one_of(st.sampled_from(["", "1", "2", "A-1", "٣", "§", "a/b", "D1", "x" * 70]), st.text(max_size=5)),
    scenario_time=st.one_of(st.none(), st.floats(0, 2000)),
    event_type=st.sampled_from(EVENT_TYPES),
    status=st.sampled_from(STATUSES),
    title=st.text(max_size=20),
    message=st.text(max_size=40),
    to=st.lists(_LINES, max_size=3).map(tuple),
    options=st.lists(st.one_of(_LINES, st.sampled_from(["Yes", "No", "deputy"])), max_size=3).map(tuple),
    trigger=st.sampled_from(["", "time", "manual", "condition"]),
    condition=st.sampled_from(
        ["", "after 1: Yes", "after A-1", "backlog > 5", "when it rains", "after 1: No\nafter 2: Yes"]
    ),
    target_minutes=st.sampled_from(["", "7.3", "0", "soon"]),
    timeout_min=st.sampled_from(["", "12", "0", "0.1", "later"]),
    default_option=st.sampled_from(["", "Yes", "perhaps"]),
    objective=st.sampled_from(["", "Say it", "say it"]),
)


@settings(max_examples=150, deadline=None)
@given(rows=st.lists(_ROWS, max_size=12))
def test_every_row_becomes_one_thing(rows: list[MselRow]) -> None:
    """Rows in are injects and decisions out, under names that a file can hold, all different, types and people kept."""
    injects, decisions, notes = injects_from(reading(*rows))

    names = [one.id for one in (*injects, *decisions)]
    told = f"{len(rows)} rows became {len(injects)} injects"
    assert len(names) == len(set(names)) == len(rows)
    assert all(NAME.fullmatch(name) for name in names)
    assert notes[0].startswith(told)
    kept = [row for row in rows if row.event_type != "decision"]
    assert sorted(one.event_type for one in injects if one.event_type != "decision") == sorted(
        r.event_type for r in kept
    )
    plain = [one for one in injects if one.event_type != "decision"]
    assert [one.to for one in plain] == [[clean(to) for to in row.to] for row in kept]


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(_ROWS, max_size=8))
def test_whatever_is_in_a_list_makes_a_drill(rows: list[MselRow], tmp_path_factory: pytest.TempPathFactory) -> None:
    """Any list makes a drill that is written, loads back equal and is played to its end."""
    folder = tmp_path_factory.mktemp("drill")
    definition = drill_from_msel(reading(*rows), "from a list", "product-rumour", "three-people", 30.0)

    write_drill(folder, definition)
    drill = load_drill(folder)

    assert drill.definition == definition
    assert play(Session(drill), "random").closed_at == 30.0


def test_a_row_keeps_all_that_it_says() -> None:
    """What an inject has no field for stands in its notes, and the place in the list in its source."""
    row = MselRow(
        number="2.1", scenario_time=12.0, event_type="contextual", title="Call", channel="phone", from_="Mayor",
        to=("Press", "Legal"), message="Well?", expected_action="Calls back", deliverable="Note", phase="Two",
        objective="Answer in time", capability="Public Information and Warning", target_minutes="7.3",
        injected_by="Ann", notes="Speak slowly", extra=(("Colour", "red"),), place="plan.xlsx, row 7",
    )  # fmt: skip

    (one,), decisions, _ = injects_from(reading(row))

    assert decisions == []
    assert (one.id, one.at, one.event_type, one.held) == ("2.1", 12.0, "contextual", False)
    assert (one.title, one.channel, one.sender, one.to) == ("Call", "phone", "Mayor", ["Press", "Legal"])
    assert (one.message, one.expected, one.deliverable) == ("Well?", "Calls back", "Note")
    assert one.target == pytest.approx(7.3, abs=1e-6)
    assert one.source == "plan.xlsx, row 7"
    assert one.notes.splitlines() == [
        "Speak slowly",
        "phase: Two",
        "injected by: Ann",
        "capability: Public Information and Warning",
        "objective: Answer in time",
        "Colour: red",
    ]


def test_a_decision_is_asked_of_its_first_recipient() -> None:
    """Two options and a time make a decision; default and time-out are the row's, owner and deputy its recipients."""
    row = decision(
        "7", 20.0, message="Pay?", to=("Mayor", "Legal", "Press"), default_option="Yes", timeout_min="12", from_="Ann",
        place="p, row 7",
    )  # fmt: skip
    seats = [Seat(id="press", title="Press"), Seat(id="law", title="legal")]

    _, (one,), notes = injects_from(reading(row), seats=seats)

    assert (one.id, one.owner, one.deputy, one.question) == ("7", "law", "press", "Pay?")
    assert (one.opens.at, one.timeout, one.default) == (20.0, 12.0, "Yes")
    assert [(option.id, option.title) for option in one.options] == [("Yes", "Yes"), ("No- wait", "No, wait")]
    assert notes == [
        "1 rows became 0 injects (none) and 1 decisions",
        "p, row 7 (7): a decision has no field for from; see the list",
    ]


def test_what_follows_an_option_follows_it_in_the_drill() -> None:
    """`after ID: OPTION` becomes a trigger where both are there, also from one decision to the next."""
    rows = [
        decision("1", 0.0, default_option="Yes"),
        decision("12", None, trigger="condition", condition="after 1: No, wait", status="held", default_option="Yes"),
        MselRow(number="3", trigger="condition", condition="after 12 option yes", status="held"),
        MselRow(number="4", trigger="condition", condition="after 1"),
    ]

    injects, decisions, notes = injects_from(reading(*rows))

    assert decisions[1].opens.after == AfterOption(decision="1", option="No- wait")
    assert injects[0].after == AfterOption(decision="12", option="Yes")
    assert injects[1].after == AfterOption(decision="1")
    assert [one.held for one in injects] == [False, False]
    assert notes == ["4 rows became 2 injects (2 inject) and 2 decisions"]


def test_what_leads_nowhere_is_held_and_said() -> None:
    """A condition on what is not there holds the row; a decision that could never open is an inject, with a note."""
    rows = [
        MselRow(number="1", trigger="condition", condition="after 9: Yes", place="p, row 1"),
        decision("2", None, place="p, row 2"),
        MselRow(number="3", trigger="condition", condition="after 2: Yes", place="p, row 3"),
    ]

    injects, decisions, notes = injects_from(reading(*rows))

    assert decisions == []
    assert [(one.id, one.held, one.trigger) for one in injects] == [(n, True, "manual") for n in ("1", "2", "3")]
    assert notes == [
        "3 rows became 3 injects (2 inject, 1 decision) and 0 decisions",
        "held, to be released by hand: 3",
        "p, row 1 (1): held, since its condition 'after 9: Yes' leads to nothing here",
        "p, row 2 (2): a decision that has no two options, or no time, became an inject",
        "p, row 3 (3): held, since its condition 'after 2: Yes' leads to nothing here",
    ]


@pytest.mark.parametrize(
    ("fields", "trigger", "held"),
    [
        ({"scenario_time": 5.0}, "time", False),
        ({"scenario_time": 5.0, "trigger": "manual"}, "time", True),
        ({"scenario_time": 5.0, "status": "omitted"}, "time", True),
        ({"scenario_time": 5.0, "event_type": "contingency"}, "time", False),
        ({"condition": "backlog > 5 for 10 min"}, "condition", False),
        ({"scenario_time": 5.0, "condition": "backlog > 5"}, "time", False),
        ({"scenario_time": 5.0, "trigger": "condition", "condition": "backlog > 5"}, "condition", False),
        ({"scenario_time": 5.0, "trigger": "condition", "condition": "it rains"}, "time", False),
        ({}, "manual", True),
    ],
)
def test_how_a_row_comes_up(fields: dict[str, object], trigger: str, held: bool) -> None:
    """A time, a condition of ours, or by hand; what was taken out of the list stays, and is held."""
    (one,), _, _ = injects_from(reading(MselRow(**fields)))  # type: ignore[arg-type]

    assert (one.trigger, one.held) == (trigger, held)


def test_recipients_become_seats() -> None:
    """The eight named most often have seats, everybody is nobody, a role of the organisation is that role."""
    rows = [MselRow(to=("All", "Manager", f"Unit {n}")) for n in range(9)]

    seats = seats_from(reading(*rows, MselRow(to=("توجيه",)), MselRow(to=("توجيه",))), ["manager", "officer"])

    assert [(seat.id, seat.title, seat.roles) for seat in seats[:3]] == [
        ("manager", "Manager", ["manager"]),
        ("seat-2", "توجيه", []),
        ("unit 0", "Unit 0", []),
    ]
    assert len(seats) == 8
    assert [seat.id for seat in seats_from(reading(MselRow()))] == ["table"]


def test_a_list_makes_the_clock_and_the_length() -> None:
    """Minute 0 is the list's start, and the drill ends 15 minutes after the last row, rounded up to 15."""
    rows = [MselRow(scenario_time=0.0), MselRow(scenario_time=61.0, objective="Say it", to=("Press",))]

    definition = drill_from_msel(reading(*rows), "mine", "product-rumour", "three-people")

    assert (definition.start, definition.begins, definition.length) == ("2026-03-03 09:30", 0.0, 90.0)
    assert [(one.id, one.title) for one in definition.objectives] == [("O1", "Say it")]
    assert definition.injects[1].objective == "O1"
    assert objectives_from(reading()) == []
    dated = drill_from_msel(reading(*rows, start="2031-05-06 22:15"), "mine", "product-rumour", "three-people")
    relative = drill_from_msel(reading(*rows, start="the start"), "mine", "product-rumour", "three-people")
    assert (dated.start, relative.start) == ("2031-05-06 22:15", None)


def test_a_list_longer_than_the_crisis_ends_with_it() -> None:
    """A row after the horizon of 36 h shortens the drill to it; a length that is asked for is refused beyond it."""
    late = reading(MselRow(scenario_time=5000.0))

    definition = drill_from_msel(late, "mine", "product-rumour", "three-people")

    assert definition.length == 2160.0
    with pytest.raises(SpecError) as error:
        drill_from_msel(late, "mine", "product-rumour", "three-people", 3000.0)
    assert str(error.value) == (
        "length: the drill would end 2 d 2 h after the start of product-rumour, which has a horizon of 1 d 12 h"
    )
    with pytest.raises(SpecError) as wrong:
        drill_from_msel(late, "mi/ne", "product-rumour", "three-people", 0.0)
    assert str(wrong.value).splitlines() == [
        "name: 'mi/ne' is no name; write letters, digits, blanks, '_', '.' and '-', at most 64",
        "length: 0 min; write a number above 0",
    ]


def test_a_proposal_from_a_list_has_its_injects_and_the_standard_decisions() -> None:
    """With a list the injects are the list's, from the drill's beginning on, beside the standard decisions but D8."""
    rows = [MselRow(number="1", scenario_time=3.0, to=("Press",)), decision("D1", 20.0)]

    definition = propose("mine", "ordinary-week", "dedicated-team", length=60.0, msel=reading(*rows))

    assert [(one.id, one.at) for one in definition.injects] == [("1", definition.begins + 3.0)]
    standard = [one.id for one in propose("mine", "ordinary-week", "dedicated-team", length=60.0).decisions]
    assert {"D1", "D3", "D7"} < set(standard)
    assert [one.id for one in definition.decisions] == [*(name for name in standard if name != "D8"), "D1-2"]
    assert definition.decisions[-1].opens.at == definition.begins + 20.0
    assert definition.decisions[-1].owner == "lead"


def test_a_file_of_a_practitioner_becomes_a_drill(tmp_path: Path) -> None:
    """From the file to a drill that is loaded, without anything between that a person would have to do."""
    rows = [MselRow(number="1", scenario_time=0.0, title="Début", message="Allô\u2028?", to=("Presse",))]
    write_msel(rows, tmp_path / "plan.csv")

    found = read_msel(tmp_path / "plan.csv")
    write_drill(tmp_path / "mine", drill_from_msel(found, "mine", "product-rumour", "three-people"))

    drill = load_drill(tmp_path / "mine")
    assert [(one.title, one.to) for one in drill.definition.injects] == [("Début", ["Presse"])]
