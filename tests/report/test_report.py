"""The page: what it says, what it never does, and that names from files cannot become markup."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from drawing import without_drawing
from synthetic import synthetic_study

from sim.analysis.estimate import compare
from sim.analysis.metrics import HEADLINES, METRICS
from sim.errors import ResultsError
from sim.record.log import Failure
from sim.record.study import Documented, Study
from sim.report import write_report
from sim.report.parts import hour_sentence, model_range, parameter_groups
from sim.spec.marks import Mark

HOSTILE = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>&"


@dataclass(frozen=True)
class Sure:
    """What the draws gave, as a study's caller hands it in."""

    signs: pd.DataFrame
    influence: pd.DataFrame


def sure(*organisations: str, assumption: str = "effects.reply") -> Sure:
    """Return an outcome in which every row holds in 187 of 200 draws."""
    rows = [(name, row.name) for name in organisations for row in HEADLINES]
    weights = {"cases.patience": 0.1, assumption: -0.6, "monitoring.delay": 0.41, "x.self": 0.3}
    moved = [(*row, name, rho) for row in rows for name, rho in weights.items()]
    return Sure(
        pd.DataFrame([(*row, 187, 200) for row in rows], columns=["organisation", "metric", "holds", "draws"]),
        pd.DataFrame(moved, columns=["organisation", "metric", "assumption", "rho"]),
    )


class Page(HTMLParser):
    """The tags, sources and visible words of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.events: list[str] = []
        self.open: list[str] = []
        self.said: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag and what it would load or run."""
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href", "srcset", "action", "data")]
        self.events += [name for name, _ in attrs if name.startswith("on")]
        if tag not in ("meta", "img", "link", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Check that tags close in order."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note visible words."""
        if "style" not in self.open:
            self.said.append(data)

    @property
    def words(self) -> str:
        """The visible words on one line."""
        return " ".join(" ".join(self.said).split())


@pytest.fixture(scope="module")
def page(two: Study, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the whole report of two organisations, at two starts."""
    folder = tmp_path_factory.mktemp("results") / "made-up"
    later = replace(two, meta=replace(two.meta, start="2026-03-06T20:00:00+01:00"))
    with pytest.MonkeyPatch.context() as patch:
        without_drawing(patch)
        path = write_report(two, folder, how_sure=sure("dispersed"), starts=[later], command="tocsin compare made-up")
    return path.read_text(encoding="utf-8")


def test_page_is_whole_and_asks_nothing_from_the_network(page: str) -> None:
    """Tags close in order; nothing is loaded but data in the page, and a policy forbids the rest; no script."""
    read = Page(page)

    assert read.open == []
    assert all(link.startswith("data:image/svg+xml;base64,") for link in read.links)
    assert len(read.links) == 10
    assert "script" not in read.tags
    assert "link" not in read.tags
    assert read.events == []
    assert "default-src 'none'; img-src data:; style-src 'unsafe-inline'" in page
    assert "url(" not in page
    assert "@import" not in page


def test_parts_come_in_the_order_a_board_reads(page: str, two: Study) -> None:
    """The caveat comes first, then question, answer, what is shared; each part has its heading, in order."""
    words = Page(page).words.partition("A made-up crisis Made-up numbers")[2]
    order = [
        "they say nothing about anybody",
        "Would Dispersed answer “A made-up crisis”",
        "Dispersed answered",
        two.meta.differences,
        "The organisations side by side",
        "Five numbers",
        "chance only",
        "The crisis, and what was said",
        "Response times",
        "Where the time goes",
        "If it starts Fri 6 Mar 2026, 20:00",
        "How sure",
        "187 of 200 draws",
        "What this does not say",
        "no reconstruction",
        "On record for the real event",
        "All metrics",
        "Parameters with mark, source and range",
        "Failures (0)",
        "How to reproduce and cite",
        "tocsin compare made-up",
        "tocsin reproduce made-up",
    ]

    places = [words.index(part) for part in order]

    assert places == sorted(places)


def test_headline_rows_have_denominators_and_every_metric_is_there(page: str) -> None:
    """Shares say of how many cases or replies; all metrics are in the folded table."""
    words = Page(page).words

    assert re.search(r"\d % of \d+ cases", words)
    assert re.search(r"\d % of \d+ replies", words)
    assert all(row.title in words for row in METRICS)


def test_three_assumptions_that_move_most(page: str) -> None:
    """The three with the largest |rho| are named, strongest first, with sign; the fourth is not."""
    words = Page(page).words

    # Mutation: sorting by rho instead of |rho| would name x.self first and effects.reply last.
    assert "effects.reply (−0.60); monitoring.delay (+0.41); x.self (+0.30)" in words
    assert "cases.patience" not in words


@pytest.mark.usefixtures("plain_pictures")
def test_names_from_files_cannot_become_markup(two: Study, tmp_path: Path) -> None:
    """Every text that comes from a file is shown as it is written, and none of it becomes a tag or a handler."""
    hostile = replace(
        two.meta,
        title=HOSTILE,
        caveat=HOSTILE,
        differences=HOSTILE,
        organisation_titles=dict.fromkeys(two.meta.organisations, HOSTILE),
        documented=(Documented(HOSTILE, 30.0, HOSTILE),),
    )
    failures = (Failure(HOSTILE, 1, HOSTILE, HOSTILE, HOSTILE, HOSTILE),)
    marks = [Mark(HOSTILE, HOSTILE, "A", HOSTILE, (HOSTILE, HOSTILE), f"{HOSTILE}.yaml:1:2")]
    staff = two.staff.assign(role=two.staff["role"].cat.rename_categories({"head": HOSTILE}))
    study = replace(two, meta=hostile, failures=failures, staff=staff)

    path = write_report(study, tmp_path, how_sure=sure("dispersed", assumption=HOSTILE), marks=marks, command=HOSTILE)
    text = path.read_text(encoding="utf-8")
    read = Page(text)

    # Mutation: autoescape=False, or `| safe` on any of them.
    assert "<script" not in text
    assert read.tags.count("img") == 8
    assert read.events == []
    assert read.words.count("<script>alert('x')</script>") >= 16


@pytest.mark.usefixtures("plain_pictures")
def test_one_organisation_alone_has_a_page(two: Study, tmp_path: Path) -> None:
    """With nothing to compare there are no differences and no forest plot, and the answer gives the five values."""
    path = write_report(two.select("centralised"), tmp_path)
    words = Page(path.read_text(encoding="utf-8")).words

    assert {path.stem for path in (tmp_path / "figures").glob("*.svg")} == {
        "answered-share",
        "backlog",
        "first-statement",
        "mentions",
        "response-by-channel",
        "response-by-level",
        "where-time-goes",
    }
    assert "nothing to compare it with" in words
    assert "answered within 1 h of the post" in words
    assert "This was skipped." in words


@pytest.mark.usefixtures("plain_pictures")
def test_one_replication_has_a_page_without_intervals(tmp_path: Path) -> None:
    """With a single run there are values and differences but no intervals."""
    path = write_report(synthetic_study(2, replications=1), tmp_path)
    table = path.read_text(encoding="utf-8").partition("<h2>Five numbers</h2>")[2].partition("</table>")[0]

    assert table.count('<td class="number">-</td>') == len(HEADLINES)


@pytest.mark.usefixtures("plain_pictures")
def test_six_organisations_stand_side_by_side(six: Study, tmp_path: Path) -> None:
    """Each of five comparisons has its table, and the five numbers of all six stand together in one."""
    path = write_report(six, tmp_path, comparison=compare(six))
    text = path.read_text(encoding="utf-8")

    assert text.count("against centralised</caption>") == 5
    side = text[text.index("The organisations side by side") : text.index("Five numbers")]
    assert all(row.title in side for row in HEADLINES)


def test_a_folder_that_cannot_be_written_is_said_plainly(two: Study, tmp_path: Path) -> None:
    """A file where the folder should be gives one plain sentence."""
    (tmp_path / "taken").write_text("")

    with pytest.raises(ResultsError, match=r"^the report cannot be written into .*taken: "):
        write_report(two, tmp_path / "taken")


def test_the_hour_alone(two: Study) -> None:
    """The sentence compares the potential mentions of two starts."""
    more = two.replications.assign(mentions_potential=two.replications["mentions_potential"] * 1.2)
    later = replace(two, meta=replace(two.meta, start="2026-03-06T20:00:00+01:00"), replications=more)
    mean = float(two.replications["mentions_potential"].iloc[: two.meta.replications].mean())

    assert hour_sentence(two, later) == (
        f"The hour alone: if nobody answered, the same crisis would draw {mean * 1.2:,.0f} mentions when it starts"
        f" Fri 6 Mar 2026, 20:00, 20 % more than the {mean:,.0f} when it starts Tue 3 Mar 2026, 10:00."
    )
    assert "practically the same as the" in hour_sentence(two, two)


def test_model_range_counts_runs_without_a_statement_as_latest(two: Study) -> None:
    """Of six runs two have no statement: half have one by the third, nine tenths never."""
    times = [60.0, 120.0, 180.0, 240.0, float("nan"), float("nan")]
    one = two.select("centralised")

    row = model_range(replace(one, replications=one.replications.assign(first_statement=times)))[0]

    assert (row["low"], row["median"], row["high"]) == ("1 h", "3 h", "never")


def test_parameters_are_grouped_by_file() -> None:
    """A mark's place names its file, also one with a colon in its path."""
    marks = [
        Mark("effects.reply", 0.83, "S", "PNAS 2025", None, "C:\\x.yaml:3:4"),
        Mark("cases.patience", "12 h", "A", None, ("6 h", "24 h"), "C:\\x.yaml:9:4"),
        Mark("resources.wage", 40, "D", "ours", None, "b.yaml:1:1"),
    ]

    groups = parameter_groups(marks)

    assert [group["file"] for group in groups] == ["C:\\x.yaml", "b.yaml"]
    assert groups[0]["rows"][1] == {
        "path": "cases.patience",
        "value": "12 h",
        "range": "6 h to 24 h",
        "source": "",
        "mark": "A",
        "meaning": "assumed",
    }
