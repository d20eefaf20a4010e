"""Relations with multipliers: the stock that contact hours build up before a crisis, and what it is worth in one.

docs/model.md, section 9.8.
"""

from __future__ import annotations

import math
from typing import Annotated

from pydantic import Field, model_validator

from sim.fields import Block, Number, Positive, Share


class Campaigns(Block):
    """Contact in campaigns: `lasting` months of every `every` months; the last one ended `ended` months ago."""

    every: Positive
    lasting: Positive
    ended: Annotated[Number, Field(ge=0)]

    @model_validator(mode="after")
    def _gaps(self) -> Campaigns:
        if self.lasting + self.ended > self.every:
            raise ValueError("'lasting' and 'ended' together must not exceed 'every': the next campaign would be on")
        return self


class Relations(Block):
    """Contact with multipliers, and what a warm one does.

    `hours` of contact a month, on average over the year, for `months` months before the crisis, spread evenly or in
    `campaigns`. Contact warms `growth` of the cold ones an hour; `half_life` (months) of warmth without contact.
    A warm multiplier warns (factor `warning` on detection), speaks up (factor `voice` on later edges of the thread),
    and is less likely to amplify (factor `amplify`).
    """

    hours: Annotated[Number, Field(ge=0)]
    months: Annotated[Number, Field(ge=0)]
    growth: Positive
    half_life: Positive
    campaigns: Campaigns | None = None
    warning: Share = 1.0
    voice: Share = 1.0
    amplify: Share = 1.0

    def stock(self) -> float:
        """Return the share of multipliers that are warm when the crisis begins, between 0 and 1.

        The stock R follows `dR/dt = growth h(t) (1 - R) - decay R`, R = 0 when contact began, `decay = ln 2 /
        half_life`; h is `hours` or, in campaigns, `hours every / lasting` while one is on and 0 between.

        Source: docs/model.md, equation 15.
        """
        decay = math.log(2.0) / self.half_life
        if self.campaigns is None:
            return _towards(0.0, self.growth * self.hours, decay, self.months)
        campaigns, stock, at = self.campaigns, 0.0, self.months
        warming = self.growth * self.hours * campaigns.every / campaigns.lasting
        # `at` runs down from the beginning of contact to the crisis, in months before it; the newest campaign is 0.
        newest = campaigns.ended
        for number in range(math.ceil((self.months - newest) / campaigns.every), -1, -1):
            end = newest + number * campaigns.every
            start = min(at, end + campaigns.lasting)
            if start <= end:
                continue
            stock = _towards(stock, 0.0, decay, at - start)
            stock = _towards(stock, warming, decay, start - end)
            at = end
        return _towards(stock, 0.0, decay, at)


def _towards(stock: float, warming: float, decay: float, months: float) -> float:
    """Return the stock after so many months of constant warming and decay."""
    limit = warming / (warming + decay)
    return limit + (stock - limit) * math.exp(-(warming + decay) * months)
