"""Who works on what: queues, jobs, shift ends, paging (docs/model.md, section 5, from "People" on)."""

from __future__ import annotations

import math

from sim.units import DAY
from tests.reference.durations import duration_of, skill_of
from tests.reference.line import begin_draft
from tests.reference.modes import crisis_of
from tests.reference.paging import look_at_pages
from tests.reference.rows import DRAFT, FINISH, REVIEW_WORK, SUSPEND
from tests.reference.world import (
    ANSWERED,
    CALENDAR,
    MOOT,
    OPEN,
    PAGE,
    QUEUE,
    RESTS,
    RESUME,
    RETURNED,
    REVIEW,
    REVIEWED,
    SERVICE,
    STAGE_ENDS,
    STOPPED,
    Case,
    Clock,
    Item,
    World,
)


def join(world: World, case: Case, queue: int, *, work: int, branch: int = 0) -> Item:
    """Put a case into a queue: level and reach are frozen, position cases come before all of their level."""
    item = new_item(world, case, queue, work=work, branch=branch)
    world.waiting[queue].append(item)
    return item


def new_item(world: World, case: Case, queue: int, *, work: int, branch: int = 0) -> Item:
    """Return the item of one stage or branch and stop the case's own clock: the item's runs now."""
    case.clock.switch(world.now, STOPPED)
    reach = math.inf if case.fact is not None else case.reach
    item = Item(case, queue, work, branch, case.level, reach, world.now, Clock(world.now))
    case.items.append(item)
    return item


def settle(world: World, case: Case, item: Item) -> None:
    """Book the item that decided to its case; branches that are no longer needed are withdrawn."""
    item.clock.switch(world.now, STOPPED)
    for component, minutes in enumerate(item.clock.times):
        case.clock.times[component] += minutes
    case.clock.since = world.now
    for other in case.items:
        withdraw(world, other)
    case.items.clear()


def withdraw(world: World, item: Item) -> None:
    """Take an item out of its queue, or out of the hands of its person, who is free at once."""
    if item in world.waiting[item.queue]:
        world.waiting[item.queue].remove(item)
    if item.person >= 0:
        let_go(world, item)


def let_go(world: World, item: Item) -> None:
    """End a job: its person holds nothing, and the time worked since it (re)started counts."""
    if not item.resting:
        world.worked[item.person].append((item.started, world.now))
    world.job[item.person] = None
    item.person, item.resting = -1, False
    item.token += 1


def worked_on(case: Case) -> bool:
    """Whether someone works on a case: a stage, a review or a meeting's, not while suspended."""
    return case.deciding or any(item.person >= 0 and not item.resting for item in case.items)


def look_at_patience(world: World, case: Case) -> None:
    """Make a waiting case below L3 moot if its asker's moment has come."""
    if case.state == OPEN and case.patience <= world.now and case.level < 3 and not worked_on(case):
        if case.items:
            settle(world, case, min((i for i in case.items if not i.finished), key=lambda i: i.branch))
        close(world, case, MOOT)


def close(world: World, case: Case, state: int) -> None:
    """End a case."""
    case.clock.switch(world.now, STOPPED)
    case.state, case.ended = state, world.now
    case.deciding = False
    case.token += 1
    assert state == ANSWERED or math.isnan(case.answered)


def start(world: World, item: Item, person: int) -> None:
    """Give an item to a person: draw its duration unless it has one left (equation 12)."""
    case = item.case
    if not item.begun:
        item.begun = True
        if item.work == DRAFT:
            begin_draft(world, case)
        item.remaining = duration_of(world, item, person)
    item.person, item.stays = person, world.is_recalled(person)
    world.job[person] = item
    world.touched[person].add(case.number)
    proceed(world, item)


def proceed(world: World, item: Item) -> None:
    """Let a job run from now: to its end, or to the end of the duty on which it is done."""
    person, case = item.person, item.case
    hours = world.plan.people[person].duty
    item.clock.switch(world.now, REVIEW if item.work == REVIEW_WORK else SERVICE)
    item.started, item.ends = world.now, world.now + item.remaining
    item.token += 1
    # A job that ends exactly at the end of duty is done; who began off duty, on a page, or recalled, finishes.
    kept = world.plan.at_shift_end == FINISH or item.stays or not hours.holds(world.now)
    if kept or item.ends <= hours.end_at(world.now):
        order = REVIEWED if item.work == REVIEW_WORK else STAGE_ENDS[item.work]
        world.push(item.ends, order, case.number, item.branch, world.job_ended, world, item, item.token)
    elif world.plan.at_shift_end == SUSPEND:
        world.push(hours.end_at(world.now), RESTS, case.number, item.branch, _rest, world, item, item.token)
    else:
        world.push(hours.end_at(world.now), RETURNED, case.number, item.branch, _hand_back, world, item, item.token)


def _rest(world: World, item: Item, token: int) -> None:
    """At the end of duty: the job rests with its person until the next duty, or for 24 h at most."""
    if token != item.token:
        return
    item.clock.switch(world.now, CALENDAR)
    world.worked[item.person].append((item.started, world.now))
    item.resting = True
    item.remaining = item.ends - world.now
    again = world.plan.people[item.person].duty.next_start(world.now)
    if again - world.now > DAY:
        world.push(world.now + DAY, RETURNED, item.case.number, item.branch, _give_up_rest, world, item, item.token)
    else:
        world.push(again, RESUME, item.case.number, item.branch, _resume, world, item, item.token)
    look_at_patience(world, item.case)


def _resume(world: World, item: Item, token: int) -> None:
    if token == item.token:
        item.resting = False
        proceed(world, item)


def _give_up_rest(world: World, item: Item, token: int) -> None:
    if token == item.token:
        _to_head(world, item)


def _hand_back(world: World, item: Item, token: int) -> None:
    if token == item.token:
        item.remaining = item.ends - world.now + world.plan.reread
        _to_head(world, item)


def _to_head(world: World, item: Item) -> None:
    let_go(world, item)
    # Between this event and the dispatch the component does not matter: no time passes.
    item.clock.switch(world.now, CALENDAR)
    item.returned, item.joined = True, world.now
    world.waiting[item.queue].append(item)
    look_at_patience(world, item.case)


def dispatch(world: World) -> None:
    """Phase (4): the queues take turns by name; each gives out work, then looks after its pages."""
    for queue, row in enumerate(world.plan.queues):
        items = world.waiting[queue]
        free = [person for person in row.members if _free(world, person, queue)] if items else []
        if free:
            _give_out(world, items, free)
        if row.on_call and world.plan.paging is not None:
            look_at_pages(world, queue)
    crisis = crisis_of(world)
    if crisis is not None and crisis.flex:
        _flex(world)


def _flex(world: World) -> None:
    """In a crisis whoever is free at any home desk helps out at every other one."""
    helped = {world.plan.desks[desk].queue for desk in world.plan.uses.home_desks}
    for queue in sorted(helped):
        items = world.waiting[queue]
        if items:
            everybody = world.plan.uses.file_order
            _give_out(world, items, [p for p in everybody if world.job[p] is None and world.at_work(p)])


def _give_out(world: World, items: list[Item], free: list[int]) -> None:
    items.sort(key=world.rank)
    for item in list(items):
        _give(world, item, free)


def _free(world: World, person: int, queue: int) -> bool:
    return world.job[person] is None and (world.at_work(person) or queue in world.answering[person])


def _give(world: World, item: Item, free: list[int]) -> None:
    """Give an item to the best of the free people who may take it, if there is one."""
    best, skill = -1, -1.0
    for person in free:
        if world.plan.queues[item.queue].approval and person == item.case.author:
            continue
        if not world.at_work(person) and not world.paged_level(item):
            continue
        if (fit := skill_of(world, item, person)) > skill:
            best, skill = person, fit
    if best >= 0:
        free.remove(best)
        world.waiting[item.queue].remove(item)
        start(world, item, best)


def book_queues(world: World) -> None:
    """Section 7: after the last dispatch of an instant, say what each waiting item waits for."""
    for queue, row in enumerate(world.plan.queues):
        items = world.waiting[queue]
        if not items:
            continue
        staffed = any(world.on_hand(person) for person in row.members)
        answering = any(queue in world.answering[person] for person in row.members)
        otherwise = PAGE if world.paging[queue] else CALENDAR
        for item in items:
            component = QUEUE if staffed else CALENDAR
            if not staffed and world.paged_level(item):
                component = QUEUE if answering else otherwise
            if component != item.clock.component:
                item.clock.switch(world.now, component)
