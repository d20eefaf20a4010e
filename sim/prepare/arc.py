"""The arc of a proposed drill: which beats, at what minute, to whom, with what effects on this crisis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sim.drill.definition import Inject, Objective, Seat
from sim.drill.effects import (
    Away,
    CallIn,
    Contradiction,
    Effect,
    MentionsFromOutside,
    NewFact,
    Outage,
    Overtime,
)
from sim.organisation.organisation import Organisation
from sim.prepare.background import headline_of, subject_of
from sim.prepare.beats import BEATS, CONTINGENCIES, FILLERS, Beat, To
from sim.prepare.beats_seats import SEAT_BEATS, beats_for
from sim.prepare.fitting import INTELLIGENCE, kind_of, serving, social_channel, surge
from sim.prepare.seating import Cast, cast_of, lead_role
from sim.prepare.spreading import shares
from sim.scenario.model import Fact, Scenario

# A beat every seven minutes, since decisions come between them.
_EVERY: Final = 7.0
_FEWEST, _MOST = 5, 40
_MOST_FACTS: Final = 3
# A seat without a decision has at least so many injects of its own.
_ENOUGH: Final = 2
_LARGE: Final = 80_000.0


@dataclass(frozen=True)
class Setting:
    """What beats are fitted to; `begins` and `length` in whole minutes.

    `names` are those of house and product, `asked` the seats that own a decision which will surely be put to them.
    """

    scenario: Scenario
    organisation: Organisation
    seats: list[Seat]
    objectives: Sequence[Objective]
    begins: float
    length: float
    names: Mapping[str, str] = field(default_factory=dict)
    asked: Collection[str] = ()

    @property
    def cast(self) -> Cast:
        """Which seat does what."""
        return cast_of(self.organisation, self.seats)

    @property
    def channel(self) -> str:
        """Where people talk."""
        return social_channel(self.scenario)


def injects_of(setting: Setting) -> list[Inject]:
    """Return the injects of a drill by time, and after them the contingencies, which have none.

    The beats are spread evenly over the drill; facts of the scenario that come out meanwhile are told when they do.
    """
    timed = [_inject(setting, beat, number, seat) for number, (beat, seat) in enumerate(_chosen(setting))]
    times = _times(len(timed), setting.length)
    placed = [(setting.begins + at, inject) for at, inject in zip(times, timed, strict=True)]
    placed += [(at, _news(setting, fact, number)) for number, (at, fact) in enumerate(_facts(setting), 1)]
    contingencies = [_inject(setting, beat, number) for number, beat in enumerate(CONTINGENCIES, 1)]
    return [*_spaced(placed), *contingencies]


def error_inject(injects: Sequence[Inject]) -> str | None:
    """Return the id of the first inject that puts an error into the world."""
    return next((one.id for one in injects if any(e.contradiction is not None for e in one.effects)), None)


def capability_of(inject: Inject) -> str:
    """Return the capability that a proposed inject asks for, by the beat that it was made from."""
    every = [*BEATS, *FILLERS, *CONTINGENCIES, *SEAT_BEATS]
    beats = [beat for beat in every if inject.id == beat.name or inject.id.startswith(f"{beat.name}-")]
    return max(beats, key=lambda beat: len(beat.name)).capability if beats else INTELLIGENCE


# A beat, and the seat that it is for where it is for one that would have nothing to do.
_Placed = tuple[Beat, Seat | None]


def _chosen(setting: Setting) -> list[_Placed]:
    """Return as many beats as the length has room for: the arc, those for idle seats, those of low rank, fillers."""
    room = min(_MOST, max(_FEWEST, round(setting.length / _EVERY)))
    # The beats of rank 0 make the arc; a short drill keeps the ends and what is in the middle of them.
    arc = _shortest(room) if room < _always() else [beat.name for beat in BEATS if beat.rank == 0]
    others = [beat for beat in sorted(BEATS, key=lambda beat: beat.rank) if beat.name not in arc]
    added: list[_Placed] = [(beat, seat) for seat in _idle(setting, arc) for beat in beats_for(seat)]
    # Those for one seat after the other, so that two in a row are for two people.
    added = [*added[::2], *added[1::2]]
    free = max(0, room - len(arc) - len(added))
    kept = {*arc, *_wanted(setting, arc), *(beat.name for beat in others[: free if room >= _always() else 0])}
    beats: list[_Placed] = [(beat, None) for beat in BEATS if beat.name in kept]
    fillers = room - len(beats) - len(added)
    added += [(FILLERS[number % len(FILLERS)], None) for number in range(fillers)]
    return _filled(beats, added)


def _wanted(setting: Setting, arc: Sequence[str]) -> list[str]:
    """Return a beat for each objective that names what no beat of the arc is about, as the employees."""
    found = []
    for objective in setting.objectives:
        fits = {beat.name: shares(f"{beat.title} {beat.expected}", objective) for beat in BEATS}
        best = max(fits, key=lambda name: fits[name])
        if fits[best] > max((fits[name] for name in arc), default=0):
            found.append(best)
    return found


def _idle(setting: Setting, arc: Sequence[str]) -> list[Seat]:
    """Return the seats that no decision is surely put to, and that fewer than two beats of the arc are for."""
    cast = setting.cast
    told = Counter(getattr(cast, beat.to) for beat in BEATS if beat.name in arc and beat.to != "all")
    return [seat for seat in setting.seats if seat.id not in setting.asked and told[seat.id] < _ENOUGH]


def _always() -> int:
    return sum(beat.rank == 0 for beat in BEATS)


def _shortest(room: int) -> list[str]:
    """Return the beats of a drill that is too short for the arc."""
    first = ["start", "trigger", "error", "end", "author", "authority", "newsroom", "second-wave", "board-calls"]
    return first[:room]


def _filled(beats: list[_Placed], extra: list[_Placed]) -> list[_Placed]:
    """Return the beats with the extra ones spread evenly among them, never first or last."""
    if not extra:
        return beats
    found: list[_Placed] = []
    for number, beat in enumerate(beats[:-1]):
        found.append(beat)
        share = len(extra) * number // (len(beats) - 1), len(extra) * (number + 1) // (len(beats) - 1)
        found += extra[share[0] : share[1]]
    return [*found, beats[-1]]


def _times(count: int, length: float) -> list[float]:
    """Return whole minutes from 0 to just before the end, evenly spread."""
    last = length - max(2.0, round(length / 45))
    return [float(round(number * last / (count - 1))) for number in range(count)]


def _spaced(placed: list[tuple[float, Inject]]) -> list[Inject]:
    """Return the injects in the order of their times; two never come at one minute, and the last stays the last."""
    found: list[Inject] = []
    *rest, end = sorted(placed, key=lambda one: one[0])
    before = rest[0][0] - 1
    for at, inject in [*rest, end]:
        before = max(at, before + 1)
        found.append(inject.model_copy(update={"at": before}))
    return found


def _facts(setting: Setting) -> list[tuple[float, Fact]]:
    """Return the facts of the scenario that come out during the drill, each a minute after it does."""
    last = setting.begins + setting.length - max(4.0, setting.length / 20)
    times = sorted(((float(round(fact.at)) + 1, fact) for fact in setting.scenario.facts), key=lambda one: one[0])
    return [(at, fact) for at, fact in times if setting.begins < at < last][:_MOST_FACTS]


def _news(setting: Setting, fact: Fact, number: int) -> Inject:
    sure = "It is confirmed." if fact.confirmed_at <= fact.at else "It is not confirmed yet; do not quote it as such."
    lead = setting.cast.lead
    return Inject(
        id=f"fact-{number}",
        title=f"News: {fact.name}",
        event_type="contextual",
        channel="telephone",
        sender="Operations" if fact.known == "operations" else "Monitoring",
        to=[_title(setting, lead)],
        message=f"{fact.title or fact.name}. {sure}",
        expected="Says who must know, and takes a position as soon as it is confirmed.",
        objective=serving(setting.objectives, INTELLIGENCE),
        target=10.0,
        notes="This fact is the scenario's own; its effects come by themselves.",
    )


def _inject(setting: Setting, beat: Beat, number: int, seat: Seat | None = None) -> Inject:
    scenario = setting.scenario
    channel = setting.channel
    name = beat.name
    if beat in FILLERS:
        channels = list(scenario.channels)
        channel, name = channels[number % len(channels)], f"{beat.name}-{number}"
    if seat is not None:
        # Names have at most 64 letters.
        name = f"{beat.name}-{seat.id}"[:64].rstrip("-")
    effects = [*_EFFECTS[beat.does](setting, channel)] if beat.does else []
    return Inject(
        id=name,
        title=_told(beat.title, setting, channel),
        event_type=beat.event_type,
        channel=_told(beat.channel, setting, channel),
        sender=beat.sender,
        to=_recipients(setting, beat.to) if seat is None else [seat.title],
        message=_told(beat.message, setting, channel),
        expected=beat.expected,
        objective=serving(setting.objectives, beat.capability) if beat.event_type != "admin" else None,
        target=beat.target if beat.event_type != "admin" else None,
        effects=effects,
    )


def _recipients(setting: Setting, to: To) -> list[str]:
    if to == "all":
        return ["All"]
    return [_title(setting, getattr(setting.cast, to))]


def _title(setting: Setting, seat: str) -> str:
    return next(one.title for one in setting.seats if one.id == seat)


def _told(text: str, setting: Setting, channel: str) -> str:
    words = {
        "{subject}": subject_of(setting.names),
        "{house}": setting.names.get("organisation", "your house"),
        "{headline}": headline_of(setting.scenario, setting.begins),
        "{channel}": channel,
    }
    for slot, word in words.items():
        text = text.replace(slot, word)
    return text


def _mentions(setting: Setting, share: float, channel: str, *, over: float, kinds: tuple[str, ...]) -> Effect:
    count, kind = surge(setting.scenario, share), kind_of(setting.scenario, *kinds) if kinds else None
    return Effect(mentions=MentionsFromOutside(count=count, channel=channel, over=over, kind=kind))


def _author(setting: Setting, channel: str) -> list[Effect]:
    kind = kind_of(setting.scenario, "multiplier", "smear")
    return [Effect(mentions=MentionsFromOutside(count=1, channel=channel, reach=_LARGE, kind=kind))]


def _press(setting: Setting, channel: str) -> list[Effect]:
    where = "press" if "press" in setting.scenario.channels else channel
    return [Effect(mentions=MentionsFromOutside(count=1, channel=where, kind=kind_of(setting.scenario, "journalist")))]


def _fact(setting: Setting, _channel: str) -> list[Effect]:
    name, taken = "the question of an authority", {fact.name for fact in setting.scenario.facts}
    while name in taken:
        name += " again"
    return [Effect(fact=NewFact(name=name, confirmed_after=float(round(setting.length / 9))))]


def _error(setting: Setting, channel: str) -> list[Effect]:
    talk = _mentions(setting, 0.04, channel, over=20.0, kinds=("complaint",))
    return [Effect(contradiction=Contradiction(channel=channel)), talk.model_copy(update={"after": 3.0})]


def _absence(setting: Setting, _channel: str) -> list[Effect]:
    """Return that one of several people of the desk leaves; where there is only one, it is told and nothing happens."""
    seat = next(one for one in setting.seats if one.id == setting.cast.desk)
    people = [person for person in setting.organisation.people() if person.role in seat.roles]
    several = [person for person in people if sum(other.role == person.role for other in people) > 1]
    if not several:
        return []
    return [Effect(absence=Away(persons=[several[0].name], lasts=max(30.0, float(round(setting.length / 2)))))]


def _relief(setting: Setting, _channel: str) -> list[Effect]:
    if any(entry.on_call for entry in setting.organisation.resources.people):
        return [Effect(call_in=CallIn(count=2, lasts=240.0))]
    return [Effect(overtime=Overtime(lasts=120.0))]


_EFFECTS: Final[dict[str, Callable[[Setting, str], list[Effect]]]] = {
    "trickle": lambda setting, channel: [_mentions(setting, 0.01, channel, over=10.0, kinds=("question",))],
    "wave": lambda setting, channel: [_mentions(setting, 0.10, channel, over=20.0, kinds=())],
    "author": _author,
    "press": _press,
    "away": lambda setting, _: [Effect(absence=Away(roles=[lead_role(setting.organisation)], lasts=10.0))],
    "fact": _fact,
    "error": _error,
    "absence": _absence,
    "praise": lambda setting, channel: [_mentions(setting, 0.02, channel, over=15.0, kinds=("positive",))],
    "outage": lambda _, channel: [Effect(outage=Outage(channel=channel, lasts=30.0))],
    "relief": _relief,
}
