"""What must hold between the mechanisms of an organisation: each slip with its place and what to do about it."""

from __future__ import annotations

import pytest

from sim.errors import SpecError
from sim.scenario.files import load_scenario, organisation_from_text
from sim.scenario.pairs import check_pair

HOUSE = """tocsin: 1
name: house
structure:
  desks:
    desk: {channels: all, members: [officer]}
    press: {kinds: [journalist], members: [officer]}
  authority: {officer: L1, head: L4}
  approval:
    L2: [{role: head, review: 5 min}]
  stages: {draft: 5 min}
  meetings: {board: {at: '10:00'}}
  alignment: .9
  modes:
    trigger: {severity: L3}
    activation: 5 min
    exit: {cases: 3, over: 2 h}
    crisis: {dedup: true}
resources:
  people:
    - {role: officer, count: 2, calendar: 3x8}
    - {role: head, count: 1, calendar: office}
"""
CRISIS = "crisis: {dedup: true}"
ROLES = "the roles are head or officer"


def faults_of(text: str) -> list[str]:
    """The faults of an organisation's text."""
    with pytest.raises(SpecError) as caught:
        organisation_from_text(text, file="house.yaml")
    return list(caught.value.faults)


def test_the_good_file_is_good() -> None:
    """The file that the others differ from by one fault is valid itself."""
    assert organisation_from_text(HOUSE).structure.modes is not None


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            CRISIS,
            "crisis: {authority: {oficer: L2}}",
            (
                f"17:34: structure.modes.crisis.authority.oficer: nobody has the role 'oficer'; {ROLES}; did you mean "
                "'officer'?"
            ),
        ),
        (
            "trigger: {severity: L3}",
            "trigger: {person: {role: heads, level: L2}}",
            f"14:30: structure.modes.trigger.person.role: nobody has the role 'heads'; {ROLES}; did you mean 'head'?",
        ),
        (
            CRISIS,
            "crisis: {approval: {L2: [{role: hed, review: 1 min}, {role: head, review: 1 min}]}}",
            (
                f"17:37: structure.modes.crisis.approval.L2[0].role: nobody has the role 'hed'; {ROLES}; did you mean "
                "'head'?"
            ),
        ),
        (
            CRISIS,
            "crisis: {approval: {L2: [{any_of: [head, officer 3], review: 1 min}]}}",
            (
                "17:46: structure.modes.crisis.approval.L2[0].any_of[1]: 'officer 3' names people who do not exist: "
                "'officer' is held by 2"
            ),
        ),
        (
            CRISIS,
            "crisis: {approval: {L2: [{all_of: [head, chief], review: 1 min}]}}",
            f"17:46: structure.modes.crisis.approval.L2[0].all_of[1]: nobody has the role 'chief'; {ROLES}",
        ),
        (
            CRISIS,
            (
                "crisis: {approval: {L2: [{role: head, review: 1 min, timeout: 5 min, on_timeout: deputy, "
                "deputy: deputy}]}}"
            ),
            f"17:102: structure.modes.crisis.approval.L2[0].deputy: nobody has the role 'deputy'; {ROLES}",
        ),
        (
            CRISIS,
            "crisis: {approval: {L2: [{meeting: bord}]}}",
            (
                "17:40: structure.modes.crisis.approval.L2[0].meeting: no meeting 'bord'; the meetings are board; "
                "did you mean 'board'?"
            ),
        ),
        (
            CRISIS,
            "crisis: {authority: {head: L2}, approval: {L2: [{role: head, review: 1 min}]}}",
            (
                "17:52: structure.modes.crisis.approval.L2: nobody in this chain has authority for L4, which it serves "
                "too; see structure.modes.crisis.authority"
            ),
        ),
        (
            CRISIS,
            (
                "crisis: {approval: {L2: [{role: head, review: 1 min, timeout: 5 min, on_timeout: escalate}]}}"
            ),
            (
                "17:86: structure.modes.crisis.approval.L2[0].on_timeout: 'escalate' needs a step after this one; "
                "write consent or deputy, or add a step"
            ),
        ),
        (
            CRISIS,
            "crisis: {recall: {after: 20 min, up_to: 8 h}}",
            (
                "17:22: structure.modes.crisis.recall: nobody is on call, so nobody is recalled; write 'on_call: true' "
                "at an entry of resources.people"
            ),
        ),
        (
            CRISIS,
            "crisis: {briefing_every: 1 h}",
            (
                "17:30: structure.modes.crisis.briefing_every: there are no briefings; add 'briefings: {every: 1 d, "
                "unbriefed: .8}' to the structure"
            ),
        ),
        (
            "  alignment: .9\n",
            "  cadence: [{who: [head, offcer], every: 1 h, length: 5 min}]\n",
            f"12:26: structure.cadence[0].who[1]: nobody has the role 'offcer'; {ROLES}; did you mean 'officer'?",
        ),
        (
            "  alignment: .9\n",
            "  fact_authority: [product]\n",
            f"12:20: structure.fact_authority[0]: nobody has the role 'product'; {ROLES}",
        ),
        (
            "  alignment: .9\n",
            "  root_cause: {ordered_by: haed, takes: 5 h}\n",
            f"12:28: structure.root_cause.ordered_by: nobody has the role 'haed'; {ROLES}; did you mean 'head'?",
        ),
        (
            "  alignment: .9\n",
            "  alignment: .9\n  briefings: {every: 1 d, unbriefed: .95}\n",
            (
                "13:38: structure.briefings.unbriefed: '0.95' is more than the alignment of who was briefed, 0.9; "
                "write a share up to that"
            ),
        ),
        (
            "{draft: 5 min}",
            "{draft: 5 min, judge: 3 min}",
            (
                "10:33: structure.stages.judge: nothing says which cases are judged; add 'judging: {error: .2, "
                "from_level: L2}' to the structure"
            ),
        ),
        (
            "{draft: 5 min}",
            "{draft: {time: 5 min, desk: pres}}",
            "10:39: structure.stages.draft.desk: no desk 'pres'; the desks are desk or press; did you mean 'press'?",
        ),
        (
            "desk: {channels: all, members: [officer]}",
            "desk: {channels: all, kinds: [journalist], members: [officer]}",
            "6:20: structure.desks.press.kinds: 'journalist' is taken by desk 'desk' already",
        ),
    ],
)  # fmt: skip
def test_fault_is_told_with_place_and_remedy(old: str, new: str, fault: str) -> None:
    """Each slip gives one line: place, field, what was found, what to write."""
    assert old in HOUSE

    assert faults_of(HOUSE.replace(old, new)) == [f"house.yaml:{fault}"]


def test_authority_that_a_crisis_takes_away_needs_a_chain() -> None:
    """A level that nobody may publish alone in crisis mode, and that no chain serves, is told for every desk."""
    assert faults_of(HOUSE.replace(CRISIS, "crisis: {authority: {officer: L0}}")) == [
        (
            f"house.yaml:17:25: structure.modes.crisis.authority: in crisis mode nobody at desk '{desk}' may publish "
            "L1 alone, and no chain approves it"
        )
        for desk in ("desk", "press")
    ]


def test_flex_needs_another_desk() -> None:
    """With one desk nobody can help at another, so that flex is a slip."""
    one = HOUSE.replace("    press: {kinds: [journalist], members: [officer]}\n", "").replace("dedup", "flex")

    assert faults_of(one) == [
        (
            "house.yaml:16:20: structure.modes.crisis.flex: there is one desk only, so that nobody can help at "
            "another; leave flex out, or add a desk"
        )
    ]


def test_chain_of_the_crisis_counts_with_the_authority_of_the_crisis() -> None:
    """A head who may publish nothing alone on other days may approve where the crisis gives them the authority."""
    text = HOUSE.replace("officer: L1, head: L4", "officer: L4").replace(
        "  approval:\n    L2: [{role: head, review: 5 min}]\n", ""
    )
    chain = "approval: {L2: [{role: head, review: 1 min}]}"

    with_authority = organisation_from_text(text.replace(CRISIS, f"crisis: {{authority: {{head: L4}}, {chain}}}"))

    assert with_authority.structure.modes is not None
    assert faults_of(text.replace(CRISIS, f"crisis: {{{chain}}}")) == [
        (
            "house.yaml:15:29: structure.modes.crisis.approval.L2: nobody in this chain has authority for L2; see "
            "structure.modes.crisis.authority"
        )
    ]


def test_desk_that_only_does_a_stage_needs_no_authority() -> None:
    """People who are asked for facts never publish, so that no chain has to be there for them."""
    text = HOUSE.replace("    press:", "    experts: {members: [expert]}\n    press:").replace(
        "    - {role: head", "    - {role: expert, count: 1, calendar: office}\n    - {role: head"
    )

    asked = organisation_from_text(
        text.replace("{draft: 5 min}", "{draft: 5 min, facts: {time: 5 min, desk: experts}}")
    )

    assert asked.structure.stages.facts is not None


def test_pair_with_a_kind_that_nobody_knows_cannot_run() -> None:
    """A desk that takes a kind of mention which this crisis does not have is told, with the nearest that it has."""
    house = organisation_from_text(HOUSE.replace("kinds: [journalist]", "kinds: [multipliers]"))

    assert check_pair(load_scenario("trace-demo"), house) == [
        (
            "house: structure.desks.press.kinds: neither trace-demo nor the defaults have a kind 'multipliers'; they "
            "have complaint, insider, journalist, misinformation, multiplier, positive, question, smear and troll; "
            "did you mean 'multiplier'?"
        )
    ]
