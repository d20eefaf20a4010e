"""The words of mentions and publications: there always are some, the key chooses them, the specific ones win."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.keys import mix64, name_key
from sim.scenario.authors import author_of
from sim.scenario.crisis import crisis_of
from sim.scenario.files import load_scenario, scenario_names
from sim.scenario.texts import Post, Texts, check_texts, load_texts

SEED = 20261125
KINDS = ("holding", "position", "apology", "legalistic", "reply", "contradiction")


def keys(count: int) -> list[int]:
    """Some keys, as mentions have them."""
    return [int(mix64(name_key("test of texts"), number)) for number in range(count)]


def posts_of(texts: Texts, scenario: str, replication: int = 0) -> list[Post]:
    """The posts of all mentions of one replication, each with the facts that have happened by then."""
    crisis = crisis_of(load_scenario(scenario), seed=SEED, replication=replication)
    cascade = crisis.cascade
    return [
        texts.post(
            key=key,
            channel=cascade.channels[channel],
            kind=cascade.kinds[kind],
            topic=cascade.topics[topic],
            facts=frozenset(fact.name for fact in crisis.facts if fact.at <= time),
        )
        for key, channel, kind, topic, time in zip(
            cascade.key, cascade.channel, cascade.kind, cascade.topic, cascade.time
        )
    ]


def own_file(folder: Path, text: str, name: str = "own.yaml") -> Path:
    """A drill's file of texts in English."""
    path = folder / name
    path.write_text(f"tocsin: 1\nlanguage: en\n{text}", "utf-8")
    return path


def said(texts: Texts, *, key: int = 1, channel: str = "x", kind: str = "question", topic: str = "smoke") -> str:
    """The text of one mention."""
    return texts.post(key=key, channel=channel, kind=kind, topic=topic).text


@pytest.mark.parametrize("scenario", scenario_names())
def test_every_mention_of_a_shipped_crisis_has_words(scenario: str) -> None:
    """No mention is shown without author and text, or with a slot that nothing fills, and posts are not all alike."""
    posts = posts_of(load_texts(scenario), scenario)

    assert all(post.author.strip() and post.text.strip() for post in posts)
    assert not [post for post in posts if set("{}") & set(post.author + post.text)]
    assert {(post.language, post.direction) for post in posts} == {("en", "ltr")}
    assert len({post.text for post in posts[:500]}) > 100


@pytest.mark.parametrize(
    ("scenario", "language"),
    [*((name, "en") for name in scenario_names()), ("product-rumour", "de"), ("product-rumour", "ar")],
)
def test_shipped_crises_have_texts_of_their_own(scenario: str, language: str) -> None:
    """No topic of a shipped crisis falls back on what fits anything, on any channel, for any kind, at any time."""
    texts = load_texts(scenario, language=language)

    assert check_texts(texts, load_scenario(scenario)) == []


def test_a_crisis_without_texts_is_told(tmp_path: Path) -> None:
    """The check names what lacks words of its own, and a fact that texts wait for in vain."""
    own = own_file(tmp_path, "posts: [{topic: recall, kind: troll, after_fact: first report, texts: [so it is]}]\n")
    scenario = load_scenario("trace-demo")

    lacking = check_texts(load_texts("no-such-crisis", files=[own]), scenario)

    assert lacking[:2] == [
        "no fact 'first report' in trace-demo; the facts are first reports; did you mean 'first reports'?",
        "no texts of their own: question on x about recall",
    ]
    assert len(lacking) == 1 + len(scenario.channels) * len(scenario.kinds)


def test_a_mention_keeps_its_words() -> None:
    """The same key has the same post in another reading of the files; other keys mostly have other words."""
    first, second = (load_texts("product-rumour") for _ in range(2))

    posts = [first.post(key=key, channel="x", kind="complaint", topic="safety") for key in keys(100)]

    assert posts == [second.post(key=key, channel="x", kind="complaint", topic="safety") for key in keys(100)]
    assert len({post.text for post in posts}) > 50
    assert len({post.author for post in posts}) > 90


def test_a_block_of_one_topic_moves_no_other(tmp_path: Path) -> None:
    """Texts for a topic of a drill's own leave the words of all other topics as they were."""
    own = own_file(tmp_path, "posts: [{topic: strike, kind: complaint, texts: [a, b, c]}]\n")

    before, after = load_texts("product-rumour"), load_texts("product-rumour", files=[own])

    assert posts_of(after, "product-rumour-small") == posts_of(before, "product-rumour-small")
    assert said(after, kind="complaint", topic="strike") in ("a", "b", "c")


def test_one_slot_says_the_same_twice_in_a_text(tmp_path: Path) -> None:
    """A slot has one word in a text, and it varies from key to key; at the beginning of a sentence it has a capital."""
    own = own_file(tmp_path, 'slots: {fruit: [plum, pear, fig]}\nposts: [{texts: ["{fruit}. {fruit} and {fruit}"]}]\n')
    texts = load_texts("no-such-crisis", files=[own])

    found = {said(texts, key=key, kind="other") for key in keys(50)}

    assert found == {"Plum. Plum and plum", "Pear. Pear and pear", "Fig. Fig and fig"}


def test_arabic_is_arabic() -> None:
    """Every Arabic post holds Arabic letters, no Latin ones, and runs from right to left; so do statements."""
    texts = load_texts("product-rumour", language="ar")

    posts = posts_of(texts, "product-rumour")
    posts += [texts.statement(key=key, kind=kind, topic="safety") for key in keys(5) for kind in KINDS]

    assert {(post.language, post.direction) for post in posts} == {("ar", "rtl")}
    for post in posts:
        assert any("\u0621" <= letter <= "\u064a" for letter in post.text), post
        assert not any(letter.isascii() and letter.isalpha() for letter in post.text), post
        assert not set(",;?") & set(post.text), post


def test_facts_open_and_close_blocks(tmp_path: Path) -> None:
    """A text waits for its fact, ends with it, or stands between two."""
    own = own_file(
        tmp_path,
        "posts:\n"
        "  - {topic: smoke, before_fact: fire, texts: [what burns]}\n"
        "  - {topic: smoke, after_fact: fire, before_fact: out, texts: [it burns]}\n"
        "  - {topic: smoke, after_fact: out, texts: [it is out]}\n",
    )
    texts = load_texts("no-such-crisis", files=[own])

    found = [
        texts.post(key=1, channel="x", kind="question", topic="smoke", facts=frozenset(facts)).text
        for facts in ([], ["fact 1"], ["fire"], ["fire", "out"])
    ]

    assert found == ["what burns", "what burns", "it burns", "it is out"]


def test_the_most_specific_block_counts(tmp_path: Path) -> None:
    """Topic goes before channel, channel before kind, and of two alike the file laid on top."""
    blocks = [
        "{topic: smoke, channels: [x], kind: troll, texts: [topic channel kind]}",
        "{topic: smoke, channels: [x], texts: [topic channel]}",
        "{topic: [smoke, dust], kind: [troll, smear], texts: [topic kind]}",
        "{topic: smoke, texts: [topic]}",
        "{channels: [x], kind: troll, texts: [channel kind]}",
    ]
    own = own_file(tmp_path, "posts:\n" + "".join(f"  - {block}\n" for block in reversed(blocks)))
    top = own_file(tmp_path, "posts: [{topic: smoke, texts: [on top]}]\n", "top.yaml")
    texts = load_texts("no-such-crisis", files=[own, top])

    assert said(texts, kind="troll") == "topic channel kind"
    assert said(texts, kind="question") == "topic channel"
    assert said(texts, kind="smear") == "topic channel"
    assert said(texts, kind="troll", channel="blog") == "topic kind"
    assert said(texts, kind="question", channel="blog") == "on top"
    assert said(texts, kind="troll", topic="noise") == "channel kind"
    assert said(load_texts("no-such-crisis", files=[top, own]), channel="blog") == "topic"


def test_own_slots_hold_in_shipped_texts(tmp_path: Path) -> None:
    """A drill renames house and product in all shipped texts, and above its statements, by two slots."""
    own = own_file(tmp_path, "slots: {organisation: [Brindle Works], product: [Fizzelkin]}\n")

    texts = load_texts("product-rumour", files=[own])
    posts = posts_of(texts, "product-rumour-small")

    assert texts.statement(key=1, kind="holding", topic="safety").author == "Brindle Works (@press.office)"
    assert not [post for post in posts if "Quellmoor" in post.text]
    assert any("Brindle Works" in post.text for post in posts)
    assert any("Fizzelkin" in post.text for post in posts)


def test_statements_say_something_new_with_each_version() -> None:
    """A publication has the words of its kind; a new line has others than the one before, and a fact changes them."""
    texts = load_texts("product-rumour")

    holding = [texts.statement(key=7, kind="holding", topic="safety", version=version).text for version in range(3)]
    safe = texts.statement(key=7, kind="position", topic="safety", facts=frozenset(["the product is safe"]))
    open_still = texts.statement(key=7, kind="position", topic="safety")

    assert len(set(holding)) == 3
    assert "Zimbrel is safe" in safe.text
    assert "Zimbrel is safe" not in open_still.text
    assert open_still.author == "Quellmoor (@press.office)"


@pytest.mark.parametrize("language", ["en", "de", "ar"])
@pytest.mark.parametrize("kind", KINDS)
def test_there_is_a_statement_of_every_kind(kind: str, language: str) -> None:
    """Any scenario, also one that nobody has written texts for, has statements of every kind in every language."""
    texts = load_texts("imported", language=language)

    found = texts.statement(key=3, kind=kind, topic="anything", version=2)

    assert found.text
    assert found.language == language


def test_an_unknown_kind_of_publication_is_a_wrong_call() -> None:
    """A misspelt kind is not answered with words of another kind."""
    with pytest.raises(ValueError, match=r"^a publication has no kind 'appology'$"):
        load_texts("product-rumour").statement(key=1, kind="appology", topic="safety")


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_there_is_always_a_text(language: str) -> None:
    """Unknown scenarios, channels, kinds and topics have words too."""
    texts = load_texts("imported", language=language)

    for channel in ("x", "press", "news", "mastodon"):
        for kind in ("question", "of a kind of its own"):
            post = texts.post(key=5, channel=channel, kind=kind, topic="of its own")

            assert post.text
            assert post.language == language


@pytest.mark.parametrize(
    ("channel", "kind", "pattern"),
    [
        ("x", "question", r"[A-Z][a-z]+ [A-Z]\. \(@[a-z]+_[a-z]+\d+\)"),
        ("forum", "question", r"[a-z]+_[a-z]+\d+"),
        ("news", "question", r"[A-Z][A-Za-z ]+"),
        ("press", "journalist", r"[A-Z][a-z]+ [A-Z]\., [A-Z][A-Za-z ]+"),
        ("x", "insider", r"throwaway_\d{4}"),
        ("video", "complaint", r"[A-Z][a-z]+ [A-Z][A-Za-z ]+ \(@[a-z]+_[a-z]+\d+\)"),
    ],
)
def test_authors_look_like_those_of_their_channel(channel: str, kind: str, pattern: str) -> None:
    """People have a given name, an initial and a handle, newsrooms an outlet, and insiders hide."""
    found = [author_of(key=key, channel=channel, kind=kind, language="en") for key in keys(200)]

    assert all(re.fullmatch(pattern, author) for author in found), found[:5]
    assert len(set(found)) > 30


def test_authors_of_other_languages() -> None:
    """German and Arabic have names of their own; any other language takes the English ones."""
    names = {
        tag: {author_of(key=key, channel="x", kind="question", language=tag) for key in keys(100)}
        for tag in ("en", "de-CH", "ar", "fr")
    }

    assert names["fr"] == names["en"]
    assert not names["en"] & names["de-CH"]
    assert all("\u0621" <= author[0] <= "\u064a" for author in names["ar"])
