"""The command `tocsin` itself: what it says of itself, and the commands and groups that it has."""

from __future__ import annotations

import click

from sim.terminal import drill, drill_files, files, results, single, studies
from sim.terminal.group import Group


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tocsin", prog_name="tocsin")
def main() -> None:
    """Simulate how an organisation answers a crisis, and compare organisations on the same crisis.

    \b
    Begin with:
      tocsin compare southwest-1380
      tocsin scenarios
      tocsin describe centralised
      tocsin drill demo
    """


# One line a subject; a group of commands is added like one command. Help sorts them by name.
for command in (
    *(files.scenarios, files.organisations, files.describe, files.chart, files.schema, files.check, files.new),
    *(single.timeline, single.verify),
    *(studies.compare, studies.sweep, studies.ablate),
    *(results.plot, results.report, results.reproduce),
    drill.drill,
):
    main.add_command(command)
for command in drill_files.COMMANDS:
    drill.drill.add_command(command)
