"""The shipped files: they load, every number is marked, every range is valid, and the default pair differs as told."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from sim.scenario.files import (
    ORGANISATION,
    SCENARIO,
    Format,
    Loaded,
    load_organisation,
    open_organisation,
    open_scenario,
    organisation_from_text,
    organisation_names,
    scenario_from_text,
    scenario_names,
    shipped,
)
from sim.scenario.formats import schema_text
from sim.scenario.pairs import check_pair, differences_sentence
from sim.scenario.places import laid_over
from sim.scenario.resolved import dump
from sim.spec import Document, Node, data, draw, read, read_text, with_values
from sim.spread.hawkes import branching_ratio
from sim.units import parse_duration

SCENARIOS = scenario_names()
ORGANISATIONS = organisation_names()
EVERY = [(SCENARIO, name) for name in SCENARIOS] + [(ORGANISATION, name) for name in ORGANISATIONS]
IDS = [name for _, name in EVERY]


@cache
def opened(noun: str, name: str) -> Loaded[Any]:
    """A shipped file, opened once for all tests."""
    return open_scenario(name) if noun == "scenario" else open_organisation(name)


def document_of(form: Format[Any], name: str) -> Document:
    """The merged document of a shipped file."""
    return opened(form.noun, name).document


def model_of(form: Format[Any], document: Document, values: Mapping[str, object]) -> Any:
    """The model with values in the place of marked ones; AssertionError names what is wrong between its parts."""
    model = form.model.model_validate(data(with_values(document, values)))
    faults = form.check(model)
    assert not faults, faults
    return model


def assumed(document: Document) -> list[Any]:
    """The marks that uncertainty runs draw."""
    return [mark for mark in document.marks.values() if mark.mark == "A"]


def leaves(node: Node, path: str = "") -> Iterator[tuple[str, Node]]:
    """Every scalar outside marked values, with its path."""
    if isinstance(node.value, dict):
        if "value" in node.value and "mark" in node.value:
            return
        for name, child in node.value.items():
            yield from leaves(child, f"{path}.{name}")
    elif isinstance(node.value, list):
        for child in node.value:
            yield from leaves(child, path)
    else:
        yield path, node


def test_all_crises_and_organisations_ship() -> None:
    """The names that the documents speak of exist, and nothing else does."""
    assert SCENARIOS == [
        "ordinary-week", "product-fault", "product-rumour", "product-rumour-large", "product-rumour-small",
        "southwest-1380", "trace-demo", "united-3411",
    ]  # fmt: skip
    assert ORGANISATIONS == [
        "agency", "central-office", "centralised", "channel-specialists", "clearinghouse", "community-cell",
        "daily-committee", "dandelion", "dedicated-team", "dispersed", "honeycomb", "hub-and-spoke", "incident-command",
        "juniors-alone", "one-manager", "organic", "relationship-office", "separate-departments", "three-people",
    ]  # fmt: skip


@pytest.mark.parametrize(("form", "name"), EVERY, ids=IDS)
def test_shipped_file_is_named_as_it_is_and_tells_its_story(form: Format[Any], name: str) -> None:
    """A file's name is that of its path, and a reader learns what it is and where it comes from."""
    model = opened(form.noun, name).model

    assert model.name == name
    assert model.title
    assert len(model.story if form is SCENARIO else model.idea) > 100
    assert model.caveat if form is SCENARIO else model.source


@pytest.mark.parametrize(("form", "name"), EVERY, ids=IDS)
def test_every_number_of_a_shipped_file_is_marked(form: Format[Any], name: str) -> None:
    """Numbers and durations carry a mark, but for what the author decides: the plan of the story and the posts."""
    decided = {"tocsin", "horizon", "count", "at", "over", "attention", "review", "journalist"}
    unmarked = []

    for path, node in leaves(document_of(form, name).root):
        is_number = isinstance(node.value, (int, float)) and not isinstance(node.value, bool)
        try:
            parse_duration(node.value)
        except ValueError:
            if not is_number:
                continue
        if path.rpartition(".")[2] not in decided:
            unmarked.append(path)

    assert unmarked == []


@pytest.mark.parametrize(("form", "name"), EVERY, ids=IDS)
def test_either_end_of_every_range_is_valid_alone(form: Format[Any], name: str) -> None:
    """No assumption makes the file invalid by being moved alone to an end of its range."""
    document = document_of(form, name)
    own = [mark for mark in assumed(document) if "defaults/" not in mark.place or name == "product-rumour"]

    # Marks of the defaults are the same in every scenario; the one with most channels stands for all.
    for mark in own if form is SCENARIO else assumed(document):
        for u in (0.0, 1.0):
            model_of(form, document, {mark.path: draw(mark, u)})


@pytest.mark.parametrize(("form", "name"), EVERY, ids=IDS)
def test_joint_draws_of_all_assumptions_are_valid(form: Format[Any], name: str) -> None:
    """Fifty draws of all assumptions at once validate: uncertainty runs never stop for an invalid file."""
    document, generator = document_of(form, name), np.random.default_rng(20261122)

    for _ in range(50):
        model_of(form, document, {mark.path: draw(mark, float(generator.random())) for mark in assumed(document)})


@pytest.mark.parametrize("name", [name for name in SCENARIOS if name != "trace-demo"])
def test_crisis_dies_out_at_every_corner_of_the_ranges(name: str) -> None:
    """Envelope times branching ratio stays below 1 with everything at its high end, hence at every corner.

    The spectral radius of a matrix without negative entries grows with each entry (Perron-Frobenius), so the corner
    where all entries and the envelope are largest is the worst.
    """
    document = document_of(SCENARIO, name)

    scenario = model_of(SCENARIO, document, {mark.path: draw(mark, 1.0) for mark in assumed(document)})

    assert branching_ratio(scenario.channels, scenario.spread, envelope=scenario.envelope) < 1


def test_crisis_on_all_default_channels_dies_out_at_every_corner() -> None:
    """A user's scenario that takes all channels of the defaults is valid at the worst corner too."""
    channels = ", ".join(f"{name}: " for name in data(SCENARIO.defaults)["channels"])  # type: ignore[attr-defined]
    text = f"""
tocsin: 1
name: everything
start: 2026-03-03 09:00
timezone: UTC
horizon: 1 h
main_topic: x
channels: {{{channels}}}
"""
    document = read_text(text)
    merged = document_of_text(document)

    scenario = model_of(SCENARIO, merged, {mark.path: draw(mark, 1.0) for mark in assumed(merged)})

    assert len(scenario.channels) == 11
    assert 0.9 < branching_ratio(scenario.channels, scenario.spread, envelope=scenario.envelope) < 1


def document_of_text(document: Document) -> Document:
    """A document of a scenario over the defaults."""
    return laid_over(document, SCENARIO.defaults, SCENARIO.depths, SCENARIO.select)


@pytest.mark.parametrize(("form", "name"), EVERY, ids=IDS)
def test_resolved_form_loads_back_equal(form: Format[Any], name: str) -> None:
    """What is dumped needs neither defaults nor the file that it is like, and means the same."""
    loaded = opened(form.noun, name)

    for text in (loaded.text, dump(loaded.document), dump(loaded.model)):
        again = scenario_from_text(text, base=loaded.base) if form is SCENARIO else organisation_from_text(text)
        assert again == loaded.model
    assert read_text(loaded.text).marks.keys() == loaded.document.marks.keys()


@pytest.mark.parametrize(("form", "name"), EVERY, ids=IDS)
def test_shipped_file_names_its_schema_and_obeys_it(form: Format[Any], name: str) -> None:
    """Editors find the schema in the first line, and it accepts what the loader accepts."""
    path = shipped() / form.folder / f"{name}.yaml"
    first = path.read_text(encoding="utf-8").splitlines()[0]
    named = (path.parent / first.removeprefix("# yaml-language-server: $schema=")).resolve()

    faults = list(validator(named).iter_errors(as_written(read(path).root)))

    assert named == (shipped() / "schema" / f"{form.noun}.json").resolve()
    assert [fault.message for fault in faults] == []


@cache
def validator(schema: Path) -> jsonschema.Draft202012Validator:
    """The checked schema in a file."""
    found = json.loads(schema.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(found)
    return jsonschema.Draft202012Validator(found)


def as_written(node: Node) -> object:
    """The data of a file with its marks as mappings, as an editor sees it."""
    if isinstance(node.value, dict):
        return {name: as_written(child) for name, child in node.value.items()}
    return [as_written(child) for child in node.value] if isinstance(node.value, list) else node.value


@pytest.mark.parametrize("noun", ["scenario", "organisation"])
def test_schema_files_are_fresh(noun: str) -> None:
    """The schema that ships is the one that the models give; `tocsin schema` prints the new one."""
    path = shipped() / "schema" / f"{noun}.json"

    assert path.read_text(encoding="utf-8") == schema_text(noun)


def test_schema_refuses_a_mistyped_field() -> None:
    """An editor underlines what the loader would refuse."""
    schema = json.loads(schema_text("organisation"))

    faults = list(jsonschema.Draft202012Validator(schema).iter_errors({"tocsin": 1, "structur": {}}))

    assert [fault.validator for fault in faults] == ["additionalProperties"]


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("organisation", ORGANISATIONS)
def test_every_shipped_pair_can_run(scenario: str, organisation: str) -> None:
    """Every channel that is watched has a desk, in every pair that a user can name."""
    assert check_pair(opened("scenario", scenario).model, opened("organisation", organisation).model) == []


def resources_text(name: str) -> str:
    """The resources block of an organisation's file, byte for byte."""
    text = (shipped() / "organisations" / f"{name}.yaml").read_text(encoding="utf-8")
    return text[text.index("\nresources:") :]


def test_default_pair_has_the_same_resources_to_the_letter() -> None:
    """Centralised and dispersed differ only in structure, so that a difference between them is due to it."""
    centralised, dispersed = load_organisation("centralised"), load_organisation("dispersed")

    assert resources_text("centralised") == resources_text("dispersed")
    assert centralised.resources == dispersed.resources
    assert len(centralised.people()) == 12
    assert centralised.structure.stages == dispersed.structure.stages
    assert centralised.structure.monitoring == dispersed.structure.monitoring
    assert differences_sentence(centralised, dispersed) == (
        "centralised and dispersed have the same resources (12 posts, calendars, on-call, skills and pay); they differ "
        "only in where cases queue, which desk writes positions, who may publish alone, who must approve and how a new "
        "line is told."
    )
