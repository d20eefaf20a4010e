"""A name or path of which nobody has said yet whether it is a scenario or an organisation."""

from __future__ import annotations

from pathlib import Path

from sim.errors import UnknownNameError, did_you_mean
from sim.organisation.organisation import Organisation
from sim.scenario.files import (
    ORGANISATION,
    SCENARIO,
    Loaded,
    find,
    open_organisation,
    open_scenario,
    organisation_names,
    scenario_names,
)
from sim.scenario.model import Scenario
from sim.spec import Document, read


def open_either(name: str) -> Loaded[Scenario] | Loaded[Organisation]:
    """Return the scenario or organisation of a name or path, opened.

    Raises:
        UnknownNameError: If it is no path and neither a scenario nor an organisation has that name.
        SpecError: With every fault of the file.
    """
    try:
        path = find(name, SCENARIO)
    except UnknownNameError:
        pass
    else:
        return open_organisation(name) if _is_organisation(read(path, name=name)) else open_scenario(name)
    try:
        return open_organisation(name)
    except UnknownNameError as error:
        near = did_you_mean(name, [*scenario_names(), *organisation_names()]) or ";"
        raise UnknownNameError(
            f"no scenario and no organisation '{name}'{near} 'tocsin scenarios' and 'tocsin organisations' list them;"
            " a path to your own file works too"
        ) from error


def _is_organisation(document: Document) -> bool:
    """Return whether a file is an organisation's, by the fields that it has or else by what it is like."""
    fields = document.root.value
    assert isinstance(fields, dict), document.file
    own, other = (set(form.model.model_fields) for form in (ORGANISATION, SCENARIO))
    if fields.keys() & (own ^ other):
        return len(fields.keys() & (own - other)) > len(fields.keys() & (other - own))
    like = fields.get("like")
    if like is None:
        return False
    text = str(like.value)
    path = Path(document.file).parent / text
    if text not in organisation_names() and path.is_file():
        return _is_organisation(read(path))
    return text in organisation_names()
