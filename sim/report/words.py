"""How numbers are written for people: percent with denominators, durations, signed differences, intervals."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from sim.analysis.metrics import metric
from sim.units import DAY, HOUR

Row = Mapping[str, Any]
"""One row of a comparison, from `compare(study).to_dict("records")`."""

# The metric that counts what a share is of.
_DENOMINATORS: Final = {"cases that need an answer": ("cases", "cases"), "replies": ("replies", "replies")}


def percent(share: float) -> str:
    """Return a share as `41 %`; one decimal below 10 % and above 99 %, so that nothing rounds to none or all."""
    value = 100 * share
    near_an_end = 0 < value < 9.95 or 99 < value < 100
    return f"{value:.1f} %" if near_an_end else f"{value:.0f} %"


def count(number: float) -> str:
    """Return a mean count as `812`, `9.3` or `12,300`."""
    return f"{number:,.0f}" if number >= 9.95 or number == int(number) else f"{number:.1f}"


def value(row: Row, side: str) -> str:
    """Return a row's value, the baseline's for side `baseline` and the other's for `other`."""
    number, text = (row["baseline_value"], row["baseline_text"]) if side == "baseline" else (row["value"], row["text"])
    return percent(number) if row["unit"] == "share" and not math.isnan(number) else str(text)


def denominator(row: Row, rows: Mapping[tuple[str, str], Row], side: str) -> str:
    """Return what a share is of, as `of 812 cases`; empty where the metric counts itself.

    Args:
        row: One row of a comparison.
        rows: All rows, by metric and organisation.
        side: `baseline` or `other`.
    """
    known = _DENOMINATORS.get(metric(row["metric"]).denominator)
    if row["unit"] != "share" or known is None:
        return ""
    counted = rows[known[0], row["organisation"]]
    number = counted["baseline_value"] if side == "baseline" else counted["value"]
    return "" if math.isnan(number) else f"of {count(number)} {known[1]}"


def scale(row: Row) -> tuple[float, str]:
    """Return the factor and unit in which a row's difference and both ends of its interval read best."""
    sizes = [abs(row[name]) for name in ("difference", "low", "high") if not math.isnan(row[name])]
    largest = max(sizes, default=0.0)
    if row["unit"] == "share":
        return 100.0, "points"
    if row["unit"] == "min":
        return (1.0, "min") if largest < 2 * HOUR else (1 / HOUR, "h") if largest < 3 * DAY else (1 / DAY, "d")
    # What is counted stands in the title; the unit would say it twice.
    return 1.0, row["unit"] if row["unit"] == "h" else ""


def signed(number: float, digits: int) -> str:
    """Return a number with its sign; one that rounds to zero has none."""
    text = f"{number:+,.{digits}f}"
    return text[1:] if float(text.replace(",", "")) == 0 else text


def difference(row: Row) -> str:
    """Return a row's difference with sign and unit: `+38 points`, `-1.3 h`; `-` where there is none."""
    factor, unit = scale(row)
    if math.isnan(row["difference"]):
        return "-"
    bound = "at least " if str(row["difference_text"]).startswith("at least") else ""
    return f"{bound}{signed(row['difference'] * factor, _digits(row))} {unit}".strip()


def interval(row: Row) -> str:
    """Return a row's interval as `+35 to +41`, in the unit of its difference; `-` where there is none."""
    factor, _ = scale(row)
    if math.isnan(row["low"]) or math.isnan(row["high"]):
        return "-"
    return " to ".join(signed(row[end] * factor, _digits(row)) for end in ("low", "high"))


def _digits(row: Row) -> int:
    factor, _ = scale(row)
    ends = [abs(row[name] * factor) for name in ("difference", "low", "high") if not math.isnan(row[name])]
    largest = max(ends, default=0.0)
    return 0 if largest >= 20 else 1 if largest >= 1 else 2


def listed(parts: list[str]) -> str:
    """Return `a`, `a and b` or `a, b and c`."""
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]
