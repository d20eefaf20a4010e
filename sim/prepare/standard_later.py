"""The standard decisions after the statement: mandate, authors, scheduled posts, staff, errors, the end."""

from __future__ import annotations

from typing import Final

from sim.drill.definition import AfterOption, Decision, Opens, Option
from sim.drill.effects import (
    CallIn,
    Correction,
    Effect,
    MentionsFromOutside,
    Nothing,
    OfficialStatement,
    Overtime,
)
from sim.organisation.organisation import Organisation, authority_of
from sim.prepare.fitting import busy_rate, kind_of, social_channel, surge
from sim.prepare.seating import Cast
from sim.scenario.model import Scenario
from sim.units import HOUR

_WEIGHTY: Final = ("multiplier", "smear", "misinformation", "insider", "complaint")


def mandate_decision(organisation: Organisation, cast: Cast) -> Decision:
    """Return D4: a correction in public, asked of the desk."""
    structure = organisation.structure
    desks = [structure.desks[name] for name in organisation.home_desks()]
    people = [(desk, person) for desk in desks for party in desk.members for person in organisation.members(party)]
    within = any(authority_of(desk, structure, person.roles) >= 2 for desk, person in people)
    mandate = "Your mandate covers it." if within else "By the book it needs approval."
    return Decision(
        id="D4",
        title="Answer now, or ask first?",
        question=(
            f"A correction in public is drafted, a case of level L2. {mandate} An answer now is read while people are "
            "still looking; one that departs from the agreed line is held against the house for days."
        ),
        owner=cast.desk,
        deputy=cast.lead if cast.lead != cast.desk else cast.second,
        opens=Opens(on="draft", levels=[2], cases="public", every=20.0, at_most=5),
        options=[
            Option(id="answer", title="Answer now, alone", way="alone"),
            Option(id="escalate", title="Escalate: let it take the usual way", way="chain"),
            Option(id="ignore", title="Ignore: put it aside", way="shelve"),
        ],
        timeout=20.0,
        default="escalate",
        expected="answer" if within else "escalate",
        critical_task="Answer within the mandate, escalate what is beyond it",
        target=10.0,
    )


def author_decision(scenario: Scenario, cast: Cast) -> Decision:
    """Return D5: an author with a large audience."""
    kinds = [kind for kind in _WEIGHTY if kind in scenario.kinds]
    return Decision(
        id="D5",
        title="What do we do about this author?",
        question=(
            "Somebody with a large audience has taken the matter up. Do you talk to the author, contradict in public, "
            "leave it to the lawyers, or do nothing? An answer makes the post larger before it makes it smaller; a "
            "lawyer's letter tends to be published."
        ),
        owner=cast.relations,
        deputy=cast.lead if cast.lead != cast.relations else cast.second,
        opens=Opens(on="reach", above=50_000, kinds=kinds, every=20.0, at_most=3),
        options=[
            Option(id="engage", title="Engage: answer the author directly", effects=[Effect(answer=Nothing())]),
            Option(id="rebut", title="Rebut in public", effects=[Effect(statement=OfficialStatement(kind="position"))]),
            Option(id="legal", title="Legal steps", effects=[Effect(statement=OfficialStatement(kind="legalistic"))]),
            Option(id="nothing", title="Do nothing"),
        ],
        timeout=30.0,
        default="nothing",
        expected="engage",
        critical_task="Judge who speaks before judging what is said",
        target=15.0,
    )


def posts_decision(scenario: Scenario, cast: Cast) -> Decision:
    """Return D6: what was planned for an ordinary day; a post that is kept goes out and is mocked."""
    mocked = MentionsFromOutside(
        count=surge(scenario, 0.05),
        channel=social_channel(scenario),
        over=30.0,
        kind=kind_of(scenario, "complaint"),
    )
    return Decision(
        id="D6",
        title="What about the scheduled posts?",
        question=(
            "Cheerful posts are planned for today, and advertisements are running. Do you stop all of them, those on "
            "the channel where it burns, or none? Stopping costs money and is hardly noticed; a joke at the wrong hour "
            "is noticed by everybody."
        ),
        owner=cast.desk,
        deputy=cast.lead if cast.lead != cast.desk else cast.second,
        opens=Opens(after=AfterOption(decision="D1", option=["incident", "crisis"]), delay=2.0, at_most=1),
        options=[
            Option(id="all", title="Stop all"),
            Option(id="channel", title="Stop those on this channel"),
            Option(id="keep", title="Keep them", effects=[Effect(mentions=mocked, after=10.0)]),
        ],
        timeout=10.0,
        default="keep",
        expected="all",
        critical_task="Stop what was planned for an ordinary day",
        target=5.0,
    )


def staff_decision(organisation: Organisation, cast: Cast) -> Decision:
    """Return D7: more people; who is on call is only called where somebody is."""
    waiting = _long_queue(organisation)
    on_call = any(entry.on_call for entry in organisation.resources.people)
    two = Effect(call_in=CallIn(count=2, lasts=4 * HOUR))
    call_in = Option(id="call-in", title="Call in two people", effects=[two])
    return Decision(
        id="D7",
        title="More hands?",
        question=(
            "For a quarter of an hour more cases have been waiting than your people can answer soon. Do you bring in "
            "more people? They need time to arrive and to be told; those who stay longer are missing tomorrow."
        ),
        owner=cast.lead,
        deputy=cast.second,
        opens=Opens(when=f"backlog > {waiting} for 15 min", every=60.0, at_most=2),
        options=[
            *([call_in] if on_call else []),
            Option(id="overtime", title="Overtime: two hours", effects=[Effect(overtime=Overtime(lasts=2 * HOUR))]),
            Option(id="no", title="No, we manage"),
        ],
        timeout=30.0,
        default="no",
        expected="call-in" if on_call else "overtime",
        critical_task="Bring in people before the queue is lost",
        target=15.0,
    )


def _long_queue(organisation: Organisation) -> int:
    """Return the cases that are many for those who answer on the channels: three for every two of them, at least 5.

    Their number, not how busy all are: experts and lawyers are idle while the desk is lost.
    """
    desks = (organisation.structure.desks[name] for name in organisation.home_desks())
    people = {person.name for desk in desks for party in desk.members for person in organisation.members(party)}
    return max(5, round(1.5 * len(people)))


def error_decision(cast: Cast, inject: str) -> Decision:
    """Return D8: an error in our name, after the inject that brings it."""
    return Decision(
        id="D8",
        title="Correct, retract, or stand by it?",
        question=(
            "Something has been said in our name that departs from what the house says. Do you correct it openly, take "
            "it down, or stand by it? Whoever corrects is quoted once; whoever waits is found out and quoted twice."
        ),
        owner=cast.legal,
        deputy=next((seat for seat in (cast.lead, cast.second) if seat not in {None, cast.legal}), None),
        opens=Opens(after_inject=inject, delay=2.0, at_most=1),
        options=[
            Option(
                id="correct",
                title="Correct it openly",
                effects=[Effect(correct=Correction()), Effect(statement=OfficialStatement(kind="position"))],
            ),
            Option(id="retract", title="Take it down", effects=[Effect(correct=Correction())]),
            Option(id="stand", title="Stand by it"),
        ],
        timeout=30.0,
        default="stand",
        expected="correct",
        critical_task="Put right what was said wrongly in our name",
        target=15.0,
    )


def closing_decision(
    scenario: Scenario, organisation: Organisation, cast: Cast, *, at: float | None = None
) -> Decision:
    """Return D9: the end; a house without a crisis mode is asked once it has been quiet for two hours.

    With a time it is asked then, for by what one would close can be said before it is over.
    """
    rate = busy_rate(scenario)
    quiet = f"mentions_per_hour < {rate} for 2 h and mentions > {3 * rate}"
    modes = organisation.structure.modes is not None
    opens = Opens(on="exit", at=at, at_most=2) if modes else Opens(when=quiet, at=at, at_most=2)
    return Decision(
        id="D9",
        title="Is it over?",
        question=(
            "Look at the last hour. Do you close the crisis, or keep the room for a while? People need rest; whoever "
            "opens again an hour later has lost more. Say what you would have to see to close it, and what to open it "
            "again."
        ),
        owner=cast.lead,
        deputy=cast.second,
        opens=opens,
        options=[
            Option(id="close", title="Close it", effects=[Effect(end_crisis=Nothing())] if modes else []),
            Option(id="keep", title="Keep it up"),
        ],
        timeout=60.0,
        default="keep",
        critical_task="Close by criteria that were named before",
        target=20.0,
    )
