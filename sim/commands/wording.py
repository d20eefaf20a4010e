"""How sure a comparison is, in a few lines of a terminal: signs by row, and the assumptions that move it most."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Sequence
from statistics import NormalDist
from typing import TYPE_CHECKING, Final

from sim.analysis.metrics import HEADLINES
from sim.report.matrix import columns
from sim.report.text import SHORT, WIDTH
from sim.report.words import listed
from sim.study.how_sure import HowSure

if TYPE_CHECKING:
    from pandas import DataFrame

_MOVERS: Final = 3
# Which law a number belongs to says nothing to a reader, nor do the blocks in which files keep it.
_SILENT: Final = {
    "structure", "resources", "spread", "channels", "kernel", "line", "lognormal", "exponential", "weibull", "gamma",
    "uniform", "triangular", "constant", "lomax",
}  # fmt: skip
_SAID: Final = {
    "stages": "time to", "mean": "(mean)", "median": "(median)", "p90": "(p90)", "cv": "(spread)", "sigma": "(spread)",
    "influence": "influence of", "self_excitation": "self-excitation", "sync": "time between syncs", "desks": "desk",
    "on_call": "on call", "fact_rate": "new facts:", "shocks": "shock", "reignitions": "reignition", "facts": "fact",
    "people": "people, entry", "wage": "pay",
}  # fmt: skip
_STEP: Final = re.compile(r"([^\[\]]+)(?:\[(\d+)\])?")
_LEVEL: Final = re.compile(r"L[0-4]")


def assumption_words(name: str) -> str:
    """Return the name of an assumption, `kind: path.in.the.file`, as a person would say it."""
    path = name.partition(": ")[2] or name
    said: list[str] = []
    for part in path.split("."):
        match = _STEP.fullmatch(part)
        if match is None:
            # A name with dots or quotes of its own cannot be taken apart safely.
            return path
        word, index = match.groups()
        if word in _SILENT:
            continue
        said.append(_SAID.get(word, word.replace("_", " ")))
        if index is not None:
            said.append(f"step {int(index) + 1}" if _LEVEL.fullmatch(word) else str(int(index) + 1))
    return re.sub(r"(influence of \S+) (\S+)$", r"\1 on \2", " ".join(said))


def assurance_lines(assurance: HowSure, start: str = "") -> list[str]:
    """Return one line a headline row with the draws in which its sign holds, and one on what moves the first most.

    Args:
        assurance: From `how_sure`, of one organisation or more against the baseline.
        start: At which start, where there were several.
    """
    others = list(dict.fromkeys(assurance.signs["organisation"].astype(str)))
    lines = _heading(assurance, start)
    cells = [["", *others], *([SHORT[one.name], *_holds(assurance.signs, one.name, others)] for one in HEADLINES)]
    widths = [max(len(row[place]) for row in cells) for place in range(len(others) + 1)]
    for row in cells if len(others) > 1 else cells[1:]:
        figures = (text.rjust(width) for text, width in zip(row[1:], widths[1:], strict=True))
        lines.append("  ".join([row[0].ljust(widths[0]), *figures]).rstrip())
    draws = int(assurance.signs["draws"].max())
    for other in others:
        whose = f" for {other}" if len(others) > 1 else ""
        lines += textwrap.wrap(_moved(assurance.influence, other, whose, draws), WIDTH)
    return lines


def assurance_matrix(assurance: HowSure, order: Sequence[str], start: str = "") -> list[str]:
    """Return one line an organisation and a column a headline: the draws in which its sign holds.

    Args:
        assurance: From `how_sure`, of many organisations against the baseline.
        order: The organisations but the baseline, in the order of the rows.
        start: At which start, where there were several.
    """
    by_row = [_holds(assurance.signs, one.name, list(order)) for one in HEADLINES]
    body = [[name, *(counts[place] for counts in by_row)] for place, name in enumerate(order)]
    return [
        *_heading(assurance, start),
        *columns(body, [SHORT[one.name] for one in HEADLINES]),
        "Which assumptions move each difference most stands in the report.",
    ]


def _heading(assurance: HowSure, start: str) -> list[str]:
    failed = f"; {assurance.failed} draws failed" if assurance.failed else ""
    return textwrap.wrap(
        f"How sure beyond chance{start}: draws of all assumed numbers, one a run, in which the difference keeps its"
        f" sign{failed}",
        WIDTH,
    )


def _holds(signs: DataFrame, metric: str, others: list[str]) -> list[str]:
    own = signs[signs["metric"] == metric]
    texts = {str(row.organisation): f"{row.holds} of {row.draws}" for row in own.itertuples()}
    return [texts.get(other, "-") for other in others]


def _moved(influence: DataFrame, other: str, whose: str, draws: int) -> str:
    """Return the sentence on the three assumptions with which the first headline difference goes most."""
    first = HEADLINES[0].name
    own = influence[(influence["metric"] == first) & (influence["organisation"] == other)]
    own = own.loc[own["rho"].abs().sort_values(ascending=False, kind="stable").index]
    if own.empty:
        return f"No number of these files is assumed with a range, so nothing was drawn{whose}."
    strongest = own.head(_MOVERS)
    told = listed([f"{assumption_words(row.assumption)} ({row.rho:+.2f})" for row in strongest.itertuples()])
    bound = chance_bound(len(own), draws)
    if strongest["rho"].abs().max() < bound:
        return (
            f"No single assumption moves '{SHORT[first]}'{whose} beyond chance (rank correlations below {bound:.2f});"
            f" the strongest: {told}."
        )
    return f"'{SHORT[first]}' moves most{whose} with {told}; a rank correlation below {bound:.2f} may be chance."


def chance_bound(assumptions: int, draws: int) -> float:
    """Return how large the largest rank correlation of many is by chance alone, at 5 %.

    Where nothing goes with anything, a rank correlation over n draws is close to normal with variance 1 / (n - 1); the
    bound is Bonferroni's over all assumptions.
    """
    if draws < 2:
        return 1.0
    return min(NormalDist().inv_cdf(1 - 0.025 / assumptions) / math.sqrt(draws - 1), 1.0)
