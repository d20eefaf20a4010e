"""Scenario and organisation files: found by name or path, laid over what they are like and the defaults, checked.

A file of a user or of the project says only what is particular to it. It is laid over the file that its `like` names,
and then over the shipped defaults, unless it says `defaults: none`. Every value keeps its place and its mark, so that
faults point to the line that is wrong and `describe` tells where each number comes from.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Generic, TypeVar

from sim.errors import SpecError, UnknownNameError, did_you_mean
from sim.fields import Block
from sim.organisation.checks import check_organisation
from sim.organisation.organisation import Organisation
from sim.scenario.model import Scenario, check_scenario
from sim.scenario.places import ALTERNATIVES, laid_over, locate, locate_node, with_trace_in_full, without
from sim.scenario.resolved import resolved_text
from sim.spec import Document, Fault, Node, merge, read, read_text, refuse, validate
from sim.spread.trace import Trace

T = TypeVar("T", bound=Block)
LONGEST_LIKE = 5
# (as in files, American, ours); names are tried as they are first.
_SPELLINGS = (("ization", "isation"), ("ized", "ised"), ("izing", "ising"), ("center", "centre"), ("rumor", "rumour"))


@dataclass(frozen=True)
class Format(Generic[T]):
    """One of the two formats: where its files are, its model, and how deep a file is laid over what it starts from."""

    noun: str
    folder: str
    model: type[T]
    depths: Mapping[str, int]
    select: tuple[str, ...]
    check: Callable[[T], list[tuple[str, str]]]

    @property
    def defaults(self) -> Document:
        """The shipped defaults of this format."""
        return _defaults(self.noun)


@dataclass(frozen=True)
class Loaded(Generic[T]):
    """A file that was opened.

    Attributes:
        document: Everything that holds, with marks and places: the file over what it is like over the defaults.
        model: The checked scenario or organisation.
        base: The folder of the file.
    """

    document: Document
    model: T
    base: Path

    @property
    def text(self) -> str:
        """The resolved form as YAML; it loads back equal and no longer needs the defaults."""
        return resolved_text(self.document)


SCENARIO = Format(
    noun="scenario",
    folder="",
    model=Scenario,
    depths={"channels": 2, "spread": 3, "effects": 1, "credibility": 1, "kinds": 2, "cases": 1},
    select=("channels",),
    check=check_scenario,
)
ORGANISATION = Format(
    noun="organisation",
    folder="organisations",
    model=Organisation,
    depths={"structure": 2, "resources": 2},
    select=(),
    check=check_organisation,
)


def shipped() -> Path:
    """Return the folder of the shipped scenarios: in the installed package, else beside it in the source tree."""
    package = Path(__file__).parents[1]
    installed = package / "_scenarios"
    return installed if installed.is_dir() else package.parent / "scenarios"


def scenario_names() -> list[str]:
    """Return the names of the shipped scenarios, sorted."""
    return _names(SCENARIO)


def organisation_names() -> list[str]:
    """Return the names of the shipped organisations, sorted."""
    return _names(ORGANISATION)


def _names(form: Format[T]) -> list[str]:
    return sorted(path.stem for path in (shipped() / form.folder).glob("*.yaml"))


def default_channels() -> list[str]:
    """Return the names of the channels that the shipped defaults describe."""
    return _default_names("channels")


def default_kinds() -> list[str]:
    """Return the names of the kinds of mentions that the shipped defaults describe."""
    return _default_names("kinds")


def _default_names(block: str) -> list[str]:
    node = locate_node(SCENARIO.defaults, block)
    assert node is not None
    assert isinstance(node.value, dict)
    return list(node.value)


def load_scenario(name_or_path: str | Path) -> Scenario:
    """Return a scenario by the name of a shipped one or the path of a file.

    Raises:
        UnknownNameError: If no shipped scenario has that name.
        SpecError: With every fault of the file.
    """
    return open_scenario(name_or_path).model


def load_organisation(name_or_path: str | Path) -> Organisation:
    """Return an organisation by the name of a shipped one or the path of a file; raises as `load_scenario`."""
    return open_organisation(name_or_path).model


def open_scenario(name_or_path: str | Path) -> Loaded[Scenario]:
    """Return a scenario with its document; raises as `load_scenario`."""
    path = find(name_or_path, SCENARIO)
    document = read_scenario_document(name_or_path)
    model = scenario_from_document(document, base=path.parent)
    return Loaded(document, model, path.parent)


def open_organisation(name_or_path: str | Path) -> Loaded[Organisation]:
    """Return an organisation with its document; raises as `load_scenario`."""
    path = find(name_or_path, ORGANISATION)
    document = read_organisation_document(name_or_path)
    return Loaded(document, organisation_from_document(document), path.parent)


def read_scenario_document(name_or_path: str | Path) -> Document:
    """Return what holds in a scenario's file, with marks and places, not yet checked."""
    return _read(name_or_path, SCENARIO)


def read_organisation_document(name_or_path: str | Path) -> Document:
    """Return what holds in an organisation's file, with marks and places, not yet checked."""
    return _read(name_or_path, ORGANISATION)


def scenario_from_document(document: Document, *, base: Path | None = None) -> Scenario:
    """Return the checked scenario of a document, for example one with drawn values.

    Args:
        document: As read, and perhaps changed by `with_values`.
        base: The folder from which a trace's file is named.

    Raises:
        SpecError: With every fault.
    """
    scenario = _checked(document, SCENARIO)
    spread = scenario.spread
    if base is None or not isinstance(spread, Trace):
        return scenario
    # From here on the scenario no longer knows its folder, so the trace is named in full.
    named = spread.model_copy(update={"file": str((base / spread.file).absolute())})
    return scenario.model_copy(update={"spread": named})


def organisation_from_document(document: Document) -> Organisation:
    """Return the checked organisation of a document, for example one with drawn values.

    Raises:
        SpecError: With every fault.
    """
    return _checked(document, ORGANISATION)


def scenario_from_text(text: str, *, file: str = "<text>", base: Path | None = None) -> Scenario:
    """Return the scenario that a text in the format of the files describes; raises as `scenario_from_document`."""
    return scenario_from_document(_over_defaults(read_text(text, file), SCENARIO, base, ()), base=base)


def organisation_from_text(text: str, *, file: str = "<text>", base: Path | None = None) -> Organisation:
    """Return the organisation that a text describes; raises as `organisation_from_document`."""
    return organisation_from_document(_over_defaults(read_text(text, file), ORGANISATION, base, ()))


def find(name_or_path: str | Path, form: Format[T]) -> Path:
    """Return the file of a name, or the path itself where one is given.

    Raises:
        UnknownNameError: If it is no path and no shipped file has that name.
    """
    text = str(name_or_path)
    names = _names(form)
    for name in (text, _ours(text)):
        if name in names:
            return shipped() / form.folder / f"{name}.yaml"
    if isinstance(name_or_path, Path) or _is_path(text):
        return Path(text)
    if _ours(text) in (scenario_names() if form.noun == ORGANISATION.noun else organisation_names()):
        other = "a scenario" if form.noun == ORGANISATION.noun else "an organisation"
        raise UnknownNameError(f"'{text}' is no {form.noun}; it is the name of {other}")
    near = did_you_mean(_ours(text), names) or ";"
    raise UnknownNameError(
        f"no {form.noun} '{text}'{near} 'tocsin {form.noun}s' lists all {len(names)}; a path to your own file works too"
    )


def _is_path(text: str) -> bool:
    return "/" in text or "\\" in text or text.endswith((".yaml", ".yml")) or (text != "" and Path(text).exists())


def _ours(name: str) -> str:
    for theirs, ours in _SPELLINGS:
        name = name.replace(theirs, ours)
    return name


def _label(path: Path) -> str:
    """How messages call a file: as the user named it, or by its place among the shipped ones."""
    try:
        return f"scenarios/{Path(os.path.normpath(path)).relative_to(shipped()).as_posix()}"
    except ValueError:
        return str(path)


@lru_cache(maxsize=2)
def _defaults(noun: str) -> Document:
    path = shipped() / "defaults" / f"{noun}.yaml"
    return read(path, name=_label(path))


def _read(name_or_path: str | Path, form: Format[T]) -> Document:
    path = find(name_or_path, form)
    return _over_defaults(read(path, name=_label(path)), form, path.parent, (_label(path),))


def _over_defaults(document: Document, form: Format[T], base: Path | None, seen: tuple[str, ...]) -> Document:
    document, alone = _with_like(document, form, base, seen)
    return document if alone else laid_over(document, form.defaults, form.depths, form.select)


def _with_like(document: Document, form: Format[T], base: Path | None, seen: tuple[str, ...]) -> tuple[Document, bool]:
    """Return the file laid over what it is like, and whether it does without the defaults."""
    document, alone = _alone(document)
    node = document.root.value.get("like") if isinstance(document.root.value, dict) else None
    if node is None:
        return document, alone
    document = without(document, "like")
    path = _liked(node, form, base)
    if _label(path) in seen or len(seen) > LONGEST_LIKE:
        refuse([Fault(node.place, f"like: '{node.value}' leads back to this file; name another")])
    other = read(path, name=_label(path))
    other, other_alone = _with_like(with_trace_in_full(other, path.parent), form, path.parent, (*seen, _label(path)))
    return merge(document, other, form.depths, select=(), alternatives=ALTERNATIVES), alone or other_alone


def _liked(node: Node, form: Format[T], base: Path | None) -> Path:
    text = str(node.value)
    if not isinstance(node.value, str):
        refuse([Fault(node.place, f"like: '{text}' is not a name; write that of a shipped {form.noun} or a path")])
    try:
        path = find(text, form)
    except UnknownNameError as error:
        raise SpecError([f"{node.place}: like: {error}"]) from error
    # The path is normalised, so that one file has one name: `like` goes round in a circle by any spelling.
    return Path(os.path.normpath(base / path)) if base is not None and not path.is_relative_to(shipped()) else path


def _alone(document: Document) -> tuple[Document, bool]:
    """Return the document without its field `defaults`, and whether that says `none`."""
    node = document.root.value.get("defaults") if isinstance(document.root.value, dict) else None
    if node is None:
        return document, False
    if node.value not in ("none", "shipped"):
        refuse([Fault(node.place, f"defaults: '{node.value}' is not allowed; write none or shipped")])
    return without(document, "defaults"), node.value == "none"


def _checked(document: Document, form: Format[T]) -> T:
    model = validate(document, form.model)
    refuse(Fault(locate(document, path), f"{path}: {text}") for path, text in form.check(model))
    return model
