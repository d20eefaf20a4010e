"""The facilitator's guide: purpose, concept, agenda, console, rules, story, organisation, injects, decisions."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from sim.debrief.document import Block, Document, Heading, bullets, paragraph, table
from sim.debrief.pack_card import KEYS, card_blocks
from sim.debrief.pack_seats import RULES
from sim.debrief.pack_words import NONE, by_hand, effects, in_order, inject_time, moment, opens, recipients, seat_title
from sim.drill.definition import Decision, Inject
from sim.drill.drill import Drill
from sim.organisation.organisation import Organisation, chain_of
from sim.scenario.model import Scenario
from sim.spread.hawkes import Hawkes
from sim.units import format_duration

_CONCEPT = (
    "This is a discussion-based exercise, a tabletop. The players sit together; a model plays the public and the parts "
    "of the organisation that nobody sits for. Injects come from the facilitator, on cards or on the screen. What the "
    "players decide and publish acts on the model, so the public answers to it. Everything is written into a journal, "
    "from which the after-action report is made."
)
_SCREEN = (
    "The console shows the facilitator's view: injects that are still to come, conditions, the forecast. Put it on a "
    "projector only if the players may see all of that. What is expected of them is hidden until you type 'x'."
)
_PREPARE = (
    "0:00 to 0:15  Read this guide once from end to end; read the story again.",
    "0:15 to 0:45  Change drill.yaml: names, channels and sentences of your own house; leave out what does not fit.",
    "0:45 to 0:50  tocsin drill check: every fault has its line.",
    "0:50 to 1:00  tocsin drill rehearse: does every seat have something to do, and no seat too much?",
    "1:00 to 1:15  tocsin drill pack: print seat briefs, cards, forms; cut the cards; they lie in order.",
    "1:15 to 1:30  Set up the room: one screen, seat signs, pens, a clock. Try the console: tocsin drill run demo.",
)


def facilitator_guide(folder: Path, drill: Drill) -> Document:
    """Return the guide, for facilitator and evaluators only; `folder` is what the drill is called in commands."""
    definition = drill.definition
    blocks: list[Block] = [
        paragraph("For the facilitator and the evaluators only: it tells everything that will happen.", "caveat"),
        *_background(drill),
        *_overview(drill),
        *_running(folder, drill),
        *_crisis(drill),
        *_organisation(drill.organisation),
        *_objectives(drill),
        *_injects(drill),
        *_decisions(drill),
        Heading(1, "Facilitator card"),
        *card_blocks(drill),
    ]
    return Document(
        "Facilitator guide",
        f"{definition.title or definition.name}, {definition.scope}",
        definition.handling,
        tuple(blocks),
    )


def _background(drill: Drill) -> Iterator[Block]:
    yield Heading(1, "Read this aloud first")
    if drill.definition.background:
        yield paragraph("Everybody at the table knows this when it begins; it stands in every seat brief as well.")
        yield paragraph(drill.definition.background)
    else:
        yield paragraph(
            "No background is written: fill in 'background' in drill.yaml, or say who you are and what day it is."
        )


def _overview(drill: Drill) -> Iterator[Block]:
    one = drill.definition
    capabilities = dict.fromkeys(objective.capability for objective in one.objectives)
    yield Heading(1, "Exercise overview")
    yield table(
        "Overview",
        ("What", "Entry"),
        [
            ("Exercise name", one.title or one.name),
            ("Date and place", ""),
            ("Type", "Tabletop exercise (discussion-based), HSEEP-style"),
            ("Scope", one.scope or NONE),
            ("Core capabilities", "\n".join(capabilities) or NONE),
            ("Objectives", "\n".join(f"{each.id}: {each.title}" for each in one.objectives) or NONE),
            ("Threat or hazard", drill.scenario.title or drill.scenario.name),
            ("Sponsor", one.sponsor or NONE),
            ("Participants", ", ".join(one.participants) or ", ".join(seat.title for seat in one.seats)),
            ("Point of contact", one.contact or NONE),
            ("Handling", one.handling),
            ("Last revised", one.revised or NONE),
        ],
    )
    yield Heading(1, "Purpose and concept")
    yield paragraph(one.purpose or "Try plans and ways of working before a crisis does.")
    yield paragraph(_CONCEPT)


def _running(folder: Path, drill: Drill) -> Iterator[Block]:
    yield Heading(1, "Agenda")
    yield table("Agenda (hours of the room)", ("From", "What", "Minutes"), _agenda(drill), numbers=(2,))
    yield Heading(1, "Your ninety minutes before")
    yield bullets(_PREPARE)
    yield Heading(1, "The console")
    yield paragraph(_clock(drill))
    called = shlex.quote(str(folder))
    yield paragraph("\n".join(f"tocsin drill {word} {called}" for word in ("check", "rehearse", "run")), "code")
    yield paragraph(_SCREEN, "caveat")
    yield table("What you type", ("Type", "What happens"), KEYS)
    yield Heading(1, "Rules of play")
    yield bullets(RULES)


def _agenda(drill: Drill) -> list[tuple[str, str, str]]:
    clock, length = drill.definition.clock, drill.definition.length
    played = length if clock.mode == "step" else length / clock.factor
    parts = [("Welcome, seats, rules of play", 10.0), ("The background is read aloud; questions", 5.0)]
    if played > 150:
        half = round(played / 2)
        parts += [("The exercise, first part", half), ("Break", 10.0), ("The exercise, second part", played - half)]
    else:
        parts += [("The exercise", played)]
    parts += [("Hot wash", 20.0), ("Feedback forms, thanks", 5.0)]
    rows, at = [], 0.0
    for what, minutes in parts:
        rows.append((f"{int(at) // 60}:{int(at) % 60:02d}", what, f"{minutes:.0f}"))
        at += minutes
    return [*rows, (f"{int(at) // 60}:{int(at) % 60:02d}", "End", "")]


def _clock(drill: Drill) -> str:
    one = drill.definition
    end = drill.scenario.clock.local(one.ends)
    how = (
        f"The clock stands while people talk; you move it on by steps of {format_duration(one.clock.step)}, or by as "
        "much as you type."
        if one.clock.mode == "step"
        else f"The clock runs {one.clock.factor:g} times as fast as the one on the wall."
    )
    span = f"from {moment(drill, one.begins)} to {end:%H:%M}"
    return f"{how} The exercise runs {span}; minutes in brackets count from its start."


def _crisis(drill: Drill) -> Iterator[Block]:
    scenario = drill.scenario
    yield Heading(1, "The story")
    yield paragraph(scenario.story or "The scenario's file tells no story.")
    if scenario.caveat:
        yield paragraph(scenario.caveat, "quiet")
    rows = sorted([*_facts(drill), *_shocks(drill)], key=lambda row: row[0])
    if rows:
        times = [[moment(drill, at), what, text] for at, what, text in rows]
        yield table("What the crisis brings by itself", ("When", "What", ""), times)


def _facts(drill: Drill) -> Iterator[tuple[float, str, str]]:
    for fact in drill.scenario.facts:
        if fact.at < drill.definition.ends:
            sure = f", confirmed at {moment(drill, fact.confirmed_at)}"
            yield fact.at, f"fact (L{fact.level})", (fact.title or fact.name) + sure


def _shocks(drill: Drill) -> Iterator[tuple[float, str, str]]:
    scenario: Scenario = drill.scenario
    if isinstance(scenario.spread, Hawkes):
        for shock in scenario.spread.scripted:
            if shock.at < drill.definition.ends:
                over = f" over {format_duration(shock.over)}" if shock.over else ""
                yield shock.at, f"posts on {shock.channel}", f"{shock.name}: {shock.count:,}{over}"


def _organisation(organisation: Organisation) -> Iterator[Block]:
    yield Heading(1, f"The organisation: {organisation.title or organisation.name}")
    if organisation.idea:
        yield paragraph(organisation.idea)
    structure = organisation.structure
    yield table("People", ("Role", "Posts", "Working hours", "On call", "Publishes alone up to"), _people(organisation))
    yield table("Who is asked beyond that", ("Level", "Desk", "Asked"), _chains(organisation))
    mode = "It has a crisis mode." if structure.modes is not None else "It has no crisis mode."
    yield paragraph(mode, "quiet")


def _people(organisation: Organisation) -> list[list[str]]:
    """Return the posts by role; entries of a file that differ in skills only are one row."""
    posts: Counter[tuple[str, str, bool]] = Counter()
    for entry in organisation.resources.people:
        posts[entry.role, ", ".join(entry.calendar), entry.on_call] += entry.count
    return [
        [role, str(count), hours, "yes" if on_call else "no", _alone(organisation, role)]
        for (role, hours, on_call), count in posts.items()
    ]


def _chains(organisation: Organisation) -> list[list[str]]:
    """Return who is asked at each level; desks with the same chain share a row."""
    structure = organisation.structure
    shared: dict[tuple[str, str], list[str]] = {}
    for level in range(1, 5):
        for name in organisation.home_desks():
            steps = chain_of(structure.desks[name], structure, level)
            asked = [
                " or ".join(step.parties) if step.meeting is None else f"meeting: {step.meeting}" for step in steps
            ]
            shared.setdefault((f"L{level}", ", then ".join(asked) or "nobody"), []).append(name)
    return [[level, ", ".join(desks), asked] for (level, asked), desks in shared.items()]


def _alone(organisation: Organisation, role: str) -> str:
    level = organisation.structure.authority.get(role, -1)
    return f"L{level}" if level >= 0 else "nothing"


def _objectives(drill: Drill) -> Iterator[Block]:
    yield Heading(1, "Objectives")
    rows = [
        [one.id, one.title, one.capability, one.critical_task or NONE, _minutes(one.target)]
        for one in drill.definition.objectives
    ]
    if rows:
        yield table("Objectives", ("Id", "Objective", "Core capability", "Critical task", "Target"), rows)
    else:
        yield paragraph("There are none: the report will have nothing to rate.")


def _injects(drill: Drill) -> Iterator[Block]:
    injects = in_order(drill.definition.injects)
    others = [one for one in injects if not by_hand(one)]
    kept = [one for one in injects if by_hand(one)]
    yield Heading(1, "Injects")
    if others:
        yield table("Injects", _COLUMNS, [_inject(drill, one) for one in others])
    else:
        yield paragraph("There are none that come by themselves.")
    yield Heading(1, "Contingencies")
    yield paragraph("Off the timeline: use them when the table has too little to do, or too much.")
    if kept:
        yield table("Released by hand", _COLUMNS, [_inject(drill, one) for one in kept])
    else:
        yield paragraph("There are none.")


_COLUMNS = ("When", "Inject", "From, to", "Message", "Expected action", "Effect on the model")


def _inject(drill: Drill, one: Inject) -> list[str]:
    way = f" ({one.channel})" if one.channel else ""
    expected = one.expected + (f"\nTarget: {format_duration(one.target)}" if one.target is not None else "")
    return [
        inject_time(drill, one),
        f"{one.id}: {one.title}" if one.title else one.id,
        f"{one.sender or NONE}{way}\nto {recipients(one) or NONE}",
        one.message + (f"\n\nFor you: {one.notes}" if one.notes else ""),
        expected or NONE,
        effects(one.effects),
    ]


def _decisions(drill: Drill) -> Iterator[Block]:
    yield Heading(1, "Decisions")
    if not drill.definition.decisions:
        yield paragraph("There are none: the model decides by itself.")
    for one in drill.definition.decisions:
        yield Heading(2, f"{one.id}: {one.title}")
        yield paragraph(one.question)
        yield table(
            f"Asked {opens(drill, one)}",
            ("Asked of", "Deputy", "Time", "Expected", "If nobody answers"),
            [_asked(drill, one)],
        )
        ways = {option.id: f"the draft: {option.way}" for option in one.options if option.way is not None}
        rows = [[option.id, option.title, ways.get(option.id) or effects(option.effects)] for option in one.options]
        yield table("Options", ("Option", "", "Effect on the model"), rows)


def _asked(drill: Drill, one: Decision) -> list[str]:
    definition = drill.definition
    default = f"goes to {seat_title(definition, one.deputy)}, then waits" if one.default == "deputy" else one.default
    return [
        seat_title(definition, one.owner),
        seat_title(definition, one.deputy),
        format_duration(one.timeout),
        one.expected or NONE,
        default,
    ]


def _minutes(value: float | None) -> str:
    return NONE if value is None else format_duration(value)
