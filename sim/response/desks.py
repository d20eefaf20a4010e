"""Desks: queues with ranks, the dispatch that closes an instant, and jobs from their grant to their end.

SimPy's PriorityResource sorts its list at each request and grants one waiter a trigger; overload is the interesting
regime here, so queues are heaps of our own and a shift start serves as many as arrive (docs/model.md, section 8).
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable
from heapq import heappop, heappush
from itertools import pairwise
from typing import Any

from sim.response import jobs
from sim.response.instants import RESTED, RETURNED, REVIEWED, Instants, Token
from sim.response.luck import Luck
from sim.response.plan import Plan, StagePlan
from sim.response.state import (
    CALENDAR,
    COMPONENTS,
    PAGE,
    QUEUE,
    REVIEW,
    SERVICE,
    Case,
    Entry,
    Item,
    PersonState,
    QueueState,
    WatchState,
)
from sim.units import tick

Hook = Callable[..., None]


class Desks:
    """All queues and people of one run."""

    def __init__(self, env: Instants, plan: Plan, luck: Luck) -> None:
        self.env = env
        self.pending = env.pending
        self.plan = plan
        self.luck = luck
        # The two draws of a review read the table themselves: two calls less, of sixteen.
        self.columns = luck.columns
        self.policy = plan.organisation.resources.at_shift_end
        self.reread = plan.organisation.resources.reread
        self.paged_level = plan.paging.from_level if plan.paging else 5
        self.watches = [WatchState(intervals) for intervals in plan.watches]
        self.people = [PersonState(person, self.watches[person.watch]) for person in plan.people]
        self.queues = [QueueState(queue) for queue in plan.queues]
        # By place, not by queue: numbers sort at C's speed, and they do so by name.
        self.dirty: set[int] = set()
        self.begin: Callable[[Item], float] = _unset
        self.rested: Callable[[Item], None] = _unset
        self.returned: Callable[[Item], None] = _unset
        self.pages = plan.paging is not None
        self.stage_end: list[Hook] = [_unset]
        self.review_end: list[Hook] = [_unset]
        self._returning: list[Hook] = [self._come_back]
        self.on_start: tuple[Hook, ...] = ()
        self._enrol()

    def _enrol(self) -> None:
        for queue in self.queues:
            queue.people = [self.people[i] for i in queue.plan.members]
            queue.on_call = [self.people[i] for i in queue.plan.on_call]
            self.touch(queue)
        for person in self.people:
            person.queues = tuple(queue for queue in self.queues if person in queue.people)
            person.watch.people.append(person)
            person.watch.queues.update(person.queues)

    def touch(self, queue: QueueState) -> None:
        """Have a queue take its turn in the next dispatch."""
        self.dirty.add(queue.place)

    def look_at(self, person: PersonState) -> None:
        """Note whether a person is there and free, after something of theirs but their job has changed."""
        person.there = (person.watch.on_duty and not person.away) or bool(person.answering)
        free = person.there and person.item is None
        for queue in person.queues:
            queue.free += free - person.free
        person.free = free

    # Waiting

    def join(self, item: Item, queue: int) -> None:
        """Put an item into a queue; its rank is frozen now."""
        case, state, now = item.case, self.queues[queue], self.env.instant
        reach = case.reach if case.fact < 0 else math.inf
        item.home = state
        item.entry = item.rank = entry = (1, -case.level, -reach, now, item.number, item)
        heappush(state.heap, entry)
        # Where nobody is free there is no turn to take; who is freed later at this instant touches the queue then.
        if state.free:
            self.dirty.add(queue)

    def rejoin(self, item: Item) -> None:
        """Put an item that had been taken back to the head of its queue; it keeps its rank."""
        state, rank = item.home, item.rank
        item.entry = item.rank = entry = (0, rank[1], rank[2], self.env.instant, item.number, item)
        heappush(state.heap, entry)
        self.touch(state)

    def freeze_rank(self, item: Item) -> None:
        """Freeze the rank of an item: joins and drift of its case count at the next queue, or the next stage."""
        case = item.case
        reach = case.reach if case.fact < 0 else math.inf
        item.rank = (1, -case.level, -reach, self.env.instant, item.number, item)

    def is_paged(self, rank: Entry) -> bool:
        """Say whether an item of this rank is of a paged level."""
        return -rank[1] >= self.paged_level

    def leave(self, item: Item) -> None:
        """Take an item out of its queue and book what its waiting was."""
        queue, rank, start = item.home, item.rank, item.rank[3]
        history = queue.history[queue.on_call != [] and self.is_paged(rank)]
        item.entry = None
        place = max(0, bisect_right(history, (start, COMPONENTS)) - 1)
        for (_, component), (changed, _) in pairwise([*history[place:], (self.env.instant, CALENDAR)]):
            item.booked[component] += changed - start
            start = changed

    # Dispatch

    def dispatch(self) -> None:
        """Let every queue in which something changed take its turn, by name."""
        now, queues, start = self.env.instant, self.queues, self.start
        for place in sorted(self.dirty):
            queue = queues[place]
            heap = queue.heap
            while queue.free and heap:
                entry = heap[0]
                item = entry[5]
                if item.entry is not entry:
                    heappop(heap)
                    continue
                for person in queue.people:
                    if person.free:
                        break
                joined = entry[3]
                if joined < queue.since or person is item.case.author:
                    self._give_out(queue)
                    break
                # What `_give_out` does for nine items of ten: all members are alike, and waiting meant one thing.
                heappop(heap)
                item.entry = None
                item.booked[queue.waiting_is] += now - joined
                start(item, person)
            if queue.stale or self.pages:
                self.end_turn(queue)
        self.dirty.clear()

    def _give_out(self, queue: QueueState) -> None:
        """Give the items of a queue, best first, to the best free members who may take them."""
        skipped = []
        while queue.heap and queue.free:
            entry = heappop(queue.heap)
            item = entry[5]
            if item.entry is not entry:
                continue
            author = item.case.author if queue.approval else None
            takers = (person for person in self._by_skill(queue, item) if person is not author)
            person = next(takers, None)
            if person is None:
                skipped.append(entry)
            else:
                self.leave(item)
                self.start(item, person)
        for entry in skipped:
            heappush(queue.heap, entry)

    def _by_skill(self, queue: QueueState, item: Item) -> list[PersonState]:
        """Return the members who are there for an item, the best at it first."""
        channel, label = item.case.channel, _label(item)
        found = [person for person in queue.people if person.free and self._may_take(queue, item, person)]
        return sorted(found, key=lambda person: -person.plan.skill(channel, label))

    def _may_take(self, queue: QueueState, item: Item, person: PersonState) -> bool:
        """Say whether a free person is there for an item: on duty, or called in for this queue and level."""
        if person.watch.on_duty and not person.away:
            return True
        return queue.place in person.answering and self.is_paged(item.rank)

    def end_turn(self, queue: QueueState) -> None:
        """Note what waiting in this queue means from now on, for low and for paged levels."""
        queue.stale = False
        on_duty = any(person.watch.on_duty for person in queue.people)
        answering = any(queue.place in person.answering for person in queue.people)
        low = QUEUE if on_duty else CALENDAR
        high = QUEUE if on_duty or answering else PAGE if queue.paged is not None else CALENDAR
        for history, component in zip(queue.history, (low, high), strict=True):
            if not history or history[-1][1] != component:
                history.append((self.env.instant, component))
        if queue.plain:
            queue.since, queue.waiting_is = queue.history[0][-1]

    # Jobs

    def start(self, item: Item, person: PersonState) -> None:
        """Have a person begin, or take up again, the work on an item."""
        case, stage, work = item.case, item.stage, item.remaining
        if work is not None:
            item.remaining = None
        elif stage is not None:
            work = self._stage_work(item, stage, person)
        else:
            law = item.step.reviews[item.branch]
            try:
                work = self.columns[law][case.rejections][case.row]
            except IndexError:
                work = self.luck.draw(law, case.row, case.rejections)
            if not person.plain:
                work = self._paced(law, item, person, 1.0)
        item.person = person
        person.item = item
        item.start = now = self.env.instant
        person.cases.append(case)
        if person.free:
            person.free = False
            for queue in person.queues:
                queue.free -= 1
        until = now + work
        if until <= person.watch.end:
            # What `Instants.push` does, without the call.
            item.callbacks = self.review_end if stage is None else self.stage_end
            heappush(self.pending, (until, REVIEWED if stage is None else stage.order, item.number, item))
        else:
            self._start_late(item, person, work)
        if self.on_start:
            for hook in self.on_start:
                hook(now, item.case, _label(item), person.plan.name)

    def _start_late(self, item: Item, person: PersonState, work: float) -> None:
        """Have a job begin that does not end within its person's hours."""
        way = jobs.course(person, item.start, work, policy=self.policy, reread=self.reread)
        stage = item.stage
        order = REVIEWED if stage is None else stage.order
        item.armed = self.review_end if stage is None else self.stage_end
        item.remaining, item.rests = way.remaining, way.rests or []
        if way.remaining is not None:
            order, item.armed = RETURNED, self._returning
        self._watch_patience(item)
        self.env.push(item, way.until, order, item.number)

    def _stage_work(self, item: Item, stage: StagePlan, person: PersonState) -> float:
        """Return how long a stage takes this person, which begins now: at the level of now (equation 12)."""
        factor, case = self.begin(item), item.case
        law = stage.laws[case.level]
        if person.plain and factor == 1.0:
            return self.luck.draw(law, case.row, case.rejections)
        return self._paced(law, item, person, factor)

    def _paced(self, law: int, item: Item, person: PersonState, factor: float) -> float:
        speed = person.plan.skill(item.case.channel, _label(item)) * person.plan.attention
        return tick(self.luck.exact(law, item.case.row, item.case.rejections) * factor / speed)

    def end(self, item: Item, person: PersonState) -> None:
        """End a person's job on an item, or break it off: book it, and free the person."""
        if item.rests is None:
            spent = self.env.instant - item.start
            item.booked[REVIEW if item.stage is None else SERVICE] += spent
            person.busy += spent
        else:
            jobs.book(item, person, self.env.instant)
        item.person = person.item = None
        if person.there:
            person.free = True
            for queue in person.queues:
                queue.free += 1
                if queue.heap or self.pages:
                    self.dirty.add(queue.place)

    def _watch_patience(self, item: Item) -> None:
        """Look again at the asker's patience when a job first rests after it has run out."""
        late = [start for start, _ in item.rests or [] if start >= item.case.gives_up]
        if late:
            token = Token(self.env, lambda _: self.rested(item) if jobs.resting(item, self.env.instant) else None)
            self.env.push(token, late[0], RESTED, item.number)

    def _come_back(self, item: Item) -> None:
        """Put a job that its person could not end back to the head of its queue."""
        if item.person is None:
            return
        self.end(item, item.person)
        self.rejoin(item)
        self.returned(item)

    def withdraw(self, item: Item) -> None:
        """Take an item out of wherever it is: its queue, or somebody's hands."""
        if item.entry is not None:
            self.touch(item.home)
            self.leave(item)
        elif item.person is not None:
            self.end(item, item.person)

    def worked_on(self, case: Case) -> bool:
        """Say whether somebody works on the case now."""
        items: list[Item] = case.branches or [case]
        return case.in_meeting or any(i.person is not None and not jobs.resting(i, self.env.instant) for i in items)

    def goes_on(self, case: Case, person: PersonState, queue: int) -> bool:
        """Say whether who ended a stage goes on with the case's next one, at `queue`, in the same sitting."""
        return case.home is self.queues[queue] and (person.watch.on_duty or queue in person.answering)


def _label(item: Item) -> str:
    return item.stage.label if item.stage is not None else "review"


def _unset(*_: object) -> Any:
    raise AssertionError("a hook of the run is not set")
