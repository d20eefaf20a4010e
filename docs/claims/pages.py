"""From the results of a page's experiments to its Markdown: tables, verdicts, what decides, how it was made."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import metadata
from typing import Final

from docs.claims import verdicts
from docs.claims.bench import Bench
from docs.claims.verdicts import Claim, Row
from sim.analysis.estimate import estimate
from sim.analysis.metrics import HEADLINES, Metric
from sim.commands.wording import assumption_words, chance_bound
from sim.record.schema import SCHEMA
from sim.record.study import Study
from sim.report import words
from sim.report.text import SHORT
from sim.study.how_sure import HowSure

DIGESTS: Final = "| file | SHA-256 |"
_PACKAGES: Final = ("tocsin", "numpy", "scipy", "pandas")
_MOST_CHANGES: Final = 14


@dataclass(frozen=True)
class Section:
    """A part of a page: its heading and its paragraphs, tables among them."""

    title: str
    parts: Sequence[str]


@dataclass(frozen=True)
class Assurance:
    """How sure one comparison is: what it compares, in words, the draws, and which organisation is meant."""

    told: str
    sure: HowSure
    organisation: str


@dataclass
class Page:
    """One page of evidence."""

    name: str
    title: str
    claimed: str
    claims: list[Claim]
    sections: list[Section]
    sure: list[Assurance] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)


def render(page: Page, bench: Bench) -> str:
    """Return a page's Markdown."""
    parts = [
        f"# {page.title}",
        f"*Written by `python docs/claims/make.py {page.name}`; do not edit.* What it says holds in this model, under"
        " the ranges of its assumptions, and nowhere else; [the index](README.md) tells the rule of the verdicts.",
        "## What is claimed, and by whom",
        page.claimed.strip(),
    ]
    if page.claims:
        parts += ["## The claims, and what came out", claims_table(page.claims)]
    for section in page.sections:
        parts += [f"## {section.title}", *section.parts]
    parts += ["## Where it does not hold", _fails(page), "## Which assumption decides", _decides(page)]
    parts += ["## How this was made", *_made(page, bench)]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def claims_table(claims: Sequence[Claim]) -> str:
    """Return the table of claims with their verdicts."""
    rows = ["| claim | what would show it | result | verdict |", "|---|---|---|---|"]
    for claim in claims:
        says = f"{claim.says} *(our reading)*" if claim.ours else claim.says
        rows.append(f"| {says} | {claim.shows} | {verdicts.result(claim)} | **{verdicts.verdict(claim)}** |")
    return "\n".join(rows)


def headline_table(rows: Sequence[Row], sure: HowSure | None = None) -> str:
    """Return a table of paired differences of one organisation: a row a metric, with the draws that keep the sign."""
    first = rows[0]
    head = ["", str(first["baseline"]), str(first["organisation"]), "difference", f"{first['interval']} interval"]
    body = []
    for row in rows:
        difference, _, interval = verdicts.told(row).partition(" (")
        cells = [verdicts.title_of(row), _value(row, "baseline"), _value(row, "other"), difference]
        cells.append(interval.removesuffix(")"))
        if sure is not None:
            cells.append(verdicts.draws_of(sure, str(row["organisation"]), str(row["metric"])) or "-")
        body.append(cells)
    return table([*head, *(["same sign in draws"] if sure is not None else [])], body)


def many_table(rows: Sequence[Row], metrics: Sequence[Metric], what: str) -> str:
    """Return a table with a row a comparison and a column a metric: value, difference and interval.

    Args:
        rows: Grouped by what `where` says of each, one row a metric.
        metrics: Columns.
        what: Head of the first column.
    """
    groups: dict[str, dict[str, Row]] = {}
    for row in rows:
        groups.setdefault(str(row["where"]), {})[str(row["metric"])] = row
    body = []
    for where, own in groups.items():
        cells = [where]
        for metric in metrics:
            row = own[metric.name]
            cells.append(f"{_value(row, 'baseline')} → {_value(row, 'other')}: {verdicts.told(row)}")
        body.append(cells)
    return table([what, *(verdicts.title_of(metric) for metric in metrics)], body)


def _value(row: Row, side: str) -> str:
    if row["unit"] != "log10 people":
        return words.value(row, side)
    return words.count(float(10 ** row["baseline_value" if side == "baseline" else "value"]))


def values_table(studies: Mapping[str, Study], metrics: Sequence[Metric], what: str, names: Mapping[str, str]) -> str:
    """Return a table of means: a row a point and organisation, a column a metric."""
    body = []
    for label, study in studies.items():
        found = estimate(study, metrics=metrics).set_index(["organisation", "metric"])
        for name, title in names.items():
            body.append([label, title, *(str(found.loc[(name, metric.name), "text"]) for metric in metrics)])
    return table([what, "organisation", *(verdicts.title_of(metric) for metric in metrics)], body)


def table(head: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *body]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def alone(study: Study, name: str) -> Study:
    """Return one organisation's part of a study under the name 'same', so that variants make one line of a figure."""
    own = study.select(name)
    frames = {table: own.table(table).assign(organisation="same") for table in SCHEMA}
    return replace(own, meta=replace(own.meta, organisations=("same",)), **frames)


def bullets(lines: Sequence[str]) -> str:
    """Return a list."""
    return "\n".join(f"- {line}" for line in lines)


def picture(path: str, alt: str) -> str:
    """Return an image."""
    return f"![{alt}]({path})"


def _fails(page: Page) -> str:
    lines = []
    for claim in page.claims:
        word = verdicts.verdict(claim)
        if word != verdicts.HOLDS:
            lines.append(f"“{claim.says}”: {word}.")
    if not lines and page.claims:
        lines.append("Every claim of the table held in every experiment above; no place was found where one does not.")
    return bullets([*lines, *page.limits])


def _decides(page: Page) -> str:
    lines = []
    for one in page.sure:
        influence = one.sure.influence
        for headline in HEADLINES:
            own = influence[(influence["metric"] == headline.name) & (influence["organisation"] == one.organisation)]
            counted = verdicts.draws_of(one.sure, one.organisation, headline.name)
            if own.empty or not counted:
                continue
            bound = chance_bound(len(own), int(counted.split()[-1]))
            own = own.loc[own["rho"].abs().sort_values(ascending=False, kind="stable").index].head(3)
            strong = [
                f"{assumption_words(r.assumption)} ({r.rho:+.2f})" for r in own.itertuples() if abs(r.rho) > bound
            ]
            moved = words.listed(strong) if strong else f"none beyond chance (below {bound:.2f})"
            lines.append([one.told, SHORT[headline.name], f"{counted}", moved])
    if not lines:
        return "No assumption was drawn for this page: its experiments look at one mechanism at the central values."
    head = ["comparison", "headline row", "same sign in draws", "moved most by (Spearman's rho of the difference)"]
    more = f" {page.sure[0].sure.failed} draws had no result." if page.sure and page.sure[0].sure.failed else ""
    return table(head, lines) + (
        "\n\nEach draw takes every assumed number from its range at once. A count near half says that the ranges decide,"
        f" and not the design.{more}"
    )


def _made(page: Page, bench: Bench) -> list[str]:
    settings = bench.settings
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in _PACKAGES)
    draws = f" --draws {settings.draws}" if settings.draws else ""
    command = f"python docs/claims/make.py {page.name} --replications {settings.replications}"
    command += f" --points {settings.points}{draws} --seed {settings.seed}"
    counts = ", ".join(str(number) for number in sorted(bench.counts))
    parts = [f"```bash\n{command}\n```"]
    drawn = f", {settings.draws} draws of all assumptions" if bench.drawn else ""
    parts.append(
        f"Replications a comparison: {counts}{drawn}; seed {settings.seed}. Python {platform.python_version()}, {versions}."
        " Organisations of one comparison meet the same crises. No number was tuned to come nearer to a claim."
    )
    if bench.variants:
        parts.append(
            "Variants that are not shipped; each is a file that begins with `like:`, and this is what it changes:"
        )
        parts += [_variant(one.name, one.base, one.text, one.changes) for one in bench.variants.values()]
    rows = [[f"`{label}`", f"`{digest}`"] for label, digest in sorted(bench.digests.items())]
    parts.append("Files that this page was made from:")
    parts.append(table(DIGESTS.strip("| ").split(" | "), rows))
    return parts


def _variant(name: str, base: str, text: str, changes: Sequence[str]) -> str:
    shown = [f"`{line}`" for line in changes[:_MOST_CHANGES]]
    if len(changes) > _MOST_CHANGES:
        shown.append(f"and {len(changes) - _MOST_CHANGES} more, in the file")
    listed = bullets(shown)
    return (
        f"<details><summary><b>{name}</b>, like <code>{base}</code></summary>\n\n{listed}\n\n```yaml\n{text.rstrip()}\n```"
        "\n\n</details>"
    )
