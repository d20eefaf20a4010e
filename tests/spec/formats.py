"""A small format with every kind of field, for the tests of the checked loader."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.distributions import Distribution
from sim.fields import Block, Count, Duration, Level, Name, Positive, Share


class Wait(Block):
    """A member of a union that is told apart by `kind`."""

    kind: Literal["wait"]
    delay: Distribution
    staff: Count = 1


class Split(Block):
    """Another member; it has a field that spells like the tag of its sister."""

    kind: Literal["split"]
    share: Share
    wait: Duration = 0.0


class Format(Block):
    """One file."""

    tocsin: Literal[1]
    start: str
    items: list[Annotated[Wait | Split, Field(discriminator="kind")]] = []
    reviews: dict[Level, Duration] = {}
    weights: dict[Name, Positive] = {}
    channels: dict[Name, Split] = {}
    limit: int | Literal["auto"] | None = None
    mode: Literal["normal", "crisis"] = "normal"
    window: tuple[Duration, Duration] = (0.0, 0.0)
    pause: Annotated[Duration, Field(gt=0)] = 1.0
    open: bool = True
    names: list[str] = []
    people: Count = 1
    text: Positive | None = None
