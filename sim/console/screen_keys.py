"""The keys of the full-screen console: what each does, and how they are told."""

from __future__ import annotations

from typing import Final

from textual.binding import Binding, BindingType

BINDINGS: Final[list[BindingType]] = [
    Binding("space", "pause"),
    Binding("enter", "order('')"),
    *(Binding(minutes, f"order('{minutes}')") for minutes in "125"),
    Binding("d", "decide"),
    Binding("n", "order('n')"),
    Binding("h", "propose('h')"),
    Binding("s", "propose('s')"),
    Binding("plus", "type('+ ')"),
    Binding("minus", "type('- ')"),
    Binding("r", "propose('r')"),
    Binding("f", "propose('live')"),
    Binding("q", "stop"),
    Binding("ctrl+q,ctrl+c", "stop", priority=True),
    Binding("question_mark", "help"),
    Binding("colon", "type('')"),
    Binding("escape", "leave_order"),
    Binding("pageup", "turn('#log', 0.8)"),
    Binding("pagedown", "turn('#log', -0.8)"),
    Binding("left_square_bracket", "turn('#feed', 0.8)"),
    Binding("right_square_bracket", "turn('#feed', -0.8)"),
    Binding("ctrl+t", "light", priority=True),
]
# The letters among them; any other letter begins an order.
LETTERS: Final = frozenset("dnhsrfq")
KEYS: Final = (
    " ? help  Space pause  Enter step  1 2 5 min  d decide  n next  h hold  s skip  + - note  r rate  f pace  q stop",
    "? help Spc pause Ent step 1 2 5 d)ecide n)ext h)old s)kip + - r)ate f)ast q)uit",
)
KEY_HELP: Final = """\
Keys, as long as no order is being typed:
   Space      pause, or go on          Enter  step   1 2 5  minutes
   d          the decision that waits, as a card
   n          release the next inject  h  hold it    s  skip it, with a reason
   + -        note a strength, or what is to be improved
   r          rate an objective        f  let the clock run, and how fast
   q          stop safely              Ctrl+T  dark or light
   PgUp PgDn  turn the log             [ ]  turn the feed
   :          or any other letter begins an order; Esc leaves it
Orders:"""


def keys_for(width: int) -> str:
    """Return the line of keys that has room in so many cells."""
    return next((line for line in KEYS if len(line) <= width), KEYS[-1])
