"""Files that are broken, huge or meant to harm: refused with a place, in little time and memory."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from datetime import time
from pathlib import Path

import pytest

from sim.msel import MselError, read_msel

Write = Callable[..., Path]
OLD = "save an old Excel file as .xlsx"
SUFFIXES = ".csv, .tsv, .txt, .xlsx, .xlsm, .json, .yaml, .yml"


def refusal(path: Path) -> str:
    """Return the message with which a file is refused."""
    with pytest.raises(MselError) as caught:
        read_msel(path)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("timeline:\n\t- id: a\n", "list.yaml:2:1: a tab stands here; indent with spaces"),
        (
            "```yaml\ntimeline: []\n```\n",
            "list.yaml:1:1: no value can begin here; put a text that begins with @, ` or % in quotes",
        ),
        (
            "timeline: []\ntimeline: []\n",
            "list.yaml:2:1: 'timeline' is written twice, here and on line 1; keep one",
        ),
        (
            "a: &x [1]\ntimeline: *x\n",
            """list.yaml:1:4: the anchor '&x' is not allowed; remove it
list.yaml:2:11: the alias '*x' is not allowed; write the value out""",
        ),
        ("- a\n- b\n", "list.yaml:1:1: a file holds fields, each written 'name: value'"),
        ("timeline: [{id: a}, b]\n", "list.yaml, timeline 2: is no object with fields"),
        ("name: x\n", "list.yaml: no list of events was found in it; its fields are 'name'"),
    ],
)
def test_yaml(sheet: Write, text: str, message: str) -> None:
    """YAML goes through the strict reader of the project; each fault has its line and column."""
    assert refusal(sheet(text, name="list.yaml")) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[{"id": 1,}]', "list.json:1:11: this is not JSON: "),
        ('[\n{"id": 1, "id": 2}]', "list.json: 'id' is written twice in one object; keep one"),
        ("[" * 41 + "]" * 41, "list.json:1: this is nested more than 40 deep, the most allowed"),
        ("[" * 200_000, "list.json:1: this is nested more than 40 deep, the most allowed"),
        ('[{"id": NaN}]', "list.json: NaN is not a value of JSON; write null or a number"),
        (f'[{{"id": {"9" * 5000}}}]', "list.json: a number of 5,000 digits; the longest has 40"),
        ("7", "list.json: holds a single value, no list of events"),
        ("[1]", "list.json, entry 1: is no object with fields"),
        ('[{"x": 1}]', "list.json: no list of events; at least two fields must be known, and found were 'x'"),
        ('{"injects": 1, "inject_flow": []}', "list.json: 'injects' is no list"),
    ],
)
def test_json(sheet: Write, text: str, message: str) -> None:
    """JSON is read strictly: no key twice, no depth and no number without end."""
    assert refusal(sheet(text, name="list.json")).startswith(message)


def test_odd_values_in_trees(sheet: Write) -> None:
    """Lists where texts belong, and texts where lists do, cost no row."""
    injects = [
        {"id": {"a": 1}, "content": ["x"], "options": "none", "target_teams": {"a": 1}, "release_at_minutes": [5]},
        {"id": None, "content": None, "options": [1, None, {"label": None}], "target_teams": [None, {"b": 2}]},
        {"id": "c", "content": "text", "release_at_minutes": 1e300, "options": [{"next_inject_id": {"a": 1}}]},
    ]
    path = sheet(json.dumps({"injects": injects, "participant_teams": [1, None]}), name="list.json")

    reading = read_msel(path)

    assert reading.rows_in == reading.rows_out == 3
    assert len(reading.held) == 3


def test_texts_of_any_length_up_to_a_limit(sheet: Write) -> None:
    """A million characters are read; more are refused with the place."""
    assert len(read_msel(sheet(f"No,Time,Message\n1,09:00,{'x' * 1_000_000}\n")).rows[0].message) == 1_000_000
    assert refusal(sheet(f"No,Time,Message\n1,09:00,{'x' * 1_000_001}\n")) == (
        "list.csv, row 2, column C: a text of 1,000,001 characters; the longest may have 1,000,000"
    )


def test_too_many_rows(sheet: Write) -> None:
    """A list has at most 20,000 rows."""
    text = "No,Time,Message\n" + "1,09:00,a\n" * 20_001

    assert refusal(sheet(text)) == "list.csv, the list: more than 20,000 rows, the most that a list may have"


def test_too_large_a_file(tmp_path: Path) -> None:
    """A file over 20 MB is not opened."""
    path = tmp_path / "list.csv"
    with path.open("wb") as file:
        file.truncate(20_000_001)

    assert refusal(path) == "list.csv: 20,000,001 bytes; a list may have 20,000,000"


def test_a_quote_that_is_never_closed(sheet: Write) -> None:
    """An open quote would swallow the rows after it; it is refused, not guessed."""
    text = 'No,Time,Message\n1,09:00,a\n2,09:01,"b\n3,09:02,c\n'

    assert refusal(sheet(text)) == "list.csv:4: a quote that is opened after row 2 is never closed"


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    """What is neither UTF-8 nor Windows-1252 has a place."""
    path = tmp_path / "list.csv"
    path.write_bytes(b"No,Time\n1,09:00\x81\xff\n")

    assert refusal(path) == "list.csv:2: this byte is neither UTF-8 nor Windows-1252; save the file as UTF-8"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("list.csv", b"", "list.csv, the list: holds no text"),
        ("list.csv", b" ,\n,\n", "list.csv, the list: holds no text"),
        ("list.xlsx", b"not a zip", "list.xlsx: is not an XLSX workbook, or is damaged (File is not a zip file)"),
        (
            "list.xlsx",
            b"\xd0\xcf\x11\xe0 old",
            "list.xlsx: an old or password-protected Excel file; save it as .xlsx without a password",
        ),
        (
            "list.xls",
            b"x",
            f"list.xls: '.xls' is no kind of file that is read; allowed are {SUFFIXES}; {OLD}",
        ),
    ],
)
def test_what_is_no_list(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    """Empty, old and foreign files are named for what they are."""
    path = tmp_path / name
    path.write_bytes(content)

    assert refusal(path) == message


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    """What is not there and what is no file are told apart."""
    assert refusal(tmp_path / "none.csv") == f"{tmp_path / 'none.csv'}: there is no such file"
    assert refusal(tmp_path) == f"{tmp_path}: is a folder; name a file"


def test_a_zip_bomb(tmp_path: Path) -> None:
    """An archive that says it unpacks to more than 200 MB is not unpacked."""
    path = tmp_path / "list.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 201_000_000)

    assert refusal(path) == "list.xlsx: unpacks to 201,000,000 bytes; a workbook may unpack to 200,000,000"


def test_entities_in_a_workbook(tmp_path: Path) -> None:
    """A declared document type, with which a few lines grow without end, is refused before it is parsed."""
    path = tmp_path / "list.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", '<!DOCTYPE a [<!ENTITY b "c">]><workbook>&b;</workbook>')

    assert refusal(path) == "list.xlsx: xl/workbook.xml declares a document type; no workbook program does"


def test_a_workbook_with_its_middle_torn_out(workbook: Write) -> None:
    """Damage within the archive is told as damage."""
    path = workbook({"S": [["No", "Time", "Message"], [1, time(9), "a"]]})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = b"<worksheet><sheetData><row><c t='zz'"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)

    assert refusal(path).startswith("list.xlsx: cannot be read as a workbook (")


def test_a_sheet_that_is_stretched_by_its_formats(tmp_path: Path) -> None:
    """A style in the last cell of the last row makes no million rows and no 16,384 columns."""
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["No", "Time", "Message"])
    book.active.append([1, time(9), "a"])
    book.active.cell(200_000, 16_384).font = openpyxl.styles.Font(bold=True)
    path = tmp_path / "list.xlsx"
    book.save(path)

    reading = read_msel(path)

    assert (reading.rows_in, len(reading.mapping)) == (1, 3)
