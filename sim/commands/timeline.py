"""Tell one replication of each organisation in lines, so that a single post can be followed to its answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from sim.commands.opening import started
from sim.errors import SpecError
from sim.scenario.files import load_organisation, load_scenario
from sim.scenario.pairs import check_pair
from sim.study.timeline import timeline, timeline_lines


class NoCaseError(LookupError):
    """A case that an organisation does not have in this replication."""


def told(
    scenario: str,
    organisations: tuple[str, ...],
    *,
    start: str | None,
    seed: int,
    replication: int,
    case: int | None,
    resolution: Literal["minute", "hour"],
) -> Iterator[str]:
    """Yield the lines of each organisation in turn: what it is, then what happened.

    Args:
        scenario: Name or path.
        organisations: Names or paths.
        start: Another start; None for the scenario's own.
        seed: Seed of the study that the replication belongs to.
        replication: Which one, from 0.
        case: Follow this case only; None for all.
        resolution: Each event, or what happened in each hour.

    Raises:
        SpecError: If a file or the start is wrong, or scenario and organisation do not fit.
        UnknownNameError: If a name is nobody's.
        NoCaseError: If an organisation has no such case.
    """
    crisis = started(load_scenario(scenario), start)
    for name in organisations:
        who = load_organisation(name)
        faults = check_pair(crisis, who)
        if faults:
            raise SpecError(faults)
        entries = timeline(crisis, who, seed=seed, replication=replication, case=case)
        if case is not None and not entries:
            raise NoCaseError(f"{who.name} has no case {case} in replication {replication} of seed {seed}")
        yield f"{who.name}: {crisis.title or crisis.name}, replication {replication}, seed {seed}"
        yield from timeline_lines(entries, crisis, resolution=resolution) or ["nothing happened"]
