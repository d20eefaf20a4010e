"""Commands on a results folder: draw its figures, write its report, or run it again."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sim.terminal.options import DIRECTORY, OPEN, WORKERS
from sim.terminal.progress import reporting


@click.command()
@DIRECTORY
@click.option("--figure", "figures", multiple=True, help="Name of a figure; repeatable, all by default.")
@click.option("--to", type=click.Path(file_okay=False, path_type=Path), default=None, help="Folder; DIR/figures.")
def plot(folder: Path, figures: tuple[str, ...], to: Path | None) -> None:
    """Draw the figures of a results folder again, as PNG and SVG.

    \b
    Example:
      tocsin plot results/southwest-1380/20261122T101500Z-1 --figure backlog
    """
    from sim.commands.reproduce import draw_figures, opened_inputs
    from sim.record.store import load

    try:
        paths = draw_figures(load(folder), to or folder / "figures", figures, opened_inputs(folder))
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    for path in paths:
        click.echo(path)


@click.command()
@DIRECTORY
@OPEN
def report(folder: Path, open_: bool) -> None:
    """Write the report of a results folder again from its tables.

    \b
    Example:
      tocsin report results/southwest-1380/20261122T101500Z-1 --open
    """
    from sim.commands.reproduce import rewrite_report

    path = rewrite_report(folder)
    click.echo(path)
    if open_:
        click.launch(str(path))


@click.command(short_help="Run a results folder again and compare the tables.")
@DIRECTORY
@WORKERS
def reproduce(folder: Path, workers: int | None) -> None:
    """Run a results folder again from its own inputs and say whether the tables are the same.

    \b
    Example:
      tocsin reproduce results/southwest-1380/20261122T101500Z-1
    """
    from sim.commands import reproduce as reproducing

    with reporting() as tell:
        outcome = reproducing.reproduce(folder, workers=workers, tell=tell)
    for table, text in outcome.items():
        click.echo(f"{table:16} {text}")
    same = all(text in {"identical", "equal to 1e-9"} for text in outcome.values())
    click.echo("the study was reproduced" if same else "the study was NOT reproduced")
    if not same:
        sys.exit(1)
