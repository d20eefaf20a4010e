"""Part 2, one page with three findings: computed by rule from the drill's own numbers, to be confirmed by people."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from sim.counterfactual.measures import MEASURES, Measure, shown, shown_difference
from sim.counterfactual.telling import NO_REPLIES, titled
from sim.debrief.compared import difference
from sim.debrief.document import Block, Heading, bullets, paragraph, table
from sim.debrief.evidence import CONSOLE, SPANS, SPANS_HEADS, Evidence, count, minutes, value
from sim.debrief.said import main_topic, on_the_side
from sim.debrief.tasks import Task, tasks
from sim.units import format_duration

_MOST = 3
_AFTER_OPEN = 1 + next(place for place, one in enumerate(MEASURES) if one.name == "open")


@dataclass(frozen=True)
class Finding:
    """One sentence, and how far what it tells of lies from its mark: 0 on the mark, 1 as far as it gets."""

    weight: float
    text: str


def summary(evidence: Evidence) -> Iterator[Block]:
    """Yield part 2."""
    yield Heading(1, "2 Summary on one page", new_page=True)
    yield paragraph(_in_short(evidence))
    yield Heading(2, "Three findings")
    found, silent = findings(evidence)
    if found:
        yield paragraph("Suggested, to be confirmed by the evaluators.", "caveat")
        yield bullets(found)
        yield paragraph(
            "They are computed by rule: of defaults, the slowest decision, answers to the public, statements and the "
            "comparison with another organisation, the three that lie furthest from their marks.",
            "quiet",
        )
    if len(found) < _MOST:
        yield paragraph(f"There are fewer than three: {'; '.join(silent)}.")
    yield Heading(2, "The drill in numbers")
    yield from numbers(evidence)


def numbers(evidence: Evidence) -> Iterator[Block]:
    """Yield the measures, since the drill began and since the start of the crisis, with what their counts leave out."""
    rows = [
        (titled(one), value(one, evidence.values[one.name]), value(one, evidence.whole[one.name])) for one in MEASURES
    ]
    waiting = f"{evidence.session.gauges.backlog:,}"
    rows.insert(_AFTER_OPEN, ("Of these, noticed by the organisation: the cases that wait", waiting, waiting))
    yield table(f"The drill in numbers: {SPANS}", ("Measure", *SPANS_HEADS), rows, numbers=(1, 2))
    yield paragraph(f"{CONSOLE} A first statement is one on {main_topic(evidence)}.", "quiet")
    if any(math.isnan(values["contradicting"]) for values in (evidence.values, evidence.whole)):
        yield paragraph(NO_REPLIES, "quiet")


def _in_short(evidence: Evidence) -> str:
    session = evidence.session
    people = len({(one.seat, one.actor) for one in session.table.present})
    who = count(people, "person", "people") if people else count(len(session.drill.definition.seats), "seat")
    opened = count(len(session.decisions), "decision")
    return (
        f"In {format_duration(evidence.length)} of the scenario {opened} came up for {who}: {len(evidence.decided)} "
        f"taken by people, {len(evidence.defaulted)} by default, {len(evidence.open)} open at the end. "
        f"{len(evidence.released)} of {count(len(session.injects), 'inject')} were released."
    )


def findings(evidence: Evidence) -> tuple[list[str], list[str]]:
    """Return at most three sentences, the weightiest first, and why some could not be computed."""
    results = [rule(evidence) for rule in _RULES]
    found = [one for one in results if isinstance(one, Finding)]
    # Sorting is stable: rules of one weight keep their order.
    heaviest = sorted(found, key=lambda one: -one.weight)[:_MOST]
    return [one.text for one in heaviest], [one for one in results if isinstance(one, str)]


def _defaults(evidence: Evidence) -> Finding | str:
    opened, lost = len(evidence.session.decisions), len(evidence.defaulted)
    if not opened:
        return "no decision was put to the players"
    if not lost:
        return Finding(0.0, f"No default was needed: none of {count(opened, 'decision')} ran into its time-out.")
    names = ", ".join(dict.fromkeys(one.decision.title.rstrip("?") for one, _ in evidence.defaulted))
    share = f"{lost} of {count(opened, 'decision')} ({100 * lost / opened:.0f} %)"
    # A time-out that is shorter than the target left the team no chance: it is told, and weighs nothing.
    excused = sum(bool(one.unjudged) for one in tasks(evidence) if one.kind == "decision")
    told = f" Of these {excused} had a time-out shorter than the target: a fault of the drill." if excused else ""
    return Finding(
        (lost - excused) / opened, f"Nobody decided {share} in time and the default stood in: {names}.{told}"
    )


def _slowest(evidence: Evidence) -> Finding | str:
    done = [one for one in tasks(evidence) if one.kind == "decision" and one.state == "done"]
    timed = [(one, one.target) for one in done if one.target]
    if not timed:
        return "people took no decision that has a target time"
    within = sum(bool(one.within) for one, _ in timed)
    slowest, target = max(timed, key=lambda pair: pair[0].took / pair[1])
    weight = min(max(slowest.took / target - 1, 0.0), 1.0)
    return Finding(
        weight,
        f"{_against(slowest, target)} Of {count(len(timed), 'decision')} that people took {within} met the target.",
    )


def _against(slowest: Task, target: float) -> str:
    number, _, title = slowest.name.partition(", ")
    gap = slowest.took - target
    told = f"{minutes(gap)} over" if gap > 0 else f"within, by {minutes(-gap)}"
    took = f"{minutes(slowest.took)} for a target of {minutes(target)}, {told}"
    return f"The slowest decision against its target was {number} ({title}): {took}."


def _answered(evidence: Evidence) -> Finding | str:
    values, by_name = evidence.values, {one.name: one for one in MEASURES}
    share = values["answered_30"]
    if math.isnan(share):
        return "no case was open long enough to tell the share answered"
    median = shown(by_name["median_answer"], values["median_answer"])
    text = (
        f"{100 * share:.0f} % of the public's cases were answered within 30 min of the post; the median time to an "
        f"answer: {median}; {count(int(values['open']), 'case')} open at the end."
    )
    return Finding(1.0 - share, text)


def _statement(evidence: Evidence) -> Finding | str:
    first = float(evidence.records.totals["first_statement"])
    posted = evidence.values["mentions"]
    if not posted:
        return "nobody posted anything"
    if math.isnan(first):
        text = (
            f"No official statement on {main_topic(evidence)} was published; mentions posted while the drill was "
            f"played: {posted:,.0f}. {on_the_side(evidence)}"
        )
        return Finding(0.9, text.strip())
    after = np.asarray(evidence.records.mentions["bin"] >= math.floor(first))
    potential, surviving = (int(evidence.records.mentions[word][after].sum()) for word in ("potential", "surviving"))
    if not potential:
        return "no mention would have been posted after the first statement"
    share = abs(100 * (1 - surviving / potential))
    word = "fewer" if surviving <= potential else "more, for contradictions feed a crisis"
    text = (
        f"The first official statement on {main_topic(evidence)} came at {evidence.moment(first)}. From then on "
        f"{surviving:,} mentions were posted; had nobody answered or published anything, {potential:,} would have "
        f"been: {share:.0f} % {word}."
    )
    return Finding(0.3, text)


def _elsewhere(evidence: Evidence) -> Finding | str:
    if evidence.same is None:
        return "no other organisation was compared"
    found = [(one, *evidence.same.values[one.name]) for one in MEASURES]
    sizes = [(_size(here, there), one, here, there) for one, here, there in found]
    size, one, here, there = max(sizes, key=lambda row: row[0])
    if not size:
        return "under the other organisation nothing was different"
    return Finding(min(size, 1.0), _gap(evidence.same.organisation, one, here, there))


def _size(here: float, there: float) -> float:
    """Return the difference as a share of the larger of the two; 1 where only one was reached."""
    if math.isnan(here) or math.isnan(there) or here == there:
        return 0.0
    if math.isinf(here) or math.isinf(there):
        return 1.0
    return abs(there - here) / max(abs(here), abs(there))


def _gap(name: str, one: Measure, here: float, there: float) -> str:
    gap = difference(here, there)
    told = f" ({shown_difference(one, gap)})" if math.isfinite(gap) else ""
    return (
        f"With the same decisions in {name}, the largest difference would have been in '{titled(one)}': "
        f"{shown(one, here)} here, {shown(one, there)} there{told}; this is what the model implies, on one path."
    )


_RULES: tuple[Callable[[Evidence], Finding | str], ...] = (_defaults, _slowest, _answered, _statement, _elsewhere)
