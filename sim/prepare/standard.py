"""The nine decisions that nearly every communication crisis asks for, fitted to a crisis and an organisation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from sim.distributions import exact_quantile
from sim.drill.definition import AfterOption, Decision, Objective, Opens, Option, Seat
from sim.drill.effects import Crisis, Effect, Overtime
from sim.organisation.organisation import Organisation, authority_of, chain_of
from sim.prepare.fitting import ASSESSMENT, COORDINATION, INFORMATION, PLANNING, busy_rate, last_wave, serving
from sim.prepare.seating import Cast, asks, cast_of, first_step
from sim.prepare.standard_later import (
    author_decision,
    closing_decision,
    error_decision,
    mandate_decision,
    posts_decision,
    staff_decision,
)
from sim.scenario.model import Scenario
from sim.units import HOUR, format_duration

CAPABILITY: Final = {
    **dict.fromkeys(("D1", "D5"), ASSESSMENT),
    **dict.fromkeys(("D3", "D4", "D8"), INFORMATION),
    **dict.fromkeys(("D2", "D6", "D9"), COORDINATION),
    "D7": PLANNING,
    "D3-L4": INFORMATION,
}
# The end is asked about in a drill that is longer, or that contains it, at this part of its length.
_SHORT: Final = 2 * HOUR
_CLOSES_AT: Final = 0.85


def standard_decisions(
    scenario: Scenario,
    organisation: Organisation,
    seats: list[Seat],
    *,
    objectives: Sequence[Objective] = (),
    error: str | None = None,
    begins: float = 0.0,
    length: float | None = None,
) -> list[Decision]:
    """Return the decisions D1 to D9, as far as they fit the organisation and the length.

    Without a crisis mode there is nothing to be moved to one room, so D2 is left out; without an inject that puts an
    error into the world there is nothing to be corrected, so D8 is left out. Where executives have a seat of their own
    and are asked, what is of level L4 is theirs: D3-L4. D9 is left out of a short drill that ends before it is over.

    Args:
        scenario: The crisis.
        organisation: Who answers.
        seats: The seats of the drill; who is asked follows from their roles.
        objectives: Each decision serves the first that names its capability, else the first.
        error: Id of the inject that puts an error into the world.
        begins: Minute at which the drill begins.
        length: Its minutes; None for any.
    """
    cast = cast_of(organisation, seats)
    found = [
        _severity(scenario, organisation, cast),
        *([_one_room(cast)] if organisation.structure.modes is not None else []),
        *_statements(organisation, cast, seats),
        mandate_decision(organisation, cast),
        author_decision(scenario, cast),
        posts_decision(scenario, cast),
        staff_decision(organisation, cast),
        *([error_decision(cast, error)] if error is not None else []),
        *_closing(scenario, organisation, cast, begins, length),
    ]
    return [one.model_copy(update={"objective": serving(objectives, CAPABILITY[one.id])}) for one in found]


def _closing(
    scenario: Scenario, organisation: Organisation, cast: Cast, begins: float, length: float | None
) -> list[Decision]:
    """Return D9, asked late in the drill; nothing where the drill is short and the crisis outlasts it."""
    if length is None:
        return [closing_decision(scenario, organisation, cast)]
    recovers = begins + length > last_wave(scenario) + HOUR
    if length <= _SHORT and not recovers:
        return []
    return [closing_decision(scenario, organisation, cast, at=begins + float(round(_CLOSES_AT * length)))]


def _statements(organisation: Organisation, cast: Cast, seats: Sequence[Seat]) -> list[Decision]:
    """Return D3, and D3-L4 of the executives where they have a seat and are asked about what is of level L4."""
    statement = _statement(organisation, cast)
    top = next(seat for seat in seats if seat.id == cast.executive)
    on_step = statement.opens.on == "step"
    if cast.executive == cast.lead or (on_step and not asks(organisation, top.roles, 4)):
        return [statement]
    others = [role for seat in seats if seat is not top for role in seat.roles]
    # A step is asked of whom it is up to; a draft that nobody reviews goes by its level.
    first = {"roles": others} if on_step else {"levels": [3]}
    second = {"levels": [4], "roles": top.roles if on_step else []}
    admission = statement.model_copy(
        update={
            "id": "D3-L4",
            "title": "Does this admission go out?",
            "question": (
                "A draft of level L4 is ready: it admits something, or commits the house before the law. Is it true, "
                "is it all, and do you stand by it tomorrow? What is admitted late is admitted under pressure."
            ),
            "owner": cast.executive,
            "deputy": cast.lead,
            "default": "deputy",
            "opens": statement.opens.model_copy(update=second),
            "critical_task": "Decide what the house admits, and who says it",
        }
    )
    return [statement.model_copy(update={"opens": statement.opens.model_copy(update=first)}), admission]


def _severity(scenario: Scenario, organisation: Organisation, cast: Cast) -> Decision:
    rate = busy_rate(scenario)
    modes = organisation.structure.modes is not None
    # The alarm of an organisation is asked again by itself; the rate stands in where no alarm is raised.
    when = f"mentions_per_hour > {rate}"
    opens = Opens(on="alarm", when=when, at_most=3) if modes else Opens(when=when)
    # A house without a crisis mode can still keep its people; that is all that a crisis changes there.
    stay = [] if modes else [Effect(overtime=Overtime(lasts=2 * HOUR))]
    called = "Crisis: switch to crisis mode" if modes else "Crisis: nobody goes home"
    return Decision(
        id="D1",
        title="How serious is it?",
        question=(
            "More is being said about us than on an ordinary day. Is this to be watched, an incident of one team, or a "
            "crisis of the whole house? Too late costs hours that do not come back; too early costs people and "
            "credibility inside. Look at how fast it grows, who speaks, and whether anybody may be harmed."
        ),
        owner=cast.lead,
        deputy=cast.second,
        opens=opens,
        options=[
            Option(id="monitor", title="Monitor: keep looking, change nothing"),
            Option(id="incident", title="Incident: tell those who must know, recall nobody"),
            Option(id="crisis", title=called, effects=stay),
        ],
        timeout=15.0,
        default="monitor",
        blocking=True,
        expected="crisis",
        critical_task="Judge the severity, and say by which signs",
        target=10.0,
    )


def _one_room(cast: Cast) -> Decision:
    return Decision(
        id="D2",
        title="One room, one system?",
        question=(
            "It is a crisis. Do all who work on it come together in one room and one system now, after a briefing, or "
            "not at all? Moving interrupts everybody once; staying apart makes every hand-over slow until the end."
        ),
        owner=cast.lead,
        deputy=cast.second,
        opens=Opens(after=AfterOption(decision="D1", option="crisis"), at_most=1),
        options=[
            Option(id="now", title="Now, leave everything", effects=[Effect(crisis=Crisis())]),
            Option(id="briefing", title="After a briefing", effects=[Effect(crisis=Crisis(at_once=False))]),
            Option(id="apart", title="No, stay apart", effects=[Effect(crisis=Crisis(at_once=False, apart=True))]),
        ],
        timeout=10.0,
        default="briefing",
        expected="now",
        critical_task="Bring together those who work on the crisis",
        target=5.0,
    )


def _statement(organisation: Organisation, cast: Cast) -> Decision:
    """Return D3: at the step of the organisation's own approver, or for a draft where authors publish alone."""
    structure = organisation.structure
    step = None if _publish_alone(organisation) else first_step(organisation)
    minutes = _review_minutes(organisation)
    told = (
        f"In this organisation nine of ten such reviews take {format_duration(minutes)} or less; that is your time."
        if first_step(organisation) is not None
        else "Nobody reviews drafts in this organisation, so you take 15 minutes at most."
    )
    approve = Option(id="approve", title="Approve as it is", way="approve")
    reject = Option(id="reject", title="Reject: write it again", way="reject")
    if step is not None:
        edit = Option(id="edit", title="Edit it yourself, then approve", way="edit")
        other = Option(id="delegate", title="Delegate: let the usual reviewer decide", way="delegate")
        opens, options = Opens(on="step", levels=[3, 4], every=5.0, at_most=8), [approve, edit, reject, other]
    else:
        chain = bool(structure.approval) or any(desk.approval for desk in structure.desks.values())
        other = Option(id="chain", title="Let it take the usual way" if chain else "Let the author decide", way="chain")
        opens, options = Opens(on="draft", levels=[3, 4], every=5.0, at_most=8), [approve, reject, other]
    return Decision(
        id="D3",
        title="Does this statement go out?",
        question=(
            "A draft of weight is ready: a position of the house, or an answer that commits it. Is every sentence true "
            f"today, and will it be true tomorrow? What is left out may be said later; silence is read as well. {told}"
        ),
        owner=cast.lead,
        deputy=cast.second,
        opens=opens,
        options=options,
        timeout=minutes,
        default="deputy" if cast.second is not None else other.id,
        expected="approve",
        critical_task="Approve or return the draft, with the reason",
        target=minutes,
    )


def _publish_alone(organisation: Organisation) -> bool:
    """Say whether somebody at the desk for positions may publish a position of level L3 alone."""
    structure = organisation.structure
    desk = structure.desks[organisation.positions_desk()]
    people = (person for party in desk.members for person in organisation.members(party))
    return not chain_of(desk, structure, 3) or any(authority_of(desk, structure, p.roles) >= 3 for p in people)


def _review_minutes(organisation: Organisation) -> float:
    """Return the 90 % quantile of the first review of a position, rounded up to 5 minutes; 15 without a review."""
    step = first_step(organisation)
    if step is None or step.review is None:
        return 15.0
    p90 = float(exact_quantile(step.review, np.array([0.9]))[0])
    return max(5.0, 5.0 * math.ceil(p90 / 5.0 - 1e-9))
