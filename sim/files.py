"""Files that are written whole or not at all: a full disk or a killed process leaves the old one as it was."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from sim.errors import ResultsError


def write_file(path: Path, content: bytes) -> None:
    """Write a file beside its name first, then rename it into its place; its folder is made.

    Raises:
        ResultsError: If it cannot be written.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            beside.write_bytes(content)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise ResultsError(f"{path}: cannot be written ({(error.strerror or str(error)).lower()})") from error


def write_files(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write files into a folder and return their paths; names may go through a folder below.

    Raises:
        ResultsError: If one cannot be written.
    """
    for name, content in files.items():
        write_file(folder / name, content)
    return [folder / name for name in files]
