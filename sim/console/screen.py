"""The door of the full-screen console: the only place that knows whether textual is installed."""

from __future__ import annotations

from sim.drill.room import Room
from sim.errors import SimError


class NoScreenError(SimError):
    """The full-screen console cannot be opened here."""


def play_full_screen(room: Room, name: str) -> bool:
    """Play a drill full screen until it is closed or stopped; return whether it was closed.

    Args:
        room: The drill; whoever calls closes it.
        name: Of the facilitator, for the journal.

    Raises:
        NoScreenError: If textual is not installed.
    """
    try:
        import textual as _  # noqa: F401 # asked first, so that a fault of our own is not taken for a missing package
    except ImportError as error:
        raise NoScreenError(
            "the full-screen console needs textual: pip install 'tocsin[tui]'; without --tui the drill is played line "
            "by line, with the same orders"
        ) from error
    from sim.console.screen_app import Console

    console = Console(room, name)
    console.run()
    if console.return_code:
        # Textual has shown the traceback; the journal holds everything that was confirmed.
        raise SystemExit(console.return_code)
    return console.desk.ended
