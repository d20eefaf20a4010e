"""The command line as a stranger uses it: what each command prints, and where it writes."""

from __future__ import annotations

import json
import shlex
import shutil
from pathlib import Path

import pytest
from user_files import CRISIS, HOUSE, Studied, Tocsin, invoked

PAIR = ("--org", "house.yaml", "--org", "bold.yaml", "--workers", "1")


def only_folder(home: Path) -> Path:
    """Return the one results folder of the crisis."""
    (folder,) = (home / "results" / "crisis").iterdir()
    return folder


def test_compare_prints_five_rows_and_how_sure(studied: Studied) -> None:
    """A comparison is a screenful: five rows, a sentence, five counts of signs, what moves it, what is next."""
    rows = ("Answered within 1 h", "First official statement", "Contradicting replies", "Never answered", "Staff hours")

    lines = studied.found.out.splitlines()

    assert [line.split("  ")[0] for line in lines if line.startswith(rows)] == [*rows, *rows]
    assert [line.split()[-2:] for line in lines if line.startswith(rows)][5:] == [["of", "10"]] * 5
    assert len(lines) < 40
    assert max(len(line) for line in lines if "tocsin" not in line and "Report" not in line) <= 110
    assert studied.found.err.splitlines()[-1] == "writing the tables and the report"
    assert "\x1b" not in studied.found.out + studied.found.err


def test_what_compare_suggests_next_works(studied: Studied) -> None:
    """The two commands that a comparison ends with run as printed, and the study is reproduced bit by bit."""
    told, again = (shlex.split(line.removeprefix("Next:")) for line in studied.found.out.splitlines()[-2:])

    timeline = invoked(*told[1:])
    reproduced = invoked(*again[1:], "--workers", "1")

    assert timeline.out.splitlines()[0] == "bold: <script>alert(1)</script> & 🚨 אזעקה, replication 0, seed 1"
    assert reproduced.out == (
        "cases            identical\nmentions         identical\nstatements       identical\n"
        "staff            identical\nevents           identical\nreplications     identical\n"
        "the study was reproduced\n"
    )


def test_dry_run_writes_nothing(home: Path, tocsin: Tocsin) -> None:
    """A dry run says what would be run and leaves no folder."""
    found = tocsin("compare", "crisis.yaml", *PAIR, "--start", "Fri 20:00", "--dry-run")

    assert found.out == (
        "crisis at 2026-03-06 20:00: house, bold; 200 replications, seed 1\n"
        "The files fit together; nothing was run and nothing was written.\n"
    )
    assert not (home / "results").exists()


def test_one_organisation_alone_has_its_five_values(home: Path, tocsin: Tocsin) -> None:
    """With one organisation there is nothing to compare, and its five values are printed."""
    found = tocsin("compare", "crisis.yaml", "--org", "house.yaml", "--workers", "1", "--replications", "3")

    assert found.code == 0, found.err
    lines = found.out.splitlines()
    assert [line[:42].rstrip() for line in lines[1:6]] == [
        "Answered within 1 h of the post",
        "First official statement",
        "Replies that contradict the agreed line",
        "Never answered",
        "Staff hours",
    ]
    assert [line.split(" of ")[-1].split()[1:] for line in lines if " of " in line] == [
        ["cases", "a", "run"],
        ["replies", "a", "run"],
        ["cases", "a", "run"],
    ]


def test_names_in_files_are_only_text(studied: Studied) -> None:
    """HTML, emoji and right-to-left script in files are shown in the report and never interpreted."""
    text = (studied.folder / "report.html").read_text(encoding="utf-8")

    assert "<script" not in text
    assert "<b>Haus" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; 🚨 אזעקה" in text


def test_a_trace_says_what_was_done_with_its_rows(home: Path, tocsin: Tocsin) -> None:
    """Unsorted and equal rows are replayed all the same, and terminal and manifest say so, as on backfires."""
    trace = "  kind: trace\n  file: t.csv\n  columns: {time: minute}\n  channel: x\n  topic: smoke\nfacts:"
    text = CRISIS[: CRISIS.index("  kind: hawkes")] + trace + CRISIS.split("facts:")[1]
    (home / "crisis.yaml").write_text(text, encoding="utf-8")
    (home / "t.csv").write_text("minute\n30\n10\n10\n20\n", encoding="utf-8")

    found = tocsin("compare", "crisis.yaml", *PAIR, "--replications", "2", "--no-how-sure")

    said = (
        "t.csv: 4 mentions replayed as they happened; backfires do nothing (envelope 1). 1 row earlier than the row "
        "before; all were sorted by time. 1 row equal to an earlier one in every cell; all were kept."
    )
    assert " ".join(found.out.splitlines()[:4]).startswith(said)
    assert json.loads((only_folder(home) / "manifest.json").read_text("utf-8"))["meta"]["caveat"] == said
    assert tocsin("reproduce", str(only_folder(home)), "--workers", "1").code == 0


def test_a_folder_that_was_altered_is_refused(studied: Studied, tmp_path: Path) -> None:
    """A table or input that was changed or removed is named, and nothing is run on it."""
    folder = tmp_path / "copy"
    shutil.copytree(studied.folder, folder)
    scenario = folder / "inputs" / "scenario.yaml"
    before = scenario.read_bytes()

    scenario.write_bytes(before + b"# more\n")
    changed = invoked("reproduce", str(folder))
    scenario.write_bytes(before)
    (folder / "cases.parquet").unlink()
    missing = invoked("report", str(folder))

    assert (changed.code, changed.err) == (2, f"{scenario}: differs from the manifest; the file was changed\n")
    assert (missing.code, missing.err) == (2, f"{folder}/cases.parquet: cannot be read: there is no such file\n")


def test_only_figures_that_there_are_can_be_plotted(studied: Studied) -> None:
    """A figure that nobody draws is a wrong call, with the nearest one named."""
    found = invoked("plot", str(studied.folder), "--figure", "backlogs")

    assert found.code == 2
    assert found.err.splitlines()[-1] == (
        "Error: no figure 'backlogs'; did you mean 'backlog'?; the figures are answered-share, response-by-level, "
        "response-by-channel, differences, mentions, backlog, where-time-goes, first-statement"
    )


def test_two_files_are_described_side_by_side(tocsin: Tocsin) -> None:
    """`describe --against` prints what differs and nothing that is the same; two kinds of files are refused."""
    found = tocsin("describe", "centralised", "--against", "dispersed")

    lines = found.out.splitlines()
    assert lines[0] == "centralised against dispersed"
    assert [line.split() for line in lines if line.startswith("  officer")] == [["officer", "L0", "L2"]]
    assert not any("wage" in line for line in lines)
    wrong = tocsin("describe", "centralised", "--against", "trace-demo")
    assert (wrong.code, wrong.err) == (
        2, "centralised is an organisation and trace-demo is a scenario; name two of a kind\n",
    )  # fmt: skip


def test_new_asks_nothing_where_there_is_such_a_file(home: Path, tocsin: Tocsin) -> None:
    """A file of a user is never overwritten, and this is said before any question."""
    found = tocsin("new", "organisation", "house", "--like", "centralised", "--yes")

    assert (found.code, found.err) == (2, "house.yaml: there is such a file already; choose another name\n")
    assert (home / "house.yaml").read_text(encoding="utf-8") == HOUSE


@pytest.mark.parametrize(
    "words",
    [("scenarios",), ("organisations",), ("describe",), ("schema",), ("check",), ("new",), ("timeline",), ("compare",),
     ("plot",), ("report",), ("reproduce",), ("verify",), ()],
)  # fmt: skip
def test_every_help_has_an_example(words: tuple[str, ...], tocsin: Tocsin) -> None:
    """Help of each command, and of all, shows a call that begins with the command's own name."""
    found = tocsin(*words, "--help")

    assert found.code == 0
    assert any(line.strip().startswith(" ".join(("tocsin", *words))) for line in found.out.splitlines()[1:])


def test_describe_tells_the_kind_of_a_file(tocsin: Tocsin) -> None:
    """A path may be a scenario's or an organisation's; the file's fields say which."""
    assert tocsin("describe", "house.yaml").out.startswith("house")
    assert tocsin("describe", "crisis.yaml").out.startswith("crisis")


def test_a_trace_from_anywhere_is_kept_with_its_results(home: Path, tocsin: Tocsin) -> None:
    """The results hold the trace too, so that they are reproduced where the file is no longer where it was."""
    trace = "  kind: trace\n  file: ../t.csv\n  columns: {time: minute}\n  channel: x\n  topic: smoke\nfacts:"
    text = CRISIS[: CRISIS.index("  kind: hawkes")] + trace + CRISIS.split("facts:")[1]
    (home / "crises").mkdir()
    (home / "crises" / "crisis.yaml").write_text(text, encoding="utf-8")
    (home / "t.csv").write_text("minute\n10\n20\n30\n", encoding="utf-8")
    tocsin("compare", "crises/crisis.yaml", *PAIR, "--replications", "2", "--no-how-sure")
    (home / "t.csv").unlink()

    found = tocsin("reproduce", str(only_folder(home)), "--workers", "1")

    assert (found.code, found.out.splitlines()[-1]) == (0, "the study was reproduced")
