"""Pages: calling people on call, one attempt after the other (docs/model.md, section 5, "Paging")."""

from __future__ import annotations

from tests.reference.rows import NEVER
from tests.reference.world import PAGED, World


def look_at_pages(world: World, queue: int) -> None:
    """Release who answered a page for nothing any more, and start a page if one is needed."""
    members = world.plan.queues[queue].members
    paged = any(world.paged_level(item) for item in world.waiting[queue])
    if not paged:
        for person in members:
            if world.job[person] is None:
                world.answering[person].discard(queue)
        return
    if not world.paging[queue] and not any(world.on_hand(p) or queue in world.answering[p] for p in members):
        _attempt(world, queue, 0)


def _attempt(world: World, queue: int, number: int) -> None:
    """Begin attempt `number` of a page, for the first item of a paged level."""
    paging, called = world.plan.paging, world.plan.queues[queue].on_call
    assert paging is not None
    item = min((item for item in world.waiting[queue] if world.paged_level(item)), key=world.rank)
    case, before = item.case, item.case.attempts
    case.attempts += 1
    world.paging[queue] = True
    answered = NEVER
    if world.draws.u(case.key, "page reached", before) >= paging.unavailable:
        answered = world.draws.duration(paging.answer, case.key, "page answered", before)
    person = called[number % len(called)] if answered < paging.timeout else -1
    ends = world.now + min(answered, paging.timeout)
    world.push(ends, PAGED, case.number, item.branch, _paged, world, queue, number, person, queue=queue)


def _paged(world: World, queue: int, number: int, person: int) -> None:
    """End an attempt: the page is over, was answered, or goes on with the next attempt."""
    world.paging[queue] = False
    wanted = any(world.paged_level(item) for item in world.waiting[queue])
    if not wanted or any(world.on_hand(member) for member in world.plan.queues[queue].members):
        return
    if person >= 0:
        world.answering[person].add(queue)
    else:
        _attempt(world, queue, number + 1)
