"""Real recordings that nobody here made: they lie outside the project, in the folder that TOCSIN_DATA names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sim.organisation.organisation import Organisation
from sim.scenario.files import load_organisation
from tests.real.recordings import Recording, recording


@pytest.fixture(scope="session")
def data() -> Path:
    """Return the folder of the recordings; without one the test is skipped."""
    named = os.environ.get("TOCSIN_DATA")
    if not named:
        pytest.skip("TOCSIN_DATA names no folder with recordings")
    folder = Path(named)
    if not folder.is_dir():
        pytest.skip(f"TOCSIN_DATA names {named}, and there is no such folder")
    return folder


@pytest.fixture
def airline_tweets(data: Path, tmp_path: Path) -> Recording:
    """Return 14,640 tweets to six airlines of the United States, 16 to 24 February 2015."""
    return recording(data, "spread/airline_tweets_feb2015_minute.csv", tmp_path)


@pytest.fixture
def sydney(data: Path, tmp_path: Path) -> Recording:
    """Return the PHEME threads on the siege in Sydney, with the parent of every post (Zubiaga et al. 2016)."""
    return recording(data, "spread/pheme_sydney.csv", tmp_path)


@pytest.fixture
def default_pair() -> tuple[Organisation, Organisation]:
    """Return the two organisations that a comparison starts from."""
    return load_organisation("centralised"), load_organisation("dispersed")
