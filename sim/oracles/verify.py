"""Theory through the product's own files and engine: what `tocsin verify` runs.

Each oracle is a limiting case whose answer is known in closed form. A row passes if its estimate is within 4 of its
own standard errors of theory and 4 of these are below 5 % of theory; rows without chance must be equal.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from sim.errors import UnknownNameError, did_you_mean
from sim.oracles.approval import APPROVAL
from sim.oracles.estimates import Estimate
from sim.oracles.exact import EXACT
from sim.oracles.hands import HANDS
from sim.oracles.line import LINE
from sim.oracles.modes import MODES
from sim.oracles.oracle import LARGEST_ERROR, LARGEST_Z, Oracle, Row
from sim.oracles.outside import OUTSIDE
from sim.oracles.overload import OVERLOAD
from sim.oracles.people import PEOPLE
from sim.oracles.pooling import POOLING
from sim.oracles.queueing import QUEUEING
from sim.oracles.relations import RELATIONS
from sim.oracles.spread import SPREAD
from sim.oracles.ways import WAYS
from sim.study.replicate import in_parallel, worker_count

if TYPE_CHECKING:
    from pandas import DataFrame

ORACLES: tuple[Oracle, ...] = (
    *EXACT, *QUEUEING, *OVERLOAD, *POOLING, *APPROVAL, *LINE, *SPREAD,
    *MODES, *HANDS, *WAYS, *PEOPLE, *RELATIONS, *OUTSIDE,
)  # fmt: skip
DEFAULT_SEED = 1
LONG = 6
_COLUMNS = ("name", "what", "theory", "estimate", "standard_error", "z", "source", "passed")


def oracle_names() -> list[str]:
    """Return the names of all oracles, in the order in which they are told."""
    return [oracle.name for oracle in ORACLES]


def verify(
    names: Sequence[str] | None = None,
    *,
    long: bool = False,
    seed: int = DEFAULT_SEED,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> DataFrame:
    """Return one row for each number that theory knows: theory, estimate, standard error, z, and whether it passed.

    With a seed of your own, about one call in a hundred has a row that fails by chance; another seed tells.

    Args:
        names: Which oracles; all by default.
        long: Eight times as many cases, with the rows that need them.
        seed: Any integer >= 0.
        workers: Processes; all cores by default.
        progress: Called with (done, all) oracles.

    Raises:
        UnknownNameError: If no oracle has one of the names.
        ValueError: If the seed is negative.
    """
    import pandas as pd

    if seed < 0:
        raise ValueError(f"the seed is {seed}; it must be at least 0")
    places = [_place(name) for name in (oracle_names() if names is None else names)]
    calls: list[tuple[Any, ...]] = [(place, seed, long) for place in places]
    found: dict[int, list[tuple[Any, ...]]] = {}
    for place, rows in in_parallel(_run, calls, min(worker_count(workers), max(1, len(calls)))):
        found[place] = rows
        if progress is not None:
            progress(len(found), len(calls))
    ordered = [row for place in dict.fromkeys(places) for row in found[place]]
    return pd.DataFrame(ordered, columns=list(_COLUMNS))


def table_lines(table: DataFrame) -> list[str]:
    """Return what `tocsin verify` prints: one line a number, failures marked, and a last line that counts."""
    lines = [f"{'oracle':18} {'what':52} {'theory':>10} {'estimate':>10} {'SE':>9} {'z':>6}"]
    for row in table.to_dict("records"):
        error = f"{row['standard_error']:9.3g}" if row["standard_error"] else "    exact"
        z = f"{row['z']:+6.2f}" if row["standard_error"] else "      "
        mark = "" if row["passed"] else "  FAILED"
        what = row["what"] if len(row["what"]) <= 52 else row["what"][:51] + "…"
        lines.append(f"{row['name']:18} {what:52} {row['theory']:10.5g} {row['estimate']:10.5g} {error} {z}{mark}")
    failed = int((~table["passed"]).sum())
    return [
        *lines,
        f"{len(table) - failed} of {len(table)} numbers agree with theory" + (f"; {failed} do NOT" if failed else ""),
    ]


def oracle_table() -> str:
    """Return all oracles as a Markdown table: what theory says, and which theory."""
    lines = ["| oracle | quantity | theory | source |", "|---|---|---|---|"]
    for oracle in ORACLES:
        for number, row in enumerate(oracle.rows()):
            name = f"**{oracle.name}**: {oracle.title}" if number == 0 else ""
            what = f"{row.what}; long runs" if row.long else row.what
            source = row.source.replace("|", "\\|")
            lines.append(f"| {name} | {what.replace('|', chr(92) + '|')} | {row.theory:.4g} | {source} |")
    return "\n".join(lines) + "\n"


def _place(name: str) -> int:
    names = oracle_names()
    if name not in names:
        near = did_you_mean(name, names) or ";"
        raise UnknownNameError(f"no oracle '{name}'{near} 'tocsin verify' knows {', '.join(names)}")
    return names.index(name)


def _run(place: int, seed: int, long: bool) -> list[tuple[int, list[tuple[Any, ...]]]]:
    """Return the rows of one oracle, as `in_parallel` wants them."""
    oracle = ORACLES[place]
    measured = oracle.measure(seed, LONG if long else 1)
    rows = [row for row in oracle.rows() if long or not row.long]
    return [(place, [_judged(oracle.name, row, measured[row.what]) for row in rows])]


def _judged(name: str, row: Row, estimate: Estimate) -> tuple[Any, ...]:
    error, off = estimate.standard_error, estimate.value - row.theory
    z = off / error if error > 0 else 0.0 if off == 0 else math.copysign(math.inf, off)
    precise = row.exact if error == 0 else LARGEST_Z * error < LARGEST_ERROR * abs(row.theory)
    passed = bool(abs(z) < LARGEST_Z and precise)
    return (name, row.what, row.theory, estimate.value, error, z, row.source, passed)
