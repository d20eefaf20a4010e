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
    outcome = known.rank()
    rows = [(name, _rho(draw_values.loc[known.index, name].rank(), outcome)) for name in draw_values.columns]
    frame = pd.DataFrame(rows, columns=["assumption", "rho"])
    frame = frame.assign(strength=frame["rho"].abs(), n=len(known))
    return frame.sort_values(["strength", "assumption"], ascending=[False, True], ignore_index=True)


def _rho(first: Series, second: Series) -> float:
    x, y = np.asarray(first - first.mean()), np.asarray(second - second.mean())
    scale = float(np.sqrt((x @ x) * (y @ y)))
    return float(x @ y) / scale if scale > 0 else 0.0
