"""Oracles of pooling: one pool against as many desks of their own, with slower generalists and a hand-over between.

This is the question of centralised against dispersed teams in its smallest form, and theory knows where it turns.
"""

from __future__ import annotations

import numpy as np

from sim.analysis import queueing
from sim.oracles.estimates import Estimate, Sample
from sim.oracles.oracle import Measures, Oracle, Row, crisis_text, organisation_text, run
from sim.units import DAY

_MEAN, _SERVERS, _SLOW, _TRANSFER = 8.0, 4, 1.1, 3.0
_CHANNELS = ("a", "b", "c", "d")
_LIGHT, _MIDDLE, _OVERLOAD = 0.2, 0.5, 0.95


def _crisis(load: float, days: int) -> str:
    rate = 60 * load / _MEAN
    return crisis_text(
        horizon=f"{days} d", channels="\n".join(f"{name}: {{background_per_hour: {rate!r}}}" for name in _CHANNELS)
    )


def _own_desks() -> str:
    desks = ", ".join(
        f"of {name}: {{channels: [{name}], members: officer {number}}}" for number, name in enumerate(_CHANNELS, 1)
    )
    return _officers(f"desks: {{{desks}}}", _MEAN, "own desks")


def _pool(slow_down: float, transfer: float) -> str:
    refer = f", refer: {transfer} min" if transfer else ""
    return _officers(f"desks: {{press: {{channels: all, members: officer{refer}}}}}", _MEAN * slow_down, "pool")


def _officers(desks: str, mean: float, name: str) -> str:
    structure = f"{desks}\n  stages: {{draft: {{exponential: {{mean: {mean!r} min}}}}}}\n  authority: {{officer: L4}}"
    return organisation_text(structure, f"{{role: officer, count: {_SERVERS}, calendar: always}}", name=name)


def _break_even() -> float:
    return queueing.break_even_slow_down(0.5, _MEAN, _SERVERS)


def _pooled(load: float) -> float:
    return _TRANSFER + queueing.pooled_response(load, _MEAN, _SERVERS, slow_down=_SLOW)


def _rows() -> list[Row]:
    low, high = queueing.crossings(_MEAN, _SERVERS, slow_down=_SLOW, transfer=_TRANSFER)
    order = f"crossings at {low:.3f} and {high:.3f}"
    rows = [
        Row("pool, load 0.5, slow-down at break-even (min)", _MEAN / 0.5, "W_pool(f) = mean / (1 - load)"),
        Row("pool without a slow-down, load 0.5 (min)", queueing.pooled_response(_MIDDLE, _MEAN, 4), "M/M/4"),
    ]
    for load in (_LIGHT, _MIDDLE):
        rows.append(Row(f"own desks, load {load} (min)", _MEAN / (1 - load), "M/M/1"))
        rows.append(Row(f"pool behind a transfer, load {load} (min)", _pooled(load), "transfer + M/M/4"))
    for load in (_LIGHT, _MIDDLE, _OVERLOAD):
        sign = 1.0 if low < load < high else -1.0
        rows.append(Row(f"faster at load {load}: 1 the pool, -1 own desks", sign, order, exact=True))
    return rows


def _measure(seed: int, size: int) -> Measures:
    own, pool, even = (_own_desks(), 1.0), (_pool(_SLOW, _TRANSFER), _SLOW), _break_even()
    (broken,) = _responses(_MIDDLE, (_pool(even, 0), even), seed=seed, size=size, days=160)
    (good,) = _responses(_MIDDLE, (_pool(1.0, 0), 1.0), seed=seed, size=size, days=50)
    found: dict[str, Estimate] = {
        "pool, load 0.5, slow-down at break-even (min)": broken,
        "pool without a slow-down, load 0.5 (min)": good,
    }
    for load, days in ((_LIGHT, 70), (_MIDDLE, 110)):
        apart, together = _responses(load, own, pool, seed=seed, size=size, days=days)
        found[f"own desks, load {load} (min)"] = apart
        found[f"pool behind a transfer, load {load} (min)"] = together
        found[_faster(load)] = Estimate(float(np.sign(apart.value - together.value)))
    # The pool is overrun at this load and its backlog grows, while the desks' mean stays below 160 min.
    apart, together = _responses(_OVERLOAD, own, pool, seed=seed, size=1, days=20)
    found[_faster(_OVERLOAD)] = Estimate(float(np.sign(apart.value - together.value)))
    return found


def _faster(load: float) -> str:
    return f"faster at load {load}: 1 the pool, -1 own desks"


def _responses(load: float, *pairs: tuple[str, float], seed: int, size: int, days: int) -> list[Estimate]:
    """Return the mean responses on the same crises of organisations, each with its slow-down."""
    texts = [text for text, _ in pairs]
    by_run = list(run(_crisis(load, days + 1), *texts, seed=seed, replications=size))
    estimates = []
    for runs, (_, slow_down) in zip(zip(*by_run, strict=True), pairs, strict=True):
        sample = Sample.of(runs, horizon=(days + 1) * DAY, length=DAY, warm_up=DAY)
        mean = _MEAN * slow_down
        inputs = [sample.arrivals(_SERVERS * load / _MEAN), *sample.services(mean, 2 * mean**2)]
        estimates.append(sample.mean(sample.response, inputs=inputs))
    return estimates


# Mutations: a desk that takes a neighbour's cases; a pool of three; transfer left out; slow-down on arrivals.
POOLING = (Oracle("pooling", "One pool or desks of their own", _rows, _measure),)
