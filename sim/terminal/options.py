"""The options that commands share, each declared once, so that one word means the same everywhere.

A command takes those that belong together as one value: `takes_named` hands it a `Named`, `takes_runs` its `Runs`. Both
stand below the options, next to the function.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.commands.requests import Named, Runs

if TYPE_CHECKING:
    from sim.study.equalise import How

Function = Callable[..., Any]
Option = Callable[[Function], Function]

SCENARIO = click.argument("scenario")
DIRECTORY = click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
ORGANISATIONS = click.option(
    "--org", "organisations", multiple=True, metavar="ORG", help="Name or path; repeatable, the first is the baseline."
)
SEED = click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Same seed, same tables.")
START = click.option("--start", default=None, help="Another start, as 'Fri 20:00'.")
WORKERS = click.option("--workers", type=click.IntRange(1, 1024), default=None, help="Processes; all cores by default.")
OUT = click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=Path("results"), show_default=True,
    help="Folder of results; each study gets its own in it.",
)  # fmt: skip
OUT_DRILLS = click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=Path("results/drills"), show_default=True,
    help="Folder of drills; each that is played gets its own in it.",
)  # fmt: skip
OPEN = click.option("--open", "open_", is_flag=True, help="Show the report in the browser.")


def replications(default: int, *, least: int = 1, what: str = "Paired replications.") -> Option:
    """Return the option of how many replications are run."""
    return click.option(
        "--replications", type=click.IntRange(least, 1_000_000), default=default, show_default=True, help=what
    )


def starts(more: str = "") -> Option:
    """Return the option of one or more starts; `more` is said behind that it can be repeated."""
    return click.option("--start", "starts", multiple=True, help=f"'Tue 10:00' or a date and time; repeatable{more}.")


def equalise(what: str) -> Option:
    """Return the option of what is made equal before anything runs."""
    return click.option(
        "--equalise",
        type=click.Choice(["none", "headcount", "payroll", "coverage"]),
        default="none",
        show_default=True,
        help=what,
    )


def draws(default: int | None, *, shown: str | bool = True) -> Option:
    """Return the options of how sure a result is; None as the default leaves the number to the command."""
    skip: Option = click.option("--no-how-sure", is_flag=True, help="Skip the draws of all assumptions.")
    number: Option = click.option(
        "--draws", type=click.IntRange(10), default=default, show_default=shown, help="Draws of the assumptions."
    )
    return lambda function: skip(number(function))


def takes_named(function: Function) -> Function:
    """Hand a command its scenario, organisations, starts and what is equalised as one `Named`."""

    @wraps(function)
    def gathered(
        *, scenario: str, organisations: tuple[str, ...], starts: tuple[str, ...], equalise: How, **rest: Any
    ) -> None:
        function(named=Named(scenario, organisations, starts, equalise), **rest)

    return gathered


def takes_runs(function: Function) -> Function:
    """Hand a command its replications, seed, workers and folder as one `Runs`, and no draws as 0 draws."""

    @wraps(function)
    def gathered(
        *, replications: int, seed: int, workers: int | None, out: Path, no_how_sure: bool = False, **rest: Any
    ) -> None:
        if no_how_sure:
            rest["draws"] = 0
        function(runs=Runs(replications, seed, workers, out, command_line()), **rest)

    return gathered


def command_line() -> tuple[str, ...]:
    """Return the words of this call, quoted so that they can be typed again."""
    return ("tocsin", *(shlex.quote(word) for word in sys.argv[1:]))
