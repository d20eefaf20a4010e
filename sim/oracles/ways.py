"""Oracles of the ways that cases take: twice over, by kind, by way of other departments, and in which order."""

from __future__ import annotations

import math

from sim.analysis import queueing
from sim.oracles.estimates import always, ratio
from sim.oracles.oracle import Measures, Oracle, Row, crisis_text, organisation_text, samples
from sim.oracles.switching import in_crisis, modes_text
from sim.oracles.threads import BRANCHING, RATE, mean_cluster, threads_runs, threads_text
from sim.spread import theory
from sim.units import HOUR

_MANY = 60
_OFFICERS = f"{{role: officer, count: {_MANY}, calendar: always}}"

# Duplicates. Desk b writes the positions and knows them at once, desk a hears of them after 45 min; replies take no
# time. Mutations: a twin at the desk of the first case, or at one that takes no cases; duplicates in crisis mode in
# spite of dedup; a twin's answer that the thread does not feel.

_TWICE, _EVERY, _BROADCAST, _SOON, _THREADS, _REPLY = 0.4, 60.0, 45.0, 5.0, 300, 0.8


def _twice_rows() -> list[Row]:
    changed = -math.expm1(-_BROADCAST / _EVERY)
    cluster = theory.thinned_cluster(_SOON, BRANCHING, RATE, _REPLY)
    return [
        Row("cases a mention", 1 + _TWICE, "1 + p"),
        Row("duplicates opened in crisis mode with dedup", 0.0, "none", exact=True),
        Row("stale share of the first desk's own cases", changed, "1 - exp(-phi d)"),
        Row("stale share of its duplicates, at the second desk", 0.0, "who knows at once", exact=True),
        Row("stale share of the second desk's duplicates", changed, "1 - exp(-phi d), at the first desk"),
        Row("mean cluster answered by a twin after 5 min", cluster, "the response-thinned cluster at 5 min"),
    ]


def _twins(name: str, modes: str = "") -> str:
    structure = f"""
  desks: {{a: {{channels: [x], members: officer 1-30}}, b: {{channels: [y], members: officer 31-60}}}}
  positions: b
  line: {{broadcast: {_BROADCAST} min}}
  duplicates: {_TWICE}{modes}"""
    return organisation_text(structure, _OFFICERS, name=name)


def _twice(seed: int, size: int) -> Measures:
    days = 6
    rate = f"fact_rate: {{every: {_EVERY} min, during: {days} d, topic: everyday, known: operations, "
    channels = "x: {background_per_hour: 2}\ny: {background_per_hour: 4}"
    crisis = crisis_text(horizon=f"{days} d", channels=channels, more=f"{rate}confirm_after: 0 min}}")
    more = {
        "twin": lambda records: records.cases["kind"] == "duplicate",
        "position": lambda records: records.cases["kind"] == "position",
        "on x": lambda records: records.cases["channel"] == "x",
        "in crisis": lambda records: in_crisis(records, records.cases["opened"]),
    }
    plain, switching = samples(
        crisis, _twins("twice"), _twins("dedup", modes_text("{dedup: true}")), days=days, seed=seed,
        replications=50 * size, block=0.5, more=more,
    )  # fmt: skip
    twin, on_x, position = (plain[name] > 0 for name in ("twin", "on x", "position"))
    changed = plain.sums(position) - plain.length / _EVERY
    prevented = switching["twin"][switching["in crisis"] > 0]
    threads = threads_text(_THREADS, reply=_REPLY)
    # The desk between them takes no cases, and so no twins.
    desks = "a: {channels: all, members: officer, refer: 3 h}, between: {members: officer}, "
    desks += f"b: {{kinds: [journalist], members: officer, refer: {_SOON} min}}"
    hasty = organisation_text(f"monitoring: {{rate: 0}}\n  desks: {{{desks}}}\n  duplicates: 1", _OFFICERS)
    (answered,) = threads_runs(threads, hasty, seed=seed, replications=50 * size)
    values = (
        ratio(plain.sums(~position), plain.sums(~position & ~twin)),
        always(prevented),
        plain.mean(plain["stale"], among=~twin & on_x, inputs=[changed]),
        always(plain["stale"][twin & on_x]),
        plain.mean(plain["stale"], among=twin & ~on_x, inputs=[changed]),
        mean_cluster(answered, _THREADS),
    )
    return {row.what: value for row, value in zip(_twice_rows(), values, strict=True)}


# Desks by kind. One person each. Mutations: desks by channel first.

_KINDS = {"question": 0.5, "complaint": 0.3, "journalist": 0.2}
_ALL, _MEAN = 0.12, 10.0


def _kinds_rows() -> list[Row]:
    return [
        Row(f"mean response to a {kind} (min)", _MEAN / (1 - share * _ALL * _MEAN), "Poisson splitting, M/M/1")
        for kind, share in _KINDS.items()
    ]


def _by_kind(seed: int, size: int) -> Measures:
    structure = f"""
  desks:
    press: {{channels: all, members: officer 1}}
    service: {{kinds: [complaint], members: officer 2}}
    media: {{kinds: [journalist], members: officer 3}}
  stages: {{draft: {{exponential: {{mean: {_MEAN} min}}}}}}
  authority: {{officer: L4}}"""
    organisation = organisation_text(structure, "{role: officer, count: 3, calendar: always}")
    kinds = ", ".join(f"{kind}: {{share: {share}, levels: {{L1: 1}}}}" for kind, share in _KINDS.items())
    channels = "\n".join(f"{name}: {{background_per_hour: {_ALL * HOUR / 2!r}}}" for name in ("x", "y"))
    days = 60
    crisis = crisis_text(horizon=f"{days} d", channels=channels, kinds=f"{{{kinds}}}")
    more = {kind: lambda records, kind=kind: records.cases["kind"] == kind for kind in _KINDS}
    (sample,) = samples(crisis, organisation, days=days, seed=seed, replications=14 * size, more=more)
    found = {}
    for kind, share in _KINDS.items():
        among = sample[kind] > 0
        luck = sample.sums((sample["service"] - _MEAN) * among)
        inputs = [sample.arrivals(share * _ALL, among), luck]
        found[f"mean response to a {kind} (min)"] = sample.mean(sample.response, among=among, inputs=inputs)
    return found


# Facts of other departments. The expert is on duty from midnight to noon, and all else takes no time. Mutations: the
# way back on the variate of the way there; facts asked for in spite of the expert; facts needed at L1 as at L2.

_NEEDED, _ASK, _FIND = {2: 0.3, 3: 0.7}, 30.0, 20.0


def _facts_rows() -> list[Row]:
    total, square = 2 * _ASK + _FIND, (2 * _ASK + _FIND) ** 2 + 2 * _ASK**2 + _FIND**2
    return [
        Row("extra time at L2 without the expert (min)", _NEEDED[2] * total, "f (h + s + h')"),
        Row("extra time at L4 without the expert (min)", _NEEDED[3] * total, "f of L3 (h + s + h')"),
        Row("mean square of the time, who asked (min^2)", square, "(sum of means)^2 + sum of variances"),
        Row("share of L2 that asked, without the expert", _NEEDED[2], "f"),
        Row("extra time with the expert (min)", 0.0, "the fact is there", exact=True),
        Row("extra time at L1 (min)", 0.0, "below the lowest level of the table", exact=True),
    ]


def _facts(seed: int, size: int) -> Measures:
    find, ask = (f"{{exponential: {{mean: {mean} min}}}}" for mean in (_FIND, _ASK))
    structure = f"""
  desks: {{press: {{channels: all, members: [officer, expert]}}, legal: {{members: lawyer}}}}
  stages: {{facts: {{time: {find}, desk: legal, handover: {ask}}}}}
  fact_authority: [expert]"""
    people = f"""{_OFFICERS}
{{role: expert, count: 1, calendar: '00:00-12:00'}}
{{role: lawyer, count: {_MANY}, calendar: always}}"""
    needed = ", ".join(f"L{level}: {share}" for level, share in _NEEDED.items())
    kinds = "{question: {share: 1, levels: {L1: 0.1, L2: 0.6, L4: 0.3}}}"
    days = 60
    crisis = crisis_text(
        horizon=f"{days} d", channels="x: {background_per_hour: 40}", kinds=kinds, facts_needed=f"{{{needed}}}"
    )
    (sample,) = samples(
        crisis, organisation_text(structure, people), days=days, seed=seed, replications=2 * size, block=0.5
    )
    level, alone = sample["level_opened"], sample["opened"] % (24 * HOUR) >= 12 * HOUR
    asked, extra = sample["handovers"] > 0, sample.response
    values = (
        sample.mean(extra, among=alone & (level == 2)),
        sample.mean(extra, among=alone & (level == 4)),
        sample.mean(extra**2, among=asked),
        sample.mean(asked, among=alone & (level == 2)),
        always(extra[~alone]),
        always(extra[level == 1]),
    )
    return {row.what: value for row, value in zip(_facts_rows(), values, strict=True)}


# The order of queues. Mutations: by level all the same; the last first.

_RATES, _LATE = (0.02, 0.02, 0.015), 20.0


def _order_rows() -> list[Row]:
    together = _MEAN / (1 - sum(_RATES) * _MEAN)
    waits = queueing.priority_waits(_RATES, _MEAN)
    rows = [Row(f"mean response of L{level} in order of arrival (min)", together, "M/M/1") for level in (3, 2, 1)]
    late = queueing.mmc_response_tail(sum(_RATES), _MEAN, 1, t=_LATE)
    return [
        *rows,
        Row("P(response > 20 min) in order of arrival", late, "exp(-(mu - lambda) t), first come first served"),
        Row("mean response of L3, the same crisis by severity (min)", waits[0] + _MEAN, "Cobham, plus the service"),
    ]


def _order(seed: int, size: int) -> Measures:
    total = sum(_RATES)
    kinds = ", ".join(
        f"kind{level}: {{share: {rate / total!r}, levels: {{L{level}: 1}}}}"
        for level, rate in zip((3, 2, 1), _RATES, strict=True)
    )
    days = 300
    channels = f"x: {{background_per_hour: {total * HOUR!r}}}"
    crisis = crisis_text(horizon=f"{days} d", channels=channels, kinds=f"{{{kinds}}}")

    def ordered(order: str) -> str:
        structure = f"""
  desks: {{press: {{channels: all, members: officer}}}}
  stages: {{draft: {{exponential: {{mean: {_MEAN} min}}}}}}
  authority: {{officer: L4}}
  queue_order: {order}"""
        return organisation_text(structure, "{role: officer, count: 1, calendar: always}", name=order)

    found = samples(
        crisis, ordered("arrival"), ordered("severity"), days=days, seed=seed, replications=3 * size, block=3
    )
    inputs = []
    for sample in found:
        rates = zip((3, 2, 1), _RATES, strict=True)
        arrivals = [sample.arrivals(rate, sample["level_opened"] == level) for level, rate in rates]
        inputs.append([*arrivals, *sample.services(_MEAN, 2 * _MEAN**2)])
    arrival, severity = found
    values = [
        *(
            arrival.mean(arrival.response, among=arrival["level_opened"] == level, inputs=inputs[0])
            for level in (3, 2, 1)
        ),
        arrival.mean(arrival.response > _LATE, inputs=inputs[0]),
        severity.mean(severity.response, among=severity["level_opened"] == 3, inputs=inputs[1]),
    ]
    return {row.what: value for row, value in zip(_order_rows(), values, strict=True)}


WAYS = (
    Oracle("duplicates", "Mentions that two desks take up", _twice_rows, _twice),
    Oracle("by-kind", "Desks that take kinds", _kinds_rows, _by_kind),
    Oracle("fact-requests", "Facts that other departments have", _facts_rows, _facts),
    Oracle("queue-order", "Queues in order of arrival", _order_rows, _order),
)
