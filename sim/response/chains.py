"""Chains that people change while a run is under way (docs/model.md, section 10.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from sim.response.plan import Chains, StepPlan


@dataclass(frozen=True)
class Change:
    """One change of a level's chain: the queue or meeting that is left out, or the level whose chain is taken.

    With neither nobody is asked.
    """

    without: int | str | None = None
    like: int | None = None


Changes: TypeAlias = Mapping[int, Sequence[Change]]


def changed(changes: Changes, chains: Chains, level: int) -> tuple[StepPlan, ...]:
    """Return the chain of a level after its changes, in the order in which they were made."""
    chain = chains[level]
    for change in changes.get(level, ()):
        if change.like is not None:
            chain = chains[change.like]
        elif change.without is None:
            chain = ()
        else:
            left = (_without(step, change.without) for step in chain)
            chain = tuple(step for step in left if step is not None)
    return chain


def _without(step: StepPlan, who: int | str) -> StepPlan | None:
    """Return a step without one of those whom it asks; None where nobody is left.

    The other branches keep their laws, and with them their addresses.
    """
    if step.meeting is not None:
        return None if step.meeting == who else step
    kept = [branch for branch, queue in enumerate(step.queues) if queue != who]
    if len(kept) == len(step.queues):
        return step
    if not kept:
        return None
    return replace(
        step,
        queues=tuple(step.queues[branch] for branch in kept),
        reviews=tuple(step.reviews[branch] for branch in kept),
        luck=tuple(step.luck[branch] for branch in kept),
    )
