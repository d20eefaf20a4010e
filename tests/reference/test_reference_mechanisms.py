"""The second engine on the mechanisms of docs/model.md, 9.2 to 9.14, worked out by hand from the page."""

from __future__ import annotations

import math
from typing import Any

import pytest

from sim.keys import mix64, name_key
from sim.organisation.experience import InMeetings
from sim.organisation.organisation import Organisation
from sim.units import DAY, HOUR, tick
from tests.reference.draws import Draws
from tests.reference.make import Post, make_cascade, make_organisation, make_scenario, one, run_reference, with_head
from tests.reference.test_reference_modes import OFFICER, modes, two_desks

DRAWS = Draws(1, 0)
MULTIPLIERS = [Post(float(minute), "multiplier") for minute in range(12)]
# The stock grows by 1 - R and fades by R a month: it ends at 1/2, to the last bit after so long a time.
HALF_WARM: dict[str, Any] = {"hours": 1, "months": 1000, "growth": 1, "half_life": math.log(2)}


def key(post: int = 0) -> int:
    """The key of a post by its place."""
    return int(make_cascade([Post(0.0)] * (post + 1)).key[post])


def officer(
    resources: dict[str, Any] | None = None, /, structure: dict[str, Any] | None = None, **entry: Any
) -> Organisation:
    """One officer with these fields, who drafts in 10 minutes and publishes alone."""
    people = [{**OFFICER, **entry}]
    return make_organisation(structure=structure or {}, resources={"people": people, **(resources or {})})


def test_second_case_of_a_mention_goes_to_the_next_desk() -> None:
    """The duplicate is answered at press, which slows the thread; the article waits for the first case only."""
    scenario = make_scenario(effects={"reply": 0.5})
    posts = [Post(0.0), Post(30.0, parent=0, article=True), Post(40.0, parent=0, thin=0.5)]

    tables = run_reference(posts, scenario=scenario, organisation=two_desks("08:00-16:00", duplicates=1.0))

    assert tables.cases["kind"] == ["question", "duplicate"] * 2
    assert tables.cases["desk"] == ["web", "press"] * 2
    assert tables.cases["key"][1] == int(mix64(key(), name_key("duplicate")))
    assert tables.cases["answered"] == [8 * HOUR + 10, 10.0, 8 * HOUR + 20, 40.0]
    assert tables.survived.tolist() == [True, True, False]


def test_crisis_mode_with_dedup_opens_no_duplicate() -> None:
    """The mention that raises the alarm still opens two cases, the next one opens one."""
    organisation = two_desks(duplicates=1.0, modes=modes({"dedup": True}))

    tables = run_reference([Post(0.0, "smear"), Post(30.0)], organisation=organisation)

    assert tables.cases["kind"] == ["smear", "duplicate", "question"]


def test_desk_takes_its_kinds_on_every_channel() -> None:
    """A journalist on x goes to press, which lists the kind, a question to web, which lists the channel."""
    press = {"channels": "all", "members": ["officer"], "kinds": ["journalist"]}
    organisation = two_desks(desks={"press": press, "web": {"channels": ["x"], "members": ["clerk"]}})

    tables = run_reference([Post(0.0, "journalist"), Post(0.0)], organisation=organisation)

    assert tables.cases["desk"] == ["press", "web"]


def test_alignment_waits_for_the_next_briefing() -> None:
    """After the fact of minute 70 nobody is aligned before the briefing of minute 120."""
    fact = {"name": "recall", "topic": "crisis", "at": "70 min", "known": "operations"}
    posts = [Post(30.0, "journalist"), Post(81.0, "journalist"), Post(125.0, "journalist")]
    organisation = make_organisation(structure={"briefings": {"every": "1 h", "unbriefed": 0.0}})

    tables = run_reference(posts, scenario=make_scenario(facts=[fact]), organisation=organisation)

    assert tables.cases["answered"] == [40.0, 80.0, 91.0, 135.0]
    assert tables.cases["misaligned"] == [False, False, True, False]


def test_fact_is_fetched_from_another_department() -> None:
    """5 minutes to press, 20 of work there, 5 back, 10 of drafting; a clerk who may say so needs none of it."""
    scenario = make_scenario(cases={"facts_needed": {"L1": 1.0}})
    stages = {"facts": {"time": "20 min", "desk": "press", "handover": "5 min"}, "draft": "10 min"}

    sent = run_reference([Post(0.0)], scenario=scenario, organisation=two_desks(stages=stages))
    known = two_desks(stages=stages, fact_authority=["clerk"])
    there = run_reference([Post(0.0)], scenario=scenario, organisation=known)

    assert (one(sent, "analysed"), one(sent, "answered")) == (25.0, 40.0)
    assert (one(sent, "handovers"), one(sent, "handover_wait")) == (2, 10.0)
    assert one(sent, "answered_by") == "clerk 1"
    assert (one(there, "answered"), one(there, "handovers")) == (10.0, 0)


def test_who_is_new_or_elsewhere_is_slow() -> None:
    """Speed is 0.55 without tenure, times one half on a channel that is not one's own."""
    skills = {"channels": {"press": 2.0}, "elsewhere": 0.5}

    tables = run_reference([Post(0.0)], organisation=officer(tenure_months=0, skills=skills))

    assert one(tables, "answered") == tick(10.0 / (0.5 * 0.55))


def test_misread_case_is_triaged_once_more() -> None:
    """A triage that is always misread takes the draws of steps 0 and 1, and no third one."""
    training = {"start": 1.0, "misread_novice": 1.0, "misread_expert": 1.0}
    stages = {"triage": {"exponential": {"mean": "10 min"}}, "draft": "10 min"}
    organisation = officer({"training": training}, structure={"stages": stages}, tenure_months=3)

    tables = run_reference([Post(0.0)], organisation=organisation)

    law = organisation.structure.stages.triage.time[0]
    triaged = DRAWS.duration(law, key(), "triage", 0) + DRAWS.duration(law, key(), "triage", 1)
    assert one(tables, "triaged") == triaged
    assert one(tables, "answered") == triaged + 10


def test_review_catches_errors_and_what_it_misses_is_misaligned() -> None:
    """Every draft has an error, and reviews catch one half: U at the address of each rejection says which."""
    training = {"error_novice": 1.0, "error_trained": 1.0, "caught": 0.5}
    organisation = with_head("always", training=training)
    people = [organisation.resources.people[0].model_copy(update={"months_since_drill": 2.0})]
    people.append(organisation.resources.people[1])
    resources = organisation.resources.model_copy(update={"people": people})

    tables = run_reference([Post(0.0)], organisation=organisation.model_copy(update={"resources": resources}))

    caught = next(r for r in range(100) if DRAWS.u(key(), "reject", 0, r) >= 0.5)
    assert one(tables, "rejections") == caught
    assert one(tables, "answered") == 15.0 + caught * (5 + 5)
    assert one(tables, "misaligned")


def test_executive_is_away_in_their_own_meetings() -> None:
    """A case that comes as one of the officer's meetings of 30 minutes begins is drafted after it."""
    own = {"share": 0.5, "length": "30 min"}
    person = int(mix64(name_key("person"), name_key("officer"), 1))
    gap, at, number = InMeetings.model_validate(own).gap, -DAY, 0
    while True:
        begin = at + DRAWS.duration(gap, person, "gap", number)
        at, number = begin + 30, number + 1
        if begin > 0:
            break

    tables = run_reference([Post(begin)], organisation=officer(in_meetings=own))

    assert one(tables, "answered") == begin + 30 + 10


def test_unfamiliar_executive_is_briefed_and_learns() -> None:
    """The first review takes twice 5 minutes and a briefing of 7, the second 5 (1 + exp(-1/3))."""
    head = {"unfamiliar": {"briefing": "7 min", "review": 2.0, "reject": 0.0, "fades": 3.0}}

    tables = run_reference([Post(0.0), Post(100.0)], organisation=with_head("always", head=head))

    assert tables.cases["answered"] == [10.0 + 17, 110.0 + tick(5 * (1 + math.exp(-1 / 3)))]


def test_unfamiliar_executive_rejects_more_at_first() -> None:
    """With k reviews done the head rejects with exp(-k/3): always at first, then as the draws say."""
    head = {"unfamiliar": {"briefing": "0 min", "review": 1.0, "reject": 1.0, "fades": 3.0}}

    tables = run_reference([Post(0.0)], organisation=with_head("always", head=head))

    rejected = next(r for r in range(100) if DRAWS.u(key(), "reject", 0, r) >= math.exp(-r / 3))
    assert rejected >= 1
    assert one(tables, "rejections") == rejected


def test_warm_multipliers_amplify_less() -> None:
    """Half are warm: a mention whose q is 0.4 instead of 1 does not survive its 0.5."""
    relations = make_organisation(structure={"relations": {**HALF_WARM, "amplify": 0.4}})

    tables = run_reference(MULTIPLIERS, organisation=relations)

    assert tables.survived.tolist() == [DRAWS.u(key(post), "warm") >= 0.5 for post in range(12)]


def test_warm_multipliers_speak_up_in_their_threads() -> None:
    """Answers to a warm multiplier have 0.4 of their q, and do not survive; those to a cold one do."""
    answers = [Post(100.0 + parent, parent=parent) for parent in range(12)]
    relations = make_organisation(structure={"relations": {**HALF_WARM, "voice": 0.4}})

    tables = run_reference([*MULTIPLIERS, *answers], organisation=relations)

    assert tables.survived.tolist()[:12] == [True] * 12
    assert tables.survived.tolist()[12:] == [DRAWS.u(key(post), "warm") >= 0.5 for post in range(12)]


def test_warning_comes_sooner_and_at_night() -> None:
    """Of 12 cases at night half are detected after 5 minutes of the 10, the others 10 after 09:00."""
    structure = {"monitoring": {"on_duty": "10 min", "next_day": 1.0}, "relations": {**HALF_WARM, "warning": 0.5}}

    tables = run_reference(MULTIPLIERS, organisation=officer(structure=structure, calendar="09:00-17:00"))

    warned = [DRAWS.u(key(post), "warned") < 0.5 for post in range(12)]
    assert tables.cases["detected"] == [post + 5.0 if known else 9 * HOUR + 10 for post, known in enumerate(warned)]


def test_severity_is_judged_too_low() -> None:
    """An L3 case becomes L2 and misaligned; L4 is judged and stays, L1 is not judged at all."""
    stages = {"judge": "4 min", "draft": "10 min"}
    organisation = make_organisation(structure={"stages": stages, "judging": {"error": 1.0}})

    tables = run_reference([Post(0.0, "smear"), Post(100.0, "insider"), Post(200.0)], organisation=organisation)

    assert tables.cases["answered"] == [14.0, 114.0, 210.0]
    assert tables.cases["level"] == [2, 4, 1]
    assert tables.cases["misaligned"] == [True, False, False]


def test_drift_shows_what_was_underrated() -> None:
    """The first drift, after E_0 / h minutes of the long draft, gives the level back and the alignment."""
    hours = DRAWS.threshold(key(), 0) / 2.0
    scenario = make_scenario(channels={"x": {"case_threshold": 1000}}, cases={"drift_per_hour": 2.0})
    structure = {"stages": {"draft": f"{math.ceil(60 * hours) + 1} min"}, "judging": {"error": 1.0}}

    tables = run_reference([Post(0.0, "smear")], scenario=scenario, organisation=make_organisation(structure=structure))

    assert one(tables, "level") >= 3
    assert not one(tables, "misaligned")


@pytest.mark.parametrize(
    ("does", "kind", "detected", "answered", "author"),
    [
        ({"answers": 1.0, "keeps": 0.0}, "question", math.nan, 30.0, ""),
        ({"answers": 1.0, "keeps": 0.0}, "smear", 30.0, 40.0, "officer 1"),
        ({"answers": 0.0, "keeps": 1.0}, "question", math.nan, math.nan, ""),
        ({"answers": 0.0, "keeps": 1.0, "coached": 1.0}, "question", 30.0, 40.0, "officer 1"),
    ],
)
def test_other_employees(does: Any, kind: str, detected: float, answered: float, author: str) -> None:
    """Who is reached first answers after 30 minutes up to L2, keeps the case for good, or passes it on."""
    employees = {"share": 1.0, "delay": "30 min", "alignment": 1.0, **does}

    tables = run_reference([Post(0.0, kind)], organisation=make_organisation(structure={"employees": employees}))

    assert one(tables, "detected") == pytest.approx(detected, abs=0, nan_ok=True)
    assert one(tables, "answered") == pytest.approx(answered, abs=0, nan_ok=True)
    assert one(tables, "answered_by") == author


def test_poor_replies_slow_the_thread_less() -> None:
    """Quality is 0.5 (new) x 0.8 (skill) x 0.5 (no fact): with r = 0.5 an edge stays with 1 - 0.5 x 0.2 = 0.9."""
    scenario = make_scenario(effects={"reply": 0.5}, cases={"facts_needed": {"L1": 1.0}})
    structure = {"reply_quality": {"novice": 0.5, "without_facts": 0.5}}
    posts = [Post(0.0), Post(50.0, parent=0, thin=0.89), Post(50.0, parent=0, thin=0.91)]

    organisation = officer(structure=structure, tenure_months=0, skills={"channels": {"x": 0.8}})
    tables = run_reference(posts, scenario=scenario, organisation=organisation)

    assert one(tables, "answered") == tick(10 / (0.8 * 0.55))
    assert tables.survived.tolist() == [True, True, False]


def handing_off(at_shift_end: str, *, structured: bool) -> Organisation:
    """Drafts of 2 hours by people in shifts who make errors with 0.4, doubled by a hand-off."""
    resources = {
        "at_shift_end": at_shift_end,
        "shift_handoff": {"error": 2.0, "structured": structured},
        "training": {"error_novice": 0.4, "error_trained": 0.4},
    }
    structure = {"stages": {"draft": "2 h"}}
    return officer(resources, structure=structure, calendar="3x8", count=3, months_since_drill=0)


def test_draft_that_was_handed_off_has_more_errors() -> None:
    """With U between 0.4 x 2 x 0.77 and 0.8 only the unstructured hand-off at 14:00 makes an error."""
    seed = next(seed for seed in range(1000) if 0.616 < Draws(seed, 0).u(key(), "error") < 0.8)
    run = lambda organisation: run_reference([Post(13 * HOUR)], organisation=organisation, seed=seed)  # noqa: E731

    assert one(run(handing_off("hand_over", structured=False)), "misaligned")
    assert not one(run(handing_off("hand_over", structured=True)), "misaligned")
    assert not one(run(handing_off("finish", structured=False)), "misaligned")


def test_mended_cause_ends_reignitions() -> None:
    """Ordered at 09:00, when the officer comes, and mended 30 minutes later: from then on nothing reignites."""
    fact = {"name": "recall", "topic": "crisis", "at": "10 min", "known": "operations", "cause": True}
    structure = {"stages": {"draft": "5 h"}, "root_cause": {"ordered_by": "officer", "takes": "30 min"}}
    posts = [Post(minute, ends_with="recall") for minute in (9 * HOUR + 29, 9 * HOUR + 30)]

    tables = run_reference(
        posts,
        scenario=make_scenario(facts=[fact]),
        organisation=officer(structure=structure, calendar="09:00-17:00"),
        endings=("recall",),
    )

    assert tables.survived.tolist() == [True, False]


def test_queue_by_arrival() -> None:
    """The graver case that comes last is served last."""
    organisation = make_organisation(structure={"queue_order": "arrival"})

    tables = run_reference([Post(0.0), Post(1.0), Post(2.0, "smear")], organisation=organisation)

    assert tables.cases["answered"] == [10.0, 20.0, 30.0]
