"""Made-up studies of two, six and seventeen organisations, one with nothing in it, and the modules that make them."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from drawing import without_drawing

from sim.record.study import Study

sys.path.insert(0, str(Path(__file__).parents[1] / "analysis"))

from synthetic import synthetic_study  # found through the line above


@pytest.fixture(scope="session")
def two() -> Study:
    """Return a study of two organisations."""
    return synthetic_study(2, replications=6)


@pytest.fixture(scope="session")
def six() -> Study:
    """Return a study of six organisations."""
    return synthetic_study(6, replications=3)


@pytest.fixture(scope="session")
def seventeen() -> Study:
    """Return a study of more organisations than colours can tell apart."""
    return synthetic_study(17, replications=2)


@pytest.fixture(scope="session")
def silent(two: Study) -> Study:
    """Return a study in which no case was opened and nothing was published."""
    scalars = two.replications.assign(first_statement=np.nan)
    return replace(two, cases=two.cases.iloc[:0], statements=two.statements.iloc[:0], replications=scalars)


@pytest.fixture
def plain_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write empty figures in place of the real ones."""
    without_drawing(monkeypatch)
