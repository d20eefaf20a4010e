"""Theory through the product's own files and engine, as `tocsin verify` runs it.

The mutations of the code that make each oracle fail stand above it, in `sim/oracles/`.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import UnknownNameError
from sim.oracles.estimates import Estimate, ratio
from sim.oracles.oracle import Row
from sim.oracles.verify import ORACLES, _judged, oracle_names, oracle_table, verify

# Those that need ten seconds and more, or five of the many.
LONGER = {"mg1", "priorities", "pooling", "paging", "stale", "alarms", "crisis-line", "unfamiliar", "root-cause"}
FAST = [name for name in oracle_names() if name not in LONGER]


def _assert_passes(name: str, *, long: bool = False) -> None:
    frame = verify([name], long=long, workers=1)

    wrong = frame[~frame["passed"]]
    assert len(frame) >= 1
    assert wrong.empty, wrong.to_string()


@pytest.mark.parametrize("name", FAST)
def test_the_engine_reproduces_theory(name: str) -> None:
    """Every number of an oracle is within 4 standard errors of theory, and 4 of these are below 5 % of it."""
    _assert_passes(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(LONGER))
def test_the_engine_reproduces_theory_of_long_memory(name: str) -> None:
    """The oracles that need many cases pass in their default size too."""
    _assert_passes(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", oracle_names())
def test_the_engine_reproduces_theory_in_long_runs(name: str) -> None:
    """With eight times as many cases every number still agrees, and the rare ones are precise enough to tell."""
    _assert_passes(name, long=True)


def test_verify_is_reproducible_and_depends_on_the_seed() -> None:
    """The same seed gives the same numbers on one worker and on two, another seed gives others."""
    names = ["serial-approval", "critical-path"]

    one, two = (verify(names, workers=workers) for workers in (1, 2))
    other = verify(names, seed=2, workers=1)

    assert one.equals(two)
    assert list(one["name"].unique()) == names
    drawn = one["standard_error"] > 0
    assert (one["estimate"] != other["estimate"])[drawn].all()
    assert one["estimate"][~drawn].equals(other["estimate"][~drawn])


def test_verify_tells_its_progress_oracle_by_oracle() -> None:
    """Progress counts the oracles that are done, up to all of them."""
    seen: list[tuple[int, int]] = []

    verify(["critical-path", "risks"], workers=1, progress=lambda done, all_: seen.append((done, all_)))

    assert seen == [(1, 2), (2, 2)]


def test_an_unknown_oracle_is_refused_with_the_nearest_name() -> None:
    """A name that no oracle has is refused, with the nearest one and the list."""
    with pytest.raises(UnknownNameError) as caught:
        verify(["pagin"])

    assert str(caught.value) == (
        f"no oracle 'pagin'; did you mean 'paging'? 'tocsin verify' knows {', '.join(oracle_names())}"
    )


def test_a_negative_seed_is_refused() -> None:
    """Seeds are integers from 0 on."""
    with pytest.raises(ValueError, match="the seed is -1; it must be at least 0"):
        verify(["risks"], seed=-1)


def test_every_oracle_has_a_name_and_rows_of_its_own() -> None:
    """No two oracles share a name, and no two rows of one share a quantity."""
    assert len(set(oracle_names())) == len(ORACLES)
    for oracle in ORACLES:
        quantities = [row.what for row in oracle.rows()]
        assert len(set(quantities)) == len(quantities) > 0, oracle.name


def test_the_table_of_oracles_lists_every_row_once() -> None:
    """The table for the documentation has a line for each row, with theory and source, and nothing is run for it."""
    lines = oracle_table().splitlines()

    rows = [row for oracle in ORACLES for row in oracle.rows()]
    assert len(lines) == 2 + len(rows)
    assert all(line.replace("\\|", "").count("|") == 5 for line in lines)
    assert "| **mmc**: One desk without limits: M/M/c | cases per minute | 0.5 | Poisson background |" in lines


@pytest.mark.parametrize(
    ("estimate", "exact", "passed"),
    [
        (Estimate(10.3, 0.1), False, True),
        (Estimate(10.5, 0.1), False, False),  # 5 standard errors off
        (Estimate(10.0, 0.2), False, False),  # 4 standard errors are 8 % of theory
        (Estimate(10.0), True, True),
        (Estimate(10.0 + 1e-12), True, False),
        (Estimate(10.0), False, False),  # a row with chance in it must say how much
    ],
)
def test_a_row_passes_only_if_it_agrees_and_could_have_disagreed(estimate: Estimate, exact: bool, passed: bool) -> None:
    """A row needs |z| < 4 and 4 standard errors below 5 % of theory, or equality where chance has no part."""
    row = Row("a number", 10.0, "arithmetic", exact=exact)

    judged = _judged("an oracle", row, estimate)

    assert judged[-1] is passed


def test_a_ratio_has_the_error_of_its_blocks_and_not_of_its_cases() -> None:
    """Blocks whose cases are all alike have the spread of the blocks; a mean over cases would be surer than it is."""
    rng = np.random.default_rng(7)
    z = []
    for _ in range(400):
        count = rng.poisson(50, 40) + 1.0
        estimate = ratio((10 + rng.normal(size=40)) * count, count)
        z.append((estimate.value - 10) / estimate.standard_error)

    # t with 39 degrees of freedom has variance 39/37; 400 of them give it to a standard error of about .075.
    # Mutation: division by the root of the cases.
    assert abs(np.var(z) - 39 / 37) < 4 * 0.08


def test_inputs_of_known_mean_take_off_their_luck_without_bias() -> None:
    """A quantity that leans on an input is estimated more surely, still around its mean, with an honest error."""
    rng = np.random.default_rng(8)
    plain, controlled, z = [], [], []
    for _ in range(400):
        luck = rng.normal(size=60)
        total = 5 + 2 * luck + 0.5 * rng.normal(size=60)
        plain.append(ratio(total, np.ones(60)).value)
        estimate = ratio(total, np.ones(60), [luck])
        controlled.append(estimate.value)
        z.append((estimate.value - 5) / estimate.standard_error)

    # Mutation: the input's mean taken from the sample, which takes nothing off.
    assert np.std(controlled) < 0.4 * np.std(plain)
    assert abs(np.mean(z)) < 4 / np.sqrt(400)
    assert abs(np.var(z) - 58 / 56) < 4 * 0.08
