"""The daily committee: the bare meeting against theory, and the whole chain at light load beside a survey."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from docs.claims import pages
from docs.claims.bench import Bench
from docs.claims.pages import Page, Section
from docs.claims.verdicts import Claim, Row, contrast, named
from sim.analysis import queueing
from sim.oracles.verify import verify
from sim.organisation.organisation import Organisation
from sim.record.schema import COMPONENTS
from sim.scenario.crisis import at_start
from sim.scenario.files import Loaded, scenario_from_text
from sim.study.replicate import replicate

CLAIMED: Final = """\
The habit that all five proposals argue against: operators draft, a manager and legal read by e-mail, and what is an
official position waits for the committee of the next weekday at ten. Freshfields asked in 2013 how long a first statement
takes that legal has signed off: 21 hours on average, and more than 48 hours in 18 % of crises.

The bare meeting has a theory: who comes at a random time waits E[g²] / (2 E[g]) for the next one, g being the gap
between two. The whole chain has none, and is *reported* here beside the survey. No parameter was changed to come nearer
to it; a chain with e-mail between its steps is expected to be slower than the meeting alone."""

# One fact, known and confirmed at once, in a world where nearly nothing else happens: what is left is the chain.
LIGHT: Final = """\
tocsin: 1
name: one-fact
caveat: One fact in an empty world; it measures the chain and nothing else.
start: 2026-03-02 00:00
timezone: Europe/London
horizon: 1 h
drain: 21 d
main_topic: matter
channels: {x: {background_per_hour: .01}}
spread: {kind: hawkes}
facts: [{name: the matter, topic: matter, at: 0 min, known: operations, confirmed: 0 min, level: L3}]
"""
STARTS: Final = 168
EACH: Final = 4
# Hours from one meeting to the next: four within the week, and one over the weekend.
GAPS: Final = (24.0, 24.0, 24.0, 24.0, 72.0)
SURVEY_MEAN, SURVEY_TAIL = 21.0, 0.18
_WORDS: Final = {
    "detect_wait": "until it is seen",
    "page_wait": "until somebody on call answers",
    "queue_wait": "in a queue",
    "handover_wait": "between departments, by e-mail",
    "calendar_wait": "for office hours or the meeting",
    "service": "being worked on",
    "review": "under review",
}


def page(bench: Bench, folder: Path) -> Page:
    """Run the experiments and return the page."""
    del folder
    organisation = bench.organisation("daily-committee")
    bench.counts.add(STARTS * EACH)
    cases = _positions(bench, organisation)
    hours = (cases["answered"] - cases["opened"]) / 60.0
    by_start = hours.groupby(cases["start"]).mean()
    first = named("first_statement")[0]
    slower = contrast(first, (by_start - SURVEY_MEAN) * 60.0, where="mean over 168 starts, against 21 h")
    late = hours.groupby(cases["start"]).apply(lambda own: float(np.mean(own > 48.0))) - SURVEY_TAIL
    tail: Row = contrast(replace(first, unit="share"), late, where="against 18 %")
    claims = [
        Claim("A chain of manager, legal and committee is slower than the survey's first statement", "a mean above 21 h", [slower], 1, ours=True),
        Claim("... and later than two days more often", "a share beyond 48 h above 18 %", [tail], 1, ours=True),
    ]
    return Page(
        "daily-committee",
        "Daily committee: how long a position takes by the offline habit",
        CLAIMED,
        claims,
        [_meeting(bench), _chain(hours, cases)],
        limits=[
            "A survey's first statement is the first of any kind that legal has signed; here it is the position on the first fact.",
            "The chain meets one fact and nothing else. In a crisis the same people have queues too.",
        ],
    )


def _positions(bench: Bench, organisation: Loaded[Organisation]) -> Any:
    """Return the position cases of one fact at every full hour of a week."""
    scenario = scenario_from_text(LIGHT)
    found = []
    for hour in range(STARTS):
        moved = at_start(scenario, f"2026-03-{2 + hour // 24:02d} {hour % 24:02d}:00")
        study = replicate(moved, [organisation.model], replications=EACH, first=hour * EACH, seed=bench.settings.seed, workers=1)
        own = study.cases[study.cases["kind"].astype(str) == "position"]
        found.append(own.assign(start=hour))
    return pd.concat(found, ignore_index=True)


def _meeting(bench: Bench) -> Section:
    table = verify(["hours"], seed=bench.settings.seed, workers=1)
    rows = table[table["what"].str.contains("weekday meeting")].to_dict("records")
    body = [[str(r["what"]), f"{r['theory']:.4g}", f"{r['estimate']:.4g}", f"{r['z']:+.2f}"] for r in rows]
    return Section(
        "The bare meeting, against theory",
        [
            "*Question:* does the engine's meeting wait as long as theory says? These are rows of `tocsin verify hours`: cases that come at random times and wait for a committee of every weekday, with nothing before it.",
            pages.table(["quantity", "theory", "engine", "z"], body),
        ],
    )


def _chain(hours: Any, cases: Any) -> Section:
    done = hours.dropna()
    quantiles = np.quantile(done, [0.1, 0.5, 0.9])
    total = float((cases[list(COMPONENTS)].sum(axis=1)).mean()) / 60.0
    parts = [(name, float(cases[name].mean()) / 60.0) for name in COMPONENTS]
    body = [[_WORDS[name], f"{value:.1f} h", f"{100 * value / total:.0f} %"] for name, value in parts if value > 0.005]
    drafts = float(1 + cases["rejections"].mean())
    return Section(
        "The whole chain, at light load",
        [
            f"*Question:* how long does one position take from the fact to the statement, with nothing else to do? One fact at each of {STARTS} full hours of a week, {EACH} replications each.",
            pages.table(
                ["", "the model's daily committee", "the bare meeting (theory)", "Freshfields survey 2013"],
                [
                    ["mean", f"{done.mean():.1f} h", f"{queueing.wait_for_opening(GAPS):.1f} h", f"{SURVEY_MEAN:.0f} h"],
                    ["more than 48 h", f"{100 * float((hours > 48).mean()):.0f} %", f"{100 * queueing.meeting_tail(GAPS, t=48.0):.0f} %", f"{100 * SURVEY_TAIL:.0f} %"],
                    ["10 %, 50 %, 90 % by", ", ".join(f"{q:.0f} h" for q in quantiles), "not told", "not told"],
                ],
            ),
            "Where the time goes, mean hours of one position:",
            pages.table(["", "hours", "share"], body),
            f"A position is drafted {drafts:.2f} times on average: manager, legal and committee may each send it back, and each redraft passes the whole chain again. The hours add up to the whole exactly, because each instant is booked to one of them.",
        ],
    )
