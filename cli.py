"""The command line `tocsin`: parse, one call, print or write. Results go to stdout, progress and errors to stderr.

Exit codes: 0 done, 1 a run failed, 2 a wrong call or file, 130 interrupted.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from sim.scenario.new import Question
    from sim.study.equalise import How

F = TypeVar("F", bound=Callable[..., Any])
Reporter = Callable[[str, int, int], None]


class Group(click.Group):
    """Commands with errors of our own as one message and the right exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a wrong file ends with 2, a failed run with 1, an interrupt with 130."""
        from sim.errors import ResultsError, RunError, SimError, UnreadableError

        try:
            return super().invoke(ctx)
        except SimError as error:
            click.echo(str(error), err=True)
            failed = isinstance(error, (RunError, ResultsError)) and not isinstance(error, UnreadableError)
            ctx.exit(1 if failed else 2)
        except (KeyboardInterrupt, click.Abort):
            click.echo("interrupted; nothing half-written was left", err=True)
            ctx.exit(130)
        except BrokenPipeError:
            sys.stderr.close()
            ctx.exit(0)
        except OSError as error:
            # Files of ours have errors of their own; what is left is stdout on a full device.
            click.echo(f"the output cannot be written: {error.strerror or error}", err=True)
            ctx.exit(1)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command, or say which one was perhaps meant."""
        from sim.errors import did_you_mean

        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            near = did_you_mean(args[0], self.list_commands(ctx))
            raise click.UsageError(f"no command '{args[0]}'{near}", ctx)
        return super().resolve_command(ctx, args)


@contextmanager
def reporting() -> Iterator[Reporter]:
    """Yield a reporter that shows rate and time left on stderr; plain lines where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield _plain_reporter()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        tasks: dict[str, Any] = {}

        def tell(what: str, done: int, of: int) -> None:
            if what not in tasks or done == 0:
                tasks[what] = progress.add_task(what, total=of, rate="")
            speed = progress.tasks[tasks[what]].speed
            progress.update(tasks[what], completed=done, rate=f"{speed:.1f}/s" if speed else "")

        yield tell


def _plain_reporter() -> Reporter:
    import time

    begun: dict[str, float] = {}

    def tell(what: str, done: int, of: int) -> None:
        if of == 1:
            # One step has no rate and no time left; that it has begun is all there is to say.
            click.echo(what, err=True) if done == 0 else None
        elif done == 0:
            begun[what] = time.monotonic()
        elif done == of or done % max(1, of // 4) == 0:
            spent = time.monotonic() - begun.get(what, time.monotonic())
            rate = done / spent if spent > 0 else 0.0
            left = f", about {(of - done) / rate:.0f} s left" if rate and done < of else ""
            click.echo(f"{done} of {of} {what}" + (f" ({rate:.1f}/s{left})" if rate else ""), err=True)

    return tell


def with_options(*options: Callable[[F], F]) -> Callable[[F], F]:
    """Return a decorator that adds several options, in the order in which help shows them."""

    def decorate(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


ORGANISATIONS = click.option(
    "--org", "organisations", multiple=True, metavar="ORG", help="Name or path; repeatable, the first is the baseline."
)
REPLICATIONS = click.option(
    "--replications", type=click.IntRange(1, 1_000_000), default=200, show_default=True, help="Paired replications."
)
SEED = click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Same seed, same tables.")
WORKERS = click.option("--workers", type=click.IntRange(1, 1024), default=None, help="Processes; all cores by default.")
OUT = click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=Path("results"), show_default=True,
    help="Folder of results; each study gets its own in it.",
)  # fmt: skip
OPEN = click.option("--open", "open_", is_flag=True, help="Show the report in the browser.")
DIRECTORY = click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tocsin", prog_name="tocsin")
def main() -> None:
    """Simulate how an organisation answers a crisis, and compare organisations on the same crisis.

    \b
    Begin with:
      tocsin compare southwest-1380
      tocsin scenarios
      tocsin describe centralised
    """


@main.command()
def scenarios() -> None:
    """List the shipped crises.

    \b
    Example:
      tocsin scenarios
    """
    from sim.scenario.files import load_scenario, scenario_names

    for name in scenario_names():
        click.echo(f"{name:24} {load_scenario(name).title}")


@main.command()
def organisations() -> None:
    """List the shipped organisations.

    \b
    Example:
      tocsin organisations
    """
    from sim.scenario.files import load_organisation, organisation_names

    for name in organisation_names():
        idea = " ".join(load_organisation(name).idea.split())
        click.echo(f"{name:24} {idea.split('. ')[0].rstrip('.')}.")


@main.command(short_help="Print a scenario's or an organisation's story and numbers.")
@click.argument("name")
@click.option("--against", default=None, metavar="NAME", help="Another of its kind: print only where the two differ.")
def describe(name: str, against: str | None) -> None:
    """Print a scenario or organisation: its story or idea, and every number with mark, range and source.

    NAME is a name or the path of a file.

    \b
    Examples:
      tocsin describe southwest-1380
      tocsin describe my-team.yaml
      tocsin describe clearinghouse --against dedicated-team
    """
    from sim.commands.naming import open_either
    from sim.scenario import describe as describing

    if against is None:
        click.echo(describing.describe(open_either(name)))
    else:
        click.echo(describing.describe_differences(open_either(name), open_either(against)))


@main.command(short_help="Draw an organisation: people, desks, and how an answer gets out.")
@click.argument("organisation", metavar="ORG")
@click.option("--against", metavar="ORG", default=None, help="Set another one beside it and mark what differs.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="Where to; by default here."
)
def chart(organisation: str, against: str | None, out: Path) -> None:
    """Draw an organisation on one sheet, as PNG and SVG: people, desks, and how an answer gets out.

    ORG is a name or the path of a file.

    \b
    Examples:
      tocsin chart centralised
      tocsin chart my-team.yaml --against dispersed --out charts
    """
    from sim.commands.chart import draw_chart

    for line in draw_chart(organisation, against, out):
        click.echo(line)


@main.command()
@click.argument("what", type=click.Choice(["scenario", "organisation"]))
def schema(what: str) -> None:
    """Print the JSON Schema of a kind of file, for editors.

    \b
    Example:
      tocsin schema organisation > organisation.schema.json
    """
    from sim.scenario.formats import schema_text

    click.echo(schema_text(what), nl=False)


@main.command(short_help="Print peak load against people on duty, without a run.")
@click.argument("organisation")
@click.argument("scenario")
def check(organisation: str, scenario: str) -> None:
    """Print, without a run, the peak load against the people on duty, and the first bottleneck.

    \b
    Example:
      tocsin check centralised southwest-1380
    """
    from sim.errors import SpecError
    from sim.scenario.capacity import capacity_lines, load_against_capacity
    from sim.scenario.files import load_organisation, load_scenario
    from sim.scenario.pairs import check_pair

    crisis, who = load_scenario(scenario), load_organisation(organisation)
    faults = check_pair(crisis, who)
    if faults:
        raise SpecError(faults)
    click.echo("\n".join(capacity_lines(load_against_capacity(who, crisis))))


@main.command(
    short_help="Write a file like another one, asking ten questions at most.",
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
)
@click.argument("what", type=click.Choice(["scenario", "organisation"]))
@click.argument("name")
@click.option("--like", required=True, help="Name or path of the file to start from.")
@click.option(
    "--folder", type=click.Path(file_okay=False, exists=True, path_type=Path), default=Path(), help="Where to."
)
@click.option("--yes", is_flag=True, help="Ask nothing; what no flag answers keeps its default.")
@click.pass_context
def new(ctx: click.Context, what: str, name: str, like: str, folder: Path, yes: bool) -> None:
    """Write a commented file NAME.yaml like another one, after at most ten questions.

    Each question is also a flag; `--yes` takes the defaults for the rest.

    \b
    Examples:
      tocsin new organisation my-team --like centralised
      tocsin new scenario our-recall --like product-rumour --start "2026-12-01 09:00" --yes
    """
    from sim.errors import did_you_mean
    from sim.scenario import new as making

    questions = (making.organisation_questions if what == "organisation" else making.scenario_questions)(like)
    given = _flags(ctx.args)
    known = [question.name for question in questions]
    for flag in given:
        if flag not in known:
            flags = ", ".join(f"--{one}" for one in known)
            raise click.UsageError(f"no option '--{flag}'{did_you_mean(flag, known)}; the questions are {flags}", ctx)
    making.refuse_existing(folder / f"{name}.yaml")
    asking = sys.stdin.isatty() and not yes
    for question in questions:
        if question.name not in given and asking:
            given[question.name] = click.prompt(
                question.prompt, default=question.default, value_proc=partial(_checked, question)
            )
    make = making.new_organisation if what == "organisation" else making.new_scenario
    path = make(name, like=like, folder=folder, answers=given)
    click.echo(f"wrote {path}; 'tocsin describe {shlex.quote(str(path))}' shows it, 'tocsin compare' takes its path")


def _checked(question: Question, text: str) -> str:
    """Return an answer that can be used; a wrong one is said at once and asked again."""
    try:
        if text.strip() != question.default:
            question.parse(text.strip())
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
    return text


def _flags(words: list[str]) -> dict[str, str]:
    """Return the answers that were given as `--name value` or `--name=value`."""
    given: dict[str, str] = {}
    rest = iter(words)
    for word in rest:
        flag, equals, value = word.partition("=")
        if not flag.startswith("--"):
            raise click.UsageError(f"unexpected word '{word}'")
        given[flag[2:]] = value if equals else next(rest, "")
    return given


@main.command(short_help="Tell one replication, post by post.")
@click.argument("scenario")
@ORGANISATIONS
@click.option("--replication", type=click.IntRange(0), default=0, show_default=True, help="Which replication.")
@click.option("--resolution", type=click.Choice(["minute", "hour"]), default="minute", show_default=True)
@click.option("--case", "case", type=click.IntRange(0), default=None, help="Follow one case only.")
@click.option("--start", default=None, help="Another start, as 'Fri 20:00'.")
@SEED
def timeline(
    scenario: str,
    organisations: tuple[str, ...],
    replication: int,
    resolution: str,
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
    from sim.errors import SpecError
    from sim.scenario.crisis import at_start
    from sim.scenario.files import load_organisation, load_scenario
    from sim.scenario.pairs import check_pair
    from sim.study import timeline as telling

    crisis = load_scenario(scenario)
    if start is not None:
        try:
            crisis = at_start(crisis, start)
        except ValueError as error:
            raise SpecError([str(error)]) from error
    for name in organisations or ("centralised",):
        who = load_organisation(name)
        faults = check_pair(crisis, who)
        if faults:
            raise SpecError(faults)
        entries = telling.timeline(crisis, who, seed=seed, replication=replication, case=case)
        if case is not None and not entries:
            raise click.UsageError(f"{who.name} has no case {case} in replication {replication} of seed {seed}")
        click.echo(f"{who.name}: {crisis.title or crisis.name}, replication {replication}, seed {seed}")
        found = telling.timeline_lines(entries, crisis, resolution="hour" if resolution == "hour" else "minute")
        click.echo("\n".join(found) if found else "nothing happened")


@main.command(short_help="Compare organisations on the same crisis.")
@click.argument("scenario")
@with_options(ORGANISATIONS, REPLICATIONS, SEED)
@click.option("--start", "starts", multiple=True, help="'Tue 10:00' or a date and time; repeatable, one block each.")
@click.option(
    "--equalise",
    type=click.Choice(["none", "headcount", "payroll", "coverage"]),
    default="none",
    show_default=True,
    help="Give all organisations the baseline's posts, pay or coverage, by their resources alone.",
)
@click.option("--all-metrics", is_flag=True, help="Print every metric, not the five headline rows.")
@click.option("--no-how-sure", is_flag=True, help="Skip the draws of all assumptions.")
@click.option(
    "--draws",
    type=click.IntRange(10),
    default=None,
    show_default="200, with --org all 50",
    help="Draws of the assumptions.",
)
@click.option("--dry-run", is_flag=True, help="Check the files and say what would be run.")
@with_options(WORKERS, OUT, OPEN)
def compare(
    scenario: str,
    organisations: tuple[str, ...],
    replications: int,
    seed: int,
    starts: tuple[str, ...],
    equalise: How,
    all_metrics: bool,
    no_how_sure: bool,
    draws: int | None,
    dry_run: bool,
    workers: int | None,
    out: Path,
    open_: bool,
) -> None:
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

    few = opening.DRAWS_OF_ALL if opening.EVERYBODY in organisations else opening.DRAWS
    request = opening.Request(
        scenario=scenario,
        organisations=opening.with_everybody(organisations),
        replications=replications,
        seed=seed,
        starts=starts,
        draws=0 if no_how_sure else draws or few,
        workers=workers,
        out=out,
        command=("tocsin", *(shlex.quote(word) for word in sys.argv[1:])),
        equalise=equalise,
    )
    opened = opening.open_request(request)
    if dry_run:
        names = ", ".join(loaded.model.name for loaded in opened.organisations)
        times = ", ".join(moved.start for moved in opened.moved)
        click.echo(f"{opened.scenario.model.name} at {times}: {names}; {replications} replications, seed {seed}")
        for line in opened.equalised:
            click.echo(line)
        click.echo("The files fit together; nothing was run and nothing was written.")
        return
    with reporting() as tell:
        compared = comparing.run_request(request, opened, tell)
    click.echo("\n".join(summary_lines(compared, all_metrics=all_metrics)))
    again = "" if seed == 1 else f" --seed {seed}"
    told = f"{shlex.quote(scenario)} --org {shlex.quote(request.organisations[-1])} --resolution hour{again}"
    click.echo(f"\nReport: {compared.report}")
    click.echo(f"Next:   tocsin timeline {told}")
    click.echo(f"        tocsin reproduce {shlex.quote(str(compared.folder))}")
    if open_:
        click.launch(str(compared.report))


@main.command(short_help="Say which organisation wins at which load, facts needed and start.")
@click.argument("scenario")
@ORGANISATIONS
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
@click.option("--start", "starts", multiple=True, help="'Tue 10:00' or a date and time; repeatable.")
@click.option(
    "--equalise",
    type=click.Choice(["none", "headcount", "payroll", "coverage"]),
    default="none",
    show_default=True,
    help="What all get from the first organisation, before anything runs.",
)
@click.option(
    "--replications",
    type=click.IntRange(2, 1_000_000),
    default=40,
    show_default=True,
    help="Paired replications a point.",
)
@with_options(SEED, WORKERS, OUT)
def sweep(
    scenario: str,
    organisations: tuple[str, ...],
    loads: tuple[float, ...],
    facts: tuple[float, ...],
    starts: tuple[str, ...],
    equalise: How,
    replications: int,
    seed: int,
    workers: int | None,
    out: Path,
) -> None:
    """Say which organisation wins where: the same crisis with more or less of it, at other hours.

    A winner leads over every other organisation by more than chance; elsewhere the leader is told, and with how many
    others it is level. Without --org: centralised against dispersed.

    \b
    Examples:
      tocsin sweep southwest-1380 --load 0.5 --load 1 --load 2
      tocsin sweep product-fault --org all --facts 0 --facts 1 --start 'Tue 10:00' --start 'Fri 20:00'
    """
    from sim.commands import sweep as sweeping

    request = sweeping.Request(
        scenario=scenario,
        organisations=organisations,
        loads=loads,
        facts=facts,
        starts=starts,
        equalise=equalise,
        replications=replications,
        seed=seed,
        workers=workers,
        out=out,
        command=("tocsin", *(shlex.quote(word) for word in sys.argv[1:])),
    )
    with reporting() as tell:
        swept = sweeping.run_request(request, tell)
    click.echo("\n".join(sweeping.sweep_lines(swept)))
    click.echo(f"\nTables: {swept.folder / 'leads.csv'} and values.csv")
    click.echo(f"Maps:   {swept.folder / 'figures'}")


@main.command(short_help="Say what each mechanism of an organisation is worth.")
@click.argument("scenario")
@click.option("--org", "organisation", required=True, metavar="ORG", help="Name or path of the organisation.")
@click.option("--towards", default=None, metavar="ORG", help="Take each block from this one, instead of switching off.")
@click.option(
    "--replications", type=click.IntRange(1, 1_000_000), default=100, show_default=True, help="Paired replications."
)
@SEED
@click.option("--start", default=None, help="Another start, as 'Fri 20:00'.")
@click.option("--no-how-sure", is_flag=True, help="Skip the draws of all assumptions.")
@click.option("--draws", type=click.IntRange(10), default=50, show_default=True, help="Draws of the assumptions.")
@with_options(WORKERS, OUT)
def ablate(
    scenario: str,
    organisation: str,
    towards: str | None,
    replications: int,
    seed: int,
    start: str | None,
    no_how_sure: bool,
    draws: int,
    workers: int | None,
    out: Path,
) -> None:
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

    request = ablating.Request(
        scenario=scenario,
        organisation=organisation,
        towards=towards,
        replications=replications,
        seed=seed,
        start=start,
        draws=0 if no_how_sure else draws,
        workers=workers,
        out=out,
        command=("tocsin", *(shlex.quote(word) for word in sys.argv[1:])),
    )
    with reporting() as tell:
        ablated = ablating.run_request(request, tell)
    click.echo("\n".join(ablating.ablation_lines(ablated)))
    click.echo(f"\nTable:   {ablated.folder / ablating.TABLE}")
    click.echo(f"Figures: {ablated.folder / 'figures'}")
    click.echo(f"Next:    tocsin reproduce {shlex.quote(str(ablated.folder))}")


@main.command()
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


@main.command()
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


@main.command(short_help="Run a results folder again and compare the tables.")
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
        outcome = reproducing.reproduce(
            folder, workers=workers, progress=lambda done, of: tell("replications", done, of)
        )
    for table, text in outcome.items():
        click.echo(f"{table:16} {text}")
    same = all(text in {"identical", "equal to 1e-9"} for text in outcome.values())
    click.echo("the study was reproduced" if same else "the study was NOT reproduced")
    if not same:
        sys.exit(1)


@main.command(short_help="Run theory's closed forms through the same engine.")
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


if __name__ == "__main__":
    main()
