"""A channel: how mentions on it spread, how far they are seen, and what of it matters to an organisation."""

from __future__ import annotations

import math
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from sim.fields import Block, Count, Duration, Name, Number, Share
from sim.spread import kernels
from sim.spread.kernels import Kernel
from sim.spread.marks import ReachLaw
from sim.spread.warp import Circadian

# More than this many children a mention is a typing error, and would fill the memory before the cap is reached.
LARGEST_INFLUENCE = 100.0

Influence = Annotated[Number, Field(ge=0, le=LARGEST_INFLUENCE)]


def _threshold(value: object) -> object:
    number = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < math.inf
    if value == "every" or number:
        return value
    raise ValueError(f"'{value}' is not a case threshold; write a reach above 0, or the word every")


Threshold = Annotated[
    float | Literal["every"],
    BeforeValidator(_threshold),
    WithJsonSchema({"anyOf": [{"type": "number", "exclusiveMinimum": 0}, {"const": "every"}]}),
]


def check_shares(shares: dict[str, float]) -> dict[str, float]:
    """Return `shares` of kinds if they sum to 1.

    Raises:
        ValueError: If the sum differs from 1 by more than 1e-6.
    """
    total = math.fsum(shares.values())
    if abs(total - 1) > 1e-6:
        raise ValueError(f"the shares of the kinds sum to {total:.6g}; they must sum to 1")
    return shares


class Channel(Block):
    """One channel of a scenario.

    `self_excitation` is the mean number of children that a mention has on its own channel; `population` the people who
    may post (each at most once), `reach.cap` the people who can see one mention. `background_per_hour` counts
    operational hours. `case_threshold` is the reach from which a mention becomes a case. `statement_share` is how much
    of the channel a statement reaches. A channel with `deadline` and `article` carries press enquiries: one that is
    not answered by then runs as an article on that channel. `kinds` replaces the scenario's shares of kinds.
    """

    self_excitation: Influence = 0.6
    kernel: Kernel = kernels.DEFAULT
    reach: ReachLaw = ReachLaw()
    population: Annotated[Count, Field(gt=0)] | None = None
    circadian: Circadian = Circadian()
    background_per_hour: Number = Field(default=0.0, ge=0)
    case_threshold: Threshold = 10_000.0
    statement_share: Share = 0.5
    deadline: Duration | None = None
    article: Name | None = None
    kinds: dict[Name, Share] | None = None

    @model_validator(mode="after")
    def _whole(self) -> Channel:
        if (self.deadline is None) != (self.article is None):
            raise ValueError("deadline and article go together: when an enquiry runs unanswered, and on which channel")
        if self.kinds is not None:
            check_shares(self.kinds)
        return self
