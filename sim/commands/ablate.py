"""Ablate an organisation: run it with one mechanism swapped at a time, and say what each is worth."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.analysis.metrics import HEADLINES, Metric
from sim.commands.opening import Opened, started
from sim.commands.requests import Reporter, Runs
from sim.commands.saving import save_assurance, save_study, whole_or_gone
from sim.organisation.organisation import Organisation
from sim.record.store import create_folder, write_frame_csv
from sim.report.matrix import MARKS, columns
from sim.report.text import SHORT, WIDTH
from sim.report.words import signed
from sim.scenario.files import Loaded, open_organisation, open_scenario
from sim.scenario.model import Scenario
from sim.study.ablate import Ablation, ablate
from sim.study.how_sure import HowSure, how_sure

if TYPE_CHECKING:
    from pandas import DataFrame

TABLE: Final = "ablation.csv"
# The unit of a column, and the factor from that of the metric to it.
_UNITS: Final = {"share": ("points", 100.0), "min": ("min", 1.0), "h": ("h", 1.0)}


@dataclass(frozen=True)
class Request:
    """What is to be ablated.

    Attributes:
        scenario: Name or path.
        organisation: Name or path.
        towards: Name or path of another organisation, whose blocks are put in; None to switch mechanisms off.
        start: Another start; None for the scenario's own.
        runs: How often, and where to.
        draws: Draws of the assumptions; 0 skips them.
    """

    scenario: str
    organisation: str
    towards: str | None
    start: str | None
    runs: Runs
    draws: int


@dataclass(frozen=True, eq=False)
class Ablated:
    """What came of it: the study with its variants, one row a mechanism and headline, and the folder."""

    ablation: Ablation
    table: DataFrame
    assurance: HowSure | None
    folder: Path


def open_request(request: Request) -> tuple[Loaded[Scenario], Loaded[Organisation], Loaded[Organisation] | None]:
    """Return the opened files of a request, the scenario at its start.

    Raises:
        SpecError: If a file or the start is wrong.
        UnknownNameError: If a name is nobody's.
    """
    scenario = open_scenario(request.scenario)
    towards = None if request.towards is None else open_organisation(request.towards)
    moved = replace(scenario, model=started(scenario.model, request.start))
    return moved, open_organisation(request.organisation), towards


def run_request(request: Request, tell: Reporter) -> Ablated:
    """Run a request and write its results folder; nothing is written before everything is computed.

    Raises:
        SpecError: If a file is wrong, or nothing can be swapped.
        RunError: If no replication succeeded.
        ResultsError: If the folder cannot be written.
    """
    scenario, organisation, towards = open_request(request)
    ablation = ablate(
        scenario.model,
        organisation,
        towards,
        replications=request.runs.replications,
        seed=request.runs.seed,
        workers=request.runs.workers,
        progress=lambda done, of: tell("replications", done, of),
    )
    assurance = None
    if request.draws:
        assurance = how_sure(
            ablation.study,
            scenario,
            ablation.organisations,
            draws=request.draws,
            workers=request.runs.workers,
            progress=lambda done, of: tell("draws of the assumptions", done, of),
        )
    table = ablation.table(assurance)
    tell("writing the tables and the figures", 0, 1)
    folder = _write(ablation, table, assurance, scenario, request.runs)
    tell("writing the tables and the figures", 1, 1)
    return Ablated(ablation, table, assurance, folder)


def _write(
    ablation: Ablation, table: DataFrame, assurance: HowSure | None, scenario: Loaded[Scenario], runs: Runs
) -> Path:
    from sim import figures

    folder = create_folder(runs.out, scenario.model.name, runs.seed, datetime.now(UTC))
    with whole_or_gone(folder):
        write_frame_csv(table, folder / TABLE)
        save_assurance(assurance, folder)
        (folder / "figures").mkdir(exist_ok=True)
        for one in HEADLINES:
            drawn = figures.ablation(ablation.study, table, one.name)
            figures.save(drawn, folder / "figures" / f"ablation-{one.name.replace('_', '-')}")
        opened = Opened(scenario, ablation.organisations, (scenario.model,))
        save_study(ablation.study, folder, opened, runs.command)
    return folder


def ablation_lines(ablated: Ablated) -> list[str]:
    """Return one line a mechanism: what the five headlines change by with the swap, and how sure that is."""
    from sim.figures.style import when

    meta = ablated.ablation.study.meta
    rows = {(row["mechanism"], row["metric"]): row for row in ablated.table.to_dict("records")}
    swaps = ablated.ablation.swaps
    done = [swap for swap in swaps if swap.document is not None]
    body = [[swap.name, *(_cell(one, rows[swap.name, one.name]) for one in HEADLINES)] for swap in done]
    titles = [f"{SHORT[one.name]}\n{_UNITS[one.unit][0]}" for one in HEADLINES]
    runs = f"{meta.replications} replications, seed {meta.seed}"
    lines = [
        *_wrapped(meta.caveat),
        *_wrapped(f"{meta.organisations[0]} with one mechanism swapped at a time, against {meta.organisations[0]}."),
        "",
        f"{meta.title or meta.scenario}, {when(meta)}; {runs}",
        *columns(body, titles),
        *(line for swap in swaps if swap.document is None for line in _impossible(swap.name, swap.reason)),
        *_legend(ablated),
        "",
        "What holds instead:",
    ]
    for swap in done:
        lines += _wrapped(f"  {swap.name}: {swap.told}", "    ")
    return lines


def _cell(metric: Metric, row: Mapping[str, Any]) -> str:
    """Return a difference with its mark and, behind it, in how many draws its sign holds."""
    if row["difference"] is None or math.isnan(row["difference"]):
        return "-"
    if row["difference"] == row["low"] == row["high"] == 0:
        # The same in every replication: the mechanism never came into play, or not for this row.
        return "="
    _, factor = _UNITS[metric.unit]
    sure = "" if row["holds"] is None or math.isnan(row["holds"]) else f" {row['holds']:.0f}"
    number = signed(row["difference"] * factor, 0 if metric.unit == "min" else 1)
    return f"{number} {MARKS.get(row['verdict'], ' ')}{sure:>4}".rstrip()


def _impossible(name: str, reason: str) -> list[str]:
    return _wrapped(f"{name}: cannot be swapped: {reason}", "    ")


def _legend(ablated: Ablated) -> list[str]:
    first = ablated.table.dropna(subset=["interval"])
    level, _, over = str(first["interval"].iloc[0]).partition(", ")
    what = f"{level} intervals of the paired differences, {f'{over}, ' if over else ''}chance only"
    marks = "after the swap + is better, - worse, ~ not clearly different, = the same in every replication"
    sure = ""
    if ablated.assurance is not None:
        failed = f" ({ablated.assurance.failed} draws failed)" if ablated.assurance.failed else ""
        sure = (
            f" Behind the mark: in how many of {int(ablated.assurance.signs['draws'].max())} draws of all assumptions"
            f" the sign holds{failed}."
        )
    return _wrapped(f"Differences: {marks}: {what}.{sure} They do not add up: mechanisms work together.")


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
