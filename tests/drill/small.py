"""A small drill for tests of one rule at a time: few seats, no decisions, whatever a test adds."""

from __future__ import annotations

from typing import Any

from sim.drill.definition import Definition
from sim.drill.drill import Drill, load_drill
from sim.drill.session import Session
from sim.drill.state import Action
from sim.organisation.organisation import Organisation
from sim.scenario.files import load_organisation

BEGINS = 96.0


def small(*, organisation: str = "dedicated-team", **fields: Any) -> Drill:
    """Return a drill over the crisis of the demonstration, with the given fields of its definition."""
    base = load_drill("demo")
    plain: dict[str, Any] = {
        "tocsin": 1,
        "name": "small",
        "scenario": "product-rumour",
        "organisation": organisation,
        "seed": 7,
        "begins": "96 min",
        "length": "60 min",
        "seats": [{"id": "lead", "title": "Lead"}, {"id": "desk", "title": "Desk"}],
    }
    definition = Definition.model_validate({**plain, **fields})
    model: Organisation = load_organisation(organisation)
    return Drill(definition, base.scenario, model, base.texts)


def started(**fields: Any) -> Session:
    """Return a session of such a drill at its first minute."""
    session = Session(small(**fields))
    session.begin()
    return session


def to(session: Session, minute: float) -> None:
    """Move the clock on to a minute after the beginning."""
    session.apply(Action("clock", session.now, {"do": "advance", "to": int(BEGINS + minute)}))


def inject(session: Session, do: str, name: str, **more: Any) -> None:
    """Do something to an inject."""
    session.apply(Action("inject", session.now, {"do": do, "id": name, **more}))


def answer(session: Session, number: int, option: str, *, minutes: float = 0.0, seat: str = "lead") -> None:
    """Answer a decision; it counts as so many minutes."""
    state = session.decision(number)
    payload = {"number": number, "option": option, "effect_at": state.opened_at + minutes, "how": "given"}
    session.apply(Action("decision", session.now, payload, seat=seat, actor="Ana"))
