"""The pictures of a report: which ones, under which names and headings, written once and embedded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim import figures
from sim.record.study import Study

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from pandas import DataFrame

    from sim.organisation.organisation import Organisation


@dataclass(frozen=True)
class Picture:
    """One picture: its file's stem, what it shows for those who cannot see it, and where it is."""

    name: str
    alt: str
    svg: Path


def pictures(
    study: Study, folder: Path, *, comparison: DataFrame | None, organisations: Sequence[Organisation]
) -> list[Picture]:
    """Draw and write all pictures of a report; the forest plot only where there is something to compare."""
    drawings: dict[str, tuple[str, Callable[[], Figure]]] = {
        "mentions": ("Mentions over time, potential and surviving, with statements and contradictions",
                     lambda: figures.mentions(study)),
        "answered-share": ("Share of cases answered against time since the post",
                           lambda: figures.answered_share(study)),
        "first-statement": ("Time of the first official statement in every replication",
                            lambda: figures.first_statement(study)),
        "response-by-level": ("Response times by level", lambda: figures.response_times(study)),
        "response-by-channel": ("Response times by channel", lambda: figures.response_times(study, by="channel")),
        "where-time-goes": ("Mean hours a case spends in each part of its way, by level",
                            lambda: figures.where_time_goes(study)),
        "backlog": ("Open cases and people on duty over the local clock",
                    lambda: figures.backlog(study, organisations)),
    }  # fmt: skip
    if comparison is not None:
        drawings["differences"] = (
            "Paired differences of the five headline rows",
            lambda: figures.differences(study, comparison),
        )
    return [_written(folder / name, alt, draw()) for name, (alt, draw) in drawings.items()]


def start_pictures(study: Study, folder: Path, *, prefix: str) -> list[Picture]:
    """Draw and write the two pictures of one more start: the crisis and the share answered."""
    return [
        _written(folder / f"{prefix}mentions", "Mentions over time at this start", figures.mentions(study)),
        _written(folder / f"{prefix}answered-share", "Share answered at this start", figures.answered_share(study)),
    ]


def _written(path: Path, alt: str, figure: Figure) -> Picture:
    _, svg = figures.save(figure, path)
    return Picture(path.name, alt, svg)
