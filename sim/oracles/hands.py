"""Oracles of who is there: people recalled, people in stand-ups and meetings of their own, and desks that help out."""

from __future__ import annotations

import numpy as np

from sim.analysis import queueing
from sim.oracles.estimates import Estimate, mean_of
from sim.oracles.oracle import Measures, Oracle, Row, crisis_text, organisation_text, run, samples
from sim.oracles.switching import always_in_crisis, changes, in_crisis, modes_text, since
from sim.record.log import Records
from sim.units import DAY, FloatArray

_NEVER = "'Mon 00:00-00:01'"
_PAGED = "  on_call: {timeout: 5 min, ack: 1 min, unavailable: 0, from_level: L4}\n"

# Recall. Nobody is on duty, but for a minute a week, and nobody is paged; crisis mode begins 20 min after a case and
# lasts 150. Mutations: recall counted from the alarm; one delay for all people; people who stay after crisis mode, or
# beyond `up_to`.

_CALLED, _AFTER, _CRISIS, _STAY = 4, 60.0, 150.0, 60.0


def _recall_rows() -> list[Row]:
    until = "share of crisis mode with somebody there"
    return [
        Row("crisis mode until the first of 4 is there (min)", _AFTER / _CALLED, "m / k, the least of k exponentials"),
        Row("share answered at once, recalled for 60 min of 150", _STAY / _CRISIS, until),
        Row("share answered at once, recalled to the end", (_CRISIS - 30) / _CRISIS, until),
        Row("share answered at once in normal mode", 0.0, "nobody is there", exact=True),
    ]


def _recalled(name: str, recall: str, count: int) -> str:
    modes = modes_text(f"{{recall: {recall}}}", activation="20 min", over=f"{_CRISIS} min")
    structure = f"""
  desks: {{press: {{channels: all, members: officer}}}}
  stages: {{draft: 0 min}}
  authority: {{officer: L4}}{modes}"""
    people = f"{{role: officer, count: {count}, calendar: {_NEVER}, on_call: true}}"
    return organisation_text(structure, people, name=name, more=_PAGED)


def _recall(seed: int, size: int) -> Measures:
    four = _recalled("four", f"{{after: {{exponential: {{mean: {_AFTER} min}}}}, up_to: 1 d}}", _CALLED)
    hour = _recalled("an hour", f"{{after: 30 min, up_to: {_STAY} min}}", 1)
    to_the_end = _recalled("to the end", "{after: 30 min, up_to: 1 d}", 1)
    crisis = crisis_text(horizon="300 d", channels="x: {background_per_hour: 1.5}")
    waits = [_first_there(records) for (records,) in run(crisis, four, seed=seed, replications=5 * size)]
    pairs = list(run(crisis, hour, to_the_end, seed=seed, replications=2 * size))
    shares = [_at_once([pair[place] for pair in pairs]) for place in (0, 1)]
    normal = float(sum(_answered_at_once(records, crisis=False).sum() for pair in pairs for records in pair))
    values = (mean_of(np.concatenate(waits)), *shares, Estimate(normal))
    return {row.what: value for row, value in zip(_recall_rows(), values, strict=True)}


def _first_there(records: Records) -> FloatArray:
    """Return how long after each beginning of crisis mode the cases that wait were taken up, all at one instant."""
    drafted = np.unique(records.cases["drafted"][~np.isnan(records.cases["drafted"])])
    begun = changes(records, "crisis mode")
    place = np.searchsorted(drafted, begun)
    found: FloatArray = drafted[place[place < len(drafted)]] - begun[place < len(drafted)]
    # In one crisis of 20,000 nobody is there before its end.
    return found[found <= _CRISIS]


def _answered_at_once(records: Records, *, crisis: bool) -> FloatArray:
    opened = records.cases["opened"]
    # On Mondays everybody is there for a minute: a calendar must open at some time.
    chosen = (in_crisis(records, opened) == crisis) & (opened % (7 * DAY) > 1)
    return np.asarray((records.cases["drafted"] == opened)[chosen], dtype=np.float64)


def _at_once(runs: list[Records]) -> Estimate:
    return mean_of(np.concatenate([_answered_at_once(records, crisis=True) for records in runs]))


# Cadence. One person who is free but for the meetings, and answers in no time. Crisis mode lasts 100 min. Mutations:
# a meeting that ends with crisis mode, or begins when it has ended; meetings of crisis mode by the clock of the run.

_STAND_UP, _HOURLY = 12.0, 60.0
_REPORTS = ((40.0, 30.0), (25.0, 10.0))


def _cadence_rows() -> list[Row]:
    (_, long), (_, short) = _REPORTS
    source = "l^2 / 2 in each, over crisis mode and 20 min"
    return [
        Row("mean wait, 12 min every hour (min)", _STAND_UP**2 / (2 * _HOURLY), "l^2 / (2 e)"),
        Row("P(wait), 12 min every hour", _STAND_UP / _HOURLY, "l / e"),
        # At 40 and 80 min, the last one held to its end, at 110; at 25, 50 and 75 min, none at 100.
        Row("mean wait, 30 min every 40 in crisis mode (min)", 2 * long**2 / 2 / 120, source),
        Row("mean wait, 10 min every 25 in crisis mode (min)", 3 * short**2 / 2 / 120, source),
        Row("P(wait), 30 min every 40, last 20 min", 10 / 20, "what is left of a meeting after crisis mode"),
    ]


def _sitting(name: str, entries: str, modes: str = "") -> str:
    structure = f"""
  desks: {{press: {{channels: [x], members: officer 1}}, web: {{channels: [y], members: officer 2}}}}
  stages: {{draft: 0 min}}
  authority: {{officer: L4}}
  cadence: [{entries}]{modes}"""
    return organisation_text(structure, "{role: officer, count: 2, calendar: always}", name=name)


def _cadence(seed: int, size: int) -> Measures:
    always = _sitting("always", f"{{who: officer, every: {_HOURLY} min, length: {_STAND_UP} min}}")
    reports = ", ".join(
        f"{{who: officer {number}, every: {every} min, length: {length} min, during: crisis}}"
        for number, (every, length) in enumerate(_REPORTS, 1)
    )
    in_crises = _sitting("crisis", reports, modes_text(activation="30 min"))
    channels = "x: {background_per_hour: 20}\ny: {background_per_hour: 20}"
    days = 70
    crisis = crisis_text(horizon=f"{days} d", channels=channels)
    more = {
        "on x": lambda records: records.cases["channel"] == "x",
        "since T": lambda records: since(records, "crisis mode", records.cases["opened"]),
    }
    (stand_up,) = samples(crisis, always, days=days, seed=seed, replications=size, block=0.5)
    (report,) = samples(crisis, in_crises, days=days, seed=seed, replications=2 * size, block=0.5, more=more)
    wait, on_x, age = report["queue_wait"], report["on x"] > 0, report["since T"]
    values = (
        stand_up.mean(stand_up["queue_wait"]),
        stand_up.mean(stand_up["queue_wait"] > 0),
        report.mean(wait, among=on_x & (age < 120)),
        report.mean(wait, among=~on_x & (age < 120)),
        report.mean(wait > 0, among=on_x & (age > 100) & (age < 120)),
    )
    return {row.what: value for row, value in zip(_cadence_rows(), values, strict=True)}


# Flex. Three desks of one person each, in crisis mode from the first case on. Mutations: no help; help for the first
# desk only.

_FLEX_RATE, _FLEX_MEAN, _FLEX_DESKS = 0.06, 10.0, 3


def _flex_rows() -> list[Row]:
    rate = _FLEX_DESKS * _FLEX_RATE
    pooled = queueing.mmc_wait(rate, _FLEX_MEAN, _FLEX_DESKS) + _FLEX_MEAN
    return [
        Row("mean response, three desks on their own (min)", _FLEX_MEAN / (1 - _FLEX_RATE * _FLEX_MEAN), "M/M/1"),
        Row("mean response, three desks with flex (min)", pooled, "M/M/3"),
        Row("P(wait), three desks with flex", queueing.erlang_c(rate * _FLEX_MEAN, _FLEX_DESKS), "Erlang C"),
    ]


def _flex(seed: int, size: int) -> Measures:
    names = ("a", "b", "c")
    desks = ", ".join(f"of {n}: {{channels: [{n}], members: officer {i}}}" for i, n in enumerate(names, 1))

    def with_crisis(crisis: str, name: str) -> str:
        structure = f"""
  desks: {{{desks}}}
  stages: {{draft: {{exponential: {{mean: {_FLEX_MEAN} min}}}}}}
  authority: {{officer: L4}}{always_in_crisis(crisis)}"""
        return organisation_text(structure, f"{{role: officer, count: {len(names)}, calendar: always}}", name=name)

    days = 80
    channels = "\n".join(f"{name}: {{background_per_hour: {_FLEX_RATE * 60!r}}}" for name in names)
    crisis = crisis_text(horizon=f"{days} d", channels=channels)
    alone, together = samples(
        crisis, with_crisis("{}", "alone"), with_crisis("{flex: true}", "flex"), days=days, seed=seed,
        replications=4 * size,
    )  # fmt: skip
    mean = _FLEX_MEAN
    inputs = [alone.arrivals(len(names) * _FLEX_RATE), *alone.services(mean, 2 * mean**2)]
    shared = [together.arrivals(len(names) * _FLEX_RATE), *together.services(mean, 2 * mean**2)]
    values = (
        alone.mean(alone.response, inputs=inputs),
        together.mean(together.response, inputs=shared),
        together.mean(together["queue_wait"] > 0, inputs=shared),
    )
    return {row.what: value for row, value in zip(_flex_rows(), values, strict=True)}


# People in meetings of their own. One head who decides in no time. Mutations: gaps of another mean; everybody's
# meetings on one key.

_SHARE, _LENGTH = 0.72, 60.0


def _meeting_rows() -> list[Row]:
    return [
        Row("P(wait for the head), in meetings 72 %", _SHARE, "share of an alternating renewal process"),
        Row("mean wait, meetings of 60 min (min)", _SHARE * _LENGTH / 2, "share E[M^2] / (2 E[M])"),
        Row("mean wait, exponential meetings (min)", _SHARE * _LENGTH, "share E[M^2] / (2 E[M])"),
        Row("P(wait for either of two heads)", _SHARE**2, "independent meetings"),
    ]


def _in_meetings(name: str, length: str, heads: int = 1) -> str:
    structure = """
  desks: {press: {channels: all, members: officer}}
  approval: {L1: [{role: head, review: 0 min}]}"""
    head = f"{{role: head, count: {heads}, calendar: always, in_meetings: {{share: {_SHARE}, length: {length}}}}}"
    return organisation_text(structure, f"{{role: officer, count: 1, calendar: always}}\n{head}", name=name)


def _meetings(seed: int, size: int) -> Measures:
    exponential = f"{{exponential: {{mean: {_LENGTH} min}}}}"
    texts = [
        _in_meetings("constant", f"{_LENGTH} min"),
        _in_meetings("exponential", exponential),
        _in_meetings("two", exponential, 2),
    ]
    days = 350
    crisis = crisis_text(horizon=f"{days} d", channels="x: {background_per_hour: 1.5}")
    constant, drawn, two = samples(crisis, *texts, days=days, seed=seed, replications=5 * size)
    values = (
        constant.mean(constant["queue_wait"] > 0),
        constant.mean(constant["queue_wait"]),
        drawn.mean(drawn["queue_wait"]),
        two.mean(two["queue_wait"] > 0),
    )
    return {row.what: value for row, value in zip(_meeting_rows(), values, strict=True)}


HANDS = (
    Oracle("recall", "People called in by a crisis", _recall_rows, _recall),
    Oracle("cadence", "Short meetings that come again and again", _cadence_rows, _cadence),
    Oracle("flex", "Desks that help each other in crisis mode", _flex_rows, _flex),
    Oracle("own-meetings", "A head who sits in meetings", _meeting_rows, _meetings),
)
