"""What stands behind an order: an option, minutes, how sure somebody is, and `because ... / sure 4 / counts 12 min`."""

from __future__ import annotations

import re
from typing import Final

from sim.console.cards import LETTERS
from sim.drill.state import DecisionState, DrillError
from sim.errors import did_you_mean
from sim.units import parse_duration

# The first stands at the beginning, the others behind a slash: "because asked by the press" is one reason.
_KEYWORDS: Final = re.compile(r"(?:^|\s*/\s*)(because|sure|counts|by)\s+")


def option_of(state: DecisionState, word: str) -> str:
    """Return the id of the option that a letter or an id names.

    Raises:
        DrillError: If the decision has no such option.
    """
    ids = [option.id for option in state.decision.options]
    if word in ids:
        return word
    place = LETTERS.find(word.lower()) if len(word) == 1 else -1
    if not 0 <= place < len(ids):
        last = LETTERS[len(ids) - 1]
        raise DrillError(f"decision {state.number} has the options a to {last}{did_you_mean(word, ids)}")
    return ids[place]


def particulars(text: str) -> dict[str, str]:
    """Return what stands behind an answer by its keyword; words without one are the reason."""
    parts = _KEYWORDS.split(text)
    if parts[0].strip():
        return {"because": text.strip()}
    return {word: value.strip(" /") for word, value in zip(parts[1::2], parts[2::2])}


def minutes_of(text: str | None) -> float | None:
    """Return the minutes that a number or a duration says; None for nothing.

    Raises:
        DrillError: If it is neither.
    """
    if text is None:
        return None
    try:
        return float(text) if re.fullmatch(r"\d+(\.\d+)?", text) else parse_duration(text)
    except ValueError as error:
        raise DrillError(str(error)) from error


def sure_of(text: str | None) -> int:
    """Return how sure somebody is, 1 to 5; 0 for nothing.

    Raises:
        DrillError: If it is something else.
    """
    if text is None:
        return 0
    if text not in {"1", "2", "3", "4", "5"}:
        raise DrillError(f"how sure is one of 1 (guessing) to 5 (certain), not '{text}'")
    return int(text)


def number_of(text: str) -> float:
    """Return the minutes of an order that needs some.

    Raises:
        DrillError: If there are none.
    """
    minutes = minutes_of(text.strip() or None)
    if minutes is None:
        raise DrillError("how many minutes?")
    return minutes
