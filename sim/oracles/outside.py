"""Oracles of what happens around the team: briefings, judgements of severity, other employees, and causes mended.

There are so many people that nobody queues, and what is not said to take time takes none.
"""

from __future__ import annotations

import math

import numpy as np

from sim.oracles.estimates import always, mean_of, ratio
from sim.oracles.oracle import Measures, Oracle, Row, crisis_text, organisation_text, run, samples
from sim.oracles.switching import always_in_crisis, changes, modes_text
from sim.record.log import Records
from sim.units import HOUR, FloatArray

_MANY = 60
_OFFICERS = f"{{role: officer, count: {_MANY}, calendar: always}}"
_DESK = "desks: {press: {channels: all, members: officer}}"

# Briefings. Every case has L2, is not reviewed and carries the newest line. Mutations: the next briefing instead of
# the last; facts of other topics; the period of normal mode in crisis mode.

_FACTS, _PERIOD, _SHORT, _BRIEFED, _UNBRIEFED = 60.0, 120.0, 30.0, 0.7, 0.3


def _strays(period: float) -> float:
    """Return the misaligned share: a fact has come since the last briefing with probability 1 - (1 - e^-x) / x."""
    facts = period / _FACTS
    return (1 - _BRIEFED) + (_BRIEFED - _UNBRIEFED) * (1 + math.expm1(-facts) / facts)


def _briefing_rows() -> list[Row]:
    source = "(1 - b) + (b - u) (1 - (1 - exp(-phi S))/(phi S))"
    return [
        Row("misaligned share, briefings every 2 h", _strays(_PERIOD), source),
        Row("misaligned share, every 30 min in crisis mode", _strays(_SHORT), source),
        Row("misaligned share, facts on another topic", 1 - _BRIEFED, "1 - b"),
    ]


def _briefing(seed: int, size: int) -> Measures:
    def briefed(name: str, modes: str = "") -> str:
        structure = f"""
  {_DESK}
  alignment: {_BRIEFED}
  briefings: {{every: {_PERIOD} min, unbriefed: {_UNBRIEFED}}}{modes}"""
        return organisation_text(structure, _OFFICERS, name=name)

    days = 5
    texts = [briefed("normal"), briefed("crisis", always_in_crisis(f"{{briefing_every: {_SHORT} min}}"))]
    kinds, own = "{complaint: {share: 1, levels: {L2: 1}}}", {"public": lambda r: r.cases["kind"] != "position"}

    def crisis(topic: str) -> str:
        rate = f"fact_rate: {{every: {_FACTS} min, during: {days} d, topic: {topic}, known: operations, "
        channels = "x: {background_per_hour: 6}"
        return crisis_text(horizon=f"{days} d", channels=channels, kinds=kinds, more=f"{rate}confirm_after: 0 min}}")

    normal, hurried = samples(
        crisis("everyday"), *texts, days=days, seed=seed, replications=30 * size, block=0.5, more=own
    )
    (other,) = samples(crisis("else"), texts[0], days=days, seed=seed, replications=30 * size, block=0.5, more=own)
    return {
        row.what: sample.mean(sample["misaligned"], among=sample["public"] > 0)
        for row, sample in zip(_briefing_rows(), (normal, hurried, other), strict=True)
    }


# Judgement of severity. Cases of L3 and L4 are judged, at another desk; then they are on their way for 10 h, in which
# they may drift. Mutations: L4 judged too low; L2 judged from L3 on; drift that undoes nothing; the alarm at
# detection, with the level before the judgement.

_ERROR, _WAY, _DRIFT, _JUDGING, _PER_MINUTE = 0.5, 10.0, 0.05, 7.0, 0.1


def _judging_rows() -> list[Row]:
    # Who drifts before the end of the judgement is L4, and cannot be misjudged.
    kept = math.exp(-_DRIFT * (_WAY + _JUDGING / HOUR))
    return [
        Row("share of L3 judged too low", _ERROR, "e"),
        Row("misaligned share of L3, with drift for 10 h", _ERROR * kept, "e exp(-h t)"),
        Row("misaligned share of L2 and L4", 0.0, "not judged, or too high to be misjudged", exact=True),
        Row("judging of L3 and L4 (min)", _JUDGING, "arithmetic", exact=True),
        Row("judging of L2 (min)", 0.0, "below from_level", exact=True),
        Row("normal mode until L3 is judged (min)", 1 / (_PER_MINUTE * 0.6 * (1 - _ERROR)), "1 / (lambda s (1 - e))"),
    ]


def _judging(seed: int, size: int) -> Measures:
    judged = f"judging: {{error: {_ERROR}, from_level: L3}}"
    at_once = f"{_DESK}\n  {judged}"
    drifting = f"""
  desks: {{press: {{channels: all, members: officer}}, board: {{members: officer}}}}
  stages: {{judge: {{time: {_JUDGING} min, desk: board}}, draft: {{time: 0 min, handover: {_WAY} h}}}}
  authority: {{officer: L4}}
  {judged}"""
    alarmed = at_once + modes_text(trigger="{severity: L3}", activation="5 min", over="5 min")
    kinds = "{a: {share: 0.2, levels: {L2: 1}}, b: {share: 0.6, levels: {L3: 1}}, c: {share: 0.2, levels: {L4: 1}}}"
    threes = "{a: {share: 0.4, levels: {L2: 1}}, b: {share: 0.6, levels: {L3: 1}}}"
    days, channels = 60, "x: {background_per_hour: 36, case_threshold: 10000, reach: {minimum: 10000, cap: 10000}}"
    crisis = crisis_text(horizon=f"{days} d", channels=channels, kinds=kinds, drift=_DRIFT)
    (still,) = samples(
        crisis_text(horizon="30 d", channels=channels, kinds=kinds),
        organisation_text(at_once, _OFFICERS),
        days=30,
        seed=seed,
        replications=size,
        block=0.5,
    )
    (moved,) = samples(
        crisis, organisation_text(drifting, _OFFICERS), days=days, seed=seed, replications=size, block=0.5
    )
    often = crisis_text(
        horizon="300 d", channels=f"x: {{background_per_hour: {_PER_MINUTE * HOUR}}}", kinds=threes, drain="0 min"
    )
    runs = [records for (records,) in run(often, organisation_text(alarmed, _OFFICERS), seed=seed, replications=size)]
    three = moved["level_opened"] == 3
    values = (
        still.mean(still["level"] == 2, among=still["level_opened"] == 3),
        moved.mean(moved["misaligned"], among=three),
        always(moved["misaligned"][~three]),
        always(moved["service"][moved["level_opened"] > 2]),
        always(moved["service"][moved["level_opened"] == 2]),
        mean_of(np.concatenate([_until_alarm(records) for records in runs])),
    )
    return {row.what: value for row, value in zip(_judging_rows(), values, strict=True)}


def _until_alarm(records: Records) -> FloatArray:
    """Return how long normal mode lasted before each alarm."""
    begun = np.concatenate([[0.0], changes(records, "normal mode")])
    alarms = changes(records, "alarm")
    return np.asarray(alarms - begun[: len(alarms)], dtype=np.float64)


# Other employees. Mutations: coaching of those who answer only; answers at L3; alignment from L2 on only.

_REACHED, _ANSWERS, _KEEPS, _COACHED, _DELAY, _ALIGNED = 0.8, 0.6, 0.4, 0.25, 40.0, 0.4


def _employees_rows() -> list[Row]:
    answers, keeps = (_REACHED * share * (1 - _COACHED) for share in (_ANSWERS, _KEEPS))
    passed = _REACHED - answers - keeps
    return [
        Row("share of L1 answered outside", answers, "s a (1 - c)"),
        Row("share of all kept outside", keeps, "s k (1 - c)"),
        Row("share of L1 passed on", passed, "s (1 - (a + k)(1 - c))"),
        Row("share of L3 passed on", passed + answers, "nobody answers L3: s (1 - k (1 - c))"),
        Row("mean delay of what is passed on (min)", _DELAY, "mean of its law"),
        Row("mean time to an answer outside (min)", _DELAY, "mean of its law"),
        Row("misaligned share of answers outside", 1 - _ALIGNED, "1 - alignment, at any level"),
    ]


def _employees(seed: int, size: int) -> Measures:
    structure = f"""
  monitoring: {{on_duty: 5 min}}
  {_DESK}
  employees: {{share: {_REACHED}, answers: {_ANSWERS}, keeps: {_KEEPS}, delay: {{exponential: {{mean: {_DELAY} min}}}},
    alignment: {_ALIGNED}, coached: {_COACHED}}}"""
    kinds = "{question: {share: 0.7, levels: {L1: 1}}, smear: {share: 0.3, levels: {L3: 1}}}"
    days = 60
    crisis = crisis_text(horizon=f"{days} d", channels="x: {background_per_hour: 42}", kinds=kinds)
    (sample,) = samples(
        crisis, organisation_text(structure, _OFFICERS), days=days, seed=seed, replications=size, block=0.5
    )
    seen, answered = ~np.isnan(sample["detected"]), sample["is_answered"] > 0
    outside, kept = answered & ~seen, ~answered & ~seen
    # What no employee has met is seen after 5 min, to the tick; a delay of just that has no probability.
    passed = seen & (sample["detect_wait"] != 5)
    one, three = sample["level_opened"] == 1, sample["level_opened"] == 3
    values = (
        sample.mean(outside, among=one),
        sample.mean(kept),
        sample.mean(passed, among=one),
        sample.mean(passed, among=three),
        sample.mean(sample["detect_wait"], among=passed),
        sample.mean(sample.response, among=outside),
        sample.mean(sample["misaligned"], among=outside),
    )
    return {row.what: value for row, value in zip(_employees_rows(), values, strict=True)}


# Causes. Each fact has a topic of its own, and mentions that its position, which nobody is there to write, or the
# mending of its cause would call off. Who orders it is there from noon on. Mutations: one mending for all facts; an
# order that nobody need be there for; a cause that is mended although the fact has none.

_FACTS_EACH, _TAKES, _AGES, _NOON = 60, 180.0, (30, 90), 12 * HOUR
# When facts of three sorts come out, and the reignitions of each: before noon, after it, and without a cause.
_SORTS = {
    "before": (6 * HOUR, (11 * HOUR, *(_NOON + age for age in _AGES))),
    "after": (15 * HOUR, tuple(15 * HOUR + age for age in _AGES)),
    "none": (16 * HOUR, (20 * HOUR,)),
}


def _cause_rows() -> list[Row]:
    source = "P(Exp > age) = exp(-age / m)"
    orders = ("ordered at noon", "ordered at once")
    return [
        *(
            Row(f"reignitions {age} min after, {order}", math.exp(-age / _TAKES), source)
            for order in orders
            for age in _AGES
        ),
        Row("reignitions before the order", 1.0, "nobody is on duty to give it", exact=True),
        Row("reignitions of facts without a cause", 1.0, "nothing to mend", exact=True),
    ]


def _cause(seed: int, size: int) -> Measures:
    facts, mentions = [], []
    for sort, (at, instants) in _SORTS.items():
        for number in range(_FACTS_EACH):
            name, cause = f"{sort} {number}", "false" if sort == "none" else "true"
            facts.append(f"{{name: {name}, topic: {name}, at: {at} min, known: operations, cause: {cause}}}")
            mentions += [
                f"{{name: {name} {at}, at: {at} min, channel: x, topic: {name}, count: 1, ends_with: {name}}}"
                for at in instants
            ]
    crisis = crisis_text(
        horizon="1 d",
        channels="x: {case_threshold: 1.0e+9}",
        spread=f"{{kind: hawkes, mark_power: 0, reignitions: [{', '.join(mentions)}]}}",
        drain="0 min",
        more=f"facts: [{', '.join(facts)}]",
    )
    idle = f"monitoring: {{rate: 0}}\n  {_DESK}\n  stages: {{draft: 0 min}}\n  authority: {{officer: L4}}"
    structure = f"{idle}\n  root_cause: {{ordered_by: head, takes: {{exponential: {{mean: {_TAKES} min}}}}}}"
    people = "{role: officer, count: 1, calendar: 'Sun 00:00-00:01'}\n{role: head, count: 1, calendar: '12:00-24:00'}"
    organisation = organisation_text(structure, people)
    runs = [records for (records,) in run(crisis, organisation, seed=seed, replications=120 * size)]
    (_, (early, *noon)), (_, later), (_, (never,)) = _SORTS.values()
    values = (
        *(ratio(_kept(runs, at), np.full(len(runs), float(_FACTS_EACH))) for at in (*noon, *later)),
        *(always(_kept(runs, at) / _FACTS_EACH) for at in (early, never)),
    )
    return {row.what: value for row, value in zip(_cause_rows(), values, strict=True)}


def _kept(runs: list[Records], at: float) -> FloatArray:
    """Return how many mentions of a minute survived in each run."""
    tables = [records.mentions for records in runs]
    return np.array([float(table["surviving"][table["bin"] == at].sum()) for table in tables])


OUTSIDE = (
    Oracle("briefings", "Briefings that keep people on the line", _briefing_rows, _briefing),
    Oracle("judging", "Severity that is judged too low", _judging_rows, _judging),
    Oracle("employees", "Other employees who meet a case first", _employees_rows, _employees),
    Oracle("root-cause", "Causes that are mended", _cause_rows, _cause),
)
