"""What the page says, part by part, as plain data for the template: sentences, rows and lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.analysis.estimate import estimate
from sim.analysis.metrics import HEADLINES
from sim.figures.style import when
from sim.record.study import Meta, Study
from sim.report import words
from sim.report.assurance import HowSure, assurance_groups, assurance_rows
from sim.report.matrix import FEW, matrix
from sim.report.text import SHORT, answer_sentence
from sim.units import HOUR, format_duration

if TYPE_CHECKING:
    from pandas import DataFrame

    from sim.organisation.organisation import Organisation
    from sim.spec.marks import Mark

MARKS: Final = {"S": "from a source", "M": "measured", "D": "by design", "A": "assumed"}


def content(
    study: Study,
    comparison: DataFrame | None,
    *,
    how_sure: HowSure | None,
    marks: Sequence[Mark],
    organisations: Sequence[Organisation],
) -> dict[str, Any]:
    """Return everything the template needs but the pictures and the command."""
    values = estimate(study)
    return {
        "meta": study.meta,
        "start": when(study.meta),
        "question": question(study.meta),
        "answer": answer(study.meta, values, comparison),
        "side_by_side": side_by_side(study, values, organisations),
        "many": len(study.meta.organisations) > FEW,
        "titles": [SHORT[row.name] for row in HEADLINES],
        "headlines": headline_groups(comparison) if comparison is not None else [],
        "matrix": matrix_rows(comparison) if comparison is not None else [],
        "interval": str(comparison["interval"].iloc[0]) if comparison is not None else "95 %",
        "sure": assurance_rows(how_sure) if how_sure is not None else [],
        "sure_matrix": assurance_groups(how_sure) if how_sure is not None else [],
        "documented": [(event.name, format_duration(event.at), event.source) for event in study.meta.documented],
        "model_range": model_range(study),
        "metrics": metric_rows(values, comparison),
        "parameters": parameter_groups(marks),
        "assumed": sum(mark.mark == "A" for mark in marks),
        "marked": len(marks),
        "failures": study.failures,
    }


def question(meta: Meta) -> str:
    """Return the question that the page answers."""
    first, *others = (meta.organisation_titles.get(name) or name for name in meta.organisations)
    crisis = f"“{meta.title or meta.scenario}”, starting {when(meta)}"
    if not others:
        return f"How would {first} answer {crisis}?"
    if len(others) == 1:
        return f"Would {others[0]} answer {crisis}, better than {first}, and at what price?"
    return f"Which of {len(others) + 1} organisations would answer {crisis}, better than {first}, and at what price?"


def answer(meta: Meta, values: DataFrame, comparison: DataFrame | None) -> str:
    """Return the answer in one sentence: gain and price of a comparison, or the five values of one organisation."""
    if comparison is not None:
        sentence = answer_sentence(comparison)
        return sentence[0].upper() + sentence[1:]
    told = values[values["metric"].isin([row.name for row in HEADLINES])]
    name = meta.organisations[0]
    return f"{name}: " + "; ".join(f"{row.title.lower()} {row.text}" for row in told.itertuples()) + "."


def headline_groups(comparison: DataFrame) -> list[dict[str, Any]]:
    """Return the five rows of every organisation that is compared with the baseline."""
    rows = comparison.to_dict("records")
    by_key = {(row["metric"], row["organisation"]): row for row in rows}
    groups = []
    for other in dict.fromkeys(row["organisation"] for row in rows):
        own = [row for row in rows if row["organisation"] == other and row["headline"]]
        shown = [_comparison_row(row) | _denominators(row, by_key) for row in own]
        groups.append({"baseline": own[0]["baseline"], "organisation": other, "rows": shown})
    return groups


def matrix_rows(comparison: DataFrame) -> list[dict[str, Any]]:
    """Return the headline values of many organisations: a row an organisation, a cell a headline."""
    rows = []
    for name, cells in matrix(comparison).items():
        told = [
            (_comparison_row(cell.row) if cell.row is not None else {"difference": ""})
            | {"value": _minus(cell.value), "of": cell.of}
            for cell in cells
        ]
        rows.append({"name": name, "cells": told})
    return rows


def _comparison_row(row: words.Row) -> dict[str, Any]:
    return {
        "title": row["title"],
        "before": _minus(words.value(row, "baseline")),
        "after": _minus(words.value(row, "other")),
        "difference": _minus(words.difference(row)),
        "interval": _minus(words.interval(row)),
        "verdict": row["verdict"],
        "mark": {"better": "▲", "worse": "▼"}.get(row["verdict"], "●" if row["verdict"] != "-" else ""),
    }


def _denominators(row: words.Row, by_key: dict[tuple[str, str], words.Row]) -> dict[str, str]:
    if row["metric"] == "first_statement":
        silent = by_key["without_statement", row["organisation"]]
        shares = {"before": silent["baseline_value"], "after": silent["value"]}
        return {f"{side}_of": f"none in {words.percent(s)} of runs" if s > 0 else "" for side, s in shares.items()}
    sides = {"before_of": "baseline", "after_of": "other"}
    return {name: words.denominator(row, by_key, side) for name, side in sides.items()}


def _minus(text: str) -> str:
    """Return a text with the typographic minus before numbers."""
    return "-" if text == "-" else text.replace("-", "−")


def side_by_side(study: Study, values: DataFrame, organisations: Sequence[Organisation]) -> list[dict[str, Any]]:
    """Return what each organisation is: its people, their time, its idea, and the load that it met."""
    ideas = {organisation.name: organisation.idea for organisation in organisations}
    texts = {(row.organisation, row.metric): row.text for row in values.itertuples()}
    # With two organisations the five numbers stand in the next table; with more, this is where they are seen together.
    headlines = [row for row in HEADLINES if len(study.meta.organisations) > 2]
    told = []
    for name in study.meta.organisations:
        staff = study.staff[study.staff["organisation"] == name]
        people = staff[["person", "role"]].drop_duplicates()
        roles = people["role"].astype(str).value_counts(sort=False).sort_index()
        runs = max(staff["replication"].nunique(), 1)
        told.append(
            {
                "name": name,
                "title": study.meta.organisation_titles.get(name) or name,
                "idea": ideas.get(name, ""),
                "people": len(people),
                "roles": ", ".join(f"{count} × {role}" for role, count in roles.items()),
                "on_duty": f"{staff['on_duty'].sum() / HOUR / runs:,.0f} h",
                **{key: texts[name, key] for key in ("utilisation", "overtime", "cost", "cases", "mentions_surviving")},
                "headlines": [(row.title, texts[name, row.name]) for row in headlines],
            }
        )
    return told


def model_range(study: Study) -> list[dict[str, str]]:
    """Return the model's own range of the first statement per organisation, to stand beside what is documented."""
    rows = []
    done = study.replications[~study.replications["failed"]]
    for name in study.meta.organisations:
        times = done.loc[done["organisation"] == name, "first_statement"].to_numpy(dtype=float)
        ordered = np.sort(np.where(np.isnan(times), np.inf, times))
        ends = [ordered[int(np.ceil(p * len(ordered))) - 1] for p in (0.1, 0.5, 0.9)] if len(ordered) else []
        texts = [format_duration(end) if np.isfinite(end) else "never" for end in ends] or ["-"] * 3
        rows.append({"name": name, "low": texts[0], "median": texts[1], "high": texts[2]})
    return rows


def metric_rows(values: DataFrame, comparison: DataFrame | None) -> list[dict[str, Any]]:
    """Return every metric of every organisation with its interval and, where compared, its difference."""
    rows = comparison.to_dict("records") if comparison is not None else []
    compared = {(row["metric"], row["organisation"]): _comparison_row(row) for row in rows}
    nothing = {"difference": "", "interval": "", "verdict": "", "mark": ""}
    return [
        {"title": row.title, "organisation": row.organisation, "text": _minus(row.text), "n": row.n}
        | {key: compared.get((row.metric, row.organisation), nothing)[key] for key in nothing}
        for row in values.sort_values("metric", key=_order(values), kind="stable").itertuples()
    ]


def _order(values: DataFrame) -> Any:
    ranks = {name: rank for rank, name in enumerate(dict.fromkeys(values["metric"]))}
    return lambda column: column.map(ranks)


def parameter_groups(marks: Sequence[Mark]) -> list[dict[str, Any]]:
    """Return the marked numbers of the files, one group a file, in the files' order."""
    groups: dict[str, list[dict[str, str]]] = {}
    for mark in marks:
        file = mark.place.rsplit(":", 2)[0]
        low_high = "" if mark.range is None else f"{mark.range[0]} to {mark.range[1]}"
        told = {"path": mark.path, "value": str(mark.value), "range": low_high, "source": mark.source or ""}
        groups.setdefault(file, []).append(told | {"mark": mark.mark, "meaning": MARKS[mark.mark]})
    return [{"file": file, "rows": rows} for file, rows in groups.items()]


def start_block(first: Study, other: Study, comparison: DataFrame | None) -> dict[str, Any]:
    """Return the results of one more start, and what the hour alone does to the crisis."""
    return {
        "start": when(other.meta),
        "answer": answer(other.meta, estimate(other), comparison),
        "headlines": headline_groups(comparison) if comparison is not None else [],
        "matrix": matrix_rows(comparison) if comparison is not None else [],
        "hour": hour_sentence(first, other),
    }


def hour_sentence(first: Study, other: Study) -> str:
    """Return how many mentions the crisis would draw at another start if nobody answered, against the first start."""
    before, after = (_potential(study) for study in (first, other))
    if not before > 0:
        return ""
    change = (after - before) / before
    size = f"{words.percent(abs(change))} {'more' if change > 0 else 'fewer'} than the"
    size = size if abs(change) >= 0.005 else "practically the same as the"
    return (
        f"The hour alone: if nobody answered, the same crisis would draw {after:,.0f} mentions when it starts"
        f" {when(other.meta)}, {size} {before:,.0f} when it starts {when(first.meta)}."
    )


def _potential(study: Study) -> float:
    one = study.replications[study.replications["organisation"] == study.meta.organisations[0]]
    return float(one["mentions_potential"].mean())
