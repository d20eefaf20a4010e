"""The three formats say the same, whatever people call themselves; the tables hold no formula; files are whole."""

from __future__ import annotations

import csv
import io
import re
import sys
import zipfile
from pathlib import Path

import pytest
from hand_played import ARABIC, FORMULA, SCRIPT
from tables import markdown_grids, read_docx, read_page

from sim.debrief import write_report
from sim.debrief.document import Heading, Table, clean, is_rtl, paragraph, table
from sim.debrief.evidence import Evidence
from sim.debrief.markdown import begin, inline, markdown
from sim.debrief.page import page
from sim.debrief.report import debrief
from sim.debrief.sheets import sheet
from sim.debrief.word import word
from sim.drill.session import Session
from sim.errors import ResultsError
from sim.msel.csv_file import unescape


def test_the_three_formats_carry_the_same_tables_and_headings(evidence: Evidence) -> None:
    """Every cell of every table comes back out of Markdown, HTML and DOCX as it went in, hostile names included."""
    document = debrief(evidence)
    wanted = [[list(b.columns), *map(list, b.rows)] for b in document.blocks if isinstance(b, Table)]
    headings = [block.text for block in document.blocks if isinstance(block, Heading)]

    from_markdown = markdown_grids(markdown(document, pictures="P"))
    from_page = read_page(page(document))
    from_docx, docx_headings = read_docx(word(document))

    assert len(wanted) > 15
    assert from_markdown == wanted
    assert (from_page.grids, from_page.headings) == (wanted, headings)
    assert (from_docx, docx_headings) == (wanted, headings)


def test_the_page_asks_nobody_for_anything_and_runs_nothing(evidence: Evidence) -> None:
    """Names that are tags are text; nothing is loaded, the policy forbids it, and directions follow the letters."""
    text = page(debrief(evidence))

    tags = read_page(text).tags
    assert {"script", "b", "link", "iframe", "form", "a"} & set(tags) == set()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert re.findall(r"(?:src|href)=\"(?!data:)", text) == []
    assert "default-src 'none'; img-src data:; style-src 'unsafe-inline'" in text
    assert f'<td dir="auto">{ARABIC}</td>' in text
    assert tags.count("img") == 3


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a | b", r"a \| b"),
        ("two\nlines", "two<br>lines"),
        ("<img src=x>", r"\<img src=x\>"),
        ("![x](http://a)", r"!\[x\](http://a)"),
        ("*b* _i_ `c` &amp; \\", r"\*b\* \_i\_ \`c\` \&amp; \\"),
    ],
)
def test_no_text_is_a_mark_in_markdown(text: str, written: str) -> None:
    """Pipes, line ends, tags, links and emphasis are plain characters."""
    assert inline(text) == written


@pytest.mark.parametrize(("text", "written"), [("# x", r"\# x"), ("1. x", r"1\. x"), ("- x", r"\- x"), ("1 x", "1 x")])
def test_no_line_begins_with_a_mark_in_markdown(text: str, written: str) -> None:
    """A paragraph that begins like a heading or a list is none."""
    assert begin(text) == written


def test_tables_for_spreadsheets_hold_no_formula_and_read_back(evidence: Evidence) -> None:
    """What begins like a formula gets an apostrophe; without it each cell is what went in."""
    cells = [FORMULA, "+1", "-2", "@sum", "\tx", "a,b", 'say "x"', "two\nlines", ARABIC, "😀", ""]
    one = table("t", ("a",) * len(cells), [cells])

    content = sheet(one)

    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert content.startswith(b"\xef\xbb\xbf")
    assert rows[1][:5] == [f"'{cell}" for cell in cells[:5]]
    assert [unescape(cell) for cell in rows[1]] == cells


def test_a_report_is_written_with_its_pictures_and_tables(played: Session, tmp_path: Path) -> None:
    """All files are there, and nothing half written beside them."""
    written = write_report(tmp_path / "drill", played, out=tmp_path / "out")

    names = [path.relative_to(tmp_path / "out").as_posix() for path in written]
    assert names == [
        "aar.md",
        "aar.html",
        "aar.docx",
        "aar-pictures/timeline.png",
        "aar-pictures/answers.png",
        "aar-pictures/public.png",
        "eeg.csv",
        "improvement.csv",
        "decisions.csv",
    ]
    assert sorted(path for path in (tmp_path / "out").rglob("*") if path.is_file()) == sorted(written)
    assert re.findall(r"!\[[^]]*\]\(([^)]*)\)", written[0].read_text("utf-8")) == names[3:6]


def test_the_same_drill_gives_the_same_report(played: Session, tmp_path: Path) -> None:
    """Markdown, HTML and tables do not differ by a byte from one writing to the next."""
    first = write_report(tmp_path, played, out=tmp_path / "a", formats=("md", "html"))
    second = write_report(tmp_path, played, out=tmp_path / "b", formats=("md", "html"))

    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_nobody_is_named_in_an_anonymous_report(played: Session, tmp_path: Path) -> None:
    """Names stand nowhere, also not in notes, reasons and tables; their seats stand there instead."""
    names = [ARABIC, FORMULA, "Noor Fa", "Obs Erver", "Second Eye", "Dr Kay", "Pat Planner"]

    written = write_report(tmp_path / "drill", played, out=tmp_path / "out", anonymise=True)

    texts = {path.name: path.read_text("utf-8-sig") for path in written if path.suffix in {".md", ".html", ".csv"}}
    with zipfile.ZipFile(tmp_path / "out" / "aar.docx") as parts:
        texts |= {name: parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml")}
    assert [(name, file) for name in names for file, text in texts.items() if name in text] == []
    assert r"skipped: Facilitator said \<script\>" in texts["aar.md"]
    assert "Desk led" in texts["aar.md"]


def test_docx_holds_what_xml_cannot(evidence: Evidence) -> None:
    """Control characters and lone surrogates are dropped, and right-to-left texts are marked as such."""
    document = debrief(evidence)
    odd = type(document)(document.title, "", "", (paragraph("a\x00b\x0b\ud800c\u202ed"), paragraph(ARABIC)))

    with zipfile.ZipFile(io.BytesIO(word(odd))) as parts:
        text = parts.read("word/document.xml").decode()

    assert "<w:t>abcd</w:t>" in text
    assert f"<w:pPr><w:bidi/></w:pPr><w:r><w:rPr><w:rtl/></w:rPr><w:t>{ARABIC}</w:t>" in text


def test_the_direction_is_that_of_the_first_letter() -> None:
    """Digits and signs have no direction of their own."""
    assert [is_rtl(text) for text in ("12 " + ARABIC, "a " + ARABIC, "12 !", "")] == [True, False, False, False]
    assert clean("a\r\nb\rc") == "a\nb\nc"


def test_without_python_docx_the_message_says_what_to_install(
    played: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The package is optional; without it nothing is written, and md and html can still be had."""
    monkeypatch.setitem(sys.modules, "docx", None)

    with pytest.raises(ResultsError) as found:
        write_report(tmp_path / "drill", played, out=tmp_path / "out")

    assert str(found.value) == (
        "DOCX files need the package python-docx; install it with: pip install 'tocsin[drill]', or ask for md and html "
        "only"
    )
    assert not (tmp_path / "out").exists()


def test_an_unknown_format_is_a_wrong_call(played: Session, tmp_path: Path) -> None:
    """The message lists the formats."""
    with pytest.raises(ValueError, match=r"^no format 'pdf'; the formats are md, html, docx$"):
        write_report(tmp_path, played, formats=("pdf",))


def test_a_folder_that_cannot_be_made_is_told(played: Session, tmp_path: Path) -> None:
    """A file in the place of the folder is named, and left as it was."""
    place = tmp_path / "out"
    place.write_text("mine", encoding="utf-8")

    with pytest.raises(ResultsError) as found:
        write_report(tmp_path, played, out=place, formats=("md",))

    assert str(found.value) == f"{place / 'aar.md'}: cannot be written (file exists)"
    assert place.read_text("utf-8") == "mine"


def test_a_report_that_cannot_be_moved_into_place_leaves_the_old_one(
    played: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old file stays whole, and no half of the new one is left beside it."""
    (tmp_path / "aar.md").write_text("old", encoding="utf-8")

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(ResultsError) as found:
        write_report(tmp_path, played, formats=("md",))

    assert str(found.value) == f"{tmp_path / 'aar.md'}: cannot be written (no space left on device)"
    assert [path.name for path in tmp_path.iterdir()] == ["aar.md"]
    assert (tmp_path / "aar.md").read_text("utf-8") == "old"


def test_the_hostile_name_is_in_all_formats(evidence: Evidence) -> None:
    """A name that is a formula and a text that is a tag are shown as people wrote them."""
    document = debrief(evidence)

    cells = {cell for block in document.blocks if isinstance(block, Table) for row in block.rows for cell in row}

    assert FORMULA in cells
    assert any(SCRIPT in cell for cell in cells)
