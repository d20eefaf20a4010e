"""Oracles of the official line: how many replies carry an older line than the agreed one."""

from __future__ import annotations

from sim.analysis import queueing
from sim.oracles.estimates import Estimate, Sample
from sim.oracles.oracle import Measures, Oracle, Row, crisis_text, organisation_text, run
from sim.record.log import Records
from sim.units import DAY

# Stale replies: position cases and replies take no time, so that a reply is stale iff the line has changed since its
# desk last heard. Mutations: a sync that gives only what was agreed a period before; a desk that hears at once.

_EVERY, _SYNC, _DELAY = 60.0, 60.0, 45.0


def _stale_rows() -> list[Row]:
    phi = 1 / _EVERY
    return [
        Row("stale share, sync every 60 min", queueing.stale_share(phi, sync=_SYNC), "1 - (1 - exp(-phi S))/(phi S)"),
        Row("stale share, broadcast after 45 min", queueing.stale_share(phi, delay=_DELAY), "1 - exp(-phi d)"),
    ]


def _stale(seed: int, size: int) -> Measures:
    days = 10
    rate = f"fact_rate: {{every: 60 min, during: {days} d, topic: everyday, known: operations, confirm_after: 0 min}}"
    crisis = crisis_text(horizon=f"{days} d", channels="x: {background_per_hour: 2}", more=rate)
    people = "{role: officer, count: 2, calendar: always}"

    def with_line(rule: str, name: str) -> str:
        desks = "{press: {channels: all, members: officer 1}, board: {members: officer 2}}"
        return organisation_text(f"desks: {desks}\n  positions: board\n  line: {rule}", people, name=name)

    organisations = (with_line("{sync: 60 min}", "sync"), with_line("{broadcast: 45 min}", "broadcast"))
    by_run = list(run(crisis, *organisations, seed=seed, replications=40 * size))
    estimates = [_stale_share(list(runs), days * DAY) for runs in zip(*by_run, strict=True)]
    return dict(zip((row.what for row in _stale_rows()), estimates, strict=True))


def _stale_share(runs: list[Records], horizon: float) -> Estimate:
    """Return the share of replies that were stale; half a day is long against a sync or a broadcast."""
    sample = Sample.of(runs, horizon=horizon, length=DAY / 2, mark=lambda records: records.cases["stale"])
    # A position case has level 3, a reply level 1.
    replies = sample["level_opened"] == 1
    changes = sample.sums(~replies) - sample.length / _EVERY
    return sample.mean(sample["marked"], among=replies, inputs=[changes])


LINE = (Oracle("stale", "Replies that carry an older line", _stale_rows, _stale),)
