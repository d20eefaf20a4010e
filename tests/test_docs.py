"""The documentation is true: its code runs, its commands print what it shows, its links lead somewhere."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import click
import matplotlib as mpl
import pytest
from click.testing import CliRunner

import cli
from docs import generate

ROOT: Final = Path(__file__).parent.parent
PAGES: Final = tuple(sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "results" / "README.md"]))
NAMES: Final = [path.relative_to(ROOT).as_posix() for path in PAGES]
_BLOCK: Final = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_LINK: Final = re.compile(r"\]\(([^)\s]+)\)")
# The one thing that is changed in code and commands of the docs before they are run here: how often.
_OFTEN: Final = re.compile(r"((?:replications|draws)=)\d+")
_SHORTENED: Final = r"\g<1>3"
_QUICK: Final = ("scenarios", "organisations", "describe", "check", "new", "timeline", "schema")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its lines, and whether a blank line at most parts it from the block before."""

    language: str
    text: str
    follows: bool


def blocks(page: Path) -> Iterator[Block]:
    """Yield the fenced blocks of a page in their order."""
    text, end = page.read_text(encoding="utf-8"), -1
    for found in _BLOCK.finditer(text):
        yield Block(found[1], found[2], end >= 0 and not text[end : found.start()].strip())
        end = found.end()


def commands(block: Block) -> list[list[str]]:
    """Return the calls of tocsin in a block of a shell."""
    lines = block.text.splitlines() if block.language == "bash" else []
    return [shlex.split(line)[1:] for line in lines if line.startswith("tocsin ")]


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link names a file of the project, and every anchor a heading in it."""
    broken = []
    for link in _LINK.findall(page.read_text(encoding="utf-8")):
        if link.startswith(("https://", "http://")):
            continue
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        if not target.exists() or (anchor and anchor not in headings(target)):
            broken.append(link)

    assert broken == []


def headings(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as git hosts make them."""
    found = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in found}


@pytest.mark.parametrize("page", [p for p in PAGES if any(b.language == "python" for b in blocks(p))], ids=str)
def test_python_of_the_docs_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Python blocks of a page run one after another, as they stand but for the number of replications."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LOKY_MAX_CPU_COUNT", "1")  # for three replications other processes are not worth starting
    code = [_OFTEN.sub(_SHORTENED, block.text) for block in blocks(page) if block.language == "python"]
    names: dict[str, Any] = {"__name__": page.stem}

    with mpl.rc_context():
        for number, text in enumerate(code):
            exec(compile(text, f"{page.name}, block {number + 1}", "exec"), names)

    made = {path.name for path in tmp_path.rglob("*") if path.is_file() and path.stat().st_size > 10_000}
    assert set(re.findall(r'savefig\("([\w.]+)"\)', "".join(code))) <= made
    assert ("write_report" in "".join(code)) == ("report.html" in made)


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_commands_of_the_docs_exist(page: Path) -> None:
    """Every call of tocsin in a block of a shell names a command and options that it has."""
    for block in blocks(page):
        for words in commands(block):
            with cli.main.make_context("tocsin", list(words)) as context:
                name, command, rest = cli.main.resolve_command(context, list(words))
                assert command is not None
                command.make_context(name, rest, parent=context)


def _shown(page: Path) -> Iterator[tuple[list[str], str]]:
    """Yield calls and the output that the page shows for them: the text block that follows directly, if one does."""
    for block, after in pairwise([*blocks(page), Block("", "", False)]):
        calls = commands(block)
        for number, call in enumerate(calls):
            last = number == len(calls) - 1 and after.language == "text" and after.follows
            yield call, after.text if last else ""


def _missing(shown: str, printed: str) -> list[str]:
    """Return the shown lines that are not in the output, in their order; `...` stands for lines left out."""
    rest = iter([line.rstrip() for line in printed.splitlines()])
    wanted = [line.rstrip() for line in shown.splitlines() if line.strip() not in {"", "..."}]
    return [line for line in wanted if not any(line == one for one in rest)]


@pytest.mark.parametrize("page", [p for p in PAGES if any(True for _ in _shown(p))], ids=lambda p: p.name)
def test_shown_output_is_what_is_printed(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The quick commands of a page, run in their order, print what the page shows, some lines left out."""
    _run_page(page, _QUICK, tmp_path, monkeypatch)


@pytest.mark.slow
@pytest.mark.parametrize("page", [p for p in PAGES if any(True for _ in _shown(p))], ids=lambda p: p.name)
def test_long_output_is_what_is_printed(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparisons of a page that show their output print it."""
    _run_page(page, (*_QUICK, "compare"), tmp_path, monkeypatch)


def _run_page(page: Path, names: tuple[str, ...], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    for call, shown in _shown(page):
        if call[0] not in names or (call[0] == "compare" and not shown):
            continue
        run = CliRunner().invoke(cli.main, call)
        assert run.exit_code == 0, f"tocsin {' '.join(call)}: {run.output}"
        assert _missing(shown, run.stdout) == [], f"tocsin {' '.join(call)} prints:\n{run.stdout}"


def test_shown_output_can_be_stale() -> None:
    """A line that is not printed, or not in this order, is found; lines left out are none."""
    printed = "a\nb\nc\n"

    assert _missing("a\n...\nc\n", printed) == []
    assert _missing("c\na\n", printed) == ["a"]
    assert _missing("d\n", printed) == ["d"]


def test_codebook_is_generated() -> None:
    """docs/codebook.md is what the schema and the metrics say; `python docs/generate.py` writes it."""
    assert generate.CODEBOOK.read_text(encoding="utf-8") == generate.codebook_page()


@pytest.mark.slow
def test_output_of_the_main_job_is_current(tmp_path: Path) -> None:
    """The README shows what the main job prints; `python docs/generate.py --run` writes it."""
    printed, _ = generate.main_job(tmp_path)

    assert generate.shown() == printed


def test_readme_tells_exit_codes_and_commands() -> None:
    """The README names every command and the exit codes of cli.py, word for word."""
    text = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    codes = re.search(r"Exit codes: .*?\.", " ".join((cli.__doc__ or "").split()))

    assert codes is not None
    assert codes[0] in text
    assert [name for name in cli.main.commands if f"`tocsin {name}" not in text] == []


def test_readme_opens_with_the_two_lines() -> None:
    """The README opens with the main job and the tests; .ci/run takes the second line from the README as it stands."""
    first, second = [block for block in blocks(ROOT / "README.md") if block.language == "bash"][:2]
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")

    assert (
        (ROOT / "README.md").read_text(encoding="utf-8").startswith("<!-- the main job -->\n```bash\npython3 -m venv")
    )
    assert first.text.count("\n") == second.text.count("\n") == 1
    assert first.text.rstrip().endswith("tocsin compare southwest-1380")
    assert second.text.rstrip().endswith("-m pytest -n 2")
    assert "<!-- the tests -->" in script


def test_picture_is_small_and_named() -> None:
    """The README's picture is there, under 150 kB, beside the command that made it."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")

    assert generate.PICTURE.stat().st_size < 150_000
    assert f"]({generate.PICTURE.relative_to(ROOT).as_posix()})" in text
    assert "`python docs/generate.py --run`" in text


def test_commands_check_is_no_rubber_stamp() -> None:
    """The check of the docs' commands refuses an option that does not exist."""
    command = cli.main.commands["compare"]

    with pytest.raises(click.UsageError, match="No such option"):
        command.make_context("compare", ["southwest-1380", "--replicas", "3"])
