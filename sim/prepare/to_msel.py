"""A drill as an event list for other tools: what was planned, and after a drill what became of it."""

from __future__ import annotations

import math
from datetime import UTC, datetime

from sim.drill.definition import Decision, Definition, Inject, Opens
from sim.drill.drill import Drill
from sim.drill.session import Session
from sim.drill.state import DecisionState, InjectState, Note
from sim.msel.row import MselRow
from sim.prepare.list_lines import into_columns


def planned_rows(drill: Drill) -> list[MselRow]:
    """Return the event list of a drill before it is played: injects, then decisions, times since its beginning."""
    definition = drill.definition
    injects = [_inject_row(inject, definition) for inject in definition.injects]
    return _in_order(injects) + [_decision_row(one, definition) for one in definition.decisions]


def played_rows(session: Session) -> list[MselRow]:
    """Return the event list with what happened: when each was released, by whom, and how it was met."""
    rows = [_played_inject(one, session) for one in session.injects.values()]
    opened = [_played_decision(one, session) for one in session.decisions]
    never = {one.id for one in session.drill.definition.decisions} - {one.decision.id for one in session.decisions}
    definition = session.drill.definition
    return (
        _in_order(rows)
        + opened
        + [_decision_row(one, definition, notes="never opened") for one in definition.decisions if one.id in never]
    )


def exercise(drill: Drill) -> dict[str, str]:
    """Return the header block of the list: what the exercise is."""
    one = drill.definition
    return {
        "name": one.title or one.name,
        "type": "Tabletop exercise over a simulation",
        "date": f"{drill.scenario.clock.local(one.begins):%Y-%m-%d}",
        "version": str(one.tocsin),
        "last revised": one.revised,
        "point of contact": one.contact,
        "start clock": f"{drill.scenario.clock.local(one.begins):%H:%M}",
        "time zone": drill.scenario.timezone,
        "factor": f"{one.clock.factor:g}",
        "seed": str(one.seed),
        "organisation": drill.organisation.name,
        "handling mark": one.handling,
    }


def _in_order(rows: list[MselRow]) -> list[MselRow]:
    return sorted(rows, key=lambda row: math.inf if row.scenario_time is None else row.scenario_time)


def _fields(inject: Inject, definition: Definition, at: float | None) -> dict[str, object]:
    """Return what a row says of an inject that is due at some time or held, but its time and state."""
    objective = next((one for one in definition.objectives if one.id == inject.objective), None)
    after = inject.after
    condition = inject.when or (f"after {after.words}" if after else "")
    notes, columns = into_columns(inject.notes, timed=at is not None)
    return {
        **columns,
        "number": inject.id,
        "event_type": inject.event_type,
        "title": inject.title,
        "channel": inject.channel,
        "from_": inject.sender,
        "to": tuple(_one_line(name) for name in inject.to if name.strip()),
        "message": inject.message,
        "expected_action": inject.expected,
        "deliverable": inject.deliverable,
        "objective": objective.title if objective is not None else "",
        "capability": objective.capability if objective is not None else "",
        "critical_task": objective.critical_task if objective is not None else "",
        "target_minutes": "" if inject.target is None else f"{inject.target:g}",
        "trigger": inject.trigger,
        "condition": condition,
        "notes": notes,
    }


def _inject_row(inject: Inject, definition: Definition) -> MselRow:
    at = None if inject.at is None else max(0.0, inject.at - definition.begins)
    return MselRow(
        **_fields(inject, definition, at),  # type: ignore[arg-type]  # each by the name of its column
        scenario_time=at,
        status="held" if inject.held or at is None else "ready",
    )


def _decision_row(decision: Decision, definition: Definition, *, notes: str = "") -> MselRow:
    objective = next((one for one in definition.objectives if one.id == decision.objective), None)
    opens = decision.opens
    at = None if opens.at is None else max(0.0, opens.at - definition.begins)
    return MselRow(
        number=decision.id,
        scenario_time=at,
        event_type="decision",
        status="held" if at is None else "ready",
        title=decision.title,
        to=(decision.owner,),
        message=decision.question,
        expected_action=decision.expected or "",
        objective=objective.title if objective is not None else "",
        capability=objective.capability if objective is not None else "",
        critical_task=decision.critical_task,
        target_minutes="" if decision.target is None else f"{decision.target:g}",
        trigger="time" if opens.at is not None else "condition",
        condition=_opens(opens),
        options=tuple(_one_line(f"{option.id}: {option.title}") for option in decision.options),
        timeout_min=f"{decision.timeout:g}",
        default_option=decision.default,
        notes=notes,
    )


def _opens(opens: Opens) -> str:
    said = [f"on {opens.on}" if opens.on else "", opens.when or ""]
    if opens.after is not None:
        said.append(f"after {opens.after.words}")
    if opens.after_inject is not None:
        said.append(f"after inject {opens.after_inject}")
    return "; ".join(word for word in said if word)


def _played_inject(one: InjectState, session: Session) -> MselRow:
    begins, definition = session.begins, session.drill.definition
    planned = None if math.isnan(one.planned_at) else max(0.0, one.planned_at - begins)
    released = not math.isnan(one.released_at)
    answered = not math.isnan(one.answered_at)
    told = _fields(one.inject, definition, planned)
    if one.reason:
        told["notes"] = "\n".join(word for word in (str(told["notes"]), f"skipped: {one.reason}") if word)
    return MselRow(
        **told,  # type: ignore[arg-type]  # each by the name of its column
        scenario_time=planned,
        status=one.status,
        fired_scenario=_since(one.released_at - begins) if released else "",
        fired_wall=_wall(one.released_wall) if released else "",
        fired_by=one.released_by,
        actual_response=one.response,
        response_minutes=f"{one.answered_at - one.released_at:.1f}" if answered and released else "",
        rating=_rating(session, one.inject.objective),
        observer_comment=_comments(session, one.inject.id),
    )


def _played_decision(one: DecisionState, session: Session) -> MselRow:
    row = _decision_row(one.decision, session.drill.definition)
    answer = one.answer
    said = "" if answer is None else answer.option + (" (default)" if answer.default else "")
    why = f": {answer.rationale}" if answer is not None and answer.rationale else ""
    return MselRow(
        **{
            **{name: getattr(row, name) for name in row.__dataclass_fields__},
            "number": f"{one.decision.id}/{one.number}",
            "scenario_time": one.opened_at - session.begins,
            "status": "released" if answer is None else "answered",
            "fired_scenario": _since(one.opened_at - session.begins),
            "fired_wall": _wall(one.opened_wall),
            "fired_by": one.why,
            "actual_response": said + why,
            "response_minutes": "" if answer is None else f"{answer.charged:.1f}",
            "rating": _rating(session, one.decision.objective),
            "observer_comment": _comments(session, one.decision.id),
        }
    )


def _since(minutes: float) -> str:
    whole = int(minutes)
    return f"{whole // 60}:{whole % 60:02d}"


def _wall(milliseconds: int) -> str:
    return f"{datetime.fromtimestamp(milliseconds / 1000, UTC):%Y-%m-%d %H:%M:%S}Z" if milliseconds else ""


def _rating(session: Session, objective: str | None) -> str:
    given = [one.grade for one in session.table.ratings if one.objective == objective]
    return given[-1] if given else ""


def _comments(session: Session, about: str) -> str:
    def told(note: Note) -> str:
        return f"{note.sign} {note.text}" if note.sign in "+-" else note.text

    return "\n".join(told(note) for note in session.table.notes if note.about == about)


def _one_line(text: str) -> str:
    return " ".join(text.split())
