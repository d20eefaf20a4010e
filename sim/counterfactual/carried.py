"""The same drill under another organisation, in two readings that are never mixed.

Reading A, your decisions and other plumbing: choices and thinking times are carried over, by decision and case; what
has no counterpart is left to the default. Reading C, the model only: where did this drill fall among runs of the
model in which nobody decided but the model's own people. One drill is one path and one team.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim.counterfactual.measures import MEASURES, measure
from sim.drill.drill import Drill, until, with_organisation
from sim.drill.session import Session
from sim.drill.state import Action, DecisionState, DrillError
from sim.organisation.organisation import Organisation
from sim.record.log import Records
from sim.response.respond import records_of

CAVEAT = "One drill is one path and one team; this is what the model implies, not what would have happened."
# What the facilitator and the players did that is no answer to a decision, and that acts on the model.
_CARRIED = ("inject", "post")


@dataclass(frozen=True)
class Divergence:
    """The first difference between two runs: the minute, and what it was."""

    at: float
    what: str


@dataclass(frozen=True)
class Outcomes:
    """How the decisions of one run ended: answered by people, by default, or not at all; all of them are in one."""

    answered: int
    defaulted: int
    open: int


@dataclass(frozen=True)
class SameDecisions:
    """Reading A. By measure: (this drill, the other organisation).

    Attributes:
        organisation: Name of the other organisation.
        values: By measure.
        decisions: How many were opened in the drill, and there.
        carried: Decisions of the drill that people answered and that came up there too: their answers were carried
            over.
        unmatched: Decisions of the drill that people answered and that did not come up there.
        defaulted: Decisions that came up only there: nobody was there to answer them.
        without_effect: What the other organisation has no place for.
        divergence: The first difference; None if there is none.
        here: How the decisions of the drill ended; `carried` and `unmatched` are those answered.
        there: How those of the other organisation ended.
    """

    organisation: str
    values: dict[str, tuple[float, float]]
    decisions: tuple[int, int]
    carried: int
    unmatched: int
    defaulted: int
    without_effect: tuple[str, ...]
    divergence: Divergence | None
    here: Outcomes
    there: Outcomes


@dataclass(frozen=True)
class Undecided:
    """The same drill with nobody at the table: every decision runs to its default, nothing is published by hand.

    Attributes:
        values: By measure: (this drill, nobody at the table).
        decisions: How many came up in the drill, and then.
    """

    values: dict[str, tuple[float, float]]
    decisions: tuple[int, int]


def same_decisions(session: Session, organisation: Organisation) -> SameDecisions:
    """Return reading A of a closed drill under another organisation (or, to the last bit, under its own)."""
    mine = session.records()
    other = carried_over(session, organisation)
    theirs = other.records_now()
    here_opened = {one.address for one in session.decisions}
    there_opened = {one.address for one in other.session.decisions}
    answered = {one.address for one in session.decisions if one.answer is not None and not one.answer.default}
    span = {"begins": session.begins, "end": session.closed_at}
    here, there = measure(mine, **span), measure(theirs, **span)
    return SameDecisions(
        organisation=organisation.name,
        values={one.name: (here[one.name], there[one.name]) for one in MEASURES},
        decisions=(len(session.decisions), len(other.session.decisions)),
        carried=len(answered & there_opened),
        unmatched=len(answered - there_opened),
        defaulted=len(there_opened - here_opened),
        without_effect=tuple(dict.fromkeys(one.reason for one in other.session.without_effect)),
        divergence=first_divergence(mine, theirs),
        here=_outcomes(session),
        there=_outcomes(other.session),
    )


def _outcomes(session: Session) -> Outcomes:
    answers = [one.answer for one in session.decisions if one.answer is not None]
    defaulted = sum(answer.default for answer in answers)
    return Outcomes(len(answers) - defaulted, defaulted, len(session.decisions) - len(answers))


def undecided(session: Session) -> Undecided:
    """Return what a closed drill would have come to if nobody had decided anything: what the players' answers did."""
    end = max(session.closed_at, session.begins + 1.0)
    other = CarriedOver(until(session.drill, end), session, decided=False)
    other.play()
    span = {"begins": session.begins, "end": session.closed_at}
    here, there = measure(session.records(), **span), measure(other.records_now(), **span)
    return Undecided(
        values={one.name: (here[one.name], there[one.name]) for one in MEASURES},
        decisions=(len(session.decisions), len(other.session.decisions)),
    )


class CarriedOver:
    """A drill that is played again by what people did, as far as it has a counterpart.

    Without `decided` only the injects are carried over: nobody answers, and nobody publishes.
    """

    def __init__(self, drill: Drill, played: Session, *, decided: bool = True) -> None:
        self.session = Session(drill, replication=played.replication)
        self.left: dict[tuple[str, int, int], list[tuple[DecisionState, Action]]] = {}
        for action in played.actions:
            if action.kind == "decision" and decided:
                state = played.decision(int(action.payload["number"]))
                self.left.setdefault(state.address, []).append((state, action))
        kinds = _CARRIED if decided else ("inject",)
        self._others = [action for action in played.actions if action.kind in kinds]
        self._end = played.closed_at

    def play(self) -> None:
        """Play to the minute at which the drill was closed."""
        session = self.session
        session.begin()
        pending: list[tuple[float, int, Action]] = [(a.scen, a.seq, a) for a in self._others]
        seen = 0
        while True:
            for state in session.decisions[seen:]:
                pending += self._answers_to(state)
            seen = len(session.decisions)
            # What was done within the next minute, in the order in which it was done.
            now = sorted((one for one in pending if one[0] < session.now + 1.0), key=lambda one: one[:2])
            pending = [one for one in pending if one[0] >= session.now + 1.0]
            for _, _, action in now:
                self._do(action)
            if session.now >= self._end:
                break
            session.apply(Action("clock", session.now, {"do": "advance", "to": int(session.now) + 1}))
        session.apply(Action("close", session.now, {}))

    def _answers_to(self, state: DecisionState) -> list[tuple[float, int, Action]]:
        """Return the answers that were given to the same decision, as long after its opening as then."""
        found = self.left.pop(state.address, [])
        answers = []
        for then, action in found:
            shift = state.opened_at - then.opened_at
            payload = {
                **action.payload,
                "number": state.number,
                "effect_at": float(action.payload["effect_at"]) + shift,
            }
            moved = Action("decision", action.scen + shift, payload, action.seat, action.actor, action.wall, action.seq)
            answers.append((moved.scen, moved.seq, moved))
        return answers

    def _do(self, action: Action) -> None:
        try:
            self.session.apply(action)
        except DrillError as error:
            # An inject that was fired by hand may have fired by its condition here; what cannot be done is told.
            self.session.leave_out(action.scen, f"{action.kind} {action.payload.get('id', '')}", str(error))

    def records_now(self) -> Records:
        """Return the tables: the run ends at the minute at which the drill was closed."""
        self.session.engine.finish()
        return records_of(self.session.engine)


def carried_over(session: Session, organisation: Organisation) -> CarriedOver:
    """Return the drill played again under an organisation, by what people did."""
    drill = (
        session.drill if organisation == session.drill.organisation else with_organisation(session.drill, organisation)
    )
    end = max(session.closed_at, session.begins + 1.0)
    again = CarriedOver(until(drill, end), session)
    again.play()
    return again


def first_divergence(mine: Records, theirs: Records) -> Divergence | None:
    """Return the first difference in what happened to cases and in what was stated; None if all tables agree."""
    before, after = _happenings(mine), _happenings(theirs)
    different = sorted(before.keys() ^ after.keys())
    if not different:
        return None
    at, what, _ = first = different[0]
    here = first in before
    number = before[first] if here else after[first]
    case = "" if number is None else f" (case {number} {'here' if here else 'there'})"
    return Divergence(at, f"{what}, only {'here' if here else 'there'}{case}")


def _happenings(records: Records) -> dict[tuple[float, str, int], int | None]:
    """Return the number of the case of everything that happened, by instant, what it was, and the case's key."""
    cases = records.cases
    found: dict[tuple[float, str, int], int | None] = {}
    numbers, keys, channels = (cases[name].tolist() for name in ("case", "key", "channel"))
    for word in ("opened", "detected", "triaged", "drafted", "approved", "answered"):
        for at, number, key, channel in zip(cases[word].tolist(), numbers, keys, channels):
            if not math.isnan(at):
                found[at, f"{word} on {channel}" if channel else f"a position {word}", key] = number
    statements = records.statements
    for at, kind in zip(statements["time"].tolist(), statements["kind"].tolist()):
        found[at, f"a {kind} published", 0] = None
    for at, word in zip(records.events["time"].tolist(), records.events["event"].tolist()):
        found[at, word, 0] = None
    return found
