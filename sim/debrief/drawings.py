"""The pictures of the report, drawn from the drill; None where there is nothing to draw."""

from __future__ import annotations

import math
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.survival import CENSORED
from sim.debrief.document import Picture
from sim.debrief.evidence import Evidence
from sim.debrief.said import statements
from sim.debrief.times import waits
from sim.response.line import Statement
from sim.units import FloatArray, IntArray

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.figures.drill import AnswerLine, Stretch
    from sim.figures.drill_timeline import DecisionBar, InjectMark, PauseMark

_MOST_LINES = 6
_LABEL = 12


def timeline(evidence: Evidence) -> Picture | None:
    """Return the course of the drill."""
    from sim.figures import drill_timeline as figures

    injects, decisions = _injects(evidence), _decisions(evidence)
    if not injects and not decisions:
        return None
    pauses = [_pause(one.at, one.begin_wall, one.end_wall) for one in evidence.session.table.pauses]
    figure = figures.timeline(_stretch(evidence, evidence.session.begins), injects, decisions, pauses)
    alt = f"{len(injects)} injects as planned, released and answered, and {len(decisions)} decisions by seat, over time"
    return _picture("timeline", alt, figure)


def _stretch(evidence: Evidence, begin: float) -> Stretch:
    from sim.figures.drill import Stretch

    scenario = evidence.session.drill.scenario
    return Stretch(begin, evidence.end, scenario.clock, scenario.timezone, evidence.session.begins)


def _injects(evidence: Evidence) -> list[InjectMark]:
    from sim.figures.drill_timeline import InjectMark

    session, found = evidence.session, []
    for one in session.injects.values():
        planned = one.planned_at if one.inject.at is None else one.inject.at
        released = one.released_at
        if any(session.begins <= at <= evidence.end for at in (planned, released)):
            found.append(InjectMark(_short(one.inject.id), planned, released, one.answered_at))
    return found


def _decisions(evidence: Evidence) -> list[DecisionBar]:
    from sim.figures.drill_timeline import DecisionBar

    return [
        DecisionBar(
            seat=evidence.seat(one.owner),
            name=f"{one.number} {_short(one.decision.id)}",
            opened=one.opened_at,
            acted=math.nan if one.answer is None else one.answer.effect_at,
            default=one.answer is not None and one.answer.default,
        )
        for one in evidence.session.decisions
    ]


def _short(name: str) -> str:
    return name if len(name) <= _LABEL else f"{name[: _LABEL - 1]}…"


def _pause(at: float, begin: int, end: int) -> PauseMark:
    from sim.figures.drill_timeline import PauseMark

    return PauseMark(at, (end - begin) / 60000 if end else math.nan)


def answers(evidence: Evidence) -> Picture | None:
    """Return the share answered over time, by channel; channels with few cases together where there are many."""
    from sim.figures import drill as figures

    every, *channels = waits(evidence)
    if not len(every.waited):
        return None
    shown = channels if len(channels) <= _MOST_LINES else channels[: _MOST_LINES - 1]
    lines = [_line(one.name, one.waited, one.cause) for one in shown]
    if len(shown) < len(channels):
        rest = channels[len(shown) :]
        waited, cause = np.concatenate([one.waited for one in rest]), np.concatenate([one.cause for one in rest])
        lines.append(_line("other channels", waited, cause))
    figure = figures.answers(lines, until=max(float(every.waited.max()), 1.0))
    return _picture("answers", "Share of cases answered against minutes since the post, by channel", figure)


def _line(name: str, waited: FloatArray, cause: IntArray) -> AnswerLine:
    from sim.analysis.survival import cumulative_incidence
    from sim.figures.drill import AnswerLine

    curve = cumulative_incidence(waited, cause)
    return AnswerLine(name, len(waited), curve.time, curve.answered, np.sort(waited[cause == CENSORED]))


def public(evidence: Evidence) -> Picture | None:
    """Return mentions over time with what was published."""
    from sim.figures import drill as figures

    mentions = evidence.records.mentions
    if not len(mentions["bin"]):
        return None
    said = [
        figures.Said(one.time, f"{_named(evidence, one)}, {evidence.clock(one.time)}", one.kind == "contradiction")
        for one in statements(evidence)
    ]
    bins, potential, surviving = (mentions[word].astype(np.float64) for word in ("bin", "potential", "surviving"))
    figure = figures.public(_stretch(evidence, 0.0), bins, potential, surviving, said)
    return _picture("public", "Mentions over time, potential and posted, with statements and contradictions", figure)


def _named(evidence: Evidence, one: Statement) -> str:
    side = one.topic != evidence.session.drill.scenario.main_topic
    return f"{one.kind} on {one.topic} (side topic)" if side else one.kind


def _picture(name: str, alt: str, figure: Figure) -> Picture:
    from sim.figures.style import save

    with tempfile.TemporaryDirectory() as folder:
        png, svg = save(figure, Path(folder) / name)
        return Picture(name, alt, png.read_bytes(), svg.read_bytes())
