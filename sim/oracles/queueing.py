"""Oracles of queueing: desks as M/M/c, M/G/1, with priorities, with impatience, and in tandem.

Background mentions without offspring are a Poisson process, constant reach makes the queue first come first served
within a level, and a draft that its author may publish alone is a service.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.analysis import queueing
from sim.oracles.estimates import Estimate, Sample, ratio
from sim.oracles.oracle import Measures, Oracle, Row, crisis_text, organisation_text, run
from sim.units import DAY, HOUR, BoolArray, FloatArray

_EXPONENTIAL = "{exponential: {mean: %s min}}"
_LEVELS = """
  question: {{share: {0}, levels: {{L1: 1}}}}
  complaint: {{share: {1}, levels: {{L2: 1}}}}
  smear: {{share: {2}, levels: {{L3: 1}}}}"""


def _arriving(per_minute: float, days: float, **more: Any) -> str:
    reach = "reach: {minimum: 1000, cap: 1000}"
    channels = f"x: {{background_per_hour: {per_minute * HOUR!r}, {reach}}}"
    return crisis_text(horizon=f"{days:g} d", channels=channels, **more)


def _desk(servers: int, service: str) -> str:
    structure = f"""
  desks: {{press: {{channels: all, members: officer}}}}
  stages: {{draft: {service}}}
  authority: {{officer: L4}}"""
    return organisation_text(structure, f"{{role: officer, count: {servers}, calendar: always}}")


def _sample(
    crisis: str, organisation: str, *, seed: int, replications: int, days: float, block: float, warm_up: float = 1.0
) -> Sample:
    runs = (records for (records,) in run(crisis, organisation, seed=seed, replications=replications))
    return Sample.of(runs, horizon=days * DAY, length=block * DAY, warm_up=warm_up * DAY)


# One desk, M/M/c. Mutations: a queue that serves the last first; a person who stays busy after a job; a person fewer.

_MMC = (0.5, 8.0, 5)


def _mmc_rows() -> list[Row]:
    rate, mean, servers = _MMC
    wait = queueing.mmc_wait(rate, mean, servers)
    return [
        Row("cases per minute", rate, "Poisson background"),
        Row("mean service (min)", mean, "exponential"),
        Row("P(wait)", queueing.erlang_c(rate * mean, servers), "Erlang C"),
        Row("mean response (min)", wait + mean, "C/(c mu - lambda) + 1/mu"),
        Row("P(response > 8 min)", queueing.mmc_response_tail(rate, mean, servers, t=8), "SLA tail of M/M/c"),
        Row(
            "P(response > 15 min)",
            queueing.mmc_response_tail(rate, mean, servers, t=15),
            "SLA tail of M/M/c",
        ),
        Row("mean wait (min)", wait, "C/(c mu - lambda)", long=True),
        Row(
            "P(wait > 10 min)",
            queueing.mmc_wait_tail(rate, mean, servers, t=10),
            "C exp(-(c mu - lambda) t)",
            long=True,
        ),
    ]


def _mmc(seed: int, size: int) -> Measures:
    rate, mean, servers = _MMC
    desk = _desk(servers, _EXPONENTIAL % mean)
    sample = _sample(_arriving(rate, 131), desk, seed=seed, replications=2 * size, days=131, block=2)
    inputs = [sample.arrivals(rate), *sample.services(mean, 2 * mean**2)]
    wait, response = sample["queue_wait"], sample.response
    measured: dict[str, FloatArray | BoolArray] = {
        "P(wait)": wait > 0,
        "mean response (min)": response,
        "P(response > 8 min)": response > 8,
        "P(response > 15 min)": response > 15,
        "mean wait (min)": wait,
        "P(wait > 10 min)": wait > 10,
    }
    counted = sample.sums(np.ones(len(wait)))
    return {
        "cases per minute": ratio(counted, np.full(sample.blocks, sample.length)),
        "mean service (min)": sample.mean(sample["service"]),
        **{what: sample.mean(values, inputs=inputs) for what, values in measured.items()},
    }


# One approver, M/G/1. Mutations: cv for its square in distributions; service drawn at opening for the case before.

_MG1 = (0.05, 10.0)
_MD1 = (0.06, 10.0)


def _mg1_rows() -> list[Row]:
    return [
        Row("mean service, gamma (min)", _MG1[1], "gamma with cv^2 = 2"),
        Row("mean wait, cv^2 = 2 (min)", queueing.mg1_wait(*_MG1, 2.0), "Pollaczek-Khinchine"),
        Row("mean wait, constant (min)", queueing.mg1_wait(*_MD1, 0.0), "Pollaczek-Khinchine"),
    ]


def _mg1(seed: int, size: int) -> Measures:
    (rate, mean), square = _MG1, 3 * _MG1[1] ** 2
    gamma = _desk(1, f"{{gamma: {{mean: {mean} min, cv: {math.sqrt(2)!r}}}}}")
    mixed = _sample(_arriving(rate, 381), gamma, seed=seed, replications=7 * size, days=381, block=10)
    fixed = _sample(
        _arriving(_MD1[0], 381), _desk(1, f"{_MD1[1]} min"), seed=seed, replications=4 * size, days=381, block=5
    )
    inputs = [mixed.arrivals(rate), *mixed.services(mean, square)]
    return {
        "mean service, gamma (min)": mixed.mean(mixed["service"]),
        "mean wait, cv^2 = 2 (min)": mixed.mean(mixed["queue_wait"], inputs=inputs),
        "mean wait, constant (min)": fixed.mean(fixed["queue_wait"], inputs=[fixed.arrivals(_MD1[0])]),
    }


# Priorities by level. Mutations: level left out of the rank; interruption of work in hand; lowest level first.

_COBHAM = {1: (0.02, 0.02, 0.015), 5: (0.1, 0.1, 0.15)}


def _cobham_rows() -> list[Row]:
    rows = []
    for servers, rates in _COBHAM.items():
        for level, wait in zip((3, 2, 1), queueing.priority_waits(rates, 10.0, servers)):
            people = "1 person" if servers == 1 else f"{servers} people"
            rows.append(Row(f"mean response of L{level}, {people} (min)", wait + 10, "Cobham, plus the service"))
            rows.append(Row(f"mean wait of L{level}, {people} (min)", wait, "Cobham", long=True))
    return rows


def _cobham(seed: int, size: int) -> Measures:
    found: dict[str, Estimate] = {}
    for servers, rates in _COBHAM.items():
        total, days = sum(rates), 381 if servers == 1 else 141
        kinds = _LEVELS.format(*(rate / total for rate in reversed(rates)))
        crisis = _arriving(total, days, kinds=kinds)
        desk = _desk(servers, _EXPONENTIAL % 10)
        more = 4 if servers == 1 else 3
        sample = _sample(crisis, desk, seed=seed, replications=more * size, days=days, block=5 if servers == 1 else 2)
        levels = {level: sample["level_opened"] == level for level in (3, 2, 1)}
        inputs = [sample.arrivals(rate, among) for rate, among in zip(rates, levels.values())]
        inputs += sample.services(10.0, 200.0)
        for level, among in levels.items():
            people = "1 person" if servers == 1 else f"{servers} people"
            place = f"L{level}, {people} (min)"
            found[f"mean response of {place}"] = sample.mean(sample.response, among=among, inputs=inputs)
            found[f"mean wait of {place}"] = sample.mean(sample["queue_wait"], among=among, inputs=inputs)
    return found


# Impatience, Erlang A. Mutations: patience that runs during work; moot cases left in their queue; moot cases dropped.

_ERLANG_A = {1.0: (0.5, 8.0, 4), 1.5: (0.75, 8.0, 4)}


def _erlang_a_rows() -> list[Row]:
    gone, waits, queue = queueing.erlang_a(*_ERLANG_A[1.0], patience=60.0)
    crowded = queueing.erlang_a(*_ERLANG_A[1.5], patience=60.0)[0]
    return [
        Row("P(moot), load 1", gone, "Erlang A"),
        Row("P(wait), load 1", waits, "Erlang A"),
        Row("mean time in queue, load 1 (min)", queue, "Erlang A"),
        Row("P(moot), load 1.5", crowded, "Erlang A"),
    ]


def _erlang_a(seed: int, size: int) -> Measures:
    samples = {}
    for load, (rate, mean, servers) in _ERLANG_A.items():
        days = 111 if load == 1.0 else 21
        crisis = _arriving(rate, days, patience=_EXPONENTIAL % 60)
        samples[load] = _sample(
            crisis, _desk(servers, _EXPONENTIAL % mean), seed=seed, replications=size, days=days, block=1
        )
    quiet, crowded = samples[1.0], samples[1.5]
    inputs = [quiet.arrivals(_ERLANG_A[1.0][0]), *_served(quiet)]
    full = [crowded.arrivals(_ERLANG_A[1.5][0]), *_served(crowded)]
    return {
        "P(moot), load 1": quiet.mean(1 - quiet["is_answered"], inputs=inputs),
        "P(wait), load 1": quiet.mean(quiet["queue_wait"] > 0, inputs=inputs),
        "mean time in queue, load 1 (min)": quiet.mean(quiet["queue_wait"], inputs=inputs),
        "P(moot), load 1.5": crowded.mean(1 - crowded["is_answered"], inputs=full),
    }


def _served(sample: Sample) -> list[FloatArray]:
    """Return the luck of the services that were begun: their time less the mean, for those who were answered."""
    return [sample.sums((sample["service"] - 8.0) * sample["is_answered"])]


# Stages in tandem with rework. Mutations: a rejected draft that goes to the approver again; redrafts of no length.

_TANDEM = """
  desks: {press: {channels: all, members: writer}, reception: {members: triager}}
  stages: {triage: {time: {exponential: {mean: 2 min}}, desk: reception}, draft: {exponential: {mean: 10 min}}}
  authority: {writer: L1, head: L4, triager: L1}
  approval: {L2: [{role: head, review: {exponential: {mean: 4 min}}, reject: 0.25}]}
  redraft: 1"""
_TANDEM_PEOPLE = """
{role: triager, count: 2, calendar: always}
{role: writer, count: 4, calendar: always}
{role: head, count: 1, calendar: always}"""


def _tandem_rows() -> list[Row]:
    stages = ((2, 2.0), (4, 10.0), (1, 4.0))
    response = queueing.tandem_response(0.2, stages, needs_approval=0.3, rejection=0.25)
    return [
        Row("mean response (min)", response, "Jackson: a sum of M/M/c"),
        Row("drafts of a case that needs approval", 1 / 0.75, "geometric"),
    ]


def _tandem(seed: int, size: int) -> Measures:
    crisis = _arriving(0.2, 141, kinds=_LEVELS.format(0.7, 0.3, 0))
    sample = _sample(
        crisis, organisation_text(_TANDEM, _TANDEM_PEOPLE), seed=seed, replications=size, days=141, block=1
    )
    return {
        "mean response (min)": sample.mean(sample.response),
        "drafts of a case that needs approval": sample.mean(
            1 + sample["rejections"], among=sample["level_opened"] == 2
        ),
    }


QUEUEING = (
    Oracle("mmc", "One desk without limits: M/M/c", _mmc_rows, _mmc),
    Oracle("mg1", "One person whose work is not exponential: M/G/1", _mg1_rows, _mg1),
    Oracle("priorities", "Levels as priorities, without interruption", _cobham_rows, _cobham),
    Oracle("impatience", "Askers who give up while they wait", _erlang_a_rows, _erlang_a),
    Oracle("tandem", "Triage, draft and approval with rework", _tandem_rows, _tandem),
)
