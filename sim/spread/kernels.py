"""Kernels: how long after a mention its offspring appear, in operational minutes.

Written in files as one-key maps, `{lomax: {theta: .56, c: 4.65 min}}` or `{exponential: {half_life: 10 min}}`.
Delays are drawn by inverse distribution function from one uniform each. Measured: on real retweets the power law beats
the exponential by a wide margin, which is kept for the closed forms that need it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from pydantic import Discriminator, Field, Tag

from sim.fields import Block, Duration, Positive
from sim.units import BoolArray, FloatArray, IntArray


class LomaxParameters(Block):
    """Tail exponent theta and scale c of the density `(theta/c)(1 + t/c)^-(1 + theta)`."""

    theta: Positive
    c: Duration = Field(gt=0)


class ExponentialParameters(Block):
    """The time within which half of the offspring appear."""

    half_life: Duration = Field(gt=0)


class Lomax(Block):
    """`{lomax: ...}`, a power law."""

    lomax: LomaxParameters


class Exponential(Block):
    """`{exponential: ...}`, memoryless."""

    exponential: ExponentialParameters


KINDS = ("lomax", "exponential")


def _kind(value: Any) -> str:
    if isinstance(value, Block):
        return type(value).__name__.lower()
    if isinstance(value, dict) and len(value) == 1:
        return str(next(iter(value)))
    return "(none)"


Kernel = Annotated[
    Annotated[Lomax, Tag("lomax")] | Annotated[Exponential, Tag("exponential")],
    Discriminator(
        _kind,
        custom_error_type="kernel",
        custom_error_message="is not a kernel; write a map with one key, lomax or exponential",
    ),
]
AnyKernel = Lomax | Exponential

DEFAULT = Lomax(lomax=LomaxParameters(theta=0.56, c=4.65))


def median_delay(kernel: AnyKernel) -> float:
    """Return the minutes within which half of a mention's own offspring appear."""
    if isinstance(kernel, Exponential):
        return kernel.exponential.half_life
    return kernel.lomax.c * (2 ** (1 / kernel.lomax.theta) - 1)


def decay_rate(kernel: Exponential) -> float:
    """Return the rate per minute b of the exponential density `b e^(-b t)`."""
    return math.log(2) / kernel.exponential.half_life


@dataclass(frozen=True)
class Kernels:
    """The kernels of all channels as vectors, one entry a channel."""

    scale: FloatArray
    power: FloatArray
    heavy: BoolArray

    @classmethod
    def of(cls, kernels: Sequence[AnyKernel]) -> Kernels:
        """Return the vector form of one kernel a channel."""
        rows = [
            (k.lomax.c, 1 / k.lomax.theta, True) if isinstance(k, Lomax) else (1 / decay_rate(k), 0.0, False)
            for k in kernels
        ]
        scale, power, heavy = zip(*rows)
        return cls(np.array(scale), np.array(power), np.array(heavy))

    def delays(self, u: FloatArray, channel: IntArray) -> FloatArray:
        """Return the delays at the probabilities `u`, each from the kernel of its channel.

        Args:
            u: Uniforms in (0, 1), shape (n,).
            channel: Indices of the children's channels, shape (n,).
        """
        waits = -np.log1p(-u)
        heavy = self.heavy[channel]
        # expm1 keeps short delays exact; a very small theta may overflow to infinity, which is beyond any horizon.
        with np.errstate(over="ignore"):
            powered = np.where(heavy, np.expm1(waits * self.power[channel]), waits)
            return np.asarray(self.scale[channel] * powered, dtype=np.float64)
