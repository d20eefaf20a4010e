"""Who is there: posts, hours, on call and authority, and the desks with what they take; as words for the chart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.distributions import AnyDistribution, quantile
from sim.fields import parse_party
from sim.organisation.calendars import ranges
from sim.organisation.organisation import Organisation, Person
from sim.organisation.people import People
from sim.organisation.structure import Desk
from sim.units import DAY, HOUR, WEEKDAYS, format_duration

LEVELS: Final = ("monitor", "reply within guidelines", "correction", "official position", "admission")
_CALENDARS: Final = {"3x8": "24/7 in shifts", "always": "24/7", "office": "Mon–Fri 9–17"}
_ACRONYMS: Final = ("ceo", "cfo", "coo", "cto", "hr", "it", "pr", "qa")
_CHANNELS: Final = {"x": "X", "linkedin": "LinkedIn", "tv_press": "TV and press", "facebook": "Facebook",
                    "instagram": "Instagram", "reddit": "Reddit"}  # fmt: skip


@dataclass(frozen=True)
class Post:
    """One row of the people: posts of a role that work alike and may do the same alone."""

    role: str
    count: int
    when: str
    notes: str
    alone: int
    alone_in_crisis: int


@dataclass(frozen=True)
class Takes:
    """One desk: who sits there, what it takes, and what it does for the others."""

    name: str
    members: str
    takes: str
    duties: str


def typical(law: AnyDistribution) -> str:
    """Return the median of a duration in words: half of the cases take longer."""
    minutes = float(quantile(law, np.array([0.5]))[0])
    return format_duration(round(minutes) if minutes >= 2 else minutes)


def percent(share: float) -> str:
    """Return a share in per cent."""
    return f"{100 * share:.3g} %"


def listed(words: Iterable[str], last: str = "and") -> str:
    """Return `a, b and c`, each word once."""
    texts = list(dict.fromkeys(words))
    return f" {last} ".join([", ".join(texts[:-1]), texts[-1]]) if len(texts) > 1 else "".join(texts)


def spaced(name: str) -> str:
    """Return a name of a file as people write it in a sentence: without underscores, `CEO`, `LinkedIn`."""
    if name in _CHANNELS:
        return _CHANNELS[name]
    words = re.sub(r"(\d)-(\d)", r"\1–\2", name.replace("_", " ")).split(" ")
    return " ".join(word.upper() if word in _ACRONYMS else word for word in words)


def capital(words: str) -> str:
    """Return the words with a capital at their beginning, as on a sign; `iPhone` keeps its own."""
    return words[:1].upper() + words[1:] if words[1:2].islower() or words[1:2] in ("", " ") else words


def hours(calendar: Sequence[str]) -> str:
    """Return a calendar in words: `Mon–Fri 8–18`."""
    return ", ".join(_CALENDARS.get(text) or _tidy(text) for text in calendar)


def _tidy(text: str) -> str:
    if re.fullmatch(r"00:00\s*-\s*24:00", text.strip()):
        return _CALENDARS["always"]
    times = re.sub(r"\b0?(\d{1,2}):00\b", r"\1", text)
    daily = "" if any(day in text for day in WEEKDAYS) else "daily "
    return daily + re.sub(r"\s*-\s*", "–", times).replace(",", ", ")


def weekdays(text: str) -> str:
    """Return the days of a meeting: `daily` or `Mon–Fri`."""
    return "daily" if text == "Mon-Sun" else text.replace("-", "–").replace(",", ", ")


def clock(minutes: int) -> str:
    """Return minutes after midnight as a clock time."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def authority(organisation: Organisation, desk: Desk | None, roles: Sequence[str], *, crisis: bool) -> int:
    """Return the highest level that people with these roles may publish alone at a desk; -1 for none."""
    structure = organisation.structure
    table = {**structure.authority, **(desk.authority if desk else {})}
    if crisis and structure.modes is not None:
        table |= structure.modes.crisis.authority
    return max((table.get(role, -1) for role in roles), default=-1)


def desks_of(organisation: Organisation, person: Person) -> list[str]:
    """Return the desks at which a person sits."""
    desks = organisation.structure.desks.items()
    return [name for name, desk in desks if any(person in organisation.members(party) for party in desk.members)]


def posts(organisation: Organisation) -> list[Post]:
    """Return the rows of people in the order of the file; a role is split only where its people differ."""
    found: dict[Post, int] = {}
    several = {entry.role for entry in organisation.resources.people}
    split = {role: _authorities(organisation, role) for role in several}
    for person in organisation.people():
        own = desks_of(organisation, person)
        alone, in_crisis = _alone(organisation, person)
        role = spaced(person.role)
        if len(split[person.role]) > 1 and own:
            role += f" ({', '.join(map(spaced, own))})"
        when = hours(person.entry.calendar) + ("; on call" if person.entry.on_call else "")
        notes = "; ".join(filter(None, [*_notes(person.entry), _elsewhere(organisation, person, alone)]))
        post = Post(role, 0, when, notes, alone, in_crisis)
        found[post] = found.get(post, 0) + 1
    return [Post(p.role, count, p.when, p.notes, p.alone, p.alone_in_crisis) for p, count in found.items()]


def _authorities(organisation: Organisation, role: str) -> set[tuple[int, int]]:
    return {_alone(organisation, person) for person in organisation.people() if person.role == role}


def _alone(organisation: Organisation, person: Person) -> tuple[int, int]:
    """Return a person's authority in normal and in crisis mode, at the desk where it is highest."""
    own = [organisation.structure.desks[name] for name in desks_of(organisation, person)]
    desks: list[Desk | None] = [*own] or [None]
    normal, crisis = (
        max(authority(organisation, desk, person.roles, crisis=mode) for desk in desks) for mode in (False, True)
    )
    return normal, crisis


def _elsewhere(organisation: Organisation, person: Person, alone: int) -> str:
    """Return at which desks a person may publish less alone than at the others."""
    desks = organisation.structure.desks
    less = {
        name: authority(organisation, desks[name], person.roles, crisis=False)
        for name in desks_of(organisation, person)
    }
    found = [f"up to L{level} at {spaced(name)}" for name, level in less.items() if 0 <= level < alone]
    found += [f"nothing alone at {spaced(name)}" for name, level in less.items() if level < 0 <= alone]
    return listed(found)


def _notes(entry: People) -> list[str]:
    return [
        f"also {listed(map(spaced, entry.also))}" if entry.also else "",
        f"{percent(entry.attention)} of their time" if entry.attention < 1 else "",
        f"{percent(entry.in_meetings.share)} in meetings" if entry.in_meetings else "",
        "new to crises online" if entry.unfamiliar else "",
    ]


def takes(organisation: Organisation) -> list[Takes]:
    """Return the desks in the order of the file."""
    found = []
    for name, desk in organisation.structure.desks.items():
        channels = ["all channels"] if desk.channels == "all" else list(map(spaced, desk.channels))
        if desk.channels == "all" and len(organisation.structure.desks) > 1:
            channels = ["every other channel"] if _listed_elsewhere(organisation, name) else channels
        kinds = f"{listed(map(spaced, desk.kinds))} cases of any channel" if desk.kinds else ""
        duties = [
            "writes official positions" if name == organisation.positions_desk() else "",
            *(f"does the {spaced(stage)} for all" for stage in _stages_at(organisation, name)),
            f"cases are passed on to it in {typical(desk.refer)}" if desk.refer else "",
            f"approved by {listed(own)}" if (own := _own_approvers(desk)) else "",
        ]
        found.append(
            Takes(
                spaced(name),
                listed(spaced(party) for party in desk.members),
                "; ".join(filter(None, [kinds, listed(channels)])) or "no channel of its own",
                "; ".join(filter(None, duties)),
            )
        )
    return found


def _own_approvers(desk: Desk) -> list[str]:
    """Return the people, such as `head 2`, that chains of the desk itself name one by one."""
    parties = [party for chain in desk.approval.values() for step in chain for party in step.parties]
    return [spaced(party) for party in parties if party != parse_party(party)[0]]


def _listed_elsewhere(organisation: Organisation, name: str) -> bool:
    return any(d.channels not in ("all", []) for n, d in organisation.structure.desks.items() if n != name)


def _stages_at(organisation: Organisation, name: str) -> list[str]:
    """Return the stages that this desk does for every case, whatever its own desk."""
    stages = organisation.structure.stages
    if len(organisation.structure.desks) == 1:
        return []
    works = (
        ("triage", stages.triage),
        ("judgement", stages.judge),
        ("analysis", stages.analyse),
        ("fact-finding", stages.facts),
        ("drafting", stages.draft),
        ("publishing", stages.publish),
        ("follow-up", stages.follow_up),
    )
    return [word for word, work in works if work is not None and work.desk == name]


def there_at(person: Person, weekday: int, minute: int) -> bool:
    """Return whether a person's calendar has them on duty at a weekday (0 = Monday) and minute after midnight."""
    now = weekday * DAY + minute
    for entry in ranges(person.entry.calendar, person.ordinal):
        for day in entry.days:
            begin = day * DAY + entry.start
            if any(begin <= now + shift < begin + entry.end - entry.start for shift in (0.0, 7 * DAY)):
                return True
    return False


def every(minutes: float) -> str:
    """Return a period: `every 4 h`, `every day`."""
    words = {HOUR: "every hour", DAY: "every day", 7 * DAY: "every week"}
    return words.get(minutes) or f"every {format_duration(minutes)}"
