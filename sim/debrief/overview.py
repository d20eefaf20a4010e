"""Part 1, the overview of the exercise, and part 12, how the report and the drill are made again."""

from __future__ import annotations

from collections.abc import Iterator

from sim.debrief.document import Block, Heading, bullets, paragraph, table
from sim.debrief.evidence import NONE, Evidence, count, day
from sim.drill.replaying import versions
from sim.scenario.files import organisation_names
from sim.units import format_duration

# What a drill is compared with if nobody says: shipped, and able to meet any crisis.
_USUAL = ("centralised", "dispersed")
_MISSING = "not given in the file of the drill"
_ASSUMED = (
    "How people post, and how much an answer calms them, are numbers of the scenario's files; many of them are assumed "
    "and marked A there. The same holds for how long those people of the organisation take who were not at the table."
)
_ANONYMOUS = (
    "People are told by their seats, also where their names stood in notes. Names that nobody joined or acted under "
    "cannot be known: read the free texts before you pass this report on."
)


def overview(evidence: Evidence) -> Iterator[Block]:
    """Yield part 1: the fields of the overview table of an after-action report in the style of HSEEP."""
    drill = evidence.session.drill
    one, scenario = drill.definition, drill.scenario
    capabilities = list(dict.fromkeys(objective.capability for objective in one.objectives))
    contact = "withheld" if evidence.anonymise and one.contact else one.contact
    names = one.participants or [drill.organisation.title or drill.organisation.name]
    rows = [
        ("Exercise name", one.title or one.name),
        ("Dates", _dates(evidence)),
        ("Scope", one.scope or _MISSING),
        ("Purpose", one.purpose or _MISSING),
        ("Mission area(s)", "Response (the file of a drill has no field for it; change it here if yours is another)"),
        ("Core capabilities", "; ".join(capabilities) or _MISSING),
        ("Objectives", "\n".join(objective.title for objective in one.objectives) or _MISSING),
        ("Threat or hazard", scenario.title or scenario.name),
        ("Scenario", _scenario(evidence)),
        ("Sponsor", one.sponsor or _MISSING),
        ("Participating organisations", "; ".join(names)),
        ("Point of contact", contact or _MISSING),
    ]
    yield Heading(1, "1 Overview of the exercise")
    yield table("Exercise overview", ("Field", "Entry"), rows)
    yield paragraph(
        "This report is HSEEP-style, after the layout of such after-action reports. Times are the local clock of the "
        f"scenario ({scenario.timezone}), and in brackets the time since the scenario's start (T+h:mm). Durations are "
        "scenario minutes unless they say otherwise.",
        "quiet",
    )


def _dates(evidence: Evidence) -> str:
    days = sorted({day(action.wall) for action in evidence.session.actions if action.wall})
    span_of_days = " to ".join(dict.fromkeys((days[0], days[-1]))) if days else ""
    played = f"played on {span_of_days} (UTC)" if days else "day of play not recorded"
    session = evidence.session
    clock = session.drill.scenario.clock.local(session.begins)
    span = f"{evidence.moment(session.begins)} to {evidence.moment(evidence.end)}"
    told = f"{played}; scenario time {clock:%Y-%m-%d}, {span}, {format_duration(evidence.length)}"
    return told if session.closed else f"{told}, not closed: this report shows the drill as far as it has come"


def _scenario(evidence: Evidence) -> str:
    drill = evidence.session.drill
    return f"{drill.scenario.name}, met by {drill.organisation.title or drill.organisation.name}"


def reproduce(evidence: Evidence) -> Iterator[Block]:
    """Yield part 12: digests, seed, versions and command lines."""
    session = evidence.session
    texts = session.drill.digests
    rows = [(f"Digest of {file}", value) for file, value in texts.items()]
    rows += [("Digest of the state at the end", session.digest()), ("Seed", str(session.drill.definition.seed))]
    rows += [("Replication of the crisis", str(session.replication))]
    rows += [(f"Version of {name}, when this report was written", version) for name, version in versions().items()]
    rows += [("Actions in the journal", str(len(session.actions)))]
    yield Heading(1, "12 How to make it again")
    yield paragraph(
        "The drill is its files, its seed and its journal; whoever has the folder gets the same drill, minute by "
        "minute, and the same report."
    )
    yield table("What it was made from", ("What", "Value"), rows)
    whence = "where the folder of the drill lies" if evidence.anonymise else "where the report was made"
    yield paragraph(
        f"The report, the journal as a text, and the comparison; a relative folder is as seen from {whence}:"
    )
    yield paragraph("\n".join(commands(evidence)), "code")


def commands(evidence: Evidence) -> list[str]:
    """Return the command lines that make the report, the journal and the comparison again."""
    place, other = evidence.place, other_organisation(evidence)
    journal = f'{place[:-1]}/journal.jsonl"' if place.endswith('"') else f"{place}/journal.jsonl"
    options = f" --org {other}" if _compared_by_name(evidence) else ""
    options += " --anonymise" if evidence.anonymise else ""
    return [
        f"tocsin drill aar {place}{options}",
        f"tocsin drill export {place} --journal {journal}",
        f"tocsin drill compare {place} --org {other}",
    ]


def other_organisation(evidence: Evidence) -> str:
    """Return the organisation that the drill was compared with, or one of the usual ones if its name says not where."""
    if _compared_by_name(evidence) and evidence.same is not None:
        return evidence.same.organisation
    return next(name for name in _USUAL if name != evidence.session.drill.organisation.name)


def _compared_by_name(evidence: Evidence) -> bool:
    """Say whether the drill was compared with a shipped organisation; of one of a file only the name is known."""
    return evidence.same is not None and evidence.same.organisation in organisation_names()


def quality(evidence: Evidence) -> Iterator[Block]:
    """Yield what a reader must know of the numbers, at the end of part 11."""
    session = evidence.session
    seed, written = session.drill.definition.seed, session.table
    taken = f"{count(len(written.notes), 'note')} and {count(len(written.ratings), 'rating')} were taken"
    notes = [
        "One path: this drill is one run of the crisis with one team. Its numbers have no interval.",
        f"The crisis is that of seed {seed}; another seed would have brought other posts.",
        _ASSUMED,
        f"Minutes of decisions are {_counted(evidence)}.",
        f"{taken}; what nobody wrote down is not in this report.",
    ]
    if session.begins > 0:
        notes.append(
            f"The drill began at {evidence.moment(session.begins)}, when the crisis was under way. Where nothing else "
            "stands beside them, numbers count what was posted, answered or still open from then on."
        )
    if evidence.anonymise:
        notes.append(_ANONYMOUS)
    yield Heading(2, "Quality of the data")
    yield bullets(notes)


def _counted(evidence: Evidence) -> str:
    how = sorted({answer.how for _, answer in evidence.decided} - {"observed"})
    if how:
        return f"partly {' or '.join(how)}, not observed; the decision log says which"
    return "as observed on the running clock" if evidence.decided else "not there: nobody took one"


def identity(evidence: Evidence) -> str:
    """Return the line below the title: which drill, who met it, and when."""
    one = evidence.session.drill.definition
    return f"After-action report of the drill {one.name}, {_dates(evidence).partition(';')[0]}" if one.name else NONE
