"""Write a study into its results folder, whole or not at all, with all that is needed to run it again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sim.analysis.estimate import estimate
from sim.analysis.metrics import per_replication
from sim.commands.opening import Opened
from sim.errors import ResultsError
from sim.files import write_file
from sim.record.store import save, write_frame_csv
from sim.record.study import Study
from sim.scenario.files import Loaded
from sim.scenario.model import Scenario
from sim.scenario.places import with_trace_file
from sim.scenario.resolved import resolved_text
from sim.spread.trace import Trace
from sim.study.how_sure import HowSure

# How sure a comparison is: in how many draws each sign holds, and what each assumption moves.
SIGNS: Final = "how_sure_signs.csv"
INFLUENCE: Final = "how_sure_influence.csv"


@contextmanager
def whole_or_gone(folder: Path) -> Iterator[None]:
    """Remove a folder of our own again if it cannot be filled, a full disk and Ctrl-C included."""
    try:
        yield
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def save_study(study: Study, folder: Path, opened: Opened, command: Sequence[str]) -> None:
    """Write a study's tables and the files that it was made from, so that it can be run again from its folder."""
    inputs = {"scenario.yaml": _with_trace_kept(opened.scenario, folder / "inputs")}
    inputs |= {f"organisations/{loaded.model.name}.yaml": loaded.text for loaded in opened.organisations}
    replications = per_replication(study)
    save(study, folder, inputs=inputs, command=command, replications=replications, summary=estimate(study))


def save_assurance(assurance: HowSure | None, folder: Path) -> None:
    """Write how sure a comparison is beside its tables, if that was asked."""
    if assurance is not None:
        write_frame_csv(assurance.signs, folder / SIGNS)
        write_frame_csv(assurance.influence, folder / INFLUENCE)


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
