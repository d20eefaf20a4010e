"""Part 10, counterfactuals: the same decisions under another organisation, and the model alone; never mixed."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.counterfactual.carried import CAVEAT, Divergence, SameDecisions, Undecided, undecided
from sim.counterfactual.measures import MEASURES, Measure, shown_difference
from sim.counterfactual.model_runs import ModelOnly, Placement
from sim.counterfactual.telling import NO_REPLIES, came_up, diverged, titled, work
from sim.debrief.document import Block, Heading, bullets, paragraph, table
from sim.debrief.evidence import NONE, Evidence, count, value
from sim.debrief.overview import other_organisation


def counterfactuals(evidence: Evidence) -> Iterator[Block]:
    """Yield part 10, its two readings in two sections."""
    yield Heading(1, "10 Counterfactuals")
    yield paragraph(
        "Three questions with three answers that must not be mixed: what the answers of the players did, what they "
        "would have come to in another organisation (reading A), and where this drill lies among runs in which the "
        "model decides alone (reading C)."
    )
    yield Heading(2, "What the players' answers did: the same drill with nobody at the table")
    if evidence.session.closed:
        yield from _nobody(undecided(evidence.session))
    else:
        yield paragraph("It is told once the drill is closed.")
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


def _nobody(other: Undecided) -> Iterator[Block]:
    yield paragraph(CAVEAT, "caveat")
    yield paragraph(
        "The same crisis, organisation and injects, every decision left to its default and nothing published by hand: "
        f"{count(other.decisions[0], 'decision')} came up in the drill, {other.decisions[1]} then."
    )
    rows = [
        [titled(one), value(one, here), value(one, there), work(one, here, there)]
        for one in MEASURES
        for here, there in [other.values[one.name]]
    ]
    heads = ("Measure", "This drill", "Nobody at the table", "The answers' work")
    yield table("With and without the players' answers", heads, rows, numbers=(1, 2, 3))


def _how(evidence: Evidence, why: str) -> str:
    line = f"tocsin drill compare {evidence.place} --org {other_organisation(evidence)}"
    return f"{why} Make it with '{line}', or with any other organisation."


def _same(evidence: Evidence, same: SameDecisions) -> Iterator[Block]:
    own = evidence.session.drill.organisation
    yield paragraph(CAVEAT, "caveat")
    yield paragraph(
        f"The crisis, the injects and the times are the same; {same.organisation} stands in the place of {own.name}. "
        "What was chosen, and how long it took, is carried over by decision and case."
    )
    rows = [
        [titled(one), value(one, here), value(one, there), gap(one, difference(here, there))]
        for one in MEASURES
        for here, there in [same.values[one.name]]
    ]
    heads = ("Measure", f"This drill ({own.name})", same.organisation, "Difference")
    yield table("Reading A", heads, rows, numbers=(1, 2, 3))
    yield paragraph("Cases, replies, mentions and exposure are counted from the drill's beginning on.", "quiet")
    if any(math.isnan(share) for share in same.values["contradicting"]):
        yield paragraph(NO_REPLIES, "quiet")
    apart = "there is none, the two runs agree" if same.divergence is None else _diverged(evidence, same.divergence)
    items = [
        came_up(same),
        f"First point of divergence: {apart}.",
    ]
    items += [f"Without effect there: {reason}" for reason in same.without_effect]
    yield bullets(items)


def _diverged(evidence: Evidence, first: Divergence) -> str:
    return f"{evidence.moment(first.at)}, {diverged(evidence.session, first)}"


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
        return [titled(one), value(one, place.drill), NONE, NONE, NONE]
    spread = f"{value(one, place.low)} to {value(one, place.high)}"
    return [titled(one), value(one, place.drill), value(one, place.median), spread, f"{place.percentile:.0f}"]


def _paired(one: Measure, mean: float, low: float, high: float) -> list[str]:
    if not math.isfinite(mean):
        return [titled(one), NONE, "too few runs in which both have a number"]
    return [titled(one), gap(one, mean), f"{gap(one, low)} to {gap(one, high)}"]
