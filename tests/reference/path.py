"""A case's way from triage to follow-up (docs/model.md, section 5, up to "Transit")."""

from __future__ import annotations

import bisect

from tests.reference.line import begin_draft, publish_position, publish_public
from tests.reference.rows import ALL_OF, DRAFT, FOLLOW_UP, MEETING, NEVER, PUBLISH, REVIEW_WORK, ROLE, TRIAGE
from tests.reference.work import close, join, let_go, look_at_patience, new_item, settle, start
from tests.reference.world import (
    ANSWERED,
    ARRIVED,
    CALENDAR,
    MONITORED,
    MOOT,
    OPEN,
    REVIEW,
    REVIEWED,
    STOPPED,
    TIME_OUT,
    TRANSIT,
    Case,
    Item,
    World,
)

NOBODY = -1
# Codes of a transit: 0 refer, 1 + i to step i, 100 + i back from step i, 200 + s to stage s.
REFER, TO_STEP, BACK, TO_STAGE = 0, 1, 100, 200


def send(world: World, case: Case, code: int) -> None:
    """Begin a transit."""
    if code == REFER:
        law = world.plan.desks[case.desk].refer
    elif code >= TO_STAGE:
        stage = world.plan.stages[code - TO_STAGE]
        law = None if stage is None else stage.handover
    else:
        law = case.chain[case.step].handover
    assert law is not None
    case.handovers += 1
    case.clock.switch(world.now, TRANSIT)
    case.token += 1
    delay = world.draws.duration(law, case.key, "handover", code, case.round)
    world.push(world.now + delay, ARRIVED, case.number, 0, _arrive, world, case, case.token, code)
    look_at_patience(world, case)


def _arrive(world: World, case: Case, token: int, code: int) -> None:
    if token != case.token:
        return
    if code == REFER:
        advance(world, case, TRIAGE, NOBODY, NOBODY)
    elif code >= TO_STAGE:
        _queue_stage(world, case, code - TO_STAGE)
    elif code >= BACK:
        _redraft(world, case)
    else:
        _take_step(world, case)


def advance(world: World, case: Case, stage: int, person: int, desk: int) -> None:
    """Go to a stage up to the draft, leaving absent ones out; `person` has just ended a stage at `desk`."""
    while stage < DRAFT and world.plan.stages[stage] is None:
        stage += 1
    if world.plan.stages[stage] is None:
        begin_draft(world, case)
        _authorise(world, case, person, desk)
    else:
        _enter(world, case, stage, person, desk)


def _desk_of(world: World, case: Case, stage: int) -> int:
    row = world.plan.stages[stage]
    assert row is not None
    return case.desk if row.desk < 0 else row.desk


def _enter(world: World, case: Case, stage: int, person: int, desk: int) -> None:
    """Begin a stage: in one sitting, after a transit, or through the queue."""
    row, target = world.plan.stages[stage], _desk_of(world, case, stage)
    assert row is not None
    queue = world.plan.desks[target].queue
    if row.handover is not None:
        send(world, case, TO_STAGE + stage)
    elif person != NOBODY and target == desk and (world.on_duty(person) or queue in world.answering[person]):
        start(world, new_item(world, case, queue, work=stage), person)
    else:
        _queue_stage(world, case, stage)


def _queue_stage(world: World, case: Case, stage: int) -> None:
    join(world, case, world.plan.desks[_desk_of(world, case, stage)].queue, work=stage)
    look_at_patience(world, case)


def job_ended(world: World, item: Item, token: int) -> None:
    """A person has done a job: a stage goes on with the next, a review is a vote."""
    if token != item.token:
        return
    case, person = item.case, item.person
    let_go(world, item)
    if item.work == REVIEW_WORK:
        _voted(world, case, item)
        return
    settle(world, case, item)
    case.stage_ended[item.work] = world.now
    desk = _desk_of(world, case, item.work)
    if item.work <= DRAFT:
        case.author = person
    if item.work == TRIAGE and case.level == 0:
        close(world, case, MONITORED)
    elif item.work < DRAFT:
        advance(world, case, item.work + 1, person, desk)
    elif item.work == DRAFT:
        _authorise(world, case, person, desk)
    elif item.work == PUBLISH:
        _publish(world, case, person, desk)
    else:
        close(world, case, ANSWERED)


def _authorise(world: World, case: Case, person: int, desk: int) -> None:
    """After drafting: publish alone, or go through the approval chain of the level."""
    own, templates = world.plan.desks[case.desk], world.plan.templates
    alone = case.author != NOBODY and own.authority[case.author] >= case.level
    prepared = case.templated and templates is not None and case.level <= templates.alone_up_to
    case.chain, case.step = own.chains[case.level], 0
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
        _take_step(world, case)


def _take_step(world: World, case: Case) -> None:
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
        _decide(world, case, rejected=_rejects(world, case, 0))


def _rejects(world: World, case: Case, branch: int) -> bool:
    step = 16 * case.step + branch
    return world.draws.u(case.key, "reject", step, case.round) < case.chain[case.step].reject


def _voted(world: World, case: Case, item: Item) -> None:
    """One branch has finished: it decides, or the step waits for the others."""
    item.finished = True
    item.clock.switch(world.now, STOPPED)
    rejected = _rejects(world, case, item.branch)
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
        _redraft(world, case)


def _approve(world: World, case: Case) -> None:
    case.approved = world.now
    case.step += 1
    _to_step(world, case)


def _redraft(world: World, case: Case) -> None:
    """Draft again; the draft stage's own hand-over law is for the first way to it."""
    if world.plan.stages[DRAFT] is None:
        begin_draft(world, case)
        _authorise(world, case, NOBODY, NOBODY)
    else:
        _queue_stage(world, case, DRAFT)


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
        _publish(world, case, person, desk)
    else:
        _enter(world, case, PUBLISH, person, desk)


def _publish(world: World, case: Case, person: int, desk: int) -> None:
    """Publish the answer; follow-up comes after it."""
    if case.fact is None:
        publish_public(world, case)
        world.thread_answered[case.thread] = world.now
        world.enquiry_answered.add(case.mention)
    elif not publish_position(world, case):
        close(world, case, MOOT)
        return
    case.answered, case.state = world.now, ANSWERED
    if world.plan.stages[FOLLOW_UP] is None:
        close(world, case, ANSWERED)
    else:
        _enter(world, case, FOLLOW_UP, person, desk)
