"""Oracles of the spread: clusters, growth, background, channels, rhythm, population, and answers that thin it."""

from __future__ import annotations

import math

import numpy as np

from sim.oracles.estimates import Estimate, ratio
from sim.oracles.oracle import Measures, Oracle, Row, crisis_text, organisation_text, run
from sim.oracles.threads import threads_text
from sim.scenario.crisis import generate
from sim.scenario.files import scenario_from_text
from sim.scenario.model import Scenario
from sim.spread import theory
from sim.spread.cascade import Cascade
from sim.spread.marks import weight_variance
from sim.units import DAY, HOUR, FloatArray

_N = 0.7
_HALF_LIFE = 10.0
_RATE = math.log(2) / _HALF_LIFE
_LONG = "60 d"


def _shock(count: int, *, n: float = _N, half_life: float = _HALF_LIFE, more: str = "", power: float = 0.0) -> str:
    """Return a crisis of `count` mentions at minute 0, each the root of a cluster of its own."""
    kernel = f"kernel: {{exponential: {{half_life: {half_life} min}}}}"
    spread = f"{{kind: hawkes, mark_power: {power}, "
    spread += f"shocks: [{{name: first, at: 0 min, channel: x, topic: crisis, count: {count}}}]}}"
    channels = f"x: {{self_excitation: {n}, {kernel}, case_threshold: 1.0e+9{more}}}"
    return crisis_text(horizon=_LONG, channels=channels, spread=spread, drain="0 min")


def _cascades(text: str, *, seed: int, replications: int) -> tuple[Scenario, list[Cascade]]:
    scenario = scenario_from_text(text)
    return scenario, [generate(scenario, seed=seed, replication=number) for number in range(replications)]


def _sizes(cascade: Cascade, until: float = math.inf) -> FloatArray:
    """Return how many mentions each immigrant has led to by an instant, itself included; immigrants are independent."""
    first = np.flatnonzero(cascade.generation == 0)
    sizes = np.bincount(cascade.root[cascade.time <= until], minlength=len(cascade))
    return np.asarray(sizes[first], dtype=np.float64)


def _mean(values: FloatArray) -> Estimate:
    return ratio(np.asarray(values, dtype=np.float64), np.ones(len(values)))


# Clusters. Mutations: offspring drawn from one uniform a generation; the envelope left in; children of the last
# generation only.


def _cluster_rows() -> list[Row]:
    rows = [Row("mean cluster, n = 0.7", theory.cluster_mean(_N), "1/(1-n)")]
    rows += [Row(f"P(cluster of {k}), n = 0.7", theory.borel(k, _N), "Borel") for k in (1, 2, 3, 4)]
    rows.append(Row("variance of a cluster, n = 0.5", theory.cluster_variance(0.5), "n/(1-n)^3"))
    return rows


def _cluster(seed: int, size: int) -> Measures:
    _, wide = _cascades(_shock(60_000), seed=seed, replications=4 * size)
    _, narrow = _cascades(_shock(100_000, n=0.5), seed=seed, replications=4 * size)
    sizes = np.concatenate([_sizes(cascade) for cascade in wide])
    small = np.concatenate([_sizes(cascade) for cascade in narrow])
    shares = {f"P(cluster of {k}), n = 0.7": _mean(sizes == k) for k in (1, 2, 3, 4)}
    return {
        "mean cluster, n = 0.7": _mean(sizes),
        **shares,
        "variance of a cluster, n = 0.5": _mean((small - theory.cluster_mean(0.5)) ** 2),
    }


# Marks. Mutations: weights without their mean; the mean before the cap; the child's mark in the place of its parent's.

_MARKED = ", reach: {minimum: 300, exponent: 2.016, cap: 20000}"
_POWER = 0.4


def _marks_rows() -> list[Row]:
    channel = scenario_from_text(_shock(1, n=0.5, more=_MARKED, power=_POWER)).channels["x"]
    variance = weight_variance(channel.reach, _POWER)
    return [
        Row("mean marked cluster, n = 0.5", theory.cluster_mean(0.5), "1/(1-n): marks do not move it"),
        Row("variance of a marked cluster, n = 0.5", theory.cluster_variance(0.5, variance), "(n + n^2 Var w)/(1-n)^3"),
    ]


def _marks(seed: int, size: int) -> Measures:
    _, cascades = _cascades(_shock(120_000, n=0.5, more=_MARKED, power=_POWER), seed=seed, replications=4 * size)
    sizes = np.concatenate([_sizes(cascade) for cascade in cascades])
    return {
        "mean marked cluster, n = 0.5": _mean(sizes),
        "variance of a marked cluster, n = 0.5": _mean((sizes - theory.cluster_mean(0.5)) ** 2),
    }


# Growth. Mutations: the half-life as the mean delay; a rate per hour as one per minute; a start in steady state.

_TIMES = (5.0, 20.0, 100.0)


def _growth_rows() -> list[Row]:
    counts = theory.cluster_count(np.array(_TIMES), _N, _RATE)
    source = "1 + n/(1-n) (1 - exp(-b(1-n)t))"
    rows = [Row(f"mentions of one seed by {t:g} min", float(m), source) for t, m in zip(_TIMES, counts)]
    background = float(theory.background_count(np.array(1000.0), 2.0, _N, _RATE))
    return [*rows, Row("mentions of a background by 1000 min", background, "mu [T/(1-n) - ...], from silence")]


def _growth(seed: int, size: int) -> Measures:
    _, cascades = _cascades(_shock(30_000), seed=seed, replications=size)
    found = {
        f"mentions of one seed by {t:g} min": _mean(np.concatenate([_sizes(cascade, t) for cascade in cascades]))
        for t in _TIMES
    }
    channels = f"x: {{self_excitation: {_N}, background_per_hour: 120, kernel: {{exponential: {{half_life: 10 min}}}}}}"
    text = crisis_text(horizon="1000 min", channels=channels)
    _, runs = _cascades(text, seed=seed, replications=40 * size)
    found["mentions of a background by 1000 min"] = _mean(np.array([float(len(cascade)) for cascade in runs]))
    return found


# Several channels. Mutations: the transposed matrix; a child on its parent's channel.

_CHANNELS = """
x: {self_excitation: 0.5, case_threshold: 1.0e+9}
news: {self_excitation: 0.3, case_threshold: 1.0e+9}
tv: {self_excitation: 0.4, case_threshold: 1.0e+9}"""
_INFLUENCE = "{x: {news: 0.2, tv: 0.1}, news: {x: 0.3, tv: 0.2}, tv: {x: 0.2, news: 0.3}}"
_NAMES = ("x", "news", "tv")


def _channels_text(count: int) -> str:
    shocks = ", ".join(
        f"{{name: on {name}, at: 0 min, channel: {name}, topic: crisis, count: {count}}}" for name in _NAMES
    )
    spread = f"{{kind: hawkes, mark_power: 0, influence: {_INFLUENCE}, shocks: [{shocks}]}}"
    kernel = ", kernel: {exponential: {half_life: 10 min}}}"
    return crisis_text(horizon=_LONG, channels=_CHANNELS.replace("}", kernel), spread=spread)


def _channels_rows() -> list[Row]:
    # Written out once more: a matrix that the program reads wrongly must not be what it is held against.
    expected = theory.progeny(np.array([[0.5, 0.2, 0.1], [0.3, 0.3, 0.2], [0.2, 0.3, 0.4]]))
    return [
        Row(f"mentions on {child} of one on {source}", float(expected[row, column]), "(I - K)^-1, row = source")
        for row, source in enumerate(_NAMES)
        for column, child in enumerate(_NAMES)
    ]


def _channels(seed: int, size: int) -> Measures:
    _, cascades = _cascades(_channels_text(30_000), seed=seed, replications=3 * size)
    found = {}
    for row, source in enumerate(_NAMES):
        for column, child in enumerate(_NAMES):
            sizes = []
            for cascade in cascades:
                roots = np.flatnonzero((cascade.generation == 0) & (cascade.channel == row))
                counts = np.bincount(cascade.root[cascade.channel == column], minlength=len(cascade))
                sizes.append(counts[roots].astype(np.float64))
            found[f"mentions on {child} of one on {source}"] = _mean(np.concatenate(sizes))
    return found


# The daily rhythm. Mutations: children at parent + delay; the peak in UTC; offspring accepted with the rhythm.

_WARPED = """
x: {self_excitation: 0.5, background_per_hour: 300, kernel: {exponential: {half_life: 10 min}},
    circadian: {amplitude: 0.645, peak: '12:20'}}"""
_BINS = (0.0, 360.0, 720.0, 1080.0, 1440.0)


def _warp_text() -> str:
    channels = " ".join(_WARPED.split())
    return crisis_text(horizon="1 d", channels=channels, start="2018-04-17 11:20", timezone="America/New_York")


def _warp_rows() -> list[Row]:
    # L(t), the integral of 1 + A cos(2 pi (t + start - peak) / day), with the start at 11:20 and the peak at 12:20.
    phase = 2 * math.pi * (np.array(_BINS) - HOUR) / DAY
    until = np.array(_BINS) + 0.645 * DAY / (2 * math.pi) * (np.sin(phase) - math.sin(phase[0]))
    counts = np.diff(theory.background_count(until, 5.0, 0.5, _RATE))
    source = "the background's closed form at L(t)"
    return [Row(f"mentions from hour {a / 60:g} on, 6 h", float(m), source) for a, m in zip(_BINS, counts)]


def _warp(seed: int, size: int) -> Measures:
    _, cascades = _cascades(_warp_text(), seed=seed, replications=40 * size)
    bins = np.array([np.histogram(cascade.time, np.array(_BINS))[0] for cascade in cascades], dtype=np.float64)
    return {f"mentions from hour {a / 60:g} on, 6 h": _mean(column) for a, column in zip(_BINS, bins.T)}


# A limited population. Mutations: counting all mentions, not the surviving ones; immigrants that always survive.

_PEOPLE = 5000
_TRIES = round(-math.log(0.9) * _PEOPLE)


def _population_rows() -> list[Row]:
    share = theory.final_share(0.9, 1 - math.exp(-_TRIES / _PEOPLE))
    source = "1 - z = (1 - first) exp(-n z)"
    return [
        Row("share of the population, potential", share, source),
        Row("share of the population, under an organisation that says nothing", share, source),
    ]


def _population(seed: int, size: int) -> Measures:
    text = _shock(_TRIES, n=0.9, more=f", population: {_PEOPLE}")
    totals = [records.totals for (records,) in run(text, _silent(), seed=seed, replications=30 * size)]
    return {
        row.what: _mean(np.array([total[name] / _PEOPLE for total in totals]))
        for row, name in zip(_population_rows(), ("mentions_potential", "mentions_surviving"))
    }


def _silent() -> str:
    """An organisation that watches but sees nothing: the threshold is out of reach, and it picks nothing up."""
    structure = "monitoring: {rate: 0}\n  desks: {press: {channels: all, members: officer}}"
    return organisation_text(structure, "{role: officer, count: 1, calendar: always}")


# Answers. Every immigrant has a thread of its own and alone reaches the threshold; its case is answered tau after it.
# The envelope is above 1, so that it must come off again. Mutations: only the children of answered mentions thinned; an
# effect on counts taken for one on edges; the envelope left in.

_REPLY, _ENVELOPE, _SEEDS = 0.8, 1.2, 300
_ANSWERED = (5.0, 20.0, 60.0)


def _answers_rows() -> list[Row]:
    source = "1 + n/(1-n) (1 - x) + r n x/(1 - n r), x = exp(-b(1-n) tau)"
    rows = [
        Row(f"mean cluster answered after {tau:g} min", theory.thinned_cluster(tau, _N, _RATE, _REPLY), source)
        for tau in _ANSWERED
    ]
    return [
        *rows,
        Row("mean cluster if nobody answers", theory.cluster_mean(_N), "1/(1-n)"),
        Row("later mentions kept, answered after 5 min", theory.count_factor(_REPLY, _N), "r(1-n)/(1-nr)"),
    ]


def _answers_after(tau: float) -> str:
    structure = f"monitoring: {{rate: 0}}\n  desks: {{press: {{channels: all, members: officer, refer: {tau} min}}}}"
    return organisation_text(structure, "{role: officer, count: 1, calendar: always}", name=f"after {tau:g}")


def _answers(seed: int, size: int) -> Measures:
    texts = [_answers_after(tau) for tau in _ANSWERED]
    runs = list(
        run(threads_text(_SEEDS, reply=_REPLY, contradiction=_ENVELOPE), *texts, seed=seed, replications=80 * size)
    )
    seeds = np.full(len(runs), float(_SEEDS))
    found = {}
    for number, tau in enumerate(_ANSWERED):
        surviving = np.array([records[number].totals["mentions_surviving"] for records in runs])
        found[f"mean cluster answered after {tau:g} min"] = ratio(surviving, seeds)
    potential = np.array([records[0].totals["mentions_potential"] for records in runs])
    found["mean cluster if nobody answers"] = ratio(potential, seeds)
    tables = [records[0].mentions for records in runs]
    late = [table["bin"] >= _ANSWERED[0] for table in tables]
    kept, all_ = (
        np.array([float(table[name][rows].sum()) for table, rows in zip(tables, late, strict=True)])
        for name in ("surviving", "potential")
    )
    found["later mentions kept, answered after 5 min"] = ratio(kept, all_)
    return found


SPREAD = (
    Oracle("clusters", "How large the cluster of one mention grows", _cluster_rows, _cluster),
    Oracle("marks", "Reach as a mark that spreads more", _marks_rows, _marks),
    Oracle("growth", "How fast a cluster and a background grow", _growth_rows, _growth),
    Oracle("channels", "Channels that excite each other", _channels_rows, _channels),
    Oracle("rhythm", "The daily rhythm as a time warp", _warp_rows, _warp),
    Oracle("population", "A population in which each posts once", _population_rows, _population),
    Oracle("answers", "Answers that thin what follows", _answers_rows, _answers),
)
