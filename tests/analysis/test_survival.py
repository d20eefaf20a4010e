"""Survival curves against arithmetic, another library and theory."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.analysis import survival as s
from tests.analysis.synthetic import synthetic_study

ONE, TWO, OPEN = s.ANSWERED, s.COMPETING, s.CENSORED


def _curve(*cases: tuple[float, int]) -> s.IncidenceCurve:
    return s.cumulative_incidence(np.array([d for d, _ in cases]), np.array([c for _, c in cases]))


def test_incidence_by_hand() -> None:
    """Of five, one is answered at 1, one moot at 2, one leaves open at 3, one is answered at 4: steps by arithmetic."""
    curve = _curve((1, ONE), (2, TWO), (3, OPEN), (4, ONE), (5, OPEN))

    assert curve.time == pytest.approx([1, 2, 3, 4, 5])
    # 1/5; then 3/5 are left and of the two still followed at 4, one is answered: 1/5 + 3/5 / 2.
    assert curve.answered == pytest.approx([0.2, 0.2, 0.2, 0.5, 0.5])
    assert curve.competing == pytest.approx([0, 0.2, 0.2, 0.2, 0.2])
    assert curve.unresolved == pytest.approx([0.8, 0.6, 0.6, 0.3, 0.3])


def test_censored_cases_are_at_risk_at_their_last_instant() -> None:
    """A case open to t counts among those at risk at t."""
    assert _curve((2, ONE), (2, OPEN)).answered == pytest.approx([0.5])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 20), st.sampled_from([ONE, TWO, OPEN])), min_size=1, max_size=60))
def test_shares_sum_to_one(cases: list[tuple[int, int]]) -> None:
    """Answered, moot and unresolved shares add up to 1 at every time, and the first two never fall."""
    curve = _curve(*[(float(d), c) for d, c in cases])

    assert curve.answered + curve.competing + curve.unresolved == pytest.approx(np.ones(len(curve.time)))
    assert (np.diff(curve.answered) >= 0).all()
    assert (np.diff(curve.competing) >= 0).all()


def test_kaplan_meier_agrees_with_scipy() -> None:
    """Without competing events the curve is the survival function that scipy gives for the same data, ties included."""
    generator = np.random.default_rng(3)
    duration, happened = np.ceil(generator.exponential(8, 200)), generator.random(200) < 0.7

    time, left = s.kaplan_meier(duration, happened)

    data = scipy.stats.CensoredData.right_censored(duration, ~happened)
    assert left == pytest.approx(scipy.stats.ecdf(data).sf.evaluate(time))


def test_incidence_agrees_with_competing_exponentials() -> None:
    """F(t) = a/(a+b) (1 - e^-(a+b)t) under censoring; taking moot cases for censored ones gives z = 20 and fails."""
    generator = np.random.default_rng(5)
    a, b, censoring, t = 1 / 60, 1 / 120, 1 / 200, 90.0
    found = []
    for _ in range(100):
        times = generator.exponential([1 / a, 1 / b, 1 / censoring], (200, 3))
        cause = np.array([ONE, TWO, OPEN])[times.argmin(axis=1)]
        curve = s.cumulative_incidence(times.min(axis=1), cause)
        found.append(s.at(curve.time, curve.answered, np.array([t]))[0])
    theory = a / (a + b) * (1 - np.exp(-(a + b) * t))
    error = np.std(found, ddof=1) / 10

    assert abs(np.mean(found) - theory) < 4 * error
    assert 4 * error < 0.05 * theory


def test_quantile_is_the_first_time_reached() -> None:
    """Three of four are answered: the median is the second answer, 90 % is not reached and is no number."""
    curve = _curve((10, ONE), (20, ONE), (25, TWO), (40, ONE))

    assert s.quantile(curve, 0.5) == 20
    assert s.quantile(curve, 0.75) == 40
    assert np.isnan(s.quantile(curve, 0.9))
    assert np.isnan(s.quantile(curve, 0.75, limit=39))


def test_a_share_that_is_exact_on_paper_counts_as_reached() -> None:
    """Nine of ten answered reach .9, though the sum of nine tenths in floating point may not."""
    curve = _curve(*[(float(k), ONE) for k in range(1, 10)], (9.5, TWO))

    assert s.quantile(curve, 0.9) == 9


def test_no_cases_have_no_quantile() -> None:
    """Without a case there is nothing to reach."""
    assert np.isnan(s.quantile(_curve(), 0.5))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 100), st.sampled_from([ONE, TWO])), min_size=1, max_size=40), st.integers(1, 120)
)
def test_restricted_mean_is_the_mean_of_restricted_times(cases: list[tuple[int, int]], tau: int) -> None:
    """Without censoring it is the mean of min(response, tau), a moot case counting with tau."""
    curve = _curve(*[(float(d), c) for d, c in cases])

    expected = np.mean([min(d, tau) if c == ONE else tau for d, c in cases])

    assert s.restricted_mean(curve, float(tau)) == pytest.approx(expected)


def test_leaving_moot_cases_out_flatters() -> None:
    """Counting moot cases as censored raises the share answered: what the module must not do."""
    cases = [(10.0, ONE), (20.0, TWO), (30.0, TWO), (40.0, ONE)]
    honest = _curve(*cases)

    flattered = _curve(*[(d, OPEN if c == TWO else c) for d, c in cases])

    assert honest.answered[-1] == pytest.approx(0.5)
    assert flattered.answered[-1] == pytest.approx(1)


def test_curves_by_replication_are_those_of_each_alone() -> None:
    """One pass over all replications gives at each grid point what each replication's own exact curve gives."""
    cases = synthetic_study(1, replications=4).cases
    cases = cases[cases["level"] > 0]
    grid = np.array([5.0, 60.0, 180.0, 1440.0, 2880.0])

    together = s.incidence_by_replication(cases, grid, replications=np.arange(4))

    for number in range(4):
        alone = s.cumulative_incidence(*s.durations(cases[cases["replication"] == number]))
        assert together.answered[:, number] == pytest.approx(s.at(alone.time, alone.answered, grid))


def test_band_is_a_t_interval_over_replications() -> None:
    """Mean and interval at a grid point are those of scipy's t interval over the replications' shares."""
    cases = synthetic_study(1, replications=6).cases
    cases = cases[cases["level"] > 0]
    shares = [
        float(((c["answered"] - c["opened"]) <= 180).mean()) for _, c in cases.groupby("replication", observed=True)
    ]

    band = s.answered_band(cases, np.array([180.0]), replications=np.arange(6))

    theirs = scipy.stats.ttest_1samp(shares, 0).confidence_interval(0.95)
    assert [band.mean[0], band.low[0], band.high[0]] == pytest.approx([np.mean(shares), theirs.low, theirs.high])


def test_one_replication_has_no_interval() -> None:
    """A single value has a mean and no interval; none has neither."""
    one, none = s.mean_interval(np.array([3.0])), s.mean_interval(np.array([]))

    assert (one[0], np.isnan(one[1]), np.isnan(one[2])) == (3.0, True, True)
    assert np.isnan(none[0])


def test_shapes_must_agree() -> None:
    """Durations without causes are a wrong call."""
    with pytest.raises(ValueError, match=r"\(2,\) durations but \(1,\) causes"):
        s.cumulative_incidence(np.array([1.0, 2.0]), np.array([1]))
