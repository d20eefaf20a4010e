"""Commands that keep nothing: one replication post by post, and theory run through the engine."""

from __future__ import annotations

import sys
from typing import Literal

import click

from sim.terminal.options import ORGANISATIONS, SCENARIO, SEED, START, WORKERS
from sim.terminal.progress import reporting


@click.command(short_help="Tell one replication, post by post.")
@SCENARIO
@ORGANISATIONS
@click.option("--replication", type=click.IntRange(0), default=0, show_default=True, help="Which replication.")
@click.option("--resolution", type=click.Choice(["minute", "hour"]), default="minute", show_default=True)
@click.option("--case", "case", type=click.IntRange(0), default=None, help="Follow one case only.")
@START
@SEED
def timeline(
    scenario: str,
    organisations: tuple[str, ...],
    replication: int,
    resolution: Literal["minute", "hour"],
    case: int | None,
    start: str | None,
    seed: int,
) -> None:
    """Tell one replication, so that you can follow a single post to its answer.

    \b
    Examples:
      tocsin timeline southwest-1380 --org dispersed --resolution hour
      tocsin timeline southwest-1380 --org dispersed --replication 3 --case 12
    """
    from sim.commands.timeline import NoCaseError, told

    lines = told(
        scenario,
        organisations or ("centralised",),
        start=start,
        seed=seed,
        replication=replication,
        case=case,
        resolution=resolution,
    )
    try:
        for line in lines:
            click.echo(line)
    except NoCaseError as error:
        raise click.UsageError(str(error)) from error


@click.command(short_help="Run theory's closed forms through the same engine.")
@click.argument("names", nargs=-1)
@click.option("--long", "long_", is_flag=True, help="More runs, smaller standard errors.")
@SEED
@WORKERS
def verify(names: tuple[str, ...], long_: bool, seed: int, workers: int | None) -> None:
    """Run theory's closed forms through the same engine and files; exit 1 if one fails.

    \b
    Examples:
      tocsin verify
      tocsin verify mmc hours --long
    """
    from sim.oracles.verify import table_lines
    from sim.oracles.verify import verify as verifying

    with reporting() as tell:
        table = verifying(
            names or None, long=long_, seed=seed, workers=workers, progress=lambda d, n: tell("checks", d, n)
        )
    click.echo("\n".join(table_lines(table)))
    if not bool(table["passed"].all()):
        sys.exit(1)
