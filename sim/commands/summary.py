"""What a comparison says on a terminal: what is shared, the headlines, a sentence, how sure, what is on record."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING

from sim.analysis.estimate import estimate
from sim.analysis.metrics import HEADLINES
from sim.commands.compare import Compared
from sim.commands.wording import assurance_lines, assurance_matrix
from sim.record.study import Study
from sim.report.matrix import FEW, matrix, matrix_lines
from sim.report.text import WIDTH, all_metric_lines, answer_sentence, headline_lines
from sim.report.words import listed

if TYPE_CHECKING:
    from pandas import DataFrame


def summary_lines(compared: Compared, *, all_metrics: bool) -> list[str]:
    """Return the screenful: caveat, what is shared, five rows a start, a sentence, how sure, what is on record."""
    from sim.figures.style import when
    from sim.report.parts import hour_sentence

    first = compared.studies[0].meta
    many = len(first.organisations) > FEW
    lines = [*_wrapped(first.caveat), *_wrapped(shared_sentence(compared) if many else first.differences)]
    lines += [line for told in compared.opened.equalised for line in _wrapped(told, "      ")]
    for study, comparison in zip(compared.studies, compared.comparisons, strict=True):
        lines += [*([""] if lines else []), f"{first.title or first.scenario}, {when(study.meta)}; {_runs(study)}"]
        if study is not compared.studies[0]:
            lines += _wrapped(hour_sentence(compared.studies[0], study))
        if comparison is not None:
            lines += all_metric_lines(comparison) if all_metrics else _headlines(comparison, many=many)
            lines += ["", *_wrapped(_capital(answer_sentence(comparison)))]
        else:
            lines += _alone(study)
    if compared.assurance is not None:
        start = f" (start {when(first)})" if len(compared.studies) > 1 else ""
        order = list(matrix(compared.comparisons[0])) if many and compared.comparisons[0] is not None else []
        sure = assurance_matrix(compared.assurance, order[1:], start) if order else None
        lines += ["", *(sure or assurance_lines(compared.assurance, start))]
    return [*lines, *_wrapped(_on_record(compared.studies[0], many=many))]


def _headlines(comparison: DataFrame, *, many: bool) -> list[str]:
    return matrix_lines(comparison) if many else headline_lines(comparison)


def shared_sentence(compared: Compared) -> str:
    """Return which of many organisations differ from the baseline in structure alone: the only fair comparisons."""
    baseline, *others = (loaded.model for loaded in compared.opened.organisations)
    same = [other.name for other in others if other.resources == baseline.resources]
    other = f"the other {len(others) - len(same)}" if same else f"All {len(others)} others"
    unfair = "differ in resources too, so that what parts them from it is not due to the structure alone"
    hint = "" if compared.opened.equalised else "; --equalise makes headcount, payroll or coverage equal"
    if len(same) == len(others):
        return f"All organisations have the same resources as {baseline.name}; they differ in structure."
    if not same:
        return f"{other} {unfair.replace('it ', f'{baseline.name} ', 1)}{hint}."
    have = "has" if len(same) == 1 else "have"
    return (
        f"Of the {len(others)} others {listed(same)} {have} the resources of {baseline.name}; {other} {unfair}{hint}."
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _wrapped(text: str, indent: str = "") -> list[str]:
    """Return a text as lines of the terminal, those after the first indented; none for an empty one."""
    # File names and links are for copying, so no word is cut.
    return textwrap.wrap(text, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _runs(study: Study) -> str:
    failed = len({failure.replication for failure in study.failures})
    text = f"{study.meta.replications} replications, seed {study.meta.seed}"
    return text + (f"; {failed} failed, see the report" if failed else "")


def _alone(study: Study) -> list[str]:
    """Return the headline values of a single organisation, each share with what it is of."""
    values = estimate(study).set_index("metric")
    counts = {"cases that need an answer": "cases", "replies": "replies"}
    lines = []
    for metric in HEADLINES:
        counted = counts.get(metric.denominator)
        of = f" of {values.loc[counted, 'text']} {counted} a run" if counted else ""
        lines.append(f"{metric.title:42} {values.loc[metric.name, 'text']:>12}{of}")
    return lines


def _on_record(study: Study, *, many: bool) -> str:
    """Return what is documented of the first statement, beside the model's own range."""
    from sim.report.parts import model_range
    from sim.units import format_duration

    events = [event for event in study.meta.documented if math.isfinite(event.at)]
    if not events:
        return ""
    told = ", ".join(f"{event.name} after {format_duration(event.at)}" for event in events)
    if many:
        return f"On record: {told}. The first statement of each organisation in the model stands in the report."
    ranges = "; ".join(f"{r['name']} {r['median']} ({r['low']} to {r['high']})" for r in model_range(study))
    return f"On record: {told}. First statement in the model, median (10 % to 90 %): {ranges}."
