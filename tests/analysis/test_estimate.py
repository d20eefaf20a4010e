"""Estimates, paired comparisons and their intervals."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import scipy.stats

from sim.analysis.estimate import (
    CHANCE,
    bootstrap_weights,
    compare,
    difference_text,
    estimate,
    pooled_quantile,
    quantile_draws,
    verdict,
)
from sim.analysis.measures import tables
from sim.analysis.metrics import METRICS, metric, per_replication
from sim.record.study import Study
from tests.analysis.synthetic import DRAIN, hand_made, synthetic_study

SHARES = (0.2, 0.5, 0.4, 0.9)


def _row(frame: Any, name: str, organisation: str) -> Any:
    return frame[(frame["metric"] == name) & (frame["organisation"] == organisation)].iloc[0]


def test_an_estimate_is_a_t_interval_over_replications() -> None:
    """Value and interval of a share are those of scipy's t interval over the replications."""
    study = synthetic_study(2, replications=8)
    values = per_replication(study).query("organisation == 'dispersed'")["answered_6h"]

    row = _row(estimate(study, metrics=[metric("answered_6h")]), "answered_6h", "dispersed")

    theirs = scipy.stats.ttest_1samp(values, 0).confidence_interval(0.95)
    assert [row["value"], row["low"], row["high"]] == pytest.approx([values.mean(), theirs.low, theirs.high])
    assert row["n"] == 8


def test_a_difference_is_paired() -> None:
    """The interval of a difference is scipy's paired t interval, not one from two independent samples."""
    study = synthetic_study(2, replications=8)
    frame = per_replication(study)
    before, after = (
        frame[frame["organisation"] == name]["exposure_surviving"].to_numpy() for name in study.meta.organisations
    )

    row = _row(compare(study, metrics=[metric("exposure_surviving")]), "exposure_surviving", "dispersed")

    theirs = scipy.stats.ttest_rel(after, before).confidence_interval(0.95)
    assert [row["low"], row["high"]] == pytest.approx([theirs.low, theirs.high])
    assert row["difference"] == pytest.approx(row["value"] - row["baseline_value"])
    assert row["label"] == CHANCE
    assert row["interval"] == "95 %"


def test_several_organisations_have_simultaneous_intervals() -> None:
    """With five others each interval is at 99 %, wider than the one of two organisations alone, and says so."""
    study = synthetic_study(6, replications=5)
    frame = per_replication(study)
    before, after = (
        frame[frame["organisation"] == name]["staff_hours"].to_numpy() for name in study.meta.organisations[:2]
    )

    row = _row(compare(study, metrics=[metric("staff_hours")]), "staff_hours", "dispersed")

    theirs = scipy.stats.ttest_rel(after, before).confidence_interval(0.99)
    assert [row["low"], row["high"]] == pytest.approx([theirs.low, theirs.high])
    assert row["interval"] == "95 %, simultaneous over 5 comparisons"


def test_undefined_replications_leave_pairs_out() -> None:
    """A replication in which one organisation has no reply is in neither side of the difference."""
    reply, stale = {"answered": 1.0}, {"answered": 1.0, "stale": True}
    study = hand_made({"a": [[stale], [reply, stale], [reply]], "b": [[reply], [reply], [{}]]})

    row = _row(compare(study), "contradicting", "b")

    assert row["n"] == 2
    assert (row["baseline_value"], row["value"], row["difference"]) == (0.75, 0, -0.75)


def test_the_baseline_turns_signs() -> None:
    """Comparing the other way round changes the sign of each mean difference and of its verdict."""
    study = synthetic_study(2, replications=10)
    turned = {"better": "worse", "worse": "better"}

    there, back = compare(study, "centralised"), compare(study, "dispersed")

    assert there["difference"].to_numpy() == pytest.approx(-back["difference"].to_numpy(), nan_ok=True)
    assert [turned.get(word, word) for word in there["verdict"]] == list(back["verdict"])
    assert {"better", "no clear difference", "-"} <= set(there["verdict"])


def test_one_organisation_against_itself_shows_no_difference() -> None:
    """Two organisations with the same tables differ by exactly 0 in every metric, resampled ones included."""
    cases = [[{"opened": float(k), "answered": 30.0 * k + 5 * r + 9} for k in range(1, 6)] for r in range(5)]

    frame = compare(hand_made({"a": cases, "b": cases}))

    assert set(frame["difference"].dropna()) == {0}
    assert set(frame["low"].dropna()) == set(frame["high"].dropna()) == {0}
    assert "better" not in set(frame["verdict"])


def test_verdicts() -> None:
    """An interval that includes 0 says nothing; one that does not says better or worse by the metric's direction."""
    assert verdict(metric("answered_1h"), 0.1, 0.2) == "better"
    assert verdict(metric("answered_1h"), -0.2, -0.1) == "worse"
    assert verdict(metric("staff_hours"), 0.1, 0.2) == "worse"
    assert verdict(metric("staff_hours"), -0.1, 0.2) == "no clear difference"
    assert verdict(metric("staff_hours"), 0.0, 0.0) == "no clear difference"
    assert verdict(metric("staff_hours"), np.nan, np.nan) == "no clear difference"
    assert verdict(metric("cases"), 1.0, 2.0) == "-"


def test_a_median_is_pooled_over_replications() -> None:
    """Half of all cases of all replications together, so that a large replication weighs by its cases."""
    study = hand_made({"a": [[{"answered": 10.0}], [{"answered": 100.0}] * 3]})

    assert float(pooled_quantile(tables(study, "a"), 0.5)) == 100


def test_a_quantile_that_is_not_reached_is_a_bound() -> None:
    """Where half is never answered the estimate is no number and the difference is at least up to the drain."""
    slow = [[{"answered": 20.0}, {}, {}] for _ in range(4)]
    fast = [[{"answered": 20.0}] * 3 for _ in range(4)]

    study = hand_made({"slow": slow, "fast": fast})
    alone, row = _row(estimate(study), "response_median", "slow"), _row(compare(study), "response_median", "fast")

    assert (alone["text"], np.isnan(alone["value"]), np.isnan(alone["high"])) == ("> 48 h", True, True)
    assert np.isnan(row["baseline_value"])
    assert row["difference"] == 20 - DRAIN
    assert (row["difference_text"], row["verdict"]) == ("at least -2 d", "better")


def test_two_quantiles_that_are_not_reached_do_not_differ_in_numbers() -> None:
    """Beyond the drain nothing is known, so nothing is said."""
    never = [[{}] for _ in range(3)]

    row = _row(compare(hand_made({"a": never, "b": never})), "response_p90", "b")

    assert np.isnan(row["difference"])
    assert (row["verdict"], row["difference_text"]) == ("no clear difference", "-")


def test_resampled_medians_resample_replications() -> None:
    """The spread of resampled medians is that of the median over new studies; resampling cases fails by a factor 3.

    Each replication's cases share one shift with standard deviation 30, their own spread is 1: theory for the pooled
    median of n replications of equal size is that of the median shift, 30 sqrt(pi / 2n), to within 25 %.
    """
    generator = np.random.default_rng(8)
    shifts = generator.normal(300, 30, 41)
    cases = [[{"answered": float(shift + e)} for e in generator.normal(0, 1, 10)] for shift in shifts]
    log = tables(hand_made({"a": cases}), "a")

    draws = quantile_draws(log, 0.5, bootstrap_weights(1, 41))

    assert np.std(draws) == pytest.approx(30 * np.sqrt(np.pi / 2 / 41), rel=0.25)


def test_resampling_is_seeded() -> None:
    """The same seed gives the same intervals to the last bit, another seed others."""
    study = synthetic_study(2, replications=8)
    other = replace(study, meta=replace(study.meta, seed=2))

    first, again, reseeded = (compare(s, metrics=[metric("response_median")]).iloc[0] for s in (study, study, other))

    assert (first["low"], first["high"]) == (again["low"], again["high"])
    assert (first["low"], first["high"]) != (reseeded["low"], reseeded["high"])


def test_many_times_are_thinned_without_moving_the_interval() -> None:
    """Beyond 500 distinct times the resampled quantile moves by no more than a 500th of the cases."""
    generator = np.random.default_rng(2)
    times = generator.exponential(100, (10, 400))
    log = tables(hand_made({"a": [[{"answered": float(t)} for t in row] for row in times]}), "a")

    whole = quantile_draws(log, 0.5, np.ones((10, 1)))

    assert np.mean(times <= whole[0]) == pytest.approx(0.5, abs=0.0021)


def test_failed_replications_are_left_out_of_pairs() -> None:
    """With the last replication's cascade failed, every row has one pair fewer."""
    frame = compare(synthetic_study(2, replications=6, failed=True))

    assert frame["n"].max() == 5


def test_differences_in_words() -> None:
    """Shares differ in points, a difference that rounds to nothing has no sign, none is a dash."""
    assert difference_text(metric("answered_1h"), 0.2046) == "+20.5 points"
    assert difference_text(metric("answered_1h"), -0.0001) == "0.0 points"
    assert difference_text(metric("response_mean"), -65.0) == "-1 h 5 min"
    assert difference_text(metric("response_mean"), np.nan) == "-"


def test_rows_and_wrong_calls() -> None:
    """One row a metric and other organisation; a stranger or a single organisation is a wrong call."""
    study = synthetic_study(3, replications=3)

    assert len(compare(study)) == 2 * len(METRICS)
    with pytest.raises(ValueError, match=r"no organisation 'x' in this study; it has centralised, dispersed, hub-and-"):
        compare(study, "x")
    with pytest.raises(ValueError, match=r"this study has one organisation, 'dispersed'; a comparison needs two"):
        compare(study.select("dispersed"))


def test_a_study_without_finished_replications_has_no_values() -> None:
    """If everything failed there are rows, no values and no warning."""
    study = synthetic_study(2, replications=1, failed=True)

    assert isinstance(study, Study)
    assert compare(study)["difference"].isna().all()
    assert estimate(study)["n"].max() == 0
