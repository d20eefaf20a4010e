"""Robots that play a drill by a policy, so that it can be tried before people come, and runs can be compared.

A robot sees what is put to the players on a whole minute, and answers a decision as soon as what the answer counts as
has passed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

from sim.drill.charging import charge
from sim.drill.session import Session
from sim.drill.state import Action, DecisionState
from sim.keys import name_key, single_uniform, stream

Policy = Literal["default", "expected", "random"]
POLICIES: Final[dict[Policy, str]] = {
    "default": "nobody answers: every decision runs into its time-out",
    "expected": "the expected option is chosen, or the default where none is expected",
    "random": "any option, with equal chances",
}


def play(session: Session, policy: Policy) -> Session:
    """Play a drill to its end by a policy, minute by minute, and close it."""
    session.begin()
    end = int(session.drill.definition.ends)
    answered = 0
    while True:
        for state in session.decisions[answered:]:
            _answer(session, state, policy)
        answered = len(session.decisions)
        if session.now >= end:
            break
        session.apply(Action("clock", session.now, {"do": "advance", "to": int(session.now) + 1}))
    session.apply(Action("close", session.now, {}))
    return session


def _answer(session: Session, state: DecisionState, policy: Policy) -> None:
    option = _CHOICES[policy](session, state)
    if option is None:
        return
    counted = charge(session, state, thinking=0.0, live=False, minutes=None)
    if state.opened_at + counted.minutes >= state.due:
        return  # too slow: the time-out comes first
    payload = {
        "number": state.number,
        "option": option,
        "effect_at": state.opened_at + counted.minutes,
        "how": counted.how,
    }
    session.apply(Action("decision", session.now, payload, seat=state.owner, actor="robot"))


def _default(_session: Session, _state: DecisionState) -> str | None:
    return None


def _expected(_session: Session, state: DecisionState) -> str | None:
    return state.decision.expected


def _random(session: Session, state: DecisionState) -> str | None:
    root = stream(session.drill.definition.seed, session.replication)
    luck = single_uniform(root, name_key(f"{state.decision.id} {state.number}"), name_key("robot"))
    options = state.decision.options
    return options[int(luck * len(options))].id


_CHOICES: Final[dict[Policy, Callable[[Session, DecisionState], str | None]]] = {
    "default": _default,
    "expected": _expected,
    "random": _random,
}
