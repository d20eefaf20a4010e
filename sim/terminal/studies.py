"""Commands that run studies: compare organisations, sweep a crisis, ablate an organisation."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import click

from sim.commands.requests import Named, Runs
from sim.terminal import options
from sim.terminal.progress import reporting

if TYPE_CHECKING:
    from sim.commands.compare import Compared, Request
    from sim.commands.opening import Opened


@click.command(short_help="Compare organisations on the same crisis.")
@options.SCENARIO
@options.ORGANISATIONS
@options.replications(200)
@options.SEED
@options.starts(", one block each")
@options.equalise("Give all organisations the baseline's posts, pay or coverage, by their resources alone.")
@click.option("--all-metrics", is_flag=True, help="Print every metric, not the five headline rows.")
@options.draws(None, shown="200, with --org all 50")
@click.option("--dry-run", is_flag=True, help="Check the files and say what would be run.")
@options.WORKERS
@options.OUT
@options.OPEN
@options.takes_named
@options.takes_runs
def compare(named: Named, runs: Runs, all_metrics: bool, draws: int | None, dry_run: bool, open_: bool) -> None:
    """Compare organisations on the same crisis: five rows with intervals, a report, and tables.

    SCENARIO and ORG are names or paths of files. Without --org: centralised against dispersed. `--org all` stands for
    every shipped organisation, centralised as the baseline; `--org X --org all` has X as the baseline.

    `--equalise` makes a comparison of structures fair: it says what it changed, and refuses where resources alone
    cannot do it. headcount: as many posts. payroll: the same pay a week. coverage: as many posts, the
    desks around the clock in three shifts, and whoever approves on call.

    \b
    Examples:
      tocsin compare southwest-1380
      tocsin compare southwest-1380 --start 'Tue 10:00' --start 'Fri 20:00'
      tocsin compare southwest-1380 --org all --replications 100
      tocsin compare product-rumour --org centralised --org my-team.yaml --equalise headcount
    """
    from sim.commands import compare as comparing
    from sim.commands import opening
    from sim.commands.summary import summary_lines

    request = comparing.Request(named, runs, opening.usual_draws(named) if draws is None else draws)
    opened = opening.open_named(named, seed=runs.seed)
    if dry_run:
        click.echo("\n".join(_plan_lines(opened, runs)))
        return
    with reporting() as tell:
        compared = comparing.run_request(request, opened, tell)
    click.echo("\n".join([*summary_lines(compared, all_metrics=all_metrics), "", *_next_lines(compared, request)]))
    if open_:
        click.launch(str(compared.report))


def _plan_lines(opened: Opened, runs: Runs) -> list[str]:
    """Return what would be run."""
    names = ", ".join(loaded.model.name for loaded in opened.organisations)
    times = ", ".join(moved.start for moved in opened.moved)
    return [
        f"{opened.scenario.model.name} at {times}: {names}; {runs.replications} replications, seed {runs.seed}",
        *opened.equalised,
        "The files fit together; nothing was run and nothing was written.",
    ]


def _next_lines(compared: Compared, request: Request) -> list[str]:
    """Return where the report is, and two commands that lead further."""
    from sim.commands.opening import with_everybody

    last = with_everybody(request.named.organisations)[-1]
    again = "" if request.runs.seed == 1 else f" --seed {request.runs.seed}"
    return [
        f"Report: {compared.report}",
        f"Next:   tocsin timeline {_quoted(request.named.scenario)} --org {_quoted(last)} --resolution hour{again}",
        f"        tocsin reproduce {_quoted(compared.folder)}",
    ]


def _quoted(word: object) -> str:
    return shlex.quote(str(word))


@click.command(short_help="Say which organisation wins at which load, facts needed and start.")
@options.SCENARIO
@options.ORGANISATIONS
@click.option(
    "--load",
    "loads",
    type=click.FloatRange(0, min_open=True),
    multiple=True,
    help="Times the mentions from outside; repeatable.",
)
@click.option(
    "--facts", type=click.FloatRange(0), multiple=True, help="Times the share of cases that need a fact; repeatable."
)
@options.starts()
@options.equalise("What all get from the first organisation, before anything runs.")
@options.replications(40, least=2, what="Paired replications a point.")
@options.SEED
@options.WORKERS
@options.OUT
@options.takes_named
@options.takes_runs
def sweep(named: Named, runs: Runs, loads: tuple[float, ...], facts: tuple[float, ...]) -> None:
    """Say which organisation wins where: the same crisis with more or less of it, at other hours.

    A winner leads over every other organisation by more than chance; elsewhere the leader is told, and with how many
    others it is level. Without --org: centralised against dispersed.

    \b
    Examples:
      tocsin sweep southwest-1380 --load 0.5 --load 1 --load 2
      tocsin sweep product-fault --org all --facts 0 --facts 1 --start 'Tue 10:00' --start 'Fri 20:00'
    """
    from sim.commands import sweep as sweeping

    with reporting() as tell:
        swept = sweeping.run_request(sweeping.Request(named, loads, facts, runs), tell)
    click.echo("\n".join(sweeping.sweep_lines(swept)))
    click.echo(f"\nTables: {swept.folder / 'leads.csv'} and values.csv")
    click.echo(f"Maps:   {swept.folder / 'figures'}")


@click.command(short_help="Say what each mechanism of an organisation is worth.")
@options.SCENARIO
@click.option("--org", "organisation", required=True, metavar="ORG", help="Name or path of the organisation.")
@click.option("--towards", default=None, metavar="ORG", help="Take each block from this one, instead of switching off.")
@options.replications(100)
@options.SEED
@options.START
@options.draws(50)
@options.WORKERS
@options.OUT
@options.takes_runs
def ablate(scenario: str, organisation: str, towards: str | None, start: str | None, runs: Runs, draws: int) -> None:
    """Say what each mechanism of an organisation is worth: one at a time is switched off, all else stays.

    The rows are the mechanisms that ORG uses, the columns what the five headlines change by without each. With
    --towards each block of the other organisation is put in instead; what does not fit is told, and left as it is.

    There is no row for the home department: the model has no place in the chart for it, only hand-overs, hours and
    rights, so that moving it changes nothing.

    \b
    Examples:
      tocsin ablate southwest-1380 --org incident-command
      tocsin ablate southwest-1380 --org dispersed --towards centralised --replications 50
    """
    from sim.commands import ablate as ablating

    with reporting() as tell:
        ablated = ablating.run_request(ablating.Request(scenario, organisation, towards, start, runs, draws), tell)
    click.echo("\n".join(ablating.ablation_lines(ablated)))
    click.echo(f"\nTable:   {ablated.folder / ablating.TABLE}")
    click.echo(f"Figures: {ablated.folder / 'figures'}")
    click.echo(f"Next:    tocsin reproduce {_quoted(ablated.folder)}")
