"""The folder of a study: written whole, read back the same, checked."""

from __future__ import annotations

import csv
import errno
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.errors import ResultsError
from sim.files import write_file
from sim.record.digest import compare_tables, table_digest
from sim.record.log import Failure
from sim.record.schema import SCHEMA, column_names
from sim.record.store import create_folder, load, load_inputs, manifest, save, write_frame_csv
from sim.record.study import Study
from tests.analysis.synthetic import synthetic_study

NOW = datetime(2026, 11, 22, 2, 30, 5, tzinfo=UTC)
INPUTS = {
    "scenario.yaml": "tocsin: 1\nname: Flüge\n",
    "organisations/centralised.yaml": "a\r\n",
    "organisations/dispersed.yaml": "b\n",
}


def _saved(folder: Path, study: Study | None = None) -> Study:
    study = study or synthetic_study(2, replications=3, failed=True)
    save(study, folder, inputs=INPUTS, command=["tocsin", "run", "made-up"])
    return study


def test_folders_are_named_by_time_and_seed_and_never_shared(tmp_path: Path) -> None:
    """The second run of the same second gets -2; the time is UTC wherever the run is."""
    local = NOW.astimezone(timezone(timedelta(hours=5)))

    names = [create_folder(tmp_path / "results", "made-up", 7, now).name for now in (NOW, NOW, local)]

    assert names == ["20261122T023005Z-7", "20261122T023005Z-7-2", "20261122T023005Z-7-3"]


def test_a_folder_that_cannot_be_made_is_a_plain_sentence(tmp_path: Path) -> None:
    """A file in the place of the results folder is told as such."""
    (tmp_path / "results").write_text("no folder")

    with pytest.raises(
        ResultsError, match=r"results/made-up: cannot make a results folder: (Not a directory|File exists)"
    ):
        create_folder(tmp_path / "results", "made-up", 7, NOW)


def test_a_study_reads_back_the_same(tmp_path: Path) -> None:
    """Every table, type, category and number, the description and the failures survive the folder to the last bit."""
    study = _saved(tmp_path)

    back = load(tmp_path)

    assert back.meta == study.meta
    assert back.failures == study.failures
    assert set(compare_tables(study, back).values()) == {"identical"}
    for table in SCHEMA:
        pd.testing.assert_frame_equal(back.table(table), study.table(table))


def test_inputs_come_back_byte_for_byte(tmp_path: Path) -> None:
    """The resolved texts are in the folder, line ends included, so that the run can be repeated anywhere."""
    _saved(tmp_path)

    assert load_inputs(tmp_path) == INPUTS


def test_changed_inputs_are_noticed(tmp_path: Path) -> None:
    """An edited scenario in the folder is not what the study was run from."""
    _saved(tmp_path)
    (tmp_path / "inputs/scenario.yaml").write_text("tocsin: 1\nname: other\n")

    with pytest.raises(ResultsError, match=r"scenario.yaml: differs from the manifest; the file was changed"):
        load_inputs(tmp_path)


def test_inputs_must_be_whole(tmp_path: Path) -> None:
    """A study without one of its organisations' texts could not be repeated."""
    with pytest.raises(ValueError, match=r"inputs: \['organisations/dispersed.yaml'\] missing or unknown"):
        save(synthetic_study(2, replications=1), tmp_path, inputs={k: INPUTS[k] for k in list(INPUTS)[:2]})


def test_two_runs_write_the_same_bytes(tmp_path: Path) -> None:
    """No file depends on when or where it was written; only the manifest's environment may."""
    for name in ("a", "b"):
        _saved(tmp_path / name)

    files = sorted(path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*") if path.is_file())

    assert len(files) == 10
    assert not [file for file in files if file.suffix == ".part"]
    for file in files:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_the_manifest_s_study_part_depends_on_contents_only() -> None:
    """Another command line leaves it as it is; another seed, text or number changes it."""
    study = synthetic_study(2, replications=2)
    part = manifest(study, inputs=INPUTS)["study"]

    assert manifest(study, inputs=INPUTS, command=["elsewhere"])["study"] == part
    assert manifest(study, inputs=INPUTS | {"scenario.yaml": "x"})["study"] != part
    assert manifest(synthetic_study(2, replications=2, seed=2), inputs=INPUTS)["study"]["tables"] != part["tables"]


def test_a_run_that_did_not_finish_says_so(tmp_path: Path) -> None:
    """Without a manifest the folder is no study; nor is a folder that is not there."""
    _saved(tmp_path)
    (tmp_path / "manifest.json").unlink()

    with pytest.raises(ResultsError, match=r"this run is not finished: it has no manifest.json; run it again"):
        load(tmp_path)
    with pytest.raises(ResultsError, match="nowhere: no such results folder"):
        load(tmp_path / "nowhere")


def test_the_manifest_comes_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fills up leaves a folder that says it is not finished, and no half file."""
    written = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        if ".staff.parquet." in path.name:
            raise OSError(errno.ENOSPC, "No space left on device")
        return written(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)

    with pytest.raises(ResultsError, match=r"staff.parquet: cannot be written \(no space left on device\)$"):
        _saved(tmp_path)
    assert not (tmp_path / "staff.parquet").exists()
    with pytest.raises(ResultsError, match="not finished"):
        load(tmp_path)


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is replaced whole or not at all, and nothing is left beside it."""
    write_file(tmp_path / "a.txt", b"old")

    def full(path: Path, content: bytes) -> int:
        path.open("wb").close()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)

    with pytest.raises(ResultsError):
        write_file(tmp_path / "a.txt", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.txt", b"old")]


def test_a_changed_table_is_named(tmp_path: Path) -> None:
    """One number changed in one table is found on reading, and the table is named."""
    _saved(tmp_path)
    frame = pd.read_parquet(tmp_path / "staff.parquet")
    frame.loc[0, "busy"] += 1e-9
    frame.to_parquet(tmp_path / "staff.parquet")

    with pytest.raises(ResultsError, match=r": staff differ from the manifest; the files were changed"):
        load(tmp_path)


def test_a_damaged_or_missing_file_is_named(tmp_path: Path) -> None:
    """A file that is no Parquet, no manifest, or gone is told in one sentence."""
    _saved(tmp_path)
    (tmp_path / "cases.parquet").write_bytes(b"no parquet at all, but long enough")
    with pytest.raises(ResultsError, match=r"cases.parquet: cannot be read: "):
        load(tmp_path)
    (tmp_path / "cases.parquet").unlink()
    with pytest.raises(ResultsError, match=r"cases.parquet: cannot be read: "):
        load(tmp_path)
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(ResultsError, match=r"manifest.json: is not the manifest of a study"):
        load(tmp_path)


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    """A folder of a later version is not guessed at."""
    _saved(tmp_path)
    path = tmp_path / "manifest.json"
    found = json.loads(path.read_text(encoding="utf-8"))
    found["study"]["format"] = 99
    path.write_text(json.dumps(found))

    with pytest.raises(ResultsError, match=r"manifest.json: format 99; this version reads format 1"):
        load(tmp_path)


def test_replications_csv_may_have_metrics_and_still_reads_back(tmp_path: Path) -> None:
    """Columns beside the schema's own do not disturb reading, nor do names that look like numbers or missing."""
    base = synthetic_study(2, replications=2)
    names = {"centralised": "NA", "dispersed": "007"}
    frames = {
        table: base.table(table).assign(organisation=base.table(table)["organisation"].cat.rename_categories(names))
        for table in SCHEMA
    }
    meta = replace(base.meta, organisations=("NA", "007"), organisation_titles={"NA": "NA", "007": "007"})
    study = Study(meta, **frames)
    inputs = {"scenario.yaml": "", "organisations/NA.yaml": "", "organisations/007.yaml": ""}

    save(study, tmp_path, inputs=inputs, replications=study.replications.assign(extra=np.nan))

    assert set(compare_tables(study, load(tmp_path)).values()) == {"identical"}
    header = (tmp_path / "replications.csv").read_text().splitlines()[0].split(",")
    assert header == [*column_names("replications"), "extra"]


def test_summary_in_two_forms(tmp_path: Path) -> None:
    """The estimates are there for spreadsheets and for programs; what is undefined is empty and null."""
    summary = pd.DataFrame({"metric": ["a", "b"], "value": [0.1, np.nan], "n": np.array([3, 0])})

    save(synthetic_study(2, replications=1), tmp_path, inputs=INPUTS, summary=summary)

    assert (tmp_path / "summary.csv").read_bytes() == b"metric,value,n\r\na,0.1,3\r\nb,,0\r\n"
    assert json.loads((tmp_path / "summary.json").read_text()) == [
        {"metric": "a", "value": 0.1, "n": 3},
        {"metric": "b", "value": None, "n": 0},
    ]


def test_csv_keeps_floats_and_quotes(tmp_path: Path) -> None:
    """A float reads back to the same bits; commas, quotes and line ends stay inside their cell."""
    values = [0.1 + 0.2, 1e-300, 123456789.12345679, np.nan]
    words = ['a,"b"', "two\nlines", "ü", ""]

    write_frame_csv(
        pd.DataFrame({"value": values, "word": words, "flag": [True, False, True, True]}), tmp_path / "t.csv"
    )

    with (tmp_path / "t.csv").open(newline="", encoding="utf-8") as lines:
        rows = list(csv.reader(lines))[1:]
    assert [float(row[0]) for row in rows[:3]] == values[:3]
    assert [row[1] for row in rows] == words
    assert [row[2] for row in rows] == ["true", "false", "true", "true"]


def test_differences_are_told_by_row_and_column() -> None:
    """Rounding is equal to 1e-9; a real difference names the first row and column; so does another length."""
    study = synthetic_study(2, replications=2)
    rounded, moved = study.cases.copy(), study.cases.copy()
    rounded["reach"] *= 1 + 1e-12
    moved.loc[7, "state"] = "open" if moved.loc[7, "state"] != "open" else "moot"
    moved.loc[9, "reach"] += 1

    told = compare_tables(study, replace(study, cases=rounded, staff=study.staff.iloc[:-1]))
    first = compare_tables(study, replace(study, cases=moved))["cases"]

    assert (told["cases"], told["mentions"]) == ("equal to 1e-9", "identical")
    assert told["staff"] == f"{len(study.staff)} rows and {len(study.staff) - 1} rows"
    assert first == f"row 7 (centralised, replication 0): state is {study.cases['state'][7]} and {moved['state'][7]}"


def test_digest_is_of_values_not_of_their_storage() -> None:
    """Other category lists and a negative zero are the same values; one last bit is not."""
    cases = synthetic_study(1, replications=1).cases
    same = cases.assign(topic=cases["topic"].cat.add_categories(["unused"]), service=cases["service"] * 1.0)
    same.loc[same["page_wait"] == 0, "page_wait"] = -0.0
    other = cases.assign(reach=np.nextafter(cases["reach"], np.inf))

    assert table_digest("cases", same) == table_digest("cases", cases)
    assert table_digest("cases", other) != table_digest("cases", cases)


def test_failures_survive(tmp_path: Path) -> None:
    """What failed, where and why is in the folder."""
    failure = Failure("dispersed", 1, "response", "AssertionError", "queue < 0", "Traceback ...")

    _saved(tmp_path, replace(synthetic_study(2, replications=1), failures=(failure,)))

    assert load(tmp_path).failures == (failure,)
