"""One case from top to bottom: detect, triage, analyse, draft, approve, publish, follow up (docs/model.md, section 5).

Each function is a generator that yields where the case waits, with a word of what for; the run resumes it. A case
that is given up, or still open at the end, is simply never resumed.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

from sim.response.compiling import AGAIN
from sim.response.instants import DETECTED, PUBLISHED, REVIEWED
from sim.response.state import CALENDAR, DETECT, REVIEW, Case

if TYPE_CHECKING:
    from sim.response.plan import StagePlan, StepPlan
    from sim.response.run import Run


def life(run: Run, case: Case) -> Iterator[str]:
    """Lead one case through the organisation."""
    stages = case.desk.stages
    instant = run.detection(case)
    if instant is not None:
        yield run.sleep(case, instant, DETECTED, DETECT)
    if case.employee:
        if run.closed:
            yield from _wait_for_channel(run, case)
        run.answer_outside(case)
        return
    run.detected(case)
    if (yield from _triage(run, case)):
        run.end(case, "monitored")
        return
    yield from _judge_and_analyse(run, case)
    yield from _draft_until_agreed(run, case)
    if "publish" in stages:
        yield from _stage(run, case, stages["publish"])
    if run.closed:
        yield from _wait_for_channel(run, case)
    run.publish(case)
    if "follow_up" in stages and case.state == "answered":
        yield from _stage(run, case, stages["follow_up"])
    run.end(case, case.state)


def _triage(run: Run, case: Case) -> Generator[str, None, bool]:
    """Refer and triage the case; return whether it is merely monitored."""
    desk, stages = case.desk, case.desk.stages
    seen = case.level == 0 and "triage" not in stages
    if desk.refer is not None and not seen:
        yield run.send(case, desk.refer)
    if "triage" in stages:
        yield from _stage(run, case, stages["triage"])
        if run.misread(case):
            yield run.queue_up(case, stages[AGAIN])
        case.triaged = run.env.instant
        seen = case.level == 0
    return seen


def _judge_and_analyse(run: Run, case: Case) -> Iterator[str]:
    """Have the case judged and analysed, and fetch the fact that it lacks."""
    stages = case.desk.stages
    if run.to_be_judged(case):
        if "judge" in stages:
            yield from _stage(run, case, stages["judge"])
        elif "triage" not in stages:
            run.judge(case)
    if "analyse" in stages:
        yield from _stage(run, case, stages["analyse"])
        case.analysed = run.env.instant
    if run.lacks_fact(case):
        if "facts" in stages:
            yield from _ask(run, case, stages["facts"])
        else:
            case.lacks_fact = True


def _draft_until_agreed(run: Run, case: Case) -> Iterator[str]:
    """Draft and lead through the chain of approval, again after each rejection, until all steps agree."""
    stages, env, ask = case.desk.stages, run.env, run.ask
    while True:
        if "draft" in stages:
            if case.rejections:
                yield run.work(case, stages["draft"])
            else:
                yield from _stage(run, case, stages["draft"])
            case.drafted = run.env.instant
            if run.errs:
                case.erroneous = run.has_error(case)
        else:
            run.take_line(case)
        case.reviewed = False
        if run.steering is not None and run.steering.takes_draft(env.instant, case):
            yield from _draft_decided_by_people(run, case)
            if case.way == "reject":
                case.rejections += 1
                continue
            if case.way != "chain":
                break
        for step in run.chain(case):
            if step.transit is not None:
                yield run.send(case, step.transit)
            if step.meeting is not None:
                yield from _meeting(run, case, step)
            elif run.steering is None or not run.steering.takes_step(env.instant, case, run.roles_of(step)):
                yield ask(case, step)
            else:
                yield from _step_decided_by_people(run, case, step)
            outcome = case.outcome
            if outcome == "rejected":
                break
            if outcome != "escalated":
                case.approved = env.instant
        else:
            break
        case.rejections += 1
        if step.back is not None:
            yield run.send(case, step.back)


def _stage(run: Run, case: Case, stage: StagePlan) -> Iterator[str]:
    """Have one stage done, by who has the case in hand or by the queue of the stage's desk."""
    if stage.transit is not None:
        yield run.send(case, stage.transit)
    yield run.work(case, stage)


def _ask(run: Run, case: Case, stage: StagePlan) -> Iterator[str]:
    """Ask another department for a fact, and wait until it comes back."""
    yield from _stage(run, case, stage)
    case.analysed = run.env.instant
    if stage.back is not None:
        yield run.send(case, stage.back)


def _draft_decided_by_people(run: Run, case: Case) -> Iterator[str]:
    """Hold the case until people decide what becomes of its draft."""
    yield run.hold(case, "draft")
    if case.way == "approve":
        run.conclude(case, "approved")
        case.approved = run.env.instant
    elif case.way == "reject":
        run.conclude(case, "rejected")


def _step_decided_by_people(run: Run, case: Case, step: StepPlan) -> Iterator[str]:
    """Hold the case until people decide a step, or leave it to those whom the model asks."""
    yield run.hold(case, "step")
    if case.way == "delegate":
        yield run.ask(case, step)
        return
    if case.way == "edit":
        edited = run.luck.draw(step.reviews[0], case.row, case.rejections) if step.reviews else 0.0
        yield run.sleep(case, run.env.instant + edited, REVIEWED, REVIEW)
    run.conclude(case, {"reject": "rejected", "escalate": "escalated"}.get(case.way, "approved"))


def _wait_for_channel(run: Run, case: Case) -> Iterator[str]:
    """Wait until the case's channel is open again."""
    while run.is_closed(case):
        yield run.sleep(case, run.closed[case.channel], PUBLISHED, CALENDAR)


def _meeting(run: Run, case: Case, step: StepPlan) -> Iterator[str]:
    """Wait for the next start of the meeting; it decides there and then, or after its review time."""
    yield run.sleep(case, run.next_meeting(step), REVIEWED, CALENDAR)
    review = run.meet(case, step)
    if review:
        yield run.sleep(case, run.env.instant + review, REVIEWED, REVIEW)
    run.decide_meeting(case, step)
