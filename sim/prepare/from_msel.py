"""From a list of events to the injects and decisions of a drill: every row becomes exactly one of them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from sim.drill.check import check_drill
from sim.drill.definition import Decision, Definition, Inject, Objective, Opens, Option, Seat
from sim.errors import SpecError
from sim.msel.reading import Reading
from sim.msel.row import MselRow
from sim.msel.vocabulary import normalise
from sim.organisation.organisation import Organisation
from sim.prepare.beside import without_place
from sim.prepare.given import given
from sim.prepare.list_lines import lines_of
from sim.prepare.safe_names import Names, clean, name_faults, start_of
from sim.prepare.ways import Way, way_of
from sim.scenario.model import Scenario
from sim.units import tick

MOST_SEATS: Final = 8
_EVERYBODY: Final = {
    "all", "all players", "all participants", "all seats", "all teams", "everybody", "everyone", "players",
    "tous", "toutes", "a tous", "tous les joueurs", "tous les participants", "tout le monde",
    "alle", "an alle", "alle spieler", "alle teilnehmer", "alle rollen", "alle spelers", "alle deelnemers", "allen",
    "todos", "todas", "todos los jugadores", "todos los participantes", "tutti", "tutti i giocatori", "iedereen",
}  # fmt: skip
# Of a row that was taken out of the list; it is kept, and released by hand only.
_TAKEN_OUT: Final = {"deferred", "skipped", "expired", "omitted"}
_TIME_OUT: Final = 15.0


@dataclass(frozen=True)
class _Known:
    """One row with the name that it has in the drill, and the names of its options by what the list calls them."""

    row: MselRow
    id: str
    options: dict[str, str]


def injects_from(
    reading: Reading,
    *,
    seats: Sequence[Seat] | None = None,
    objectives: Sequence[Objective] = (),
    taken: Iterable[str] = (),
) -> tuple[list[Inject], list[Decision], list[str]]:
    """Return the injects and the decisions of a list, and notes of what became what.

    A row is a decision if it is of that type, offers at least two options and has a time or a condition; every other
    row is an inject of its type. A row without a time or condition is held and released by hand.

    Args:
        reading: The list; minute 0 is its start.
        seats: Who may be asked; without any, the seats that its recipients make.
        objectives: Those that rows name by their titles; others stay in the notes.
        taken: Names that are in use in the drill already.
    """
    table = list(seats) if seats is not None else seats_from(reading)
    known = _known(reading, taken)
    asked = _decisions(known)
    notes: list[str] = []
    injects, decisions = [], []
    for one in known:
        if one.id in asked:
            decisions.append(_decision(one, table, objectives, asked, notes))
        else:
            injects.append(_inject(one, objectives, asked, notes))
    return injects, decisions, [*_summary(injects, decisions), *notes]


def seats_from(reading: Reading, roles: Iterable[str] = ()) -> list[Seat]:
    """Return up to 8 seats: the recipients that are named most often; one that is called as a role has that role."""
    counted = Counter(to for row in reading.rows for to in row.to if not _is_everybody(to))
    names = Names()
    by_name = {role.casefold(): role for role in roles}
    seats = []
    for number, (title, _) in enumerate(counted.most_common(MOST_SEATS), 1):
        role = by_name.get(title.strip().casefold())
        held = [role] if role is not None else []
        seats.append(Seat(id=names.take(title.lower(), f"seat-{number}"), title=clean(title), roles=held))
    return seats or [Seat(id="table", title="The table")]


def objectives_from(reading: Reading) -> list[Objective]:
    """Return the objectives that the rows name, each once, in the order of the list."""
    found: dict[str, MselRow] = {}
    for row in reading.rows:
        if row.objective.strip():
            found.setdefault(clean(row.objective), row)
    return [
        Objective(id=f"O{number}", title=title, **({"capability": clean(row.capability)} if row.capability else {}))
        for number, (title, row) in enumerate(found.items(), 1)
    ]


def drill_from_msel(
    reading: Reading,
    name: str,
    scenario: Scenario | str | Path,
    organisation: Organisation | str | Path,
    length: float | None = None,
) -> Definition:
    """Return a drill that plays a list as it is, in a crisis, to an organisation.

    Its clock starts when the list does, and it has the list's title if there is one. The recipients that are named
    most often have seats; the others stay as they are written. There are no decisions but those of the list.

    Args:
        reading: The list.
        name: Of the drill.
        scenario: Name or path of the crisis, or the crisis itself.
        organisation: Name or path of who answers, or the organisation itself.
        length: Minutes; without it the last time of the list and 15 minutes, rounded up to 15 minutes, and never
            beyond the end of the crisis.

    Raises:
        SpecError: If the drill cannot be, with every reason.
        UnknownNameError: If there is no such crisis or organisation.
    """
    faults = name_faults(name)
    if length is not None and not 0 < length < math.inf:
        faults.append(f"length: {length:g} min; write a number above 0")
    if faults:
        raise SpecError(faults)
    both = given(scenario, organisation)
    crisis, answering = both.scenario, both.organisation
    seats = seats_from(reading, [role for person in answering.people() for role in person.roles])
    goals = objectives_from(reading)
    injects, decisions, _ = injects_from(reading, seats=seats, objectives=goals)
    definition = Definition(
        tocsin=1,
        name=name,
        title=clean(reading.title) or name,
        scope=f"The list {clean(reading.file)}, as it is",
        scenario=both.scenario_name,
        organisation=both.organisation_name,
        start=start_of(reading.start, crisis.start),
        length=length if length is not None else min(_length(reading), crisis.horizon),
        objectives=goals,
        seats=seats,
        injects=injects,
        decisions=decisions,
    )
    refuse_unplayable(definition, crisis, answering)
    return definition


def refuse_unplayable(definition: Definition, scenario: Scenario, organisation: Organisation) -> None:
    """Raise a `SpecError` with everything that makes a drill impossible."""
    faults = check_drill(definition, scenario, organisation)
    if faults:
        raise SpecError([f"{where}: {what}" for where, what in faults])


def _length(reading: Reading) -> float:
    last = max((row.scenario_time for row in reading.rows if row.scenario_time is not None), default=0.0)
    return 15.0 * math.ceil((last + 15.0) / 15.0)


def _known(reading: Reading, taken: Iterable[str]) -> list[_Known]:
    names, found = Names(taken), []
    for number, row in enumerate(reading.rows, 1):
        labels = Names(["deputy"])
        options = {label: labels.take(label, f"option-{place}") for place, label in enumerate(row.options, 1)}
        found.append(_Known(row, names.take(row.number, f"row-{number}"), options))
    return found


def _decisions(known: Sequence[_Known]) -> dict[str, _Known]:
    """Return the rows that are decisions: as many as can open, since one may wait for another that cannot."""
    asked = {one.id: one for one in known if one.row.event_type == "decision" and len(one.options) > 1}
    while True:
        still = {name: one for name, one in asked.items() if not _way(one, asked).by_hand}
        if len(still) == len(asked):
            return asked
        asked = still


def _way(one: _Known, asked: dict[str, _Known]) -> Way:
    way = way_of(one.row, [(other.row.number, other.id, other.options) for other in asked.values()])
    # A row without a time has the status `held` from its reader; one that follows something need not be.
    waits = one.row.status == "held" and way.after is None and way.when is None
    manual = one.row.trigger.strip().casefold() == "manual"
    return replace(way, by_hand=way.by_hand or waits or manual or one.row.status in _TAKEN_OUT)


def _decision(
    one: _Known, seats: Sequence[Seat], objectives: Sequence[Objective], asked: dict[str, _Known], notes: list[str]
) -> Decision:
    row, way = one.row, _way(one, asked)
    notes += [f"{_where(one)}: {note}" for note in way.notes]
    default = one.options.get(row.default_option.strip())
    if default is None:
        default = list(one.options.values())[-1]
        notes.append(f"{_where(one)}: no default of its own, so it is '{default}' where nobody answers")
    if dropped := without_place(row):
        notes.append(f"{_where(one)}: a decision has no field for {dropped}; see the list")
    asked_of = _seats_of(row, seats)
    title = clean(row.title) or _first_line(row.message) or one.id
    return Decision(
        id=one.id,
        title=title,
        question=clean(row.message) or title,
        owner=asked_of[0],
        deputy=asked_of[1] if len(asked_of) > 1 else None,
        opens=Opens(at=way.at, when=way.when, after=way.after),
        options=[Option(id=name, title=clean(label)) for label, name in one.options.items()],
        timeout=tick(row.timeout) if row.timeout else _TIME_OUT,
        default=default,
        expected=one.options.get(row.expected_action.strip()),
        objective=_objective_of(row, objectives),
        critical_task=clean(row.critical_task or row.expected_action),
        target=tick(row.target) if row.target is not None else None,
    )


def _inject(one: _Known, objectives: Sequence[Objective], asked: dict[str, _Known], notes: list[str]) -> Inject:
    row, way = one.row, _way(one, asked)
    notes += [f"{_where(one)}: {note}" for note in way.notes]
    if row.event_type == "decision":
        notes.append(f"{_where(one)}: a decision that has no two options, or no time, became an inject")
    objective = _objective_of(row, objectives)
    return Inject(
        id=one.id,
        title=clean(row.title),
        at=way.at,
        when=way.when,
        after=way.after,
        event_type=row.event_type,
        held=way.by_hand,
        channel=clean(row.channel),
        sender=clean(row.from_),
        to=[clean(to) for to in row.to],
        message=clean(row.message),
        expected=clean(row.expected_action),
        deliverable=clean(row.deliverable),
        objective=objective,
        target=tick(row.target) if row.target is not None else None,
        notes=lines_of(row, objective, timed=way.at is not None, by_hand=way.by_hand),
        source=clean(row.place),
    )


def _objective_of(row: MselRow, objectives: Sequence[Objective]) -> str | None:
    wanted = clean(row.objective).casefold()
    return next((one.id for one in objectives if wanted and one.title.casefold() == wanted), None)


def _seats_of(row: MselRow, seats: Sequence[Seat]) -> list[str]:
    """Return the seats of the recipients who have one, in their order, all for everybody, else the first seat."""
    if any(_is_everybody(to) for to in row.to):
        return [seat.id for seat in seats]
    found: dict[str, None] = {}
    for to in row.to:
        wanted = clean(to).strip().casefold()
        for seat in seats:
            if wanted in {seat.id.casefold(), seat.title.strip().casefold(), *(role.casefold() for role in seat.roles)}:
                found[seat.id] = None
                break
    return list(found) or [seats[0].id]


def _is_everybody(recipient: str) -> bool:
    return normalise(recipient) in _EVERYBODY


def _first_line(text: str) -> str:
    return next((line.strip()[:80] for line in clean(text).splitlines() if line.strip()), "")


def _where(one: _Known) -> str:
    return f"{one.row.place} ({one.id})" if one.row.place else one.id


def _summary(injects: Sequence[Inject], decisions: Sequence[Decision]) -> list[str]:
    kinds = Counter(one.event_type.replace("_", " ") for one in injects)
    told = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    held = sum(one.held for one in injects)
    rows = len(injects) + len(decisions)
    return [
        f"{rows} rows became {len(injects)} injects ({told or 'none'}) and {len(decisions)} decisions",
        *([f"held, to be released by hand: {held}"] if held else []),
    ]
