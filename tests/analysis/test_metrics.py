"""Metrics against arithmetic on a few cases written out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.analysis.measures import tables
from sim.analysis.metrics import HEADLINES, METRICS, evaluate, metric, per_replication, value_text
from sim.record.study import Study
from tests.analysis.synthetic import DRAIN, HORIZON, hand_made, synthetic_study


def _values(study: Study, name: str) -> list[float]:
    return list(evaluate(metric(name), tables(study, study.meta.organisations[0])))


def test_five_headline_rows() -> None:
    """The report's first table has exactly these rows, in this order."""
    assert [row.name for row in HEADLINES] == [
        "answered_1h",
        "first_statement",
        "contradicting",
        "never_answered",
        "staff_hours",
    ]


def test_names_are_unique_and_words_are_there() -> None:
    """Every metric has its own name and title, and a formula and denominator in words."""
    assert len({row.name for row in METRICS}) == len({row.title for row in METRICS}) == len(METRICS)
    assert all(row.formula.endswith(".") and row.denominator for row in METRICS)


def test_answered_shares_count_every_case_that_needs_an_answer() -> None:
    """Moot and open cases are in the denominator; level 0 and position cases are not; the hour counts from the post."""
    cases = [
        {"opened": 100.0, "answered": 160.0},
        {"opened": 100.0, "answered": 160.5},
        {"state": "moot", "ended": 50.0},
        {},
        {"level": 0, "level_opened": 0, "state": "monitored", "ended": 3.0},
        {"kind": "position", "level": 3, "answered": 5.0, "published": "statement"},
    ]

    study = hand_made({"a": [cases]})

    assert _values(study, "answered_1h") == [0.25]
    assert _values(study, "answered_6h") == [0.5]
    assert _values(study, "answered_30min") == [0]
    assert _values(study, "never_answered") == [0.5]
    assert _values(study, "cases") == [4]
    assert _values(study, "replies") == [2]


def test_a_case_needs_an_answer_by_its_final_level() -> None:
    """A case that drifted up from level 0 counts."""
    assert _values(hand_made({"a": [[{"level_opened": 0, "level": 1}]]}), "cases") == [1]


def test_contradictions_are_shares_of_replies() -> None:
    """Stale and misaligned replies count, outdated ones do not, statements are no replies; none is undefined."""
    cases = [
        {"answered": 1.0, "stale": True},
        {"answered": 1.0, "misaligned": True},
        {"answered": 1.0, "outdated": True},
        {"answered": 1.0},
        {"answered": 1.0, "published": "statement", "stale": True},
    ]

    study = hand_made({"a": [cases, [{}]]})

    assert _values(study, "contradicting") == pytest.approx([0.5, np.nan], nan_ok=True)


def test_first_statement_is_restricted_to_the_run() -> None:
    """A run without a statement counts with its whole length, and as one without; the table keeps it empty."""
    study = hand_made({"a": [[{}]]})

    assert _values(study, "first_statement") == [HORIZON + DRAIN]
    assert _values(study, "without_statement") == [1]
    assert np.isnan(per_replication(study)["first_statement"][0])
    assert _values(hand_made({"a": [[{}]]}, totals={"first_statement": 42.0}), "first_statement") == [42]


def test_staff_sums() -> None:
    """Hours, utilisation, overtime and cost add up over people; executives are all but the largest role."""
    staff = [
        {"person": "officer 1", "role": "officer", "on_duty": 480.0, "busy": 240.0, "overtime": 30.0, "cost": 100.0},
        {"person": "officer 2", "role": "officer", "on_duty": 480.0, "busy": 120.0, "cost": 100.0},
        {"person": "head 1", "role": "head", "on_duty": 240.0, "busy": 60.0, "cost": 90.0},
        {"person": "legal 1", "role": "legal", "on_duty": 240.0, "busy": 30.0, "cost": 80.0},
    ]

    study = hand_made({"a": [[{}]]}, staff=staff)

    assert _values(study, "staff_hours") == [7.5]
    assert _values(study, "utilisation") == [450 / 1440]
    assert _values(study, "overtime") == [0.5]
    assert _values(study, "executive_minutes") == [90]
    assert _values(study, "cost") == [370]


def test_response_quantiles_and_restricted_mean() -> None:
    """The median is the time by which half of all cases is answered; a quantile never reached is no number."""
    cases = [{"answered": 10.0}, {"answered": 30.0}, {"state": "moot", "ended": 5.0}, {}]

    study = hand_made({"a": [cases, []]})

    assert _values(study, "response_median") == pytest.approx([30, np.nan], nan_ok=True)
    assert _values(study, "response_p90") == pytest.approx([np.nan, np.nan], nan_ok=True)
    assert _values(study, "response_mean") == pytest.approx([(10 + 30 + 2 * DRAIN) / 4, np.nan], nan_ok=True)


def test_backlog_peak_and_integral() -> None:
    """A case that ends as another opens is not open with it; replications do not add up."""
    first = [
        {"opened": 0.0, "answered": 60.0},
        {"opened": 0.0, "answered": 120.0},
        {"opened": 60.0, "answered": 120.0},
    ]
    second = [{"opened": 0.0, "answered": 30.0}]

    study = hand_made({"a": [first, second, []]})

    assert _values(study, "backlog_peak") == [2, 1, 0]
    assert _values(study, "backlog_integral") == [4, 0.5, 0]


def test_waits_are_means_over_cases_that_need_an_answer() -> None:
    """Components are averaged over all such cases, the unanswered ones with what they waited."""
    cases = [{"answered": 9.0, "queue_wait": 4.0}, {"queue_wait": 10.0}, {"level": 0, "queue_wait": 99.0}]

    assert _values(hand_made({"a": [cases]}), "queue_wait") == [7]


def test_approval_wait_counts_drafts_that_wait_for_ever() -> None:
    """From draft to approval, or to the end; a case published without approval is not in it."""
    cases = [
        {"drafted": 10.0, "approved": 30.0, "answered": 30.0},
        {"drafted": 10.0, "state": "moot", "ended": 70.0},
        {"drafted": 10.0, "answered": 10.0},
        {},
    ]

    assert _values(hand_made({"a": [cases]}), "approval_wait") == [40]


def test_exposure_and_its_logarithm() -> None:
    """Reach comes from the replications table; a run without any has no logarithm."""
    assert _values(hand_made({"a": [[]]}, totals={"exposure_surviving": 1e6}), "log_exposure") == [6]
    assert np.isnan(_values(hand_made({"a": [[]]}, totals={"exposure_surviving": 0.0}), "log_exposure")[0])


def test_every_metric_has_a_value_in_a_plain_study() -> None:
    """All metrics are evaluated for each finished replication, and a failed one has no values but its row."""
    study = synthetic_study(2, replications=4, failed=True)

    frame = per_replication(study)

    assert len(frame) == 8
    assert frame["failed"].sum() == 2
    names = [row.name for row in METRICS]
    assert frame.loc[frame["failed"], names].isna().all().all()
    assert frame.loc[~frame["failed"], [name for name in names if not metric(name).quantile]].notna().all().all()


def test_replications_keep_their_numbers() -> None:
    """Values are indexed by the number of the replication, not by its place."""
    study = synthetic_study(1, replications=4)
    kept = study.replications["replication"] != 1
    one_lost = Study(
        study.meta,
        study.cases[study.cases["replication"] != 1],
        study.mentions,
        study.statements,
        study.staff[study.staff["replication"] != 1],
        study.events,
        study.replications[kept],
    )

    full, partial = (evaluate(metric("staff_hours"), tables(s, "centralised")) for s in (study, one_lost))

    assert list(partial.index) == [0, 2, 3]
    assert list(partial) == list(full.drop(1))


def test_alarms_and_crisis_mode_are_counted_from_the_events() -> None:
    """Two alarms; crisis mode from 60 to 180 min, and from 300 min to the end of the run."""
    study = synthetic_study(1, replications=2)
    rows = [(60, "alarm"), (60, "crisis mode"), (180, "normal mode"), (290, "alarm"), (300, "crisis mode")]
    events = pd.DataFrame(
        [("centralised", 1, float(time), word, "") for time, word in rows],
        columns=["organisation", "replication", "time", "event", "topic"],
    )
    log = tables(replace(study, events=events), "centralised")

    alarms, hours = (list(evaluate(metric(name), log)) for name in ("alarms", "crisis_hours"))

    assert alarms == [0, 2]
    assert hours == [0, (120 + study.meta.end - 300) / 60]


def test_values_in_words() -> None:
    """Shares are per cent, minutes are told in hours, a quantile not reached is a bound and nothing else is."""
    drain = 2880.0

    assert value_text(metric("answered_1h"), 0.634, drain=drain) == "63.4 %"
    assert value_text(metric("response_median"), 65.0, drain=drain) == "1 h 5 min"
    assert value_text(metric("response_median"), np.nan, drain=drain) == "> 48 h"
    assert value_text(metric("contradicting"), np.nan, drain=drain) == "-"
    assert value_text(metric("mentions_surviving"), 12345.6, drain=drain) == "12,346"


def test_an_unknown_metric_is_named() -> None:
    """Asking for a metric that is not there says which are."""
    with pytest.raises(ValueError, match=r"no metric 'answred_1h'; there are answered_1h, first_statement"):
        metric("answred_1h")
