"""Files that do not say what they should: every fault with its place and in words that say what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import SpecError
from sim.scenario.files import load_organisation, load_scenario, organisation_from_text, scenario_from_text
from sim.scenario.pairs import check_pair

CRISIS = """tocsin: 1
name: crisis
start: 2026-03-03 09:00
timezone: UTC
horizon: 2 h
main_topic: smoke
channels: {x: }
spread:
  kind: hawkes
  shocks:
    - {name: first, at: 0 min, channel: x, topic: smoke, count: 3}
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


def faults_of_scenario(text: str) -> list[str]:
    """The faults of a scenario's text."""
    with pytest.raises(SpecError) as caught:
        scenario_from_text(text, file="crisis.yaml")
    return list(caught.value.faults)


def faults_of_organisation(text: str) -> list[str]:
    """The faults of an organisation's text."""
    with pytest.raises(SpecError) as caught:
        organisation_from_text(text, file="house.yaml")
    return list(caught.value.faults)


def test_the_two_good_files_are_good() -> None:
    """The files that the others differ from by one fault are valid themselves, and can run."""
    assert check_pair(scenario_from_text(CRISIS), organisation_from_text(HOUSE)) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "main_topic: smoke\n",
            "main_topic: smoke\nchanels: {x: }\n",
            (
                "crisis.yaml:7:1: unknown field 'chanels'; allowed are tocsin, name, title, caveat, story, "
                "sources, start, "
                "timezone, resolution, horizon, drain, main_topic, documented, channels, spread, facts, fact_rate, "
                "effects, "
                "credibility, kinds, cases; did you mean 'channels'?"
            ),
        ),
        (
            "horizon: 2 h",
            "horizon: -2 h",
            (
                "crisis.yaml:5:10: horizon: '-2 h' is not a duration; write a number and one of s, min, h, d, as in "
                "'40 min'"
            ),
        ),
        (
            "at: 0 min",
            "at: 0",
            (
                "crisis.yaml:11:25: spread.shocks[0].at: '0' is not a duration; write a number and one of s, min, h, "
                "d, as in '40 min'"
            ),
        ),
        (
            "timezone: UTC",
            "timezone: Europe/Pariss",
            (
                "crisis.yaml:4:11: timezone: no time zone 'Europe/Pariss'; write one such as America/New_York or UTC; "
                "did you mean 'Europe/Paris'?"
            ),
        ),
        (
            "channel: x,",
            "channel: y,",
            "crisis.yaml:11:41: spread.shocks[0].channel: no channel 'y' in this scenario; it has x",
        ),
        (
            "channels: {x: }",
            "channels: {x: {self_excitation: .95}}",
            (
                "crisis.yaml:9:3: spread: the branching ratio is 0.95 and the envelope 1.1: their product must "
                "stay below 1, "
                "or the crisis never dies out; lower self_excitation or influence, lower the largest effect, "
                "or write 'allow_supercritical: true' and expect capped replications"
            ),
        ),
        (
            "count: 3",
            "count: {value: 3, mark: S}",
            (
                "crisis.yaml:11:82: spread.shocks[0].count: the mark S needs a source; write 'source:' and where "
                "the value "
                "comes from"
            ),
        ),
        (
            "count: 3",
            "count: {value: 3, mark: A, source: me}",
            "crisis.yaml:11:82: spread.shocks[0].count: the mark A (assumed) needs a range; write 'range: [low, high]'",
        ),
        (
            "count: 3",
            "count: {value: 3, mark: A, range: [5, 9]}",
            "crisis.yaml:11:92: spread.shocks[0].count: the value 3 lies outside the range [5, 9]",
        ),
        (
            "tocsin: 1\n",
            "",
            "crisis.yaml:1:1: write 'tocsin: 1' as the first line; this is the version of the file format",
        ),
    ],
)
def test_scenario_fault_is_told_with_place_and_remedy(old: str, new: str, fault: str) -> None:
    """Each slip in a scenario gives one line: place, field, what was found, what to write."""
    assert old in CRISIS

    assert faults_of_scenario(CRISIS.replace(old, new)) == [fault]


@pytest.mark.parametrize(
    ("old", "new", "faults"),
    [
        (
            "members: [officer]",
            "members: [oficer]",
            [
                (
                    "house.yaml:5:37: structure.desks.desk.members[0]: nobody has the role 'oficer'; the roles are "
                    "head or "
                    "officer; did you mean 'officer'?"
                )
            ],
        ),
        (
            "head: L4}",
            "head: L4, board: L4}",
            ["house.yaml:6:45: structure.authority.board: nobody has the role 'board'; the roles are head or officer"],
        ),
        (
            "head: L4}",
            "head: L1}",
            [
                (
                    "house.yaml:8:9: structure.approval.L2: nobody in this chain has authority for L2; see "
                    "structure.authority"
                )
            ],
        ),
        (
            "L2: [{role: head, review: 5 min}]",
            "L2: []",
            ["house.yaml:8:9: structure.approval.L2: '[]' needs at least 1 entry"],
        ),
        (
            "L2: [{role: head, review: 5 min}]",
            "L2: [{any_of: [], review: 5 min}]",
            ["house.yaml:8:19: structure.approval.L2[0].any_of: '[]' needs at least 1 entry"],
        ),
        (
            "  approval:\n    L2: [{role: head, review: 5 min}]\n",
            "",
            [
                (
                    "house.yaml:5:11: structure.desks.desk: nobody at this desk may publish L2, L3, L4 alone, and "
                    "no chain "
                    "approves it"
                )
            ],
        ),
        (
            "members: [officer]",
            "members: []",
            ["house.yaml:5:36: structure.desks.desk.members: '[]' needs at least 1 entry"],
        ),
        (
            "calendar: office",
            "calendar: '09:00-09:00'",
            [
                (
                    "house.yaml:13:40: resources.people[1].calendar: the calendar '09:00-09:00' never opens: it "
                    "starts and "
                    "ends at 09:00"
                )
            ],
        ),
        (
            "  approval:",
            "  meetings: {board: {days: '', at: '10:00'}}\n  approval:",
            [
                (
                    "house.yaml:7:28: structure.meetings.board.days: '' names no weekdays; write Mon, Tue, Wed, Thu, "
                    "Fri, Sat, Sun, as in 'Mon-Fri'"
                )
            ],
        ),
        (
            "  approval:",
            "  meetings: {board: {at: []}}\n  approval:",
            ["house.yaml:7:26: structure.meetings.board.at: '[]' needs at least 1 entry"],
        ),
        (
            "{role: head, review: 5 min}",
            "{meeting: board}",
            ["house.yaml:8:20: structure.approval.L2[0].meeting: no meeting 'board'; the meetings are none"],
        ),
        (
            "head, review: 5 min",
            "head 2, review: 5 min",
            [
                (
                    "house.yaml:8:17: structure.approval.L2[0].role: 'head 2' names people who do not exist: "
                    "'head' is held "
                    "by 1"
                )
            ],
        ),
    ],
)
def test_organisation_fault_is_told_with_place_and_remedy(old: str, new: str, faults: list[str]) -> None:
    """Each slip in an organisation gives its lines: place, field, what was found, what to write."""
    assert old in HOUSE

    assert faults_of_organisation(HOUSE.replace(old, new)) == faults


def test_all_faults_of_a_file_are_told_at_once() -> None:
    """Three slips give three lines, in the order of the file."""
    text = HOUSE.replace("count: 2", "count: 0").replace("L2: [", "L9: [").replace("name: house", "name: 7")

    assert len(faults_of_organisation(text)) == 3


def test_pair_without_a_desk_for_a_channel_cannot_run() -> None:
    """A channel that is watched and that nobody takes is told before the run, with the ways out."""
    house = organisation_from_text(HOUSE.replace("channels: all", "channels: [facebook, tweeter]"))

    assert check_pair(scenario_from_text(CRISIS), house) == [
        (
            "house: structure.desks.desk.channels: neither crisis nor the defaults have a channel 'tweeter'; they "
            "have blog, "
            "facebook, forum, instagram, linkedin, news, press, reddit, tv_press, video and x"
        ),
        (
            "no desk of house takes 'x', a channel of crisis; list it at a desk, write 'channels: all' at one, or "
            "leave it "
            "out of structure.monitoring.watched"
        ),
    ]


def test_pair_that_watches_nothing_of_the_crisis_cannot_run() -> None:
    """An organisation that watches none of a crisis's channels would see nothing at all."""
    house = organisation_from_text(HOUSE.replace("  authority:", "  monitoring: {watched: [forum]}\n  authority:"))

    assert check_pair(scenario_from_text(CRISIS), house) == ["house watches no channel of crisis: x"]


def test_only_author_who_must_approve_cannot_run() -> None:
    """Nobody approves a draft of their own: one person who is desk and approver would wait for ever."""
    text = HOUSE.replace("members: [officer]", "members: [head]")
    text = text.replace("officer: L1, head: L4", "head: L1, officer: L4")
    text = text.replace("{role: head, review", "{all_of: [head, officer], review")

    assert check_pair(scenario_from_text(CRISIS), organisation_from_text(text)) == [
        (
            "house: only head 1 drafts at desk 'desk' and only the same person is 'head'; nobody approves a draft "
            "of their "
            "own, so add a person or a time-out"
        )
    ]


def test_hostile_files_end_with_a_sentence(tmp_path: Path) -> None:
    """A folder, deep brackets and equal keys are refused through the same door as any slip."""
    deep = tmp_path / "deep.yaml"
    deep.write_text("tocsin: 1\nname: " + "[" * 100_000, encoding="utf-8")
    twice = tmp_path / "twice.yaml"
    twice.write_text("tocsin: 1\nname: a\nname: b\n", encoding="utf-8")

    for path, end in ((tmp_path, "is a folder; name a file"), (deep, "the most allowed"), (twice, "name")):
        for load in (load_scenario, load_organisation):
            with pytest.raises(SpecError) as caught:
                load(path)
            assert len(str(caught.value)) < 400
            assert end in str(caught.value)
