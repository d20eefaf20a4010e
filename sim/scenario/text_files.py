"""Files of texts: their format, where they are, which belong to a scenario and a language, what is wrong in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BeforeValidator, Field

from sim.errors import SpecError, UnknownNameError, did_you_mean
from sim.fields import Block, Name, one_of
from sim.scenario.files import LONGEST_LIKE, SCENARIO, find, scenario_names, shipped
from sim.scenario.places import locate
from sim.spec import Document, Fault, data, read, validate

EVERYDAY = "everyday"
Direction = Literal["ltr", "rtl"]
StatementKind = Literal["holding", "position", "apology", "legalistic", "reply", "contradiction"]
SLOT = re.compile(r"\{([a-z][a-z0-9_]*)\}")
S = TypeVar("S")
T = TypeVar("T")
_LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"


def _listed(value: object) -> object:
    return value if isinstance(value, list) else [value]


Names = Annotated[tuple[Name, ...], BeforeValidator(_listed)]
Words = Annotated[str, Field(min_length=1, max_length=2000)]
Filling = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^{}]*$")]


class PostBlock(Block):
    """Texts of mentions; what a block leaves out fits any topic, kind, channel and time."""

    topic: Names = ()
    kind: Names = ()
    channels: Names = ()
    after_fact: Name | None = None
    before_fact: Name | None = None
    texts: list[Words] = Field(min_length=1)


class StatementBlock(Block):
    """Texts of the organisation's own publications of one or some kinds."""

    topic: Names = ()
    kind: Annotated[tuple[StatementKind, ...], BeforeValidator(_listed)]
    after_fact: Name | None = None
    before_fact: Name | None = None
    texts: list[Words] = Field(min_length=1)


class TextFile(Block):
    """One file of texts in one language.

    `slots` are lists of the words that {names} in the texts stand for; `account` is how the organisation is called
    above what it publishes. Slots and account of a file laid on top hold for the texts of all files.
    """

    tocsin: Literal[1]
    scenario: Name = EVERYDAY
    language: Annotated[str, Field(pattern=_LANGUAGE)]
    direction: Direction = "ltr"
    account: Words | None = None
    slots: dict[Name, Annotated[list[Filling], Field(min_length=1)]] = {}
    posts: list[PostBlock] = []
    statements: list[StatementBlock] = []


def languages(scenario: str) -> tuple[str, ...]:
    """Return the languages in which there are texts of a scenario: its own, else those for any scenario, sorted."""
    family = family_of(scenario)
    return tuple(sorted(language for name, language in shipped_texts() if name == family))


def shipped_texts() -> dict[tuple[str, str], Path]:
    """Return the shipped files of texts by the name of their scenario and their language."""
    found = {}
    for path in sorted((shipped() / "texts").glob("*.yaml")):
        name, _, language = path.stem.rpartition(".")
        found[name, language] = path
    return found


def family_of(scenario: str) -> str:
    """Return the name under which a scenario has texts: its own, or that of what it is `like`, or `everyday`."""
    known = {name for name, _ in shipped_texts()}
    name = scenario
    for _ in range(LONGEST_LIKE):
        own = re.sub(r"\.ya?ml$", "", Path(name).name)
        if own in known:
            return own
        try:
            path = find(name, SCENARIO)
        except UnknownNameError:
            break
        like = data(read(path)).get("like")
        if path.stem in known or not isinstance(like, str):
            return path.stem if path.stem in known else EVERYDAY
        name = like if like in scenario_names() else str(path.parent / like)
    return EVERYDAY


def read_texts(scenario: str, *, language: str, files: Sequence[Path]) -> tuple[str, list[TextFile]]:
    """Return the language that is taken, and the checked files of texts, each laid over those before it.

    Raises:
        UnknownNameError: If there are no texts in that language.
        SpecError: With every fault of all files.
    """
    own = _each(read, files)
    written = {str(data(document).get("language")) for document in own}
    tag = _closest(scenario, language, [*languages(scenario), *written])
    known, family = shipped_texts(), family_of(scenario)
    # A drill's own texts in a language of which nothing is shipped stand on the everyday ones in English.
    ground = tag if (EVERYDAY, tag) in known else "en"
    below = [known[each] for each in dict.fromkeys([(EVERYDAY, ground), (family, tag)]) if each in known]
    documents = [*(read(path, name=f"scenarios/texts/{path.name}") for path in below), *own]
    checked = _each(lambda document: validate(document, TextFile), documents)
    slots = {name for file in checked for name in file.slots}
    faults = [fault for document, file in zip(documents, checked) for fault in _slot_faults(document, file, slots)]
    if faults:
        raise SpecError([str(fault) for fault in faults])
    return tag, checked


def _each(step: Callable[[S], T], items: Iterable[S]) -> list[T]:
    """Return what a step makes of each item; the faults of all items are raised together."""
    found: list[T] = []
    faults: list[str] = []
    for item in items:
        try:
            found.append(step(item))
        except SpecError as error:
            faults += error.faults
    if faults:
        raise SpecError(faults)
    return found


def _closest(scenario: str, language: str, known: Iterable[str]) -> str:
    """Return the closest known language to a tag: the tag itself, or what is left of it without its last parts."""
    tags = {tag.lower(): tag for tag in known}
    parts = language.lower().split("-")
    for length in range(len(parts), 0, -1):
        found = tags.get("-".join(parts[:length]))
        if found is not None:
            return found
    near, listed = did_you_mean(language.lower(), tags), one_of(sorted(tags.values()))
    raise UnknownNameError(f"there are no texts of '{scenario}' in '{language}'; write {listed}{near}")


def _slot_faults(document: Document, file: TextFile, slots: Collection[str]) -> Iterator[Fault]:
    """Yield what is wrong with the braces in the texts of a file."""
    written = [] if file.account is None else [("account", file.account)]
    for field in ("posts", "statements"):
        for number, block in enumerate(getattr(file, field)):
            written += [(f"{field}[{number}].texts[{index}]", text) for index, text in enumerate(block.texts)]
    for path, text in written:
        place = locate(document, path)
        for name in SLOT.findall(text):
            if name not in slots:
                listed, near = one_of(sorted(slots)) if slots else "none", did_you_mean(name, slots)
                yield Fault(place, f"{path}: no slot '{name}'; the slots are {listed}{near}")
        if re.search("[{}]", SLOT.sub("", text)):
            yield Fault(place, f"{path}: a brace that belongs to no slot; a slot is written {{name}}")
