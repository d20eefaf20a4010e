"""The second engine on people, worked out by hand: queues, sittings, shift ends, meetings and pages."""

from __future__ import annotations

from typing import Any

from sim.organisation.organisation import Organisation
from sim.units import HOUR
from tests.reference.draws import Draws
from tests.reference.make import Post, make_cascade, make_organisation, make_scenario, one, run_reference, with_head

NO_AUTHORITY = {"officer": "L0"}
OFFICER = {"role": "officer", "count": 1, "calendar": "always"}


def office_hours(**resources: Any) -> Organisation:
    """One officer from 09:00 to 17:00 whose drafts take 2 hours."""
    people = [{"role": "officer", "count": 1, "calendar": "09:00-17:00"}]
    return make_organisation(structure={"stages": {"draft": "2 h"}}, resources={"people": people, **resources})


def test_one_person_serves_one_case_after_the_other() -> None:
    """Two equal cases wait in the order of their coming; a graver one that comes last is served before them."""
    tables = run_reference([Post(0.0), Post(1.0), Post(2.0), Post(3.0, "smear")])

    assert tables.cases["answered"] == [10.0, 30.0, 40.0, 20.0]
    assert tables.cases["queue_wait"] == [0.0, 19.0, 28.0, 7.0]
    assert tables.staff["busy"] == [40.0]


def test_reach_ranks_before_arrival_and_is_frozen() -> None:
    """The mention of wider reach is served first, but reach that joins later does not move a waiting case."""
    posts = [Post(0.0), Post(1.0), Post(2.0, reach=1500.0), Post(3.0, parent=1, reach=9000.0)]

    tables = run_reference(posts)

    assert tables.cases["answered"] == [10.0, 30.0, 20.0]
    assert one(tables, "reach", 1) == 10_000.0


def test_suspended_job_rests_over_night() -> None:
    """Two hours of work begun at 16:00 rest from 17:00 and end at 10:00 the next day."""
    tables = run_reference([Post(16 * HOUR)], organisation=office_hours(at_shift_end="suspend"))

    assert one(tables, "answered") == (24 + 10) * HOUR
    assert one(tables, "service") == 2 * HOUR
    assert one(tables, "calendar_wait") == 16 * HOUR
    assert tables.staff["overtime"] == [0.0]


def test_job_finished_after_hours_is_overtime() -> None:
    """Under `finish` the same job ends at 18:00, and one hour of it is overtime."""
    tables = run_reference([Post(16 * HOUR)], organisation=office_hours())

    assert one(tables, "answered") == 18 * HOUR
    assert tables.staff["overtime"] == [HOUR]
    # 8 h on each of 4 days (horizon and drain of 2 days), one hour of overtime, 40 an hour.
    assert tables.staff["cost"] == [(4 * 8 + 1) * 40.0]


def test_job_that_ends_with_the_duty_is_done() -> None:
    """Work that needs exactly the time that is left neither rests nor comes back."""
    tables = run_reference([Post(15 * HOUR)], organisation=office_hours(at_shift_end="suspend"))

    assert one(tables, "answered") == 17 * HOUR


def test_suspended_job_returns_after_a_day() -> None:
    """With a weekend ahead a job that rests from Friday 17:00 is back at the head of the queue on Saturday 17:00."""
    friday = 4 * 24 * HOUR
    people = [
        {"role": "officer", "count": 1, "calendar": "Mon-Fri 09:00-17:00"},
        {"role": "officer", "count": 1, "calendar": "Sat 12:00-20:00"},
    ]
    organisation = make_organisation(
        structure={"stages": {"draft": "2 h"}}, resources={"people": people, "at_shift_end": "suspend"}
    )
    scenario = make_scenario(horizon="7 d")

    tables = run_reference([Post(friday + 16 * HOUR)], scenario=scenario, organisation=organisation)

    assert one(tables, "answered") == friday + (24 + 18) * HOUR
    assert tables.staff["busy"] == [HOUR, HOUR]


def test_job_handed_over_is_re_read_and_goes_first() -> None:
    """At 14:00 the early person's work goes to the late one, before a graver case, with 3 minutes to re-read."""
    people = [{"role": "officer", "count": 2, "calendar": "3x8"}]
    organisation = make_organisation(
        structure={"stages": {"draft": "2 h"}}, resources={"people": people, "at_shift_end": "hand_over"}
    )

    tables = run_reference([Post(13 * HOUR), Post(13.5 * HOUR, "insider")], organisation=organisation)

    assert one(tables, "answered", 0) == 15 * HOUR + 3
    assert one(tables, "answered", 1) == 17 * HOUR + 3
    assert one(tables, "answered_by", 0) == "officer 2"
    assert tables.staff["cases"] == [1, 2]


def test_meeting_keeps_its_people_from_new_work() -> None:
    """A case that comes in during the meeting waits in the queue, since a meeting does not end duty."""
    meetings = {"board": {"at": "12:00", "length": "1 h", "participants": ["officer"]}}
    organisation = make_organisation(structure={"meetings": meetings})

    tables = run_reference([Post(12 * HOUR - 5), Post(12 * HOUR + 10)], organisation=organisation)

    assert tables.cases["answered"] == [12 * HOUR + 5, 13 * HOUR + 10]
    assert one(tables, "queue_wait", 1) == 50.0


def test_author_does_not_approve_their_own_draft() -> None:
    """Of two officers who may approve, the one who did not write the draft does."""
    organisation = make_organisation(
        structure={"authority": NO_AUTHORITY, "approval": {"L1": [{"role": "officer", "review": "5 min"}]}},
        resources={"people": [{**OFFICER, "count": 2}]},
    )

    tables = run_reference([Post(0.0)], organisation=organisation)

    assert one(tables, "answered_by") == "officer 1"
    assert tables.staff["busy"] == [10.0, 5.0]


def test_page_goes_round_until_it_is_answered() -> None:
    """The head at home answers in 4 minutes; a call that takes 20 fails after its 15, and the next attempt begins."""
    draws, key = Draws(1, 0), int(make_cascade([Post(0.0, "smear")]).key[0])
    law = {"empirical": ["4 min", "20 min"]}
    # The empirical law gives 4 min for U < 1/2: attempts before the first such one cost 15 min each.
    failed = next(a for a in range(50) if draws.u(key, "page answered", a) < 0.5)
    paging = {"timeout": "15 min", "ack": law, "unavailable": 0.0, "from_level": "L3"}
    organisation = with_head("08:00-16:00", head={"on_call": True}, on_call=paging)

    tables = run_reference([Post(0.0, "smear"), Post(1.0)], organisation=organisation)

    assert one(tables, "page_wait") == 15 * failed + 4
    assert one(tables, "answered") == 10 + 15 * failed + 4 + 5
    assert tables.staff["overtime"] == [0.0, 5.0]
    # The L1 case is no reason to call, and the head who answered takes none: it waits for 08:00.
    assert one(tables, "answered", 1) == 8 * HOUR + 5


def test_moot_while_suspended_frees_the_person() -> None:
    """A job that rests at 17:00 ends at 20:00 with its asker's patience; its person starts the next day free."""
    scenario = make_scenario(cases={"patience": "4 h"})
    posts = [Post(16 * HOUR), Post(31 * HOUR)]

    tables = run_reference(posts, scenario=scenario, organisation=office_hours(at_shift_end="suspend"))

    assert tables.cases["state"] == ["moot", "answered"]
    assert one(tables, "ended", 0) == 20 * HOUR
    assert one(tables, "answered", 1) == 35 * HOUR
    assert tables.staff["busy"] == [3 * HOUR]


def test_same_person_goes_on_in_one_sitting() -> None:
    """Triage and draft at one desk are one sitting, even while a graver case waits."""
    organisation = make_organisation(structure={"stages": {"triage": "5 min", "draft": "10 min", "follow_up": "3 min"}})

    tables = run_reference([Post(0.0), Post(1.0, "insider")], organisation=organisation)

    assert tables.cases["answered"] == [15.0, 33.0]
    assert tables.cases["ended"] == [18.0, 36.0]


def test_resting_job_is_kept_for_exactly_a_day() -> None:
    """A person who is back 24 hours after the end of duty resumes; nobody else takes the job over."""
    people = [
        {"role": "officer", "count": 1, "calendar": "Tue 12:00-20:00"},
        {"role": "officer", "count": 1, "calendar": ["Mon 09:00-17:00", "Tue 17:00-20:00"]},
    ]
    organisation = make_organisation(
        structure={"stages": {"draft": "2 h"}}, resources={"people": people, "at_shift_end": "suspend"}
    )

    tables = run_reference([Post(16 * HOUR)], organisation=organisation)

    assert one(tables, "answered") == (24 + 18) * HOUR
    assert tables.staff["busy"] == [0.0, 2 * HOUR]


def test_next_attempt_calls_the_next_person() -> None:
    """Nobody answers within the time-out; the page calls the three people on call by turns and never ends by itself."""
    paging = {"timeout": "15 min", "ack": "15 min", "unavailable": 0.0, "from_level": "L3"}
    quick = {"timeout": "15 min", "ack": {"empirical": ["1 min", "20 min"]}, "unavailable": 0.0, "from_level": "L3"}
    head = {"on_call": True, "count": 3}
    draws, key = Draws(1, 0), int(make_cascade([Post(0.0, "smear")]).key[0])
    failed = next(a for a in range(50) if draws.u(key, "page answered", a) < 0.5)

    never = run_reference([Post(0.0, "smear")], organisation=with_head("08:00-16:00", head=head, on_call=paging))
    found = run_reference([Post(0.0, "smear")], organisation=with_head("08:00-16:00", head=head, on_call=quick))

    assert one(never, "answered") == 8 * HOUR + 5
    assert one(never, "page_wait") == 8 * HOUR - 10
    # Attempt j calls member j mod 3; the one who is called first would be the wrong one here.
    assert failed % 3 != 0
    assert found.staff["busy"][1:] == [5.0 if place == failed % 3 else 0.0 for place in range(3)]
