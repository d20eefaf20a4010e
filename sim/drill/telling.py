"""The counterfactual in words, for the terminal: two readings, each with what it means and what it does not."""

from __future__ import annotations

import math
from textwrap import wrap

from sim.drill.counterfactual import CAVEAT, ModelOnly, SameDecisions
from sim.drill.measures import MEASURES, Measure, shown, shown_difference
from sim.drill.session import Session

_WIDTH = 100


def counterfactual_text(session: Session, same: SameDecisions, model: ModelOnly | None) -> str:
    """Return both readings as a text; they are never mixed."""
    parts = [CAVEAT, "", *_same(session, same)]
    if model is not None:
        parts += ["", *_model(model)]
    return "\n".join(parts)


def _same(session: Session, same: SameDecisions) -> list[str]:
    own = session.drill.organisation.name
    lines = [f"A  Your decisions, other plumbing: the same choices and thinking times in '{same.organisation}'", ""]
    lines.append(f"   {'':<54}{own[:15]:>16}{same.organisation[:15]:>16}{'difference':>13}")
    for one in MEASURES:
        here, there = same.values[one.name]
        gap = _gap(here, there)
        lines.append(
            f"   {one.title:<54}{shown(one, here):>16}{shown(one, there):>16}"
            f"{shown_difference(one, gap) if math.isfinite(gap) else '-':>13}"
        )
    here_opened, there_opened = same.decisions
    told = (
        f"{here_opened} decisions came up in the drill and {there_opened} there; {same.carried} answers were carried "
        f"over by decision and case, {same.unmatched} decisions of the drill have no counterpart there, and "
        f"{same.defaulted} came up only there and were left to their defaults."
    )
    lines += ["", *_wrapped(told)]
    if same.divergence is None:
        lines += _wrapped("No difference anywhere: every case went the same way at the same instants.")
    else:
        at = session.drill.scenario.clock.local(same.divergence.at)
        lines += _wrapped(f"First point of divergence: {at:%a %H:%M}, {same.divergence.what}.")
    for reason in same.without_effect:
        lines += _wrapped(f"Without effect there: {reason}.")
    return lines


def _model(model: ModelOnly) -> list[str]:
    lines = [
        f"C  Model only: {model.runs} runs on other draws of the crisis, in which the model's own people decide", "",
        f"   {'':<54}{'this drill':>12}{'runs: median (80 %)':>30}{'percentile':>12}",
    ]  # fmt: skip
    for one in MEASURES:
        placed = model.own[one.name]
        span = f"{shown(one, placed.median)} ({shown(one, placed.low)} to {shown(one, placed.high)})"
        rank = "-" if math.isnan(placed.percentile) else f"{placed.percentile:.0f}"
        lines.append(f"   {one.title:<54}{shown(one, placed.drill):>12}{span:>30}{rank:>12}")
    lines += ["", f"   {model.other} against {model.organisation} in those runs, paired, with 95 % intervals", ""]
    for one in MEASURES:
        lines.append(f"   {one.title:<54}{_interval(one, model.differences[one.name]):>54}")
    lines += ["", *_wrapped(
        "Times that were not reached within the drill are left out of these differences; the percentile counts them as "
        "later than all others."
    )]  # fmt: skip
    return lines


def _interval(one: Measure, found: tuple[float, float, float]) -> str:
    mean, low, high = (shown_difference(one, value) for value in found)
    return "-" if math.isnan(found[0]) else f"{mean} ({low} to {high})"


def _gap(here: float, there: float) -> float:
    return there - here if math.isfinite(here) and math.isfinite(there) else math.nan


def _wrapped(text: str) -> list[str]:
    return wrap(text, _WIDTH, initial_indent="   ", subsequent_indent="   ")
