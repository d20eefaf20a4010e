"""The facilitator's card: one page that lies beside the keyboard."""

from __future__ import annotations

from collections.abc import Iterator

from sim.debrief.document import Block, Document, bullets, paragraph, table
from sim.debrief.pack_words import by_hand, in_order, inject_time, recipients
from sim.drill.definition import Inject
from sim.drill.drill import Drill

# The card has room for so many injects; the guide has all.
_MOST = 20
KEYS = (
    ("Enter, or a number", "the clock moves on by a step, or by so many minutes"),
    ("e", "the clock moves on to the next event: an inject, a decision, a default"),
    ("n", "the next inject is released now"),
    ("x, x ID", "the expected action and the notes of an inject; they are hidden until you ask"),
    ("ok ID WHAT", "how the players met an inject"),
    ("f ID, h ID, s ID WHY", "release one, hold it, skip it"),
    ("delay ID 5, shift 10", "one inject five minutes later, all of them ten"),
    ("d, d 3, d 3 b", "decisions that wait, one in full, answer it with b"),
    ("p holding WORDS", "the players publish something in their own words"),
    ("+ TEXT, - TEXT, note TEXT", "a strength, something to improve, anything else"),
    ("r O1 P WHY", "rate an objective: P, S, M, U or N/E"),
    ("pause WHY, resume", "stop the clock; the time is in no response time"),
    ("w, ?", "where we stand; all orders"),
    ("end, q", "close the drill and write the report; stop safely and go on later"),
)
_TALK = (
    "Read an inject aloud, hand the card over, then be silent. Count to ten before you help.",
    "Ask: Who decides that? Until when? Who must know? What do you say in public meanwhile?",
    "Too quiet: a contingency, or 'n'. Too much: hold what is not needed, or move all of it with 'shift'.",
    "They go another way than planned: follow them. Skip what no longer fits, and say why.",
    "A decision waits too long: name the time that is left. A default is never silent; say it aloud.",
    "Something real happens: stop, say 'no exercise', and go on only when everybody is back.",
)


def facilitator_card(drill: Drill) -> Document:
    """Return the card as a document of its own."""
    definition = drill.definition
    about = f"{definition.title or definition.name}. Keep it face down when players come near."
    return Document("Facilitator card", about, definition.handling, tuple(card_blocks(drill)))


def card_blocks(drill: Drill) -> Iterator[Block]:
    """Yield what stands on the card."""
    timed = [one for one in in_order(drill.definition.injects) if not by_hand(one)]
    kept = [one for one in in_order(drill.definition.injects) if by_hand(one)]
    rows = [_row(drill, one) for one in [*timed[:_MOST], *kept[: max(0, _MOST - len(timed))]]]
    if rows:
        yield table("What comes", ("When", "Id", "Inject", "To"), rows)
    if len(timed) + len(kept) > _MOST:
        yield paragraph(f"... and {len(timed) + len(kept) - _MOST} more; the guide has all.", "quiet")
    yield table("What you type", ("Type", "What happens"), KEYS)
    yield bullets(_TALK)


def _row(drill: Drill, one: Inject) -> list[str]:
    return [inject_time(drill, one), one.id, one.title, recipients(one)]
