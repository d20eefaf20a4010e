"""How sure: signs under drawn assumptions, and which of them move a difference."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import scipy.stats

from sim.analysis.assumptions import rank_influence, sign_holds


def test_sign_holds_counts_draws_on_the_main_side() -> None:
    """Draws on the other side and at 0 do not hold, undefined ones are not counted."""
    assert sign_holds(np.array([-3.0, -1.0, np.nan]), np.array([-2.0, -0.1, 0.0, 5.0, np.nan])) == (2, 4)


def test_no_difference_has_no_sign_to_hold() -> None:
    """If the main difference is 0, or nothing is known of it, no draw holds its sign."""
    assert sign_holds(np.array([1.0, -1.0]), np.array([2.0, 0.0])) == (0, 2)
    assert sign_holds(np.array([np.nan]), np.array([2.0])) == (0, 1)


def test_influence_is_spearman() -> None:
    """Rank correlations agree with scipy's, ties included, and the strongest of either sign comes first."""
    generator = np.random.default_rng(4)
    draws = pd.DataFrame({"weak": generator.random(50), "strong": generator.integers(0, 5, 50), "still": np.ones(50)})
    differences = pd.Series(-2.0 * draws["strong"] + draws["weak"] + generator.random(50))
    differences[3] = np.nan

    frame = rank_influence(draws, differences).set_index("assumption")

    known = differences.notna()
    for name in ("weak", "strong"):
        theirs = scipy.stats.spearmanr(draws[name][known], differences[known]).statistic
        assert frame.loc[name, "rho"] == pytest.approx(theirs)
    assert list(frame.index) == ["strong", "weak", "still"]
    assert frame.loc["still", "rho"] == 0
    assert set(frame["n"]) == {49}
