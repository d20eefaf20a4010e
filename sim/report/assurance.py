"""What the page needs to say how sure a comparison is beyond chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from sim.analysis.metrics import HEADLINES

if TYPE_CHECKING:
    from pandas import DataFrame

MOVERS = 3


class HowSure(Protocol):
    """The outcome of paired replications in which every assumed number was drawn from its range.

    Attributes:
        signs: Columns organisation, metric, holds, draws: in how many draws the difference has the study's sign.
        influence: Columns organisation, metric, assumption, rho: Spearman's rank correlation of each assumption with
            the difference over the draws, in any order.
    """

    @property
    def signs(self) -> DataFrame:
        """Return one row an organisation and metric."""
        ...

    @property
    def influence(self) -> DataFrame:
        """Return one row an organisation, metric and assumption."""
        ...


def assurance_rows(how_sure: HowSure) -> list[dict[str, Any]]:
    """Return one row an organisation and headline metric: in how many draws its sign holds, and what moves it most."""
    rows = []
    for other in dict.fromkeys(how_sure.signs["organisation"].astype(str)):
        for headline in HEADLINES:
            signs = how_sure.signs
            own = signs[(signs["organisation"] == other) & (signs["metric"] == headline.name)]
            if own.empty:
                continue
            holds, draws = int(own["holds"].iloc[0]), int(own["draws"].iloc[0])
            movers = _movers(how_sure.influence, other, headline.name)
            # A sign that chance alone would keep in half of the draws says little below nine in ten.
            share = holds / draws if draws else 0.0
            word = "holds" if share >= 0.9 else "mostly holds" if share >= 0.7 else "open"
            rows.append(
                {"organisation": other, "title": headline.title, "holds": holds, "draws": draws, "word": word}
                | {"movers": movers}
            )
    return rows


def assurance_groups(how_sure: HowSure) -> list[dict[str, Any]]:
    """Return the same by organisation, one row each with the counts of all headline metrics, for a page with many."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in assurance_rows(how_sure):
        groups.setdefault(row["organisation"], []).append(row)
    return [{"organisation": name, "rows": rows} for name, rows in groups.items()]


def _movers(influence: DataFrame, organisation: str, metric: str) -> list[str]:
    """Return the assumptions that move a difference most, each with the direction, strongest first."""
    own = influence[(influence["organisation"] == organisation) & (influence["metric"] == metric)]
    order = own["rho"].abs().sort_values(ascending=False, kind="stable").index[:MOVERS]
    return [f"{own.loc[k, 'assumption']} ({own.loc[k, 'rho']:+.2f})".replace("-", "−") for k in order]
