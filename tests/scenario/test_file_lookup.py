"""How files are found, laid over each other, and turned into models: names, paths, `like`, `defaults: none`, draws."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sim.distributions import Exponential, MeanParameters
from sim.errors import SpecError, UnknownNameError
from sim.organisation.conduct import Line
from sim.organisation.experience import Training
from sim.scenario.files import (
    ORGANISATION,
    load_organisation,
    load_scenario,
    open_organisation,
    open_scenario,
    organisation_from_document,
    organisation_from_text,
    scenario_from_text,
    shipped,
)
from sim.scenario.places import laid_over
from sim.scenario.resolved import dump
from sim.spec import Document, draw, read_text, with_values
from sim.spread.hawkes import Hawkes
from sim.spread.trace import Trace

SMALL = """tocsin: 1
name: small
start: 2026-03-03 09:00
timezone: UTC
horizon: 2 h
main_topic: smoke
channels:
  x:
  news: {self_excitation: .2}
spread:
  kind: hawkes
  shocks:
    - {name: first, at: 0 min, channel: x, topic: smoke, count: 3}
"""


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "centralized-team",
            (
                "no organisation 'centralized-team'; did you mean 'centralised'? 'tocsin organisations' lists all 19; "
                "a path to your own file works too"
            ),
        ),
        (
            "zzz",
            "no organisation 'zzz'; 'tocsin organisations' lists all 19; a path to your own file works too",
        ),
    ],
)
def test_unknown_name_is_told_with_the_nearest(name: str, message: str) -> None:
    """A mistyped name is answered with the nearest one, where to find all, and that a path works."""
    with pytest.raises(UnknownNameError) as caught:
        load_organisation(name)

    assert str(caught.value) == message


def test_american_spellings_name_the_same_files() -> None:
    """`centralized` and `product-rumor` are accepted."""
    assert load_organisation("centralized") == load_organisation("centralised")
    assert load_scenario("product-rumor") == load_scenario("product-rumour")


def test_path_is_accepted_wherever_a_name_is(tmp_path: Path) -> None:
    """A file anywhere loads by its path, as text or as a path; one that is not there is told plainly."""
    file = tmp_path / "small.yaml"
    file.write_text(SMALL, encoding="utf-8")

    assert load_scenario(str(file)) == load_scenario(file) == scenario_from_text(SMALL)
    with pytest.raises(SpecError) as caught:
        load_scenario(str(tmp_path / "gone.yaml"))
    assert str(caught.value) == f"{tmp_path / 'gone.yaml'}: there is no such file"


def test_defaults_fill_what_a_file_leaves_out() -> None:
    """Channels in use come from the defaults, field by field; influence only between channels in use."""
    scenario = scenario_from_text(SMALL)
    assert isinstance(scenario.spread, Hawkes)

    assert list(scenario.channels) == ["x", "news"]
    assert scenario.channels["x"].self_excitation == 0.7
    assert scenario.channels["news"].self_excitation == 0.2
    assert scenario.channels["news"].case_threshold == "every"
    assert scenario.spread.influence == {"x": {"news": 0.02}, "news": {"x": 0.3}}
    assert scenario.effects.reply == 0.83
    assert scenario.drain == 2880


def test_kinds_are_changed_entry_by_entry() -> None:
    """A scenario that changes shares of kinds keeps their levels, and the table must still sum to 1."""
    kinds = "kinds: {question: {share: .1}, complaint: {share: .48}}\n"

    scenario = scenario_from_text(SMALL + kinds)

    assert scenario.kinds["complaint"].share == 0.48
    assert scenario.kinds["complaint"].levels == {1: 0.92, 2: 0.05, 3: 0.02, 4: 0.01}
    with pytest.raises(SpecError) as caught:
        scenario_from_text(SMALL + "kinds: {question: {share: .1}}\n", file="small.yaml")
    assert str(caught.value) == "small.yaml:14:8: kinds: the shares of the kinds add up to 0.9, not to 1"


def test_influence_on_an_unused_channel_is_a_fault_if_the_file_says_it() -> None:
    """Only the defaults' influence is cut to the channels in use; a slip in the file is told."""
    with pytest.raises(SpecError) as caught:
        scenario_from_text(SMALL + "  influence: {x: {newz: .1}}\n", file="small.yaml")

    assert str(caught.value) == (
        "small.yaml:14:25: spread.influence.x.newz: no channel 'newz' in this scenario; it has news or x; "
        "did you mean 'news'?"
    )


def test_file_without_defaults_stands_alone() -> None:
    """`defaults: none` takes nothing over, so that a resolved file keeps its meaning when the defaults change."""
    complete = dump(scenario_from_text(SMALL))

    assert "defaults: none" in complete
    assert scenario_from_text(complete) == scenario_from_text(SMALL)
    with pytest.raises(SpecError, match="field 'effects' is missing"):
        scenario_from_text(SMALL.replace("tocsin: 1", "tocsin: 1\ndefaults: none"))


def test_file_like_another_says_only_what_differs(tmp_path: Path) -> None:
    """A file with `like` is the other file but for its own fields, whether that is named or a path beside it."""
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "longer.yaml").write_text("tocsin: 1\nlike: small.yaml\nname: longer\nhorizon: 5 h\n", encoding="utf-8")

    longer = load_scenario(tmp_path / "longer.yaml")

    assert longer == load_scenario(tmp_path / "small.yaml").model_copy(update={"name": "longer", "horizon": 300.0})
    own = organisation_from_text("tocsin: 1\nlike: dispersed\nname: own\nstructure: {alignment: .5}\n")
    theirs = load_organisation("dispersed")
    assert own.structure == theirs.structure.model_copy(update={"alignment": 0.5})


@pytest.mark.parametrize("installed", [False, True])
def test_shared_working_times_are_found_from_the_folder_of_a_file(
    installed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`like: ../defaults/work.yaml` works in the source tree, in an installed package and in a copy of the folder.

    What is in no folder any more, the resolved text, needs it no longer.
    """
    there = load_organisation("clearinghouse")
    folder = tmp_path / "sim" / "_scenarios"
    shutil.copytree(shipped(), folder)
    if installed:
        monkeypatch.setattr("sim.scenario.files.shipped", lambda: folder)

    found = open_organisation("clearinghouse" if installed else folder / "organisations" / "clearinghouse.yaml")

    assert found.model == there
    assert found.model.structure.stages.draft == load_organisation("centralised").structure.stages.draft
    place = found.document.marks["structure.stages.publish.lognormal.mean"].place
    named = "scenarios/defaults/work.yaml:" if installed else f"{folder}/defaults/work.yaml:"
    assert place.startswith(named)
    assert "like" not in found.text
    assert organisation_from_text(found.text) == there


def test_a_law_of_another_kind_takes_the_place_of_the_one_below() -> None:
    """A law or a way of telling the line replaces the one that it is laid over, and is not mixed with it."""
    own = "tocsin: 1\nlike: dispersed\nname: own\nstructure: {handover: {exponential: {mean: 5 min}}, %s}\n"

    structure = organisation_from_text(own % "line: {broadcast: 5 min}").structure

    assert structure.handover == Exponential(exponential=MeanParameters(mean=5.0))
    assert structure.line == Line(broadcast=5.0)


def test_training_is_for_those_who_say_tenure_or_drills() -> None:
    """Constants of training appear only where somebody's tenure or drill is known, and entry by entry."""
    people = "resources: {people: [{role: officer, count: 2, calendar: 3x8%s}]%s}\n"
    house = "tocsin: 1\nname: house\nstructure: {desks: {d: {channels: all, members: [officer]}}}\n"

    without = read_organisation_document_of(house + people % ("", ""))
    tenured = read_organisation_document_of(house + people % (", tenure_months: 3", ""))
    changed = read_organisation_document_of(house + people % (", months_since_drill: 3", ", training: {caught: .5}"))

    assert not any(path.startswith("resources.training") for path in without.marks)
    assert tenured.marks["resources.training.start"].mark == "S"
    assert "resources.training.caught" not in changed.marks
    assert "resources.training.start" in changed.marks
    assert organisation_from_document(tenured).resources.training == Training()
    assert organisation_from_document(changed).resources.training == Training(caught=0.5)


def read_organisation_document_of(text: str) -> Document:
    """The document of an organisation's text over the defaults."""
    return laid_over(read_text(text), ORGANISATION.defaults, ORGANISATION.depths, ORGANISATION.select)


def test_like_in_a_circle_is_refused(tmp_path: Path) -> None:
    """Two files that are like each other end with a fault at the line, not in a loop."""
    for name, other in (("a", "b"), ("b", "a")):
        text = f"tocsin: 1\nlike: {tmp_path / other}.yaml\nname: {name}\n"
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(SpecError) as caught:
        load_scenario(tmp_path / "a.yaml")

    assert str(caught.value) == (
        f"{tmp_path}/b.yaml:2:7: like: '{tmp_path}/a.yaml' leads back to this file; name another"
    )


def test_trace_is_looked_up_beside_its_file(tmp_path: Path) -> None:
    """A loaded scenario names its trace in full, so that it can be replayed from any folder."""
    text = SMALL[: SMALL.index("spread:")] + "spread: {kind: trace, file: t.csv, columns: {time: at}, channel: x}\n"
    (tmp_path / "s.yaml").write_text(text, encoding="utf-8")

    spread = load_scenario(tmp_path / "s.yaml").spread

    assert isinstance(spread, Trace)
    assert Path(spread.file) == tmp_path / "t.csv"
    assert "file: t.csv" in open_scenario(tmp_path / "s.yaml").text


def test_trace_of_a_file_that_another_is_like_stays_where_it_is(tmp_path: Path) -> None:
    """A crisis like `trace-demo` in a folder of its own replays the trace of `trace-demo`."""
    (tmp_path / "s.yaml").write_text("tocsin: 1\nlike: trace-demo\nname: s\nhorizon: 47 h\n", encoding="utf-8")

    spread = load_scenario(tmp_path / "s.yaml").spread

    assert isinstance(spread, Trace)
    assert Path(spread.file) == shipped() / "traces" / "synthetic.csv"


def test_nobody_on_call_takes_no_law_of_paging() -> None:
    """Paging appears only where people are on call, so that no draw is spent on what does nothing."""
    assert load_organisation("daily-committee").resources.on_call is None
    paging = load_organisation("three-people").resources.on_call
    assert paging is not None
    assert paging.timeout == 5


def test_drawn_values_take_the_place_of_marked_ones() -> None:
    """A document with a value from its range becomes a model with that value and no other change."""
    document = open_organisation("centralised").document
    mark = document.marks["structure.alignment"]

    drawn = organisation_from_document(with_values(document, {mark.path: draw(mark, 0.0)}))

    assert drawn.structure.alignment == 0.8
    assert drawn.resources == load_organisation("centralised").resources


def test_shipped_faults_name_the_file_as_the_project_does() -> None:
    """Places in shipped files are told from the folder of scenarios, on any machine."""
    document = open_scenario("southwest-1380").document

    assert document.marks["spread.shocks[0].reach"].place.startswith("scenarios/southwest-1380.yaml:")
    assert document.marks["effects.reply"].place.startswith("scenarios/defaults/scenario.yaml:")
    assert shipped().name in ("scenarios", "_scenarios")
