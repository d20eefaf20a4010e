"""Closed forms of the spread that `tocsin verify` and the tests hold the cascade against (docs/model.md, section 2).

`n` is the branching ratio of one channel, `b` the rate of an exponential kernel per minute, and time is operational:
with a time warp the same formulas hold at `L(t)`, see `sim.spread.warp`.
"""

from __future__ import annotations

import math

import numpy as np

from sim.units import FloatArray


def cluster_mean(n: float) -> float:
    """Return the mean number of mentions that one immigrant leads to, itself included.

    Source: branching processes; Hawkes and Oakes 1974, doi:10.2307/3212693.
    """
    return 1 / (1 - n)


def cluster_variance(n: float, weight_variance: float = 0.0) -> float:
    """Return the variance of that number, `(n + n^2 Var w)/(1 - n)^3`.

    Args:
        n: Mean number of children.
        weight_variance: Variance of the weight w of marks, whose mean is 1; an immigrant's mark is random too.

    Source: the total progeny of a Galton-Watson process has variance Var(children)/(1 - n)^3, and the
    children are mixed Poisson.
    """
    return (n + n**2 * weight_variance) / (1 - n) ** 3


def borel(size: int, n: float) -> float:
    """Return the probability that one immigrant without marks leads to `size` mentions, `e^(-nk) (nk)^(k-1) / k!`.

    Source: Borel 1942; the total progeny of a Poisson branching process.
    """
    return math.exp(-n * size + (size - 1) * math.log(n * size) - math.lgamma(size + 1))


def cluster_count(t: FloatArray, n: float, b: float) -> FloatArray:
    """Return the mean mentions of one immigrant at 0 until `t`, `1 + n/(1-n) (1 - e^(-b(1-n)t))`."""
    return np.asarray(1 - n / (1 - n) * np.expm1(-b * (1 - n) * np.asarray(t)), dtype=np.float64)


def background_count(t: FloatArray, rate: float, n: float, b: float) -> FloatArray:
    """Return the mean mentions until `t` of a background of `rate` a minute that starts at 0 in silence."""
    t = np.asarray(t, dtype=np.float64)
    gap = b * (1 - n)
    return np.asarray(rate * (t / (1 - n) + n / (1 - n) * np.expm1(-gap * t) / gap), dtype=np.float64)


def progeny(influence: FloatArray) -> FloatArray:
    """Return the mean mentions on each channel (column) of one immigrant on each channel (row), `(I - K)^-1`."""
    return np.asarray(np.linalg.inv(np.eye(len(influence)) - influence), dtype=np.float64)


def thinned_cluster(answered: float, n: float, b: float, edge: float) -> float:
    """Return the mean final size of one immigrant's mentions if every edge later than `answered` survives with `edge`.

    `1 + n/(1-n) (1 - e^(-b(1-n)tau)) + r n e^(-b(1-n)tau) / (1 - n r)`: the mentions so far, and the descendants,
    by thinned edges, of the offspring that are still to come.
    """
    left = math.exp(-b * (1 - n) * answered)
    return 1 + n / (1 - n) * (1 - left) + edge * n * left / (1 - n * edge)


def edge_factor(count: float, n: float) -> float:
    """Return the factor on every edge that multiplies the later mentions by `count`, `R/(1 - n + n R)`.

    Published effects are on counts. With n = .7 a count of .543 (Community Notes, doi:10.1073/pnas.2503413122) is an
    edge factor of .80: taking .543 for every edge would count the answer once in each generation.
    """
    return count / (1 - n + n * count)


def count_factor(edge: float, n: float) -> float:
    """Return the factor on the mentions that follow one mention if every edge survives with `edge`, `r(1-n)/(1-nr)`."""
    return edge * (1 - n) / (1 - n * edge)


def cluster_half_life(n: float, b: float) -> float:
    """Return the minutes in which half of a cluster's later mentions appear, `ln 2 / (b (1 - n))`."""
    return math.log(2) / (b * (1 - n))


def final_share(n: float, first: float) -> float:
    """Return the share z of a population that has posted in the end, `1 - z = (1 - first) e^(-n z)`.

    Every person posts at most once and mentions find a person who has not with probability 1 - share so far.

    Args:
        n: Mean children in an untouched population.
        first: Share that posts at the beginning.

    Source: the final-size equation of Kermack and McKendrick 1927, doi:10.1098/rspa.1927.0118; HawkesN is the same
    process: Rizoiu et al. 2018, arXiv 1711.01679.
    """
    low, high = first, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if 1 - middle > (1 - first) * math.exp(-n * middle) else (low, middle)
    return (low + high) / 2
