"""The door: public names, the words of every command's help, and the exit codes."""

from __future__ import annotations

import ast
import inspect
import typing
from pathlib import Path
from typing import Any, Final

import click
import pytest
from click.testing import CliRunner

import cli
import sim
from sim.errors import ResultsError, RunError, SpecError, UnknownNameError, UnreadableError

COMMANDS: Final = tuple(sorted(cli.main.commands))
ALL_COMMANDS: Final = (
    "ablate",
    "chart",
    "check",
    "compare",
    "describe",
    "drill",
    "new",
    "organisations",
    "plot",
    "report",
    "reproduce",
    "scenarios",
    "schema",
    "sweep",
    "timeline",
    "verify",
)


def test_public_names_are_sorted_and_few() -> None:
    """The door lists its names in order, each once, and stays small enough to be learnt."""
    assert list(sim.__all__) == sorted(set(sim.__all__))
    assert len(sim.__all__) <= 40


@pytest.mark.parametrize("name", sim.__all__)
def test_public_name_resolves_and_says_what_it_is(name: str) -> None:
    """Every public name is there, is listed by `dir`, and has a docstring that begins with a sentence."""
    public = getattr(sim, name)
    about = public[0] if isinstance(public, tuple) else public

    assert name in dir(sim)
    assert (inspect.getdoc(about) or "").partition("\n")[0].rstrip().endswith((".", ":"))


@pytest.mark.parametrize("name", [name for name in sim.__all__ if inspect.isfunction(getattr(sim, name))])
def test_public_functions_are_typed(name: str) -> None:
    """Every argument and result of a public function has a type."""
    function = getattr(sim, name)

    untyped = [argument for argument in inspect.signature(function).parameters if argument not in _hints(function)]

    assert untyped == []
    assert "return" in _hints(function)


def _hints(function: Any) -> dict[str, Any]:
    # Names that only type checkers import stay text; that they are written at all is what counts here.
    return dict(typing.cast("Any", function).__annotations__)


def test_type_checkers_see_every_public_name() -> None:
    """Each lazily resolved name is also exported to type checkers: imported as itself, or assigned."""
    tree = ast.parse(Path(inspect.getfile(sim)).read_text(encoding="utf-8"))
    aliases = [alias for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names]
    assigned = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}

    exported = {alias.name for alias in aliases if alias.name == alias.asname} | assigned

    assert set(sim.__all__) - exported == set()


def test_types_are_shipped() -> None:
    """The marker file is there that makes type checkers read the types of an installed package."""
    assert Path(inspect.getfile(sim)).with_name("py.typed").exists()


def test_unknown_names_are_no_attributes() -> None:
    """A name that is not public is an AttributeError, as `hasattr` and editors expect."""
    with pytest.raises(AttributeError, match=r"^module 'sim' has no attribute 'nothing'$"):
        _ = sim.nothing


def test_commands_are_these() -> None:
    """The commands are the documented ones, no more and no fewer."""
    assert COMMANDS == ALL_COMMANDS


def all_commands() -> dict[str, click.Command]:
    """Return every command by its words; a group's own commands stand below it."""
    found = dict(cli.main.commands)
    for name, command in cli.main.commands.items():
        if isinstance(command, click.Group):
            del found[name]
            found |= {f"{name} {below}": one for below, one in command.commands.items()}
    return found


@pytest.mark.parametrize("name", sorted(all_commands()))
def test_help_has_a_true_example(name: str) -> None:
    """The help of every command shows an example of itself, and every option of an example exists."""
    command = all_commands()[name]

    shown = CliRunner().invoke(cli.main, [*name.split(), "--help"])

    assert shown.exit_code == 0
    examples = [line.split() for line in shown.output.splitlines() if line.startswith(f"    tocsin {name}")]
    assert "Example" in shown.output
    assert examples
    options = {word for parameter in command.params for word in parameter.opts}
    used = {word for example in examples for word in example if word.startswith("--")}
    # `new` takes the questions about its model as options too; tests/scenario covers them.
    assert name == "new" or used <= options


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["--version"], 0, "tocsin, version"),
        (["scenarios"], 0, "southwest-1380"),
        (["comprae"], 2, "no command 'comprae'; did you mean 'compare'?"),
        (["describe", "centralised-team"], 2, "centralised-team"),
        (["compare", "southwest-1380", "--org", "dispresed", "--dry-run"], 2, "did you mean 'dispersed'?"),
        (["compare", "southwest-1380", "--replications", "0"], 2, "--replications"),
        (["compare", "southwest-1380", "--start", "Someday 10:00", "--dry-run"], 2, "Someday 10:00"),
        (["report", "no-such-folder"], 2, "no-such-folder"),
        (["reproduce", "no-such-folder"], 2, "no-such-folder"),
    ],
)
def test_exit_codes(words: list[str], code: int, message: str) -> None:
    """A call that works ends with 0, a wrong call, file or folder with 2; none traces."""
    run = CliRunner().invoke(cli.main, words)

    assert run.exit_code == code, run.output
    assert message in run.output
    assert "Traceback" not in run.output


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (
            SpecError(["x.yaml:1:1: a: wrong", "x.yaml:2:1: b: wrong"]),
            2,
            "x.yaml:1:1: a: wrong\nx.yaml:2:1: b: wrong\n",
        ),
        (UnknownNameError("no scenario 'x'"), 2, "no scenario 'x'\n"),
        (RunError("all 3 replications failed"), 1, "all 3 replications failed\n"),
        (ResultsError("the folder is full"), 1, "the folder is full\n"),
        (UnreadableError("no such folder"), 2, "no such folder\n"),
        (KeyboardInterrupt(), 130, "interrupted; nothing half-written was left\n"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else None,
)
def test_each_error_has_its_exit_code(error: BaseException, code: int, message: str) -> None:
    """Every error that a user can mend is its own message on stderr, and its kind decides the exit code."""

    @click.group(cls=cli.Group)
    def tool() -> None:
        """Stand in for the command line."""

    @tool.command()
    def fail() -> None:
        """Fail."""
        raise error

    run = CliRunner().invoke(tool, ["fail"])

    assert (run.exit_code, run.stderr, run.stdout) == (code, message, "")
