"""Files of events that people outside of this project made, and small ones that the tests write themselves."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def lists() -> Path:
    """Return the folder of the lists; without one the test is skipped."""
    named = os.environ.get("TOCSIN_DATA", str(Path(__file__).parents[3] / "shared" / "data"))
    folder = Path(named) / "msel"
    if not folder.is_dir():
        pytest.skip(f"there is no folder {folder}; TOCSIN_DATA names the one above it")
    return folder


@pytest.fixture
def sheet(tmp_path: Path) -> Callable[..., Path]:
    """Return a writer of a CSV from a text, in an encoding."""

    def write(text: str, name: str = "list.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """Return a writer of a workbook from rows by the name of the sheet."""

    def write(sheets: dict[str, Sequence[Sequence[Any]]], name: str = "list.xlsx") -> Path:
        openpyxl = pytest.importorskip("openpyxl")
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            page = book.create_sheet(title)
            for row in rows:
                page.append(row)
        path = tmp_path / name
        book.save(path)
        return path

    return write
