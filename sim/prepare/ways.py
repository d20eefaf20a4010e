"""How a row of a foreign list comes up: at its time, on a condition, after an option of a decision, or by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.drill.condition import parse_condition
from sim.drill.definition import AfterOption
from sim.msel.row import MselRow
from sim.prepare.safe_names import clean

# The number of a decision in its list, its id in the drill, and its options: label -> id.
Branch = tuple[str, str, Mapping[str, str]]


@dataclass(frozen=True)
class Way:
    """The trigger of a row, with what is to be said about it."""

    at: float | None = None
    when: str | None = None
    after: AfterOption | None = None
    by_hand: bool = False
    notes: tuple[str, ...] = ()


def way_of(row: MselRow, branches: Sequence[Branch]) -> Way:
    """Return how a row comes up; `branches` are the decisions that it may follow.

    A condition counts where the row has no time, or says that it is triggered by it.
    """
    lines = [line.strip() for line in clean(row.condition).splitlines() if line.strip()]
    wanted = row.trigger.strip().casefold() == "condition" or row.scenario_time is None
    if not lines or not wanted:
        return Way(at=row.scenario_time, by_hand=row.scenario_time is None)
    found = [after for line in lines if (after := _after(line, branches)) is not None]
    if found:
        more = f"{len(lines) - 1} other ways to it were left out; one is kept" if len(lines) > 1 else ""
        return Way(after=found[0], notes=(more,) if more else ())
    text = " and ".join(lines)
    if _is_condition(text):
        return Way(when=text)
    if row.scenario_time is not None:
        return Way(at=row.scenario_time, notes=(f"its condition '{_short(text)}' is none of ours; its time counts",))
    return Way(by_hand=True, notes=(f"held, since its condition '{_short(text)}' leads to nothing here",))


def _after(line: str, branches: Sequence[Branch]) -> AfterOption | None:
    """Return what `after ID: OPTION`, `after ID option OPTION` or `after ID` names; the longest number wins."""
    word, _, rest = line.partition(" ")
    if word.casefold() != "after":
        return None
    rest = rest.strip()
    for number, name, options in sorted(branches, key=lambda branch: -len(branch[0])):
        told = clean(number).strip()
        # Not the 1 of a 12.
        if not told or re.match(re.escape(told) + r"(?!\w)", rest, re.IGNORECASE) is None:
            continue
        said = rest[len(told) :].strip().removeprefix(":").strip().removeprefix("option ").strip()
        if not said:
            return AfterOption(decision=name)
        for label, option in options.items():
            if said.casefold() in {clean(label).strip().casefold(), option.casefold()}:
                return AfterOption(decision=name, option=option)
    return None


def _is_condition(text: str) -> bool:
    try:
        parse_condition(text)
    except ValueError:
        return False
    return True


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."
