"""Paging: who is on call is called, one attempt after the other, until somebody answers (docs/model.md, section 5)."""

from __future__ import annotations

from functools import partial

from sim.response.desks import Desks
from sim.response.instants import PAGED, Instants, Token
from sim.response.luck import Luck
from sim.response.plan import PagingPlan, Plan
from sim.response.state import Item, PersonState, QueueState
from sim.response.work import Hook


class PagingDesks(Desks):
    """Desks of an organisation that pages people on call."""

    def __init__(self, env: Instants, plan: Plan, luck: Luck, paging: PagingPlan) -> None:
        super().__init__(env, plan, luck)
        self.paging = paging
        self.on_page: tuple[Hook, ...] = ()

    def join(self, item: Item, queue: int) -> None:
        """Put an item into a queue; somebody may have to be paged for it."""
        super().join(item, queue)
        self._count(item, 1)

    def rejoin(self, item: Item) -> None:
        """Put an item that had been taken back to the head of its queue."""
        super().rejoin(item)
        self._count(item, 1)

    def leave(self, item: Item) -> None:
        """Take an item out of its queue."""
        super().leave(item)
        self._count(item, -1)

    def _count(self, item: Item, change: int) -> None:
        queue = item.home
        queue.high += change if queue.on_call and self.is_paged(item.rank) else 0
        self.touch(queue)

    def end_turn(self, queue: QueueState) -> None:
        """Page where nobody is there, and note what waiting in this queue means from now on."""
        self.page(queue)
        if queue.stale:
            super().end_turn(queue)

    def page(self, queue: QueueState) -> None:
        """Send home who answered a page and has nothing left to do; page if a case needs it and nobody is there."""
        index = queue.place
        answering = [person for person in queue.people if index in person.answering]
        if not queue.high:
            for person in answering:
                if person.item is None:
                    person.answering.discard(index)
                    self.look_at(person)
                    queue.stale = True
        elif queue.on_call and queue.paged is None and not answering and not _on_duty(queue):
            queue.page_attempt = 0
            self._attempt(queue)

    def _attempt(self, queue: QueueState) -> None:
        item = min(entry for entry in queue.heap if entry[5].entry is entry and self.is_paged(entry))[5]
        case = item.case
        person = queue.on_call[queue.page_attempt % len(queue.on_call)]
        queue.page_attempt += 1
        tried = case.pages
        case.pages += 1
        reached = self.luck.attempt(self.paging.reached, case.row, tried) >= self.paging.unavailable
        delay = self.luck.attempt(self.paging.answered, case.row, tried)
        answers = reached and delay < self.paging.timeout
        queue.paged = case
        queue.stale = True
        instant = self.env.instant + (delay if answers else self.paging.timeout)
        token = Token(self.env, partial(self._attempt_ended, queue, person, answers))
        self.env.push(token, instant, PAGED, item.number)
        for hook in self.on_page:
            hook(self.env.instant, queue.plan.name, person.plan.name, answers)

    def _attempt_ended(self, queue: QueueState, person: PersonState, answers: bool, _token: Token) -> None:
        queue.paged = None
        queue.stale = True
        self.touch(queue)
        if not queue.high or _on_duty(queue):
            return
        if answers:
            person.answering.add(queue.place)
            self.look_at(person)
        else:
            self._attempt(queue)


def _on_duty(queue: QueueState) -> bool:
    return any(person.on_hand for person in queue.people)
