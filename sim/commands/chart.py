"""Draw the chart of an organisation, or of two side by side, into a folder."""

from __future__ import annotations

from pathlib import Path

from sim.errors import ResultsError
from sim.scenario.files import load_organisation


def draw_chart(name: str, against: str | None, folder: Path) -> list[str]:
    """Draw the chart as PNG and SVG, and return a line for each file that says whether it is new.

    Args:
        name: Name or path of an organisation.
        against: Name or path of the one to set beside it.
        folder: Where to; made if it is not there.

    Raises:
        UnknownNameError: If there is no such organisation.
        SpecError: With every fault of a file.
        ResultsError: If the folder cannot be written.
    """
    one, other = load_organisation(name), load_organisation(against) if against is not None else None
    from sim import figures

    stem = one.name if other is None else f"{one.name}-against-{other.name}"
    target = folder / f"{stem}-chart"
    there = {path for path in (Path(f"{target}.png"), Path(f"{target}.svg")) if path.exists()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        written = figures.save(figures.organisation_chart(one, other), target)
    except OSError as error:
        raise ResultsError(f"{folder}: the chart cannot be written: {error.strerror or error}") from error
    return [f"{'replaced' if path in there else 'wrote'} {path}" for path in written]
