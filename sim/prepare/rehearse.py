"""A rehearsal: robots play the drill many times, so that a facilitator knows before people come what will happen.

How many decisions each seat gets and how many at once, which injects fire and when, how large the backlog grows.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.counterfactual.measures import MEASURES, measure, shown
from sim.counterfactual.robots import Policy, play
from sim.drill.check import asked_nothing
from sim.drill.drill import Drill
from sim.drill.session import Session
from sim.units import format_duration


@dataclass(frozen=True)
class Played:
    """What one run came to; by seat: decisions, and the most at one time; by inject: when it was released."""

    decisions: dict[str, int]
    at_once: dict[str, int]
    released: dict[str, float]
    peak_backlog: float
    opened: dict[str, int]
    defaults: int
    measures: dict[str, float]


@dataclass(frozen=True)
class Rehearsal:
    """All runs of a rehearsal."""

    drill: Drill
    policy: Policy
    runs: tuple[Played, ...]


def rehearse(
    drill: Drill, *, policy: Policy = "expected", runs: int = 20, done: Callable[[int], None] = lambda _: None
) -> Rehearsal:
    """Return what happens when robots play the drill `runs` times, each time on another replication of the crisis.

    Run 0 is the crisis that the players will meet.
    """
    found = []
    for replication in range(runs):
        found.append(_played(play(Session(drill, replication=replication), policy)))
        done(replication + 1)
    return Rehearsal(drill, policy, tuple(found))


def _played(session: Session) -> Played:
    seats = [seat.id for seat in session.drill.definition.seats]
    decided = [one.decision.id for one in session.decisions]
    return Played(
        decisions={seat: sum(one.owner == seat for one in session.decisions) for seat in seats},
        at_once={seat: _most_at_once(session, seat) for seat in seats},
        released={name: one.released_at for name, one in session.injects.items() if not math.isnan(one.released_at)},
        peak_backlog=max(gauges.backlog for gauges in session.history),
        opened={name: decided.count(name) for name in sorted(set(decided))},
        defaults=sum(one.answer is not None and one.answer.default for one in session.decisions),
        measures=measure(session.records(), begins=session.begins, end=session.closed_at),
    )


def _most_at_once(session: Session, seat: str) -> int:
    """Return the largest number of decisions that a seat had open at one time."""
    changes = []
    for one in session.decisions:
        if one.owner == seat:
            end = one.answer.effect_at if one.answer is not None else session.closed_at
            changes += [(one.opened_at, 1), (end, -1)]
    open_, most = 0, 0
    for _, change in sorted(changes, key=lambda each: (each[0], each[1])):
        open_ += change
        most = max(most, open_)
    return most


def rehearsal_text(found: Rehearsal) -> str:
    """Return the rehearsal as a text for the terminal."""
    runs, drill = found.runs, found.drill.definition
    lines = [
        f"{drill.title or drill.name}: {len(runs)} runs of {format_duration(drill.length)} by robots ({found.policy})",
        "",
        f"{'seat':<24}{'decisions':>12}{'most at once':>14}",
    ]
    idle = asked_nothing(drill)
    for seat in drill.seats:
        load = [run.decisions[seat.id] for run in runs]
        most = max(run.at_once[seat.id] for run in runs)
        nothing = "  asked nothing" if seat.id in idle else ""
        lines.append(f"{seat.id[:23]:<24}{_span(load):>12}{most:>14}{nothing}")
    lines += ["", f"{'decision':<24}{'opened':>12}{'in runs':>14}"]
    for decision in drill.decisions:
        times = [run.opened.get(decision.id, 0) for run in runs]
        lines.append(f"{decision.id[:23]:<24}{_span(times):>12}{sum(t > 0 for t in times):>9} of {len(runs)}")
    lines += ["", f"{'inject':<24}{'released at':>12}{'in runs':>14}"]
    for inject in drill.injects[:40]:
        at = [run.released[inject.id] for run in runs if inject.id in run.released]
        when = f"{np.median(at):.0f} min" if at else "-"
        lines.append(f"{inject.id[:23]:<24}{when:>12}{len(at):>9} of {len(runs)}")
    if len(drill.injects) > 40:
        lines.append(f"... and {len(drill.injects) - 40} more injects")
    peak = [run.peak_backlog for run in runs]
    lines += ["", f"Peak backlog {_span(peak)} cases; defaults {_span([run.defaults for run in runs])} a run."]
    for one in MEASURES:
        values = np.array([run.measures[one.name] for run in runs])
        if not np.isnan(values).all():
            # Of ranks, not of differences: infinity, a time that was not reached, is a value like others.
            low, middle, high = np.nanquantile(values, (0.1, 0.5, 0.9), method="inverted_cdf")
            lines.append(f"{one.title}: {shown(one, middle)} ({shown(one, low)} to {shown(one, high)} in 80 % of runs)")
    return "\n".join(lines)


def _span(values: list[float] | list[int]) -> str:
    low, high = min(values), max(values)
    return f"{low:.0f}" if low == high else f"{low:.0f}-{high:.0f}"
