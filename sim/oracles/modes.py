"""Oracles of the modes: when the alarm is raised, how long crisis mode lasts, and what holds in it.

Detection and drafting take no time unless a comment says so, and there are so many people that nobody queues.
"""

from __future__ import annotations

import math

import numpy as np

from sim.analysis import queueing
from sim.oracles.estimates import always, mean_of
from sim.oracles.oracle import Measures, Oracle, Row, crisis_text, organisation_text, run, samples
from sim.oracles.switching import in_crisis, modes_text, since
from sim.record.log import Records
from sim.units import FloatArray

_MANY = 60
_OFFICERS = f"{{role: officer, count: {_MANY}, calendar: always}}"

# Alarms. Detections are Poisson, and a look that ends crisis mode finds no two detections for the volume's window to
# remember: every stretch begins anew. Mutations: a volume of one case more; looks that end at most instead of below
# their number, or come at once; the severity one level low; a stage that anybody ends.

_RATE, _GRAVE = 0.1, 0.4
_WINDOW, _PAIR_LOOK = 10.0, 10.0
_ACTIVATION, _LOOK, _FEWER = 10.0, 20.0, 2


def _few(mean: float, cases: int) -> float:
    """Return P(Poisson(mean) < cases)."""
    return math.exp(-mean) * sum(mean**k / math.factorial(k) for k in range(cases))


def _alarm_rows() -> list[Row]:
    thinned = 1 / (_RATE * _GRAVE)
    pair = (1 + 1 / -math.expm1(-_RATE * _WINDOW)) / _RATE
    stays = _LOOK / _few(_RATE * _LOOK, _FEWER)
    return [
        Row("normal mode until a case of L3 (min)", thinned, "1 / (lambda s), thinning"),
        Row("normal mode until 2 cases within 10 min (min)", pair, "(1 + 1/(1 - exp(-lambda w))) / lambda, Wald"),
        Row("normal mode until a head has worked on L3 (min)", 2 * thinned, "1 / (lambda s / 2), thinning"),
        Row("alarm to crisis mode (min)", _ACTIVATION, "mean of the activation"),
        Row("crisis mode, looks of 20 min for 2 cases (min)", stays, "over / P(Poisson(lambda over) < cases)"),
        Row("crisis mode, looks of 10 min for 1 case (min)", _PAIR_LOOK / math.exp(-_RATE * _PAIR_LOOK), "the same"),
    ]


def _alarmed(trigger: str, name: str, *, cases: int = _FEWER, over: float = _LOOK) -> str:
    modes = modes_text(
        trigger=trigger, activation=f"{{exponential: {{mean: {_ACTIVATION} min}}}}", over=f"{over} min", cases=cases
    )
    structure = f"""
  desks: {{press: {{channels: [x], members: officer}}, board: {{channels: [y], members: head}}}}
  stages: {{draft: 0 min}}
  authority: {{officer: L4, head: L4}}{modes}"""
    return organisation_text(structure, f"{_OFFICERS}\n{{role: head, count: {_MANY}, calendar: always}}", name=name)


def _alarm(seed: int, size: int) -> Measures:
    kinds = f"{{question: {{share: {1 - _GRAVE}, levels: {{L2: 1}}}}, smear: {{share: {_GRAVE}, levels: {{L3: 1}}}}}}"
    half = _RATE * 60 / 2
    channels = f"x: {{background_per_hour: {half}}}\ny: {{background_per_hour: {half}}}"
    crisis = crisis_text(horizon="300 d", channels=channels, kinds=kinds, drain="0 min")
    pairs = f"{{volume: {{cases: 2, over: {_WINDOW} min}}}}"
    texts = [
        _alarmed("{severity: L3}", "severity"),
        _alarmed(pairs, "volume", cases=1, over=_PAIR_LOOK),
        _alarmed("{person: {role: head, level: L3}}", "person"),
    ]
    runs = list(run(crisis, *texts, seed=seed, replications=2 * size))
    severity, volume, person = (_turns([records[place] for records in runs]) for place in range(3))
    values = (
        severity["alarm"],
        volume["alarm"],
        person["alarm"],
        np.concatenate([severity["crisis mode"], volume["crisis mode"]]),
        np.concatenate([severity["normal mode"], person["normal mode"]]),
        volume["normal mode"],
    )
    return {row.what: mean_of(value) for row, value in zip(_alarm_rows(), values, strict=True)}


def _turns(runs: list[Records]) -> dict[str, FloatArray]:
    """Return the times that ended with each event; the first normal mode begins at 0, as memoryless as all others."""
    found: dict[str, list[FloatArray]] = {"alarm": [], "crisis mode": [], "normal mode": []}
    for records in runs:
        gaps = np.diff(np.concatenate([[0.0], records.events["time"]]))
        for word, parts in found.items():
            parts.append(gaps[records.events["event"] == word])
    return {word: np.concatenate(parts) for word, parts in found.items()}


# What holds in crisis mode, against what holds in normal mode in the same run. Drafting takes 12 min of an officer
# who has nothing else to do. Mutations: hand-overs, authority, chains or overhead of normal mode in crisis mode.

_DRAFT, _OVERHEADS = 12.0, (0.2, 0.5)
_HANDOVERS = (40.0, 10.0)
_SHARES = {1: 0.4, 2: 0.3, 3: 0.3}


def _holds_rows() -> list[Row]:
    arithmetic, normal, crisis = "arithmetic", *_OVERHEADS
    return [
        Row("hand-over sent in normal mode (min)", _HANDOVERS[0], "mean of its law"),
        Row("hand-over sent in crisis mode (min)", _HANDOVERS[1], "mean of its law"),
        Row("share reviewed that was drafted in normal mode", _SHARES[2] + _SHARES[3], "levels above L1"),
        Row("share reviewed that was drafted in crisis mode", _SHARES[3], "levels above L2"),
        Row("review in normal mode (min)", 30.0, arithmetic, exact=True),
        Row("review in crisis mode, a chain of its own (min)", 5.0, arithmetic, exact=True),
        Row("draft begun in normal mode, overhead 0.2 (min)", _DRAFT / (1 - normal), arithmetic, exact=True),
        Row("draft begun in crisis mode, overhead 0.5 (min)", _DRAFT / (1 - crisis), arithmetic, exact=True),
    ]


def _holds(seed: int, size: int) -> Measures:
    # With an overhead a review takes longer too; here it is written so that it comes to 30 and to 5 min.
    long, short = 30 * (1 - _OVERHEADS[0]), 5 * (1 - _OVERHEADS[1])
    slow, fast = (f"{{exponential: {{mean: {mean} min}}}}" for mean in _HANDOVERS)
    crisis = f"{{authority: {{officer: L2}}, approval: {{L3: [{{role: head, review: {short} min}}]}}, "
    crisis += f"handover: {fast}, overhead: {_OVERHEADS[1]}}}"
    structure = f"""
  desks: {{press: {{channels: all, members: officer, refer: {slow}, authority: {{officer: L1}}}}}}
  stages: {{draft: {_DRAFT} min}}
  authority: {{officer: L4, head: L4}}
  approval: {{L2: [{{role: head, review: {long} min}}]}}
  overhead: {_OVERHEADS[0]}{modes_text(crisis)}"""
    organisation = organisation_text(structure, f"{_OFFICERS}\n{{role: head, count: {_MANY}, calendar: always}}")
    kinds = ", ".join(f"kind{level}: {{share: {share}, levels: {{L{level}: 1}}}}" for level, share in _SHARES.items())
    days = 30
    text = crisis_text(horizon=f"{days} d", channels="x: {background_per_hour: 60}", kinds=f"{{{kinds}}}")
    modes = {
        "sent in crisis": lambda records: in_crisis(records, records.cases["opened"]),
        "begun in crisis": lambda records: in_crisis(records, _begun(records)),
        "drafted in crisis": lambda records: in_crisis(records, records.cases["drafted"]),
    }
    (sample,) = samples(text, organisation, days=days, seed=seed, replications=size, block=0.5, more=modes)
    sent, begun, drafted = (sample[name] > 0 for name in modes)
    reviewed = sample["review"] > 0
    values = (
        sample.mean(sample["handover_wait"], among=~sent),
        sample.mean(sample["handover_wait"], among=sent),
        sample.mean(reviewed, among=~drafted),
        sample.mean(reviewed, among=drafted),
        always(sample["review"][reviewed & ~drafted]),
        always(sample["review"][reviewed & drafted]),
        always(sample["service"][~begun]),
        always(sample["service"][begun]),
    )
    return {row.what: value for row, value in zip(_holds_rows(), values, strict=True)}


def _begun(records: Records) -> FloatArray:
    """Return when drafting began: on arrival, since there is always somebody."""
    begun: FloatArray = records.cases["opened"] + records.cases["handover_wait"]
    return begun


# The line in crisis mode: in normal mode desks never hear of a new one, in crisis mode after 45 min. Replies take no
# time. Mutations: nobody hears of older lines when crisis mode begins; its rule never in force, or kept afterwards.

_EVERY, _BROADCAST, _LASTS = 20.0, 45.0, 75.0


def _told_rows() -> list[Row]:
    phi = 1 / _EVERY
    changed = 1 - math.exp(-phi * _BROADCAST)
    # The first 45 min after the end are as the last of crisis mode: lines from before it are still on their way.
    after = (
        _BROADCAST * changed + (_LASTS - _BROADCAST) - _EVERY * (math.exp(-phi * _BROADCAST) - math.exp(-phi * _LASTS))
    )
    return [
        Row("stale share, first 45 min of crisis mode", queueing.stale_share(phi, sync=_BROADCAST), "a line since T"),
        Row("stale share, later in crisis mode", changed, "1 - exp(-phi d)"),
        Row("stale share, 75 min after crisis mode", after / _LASTS, "integral of 1 - exp(-phi max(d, age))"),
    ]


def _told(seed: int, size: int) -> Measures:
    structure = f"""
  desks: {{press: {{channels: all, members: officer 1}}, board: {{members: officer 2}}}}
  positions: board
  line: {{sync: 400 d}}{modes_text(f"{{line: {{broadcast: {_BROADCAST} min}}}}", activation="75 min", over="75 min")}"""
    organisation = organisation_text(structure, "{role: officer, count: 2, calendar: always}")
    # Short runs: what a desk knows is looked up among all lines so far.
    days = 4
    rate = f"fact_rate: {{every: {_EVERY} min, during: {days} d, topic: everyday, known: operations, "
    rate += "confirm_after: 0 min}"
    crisis = crisis_text(horizon=f"{days} d", channels="x: {background_per_hour: 6}", more=rate)
    more = {
        "in crisis": lambda records: in_crisis(records, records.cases["opened"]),
        "since T": lambda records: since(records, "crisis mode", records.cases["opened"]),
        "since the end": lambda records: since(records, "normal mode", records.cases["opened"]),
        "public": lambda records: records.cases["kind"] != "position",
    }
    (sample,) = samples(crisis, organisation, days=days, seed=seed, replications=100 * size, block=0.5, more=more)
    inside, fresh = sample["in crisis"] > 0, sample["since T"] < _BROADCAST
    public = sample["public"] > 0
    changes_ = sample.sums(~public) - sample.length / _EVERY
    among = (
        public & inside & fresh,
        public & inside & ~fresh,
        public & ~inside & (sample["since the end"] < _LASTS),
    )
    return {
        row.what: sample.mean(sample["stale"], among=chosen, inputs=[changes_])
        for row, chosen in zip(_told_rows(), among, strict=True)
    }


MODES = (
    Oracle("alarms", "Alarms, and how long crisis mode lasts", _alarm_rows, _alarm),
    Oracle("crisis-mode", "Hand-overs, authority, chains and overhead of two modes", _holds_rows, _holds),
    Oracle("crisis-line", "The line in crisis mode and after it", _told_rows, _told),
)
