"""Part 3, the timeline: what was planned, released and answered, and when the drill stood still."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.debrief.document import Block, Heading, Picture, paragraph, table
from sim.debrief.evidence import ANSWERABLE, NONE, Evidence, count, minutes, wall
from sim.drill.state import InjectState, Pause

_COLUMNS = ("Inject", "Type", "Planned", "Released", "By", "Answered", "After", "State", "Response")


def timeline(evidence: Evidence, picture: Picture | None) -> Iterator[Block]:
    """Yield part 3."""
    injects = sorted(evidence.session.injects.values(), key=_order)
    yield Heading(1, "3 Timeline: planned, released, answered", new_page=True)
    if picture is not None:
        yield picture
    else:
        yield paragraph("There is no picture: no inject was planned or released and no decision was opened.")
    if injects:
        yield paragraph(_summary(evidence))
        rows = [_row(evidence, one) for one in injects]
        yield table("Injects as planned, released and answered", _COLUMNS, rows)
    else:
        yield paragraph("There is no table of injects: the drill has none.")
    yield Heading(2, "Pauses")
    pauses = evidence.session.table.pauses
    if not pauses:
        yield paragraph("There was no pause: nobody stopped the clock.")
        return
    rows = [_pause(evidence, one) for one in pauses]
    yield table("Pauses; they are in no response time", ("At", "From (UTC)", "To (UTC)", "Lasted", "Reason"), rows)


def _order(one: InjectState) -> tuple[float, str]:
    times = [at for at in (one.planned_at, one.released_at) if not math.isnan(at)]
    return (min(times) if times else math.inf), one.inject.id


def _summary(evidence: Evidence) -> str:
    injects = evidence.session.injects.values()
    timed = [one for one in evidence.released if one.inject.at is not None]
    late = [one for one in timed if one.released_at - (one.inject.at or 0.0) >= 1.0]
    answered = sum(not math.isnan(one.answered_at) for one in injects)
    told = f"Of {count(len(injects), 'inject')} {len(evidence.released)} were released and {answered} answered"
    if not timed:
        return f"{told}."
    punctual = len(timed) - len(late)
    return f"{told}; of the {len(timed)} released ones that had a time, {punctual} came within a minute of it."


def _row(evidence: Evidence, one: InjectState) -> list[str]:
    inject = one.inject
    name = f"{inject.id}: {inject.title}" if inject.title else inject.id
    kind = inject.event_type.replace("_", " ") + (", added in play" if one.added else "")
    status: str = "not released" if one.status == "expired" else one.status
    if status == "released" and inject.event_type in ANSWERABLE:
        status = "released, no response noted"
    state = f"{status}: {evidence.words(one.reason)}" if one.reason else status
    return [
        name,
        kind,
        _planned(evidence, one),
        evidence.moment(one.released_at),
        evidence.releaser(one.released_by) if one.released_by else NONE,
        evidence.moment(one.answered_at),
        minutes(one.answered_at - one.released_at),
        state,
        evidence.words(one.response) or NONE,
    ]


def _planned(evidence: Evidence, one: InjectState) -> str:
    inject = one.inject
    if inject.at is not None:
        moved = f", moved to {evidence.clock(one.planned_at)}" if one.planned_at != inject.at else ""
        return f"{evidence.moment(inject.at)}{moved}"
    if inject.when is not None:
        return f"when {inject.when}"
    if inject.after is not None:
        return f"after {inject.after.words}"
    return "by hand"


def _pause(evidence: Evidence, one: Pause) -> list[str]:
    over = bool(one.end_wall)
    lasted = f"{(one.end_wall - one.begin_wall) / 60000:.1f} min of wall clock" if over else "to the end"
    reason = evidence.words(one.reason) or NONE
    return [evidence.moment(one.at), wall(one.begin_wall), wall(one.end_wall), lasted, reason]
