"""Distributions of durations, written in files as one-key maps and drawn by quantile from one uniform.

`{lognormal: {median: 20 min, p90: 1 h}}`, `{lognormal: {mean: 6 min, cv: 1}}`, exponential, weibull, gamma,
uniform, triangular, constant, empirical; a bare duration is a constant. A quantile transform keeps draws monotone in
their parameters, so that two designs that differ in one mean differ in that mean's effect only.
"""

from __future__ import annotations

import math
from typing import Annotated, Any, assert_never

import numpy as np
from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from sim.fields import Block, Duration, Positive
from sim.units import FloatArray, ticks

_Z90 = 1.2815515655446004


class LognormalParameters(Block):
    """Either median with p90 or sigma, or mean with cv (coefficient of variation)."""

    median: Duration | None = None
    p90: Duration | None = None
    sigma: Positive | None = None
    mean: Duration | None = None
    cv: Positive | None = None

    @model_validator(mode="after")
    def _one_form(self) -> LognormalParameters:
        given = {name for name in ("median", "p90", "sigma", "mean", "cv") if getattr(self, name) is not None}
        if given not in ({"median", "p90"}, {"median", "sigma"}, {"mean", "cv"}):
            raise ValueError(
                f"a lognormal takes median and p90, median and sigma, or mean and cv; found {_listed(given)}"
            )
        centre = self.median if self.median is not None else self.mean
        if not centre:
            raise ValueError("a lognormal needs a median or mean above 0 min")
        if self.p90 is not None and self.median is not None and self.p90 <= self.median:
            raise ValueError("p90 must be longer than the median")
        return self

    def mu_sigma(self) -> tuple[float, float]:
        """Return location and scale of the logarithm (of minutes)."""
        if self.mean is not None and self.cv is not None:
            sigma = math.sqrt(math.log1p(self.cv**2))
            return math.log(self.mean) - sigma**2 / 2, sigma
        assert self.median is not None
        if self.sigma is not None:
            return math.log(self.median), self.sigma
        assert self.p90 is not None
        return math.log(self.median), math.log(self.p90 / self.median) / _Z90


def _listed(words: set[str]) -> str:
    return ", ".join(sorted(words)) or "nothing"


class MeanParameters(Block):
    """The mean of an exponential distribution."""

    mean: Duration = Field(gt=0)


class WeibullParameters(Block):
    """Shape k and either scale or mean."""

    shape: Positive
    scale: Duration | None = None
    mean: Duration | None = None

    @model_validator(mode="after")
    def _one_size(self) -> WeibullParameters:
        if (self.scale is None) == (self.mean is None):
            raise ValueError("a weibull takes shape and either scale or mean")
        if not (self.scale or self.mean):
            raise ValueError("a weibull needs a scale or mean above 0 min")
        return self


class GammaParameters(Block):
    """Mean and coefficient of variation."""

    mean: Duration = Field(gt=0)
    cv: Positive


class UniformParameters(Block):
    """Lowest and highest value."""

    low: Duration
    high: Duration

    @model_validator(mode="after")
    def _ordered(self) -> UniformParameters:
        if self.high < self.low:
            raise ValueError("high must not be below low")
        return self


class TriangularParameters(Block):
    """Lowest, likeliest and highest value."""

    low: Duration
    mode: Duration
    high: Duration

    @model_validator(mode="after")
    def _ordered(self) -> TriangularParameters:
        if not self.low <= self.mode <= self.high or self.low == self.high:
            raise ValueError("a triangular needs low <= mode <= high, and low below high")
        return self


class Lognormal(Block):
    """`{lognormal: ...}`."""

    lognormal: LognormalParameters


class Exponential(Block):
    """`{exponential: {mean: ...}}`."""

    exponential: MeanParameters


class Weibull(Block):
    """`{weibull: ...}`."""

    weibull: WeibullParameters


class Gamma(Block):
    """`{gamma: ...}`."""

    gamma: GammaParameters


class Uniform(Block):
    """`{uniform: {low: ..., high: ...}}`."""

    uniform: UniformParameters


class Triangular(Block):
    """`{triangular: {low: ..., mode: ..., high: ...}}`."""

    triangular: TriangularParameters


class Constant(Block):
    """`{constant: 5 min}`, or just `5 min`."""

    constant: Duration


class Empirical(Block):
    """`{empirical: [3 min, 7 min, 40 min]}`: each value equally likely."""

    empirical: list[Duration] = Field(min_length=1)


KINDS = ("lognormal", "exponential", "weibull", "gamma", "uniform", "triangular", "constant", "empirical")


def _kind(value: Any) -> str:
    if isinstance(value, Block):
        return type(value).__name__.lower()
    if isinstance(value, dict) and len(value) == 1:
        return str(next(iter(value)))
    return "(none)"


def _shorthand(value: Any) -> Any:
    return {"constant": value} if isinstance(value, str) else value


_Union = Annotated[
    Annotated[Lognormal, Tag("lognormal")]
    | Annotated[Exponential, Tag("exponential")]
    | Annotated[Weibull, Tag("weibull")]
    | Annotated[Gamma, Tag("gamma")]
    | Annotated[Uniform, Tag("uniform")]
    | Annotated[Triangular, Tag("triangular")]
    | Annotated[Constant, Tag("constant")]
    | Annotated[Empirical, Tag("empirical")],
    Discriminator(
        _kind,
        custom_error_type="distribution",
        custom_error_message="is not a distribution; write a duration, or a map with one key of " + ", ".join(KINDS),
    ),
]
Distribution = Annotated[_Union, BeforeValidator(_shorthand, json_schema_input_type=_Union | Duration)]
AnyDistribution = Lognormal | Exponential | Weibull | Gamma | Uniform | Triangular | Constant | Empirical


def quantile(distribution: AnyDistribution, u: FloatArray) -> FloatArray:
    """Return the durations in minutes, as ticks, at the probabilities `u`.

    Args:
        distribution: Any distribution of a file.
        u: Uniforms in (0, 1), any shape.

    Source: textbook inverse distribution functions; docs/model.md, section 1.
    """
    return ticks(exact_quantile(distribution, u))


def exact_quantile(distribution: AnyDistribution, u: FloatArray) -> FloatArray:
    """Return the durations in minutes at the probabilities `u`, not rounded to ticks."""
    match distribution:
        case Constant():
            return np.full(np.shape(u), distribution.constant)
        case Exponential():
            return -distribution.exponential.mean * np.log1p(-u)
        case Lognormal():
            from scipy.special import ndtri

            mu, sigma = distribution.lognormal.mu_sigma()
            return np.asarray(np.exp(mu + sigma * ndtri(u)), dtype=np.float64)
        case Weibull():
            p = distribution.weibull
            scale = p.scale if p.scale is not None else (p.mean or 0.0) / math.gamma(1 + 1 / p.shape)
            return np.asarray(scale * (-np.log1p(-u)) ** (1 / p.shape), dtype=np.float64)
        case Gamma():
            from scipy.special import gammaincinv

            shape = 1 / distribution.gamma.cv**2
            return np.asarray(gammaincinv(shape, u) * (distribution.gamma.mean / shape), dtype=np.float64)
        case Uniform():
            low, high = distribution.uniform.low, distribution.uniform.high
            return low + (high - low) * u
        case Triangular():
            return _triangular(distribution.triangular, u)
        case Empirical():
            values = np.sort(np.asarray(distribution.empirical))
            return values[np.minimum((u * len(values)).astype(np.int64), len(values) - 1)]
        case _:
            assert_never(distribution)


def _triangular(p: TriangularParameters, u: FloatArray) -> FloatArray:
    low, mode, high = p.low, p.mode, p.high
    split = (mode - low) / (high - low)
    rising = low + np.sqrt(u * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - u) * (high - low) * (high - mode))
    return np.where(u < split, rising, falling)


def mean(distribution: AnyDistribution) -> float:
    """Return the mean of a distribution in minutes."""
    match distribution:
        case Constant():
            return distribution.constant
        case Exponential():
            return distribution.exponential.mean
        case Lognormal():
            mu, sigma = distribution.lognormal.mu_sigma()
            return math.exp(mu + sigma**2 / 2)
        case Weibull():
            p = distribution.weibull
            return p.mean if p.mean is not None else (p.scale or 0.0) * math.gamma(1 + 1 / p.shape)
        case Gamma():
            return distribution.gamma.mean
        case Uniform():
            return (distribution.uniform.low + distribution.uniform.high) / 2
        case Triangular():
            p3 = distribution.triangular
            return (p3.low + p3.mode + p3.high) / 3
        case Empirical():
            return math.fsum(distribution.empirical) / len(distribution.empirical)
        case _:
            assert_never(distribution)
