"""Load against capacity without a run: the work of a case by hand arithmetic, pools, and the first bottleneck."""

from __future__ import annotations

import numpy as np
import pytest

from sim.scenario.capacity import capacity_lines, load_against_capacity
from sim.scenario.files import load_organisation, load_scenario, organisation_from_text, scenario_from_text
from sim.scenario.work import chain_share, work_of_case

HOUSE = """tocsin: 1
name: house
structure:
  desks:
    desk: {channels: all, members: [officer]}
  stages: {triage: 2 min, draft: {L1: 10 min, L3: 40 min}, publish: 1 min}
  authority: {officer: L1, head: L4}
  approval:
    L2:
      - {role: head, review: 6 min, reject: .2}
      - {all_of: [legal 1, legal 2], review: 8 min, reject: .5}
  redraft: .5
  templates: {coverage: {L1: .4}, factor: .5}
resources:
  people:
    - {role: officer, count: 2, calendar: always}
    - {role: head, count: 1, calendar: '09:00-10:00', attention: .5}
    - {role: legal, count: 2, calendar: always}
"""

CRISIS = """tocsin: 1
name: crisis
start: 2026-03-03 09:00
timezone: UTC
horizon: 4 h
main_topic: smoke
channels: {x: {self_excitation: 0, kinds: {question: 1}}}
spread:
  kind: hawkes
  shocks:
    - {name: first, at: 90 min, channel: x, topic: smoke, count: 30, reach: 20000}
"""


def test_work_of_a_case_is_the_sum_over_stages_rounds_and_steps() -> None:
    """Drafts, reviews and redrafts of a case add up as the rejection probabilities say.

    At L3 a round passes with .8 x .5^2 = .2, so there are 5 rounds on average: 1 draft of 40 min and 4 of half of that
    at the desk, 5 reviews by the head, and 5 x .8 = 4 by each of legal. Fails if redrafts are not halved, if the second
    step is counted in every round, or if all_of rejects with .5 instead of 1 - .5^2.
    """
    work = work_of_case(organisation_from_text(HOUSE), "desk", 3)

    assert work == pytest.approx(
        {
            "desk:desk": 2 + 40 * (1 + 4 * 0.5) * (1 - 0.4 * 0.5) + 1,
            "approval:head": 5 * 6,
            "approval:legal 1": 4 * 8,
            "approval:legal 2": 4 * 8,
        }
    )


def test_case_within_the_authority_of_its_desk_meets_no_chain() -> None:
    """At L1 the officers publish alone; a template shortens the draft for two fifths of the cases."""
    organisation = organisation_from_text(HOUSE)

    assert chain_share(organisation, "desk", 1) == 0
    assert chain_share(organisation, "desk", 2) == 1
    assert work_of_case(organisation, "desk", 1) == {"desk:desk": pytest.approx(2 + 10 * (0.6 + 0.4 * 0.5) + 1)}


def test_case_of_level_zero_is_only_seen() -> None:
    """L0 ends at triage."""
    assert work_of_case(organisation_from_text(HOUSE), "desk", 0) == {"desk:desk": 2}


def test_skilled_people_take_less_time() -> None:
    """People twice as fast at drafting take half of the drafting time and the same for the rest."""
    text = HOUSE.replace("count: 2, calendar: always}\n    - {role: head", "count: 2, calendar: always, "
                         "skills: {stages: {draft: 2}}}\n    - {role: head")  # fmt: skip

    assert work_of_case(organisation_from_text(text), "desk", 1) == {"desk:desk": pytest.approx(2 + 8 / 2 + 1)}


def test_load_is_counted_hour_by_hour() -> None:
    """Thirty questions at 90 min are thirty cases and 30 x 11 min of work in the second hour, for two people."""
    capacity = load_against_capacity(organisation_from_text(HOUSE), scenario_from_text(CRISIS), replications=1)
    desk = capacity.pools[0]

    assert capacity.mentions.tolist() == [0, 30, 0, 0]
    assert capacity.cases.tolist() == [0, 30, 0, 0]
    assert desk.queues == ("desk:desk",)
    assert desk.capacity.tolist() == [120, 120, 120, 120]
    assert desk.work == pytest.approx(np.array([0, 330, 0, 0]))
    assert desk.backlog == pytest.approx(np.array([0, 210, 90, 0]))
    assert desk.first_short == 1
    assert capacity.bottleneck is desk


def test_attention_and_calendar_bound_the_capacity() -> None:
    """A head who is there for one hour with half of their time offers 30 minutes, and none after that."""
    text = CRISIS.replace("kinds: {question: 1}", "kinds: {journalist: 1}")

    capacity = load_against_capacity(organisation_from_text(HOUSE), scenario_from_text(text), replications=1)
    head = next(pool for pool in capacity.pools if pool.queues == ("approval:head",))

    assert head.capacity.tolist() == [30, 0, 0, 0]
    assert head.work[1] == pytest.approx(30 * 30)
    assert head.load == pytest.approx(30)


def test_queues_that_share_people_are_one_pool() -> None:
    """An approver who also drafts cannot be counted twice: both queues are one pool with the people of both."""
    text = HOUSE.replace("members: [officer]", "members: [officer, head]")
    crisis = scenario_from_text(CRISIS.replace("kinds: {question: 1}", "kinds: {journalist: 1}"))

    capacity = load_against_capacity(organisation_from_text(text), crisis, replications=1)
    shared = next(pool for pool in capacity.pools if "desk:desk" in pool.queues)

    assert sorted(shared.queues) == ["approval:head", "desk:desk"]
    assert sorted(shared.people) == ["head 1", "officer 1", "officer 2"]


def test_small_crisis_is_no_bottleneck_for_anyone_but_lawyers() -> None:
    """The lines say who is short first, and that nobody is where everybody keeps up."""
    capacity = load_against_capacity(
        organisation_from_text(HOUSE.replace("always", "office")), scenario_from_text(CRISIS.replace("30,", "2,"))
    )

    assert capacity_lines(capacity)[-1] == "  first bottleneck: none; what comes in can be done in time"
    lines = capacity_lines(load_against_capacity(load_organisation("centralised"), load_scenario("united-3411")))
    assert lines[-1].startswith("  first bottleneck: approval legal")
    assert all(len(line) <= 110 for line in lines)


def test_work_counts_facts_judgement_experience_and_overhead() -> None:
    """Shares of cases that need a fact, a judgement from its level on, what people have learned, and overhead.

    At L3 one of two cases asks for 20 min; all are judged, at L1 none is. Newcomers start at .55 of the speed of those
    who have learned, and a tenth of everybody's time is gone: 3 min of triage take 3 / .55 / .9.
    """
    text = HOUSE.replace(
        "triage: 2 min", "triage: 3 min, facts: {time: 20 min, desk: others}, judge: {time: 6 min, desk: others}"
    )
    text = text.replace(
        "  stages:", "    others: {members: [other]}\n  overhead: .1\n  judging: {error: .2, from_level: L2}\n  stages:"
    )
    text = text.replace(
        "count: 2, calendar: always}\n    - {role: head",
        "count: 2, calendar: always, tenure_months: 0}\n    - {role: head",
    )
    house = organisation_from_text(text + "    - {role: other, count: 1, calendar: always}\n")

    grave = work_of_case(house, "desk", 3, facts_needed={2: 0.5})
    light = work_of_case(house, "desk", 1, facts_needed={2: 0.5})

    assert grave["desk:others"] == pytest.approx((20 * 0.5 + 6) / 0.9)
    assert "desk:others" not in light
    assert light["desk:desk"] == pytest.approx((3 + 10 * (1 - 0.4 * 0.5) + 1) / 0.55 / 0.9)


def test_cases_go_to_the_desk_of_their_kind() -> None:
    """A desk that lists the kind has all the load of a crisis of this kind, whatever the channel."""
    text = HOUSE.replace("  stages:", "    asked: {kinds: [question], members: [legal]}\n  stages:", 1)
    house = organisation_from_text(text.replace("officer: L1", "officer: L1, legal: L1"))

    pools = load_against_capacity(house, scenario_from_text(CRISIS)).pools

    assert [pool.queues for pool in pools if pool.work.sum()] == [("desk:asked",)]
