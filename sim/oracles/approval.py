"""Oracles of approval and presence: chains, committees, office hours, pages, and who gives up in between.

There are so many people that nobody queues: what is left is each mechanism's own law.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.analysis import queueing
from sim.oracles.estimates import Sample
from sim.oracles.oracle import Measures, Oracle, Row, crisis_text, organisation_text, run, samples
from sim.record.log import Records
from sim.units import DAY, HOUR, BoolArray

_MANY = 60
_WEEK_OF_MEETINGS = (24.0, 24.0, 24.0, 24.0, 72.0)


def _crisis(days: int, per_hour: float = 12.0, **more: Any) -> str:
    channels = f"x: {{background_per_hour: {per_hour!r}}}"
    return crisis_text(horizon=f"{days} d", channels=channels, **more)


# A serial chain. Mutations: a rejection that starts the chain where it was rejected; redraft factor left at .5.

_STEPS = ((15.0, 0.1), (30.0, 0.2), (60.0, 0.3))


def _serial_rows() -> list[Row]:
    time, drafts = queueing.serial_chain(20.0, _STEPS)
    return [
        Row("mean time to publication (min)", time, "w / prod(1-p) + sum d_i / prod(1-p_j)"),
        Row("drafts of a case", drafts, "1 / prod(1-p)"),
    ]


def _serial(seed: int, size: int) -> Measures:
    steps = ", ".join(f"{{role: head, review: {d} min, reject: {p}}}" for d, p in _STEPS)
    organisation = organisation_text(
        f"""
  desks: {{press: {{channels: all, members: writer}}}}
  stages: {{draft: 20 min}}
  authority: {{head: L4}}
  approval: {{L1: [{steps}]}}
  redraft: 1""",
        f"""
{{role: writer, count: {_MANY}, calendar: always}}
{{role: head, count: {_MANY}, calendar: always}}""",
    )
    days = 30 * size
    (sample,) = samples(_crisis(days), organisation, days=days, seed=seed, block=0.5)
    return {
        "mean time to publication (min)": sample.mean(sample.response),
        "drafts of a case": sample.mean(1 + sample["rejections"]),
    }


# Parallel steps. Mutations: all_of decided by its first branch; one variate for all branches of a step.


def _parallel_rows() -> list[Row]:
    every, first = queueing.parallel_approval(60.0, 3)
    return [
        Row("mean time of all_of 3 (min)", every, "m H_k"),
        Row("mean time of any_of 3 (min)", first, "m / k"),
    ]


def _parallel(seed: int, size: int) -> Measures:
    def with_step(kind: str) -> str:
        return organisation_text(
            f"""
  desks: {{press: {{channels: all, members: legal}}}}
  approval: {{L1: [{{{kind}: [legal, product, board], review: {{exponential: {{mean: 60 min}}}}}}]}}""",
            "\n".join(f"{{role: {role}, count: {_MANY}, calendar: always}}" for role in ("legal", "product", "board")),
            name=kind,
        )

    days = 40 * size
    every, first = samples(_crisis(days), with_step("all_of"), with_step("any_of"), days=days, seed=seed, block=0.5)
    return {
        "mean time of all_of 3 (min)": every.mean(every.response),
        "mean time of any_of 3 (min)": first.mean(first.response),
    }


# A committee and office hours; weeks are blocks. Mutations: a meeting that also decides what comes at its start one
# week late; Friday's cases decided on Saturday; calendars in UTC for a scenario elsewhere.


def _hours_rows() -> list[Row]:
    nights = [16.0] * 4 + [64.0]
    daily, weekly = queueing.office_wait([16.0], 24.0), queueing.office_wait(nights, 168.0)
    longest = queueing.meeting_tail(_WEEK_OF_MEETINGS, t=48.0)
    return [
        Row("mean wait for a weekday meeting (h)", queueing.wait_for_opening(_WEEK_OF_MEETINGS), "E[g^2] / (2 E[g])"),
        Row("P(wait for a weekday meeting > 48 h)", longest, "E[(g - t)+] / E[g]"),
        Row("P(wait for a weekday meeting > 16.8 h)", queueing.meeting_tail(_WEEK_OF_MEETINGS, t=16.8), "its median"),
        Row("mean wait for office hours, daily (h)", daily[0], "sum off^2 / (2 T)"),
        Row("P(wait for office hours), daily", daily[1], "sum off / T"),
        Row("mean wait for office hours, Mon-Fri (h)", weekly[0], "sum off^2 / (2 T)"),
        Row("P(wait for office hours), Mon-Fri", weekly[1], "sum off / T"),
    ]


def _open(calendar: str) -> str:
    structure = (
        "desks: {press: {channels: all, members: officer}}\n  stages: {draft: 0 min}\n  authority: {officer: L4}"
    )
    people = f"{{role: officer, count: {_MANY}, calendar: '{calendar}'}}"
    return organisation_text(structure, people, name="daily" if calendar[0].isdigit() else "weekly")


def _hours(seed: int, size: int) -> Measures:
    committee = organisation_text(
        """
  desks: {press: {channels: all, members: officer}}
  meetings: {board: {days: Mon-Fri, at: '11:00'}}
  approval: {L1: [{meeting: board}]}""",
        "{role: officer, count: 1, calendar: always}",
    )
    # Northern winter only, so that no week has a change of the clock in it.
    replications, days = 5 * size, 7 * 10
    crisis = _crisis(days, 5.0, start="2018-11-12 00:00", timezone="America/New_York")
    offices = (committee, _open("09:00-17:00"), _open("Mon-Fri 09:00-17:00"))
    board, daily, weekly = samples(crisis, *offices, days=days, seed=seed, replications=replications, block=7)
    inputs = [board.arrivals(5 / HOUR)]
    return {
        "mean wait for a weekday meeting (h)": board.mean(board["calendar_wait"] / HOUR, inputs=inputs),
        "P(wait for a weekday meeting > 48 h)": board.mean(board.response > 48 * HOUR, inputs=inputs),
        "P(wait for a weekday meeting > 16.8 h)": board.mean(board.response > 16.8 * HOUR, inputs=inputs),
        "mean wait for office hours, daily (h)": daily.mean(daily["calendar_wait"] / HOUR, inputs=inputs),
        "P(wait for office hours), daily": daily.mean(daily.response > 0, inputs=inputs),
        "mean wait for office hours, Mon-Fri (h)": weekly.mean(weekly["calendar_wait"] / HOUR, inputs=inputs),
        "P(wait for office hours), Mon-Fri": weekly.mean(weekly.response > 0, inputs=inputs),
    }


# Pages. Mutations: the time to answer kept from the attempt before; no time-out after a failed attempt; a page that
# starts with the second person.

_PAGES = ((0.0, 5.0), (0.1, 5.0), (0.3, 5.0), (0.5, 5.0), (0.5, 15.0))
_DESKS = 8


def _paging_what(unavailable: float, timeout: float) -> str:
    return f"mean time to an answered page, u = {unavailable:g}, time-out {timeout:g} min (min)"


def _paging_rows() -> list[Row]:
    return [
        Row(_paging_what(u, tau), queueing.paging_wait(u, tau, 4.0), "(u tau + (1-u) m q) / ((1-u) q)")
        for u, tau in _PAGES
    ]


def _paging(seed: int, size: int) -> Measures:
    names = [f"c{number}" for number in range(1, _DESKS + 1)]
    channels = "\n".join(f"{name}: {{background_per_hour: {1 / 6!r}}}" for name in names)
    desks = ", ".join(
        f"{n}: {{channels: [{n}], members: officer {2 * i + 1}-{2 * i + 2}}}" for i, n in enumerate(names)
    )
    structure = f"desks: {{{desks}}}\n  stages: {{draft: 0 min}}\n  authority: {{officer: L4}}"
    # Off duty but for one minute a week: who is on duty is not paged.
    people = f"{{role: officer, count: {2 * _DESKS}, calendar: 'Mon 00:00-00:01', on_call: true}}"
    crisis = crisis_text(horizon="390 d", channels=channels, drain="7 d")
    organisations = []
    for unavailable, timeout in _PAGES:
        paged = f"  on_call: {{timeout: {timeout} min, ack: {{exponential: {{mean: 4 min}}}}, "
        paged += f"unavailable: {unavailable}, from_level: L1}}\n"
        organisations.append(organisation_text(structure, people, more=paged))
    by_run = list(run(crisis, *organisations, seed=seed, replications=size))
    found = {}
    for page, runs in zip(_PAGES, zip(*by_run)):
        sample = Sample.of(runs, horizon=390 * DAY, length=5 * DAY, mark=_alone)
        found[_paging_what(*page)] = sample.mean(sample.response, among=sample["marked"] > 0)
    return found


def _alone(records: Records) -> BoolArray:
    """Return which cases opened while nobody was paged at their desk: a later one waits for the rest of a page only."""
    cases = records.cases
    alone = np.ones(len(cases["opened"]), dtype=np.bool_)
    for channel in np.unique(cases["channel"]):
        rows = np.flatnonzero(cases["channel"] == channel)
        alone[rows[1:]] = np.maximum.accumulate(cases["ended"][rows])[:-1] < cases["opened"][rows[1:]]
    return alone


# Competing risks. Mutations: patience that ends a case which is already published; transit and patience on one key.


def _risks_rows() -> list[Row]:
    answers, leaves = 1 / 47, 1 / 60
    return [
        Row("P(answered before the asker gives up)", answers / (answers + leaves), "mu / (mu + theta)"),
        Row("mean time of those answered (min)", 1 / (answers + leaves), "1 / (mu + theta)"),
        Row("P(answered within 30 min)", _within(answers, leaves), "cumulative incidence"),
    ]


def _within(answers: float, leaves: float) -> float:
    both = answers + leaves
    return answers / both * -math.expm1(-both * 30)


def _risks(seed: int, size: int) -> Measures:
    organisation = organisation_text(
        "desks: {press: {channels: all, members: officer, refer: {exponential: {mean: 47 min}}}}",
        "{role: officer, count: 1, calendar: always}",
    )
    days = 40 * size
    crisis = _crisis(days, 20.0, patience="{exponential: {mean: 60 min}}")
    (sample,) = samples(crisis, organisation, days=days, seed=seed, block=0.5)
    answered = sample["is_answered"] > 0
    return {
        "P(answered before the asker gives up)": sample.mean(answered),
        "mean time of those answered (min)": sample.mean(sample.response, among=answered),
        "P(answered within 30 min)": sample.mean(np.where(answered, sample.response <= 30, False)),
    }


# Level drift. Mutations: reach for its square root; hazard per minute for per hour; joins that start the clock anew.

_DRIFT_HOURS = 10.0


def _drift_rows() -> list[Row]:
    steps = 0.05 * math.sqrt(40_000 / 10_000) * _DRIFT_HOURS
    few = [math.exp(-steps) * steps**k / math.factorial(k) for k in range(3)]
    mean = 1 + sum(k * p for k, p in enumerate(few)) + 3 * (1 - sum(few))
    return [
        Row("P(no drift in 10 h)", few[0], "exp(-h t), model equation 11"),
        Row("P(one step in 10 h)", few[1], "Poisson"),
        Row("mean level after 10 h", mean, "Poisson up to L4"),
    ]


def _drift(seed: int, size: int) -> Measures:
    organisation = organisation_text(
        f"desks: {{press: {{channels: all, members: officer, refer: {_DRIFT_HOURS} h}}}}",
        "{role: officer, count: 1, calendar: always}",
    )
    days = 45 * size
    fixed = "x: {background_per_hour: 20, case_threshold: 10000, reach: {minimum: 40000, cap: 40000}}"
    crisis = crisis_text(horizon=f"{days} d", channels=fixed, drift=0.05)
    (sample,) = samples(crisis, organisation, days=days, seed=seed, block=0.5)
    level = sample["level"]
    return {
        "P(no drift in 10 h)": sample.mean(level == 1),
        "P(one step in 10 h)": sample.mean(level == 2),
        "mean level after 10 h": sample.mean(level),
    }


APPROVAL = (
    Oracle("serial-approval", "A chain of approvals with rejections", _serial_rows, _serial),
    Oracle("parallel-approval", "Approvals side by side", _parallel_rows, _parallel),
    Oracle("hours", "Committees and office hours", _hours_rows, _hours),
    Oracle("paging", "People on call, paged one after the other", _paging_rows, _paging),
    Oracle("risks", "Answered or given up: two exponentials", _risks_rows, _risks),
    Oracle("drift", "Unanswered cases move up a level", _drift_rows, _drift),
)
