"""Sweep a crisis: the same organisations at other loads, facts needed and starts, and who wins where."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.analysis.metrics import Metric, value_text
from sim.commands.opening import Opened, open_named
from sim.commands.requests import Named, Reporter, Runs
from sim.commands.saving import whole_or_gone
from sim.errors import SpecError
from sim.files import write_file
from sim.record.store import create_folder, write_frame_csv
from sim.report.text import WIDTH
from sim.study.sweep import CONTESTS, Point, Sweep, grid, sweep

if TYPE_CHECKING:
    from pandas import DataFrame

_NAMES: Final = 24


@dataclass(frozen=True)
class Request:
    """What is to be swept.

    Attributes:
        named: The crisis, its starts and who answers it.
        loads: Factors on the mentions from outside.
        facts: Factors on the share of cases that need a fact.
        runs: How often at each point, and where to.
    """

    named: Named
    loads: tuple[float, ...]
    facts: tuple[float, ...]
    runs: Runs


@dataclass(frozen=True, eq=False)
class Swept:
    """What came of it."""

    runs: Runs
    opened: Opened
    sweep: Sweep
    folder: Path


def run_request(request: Request, tell: Reporter) -> Swept:
    """Run a sweep and write its tables and maps; nothing is written before everything is computed.

    Raises:
        SpecError: If a file is wrong, there are fewer than two organisations, or a variant is not possible.
        RunError: If no replication of a point succeeded.
        ResultsError: If the folder cannot be written.
    """
    # A start is one of the points here, and not a study of its own.
    opened = open_named(replace(request.named, starts=()), seed=request.runs.seed)
    if len(opened.organisations) < 2:
        raise SpecError(["a sweep tells who wins; name at least two organisations with --org"])
    points = grid(request.loads or (1.0,), request.facts or (1.0,), request.named.starts or ("",))
    _refuse(points, opened)
    found = sweep(
        opened.scenario.model,
        [loaded.model for loaded in opened.organisations],
        points,
        replications=request.runs.replications,
        seed=request.runs.seed,
        workers=request.runs.workers,
        progress=lambda done, of: tell("points of the sweep", done, of),
    )
    return Swept(request.runs, opened, found, _write(request.runs, opened, found))


def _refuse(points: list[Point], opened: Opened) -> None:
    """Refuse a variant that is not possible before anything runs."""
    try:
        for point in points:
            point.of(opened.scenario.model)
    except ValueError as error:
        raise SpecError([str(error)]) from error


def _write(runs: Runs, opened: Opened, found: Sweep) -> Path:
    from sim import figures

    name = opened.scenario.model.name
    folder = create_folder(runs.out, f"{name}-sweep", runs.seed, datetime.now(UTC))
    with whole_or_gone(folder):
        write_frame_csv(found.values, folder / "values.csv")
        write_frame_csv(found.leads, folder / "leads.csv")
        write_file(folder / "command.txt", (" ".join(runs.command) + "\n").encode())
        write_file(folder / "inputs" / "scenario.yaml", opened.scenario.text.encode())
        for loaded in opened.organisations:
            write_file(folder / "inputs" / "organisations" / f"{loaded.model.name}.yaml", loaded.text.encode())
        (folder / "figures").mkdir(exist_ok=True)
        notes = f"{name}; {runs.replications} replications a point, seed {runs.seed}."
        for one in CONTESTS:
            drawn = figures.winner_map(found.leads, one.name, notes=(notes,))
            figures.save(drawn, folder / "figures" / f"winners-{one.name.replace('_', '-')}")
    return folder


def sweep_lines(swept: Swept) -> list[str]:
    """Return who wins where by each headline, one block a headline and start, and what was made equal before."""
    model = swept.opened.scenario.model
    lines = [*swept.opened.equalised, *([""] if swept.opened.equalised else [])]
    lines += textwrap.wrap(model.caveat, WIDTH)
    runs = f"{swept.runs.replications} replications a point, seed {swept.runs.seed}"
    lines.append(f"{model.title or model.name}; {len(swept.opened.organisations)} organisations, {runs}")
    for one in CONTESTS:
        lines += ["", one.title]
        lines += _block(one, swept.sweep.leads[swept.sweep.leads["metric"] == one.name])
    wins = swept.sweep.leads["winner"]
    counted = [f"{name} {count}" for name, count in wins[wins != ""].value_counts().items()]
    told = f"Winners, of {len(wins)} points and contests: {', '.join(counted) if counted else 'none'}."
    legend = (
        "A winner leads over every other by more than chance (95 %, all pairs together); '~ 3' says that the leader"
    )
    return [*lines, "", *textwrap.wrap(f"{told} {legend} is level with three others.", WIDTH)]


def _block(one: Metric, leads: DataFrame) -> list[str]:
    rows: list[dict[Any, Any]] = leads.to_dict("records")
    lines = []
    for row in rows:
        where = f"load {row['load']:g}, facts {row['facts']:g}" + (f", {row['start']}" if row["start"] else "")
        level = f" ~ {row['level_with'].count(',') + 1}" if row["level_with"] else ""
        value = value_text(one, row["value"], drain=0.0)
        lines.append(f"  {where:<34} {row['leader'] + level:<{_NAMES}} {value:>12}")
    return lines
