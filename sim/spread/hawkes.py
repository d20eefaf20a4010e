"""The file's words for a self-exciting crisis (`kind: hawkes`) and its branching ratio.

Potential intensity on channel c, in its operational time:
`lambda_c(t) = mu_c + sum over earlier mentions i of K[c_i, c] w(m_i) phi_c(t - t_i)`. K has the source channel as its
row; its diagonal is the channels' self-excitation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from sim.fields import Block, Count, Duration, Name, Number, Positive
from sim.spread.channel import Channel, Influence
from sim.units import FloatArray

# The default cap: more immigrants than this at once fail anyhow, and are refused before they fill the memory.
LARGEST_SHOCK = 1_000_000


class Shock(Block):
    """Mentions from outside: `count` of them at an instant, or spread evenly over a time `over`.

    `reach` and `kind` fix those of the mentions; without them both are drawn from the channel's laws.
    """

    name: Name
    at: Duration
    channel: Name
    topic: Name
    count: Annotated[Count, Field(le=LARGEST_SHOCK)]
    over: Duration = 0.0
    reach: Positive | None = None
    kind: Name | None = None
    source: str | None = None


class Reignition(Shock):
    """A shock that is called off once the position on the fact `ends_with` is published."""

    ends_with: Name


class Hawkes(Block):
    """A crisis that spreads from shocks, reignitions and background by self- and mutual excitation.

    `mark_power` is gamma in `w(m) = m^gamma / E[m^gamma]`; `influence` the mean children of a mention on other
    channels, source channel first; `cap` the number of mentions that fails a replication.
    """

    kind: Literal["hawkes"]
    mark_power: Annotated[Number, Field(ge=0, le=1)] = 0.15
    influence: dict[Name, dict[Name, Influence]] = Field(default_factory=dict)
    background_topic: Name = "everyday"
    shocks: list[Shock] = Field(default_factory=list)
    reignitions: list[Reignition] = Field(default_factory=list)
    allow_supercritical: bool = False
    cap: Annotated[Count, Field(gt=0)] = LARGEST_SHOCK

    @property
    def scripted(self) -> list[Shock]:
        """All shocks and reignitions, in the order of the file."""
        return [*self.shocks, *self.reignitions]


def influence_matrix(channels: Mapping[str, Channel], spread: Block, *, envelope: float = 1.0) -> FloatArray:
    """Return the mean children of one mention, row = source channel, column = child channel.

    A channel whose enquiries turn into articles has one article a mention on the article's channel, which the envelope
    does not multiply. A trace replays what happened and has no influence: all entries are 0.

    Args:
        channels: By name; their order is the order of rows and columns.
        spread: A `Hawkes` or a `Trace`.
        envelope: Factor on every edge of the cascade that is generated.
    """
    names = list(channels)
    matrix = np.zeros((len(names), len(names)))
    if not isinstance(spread, Hawkes):
        return matrix
    for row, (name, channel) in enumerate(channels.items()):
        matrix[row, row] = envelope * channel.self_excitation
        for child, mean in spread.influence.get(name, {}).items():
            matrix[row, names.index(child)] = envelope * mean
        if channel.article is not None:
            matrix[row, names.index(channel.article)] += 1
    return matrix


def branching_ratio(channels: Mapping[str, Channel], spread: Block, *, envelope: float = 1.0) -> float:
    """Return the spectral radius of `influence_matrix`: below 1 every cascade dies out."""
    matrix = influence_matrix(channels, spread, envelope=envelope)
    return float(np.abs(np.linalg.eigvals(matrix)).max(initial=0.0))
