"""A proposed drill: it can be played as it is, it fits the organisation, and its file is whole and reads back."""

import errno
import itertools
import math
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.counterfactual.robots import play
from sim.drill.definition import Definition, Inject, Seat
from sim.drill.drill import load_drill
from sim.drill.session import Session
from sim.errors import SpecError
from sim.prepare.fitting import busy_rate
from sim.prepare.propose import objectives_of, propose
from sim.prepare.seating import seats_of
from sim.prepare.standard import standard_decisions
from sim.prepare.writing import drill_text, write_drill
from sim.scenario.files import load_organisation, load_scenario, organisation_names, scenario_names
from sim.spec import read_text, validate
from sim.spec.nodes import FORBIDDEN

# With and without crisis mode, with chains by desk, with no chain at all, with meetings, with three posts.
ORGANISATIONS = (
    "dedicated-team",
    "incident-command",
    "honeycomb",
    "dispersed",
    "organic",
    "daily-committee",
    "three-people",
)
SMALL = {"tocsin": 1, "name": "small", "scenario": "product-rumour", "organisation": "three-people", "length": "20 min"}


def small(**fields: object) -> Definition:
    """Return a drill with one seat and little else."""
    return Definition.model_validate({**SMALL, "seats": [{"id": "lead", "title": "Lead"}], **fields})


@pytest.mark.parametrize("scenario", scenario_names())
def test_a_proposal_can_be_played_as_it_is(scenario: str, tmp_path: Path) -> None:
    """For every shipped crisis and each kind of organisation a proposal loads back equal and is played to its end."""
    for organisation in ORGANISATIONS:
        definition = propose("trial", scenario, organisation, length=90.0)
        write_drill(tmp_path / organisation, definition)

        drill = load_drill(tmp_path / organisation)
        session = play(Session(drill), "expected")

        assert drill.definition == definition
        assert session.closed_at == definition.ends
        assert session.without_effect == []
        timed = [one for one in definition.injects if one.at is not None]
        assert {session.injects[one.id].status for one in timed} <= {"released", "answered"}
        assert {"D1", "D5", "D6", "D8"} <= {one.decision.id for one in session.decisions}


@pytest.mark.parametrize("organisation", organisation_names())
def test_ninety_minutes_have_ten_to_twenty_injects_over_the_whole_length(organisation: str) -> None:
    """They are 10 to 20; the first comes at the beginning, the last just before the end, no gap is above 9 min."""
    definition = propose("trial", "product-rumour", organisation, length=90.0)

    times = [one.at - definition.begins for one in definition.injects if one.at is not None]

    assert 10 <= len(definition.injects) <= 20
    assert times == sorted(set(times))
    assert times[0] == 0.0
    assert 85.0 <= times[-1] < 90.0
    assert max(later - earlier for earlier, later in itertools.pairwise(times)) <= 9.0


@pytest.mark.parametrize(("length", "fewest", "most"), [(15.0, 5, 10), (45.0, 6, 12), (240.0, 30, 44), (600.0, 40, 47)])
def test_the_number_of_injects_follows_the_length(length: float, fewest: int, most: int) -> None:
    """Short drills keep the ends of the arc and the error, long ones are filled up, up to 40 beats."""
    definition = propose("trial", "product-rumour", "dedicated-team", length=length)

    timed = [one for one in definition.injects if one.at is not None]

    assert fewest <= len(timed) <= most
    assert [timed[0].id, timed[-1].id] == ["start", "end"]
    assert definition.decision("D8") is not None
    assert timed[-1].at is not None
    assert timed[-1].at < definition.ends


def test_a_drill_begins_shortly_before_the_first_thing() -> None:
    """The first storm of the ordinary week is at 11 h: a drill of 90 minutes begins nine minutes before it."""
    quiet, at_once = (propose("trial", name, "agency", length=90.0) for name in ("ordinary-week", "product-rumour"))

    assert (quiet.begins, at_once.begins) == (651.0, 90.0)


def test_facts_are_told_when_they_come_out() -> None:
    """The death that comes out at minute 90 of the flight is told a minute later, as the scenario's own fact."""
    definition = propose("trial", "southwest-1380", "agency", length=180.0)

    news = next(one for one in definition.injects if one.title == "News: a passenger has died")

    assert news.at == 91.0
    assert news.effects == []
    assert news.message == "One passenger has died of her injuries. It is not confirmed yet; do not quote it as such."


def test_the_time_for_a_statement_is_the_ninetieth_percentile_of_the_review() -> None:
    """D3 has the p90 of the approver's law, a lognormal of mean 8 min and cv 1, which is 16.4 min, rounded up to 20."""
    organisation = load_organisation("one-manager")
    sigma = math.sqrt(math.log(2))
    p90 = 8 / math.sqrt(2) * math.exp(1.2815515655446004 * sigma)

    found = {
        d.id: d for d in standard_decisions(load_scenario("product-rumour"), organisation, seats_of(organisation, 4))
    }

    assert p90 == pytest.approx(16.44, abs=0.01)
    assert found["D3"].timeout == 20.0
    assert "nine of ten such reviews take 20 min or less" in found["D3"].question
    assert (found["D3"].owner, found["D3"].opens.on, found["D3"].default) == ("manager", "step", "deputy")


def test_without_a_crisis_mode_nothing_switches_it() -> None:
    """An organisation without modes is asked by the rate of mentions, and no answer names a crisis mode."""
    organisation, scenario = load_organisation("three-people"), load_scenario("product-rumour")

    found = {one.id: one for one in standard_decisions(scenario, organisation, seats_of(organisation, 3), error="e")}

    effects = [effect for one in found.values() for option in one.options for effect in option.effects]
    assert list(found) == ["D1", "D3", "D4", "D5", "D6", "D7", "D8", "D9"]
    assert (found["D1"].opens.on, found["D1"].opens.when) == (None, f"mentions_per_hour > {busy_rate(scenario)}")
    assert not any(effect.crisis or effect.end_crisis for effect in effects)


def test_where_authors_publish_alone_the_draft_is_asked_about() -> None:
    """In an organisation without any chain D3 holds the draft itself, and the author may be left to decide."""
    organisation = load_organisation("organic")

    found = {
        d.id: d for d in standard_decisions(load_scenario("product-rumour"), organisation, seats_of(organisation, 2))
    }

    assert found["D3"].opens.on == "draft"
    assert [option.way for option in found["D3"].options] == ["approve", "reject", "chain"]


@pytest.mark.parametrize("organisation", organisation_names())
def test_every_role_sits_somewhere_once(organisation: str) -> None:
    """With any number of seats from 1 to 8 there are that many, and each role of the organisation has one seat."""
    model = load_organisation(organisation)
    roles = sorted({person.role for person in model.people()})

    for count in range(1, 9):
        seats = seats_of(model, count)

        assert len({seat.id for seat in seats}) == count
        assert sorted(role for seat in seats for role in seat.roles) == roles
        assert all(seat.brief for seat in seats)


def test_a_table_of_one_has_no_deputy() -> None:
    """One seat decides everything, and no time-out passes a card on to nobody."""
    definition = propose("trial", "product-rumour", "dedicated-team", length=45.0, seats=1)

    assert {one.owner for one in definition.decisions} == {"team"}
    assert {one.deputy for one in definition.decisions} == {None}
    assert "deputy" not in {one.default for one in definition.decisions}


def test_objectives_are_read_from_plain_words() -> None:
    """The words name the capability, 'within 1.5 h' and '30-minute' the target; without words there are four."""
    found = objectives_of(
        ["Publish a first statement within 1.5 h", " ", "A 30-minute rhythm of decisions", "Judge severity"]
    )

    assert [(one.id, one.capability, one.target) for one in found] == [
        ("O1", "Public Information and Warning", 90.0),
        ("O2", "Operational Coordination", 30.0),
        ("O3", "Situational Assessment", None),
    ]
    assert [one.target for one in objectives_of([])] == [15.0, 30.0, 10.0, 30.0]


def test_all_that_is_wrong_is_said_at_once() -> None:
    """Name, seats and length are refused in one message, with what is allowed."""
    with pytest.raises(SpecError) as error:
        propose("a/b", "product-rumour", "agency", length=5.0, seats=9)

    assert str(error.value).splitlines() == [
        "name: 'a/b' is no name; write letters, digits, blanks, '_', '.' and '-', at most 64",
        "seats: 9 seats; a table has 1 to 8",
        "length: 5 min; a drill takes 15 min to 1 d 12 h, the horizon of product-rumour",
    ]


# Writing


def test_the_file_is_written_for_people() -> None:
    """Durations have units, levels an L, defaults are left out, and each part says what it is for."""
    text = drill_text(
        propose("trial", "product-rumour", "dedicated-team", length=90.0), remarks=["From a list:\nplan.xlsx"]
    )

    assert "# From a list: plan.xlsx\n" in text
    assert "\nlength: 90 min\n" in text
    assert 'opens: {"on": step, levels: [L4], roles: [executive], every: 5 min, at_most: 8}' in text
    assert all(f"\n{part}:\n" in text for part in ("objectives", "seats", "injects", "decisions"))
    assert "held:" not in text
    assert max(map(len, text.splitlines())) <= 120


def test_a_drill_is_never_overwritten(tmp_path: Path) -> None:
    """A second drill in the same folder is refused, and the first stays as it is."""
    path = write_drill(tmp_path, small())
    before = path.read_bytes()

    with pytest.raises(SpecError, match="there is a drill already") as error:
        write_drill(tmp_path, small(length="30 min"))

    assert str(error.value) == f"{path}: there is a drill already; choose another name"
    assert path.read_bytes() == before


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the last step fails nothing is left behind, and somebody who was faster is not overwritten."""

    def full(_from: object, _to: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "link", full)

    with pytest.raises(SpecError) as error:
        write_drill(tmp_path / "new", small())

    assert str(error.value) == f"{tmp_path / 'new' / 'drill.yaml'}: cannot be written (no space left on device)"
    assert list((tmp_path / "new").iterdir()) == []


def test_a_disk_without_links_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a disk knows no links the file is written all the same, and nothing else is left beside it."""

    def refused(_from: object, _to: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)

    path = write_drill(tmp_path, small())

    assert list(tmp_path.iterdir()) == [path]
    assert load_drill(path).definition == small()


def test_what_no_file_can_hold_is_refused(tmp_path: Path) -> None:
    """A control character in a text is refused before anything is written."""
    with pytest.raises(SpecError, match="this text holds a control character, which is not allowed"):
        write_drill(tmp_path / "new", small(purpose="a\x00b"))

    assert not (tmp_path / "new").exists()


_ANY = st.characters(codec="utf-8").filter(lambda letter: FORBIDDEN.search(letter) is None)
_MARKS = ["no", "- a", "# b", "key: value", "'", '"', "@", "%", "|", ">-", "\t", "é", "مرحبا", "12", "~", "---", "..."]
_BLANKS = st.sampled_from(["a", "word", "\n", "\n\n", " ", "  "])
_TEXTS = st.one_of(
    st.text(_ANY, max_size=300),
    st.lists(_BLANKS, max_size=12).map("".join),
    # Long enough to be folded: words of all kinds, now and then with two blanks between them or none at the end.
    st.lists(st.sampled_from([*_MARKS, "word", "another"]), min_size=20, max_size=60).map(" ".join),
    st.lists(st.sampled_from(["word", "another", "#", "-", ""]), min_size=30, max_size=60).map(" ".join),
)


@settings(max_examples=300, deadline=None)
@given(message=_TEXTS, to=st.lists(_TEXTS, max_size=3), title=_TEXTS)
def test_any_text_survives_the_file(message: str, to: list[str], title: str) -> None:
    """Texts of any script, with colons, quotes, dashes, line ends and blanks at either end, read back the same."""
    one = Inject(id="one", title=title, message=message, to=to, expected=message * 2, at=3.0)
    definition = small().model_copy(update={"injects": [one], "seats": [Seat(id="a", title=title, brief=message)]})

    again = validate(read_text(drill_text(definition)), Definition)

    assert again == definition
