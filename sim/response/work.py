"""People at work: jobs from their grant to their end, and who is there and free."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappush
from typing import Any

from sim.response import jobs
from sim.response.instants import RESTED, RETURNED, REVIEWED, Instants, Token
from sim.response.luck import Luck
from sim.response.plan import Plan, StagePlan
from sim.response.state import REVIEW, SERVICE, Case, Item, PersonState, QueueState, WatchState
from sim.units import tick

Hook = Callable[..., None]


class Work:
    """The people of one run and what they have in hand."""

    def __init__(self, env: Instants, plan: Plan, luck: Luck) -> None:
        self.env = env
        self.pending = env.pending
        self.plan = plan
        self.luck = luck
        # The two draws of a review read the table themselves: two calls less, of sixteen.
        self.columns = luck.columns
        self.policy = plan.organisation.resources.at_shift_end
        self.reread = plan.organisation.resources.reread
        self.watches = [WatchState(intervals) for intervals in plan.watches]
        structure = plan.organisation.structure
        crisis = structure.modes.crisis if structure.modes is not None else None
        busy_elsewhere = structure.overhead if crisis is None or crisis.overhead is None else crisis.overhead
        # By mode, the second in crisis.
        self.overhead = (structure.overhead, busy_elsewhere)
        self.crisis = False
        # Whether hand-overs go by the law of crisis mode, and how many people are recalled.
        self.shared = False
        self.recalls = 0
        self.people = [
            PersonState(person, self.watches[person.watch], plain=person.plain and not any(self.overhead))
            for person in plan.people
        ]
        self.queues = [QueueState(queue) for queue in plan.queues]
        # By place, not by queue: numbers sort at C's speed, and they do so by name.
        self.dirty: set[int] = set()
        self.begin: Callable[[Item], float] = _unset
        self.rested: Callable[[Item], None] = _unset
        self.returned: Callable[[Item], None] = _unset
        # Whether a queue must be looked at in a dispatch even if nobody in it has become free.
        self.restless = plan.paging is not None
        self.stage_end: list[Hook] = [_unset]
        self.review_end: list[Hook] = [_unset]
        self.job_return: list[Hook] = [_unset]
        self.on_start: tuple[Hook, ...] = ()
        self._enrol()

    def _enrol(self) -> None:
        for queue in self.queues:
            queue.people = [self.people[i] for i in queue.plan.members]
            queue.on_call = [self.people[i] for i in queue.plan.on_call]
            self.dirty.add(queue.place)
        for person in self.people:
            person.queues = tuple(queue for queue in self.queues if person in queue.people)
            person.watch.people.append(person)
            person.watch.queues.update(person.queues)

    def look_at(self, person: PersonState) -> None:
        """Note whether a person is there and free, after something of theirs but their job has changed."""
        person.on_hand = person.watch.on_duty or person.recalled
        person.there = (person.on_hand and not person.away) or bool(person.answering)
        free = person.there and person.item is None
        for queue in person.queues:
            queue.free += free - person.free
        person.free = free

    def take_away(self, who: tuple[int, ...], change: int) -> None:
        """Have a meeting take people away (1), or give them back (-1)."""
        for index in who:
            person = self.people[index]
            person.away += change
            self.look_at(person)
            for queue in person.queues:
                self.dirty.add(queue.place)

    def call(self, person: PersonState, change: int) -> None:
        """Note one reason more (1) or less (-1) for a person to be on hand; while there is one they are recalled."""
        person.calls += change
        recalled = person.calls > 0
        if person.recalled == recalled:
            return
        person.recalled = recalled
        self.recalls += 1 if recalled else -1
        self.look_at(person)
        for queue in person.queues:
            queue.stale = True
            self.dirty.add(queue.place)

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
            except LookupError:
                work = self.luck.draw(law, case.row, case.rejections)
            if not person.plain:
                work = self._review_work(law, item, person)
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
                hook(now, item.case, label_of(item), person.plan.name)

    def _start_late(self, item: Item, person: PersonState, work: float) -> None:
        """Have a job begin that does not end within its person's hours."""
        way = jobs.course(person, item.start, work, policy=self.policy, reread=self.reread)
        stage = item.stage
        order = REVIEWED if stage is None else stage.order
        item.armed = self.review_end if stage is None else self.stage_end
        item.remaining, item.rests = way.remaining, way.rests or []
        if way.remaining is not None:
            order, item.armed = RETURNED, self.job_return
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
        skill = person.plan.skill(item.case.channel, label_of(item))
        speed = skill * person.plan.attention * (1.0 - self.overhead[self.crisis])
        return tick(self.luck.exact(law, item.case.row, item.case.rejections) * factor / speed)

    def _review_work(self, law: int, item: Item, person: PersonState) -> float:
        """Return how long a review takes who is not as fast as anybody, or does not know crises online."""
        rule, made = person.plan.unfamiliar, person.decisions
        if rule is None:
            return self._paced(law, item, person, 1.0)
        work = self._paced(law, item, person, 1.0 + (rule.review - 1.0) * rule.left(made))
        if made + rule.practised == 0:
            work += self.luck.briefing(rule.briefing, item.case.row)
        return work

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
                if queue.heap or self.restless:
                    self.dirty.add(queue.place)

    def _watch_patience(self, item: Item) -> None:
        """Look again at the asker's patience when a job first rests after it has run out."""
        late = [start for start, _ in item.rests or [] if start >= item.case.gives_up]
        if late:
            token = Token(self.env, lambda _: self.rested(item) if jobs.resting(item, self.env.instant) else None)
            self.env.push(token, late[0], RESTED, item.number)

    def worked_on(self, case: Case) -> bool:
        """Say whether somebody works on the case now."""
        items: list[Item] = case.branches or [case]
        return case.in_meeting or any(i.person is not None and not jobs.resting(i, self.env.instant) for i in items)

    def goes_on(self, case: Case, person: PersonState, queue: int) -> bool:
        """Say whether who ended a stage goes on with the case's next one, at `queue`, in the same sitting."""
        return case.home is self.queues[queue] and (person.on_hand or queue in person.answering)


def label_of(item: Item) -> str:
    """Return the word for what an item waits for: its stage, or a review."""
    return item.stage.label if item.stage is not None else "review"


def _unset(*_: object) -> Any:
    raise AssertionError("a hook of the run is not set")
