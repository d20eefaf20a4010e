"""How sure a comparison is beyond chance: every assumed number is drawn from its range, one draw a replication.

The interval of a comparison covers chance only. Here the sign of each headline difference is counted over paired
replications of which each has its own draw of all numbers marked [A], and the assumptions that move it are ranked.
"""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.analysis.assumptions import rank_influence, sign_holds
from sim.analysis.metrics import HEADLINES, per_replication
from sim.errors import SpecError
from sim.keys import name_key, single_uniform, stream
from sim.organisation.organisation import Organisation
from sim.record.log import Failure, Records
from sim.record.study import Meta, Study
from sim.response.compiling import compile_plan
from sim.scenario.crisis import at_start
from sim.scenario.files import Loaded, organisation_from_document, scenario_from_document
from sim.scenario.model import Scenario
from sim.spec import Document, Mark, draw, with_values
from sim.study.edits import plain_at
from sim.study.replicate import Outcome, Progress, in_parallel, run_one, worker_count

if TYPE_CHECKING:
    from pandas import DataFrame

DEFAULT_DRAWS: Final = 200
_PURPOSE: Final = name_key("how sure")
_CHUNK: Final = 10


@dataclass(frozen=True, eq=False)
class HowSure:
    """What the draws gave.

    Attributes:
        signs: Columns organisation, metric, holds, draws.
        influence: Columns organisation, metric, assumption, rho, strongest first within each metric.
        failed: Draws without a result.
    """

    signs: DataFrame
    influence: DataFrame
    failed: int


def how_sure(
    study: Study,
    scenario: Loaded[Scenario],
    organisations: Sequence[Loaded[Organisation]],
    *,
    draws: int = DEFAULT_DRAWS,
    workers: int | None = None,
    progress: Progress | None = None,
) -> HowSure:
    """Return how far the signs of a study's headline differences hold under its assumptions' ranges.

    An assumption that several organisations share by its path is drawn once for all of them: what differs between them
    stays what differs between their files.

    Args:
        study: The study at its central values; its first organisation is the baseline.
        scenario: The opened scenario file.
        organisations: The opened organisation files, in the order of the study.
        draws: How many paired replications, at least 10.
        workers: Processes; all cores by default.
        progress: Called with (done, all) draws.

    Source: docs/model.md, section 7.
    """
    packed = pickle.dumps((_Source.of(scenario), [_Source.of(one) for one in organisations], local_start(study.meta)))
    first = study.meta.replications
    numbers = [range(first + start, first + min(start + _CHUNK, draws)) for start in range(0, draws, _CHUNK)]
    outcomes: list[tuple[int, list[Outcome]]] = []
    calls: list[tuple[Any, ...]] = [(packed, study.meta.seed, chunk) for chunk in numbers]
    if progress is not None:
        progress(0, draws)
    for result in in_parallel(_draw_chunk, calls, min(worker_count(workers), len(calls))):
        outcomes.append(result)
        if progress is not None:
            progress(len(outcomes), draws)
    return _summary(study, sorted(outcomes, key=lambda one: one[0]), scenario, organisations)


def local_start(meta: Meta) -> str:
    """Return the start of a study as a scenario file writes it."""
    return f"{datetime.fromisoformat(meta.start):%Y-%m-%d %H:%M}"


@dataclass(frozen=True)
class _Source:
    """A document as it travels to a worker."""

    document: Document
    base: Path

    @classmethod
    def of(cls, loaded: Loaded[Any]) -> _Source:
        return cls(loaded.document, loaded.base)


def _assumed(document: Document) -> list[Mark]:
    return [mark for mark in document.marks.values() if mark.mark == "A" and mark.range is not None]


def _assumptions(scenario: Loaded[Scenario], organisations: Sequence[Loaded[Organisation]]) -> list[str]:
    """Return the names of all assumptions: the file's kind and the path in it."""
    names = [f"scenario: {mark.path}" for mark in _assumed(scenario.document)]
    for loaded in organisations:
        names += [f"organisation: {mark.path}" for mark in _assumed(loaded.document)]
    return list(dict.fromkeys(names))


def drawn(seed: int, number: int, name: str) -> float:
    """Return the uniform at which an assumption is read from its range in one draw."""
    return single_uniform(stream(seed, number), name_key(name), _PURPOSE)


def _with_draws(source: _Source, kind: str, seed: int, number: int) -> Document:
    marks = _assumed(source.document)
    values = {mark.path: draw(mark, drawn(seed, number, f"{kind}: {mark.path}")) for mark in marks}
    return with_values(source.document, values)


@lru_cache(maxsize=2)
def _sources(packed: bytes) -> tuple[_Source, list[_Source], str]:
    scenario, organisations, start = pickle.loads(packed)
    return scenario, organisations, start


def _draw_chunk(packed: bytes, seed: int, numbers: Sequence[int]) -> list[tuple[int, list[Outcome]]]:
    return [(number, _draw(packed, seed, number)) for number in numbers]


def _draw(packed: bytes, seed: int, number: int) -> list[Outcome]:
    """Run one paired replication under one draw of all assumptions."""
    source, others, start = _sources(packed)
    scenario = scenario_from_document(_with_draws(source, "scenario", seed, number), base=source.base)
    scenario = at_start(scenario, start)
    organisations, refused = [], list[Outcome]()
    for one in others:
        try:
            organisations.append(organisation_from_document(_with_draws(one, "organisation", seed, number)))
        except SpecError as error:
            # Two values of their ranges may not fit together, as they do in the file; the others are run all the same.
            refused.append(
                Failure(str(plain_at(one.document, ("name",))), number, "draw", type(error).__name__, str(error), "")
            )
    plans = [compile_plan(scenario, organisation) for organisation in organisations]
    return run_one(scenario, organisations, plans, seed=seed, number=number) + refused


def _summary(
    study: Study,
    outcomes: list[tuple[int, list[Outcome]]],
    scenario: Loaded[Scenario],
    organisations: Sequence[Loaded[Organisation]],
) -> HowSure:
    import pandas as pd

    records = [one for _, found in outcomes for one in found if isinstance(one, Records)]
    failed = sum(any(not isinstance(one, Records) for one in found) for _, found in outcomes)
    central = per_replication(study)
    varied = per_replication(Study.assemble(study.meta, records))
    numbers = [number for number, _ in outcomes]
    baseline, *others = study.meta.organisations
    table = _drawn_table(study.meta.seed, numbers, _assumptions(scenario, organisations))
    signs, influence = [], []
    for other, loaded in zip(others, organisations[1:], strict=True):
        # What only a third organisation assumes cannot move this pair; listed, it would be noise among the strongest.
        own = table[_assumptions(scenario, (organisations[0], loaded))]
        for metric in HEADLINES:
            main = _difference(central, metric.name, baseline, other)
            differences = _difference(varied, metric.name, baseline, other).reindex(numbers)
            holds, of = sign_holds(main.to_numpy(), differences.to_numpy())
            signs.append((other, metric.name, holds, of))
            ranked = rank_influence(own, differences)
            influence.append(ranked[["assumption", "rho"]].assign(organisation=other, metric=metric.name))
    return HowSure(
        pd.DataFrame(signs, columns=["organisation", "metric", "holds", "draws"]),
        pd.concat(influence, ignore_index=True) if influence else pd.DataFrame(columns=["organisation", "metric"]),
        failed,
    )


def _drawn_table(seed: int, numbers: Sequence[int], names: Sequence[str]) -> DataFrame:
    """Return what was drawn: one column an assumption, one row a draw."""
    import pandas as pd

    return pd.DataFrame({name: [drawn(seed, number, name) for number in numbers] for name in names}, index=numbers)


def _difference(table: DataFrame, metric: str, baseline: str, other: str) -> Any:
    """Return the paired differences by replication."""
    values = table.set_index("replication")
    own = values[values["organisation"] == other][metric]
    return own - values[values["organisation"] == baseline][metric]
