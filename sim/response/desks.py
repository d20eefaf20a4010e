"""Desks: queues with ranks, and the dispatch that closes an instant.

SimPy's PriorityResource sorts its list at each request and grants one waiter a trigger; overload is the interesting
regime here, so queues are heaps of our own and a shift start serves as many as arrive (docs/model.md, section 8).
"""

from __future__ import annotations

from bisect import bisect_right
from heapq import heappop, heappush
from itertools import pairwise

from sim.response.instants import Instants
from sim.response.luck import Luck
from sim.response.plan import Plan
from sim.response.state import CALENDAR, COMPONENTS, PAGE, QUEUE, Entry, Item, PersonState, QueueState
from sim.response.work import Work, label_of


class Desks(Work):
    """All queues and people of one run."""

    def __init__(self, env: Instants, plan: Plan, luck: Luck) -> None:
        super().__init__(env, plan, luck)
        self.job_return = [self._come_back]
        self.paged_level = plan.paging.from_level if plan.paging else 5
        self._by_arrival = plan.organisation.structure.queue_order == "arrival"
        # While desks help each other out: all their queues, by name, and all their people, in the order of the file.
        self.flexing = False
        self._desk_queues = sorted(desk.queue for desk in plan.home_desks)
        self._desk_people = [self.people[i] for i in sorted({i for desk in plan.home_desks for i in desk.members})]

    def touch(self, queue: QueueState) -> None:
        """Have a queue take its turn in the next dispatch."""
        self.dirty.add(queue.place)

    # Waiting

    def join(self, item: Item, queue: int) -> None:
        """Put an item into a queue; its rank is frozen now."""
        case, state, now = item.case, self.queues[queue], self.env.instant
        item.home = state
        ranked = (1, -case.level, case.minus_reach, now, item.number, item)
        item.entry = item.rank = entry = self._arrived(item) if self._by_arrival else ranked
        heappush(state.heap, entry)
        # Where nobody is free there is no turn to take; who is freed later at this instant touches the queue then.
        if state.free or self.flexing:
            self.dirty.add(queue)

    def _arrived(self, item: Item) -> Entry:
        """Return the rank of an item in order of arrival; its level is frozen beside it, for paging."""
        item.frozen_level = item.case.level
        return (1, 0, 0.0, self.env.instant, item.number, item)

    def rejoin(self, item: Item) -> None:
        """Put an item that had been taken back to the head of its queue; it keeps its rank."""
        state, rank = item.home, item.rank
        item.entry = item.rank = entry = (0, rank[1], rank[2], self.env.instant, item.number, item)
        heappush(state.heap, entry)
        self.touch(state)

    def freeze_rank(self, item: Item) -> None:
        """Freeze the rank of an item: joins and drift of its case count at the next queue, or the next stage."""
        case = item.case
        if self._by_arrival:
            item.rank = self._arrived(item)
        else:
            item.rank = (1, -case.level, case.minus_reach, self.env.instant, item.number, item)

    def is_paged(self, rank: Entry) -> bool:
        """Say whether an item of this rank is of a paged level."""
        return (rank[5].frozen_level if self._by_arrival else -rank[1]) >= self.paged_level

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
        now, queues, start, restless = self.env.instant, self.queues, self.start, self.restless
        for place in sorted(self.dirty):
            queue = queues[place]
            heap = queue.heap
            while queue.free and heap:
                entry = heappop(heap)
                item = entry[5]
                if item.entry is not entry:
                    continue
                for person in queue.people:
                    if person.free:
                        break
                if person is item.case.author or not queue.plain:
                    heappush(heap, entry)
                    self._give_out(queue)
                    break
                # What `_give_out` does for nine items of ten: all members are alike.
                joined = entry[3]
                if joined < queue.since:
                    self.leave(item)
                else:
                    item.entry = None
                    item.booked[queue.waiting_is] += now - joined
                start(item, person)
            if queue.stale or restless:
                self.end_turn(queue)
        self.dirty.clear()
        if self.flexing:
            self._help_out()

    def _help_out(self) -> None:
        """Have the home desks take another turn each, with the free people of all of them: crisis mode with flex."""
        for place in self._desk_queues:
            heap = self.queues[place].heap
            while heap:
                there = [person for person in self._desk_people if person.free and person.on_hand and not person.away]
                if not there:
                    return
                entry = heappop(heap)
                item = entry[5]
                if item.entry is entry:
                    channel, label = item.case.channel, label_of(item)
                    self.leave(item)
                    self.start(item, max(there, key=lambda person: person.plan.skill(channel, label)))

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
        channel, label = item.case.channel, label_of(item)
        found = [person for person in queue.people if person.free and self._may_take(queue, item, person)]
        return sorted(found, key=lambda person: -person.plan.skill(channel, label))

    def _may_take(self, queue: QueueState, item: Item, person: PersonState) -> bool:
        """Say whether a free person is there for an item: on duty, or called in for this queue and level."""
        if person.on_hand and not person.away:
            return True
        return queue.place in person.answering and self.is_paged(item.rank)

    def end_turn(self, queue: QueueState) -> None:
        """Note what waiting in this queue means from now on, for low and for paged levels."""
        queue.stale = False
        on_duty = any(person.on_hand for person in queue.people)
        answering = any(queue.place in person.answering for person in queue.people)
        low = QUEUE if on_duty else CALENDAR
        high = QUEUE if on_duty or answering else PAGE if queue.paged is not None else CALENDAR
        for history, component in zip(queue.history, (low, high), strict=True):
            if not history or history[-1][1] != component:
                history.append((self.env.instant, component))
        queue.since, queue.waiting_is = queue.history[0][-1]

    def _come_back(self, item: Item) -> None:
        """Put a job that its person could not end back to the head of its queue."""
        if item.person is None:
            return
        self.end(item, item.person)
        if self.policy == "hand_over":
            item.case.handed_back = True
        self.rejoin(item)
        self.returned(item)

    def withdraw(self, item: Item) -> None:
        """Take an item out of wherever it is: its queue, or somebody's hands."""
        if item.entry is not None:
            self.touch(item.home)
            self.leave(item)
        elif item.person is not None:
            self.end(item, item.person)
