"""Oracles without chance: the critical path, conservation of work and time, and the same crisis for everybody."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np

from sim.oracles.estimates import Estimate, exactly
from sim.oracles.oracle import Measures, Oracle, Row, crisis_text, organisation_text, run
from sim.record.log import Records
from sim.record.schema import COMPONENTS
from sim.response.probe import Probe
from sim.scenario.crisis import generate
from sim.scenario.files import scenario_from_text
from sim.units import DAY, HOUR

# Noise off. A case that comes up on Monday at 16:30 is drafted at 17:16 and reaches the head at 17:20, who is back on
# Tuesday at 9:00. Mutations: a hand-over in working time; a sitting that ends at the end of office hours.

_DETECT, _REFER, _TRIAGE, _ANALYSE, _DRAFT, _SEND, _HEAD, _LEGAL, _PUBLISH = 5, 7, 3, 11, 20, 4, 10, 15, 2
_OPENED = 16 * HOUR + 30
_PATH = f"""
  monitoring: {{on_duty: {_DETECT} min}}
  desks: {{press: {{channels: all, members: officer, refer: {_REFER} min}}}}
  stages: {{triage: {_TRIAGE} min, analyse: {_ANALYSE} min, draft: {_DRAFT} min, publish: {_PUBLISH} min}}
  authority: {{legal: L4}}
  handover: {_SEND} min
  approval: {{L1: [{{role: head, review: {_HEAD} min}}, {{role: legal, review: {_LEGAL} min}}]}}"""
_PATH_PEOPLE = """
{role: officer, count: 1, calendar: always}
{role: head, count: 1, calendar: office}
{role: legal, count: 1, calendar: always}"""


def _path_rows() -> list[Row]:
    arrives = _OPENED + _DETECT + _REFER + _TRIAGE + _ANALYSE + _DRAFT + _SEND
    begins = DAY + 9 * HOUR
    source = "arithmetic"
    return [
        Row("response (min)", begins + _HEAD + _SEND + _LEGAL + _PUBLISH - _OPENED, source, exact=True),
        Row("waiting for the head's hours (min)", begins - arrives, source, exact=True),
        Row("service (min)", float(_TRIAGE + _ANALYSE + _DRAFT + _PUBLISH), source, exact=True),
        Row("review (min)", float(_HEAD + _LEGAL), source, exact=True),
        Row("transit (min)", float(_REFER + 2 * _SEND), source, exact=True),
    ]


def _path(seed: int, size: int) -> Measures:
    del size
    shock = f"{{name: one, at: {_OPENED} min, channel: x, topic: crisis, count: 1}}"
    crisis = crisis_text(horizon="2 d", channels="x: {}", spread=f"{{kind: hawkes, shocks: [{shock}]}}")
    ((records,),) = run(crisis, organisation_text(_PATH, _PATH_PEOPLE), seed=seed, replications=1)
    (opened,), (answered,) = records.cases["opened"], records.cases["answered"]
    columns = ("calendar_wait", "service", "review", "handover_wait")
    values = [answered - opened, *(records.cases[name][0] for name in columns)]
    return {row.what: Estimate(float(value)) for row, value in zip(_path_rows(), values, strict=True)}


# Conservation, where everything happens: shifts, hand-overs, rejections, joins, drift and impatience. Mutations: the
# wait of a job that was handed back booked twice; the cascade keyed by the organisation; a first come, first served
# queue that lets a free person idle.

_BUSY = """
  monitoring: {rate: 0.3, on_duty: {exponential: {mean: 10 min}}}
  desks: {press: {channels: all, members: officer, refer: {exponential: {mean: 20 min}}}}
  stages: {triage: {exponential: {mean: 3 min}}, draft: {exponential: {mean: 20 min}}}
  authority: {officer: L1, head: L4}
  approval: {L2: [{role: head, review: {exponential: {mean: 15 min}}, reject: 0.3}]}"""
_QUIET = "desks: {press: {channels: all, members: officer}}\n  stages: {draft: 30 min}\n  authority: {officer: L4}"
_SHIFTS = """
{role: officer, count: 3, calendar: 3x8}
{role: head, count: 1, calendar: office}"""
_KINDS = "{question: {share: 0.6, levels: {L1: 0.5, L2: 0.5}}, smear: {share: 0.4, levels: {L3: 1}, demands: true}}"


def _conservation_rows() -> list[Row]:
    texts = [
        ("components of every case add up to its time", "model equation 13"),
        ("every organisation meets the same potential crisis", "one crisis a replication"),
        ("the same seed gives the same cascade, another seed another", "randomness by address"),
        ("busy minutes of people are the service and review of cases", "conservation of work"),
        ("total wait is the same with levels as without", "work conservation, equal services"),
        ("time in triage is the integral of the number in triage", "Little's law, per path"),
        ("time in draft is the integral of the number in draft", "Little's law, per path"),
    ]
    return [Row(what, 1.0, source, exact=True) for what, source in texts]


def _conservation(seed: int, size: int) -> Measures:
    channels = "x: {self_excitation: 0.5, background_per_hour: 6, case_threshold: 3000}"
    crisis = crisis_text(
        horizon="4 d", channels=channels, kinds=_KINDS, patience="{exponential: {mean: 6 h}}", drift=0.05
    )
    more = "  at_shift_end: hand_over\n"
    busy, quiet = organisation_text(_BUSY, _SHIFTS, name="busy", more=more), organisation_text(_QUIET, _SHIFTS)
    runs = list(run(crisis, busy, quiet, seed=seed, replications=2 * size))
    potentials = [[_potential(records) for records in both] for both in runs]
    cascades = [generate(scenario_from_text(crisis), seed=s).time for s in (seed, seed, seed + 1)]
    holds = [
        all(_adds_up(records) for both in runs for records in both),
        all(first == second for first, second in potentials),
        np.array_equal(cascades[0], cascades[1]) and not np.array_equal(cascades[0], cascades[2]),
        *_works_through(seed),
    ]
    return {row.what: exactly(held) for row, held in zip(_conservation_rows(), holds, strict=True)}


def _adds_up(records: Records) -> bool:
    cases = records.cases
    booked = sum((cases[name] for name in COMPONENTS), np.zeros(len(cases["opened"])))
    return len(booked) > 0 and bool(np.array_equal(booked, cases["ended"] - cases["opened"]))


def _potential(records: Records) -> dict[tuple[Any, ...], int]:
    """Return the potential mentions by channel, topic and bin, where there are any."""
    table = records.mentions
    rows = zip(table["channel"], table["topic"], table["bin"], table["potential"], strict=True)
    return {(channel, topic, bin_): int(count) for channel, topic, bin_, count in rows if count}


class _Numbers(Probe):
    """Counts the cases in each stage, and integrates the counts over time."""

    def __init__(self) -> None:
        self.number: dict[str, int] = defaultdict(int)
        self.integral: dict[str, float] = defaultdict(float)
        self._since = 0.0

    def _pass(self, now: float) -> None:
        for stage, number in self.number.items():
            self.integral[stage] += number * (now - self._since)
        self._since = now

    def case_opened(self, now: float, case: Any) -> None:
        """A case begins to wait for triage."""
        del case
        self._pass(now)
        self.number["triage"] += 1

    def stage_ended(self, now: float, case: Any, stage: str, person: str) -> None:
        """A case leaves a stage, and after triage begins to wait for drafting."""
        del case, person
        self._pass(now)
        self.number[stage] -= 1
        if stage == "triage":
            self.number["draft"] += 1


def _works_through(seed: int) -> list[bool]:
    """Say whether work, waits and numbers are conserved at one desk that serves all who come."""
    people = "{role: officer, count: 2, calendar: always}"
    structure = """
  desks: {press: {channels: all, members: officer 1}, writers: {members: officer 2}}
  stages: {triage: 5 min, draft: {time: {exponential: {mean: 5 min}}, desk: writers}}
  authority: {officer: L4}"""
    channels = "x: {background_per_hour: 10, reach: {minimum: 1000, cap: 1000}}"
    one = "{question: {share: 0.5, levels: {L1: 1}}, smear: {share: 0.5, levels: {L1: 1}}}"
    two = "{question: {share: 0.5, levels: {L1: 1}}, smear: {share: 0.5, levels: {L3: 1}}}"
    numbers = _Numbers()
    waits, courses = [], []
    for kinds, probes in ((one, (numbers,)), (two, ())):
        crisis = crisis_text(horizon="10 d", channels=channels, kinds=kinds)
        ((records,),) = run(crisis, organisation_text(structure, people), seed=seed, replications=1, probes=probes)
        cases = records.cases
        waits.append(float(np.sum(cases["triaged"] - cases["opened"])))
        courses.append(cases["triaged"])
        if probes:
            drafting = float(np.sum(cases["drafted"] - cases["triaged"]))
            worked = float(np.sum(cases["service"] + cases["review"]))
            busy = float(np.sum(records.staff["busy"]))
    return [
        busy == worked,
        waits[0] == waits[1] and not np.array_equal(courses[0], courses[1]),
        numbers.integral["triage"] == waits[0],
        numbers.integral["draft"] == drafting,
    ]


EXACT = (
    Oracle("critical-path", "Without chance: a case's path in minutes", _path_rows, _path),
    Oracle("conservation", "What is never lost", _conservation_rows, _conservation),
)
