"""The second engine on situations small enough to be worked out by hand: the way of a case."""

from __future__ import annotations

import math

import pytest

from sim.organisation.organisation import Organisation
from sim.record.schema import COMPONENTS
from sim.units import HOUR, tick
from tests.reference.draws import Draws
from tests.reference.make import Post, make_cascade, make_organisation, make_scenario, one, run_reference, with_head

OFFICER = {"role": "officer", "count": 1, "calendar": "always"}
NO_AUTHORITY: dict[str, str] = {"officer": "L0"}


def test_approval_waits_for_the_shift() -> None:
    """A draft finished at 02:10 is approved when the head's shift starts at 08:00."""
    tables = run_reference([Post(2 * HOUR)], organisation=with_head("08:00-16:00"))

    assert one(tables, "approved") == one(tables, "answered") == 8 * HOUR + 5
    assert one(tables, "calendar_wait") == 6 * HOUR - 10
    assert one(tables, "review") == 5.0


def test_meeting_decides_on_all_that_wait() -> None:
    """Two drafts wait for the noon meeting, which takes 5 minutes for each, side by side."""
    organisation = make_organisation(
        structure={
            "authority": NO_AUTHORITY,
            "meetings": {"board": {"at": "12:00"}},
            "approval": {"L1": [{"meeting": "board", "review": "5 min"}]},
        }
    )

    tables = run_reference([Post(HOUR), Post(11 * HOUR), Post(11 * HOUR + 50)], organisation=organisation)

    assert tables.cases["answered"] == [12 * HOUR + 5, 12 * HOUR + 5, 36 * HOUR + 5]
    assert tables.cases["calendar_wait"] == [11 * HOUR - 10, HOUR - 10, 24 * HOUR]


def parallel(form: str) -> Organisation:
    """Drafts pass `form` of a lawyer (from 02:00) and a head (from 01:00), 5 minutes each."""
    people = [
        OFFICER,
        {"role": "head", "count": 1, "calendar": "01:00-24:00"},
        {"role": "lawyer", "count": 1, "calendar": "02:00-24:00"},
    ]
    return make_organisation(
        structure={
            "authority": {**NO_AUTHORITY, "head": "L4"},
            "approval": {"L1": [{form: ["lawyer", "head"], "review": "5 min"}]},
        },
        resources={"people": people},
    )


def test_any_of_takes_the_first_and_all_of_the_last() -> None:
    """The head decides at 01:05 where one is enough, the lawyer at 02:05 where both are needed."""
    first = run_reference([Post(0.0)], organisation=parallel("any_of"))
    last = run_reference([Post(0.0)], organisation=parallel("all_of"))

    assert one(first, "answered") == HOUR + 5
    assert first.staff["cases"] == [1, 1, 0]
    assert one(last, "answered") == 2 * HOUR + 5
    assert one(last, "calendar_wait") == 2 * HOUR - 10
    assert last.staff["busy"] == [10.0, 5.0, 5.0]


def test_branch_that_lost_frees_its_reviewer_at_once() -> None:
    """Both begin at 02:00; the quicker head decides, and the lawyer's half-done review ends then."""
    people = [
        OFFICER,
        {"role": "head", "count": 1, "calendar": "02:00-24:00", "skills": {"stages": {"review": 2.0}}},
        {"role": "lawyer", "count": 1, "calendar": "02:00-24:00"},
    ]
    organisation = parallel("any_of").model_copy(
        update={"resources": make_organisation(resources={"people": people}).resources}
    )

    tables = run_reference([Post(0.0)], organisation=organisation)

    assert one(tables, "answered") == 2 * HOUR + 2.5
    assert tables.staff["busy"] == [10.0, 2.5, 2.5]


@pytest.mark.parametrize(
    ("step", "answered"),
    [
        ({"on_timeout": "consent"}, 40.0),
        ({"on_timeout": "deputy", "deputy": "deputy"}, 40.0 + 5),
        ({"on_timeout": "escalate"}, 40.0 + 10),
    ],
)
def test_time_out(step: dict[str, str], answered: float) -> None:
    """After 30 minutes without a review there is consent, the deputy, or the next step (of 10 minutes)."""
    people = [
        OFFICER,
        {"role": "head", "count": 1, "calendar": "08:00-16:00"},
        {"role": "deputy", "count": 1, "calendar": "always"},
    ]
    chain = [{"role": "head", "review": "5 min", "timeout": "30 min", **step}]
    if step["on_timeout"] == "escalate":
        chain.append({"role": "deputy", "review": "10 min"})
    organisation = make_organisation(
        structure={"authority": {**NO_AUTHORITY, "head": "L4", "deputy": "L4"}, "approval": {"L1": chain}},
        resources={"people": people},
    )

    tables = run_reference([Post(0.0)], organisation=organisation)

    assert one(tables, "answered") == answered
    assert one(tables, "calendar_wait") == 30.0


def test_rejected_draft_is_drafted_again_in_half_the_time() -> None:
    """Each rejection costs half a draft and a whole review; how many there are is read at the draws' addresses."""
    organisation = with_head("always", step={"reject": 0.6})
    key = int(make_cascade([Post(0.0)]).key[0])
    draws = Draws(1, 0)
    rejections = next(n for n in range(50) if draws.u(key, "reject", 0, n) >= 0.6)

    tables = run_reference([Post(0.0)], organisation=organisation)

    assert rejections > 0
    assert one(tables, "rejections") == rejections
    assert one(tables, "answered") == 15 + rejections * (5 + 5)


def test_asker_gives_up_while_waiting_but_not_while_served() -> None:
    """With a patience of 12 minutes the case in work at that time is answered, the one in the queue is moot."""
    scenario = make_scenario(cases={"patience": "12 min"})

    tables = run_reference([Post(0.0), Post(0.0), Post(1.0), Post(1.0, "smear")], scenario=scenario)

    assert tables.cases["state"] == ["answered", "moot", "moot", "answered"]
    assert tables.cases["ended"] == [10.0, 12.0, 13.0, 20.0]


def test_asker_who_gave_up_is_noticed_when_the_case_next_waits() -> None:
    """Patience ends at 12 while drafting goes on to 20: the case is moot when it joins the approval queue."""
    organisation = with_head("always").model_copy(
        update={
            "structure": make_organisation(
                structure={
                    "authority": {**NO_AUTHORITY, "head": "L4"},
                    "approval": {"L1": [{"role": "head", "review": "5 min"}]},
                    "stages": {"draft": "20 min"},
                }
            ).structure
        }
    )

    tables = run_reference([Post(0.0)], scenario=make_scenario(cases={"patience": "12 min"}), organisation=organisation)

    assert one(tables, "state") == "moot"
    assert one(tables, "ended") == one(tables, "drafted") == 20.0
    assert math.isnan(one(tables, "answered"))


def test_drift_follows_the_hazard_of_the_reach() -> None:
    """The first step comes at E_0 / h, a joined mention spends what has passed and raises h (equation 11)."""
    scenario = make_scenario(cases={"drift_per_hour": 0.6}, channels={"x": {"case_threshold": 1000.0}})
    absent = make_organisation(resources={"people": [{**OFFICER, "calendar": "Sun 09:00-10:00"}]})
    posts = [Post(0.0, reach=1000.0), Post(1.0, parent=0, reach=3000.0)]
    needed = Draws(1, 0).threshold(int(make_cascade(posts).key[0]), 0)

    # h = 0.01 a minute for reach 1000 = threshold, 0.02 for four times that.
    step = 1.0 + tick((needed - 0.01) / 0.02)
    scenario = scenario.model_copy(update={"horizon": step - 0.5, "drain": 0.5})
    tables = run_reference(posts, scenario=scenario, organisation=absent)
    before = run_reference(posts, scenario=scenario.model_copy(update={"drain": 0.25}), organisation=absent)

    assert one(tables, "level") == one(before, "level") + 1 == 2


def test_thread_joins_stays_quiet_and_opens_again() -> None:
    """Mentions of a thread join its open case, open none for 6 hours after the answer, then open the next."""
    kinds = {"question": {"share": 1 / 7, "levels": {"L1": 1.0}, "demands": False}}
    scenario = make_scenario(kinds=kinds, channels={"x": {"case_threshold": 500.0}})
    posts = [Post(0.0), *(Post(t, parent=0) for t in (5.0, 10.0, 380.0, 381.0))]
    posts.insert(3, Post(11.0, "journalist", parent=0))

    tables = run_reference(posts, scenario=scenario)

    # Answered at 10: the mention at 10 is quiet; the journalist demands; answered again at 21, quiet until 381.
    assert tables.cases["opened"] == [0.0, 11.0, 381.0]
    assert tables.cases["reach"] == [2000.0, 1000.0, 1000.0]


def test_hand_overs_take_clock_time_and_are_counted() -> None:
    """Referral, a stage sent to another desk and a step with a law are three transits of their own lengths."""
    organisation = make_organisation(
        structure={
            "desks": {
                "press": {"channels": "all", "members": ["officer"], "refer": "7 min"},
                "law": {"members": ["lawyer"]},
            },
            "stages": {"analyse": {"time": "10 min", "desk": "law", "handover": "20 min"}, "draft": "10 min"},
            "authority": NO_AUTHORITY,
            "approval": {"L1": [{"role": "lawyer", "review": "5 min", "handover": "40 min"}]},
        },
        resources={"people": [OFFICER, {**OFFICER, "role": "lawyer"}]},
    )

    tables = run_reference([Post(0.0)], organisation=organisation)

    assert one(tables, "analysed") == 7 + 20 + 10
    assert one(tables, "drafted") == 7 + 20 + 10 + 10
    assert one(tables, "answered") == 7 + 20 + 10 + 10 + 40 + 5
    assert one(tables, "handovers") == 3
    assert one(tables, "handover_wait") == 67.0


def test_trolls_are_monitored_at_the_end_of_triage() -> None:
    """A case of L0 ends after triage, and the desk's work on it is done."""
    organisation = make_organisation(structure={"stages": {"triage": "5 min"}})

    tables = run_reference([Post(0.0, "troll")], organisation=organisation)

    assert one(tables, "state") == "monitored"
    assert one(tables, "ended") == 5.0
    assert math.isnan(one(tables, "drafted"))


def test_detection_waits_for_the_next_duty() -> None:
    """With `next_day: 1` a mention at 20:00 is detected 30 minutes into the next duty; with 0, at 20:30."""
    found = []
    for next_day in (1.0, 0.0):
        people = [{**OFFICER, "calendar": "09:00-17:00"}]
        organisation = make_organisation(
            structure={"monitoring": {"on_duty": "30 min", "next_day": next_day}}, resources={"people": people}
        )
        found.append(run_reference([Post(20 * HOUR)], organisation=organisation))

    assert [one(tables, "detected") for tables in found] == [33.5 * HOUR, 20.5 * HOUR]
    assert [one(tables, "detect_wait") for tables in found] == [13.5 * HOUR, 0.5 * HOUR]


def test_components_add_up_exactly() -> None:
    """The seven components of every case sum to `ended - opened` to the last bit (equation 13)."""
    laws = {"lognormal": {"mean": "40 min", "cv": 1.0}}
    organisation = make_organisation(
        structure={
            "monitoring": {"on_duty": {"exponential": {"mean": "10 min"}}},
            "stages": {"triage": laws, "draft": laws, "publish": "1 min", "follow_up": laws},
            "authority": NO_AUTHORITY,
            "handover": {"exponential": {"mean": "20 min"}},
            "approval": {"L1": [{"all_of": ["head", "lawyer"], "review": laws, "reject": 0.3}]},
        },
        resources={
            "people": [
                {"role": "officer", "count": 3, "calendar": "3x8"},
                {"role": "head", "count": 1, "calendar": "09:00-17:00", "on_call": True},
                {"role": "lawyer", "count": 1, "calendar": "10:00-16:00"},
            ],
            "on_call": {"timeout": "10 min", "ack": laws, "unavailable": 0.3, "from_level": "L3"},
            "at_shift_end": "suspend",
        },
    )
    scenario = make_scenario(cases={"patience": {"exponential": {"mean": "12 h"}}, "drift_per_hour": 0.2})
    kinds = ("question", "smear", "journalist", "insider", "troll", "misinformation")

    tables = run_reference(
        [Post(tick(13.7 * n), kinds[n % 6]) for n in range(150)], scenario=scenario, organisation=organisation
    )

    sums = [sum(parts) for parts in zip(*(tables.cases[name] for name in COMPONENTS))]
    assert sums == [e - o for e, o in zip(tables.cases["ended"], tables.cases["opened"])]
    assert set(tables.cases["state"]) == {"answered", "moot", "open"}
