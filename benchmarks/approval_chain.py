"""The model that engines are compared on: three approval steps behind each other, with rework and a night shift.

4, 2 and 1 people review for 20, 12 and 7 minutes (lognormal, coefficient of variation 1); each sends one draft in five
back to the first step. They work from 00:00 to 08:00 and put work in hand aside until the next day; cases arrive
round the clock, so that in the shift the first step is busy 78 % of the time.
"""

from __future__ import annotations

import math
from typing import Final

from sim.organisation.organisation import Organisation
from sim.scenario.model import Scenario
from sim.units import DAY, HOUR

SERVERS: Final = (4, 2, 1)
REVIEWS: Final = (20.0, 12.0, 7.0)
REJECTED: Final = 0.2
SHIFT: Final = 480.0
PER_MINUTE: Final = 0.08 * SHIFT / DAY
# A case passes a step with .8, and each rejection starts again at the first: 1/.8^3 + 1/.8^2 + 1/.8 visits.
REVIEWS_A_CASE: Final = sum((1 - REJECTED) ** -step for step in (1, 2, 3))

_ROLES = ("first", "second", "third")
_DAY_SHIFT = "00:00-08:00"


def scenario(cases: int) -> Scenario:
    """Return a crisis of about so many journalists' questions, which nobody shares; the last ones get three days."""
    return Scenario.model_validate(
        {
            "tocsin": 1,
            "name": "approval-chain",
            "start": "2018-04-16 00:00",
            "timezone": "UTC",
            "horizon": f"{cases / PER_MINUTE:.0f} min",
            "drain": "3 d",
            "main_topic": "crisis",
            "channels": {
                "x": {
                    "self_excitation": 0.0,
                    "circadian": {"amplitude": 0.0, "peak": "12:00"},
                    "background_per_hour": PER_MINUTE * HOUR,
                }
            },
            "spread": {"kind": "hawkes"},
            "effects": {
                **dict.fromkeys(("reply", "holding", "position", "apology", "legalistic", "contradiction"), 1.0),
                "ramp": "0 min",
                "lasts": "3 d",
                "fades": "1 d",
            },
            "credibility": {"factor": 0.8, "half_life": "12 h", "backfire_lasts": "24 h"},
            "kinds": {"journalist": {"share": 1.0, "levels": {"L2": 1.0}, "demands": True}},
            "cases": {"quiet_after_answer": "6 h", "patience": "endless", "drift_per_hour": 0.0, "drift_reach": 1000},
        }
    )


def organisation() -> Organisation:
    """Return the organisation: a desk that drafts in no time, and the chain."""
    chain = [
        {"role": role, "review": {"lognormal": {"mean": f"{mean:g} min", "cv": 1}}, "reject": REJECTED}
        for role, mean in zip(_ROLES, REVIEWS, strict=True)
    ]
    people = [
        {"role": role, "count": count, "calendar": _DAY_SHIFT} for role, count in zip(_ROLES, SERVERS, strict=True)
    ]
    return Organisation.model_validate(
        {
            "tocsin": 1,
            "name": "chain",
            "structure": {"desks": {"press": {"channels": "all", "members": ["first"]}}, "approval": {"L2": chain}},
            "resources": {"at_shift_end": "suspend", "people": people},
        }
    )


def reviews_deviation() -> float:
    """Return the standard deviation of the reviews of one case.

    A round has K = 1, 2 or 3 reviews; after a rejection another begins: E V^2 = E K^2 + 2 E[K; rejected] E V + q E V^2,
    q the probability that a round ends in a rejection.
    """
    keep = 1 - REJECTED
    rejected = {step: keep ** (step - 1) * REJECTED for step in (1, 2, 3)}
    squares = sum(step**2 * share for step, share in rejected.items()) + 9 * keep**3
    crossed = 2 * sum(step * share for step, share in rejected.items()) * REVIEWS_A_CASE
    second: float = (squares + crossed) / keep**3
    return math.sqrt(second - REVIEWS_A_CASE**2)
