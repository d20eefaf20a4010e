"""What crisis mode changes, and the other rules of an organisation, as short sentences under a word each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.figures.chart.people import capital, clock, every, listed, percent, spaced, typical, weekdays
from sim.organisation.conduct import Line
from sim.organisation.modes import Cadence, Modes
from sim.organisation.organisation import Organisation
from sim.units import format_duration


@dataclass(frozen=True)
class Rule:
    """A word and what holds for it."""

    label: str
    text: str


def crisis_rules(organisation: Organisation) -> list[Rule]:
    """Return what switches crisis mode on and off and what it changes; empty without one."""
    modes = organisation.structure.modes
    return [] if modes is None else _merged([*_switch(modes), *_changes(organisation, modes)])


def _switch(modes: Modes) -> Iterator[Rule]:
    trigger, causes = modes.trigger, []
    if trigger.severity is not None:
        causes.append(f"a case of L{trigger.severity} or above")
    if trigger.volume is not None:
        causes.append(f"{trigger.volume.cases} cases within {format_duration(trigger.volume.over)}")
    if trigger.person is not None:
        causes.append(f"{spaced(trigger.person.role)} with a case of L{trigger.person.level} or above")
    yield Rule("Alarm", listed(causes, "or"))
    yield Rule("Begins", f"{typical(modes.activation)} after the alarm")
    looked = format_duration(modes.exit.over)
    yield Rule("Ends", f"with fewer than {modes.exit.cases} new cases in {looked}")


def _changes(organisation: Organisation, modes: Modes) -> Iterator[Rule]:
    crisis, normal = modes.crisis, organisation.structure.handover
    if crisis.authority:
        given = listed(f"{spaced(role)} up to L{level}" for role, level in crisis.authority.items())
        yield Rule("Alone", given)
    if crisis.approval:
        yield Rule("Approval", f"other paths from L{min(crisis.approval)} on")
    if crisis.recall is not None:
        stay = format_duration(crisis.recall.up_to)
        yield Rule("Recall", f"people on call come in after {typical(crisis.recall.after)}, for {stay} at most")
    if crisis.dedup:
        yield Rule("Shared system", "one list of cases for all: none is worked on twice")
    if crisis.handover is not None and (normal is None or typical(normal) != typical(crisis.handover)):
        before = f" instead of {typical(normal)}" if normal is not None else ""
        yield Rule("Hand-over", f"{typical(crisis.handover)}{before}")
    if crisis.line is not None:
        yield Rule("New line", _line(crisis.line))
    if crisis.flex:
        yield Rule("Help", "whoever is free helps at any desk")
    if crisis.briefing_every is not None:
        yield Rule("Briefings", every(crisis.briefing_every))
    if crisis.overhead is not None:
        yield Rule("Coordination", f"takes {percent(crisis.overhead)} of everybody's time")
    for entry in organisation.structure.cadence:
        if entry.during == "crisis":
            yield _cadence(entry)


def _line(line: Line) -> str:
    if line.sync is not None:
        return f"told at a sync, {every(line.sync)}"
    return f"known everywhere {f'after {format_duration(line.broadcast)}' if line.broadcast else 'at once'}"


def _cadence(entry: Cadence) -> Rule:
    return Rule("Reporting", f"{listed(map(spaced, entry.who))}: {format_duration(entry.length)} {every(entry.every)}")


def working_rules(organisation: Organisation) -> list[Rule]:
    """Return the rules that hold in normal mode, and the special features that the organisation has."""
    return _merged([*_passing_on(organisation), *_knowing(organisation), *_around(organisation)])


def _merged(rules: list[Rule]) -> list[Rule]:
    """Return the rules with those under the same word made one."""
    merged: dict[str, str] = {}
    for rule in rules:
        merged[rule.label] = f"{merged[rule.label]}; {rule.text}" if rule.label in merged else rule.text
    return [Rule(label, text) for label, text in merged.items()]


def _passing_on(organisation: Organisation) -> Iterator[Rule]:
    structure, resources = organisation.structure, organisation.resources
    sent = f"to another department: {typical(structure.handover)}" if structure.handover else "at once"
    yield Rule("Hand-over", sent)
    shift = {
        "finish": "people finish the case in hand",
        "suspend": "the case in hand waits for its person",
        "hand_over": "the next shift takes the case over",
    }[resources.at_shift_end]
    if resources.shift_handoff is not None:
        shift += ", in a structured hand-off" if resources.shift_handoff.structured else ", without a structure"
    yield Rule("End of a shift", shift)
    if resources.on_call is not None:
        page = resources.on_call
        yield Rule(
            "On call",
            f"paged from L{page.from_level}; answer in {typical(page.ack)}, the next one after "
            f"{format_duration(page.timeout)}",
        )
    for name, meeting in structure.meetings.items():
        who = f": {listed(map(spaced, meeting.participants))}" if meeting.participants else ""
        times = ", ".join(clock(minute) for minute in meeting.at)
        length = format_duration(meeting.length)
        yield Rule(capital(spaced(name)), f"{weekdays(meeting.days)} {times}, {length}{who}")
    for entry in structure.cadence:
        if entry.during == "always":
            yield _cadence(entry)
    if structure.overhead:
        yield Rule("Coordination", f"takes {percent(structure.overhead)} of everybody's time")


def _knowing(organisation: Organisation) -> Iterator[Rule]:
    structure = organisation.structure
    yield Rule("New line", _line(structure.line))
    if structure.briefings is not None:
        yield Rule("Briefings", every(structure.briefings.every))
    seen = structure.monitoring
    watched = "" if seen.watched == "all" else f"{len(seen.watched)} channels watched; "
    yield Rule("Seeing it", f"{watched}{f'{typical(seen.on_duty)} while on duty' if seen.on_duty else 'at once'}")
    if structure.fact_authority or structure.stages.facts is not None:
        who = listed(map(spaced, structure.fact_authority))
        asked = structure.stages.facts.desk if structure.stages.facts is not None else None
        words = [f"{who} may state facts" if who else "", f"asked of desk {spaced(asked)}" if asked else ""]
        yield Rule("Facts", "; ".join(filter(None, words)) or "are looked for at the own desk")
    if structure.judging is not None:
        low = f"{percent(structure.judging.error)} judged too low"
        where = structure.stages.judge
        yield Rule("Severity", f"judged at desk {spaced(where.desk)}; {low}" if where and where.desk else low)
    if structure.templates is not None:
        covered = listed(f"{percent(s)} of L{level}" for level, s in structure.templates.coverage.items())
        yield Rule("Prepared", f"answers for {covered}" if covered else "none at hand")


def _around(organisation: Organisation) -> Iterator[Rule]:
    structure = organisation.structure
    yield from _experience(organisation)
    if structure.employees is not None:
        staff = structure.employees
        passed = 1 - (staff.answers + staff.keeps) * (1 - staff.coached)
        coached = f"; {percent(staff.coached)} coached" if staff.coached else ""
        yield Rule(
            "Employees", f"others meet {percent(staff.share)} of cases first, pass on {percent(passed)}{coached}"
        )
    if structure.relations is not None:
        kept = structure.relations
        how = " in campaigns" if kept.campaigns else ""
        yield Rule("Relations", f"{kept.hours:g} h a month with multipliers{how}, for {kept.months:g} months")
    if structure.root_cause is not None:
        cause = structure.root_cause
        yield Rule("Root cause", f"{spaced(cause.ordered_by)} orders the repair; it takes {typical(cause.takes)}")
    if structure.duplicates:
        yield Rule("Double work", f"{percent(structure.duplicates)} of cases are at two desks")
    stances = [f"{kind}: {tone}" for kind, tone in (("holding", structure.stance.holding),
               ("position", structure.stance.position)) if tone]  # fmt: skip
    if stances:
        yield Rule("Tone", "; ".join(stances))
    if structure.queue_order == "arrival":
        yield Rule("Queues", "first come, first served")


def _experience(organisation: Organisation) -> Iterator[Rule]:
    alike: dict[str, list[str]] = {}
    for entry in organisation.resources.people:
        words = [
            f"{entry.tenure_months:g} months in post" if entry.tenure_months is not None else "",
            f"drilled {entry.months_since_drill:g} months ago" if entry.months_since_drill is not None else "",
        ]
        if any(words):
            alike.setdefault(", ".join(filter(None, words)), []).append(spaced(entry.role))
    for told, roles in alike.items():
        yield Rule("Experience", f"{listed(roles)}: {told}")
