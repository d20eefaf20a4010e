"""The drill's files beside its journal: written to be read, and held against what the journal keeps."""

from __future__ import annotations

from pathlib import Path

from sim.drill.drill import FILE
from sim.drill.journal import JournalError, Row


def write_texts(folder: Path, texts: dict[str, str]) -> None:
    """Write the drill's files beside the journal, to be read; the journal holds its own copies."""
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def check_texts(folder: Path, rows: list[Row], *, restore: bool) -> None:
    """Refuse to go on where a file of the drill was edited after the start, or write it back.

    Raises:
        JournalError: With the file, and the ways out.
    """
    if not rows:
        return
    for name, text in rows[0].payload["texts"].items():
        path = folder / name
        if path.is_file() and path.read_bytes().decode("utf-8", "replace") == text:
            continue
        if path.is_dir():
            raise JournalError(f"{path}: is a folder; a file of the drill belongs there. Move it away")
        if restore or not path.is_file():
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            continue
        raise JournalError(
            f"{path}: was edited after the drill began; the journal belongs to the file as it was. "
            f"'tocsin drill resume {folder} --restore' writes that back; to play the edited {FILE}, copy it and begin "
            "a new drill with 'tocsin drill run'"
        )
