"""Desks: queues with ranks, the dispatch that closes an instant, and jobs from their grant to their end.

SimPy's PriorityResource sorts its list at each request and grants one waiter a trigger; overload is the interesting
regime here, so queues are heaps of our own and a shift start serves as many as arrive (docs/model.md, section 8).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any

from sim.response import jobs
from sim.response.instants import RESTED, RETURNED, Instants, Token
from sim.response.luck import Luck
from sim.response.plan import Plan
from sim.response.state import CALENDAR, PAGE, QUEUE, Case, Item, PersonState, QueueState, WatchState
from sim.units import tick

Hook = Callable[..., None]


class Desks:
    """All queues and people of one run."""

    def __init__(self, env: Instants, plan: Plan, luck: Luck) -> None:
        self.env = env
        self.pending = env.pending
        self.plan = plan
        self.luck = luck
        self.suspends = plan.organisation.resources.at_shift_end != "finish"
        self.policy = plan.organisation.resources.at_shift_end
        self.reread = plan.organisation.resources.reread
        self.paged_level = plan.paging.from_level if plan.paging else 5
        self.watches = [WatchState(intervals) for intervals in plan.watches]
        self.people = [PersonState(person, self.watches[person.watch]) for person in plan.people]
        self.queues = [QueueState(queue) for queue in plan.queues]
        self.dirty: list[QueueState] = []
        self.begin: Callable[[Item], float] = _unset
        self.rested: Callable[[Item], None] = _unset
        self.returned: Callable[[Item], None] = _unset
        self.pages = plan.paging is not None
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
        if not queue.dirty:
            queue.dirty = True
            self.dirty.append(queue)

    def look_at(self, person: PersonState) -> None:
        """Note whether a person is there and free, after something of theirs but their job has changed."""
        person.there = (person.watch.on_duty and not person.away) or bool(person.answering)
        free = person.there and person.item is None
        for queue in person.queues:
            queue.free += free - person.free
        person.free = free

    # Waiting

    def join(self, item: Item, queue: int, *, head: bool = False) -> None:
        """Put an item into a queue; its rank is frozen now, unless it comes back to the head."""
        state, now = self.queues[queue], self.env.instant
        if not head:
            self.freeze_rank(item)
        high = item.level_rank >= self.paged_level
        item.queue = state
        item.home = queue
        item.joined = now
        item.since = len(state.history[high])
        item.entry = entry = (0 if head else 1, -item.level_rank, -item.reach_rank, now, item.number, item)
        state.high += high
        heappush(state.heap, entry)
        # Half of all joins find nobody free: who is freed at this instant touches the queue then.
        if (state.free or self.pages) and not state.dirty:
            self.touch(state)

    def freeze_rank(self, item: Item) -> None:
        """Freeze the rank of an item: joins and drift of its case count at the next queue, or the next stage."""
        case = item.case
        item.level_rank = case.level
        item.reach_rank = case.reach if case.fact < 0 else math.inf

    def leave(self, item: Item) -> None:
        """Take an item out of its queue and book what its waiting was."""
        queue = item.queue
        assert queue is not None, item.number
        now, start, since = self.env.instant, item.joined, item.since
        high = item.level_rank >= self.paged_level
        queue.high -= high
        item.queue = item.entry = None
        if now > start:
            history = queue.history[high]
            component = history[since - 1][1] if since else CALENDAR
            if since < len(history):
                for changed, following in history[since:]:
                    item.booked[component] += changed - start
                    start, component = changed, following
            item.booked[component] += now - start

    # Dispatch

    def dispatch(self) -> None:
        """Let every queue in which something changed take its turn, by name."""
        dirty = self.dirty
        if len(dirty) > 1:
            dirty.sort(key=_place)
        for queue in dirty:
            queue.dirty = False
            if queue.free and queue.heap:
                self._give_out(queue)
            if self.pages:
                self.page(queue)
            if queue.stale:
                self._note_state(queue)
        dirty.clear()

    def page(self, queue: QueueState) -> None:
        """Release and page people on call; what `PagingDesks` does where the organisation pages."""

    def _give_out(self, queue: QueueState) -> None:
        """Give the items of a queue, best first, to the best free members who may take them."""
        heap, skipped = queue.heap, []
        while heap and queue.free:
            entry = heappop(heap)
            item: Item = entry[5]
            if item.entry is not entry:
                continue
            chosen = self._choose(queue, item)
            if chosen is None:
                skipped.append(entry)
                continue
            self.leave(item)
            self.start(item, chosen)
        for entry in skipped:
            heappush(heap, entry)

    def _choose(self, queue: QueueState, item: Item) -> PersonState | None:
        """Return the best of the free members who may take an item; where all are alike, the first."""
        author = item.case.author if queue.approval else None
        if queue.plain:
            for person in queue.people:
                if person.free and person is not author:
                    return person
            return None
        best: PersonState | None = None
        best_skill = 0.0
        for person in queue.people:
            if not person.free or person is author or not self._may_take(queue, item, person):
                continue
            skill = person.plan.skill(item.case.channel, _label(item))
            if best is None or skill > best_skill:
                best, best_skill = person, skill
        return best

    def _may_take(self, queue: QueueState, item: Item, person: PersonState) -> bool:
        """Say whether a free person is there for an item: on duty, or called in for this queue and level."""
        if person.watch.on_duty and not person.away:
            return True
        return queue.plan.index in person.answering and item.level_rank >= self.paged_level

    def _note_state(self, queue: QueueState) -> None:
        """Note what waiting in this queue means from now on, for low and for paged levels."""
        queue.stale = False
        on_duty = any(person.watch.on_duty for person in queue.people)
        answering = any(queue.plan.index in person.answering for person in queue.people)
        low = QUEUE if on_duty else CALENDAR
        high = QUEUE if on_duty or answering else PAGE if queue.paged is not None else CALENDAR
        for history, component in zip(queue.history, (low, high), strict=True):
            if not history or history[-1][1] != component:
                history.append((self.env.instant, component))

    # Jobs

    def start(self, item: Item, person: PersonState) -> None:
        """Have a person begin, or take up again, the work on an item."""
        now, watch, case = self.env.instant, person.watch, item.case
        work = item.remaining
        if work is None:
            factor = 1.0 if item.stage is None else self.begin(item)
            work = item.work if person.plain and factor == 1.0 else self._paced(item, person, factor)
        else:
            item.remaining = None
        person.item, item.person, item.start = item, person, now
        person.cases.add(case.case_number)
        if person.free:
            person.free = False
            for queue in person.queues:
                queue.free -= 1
        until = now + work
        if until > watch.end and self.suspends and watch.on_duty:
            self._start_late(item, person, work)
        else:
            # What `Instants.push` does: a call less a job.
            item.callbacks = item.done
            heappush(self.pending, (until, item.order, item.number, item))
        for hook in self.on_start:
            hook(now, case, _label(item), person.plan.name)

    def _start_late(self, item: Item, person: PersonState, work: float) -> None:
        """Have a job begin that its person's shift is too short for."""
        way = jobs.course(person, item.start, work, policy=self.policy, reread=self.reread)
        item.remaining, item.rests = way.remaining, way.rests
        item.armed = item.done if way.remaining is None else self._returning
        self._watch_patience(item)
        self.env.push(item, way.until, item.order if way.remaining is None else RETURNED, item.number)

    def end(self, item: Item) -> None:
        """End the job on an item, or break it off: book it, and free its person."""
        person = item.person
        assert person is not None, item.number
        now, watch = self.env.instant, person.watch
        if item.rests is None and watch.on_duty and item.start >= watch.begin:
            spent = now - item.start
            item.booked[item.work_component] += spent
            person.busy += spent
        else:
            jobs.book(item, person, now)
        item.person = person.item = None
        if person.there:
            person.free = True
            for queue in person.queues:
                queue.free += 1
                if (queue.heap or self.pages) and not queue.dirty:
                    self.touch(queue)

    def _paced(self, item: Item, person: PersonState, factor: float) -> float:
        """Return the duration of the work at this person's speed (equation 12)."""
        if item.law is None:
            return 0.0
        speed = person.plan.skill(item.case.channel, _label(item)) * person.plan.attention
        return tick(self.luck.exact(item.law, item.case.row, item.case.rejections) * factor / speed)

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
        self.end(item)
        self.join(item, item.home, head=True)
        self.returned(item)

    def withdraw(self, item: Item) -> None:
        """Take an item out of wherever it is: its queue, or somebody's hands."""
        if item.queue is not None:
            self.touch(item.queue)
            self.leave(item)
        elif item.person is not None:
            self.end(item)

    def worked_on(self, case: Case) -> bool:
        """Say whether somebody works on the case now."""
        items: list[Item] = case.branches or [case]
        return case.in_meeting or any(i.person is not None and not jobs.resting(i, self.env.instant) for i in items)

    def goes_on(self, case: Case, person: PersonState, queue: int) -> bool:
        """Say whether who ended a stage goes on with the case's next one, at `queue`, in the same sitting."""
        return case.home == queue and (person.watch.on_duty or queue in person.answering)


def _label(item: Item) -> str:
    return item.stage.label if item.stage is not None else "review"


def _place(queue: QueueState) -> int:
    return queue.plan.index


def _unset(*_: object) -> Any:
    raise AssertionError("a hook of the run is not set")
