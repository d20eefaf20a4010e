"""Three kinds of trees in which decisions lead on: Iceberg injects, CrisisSim decisions, the CEXF of MISP.

An event that follows from an option is held, with the trigger `condition` and, in `condition`, one line for each
way to it: `after ID: OPTION`.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sim.msel.errors import MselError
from sim.msel.headings import EXTRA
from sim.msel.table import Cell, Line, Table, one_line

_WAITS = "waits for its condition"


def _objects(value: Any, file: str, name: str) -> list[Mapping[str, Any]]:
    """The objects of a list; anything else in it is a fault."""
    entries = value if isinstance(value, list) else []
    odd = [number for number, entry in enumerate(entries, start=1) if not isinstance(entry, dict)]
    faults = [f"{file}, {name} {number}: is no object with fields" for number in odd]
    if faults or not isinstance(value, list):
        raise MselError(faults[:20] or [f"{file}: '{name}' is no list"])
    return entries


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _dicts(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in _list(value) if isinstance(each, dict)]


def _text(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _lines_of(values: Sequence[Any]) -> tuple[str, ...]:
    return tuple(text for value in values if (text := one_line(_text(value), 10_000)))


def _after(number: Any, option: Any) -> str:
    return f"after {_text(number)}: {one_line(_text(option), 10_000)}"


def _table(
    file: str, entries: Sequence[Mapping[str, tuple[str, Cell]]], *, said: Sequence[str], reasons: dict[int, str]
) -> Table:
    """A table from events whose fields are heading -> (column, cell)."""
    columns: dict[str, str] = {}
    for entry in entries:
        columns.update({heading: column for heading, (column, _) in entry.items()})
    lines = [
        Line(number, tuple(entry[h][1] if h in entry else None for h in columns))
        for number, entry in enumerate(entries, start=1)
    ]
    return Table(
        file, "", tuple(columns), lines, unit="entry", fixed=tuple(columns.values()), said=tuple(said), reasons=reasons
    )


def _rest(entry: Mapping[str, Any], used: set[str], prefix: str = "") -> dict[str, tuple[str, Cell]]:
    return {
        f"{prefix}{key}": (EXTRA, _text(value))
        for key, value in entry.items()
        if key not in used and value not in (None, "", [], {})
    }


def read_iceberg(tree: Mapping[str, Any], file: str) -> Table:
    """Return the injects of an Iceberg scenario; one that an option leads to waits for it."""
    injects = _objects(tree["injects"], file, "injects")
    teams = {_text(team.get("id")): _text(team.get("label")) for team in _dicts(tree.get("participant_teams"))}
    ways: dict[str, list[str]] = {}
    for inject in injects:
        for option in _dicts(inject.get("options")):
            if option.get("next_inject_id"):
                way = _after(inject.get("id"), option.get("label") or option.get("id"))
                ways.setdefault(_text(option["next_inject_id"]), []).append(way)
    first, said, entries, reasons = _text(tree.get("start_inject_id")), [], [], {}
    used = {"id", "title", "content", "target_teams", "options", "expected_actions", "release_at_minutes"}
    for number, inject in enumerate(injects, start=1):
        name, options = _text(inject.get("id")), _list(inject.get("options"))
        minutes = inject.get("release_at_minutes")
        minutes = minutes if minutes is None or isinstance(minutes, (int, float)) else _text(minutes)
        if minutes is None and name and name == first:
            minutes = 0
            said.append(f"'{name}' is the first inject by 'start_inject_id' and was put at minute 0")
        due = ways.get(name, []) if minutes is None else []
        if minutes is None:
            reasons[number] = _WAITS if due else "no time, and no option leads to it; fire it by hand"
        labels = [each.get("label") or each.get("id") if isinstance(each, dict) else each for each in options]
        targets = [teams.get(_text(team)) or team for team in _list(inject.get("target_teams"))]
        entries.append(
            {
                "id": ("number", name),
                "release_at_minutes": ("scenario_time", minutes),
                "type (by options)": ("event_type", "decision" if labels else "inject"),
                "title": ("title", _text(inject.get("title"))),
                "target_teams": ("to", _lines_of(targets)),
                "content": ("message", _text(inject.get("content"))),
                "expected_actions": ("expected_action", "\n".join(map(_text, _list(inject.get("expected_actions"))))),
                "trigger (by next_inject_id)": ("trigger", "condition" if due else "" if minutes is None else "time"),
                "options[].next_inject_id": ("condition", "\n".join(due)),
                "options": ("options", _lines_of(labels)),
                **_rest(inject, used),
            }
        )
    return _table(file, entries, said=said, reasons=reasons)


def read_crisis_decisions(tree: Mapping[str, Any], file: str) -> Table:
    """Return the timed decisions of a CrisisSim scenario; each begins when the time of the one before is over."""
    decisions = _objects(tree["timeline"], file, "timeline")
    entries, begins = [], 0.0
    for decision in decisions:
        limit = decision.get("timeLimit")
        minutes = limit / 60 if isinstance(limit, (int, float)) and 0 <= limit < 1e6 else None
        options = _dicts(decision.get("options"))
        roles = decision.get("roleContext")
        roles = roles if isinstance(roles, dict) else {}
        entry: dict[str, tuple[str, Cell]] = {
            "id": ("number", _text(decision.get("id"))),
            "begins, minutes (by timeLimit)": ("scenario_time", begins),
            "type (by options)": ("event_type", "decision" if options else "inject"),
            "roles": ("to", _lines_of(list(roles))),
            "text": ("message", _text(decision.get("text"))),
            "options": ("options", _lines_of([each.get("text") for each in options])),
            "timeLimit": ("timeout_min", f"{minutes:g}" if minutes is not None else _text(limit)),
        }
        entry.update({f"roleContext {role}": (EXTRA, _text(text)) for role, text in roles.items()})
        for number, option in enumerate(options, start=1):
            entry.update(_rest(option, {"text"}, f"option {number} "))
        entry.update(_rest(decision, {"id", "text", "options", "timeLimit", "roleContext"}))
        entries.append(entry)
        begins += minutes or 0.0
    said = ("decisions have time limits but no times; each was put where the limits before it add up to",)
    return _table(file, entries, said=said, reasons={})


def read_cexf(tree: Mapping[str, Any], file: str) -> Table:
    """Return the injects of an exercise in the Common Exercise Format, each with its flow and its payload."""
    injects = _objects(tree.get("injects"), file, "injects")
    flows = {_text(f.get("inject_uuid")): f for f in _objects(tree.get("inject_flow", []), file, "inject_flow")}
    payloads = {_text(p.get("uuid")): p for p in _objects(tree.get("inject_payloads", []), file, "inject_payloads")}
    known, said, entries, reasons = {_text(i.get("uuid")) for i in injects}, [], [], {}
    if lost := [uuid for uuid in flows if uuid not in known]:
        said.append(f"'inject_flow' names injects that the file does not hold: {', '.join(lost[:3])}")
    if unused := payloads.keys() - {_text(i.get("action_payload_resource_uuid")) for i in injects}:
        said.append(f"payloads that no inject names were not read: {', '.join(sorted(unused)[:3])}")
    used = {"uuid", "name", "action", "action_payload_resource_uuid", "inject_evaluation"}
    for number, inject in enumerate(injects, start=1):
        uuid = _text(inject.get("uuid"))
        flow = flows.get(uuid, {})
        minutes, condition = _due(flow)
        if minutes is None:
            reasons[number] = _WAITS if condition else "no time; fire it by hand"
        payload = payloads.get(_text(inject.get("action_payload_resource_uuid")), {})
        results = [each.get("result") for each in _dicts(inject.get("inject_evaluation"))]
        entries.append(
            {
                "uuid": ("number", uuid),
                "sequence.trigger (minutes)": ("scenario_time", minutes),
                "name": ("title", _text(inject.get("name"))),
                "action": ("channel", _text(inject.get("action"))),
                "payload": ("message", _payload(payload)),
                "inject_evaluation[].result": ("expected_action", "\n".join(map(_text, results))),
                "trigger": ("trigger", "time" if minutes is not None else "condition" if condition else ""),
                "requirements": ("condition", condition),
                "inject_flow.description": ("notes", _text(flow.get("description"))),
                "inject_evaluation": (EXTRA, _text(inject.get("inject_evaluation"))),
                **_rest(flow, {"inject_uuid", "description"}, "flow "),
                **_rest(payload, {"uuid", "parameters"}, "payload "),
                **_rest(_beside_content(payload), {"content"}, "payload "),
                **_rest(inject, used),
            }
        )
    return _table(file, entries, said=said, reasons=reasons)


def _beside_content(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """The parameters that stand beside the content of a payload; without content all of them are the message."""
    parameters = payload.get("parameters")
    return parameters if isinstance(parameters, dict) and isinstance(parameters.get("content"), str) else {}


def _due(flow: Mapping[str, Any]) -> tuple[float | None, str]:
    """Minutes since the start and the condition of one entry of the flow."""
    sequence, needs = flow.get("sequence"), flow.get("requirements")
    triggers = sequence.get("trigger") if isinstance(sequence, dict) else None
    if "startex" in (triggers if isinstance(triggers, list) else [triggers]):
        return 0.0, ""
    if isinstance(needs, dict) and needs.get("inject_uuid"):
        return None, _after(needs["inject_uuid"], needs.get("resolution_requirement"))
    return None, ""


def _payload(payload: Mapping[str, Any]) -> str:
    """The text of a payload; a file in base64 that is no text stays as it is."""
    parameters = payload.get("parameters")
    if not isinstance(parameters, dict):
        return _text(parameters)
    content = parameters.get("content")
    if not isinstance(content, str):
        return "\n".join(f"{key}: {_text(value)}" for key, value in parameters.items())
    if parameters.get("content-type") == "base64":
        try:
            return base64.b64decode(content, validate=True).decode("utf-8")
        except (binascii.Error, ValueError):
            return content
    return content
