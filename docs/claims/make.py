"""Run the experiments of the evidence pages and write the pages: `python docs/claims/make.py [NAME ...]`.

Without names all pages are written. Numbers, verdicts and figures come from the runs; nothing of them is typed.
"""

from __future__ import annotations

import argparse
import importlib
import re
import sys
import time
from pathlib import Path
from typing import Final

from docs.claims import pages, verdicts
from docs.claims.bench import Bench, Settings

FOLDER: Final = Path(__file__).parent
NAMES: Final = (
    "clearinghouse",
    "relationship-office",
    "dedicated-team",
    "community-cell",
    "channel-specialists",
    "daily-committee",
    "winners",
)
_CLAIM: Final = re.compile(r"^\| (.*) \| (.*) \| (.*) \| \*\*(.*)\*\* \|$", re.MULTILINE)


def write(name: str, settings: Settings, folder: Path = FOLDER) -> Path:
    """Run the experiments of one page and write it."""
    bench = Bench(settings)
    module = importlib.import_module(f"docs.claims.experiments.{name.replace('-', '_')}")
    page: pages.Page = module.page(bench, folder)
    path = folder / f"{name}.md"
    path.write_text(pages.render(page, bench), encoding="utf-8")
    return path


def index(folder: Path = FOLDER) -> str:
    """Return the index: the rule, and every claim of every page with its verdict, read from the pages."""
    parts = [
        "# What five proposals claim, and what came out",
        "*Written by `python docs/claims/make.py`; do not edit.*",
        "Practitioners have argued for five ways of organising the answer to a crisis. Each page states what is claimed"
        " and by whom, what would show it, and what the model gives; two more look at the meeting that all five argue"
        " against, and at who wins where. The pages say what holds *in this model, under the ranges of its"
        " assumptions*: [limits](../limits.md) says what that leaves out.",
        verdicts.RULE,
    ]
    for name in NAMES:
        path = folder / f"{name}.md"
        if not path.exists():
            continue
        text = path.read_text(encoding="utf-8")
        title = text.splitlines()[0].removeprefix("# ")
        rows = [[found[1], f"**{found[4]}**"] for found in _CLAIM.finditer(text)]
        # A page without claims, the map of winners, is told by its first finding.
        told = pages.table(["claim", "verdict"], rows) if rows else re.findall(r"^- .*$", text, re.MULTILINE)[0]
        parts += [f"## [{title}]({name}.md)", told]
    parts += [
        "## How to make them again",
        "```bash\npython docs/claims/make.py\n```",
        "`make.py NAME ...` writes single pages; `--replications`, `--points` (at each point of a sweep), `--draws` and"
        " `--seed` change how often things are run. Each page names the files that it was made from by their digests; a"
        " test fails when one of them has changed since.",
    ]
    return "\n\n".join(parts) + "\n"


def main(arguments: list[str]) -> int:
    """Write the pages that the command line names, then the index."""
    known = Settings()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--replications", type=int, default=known.replications)
    parser.add_argument("--points", type=int, default=known.points, help="replications at each point of a sweep")
    parser.add_argument("--draws", type=int, default=known.draws)
    parser.add_argument("--seed", type=int, default=known.seed)
    parser.add_argument("--workers", type=int, default=None)
    parser.add_argument("--keep", type=Path, help="folder for results, used again while engine and files are the same")
    told = parser.parse_args(arguments)
    names = told.names or list(NAMES)
    unknown = sorted(set(names) - set(NAMES))
    if unknown:
        parser.error(f"no page {', '.join(unknown)}; there are {', '.join(NAMES)}")
    settings = Settings(told.replications, told.points, told.draws, told.seed, told.workers, told.keep)
    for name in names:
        began = time.monotonic()
        sys.stderr.write(f"{name}\n")
        write(name, settings)
        sys.stderr.write(f"{name}: {time.monotonic() - began:.0f} s\n")
    (FOLDER / "README.md").write_text(index(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
