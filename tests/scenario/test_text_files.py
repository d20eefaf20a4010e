"""Files of texts: which are found for a scenario and a language, and every fault of a drill's own ones."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sim.errors import SpecError, UnknownNameError
from sim.scenario.files import scenario_names, shipped
from sim.scenario.text_files import read_texts, shipped_texts
from sim.scenario.texts import Texts, languages, load_texts
from sim.spec import data, read

ROOT = Path(__file__).parents[2]


def own_file(folder: Path, text: str, name: str = "own.yaml") -> Path:
    """A drill's file of texts in English."""
    path = folder / name
    path.write_text(f"tocsin: 1\nlanguage: en\n{text}", "utf-8")
    return path


def said(texts: Texts, *, key: int = 1, channel: str = "x", kind: str = "question", topic: str = "smoke") -> str:
    """The text of one mention."""
    return texts.post(key=key, channel=channel, kind=kind, topic=topic).text


def test_shipped_files_are_what_their_names_say() -> None:
    """A file belongs to the scenario and the language in its name; Arabic alone is written from right to left."""
    for (name, language), path in shipped_texts().items():
        content = data(read(path))

        assert (content["scenario"], content["language"]) == (name, language)
        assert content["direction"] == ("rtl" if language == "ar" else "ltr")
        assert name == "everyday" or name in scenario_names()


def test_sizes_and_own_scenarios_share_the_texts_of_what_they_are_like(tmp_path: Path) -> None:
    """`like` leads to texts: for the sizes of the rumour, for a user's file, and for a file like that file."""
    (tmp_path / "mine.yaml").write_text("tocsin: 1\nlike: product-rumour-small\nname: mine\n", "utf-8")
    (tmp_path / "later.yaml").write_text("tocsin: 1\nlike: mine.yaml\nname: later\n", "utf-8")
    rumour = said(load_texts("product-rumour"), topic="safety")

    for name in ("product-rumour-large", "product-rumor", str(tmp_path / "mine.yaml"), str(tmp_path / "later.yaml")):
        assert said(load_texts(name), topic="safety") == rumour
        assert languages(name) == ("ar", "de", "en")

    assert said(load_texts("imported"), topic="safety") != rumour
    assert languages("united-3411") == ("en",)


def test_a_region_takes_its_language() -> None:
    """`de-AT` and `AR` are answered by the closest language that there is."""
    assert load_texts("product-rumour", language="de-AT").language == "de"
    assert load_texts("product-rumour", language="AR").language == "ar"


@pytest.mark.parametrize(
    ("scenario", "language", "message"),
    [
        ("product-rumour", "fr", "there are no texts of 'product-rumour' in 'fr'; write ar, de or en"),
        (
            "product-rumour",
            "den",
            "there are no texts of 'product-rumour' in 'den'; write ar, de or en; did you mean 'en'?",
        ),
        ("united-3411", "de", "there are no texts of 'united-3411' in 'de'; write en"),
    ],
)
def test_an_unknown_language_is_told_with_those_that_exist(scenario: str, language: str, message: str) -> None:
    """A language without texts is refused, and does not quietly become another one."""
    with pytest.raises(UnknownNameError) as caught:
        load_texts(scenario, language=language)

    assert str(caught.value) == message


def test_own_texts_bring_their_language(tmp_path: Path) -> None:
    """A drill's own file in a language that nobody has written yet is enough to run in it, on English ground."""
    own = tmp_path / "fr.yaml"
    own.write_text("tocsin: 1\nlanguage: fr\nposts: [{topic: safety, texts: [c'est vrai ?]}]\n", "utf-8")

    texts = load_texts("product-rumour", language="fr", files=[own])

    assert texts.post(key=1, channel="x", kind="troll", topic="safety").text == "c'est vrai ?"
    assert texts.post(key=1, channel="x", kind="troll", topic="safety").language == "fr"
    assert texts.post(key=1, channel="x", kind="troll", topic="everyday").language == "en"
    assert texts.statement(key=1, kind="holding", topic="safety").author == "Press office (@press.office)"


def test_every_fault_of_every_own_file_is_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fields, kinds and languages that do not exist are told with their places, over all files."""
    monkeypatch.chdir(tmp_path)
    own_file(tmp_path, "direction: left\nposts:\n  - {topik: smoke, texts: []}\n", "one.yaml")
    own_file(tmp_path, "statements:\n  - {kind: [reply, holdin], texts: [yes]}\n", "two.yaml")

    with pytest.raises(SpecError) as caught:
        load_texts("product-rumour", files=[Path("one.yaml"), Path("two.yaml")])

    assert caught.value.faults == (
        "one.yaml:3:12: direction: 'left' is not allowed; write ltr or rtl",
        (
            "one.yaml:5:6: posts[0]: unknown field 'topik'; allowed are topic, kind, channels, after_fact, "
            "before_fact, texts; did you mean 'topic'?"
        ),
        "one.yaml:5:27: posts[0].texts: '[]' needs at least 1 entry",
        (
            "two.yaml:4:20: statements[0].kind[1]: 'holdin' is not allowed; write holding, position, apology, "
            "legalistic, reply or contradiction; did you mean 'holding'?"
        ),
    )


def test_unknown_slots_and_stray_braces_are_faults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slot that no file fills is told before a drill shows it; the slots of shipped texts may be used."""
    monkeypatch.chdir(tmp_path)
    own_file(
        tmp_path,
        'account: "{organisation} {"\nslots: {city: [Oatfield]}\nposts:\n'
        '  - texts: ["{city}", "{sity}", "{product}"]\n'
        'statements:\n  - {kind: reply, texts: ["a } b"]}\n',
    )

    with pytest.raises(SpecError) as caught:
        load_texts("trace-demo", files=[Path("own.yaml")])

    assert caught.value.faults == (
        "own.yaml:3:10: account: a brace that belongs to no slot; a slot is written {name}",
        (
            "own.yaml:6:23: posts[0].texts[1]: no slot 'sity'; the slots are city, damage, day, days, helper, minutes, "
            "number, organisation, product, room, shop, thing, town or when; did you mean 'city'?"
        ),
        "own.yaml:8:27: statements[0].texts[0]: a brace that belongs to no slot; a slot is written {name}",
    )


def test_files_that_are_no_yaml_are_told_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing file does not hide the fault of the next one."""
    monkeypatch.chdir(tmp_path)
    Path("bad.yaml").write_text("tocsin: 1\nposts: []\nposts: []\n", "utf-8")

    with pytest.raises(SpecError) as caught:
        load_texts("product-rumour", files=[Path("none.yaml"), Path("bad.yaml")])

    assert caught.value.faults == (
        "none.yaml: there is no such file",
        "bad.yaml:3:1: 'posts' is written twice, here and on line 2; keep one",
    )


def test_texts_are_found_in_the_source_tree_and_in_a_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed package has the scenarios, and with them the texts, as `sim/_scenarios`."""
    in_tree = load_texts("product-rumour", language="de")
    assert shipped_texts()["product-rumour", "de"] == ROOT / "scenarios" / "texts" / "product-rumour.de.yaml"
    shutil.copytree(ROOT / "scenarios", tmp_path / "sim" / "_scenarios")
    monkeypatch.setattr("sim.scenario.files.__file__", str(tmp_path / "sim" / "scenario" / "files.py"))

    in_wheel = load_texts("product-rumour", language="de")

    assert shipped() == tmp_path / "sim" / "_scenarios"
    assert shipped_texts()["product-rumour", "de"].is_relative_to(tmp_path)
    assert in_wheel == in_tree


def test_faults_of_shipped_files_are_told_by_their_place_among_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A shipped file is called as in the source tree, wherever it is installed."""
    folder = tmp_path / "sim" / "_scenarios" / "texts"
    folder.mkdir(parents=True)
    (folder / "everyday.en.yaml").write_text("tocsin: 1\nlanguage: en\nscenario: everyday\npost: []\n", "utf-8")
    monkeypatch.setattr("sim.scenario.files.__file__", str(tmp_path / "sim" / "scenario" / "files.py"))

    with pytest.raises(SpecError) as caught:
        read_texts("imported", language="en", files=[])

    assert caught.value.faults == (
        (
            "scenarios/texts/everyday.en.yaml:4:1: unknown field 'post'; allowed are tocsin, scenario, language, "
            "direction, account, slots, posts, statements; did you mean 'posts'?"
        ),
    )
