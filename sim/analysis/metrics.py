"""The metrics: what is told of an organisation, in words a head of communications uses, one value a replication.

The table METRICS is the whole list; the command line, the comparison, the report and the docs read it. A new metric
is one row here and its test.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from sim.analysis import measures as m
from sim.analysis.measures import Tables, tables
from sim.record.study import Study
from sim.units import HOUR, FloatArray, format_duration

if TYPE_CHECKING:
    from pandas import DataFrame, Series

Unit = Literal[
    "share", "min", "h", "cases", "case-hours", "replies", "mentions", "people", "log10 people", "currency", "alarms"
]
_PUBLIC = "cases that need an answer"
_REPLICATION = "replications"


@dataclass(frozen=True)
class Metric:
    """One metric.

    Attributes:
        name: The column's and row's name.
        title: The same in words.
        unit: Unit of its values; a share is between 0 and 1.
        better: Which direction is better, None where neither is.
        denominator: What it is a share or mean of.
        formula: How it is computed, in one sentence.
        values: From one organisation's tables to one value a finished replication.
        headline: Whether it is one of the five headline rows.
        quantile: For a quantile of the response time, its share: it is estimated from all replications together.
    """

    name: str
    title: str
    unit: Unit
    better: Literal["higher", "lower"] | None
    denominator: str
    formula: str
    values: Callable[[Tables], FloatArray]
    headline: bool = False
    quantile: float | None = None


def _within(name: str, title: str, minutes: float, *, headline: bool = False) -> Metric:
    formula = f"Answered at most {format_duration(minutes)} after the post; moot and open cases count as not answered."
    values = partial(m.answered_within, minutes=minutes)
    return Metric(name, title, "share", "higher", _PUBLIC, formula, values, headline)


def _wait(column: str, title: str) -> Metric:
    def values(log: Tables) -> FloatArray:
        return log.mean(log.needing, log.needing[column])

    formula = f"Mean of `{column}`, up to the end for cases never answered."
    return Metric(column, title, "min", "lower", _PUBLIC, formula, values)


def _response(name: str, title: str, p: float) -> Metric:
    formula = f"First time at which the Aalen-Johansen incidence of an answer reaches {p:g}, none beyond the drain."
    values = partial(m.response_quantile, p=p)
    return Metric(name, title, "min", "lower", _PUBLIC, formula, values, quantile=p)


def _scalar(column: str, title: str, unit: Unit, better: Literal["lower"] | None) -> Metric:
    formula = f"`{column}` of the replications table."
    return Metric(column, title, unit, better, _REPLICATION, formula, partial(m.scalar, column=column))


METRICS: Final[tuple[Metric, ...]] = (
    _within("answered_1h", "Answered within 1 h of the post", 60.0, headline=True),
    Metric(
        "first_statement",
        "First official statement",
        "min",
        "lower",
        _REPLICATION,
        "Time from the start to the first published statement of level 3 or more; the whole run where there was none.",
        m.first_statement,
        headline=True,
    ),
    Metric(
        "contradicting",
        "Replies that contradict the agreed line",
        "share",
        "lower",
        "replies",
        "Stale or misaligned replies over replies; undefined without a reply.",
        m.contradicting,
        headline=True,
    ),
    Metric(
        "never_answered",
        "Never answered",
        "share",
        "lower",
        _PUBLIC,
        "Moot cases and cases open at the end.",
        m.never_answered,
        headline=True,
    ),
    Metric(
        "staff_hours",
        "Staff hours",
        "h",
        "lower",
        _REPLICATION,
        "Hours of work on the crisis by everyone, overtime included.",
        partial(m.staff_hours, column="busy"),
        headline=True,
    ),
    _within("answered_15min", "Answered within 15 min", 15.0),
    _within("answered_30min", "Answered within 30 min", 30.0),
    _within("answered_6h", "Answered within 6 h", 6 * HOUR),
    _within("answered_24h", "Answered within 24 h", 24 * HOUR),
    _response("response_median", "Half of the cases answered by", 0.5),
    _response("response_p90", "Nine in ten cases answered by", 0.9),
    Metric(
        "response_mean",
        "Mean time without an answer",
        "min",
        "lower",
        _PUBLIC,
        "Restricted mean: area over the incidence of an answer up to the drain; a case never answered counts with it.",
        m.response_mean,
    ),
    Metric(
        "without_statement",
        "Runs without an official statement",
        "share",
        "lower",
        _REPLICATION,
        "Share of replications in which no statement of level 3 or more was published.",
        m.without_statement,
    ),
    _wait("detect_wait", "Time to detect"),
    _wait("page_wait", "Waiting for someone on call"),
    _wait("queue_wait", "Waiting in a queue"),
    _wait("handover_wait", "Waiting between departments"),
    _wait("calendar_wait", "Waiting for office hours or a meeting"),
    _wait("service", "Being worked on"),
    _wait("review", "Under review"),
    Metric(
        "approval_wait",
        "From draft to approval",
        "min",
        "lower",
        "cases sent to approval",
        "Time from the last draft to its approval, or to the end where none came.",
        m.approval_wait,
    ),
    Metric(
        "backlog_peak",
        "Most cases open at once",
        "cases",
        "lower",
        _REPLICATION,
        "Largest number of cases open at one instant, of those that need an answer.",
        m.backlog_peak,
    ),
    Metric(
        "backlog_integral",
        "Case-hours open",
        "case-hours",
        "lower",
        _REPLICATION,
        "Area under the number of open cases, of those that need an answer.",
        m.backlog_integral,
    ),
    _scalar("mentions_surviving", "Mentions posted", "mentions", "lower"),
    _scalar("mentions_potential", "Mentions if nobody had answered", "mentions", None),
    _scalar("exposure_surviving", "Reach of mentions posted", "people", "lower"),
    Metric(
        "log_exposure",
        "Reach of mentions posted, logarithm",
        "log10 people",
        "lower",
        _REPLICATION,
        "Decimal logarithm of the reach summed over surviving mentions.",
        m.log_exposure,
    ),
    _scalar("exposure_before_answer", "Reach before the first answer", "people", "lower"),
    Metric(
        "utilisation",
        "Staff time spent on the crisis",
        "share",
        None,
        "time on duty",
        "Minutes of work over minutes on duty, both with overtime, all staff together.",
        m.utilisation,
    ),
    Metric(
        "overtime",
        "Overtime",
        "h",
        "lower",
        _REPLICATION,
        "Hours of work outside people's hours.",
        partial(m.staff_hours, column="overtime"),
    ),
    Metric(
        "executive_minutes",
        "Work of heads, lawyers and executives",
        "min",
        "lower",
        _REPLICATION,
        "Minutes of work by every role but the one with most people.",
        m.executive_minutes,
    ),
    Metric(
        "cost",
        "Staff cost",
        "currency",
        "lower",
        _REPLICATION,
        "Sum of `cost` over the staff.",
        lambda log: log.total(log.staff, log.staff["cost"]),
    ),
    Metric(
        "alarms",
        "Alarms that called the crisis mode",
        "alarms",
        None,
        _REPLICATION,
        "Number of alarms; in a week without a crisis each is a false one.",
        m.alarms,
    ),
    Metric(
        "crisis_hours",
        "Time in crisis mode",
        "h",
        None,
        _REPLICATION,
        "Hours from each switch to crisis mode to the next one back, or to the end.",
        m.crisis_hours,
    ),
    Metric(
        "cases",
        "Cases that need an answer",
        "cases",
        None,
        _REPLICATION,
        "The denominator of the shares: fast organisations have fewer, because answers thin the crisis.",
        lambda log: log.count(log.needing),
    ),
    Metric(
        "replies",
        "Replies",
        "replies",
        None,
        _REPLICATION,
        "Cases answered by a reply.",
        lambda log: log.count(log.replies),
    ),
)
HEADLINES: Final = tuple(metric for metric in METRICS if metric.headline)


def metric(name: str) -> Metric:
    """Return the metric of that name.

    Raises:
        ValueError: If there is none.
    """
    found = next((row for row in METRICS if row.name == name), None)
    if found is None:
        raise ValueError(f"no metric '{name}'; there are {', '.join(row.name for row in METRICS)}")
    return found


def evaluate(row: Metric, log: Tables) -> Series:
    """Return a metric of one organisation, one value a finished replication, indexed by its number."""
    import pandas as pd

    return pd.Series(row.values(log), index=pd.Index(log.replications, name="replication"), name=row.name)


def per_replication(study: Study) -> DataFrame:
    """Return the replications table with a column for every metric; failed replications have no values."""
    import pandas as pd

    parts = []
    for name in study.meta.organisations:
        frame = study.replications[study.replications["organisation"] == name].set_index("replication", drop=False)
        log = tables(study, name)
        known = {row.name: evaluate(row, log) for row in METRICS}
        known["first_statement"] = frame["first_statement"]  # as recorded: empty where there was none
        columns = {column: frame[column] for column in frame.columns if column not in known} | known
        parts.append(pd.DataFrame(columns, index=frame.index))
    return pd.concat(parts, ignore_index=True) if parts else study.replications


def value_text(row: Metric, value: float, *, drain: float) -> str:
    """Return a value as people write it: '63 %', '1 h 5 min', '> 48 h' for a quantile not reached, '-' for none."""
    if np.isnan(value):
        return f"> {drain / HOUR:g} h" if row.quantile is not None else "-"
    match row.unit:
        case "share":
            return f"{100 * value:.1f} %"
        case "min":
            return format_duration(value)
        case "h":
            return f"{value:,.1f} h"
        case "log10 people":
            return f"{value:.2f}"
        case _:
            return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}"
