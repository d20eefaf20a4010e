"""A drill that can be played: its definition, the crisis and the organisation that it names, all checked together.

What the journal keeps of it are three texts in resolved form, so that the journal alone is the drill, whatever
happens to the files, and whatever later versions ship.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from sim.drill.check import check_drill
from sim.drill.definition import Definition
from sim.errors import SpecError, UnknownNameError, did_you_mean
from sim.organisation.organisation import Organisation
from sim.scenario.crisis import Crisis, at_start, crisis_of
from sim.scenario.files import (
    open_organisation,
    open_scenario,
    organisation_from_text,
    scenario_from_text,
    shipped,
)
from sim.scenario.model import Scenario
from sim.scenario.pairs import check_pair
from sim.scenario.places import locate
from sim.scenario.resolved import dump
from sim.scenario.texts import load_texts
from sim.spec import Document, Fault, read_text, refuse, validate
from sim.spec.nodes import decode, read_bytes
from sim.spread.merge import first_rows
from sim.spread.trace import Trace

FILE = "drill.yaml"
# A list of 20,000 injects with their words: so many times what another file may hold.
ROOM = 20


@dataclass(frozen=True)
class Drill:
    """A checked drill.

    Attributes:
        definition: What its file says.
        scenario: The crisis, moved to the drill's start.
        organisation: Who answers.
        whole: The horizon of the crisis where the scenario's is cut short (`until`); None where it is not.
        texts: The texts by name, `drill.yaml`, `scenario.yaml`, `organisation.yaml` and own words: all that a replay
            needs.
    """

    definition: Definition
    scenario: Scenario
    organisation: Organisation
    texts: dict[str, str]
    whole: float | None = None

    @cached_property
    def digests(self) -> dict[str, str]:
        """The digest of each text."""
        return {name: digest_of(text) for name, text in sorted(self.texts.items())}

    def crisis(self, replication: int = 0) -> Crisis:
        """Return what one replication of the crisis brings."""
        scenario, seed = self.scenario, self.definition.seed
        if self.whole is None or not isinstance(scenario.spread, Trace):
            return crisis_of(scenario, seed=seed, replication=replication)
        # A recording is read whole, since rows after the horizon are a fault of its file, and then cut.
        longer = scenario.model_copy(update={"horizon": self.whole})
        crisis = crisis_of(longer, seed=seed, replication=replication)
        kept = int(np.searchsorted(crisis.cascade.time, scenario.horizon, side="right"))
        return Crisis(first_rows(crisis.cascade, kept), crisis.unanswered[:kept], crisis.facts)


def digest_of(text: str) -> str:
    """Return the digest by which an edited file is noticed."""
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def drill_names() -> list[str]:
    """Return the names of the shipped drills, sorted."""
    return sorted(path.stem for path in (shipped() / "drills").glob("*.yaml"))


def find_drill(name_or_path: str | Path) -> Path:
    """Return the file of a shipped drill, of a folder with a `drill.yaml`, or the file itself.

    Raises:
        UnknownNameError: If there is none.
    """
    text, path = str(name_or_path), Path(name_or_path)
    if path.is_dir() and (path / FILE).is_file():
        return path / FILE
    if path.is_file():
        return path
    if text in drill_names():
        return shipped() / "drills" / f"{text}.yaml"
    if path.is_dir():
        raise UnknownNameError(f"{text}: the folder has no {FILE}; 'tocsin drill new' makes one")
    near = did_you_mean(text, drill_names())
    raise UnknownNameError(f"no drill '{text}'{near}; shipped are {', '.join(drill_names())}; a path works too")


def load_drill(name_or_path: str | Path, *, organisation: str | None = None) -> Drill:
    """Return the drill of a name, folder or file.

    Args:
        name_or_path: See `find_drill`.
        organisation: Another organisation than the file names.

    Raises:
        SpecError: With every fault of the file, and of the files that it names.
        UnknownNameError: If it, or what it names, is not there.
    """
    path = find_drill(name_or_path)
    label = str(path)
    text = decode(read_bytes(path, label, room=ROOM), label)
    document = read_text(text, label, room=ROOM)
    definition = validate(document, Definition)
    scenario = open_scenario(_beside(definition.scenario, path.parent)).model
    if definition.start is not None:
        try:
            scenario = at_start(scenario, definition.start)
        except ValueError as error:
            refuse([Fault(locate(document, "start"), f"start: {error}")])
    words = _words(definition, document, path.parent, scenario)
    name = organisation or _beside(definition.organisation, path.parent)
    model = open_organisation(name).model
    _can_meet(scenario, model)
    # Under another organisation than the file's, what does not apply is without effect, as in a counterfactual.
    faults = check_drill(definition, scenario, None if organisation else model)
    refuse(Fault(locate(document, where), f"{where}: {what}") for where, what in faults)
    texts = {FILE: text, "scenario.yaml": dump(scenario), "organisation.yaml": dump(model), **words}
    return Drill(definition, scenario, model, texts)


def _words(definition: Definition, document: Document, folder: Path, scenario: Scenario) -> dict[str, str]:
    """Return the drill's own text files, seen from its file, by the names under which they are kept; all checked."""
    found: dict[str, str] = {}
    faults = []
    for number, name in enumerate(definition.texts):
        path, where = folder / name, f"texts[{number}]"
        if not path.is_file():
            faults.append(Fault(locate(document, where), f"{where}: there is no file '{name}' beside the drill"))
        elif kept_as(name) in found:
            faults.append(Fault(locate(document, where), f"{where}: there are two files of the name '{path.name}'"))
        else:
            found[kept_as(name)] = decode(read_bytes(path, str(path)), str(path))
    refuse(faults)
    files = [folder / name for name in definition.texts]
    load_texts(scenario.name, language=definition.language, files=files, names=definition.names)
    return found


def kept_as(name: str) -> str:
    """Return the name under which a drill's text file is kept in the journal and beside it."""
    return f"words/{Path(name).name}"


def with_organisation(drill: Drill, organisation: Organisation) -> Drill:
    """Return the same drill for another organisation; what does not apply there is without effect in a run.

    Raises:
        SpecError: If the organisation cannot meet the scenario.
    """
    _can_meet(drill.scenario, organisation)
    texts = {**drill.texts, "organisation.yaml": dump(organisation)}
    return Drill(drill.definition, drill.scenario, organisation, texts, drill.whole)


def until(drill: Drill, minute: float) -> Drill:
    """Return the same drill over a crisis that ends at a minute: its run is a prefix of the longer one."""
    scenario = drill.scenario.model_copy(update={"horizon": minute, "drain": 0.0})
    whole = drill.whole or drill.scenario.horizon
    return Drill(drill.definition, scenario, drill.organisation, drill.texts, whole)


def drill_from_texts(texts: dict[str, str]) -> Drill:
    """Return the drill whose three texts a journal has kept; raises as `load_drill`."""
    scenario = scenario_from_text(texts["scenario.yaml"], file="scenario.yaml")
    organisation = organisation_from_text(texts["organisation.yaml"], file="organisation.yaml")
    definition = validate(read_text(texts[FILE], FILE, room=ROOM), Definition)
    return Drill(definition, scenario, organisation, dict(texts))


def _can_meet(scenario: Scenario, organisation: Organisation) -> None:
    found = check_pair(scenario, organisation)
    if found:
        raise SpecError(found)


def _beside(name: str, folder: Path) -> str:
    """Return a name as it is, and a path seen from the folder of the file that gives it."""
    beside = folder / name
    return str(beside) if ("/" in name or name.endswith((".yaml", ".yml"))) and beside.is_file() else name
