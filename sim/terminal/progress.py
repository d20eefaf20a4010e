"""Say on stderr how far a run is: a bar on a terminal, plain lines in a file or a pipe."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from sim.commands.requests import Reporter


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
