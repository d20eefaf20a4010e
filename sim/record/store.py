"""The folder of a study: written once, file by file and the manifest last; read back with every table checked.

`results/<scenario>/<UTC time>-<seed>[-2]/` is created exclusively. Each file is written beside its name and renamed, so
a folder with a manifest is whole, and one without is not finished.
"""

from __future__ import annotations

import csv
import io
import json
import platform
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.errors import ResultsError, UnreadableError
from sim.files import write_file
from sim.record.digest import table_digest, text_digest
from sim.record.log import Failure
from sim.record.schema import SCHEMA, Table, column_names
from sim.record.study import Documented, Meta, Study, typed

if TYPE_CHECKING:
    from pandas import DataFrame

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
_PARQUET: Final[tuple[Table, ...]] = ("cases", "mentions", "statements", "staff", "events")
_PACKAGES: Final = ("tocsin", "numpy", "simpy", "pandas", "pyarrow", "scipy")


def create_folder(root: Path, scenario: str, seed: int, now: datetime) -> Path:
    """Return a new folder for a study's results, which no other run can have got.

    Args:
        root: The results folder; made if it is missing.
        scenario: Name of the scenario.
        seed: Seed of the study.
        now: Aware time of the run.

    Raises:
        ResultsError: If the folder cannot be made.
    """
    stem = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{seed}"
    parent = root / scenario
    try:
        parent.mkdir(parents=True, exist_ok=True)
        for attempt in range(1, 10_000):
            folder = parent / (stem if attempt == 1 else f"{stem}-{attempt}")
            try:
                folder.mkdir()
            except FileExistsError:
                continue
            return folder
    except OSError as error:
        raise ResultsError(f"{parent}: cannot make a results folder: {_reason(error)}") from error
    raise ResultsError(f"{parent}: {stem} exists 9999 times; remove old results")


def save(
    study: Study,
    folder: Path,
    *,
    inputs: Mapping[str, str],
    command: Sequence[str] = (),
    replications: DataFrame | None = None,
    summary: DataFrame | None = None,
) -> None:
    """Write a study's tables, inputs and manifest into its folder.

    Args:
        study: The study.
        folder: From `create_folder`.
        inputs: Resolved texts by file name: `scenario.yaml`, and `organisations/<name>.yaml` for each organisation.
        command: The command line, for the manifest's environment.
        replications: The replications table with metrics beside its own columns; without it, its own columns.
        summary: Estimates, for summary.csv and summary.json.

    Raises:
        ResultsError: If a file cannot be written.
        ValueError: If the inputs lack the scenario or an organisation.
    """
    wanted = {"scenario.yaml", *(f"organisations/{name}.yaml" for name in study.meta.organisations)}
    if set(inputs) != wanted:
        raise ValueError(f"inputs: {sorted(wanted ^ set(inputs))} missing or unknown")
    for name, text in sorted(inputs.items()):
        write_file(folder / "inputs" / name, text.encode())
    for table in _PARQUET:
        write_file(folder / f"{table}.parquet", _parquet(study.table(table)))
    write_frame_csv(study.replications if replications is None else replications, folder / "replications.csv")
    if summary is not None:
        write_frame_csv(summary, folder / "summary.csv")
        write_file(folder / "summary.json", _json([_plain(row) for row in summary.to_dict("records")]))
    write_file(folder / MANIFEST, _json(manifest(study, inputs=inputs, command=command)))


def manifest(study: Study, *, inputs: Mapping[str, str], command: Sequence[str] = ()) -> dict[str, Any]:
    """Return the manifest: `study` is the same on every machine, `meta` describes, `environment` is this run's."""
    meta = study.meta
    digests = {name: text_digest(text) for name, text in sorted(inputs.items())}
    return {
        "study": {
            "format": FORMAT,
            "scenario": meta.scenario,
            "organisations": list(meta.organisations),
            "seed": meta.seed,
            "replications": meta.replications,
            "start": meta.start,
            "inputs": digests,
            "tables": {table: table_digest(table, study.table(table)) for table in SCHEMA},
        },
        "meta": asdict(meta),
        "failures": [asdict(failure) for failure in study.failures],
        "environment": {
            "command": list(command),
            "python": platform.python_version(),
            "platform": f"{sys.platform} {platform.machine()}",
            "packages": {name: _version(name) for name in _PACKAGES},
        },
    }


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a results folder.

    Raises:
        UnreadableError: If there is none, it is not readable, or a newer format.
    """
    path = folder / MANIFEST
    if not folder.is_dir():
        raise UnreadableError(f"{folder}: no such results folder")
    if not path.exists():
        raise UnreadableError(f"{folder}: this run is not finished: it has no {MANIFEST}; run it again")
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        version = found["study"]["format"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadableError(f"{path}: is not the manifest of a study ({error})") from error
    if version != FORMAT:
        raise UnreadableError(f"{path}: format {version}; this version reads format {FORMAT}")
    return found


def load(folder: Path) -> Study:
    """Return the study of a results folder, each table checked against its digest.

    Raises:
        UnreadableError: If the run is not finished, a file is missing or damaged, or a table differs from its digest.
    """
    found = read_manifest(folder)
    try:
        meta = _meta(found["meta"])
        failures = tuple(Failure(**failure) for failure in found["failures"])
        wanted: dict[str, str] = found["study"]["tables"]
    except (KeyError, TypeError) as error:
        raise UnreadableError(f"{folder / MANIFEST}: is not the manifest of a study ({error})") from error
    # Folders from before there were events have none, and no digest of them.
    late = {"events": table_digest("events", _nothing("events", meta))} if "events" not in wanted else {}
    tables = {table: _nothing(table, meta) if table in late else _read(table, folder, meta=meta) for table in SCHEMA}
    wanted = wanted | late
    changed = [table for table in SCHEMA if table_digest(table, tables[table]) != wanted.get(table)]
    if changed:
        raise UnreadableError(f"{folder}: {' and '.join(changed)} differ from the manifest; the files were changed")
    return Study(meta, **tables, failures=failures)


def _nothing(table: Table, meta: Meta) -> DataFrame:
    import pandas as pd

    return typed(table, meta, pd.DataFrame({name: [] for name in column_names(table)}))


def load_inputs(folder: Path) -> dict[str, str]:
    """Return the resolved texts that a study was run from, by file name, each checked against its digest.

    Raises:
        UnreadableError: If one is missing or was changed.
    """
    texts = {}
    for name, digest in read_manifest(folder)["study"]["inputs"].items():
        path = folder / "inputs" / name
        try:
            texts[name] = path.read_bytes().decode()
        except (OSError, UnicodeDecodeError) as error:
            raise UnreadableError(f"{path}: cannot be read: {_reason(error)}") from error
        if text_digest(texts[name]) != digest:
            raise UnreadableError(f"{path}: differs from the manifest; the file was changed")
    return texts


def write_frame_csv(frame: DataFrame, path: Path) -> None:
    """Write a frame as CSV (RFC 4180, UTF-8): floats so that they read back exactly, nothing for NaN.

    Raises:
        ResultsError: If it cannot be written.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(frame.columns)
    writer.writerows([_cell(value) for value in row] for row in frame.itertuples(index=False, name=None))
    write_file(path, buffer.getvalue().encode())


def _cell(value: Any) -> Any:
    if isinstance(value, (float, np.floating)):
        return "" if np.isnan(value) else repr(float(value))
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    return value


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return a row for JSON, which knows neither NaN nor numpy's numbers."""
    plain = {str(key): value.item() if isinstance(value, np.generic) else value for key, value in row.items()}
    return {key: None if isinstance(value, float) and not np.isfinite(value) else value for key, value in plain.items()}


def _json(value: Any) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _parquet(frame: DataFrame) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    # Without pandas' own notes in the file: they hold versions, and other readers need none of them.
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    content: bytes = sink.getvalue().to_pybytes()
    return content


def _read(table: Table, folder: Path, *, meta: Meta) -> DataFrame:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = folder / ("replications.csv" if table == "replications" else f"{table}.parquet")
    columns = list(column_names(table))
    try:
        frame = _read_csv(path) if table == "replications" else pq.read_table(path, columns=columns).to_pandas()
        return typed(table, meta, frame)
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException) as error:
        raise UnreadableError(f"{path}: cannot be read: {_reason(error)}") from error


def _read_csv(path: Path) -> DataFrame:
    """Return the replications table; Python's own float reads back every bit, which pandas' reader left open."""
    import pandas as pd

    with path.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    columns: dict[str, Any] = {}
    for column in SCHEMA["replications"]:
        cells = [row[column.name] for row in rows]
        match column.dtype:
            case "float64":
                columns[column.name] = [float(cell) if cell else np.nan for cell in cells]
            case "bool":
                columns[column.name] = [cell == "true" for cell in cells]
            case _:
                columns[column.name] = cells
    return pd.DataFrame(columns)


def _meta(found: Mapping[str, Any]) -> Meta:
    documented = tuple(Documented(**event) for event in found["documented"])
    tuples = {"organisations": tuple(found["organisations"]), "channels": tuple(found["channels"])}
    return Meta(**{**found, **tuples, "documented": documented})


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"


def _reason(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        # Arrow names only the path where the file is missing.
        return "there is no such file"
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)
