"""Who wins where: all shipped organisations that can have one payroll, over load, facts needed and start."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from docs.claims import figures, pages
from docs.claims.bench import Bench
from docs.claims.pages import Page, Section
from docs.claims.verdicts import title_of
from sim.errors import SpecError
from sim.figures.winners import winner_map
from sim.organisation.organisation import Organisation
from sim.scenario.files import Loaded, organisation_from_document, organisation_names
from sim.study.equalise import equalise
from sim.study.sweep import CONTESTS, Sweep, grid, sweep

CLAIMED: Final = """\
Each of the five proposals is put forward as *the* way. Science is more careful: Orr and Nissen, comparing six forms of
organisation by seven measures, found no single one best for all circumstances, and Bolton and Farrell (1990) that
deciding apart may be wrong exactly where it is urgent. A tool in which one design always wins is a bad tool, so this page
asks which organisation wins where when all cost the same."""
CRISIS: Final = "southwest-1380"
# Of all payrolls the one that most organisations can be brought to, the five proposals among them.
BASE: Final = "channel-specialists"
LOADS, FACTS, STARTS = (0.5, 1.0, 3.0), (0.0, 1.0, 1.5), ("Tue 10:00", "Fri 20:00")


def page(bench: Bench, folder: Path) -> Page:
    """Run the sweep and return the page."""
    base = bench.organisation(BASE)
    equal, left = _equal(bench, base)
    found = _swept(bench, equal)
    leads = found.leads
    wins = leads[leads["winner"] != ""]
    by_name = wins["winner"].value_counts()
    note = f"{CRISIS}, {len(equal)} organisations at equal payroll, {bench.settings.points} replications a point, seed {bench.settings.seed}."
    pictures = [
        pages.picture(
            figures.write(winner_map(leads, one.name, notes=(note,)), folder, f"winners-{one.name.replace('_', '-')}"),
            f"{title_of(one.name)}: who leads at which load, facts needed and start",
        )
        for one in CONTESTS
    ]
    points = len(LOADS) * len(FACTS) * len(STARTS)
    most = float(by_name.iloc[0]) / len(leads) if len(by_name) else 0.0
    told = [
        f"{len(by_name)} different organisations win somewhere. Of {len(leads)} contests ({points} points by {len(CONTESTS)} headline rows) {len(wins)} have a winner; in the others the lead may be chance.",
        *(f"`{name}` wins {count}: {_where(wins[wins['winner'] == name])}." for name, count in by_name.items()),
        (f"The one with most wins has {100 * most:.0f} % of all contests. " + ("At least three designs win somewhere, as the science expects." if len(by_name) >= 3 else "Fewer than three designs win anywhere: in this model and at these points the contest is narrower than the science expects.")),
    ]
    best = [[title_of(one.name), *_leaders(leads[leads["metric"] == one.name])] for one in CONTESTS]
    return Page(
        "winners",
        "Who wins where, at equal payroll",
        CLAIMED,
        [],
        [
            Section(
                "The contest",
                [
                    f"Everybody gets the weekly payroll of *{BASE}* by more or fewer people of the most numerous role at the desks, to within 5 %; structure, hours and approvers stay. A winner's lead over *every* other is more than chance (95 % intervals, simultaneous over all pairs of organisations). Fewest staff hours are no contest: who answers nobody has none.",
                    pages.bullets(told),
                    *([f"Left out, because whole posts do not give them that payroll, or because their structure names people one by one: {', '.join(left)}."] if left else []),
                ],
            ),
            Section("The maps", pictures),
            Section(
                "How often each leads",
                [
                    "Points led, winners and leaders by chance alike:",
                    pages.table(["headline row", "led most often", "then", "then"], best),
                ],
            ),
        ],
        limits=[
            "Payroll is what the calendar hours of a week cost. On-call, drills, tools and the hours of other departments are not in it.",
            "One crisis is swept. Others (`tocsin sweep product-fault --org all ...`) have other winners.",
        ],
    )


def _equal(bench: Bench, base: Loaded[Organisation]) -> tuple[list[Organisation], list[str]]:
    """Return the organisations at the baseline's payroll, and the names of those that cannot have it."""
    found, left = [base.model], []
    for name in organisation_names():
        if name == BASE:
            continue
        own = bench.organisation(name)
        try:
            made = equalise([base.document, own.document], "payroll").documents[1]
        except SpecError:
            left.append(name)
        else:
            found.append(organisation_from_document(made))
    return found, left


def _swept(bench: Bench, organisations: list[Organisation]) -> Sweep:
    settings = bench.settings
    bench.counts.add(settings.points)
    scenario = bench.scenario(CRISIS).model
    return sweep(
        scenario,
        organisations,
        grid(LOADS, FACTS, STARTS),
        replications=settings.points,
        seed=settings.seed,
        workers=settings.workers,
    )


def _where(wins: Any) -> str:
    """Return by which rows, and where, somebody wins."""
    parts = []
    for metric, own in wins.groupby("metric", sort=False):
        loads = sorted(set(own["load"]))
        starts = [start for start in STARTS if start in set(own["start"])]
        loud = ", ".join(f"{load:g}" for load in loads)
        parts.append(f"{title_of(str(metric)).lower()} at load {loud} ({' and '.join(starts)})")
    return "; ".join(parts)


def _leaders(leads: Any) -> list[str]:
    counts = leads["leader"].value_counts()
    cells = [f"`{name}` {count} of {len(leads)}" for name, count in counts.head(3).items()]
    return [*cells, *[""] * (3 - len(cells))]
