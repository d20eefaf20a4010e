"""The house rule of docs/design.md, read from the source: imports point down, and each library has one owner."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parent.parent
LEVELS: Final = {
    **dict.fromkeys(("errors", "units", "keys"), 0),
    **dict.fromkeys(("fields", "distributions", "clock", "spec", "files"), 1),
    **dict.fromkeys(("spread", "organisation", "record", "msel"), 2),
    "scenario": 3,
    **dict.fromkeys(("response", "analysis"), 4),
    "study": 5,
    **dict.fromkeys(("figures", "oracles", "drill"), 6),
    **dict.fromkeys(("report", "counterfactual"), 7),
    "prepare": 8,
    **dict.fromkeys(("debrief", "console"), 9),
    "commands": 10,
    "terminal": 11,
}
# Level 0 and 1 hold modules that build on each other (units under fields under distributions); rooms start at 2.
_ROOMS_FROM: Final = 2
OWNERS: Final = {
    "simpy": {"response"},
    "matplotlib": {"figures"},
    "yaml": {"spec"},
    "pyarrow": {"record"},
    "scipy": {"analysis", "distributions"},
    "joblib": {"study"},
    "click": {"terminal"},
    "rich": {"terminal"},
    "jinja2": {"report", "debrief"},
    "openpyxl": {"msel"},
    "docx": {"debrief"},
    "textual": {"console"},
    "sqlite3": {"drill"},
    "pandas": {"record", "analysis", "report", "study", "oracles", "figures", "commands"},
}


def room_of(path: str) -> str:
    """Return the room of a file or module: the word after `sim`, or `cli`."""
    parts = path.removesuffix(".py").replace("/", ".").split(".")
    return parts[1] if parts[0] == "sim" and len(parts) > 1 else parts[0]


def imported(tree: ast.AST, *, typing_too: bool) -> Iterator[tuple[str, int]]:
    """Yield every module that is imported in a tree, with its line; `.` stands for a relative import."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test) and not typing_too:
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." if node.level else node.module or "."
            # `from sim import figures` imports a room, `from sim import compare` goes through the door.
            rooms = [alias.name for alias in node.names if alias.name in LEVELS] if module == "sim" else []
            yield from ((f"sim.{room}", node.lineno) for room in rooms)
            if len(rooms) < len(node.names):
                yield module, node.lineno
        else:
            yield from imported(node, typing_too=typing_too)


def offences(path: str, source: str) -> list[str]:
    """Return what the imports of one file do against the rule, one line each."""
    room, tree, found = room_of(path), ast.parse(source), []
    own = LEVELS.get(room, 99)
    for module, line in imported(tree, typing_too=True):
        where, root = f"{path}:{line}: {module}", module.partition(".")[0]
        if module == ".":
            found.append(f"{where}: relative")
        elif module == "sim":
            found.append(f"{where}: through the door")
        elif root == "sim":
            other = room_of(module)
            level = LEVELS.get(other)
            if level is None:
                found.append(f"{where}: no such room")
            elif other != room and (level > own or (level == own and level >= _ROOMS_FROM)):
                found.append(f"{where}: points up or sideways ({room} {own}, {other} {level})")
    for module, line in imported(tree, typing_too=False):
        owners = OWNERS.get(module.partition(".")[0])
        if owners is not None and room not in owners:
            found.append(f"{path}:{line}: {module}: belongs to {', '.join(sorted(owners))}")
    return found


def sources() -> list[Path]:
    """Return all files that the rule is about; the door itself only resolves names."""
    return [path for path in [*(ROOT / "sim").rglob("*.py"), ROOT / "cli.py"] if path != ROOT / "sim" / "__init__.py"]


def test_imports_point_down_and_libraries_have_owners() -> None:
    """Every import in `sim/` and `cli.py` is absolute, points down, avoids the door and uses its room's libraries."""
    files = sources()

    found = [fault for path in files for fault in offences(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))]

    assert len(files) > 50
    assert found == []


def test_every_room_has_a_level() -> None:
    """A new room must be given its place in the order."""
    rooms = {room_of(path.relative_to(ROOT).as_posix()) for path in sources()} - {"cli"}

    assert rooms == set(LEVELS)


@pytest.mark.parametrize(
    ("path", "line", "offence"),
    [
        ("sim/spread/x.py", "from sim.response.plan import Plan", "points up or sideways (spread 2, response 4)"),
        ("sim/spread/x.py", "from sim.record.log import Records", "points up or sideways (spread 2, record 2)"),
        ("sim/units.py", "from sim.fields import Block", "points up or sideways (units 0, fields 1)"),
        ("sim/analysis/x.py", "def f() -> None:\n    import sim.study.how_sure", "points up or sideways"),
        ("sim/report/x.py", "import sim", "through the door"),
        ("sim/report/x.py", "from sim import figures, compare", "through the door"),
        ("sim/record/x.py", "from . import log", "relative"),
        ("sim/analysis/x.py", "import simpy", "belongs to response"),
        ("sim/report/x.py", "def f() -> None:\n    from matplotlib import pyplot", "belongs to figures"),
        ("sim/response/x.py", "try:\n    import pandas as pd\nexcept ImportError:\n    pass", "belongs to analysis"),
        ("sim/commands/x.py", "from sim.terminal import options", "points up or sideways (commands 10, terminal 11)"),
        ("cli.py", "import click", "belongs to terminal"),
        ("sim/spread/x.py", "from sim.theatre import clock", "no such room"),
    ],
)
def test_the_rule_can_be_broken(path: str, line: str, offence: str) -> None:
    """The checker sees each kind of offence, also inside functions and try blocks."""
    found = offences(path, line)

    assert len(found) == 1
    assert offence in found[0]


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("sim/report/x.py", "from sim import figures"),
        ("sim/response/x.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from pandas import DataFrame"),
        ("sim/distributions.py", "from scipy.special import ndtri\nfrom sim.fields import Block"),
        ("sim/terminal/x.py", "import click\nfrom sim.commands import compare"),
        ("cli.py", "from sim.terminal.main import main"),
    ],
)
def test_the_rule_lets_the_rest_pass(path: str, line: str) -> None:
    """Types of a foreign library, rooms below and one's own libraries are no offence."""
    assert offences(path, line) == []


HELP: Final = """
from click.testing import CliRunner
import cli
assert CliRunner().invoke(cli.main, ["--help"]).exit_code == 0
"""


@pytest.mark.parametrize("call", ["import sim; dir(sim)", HELP])
def test_the_door_and_help_load_nothing_heavy(call: str) -> None:
    """`import sim` and `tocsin --help` import no numerical library, so that they answer at once."""
    heavy = ["numpy", "pandas", "scipy", "matplotlib", "pyarrow", "pydantic", "simpy", "joblib", "yaml", "rich"]
    code = f"{call}\nimport sys\nprint(sorted(set({heavy!r}) & set(sys.modules)))"

    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert run.stdout.strip() == "[]"
