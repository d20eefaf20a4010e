"""Oracles of relations with multipliers, and of what a reply is worth: who is warm, who speaks up, who writes well."""

from __future__ import annotations

import itertools
import math

import numpy as np

from sim.oracles.estimates import always
from sim.oracles.oracle import Measures, Oracle, Row, crisis_text, organisation_text, samples
from sim.oracles.threads import BRANCHING, RATE, mean_cluster, threads_runs, threads_text
from sim.spread import theory

_MANY = 60
_OFFICERS = f"{{role: officer, count: {_MANY}, calendar: always}}"

# The stock of warm multipliers, as the share of cases that are warned of: detection takes 60 min, and 15 with a
# warning. Mutations: the half-life as a mean; contact of campaigns not made up to the year's hours; a last campaign
# that ends with the crisis; a warning that waits for the next shift.

_HOURS, _MONTHS, _GROWTH, _HALF = 6.0, 22.0, 0.03, 6.0
_EVERY, _LASTING, _ENDED = 6.0, 1.0, 3.5
_DETECT, _WARNING = 60.0, 0.25
_DECAY = math.log(2) / _HALF


def _even() -> float:
    """Return the solution of model equation 15 for even contact."""
    warming = _GROWTH * _HOURS
    return warming / (warming + _DECAY) * -math.expm1(-(warming + _DECAY) * _MONTHS)


def _in_campaigns(steps: int = 2000) -> float:
    """Return the same for campaigns, stretch by stretch by the rule of Runge and Kutta, without solving anything."""
    ends = [_ENDED + _EVERY * number for number in range(10)]
    marks = sorted({_MONTHS, 0.0, *(m for end in ends for m in (end, end + _LASTING) if m < _MONTHS)}, reverse=True)
    stock = 0.0
    for start, stop in itertools.pairwise(marks):
        middle = (start + stop) / 2
        on = any(end < middle < end + _LASTING for end in ends)
        warming, step = (_GROWTH * _HOURS * _EVERY / _LASTING if on else 0.0), (start - stop) / steps
        for _ in range(steps):
            a = warming * (1 - stock) - _DECAY * stock
            b = warming * (1 - stock - step / 2 * a) - _DECAY * (stock + step / 2 * a)
            c = warming * (1 - stock - step / 2 * b) - _DECAY * (stock + step / 2 * b)
            d = warming * (1 - stock - step * c) - _DECAY * (stock + step * c)
            stock += step / 6 * (a + 2 * b + 2 * c + d)
    return stock


def _warned_rows() -> list[Row]:
    even, campaigns = _even(), _in_campaigns()
    detection = _DETECT * (1 - even * (1 - _WARNING))
    return [
        Row("share warned of, even contact", even, "g h/(g h + d) (1 - exp(-(g h + d) months))"),
        Row("share warned of, campaigns", campaigns, "model equation 15, integrated step by step"),
        Row("mean detection delay, even contact (min)", detection, "d (1 - R (1 - w))"),
        Row("seen before the next shift, even contact", even, "the warned, where all others wait"),
        Row("delay of who is warned at night (min)", _DETECT * _WARNING, "d w", exact=True),
    ]


def _related(name: str, *, more: str = "", watch: str = "", people: str = _OFFICERS) -> str:
    relations = f"hours: {_HOURS}, months: {_MONTHS}, growth: {_GROWTH}, half_life: {_HALF}"
    structure = f"""
  {watch}
  desks: {{press: {{channels: all, members: officer}}}}
  relations: {{{relations}{more}}}"""
    return organisation_text(structure, people, name=name)


def _warned(seed: int, size: int) -> Measures:
    constant, drawn = f"monitoring: {{on_duty: {_DETECT} min}}", f"{{exponential: {{mean: {_DETECT} min}}}}"
    campaigns = f", campaigns: {{every: {_EVERY}, lasting: {_LASTING}, ended: {_ENDED}}}"
    warning = f", warning: {_WARNING}"
    texts = [
        _related("even", more=warning, watch=constant),
        _related("campaigns", more=warning + campaigns, watch=constant),
        _related("drawn", more=warning, watch=f"monitoring: {{on_duty: {drawn}}}"),
        _related(
            "at night",
            more=warning,
            watch=f"monitoring: {{on_duty: {_DETECT} min, next_day: 1}}",
            people="{role: officer, count: 1, calendar: '10:00-12:00'}",
        ),
    ]
    days = 40
    crisis = crisis_text(horizon=f"{days} d", channels="x: {background_per_hour: 30}")
    even, campaign, exponential, night = samples(crisis, *texts, days=days, seed=seed, replications=size, block=0.5)
    # From noon to 22:00 the next shift is at least 12 hours away.
    asleep = night["opened"] % 1440 > 720
    asleep &= night["opened"] % 1440 < 1320
    warned = night["detect_wait"] < 120
    values = (
        even.mean(even["detect_wait"] < _DETECT),
        campaign.mean(campaign["detect_wait"] < _DETECT),
        exponential.mean(exponential["detect_wait"]),
        night.mean(warned, among=asleep),
        always(night["detect_wait"][asleep & warned]),
    )
    return {row.what: value for row, value in zip(_warned_rows(), values, strict=True)}


# What warm multipliers do: as first mentions they amplify less, and speak up against what follows in their thread.
# Mutations: all multipliers warm; a voice that only the children of the warm hear; amplify left out.

_AMPLIFY, _VOICE, _SEEDS = 0.4, 0.5, 400
_QUESTIONS = "{question: {share: 1, levels: {L1: 1}}, multiplier: {share: 0, levels: {L1: 1}}}"


def _warm_rows() -> list[Row]:
    warm = _even()
    kept = 1 - warm * (1 - _AMPLIFY)
    spoken = (1 - warm) * theory.cluster_mean(BRANCHING) + warm * theory.cluster_mean(BRANCHING * _VOICE)
    both = (1 - warm) * theory.cluster_mean(BRANCHING) + warm * _AMPLIFY * theory.cluster_mean(BRANCHING * _VOICE)
    return [
        Row("first multipliers that survive", kept, "1 - R (1 - amplify)"),
        Row("first questions that survive", 1.0, "nobody but multipliers is warm", exact=True),
        Row("mean cluster of a multiplier, with voice", spoken, "(1 - R)/(1 - n) + R/(1 - n v)"),
        Row("mean cluster of a multiplier, with both", both, "(1 - R)/(1 - n) + R a/(1 - n v)"),
    ]


def _warm(seed: int, size: int) -> Measures:
    blind = "monitoring: {rate: 0, watched: [x]}"
    amplify, voice = f", amplify: {_AMPLIFY}", f", voice: {_VOICE}"
    alone = _related("amplify", more=amplify, watch=blind)
    lone, questions = (
        threads_runs(
            threads_text(_SEEDS, kinds=_QUESTIONS, kind=kind, branching=0), alone, seed=seed, replications=25 * size
        )[0]
        for kind in ("multiplier", "question")
    )
    speaking = [_related("voice", more=voice, watch=blind), _related("both", more=amplify + voice, watch=blind)]
    threads = threads_text(_SEEDS, kinds=_QUESTIONS, kind="multiplier")
    heard, both = threads_runs(threads, *speaking, seed=seed, replications=100 * size)
    everybody = np.array([records.totals["mentions_surviving"] / _SEEDS for records in questions])
    values = (
        mean_cluster(lone, _SEEDS),
        always(everybody),
        mean_cluster(heard, _SEEDS),
        mean_cluster(both, _SEEDS),
    )
    return {row.what: value for row, value in zip(_warm_rows(), values, strict=True)}


# The quality of replies. Every first mention is answered after 5 min. Mutations: the last answer of a thread instead
# of its best; facts lacking for all; tenure or skill left out.

_REPLY, _NOVICE, _LACKING, _NEEDS, _SOON = 0.5, 0.4, 0.5, 0.6, 5.0
_TENURE, _LEARNING, _SKILL = 3.0, 5.0, 0.8
_WRITES = _NOVICE + (1 - _NOVICE) * -math.expm1(-_TENURE / _LEARNING)


def _answered_with(quality: float) -> float:
    return theory.thinned_cluster(_SOON, BRANCHING, RATE, 1 - (1 - _REPLY) * quality)


def _quality_rows() -> list[Row]:
    source = "the response-thinned cluster with r = 1 - (1 - r0) Q"
    lacking = _NEEDS * _answered_with(_WRITES * _SKILL * _LACKING) + (1 - _NEEDS) * _answered_with(_WRITES * _SKILL)
    return [
        Row("mean cluster, answered by who is new", _answered_with(_NOVICE), source),
        Row("mean cluster, answered by who knows all", _answered_with(1.0), source),
        Row("mean cluster, 3 months there, skill 0.8, facts lacking", lacking, f"{source}, a mixture"),
        Row("mean cluster, answered by an employee", _answered_with(_NOVICE), source),
        Row("mean cluster, answered by who is new and by an expert", _answered_with(1.0), "the best answer counts"),
    ]


def _quality(seed: int, size: int) -> Measures:
    knowing, tenure = "fact_authority: [officer]", "tenure_months: %s"
    texts = [
        _replying("new", knowing, f", {tenure % 0}"),
        _replying("expert", knowing),
        _replying("lacking", "", f", {tenure % _TENURE}, skills: {{channels: {{x: {_SKILL}}}}}"),
        _replying(
            "outside", f"employees: {{share: 1, answers: 1, keeps: 0, delay: {_SOON} min, alignment: 1}}", refer="3 h"
        ),
        _replying("both", f"{knowing}\n  duplicates: 1", f", {tenure % 0}", second=True),
    ]
    crisis = threads_text(_SEEDS, reply=_REPLY, facts_needed=f"{{L1: {_NEEDS}}}")
    runs = threads_runs(crisis, *texts, seed=seed, replications=60 * size)
    return {row.what: mean_cluster(found, _SEEDS) for row, found in zip(_quality_rows(), runs, strict=True)}


def _replying(name: str, more: str, fields: str = "", *, refer: str = f"{_SOON} min", second: bool = False) -> str:
    """Return an organisation that answers every case `refer` after it; with a second desk that duplicates go to."""
    first = "officer 1" if second else "officer"
    desks = f"press: {{channels: all, members: {first}, refer: {refer}}}"
    # The desk of the duplicates answers last, and is the one that is new.
    desks += f", second: {{kinds: [journalist], members: officer 2, refer: {refer}}}" if second else ""
    structure = f"""
  monitoring: {{rate: 0}}
  desks: {{{desks}}}
  stages: {{draft: 0 min}}
  authority: {{officer: L4}}
  reply_quality: {{novice: {_NOVICE}, without_facts: {_LACKING}}}
  {more}"""
    people = "{role: officer, count: 1, calendar: always}\n" if second else ""
    people += f"{{role: officer, count: 1, calendar: always{fields}}}"
    training = f"  training: {{learning_months: {_LEARNING}, misread_novice: 0, misread_expert: 0}}\n"
    return organisation_text(structure, people, name=name, more=training)


RELATIONS = (
    Oracle("warm", "Multipliers who are warm, and who warn", _warned_rows, _warned),
    Oracle("voice", "Warm multipliers who amplify less and speak up", _warm_rows, _warm),
    Oracle("reply-quality", "What a reply is worth", _quality_rows, _quality),
)
