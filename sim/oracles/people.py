"""Oracles of people: how fast they are, what they misread and get wrong, and what executives must learn first.

There are so many people that nobody queues unless a comment says so.
"""

from __future__ import annotations

import math

import numpy as np

from sim.oracles.estimates import always, mean_of
from sim.oracles.oracle import Measures, Oracle, Row, crisis_text, organisation_text, run, samples
from sim.record.log import Records
from sim.units import HOUR, FloatArray, tick

_MANY = 60

# Speed, without chance: a draft of 20 min by one post after the other, each at a desk of its own. Mutations:
# attention or overhead left out; tenure in years; every channel taken for one of one's own.

_DRAFT, _START, _LEARNING, _OVERHEAD = 20.0, 0.4, 4.0, 0.1
_POSTS = {
    "new": ("tenure_months: 0", _START),
    "3 months there": ("tenure_months: 3", 1 - (1 - _START) * math.exp(-3 / _LEARNING)),
    "2 years there": ("tenure_months: 24", 1 - (1 - _START) * math.exp(-24 / _LEARNING)),
    "elsewhere": ("skills: {channels: {home: 1.25}, elsewhere: 0.5}", 0.5),
    "elsewhere, good at drafting": ("skills: {channels: {home: 1.25}, elsewhere: 0.5, stages: {draft: 1.5}}", 0.75),
    "with a side duty": ("attention: 0.3", 0.3),
    "with all of it": (
        "skills: {elsewhere: 0.8, stages: {draft: 1.2}}, attention: 0.6, tenure_months: 6",
        0.8 * 1.2 * (1 - (1 - _START) * math.exp(-6 / _LEARNING)) * 0.6,
    ),
}


def _speed_rows() -> list[Row]:
    source = "20 min / ((skill x experience) x attention x (1 - overhead)), a tick"
    return [
        Row(f"draft of who is {who} (min)", tick(_DRAFT / speed / (1 - _OVERHEAD)), source, exact=True)
        for who, (_, speed) in _POSTS.items()
    ]


def _speed(seed: int, size: int) -> Measures:
    del size
    names = [f"c{number}" for number in range(len(_POSTS))]
    desks = ", ".join(f"of {name}: {{channels: [{name}], members: post{name}}}" for name in names)
    people = "\n".join(
        f"{{role: post{name}, count: 1, calendar: always, {fields}}}"
        for name, (fields, _) in zip(names, _POSTS.values(), strict=True)
    )
    authority = ", ".join(f"post{name}: L4" for name in names)
    training = f"  training: {{start: {_START}, learning_months: {_LEARNING}, misread_novice: 0, misread_expert: 0}}\n"
    structure = f"""
  desks: {{{desks}}}
  stages: {{draft: {_DRAFT} min}}
  authority: {{{authority}}}
  overhead: {_OVERHEAD}"""
    channels = "\n".join(f"{name}: {{}}" for name in names)
    shocks = ", ".join(
        f"{{name: on {name}, at: 0 min, over: 1 d, channel: {name}, topic: crisis, count: 5}}" for name in names
    )
    crisis = crisis_text(horizon="2 d", channels=channels, spread=f"{{kind: hawkes, shocks: [{shocks}]}}")
    text = organisation_text(structure, people, more=training)
    ((records,),) = run(crisis, text, seed=seed, replications=1)
    service = records.cases["service"]
    return {
        row.what: always(service[records.cases["channel"] == name])
        for row, name in zip(_speed_rows(), names, strict=True)
    }


# Misreading. Mutations: the second triage on the variate of the first; the probability of an expert for everybody.

_NOVICE, _EXPERT, _TENURE, _TRIAGE = 0.6, 0.1, 4.0, 10.0
_MISREAD = _NOVICE - (_NOVICE - _EXPERT) * (1 - math.exp(-_TENURE / _LEARNING))


def _misread_rows() -> list[Row]:
    square = 2 * _TRIAGE**2
    return [
        Row("mean triage, 4 months there (min)", _TRIAGE * (1 + _MISREAD), "m (1 + p)"),
        Row("mean square of triage (min^2)", square * (1 + 2 * _MISREAD), "2 m^2 (1 - p) + 6 m^2 p, Erlang"),
    ]


def _misread(seed: int, size: int) -> Measures:
    structure = f"""
  desks: {{press: {{channels: all, members: officer}}}}
  stages: {{triage: {{exponential: {{mean: {_TRIAGE} min}}}}}}"""
    # Experience makes nobody faster here, so that the time is that of one triage or of two.
    training = f"  training: {{start: 1, learning_months: {_LEARNING}, misread_novice: {_NOVICE}, "
    training += f"misread_expert: {_EXPERT}}}\n"
    people = f"{{role: officer, count: {_MANY}, calendar: always, tenure_months: {_TENURE}}}"
    days = 60
    crisis = crisis_text(horizon=f"{days} d", channels="x: {background_per_hour: 36}")
    text = organisation_text(structure, people, more=training)
    (sample,) = samples(crisis, text, days=days, seed=seed, replications=size, block=0.5)
    time = sample["service"]
    return {
        "mean triage, 4 months there (min)": sample.mean(time),
        "mean square of triage (min^2)": sample.mean(time**2),
    }


# Errors. On x officers are at home, on y not; L1 is published alone, L2 is reviewed by somebody who also rejects
# sound drafts. Drafting takes no time. Mutations: a draft's error kept for the next draft; a review that catches
# nothing; the factor elsewhere left out; the half-life as a mean; errors that count from L2 on only.

_UNTRAINED, _TRAINED, _HALF, _DRILL, _CAUGHT, _REJECT, _ELSEWHERE = 0.6, 0.2, 6.0, 9.0, 0.75, 0.2, 1.4
_ERROR = _UNTRAINED - (_UNTRAINED - _TRAINED) * 2 ** (-_DRILL / _HALF)
_BACK = _REJECT + _ERROR * (1 - _REJECT) * _CAUGHT


def _error_rows() -> list[Row]:
    passes = (1 - _REJECT) * (1 - _CAUGHT)
    return [
        Row("share with an error, 9 months after a drill", _ERROR, "e0 - (e0 - e1) 2^(-d/h)"),
        Row("the same on a channel that is not one's own", _ERROR * _ELSEWHERE, "the same, times 1.4"),
        Row("drafts of a case that is reviewed", 1 / (1 - _BACK), "geometric, (1-p) q + p (q + (1-q) c)"),
        Row("share with an error after review", _ERROR * passes / (1 - _BACK), "p (1-q)(1-c) / P(approved)"),
    ]


def _errors(seed: int, size: int) -> Measures:
    structure = f"""
  desks: {{press: {{channels: all, members: officer}}}}
  stages: {{draft: 0 min}}
  authority: {{officer: L1, head: L4}}
  approval: {{L2: [{{role: head, review: 1 min, reject: {_REJECT}}}]}}"""
    training = f"  training: {{error_novice: {_UNTRAINED}, error_trained: {_TRAINED}, accuracy_half_life: {_HALF}, "
    training += f"error_elsewhere: {_ELSEWHERE}, caught: {_CAUGHT}}}\n"
    people = f"""
{{role: officer, count: {_MANY}, calendar: always, months_since_drill: {_DRILL}, skills: {{channels: {{x: 1}}}}}}
{{role: head, count: {_MANY}, calendar: always}}"""
    kinds = "{question: {share: 0.3, levels: {L1: 1}}, complaint: {share: 0.7, levels: {L2: 1}}}"
    days = 60
    crisis = crisis_text(
        horizon=f"{days} d", channels="x: {background_per_hour: 42}\ny: {background_per_hour: 16}", kinds=kinds
    )
    at_home = {"on x": lambda records: records.cases["channel"] == "x"}
    text = organisation_text(structure, people, more=training)
    (sample,) = samples(crisis, text, days=days, seed=seed, replications=size, block=0.5, more=at_home)
    on_x, reviewed = sample["on x"] > 0, sample["level_opened"] == 2
    values = (
        sample.mean(sample["misaligned"], among=on_x & ~reviewed),
        sample.mean(sample["misaligned"], among=~on_x & ~reviewed),
        sample.mean(1 + sample["rejections"], among=on_x & reviewed),
        sample.mean(sample["misaligned"], among=on_x & reviewed),
    )
    return {row.what: value for row, value in zip(_error_rows(), values, strict=True)}


# Hand-overs at the end of a shift. Shifts of two hours, drafts of one: those begun in the second hour go on with the
# next shift. Mutations: a hand-over that is forgotten; a structured one like any other.

_SHIFT_ERROR, _WORSE, _STRUCTURED = 0.3, 2.0, 0.75


def _shift_rows() -> list[Row]:
    return [
        Row("share with an error, not handed over", _SHIFT_ERROR, "p"),
        Row("share with an error, handed over", _SHIFT_ERROR * _WORSE, "p e"),
        Row("share with an error, handed over with structure", _SHIFT_ERROR * _WORSE * _STRUCTURED, "p e s"),
    ]


def _shift(seed: int, size: int) -> Measures:
    def with_handoff(structured: str) -> str:
        more = f"  at_shift_end: hand_over\n  training: {{error_trained: {_SHIFT_ERROR}}}\n"
        more += f"  shift_handoff: {{error: {_WORSE}, structured: {structured}, structured_factor: {_STRUCTURED}}}\n"
        structure = "desks: {press: {channels: all, members: officer}}\n  stages: {draft: 1 h}"
        shifts = [[f"'{h:02d}:00-{h + 2:02d}:00'" for h in range(first, 24, 4)] for first in (0, 2)]
        people = "\n".join(
            f"{{role: officer, count: {_MANY}, calendar: [{', '.join(hours)}], months_since_drill: 0}}"
            for hours in shifts
        )
        return organisation_text(
            f"{structure}\n  authority: {{officer: L4}}", people, name=f"structured {structured}", more=more
        )

    days = 50
    crisis = crisis_text(horizon=f"{days} d", channels="x: {background_per_hour: 36}")
    texts = [with_handoff(word) for word in ("false", "true")]
    plain, structured = samples(crisis, *texts, days=days, seed=seed, replications=size, block=0.5)
    late = plain["opened"] % (2 * HOUR) > HOUR
    values = (
        plain.mean(plain["misaligned"], among=~late),
        plain.mean(plain["misaligned"], among=late),
        structured.mean(structured["misaligned"], among=late),
    )
    return {row.what: value for row, value in zip(_shift_rows(), values, strict=True)}


# Executives who do not know crises online, one at each desk; cases come so rarely that nobody waits. Mutations:
# nothing fades; a briefing before every review; rejection by the decisions after this one.

_REVIEW, _BRIEFING, _FACTOR, _FADES, _ATTENTION, _PRACTISED = 10.0, 30.0, 2.0, 3.0, 0.5, 2
_REJECTS, _HEADS, _CASES = 0.8, 20, 24


def _reviewed_after(decisions: int) -> float:
    return tick(_REVIEW * (1 + (_FACTOR - 1) * math.exp(-decisions / _FADES)) / _ATTENTION)


def _unfamiliar_rows() -> list[Row]:
    source = "review (1 + (2 - 1) exp(-k/3)) / attention"
    return [
        Row("first review, with a briefing (min)", _reviewed_after(0) + _BRIEFING, f"briefing + {source}", exact=True),
        Row("second review (min)", _reviewed_after(1), source, exact=True),
        Row("sixth review (min)", _reviewed_after(5), source, exact=True),
        Row("first review after two drills (min)", _reviewed_after(_PRACTISED), source, exact=True),
        Row("P(first review rejects)", _REJECTS, "reject"),
        Row("rejections of a novice in all", _REJECTS / -math.expm1(-1 / _FADES), "reject sum of exp(-k/3)"),
    ]


def _executives(names: list[str], unfamiliar: list[str], attention: float) -> str:
    desks = ", ".join(
        f"of {name}: {{channels: [{name}], members: officer, "
        f"approval: {{L1: [{{role: head{name}, review: {_REVIEW} min}}]}}}}"
        for name in names
    )
    heads = "\n".join(
        f"{{role: head{name}, count: 1, calendar: always, attention: {attention}, unfamiliar: {{{fields}}}}}"
        for name, fields in zip(names, unfamiliar, strict=True)
    )
    people = f"{{role: officer, count: 1, calendar: always}}\n{heads}"
    return organisation_text(f"desks: {{{desks}}}\n  stages: {{draft: 0 min}}", people)


def _spaced(names: list[str], count: int) -> str:
    channels = "\n".join(f"{name}: {{}}" for name in names)
    shocks = ", ".join(
        f"{{name: case {number} {name}, at: {12 * number} h, channel: {name}, topic: crisis, count: 1}}"
        for number in range(count)
        for name in names
    )
    return crisis_text(horizon="20 d", channels=channels, spread=f"{{kind: hawkes, shocks: [{shocks}]}}")


def _unfamiliar(seed: int, size: int) -> Measures:
    law = f"briefing: {_BRIEFING} min, review: {_FACTOR}, fades: {_FADES}"
    names = ["new", "drilled"]
    exact = _executives(names, [f"{law}, reject: 0", f"{law}, reject: 0, practised: {_PRACTISED}"], _ATTENTION)
    ((records,),) = run(_spaced(names, 6), exact, seed=seed, replications=1)
    new, drilled = (records.cases["review"][records.cases["channel"] == name] for name in names)
    names = [f"c{number}" for number in range(_HEADS)]
    strict = _executives(names, [f"{law}, reject: {_REJECTS}"] * _HEADS, 1.0)
    runs = [records for (records,) in run(_spaced(names, _CASES), strict, seed=seed, replications=115 * size)]
    rejections = np.array([_by_head(records, names) for records in runs])
    values = (
        *(always(new[[place]]) for place in (0, 1, 5)),
        always(drilled[[0]]),
        mean_of(rejections[:, :, 0].ravel() > 0),
        mean_of(rejections.sum(axis=2).ravel()),
    )
    return {row.what: value for row, value in zip(_unfamiliar_rows(), values, strict=True)}


def _by_head(records: Records, names: list[str]) -> list[FloatArray]:
    """Return the rejections of each head, case by case."""
    rejections, channel = records.cases["rejections"], records.cases["channel"]
    return [np.asarray(rejections[channel == name], dtype=np.float64) for name in names]


PEOPLE = (
    Oracle("speed", "Without chance: how fast people are", _speed_rows, _speed),
    Oracle("misreading", "Cases that must be triaged again", _misread_rows, _misread),
    Oracle("errors", "Errors in drafts, and reviews that catch them", _error_rows, _errors),
    Oracle("shift-handoff", "Drafts handed over at the end of a shift", _shift_rows, _shift),
    Oracle("unfamiliar", "Executives who do not know crises online", _unfamiliar_rows, _unfamiliar),
)
