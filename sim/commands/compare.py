"""Compare organisations on one crisis: run, estimate, write the results folder, and say it in a screenful."""

from __future__ import annotations

import math
import shutil
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sim.analysis.estimate import compare, estimate
from sim.analysis.metrics import HEADLINES, per_replication
from sim.commands.wording import assurance_lines
from sim.errors import ResultsError, SpecError
from sim.organisation.organisation import Organisation
from sim.record.store import create_folder, save, write_file, write_frame_csv
from sim.record.study import Study
from sim.report.text import WIDTH, all_metric_lines, answer_sentence, headline_lines
from sim.scenario.crisis import at_start, generate
from sim.scenario.files import Loaded, open_organisation, open_scenario
from sim.scenario.model import Scenario
from sim.scenario.pairs import check_pair
from sim.scenario.places import with_trace_file
from sim.scenario.resolved import resolved_text
from sim.spread.trace import Trace
from sim.study.how_sure import HowSure, how_sure
from sim.study.replicate import replicate

if TYPE_CHECKING:
    from pandas import DataFrame

DEFAULT_PAIR: Final = ("centralised", "dispersed")
Reporter = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Request:
    """What is to be compared.

    Attributes:
        scenario: Name or path.
        organisations: Names or paths, the first is the baseline.
        replications: Paired replications.
        seed: Seed of the study.
        starts: Other starts; empty for the scenario's own.
        draws: Draws of the assumptions; 0 skips them.
        workers: Processes; None for all cores.
        out: The folder of results.
        command: The command line, for the record.
    """

    scenario: str
    organisations: tuple[str, ...]
    replications: int
    seed: int
    starts: tuple[str, ...]
    draws: int
    workers: int | None
    out: Path
    command: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Compared:
    """What came of it: the studies by start, their comparisons, how sure, and the folder."""

    scenario: Loaded[Scenario]
    studies: tuple[Study, ...]
    comparisons: tuple[DataFrame | None, ...]
    assurance: HowSure | None
    folder: Path
    report: Path


@dataclass(frozen=True)
class Opened:
    """The files of a request, opened and found to fit."""

    scenario: Loaded[Scenario]
    organisations: tuple[Loaded[Organisation], ...]
    moved: tuple[Scenario, ...]


def open_request(request: Request) -> Opened:
    """Return the opened files of a request and the scenario at each start.

    Raises:
        SpecError: If a file is wrong, a trace's too, or scenario and organisation do not fit.
        UnknownNameError: If a name is nobody's.
    """
    scenario = open_scenario(request.scenario)
    organisations = tuple(open_organisation(name) for name in request.organisations)
    names = [loaded.model.name for loaded in organisations]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise SpecError([f"the organisation '{twice[0]}' is named twice; give each --org once, or rename one file"])
    faults = [fault for loaded in organisations for fault in check_pair(scenario.model, loaded.model)]
    if faults:
        raise SpecError(faults)
    try:
        moved = tuple(at_start(scenario.model, start) for start in request.starts) or (scenario.model,)
    except ValueError as error:
        raise SpecError([str(error)]) from error
    if isinstance(scenario.model.spread, Trace):
        # Read now, so that a wrong file is a wrong call and not a failed run.
        generate(moved[0], seed=request.seed)
    return Opened(scenario, organisations, moved)


def run_request(request: Request, opened: Opened, tell: Reporter) -> Compared:
    """Run a request and write its results folder; nothing is written before everything is computed.

    Raises:
        RunError: If no replication succeeded.
        ResultsError: If the folder cannot be written.
    """
    models = [loaded.model for loaded in opened.organisations]
    studies = []
    for scenario in opened.moved:
        study = replicate(
            scenario,
            models,
            replications=request.replications,
            seed=request.seed,
            workers=request.workers,
            progress=lambda done, of: tell("replications", done, of),
        )
        studies.append(study)
    assurance = None
    if request.draws and len(models) > 1:
        assurance = how_sure(
            studies[0],
            opened.scenario,
            opened.organisations,
            draws=request.draws,
            workers=request.workers,
            progress=lambda done, of: tell("draws of the assumptions", done, of),
        )
    comparisons = tuple(compare(study) if len(models) > 1 else None for study in studies)
    tell("writing the tables and the report", 0, 1)
    folder = create_folder(request.out, opened.scenario.model.name, request.seed, datetime.now(UTC))
    with _whole_or_gone(folder):
        if assurance is not None:
            write_frame_csv(assurance.signs, folder / "how_sure_signs.csv")
            write_frame_csv(assurance.influence, folder / "how_sure_influence.csv")
        # The manifest of the first study makes the folder a finished one, so that study comes last.
        for number, study in reversed(list(enumerate(studies))):
            _save(study, folder if number == 0 else folder / f"start-{number + 1}", opened, request)
    report = write_page(
        studies, folder, opened, comparison=comparisons[0], assurance=assurance, command=request.command
    )
    tell("writing the tables and the report", 1, 1)
    return Compared(opened.scenario, tuple(studies), comparisons, assurance, folder, report)


@contextmanager
def _whole_or_gone(folder: Path) -> Iterator[None]:
    """Remove a folder of our own again if it cannot be filled, a full disk and Ctrl-C included."""
    try:
        yield
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _save(study: Study, folder: Path, opened: Opened, request: Request) -> None:
    inputs = {"scenario.yaml": _with_trace_kept(opened.scenario, folder / "inputs")}
    inputs |= {f"organisations/{loaded.model.name}.yaml": loaded.text for loaded in opened.organisations}
    replications = per_replication(study)
    save(study, folder, inputs=inputs, command=request.command, replications=replications, summary=estimate(study))


def _with_trace_kept(scenario: Loaded[Scenario], inputs: Path) -> str:
    """Return the scenario's text; where it replays a trace, that is copied beside it and named where it now is."""
    spread = scenario.model.spread
    if not isinstance(spread, Trace):
        return scenario.text
    source = Path(spread.file)
    kept = f"traces/{source.name}"
    try:
        write_file(inputs / kept, source.read_bytes())
    except OSError as error:
        raise ResultsError(f"{source}: cannot be kept with the results: {error.strerror or error}") from error
    return resolved_text(with_trace_file(scenario.document, kept))


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
    )


def summary_lines(compared: Compared, *, all_metrics: bool) -> list[str]:
    """Return the screenful: caveat, what is shared, five rows a start, a sentence, how sure, what is on record."""
    from sim.figures.style import when
    from sim.report.parts import hour_sentence

    first = compared.studies[0].meta
    lines = [*_wrapped(first.caveat), *_wrapped(first.differences)]
    for study, comparison in zip(compared.studies, compared.comparisons, strict=True):
        lines += [*([""] if lines else []), f"{first.title or first.scenario}, {when(study.meta)}; {_runs(study)}"]
        if study is not compared.studies[0]:
            lines += _wrapped(hour_sentence(compared.studies[0], study))
        if comparison is not None:
            lines += headline_lines(comparison) if not all_metrics else all_metric_lines(comparison)
            lines += ["", *_wrapped(_capital(answer_sentence(comparison)))]
        else:
            lines += _alone(study)
    if compared.assurance is not None:
        start = f" (start {when(first)})" if len(compared.studies) > 1 else ""
        lines += ["", *assurance_lines(compared.assurance, start)]
    return [*lines, *_wrapped(_on_record(compared.studies[0]))]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _wrapped(text: str) -> list[str]:
    """Return a text as lines of the terminal; none for an empty one."""
    # File names and links are for copying, so no word is cut.
    return textwrap.wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def _runs(study: Study) -> str:
    failed = len({failure.replication for failure in study.failures})
    text = f"{study.meta.replications} replications, seed {study.meta.seed}"
    return text + (f"; {failed} failed, see the report" if failed else "")


def _alone(study: Study) -> list[str]:
    """Return the headline values of a single organisation, each share with what it is of."""
    values = estimate(study).set_index("metric")
    counts = {"cases that need an answer": "cases", "replies": "replies"}
    lines = []
    for metric in HEADLINES:
        counted = counts.get(metric.denominator)
        of = f" of {values.loc[counted, 'text']} {counted} a run" if counted else ""
        lines.append(f"{metric.title:42} {values.loc[metric.name, 'text']:>12}{of}")
    return lines


def _on_record(study: Study) -> str:
    """Return what is documented of the first statement, beside the model's own range."""
    from sim.report.parts import model_range
    from sim.units import format_duration

    events = [event for event in study.meta.documented if math.isfinite(event.at)]
    if not events:
        return ""
    ranges = "; ".join(f"{r['name']} {r['median']} ({r['low']} to {r['high']})" for r in model_range(study))
    told = ", ".join(f"{event.name} after {format_duration(event.at)}" for event in events)
    return f"On record: {told}. First statement in the model, median (10 % to 90 %): {ranges}."
