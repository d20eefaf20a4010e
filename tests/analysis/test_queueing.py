"""Closed forms of queueing theory against published values, other routes and tiny simulations."""

from __future__ import annotations

import heapq
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.analysis import queueing as q


def test_erlang_c_is_the_textbook_sum() -> None:
    """The recursion gives the sum over states of an M/M/c queue, and the oracle's .5541 for 4 erlangs on 5."""
    terms = [4.0**k / math.factorial(k) for k in range(5)]
    last = 4.0**5 / math.factorial(5) / (1 - 4 / 5)

    assert q.erlang_c(4, 5) == pytest.approx(last / (sum(terms) + last))
    assert q.erlang_c(4, 5) == pytest.approx(0.5541, abs=5e-5)
    assert q.erlang_c(5, 5) == 1.0


def test_mmc_wait_and_tails() -> None:
    """One desk of five with mean 8 min and 0.5 cases a minute waits as the oracle's table says."""
    assert q.mmc_wait(0.5, 8, 5) == pytest.approx(4.433, abs=5e-4)
    assert q.mmc_wait_tail(0.5, 8, 5, t=10) == pytest.approx(0.1588, abs=5e-5)
    assert q.mmc_response_tail(0.5, 8, 5, t=15) == pytest.approx(0.3127, abs=5e-5)
    assert q.mmc_wait(0.7, 8, 5) == math.inf
    assert q.mmc_response_tail(0.7, 8, 5, t=1e6) == 1.0


@settings(max_examples=15, deadline=None)
@given(st.floats(0.05, 0.95), st.integers(1, 12))
def test_response_tail_integrates_to_the_mean_response(load: float, servers: int) -> None:
    """The area under P(W > t) is the mean wait plus the mean service, also where both rates meet."""
    mean, rate = 8.0, load * servers / 8.0
    spare = servers / mean - rate
    end = 60 / min(spare, 1 / mean)
    points, weights = np.polynomial.legendre.leggauss(120)

    area = sum(w * q.mmc_response_tail(rate, mean, servers, t=t) for t, w in zip((points + 1) / 2 * end, weights))

    assert area * end / 2 == pytest.approx(q.mmc_wait(rate, mean, servers) + mean, rel=1e-6)


def test_response_tail_where_the_two_rates_are_equal() -> None:
    """At c mu - lambda = mu the tail is the limit of the general form, not a division by zero."""
    at, near = q.mmc_response_tail(0.5, 8, 5, t=9), q.mmc_response_tail(0.5 + 1e-6, 8, 5, t=9)

    assert q.mmc_response_tail(4 / 8, 8, 5, t=9) == pytest.approx(at)
    assert at == pytest.approx(near, rel=1e-4)


def test_single_approver_waits_by_the_spread_of_reviews() -> None:
    """Pollaczek and Khinchine: 60 min at cv^2 = 2, 20 at constant reviews; exponential reviews are M/M/1."""
    assert q.mg1_wait(0.08, 10, 2) == pytest.approx(60)
    assert q.mg1_wait(0.08, 10, 0) == pytest.approx(20)
    assert q.mg1_wait(0.08, 10, 1) == pytest.approx(q.mmc_wait(0.08, 10, 1))
    assert q.mg1_wait(0.1, 10, 1) == math.inf


def test_priorities_by_severity() -> None:
    """Cobham's waits are those of the oracle's table for one server and for five at the same load."""
    assert q.priority_waits([0.02, 0.03, 0.03], 10) == pytest.approx([10, 20, 80])
    assert q.priority_waits([0.1, 0.15, 0.15], 10, 5) == pytest.approx([1.385, 2.771, 11.08], rel=5e-4)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0.01, 0.3), min_size=1, max_size=4), st.integers(1, 6))
def test_priorities_conserve_work(shares: list[float], servers: int) -> None:
    """Whoever goes first, the wait averaged over arrivals is that of M/M/c: priorities only hand it on."""
    rates = [share / sum(shares) * 0.85 * servers / 10 for share in shares]
    waits = q.priority_waits(rates, 10, servers)

    average = sum(r * w for r, w in zip(rates, waits)) / sum(rates)

    assert average == pytest.approx(q.mmc_wait(sum(rates), 10, servers))


def test_a_class_that_fits_waits_a_finite_time_under_overload() -> None:
    """With more work than the server does, the first class still waits R / (1 - s1), the last without end."""
    first, last = q.priority_waits([0.05, 0.2], 10)

    assert first == pytest.approx(10 / (1 - 0.5))
    assert last == math.inf


def test_impatient_askers_keep_a_queue_finite() -> None:
    """Erlang A gives the oracle's shares and waits, at full load and beyond it."""
    assert q.erlang_a(0.5, 8, 4, patience=60) == pytest.approx((0.1060, 0.7649, 6.36), rel=1e-3)
    assert q.erlang_a(0.75, 8, 4, patience=60)[0] == pytest.approx(0.3346, abs=5e-5)


def test_endless_patience_is_erlang_c() -> None:
    """As patience grows, waiting is that of M/M/c and nobody leaves."""
    leaving, waits, wait = q.erlang_a(0.4, 8, 4, patience=1e9)

    assert leaving == pytest.approx(0, abs=1e-6)
    assert waits == pytest.approx(q.erlang_c(3.2, 4), rel=1e-5)
    assert wait == pytest.approx(q.mmc_wait(0.4, 8, 4), rel=1e-5)


def test_erlang_a_agrees_with_a_simulation() -> None:
    """The share that gives up agrees with a queue of its own; the number of servers off by one fails it."""
    generator, shares = np.random.default_rng(11), []
    for _ in range(100):
        arrivals = np.cumsum(generator.exponential(2.0, 3000))
        service, patience = generator.exponential(8.0, 3000), generator.exponential(60.0, 3000)
        free = [0.0] * 4
        lost = 0
        for arrival, needed, endured in zip(arrivals, service, patience):
            # First come, first served: whoever would wait longer than their patience leaves and takes no server.
            start = max(arrival, free[0])
            if start - arrival > endured:
                lost += 1
            else:
                heapq.heapreplace(free, start + needed)
        shares.append(lost / 3000)

    z = (np.mean(shares) - q.erlang_a(0.5, 8, 4, patience=60)[0]) / (np.std(shares, ddof=1) / math.sqrt(100))

    assert abs(z) < 4
    assert 4 * np.std(shares, ddof=1) / math.sqrt(100) < 0.05 * np.mean(shares)


def test_pool_against_dedicated_desks() -> None:
    """Four desks at 80 % wait 32 min, the pool of four 5.96; a slower generalist evens it out at the oracle's f."""
    assert q.mmc_wait(0.1, 8, 1) == pytest.approx(32)
    assert q.mmc_wait(0.4, 8, 4) == pytest.approx(5.96, abs=5e-3)
    found = [q.break_even_slow_down(load, 8, 4) for load in (0.5, 0.7, 0.8, 0.9, 0.95)]
    assert found == pytest.approx([1.43, 1.264, 1.168, 1.080, 1.039], abs=1e-3)


def test_two_crossings_of_pool_and_desks() -> None:
    """A pool behind a hand-over wins between two loads, the more narrowly the slower it is, and at last never."""
    assert q.crossings(8, 4, slow_down=1.1, transfer=3) == pytest.approx([0.336, 0.874], abs=1e-3)
    assert q.crossings(8, 4, slow_down=1.2, transfer=3) == pytest.approx([0.40, 0.75], abs=5e-3)
    assert q.crossings(8, 4, slow_down=1.3, transfer=3) == pytest.approx([0.50, 0.60], abs=5e-3)
    assert q.crossings(8, 4, slow_down=1.3, transfer=10) == []


def test_skewed_channels_break_dedicated_desks_first() -> None:
    """With 60 % of arrivals on one channel, four desks hold 12.5 cases an hour, the pool 30."""
    assert 60 * q.stable_rate(8, 4, shares=[0.6, 0.2, 0.1, 0.1]) == pytest.approx(12.5)
    assert 60 * q.stable_rate(8, 4) == pytest.approx(30)


def test_tandem_with_rework() -> None:
    """Triage, draft and approval with 25 % rejected take 16.82 min; without approval they are two plain queues."""
    stages = [(2, 2.0), (4, 10.0), (1, 4.0)]

    assert q.tandem_response(0.2, stages, needs_approval=0.3, rejection=0.25) == pytest.approx(16.82, abs=5e-3)
    plain = q.mmc_wait(0.2, 2, 2) + 2 + q.mmc_wait(0.2, 10, 4) + 10
    assert q.tandem_response(0.2, stages, needs_approval=0, rejection=0.25) == pytest.approx(plain)


def test_serial_chain_with_rejection() -> None:
    """The closed form is the solution of the chain's own equations: E = w + path, anew after each rejection."""
    steps = [(15.0, 0.1), (30.0, 0.2), (60.0, 0.3)]
    # One pass from the draft: time spent, and the probability that it ends in publication.
    spent, reach = 20.0, 1.0
    for d, p in steps:
        spent, reach = spent + reach * d, reach * (1 - p)

    time, drafts = q.serial_chain(20, steps)

    assert time == pytest.approx(spent / reach)
    assert (time, drafts) == pytest.approx((208.7, 1.984), rel=5e-4)


def test_parallel_approval() -> None:
    """Three reviews of 60 min take 110 until all are in and 20 until the first is."""
    assert q.parallel_approval(60, 3) == pytest.approx((110, 20))


def test_committee_that_meets_on_weekdays() -> None:
    """A daily meeting is 12 h away on average, a weekday one 22.29 h, 16.8 in the median, beyond 48 h for 14.3 %."""
    weekdays = [24.0] * 4 + [72.0]

    assert q.wait_for_opening([24]) == pytest.approx(12)
    assert q.wait_for_opening(weekdays) == pytest.approx(22.29, abs=5e-3)
    assert q.meeting_tail(weekdays, t=16.8) == pytest.approx(0.5)
    assert q.meeting_tail(weekdays, t=48) == pytest.approx(0.143, abs=5e-4)


def test_meeting_tail_integrates_to_the_mean() -> None:
    """The area under the tail is the mean wait."""
    gaps = [5.0, 11.0, 40.0]
    t = np.linspace(0, 40, 400_001)

    area = np.trapezoid([q.meeting_tail(gaps, t=x) for x in t[::400]], t[::400])

    assert area == pytest.approx(q.wait_for_opening(gaps), rel=1e-4)


def test_office_hours() -> None:
    """Nine to five daily waits 5.33 h; on weekdays 15.24 h, with 76 % of all instants closed."""
    assert q.office_wait([16], 24)[0] == pytest.approx(5.33, abs=5e-3)
    assert q.office_wait([16] * 4 + [64], 168) == pytest.approx((15.24, 0.762), rel=5e-4)


def test_paging_up_the_ladder() -> None:
    """The time-out matters only where people may be unavailable, and then a short one is better."""
    assert [q.paging_wait(u, 5, 4) for u in (0, 0.1, 0.3, 0.5)] == pytest.approx([4, 4.78, 7.00, 11.0], abs=1e-2)
    assert q.paging_wait(0, 15, 4) == pytest.approx(4)
    assert q.paging_wait(0.5, 15, 4) == pytest.approx(19.4, abs=5e-2)


def test_stale_share() -> None:
    """A sync every hour leaves 21.31 % stale at one change in two hours, a delay of 45 min 31.27 %."""
    assert q.stale_share(1 / 120, sync=60) == pytest.approx(0.2131, abs=5e-5)
    assert q.stale_share(1 / 120, delay=45) == pytest.approx(0.3127, abs=5e-5)
    assert q.stale_share(0, sync=60) == 0
    with pytest.raises(ValueError, match="give either sync or delay"):
        q.stale_share(1 / 120)


def test_stale_share_of_syncs_averages_delays() -> None:
    """A sync every S is a delay uniform on (0, S): the one form is the mean of the other."""
    ages = (np.arange(10_000) + 0.5) / 10_000 * 60

    average = np.mean([q.stale_share(1 / 120, delay=age) for age in ages])

    assert average == pytest.approx(q.stale_share(1 / 120, sync=60), rel=1e-6)


def test_escalation_and_surge() -> None:
    """An approver there half the time takes 10 % of 60 cases an hour; a surge of 90 on 60 clears at 5.25 h."""
    assert q.escalation_limit(1, 5, available=0.5) == pytest.approx(0.10)
    assert q.fluid_surge(20, 90, 60, duration=3) == pytest.approx((90, 1.5, 5.25))
    assert q.fluid_surge(20, 50, 60, duration=3) == pytest.approx((0, 0, 3))
