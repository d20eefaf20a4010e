"""The pictures of a drill: no label covers another, axes carry units, and marks are where the numbers say."""

from __future__ import annotations

import itertools
import math
import random

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Annotation

from sim.clock import WallClock
from sim.figures.drill import AnswerLine, Said, Stretch, answers, public
from sim.figures.drill_timeline import DecisionBar, InjectMark, PauseMark, timeline

STRETCH = Stretch(30.0, 150.0, WallClock.at("2026-03-03 09:00", "Europe/London"), "Europe/London", 30.0)


def labels(figure: Figure) -> list[Annotation]:
    """Return the labels of marks."""
    return [text for axes in figure.axes for text in axes.texts if isinstance(text, Annotation) and text.get_text()]


def test_no_label_covers_another_with_81_injects() -> None:
    """However close injects and decisions come, their labels stand apart, and on the page."""
    draw = random.Random(1)
    injects = [
        InjectMark(f"storyline-{k}" if k % 4 else f"i{k}", at, at + draw.expovariate(0.3), math.nan)
        for k in range(81)
        for at in [draw.uniform(30, 140)]
    ]
    decisions = [
        DecisionBar(draw.choice(("Lead", "Desk")), f"{k} D{k % 9}", at, at + draw.uniform(1, 20), k % 5 == 0)
        for k in range(30)
        for at in [draw.uniform(30, 140)]
    ]

    figure = timeline(STRETCH, injects, decisions, [PauseMark(60, 5)])

    FigureCanvasAgg(figure).draw()
    boxes = [label.get_window_extent() for label in labels(figure)]
    overlapping = [(a, b) for a, b in itertools.combinations(boxes, 2) if a.padded(-1.0).overlaps(b.padded(-1.0))]
    assert len(boxes) == 111
    assert overlapping == []
    assert max(box.x1 for box in boxes) <= figure.bbox.x1


def test_a_drill_of_very_many_injects_is_drawn_without_labels() -> None:
    """A thousand injects fit on a page: their marks are there, their labels are not."""
    injects = [InjectMark(f"inject {k}", 30 + k / 10, 30 + k / 10, math.nan) for k in range(1000)]

    figure = timeline(STRETCH, injects, [], [])

    assert labels(figure) == []
    assert figure.get_figheight() < 11


def test_the_timeline_marks_planned_released_and_answered() -> None:
    """An inject has a hollow mark, a filled one and a bar at its three minutes; one never released is crossed."""
    injects = [InjectMark("a", 40.0, 45.0, 60.0), InjectMark("b", 80.0, math.nan, math.nan)]
    decisions = [DecisionBar("Lead", "1 D1", 50.0, 70.0, False), DecisionBar("Lead", "2 D2", 90.0, math.nan, False)]

    figure = timeline(STRETCH, injects, decisions, [PauseMark(55.0, 3.0)])

    above, below = figure.axes
    marks = [(line.get_marker(), float(line.get_xdata()[0])) for line in above.lines if line.get_marker() != "None"]
    assert marks == [("o", 40.0), ("o", 45.0), ("|", 60.0), ("o", 80.0), ("x", 80.0)]
    assert [(bar.get_x(), bar.get_width()) for bar in below.patches] == [(50.0, 20.0), (90.0, 60.0)]
    assert below.get_xlabel() == "local time, Europe/London, and time since the start of the scenario"
    assert below.get_xticklabels()[0].get_text() == "09:30\nT+0:30"


def test_open_cases_are_ticks_on_the_line_of_answers() -> None:
    """The line steps at answers, goes on to the end, and carries a tick where a case was censored."""
    line = AnswerLine("x", 4, np.array([5.0, 20.0]), np.array([0.25, 0.75]), np.array([10.0, 20.0, 30.0]))

    figure = answers([line], until=40.0)

    steps, ticks = figure.axes[0].lines
    assert steps.get_xydata().tolist() == [[0.0, 0.0], [5.0, 0.25], [20.0, 0.75], [40.0, 0.75]]
    assert ticks.get_xydata().tolist() == [[10.0, 0.25], [20.0, 0.75], [30.0, 0.75]]
    assert (figure.axes[0].get_xlabel(), figure.axes[0].get_ylabel()) == (
        "minutes since the post",
        "share of cases answered",
    )


def test_mentions_are_binned_and_statements_numbered() -> None:
    """All mentions of the stretch are counted once, and each statement has its number and its words below."""
    times, potential = np.arange(30.0, 150.0), np.full(120, 3.0)
    said = [Said(60.0, "holding, 10:00"), Said(62.0, "contradiction, 10:02", contradicts=True)]

    figure = public(STRETCH, times, potential, potential - 1.0, said)

    axes = figure.axes[0]
    heights = [patch.get_data().values.sum() for patch in axes.patches if hasattr(patch, "get_data")]
    assert heights == [360.0, 240.0]
    assert axes.get_ylabel() == "mentions per 2 min"
    assert [label.get_text() for label in labels(figure)] == ["1", "2"]
    assert figure.texts[-1].get_text() == "Lines: 1 holding, 10:00; 2 contradiction, 10:02."


def test_a_stretch_of_no_length_is_drawn() -> None:
    """A drill that was closed as it began has pictures too."""
    moment = Stretch(0.0, 0.0, STRETCH.clock, STRETCH.zone)

    figures = [
        timeline(moment, [InjectMark("a", 0.0, 0.0, math.nan)], [], []),
        public(moment, np.array([0.0]), np.array([1.0]), np.array([1.0]), []),
    ]

    assert [figure.axes[0].get_xlim() for figure in figures] == [(0.0, 1.0), (0.0, 1.0)]
