"""Part 5, response times: of the public's cases by channel, and of decisions and injects against their targets."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.survival import ANSWERED, CENSORED, COMPETING, cumulative_incidence, quantile
from sim.counterfactual.measures import MEASURES, WITHIN, needs_answer, shown, times_to_answer
from sim.debrief.document import Block, Heading, Picture, paragraph, table
from sim.debrief.evidence import NONE, Evidence, count, minutes
from sim.debrief.tasks import Task, tasks, unnoted
from sim.units import BoolArray, FloatArray, IntArray, format_duration

_CHANNELS = ("Channel", "Cases", "Answered", "Without an answer", "Open", "Median", "90 %",
             f"Within {WITHIN:.0f} min")  # fmt: skip
_TASKS = ("What", "Came up", "Done", "Default", "Open", "Median", "90 %", "Within target")
NO_INTERVAL = (
    "No interval stands beside these numbers. They come from one run, in which cases share the same posts, people and "
    "approvals: drawing the cases again at random would pretend that they are independent and give an interval that is "
    "too narrow. Only more runs can say what chance would have changed."
)


@dataclass(frozen=True)
class Waits:
    """How long some cases waited and how that ended, shape (n,); `early` those that had `WITHIN` minutes."""

    name: str
    waited: FloatArray
    cause: IntArray
    early: BoolArray


def waits(evidence: Evidence) -> list[Waits]:
    """Return the waits of all cases that need an answer, then by channel, most cases first.

    As in `sim.counterfactual.measures`, cases that were over before the drill began are left out.
    """
    cases, begins = evidence.records.cases, evidence.session.begins
    which = needing(evidence, begins)
    waited, cause = times_to_answer(cases, which)
    opened = cases["opened"][which]
    early = np.asarray((opened >= begins) & (opened <= evidence.end - WITHIN), dtype=np.bool_)
    channels = cases["channel"][which].astype(str)
    names, counts = np.unique(channels, return_counts=True)
    ordered = [str(names[k]) for k in np.lexsort((names, -counts))]
    parts = [(name, channels == name) for name in ordered]
    every = Waits("all channels", waited, cause, early)
    return [every, *(Waits(name, waited[own], cause[own], early[own]) for name, own in parts)]


def needing(evidence: Evidence, begins: float) -> BoolArray:
    """Return which cases need an answer and were not over by a minute."""
    cases = evidence.records.cases
    return needs_answer(cases) & np.asarray(cases["ended"] >= begins)


def response_times(evidence: Evidence, picture: Picture | None) -> Iterator[Block]:
    """Yield part 5."""
    yield Heading(1, "5 Response times")
    yield Heading(2, "Answers to the public, by channel")
    found = waits(evidence)
    if not len(found[0].waited):
        yield paragraph("There are no response times: while the drill was played no case needed an answer.")
    else:
        if picture is not None:
            yield picture
        yield table("Minutes from the post to the answer", _CHANNELS, [_row(one) for one in found], numbers=range(1, 8))
        yield paragraph(
            "Median and 90 %: when half and nine tenths of all cases were answered, by the Aalen-Johansen curve. Open "
            "cases count as waiting until the end (censored); cases that their asker gave up, or that were only "
            "watched, count as never answered. The scenario's clock stands still in a pause, so pauses are in no time. "
            f"Within {WITHIN:.0f} min: of the cases of the drill that opened early enough for it. {NO_INTERVAL}",
            "quiet",
        )
        yield from _beside_the_model(evidence)
    yield from _against_targets(evidence)


def _row(one: Waits) -> list[str]:
    within = (one.waited <= WITHIN) & (one.cause == ANSWERED)
    size = int(one.early.sum())
    share = f"{int(within[one.early].sum())} of {size}" if size else "none early enough"
    counts = [int((one.cause == cause).sum()) for cause in (ANSWERED, COMPETING, CENSORED)]
    return [one.name, str(len(one.waited)), *map(str, counts), *_quantiles(one.waited, one.cause), share]


def _quantiles(waited: FloatArray, cause: IntArray) -> list[str]:
    if not len(waited):
        return [NONE, NONE]
    curve = cumulative_incidence(waited, cause)
    times = [float(quantile(curve, share)) for share in (0.5, 0.9)]
    return [minutes(time) if math.isfinite(time) else "not reached" for time in times]


def _beside_the_model(evidence: Evidence) -> Iterator[Block]:
    if evidence.model is None:
        return
    one = next(measure for measure in MEASURES if measure.name == "median_answer")
    placed = evidence.model.own[one.name]
    if math.isnan(placed.low):
        return
    yield paragraph(
        f"What chance does in the model: in {count(evidence.model.runs, 'run')} in which nobody was at the table, the "
        f"median time to an answer lay between {shown(one, placed.low)} and {shown(one, placed.high)} in eight of ten; "
        f"in this drill it was {shown(one, placed.drill)}."
    )


def _against_targets(evidence: Evidence) -> Iterator[Block]:
    yield Heading(2, "Decisions and injects against their targets")
    every = tasks(evidence)
    silent, found = unnoted(every), [one for one in every if one.state != "unnoted"]
    if not found:
        yield paragraph(f"There is nothing to time: no decision was opened. {silent}".strip())
        return
    groups = [(name, [one for one in found if one.kind == kind]) for kind, name in _KINDS]
    rows = [_group(name, own) for name, own in groups if own]
    yield table("Decisions and injects", _TASKS, rows, numbers=range(1, 8))
    yield paragraph(
        "What a default decided counts as never answered, what was open at the end as waiting until then. Within "
        "target: of those that have a target whose time was over and whose time-out is not shorter than it. An inject "
        "for which a decision was opened is timed as that decision. They are few and one follows from another, so they "
        "have no interval either.",
        "quiet",
    )
    if silent:
        yield paragraph(silent)
    timed = [one for one in found if one.target is not None]
    if not timed:
        yield paragraph("Nothing has a target time, so no share within target can be told.")
        return
    rows = [[one.name, minutes(one.target or 0.0), minutes(one.took), _ended(one)] for one in timed]
    yield table("Each against its target", ("What", "Target", "Took", "Within target"), rows, numbers=(1, 2))


_KINDS = (("decision", "Decisions"), ("inject", "Injects"))


def _group(name: str, own: Sequence[Task]) -> list[str]:
    cause = np.array([_CAUSE[one.state] for one in own], dtype=np.int64)
    took = np.array([one.took for one in own])
    judged = [one.within for one in own if one.within is not None]
    share = f"{sum(judged)} of {len(judged)}" if judged else "no target"
    counts = [sum(one.state == state for one in own) for state in ("done", "default", "open")]
    return [name, str(len(own)), *map(str, counts), *_quantiles(took, cause), share]


_CAUSE = {"done": ANSWERED, "default": COMPETING, "open": CENSORED}


def _ended(one: Task) -> str:
    if one.unjudged:
        return f"not judged: {one.unjudged}"
    if one.state == "default":
        return "no, decided by default"
    if one.state == "open":
        return "no, open at the end" if one.within is False else "open at the end, time not over"
    return "yes" if one.within else f"no, {format_duration(one.took - (one.target or 0.0))} late"
