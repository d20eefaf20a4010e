"""What people take from the model waits for them, and goes on as they decide."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sim.response import commands as c
from sim.response.engine import Engine
from sim.response.state import Case
from sim.response.steering import Steering
from sim.units import TICK
from tests.response.runs import differences, engine_of, finished
from tests.response.watching import Watcher

SMALL = "product-rumour-small"


class Takes(Steering):
    """Takes what it is told to."""

    def __init__(self, *words: str) -> None:
        self.words = words
        self.asked: list[tuple[str, float]] = []

    def _take(self, word: str, now: float, *_: object) -> bool:
        self.asked.append((word, now))
        return word in self.words

    def takes_alarm(self, now: float, case: Case) -> bool:
        """Take alarms."""
        return self._take("alarm", now, case)

    def takes_exit(self, now: float) -> bool:
        """Take the end of crisis mode."""
        return self._take("exit", now)

    def takes_draft(self, now: float, case: Case) -> bool:
        """Take drafts."""
        return self._take("draft", now, case)

    def takes_step(self, now: float, case: Case, roles: tuple[str, ...]) -> bool:
        """Take steps."""
        assert roles
        return self._take("step", now, case)


def _decided(engine: Engine, decide: Callable[[Case], c.Way], until: float, *, step: float = 5.0) -> int:
    """Advance an engine and decide at every step what is held; return how many decisions were taken."""
    made = 0
    while engine.now < until:
        at = engine.now + TICK
        for case in engine.run.cases:
            if case.held:
                engine.command(at, c.Decide(case.case_number, decide(case)), made)
                made += 1
        engine.advance(min(until, at if any(case.held for case in engine.run.cases) else engine.now + step))
    return made


def _held(engine: Engine, point: str) -> Case:
    """Advance an engine until a public case of L1 or more is held at a point."""
    while engine.now < 1000.0:
        engine.advance(engine.now + 1.0)
        for case in engine.run.cases:
            if case.held == point and case.fact < 0:
                return case
    raise AssertionError(f"nothing is held: {point}")


def test_who_takes_nothing_changes_nothing() -> None:
    """A steering that is asked and never takes leaves every table as it is."""
    asked = Takes()

    steered = finished(engine_of(SMALL, "incident-command", steering=asked))

    assert differences(steered, finished(engine_of(SMALL, "incident-command"))) == []
    assert {word for word, _ in asked.asked} >= {"alarm", "exit", "draft", "step"}


def test_delegating_everything_at_once_is_the_model() -> None:
    """People who pass everything on at the next tick have the model's course, but for ticks."""
    plain = finished(engine_of(SMALL, "separate-departments"))
    engine = engine_of(SMALL, "separate-departments", steering=Takes("draft", "step"))
    made = 0
    while engine.now < engine.plan.end:
        engine.advance(min(engine.run.env.pending[0][0], engine.mentions.times[engine.happened], engine.plan.end))
        for case in [case for case in engine.run.cases if case.held]:
            way: c.Way = "chain" if case.held == "draft" else "delegate"
            engine.command(engine.now + TICK, c.Decide(case.case_number, way), made)
            made += 1
    records = finished(engine)

    assert made > 40
    for name in ("key", "state", "rejections", "handovers", "level", "answered_by", "stale", "misaligned"):
        assert records.cases[name].tolist() == plain.cases[name].tolist(), name
    # Who waits how long may differ, as a held case ends its author's sitting; what is done may not.
    assert records.cases["service"].tolist() == plain.cases["service"].tolist()
    held = records.cases["review"] - plain.cases["review"]
    # Of several who review at once another one may be first.
    assert sum(0.0 <= more < 100 * TICK for more in held.tolist()) > 0.8 * len(held)
    assert held.max() > 0.0


def test_a_draft_that_nobody_decides_stays_open() -> None:
    """A held case is open to the end of the run, its time is booked to review, and its asker does not give up."""
    engine = engine_of(SMALL, "centralised", steering=Takes("draft"))

    records = finished(engine)

    held = [case.case_number for case in engine.run.cases if case.held]
    assert len(held) > 20
    assert set(records.cases["state"][held]) == {"open"}
    assert (records.cases["review"][held] > 0).all()
    assert not (records.cases["state"] == "answered").any()


@pytest.mark.parametrize("way", c.DRAFT_WAYS)
def test_what_becomes_of_a_draft(way: c.Way) -> None:
    """Each way of deciding a draft leaves the case where it says."""
    watcher = Watcher()
    steering = Takes("draft")
    engine = engine_of(SMALL, "separate-departments", steering=steering, probes=(watcher,))
    case = _held(engine, "draft")
    at = engine.now + 1.0
    waited = at - case.switched
    engine.command(at, c.Decide(case.case_number, way), 0)

    engine.advance(at)

    assert case.booked[6] == waited
    if way == "approve":
        assert (case.reviewed, case.approved, case.rejections) == (True, at, 0)
    elif way == "alone":
        assert (case.reviewed, case.approved == case.approved) == (False, False)
    elif way == "reject":
        assert (case.rejections, case.stage is not None and case.stage.name) == (1, "draft")
        assert watcher.decisions[-1] == (at, case.case_number, "rejected")
    elif way == "shelve":
        assert case.component == 4
        engine.finish()
        assert (case.level < 3, case.state) == (True, "moot")
        return
    else:
        assert case.state == "open" or not case.reviewed
    engine.advance(engine.now + 1440.0)
    assert case.held == "draft" or case.state != "open" or way == "chain"


@pytest.mark.parametrize("way", c.STEP_WAYS)
def test_what_becomes_of_a_step(way: c.Way) -> None:
    """Each way of deciding a step ends it, or leaves it to the model's own people."""
    watcher = Watcher()
    engine = engine_of(SMALL, "separate-departments", steering=Takes("step"), probes=(watcher,))
    case = _held(engine, "step")
    at = engine.now + 1.0
    engine.command(at, c.Decide(case.case_number, way), 0)

    engine.advance(at)

    own = [outcome for now, number, outcome in watcher.decisions if number == case.case_number]
    if way == "approve":
        assert (own, case.approved, case.reviewed) == (["approved"], at, True)
    elif way == "reject":
        assert (own, case.rejections, case.reviewed) == (["rejected"], 1, True)
    elif way == "escalate":
        assert (own, case.approved == case.approved, case.reviewed) == (["escalated"], False, False)
    elif way == "delegate":
        assert (own, case.entry is not None or case.person is not None) == ([], True)
    elif way == "edit":
        assert (own, case.component, case.in_meeting) == ([], 6, True)
        engine.advance(at + 600.0)
        later = [outcome for _, number, outcome in watcher.decisions if number == case.case_number]
        assert later == ["approved"]
    else:
        assert (own, case.component) == ([], 4)


def test_a_way_that_is_none_is_refused() -> None:
    """What cannot be decided of a held case is refused when it is said, with what can be."""
    engine = engine_of(SMALL, "separate-departments", steering=Takes("draft"))
    case = _held(engine, "draft")

    with pytest.raises(ValueError) as refused:  # noqa: PT011  # the whole text is looked at below
        engine.command(engine.now + 1.0, c.Decide(case.case_number, "delegate"), 0)

    assert str(refused.value) == (
        "'delegate' cannot be decided of a draft; the ways are chain, approve, alone, reject or shelve"
    )


def test_decisions_that_come_too_late_are_ignored() -> None:
    """Of two decisions at one instant the first holds; a decision on what is not held does nothing."""
    engine = engine_of(SMALL, "separate-departments", steering=Takes("draft"))
    case = _held(engine, "draft")
    at, number = engine.now + 1.0, case.case_number
    other = next(one for one in engine.run.cases if one.state == "open" and not one.held)
    engine.command(at, c.Decide(number, "reject"), 0)
    engine.command(at, c.Decide(number, "approve"), 1)
    engine.command(at, c.Decide(other.case_number, "approve"), 2)
    engine.command(at, c.Decide(5_000, "approve"), 3)

    engine.advance(at)

    assert (case.rejections, case.reviewed) == (1, True) or case.rejections == 1
    assert engine.ignored == [
        (at, 1, f"case {number} is not held for people"),
        (at, 2, f"case {other.case_number} is not held for people"),
        (at, 3, "case 5000 has not been opened"),
    ]


def test_a_held_case_can_be_answered() -> None:
    """People outside the queues may answer what is held; a decision on it at the same instant does nothing more."""
    engine = engine_of(SMALL, "centralised", steering=Takes("draft"))
    case = _held(engine, "draft")
    at = engine.now + 1.0
    engine.command(at, c.Decide(case.case_number, "approve"), 0)
    engine.command(at, c.Answer(case.case_number), 1)

    engine.advance(at)

    assert (case.state, case.answered, case.ended) == ("answered", at, at)
    engine.finish()


def test_rounds_that_only_people_made_have_draws() -> None:
    """Who is sent back by people alone, ever again, is drafted anew each time with a time of its own."""
    engine = engine_of(SMALL, "centralised", steering=Takes("draft"))

    _decided(engine, lambda _: "reject", 2000.0, step=10.0)

    assert max(case.rejections for case in engine.run.cases) > 4
    engine.finish()


def test_alarms_are_taken() -> None:
    """Where people decide about alarms nothing is activated until they call the crisis; each trigger asks."""
    steering = Takes("alarm")
    engine = engine_of(SMALL, "incident-command", steering=steering)

    engine.advance(600.0)

    assert engine.run.modes is not None
    assert engine.run.modes.changes == []
    assert len(steering.asked) > 1
    engine.command(601.0, c.CallCrisis(), 0)
    engine.advance(601.0)
    assert engine.run.desks.crisis


def test_the_end_of_crisis_mode_is_taken() -> None:
    """Where people decide about its end, crisis mode lasts until they end it."""
    engine = engine_of(SMALL, "incident-command", steering=Takes("exit"))
    engine.advance(engine.plan.end - 10.0)

    assert engine.run.desks.crisis
    engine.command(engine.plan.end - 5.0, c.EndCrisis(), 0)
    engine.finish()
    assert not engine.run.desks.crisis
