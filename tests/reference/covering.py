"""A covering array of the mechanisms: few organisations in which every two of them meet, and each goes without each.

A row is the set of the mechanisms that are on. Each switch has a codeword of its own, of more ones than zeros, all of
equal weight: two codewords share a one (both are on in that row), and each has a one where the other has none.
"""

from __future__ import annotations

import itertools
import math

# Those that need modes bring the bare switch between the modes with them.
OF_CRISIS = (
    "crisis authority",
    "crisis approval",
    "crisis handover",
    "crisis line",
    "dedup",
    "recall",
    "flex",
    "crisis overhead",
    "crisis cadence",
)
SWITCHES = (
    *OF_CRISIS,
    "cadence",
    "overhead",
    "duplicates",
    "kinds",
    "briefings",
    "facts",
    "fact authority",
    "tenure",
    "drill",
    "elsewhere",
    "in meetings",
    "unfamiliar",
    "relations",
    "judging",
    "judge",
    "employees",
    "reply quality",
    "hand-off",
    "root cause",
    "arrival",
)


def covering_rows() -> tuple[frozenset[str], ...]:
    """Return rows in which, for all mechanisms a and b, both are on somewhere, and a without b; the first has all."""
    ones = next(ones for ones in itertools.count(1) if math.comb(2 * ones - 1, ones) >= len(SWITCHES))
    words = list(zip(SWITCHES, itertools.combinations(range(2 * ones - 1), ones)))
    rows = [frozenset(name for name, word in words if place in word) for place in range(2 * ones - 1)]
    return (frozenset(SWITCHES), *rows)


def single_rows() -> tuple[frozenset[str], ...]:
    """Return one row a mechanism, with nothing else on."""
    return tuple(frozenset({name}) for name in SWITCHES)
