"""The group of a drill's commands, and those that play one: the demonstration, a drill of one's own, going on."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.terminal.group import Group
from sim.terminal.options import OUT_DRILLS
from sim.terminal.progress import reporting

if TYPE_CHECKING:
    from sim.drill.room import Room

DRILL = click.argument("drill", metavar="DRILL")
FOLDER = click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
NAME = click.option("--name", default="", help="Your name, for the journal.")
TUI = click.option("--tui", is_flag=True, help="Full screen; needs the extra 'tui'. Without it, line by line.")


@click.group(cls=Group)
def drill() -> None:
    """Play a crisis at the table: people decide, the model answers, the report compares.

    \b
    Examples, first to see it, then for a drill of your own:
      tocsin drill demo
      tocsin drill new may-exercise --like product-rumour --length 90min --seats 4
      tocsin drill check may-exercise
      tocsin drill rehearse may-exercise
      tocsin drill pack may-exercise
      tocsin drill run may-exercise
    """


@drill.command()
@NAME
@TUI
@OUT_DRILLS
def demo(name: str, tui: bool, out: Path) -> None:
    """Play the demonstration drill alone, in about five minutes, to its report.

    \b
    Example:
      tocsin drill demo --name Ana
    """
    from sim.commands.drilling import begin
    from sim.drill.drill import load_drill

    room = begin(load_drill("demo"), out=out, name=name)
    if name:
        room.do("join", {}, seat="lead", actor=name)
    click.echo(
        "You lead the team that speaks for Quellmoor, the maker of the drink Zimbrel;\n"
        "both are invented, as is the rumour that the drink makes people ill. You play\n"
        "one hour of its first morning: Enter moves the clock on four minutes, 'd a'\n"
        "answers a decision with its first option, and 'end' ends the hour and writes\n"
        "the report.\n"
    )
    _play(room, name=name, tui=tui)


@drill.command()
@DRILL
@NAME
@TUI
@click.option("--org", "organisation", default=None, metavar="ORG", help="Another organisation than the drill names.")
@OUT_DRILLS
def run(drill: str, name: str, tui: bool, organisation: str | None, out: Path) -> None:
    """Play a drill: DRILL is a folder, a file or the name of a shipped drill.

    \b
    Examples:
      tocsin drill run may-exercise --name 'Facilitator'
      tocsin drill run demo --org incident-command
    """
    from sim.commands.drilling import begin
    from sim.drill.drill import load_drill

    room = begin(load_drill(drill, organisation=organisation), out=out, name=name)
    _play(room, name=name, tui=tui)


@drill.command()
@FOLDER
@NAME
@TUI
@click.option("--restore", is_flag=True, help="Write the drill's files back as the journal keeps them.")
def resume(folder: Path, name: str, tui: bool, restore: bool) -> None:
    """Go on with a drill after a stop or a crash; it stands paused.

    The journal is played again and compared: what was confirmed is kept.

    \b
    Example:
      tocsin drill resume results/drills/may-exercise/20260303T090000Z-1
    """
    from sim.drill.room import Room

    room, found = Room.resume(folder, restore=restore)
    click.echo(found.sentence + "\n")
    if room.session.closed:
        room.close()
        click.echo(f"The drill is closed. 'tocsin drill aar {folder}' writes its report.")
        return
    _play(room, name=name or found.actor, tui=tui)


def _play(room: Room, *, name: str, tui: bool) -> None:
    from sim.commands.drilling import report

    click.echo(f"The journal is in {room.folder}\n", err=True)
    try:
        ended = _full_screen(room, name) if tui else _line_by_line(room, name)
    finally:
        room.close()
    if ended:
        with reporting() as tell:
            written = report(room.folder, tell=tell)
        click.echo("\nThe report:")
        for path in written:
            click.echo(f"  {path}")
        if not any(path.suffix == ".docx" for path in written):
            click.echo("  (aar.docx is left out: it needs pip install 'tocsin[drill]')")


def _line_by_line(room: Room, name: str) -> bool:
    from sim.console.folding import WIDTH
    from sim.console.line import play
    from sim.console.orders import Desk
    from sim.console.view import View
    from sim.drill.words import texts_of

    def ask() -> None:
        if sys.stdin.isatty():
            click.echo("> ", nl=False)

    view = View(room, texts_of(room.session.drill, folder=room.folder))
    width = min(WIDTH, shutil.get_terminal_size().columns) if sys.stdout.isatty() else WIDTH
    return play(Desk(room, view, name), sys.stdin, click.echo, ask=ask, width=width)


def _full_screen(room: Room, name: str) -> bool:
    from sim.console.screen import play_full_screen

    return play_full_screen(room, name)
