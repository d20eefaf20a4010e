"""Lists that nobody on this project wrote: as many rows come out as went in, counted here by other means."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from sim.msel import COLUMNS, MselError, describe_reading, read_msel, write_msel
from sim.spec import data, read

SCRUBBED = {
    "multi_site_2019": 344,
    "us_state_hurricane_2010": 1143,
    "us_state_hurricane_2013": 913,
    "us_state_quake_2011": 1846,
    "venue_fse_a": 330,
    "venue_fse_b": 220,
    "winter_exercise": 83,
}


def rows_of_workbook(path: Path) -> int:
    """Count the rows of the first sheet that have a value."""
    openpyxl = pytest.importorskip("openpyxl")
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return sum(any(cell.value not in (None, "") for cell in row) for row in sheet.iter_rows())


@pytest.mark.parametrize("number", range(1, 6))
def test_sheets_without_headings(lists: Path, number: int) -> None:
    """The column of times is found by what stands in it, every other one is kept."""
    path = lists / "openaev" / f"test_file_{number}.xlsx"

    reading = read_msel(path)

    assert reading.rows_in == reading.rows_out == rows_of_workbook(path) == (3, 4, 5, 5, 5)[number - 1]
    assert reading.header_row is None
    assert dict(reading.mapping)["column C"] == "scenario_time"
    assert "no row of headings: times by what stands in them" in [repair.text for repair in reading.repairs]
    assert ("column B", "Send a mail") in reading.rows[1 if number < 3 else 0].extra


@pytest.mark.parametrize(
    ("number", "minutes"),
    [
        (1, [None, None, None]),
        (2, [0, 5, 10, 5]),
        (3, [None, 0, 1440, 10, 5]),
        (4, [None, 0, 1440, 2880, 4325]),
        (5, [None, 0, 1555, 2880, 4320]),
    ],
)
def test_their_times(lists: Path, number: int, minutes: list[float | None]) -> None:
    """Days before the start are held; dates, days with a clock and `J+1 H+2 M-5` are minutes."""
    reading = read_msel(lists / "openaev" / f"test_file_{number}.xlsx")

    assert [row.scenario_time for row in reading.rows] == minutes
    assert len(reading.held) == minutes.count(None)
    assert all(held.reason.startswith("before the start, by ") for held in reading.held)


def test_a_column_without_heading_can_be_named(lists: Path) -> None:
    """`column B` is what the dry run calls it, and what the mapping may say."""
    chosen = {"column B": "channel", "column D": "to", "column F": "message"}

    reading = read_msel(lists / "openaev" / "test_file_2.xlsx", mapping=chosen)

    assert (reading.rows[0].channel, reading.rows[0].to, reading.rows[0].message) == (
        "Send an SMS",
        ("team1",),
        "message1",
    )


def test_a_french_list(lists: Path) -> None:
    """81 rows with French headings: 09:30 is minute 0, recipients on lines of their own are told apart."""
    path = lists / "murail" / "chronogramme.xlsx"

    reading = read_msel(path)

    assert reading.rows_in == reading.rows_out == rows_of_workbook(path) - 1 == 81
    assert (reading.start, reading.held, reading.header_row) == ("09:30", (), 1)
    assert reading.rows[0].scenario_time == 0
    assert max(row.scenario_time or 0 for row in reading.rows) == 360
    assert [row.scenario_time for row in reading.rows[1:5]] == [8, 10, 12, 14]
    assert any(len(row.to) > 1 for row in reading.rows)
    assert dict(reading.mapping) == {
        "id": "number",
        "horaire": "scenario_time",
        "type": "event_type",
        "Emetteur": "from",
        "Destinataire": "to",
        "stimuli": "message",
        "reaction attendue": "expected_action",
        "commentaire": "notes",
        "livrable": "deliverable",
    }
    assert reading.rows[0].place == "chronogramme.xlsx, sheet 'Sheet1', row 2"


@pytest.mark.parametrize("name", SCRUBBED)
def test_practitioners_sheets(lists: Path, name: str) -> None:
    """Every sheet of every list: no row is lost, each held one has a reason, each number is there once."""
    path = lists / "scrubbed" / f"{name}.json"
    tree = json.loads(path.read_text("utf-8"))
    total = 0

    for sheet, content in tree.items():
        reading = read_msel(path, sheet=sheet)
        filled = [row for row in content["rows"] if any(v not in (None, "") for k, v in row.items() if k != "row")]
        assert reading.rows_in == reading.rows_out == len(filled), sheet
        assert all(held.reason for held in reading.held)
        assert len({row.number for row in reading.rows}) == reading.rows_out
        assert sum(row.scenario_time is None for row in reading.rows) == len(reading.held)
        lengths = [len(line) for line in describe_reading(reading).splitlines()]
        assert max(lengths) <= 100
        assert len(lengths) < 80
        total += reading.rows_out

    assert total == SCRUBBED[name]


def test_no_text_of_a_sheet_is_lost(lists: Path) -> None:
    """Each cell of a list of 244 rows and 18 columns stands somewhere in its row, whole."""
    path = lists / "scrubbed" / "us_state_hurricane_2010.json"
    rows = json.loads(path.read_text("utf-8"))["sheet_1"]["rows"]

    reading = read_msel(path, sheet="sheet_1")

    for found, row in zip(rows, reading.rows, strict=True):
        everything = [getattr(row, name) for name in row.__dataclass_fields__]
        text = "\n".join(str(value) for value in everything).casefold()
        for heading, cell in found.items():
            parts = [part.strip() for part in str(cell).split(",")] if heading == "send to" else [str(cell).strip()]
            if heading != "row":
                assert all(part.casefold() in text or repr(part)[1:-1].casefold() in text for part in parts), row.place


def test_a_flat_json_list(lists: Path) -> None:
    """T3SF: the date of the story is the scenario time, the real time stays, a poll is a decision."""
    path = lists / "t3sf" / "MSEL_EXAMPLE.json"

    reading = read_msel(path)

    assert reading.rows_in == reading.rows_out == len(json.loads(path.read_text("utf-8"))) == 12
    assert [row.scenario_time for row in reading.rows] == [0, 10, 30, 30, *[90] * 6, 100, 105]
    assert reading.rows[0].delivery_time == "07:29 PM"
    assert reading.options == (("4", ("MIT", "GPL")), ("11", ("Pay the ransom", "Don’t pay it")))
    assert [row.event_type for row in reading.rows if row.options] == ["decision", "decision"]


def test_a_branching_tree(lists: Path) -> None:
    """Iceberg: the first inject is at minute 0, the others wait for the option that leads to them."""
    path = lists / "iceberg" / "ransomware_response.json"

    reading = read_msel(path)

    by_number = {row.number: row for row in reading.rows}
    assert reading.rows_in == reading.rows_out == len(json.loads(path.read_text("utf-8"))["injects"]) == 5
    assert by_number["initial_alert"].scenario_time == 0
    assert by_number["initial_alert"].event_type == "decision"
    assert by_number["regulator"].to == ("Legal", "Communications", "Executive")
    assert by_number["regulator"].trigger == "condition"
    assert by_number["regulator"].condition.splitlines() == [
        "after containment: Start restore validation from offline backups",
        "after spread: Move to crisis footing and notify legal",
    ]
    assert {held.reason for held in reading.held} == {"waits for its condition"}
    for line in by_number["regulator"].condition.splitlines():
        number, option = line.removeprefix("after ").split(": ", 1)
        assert option in by_number[number].options


def test_the_common_exercise_format(lists: Path) -> None:
    """CEXF: the flow says what comes first, the payload is the message, results are what is expected."""
    path = lists / "cexf" / "misp-01.json"

    reading = read_msel(path)

    first, second = reading.rows
    assert reading.rows_in == reading.rows_out == len(json.loads(path.read_text("utf-8"))["injects"]) == 2
    assert first.scenario_time == 0
    assert first.message.startswith("From csirt@telco.lu")
    assert "Publishing" in first.expected_action.splitlines()
    assert second.condition == f"after {first.number}: Publishing"
    assert second.message == (
        "destination: player_network_mail_server\nport: 25\nsource: 137.221.106.104"
    )


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("Ransomware-Groupe-campings", 13),
        ("Ransomware-Radiology-Group", 13),
        ("scenario-ai-powered-attack-2025", 6),
        ("scenario-cloud-dependency-failure-2025", 6),
        ("scenario-healthcare-fraud-2025", 8),
        ("scenario-sso-breach-infrastructure-2025", 6),
    ],
)
def test_timed_decisions(lists: Path, name: str, rows: int) -> None:
    """CrisisSim: each decision has its options and time limit, and begins when the one before is over."""
    path = lists / "crisissim" / f"{name}.yaml"
    decisions: Any = data(read(path))["timeline"]

    reading = read_msel(path)

    assert reading.rows_in == reading.rows_out == len(decisions) == rows
    assert {row.event_type for row in reading.rows} == {"decision"}
    assert [row.scenario_time for row in reading.rows] == [5.0 * number for number in range(rows)]
    assert {row.timeout for row in reading.rows} == {5.0}
    for row, decision in zip(reading.rows, decisions, strict=True):
        assert list(row.options) == [" ".join(option["text"].split()) for option in decision["options"]]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (
            "crisissim/enterprise-ransomware-crisis.yaml",
            "enterprise-ransomware-crisis.yaml:4:15: this is not indented like the fields before it",
        ),
        (
            "crisissim/ransomware-attack.yaml",
            "ransomware-attack.yaml:4:15: this is not indented like the fields before it",
        ),
        (
            "openaev/import-data.json",
            "import-data.json: an OpenAEV exercise with its teams and people, without any injects to read",
        ),
        (
            "blueprint/seed-data.json",
            "seed-data.json: Blueprint data that defines columns, no list of events; export the MSEL as XLSX",
        ),
    ],
)
def test_what_is_refused(lists: Path, path: str, message: str) -> None:
    """Files that are no lists of events, or no files of their kind, are named for what they are."""
    with pytest.raises(MselError) as caught:
        read_msel(lists / path)

    assert str(caught.value) == message


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize(
    "name",
    [
        "murail/chronogramme.xlsx",
        "iceberg/ransomware_response.json",
        "t3sf/MSEL_EXAMPLE.json",
        "cexf/misp-01.json",
        "crisissim/Ransomware-Groupe-campings.yaml",
        "scrubbed/us_state_hurricane_2010.json",
        "openaev/test_file_5.xlsx",
    ],
)
def test_a_list_survives_being_written(lists: Path, tmp_path: Path, name: str, suffix: str) -> None:
    """What was read from outside reads back from our own file to the same rows."""
    rows = read_msel(lists / name).rows
    path = tmp_path / f"again{suffix}"

    write_msel(rows, path)
    again = read_msel(path)

    assert [r.text for r in again.repairs if "was read; not read: 'Exercise'" not in r.text] == []
    for old, new in zip(rows, again.rows, strict=True):
        assert {c: getattr(new, c.replace("from", "from_")) for c in COLUMNS} == {
            c: getattr(old, c.replace("from", "from_")) for c in COLUMNS
        }
        assert sorted(new.extra) == sorted(old.extra)


def test_the_same_list_as_text(lists: Path, sheet: Any) -> None:
    """The French list saved as a CSV with semicolons in Windows-1252 reads to the same rows as the workbook."""
    openpyxl = pytest.importorskip("openpyxl")
    path = lists / "murail" / "chronogramme.xlsx"
    text = io.StringIO()
    values = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
    csv.writer(text, delimiter=";").writerows([["" if v is None else v for v in row] for row in values])
    plain = text.getvalue().encode("cp1252", "replace").decode("cp1252")

    reading = read_msel(sheet(plain, encoding="cp1252"))

    original = read_msel(path)
    assert reading.rows_out == 81
    assert [row.scenario_time for row in reading.rows] == [row.scenario_time for row in original.rows]
    assert [row.to for row in reading.rows] == [row.to for row in original.rows]
    assert [r.text for r in reading.repairs][:2] == [
        "the text is not UTF-8 and was read as Windows-1252; look at the accents",
        "the columns are divided by ';'",
    ]
