"""Part 11: who was there, what was not used and why, what had no effect, and how good the data is."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.debrief.document import Block, Heading, paragraph, table
from sim.debrief.evidence import NONE, Evidence, minutes
from sim.debrief.overview import quality
from sim.drill.state import InjectState, Presence

_WHY = {
    "held": "held back and never released",
    "ready": "its moment had not come",
    "expired": "not released before the drill ended",
    "skipped": "skipped",
}


def participants(evidence: Evidence) -> Iterator[Block]:
    """Yield part 11."""
    yield Heading(1, "11 Participants, what was not used, data quality")
    yield Heading(2, "Participants and substitutes")
    present = evidence.session.table.present
    if present:
        rows = [_present(evidence, one) for one in present]
        yield table("Who was at the table", ("Seat", "Name", "From", "To", "Substitute for"), rows)
    else:
        yield paragraph("There is no list: nobody joined a seat by name.")
    empty = [seat.title for seat in evidence.session.drill.definition.seats if seat.id not in {p.seat for p in present}]
    if present and empty:
        yield paragraph(f"Nobody joined these seats: {', '.join(empty)}.")
    yield from _not_used(evidence)
    yield from _defaults(evidence)
    yield from _without_effect(evidence)
    yield from quality(evidence)


def _present(evidence: Evidence, one: Presence) -> list[str]:
    until = "the end" if math.isnan(one.until) else evidence.moment(one.until)
    stood_in = one.substitute_for and ("yes" if evidence.anonymise else one.substitute_for)
    return [
        evidence.seat(one.seat),
        evidence.person(one.seat, one.actor),
        evidence.moment(one.since),
        until,
        stood_in or NONE,
    ]


def _not_used(evidence: Evidence) -> Iterator[Block]:
    yield Heading(2, "Injects that were not used")
    unused = [one for one in evidence.session.injects.values() if math.isnan(one.released_at)]
    if not unused:
        all_of = "all injects were released" if evidence.session.injects else "the drill has no injects"
        yield paragraph(f"There are none: {all_of}.")
        return
    rows = [[one.inject.id, one.inject.title or NONE, _trigger(one), _why(evidence, one)] for one in unused]
    yield table("Not used", ("Inject", "Title", "Trigger", "Why not"), rows)


def _trigger(one: InjectState) -> str:
    inject = one.inject
    if inject.event_type == "contingency":
        return "kept in hand (contingency)"
    if inject.when is not None:
        return f"when {inject.when}"
    return {"time": "its time", "decision": "after a decision", "manual": "by hand"}[inject.trigger]


def _why(evidence: Evidence, one: InjectState) -> str:
    if one.status == "skipped":
        return f"skipped: {evidence.words(one.reason) or 'no reason was given'}"
    if one.inject.trigger == "condition" and one.status == "expired":
        return "its condition never held, or it was held back"
    if one.inject.trigger == "decision" and math.isnan(one.planned_at):
        return "the decision that it follows was not taken that way"
    return _WHY.get(one.status, one.status)


def _defaults(evidence: Evidence) -> Iterator[Block]:
    yield Heading(2, "Defaults that were used")
    if not evidence.defaulted:
        yield paragraph("There are none: no decision ran into its time-out.")
        return
    rows = [
        [
            str(one.number),
            one.decision.title,
            evidence.seat(one.owner),
            evidence.option(one, answer),
            minutes(answer.charged),
        ]
        for one, answer in evidence.defaulted
    ]
    yield table("Defaults", ("No.", "Decision", "Asked", "What stood in", "After"), rows, numbers=(0,))


def _without_effect(evidence: Evidence) -> Iterator[Block]:
    yield Heading(2, "What had no effect")
    lost = evidence.session.without_effect
    if not lost:
        yield paragraph("There is nothing: the model had a place for all that was done.")
        return
    rows = [[evidence.moment(one.at), one.source, one.reason] for one in lost]
    yield table("Without effect in the model", ("At", "What", "Why"), rows)
