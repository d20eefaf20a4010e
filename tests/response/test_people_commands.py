"""Commands about people, channels, chains, modes and what is said do what they say, and end when they say."""

from __future__ import annotations

import numpy as np
import pytest

from sim.record.log import Records
from sim.response import commands as c
from sim.response.engine import Engine
from tests.response.runs import differences, engine_of, finished, given, scenario_of
from tests.response.watching import Watcher

SMALL = "product-rumour-small"


def _everybody(engine: Engine) -> tuple[str, ...]:
    return tuple(sorted({role for person in engine.plan.people for role in person.roles}))


def _answers(records: Records, channel: str) -> list[float]:
    answered = records.cases["answered"][records.cases["channel"] == channel]
    return sorted(answered[~np.isnan(answered)].tolist())


@pytest.mark.parametrize("house", ["centralised", "separate-departments"])
def test_nobody_begins_anything_while_all_are_away(house: str) -> None:
    """While everybody is away nobody begins work, and all do afterwards; from minute 0 on nothing is booked as work."""
    watcher = Watcher()
    engine = engine_of(SMALL, house, probes=(watcher,))
    given(engine, [(0.0, c.Absence(_everybody(engine), (), 400.0))])

    engine.advance(399.9)
    worked = [case.booked[5] + case.booked[6] for case in engine.run.cases]
    early = list(watcher.begun)
    engine.advance(400.0)

    assert early == []
    assert len(worked) > 20
    assert set(worked) == {0.0}
    assert {now for now, *_ in watcher.begun} == {400.0}
    engine.finish()


def test_an_absence_of_named_people_leaves_the_others() -> None:
    """Who is not named goes on working."""
    watcher = Watcher()
    engine = engine_of(SMALL, "centralised", probes=(watcher,))
    engine.advance(240.0)
    busiest = max(engine.run.desks.people, key=lambda person: person.busy).plan.name
    engine.command(241.0, c.Absence((), (busiest,), 400.0), 0)

    engine.advance(640.0)

    begun = [person for now, _, _, person in watcher.begun if now >= 241.0]
    assert busiest not in begun
    assert begun


@pytest.mark.parametrize("house", ["centralised", "separate-departments"])
def test_a_closed_channel_carries_no_answer(house: str) -> None:
    """No answer appears on a closed channel before its end, many do at its end, and other channels go on."""
    engine = given(engine_of(SMALL, house), [(120.0, c.CloseChannel("x", 700.0)), (300.0, c.CloseChannel("x", 10.0))])
    plain = finished(engine_of(SMALL, house))

    records = finished(engine)

    assert any(120.0 <= instant < 820.0 for instant in _answers(plain, "x"))
    assert not any(120.0 <= instant < 820.0 for instant in _answers(records, "x"))
    assert _answers(records, "x").count(820.0) > 1
    assert any(120.0 <= instant < 820.0 for instant in _answers(records, "facebook"))
    waited = records.cases["calendar_wait"][records.cases["answered"] == 820.0]
    assert waited.min() > 0


def test_without_chains_there_are_no_approvals() -> None:
    """With `none` nobody reviews; with `restore` everything is as it was."""
    plain = finished(engine_of(SMALL))
    free = finished(given(engine_of(SMALL), [(0.0, c.ChangeChain((0, 1, 2, 3, 4), none=True))]))
    back = [(0.0, c.ChangeChain((0, 1, 2, 3, 4), none=True)), (0.0, c.ChangeChain((0, 1, 2, 3, 4), restore=True))]

    restored = finished(given(engine_of(SMALL), back))

    assert plain.cases["review"].sum() > 0
    assert free.cases["review"].sum() == 0
    assert np.isnan(free.cases["approved"]).all()
    assert differences(plain, restored) == []


def test_a_role_can_be_left_out_of_chains() -> None:
    """Without a role nobody is asked for it; as each chain keeps the others, other reviews go on."""
    asked = engine_of(SMALL, "separate-departments")
    roles = sorted(queue.name.removeprefix("approval:") for queue in asked.plan.queues if "approval:" in queue.name)
    engine = given(asked, [(0.0, c.ChangeChain((0, 1, 2, 3, 4), without=roles[0]))])
    left = next(queue for queue in engine.run.desks.queues if queue.plan.name == f"approval:{roles[0]}")

    records = finished(engine)

    assert left.heap == []
    assert [person.plan.name for person in left.people if person.decisions] == []
    assert records.cases["review"].sum() > 0


def test_the_chain_of_another_level() -> None:
    """With `like` all levels go through the chain of one: L4's chain is asked for L2 too."""
    watcher, plain = Watcher(), Watcher()
    every = (0, 1, 2, 3, 4)

    finished(given(engine_of(SMALL, probes=(watcher,)), [(0.0, c.ChangeChain(every, like=4))]))
    finished(engine_of(SMALL, probes=(plain,)))

    assert len(watcher.decisions) > len(plain.decisions) > 0


def test_crisis_mode_is_called_at_once_and_after_the_activation_time() -> None:
    """At once is at once; else the organisation's own activation time passes."""
    now, later = engine_of(SMALL, "incident-command"), engine_of(SMALL, "incident-command")
    given(now, [(0.5, c.CallCrisis())])
    given(later, [(0.5, c.CallCrisis(at_once=False))])

    now.advance(600.0)
    later.advance(600.0)

    assert now.run.modes is not None
    assert later.run.modes is not None
    assert now.run.modes.changes[:2] == [(0.5, "alarm"), (0.5, "crisis mode")]
    (called, _), (begun, _) = later.run.modes.changes[:2]
    assert called == 0.5
    assert begun > 0.5


def test_a_called_crisis_takes_the_place_of_an_activation() -> None:
    """Where an activation is under way crisis mode begins once, and an ended crisis leaves no looks behind."""
    engine = engine_of(SMALL, "incident-command")
    given(
        engine,
        [
            (0.5, c.CallCrisis(at_once=False)),
            (0.75, c.CallCrisis(at_once=True)),
            (0.875, c.CallCrisis()),
            (0.9375, c.EndCrisis()),
            (1.0, c.CallCrisis()),
        ],
    )

    engine.advance(30.0)

    assert engine.run.modes is not None
    words = [word for _, word in engine.run.modes.changes]
    assert words == ["alarm", "crisis mode", "normal mode", "alarm", "crisis mode"]
    assert engine.ignored == [(0.875, 2, "it is crisis mode already")]


def test_looks_of_an_ended_crisis_count_no_longer() -> None:
    """Crisis mode that is called again is looked at from its own beginning only."""
    once, twice = engine_of(SMALL, "incident-command"), engine_of(SMALL, "incident-command")
    given(once, [(10.0, c.CallCrisis())])
    given(twice, [(0.5, c.CallCrisis()), (9.0, c.EndCrisis()), (10.0, c.CallCrisis())])

    def ends(engine: Engine) -> list[float]:
        engine.finish()
        assert engine.run.modes is not None
        return [at for at, word in engine.run.modes.changes if word == "normal mode" and at > 10.0]

    assert ends(once)[:1] == ends(twice)[:1]
    assert once.ignored == []


def test_a_crisis_apart_keeps_hand_overs_and_line() -> None:
    """Called `apart`, crisis mode changes neither how lines are heard nor the law of hand-overs."""
    near, apart = engine_of(SMALL, "incident-command"), engine_of(SMALL, "incident-command")
    given(near, [(0.5, c.CallCrisis())])
    given(apart, [(0.5, c.CallCrisis(apart=True))])
    rule = apart.run.line.rule

    for engine in (near, apart):
        engine.advance(1.0)

    assert near.run.desks.crisis
    assert apart.run.desks.crisis
    assert (near.run.desks.shared, apart.run.desks.shared) == (True, False)
    assert apart.run.line.rule == rule
    assert near.run.line.rule == (near.plan.organisation.structure.modes.crisis.line or rule)  # type: ignore[union-attr]


def test_people_on_call_come_in() -> None:
    """At night people on call come in, work, and go home again; only the time that they work is overtime."""
    night = 15 * 60.0
    plain = engine_of(SMALL, "centralised")
    engine = given(engine_of(SMALL, "centralised"), [(night, c.CallIn(1, 120.0))])

    for one in (plain, engine):
        one.advance(night + 60.0)
    before = [person.on_hand for person in plain.run.desks.people]
    during = [person.on_hand for person in engine.run.desks.people]
    first = next(i for i, p in enumerate(plain.run.desks.people) if p.plan.on_call and not p.on_hand)
    engine.advance(night + 120.0)
    plain.advance(night + 120.0)

    assert [i for i, (a, b) in enumerate(zip(before, during)) if a != b] == [first]
    assert [p.on_hand for p in engine.run.desks.people] == [p.on_hand for p in plain.run.desks.people]
    own, plain_own = finished(engine).staff, finished(plain).staff
    assert own["on_duty"].tolist() == plain_own["on_duty"].tolist()
    assert own["overtime"][first] > plain_own["overtime"][first]


def test_people_on_hand_are_not_called_in() -> None:
    """Where all on call are on hand, nothing comes of it, and the run says so."""
    engine = given(engine_of(SMALL), [(900.0, c.CallIn(None, 60.0)), (901.0, c.CallIn(None, 60.0))])

    engine.advance(902.0)

    assert engine.ignored == [(901.0, 1, "everybody on call is on hand already")]


def test_overtime_begins_at_the_end_of_the_shift() -> None:
    """Who is on duty stays on hand for so long after their shift, without a gap, and works overtime."""
    engine, plain = engine_of(SMALL, "separate-departments"), engine_of(SMALL, "separate-departments")
    given(engine, [(60.0, c.Overtime(90.0))])
    engine.advance(60.0)
    stayers = [person for person in engine.run.desks.people if person.watch.on_duty]
    ends = {person.watch.end for person in stayers}
    close = min(ends)

    engine.advance(close + 89.0)
    there = [person.on_hand for person in stayers]
    engine.advance(close + 90.0)
    gone = [person.on_hand for person in stayers if person.watch.end == close and not person.watch.on_duty]

    assert all(there)
    assert gone
    assert not any(gone)
    more, less = finished(engine).staff, finished(plain).staff
    assert more["on_duty"].tolist() == less["on_duty"].tolist()
    assert more["overtime"].sum() > less["overtime"].sum()


def test_statements_are_rows_and_agreed_lines() -> None:
    """A holding statement is a version that all know at once; a second one and an apology add rows only."""
    engine = engine_of(SMALL, "separate-departments")
    kinds: list[c.State] = [c.State("safety", k) for k in ("holding", "holding", "apology", "position", "position")]
    given(engine, [(1.0 + number, command) for number, command in enumerate(kinds)])

    engine.advance(10.0)

    rows = [(s.time, s.kind, s.version, s.channel) for s in engine.run.line.statements]
    assert rows == [
        (1.0, "holding", 1, ""),
        (2.0, "holding", 1, ""),
        (3.0, "apology", 1, ""),
        (4.0, "position", 2, ""),
        (5.0, "position", 2, ""),
    ]
    known = [engine.run.line.version_at("safety", desk.index, 4.0) for desk in engine.plan.desks]
    assert known == [2] * len(engine.plan.desks)


def test_an_early_apology_bends_the_curve() -> None:
    """A statement of command damps the mentions on its topic; nothing survives that did not without it."""
    topic = scenario_of("united-3411").main_topic
    plain = finished(engine_of("united-3411"))

    stated = finished(given(engine_of("united-3411"), [(10.0, c.State(topic, "apology"))]))

    assert stated.totals["mentions_surviving"] < 0.9 * plain.totals["mentions_surviving"]


def test_a_contradiction_opens_a_backfire_until_it_is_put_right() -> None:
    """The spread on the channel grows from a contradiction on; a correction ends that at its instant."""
    engine = given(engine_of(SMALL), [(1.0, c.Contradict("safety", "x")), (4.0, c.Correct("safety"))])

    engine.advance(3.0)
    during = engine.run.effects.edge("safety", "x", 3.0), engine.run.effects.edge("safety", "forum", 3.0)
    engine.advance(4.0)

    row = engine.run.line.statements[0]
    assert (row.time, row.kind, row.channel) == (1.0, "contradiction", "x")
    assert during[0] > during[1]
    assert engine.run.effects.edge("safety", "x", 4.0) == engine.run.effects.edge("safety", "forum", 4.0)


@pytest.mark.parametrize("house", ["centralised", "incident-command", "separate-departments"])
def test_open_cases_are_answered_from_outside(house: str) -> None:
    """Every open case is answered at the instant, wherever it is, with the agreed line; a second answer is none."""
    engine = engine_of(SMALL, house)
    engine.advance(300.0)
    open_ = [case.case_number for case in engine.run.cases if case.state == "open" and case.fact < 0]
    for number, case in enumerate(open_):
        engine.command(301.0, c.Answer(case), number)
    engine.command(301.0, c.Answer(open_[0]), 9_999)

    engine.advance(301.0)

    answered = [engine.run.cases[case] for case in open_]
    assert len(open_) > 3
    assert {case.answered for case in answered} == {301.0}
    assert not any(case.stale or case.misaligned for case in answered)
    assert engine.ignored == [(301.0, 9_999, f"case {open_[0]} is answered")]
    records = finished(engine)
    assert set(records.cases["answered_by"][open_]) == {""}


def test_who_is_freed_by_a_command_goes_on_at_once() -> None:
    """What a command changes is dispatched at its instant, at which nothing else happens."""
    watcher = Watcher()
    engine = engine_of("product-rumour", "three-people", probes=(watcher,))
    engine.advance(300.0)
    case = next(case for case in engine.run.cases if case.person is not None and case.stage is not None)
    assert case.person is not None
    name, queue = case.person.plan.name, case.home
    engine.command(300.125, c.Answer(case.case_number), 0)

    engine.advance(400.0)

    assert queue.heap
    assert (300.125, name) in [(now, person) for now, *_, person in watcher.begun]
