"""Many organisations in one table."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.analysis.estimate import compare
from sim.analysis.metrics import HEADLINES
from sim.record.study import Study
from sim.report.matrix import MARKS, columns, matrix, matrix_lines
from sim.report.page import write_report


def test_a_line_an_organisation_the_baseline_first(seventeen: Study) -> None:
    """Each organisation has one line of a terminal's width, the baseline first and then the most answered."""
    comparison = compare(seventeen)

    lines = matrix_lines(comparison)

    names = [line.split()[0] for line in lines[2:19]]
    shares = [float(line.split()[1]) for line in lines[3:19]]
    assert names[0] == "centralised"
    assert sorted(names) == sorted(seventeen.meta.organisations)
    assert shares == sorted(shares, reverse=True)
    assert max(len(line) for line in lines) <= 100


def test_marks_are_the_verdicts(seventeen: Study) -> None:
    """The mark behind each value says better, worse or neither, as the comparison's simultaneous intervals do."""
    comparison = compare(seventeen)
    verdicts = {(row.organisation, row.metric): row.verdict for row in comparison.itertuples()}

    told = {
        line.split()[0]: [word for word in line.split() if word in "+-~"] for line in matrix_lines(comparison)[3:19]
    }

    for name, marks in told.items():
        assert marks == [MARKS[verdicts[name, one.name]] for one in HEADLINES]
    assert "simultaneous over 16 comparisons" in " ".join(matrix_lines(comparison))


def test_values_that_are_undefined_come_last(seventeen: Study) -> None:
    """An organisation without a value of the first row stands at the end."""
    comparison = compare(seventeen)
    fastest = list(matrix(comparison))[1]
    lost = (comparison["organisation"] == fastest) & (comparison["metric"] == "answered_1h")

    table = matrix(comparison.assign(value=comparison["value"].where(~lost, np.nan)))

    assert list(table)[-1] == fastest


def test_long_names_give_way_to_numbers() -> None:
    """A name that does not fit is shortened; the numbers never are."""
    assert columns([["x" * 90, "12 % of 34 +"]], ["Answered within an hour"]) == [
        " " * 85 + "Answered within",
        " " * 93 + "an hour",
        "x" * 82 + "…" + " " * 5 + "12 % of 34 +",
    ]


@pytest.mark.usefixtures("plain_pictures")
def test_the_page_has_one_table_for_all(seventeen: Study, tmp_path: Path) -> None:
    """With many organisations the page has one table of the five numbers and not sixteen."""
    text = write_report(seventeen, tmp_path, comparison=compare(seventeen)).read_text(encoding="utf-8")

    five = text[text.index("<h2>Five numbers</h2>") : text.index("<h2>The crisis")]
    side = text[text.index("The organisations side by side") : text.index("Five numbers")]
    assert five.count("<table>") == side.count("<table>") == 1
    assert five.count('<th scope="row">') == side.count('<th scope="row">') == 17
    assert "against centralised</caption>" not in text


@pytest.mark.usefixtures("plain_pictures")
def test_the_page_says_what_was_equalised(two: Study, tmp_path: Path) -> None:
    """What was changed to make resources equal stands at the head of the page, escaped like all text."""
    lines = ["Resources equalised by headcount to a: 3 posts.", "  b  officer 2 -> 3; <posts> 3"]

    text = write_report(two, tmp_path, equalised=lines).read_text(encoding="utf-8")

    head = text[: text.index("The organisations side by side")]
    assert "<p>Resources equalised by headcount to a: 3 posts.</p>" in head
    assert "<li>b  officer 2 -&gt; 3; &lt;posts&gt; 3</li>" in head
