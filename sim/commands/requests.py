"""What commands are asked for, before a file is opened: the parts that comparisons, sweeps and ablations share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.study.equalise import How

# Called with what is being done, how much of it is done, and of how much.
Reporter = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Named:
    """A crisis and who answers it, by name.

    Attributes:
        scenario: Name or path.
        organisations: Names or paths, the first is the baseline; `all` stands for every shipped one, none for two.
        starts: Other starts; empty for the scenario's own.
        equalise: What is made equal to the baseline before the run.
    """

    scenario: str
    organisations: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    equalise: How = "none"


@dataclass(frozen=True)
class Runs:
    """How often something is run, on how many processes, and where the results go.

    Attributes:
        replications: Paired replications; of a sweep, at each point.
        seed: Seed of the study.
        workers: Processes; None for all cores.
        out: The folder of results.
        command: The command line, for the record.
    """

    replications: int
    seed: int
    workers: int | None
    out: Path
    command: tuple[str, ...] = ()
