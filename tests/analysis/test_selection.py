"""Who leads, and whether the lead is more than chance."""

from __future__ import annotations

import pytest

from sim.analysis.metrics import metric
from sim.analysis.selection import lead
from sim.record.study import Study
from tests.analysis.synthetic import hand_made


def _study(**shares: list[float]) -> Study:
    """Return a study: of ten cases a replication each organisation answers its share within the hour."""
    cases = {
        name: [[{"answered": 30.0 if k < 10 * share else float("nan")} for k in range(10)] for share in values]
        for name, values in shares.items()
    }
    return hand_made(cases)


def test_a_lead_in_every_replication_wins() -> None:
    """.9, .8, .9, .8 against .3, .2, .2, .3: means .85 and .25, a lead of .6 in differences .6, .6, .7, .5."""
    found = lead(_study(a=[0.3, 0.2, 0.2, 0.3], b=[0.9, 0.8, 0.9, 0.8]), metric("answered_1h"))

    assert (found.leader, found.winner, found.second, found.level_with) == ("b", "b", "a", ())
    assert found.value == pytest.approx(0.85)
    assert found.lead == pytest.approx(0.6)
    # t quantile .975 with 3 degrees of freedom 3.182; standard deviation of the differences .0816, over 2.
    assert found.margin == pytest.approx(0.6 - 3.182446 * 0.0816497 / 2, abs=1e-6)


def test_a_lead_by_chance_wins_nothing() -> None:
    """.9 and .1 against .4 and .5: the best mean, and no winner."""
    found = lead(_study(a=[0.4, 0.5], b=[0.9, 0.1]), metric("answered_1h"))

    assert (found.leader, found.winner, found.level_with) == ("b", "", ("a",))
    assert found.margin < 0


def test_intervals_hold_over_all_pairs() -> None:
    """A lead that is enough between two is not enough when it was the best of five that was chosen.

    Fails when the confidence is that of a single pair.
    """
    first, second = [0.8, 0.7, 0.8, 0.6], [0.6, 0.6, 0.7, 0.5]
    others = {name: [0.1, 0.1, 0.2, 0.1] for name in ("c", "d", "e")}

    two = lead(_study(a=first, b=second), metric("answered_1h"))
    five = lead(_study(a=first, b=second, **others), metric("answered_1h"))

    assert (two.winner, five.winner) == ("a", "")
    assert five.level_with == ("b",)
    assert five.lead == pytest.approx(two.lead)


def test_less_is_better_where_it_is() -> None:
    """By the share never answered the smallest leads."""
    found = lead(_study(a=[0.3, 0.2, 0.2], b=[0.9, 0.8, 0.9]), metric("never_answered"))

    assert found.winner == "b"
    assert found.lead == pytest.approx(0.6333333)


def test_nobody_leads_without_a_direction() -> None:
    """The number of cases is neither good nor bad."""
    with pytest.raises(ValueError, match=r"^nobody can lead by 'cases': it has no better direction, or no value a rep"):
        lead(_study(a=[0.3, 0.2], b=[0.9, 0.8]), metric("cases"))


def test_who_hardly_ever_has_a_value_takes_no_part() -> None:
    """Two of three replications have no reply of b: its share of contradictions is no ground to win on."""
    unanswered = [{"answered": float("nan"), "published": "none"}]
    replied = [{"answered": 30.0, "published": "reply"}]
    study = hand_made({"a": [replied, replied, replied], "b": [unanswered, unanswered, replied]})

    found = lead(study, metric("contradicting"))

    assert (found.leader, found.second, found.level_with) == ("a", "", ())
