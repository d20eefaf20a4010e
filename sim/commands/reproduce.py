"""Run a results folder again from its own inputs, or write its report anew."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.commands.compare import write_page
from sim.commands.opening import Opened
from sim.commands.requests import Reporter
from sim.commands.saving import INFLUENCE, SIGNS
from sim.errors import ResultsError, UnreadableError, did_you_mean
from sim.record.digest import compare_tables
from sim.record.store import load, load_inputs, read_manifest
from sim.record.study import Study
from sim.scenario.crisis import at_start
from sim.scenario.files import open_organisation, open_scenario
from sim.study.how_sure import HowSure, local_start
from sim.study.replicate import replicate

if TYPE_CHECKING:
    from pandas import DataFrame


def study_folders(folder: Path) -> list[Path]:
    """Return the folders of a results folder that hold a study: itself, and one for each further start."""
    return [folder, *sorted(folder.glob("start-*"))]


def opened_inputs(folder: Path) -> Opened:
    """Return the files that a results folder was made from, as they were."""
    names = sorted(name for name in load_inputs(folder) if name.startswith("organisations/"))
    order = load(folder).meta.organisations
    paths = {Path(name).stem: folder / "inputs" / name for name in names}
    scenario = open_scenario(folder / "inputs" / "scenario.yaml")
    organisations = tuple(open_organisation(paths[name]) for name in order)
    return Opened(scenario, organisations, (scenario.model,))


def reproduce(folder: Path, *, workers: int | None, tell: Reporter) -> dict[str, str]:
    """Run every study of a results folder again; return for each table how it compares.

    Raises:
        UnreadableError: If the folder is not a finished results folder.
        RunError: If the run fails.
    """
    outcome: dict[str, str] = {}
    for own in study_folders(folder):
        old = load(own)
        opened = opened_inputs(own)
        again = replicate(
            at_start(opened.scenario.model, local_start(old.meta)),
            [loaded.model for loaded in opened.organisations],
            replications=old.meta.replications,
            seed=old.meta.seed,
            workers=workers,
            progress=lambda done, of: tell("replications", done, of),
        )
        prefix = "" if own == folder else f"{own.name}/"
        outcome |= {f"{prefix}{table}": text for table, text in compare_tables(old, again).items()}
    return outcome


def rewrite_report(folder: Path) -> Path:
    """Write the report of a results folder anew from its tables and return its path."""
    studies = [load(own) for own in study_folders(folder)]
    command = tuple(read_manifest(folder).get("environment", {}).get("command", ()))
    return write_page(studies, folder, opened_inputs(folder), assurance=_assurance(folder), command=command)


def _assurance(folder: Path) -> HowSure | None:
    """Return how sure the comparison was, if it was asked."""
    signs, influence = folder / SIGNS, folder / INFLUENCE
    if not (signs.exists() and influence.exists()):
        return None
    return HowSure(_frame(signs), _frame(influence), 0)


def _frame(path: Path) -> DataFrame:
    import pandas as pd

    try:
        return pd.read_csv(path)
    except (OSError, ValueError) as error:
        raise UnreadableError(f"{path}: cannot be read: {error}") from error


def draw_figures(study: Study, folder: Path, names: tuple[str, ...], opened: Opened) -> list[Path]:
    """Draw the named figures of a study into a folder and return the files.

    Raises:
        ValueError: If a name is no figure's.
        ResultsError: If the folder cannot be written.
    """
    from sim import figures

    organisations = [loaded.model for loaded in opened.organisations]
    drawers = {
        "answered-share": lambda: figures.answered_share(study),
        "response-by-level": lambda: figures.response_times(study),
        "response-by-channel": lambda: figures.response_times(study, by="channel"),
        "differences": lambda: figures.differences(study),
        "mentions": lambda: figures.mentions(study),
        "backlog": lambda: figures.backlog(study, organisations),
        "where-time-goes": lambda: figures.where_time_goes(study),
        "first-statement": lambda: figures.first_statement(study),
    }
    if len(study.meta.organisations) == 1:
        del drawers["differences"]
    unknown = [name for name in names if name not in drawers]
    if unknown:
        near = did_you_mean(unknown[0], drawers)
        raise ValueError(f"no figure '{unknown[0]}'{near}; the figures are {', '.join(drawers)}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [path for name in names or tuple(drawers) for path in figures.save(drawers[name](), folder / name)]
    except OSError as error:
        raise ResultsError(f"{folder}: a figure cannot be written: {error.strerror or error}") from error
