"""Own names in the shipped texts: house and product are said in every language, and nothing is left over."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.errors import SpecError
from sim.keys import mix64, name_key
from sim.scenario.files import scenario_names
from sim.scenario.text_names import shipped_names
from sim.scenario.texts import Texts, load_texts

OWN = {"organisation": "Acme Foods", "product": "Sparkle Up"}
KINDS = ("question", "complaint", "misinformation", "smear", "troll", "multiplier", "journalist", "positive")


def all_said(texts: Texts, topic: str) -> str:
    """Return many posts and statements on a topic, with the authors of the statements, as one text."""
    found = []
    for number in range(400):
        key = int(mix64(name_key("test of names"), number))
        for kind in KINDS:
            posts = (texts.post(key=key, channel=channel, kind=kind, topic=topic) for channel in ("x", "news"))
            found += [post.text for post in posts]
    for kind in ("holding", "position", "apology", "legalistic", "reply", "contradiction"):
        for version in range(4):
            said = texts.statement(key=version, kind=kind, topic=topic, version=version)
            found += [said.author, said.text]
    return "\n".join(found)


@pytest.mark.parametrize(
    ("language", "old"), [("en", r"Quellmoor|Zimbrel"), ("de", r"Quellmoor|Zimbrel"), ("ar", "كويلمور|زمبرال")]
)
def test_own_names_are_said_in_every_language(language: str, old: str) -> None:
    """Nothing of the invented names is left, also where a slot spells the product, and the own ones are there."""
    before = all_said(load_texts("product-rumour", language=language), "safety")

    after = all_said(load_texts("product-rumour", language=language, names=OWN), "safety")

    assert re.search(old, before)
    assert not re.search(old, after)
    assert {"Acme Foods", "Sparkle Up"} <= {name for name in OWN.values() if name in after}
    assert not re.search("[\ue000-\uf8ff{}]", after)


def test_a_name_is_one_word_in_tags_and_handles() -> None:
    """Behind '#' and '@' a name of two words is written as one; a plural keeps its ending."""
    after = all_said(load_texts("product-rumour", names=OWN), "safety")

    assert "#StopSparkleUp" in after
    assert "@AcmeFoods what exactly" in after
    assert re.search("[Tt]wo Sparkle Ups", after)
    assert "Acme Foods (@press.office)" in after


def test_one_name_leaves_the_other() -> None:
    """Without a product of one's own the invented one stays; an empty name is none."""
    after = all_said(load_texts("product-rumour", names={"organisation": "Acme Foods", "product": " "}), "safety")

    assert "Zimbrel" in after
    assert "Quellmoor" not in after


def test_a_house_that_has_no_name_in_the_texts_gets_one() -> None:
    """An account that names nobody has the house before it; one that a drill gives itself stays as it is."""
    german = load_texts("imported", language="de", names=OWN)

    author = german.statement(key=1, kind="holding", topic="x").author

    assert author == "Acme Foods, Pressestelle (@pressestelle)"


def test_an_account_of_ones_own_is_kept(tmp_path: Path) -> None:
    """What a drill's own file of texts calls the account is not changed by a name."""
    own = tmp_path / "own.yaml"
    own.write_text("tocsin: 1\nlanguage: en\naccount: Our desk (@desk)\n", "utf-8")

    texts = load_texts("united-3411", files=[own], names=OWN)

    assert texts.statement(key=1, kind="holding", topic="removal").author == "Our desk (@desk)"


def test_an_unknown_key_is_told() -> None:
    """A misspelt key is refused with the known ones."""
    with pytest.raises(SpecError) as error:
        load_texts("product-rumour", names={"organization": "Acme Foods"})

    assert str(error.value) == (
        "names: no 'organization'; the names are organisation or product; did you mean 'organisation'?"
    )


def test_the_invented_names_are_known() -> None:
    """Each shipped scenario calls the house something; the rumour and the fault name a product."""
    names = {scenario: shipped_names(scenario) for scenario in scenario_names()}

    assert all(found["organisation"] for found in names.values())
    assert names["product-rumour-large"] == {"organisation": "Quellmoor", "product": "Zimbrel"}
    assert names["product-fault"]["product"] == "Tevrin kettle"
    assert "product" not in names["ordinary-week"]
