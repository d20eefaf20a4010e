"""Commands on files: list, describe, draw and check scenarios and organisations, and write new ones."""

from __future__ import annotations

import shlex
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.errors import SpecError, did_you_mean
from sim.terminal.options import SCENARIO

if TYPE_CHECKING:
    from sim.scenario.new import Question


@click.command()
def scenarios() -> None:
    """List the shipped crises.

    \b
    Example:
      tocsin scenarios
    """
    from sim.scenario.files import load_scenario, scenario_names

    for name in scenario_names():
        click.echo(f"{name:24} {load_scenario(name).title}")


@click.command()
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


@click.command(short_help="Print a scenario's or an organisation's story and numbers.")
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


@click.command(short_help="Draw an organisation: people, desks, and how an answer gets out.")
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


@click.command()
@click.argument("what", type=click.Choice(["scenario", "organisation"]))
def schema(what: str) -> None:
    """Print the JSON Schema of a kind of file, for editors.

    \b
    Example:
      tocsin schema organisation > organisation.schema.json
    """
    from sim.scenario.formats import schema_text

    click.echo(schema_text(what), nl=False)


@click.command(short_help="Print peak load against people on duty, without a run.")
@click.argument("organisation")
@SCENARIO
def check(organisation: str, scenario: str) -> None:
    """Print, without a run, the peak load against the people on duty, and the first bottleneck.

    \b
    Example:
      tocsin check centralised southwest-1380
    """
    from sim.scenario.capacity import capacity_lines, load_against_capacity
    from sim.scenario.files import load_organisation, load_scenario
    from sim.scenario.pairs import check_pair

    crisis, who = load_scenario(scenario), load_organisation(organisation)
    faults = check_pair(crisis, who)
    if faults:
        raise SpecError(faults)
    click.echo("\n".join(capacity_lines(load_against_capacity(who, crisis))))


@click.command(
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
