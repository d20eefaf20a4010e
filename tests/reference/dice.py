"""Choices at random, of which random scenarios and organisations are made."""

from __future__ import annotations

import random
from typing import Any


class Dice:
    """Choices at random; durations are whole minutes or any real number."""

    def __init__(self, choices: random.Random, *, whole: bool) -> None:
        self.random = choices
        self.whole = whole

    def chance(self, p: float) -> bool:
        """Return True with probability p."""
        return self.random.random() < p

    def pick(self, options: Any) -> Any:
        """Return one of the options."""
        return self.random.choice(list(options))

    def duration(self, low: float, high: float) -> str:
        """Return a duration between two numbers of minutes."""
        value = self.random.randint(int(low), int(high)) if self.whole else round(self.random.uniform(low, high), 3)
        return f"{value} min"

    def law(self, low: float, high: float) -> Any:
        """Return a duration law with values about as long."""
        if self.whole or self.chance(0.3):
            values = [self.duration(low, high) for _ in range(self.random.randint(1, 3))]
            return {"empirical": values}
        mean = self.duration(max(low, 0.5), high)
        shapes: list[Any] = [
            {"exponential": {"mean": mean}},
            {"lognormal": {"mean": mean, "cv": 1.3}},
            {"gamma": {"mean": mean, "cv": 0.7}},
            {"weibull": {"mean": mean, "shape": 0.75}},
            {"uniform": {"low": "0 min", "high": mean}},
        ]
        return self.pick(shapes)

    def some(self, options: Any, least: int = 1) -> list[Any]:
        """Return some of the options, at least so many, in a random order."""
        options = list(options)
        return self.random.sample(options, self.random.randint(least, len(options)))
