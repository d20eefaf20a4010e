"""How sure: does a difference keep its sign when every assumed number is drawn from its range, and what moves it most.

Beside the study itself, a second set of paired replications draws all assumptions, one draw a replication; its
differences come here (docs/model.md, section 7).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.units import FloatArray

if TYPE_CHECKING:
    from pandas import DataFrame, Series


def sign_holds(differences_main: FloatArray, differences_draws: FloatArray) -> tuple[int, int]:
    """Return in how many draws the difference has the sign of the main study's mean difference, and of how many.

    Args:
        differences_main: Paired differences of the study, one a replication; undefined ones NaN.
        differences_draws: Paired differences under drawn assumptions, likewise. A difference of 0 does not hold the
            sign, and where the main mean is 0 none does.
    """
    main = np.asarray(differences_main, dtype=np.float64)
    draws = np.asarray(differences_draws, dtype=np.float64)
    main, draws = main[~np.isnan(main)], draws[~np.isnan(draws)]
    sign = np.sign(main.mean()) if len(main) else 0.0
    return int(((np.sign(draws) == sign) & (sign != 0)).sum()), len(draws)


def rank_influence(draw_values: DataFrame, differences: Series) -> DataFrame:
    """Return the assumptions by how strongly the difference goes with them: Spearman's rho, largest |rho| first.

    Args:
        draw_values: Drawn values, one column an assumption, one row a draw.
        differences: The paired difference in each draw, on the same index; NaN rows are left out.

    Returns:
        Columns assumption, rho (signed), strength (|rho|), n. An assumption that never varied, or met differences
        that never did, has rho 0. Beside n draws, |rho| below about 2 / sqrt(n) is what chance alone gives.

    Source: Spearman 1904, doi:10.2307/1412159; ranks of ties are averaged.
    """
    import pandas as pd

    known = differences.dropna()
    # All columns at once: with a dozen organisations there are tens of thousands of them.
    ranks = np.asarray(draw_values.loc[known.index].rank(), dtype=np.float64)
    frame = pd.DataFrame({"assumption": draw_values.columns, "rho": _rhos(ranks, np.asarray(known.rank()))})
    frame = frame.assign(strength=frame["rho"].abs(), n=len(known))
    return frame.sort_values(["strength", "assumption"], ascending=[False, True], ignore_index=True)


def _rhos(ranks: FloatArray, outcome: FloatArray) -> FloatArray:
    """Return the correlation of every column with the outcome, 0 where either never varies."""
    rhos = np.zeros(ranks.shape[1])
    if not len(outcome):
        return rhos
    x, y = ranks - ranks.mean(axis=0), outcome - outcome.mean()
    scale = np.sqrt((x * x).sum(axis=0) * (y @ y))
    return np.asarray(np.divide(y @ x, scale, out=rhos, where=scale > 0))
