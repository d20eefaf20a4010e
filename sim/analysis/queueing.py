"""Queueing theory in closed form: what the engine must reproduce in its limiting cases, and checks of capacity.

Rates are per minute, times in minutes. `rate` is the arrival rate, `mean` the mean service time, `servers` how many
people serve; a queue that grows without bound waits `inf`.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np


def erlang_c(offered: float, servers: int) -> float:
    """Return the probability that an arrival of an M/M/c queue waits; 1 if offered load >= servers.

    Args:
        offered: Arrival rate times mean service time (erlangs).
        servers: Number of servers.

    Source: Erlang 1917; by the recursion of Erlang B, which neither factorials nor large c upset.
    """
    if offered >= servers:
        return 1.0
    blocked = 1.0
    for served in range(1, servers + 1):
        blocked = offered * blocked / (served + offered * blocked)
    return blocked / (1 - offered / servers * (1 - blocked))


def mmc_wait(rate: float, mean: float, servers: int) -> float:
    """Return the mean wait in an M/M/c queue: C / (c mu - lambda)."""
    spare = servers / mean - rate
    return erlang_c(rate * mean, servers) / spare if spare > 0 else math.inf


def mmc_wait_tail(rate: float, mean: float, servers: int, *, t: float) -> float:
    """Return P(wait > t) in an M/M/c queue: C exp(-(c mu - lambda) t)."""
    return erlang_c(rate * mean, servers) * math.exp(-max(servers / mean - rate, 0.0) * t)


def mmc_response_tail(rate: float, mean: float, servers: int, *, t: float) -> float:
    """Return P(wait + service > t) in an M/M/c queue, the share of cases that miss a promise of t minutes."""
    service, spare = 1 / mean, servers / mean - rate
    if spare <= 0:
        return 1.0
    waits = erlang_c(rate * mean, servers)
    if math.isclose(spare, service, rel_tol=1e-9):
        return math.exp(-service * t) * (1 + waits * service * t)
    mixed = (spare * math.exp(-service * t) - service * math.exp(-spare * t)) / (spare - service)
    return (1 - waits) * math.exp(-service * t) + waits * mixed


def mg1_wait(rate: float, mean: float, squared_cv: float) -> float:
    """Return the mean wait in an M/G/1 queue (Pollaczek and Khinchine): lambda E[S]^2 (1 + cv^2) / (2 (1 - rho))."""
    load = rate * mean
    return rate * mean**2 * (1 + squared_cv) / (2 * (1 - load)) if load < 1 else math.inf


def priority_waits(rates: Sequence[float], mean: float, servers: int = 1) -> list[float]:
    """Return the mean wait of each class in an M/M/c queue that serves the first class first, without preemption.

    Source: Cobham 1954, doi:10.1287/opre.2.1.70.
    """
    loads = np.concatenate([[0.0], np.cumsum(rates)]) * mean / servers
    residual = erlang_c(sum(rates) * mean, servers) * mean / servers
    # With overload all servers are always busy, and classes that fit in before it still wait a finite time.
    pairs = itertools.pairwise(loads)
    return [float(residual / ((1 - above) * (1 - own))) if own < 1 else math.inf for above, own in pairs]


def erlang_a(rate: float, mean: float, servers: int, *, patience: float) -> tuple[float, float, float]:
    """Return P(abandon), P(wait) and the mean time in queue of M/M/c with exponential patience.

    Birth and death: deaths min(k, c) / mean + (k - c)+ / patience; abandonments over arrivals give the first, and
    the queue's length over the arrival rate (Little) the last, over all arrivals, those who leave included.

    Source: Palm 1957; Garnett, Mandelbaum and Reiman 2002, doi:10.1287/msom.4.3.208.7753.
    """
    log_weights = [0.0]
    state = 0
    # Beyond the mode weights fall faster than geometrically; exp(-50) of the largest is below rounding.
    while log_weights[-1] > max(log_weights) - 50 or state < servers:
        state += 1
        death = min(state, servers) / mean + max(state - servers, 0) / patience
        log_weights.append(log_weights[-1] + math.log(rate / death))
    weights = np.exp(np.array(log_weights) - max(log_weights))
    shares = weights / weights.sum()
    queue = float(shares @ np.maximum(np.arange(len(shares)) - servers, 0))
    return queue / patience / rate, float(shares[servers:].sum()), queue / rate


def pooled_response(load: float, mean: float, servers: int, *, slow_down: float = 1.0) -> float:
    """Return the mean response (wait + service) of a pool that each of `servers` desks loads with `load`.

    Args:
        load: Arrival rate per server times the specialists' mean service time.
        mean: Mean service time of a specialist.
        servers: Number of servers in the pool.
        slow_down: Factor f on the service time of a generalist, >= 1.
    """
    rate = servers * load / mean
    return mmc_wait(rate, slow_down * mean, servers) + slow_down * mean


def break_even_slow_down(load: float, mean: float, servers: int) -> float:
    """Return the slow-down f of generalists at which a pool answers as fast as as many dedicated desks.

    Solves W_pool(f) = mean / (1 - load); below it the pool wins.
    """
    from scipy.optimize import brentq

    dedicated = mean / (1 - load)
    return float(brentq(lambda f: pooled_response(load, mean, servers, slow_down=f) - dedicated, 1, (1 - 1e-9) / load))


def crossings(mean: float, servers: int, *, slow_down: float, transfer: float) -> list[float]:
    """Return the loads at which a pool behind a hand-over and dedicated desks answer equally fast, ascending.

    Between two of them the pool is faster; none means that it never is. The pool's response is `transfer` plus that
    of M/M/c with service slow_down x mean, a desk's mean / (1 - load).
    """
    from scipy.optimize import brentq

    def lead(load: float) -> float:
        return transfer + pooled_response(load, mean, servers, slow_down=slow_down) - mean / (1 - load)

    loads = np.linspace(1e-6, (1 - 1e-9) / slow_down, 2001)
    signs = np.sign([lead(load) for load in loads])
    return [float(brentq(lead, loads[k], loads[k + 1])) for k in np.flatnonzero(signs[:-1] * signs[1:] < 0)]


def stable_rate(mean: float, servers: int, *, shares: Sequence[float] | None = None) -> float:
    """Return the arrival rate below which queues stay finite.

    Args:
        mean: Mean service time.
        servers: Number of servers in the pool; with `shares`, one for each.
        shares: Each channel's share of arrivals, where each has its own server; the largest gives the limit.
    """
    return servers / mean if shares is None else 1 / (mean * max(shares))


def tandem_response(
    rate: float, stages: Sequence[tuple[int, float]], *, needs_approval: float, rejection: float
) -> float:
    """Return the mean response through triage, draft and approval, rejected drafts going back to drafting.

    Args:
        rate: Arrival rate of cases.
        stages: (servers, mean service time) of triage, draft and approval, each M/M/c.
        needs_approval: Share a of drafts of new cases that need approval.
        rejection: Probability r that an approval sends the draft back; approvals flow at lambda a / (1 - r).

    Source: Jackson 1957, doi:10.1287/opre.5.4.518: with Poisson arrivals every stage is M/M/c at its own flow.
    """
    approvals = rate * needs_approval / (1 - rejection)
    flows = (rate, rate + rejection * approvals, approvals)
    in_system = [flow * (mmc_wait(flow, mean, servers) + mean) for flow, (servers, mean) in zip(flows, stages)]
    return sum(in_system) / rate


def serial_chain(draft: float, steps: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return the mean time through a chain of approvals, a rejection at any starting anew, and the mean drafts.

    E[T] = w / prod(1 - p_i) + sum_i d_i / prod_{j >= i} (1 - p_j).

    Args:
        draft: Time w of a draft.
        steps: (time d, probability of rejection p) of each step, in order.
    """
    passes = [1 - p for _, p in steps]
    drafts = 1 / math.prod(passes)
    reviews = sum(d / math.prod(passes[index:]) for index, (d, _) in enumerate(steps))
    return draft * drafts + reviews, drafts


def parallel_approval(mean: float, reviewers: int) -> tuple[float, float]:
    """Return the mean time until all of k exponential reviews are done, m H_k, and until any is, m / k."""
    return mean * sum(1 / k for k in range(1, reviewers + 1)), mean / reviewers


def wait_for_opening(gaps: Sequence[float]) -> float:
    """Return the mean wait of an arrival at a uniform instant for the next of the meetings that gaps separate.

    E[g^2] / (2 E[g]), the mean over one period; `gaps` are the times between meetings in that period.
    """
    times = np.asarray(gaps, dtype=np.float64)
    return float((times**2).sum() / (2 * times.sum()))


def meeting_tail(gaps: Sequence[float], *, t: float) -> float:
    """Return P(wait for the next meeting > t) of an arrival at a uniform instant: E[(g - t)+] / E[g]."""
    times = np.asarray(gaps, dtype=np.float64)
    return float(np.maximum(times - t, 0).sum() / times.sum())


def office_wait(off: Sequence[float], period: float) -> tuple[float, float]:
    """Return the mean wait for office hours, and the probability of any, of an arrival at a uniform instant.

    sum(off^2) / (2 T) and sum(off) / T.

    Args:
        off: Lengths of the closed stretches in one period.
        period: Length T of the period.
    """
    times = np.asarray(off, dtype=np.float64)
    return float((times**2).sum() / (2 * period)), float(times.sum() / period)


def paging_wait(unavailable: float, timeout: float, acknowledge: float) -> float:
    """Return the mean time until someone answers a page that goes on to the next after a time-out.

    (u tau + (1 - u) m q) / ((1 - u) q) with q = 1 - exp(-tau / m).

    Args:
        unavailable: Probability u that a person does not answer at all.
        timeout: Time tau after which the next is paged, and the first again after the last.
        acknowledge: Mean m of the exponential time to answer.
    """
    answers = -math.expm1(-timeout / acknowledge)
    there = 1 - unavailable
    return (unavailable * timeout + there * acknowledge * answers) / (there * answers)


def stale_share(change_rate: float, *, sync: float | None = None, delay: float | None = None) -> float:
    """Return the share of replies that carry an older line than the agreed one, with drafting in no time.

    A sync every S: 1 - (1 - exp(-phi S)) / (phi S). A broadcast that takes d: 1 - exp(-phi d).

    Args:
        change_rate: Rate phi at which the line changes, per minute.
        sync: Time S between syncs.
        delay: Delay d of a broadcast.

    Raises:
        ValueError: Unless exactly one of sync and delay is given.
    """
    if (sync is None) == (delay is None):
        raise ValueError("give either sync or delay")
    if delay is not None:
        return -math.expm1(-change_rate * delay)
    assert sync is not None
    changes = change_rate * sync
    return 1 + math.expm1(-changes) / changes if changes > 0 else 0.0


def escalation_limit(rate: float, review: float, *, available: float) -> float:
    """Return the share of cases above which an approver who is there part of the time is overrun: mu a / lambda."""
    return available / (review * rate)


def fluid_surge(before: float, surge: float, capacity: float, *, duration: float) -> tuple[float, float, float]:
    """Return the peak backlog, the wait at the peak, and when it is cleared, of a surge of fluid work.

    Peak (surge - capacity) T; the last to come waits peak / capacity; cleared at T + peak / (capacity - before). Any
    unit of time serves, the same for all.

    Args:
        before: Arrival rate before and after the surge, below capacity.
        surge: Arrival rate in the surge.
        capacity: Service rate.
        duration: Length T of the surge.
    """
    peak = max(surge - capacity, 0.0) * duration
    return peak, peak / capacity, duration + peak / (capacity - before)
