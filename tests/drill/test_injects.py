"""Injects: each trigger, each thing a facilitator does to one, none lost, and no burst."""

from __future__ import annotations

from typing import Any

import pytest
from small import BEGINS, answer, inject, started, to

from sim.drill.session import Session
from sim.drill.state import DrillError

ASK: dict[str, Any] = {
    "id": "D",
    "title": "Ask",
    "question": "Which?",
    "owner": "lead",
    "opens": {"at": "97 min"},
    "options": [{"id": "yes", "title": "Yes"}, {"id": "no", "title": "No"}],
    "timeout": "10 min",
    "default": "no",
}


def released(session: Session) -> dict[str, float]:
    """Return when each released inject was released, in minutes of the drill."""
    return {
        name: round(one.released_at - BEGINS, 3)
        for name, one in session.injects.items()
        if one.released_at == one.released_at
    }


def timed(*minutes: int) -> list[dict[str, Any]]:
    """Return injects at minutes of the drill, called by them."""
    return [{"id": f"at {minute}", "at": f"{96 + minute} min"} for minute in minutes]


def test_a_timed_inject_comes_in_its_minute() -> None:
    """Injects come at their minutes, several of one minute together, none before the clock is moved."""
    session = started(injects=[*timed(3, 10), {"id": "other", "at": "99 min"}])

    assert released(session) == {}
    to(session, 5)

    assert released(session) == {"at 3": 3, "other": 3}


def test_a_late_inject_comes_alone() -> None:
    """Three that are late, because they were held, come one a minute, by their times: no burst, none is lost."""
    session = started(injects=timed(3, 1, 2, 8))
    for name in ("at 1", "at 2", "at 3"):
        inject(session, "hold", name)
    to(session, 6)
    for name in ("at 1", "at 2", "at 3"):
        inject(session, "ready", name)

    to(session, 12)

    # The one that is on time comes with the late ones; of those one a minute.
    assert released(session) == {"at 1": 7, "at 2": 8, "at 3": 9, "at 8": 8}


def test_shift_all_keeps_the_distances() -> None:
    """Shifting moves every inject that waits by the same minutes, and none that was released."""
    session = started(injects=timed(2, 5, 9))
    to(session, 3)

    session.apply(_action("shift", minutes=10))
    to(session, 30)

    assert released(session) == {"at 2": 2, "at 5": 15, "at 9": 19}


def _action(do: str, **more: Any) -> Any:
    from sim.drill.state import Action

    return Action("inject", BEGINS, {"do": do, **more})


def test_fire_now_comes_now() -> None:
    """An inject that is fired comes at once, whatever its time, and does not come a second time."""
    session = started(injects=timed(20))

    inject(session, "fire", "at 20")
    to(session, 25)

    assert released(session) == {"at 20": 0}
    with pytest.raises(DrillError, match=r"^inject at 20 is released already$"):
        inject(session, "fire", "at 20")


def test_a_condition_fires_once() -> None:
    """A conditional inject comes on the first whole minute at which its condition holds, and once."""
    session = started(injects=[{"id": "loud", "when": "mentions > 60 and answered >= 0"}])

    to(session, 40)
    first = next(g.now for g in session.history if g.mentions > 60)

    assert released(session) == {"loud": first - BEGINS}


def test_an_inject_follows_an_option() -> None:
    """An inject after an option comes its delay after the answer acts; after the other option it does not come."""
    after = {"id": "then", "after": {"decision": "D", "option": "yes"}, "delay": "5 min"}
    yes, no = (started(decisions=[ASK], injects=[after]) for _ in range(2))
    for session, option in ((yes, "yes"), (no, "no")):
        to(session, 2)
        answer(session, 1, option, minutes=3)
        to(session, 40)

    # Opened at 1, counts as 3, acts at 4, 5 later: minute 9.
    assert released(yes) == {"then": 9}
    assert released(no) == {}


def test_a_contingency_is_off_the_timeline() -> None:
    """A contingency never comes by its time; by hand it does."""
    session = started(injects=[{"id": "spare", "at": "100 min", "event_type": "contingency"}])
    to(session, 30)
    before = released(session)

    inject(session, "fire", "spare")

    assert (before, released(session)) == ({}, {"spare": 30})


def test_a_skipped_inject_keeps_its_reason() -> None:
    """A skipped inject is not released, and the reason is kept for the report."""
    session = started(injects=timed(4))

    inject(session, "skip", "at 4", reason="no time left")
    to(session, 10)

    assert (session.injects["at 4"].status, session.injects["at 4"].reason) == ("skipped", "no time left")
    assert released(session) == {}


def test_an_edit_changes_what_is_to_come() -> None:
    """An inject that waits can be edited, its time too; a wrong field is refused with its name and changes nothing."""
    session = started(injects=timed(4))

    inject(session, "edit", "at 4", fields={"title": "Another", "at": "110 min"})
    with pytest.raises(DrillError, match=r"^the inject is wrong: titel: Extra inputs are not permitted$"):
        inject(session, "edit", "at 4", fields={"titel": "x"})
    to(session, 20)

    assert session.injects["at 4"].inject.title == "Another"
    assert released(session) == {"at 4": 14}


def test_an_inject_of_the_moment_acts_on_the_model() -> None:
    """An inject that is made up at the table adds its mentions; the mentions of before do not move."""
    plain, added = started(), started()
    more = {"id": "storm", "effects": [{"mentions": {"count": 40, "channel": "x", "over": "5 min"}}]}
    added.apply(_action("add", inject=more))
    inject(added, "fire", "storm")
    for session in (plain, added):
        to(session, 10)

    assert added.gauges.mentions >= plain.gauges.mentions + 40
    assert [g.mentions for g in added.history[:1]] == [g.mentions for g in plain.history[:1]]
    with pytest.raises(DrillError, match=r"^there is an inject 'storm' already$"):
        added.apply(_action("add", inject=more))


def test_what_was_not_used_expires() -> None:
    """At the close what still waits is marked as expired, and nothing can be released any more."""
    session = started(injects=timed(50))

    session.apply(_close(session))

    assert session.injects["at 50"].status == "expired"
    with pytest.raises(DrillError, match=r"^the drill is closed; no inject can be released any more$"):
        inject(session, "fire", "at 50")


def _close(session: Session) -> Any:
    from sim.drill.state import Action

    return Action("close", session.now, {})


def test_ten_thousand_injects_are_played() -> None:
    """A list of ten thousand injects is played like a short one: each comes in its minute."""
    many = [{"id": f"i{number}", "at": f"{97 + number % 50} min"} for number in range(10_000)]
    session = started(injects=many)

    to(session, 55)

    assert len(released(session)) == 10_000
    assert released(session)["i49"] == 50


def test_an_unknown_inject_is_refused_with_the_nearest() -> None:
    """A misspelt id is refused, with the one that was perhaps meant."""
    session = started(injects=timed(4))

    with pytest.raises(DrillError, match=r"^no inject 'at 5'; did you mean 'at 4'\?$"):
        inject(session, "fire", "at 5")
