"""The comparison of the two engines can fail: it sees every error of a list."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.reference.mutations import MUTATIONS, Mutation

ROOT = Path(__file__).parents[2]
_SEEN = """
import random, sys
from tests.reference.pairs import Dice
from tests.reference.test_equality import differences
on = frozenset(sys.argv[1:]) or None
for seed in range(400):
    try:
        found = differences(Dice(random.Random(seed), whole=seed % 2 == 0), seed, on)
    except Exception as error:
        found = [repr(error)]
    if found:
        print("seen", seed, found[0][:80])
        sys.exit(3)
"""


def test_every_mutation_changes_one_place() -> None:
    """The texts of the list are in the code once each, so that each mutation is the error that it says."""
    for mutation in MUTATIONS:
        text = (ROOT / "sim" / "response" / mutation.file).read_text(encoding="utf-8")

        assert text.count(mutation.right) == 1, (
            f"{mutation.file}: {mutation.right!r} is there {text.count(mutation.right)} times"
        )


@pytest.mark.slow
@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.rule)
def test_the_comparison_sees_the_mutation(mutation: Mutation, tmp_path: Path) -> None:
    """With the error in the engine, some random pair differs between the engines."""
    shutil.copytree(ROOT / "sim", tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "tests").mkdir()
    shutil.copytree(
        ROOT / "tests" / "reference", tmp_path / "tests" / "reference", ignore=shutil.ignore_patterns("__pycache__")
    )
    path = tmp_path / "sim" / "response" / mutation.file
    path.write_text(path.read_text(encoding="utf-8").replace(mutation.right, mutation.wrong), encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-c", _SEEN, *mutation.on],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 3, f"not seen: {mutation.rule}\n{done.stdout}{done.stderr[-400:]}"
