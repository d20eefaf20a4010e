"""The after-action report of a drill: one document in three formats, and three tables to go on with.

The order of its parts is that of after-action reports in the style of HSEEP; nobody has certified it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from sim.counterfactual.carried import SameDecisions
from sim.counterfactual.model_runs import ModelOnly
from sim.debrief import drawings
from sim.debrief.compared import counterfactuals
from sim.debrief.course import timeline
from sim.debrief.decisions import decision_log, decision_sheet
from sim.debrief.document import Block, Document, Picture, clean
from sim.debrief.evidence import Evidence
from sim.debrief.findings import summary
from sim.debrief.improvement import improvement, improvement_plan
from sim.debrief.markdown import markdown
from sim.debrief.overview import identity, overview, reproduce
from sim.debrief.page import page
from sim.debrief.people import participants
from sim.debrief.public import public
from sim.debrief.ratings import eeg_sheet, observations, ratings
from sim.debrief.sheets import sheet
from sim.debrief.times import response_times
from sim.debrief.word import need_docx, word
from sim.drill.session import Session
from sim.files import write_files

NAME: Final = "aar"
PICTURES: Final = "aar-pictures"
FORMATS: Final[dict[str, Callable[[Document], bytes]]] = {
    "md": lambda document: markdown(document, pictures=PICTURES).encode(),
    "html": lambda document: page(document).encode(),
    "docx": word,
}


def write_report(
    folder: Path,
    session: Session,
    *,
    counterfactual: SameDecisions | None = None,
    model: ModelOnly | None = None,
    out: Path | None = None,
    formats: Sequence[str] = ("md", "html", "docx"),
    anonymise: bool = False,
) -> list[Path]:
    """Write the after-action report of a drill and return what was written.

    `aar.md` (with its pictures in `aar-pictures`), `aar.html` (one file), `aar.docx`; `eeg.csv`, `improvement.csv` and
    `decisions.csv` always. Each file is written whole or not at all.

    Args:
        folder: Of the drill; the command lines in the report name it as it is given here, or, if nobody is named, only
            its last part.
        session: The drill, closed or as far as it has come.
        counterfactual: Reading A, if it was made.
        model: Reading C, if it was made.
        out: Where to write; the folder of the drill if not given. It is made if it is not there.
        formats: Any of md, html, docx.
        anonymise: Tell people by their seats.

    Raises:
        ResultsError: If something cannot be written, or python-docx is missing; then nothing was written.
        ValueError: If there is no such format.
    """
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise ValueError(f"no format {unknown[0]!r}; the formats are {', '.join(FORMATS)}")
    if "docx" in formats:
        need_docx()
    evidence = Evidence(session, session.records(), folder, same=counterfactual, model=model, anonymise=anonymise)
    document = debrief(evidence)
    files = {f"{NAME}.{name}": FORMATS[name](document) for name in FORMATS if name in formats}
    if "md" in formats:
        drawn = [block for block in document.blocks if isinstance(block, Picture)]
        files |= {f"{PICTURES}/{one.name}.png": one.png for one in drawn}
    tables = {"eeg": eeg_sheet, "improvement": improvement_plan, "decisions": decision_sheet}
    files |= {f"{name}.csv": sheet(make(evidence)) for name, make in tables.items()}
    return write_files(out or folder, files)


def debrief(evidence: Evidence) -> Document:
    """Return the report as a document."""
    definition = evidence.session.drill.definition
    title = clean(definition.title or definition.name)
    return Document(title, clean(identity(evidence)), clean(definition.handling), tuple(_blocks(evidence)))


def _blocks(evidence: Evidence) -> Iterator[Block]:
    yield from overview(evidence)
    yield from summary(evidence)
    yield from timeline(evidence, drawings.timeline(evidence))
    yield from decision_log(evidence)
    yield from response_times(evidence, drawings.answers(evidence))
    yield from public(evidence, drawings.public(evidence))
    yield from ratings(evidence)
    yield from observations(evidence)
    yield from improvement(evidence)
    yield from counterfactuals(evidence)
    yield from participants(evidence)
    yield from reproduce(evidence)
