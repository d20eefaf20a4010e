"""A made-up study for tests of analysis, figures and reports: the right shape and plausible numbers, no model.

Organisations differ in one speed factor only; fixed component sums, states and order hold as the engine must keep them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.record.log import Failure, Records, as_columns, empty_columns, own_columns
from sim.record.schema import COMPONENTS, KINDS, Table
from sim.record.study import Documented, Meta, Study
from sim.units import HOUR, ticks

NAMES = ("centralised", "dispersed", "hub-and-spoke", "dedicated-team", "daily-committee", "one-officer")
NAMES += tuple(f"another-house-{number}" for number in range(7, 18))
SPEED = (1.0, 0.55, 0.8, 0.4, 4.0, 2.2) * 3
CHANNELS = ("x", "facebook", "news", "press")
MENTION_KINDS = KINDS[: KINDS.index("position")]
KIND_SHARES = np.array([0.20, 0.38, 0.12, 0.03, 0.08, 0.05, 0.04, 0.01, 0.09])
COMPONENT_MEANS = np.array([12.0, 4.0, 35.0, 20.0, 60.0, 14.0, 18.0])
HORIZON, DRAIN = 24 * HOUR, 48 * HOUR


def synthetic_study(organisations: int = 2, *, replications: int = 20, seed: int = 1, failed: bool = False) -> Study:
    """Return a seeded study of 1 to 17 organisations; with `failed`, the last replication's cascade failed."""
    names = NAMES[:organisations]
    done = replications - failed
    records = [_records(rank, replication, seed=seed) for rank in range(organisations) for replication in range(done)]
    failure = Failure("", done, "cascade", "CappedError", "the cascade reached 1,000,000 mentions", "Traceback ...")
    return Study.assemble(synthetic_meta(names, replications=replications, seed=seed), records, [failure] * failed)


def synthetic_meta(names: tuple[str, ...] = NAMES[:2], *, replications: int = 20, seed: int = 1) -> Meta:
    """Return what the made-up study is about."""
    return Meta(
        scenario="made-up",
        title="A made-up crisis",
        caveat="Made-up numbers for tests; they say nothing about anybody.",
        organisations=names,
        organisation_titles={name: name.replace("-", " ").capitalize() for name in names},
        differences="All organisations have 12 people and the same hours; they differ in who decides.",
        replications=replications,
        seed=seed,
        horizon=HORIZON,
        drain=DRAIN,
        start="2026-03-03T10:00:00+01:00",
        timezone="Europe/Berlin",
        resolution="hour",
        channels=CHANNELS,
        populations={"x": 250_000.0},
        documented=(Documented("first post of the airline", 31.0, "made up"), Documented("apology", 400.0, "made up")),
        main_topic="engine",
    )


def hand_made(
    cases: Mapping[str, Sequence[Sequence[Mapping[str, Any]]]],
    *,
    staff: Sequence[Mapping[str, Any]] = (),
    totals: Mapping[str, float] | None = None,
    seed: int = 1,
) -> Study:
    """Return a study of cases written out: by organisation, one list a replication, columns left out are plain.

    A plain case is a question of level 1 on x, opened at 0 and open at the end; `answered` makes it answered.
    """
    names = tuple(cases)
    records = [
        Records(
            name,
            number,
            as_columns("cases", [_row("cases", _plain_case(k, case)) for k, case in enumerate(listed)]),
            empty_columns("mentions"),
            empty_columns("statements"),
            as_columns("staff", [_row("staff", person) for person in staff]),
            {c.name: np.nan for c in own_columns("replications") if c.name != "failed"} | dict(totals or {}),
        )
        for name in names
        for number, listed in enumerate(cases[name])
    ]
    count = max(len(listed) for listed in cases.values())
    return Study.assemble(synthetic_meta(names, replications=count, seed=seed), records)


def _plain_case(number: int, given: Mapping[str, Any]) -> dict[str, Any]:
    opened, answered = given.get("opened", 0.0), given.get("answered", np.nan)
    done = not np.isnan(answered)
    level = given.get("level", 1)
    plain = {
        "case": number,
        "kind": "question",
        "channel": "x",
        "topic": "engine",
        "level_opened": level,
        "level": level,
        "opened": opened,
        "ended": answered if done else HORIZON + DRAIN,
        "state": "answered" if done else "open",
        "published": "reply" if done else "none",
        "triaged": np.nan,
        "analysed": np.nan,
        "drafted": np.nan,
        "approved": np.nan,
        "answered": np.nan,
    }
    return plain | dict(given)


def _row(table: Table, given: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(given.get(c.name, "" if c.dtype == "category" else 0) for c in own_columns(table))


def _records(rank: int, replication: int, *, seed: int) -> Records:
    crisis = np.random.default_rng([seed, replication])
    own = np.random.default_rng([seed, replication, rank + 1])
    cases = _cases(crisis, own, speed=SPEED[rank])
    mentions = _mentions(crisis, own, speed=SPEED[rank])
    published = cases["published"] == "statement"
    times = cases["answered"][published]
    needing = (cases["level"] > 0) & (cases["kind"] != "position")
    first = float(np.nanmin(np.where(needing, cases["answered"], np.nan)))
    before = mentions["bin"] < first
    potential = float(mentions["potential"].sum())
    totals = {
        "mentions_potential": potential,
        "mentions_surviving": float(mentions["surviving"].sum()),
        "exposure_potential": potential * 2400.0,
        "exposure_surviving": float(mentions["reach"].sum()),
        "exposure_before_answer": float(mentions["reach"][before].sum()),
        "first_statement": float(times.min()) if len(times) else np.nan,
    }
    statements = _statements(np.sort(times), cases, own)
    return Records(NAMES[rank], replication, cases, mentions, statements, _staff(own, cases, rank), totals)


def _cases(crisis: np.random.Generator, own: np.random.Generator, *, speed: float) -> dict[str, Any]:
    size = int(crisis.poisson(50))
    opened = np.sort(ticks(crisis.exponential(5 * HOUR, size) % HORIZON))
    kind = crisis.choice(np.array(MENTION_KINDS, dtype=object), size, p=KIND_SHARES)
    kind[:1] = "position"
    channel = crisis.choice(np.array(CHANNELS, dtype=object), size, p=[0.6, 0.2, 0.15, 0.05])
    channel[:1] = ""
    level = np.where(kind == "position", 3, np.where(kind == "troll", 0, crisis.choice(4, size, p=[0, 0.7, 0.2, 0.1])))
    parts = ticks(own.exponential(COMPONENT_MEANS * speed, (size, len(COMPONENT_MEANS))))
    parts[level == 0, 1:] = 0.0
    parts[level == 3, 4] *= 8.0  # a committee's calendar: the slow organisations leave such cases open
    patience = ticks(crisis.exponential(12 * HOUR, size))
    total = parts.sum(axis=1)
    moot = (patience < total) & (level < 3) & (level > 0)
    allowed = np.minimum(np.where(moot, patience, np.inf), HORIZON + DRAIN - opened)
    unfinished = total > allowed
    parts = _cut(parts, allowed)
    ended = opened + parts.sum(axis=1)
    state = np.where(level == 0, "monitored", np.where(moot, "moot", np.where(unfinished, "open", "answered")))
    answered = np.where(state == "answered", ended, np.nan)
    stale = (own.random(size) < 0.06 * speed) & (state == "answered") & (level >= 2)
    done = state == "answered"
    return {
        "case": np.arange(size),
        "key": crisis.integers(1, 2**63, size).astype(np.uint64),
        "channel": channel,
        "topic": np.where(np.arange(size) % 5 == 4, "refunds", "engine").astype(object),
        "kind": kind,
        "level_opened": level,
        "level": level,
        "reach": np.round(crisis.pareto(1.016, size).clip(0, 300) * 300 + 300),
        "opened": opened,
        "detected": opened + parts[:, 0],
        "triaged": np.where(done, opened + parts[:, :3].sum(axis=1), np.nan),
        "analysed": np.where(done, opened + parts[:, :4].sum(axis=1), np.nan),
        "drafted": np.where(done, opened + parts[:, :6].sum(axis=1), np.nan),
        "approved": np.where(done & (level >= 2), ended, np.nan),
        "answered": answered,
        "ended": ended,
        "state": state.astype(object),
        "desk": np.where(channel == "press", "press", "social").astype(object),
        "answered_by": np.where(done, "officer 1", "").astype(object),
        "published": np.where(~done, "none", np.where(kind == "position", "statement", "reply")).astype(object),
        "rejections": own.binomial(1, 0.1, size),
        "handovers": own.binomial(2, 0.3, size),
        **{name: parts[:, index] for index, name in enumerate(COMPONENTS)},
        "line_version": (done & (level >= 2)).astype(int),
        "stale": stale,
        "misaligned": (own.random(size) < 0.03) & done & ~stale & (level >= 2),
        "outdated": np.zeros(size, dtype=bool),
    }


def _cut(parts: Any, allowed: Any) -> Any:
    """Return the components cut so that each row sums to at most what is allowed."""
    reached = np.minimum(np.cumsum(parts, axis=1), allowed[:, None])
    return np.diff(reached, axis=1, prepend=0.0)


def _mentions(crisis: np.random.Generator, own: np.random.Generator, *, speed: float) -> dict[str, Any]:
    hours = np.arange(24)
    wave = np.exp(-((hours - 4) ** 2) / 20) + 0.05
    rows = [(c, k, h) for c in range(3) for k in range(2) for h in hours]
    channel, topic, hour = (np.array(column) for column in zip(*rows))
    scale = np.array([90.0, 25.0, 6.0])[channel] * np.array([1.0, 0.2])[topic] * crisis.lognormal(0, 0.25)
    potential = crisis.poisson(scale * wave[hour])
    kept = 1 - 0.5 * np.exp(-speed) * (hour > 2 * speed)
    surviving = own.binomial(potential, kept)
    return {
        "channel": np.array(CHANNELS, dtype=object)[channel],
        "topic": np.array(["engine", "refunds"], dtype=object)[topic],
        "bin": hour * HOUR,
        "potential": potential,
        "surviving": surviving,
        "reach": np.round(surviving * 2400.0 * own.lognormal(0, 0.3, len(surviving))),
    }


def _statements(times: Any, cases: dict[str, Any], own: np.random.Generator) -> dict[str, Any]:
    contradictions = np.sort(cases["answered"][cases["stale"]])[:2]
    size, extra = len(times), len(contradictions)
    return {
        "time": np.concatenate([times, contradictions]),
        "topic": np.array(["engine"] * (size + extra), dtype=object),
        "kind": np.array([*own.choice(["holding", "position"], size), *["contradiction"] * extra], dtype=object),
        "version": np.concatenate([np.arange(1, size + 1), np.ones(extra, dtype=int)]),
        "channel": np.array([""] * size + ["x"] * extra, dtype=object),
        "effect": np.array([0.85] * size + [1.1] * extra),
    }


def _staff(own: np.random.Generator, cases: dict[str, Any], rank: int) -> dict[str, Any]:
    people = [("officer", k, "social") for k in range(1, 5)] + [("head", 1, ""), ("legal", 1, "")]
    size = len(people)
    on_duty = np.full(size, 16 * HOUR)
    share = float((cases["service"].sum() + cases["review"].sum()) / (size * 16 * HOUR))
    busy = np.minimum(on_duty, on_duty * share * own.lognormal(0, 0.2, size))
    return {
        "person": np.array([f"{role} {k}" for role, k, _ in people], dtype=object),
        "role": np.array([role for role, _, _ in people], dtype=object),
        "desk": np.array([desk for _, _, desk in people], dtype=object),
        "on_duty": on_duty,
        "busy": busy,
        "overtime": busy * 0.1 * (rank % 2),
        "cases": own.poisson(len(cases["case"]) / 4, size),
        "cost": on_duty / HOUR * np.array([30.0, 30.0, 30.0, 30.0, 80.0, 70.0]),
    }
