"""What stands in the panes beside the feed: the state of the clock, decisions that wait, injects, gauges."""

from __future__ import annotations

import math

from sim.console.lists import called
from sim.console.screen_lines import bar, spark
from sim.console.view import View
from sim.drill.state import DecisionState, InjectState
from sim.response.gauges import Gauges
from sim.units import format_duration

# Cells before a gauge's value, and behind the curve and the bar.
_LABEL = 9
_BEHIND = 18


def state_lines(view: View) -> list[str]:
    """Return the lines beside the big clock: day and minute, state and pace, handling mark."""
    room, session = view.room, view.room.session
    definition = session.drill.definition
    played = session.now - session.begins
    over = ", OVER TIME" if played > definition.length else ""
    day = f"{session.drill.scenario.clock.local(session.now):%a %d %b}"
    return [
        f"{day}, minute {played:.0f} of {definition.length:.0f}{over}",
        _how(view),
        definition.handling or room.folder.name,
    ]


def _how(view: View) -> str:
    room = view.room
    clock = room.session.drill.definition.clock
    if room.running:
        slowed = " (a decision blocks)" if room.pace < room.factor else ""
        return f"► RUNNING, {room.pace:g} x the wall{slowed}" if room.pace else "► RUNNING, held by a decision"
    if room.paused:
        return "‖ PAUSED"
    return f"■ STILL, steps of {clock.step:g} min"


def decision_lines(view: View) -> list[str]:
    """Return a line for each decision that waits: its time first, so that it is read where the line is cut."""
    session = view.room.session
    return [_waits(state, session.now) for state in session.open_decisions]


def _waits(state: DecisionState, now: float) -> str:
    left = "no time-out" if math.isinf(state.due) else f"{format_duration(max(0.0, state.due - now))} left"
    mark = "■" if state.decision.blocking else "?"
    blocks = " BLOCKS" if state.decision.blocking else ""
    return f" {mark} {state.number}{blocks}, {left}, {state.owner}: {state.decision.title}"


def next_inject(view: View) -> InjectState | None:
    """Return the timed inject that comes next, if one is left."""
    return next(iter(_timed(view)), None)


def _timed(view: View) -> list[InjectState]:
    ready = [one for one in view.room.session.injects.values() if one.status == "ready"]
    return sorted((one for one in ready if not math.isnan(one.planned_at)), key=lambda one: one.planned_at)


def inject_lines(view: View) -> list[str]:
    """Return what was released last, what comes next, what is held, and how many wait for something else."""
    injects = list(view.room.session.injects.values())
    out = [one for one in injects if not math.isnan(one.released_at)]
    lines = []
    if out:
        now = max(out, key=lambda one: one.released_at)
        lines.append(f" Now  {view.clock(now.released_at)} {called(now.inject)}{_met(now)}")
    coming = [f" Next {view.clock(one.planned_at)} {called(one.inject)}" for one in _timed(view)[:3]]
    held = [one.inject.id for one in injects if one.status == "held"]
    # What is held stands before the later ones: a small pane has no room for all.
    lines += [*coming[:1], *([f" Held {', '.join(held)}"] if held else []), *coming[1:]]
    others = sum(one.status == "ready" and math.isnan(one.planned_at) for one in injects)
    if others:
        lines.append(f" {others} more by condition, by decision or by hand: i")
    return lines or [" none is left"]


def _met(one: InjectState) -> str:
    return " (met)" if one.status == "answered" else ""


def gauge_lines(view: View, width: int) -> list[str]:
    """Return the gauges, each in one line of at most about `width` cells."""
    session = view.room.session
    now = session.gauges
    room = max(4, width - _LABEL - _BEHIND)
    curve = spark([one.mentions_last_hour for one in session.history], room)
    people = f"{now.busy} of {now.on_duty} people"
    return [
        f" posts/h {curve} {now.mentions_last_hour}, {now.mentions} in all",
        f" backlog {_backlog(now)}",
        f" busy    {bar(now.utilisation, room)} {people}",
        f" waiting {_waiting(now)}",
        f" stated  {_stated(now)}{'; CRISIS MODE' if now.crisis else ''}",
    ]


def _backlog(now: Gauges) -> str:
    return f"{now.backlog}, the oldest {format_duration(now.oldest)}" if now.backlog else "0"


def _waiting(now: Gauges) -> str:
    ordered = sorted(now.waiting_for.items(), key=lambda pair: -pair[1])
    return ", ".join(f"{stage} {many}" for stage, many in ordered) or "nothing in a queue"


def _stated(now: Gauges) -> str:
    return f"{format_duration(now.since_statement)} ago" if now.statements else "never yet"
