"""Part 10, counterfactuals: the same decisions under another organisation, and the model alone; never mixed."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.debrief.document import Block, Heading, bullets, paragraph, table
from sim.debrief.evidence import NONE, Evidence, count, value
from sim.drill.counterfactual import CAVEAT, Divergence, ModelOnly, Placement, SameDecisions
from sim.drill.measures import MEASURES, Measure, shown_difference


def counterfactuals(evidence: Evidence) -> Iterator[Block]:
    """Yield part 10, its two readings in two sections."""
    yield Heading(1, "10 Counterfactuals")
    yield paragraph(
        "Two questions with two answers that must not be mixed: what your own decisions would have come to in another "
        "organisation (reading A), and where this drill lies among runs in which the model decides alone (reading C)."
    )
    yield Heading(2, "Reading A: your decisions, another organisation")
    if evidence.same is None:
        yield paragraph(_how(evidence, "It was not made."))
    else:
        yield from _same(evidence, evidence.same)
    yield Heading(2, "Reading C: the model alone")
    if evidence.model is None:
        yield paragraph(_how(evidence, "It was not made."))
    else:
        yield from _model(evidence.model)


def _how(evidence: Evidence, why: str) -> str:
    name = evidence.folder.name or "DIR"
    quoted = f'"{name}"' if " " in name else name
    return f"{why} Make it with 'tocsin drill compare {quoted} --org B', B being the other organisation."


def _same(evidence: Evidence, same: SameDecisions) -> Iterator[Block]:
    own = evidence.session.drill.organisation
    yield paragraph(CAVEAT, "caveat")
    yield paragraph(
        f"The crisis, the injects and the times are the same; {same.organisation} stands in the place of {own.name}. "
        "What was chosen, and how long it took, is carried over by decision and case."
    )
    rows = [
        [one.title, value(one, here), value(one, there), gap(one, difference(here, there))]
        for one in MEASURES
        for here, there in [same.values[one.name]]
    ]
    heads = ("Measure", f"This drill ({own.name})", same.organisation, "Difference")
    yield table("Reading A", heads, rows, numbers=(1, 2, 3))
    here, there = same.decisions
    apart = "there is none, the two runs agree" if same.divergence is None else _diverged(evidence, same.divergence)
    items = [
        f"Decisions that came up: {here} in the drill, {there} there; answers carried over: {same.carried}.",
        f"Decisions of the drill without a counterpart there: {same.unmatched}.",
        f"Decisions that came up only there and were left to their default: {same.defaulted}.",
        f"First point of divergence: {apart}.",
    ]
    items += [f"Without effect there: {reason}" for reason in same.without_effect]
    yield bullets(items)


def _diverged(evidence: Evidence, first: Divergence) -> str:
    return f"{evidence.moment(first.at)}, {first.what}"


def difference(here: float, there: float) -> float:
    """Return there minus here; NaN where neither was reached, infinite where only one was."""
    return math.nan if math.isinf(here) and math.isinf(there) else there - here


def gap(one: Measure, number: float) -> str:
    """Return a difference in words, or the sign that nothing is known."""
    return NONE if math.isnan(number) else shown_difference(one, number)


def _model(model: ModelOnly) -> Iterator[Block]:
    yield paragraph(CAVEAT, "caveat")
    yield paragraph(
        f"{count(model.runs, 'run')} on other replications of the same crisis, with the injects at the minutes at "
        "which they came in the drill and nobody at the table: the model's own people decide."
    )
    placed = [_placed(one, model.own[one.name]) for one in MEASURES]
    heads = ("Measure", "This drill", "Median of the runs", "Eight of ten runs", "Percentile of this drill")
    yield table(f"Where this drill lies among runs of {model.organisation}", heads, placed, numbers=(1, 2, 3, 4))
    rows = [_paired(one, *model.differences[one.name]) for one in MEASURES]
    title = f"{model.other} minus {model.organisation}, the same crisis in pairs"
    yield table(title, ("Measure", "Mean difference", "95 % interval"), rows, numbers=(1, 2))
    yield paragraph("The intervals cover chance only; they say nothing about the assumptions of the model.", "quiet")


def _placed(one: Measure, place: Placement) -> list[str]:
    if math.isnan(place.percentile):
        return [one.title, value(one, place.drill), NONE, NONE, NONE]
    spread = f"{value(one, place.low)} to {value(one, place.high)}"
    return [one.title, value(one, place.drill), value(one, place.median), spread, f"{place.percentile:.0f}"]


def _paired(one: Measure, mean: float, low: float, high: float) -> list[str]:
    if not math.isfinite(mean):
        return [one.title, NONE, "too few runs in which both have a number"]
    return [one.title, gap(one, mean), f"{gap(one, low)} to {gap(one, high)}"]
