"""What a key that begins an order proposes: the next inject, the first objective without a rating, the pace."""

from __future__ import annotations

from sim.console.screen_dials import next_inject
from sim.console.view import View


def proposal(view: View, order: str) -> str:
    """Return the beginning of an order to hold (h), to skip (s), to rate (r) or to let the clock run (live)."""
    if order == "live":
        return f"live {view.room.factor:g}"
    if order == "r":
        rated = {one.objective for one in view.room.session.table.ratings}
        ids = [one.id for one in view.room.session.drill.definition.objectives]
        return f"r {next((one for one in ids if one not in rated), '')} "
    one = next_inject(view)
    name = "" if one is None else one.inject.id
    return f"s {name} " if order == "s" else f"h {name}".rstrip()
