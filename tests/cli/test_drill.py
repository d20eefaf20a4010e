"""The commands of a drill, as somebody types them: made, tried, played, resumed, reported, exported, imported again."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import cli
from sim.drill.journal import read_rows

ROOT = Path(__file__).parents[2]

# One hour of the demonstration, a decision or a note now and then.
PLAYED = (
    "\n\nd c because many ask / sure 4\n\n\nd a\n+ told at once\n\n\nd\np holding We look into it.\n"
    + "\n" * 12
    + "end\n"
)
# The objectives of the demonstration, as a message names them.
OBJECTIVES = (
    "O1 (Say something official within 30 minutes of the alarm), O2 (Size the crisis and set the team up for it), "
    "O3 (Keep to one line, and put right what departs from it)"
)


def called(*words: str, typed: str = "") -> Result:
    """Call the command line in this process."""
    return CliRunner().invoke(cli.main, ["drill", *words], input=typed, catch_exceptions=False)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a demonstration that was played to its report."""
    home = tmp_path_factory.mktemp("played")
    result = called("demo", "--name", "Zoë", "--out", str(home), typed=PLAYED)
    assert result.exit_code == 0, result.output
    (folder,) = (home / "demo").iterdir()
    return folder


def test_the_demonstration_is_played_to_its_report(played: Path) -> None:
    """The demonstration ends with a report in three formats and three tables beside it."""
    names = {path.name for path in played.iterdir()}
    text = (played / "aar.md").read_text(encoding="utf-8")

    assert {"aar.md", "aar.html", "aar.docx", "decisions.csv", "eeg.csv", "improvement.csv", "journal.db"} <= names
    assert "many ask" in text
    assert "We look into it." in text
    assert "told at once" in text
    assert "One drill is one path and one team" in text


def test_the_console_says_what_an_answer_counts_as(tmp_path: Path) -> None:
    """An answer is followed by the sentence of what it counts as, in scenario minutes and why."""
    result = called("demo", "--out", str(tmp_path), typed="d a\nq\n")

    assert (
        "Keep watching: this answer counts as 4 scenario minutes (the drill's fixed charge); it acts at 10:40."
        in " ".join(result.output.split())
    )
    assert "   Stopped; everything is kept. To go on:\n   tocsin drill resume" in result.output


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("z", "no order 'z'; '?' lists them"),
        ("x", "no inject was released yet; 'x ID' shows what is behind one to come, 'i' lists them"),
        ("x bord", "no inject 'bord'; did you mean 'board'?"),
        ("shfit 3", "no order 'shfit'; did you mean 'shift'?; '?' lists them"),
        ("d 9 a", "no decision 9; 1 were opened so far"),
        ("d ² a", "decision 1 has the options a to c"),
        ("d 1 z", "decision 1 has the options a to c"),
        ("d 1 a sure 7", "how sure is one of 1 (guessing) to 5 (certain), not '7'"),
        ("f nothing", "no inject 'nothing'"),
        ("s board", "say why it is skipped: 's ID reason'; the report lists it"),
        ("p nonsense words", "publish what? Write one of holding, position, apology, legalistic, then your words"),
        ("r O9 P", f"no objective 'O9'; the objectives are {OBJECTIVES}"),
        ("r O1", "rate it how? Write 'r OBJECTIVE GRADE reason', as in 'r O1 P said in time'"),
        ("end of the morning", "'end' closes the drill, and stands alone"),
        ("r O1 Q", "a rating is one of P, S, M, U or N/E, not 'Q'"),
        ("join nowhere Ana", "no seat 'nowhere'; the seats are lead, desk, facilitator or observer"),
        ("live 99", "the factor is 99; it must be between 1 and 60"),
        ("delay board soon", "'soon' is not a duration; write a number and one of s, min, h, d, as in '40 min'"),
    ],
)
def test_a_wrong_order_is_told_and_changes_nothing(tmp_path: Path, typed: str, said: str) -> None:
    """Whatever is typed wrongly is answered with what is right, and the drill goes on."""
    result = called("demo", "--out", str(tmp_path), typed=f"{typed}\n\nq\n")

    assert f" {said} " in " ".join(result.output.split())
    assert max(len(line) for line in result.output.splitlines() if "/" not in line) <= 88
    assert "minute 4 of 60" in result.output


def test_the_demonstration_says_who_one_is(tmp_path: Path) -> None:
    """The first sentences say whom one works for, that it is invented, and how it ends."""
    result = called("demo", "--out", str(tmp_path), typed="q\n")

    assert " ".join(result.output.split("The journal is in")[0].split()) == (
        "You lead the team that speaks for Quellmoor, the maker of the drink Zimbrel; both are invented, as is the "
        "rumour that the drink makes people ill. You play one hour of its first morning: Enter moves the clock on four "
        "minutes, 'd a' answers a decision with its first option, and 'end' ends the hour and writes the report."
    )


def test_who_began_goes_on(tmp_path: Path) -> None:
    """A drill that is resumed without a name is played on by who began it; a name that is given counts."""
    called("demo", "--name", "Zoë", "--out", str(tmp_path), typed="q\n")
    (folder,) = (tmp_path / "demo").iterdir()

    called("resume", str(folder), typed="+ first\nq\n")
    called("resume", str(folder), "--name", "Ida", typed="+ second\nq\n")

    notes = [row for row in read_rows(folder) if row.kind == "note"]
    assert [(row.payload["text"], row.actor) for row in notes] == [("first", "Zoë"), ("second", "Ida")]


def test_an_interrupt_stops_the_drill_safely(tmp_path: Path) -> None:
    """Ctrl-C stops like 'q', with its sentence and exit code 130; the journal can be resumed."""
    command = [sys.executable, "cli.py", "drill", "demo", "--out", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert any("'?' lists all orders" in line for line in process.stdout)
        process.send_signal(signal.SIGINT)
        said = process.stdout.read()
    (folder,) = (tmp_path / "demo").iterdir()

    assert process.returncode == 130
    assert " ".join(said.split()) == f"Stopped; everything is kept. To go on: tocsin drill resume {folder}"
    assert called("resume", str(folder), typed="q\n").exit_code == 0


def test_a_closed_drill_is_not_resumed(played: Path) -> None:
    """Resuming a closed drill says that it is closed, and how its report is written."""
    result = called("resume", str(played))

    assert result.exit_code == 0
    assert f"The drill is closed. 'tocsin drill aar {played}' writes its report." in result.output


def test_a_drill_that_is_not_closed_has_no_report(tmp_path: Path) -> None:
    """A drill that was stopped is to be closed first; the message says how."""
    called("demo", "--out", str(tmp_path), typed="\nq\n")
    (folder,) = (tmp_path / "demo").iterdir()

    result = called("aar", str(folder))

    assert result.exit_code == 2
    assert result.output.strip() == (
        f"{folder}: the drill is not closed yet; go on with 'tocsin drill resume {folder}', and close it with 'end'"
    )


def test_compare_keeps_its_readings_apart(played: Path) -> None:
    """`compare` prints the caveat first, then reading A, then reading C."""
    result = called("compare", str(played), "--org", "centralised", "--replications", "3")
    text = result.output

    assert result.exit_code == 0
    assert text.index("One drill is one path") < text.index("A  Your decisions") < text.index("C  Model only: 3 runs")


def test_an_export_is_imported_to_the_same_list(played: Path, tmp_path: Path) -> None:
    """The event list of a drill, exported and imported again, has the same events at the same times."""
    sheet, again = tmp_path / "list.xlsx", tmp_path / "again.csv"

    first = called("export", str(played), "--msel", str(sheet))
    said = called("import", str(sheet), "--into", str(tmp_path / "copy"))
    second = called("export", str(tmp_path / "copy"), "--msel", str(again))

    assert (first.exit_code, said.exit_code, second.exit_code) == (0, 0, 0), first.output + said.output + second.output
    with again.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["title"] for row in rows} >= {"What monitoring sees", "A newsroom calls", "A colleague speaks out"}
    assert {row["title"]: row["scenario_time"] for row in rows}["A newsroom calls"].startswith("0:12")


def test_journal_and_transcript_are_exported(played: Path, tmp_path: Path) -> None:
    """The journal is one JSON object a line; with --anonymise no name is left in either file."""
    journal, transcript = tmp_path / "j.jsonl", tmp_path / "t.txt"

    result = called("export", str(played), "--journal", str(journal), "--transcript", str(transcript), "--anonymise")
    again = called("export", str(played), "--journal", str(journal))
    rows = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]

    assert result.exit_code == 0
    assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
    assert "Zoë" not in journal.read_text(encoding="utf-8") + transcript.read_text(encoding="utf-8")
    assert "decision 1 (How severe is it?): crisis because many ask" in transcript.read_text(encoding="utf-8")
    assert again.exit_code == 2
    assert again.output.strip() == f"{journal}: is there already; --overwrite replaces it"


def test_a_drill_is_made_checked_rehearsed_and_packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new drill passes its check, is played by robots, and is printed; a second `new` does not overwrite it."""
    monkeypatch.chdir(tmp_path)

    made = called(
        "new", "may", "--like", "product-rumour", "--length", "60min", "--seats", "3", "--objective", "Be quick"
    )
    checked = called("check", "may")
    rehearsed = called("rehearse", "may", "--n", "2")
    packed = called("pack", "may")
    twice = called("new", "may", "--like", "product-rumour")

    for result in (made, checked, rehearsed, packed):
        assert result.exit_code == 0, result.output
    assert "it can be played" in checked.output
    assert "2 runs of 1 h by robots (expected)" in rehearsed.output
    assert len([line for line in packed.output.splitlines() if line.endswith(".docx")]) >= 5
    assert twice.exit_code == 2
    assert "may" in twice.output


def test_a_list_is_imported_with_a_mapping(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list in a shape of its own is read with --map and --start; a dry run writes nothing."""
    monkeypatch.chdir(tmp_path)
    Path("plan.csv").write_text(
        "When;Wer;Was\n09:30;Presse;Ein Anruf\n09:45;Alle;=1+1\n;Rest;Ohne Zeit\n", encoding="utf-8"
    )
    words = ("import", "plan.csv", "--map", "Wer=to", "--map", "Was=message", "--map", "When=scenario_time")

    dry = called(*words, "--dry-run")
    nothing = Path("plan").exists()
    real = called(*words, "--into", "plan")

    assert dry.exit_code == 0
    assert "rows in 3, rows out 3: 2 with a time, 1 held" in dry.output
    assert not nothing
    assert real.exit_code == 0, real.output
    assert called("check", "plan").exit_code == 0


def test_export_without_a_file_is_a_wrong_call(tmp_path: Path) -> None:
    """`export` without saying what is refused with what can be exported."""
    result = called("export", "demo")

    assert result.exit_code == 2
    assert "nothing to export: give --msel, --journal or --transcript, each with a file" in result.output


def test_a_drill_that_was_not_played_has_no_journal(tmp_path: Path) -> None:
    """The event list of a shipped drill can be exported; a journal it has none."""
    result = called("export", "demo", "--journal", str(tmp_path / "j"))
    listed = called("export", "demo", "--msel", str(tmp_path / "list.csv"), "--columns", "hseep")

    assert result.exit_code == 2
    assert result.output.strip() == "demo: this drill was not played, so it has neither journal nor transcript"
    assert listed.exit_code == 0, listed.output


def test_a_timetable_of_others_is_played_to_its_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The French timetable of another tool, 81 rows, is imported as it is, played through, and reported."""
    data = recordings("msel") / "murail" / "chronogramme.xlsx"
    monkeypatch.chdir(tmp_path)

    imported = called("import", str(data), "--into", "murail")
    played = called("run", "murail", "--out", "drills", typed="\n" * 80 + "end\n")
    (folder,) = (tmp_path / "drills" / "murail").iterdir()
    text = (folder / "aar.md").read_text(encoding="utf-8")

    assert imported.exit_code == 0, imported.output
    assert "rows in 81, rows out 81: 81 with a time, 0 held" in imported.output
    assert played.exit_code == 0, played.output
    assert "81 of 81 injects were released" in text


def recordings(folder: str) -> Path:
    """Return the folder of lists that nobody on this project wrote; skip the test where it is absent."""
    named = os.environ.get("TOCSIN_DATA")
    found = (Path(named) if named else Path(__file__).parents[2] / ".." / "shared" / "data") / folder
    if not found.is_dir():
        pytest.skip("TOCSIN_DATA names no folder with event lists")
    return found
