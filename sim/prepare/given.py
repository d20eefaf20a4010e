"""A crisis and an organisation as a caller gives them: by name, by path, or read already."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sim.organisation.organisation import Organisation
from sim.scenario.files import open_organisation, open_scenario
from sim.scenario.model import Scenario


@dataclass(frozen=True)
class Given:
    """What was given, and what a drill's file calls it."""

    scenario: Scenario
    organisation: Organisation
    scenario_name: str
    organisation_name: str


def given(scenario: Scenario | str | Path, organisation: Organisation | str | Path) -> Given:
    """Return a crisis and an organisation, read.

    One that was read already is called by its own name, so that a drill finds it only if it is shipped; give the path
    of a file of your own.

    Raises:
        UnknownNameError: If there is no such crisis or organisation.
        SpecError: If its file is wrong.
    """
    crisis = scenario if isinstance(scenario, Scenario) else open_scenario(scenario).model
    answering = organisation if isinstance(organisation, Organisation) else open_organisation(organisation).model
    return Given(
        crisis,
        answering,
        crisis.name if isinstance(scenario, Scenario) else _named(scenario),
        answering.name if isinstance(organisation, Organisation) else _named(organisation),
    )


def _named(name_or_path: str | Path) -> str:
    """Return a shipped name as it is, and a path in full, since a drill's file lies in another folder."""
    path = Path(name_or_path)
    is_path = isinstance(name_or_path, Path) or path.suffix in {".yaml", ".yml"} or len(path.parts) > 1
    return str(path.resolve()) if is_path and path.is_file() else str(name_or_path)
