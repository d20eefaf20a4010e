"""A case's way from stage to stage (docs/model.md, sections 5, 9.5, 9.6 and 9.9)."""

from __future__ import annotations

from tests.reference.approval import authorise, publish, redraft, take_step, voted
from tests.reference.experience import errs, misreads
from tests.reference.judgement import fact_to_fetch, judge, to_be_judged
from tests.reference.line import begin_draft
from tests.reference.modes import look_at_person
from tests.reference.rows import ANALYSE, DRAFT, FACTS, FOLLOW_UP, JUDGE, PUBLISH, REVIEW_WORK, TRIAGE
from tests.reference.transit import BACK, NOBODY, REFER, TO_STAGE, WITH_FACT, desk_of, enter, queue_stage, send
from tests.reference.work import close, let_go, settle
from tests.reference.world import ANSWERED, MONITORED, Case, Item, World


def begin(world: World, case: Case) -> None:
    """A case is at its desk: it goes to triage, or to what follows where there is none."""
    if world.plan.stages[TRIAGE] is None:
        _after_triage(world, case, NOBODY, NOBODY)
    else:
        enter(world, case, TRIAGE, NOBODY, NOBODY)


def _after_triage(world: World, case: Case, person: int, desk: int) -> None:
    """Have severity judged, then analyse; `person` has just ended a stage at `desk`."""
    if to_be_judged(world, case):
        if world.plan.stages[JUDGE] is not None:
            enter(world, case, JUDGE, person, desk)
            return
        judge(world, case)
    if world.plan.stages[ANALYSE] is None:
        _after_analysis(world, case, person, desk)
    else:
        enter(world, case, ANALYSE, person, desk)


def _after_analysis(world: World, case: Case, person: int, desk: int) -> None:
    """Fetch the fact that the case needs, or go on to the draft."""
    fetch = fact_to_fetch(world, case)
    if fetch and world.plan.stages[FACTS] is not None:
        enter(world, case, FACTS, person, desk)
        return
    case.lacks_fact = fetch
    _draft(world, case, person, desk)


def _after_facts(world: World, case: Case, person: int, desk: int) -> None:
    """The fact is found: it is sent back if the request was sent."""
    row = world.plan.stages[FACTS]
    assert row is not None
    if row.handover is not None:
        send(world, case, WITH_FACT)
    else:
        _draft(world, case, person, desk)


def _draft(world: World, case: Case, person: int, desk: int) -> None:
    if world.plan.stages[DRAFT] is None:
        begin_draft(world, case)
        authorise(world, case, person, desk)
    else:
        enter(world, case, DRAFT, person, desk)


def job_ended(world: World, item: Item, token: int) -> None:
    """A person has done a job: a stage goes on with the next, a review is a vote."""
    if token != item.token:
        return
    case, person = item.case, item.person
    let_go(world, item)
    if item.work == REVIEW_WORK:
        look_at_person(world, case, person)
        voted(world, case, item, person)
        return
    settle(world, case, item)
    if item.work <= DRAFT:
        case.author = person
    if item.work == TRIAGE:
        _triaged(world, case, person)
        return
    case.stage_ended[item.work] = world.now
    if item.work == JUDGE:
        judge(world, case)
    look_at_person(world, case, person)
    desk = desk_of(world, case, item.work)
    if item.work == DRAFT:
        case.error = errs(world, case, item, person)
    if item.work == FACTS:
        # The table's analysis ends with its fact requests.
        case.stage_ended[ANALYSE] = world.now
    if item.work == FOLLOW_UP:
        close(world, case, ANSWERED)
    else:
        _NEXT[item.work](world, case, person, desk)


def _triaged(world: World, case: Case, person: int) -> None:
    """A triage ends: the case was misread and is triaged once more, is monitored, or goes on."""
    case.triages += 1
    again = misreads(world, case, person)
    if not again:
        case.stage_ended[TRIAGE] = world.now
        if to_be_judged(world, case) and world.plan.stages[JUDGE] is None:
            # What the trigger's person sees is the level after the judgement.
            judge(world, case)
    look_at_person(world, case, person)
    if again:
        queue_stage(world, case, TRIAGE)
    elif case.level == 0:
        close(world, case, MONITORED)
    else:
        _after_triage(world, case, person, desk_of(world, case, TRIAGE))


def arrived(world: World, case: Case, token: int, code: int) -> None:
    """A transit ends: the case goes on where it was sent."""
    if token != case.token:
        return
    if code == REFER:
        begin(world, case)
    elif code == WITH_FACT:
        _draft(world, case, NOBODY, NOBODY)
    elif code >= TO_STAGE:
        queue_stage(world, case, code - TO_STAGE)
    elif code >= BACK:
        redraft(world, case)
    else:
        take_step(world, case)


# What follows the end of a stage; triage and follow-up have ends of their own.
_NEXT = {JUDGE: _after_triage, ANALYSE: _after_analysis, FACTS: _after_facts, DRAFT: authorise, PUBLISH: publish}
