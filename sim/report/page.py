"""The report: one self-contained HTML page that a board member reads, prints, and is asked nothing by.

The page loads nothing: styles are inline, pictures are data, and its content security policy forbids the rest. Every
text is escaped by the template engine; names come from files that anybody may have written.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis.estimate import compare
from sim.errors import ResultsError
from sim.record.study import Study
from sim.report import parts
from sim.report.assurance import HowSure
from sim.report.pictures import Picture, pictures, start_pictures

if TYPE_CHECKING:
    from pandas import DataFrame

    from sim.organisation.organisation import Organisation
    from sim.spec.marks import Mark

_TEMPLATES = Path(__file__).parent


def write_report(
    study: Study,
    folder: str | Path,
    *,
    comparison: DataFrame | None = None,
    how_sure: HowSure | None = None,
    marks: Sequence[Mark] = (),
    starts: Sequence[Study] = (),
    organisations: Sequence[Organisation] = (),
    command: str = "",
    equalised: Sequence[str] = (),
    open_: bool = False,
) -> Path:
    """Write `report.html` and its pictures (`figures/`) into a folder and return the page's path.

    Args:
        study: The study at its first start.
        folder: Where; it is made if it is not there.
        comparison: From `compare`; made if it is None and there are two organisations or more.
        how_sure: What the draws of the assumptions gave; None if they were skipped, which the page says.
        marks: Every marked number of the files, for the table of parameters.
        starts: The same study at other starts, one block of results each.
        organisations: The organisations as their files say them, for their ideas and for the people on duty.
        command: The command line that made the study.
        equalised: What was changed to give all organisations the same resources, in lines.
        open_: Whether to show the page in the browser.

    Raises:
        ResultsError: If the folder cannot be written.
    """
    if comparison is None and len(study.meta.organisations) > 1:
        comparison = compare(study)
    target = Path(folder)
    try:
        (target / "figures").mkdir(parents=True, exist_ok=True)
        drawn = pictures(study, target / "figures", comparison=comparison, organisations=organisations)
        blocks = [_block(study, other, target / "figures", number) for number, other in enumerate(starts, start=2)]
        content = {
            **parts.content(study, comparison, how_sure=how_sure, marks=marks, organisations=organisations),
            "pictures": {picture.name: picture for picture in drawn},
            "starts": blocks,
            "command": command,
            "equalised": [line.strip() for line in equalised],
            "folder": target.name,
            "version": _version(),
        }
        page = _render(content)
        path = target / "report.html"
        partial = target / "report.html.partial"
        partial.write_text(page, encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        raise ResultsError(f"the report cannot be written into {target}: {error.strerror or error}") from error
    if open_:
        import webbrowser

        webbrowser.open(path.resolve().as_uri())
    return path


def _block(first: Study, other: Study, folder: Path, number: int) -> dict[str, Any]:
    """Return the results of one more start."""
    comparison = compare(other) if len(other.meta.organisations) > 1 else None
    drawn = start_pictures(other, folder, prefix=f"start-{number}-")
    return parts.start_block(first, other, comparison) | {"pictures": drawn}


def _render(content: dict[str, Any]) -> str:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        autoescape=True,
        loader=FileSystemLoader(_TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["data_uri"] = _data_uri
    style = (_TEMPLATES / "report.css").read_text(encoding="utf-8")
    return environment.get_template("report.html.jinja").render(style=style, **content)


def _data_uri(picture: Picture) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(picture.svg.read_bytes()).decode("ascii")


def _version() -> str:
    try:
        return metadata.version("tocsin")
    except metadata.PackageNotFoundError:
        return "from a source folder"
