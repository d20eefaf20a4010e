"""A whole drill proposed from a crisis, an organisation and a length: something to change instead of a blank page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from sim.drill.definition import Decision, Definition, Inject, Objective
from sim.errors import SpecError
from sim.msel.reading import Reading
from sim.organisation.organisation import Organisation
from sim.prepare.arc import Setting, capability_of, error_inject, injects_of
from sim.prepare.background import background_of, names_of
from sim.prepare.fitting import ASSESSMENT, COORDINATION, INFORMATION, INTELLIGENCE, PLANNING
from sim.prepare.from_msel import injects_from, objectives_from, refuse_unplayable
from sim.prepare.given import Given, given
from sim.prepare.safe_names import name_faults
from sim.prepare.seating import MOST_SEATS, seats_of
from sim.prepare.spreading import with_objectives
from sim.prepare.standard import CAPABILITY, standard_decisions
from sim.scenario.model import Scenario
from sim.scenario.text_names import unknown_names
from sim.scenario.texts import load_texts
from sim.spread.hawkes import Hawkes
from sim.units import format_duration, tick

SHORTEST: Final = 15.0
# The first word that is found decides, in this order.
_CAPABILITIES: Final = (
    (INTELLIGENCE, ("detect", "monitor", "rumour", "rumor", "verify", "facts", "listen", "intelligence", "share")),
    (ASSESSMENT, ("assess", "severity", "judge", "classify", "situation")),
    (PLANNING, ("plan", "staff", "surge", "shift", "sustain")),
    (INFORMATION, ("statement", "public", "media", "press", "answer", "reply", "inform", "warn", "correct", "message")),
    (COORDINATION, ("decide", "decision", "coordinat", "co-ordinat", "escalat", "hand", "lead", "approv", "team")),
)
_SURE: Final = {"D1", "D5", "D6", "D8"}
_TARGET: Final = re.compile(r"(\d+(?:\.\d+)?)\s*-?\s*(min|h)", re.IGNORECASE)
_DEFAULTS: Final = (
    ("Judge the situation and name its severity within 15 min", "Tell a wave from a ripple by named signs"),
    ("Publish a first official statement within 30 min", "Bring a draft through approval without losing its sense"),
    ("Decide and hand over clearly within 10 min", "Name an owner and a time for each decision"),
    ("Correct what was said wrongly in our name within 30 min", "Find the error, decide, and tell all who speak"),
)


def propose(
    name: str,
    scenario: Scenario | str | Path,
    organisation: Organisation | str | Path,
    *,
    length: float,
    seats: int = 4,
    objectives: Sequence[str] = (),
    msel: Reading | None = None,
    names: Mapping[str, str] = MappingProxyType({}),
) -> Definition:
    """Return a drill that can be played as it is.

    It begins shortly before the first thing that the scenario brings. Something comes to the table every 4 to 8
    minutes, up to 40 injects; without a list the injects are ours, with one they are the list's, counted from the
    beginning of the drill.

    Args:
        name: Of the drill.
        scenario: Name or path of the crisis, or the crisis itself.
        organisation: Name or path of who answers, or the organisation itself.
        length: Minutes of the scenario, at least 15.
        seats: 1 to 8, without the facilitator.
        objectives: In plain words; 'within 30 min' becomes the target. Without any, four usual ones.
        msel: A list of events that was read.
        names: Of one's own for 'organisation' and 'product', instead of those of the shipped texts.

    Raises:
        SpecError: If the drill cannot be, with every reason.
        UnknownNameError: If there is no such crisis or organisation.
    """
    both = given(scenario, organisation)
    crisis, answering = both.scenario, both.organisation
    _refuse_wrong(name, length, seats, crisis, names)
    own = {key: text.strip() for key, text in names.items() if text.strip()}
    goals = objectives_of(objectives) if objectives or msel is None else objectives_from(msel) or objectives_of([])
    begins, called = begin_of(crisis, length), names_of(both.scenario_name, own)
    setting = Setting(crisis, answering, seats_of(answering, seats), goals, begins, length, called)
    definition = _spread(_definition(name, both, setting, own, msel), own_injects=msel is None)
    refuse_unplayable(definition, crisis, answering)
    return definition


def _definition(name: str, both: Given, setting: Setting, own: dict[str, str], msel: Reading | None) -> Definition:
    """Return the drill of a setting, with the injects of the list or with ours."""
    answering, seats = setting.organisation, len(setting.seats)
    injects, decisions = _content(setting, msel)
    texts = load_texts(both.scenario_name, names=own)
    return Definition(
        tocsin=1,
        name=name,
        # Guides of players carry the title: it must not tell what will happen.
        title=f"Exercise {name}",
        purpose=f"Practise how '{answering.title or answering.name}' answers when the public turns to it.",
        scope=f"{format_duration(setting.length)} at one table with {seats} seats and a facilitator; discussion-based.",
        scenario=both.scenario_name,
        organisation=both.organisation_name,
        names=own,
        background=background_of(setting.scenario, setting.names, setting.begins, texts),
        begins=setting.begins,
        length=setting.length,
        objectives=setting.objectives,
        seats=setting.seats,
        injects=injects,
        decisions=decisions,
    )


def objectives_of(texts: Sequence[str]) -> list[Objective]:
    """Return objectives O1, O2, ... from plain words: capability by the words used, target from 'within 30 min'."""
    told = [(text.strip(), "") for text in texts if text.strip()] or list(_DEFAULTS)
    return [_objective(number, text, task) for number, (text, task) in enumerate(told, 1)]


def begin_of(scenario: Scenario, length: float) -> float:
    """Return the whole minute at which a drill begins: a tenth of its length before anything happens.

    Where the first fact, on which something must be said, would come in the last quarter or after the end, it begins
    later: a third of its length before that fact.
    """
    spread = scenario.spread
    times = [fact.at for fact in scenario.facts]
    times += [shock.at for shock in spread.shocks] if isinstance(spread, Hawkes) else [0.0]
    begins = min(times, default=0.0) - length / 10
    first = min((fact.at for fact in scenario.facts), default=0.0)
    if first > begins + 0.75 * length:
        begins = first - length / 3
    return float(max(0, min(round(begins), int(scenario.horizon - length))))


def _spread(definition: Definition, *, own_injects: bool) -> Definition:
    """Return a drill whose own tasks are spread over its objectives."""
    capabilities = {one.id: CAPABILITY[one.id] for one in definition.decisions if one.id in CAPABILITY}
    if own_injects:
        capabilities |= {one.id: capability_of(one) for one in definition.injects if one.expected}
    injects, decisions = with_objectives(definition, capabilities)
    return definition.model_copy(update={"injects": injects, "decisions": decisions})


def _refuse_wrong(name: str, length: float, seats: int, scenario: Scenario, names: Mapping[str, str]) -> None:
    faults = [*name_faults(name), *(f"names: {fault}" for fault in unknown_names(names))]
    if not 1 <= seats <= MOST_SEATS:
        faults.append(f"seats: {seats} seats; a table has 1 to {MOST_SEATS}")
    if not SHORTEST <= length <= scenario.horizon:
        allowed = f"{format_duration(SHORTEST)} to {format_duration(scenario.horizon)}, the horizon of {scenario.name}"
        faults.append(f"length: {format_duration(length)}; a drill takes {allowed}")
    if faults:
        raise SpecError(faults)


def _objective(number: int, text: str, task: str) -> Objective:
    found = _TARGET.search(text)
    target = None
    if found is not None:
        target = tick(float(found.group(1)) * (60.0 if found.group(2).lower() == "h" else 1.0))
    words = text.lower()
    capability = next((one for one, signs in _CAPABILITIES if any(sign in words for sign in signs)), INFORMATION)
    return Objective(id=f"O{number}", title=text, capability=capability, critical_task=task, target=target)


def _content(setting: Setting, msel: Reading | None) -> tuple[list[Inject], list[Decision]]:
    if msel is None:
        # Whoever owns a decision that will surely come has something to do; D3-L4 waits for a draft that may not.
        sure = {one.owner for one in _standard(setting, "error") if one.id in _SURE}
        injects = injects_of(replace(setting, asked=sure))
        return injects, _standard(setting, error_inject(injects))
    standard = _standard(setting, None)
    taken = [one.id for one in standard]
    found, asked, _ = injects_from(msel, seats=setting.seats, objectives=setting.objectives, taken=taken)
    injects, decisions = _later(found, asked, setting.begins)
    return injects, [*standard, *decisions]


def _standard(setting: Setting, error: str | None) -> list[Decision]:
    return standard_decisions(
        setting.scenario,
        setting.organisation,
        setting.seats,
        objectives=setting.objectives,
        error=error,
        begins=setting.begins,
        length=setting.length,
    )


def _later(
    injects: Sequence[Inject], decisions: Sequence[Decision], minutes: float
) -> tuple[list[Inject], list[Decision]]:
    """Return injects and decisions whose times are so many minutes later."""
    moved = [one if one.at is None else one.model_copy(update={"at": one.at + minutes}) for one in injects]
    asked = []
    for one in decisions:
        at = one.opens.at
        opens = one.opens if at is None else one.opens.model_copy(update={"at": at + minutes})
        asked.append(one.model_copy(update={"opens": opens}))
    return moved, asked
