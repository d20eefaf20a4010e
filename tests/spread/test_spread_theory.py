"""The cascade against its closed forms: |z| < 4 at a fixed seed, and four standard errors within 5 % for means.

Each statistical test names a mutation of the code that makes it fail.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from sim.clock import WallClock
from sim.spread import theory
from sim.spread.cascade import potential
from sim.spread.channel import Channel
from sim.spread.hawkes import Hawkes, branching_ratio, influence_matrix
from sim.spread.marks import ReachLaw, mean_power, weight_variance
from sim.spread.warp import Circadian, Warp
from sim.units import FloatArray

LONG = 100_000.0
B = math.log(2) / 10


def z_score(sample: FloatArray, expected: float, *, precise: bool = True) -> float:
    """Return z of a sample's mean, after making sure that the sample could show an error of 5 %."""
    error = float(np.std(sample, ddof=1)) / math.sqrt(len(sample))
    assert not precise or 4 * error < 0.05 * expected
    return (float(np.mean(sample)) - expected) / error


def bare_sizes(crisis: Any, count: int, **fields: Any) -> FloatArray:
    """Return the cluster sizes of `count` immigrants at 0 on one channel with n = .7."""
    reach = fields.pop("reach", {})
    cascade = crisis(
        {"x": crisis.channel(0.7, half_life="1 min", reach=reach)},
        shocks=[crisis.shock(count=count)],
        horizon=LONG,
        **fields,
    )
    counts = np.bincount(cascade.root, minlength=len(cascade))
    return counts[cascade.generation == 0].astype(np.float64)


def test_cluster_sizes_have_mean_variance_and_law_of_borel(crisis: Any) -> None:
    """One immigrant without marks leads to a Borel-distributed number of mentions."""
    sizes = bare_sizes(crisis, 20_000)

    # Mutation: `arrival <= expected + .02` in growth._births, or one child key for two ordinals.
    assert abs(z_score(sizes, theory.cluster_mean(0.7))) < 4
    assert abs(z_score((sizes - theory.cluster_mean(0.7)) ** 2, theory.cluster_variance(0.7), precise=False)) < 4
    for size in range(1, 6):
        assert abs(z_score((sizes == size).astype(np.float64), theory.borel(size, 0.7), precise=False)) < 4


def test_the_borel_law_sums_to_one_with_the_cluster_mean() -> None:
    """The probabilities of all cluster sizes sum to 1 and their mean and variance are the closed forms."""
    sizes = np.arange(1, 3000)
    chances = np.array([theory.borel(int(k), 0.7) for k in sizes])

    mean = float(sizes @ chances)

    assert chances.sum() == pytest.approx(1, abs=1e-12)
    assert mean == pytest.approx(theory.cluster_mean(0.7), rel=1e-9)
    assert float((sizes - mean) ** 2 @ chances) == pytest.approx(theory.cluster_variance(0.7), rel=1e-9)


def test_marks_keep_the_mean_cluster_and_widen_it(crisis: Any) -> None:
    """Reach moves the variance of cluster sizes by its weight's variance and leaves their mean alone."""
    law = ReachLaw(cap=30_000)
    sizes = bare_sizes(crisis, 40_000, mark_power=0.4, reach={"cap": 30_000})
    spread = weight_variance(law, 0.4)

    # Mutation: the mean power without the mass at the cap, or of the child's instead of the parent's channel.
    assert abs(z_score(sizes, theory.cluster_mean(0.7))) < 4
    wide = theory.cluster_variance(0.7, spread)
    assert abs(z_score((sizes - theory.cluster_mean(0.7)) ** 2, wide, precise=False)) < 4
    assert wide > 1.15 * theory.cluster_variance(0.7)


def test_marks_are_weighed_by_their_own_channel(crisis: Any) -> None:
    """A source channel of large reaches has no more children than its influence says."""
    channels = {
        "news": crisis.channel(0.0, reach={"minimum": 50_000}),
        "x": crisis.channel(0.0, reach={"minimum": 100, "cap": 1_000}),
    }
    cascade = crisis(
        channels,
        shocks=[crisis.shock(count=20_000, channel="news")],
        influence={"news": {"x": 0.5}},
        mark_power=0.4,
        horizon=LONG,
    )

    children = np.bincount(cascade.parent[cascade.generation == 1], minlength=len(cascade))[cascade.generation == 0]

    # Mutation: `law.mean_power[channel]` of the child's channel in growth._offspring.
    assert abs(z_score(children.astype(np.float64), 0.5)) < 4


def test_the_mean_power_of_a_capped_reach_is_its_integral() -> None:
    """The closed form of E[m^gamma] equals a sum over quantiles, at the point where its two terms cancel too."""
    u = (np.arange(400_000) + 0.5) / 400_000
    for power in (0.15, 0.4, 1.016, 1.2):
        law = ReachLaw(minimum=300, exponent=2.016, cap=20_000)
        values = np.minimum(300 * (1 - u) ** (-1 / 1.016), 20_000) ** power
        assert mean_power(law, power) == pytest.approx(float(values.mean()), rel=1e-4)


def test_an_uncapped_weight_has_the_pareto_variance() -> None:
    """Far caps give the variance of a pure Pareto weight, a(a - 2 gamma)^-1 (a - gamma)^2 a^-2 - 1 with a = 1.016."""
    a, power = 1.016, 0.4
    pure = a / (a - 2 * power) / (a / (a - power)) ** 2 - 1

    assert weight_variance(ReachLaw(cap=1e40), power) == pytest.approx(pure, rel=1e-4)


def test_one_seed_grows_with_the_exponential_closed_form(crisis: Any) -> None:
    """The mean number of mentions of one seed by 5, 20 and 100 minutes follows the Hawkes closed form."""
    cascade = crisis({"x": crisis.channel(0.7)}, shocks=[crisis.shock(count=20_000)], horizon=LONG)
    first = cascade.generation == 0
    times = (5.0, 20.0, 100.0)

    for t, expected in zip(times, theory.cluster_count(np.array(times), 0.7, B)):
        sizes = np.bincount(cascade.root[cascade.time <= t], minlength=len(cascade))[first]
        # Mutation: the half-life taken as the mean delay in kernels.Kernels.of.
        assert abs(z_score(sizes.astype(np.float64), float(expected))) < 4


def test_a_background_builds_up_from_silence(crisis: Any) -> None:
    """Background mentions and their offspring until the horizon follow the closed form of an empty start."""
    counts = [
        len(crisis({"x": crisis.channel(0.7, background_per_hour=360)}, horizon=1000.0, replication=r))
        for r in range(12)
    ]

    # Mutation: the rate per hour used as a rate per minute, or arrivals without the gap of an earlier piece.
    expected = float(theory.background_count(np.array(1000.0), 6.0, 0.7, B))
    assert abs(z_score(np.array(counts, dtype=np.float64), expected)) < 4


def test_many_channels_have_the_progeny_of_the_influence_matrix(crisis: Any) -> None:
    """An immigrant on each channel leads to (I - K)^-1 mentions on each channel, the source being the row."""
    influence = {"x": {"news": 0.1, "tv": 0.05}, "news": {"x": 0.4, "tv": 0.2}, "tv": {"x": 0.3, "news": 0.1}}
    own = {"x": 0.5, "news": 0.3, "tv": 0.4}
    channels = {name: crisis.channel(n, half_life="1 min") for name, n in own.items()}
    shocks = [crisis.shock(name=f"on {name}", channel=name, count=15_000) for name in own]
    cascade = crisis(channels, shocks=shocks, influence=influence, horizon=LONG)
    spread = Hawkes.model_validate({"kind": "hawkes", "influence": influence})
    models = {name: Channel.model_validate(c) for name, c in channels.items()}
    expected = theory.progeny(influence_matrix(models, spread))

    for source in range(3):
        roots = np.flatnonzero((cascade.generation == 0) & (cascade.channel == source))
        for child in range(3):
            counts = np.bincount(cascade.root[cascade.channel == child], minlength=len(cascade))[roots]
            # Mutation: the transposed matrix in influence_matrix.
            z = z_score(counts.astype(np.float64), expected[source, child], precise=source == child)
            assert abs(z) < 4
    assert branching_ratio(models, spread) == pytest.approx(
        max(abs(np.linalg.eigvals(influence_matrix(models, spread))))
    )


def acceptance_count(rate: float, n: float, horizon: float, clock: WallClock) -> float:
    """Return the mean mentions of the model that is not built: children accepted with C(t) instead of a warped clock.

    y(t) is the mean of the kernel over past mentions, `y' = b (m - y)`, `m = C (rate + n y)`; Euler at .1 minute.
    """
    ((_, _, offset),) = clock.segments(horizon)
    times = np.arange(0, horizon, 0.1)
    rhythm = 1 + 0.645 * np.cos(2 * np.pi * (times + offset - 740) / 1440)
    total, past = 0.0, 0.0
    for now in rhythm:
        mentions = now * (rate + n * past)
        past += 0.1 * B * (mentions - past)
        total += 0.1 * mentions
    return total


def test_the_daily_rhythm_is_a_time_warp_and_not_an_acceptance(crisis: Any) -> None:
    """Mentions per 6-hour bin follow the closed form in operational time, and are far from those of acceptance."""
    rhythm = {"amplitude": 0.645, "peak": "12:20"}
    warped = crisis.channel(0.8, background_per_hour=60, circadian=rhythm)
    edges = np.arange(0, 2881, 360.0)
    clock = WallClock.at("2018-04-17 11:20", "America/New_York")
    bins = np.array(
        [np.histogram(crisis({"x": warped}, replication=r).time, edges)[0] for r in range(15)], dtype=np.float64
    )
    warp = Warp.of([Circadian(amplitude=0.645, peak="12:20")], clock.segments(2880.0))
    until = warp.operational(edges, np.zeros(len(edges), dtype=np.int64))
    expected = np.diff(theory.background_count(until, 1.0, 0.8, B))

    # Mutation: `time = parent + delay`, or the warp of the parent's channel, or the peak in UTC.
    for column, mean in zip(bins.T, expected):
        assert abs(z_score(column, float(mean), precise=False)) < 4
    totals = bins.sum(axis=1)
    assert abs(z_score(totals, float(expected.sum()))) < 4
    assert abs(z_score(totals, acceptance_count(1.0, 0.8, 2880.0, clock))) > 20


def test_children_keep_the_time_of_their_own_channel(crisis: Any) -> None:
    """Kernel and rhythm of an edge are those of the child's channel, whatever those of its parent are."""
    quiet = crisis.channel(0.0, half_life="5 h")
    lively = crisis.channel(0.0, half_life="20 min", circadian={"amplitude": 0.9, "peak": "23:20"})
    rates = {"x": {"news": 0.5}, "news": {"x": 0.5}}
    # From 11:20 on the lively channel's clock runs at a tenth of its pace, from 23:20 on at almost twice.
    shocks = [crisis.shock(count=8000), crisis.shock(name="wire", channel="news", count=8000)]
    cascade = crisis({"x": quiet, "news": lively}, influence=rates, shocks=shocks, horizon=LONG)
    ((_, _, offset),) = WallClock.at("2018-04-17 11:20", "America/New_York").segments(1000.0)
    warp = Warp.of([Circadian(amplitude=0.9, peak="23:20")], [(0.0, 1000.0, offset)])
    first = cascade.generation == 1

    on_news = cascade.time[first & (cascade.channel == 1)]
    on_x = cascade.time[first & (cascade.channel == 0)]

    # Mutation: `source` for `channel` in the warp or the kernel of growth._offspring.
    median = float(warp.instant(np.array([20.0]), np.array([0]))[0])
    assert median > 60
    assert abs(z_score((on_news <= median).astype(np.float64), 0.5, precise=False)) < 4
    assert abs(z_score((on_x <= 300).astype(np.float64), 0.5, precise=False)) < 4


def test_an_answer_thins_later_edges_with_the_closed_form(crisis: Any) -> None:
    """If every edge after an instant survives with r, the final cluster has the closed form's mean."""
    cascade = crisis({"x": crisis.channel(0.7)}, shocks=[crisis.shock(count=20_000)], horizon=LONG)
    for answered in (5.0, 20.0, 60.0):
        alive = (cascade.generation == 0) | (cascade.time < answered) | (cascade.thin < 0.55)
        for generation in range(1, int(cascade.generation.max()) + 1):
            rows = np.flatnonzero(cascade.generation == generation)
            alive[rows] &= alive[cascade.parent[rows]]
        sizes = np.bincount(cascade.root[alive], minlength=len(cascade))[cascade.generation == 0]

        # Mutation: `thin` drawn for the purpose of the delay, so that late children survive more often.
        expected = theory.thinned_cluster(answered, 0.7, B, 0.55)
        assert abs(z_score(sizes.astype(np.float64), expected)) < 4


def test_effects_on_counts_and_on_edges_are_inverse() -> None:
    """A count factor of .543 is an edge factor of .798 at n = .7 and .868 at n = .82, and back."""
    for n, edge in ((0.7, 0.798), (0.82, 0.868)):
        assert theory.edge_factor(0.543, n) == pytest.approx(edge, abs=5e-4)
        assert theory.count_factor(theory.edge_factor(0.543, n), n) == pytest.approx(0.543)
    # What follows one mention: r n / (1 - n r) thinned, n / (1 - n) not.
    assert theory.count_factor(0.8, 0.7) == pytest.approx((0.8 * 0.7 / (1 - 0.56)) / (0.7 / 0.3))


def test_a_full_envelope_leaves_the_potential_unchanged(crisis: Any) -> None:
    """Nobody answering, a cascade generated with envelope 1.3 has the mean cluster of the model without it."""
    cascade = crisis(
        {"x": crisis.channel(0.7, half_life="1 min")}, shocks=[crisis.shock(count=20_000)], horizon=LONG, envelope=1.3
    )

    alive = potential(cascade, {})
    sizes = np.bincount(cascade.root[alive], minlength=len(cascade))[cascade.generation == 0]

    # Mutation: comparing thin with 1 in potential, or the envelope left out of the means.
    assert abs(z_score(sizes.astype(np.float64), theory.cluster_mean(0.7))) < 4
    assert len(cascade) > 1.5 * alive.sum()


def test_a_limited_population_ends_at_the_final_size(crisis: Any) -> None:
    """With n = .9 and a tenth of the population at the start, the share that posts solves the final-size equation."""
    population = 5000
    # Immigrants too meet people who have posted already: -ln(.9) of the population must try for .1 to succeed.
    tries = round(-math.log(0.9) * population)
    shares = []
    for replication in range(20):
        cascade = crisis(
            {"x": crisis.channel(0.9, half_life="1 min", population=population)},
            shocks=[crisis.shock(count=tries)],
            horizon=LONG,
            replication=replication,
        )
        shares.append(potential(cascade, {"x": population}).sum() / population)

    # Mutation: counting all instead of the surviving mentions in potential.
    expected = theory.final_share(0.9, 1 - math.exp(-tries / population))
    assert abs(z_score(np.array(shares), expected)) < 4


def test_reaches_kinds_and_delays_follow_their_laws(crisis: Any) -> None:
    """Shares above a reach, at the cap, of each kind and below the median delay are those of the file."""
    lomax = {"lomax": {"theta": 0.56, "c": "4.65 min"}}
    channels = {"x": crisis.channel(0.5, kernel=lomax, reach={"cap": 20_000}, kinds={"troll": 0.25, "smear": 0.75})}
    cascade = crisis(channels, shocks=[crisis.shock(count=20_000)], horizon=1e7)
    young = cascade.generation > 0
    delay = cascade.time[young] - cascade.time[cascade.parent[young]]
    median = 4.65 * (2 ** (1 / 0.56) - 1)

    # Mutations: exponent instead of exponent - 1 in marks.reach; a cap redrawn; theta instead of 1/theta.
    for share, chance in (
        (cascade.reach > 3000, 10**-1.016),
        (cascade.reach == 20_000, (20_000 / 300) ** -1.016),
        (cascade.kind == cascade.kinds.index("troll"), 0.25),
        (delay <= median, 0.5),
        (cascade.thin < 0.3, 0.3),
    ):
        assert abs(z_score(share.astype(np.float64), chance, precise=False)) < 4


def test_the_half_life_of_a_cluster_is_longer_than_that_of_its_kernel() -> None:
    """Half of a cluster's later mentions have appeared at ln 2 / (b (1 - n))."""
    half = theory.cluster_half_life(0.7, B)

    later = theory.cluster_count(np.array([half, 1e6]), 0.7, B) - 1

    assert later[0] == pytest.approx(later[1] / 2)
    assert half == pytest.approx(10 / 0.3)
