"""Random commands on random crises: every run comes to its end, books every minute once, and can be replayed."""

from __future__ import annotations

import random

import pytest

from sim.record.log import Records
from sim.response.respond import records_of
from tests.response.random_commands import Fickle, play
from tests.response.runs import differences, engine_of, finished, given

SCENARIOS = ("product-rumour-small", "trace-demo", "southwest-1380")
HOUSES = ("centralised", "incident-command", "channel-specialists", "community-cell")


def _both(scenario: str, house: str, seed: int) -> tuple[Records, Records, bool]:
    """Return a run with random commands, its replay at one go, and whether both ignored the same ones."""
    dice = random.Random(seed)
    share = dice.choice([0.0, 0.3, 1.0])
    engine = engine_of(scenario, house, seed=seed, steering=Fickle(share))
    made = play(engine, dice, count=30, step=dice.choice([9.0, 60.0]))
    engine.finish()
    again = given(engine_of(scenario, house, seed=seed, steering=Fickle(share)), made)
    return records_of(engine), finished(again), engine.ignored == again.ignored


@pytest.mark.parametrize("house", HOUSES)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_random_commands_can_be_replayed(scenario: str, house: str) -> None:
    """A run that was steered at random, and its replay from the commands alone, give the same tables."""
    for seed in range(2):
        played, replayed, alike = _both(scenario, house, seed)

        assert differences(played, replayed) == [], seed
        assert alike, seed


@pytest.mark.slow
def test_many_random_commands_can_be_replayed() -> None:
    """The same over many more seeds."""
    for seed in range(100, 300):
        played, replayed, alike = _both(SCENARIOS[seed % 3], HOUSES[seed % 4], seed)

        assert differences(played, replayed) == [], seed
        assert alike, seed
