"""What the figures show, for two and six organisations and where there is nothing to show."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import StepPatch
from matplotlib.text import Text
from synthetic import synthetic_study

from sim import figures
from sim.analysis.estimate import compare
from sim.figures.style import save, wall_clock
from sim.figures.work import people_on_duty
from sim.organisation.organisation import Organisation
from sim.record.study import Study

Draw = Callable[[Study], Figure]
DRAWS: tuple[Draw, ...] = (
    figures.answered_share,
    figures.response_times,
    lambda study: figures.response_times(study, by="channel"),
    figures.differences,
    figures.mentions,
    figures.backlog,
    figures.where_time_goes,
    figures.first_statement,
)


def all_texts(figure: Figure) -> list[Text]:
    """Return all texts of a figure but the numbers at the ticks, of which some lie outside and are never drawn."""
    found = [*figure.texts, *(text for legend in figure.legends for text in legend.get_texts())]
    for axes in figure.axes:
        found += [*axes.texts, axes.xaxis.label, axes.yaxis.label, *axes.findobj(_is_title)]
        found += [label for label in axes.get_yticklabels() if not re.fullmatch(r"[−\d.% ]*", label.get_text())]
    return found


def _is_title(artist: Artist) -> bool:
    return isinstance(artist, Text) and artist.get_fontweight() == "bold"


def texts(figure: Figure) -> str:
    """Return all texts of a figure, one a line."""
    return "\n".join(text.get_text() for text in all_texts(figure))


def with_texts(figure: Figure, word: str) -> list[Axes]:
    """Return the axes whose horizontal or vertical label holds a word."""
    return [axes for axes in figure.axes if word in axes.get_xlabel() + axes.get_ylabel()]


@pytest.mark.parametrize("draw", DRAWS)
def test_texts_are_whole_and_say_how_it_was_made(draw: Draw, six: Study) -> None:
    """With six organisations no text is cut off at an edge; the caption says scenario, organisations, runs and seed."""
    figure = draw(six)

    told = "A made-up crisis (made-up), centralised, dispersed, 4 more; 3 replications, seed 1, start Tue 3 Mar 2026"
    assert told in " ".join(texts(figure).split())
    for text in all_texts(figure):
        extent = text.get_window_extent()
        # Mutation: captions wrapped at 21 characters an inch instead of 18.
        assert extent.x0 >= 0, text.get_text()
        assert extent.y0 >= 0, text.get_text()
        assert extent.x1 <= figure.bbox.x1, text.get_text()
        assert extent.y1 <= figure.bbox.y1, text.get_text()


@pytest.mark.parametrize("draw", DRAWS)
def test_each_of_seventeen_is_named_beside_what_is_drawn_of_it(draw: Draw, seventeen: Study) -> None:
    """With more organisations than colours none rests on a legend of colours, no text is cut, no page is endless."""
    figure = draw(seventeen)

    beside = [text.get_text() for axes in figure.axes for text in (*axes.get_yticklabels(), *axes.findobj(_is_title))]
    others = set(seventeen.meta.organisation_titles.values()) - {"Centralised"}
    assert others <= set(beside)
    assert not others & {text.get_text() for legend in figure.legends for text in legend.get_texts()}
    assert figure.get_figheight() < 20
    for text in all_texts(figure):
        extent = text.get_window_extent()
        assert extent.x0 >= 0, text.get_text()
        assert extent.x1 <= figure.bbox.x1, text.get_text()


def test_bars_of_many_organisations_hold_every_case(seventeen: Study) -> None:
    """The parts of each bar, answered soon or late, moot and open, add up to all cases that need an answer."""
    axes = figures.answered_share(seventeen).axes[0]

    lengths: dict[float, float] = {}
    for bar in axes.patches:
        lengths[round(bar.get_y(), 3)] = lengths.get(round(bar.get_y(), 3), 0.0) + bar.get_width()
    assert len(lengths) == 17
    assert list(lengths.values()) == pytest.approx([1.0] * 17)


@pytest.mark.parametrize("draw", [d for d in DRAWS if d is not figures.differences])
def test_a_study_without_cases_can_be_drawn(draw: Draw, silent: Study) -> None:
    """A crisis that opened no case and drew no statement gives a figure, not an error or a warning."""
    assert "centralised against dispersed; 6 replications" in " ".join(texts(draw(silent)).split())


@pytest.mark.parametrize("draw", [figures.answered_share, figures.differences, figures.mentions, figures.backlog])
def test_one_replication_can_be_drawn_without_intervals(draw: Draw) -> None:
    """With a single run there are lines and points but no bands, and nothing warns."""
    draw(synthetic_study(2, replications=1))


def test_same_study_same_bytes(two: Study, tmp_path: Path) -> None:
    """Two drawings of one study give the same PNG and SVG bytes; another study gives others."""
    first = save(figures.first_statement(two), tmp_path / "first")
    again = save(figures.first_statement(two), tmp_path / "again")
    other = save(figures.first_statement(two.select("dispersed")), tmp_path / "other")

    assert [p.suffix for p in first] == [".png", ".svg"]
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in again]
    assert all(p.read_bytes() != q.read_bytes() for p, q in zip(first, other, strict=True))
    assert b"<dc:date>" not in first[1].read_bytes()


def test_positions_carry_no_noise_of_the_solver(two: Study) -> None:
    """Axes stand on six decimals: the last bits of a layout vary from run to run, and SVG ids with them."""
    # Mutation: leaving the layout to the solver, which changes the SVG's bytes in one drawing of five or so.
    for axes in figures.mentions(two).axes:
        bounds = axes.get_position().bounds
        assert bounds == pytest.approx([round(value, 6) for value in bounds], abs=1e-15)


def test_answered_share_ends_at_the_share_of_answered_cases(two: Study) -> None:
    """The curves' last points are the mean shares answered; dropping moot cases would lift them to 1."""
    lines = figures.answered_share(two).axes[0].get_lines()

    for line, name in zip(lines, two.meta.organisations, strict=False):
        cases = two.cases[(two.cases["organisation"] == name) & (two.cases["kind"] != "position")]
        cases = cases[cases["level"] >= 1]
        shares = (cases["state"] == "answered").groupby(cases["replication"]).mean()
        # Mutation: leaving out state 'moot' before the curve is made.
        assert line.get_ydata()[-1] == pytest.approx(shares.mean(), abs=0.005)  # type: ignore[index]


def test_response_times_count_open_and_moot(two: Study) -> None:
    """Beside each level stand all its cases, the moot and the open ones, as means a replication."""
    figure = figures.response_times(two.select("centralised"))
    cases = two.cases[(two.cases["organisation"] == "centralised") & (two.cases["kind"] != "position")]
    shown = [text.get_text() for text in figure.axes[0].texts]

    for row, level in enumerate((1, 2, 3)):
        own = cases[cases["level"] == level]
        wanted = [len(own), (own["state"] == "moot").sum(), (own["state"] == "open").sum()]
        for text, count in zip(shown[3 * row : 3 * row + 3], wanted, strict=True):
            assert float(text) == pytest.approx(count / two.meta.replications, abs=0.5)


def test_differences_mark_verdicts_by_shape(two: Study) -> None:
    """Better, worse and unclear differ in the shape of the marker, and each point lies at its difference."""
    frame = compare(two)
    figure = figures.differences(two, frame)
    shapes = {"better": "^", "worse": "v", "no clear difference": "o"}

    for axes, row in zip(figure.axes, frame[frame["headline"]].itertuples(), strict=True):
        point = axes.get_lines()[-1]
        factor = {"share": 100.0, "min": 1 / 60 if "hours" in axes.get_xlabel() else 1.0}.get(row.unit, 1.0)
        assert point.get_marker() == shapes[row.verdict]
        assert float(point.get_xdata()[0]) == pytest.approx(row.difference * factor)  # type: ignore[index,arg-type]


def test_mentions_show_the_means_of_the_table(two: Study) -> None:
    """The area under the lines is the mean number of potential and of surviving mentions a replication."""
    panel = with_texts(figures.mentions(two), "mentions per")[0]
    own = two.mentions[two.mentions["organisation"] == "centralised"]
    potential, surviving = (np.nansum(patch.get_data().values) for patch in _stairs(panel)[:2])

    assert potential == pytest.approx(own["potential"].sum() / two.meta.replications)
    assert surviving == pytest.approx(own["surviving"].sum() / two.meta.replications)


def _stairs(axes: Axes) -> list[StepPatch]:
    return [patch for patch in axes.patches if isinstance(patch, StepPatch)]


def test_minute_series_are_told_in_few_bins(two: Study) -> None:
    """A day in minutes is drawn in bins of 5 minutes (at most 300), and its total stays the same."""
    meta = replace(two.meta, resolution="minute")
    panel = with_texts(figures.mentions(replace(two, meta=meta)), "mentions per")[0]

    assert panel.get_ylabel() == "mentions per 5 min"
    assert np.nansum(_stairs(panel)[0].get_data().values) == pytest.approx(
        two.mentions.loc[two.mentions["organisation"] == "centralised", "potential"].sum() / two.meta.replications
    )


def test_backlog_counts_open_cases(six: Study) -> None:
    """At each instant the line is the mean number of cases opened by then and not ended by then."""
    slow = six.select("daily-committee")
    line = figures.backlog(slow).axes[0].get_lines()[0]
    own = slow.cases[slow.cases["kind"] != "position"]
    own = own[own["level"] >= 1]
    times, values = np.asarray(line.get_xdata()), np.asarray(line.get_ydata())

    assert (own["state"] == "open").any()
    for place in (10, 40, 120, 290):
        # Mutation: counting position cases, or dropping cases that are still open.
        there = (own["opened"] <= times[place]) & (own["ended"] > times[place])
        assert values[place] == pytest.approx(there.sum() / slow.meta.replications)


def organisation() -> Organisation:
    """Return three officers in shifts round the clock and a head in the office."""
    return Organisation.model_validate(
        {
            "tocsin": 1,
            "name": "centralised",
            "structure": {"desks": {"social": {"members": ["officer"], "channels": ["x"]}}},
            "resources": {
                "people": [
                    {"role": "officer", "count": 3, "calendar": "3x8"},
                    {"role": "head", "count": 1, "calendar": "office"},
                ]
            },
        }
    )


def test_people_on_duty_follow_the_local_clock(two: Study) -> None:
    """One of three shifts is always there; the head adds one from 09:00 to 17:00 on working days."""
    clock = wall_clock(two.meta)
    points = np.arange(0, two.meta.end, 30.0)
    hours = [clock.local(t) for t in points]

    people = people_on_duty(organisation(), two.meta, points)

    expected = [1 + (hour.weekday() < 5 and 9 <= hour.hour < 17) for hour in hours]
    assert people.tolist() == expected
    assert "on duty" in texts(figures.backlog(two.select("centralised"), [organisation()]))


def test_time_components_add_up_to_the_time_of_a_case(two: Study) -> None:
    """The bars of a level end at the mean hours from opened to ended."""
    panel = figures.where_time_goes(two).axes[0]
    own = two.cases[(two.cases["organisation"] == "centralised") & (two.cases["kind"] != "position")]
    own = own[own["level"] == 1]

    ends = [bar.get_x() + bar.get_width() for bar in panel.patches if bar.get_y() < 0.4]  # type: ignore[attr-defined]

    assert max(ends) == pytest.approx((own["ended"] - own["opened"]).mean() / 60)


def test_runs_without_a_statement_are_told(two: Study) -> None:
    """Half of the runs without a statement: the share stands at the right and the median is theirs no more."""
    some = two.replications.copy()
    some.loc[some["replication"] < 4, "first_statement"] = math.nan
    figure = figures.first_statement(replace(two, replications=some))

    assert "67 %" in texts(figure)


def test_a_dollar_in_a_title_is_no_formula(two: Study, tmp_path: Path) -> None:
    """Titles with dollars, braces, markup or line breaks are drawn as they stand, on one line."""
    titles = {"centralised": "$\\frac{1}$ <b>&\nnext", "dispersed": "危機 $"}
    meta = replace(two.meta, title="costs $5 and $x_{", organisation_titles=titles)

    figure = figures.first_statement(replace(two, meta=meta))
    save(figure, tmp_path / "figure")

    assert "$\\frac{1}$ <b>& next" in texts(figure)
    assert "costs $5 and $x_{" in texts(figure)
