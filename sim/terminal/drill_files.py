"""The commands around the playing of a drill: make one, check and rehearse it, print it, report on it, hand it on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from sim.terminal.drill import DRILL, FOLDER
from sim.terminal.progress import reporting

if TYPE_CHECKING:
    from sim.counterfactual.robots import Policy

ORGANISATION = click.option(
    "--org", "organisation", default="dedicated-team", show_default=True, metavar="ORG", help="Who answers it."
)


@click.command("check")
@DRILL
def check_(drill: str) -> None:
    """Say what is wrong with a drill, and what should be known before people come.

    \b
    Example:
      tocsin drill check may-exercise
    """
    from sim.drill.check import warnings
    from sim.drill.drill import load_drill

    found = load_drill(drill)
    for sentence in warnings(found.definition, found.organisation):
        click.echo(f"note: {sentence}")
    one = found.definition
    click.echo(
        f"{one.name}: {len(one.injects)} injects, {len(one.decisions)} decisions, {len(one.seats)} seats, "
        f"{one.length:.0f} minutes of {found.scenario.name} for {found.organisation.name}; it can be played"
    )


@click.command()
@DRILL
@click.option("--policy", type=click.Choice(["expected", "default", "random"]), default="expected", show_default=True,
              help="How robots decide: as expected, not at all, or anyhow.")  # fmt: skip
@click.option("--n", "runs", type=click.IntRange(1, 10_000), default=50, show_default=True, help="Runs.")
def rehearse(drill: str, policy: Policy, runs: int) -> None:
    """Let robots play a drill: load per seat, which injects fire, how large the backlog grows.

    \b
    Example:
      tocsin drill rehearse may-exercise --policy default --n 20
    """
    from sim.drill.drill import load_drill
    from sim.prepare.rehearse import rehearsal_text
    from sim.prepare.rehearse import rehearse as rehearsed

    found = load_drill(drill)
    with reporting() as tell:
        text = rehearsal_text(rehearsed(found, policy=policy, runs=runs, done=lambda n: tell("runs", n, runs)))
    click.echo(text)


@click.command()
@FOLDER
@click.option("--org", "other", default=None, metavar="ORG", help="The organisation to compare with.")
@click.option("--runs", type=click.IntRange(0, 10_000), default=100, show_default=True,
              help="Model runs; 0 leaves them out.")  # fmt: skip
@click.option("--anonymise", is_flag=True, help="Seats in the place of names.")
def aar(folder: Path, other: str | None, runs: int, anonymise: bool) -> None:
    """Write the after-action report of a drill: Markdown, HTML and DOCX, and three tables beside it.

    \b
    Example:
      tocsin drill aar results/drills/demo/20260303T090000Z-11 --org incident-command
    """
    from sim.commands.drilling import report

    with reporting() as tell:
        written = report(folder, other=other, runs=runs, anonymise=anonymise, tell=tell)
    for path in written:
        click.echo(path)


@click.command()
@FOLDER
@click.option("--org", "other", required=True, metavar="ORG", help="The other organisation.")
@click.option("--replications", type=click.IntRange(0, 10_000), default=100, show_default=True,
              help="Model runs of the second reading; 0 leaves it out.")  # fmt: skip
def compare(folder: Path, other: str, replications: int) -> None:
    """Say what the same decisions would have come to in another organisation, and where the drill fell among runs.

    \b
    Example:
      tocsin drill compare results/drills/demo/20260303T090000Z-11 --org centralised
    """
    from sim.commands.drilling import compared

    with reporting() as tell:
        text = compared(folder, other, runs=replications, tell=tell)
    click.echo(text)


@click.command()
@click.argument("name", metavar="NAME", type=click.Path(path_type=Path))
@click.option("--like", "scenario", required=True, metavar="SCENARIO", help="The crisis.")
@ORGANISATION
@click.option("--length", default="90 min", show_default=True, help="How long it is played, as '90 min'.")
@click.option("--seats", type=click.IntRange(1, 8), default=4, show_default=True, help="Seats at the table.")
@click.option("--objective", "objectives", multiple=True, help="What the exercise is to show; repeatable.")
@click.option("--house", default="", help="What your house is called, in all posts and papers.")
@click.option("--product", default="", help="What it is about, as a product of yours.")
@click.option("--from", "source", default=None, metavar="FILE", help="An event list of your own.")
def new(
    name: Path, scenario: str, organisation: str, length: str, seats: int, objectives: tuple[str, ...],
    house: str, product: str, source: str | None,
) -> None:  # fmt: skip
    """Write a drill of your own into the folder NAME: injects and decisions are proposed, and yours to change.

    \b
    Examples:
      tocsin drill new may-exercise --like product-rumour --length 90min --seats 4
      tocsin drill new may-exercise --like product-rumour --house 'Acme Foods' --product Sparkle
      tocsin drill new may-exercise --like product-fault --objective 'First statement within 30 minutes'
    """
    from sim.commands.drilling import new_drill

    names = {"organisation": house, "product": product}
    for line in new_drill(name, scenario, organisation, length=length, seats=seats, objectives=objectives,
                          source=source, names=names):  # fmt: skip
        click.echo(line)


@click.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--map", "mapping", multiple=True, metavar="HEADING=FIELD", help="What a column is; repeatable.")
@click.option("--sheet", default=None, help="Name or number of the sheet.")
@click.option("--start", default=None, help="The clock time that is minute 0, as 09:30.")
@click.option("--dry-run", is_flag=True, help="Say how the list would be read, and write nothing.")
@click.option("--into", "folder", type=click.Path(path_type=Path), default=None,
              help="Folder of the drill; called like the file if not given.")  # fmt: skip
@click.option("--like", "scenario", default="product-rumour", show_default=True, metavar="SCENARIO", help="The crisis.")
@ORGANISATION
@click.option("--length", default=None, help="How long it is played; to the last event if not given.")
def import_(
    file: Path, mapping: tuple[str, ...], sheet: str | None, start: str | None, dry_run: bool, folder: Path | None,
    scenario: str, organisation: str, length: str | None,
) -> None:  # fmt: skip
    """Read an event list as it is (CSV, XLSX, JSON, YAML), and make a drill of it; no row is ever dropped.

    \b
    Examples:
      tocsin drill import chronogramme.xlsx --dry-run
      tocsin drill import msel.csv --map 'Who acts=to' --start 09:30 --into may-exercise
    """
    from sim.commands.drilling import imported

    for line in imported(file, mapping=mapping, sheet=sheet, start=start, dry_run=dry_run, folder=folder,
                         scenario=scenario, organisation=organisation, length=length):  # fmt: skip
        click.echo(line)


@click.command()
@DRILL
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=None,
              help="Folder; DRILL/pack if not given.")  # fmt: skip
def pack(drill: str, out: Path | None) -> None:
    """Write what a facilitator prints: guide, seat briefs, inject cards, evaluation forms, hot wash, feedback.

    \b
    Example:
      tocsin drill pack may-exercise
    """
    from sim.commands.drilling import packed

    for path in packed(drill, out):
        click.echo(path)


@click.command()
@click.argument("source", metavar="DIR")
@click.option("--msel", type=click.Path(dir_okay=False, path_type=Path), default=None, metavar="FILE",
              help="The event list, as .csv or .xlsx.")  # fmt: skip
@click.option("--columns", type=click.Choice(["full", "hseep", "standard", "mitre"]), default="full", show_default=True,
              help="Which columns of the event list.")  # fmt: skip
@click.option("--journal", type=click.Path(dir_okay=False, path_type=Path), default=None, metavar="FILE",
              help="Every row of the journal, as JSON lines.")  # fmt: skip
@click.option("--transcript", type=click.Path(dir_okay=False, path_type=Path), default=None, metavar="FILE",
              help="What happened, one line each.")  # fmt: skip
@click.option("--anonymise", is_flag=True, help="Seats in the place of names.")
@click.option("--overwrite", is_flag=True, help="Replace files that are there.")
def export(
    source: str, msel: Path | None, columns: Literal["full", "hseep", "standard", "mitre"], journal: Path | None,
    transcript: Path | None, anonymise: bool, overwrite: bool,
) -> None:  # fmt: skip
    """Write a drill's event list, journal or transcript for other tools; DIR may be a drill that was not played yet.

    \b
    Example:
      tocsin drill export may-exercise --msel list.xlsx --columns hseep
      tocsin drill export results/drills/demo/20260303T090000Z-11 --transcript said.txt --anonymise
    """
    from sim.commands.drilling import exported

    if msel is None and journal is None and transcript is None:
        raise click.UsageError("nothing to export: give --msel, --journal or --transcript, each with a file")
    for path in exported(source, msel=msel, columns=columns, journal=journal, transcript=transcript,
                         anonymise=anonymise, overwrite=overwrite):  # fmt: skip
        click.echo(path)


COMMANDS = (check_, rehearse, aar, compare, new, import_, pack, export)
