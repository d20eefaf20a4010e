"""Write the generated parts of the documentation; the tests fail when one of them is stale.

`python docs/generate.py` writes the codebook: tables and metrics, from their definitions. With `--run` it also writes
what the main job prints into README.md, and the picture beside it.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import sim
from sim.record.schema import codebook
from sim.record.store import load

ROOT: Final = Path(__file__).parent.parent
README: Final = ROOT / "README.md"
CODEBOOK: Final = ROOT / "docs" / "codebook.md"
PICTURE: Final = ROOT / "docs" / "pictures" / "answered-share.png"
JOB: Final = ("compare", "southwest-1380")
OUTPUT: Final = re.compile(r"(<!-- output of the main job -->\n```text\n)(.*?)(```\n)", re.DOTALL)
_DPI: Final = 110


def codebook_page() -> str:
    """Return docs/codebook.md: every table with its columns, and every metric with its formula."""
    tables = codebook().rstrip("\n")
    parts = ["\n\n## Metrics\n\n", "One row of `summary.csv` and one column of `replications.csv` each. "]
    parts.append("In **bold** the five rows of the terminal; *none* where neither direction is better.\n\n")
    parts.append("| metric | in words | unit | of | better | how it is computed |\n|---|---|---|---|---|---|\n")
    for row in sim.METRICS:
        title = f"**{row.title}**" if row.headline else row.title
        better = row.better or "*none*"
        parts.append(f"| `{row.name}` | {title} | {row.unit} | {row.denominator} | {better} | {row.formula} |\n")
    return tables + "".join(parts)


def main_job(folder: Path) -> tuple[str, Path]:
    """Run the main job with its defaults; return what it prints without its paths, and its results folder."""
    command = [sys.executable, "-m", "cli", *JOB, "--out", str(folder)]
    printed = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
    kept, _, _ = printed.partition("\nReport: ")
    return kept, next(path.parent for path in folder.rglob("manifest.json"))


def shown() -> str:
    """Return the output of the main job that the README shows."""
    found = OUTPUT.search(README.read_text(encoding="utf-8"))
    assert found is not None, "README.md has no block for the output of the main job"
    return found.group(2)


def write_job() -> None:
    """Run the main job, and write its output into the README and its picture beside it."""
    with tempfile.TemporaryDirectory() as name:
        printed, results = main_job(Path(name))
        study = load(results)
    page = README.read_text(encoding="utf-8")
    README.write_text(OUTPUT.sub(lambda found: found[1] + printed + found[3], page), encoding="utf-8")
    PICTURE.parent.mkdir(exist_ok=True)
    sim.figures.answered_share(study).savefig(PICTURE, dpi=_DPI)


if __name__ == "__main__":
    CODEBOOK.write_text(codebook_page(), encoding="utf-8")
    if "--run" in sys.argv[1:]:
        write_job()
