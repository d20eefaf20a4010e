"""After drafting: authority, the approval chain and the publication (docs/model.md, sections 5 and 9.1)."""

from __future__ import annotations

import bisect

from tests.reference.experience import rejects
from tests.reference.line import begin_draft, publish_position, publish_public
from tests.reference.modes import authority_now, chain_now
from tests.reference.rows import ALL_OF, DRAFT, FOLLOW_UP, MEETING, NEVER, PUBLISH, REVIEW_WORK, ROLE
from tests.reference.transit import BACK, NOBODY, TO_STEP, enter, queue_stage, send
from tests.reference.work import close, join, look_at_patience, settle
from tests.reference.world import (
    ANSWERED,
    CALENDAR,
    MOOT,
    OPEN,
    REVIEW,
    REVIEWED,
    STOPPED,
    TIME_OUT,
    Case,
    Item,
    World,
)


def authorise(world: World, case: Case, person: int, desk: int) -> None:
    """After drafting: publish alone, or go through the approval chain of the level."""
    templates = world.plan.templates
    alone = case.author != NOBODY and authority_now(world, case, case.author) >= case.level
    prepared = case.templated and templates is not None and case.level <= templates.alone_up_to
    case.chain, case.step = chain_now(world, case), 0
    if alone or prepared or not case.chain:
        _to_publication(world, case, person, desk)
    else:
        _to_step(world, case)


def _to_step(world: World, case: Case) -> None:
    """Go to the case's present step, or to publication after the last."""
    if case.step == len(case.chain):
        _to_publication(world, case, NOBODY, NOBODY)
    elif case.chain[case.step].handover is not None:
        send(world, case, TO_STEP + case.step)
    else:
        take_step(world, case)


def take_step(world: World, case: Case) -> None:
    """Let the case wait for the meeting or the reviewers of its present step."""
    step = case.chain[case.step]
    if step.form == MEETING:
        row = bisect.bisect_right(step.starts, world.now)
        case.clock.switch(world.now, CALENDAR)
        case.token += 1
        if row < len(step.starts):
            world.push(step.starts[row], REVIEWED, case.number, 0, _meet, world, case, case.token)
    else:
        for branch, queue in enumerate(step.queues):
            item = join(world, case, queue, work=REVIEW_WORK, branch=branch)
            if step.form == ROLE and step.timeout < NEVER:
                world.push(world.now + step.timeout, TIME_OUT, case.number, branch, _time_out, world, item)
    look_at_patience(world, case)


def _meet(world: World, case: Case, token: int) -> None:
    """The meeting starts; its decision comes after its review time."""
    if token != case.token:
        return
    case.deciding = True
    case.clock.switch(world.now, REVIEW)
    law = case.chain[case.step].review
    length = 0.0 if law is None else world.draws.duration(law, case.key, "review", 16 * case.step, case.round)
    world.push(world.now + length, REVIEWED, case.number, 0, _met, world, case, case.token)


def _met(world: World, case: Case, token: int) -> None:
    if token == case.token:
        case.deciding = False
        _decide(world, case, rejected=rejects(world, case, 0, NOBODY))


def voted(world: World, case: Case, item: Item, person: int) -> None:
    """One branch has finished: it decides, or the step waits for the others."""
    item.finished = True
    item.clock.switch(world.now, STOPPED)
    rejected = rejects(world, case, item.branch, person)
    world.reviews[person] += 1
    waits = case.chain[case.step].form == ALL_OF and any(not other.finished for other in case.items)
    if waits and not rejected:
        look_at_patience(world, case)
        return
    settle(world, case, item)
    _decide(world, case, rejected=rejected)


def _decide(world: World, case: Case, *, rejected: bool) -> None:
    case.reviewed = True
    if not rejected:
        _approve(world, case)
        return
    case.round += 1
    if case.chain[case.step].handover is not None:
        send(world, case, BACK + case.step)
    else:
        redraft(world, case)


def _approve(world: World, case: Case) -> None:
    case.approved = world.now
    case.step += 1
    _to_step(world, case)


def redraft(world: World, case: Case) -> None:
    """Draft again; the draft stage's own hand-over law is for the first way to it."""
    if world.plan.stages[DRAFT] is None:
        begin_draft(world, case)
        authorise(world, case, NOBODY, NOBODY)
    else:
        queue_stage(world, case, DRAFT)


def _time_out(world: World, item: Item) -> None:
    """A review that has not begun in time: consent, the deputy, or the next step."""
    case = item.case
    if case.state != OPEN or item.begun or item not in case.items:
        return
    step = case.chain[case.step]
    if step.on_timeout == "deputy":
        world.waiting[item.queue].remove(item)
        item.queue, item.joined, item.level = step.deputy, world.now, case.level
        item.reach = item.reach if case.fact is not None else case.reach
        world.waiting[item.queue].append(item)
        look_at_patience(world, case)
        return
    settle(world, case, item)
    if step.on_timeout == "consent":
        _approve(world, case)
    else:
        case.step += 1
        _to_step(world, case)


def _to_publication(world: World, case: Case, person: int, desk: int) -> None:
    if world.plan.stages[PUBLISH] is None:
        publish(world, case, person, desk)
    else:
        enter(world, case, PUBLISH, person, desk)


def publish(world: World, case: Case, person: int, desk: int) -> None:
    """Publish the answer; follow-up comes after it."""
    if case.fact is None:
        publish_public(world, case)
    elif not publish_position(world, case):
        close(world, case, MOOT)
        return
    case.answered, case.state = world.now, ANSWERED
    if world.plan.stages[FOLLOW_UP] is None:
        close(world, case, ANSWERED)
    else:
        enter(world, case, FOLLOW_UP, person, desk)
