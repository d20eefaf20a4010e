"""How long a job takes, and how well a person fits it (equation 12; docs/model.md, 9.1, 9.6 and 9.7)."""

from __future__ import annotations

from sim.fields import at_level
from sim.units import tick
from tests.reference.modes import overhead_now
from tests.reference.rows import DRAFT, PURPOSES, REVIEW_WORK, TRIAGE
from tests.reference.world import Item, World


def skill_of(world: World, item: Item, person: int) -> float:
    """Return the skill by which people are chosen for an item."""
    row = world.plan.people[person]
    return row.channel_skill[item.case.channel] * row.work_skill[item.work] * row.experience


def duration_of(world: World, item: Item, person: int) -> float:
    """Draw how long a person who begins an item now takes."""
    speed = skill_of(world, item, person) * world.plan.people[person].attention * (1 - overhead_now(world))
    return _review(world, item, person, speed) if item.work == REVIEW_WORK else _stage(world, item, speed)


def _stage(world: World, item: Item, speed: float) -> float:
    case, stage = item.case, world.plan.stages[item.work]
    assert stage is not None
    law = at_level(stage.laws, case.level) or stage.laws[min(stage.laws)]
    factor = 1.0
    if item.work == DRAFT and case.templated:
        assert world.plan.templates is not None
        factor *= world.plan.templates.factor
    if item.work == DRAFT and case.round > 0:
        factor *= world.plan.redraft
    # A case that was misread is triaged once more, with a draw of its own.
    step = case.triages if item.work == TRIAGE else 0
    return tick(world.draws.unrounded(law, case.key, PURPOSES[item.work], step, case.round) * factor / speed)


def _review(world: World, item: Item, person: int, speed: float) -> float:
    case, unfamiliar = item.case, world.plan.people[person].unfamiliar
    law = case.chain[case.step].review
    assert law is not None
    drawn = world.draws.unrounded(law, case.key, "review", 16 * case.step + item.branch, case.round)
    if unfamiliar is None:
        return tick(drawn / speed)
    ended = world.reviews[person]
    length = tick(drawn * (1 + (unfamiliar.review - 1) * unfamiliar.left(ended)) / speed)
    if ended + unfamiliar.practised == 0:
        length += world.draws.duration(unfamiliar.briefing, case.key, "briefing")
    return length
