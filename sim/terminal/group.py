"""How the command line answers what went wrong: one message, no traceback, and an exit code that scripts can read."""

from __future__ import annotations

import sys
from typing import Any

import click

from sim.errors import ResultsError, RunError, SimError, UnreadableError, did_you_mean


class Group(click.Group):
    """Commands with errors of our own as one message and the right exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a wrong file ends with 2, a failed run with 1, an interrupt with 130."""
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
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            near = did_you_mean(args[0], self.list_commands(ctx))
            raise click.UsageError(f"no command '{args[0]}'{near}", ctx)
        return super().resolve_command(ctx, args)
