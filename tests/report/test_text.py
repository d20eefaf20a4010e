"""A comparison in plain text: five aligned rows within a terminal's width, and a sentence with gain and price."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest

from sim.analysis.estimate import compare, difference_text
from sim.analysis.metrics import HEADLINES, METRICS, metric, value_text
from sim.record.study import Study
from sim.report import all_metric_lines, answer_sentence, headline_lines, words


def row(name: str, before: float, after: float, verdict: str, *, half: float = 0.0, other: str = "dispersed") -> Any:
    """Return one row of a comparison whose interval is the difference give or take `half`."""
    known, difference = metric(name), after - before
    return {
        "metric": name,
        "title": known.title,
        "unit": known.unit,
        "headline": known.headline,
        "baseline": "centralised",
        "organisation": other,
        "baseline_value": before,
        "value": after,
        "difference": difference,
        "low": difference - half,
        "high": difference + half,
        "n": 200,
        "verdict": verdict,
        "interval": "95 %",
        "label": "chance only",
        "baseline_text": value_text(known, before, drain=2880.0),
        "text": value_text(known, after, drain=2880.0),
        "difference_text": difference_text(known, difference),
    }


def comparison(**verdicts: str) -> pd.DataFrame:
    """Return a comparison with fixed numbers; `verdicts` replace 'no clear difference'."""
    numbers: dict[str, tuple[float, float, float]] = {
        "answered_1h": (0.41, 0.79, 0.03),
        "first_statement": (95.0, 35.0, 12.0),
        "contradicting": (0.02, 0.14, 0.025),
        "never_answered": (0.12, 0.12, 0.02),
        "staff_hours": (41.0, 44.5, 4.0),
        "without_statement": (0.0, 0.02, 0.01),
        "cases": (812.0, 790.0, 10.0),
        "replies": (640.0, 701.0, 10.0),
    }
    made = (
        row(name, before, after, verdicts.get(name, "no clear difference"), half=half)
        for name, (before, after, half) in numbers.items()
    )
    return pd.DataFrame(made)


def test_headline_lines_read_as_a_table() -> None:
    """Two lines of head, five rows with denominators, differences and intervals, then what the numbers are of."""
    frame = comparison(answered_1h="better", first_statement="better", contradicting="worse")

    assert headline_lines(frame) == [
        "                                                               95 % interval",
        "                          centralised   dispersed   difference   chance only verdict",
        "Answered within 1 h       41 % of 812 79 % of 790   +38 points    +35 to +41 better",
        "First official statement   1 h 35 min      35 min      -60 min    -72 to -48 better",
        "Contradicting replies    2.0 % of 640 14 % of 701 +12.0 points +9.5 to +14.5 worse",
        "Never answered            12 % of 812 12 % of 790   0.0 points  -2.0 to +2.0 no clear difference",
        "Staff hours                    41.0 h      44.5 h       +3.5 h  -0.5 to +7.5 no clear difference",
        "No statement in 2.0 % of the runs of dispersed; such a run counts with its whole length.",
        "Shares are of cases that need an answer, and of replies: mean numbers a run.",
    ]


@pytest.mark.parametrize("name", ["two", "six"])
def test_lines_fit_a_terminal(name: str, request: pytest.FixtureRequest) -> None:
    """No line is wider than 100 characters, whatever the names; columns start at the same place in every row."""
    study: Study = request.getfixturevalue(name)
    long = compare(study)
    long["organisation"] = long["organisation"].astype(str) + "-with-a-name-of-many-words"

    for lines in (headline_lines(long), all_metric_lines(long)):
        assert max(map(len, lines)) <= 100
    assert len(headline_lines(long)) <= 10 * (len(study.meta.organisations) - 1)
    assert sum(line.startswith("Staff hours") for line in headline_lines(long)) == len(study.meta.organisations) - 1


def test_all_metric_lines_name_every_metric(two: Study) -> None:
    """Every metric has its row; long titles go on in the next line."""
    text = " ".join(" ".join(line.split()) for line in all_metric_lines(compare(two)))

    assert all(known.title.split()[0] in text for known in METRICS)
    assert text.count("no clear difference") + text.count("better") + text.count("worse") >= len(METRICS) - 6


def test_sentence_names_gain_and_price_together() -> None:
    """Clear gains and clear prices stand in one sentence; what is not clear is not named."""
    frame = comparison(answered_1h="better", contradicting="worse")

    assert answer_sentence(frame) == (
        "dispersed answered 38 percentage points more cases within an hour than centralised, and paid for it with"
        " 12 percentage points more contradictory replies."
    )


@pytest.mark.parametrize(
    ("verdicts", "wanted"),
    [
        (
            {"first_statement": "better"},
            (
                "dispersed made its first official statement 1 h earlier than centralised, at no price that stands out"
                " from chance."
            ),
        ),
        (
            {"contradicting": "worse", "staff_hours": "worse"},
            (
                "dispersed gained nothing over centralised that stands out from chance, and paid with 12 percentage"
                " points more contradictory replies and 3.5 more staff hours."
            ),
        ),
        ({}, "dispersed and centralised show no clear difference in any of the five headline rows."),
    ],
)
def test_sentence_is_honest_about_one_sided_results(verdicts: dict[str, str], wanted: str) -> None:
    """Only gains, only prices or neither: the sentence says which."""
    assert answer_sentence(comparison(**verdicts)) == wanted


@pytest.mark.parametrize("known", HEADLINES)
@pytest.mark.parametrize("sign", [-1, 1])
def test_sentence_turns_with_the_sign(known: Any, sign: int) -> None:
    """A row whose difference changes sign changes from a gain to a price, and its words change with it."""
    better = (sign > 0) == (known.better == "higher")
    frame = pd.DataFrame([row(known.name, 0.5, 0.5 + sign * 0.2, "better" if better else "worse")])
    more = answer_sentence(frame)

    expected = {"first_statement": ("later", "earlier")}.get(known.name, ("more", "fewer"))
    # Mutation: 'more' and 'fewer' exchanged in one of the phrases.
    assert expected[sign < 0] in more
    assert expected[sign > 0] not in more
    assert ("paid with" in more) != better


def test_sentence_of_several_names_the_fastest() -> None:
    """Of several organisations the one that answers most within an hour is told, or that none is clearly faster."""
    rows = [row("answered_1h", 0.4, share, verdict, other=name) for name, share, verdict in (
        ("slow", 0.2, "worse"), ("fast", 0.7, "better"), ("middling", 0.5, "better"))]  # fmt: skip

    assert answer_sentence(pd.DataFrame(rows)).startswith(
        "Of the 4 organisations fast answered most within an hour: it answered 30 percentage points more"
    )
    assert answer_sentence(pd.DataFrame(rows), "slow").startswith("slow gained nothing over centralised")
    assert answer_sentence(pd.DataFrame(rows[:1] * 1 + [row("answered_1h", 0.4, 0.41, "no clear difference")])) == (
        "None of the 2 others clearly answered more within an hour than centralised; of the nearest: dispersed and"
        " centralised show no clear difference in any of the five headline rows."
    )
    with pytest.raises(ValueError, match="no organisation 'x' in this comparison; it has slow, fast, middling"):
        answer_sentence(pd.DataFrame(rows), "x")


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0, "0 %"), (0.0004, "0.0 %"), (0.031, "3.1 %"), (0.412, "41 %"), (0.996, "99.6 %"), (1.0, "100 %")],
)
def test_percent_keeps_a_decimal_near_the_ends(share: float, text: str) -> None:
    """Between 10 and 99 % whole percents do; nearer the ends one decimal shows that it is not none and not all."""
    assert words.percent(share) == text


def test_undefined_values_are_dashes() -> None:
    """A row without any defined pair has dashes, and no sentence is built from it."""
    nothing = row("contradicting", math.nan, math.nan, "no clear difference")

    assert (words.difference(nothing), words.interval(nothing), words.value(nothing, "other")) == ("-", "-", "-")
    assert answer_sentence(pd.DataFrame([nothing])).endswith("no clear difference in any of the five headline rows.")


def test_interval_and_difference_share_one_unit() -> None:
    """Minutes up to two hours, then hours, then days, chosen by the largest of difference and ends."""
    texts = [(words.difference(r), words.interval(r)) for r in (
        row("first_statement", 100, 40, "better", half=10.0),
        row("first_statement", 100, 40, "better", half=100.0),
        row("first_statement", 9000, 1800, "better", half=600.0),
    )]  # fmt: skip

    assert texts == [
        ("-60 min", "-70 to -50"),
        ("-1.0 h", "-2.7 to +0.7"),
        ("-5.0 d", "-5.4 to -4.6"),
    ]
