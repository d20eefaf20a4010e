"""The tables of one organisation, and the sums over them from which metrics are made.

Every function returns one value a replication, in the order of `Tables.replications`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.survival import cumulative_incidence, durations, quantile, restricted_mean
from sim.record.study import Meta, Study
from sim.units import HOUR, BoolArray, FloatArray, IntArray

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True)
class Tables:
    """One organisation's tables, its finished replications, and the cases that need an answer.

    A case needs an answer if its final level is 1 or more; a position case, which no mention opened, is not counted,
    nor is a duplicate: its mention has a case already.
    """

    meta: Meta
    replications: IntArray
    cases: DataFrame
    staff: DataFrame
    events: DataFrame
    scalars: DataFrame

    @cached_property
    def needing(self) -> DataFrame:
        """Return the cases that need an answer."""
        return self.cases[needs_answer(self.cases)]

    @cached_property
    def replies(self) -> DataFrame:
        """Return the cases that were answered by a reply."""
        return self.cases[(self.cases["published"] == "reply").to_numpy()]

    def total(self, frame: DataFrame, values: Any) -> FloatArray:
        """Return the sum of `values`, one a row of `frame`, in each replication; 0 where it has no row."""
        rows = np.searchsorted(self.replications, np.asarray(frame["replication"]))
        weights = np.asarray(values, dtype=np.float64)
        return np.bincount(rows, weights=weights, minlength=len(self.replications)).astype(np.float64)

    def count(self, frame: DataFrame) -> FloatArray:
        """Return the number of rows of `frame` in each replication."""
        return self.total(frame, np.ones(len(frame)))

    def mean(self, frame: DataFrame, values: Any) -> FloatArray:
        """Return the mean of `values`, one a row of `frame`, in each replication; NaN where it has no row."""
        return ratio(self.total(frame, values), self.count(frame))


def tables(study: Study, organisation: str) -> Tables:
    """Return one organisation's tables of a study, without its failed replications."""
    scalars = study.replications[(study.replications["organisation"] == organisation) & ~study.replications["failed"]]
    frames = (study.cases, study.staff, study.events)
    cases, staff, events = (frame[frame["organisation"] == organisation] for frame in frames)
    return Tables(study.meta, np.asarray(scalars["replication"], dtype=np.int64), cases, staff, events, scalars)


def needs_answer(cases: DataFrame) -> BoolArray:
    """Return which cases need an answer: final level 1 or more, opened by a mention, and no second case of it."""
    return np.asarray((cases["level"] >= 1) & ~cases["kind"].isin(("position", "duplicate")))


def ratio(numerator: FloatArray, denominator: FloatArray) -> FloatArray:
    """Return the quotients, NaN where the denominator is 0."""
    nothing = np.full(np.shape(numerator), np.nan)
    return np.asarray(np.divide(numerator, denominator, out=nothing, where=denominator != 0))


def answered_within(log: Tables, minutes: float) -> FloatArray:
    """Return the share of cases needing an answer that got one within `minutes` of the post."""
    wait = log.needing["answered"] - log.needing["opened"]
    return log.mean(log.needing, wait <= minutes)


def never_answered(log: Tables) -> FloatArray:
    """Return the share of cases needing an answer that had none at the end: moot, or still open."""
    return log.mean(log.needing, log.needing["state"] != "answered")


def first_statement(log: Tables) -> FloatArray:
    """Return minutes from the start to the first statement of level 3+, the whole run where there was none."""
    return np.fmin(np.asarray(log.scalars["first_statement"], dtype=np.float64), log.meta.end)


def without_statement(log: Tables) -> FloatArray:
    """Return 1 for a replication without a statement of level 3+, else 0; its mean is their share."""
    return np.isnan(np.asarray(log.scalars["first_statement"], dtype=np.float64)).astype(np.float64)


def contradicting(log: Tables) -> FloatArray:
    """Return the share of replies that were stale or misaligned."""
    return log.mean(log.replies, log.replies["stale"] | log.replies["misaligned"])


def staff_hours(log: Tables, column: str) -> FloatArray:
    """Return the hours of all staff in a column of minutes."""
    return log.total(log.staff, log.staff[column]) / HOUR


def utilisation(log: Tables) -> FloatArray:
    """Return work on the crisis over time on duty, all staff together."""
    return ratio(staff_hours(log, "busy"), staff_hours(log, "on_duty"))


def executive_minutes(log: Tables) -> FloatArray:
    """Return minutes of work by all roles but the one with most people: heads, lawyers, executives."""
    people = log.staff[["role", "person"]].drop_duplicates()["role"].value_counts()
    if people.empty:
        return np.zeros(len(log.replications))
    # Two roles of one size: the first by name, so that the answer does not depend on the order of rows.
    most = min(str(role) for role in people.index[people == people.max()])
    return log.total(log.staff, np.where(log.staff["role"] == most, 0.0, log.staff["busy"]))


def response_quantile(log: Tables, p: float) -> FloatArray:
    """Return the time by which a share `p` of cases was answered, NaN where it was not within the drain."""
    return np.array([float(quantile(curve, p, limit=log.meta.drain)) for curve in _curves(log)])


def response_mean(log: Tables) -> FloatArray:
    """Return the restricted mean time without an answer, restricted to the drain; NaN without cases."""
    means = [float(restricted_mean(c, log.meta.drain)) if len(c.time) else np.nan for c in _curves(log)]
    return np.array(means)


def _curves(log: Tables) -> list[Any]:
    duration, cause = durations(log.needing)
    order = np.argsort(np.asarray(log.needing["replication"]), kind="stable")
    edges = np.searchsorted(np.asarray(log.needing["replication"])[order], log.replications[1:])
    pieces = np.split(order, edges) if len(log.replications) else []
    return [cumulative_incidence(duration[piece], cause[piece]) for piece in pieces]


def approval_wait(log: Tables) -> FloatArray:
    """Return mean minutes from the last draft to its approval, or to the end where none came.

    Of the cases needing an answer whose draft went to approval.
    """
    cases = log.needing
    waited = cases["drafted"].notna() & (cases["approved"].notna() | cases["answered"].isna())
    sent = cases[waited.to_numpy()]
    return log.mean(sent, sent["approved"].fillna(sent["ended"]) - sent["drafted"])


def backlog_peak(log: Tables) -> FloatArray:
    """Return the largest number of cases needing an answer that were open at once."""
    times = np.concatenate([log.needing["ended"], log.needing["opened"]])
    steps = np.repeat([-1, 1], len(log.needing))
    rows = np.tile(np.searchsorted(log.replications, np.asarray(log.needing["replication"])), 2)
    # Within an instant those that end leave first; each replication's steps sum to 0, so one running sum serves all.
    order = np.lexsort((steps, times, rows))
    peaks = np.zeros(len(log.replications))
    np.maximum.at(peaks, rows[order], np.cumsum(steps[order]))
    return peaks


def backlog_integral(log: Tables) -> FloatArray:
    """Return case-hours open: the area under the number of open cases that need an answer."""
    return log.total(log.needing, log.needing["ended"] - log.needing["opened"]) / HOUR


def alarms(log: Tables) -> FloatArray:
    """Return how many alarms were raised."""
    return log.count(log.events[log.events["event"] == "alarm"])


def crisis_hours(log: Tables) -> FloatArray:
    """Return the hours spent in crisis mode; a crisis mode under way at the end counts up to there."""
    begun, ended = (log.events[log.events["event"] == word] for word in ("crisis mode", "normal mode"))
    open_at_end = log.count(begun) - log.count(ended)
    minutes = log.total(ended, ended["time"]) - log.total(begun, begun["time"]) + open_at_end * log.meta.end
    return minutes / HOUR


def scalar(log: Tables, column: str) -> FloatArray:
    """Return a column of the replications table."""
    return np.asarray(log.scalars[column], dtype=np.float64)


def log_exposure(log: Tables) -> FloatArray:
    """Return the decimal logarithm of the surviving exposure, NaN where there was none."""
    exposure = scalar(log, "exposure_surviving")
    return np.log10(exposure, out=np.full_like(exposure, np.nan), where=exposure > 0)
