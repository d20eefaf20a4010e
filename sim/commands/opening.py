"""Open what is to be compared: names to checked files, with equal resources where that is asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from sim.commands.requests import Named
from sim.errors import SpecError, UnknownNameError
from sim.organisation.organisation import Organisation
from sim.scenario.crisis import at_start, generate
from sim.scenario.files import (
    ORGANISATION,
    Loaded,
    find,
    open_organisation,
    open_scenario,
    organisation_from_document,
    organisation_names,
)
from sim.scenario.model import Scenario
from sim.scenario.pairs import check_pair
from sim.spread.trace import Trace
from sim.study.equalise import How, change_lines, equalise

DEFAULT_PAIR: Final = ("centralised", "dispersed")
EVERYBODY: Final = "all"
# With every shipped organisation a draw is as long as seventeen runs; 50 tell 9 in 10 from half just as well.
DRAWS: Final = 200
DRAWS_OF_ALL: Final = 50


@dataclass(frozen=True)
class Opened:
    """The files of what was named, opened and found to fit.

    Attributes:
        scenario: The crisis.
        organisations: Who answers, with equal resources where that was asked.
        moved: The crisis at each start.
        equalised: What was changed for that, in lines.
    """

    scenario: Loaded[Scenario]
    organisations: tuple[Loaded[Organisation], ...]
    moved: tuple[Scenario, ...]
    equalised: tuple[str, ...] = ()


def open_named(named: Named, *, seed: int) -> Opened:
    """Return the opened files of what was named and the scenario at each start.

    Raises:
        SpecError: If a file is wrong, a trace's too, or scenario and organisation do not fit, or if an organisation
            cannot have the resources of the baseline.
        UnknownNameError: If a name is nobody's.
    """
    scenario = open_scenario(named.scenario)
    organisations = tuple(open_organisation(name) for name in with_everybody(named.organisations))
    names = [loaded.model.name for loaded in organisations]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise SpecError([f"the organisation '{twice[0]}' is named twice; give each --org once, or rename one file"])
    organisations, changed = _equalised(organisations, named.equalise)
    faults = [fault for loaded in organisations for fault in check_pair(scenario.model, loaded.model)]
    if faults:
        raise SpecError(faults)
    moved = tuple(started(scenario.model, start) for start in named.starts or (None,))
    if isinstance(scenario.model.spread, Trace):
        # Read now, so that a wrong file is a wrong call and not a failed run.
        generate(moved[0], seed=seed)
    return Opened(scenario, organisations, moved, changed)


def started(scenario: Scenario, start: str | None) -> Scenario:
    """Return the scenario at another start, or as it is.

    Raises:
        SpecError: If the text is no start.
    """
    try:
        return scenario if start is None else at_start(scenario, start)
    except ValueError as error:
        raise SpecError([str(error)]) from error


def with_everybody(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the organisations that are asked for: `all` stands for every shipped one that is not named beside it.

    Those that are named come first, the first of them as the baseline; without any, that is the centralised one.
    """
    if EVERYBODY not in names:
        return names or DEFAULT_PAIR
    named = [name for name in names if name != EVERYBODY]
    known = {find(name, ORGANISATION) for name in named if _is_known(name)}
    shipped = sorted(organisation_names(), key=lambda name: (name != DEFAULT_PAIR[0], name))
    return (*named, *(name for name in shipped if find(name, ORGANISATION) not in known))


def usual_draws(named: Named) -> int:
    """Return how many draws of the assumptions tell how sure a comparison is, unless somebody says how many."""
    return DRAWS_OF_ALL if EVERYBODY in named.organisations else DRAWS


def _is_known(name: str) -> bool:
    """Return whether a name or path is somebody's; who is nobody is told when the files are opened."""
    try:
        find(name, ORGANISATION)
    except UnknownNameError:
        return False
    return True


def _equalised(
    organisations: tuple[Loaded[Organisation], ...], how: How
) -> tuple[tuple[Loaded[Organisation], ...], tuple[str, ...]]:
    """Return the organisations with the baseline's resources, and in lines what was changed for it."""
    if how == "none":
        return organisations, ()
    equal = equalise([loaded.document for loaded in organisations], how)
    made = tuple(
        replace(loaded, document=document, model=organisation_from_document(document))
        for loaded, document in zip(organisations, equal.documents, strict=True)
    )
    return made, tuple(change_lines(equal))
