"""The evidence pages: made from the files as they are now, listed, and by a machinery that runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.claims import pages
from docs.claims.bench import Bench, Settings
from docs.claims.make import NAMES, index
from docs.claims.pages import Page, Section
from docs.claims.verdicts import Claim, named, paired, verdict
from sim.record.digest import text_digest

ROOT = Path(__file__).parents[1]
CLAIMS = ROOT / "docs" / "claims"
_DIGEST = re.compile(r"^\| `(scenarios/\S+)` \| `([0-9a-f]{64})` \|$", re.MULTILINE)


@pytest.mark.parametrize("name", NAMES)
def test_page_was_made_from_the_files_of_now(name: str) -> None:
    """A scenario or organisation that changed after its page was written makes the page stale."""
    made_from = dict(_DIGEST.findall((CLAIMS / f"{name}.md").read_text(encoding="utf-8")))
    now = {file: text_digest((ROOT / file).read_text(encoding="utf-8")) for file in made_from}

    stale = [file for file, digest in made_from.items() if digest != now[file]]

    assert made_from
    assert not stale, f"{', '.join(stale)} changed since: run 'python docs/claims/make.py {name}'"


def test_index_is_that_of_the_pages() -> None:
    """The index repeats every claim and its verdict, and is not edited by hand."""
    assert (CLAIMS / "README.md").read_text(encoding="utf-8") == index()


def test_pictures_of_the_pages_are_there() -> None:
    """Every picture that a page shows exists, and no other lies about."""
    shown = {
        found for name in NAMES for found in re.findall(r"\]\((pictures/\S+)\)", (CLAIMS / f"{name}.md").read_text())
    }

    assert shown == {f"pictures/{path.name}" for path in (CLAIMS / "pictures").iterdir()}


def test_an_experiment_becomes_a_page() -> None:
    """Two replications of a pair give a page with the claim, a verdict by the rule, and the digests of its files."""
    bench = Bench(Settings(replications=2, points=2, draws=10, workers=1))
    scenario = bench.scenario("product-rumour-small")
    kinds = [bench.organisation(name) for name in ("centralised", "dispersed")]
    rows = paired(bench.study(scenario, kinds), "centralised", ["dispersed"], named("answered_1h"))
    claim = Claim("Desks of their own are sooner", "more answered within 1 h", rows, 1)

    text = pages.render(Page("try", "A try", "Somebody says so.", [claim], [Section("Look", ["here"])]), bench)

    assert verdict(claim) in {"holds", "does not hold", "no clear difference"}
    assert f"| Desks of their own are sooner | more answered within 1 h | {rows[0]['difference_text'][:2]}" in text
    assert "scenarios/organisations/dispersed.yaml" in dict(_DIGEST.findall(text))
