"""Compare organisations on one crisis: run, estimate, and write the results folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sim.analysis.estimate import compare
from sim.commands.opening import Opened
from sim.commands.requests import Named, Reporter, Runs
from sim.commands.saving import save_assurance, save_study, whole_or_gone
from sim.errors import UnreadableError
from sim.files import write_file
from sim.record.store import create_folder
from sim.record.study import Study
from sim.scenario.model import Scenario
from sim.study.equalise import How
from sim.study.how_sure import HowSure, how_sure
from sim.study.replicate import replicate

if TYPE_CHECKING:
    from pandas import DataFrame

# What was changed to make resources equal, in lines, beside the tables that came of it.
EQUALISED: Final = "equalised.txt"


@dataclass(frozen=True)
class Request:
    """What is to be compared.

    Attributes:
        named: The crisis and who answers it.
        runs: How often, and where to.
        draws: Draws of the assumptions; 0 skips them.
    """

    named: Named
    runs: Runs
    draws: int


@dataclass(frozen=True, eq=False)
class Compared:
    """What came of it: the studies by start, their comparisons, how sure, and the folder."""

    opened: Opened
    studies: tuple[Study, ...]
    comparisons: tuple[DataFrame | None, ...]
    assurance: HowSure | None
    folder: Path
    report: Path


def run_request(request: Request, opened: Opened, tell: Reporter) -> Compared:
    """Run a request and write its results folder; nothing is written before everything is computed.

    Args:
        request: What is asked for.
        opened: Its files.
        tell: Told of the progress.

    Raises:
        RunError: If no replication succeeded.
        ResultsError: If the folder cannot be written.
    """
    studies = tuple(_study(scenario, request, opened, tell) for scenario in opened.moved)
    several = len(opened.organisations) > 1
    assurance = None
    if request.draws and several:
        assurance = how_sure(
            studies[0],
            opened.scenario,
            opened.organisations,
            draws=request.draws,
            workers=request.runs.workers,
            progress=lambda done, of: tell("draws of the assumptions", done, of),
        )
    comparisons = tuple(compare(study) if several else None for study in studies)
    tell("writing the tables and the report", 0, 1)
    folder = _write(studies, assurance, opened, request.runs)
    command = request.runs.command
    report = write_page(studies, folder, opened, comparison=comparisons[0], assurance=assurance, command=command)
    tell("writing the tables and the report", 1, 1)
    return Compared(opened, studies, comparisons, assurance, folder, report)


def _study(scenario: Scenario, request: Request, opened: Opened, tell: Reporter) -> Study:
    """Return the study of one start."""
    study = replicate(
        scenario,
        [loaded.model for loaded in opened.organisations],
        replications=request.runs.replications,
        seed=request.runs.seed,
        workers=request.runs.workers,
        progress=lambda done, of: tell("replications", done, of),
    )
    return _told(study, opened, request.named.equalise)


def _write(studies: Sequence[Study], assurance: HowSure | None, opened: Opened, runs: Runs) -> Path:
    """Write the tables of all starts into a new results folder and return it."""
    folder = create_folder(runs.out, opened.scenario.model.name, runs.seed, datetime.now(UTC))
    with whole_or_gone(folder):
        if opened.equalised:
            write_file(folder / EQUALISED, "\n".join([*opened.equalised, ""]).encode())
        save_assurance(assurance, folder)
        # The manifest of the first study makes the folder a finished one, so that study comes last.
        for number, study in reversed(list(enumerate(studies))):
            save_study(study, folder if number == 0 else folder / f"start-{number + 1}", opened, runs.command)
    return folder


def _told(study: Study, opened: Opened, how: How) -> Study:
    """Return the study with the caveat that its organisations are not quite those of the files, where they are not."""
    if not opened.equalised:
        return study
    first = opened.organisations[0].model.name
    told = f"Resources are equalised by {how} to those of {first}; structures are those of the files."
    return replace(study, meta=replace(study.meta, caveat=f"{study.meta.caveat} {told}".strip()))


def write_page(
    studies: Sequence[Study],
    folder: Path,
    opened: Opened,
    *,
    comparison: DataFrame | None = None,
    assurance: HowSure | None = None,
    command: tuple[str, ...] = (),
) -> Path:
    """Write the report of one or more starts and return its path."""
    from sim.report.page import write_report

    marks = [*opened.scenario.document.marks.values()]
    marks += [mark for loaded in opened.organisations for mark in loaded.document.marks.values()]
    return write_report(
        studies[0],
        folder,
        comparison=comparison,
        how_sure=assurance,
        marks=marks,
        starts=studies[1:],
        organisations=[loaded.model for loaded in opened.organisations],
        command=" ".join(command),
        equalised=_equalised(folder),
    )


def _equalised(folder: Path) -> list[str]:
    """Return what was changed to make the resources of a results folder equal; nothing where nothing was."""
    try:
        return (folder / EQUALISED).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise UnreadableError(f"{folder / EQUALISED}: cannot be read: {error}") from error
