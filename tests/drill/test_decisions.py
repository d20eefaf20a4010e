"""Decisions: when they open, who answers first, what counts, time-outs and deputies, and what they do to the model."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from small import BEGINS, answer, started, to

from sim.drill.charging import charge, drawn_minutes
from sim.drill.session import Session
from sim.drill.state import Action, DrillError
from sim.units import TICK


def ask(name: str = "D", **changes: Any) -> dict[str, Any]:
    """Return a decision of two options."""
    plain = {
        "id": name,
        "title": "Ask",
        "question": "Which?",
        "owner": "lead",
        "deputy": "desk",
        "opens": {"at": "98 min"},
        "options": [{"id": "yes", "title": "Yes"}, {"id": "no", "title": "No"}],
        "timeout": "10 min",
        "default": "no",
    }
    return {**plain, **changes}


def draft(**changes: Any) -> dict[str, Any]:
    """Return a decision about drafts of any level."""
    options = [{"id": "go", "title": "Go on", "way": "approve"}, {"id": "stay", "title": "Keep back", "way": "shelve"}]
    opens = {"on": "draft", "levels": ["L1", "L2", "L3", "L4"]}
    return ask(options=options, opens=opens, default="stay", **changes)


def opened(session: Session) -> list[tuple[str, float]]:
    """Return the decisions and when they opened, in minutes of the drill."""
    return [(one.decision.id, one.opened_at - BEGINS) for one in session.decisions]


def test_a_planned_decision_opens_and_times_out() -> None:
    """It opens at its minute; nobody answers, so the default stands in after the time-out, marked as such."""
    session = started(decisions=[ask()])

    to(session, 20)
    (state,) = session.decisions

    assert opened(session) == [("D", 2)]
    assert state.answer is not None
    assert (state.answer.option, state.answer.default, state.answer.how) == ("no", True, "time-out")
    # Opened at 98, time-out of 10 minutes, acts on the next tick.
    assert state.answer.effect_at == 108 + TICK


def test_the_first_valid_answer_wins() -> None:
    """The first answer acts; later ones are kept as dissent; an unknown option is refused and kept nowhere."""
    session = started(decisions=[ask()])
    to(session, 3)

    with pytest.raises(DrillError, match=r"^D has no option 'maybe'; the options are yes, no$"):
        answer(session, 1, "maybe")
    answer(session, 1, "yes")
    answer(session, 1, "no", seat="desk")
    state = session.decision(1)

    assert state.answer is not None
    assert (state.answer.option, [one.option for one in state.dissent]) == ("yes", ["no"])


def test_a_card_passes_to_the_deputy_once() -> None:
    """With `deputy` as the default the card passes on after the time-out, and then waits for as long as it takes."""
    session = started(decisions=[ask(default="deputy")])

    to(session, 40)
    state = session.decision(1)
    answer(session, 1, "yes", seat="desk")

    assert (state.passed_on, state.owner) == (108.0, "desk")
    assert state.answer is not None
    # The deputy is the owner now: nobody's substitute.
    assert not state.answer.substitute


def test_a_substitute_is_recorded() -> None:
    """Who answers from another seat than the owner's is marked as a substitute."""
    session = started(decisions=[ask()])
    to(session, 3)

    answer(session, 1, "yes", seat="desk")

    state = session.decision(1)
    assert state.answer is not None
    assert (state.answer.seat, state.answer.actor, state.answer.substitute) == ("desk", "Ana", True)


def test_an_answer_acts_when_its_minutes_have_passed() -> None:
    """An answer that counts as 7 minutes acts 7 minutes after the opening, not when it was typed."""
    crisis = [{"id": "yes", "title": "Yes", "effects": [{"crisis": {}}]}, {"id": "no", "title": "No"}]
    session = started(decisions=[ask(options=crisis), ask("A", opens={"on": "alarm"})])
    to(session, 2)
    number = next(one.number for one in session.decisions if one.decision.id == "D")
    answer(session, number, "yes", minutes=7)

    to(session, 20)
    in_crisis = [g.now - BEGINS for g in session.history if g.crisis]

    # Opened at 2, acts at 9 before everything else of that instant.
    assert in_crisis[0] == 9


def test_people_take_the_alarm() -> None:
    """Where a decision is about the alarm the model does not switch by itself; without one it does."""
    taken = started(decisions=[ask("A", opens={"on": "alarm", "at_most": 1}, timeout="50 min", default="no")])
    alone = started()

    to(taken, 59)
    to(alone, 59)

    assert not taken.gauges.crisis
    assert alone.gauges.crisis
    assert opened(taken) == [("A", 0)]


def test_a_held_draft_waits_for_people() -> None:
    """A draft that is kept back is not published; the same draft, approved, is published when the answer acts."""
    kept, passed = started(decisions=[draft()]), started(decisions=[draft()])
    for session in (kept, passed):
        while not session.decisions:
            to(session, session.now - BEGINS + 1)
    case = kept.decision(1).case
    answer(kept, 1, "stay", minutes=2)
    answer(passed, 1, "go", minutes=2)
    for session in (kept, passed):
        to(session, session.now - BEGINS + 10)

    assert kept.decision(1).case == passed.decision(1).case
    assert kept.engine.run.cases[case].state != "answered"
    assert passed.engine.run.cases[case].answered >= passed.decision(1).opened_at + 2


def test_drafts_are_asked_about_no_more_than_was_said() -> None:
    """With `every` and `at_most` the model decides about all other drafts."""
    opens = {"on": "draft", "levels": ["L1", "L2", "L3"], "every": "15 min", "at_most": 2}
    session = started(decisions=[{**draft(), "opens": opens, "timeout": "2 min"}])

    to(session, 59)
    times = [at for _, at in opened(session)]

    assert len(times) == 2
    assert times[1] - times[0] >= 15


def test_a_condition_opens_a_decision_once_or_after_a_while() -> None:
    """A condition that goes on holding opens its card once; with `every`, again after that time."""
    once = started(decisions=[ask(opens={"when": "mentions > 0"}, timeout="3 min")])
    again = started(decisions=[ask(opens={"when": "mentions > 0", "every": "10 min"}, timeout="3 min")])

    to(once, 35)
    to(again, 35)

    assert opened(once) == [("D", 0)]
    assert opened(again) == [("D", 0), ("D", 10), ("D", 20), ("D", 30)]


def test_a_decision_follows_another() -> None:
    """A decision after an option opens when that answer acts, and not after the other option."""
    follow = ask("F", opens={"after": {"decision": "D", "option": "yes"}, "delay": "4 min"})
    yes, no = (started(decisions=[ask(), follow]) for _ in range(2))
    for session, option in ((yes, "yes"), (no, "no")):
        to(session, 2)
        answer(session, 1, option, minutes=3)
        to(session, 30)

    # D opened at 2, acts at 5, F 4 minutes later.
    assert opened(yes) == [("D", 2), ("F", 9)]
    assert opened(no) == [("D", 2)]


def test_an_inject_is_answered_by_its_decision() -> None:
    """An inject that a decision was opened for is answered when that is, with its words."""
    session = started(injects=[{"id": "I", "at": "98 min"}], decisions=[ask(opens={"after_inject": "I"})])
    to(session, 4)

    answer(session, 1, "yes", minutes=1)

    one = session.injects["I"]
    assert (one.status, one.response) == ("answered", "D: yes")


def test_what_does_not_apply_is_kept_and_does_nothing() -> None:
    """An organisation without a crisis mode cannot call one: the drill goes on, and the reason is kept."""
    crisis = [{"id": "yes", "title": "Yes", "effects": [{"crisis": {}}]}, {"id": "no", "title": "No"}]
    session = started(organisation="centralised", decisions=[ask(options=crisis)])
    to(session, 2)

    answer(session, 1, "yes")
    to(session, 10)

    (lost,) = session.without_effect
    assert lost.source == "decision 1 (D yes)"
    assert "centralised" in lost.reason
    assert not session.gauges.crisis


def test_a_closed_drill_takes_no_answer() -> None:
    """After the close nothing can be decided; notes and ratings still can be added."""
    session = started(decisions=[ask()], objectives=[{"id": "O", "title": "Show it"}])
    to(session, 3)
    session.apply(Action("close", session.now, {}))

    with pytest.raises(
        DrillError, match=r"^the drill is closed; notes, ratings and answers to injects can still be added$"
    ):
        answer(session, 1, "yes")
    session.apply(Action("rating", session.now, {"objective": "O", "grade": "S"}))

    assert [one.grade for one in session.table.ratings] == ["S"]
    with pytest.raises(DrillError, match=r"^no objective 'P'; the objectives are O$"):
        session.apply(Action("rating", session.now, {"objective": "P", "grade": "S"}))
    with pytest.raises(DrillError, match=r"^a rating is one of P, S, M, U or N/E, not 'A'$"):
        session.apply(Action("rating", session.now, {"objective": "O", "grade": "A"}))


def test_an_alarm_is_asked_again_at_twice_the_mentions() -> None:
    """After 'no' the alarm is put to the players again only when twice as many mentions have come."""
    session = started(decisions=[ask("A", opens={"on": "alarm", "at_most": 5}, timeout="2 min")], length="240 min")

    to(session, 239)
    mentions = [one.evidence["mentions"] for one in session.decisions]

    assert len(mentions) >= 2
    assert all(later >= 2 * earlier for earlier, later in pairwise(mentions))


def test_a_drawn_charge_is_what_the_models_own_approver_takes() -> None:
    """What an answer counts as, drawn, is all review of the same case in a run in which nobody decides for them."""
    asked = started(organisation="centralised", decisions=[draft(timeout="2 min")], length="600 min")
    alone = started(organisation="centralised", length="600 min")
    for session in (asked, alone):
        to(session, 599)
    reviewed = alone.records().cases
    times = {
        int(key): review
        for key, review, back, end in zip(*(reviewed[name] for name in ("key", "review", "rejections", "state")))
        if review > 0 and back == 0 and end == "answered"
    }

    drawn = [(drawn_minutes(asked, one), times[one.case_key]) for one in asked.decisions if one.case_key in times]

    # A review that a shift breaks off is read again by the next: that is no part of what it takes.
    again = asked.drill.organisation.resources.reread
    assert len(drawn) >= 4
    assert all(theirs - mine in {0.0, again} for mine, theirs in drawn)
    assert sum(theirs == mine for mine, theirs in drawn) >= 4


def test_a_draft_is_charged_as_drawn() -> None:
    """With the clock standing, an answer about a draft counts as the drawn minutes, to the last bit."""
    session = started(organisation="centralised", decisions=[draft(timeout="50 min")])
    while not session.decisions:
        to(session, session.now - BEGINS + 1)
    (state, *_) = session.decisions

    counted = charge(session, state, thinking=1.0, live=False, minutes=None)

    assert (counted.minutes, counted.how) == (drawn_minutes(session, state), "drawn")
