"""Ablation: what each mechanism of an organisation is worth, all of them on the same crises in one study."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.analysis.estimate import compare
from sim.analysis.metrics import HEADLINES
from sim.errors import SpecError
from sim.organisation.organisation import Organisation
from sim.record.study import Study
from sim.scenario.files import Loaded, organisation_from_document
from sim.scenario.model import Scenario
from sim.scenario.pairs import check_pair
from sim.study.edits import with_value
from sim.study.how_sure import HowSure
from sim.study.replicate import DEFAULT_SEED, Progress, replicate
from sim.study.swaps import Swap, swapped, switched_off

if TYPE_CHECKING:
    from pandas import DataFrame

DEFAULT_REPLICATIONS: Final = 100
_PLACE: Final = re.compile(r"^.*?:\d+:\d+: ")
_LONGEST_NAME: Final = 64


@dataclass(frozen=True, eq=False)
class Ablation:
    """What came of it.

    Attributes:
        study: The organisation as it is first, then one variant a mechanism that could be swapped.
        organisations: The same, opened, as `how_sure` takes them.
        swaps: All mechanisms that were looked at, those that could not be swapped with their reason.
        variants: Name of the variant in the study by mechanism.
    """

    study: Study
    organisations: tuple[Loaded[Organisation], ...]
    swaps: tuple[Swap, ...]
    variants: dict[str, str]

    def table(self, sure: HowSure | None = None) -> DataFrame:
        """Return one row a mechanism and headline: what changes with the swap, its interval, and in how many draws.

        Columns: mechanism, told, metric, title, unit, difference, low, high, verdict, interval, holds, draws, reason.
        Holds and draws are empty without `sure`; a mechanism that could not be swapped has a reason and no numbers.
        """
        import pandas as pd

        compared = {(row["organisation"], row["metric"]): row for row in compare(self.study).to_dict("records")}
        signs = {} if sure is None else {(row.organisation, row.metric): row for row in sure.signs.itertuples()}
        rows = []
        for swap in self.swaps:
            variant = self.variants.get(swap.name, "")
            for one in HEADLINES:
                row, sign = compared.get((variant, one.name), {}), signs.get((variant, one.name))
                told: dict[str, Any] = {"mechanism": swap.name, "told": swap.told, "metric": one.name}
                told |= {"title": one.title, "unit": one.unit}
                told |= {key: row.get(key) for key in ("difference", "low", "high", "verdict", "interval")}
                told |= {"holds": sign and sign.holds, "draws": sign and sign.draws, "reason": swap.reason}
                rows.append(told)
        return pd.DataFrame(rows)


def ablate(
    scenario: Scenario,
    organisation: Loaded[Organisation],
    towards: Loaded[Organisation] | None = None,
    *,
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = DEFAULT_SEED,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Ablation:
    """Return what each mechanism of an organisation is worth: one at a time is switched off, all else stays.

    All variants meet the same crises as the organisation itself; differences are paired. They do not add up: mechanisms
    work together, and what one does may only be seen where another is.

    Args:
        scenario: The crisis.
        organisation: The opened file of the organisation.
        towards: Another one, whose blocks are put in the place of its own instead of switching mechanisms off; the last
            row is that organisation as a whole.
        replications: How many, at least 1.
        seed: Any integer >= 0.
        workers: Processes; all cores by default.
        progress: Called with (done, all) replications.

    Raises:
        SpecError: If scenario and organisation do not fit, or if there is nothing to swap.
        RunError: If no replication succeeded.
    """
    faults = check_pair(scenario, organisation.model)
    if faults:
        raise SpecError(faults)
    swaps, variants = [], list[Loaded[Organisation]]()
    names: dict[str, str] = {}
    for swap in _swaps(organisation, towards):
        name = _name(swap, towards)
        found = swap if swap.document is None else _fitting(swap, name, scenario, organisation.base)
        if isinstance(found, Loaded):
            variants.append(found)
            names[swap.name] = found.model.name
        swaps.append(swap if isinstance(found, Loaded) else found)
    if not variants:
        raise SpecError([f"{organisation.model.name} has nothing that could be swapped"])
    organisations = (organisation, *variants)
    models = [loaded.model for loaded in organisations]
    study = replicate(scenario, models, replications=replications, seed=seed, workers=workers, progress=progress)
    return Ablation(study, organisations, tuple(swaps), names)


def _swaps(organisation: Loaded[Organisation], towards: Loaded[Organisation] | None) -> Iterator[Swap]:
    if towards is None:
        yield from switched_off(organisation.document)
        return
    if towards.model.name == organisation.model.name:
        raise SpecError([f"'{towards.model.name}' is both organisations; name another one to go towards"])
    yield from swapped(organisation.document, towards.document)
    yield Swap("all together", f"{towards.model.name} as it is", towards.document)


def _name(swap: Swap, towards: Loaded[Organisation] | None) -> str:
    """Return the name of a variant: one that files and tables take."""
    text = f"without {swap.name}" if towards is None else f"{swap.name} of {towards.model.name}"
    return text.replace("'", "")[:_LONGEST_NAME]


def _fitting(swap: Swap, name: str, scenario: Scenario, base: Path) -> Loaded[Organisation] | Swap:
    """Return the variant opened, or the swap with the reason why it cannot be."""
    assert swap.document is not None
    document = with_value(with_value(swap.document, ("name",), name), ("title",), swap.told)
    try:
        model = organisation_from_document(document)
    except SpecError as error:
        faults = error.faults
    else:
        faults = tuple(check_pair(scenario, model))
        if not faults:
            return Loaded(document, model, base)
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    return Swap(swap.name, swap.told, None, _PLACE.sub("", faults[0]) + more)
