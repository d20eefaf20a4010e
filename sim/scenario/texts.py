"""Words for every mention: what people post, what newsrooms print and ask, and what the organisation publishes.

The model knows of a mention its channel, kind, topic and key; a live drill shows it, so it needs words. They come from
files `scenarios/texts/SCENARIO.LANGUAGE.yaml`, laid over `everyday.LANGUAGE.yaml`, which has something for anything.
Of the blocks of texts that fit a mention the most specific count: a block of the topic before one of any topic, then
one of the channel (which gives the form: a headline is no post), then one of the kind, then one of a file laid on top.
Among their texts the key chooses, so that one mention has the same words whenever and wherever it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from sim.errors import did_you_mean
from sim.fields import one_of
from sim.keys import name_key, single_uniform
from sim.scenario.authors import author_of
from sim.scenario.model import Scenario
from sim.scenario.text_files import SLOT, Direction, PostBlock, StatementBlock, TextFile, languages, read_texts
from sim.scenario.text_names import named, with_names
from sim.spread.trace import Trace

__all__ = ["Post", "Texts", "check_texts", "languages", "load_texts"]

_TEXT, _FILLING = name_key("text"), name_key("slot")
_NO_NAMES: Mapping[str, str] = MappingProxyType({})
# A slot after one of these, or at the beginning, begins a sentence.
_BEFORE_SENTENCES = ("\n", ". ", "? ", "! ")


@dataclass(frozen=True)
class Post:
    """What a feed shows of one mention or publication.

    Attributes:
        author: Invented display name and handle, or that of the organisation.
        text: The words; an article, an item or a video has its headline on the first line.
        language: BCP 47 tag of the words.
        direction: The way they are written.
    """

    author: str
    text: str
    language: str
    direction: Direction


@dataclass(frozen=True)
class _Template:
    """One text, cut at its slots: literal words at even places, names of slots at odd ones."""

    parts: tuple[str, ...]
    language: str
    direction: Direction


class Rank(NamedTuple):
    """How specific a block is for a mention; ranks compare in this order."""

    topic: bool
    channel: bool
    kind: bool
    layer: int


@dataclass(frozen=True)
class _Fitting:
    """One block with its texts cut at their slots; `layer` counts the files from the everyday one up."""

    block: PostBlock | StatementBlock
    layer: int
    templates: tuple[_Template, ...]

    def rank(self, *, channel: str, kind: str, topic: str, facts: frozenset[str]) -> Rank | None:
        """Return how specific the block is for a mention, or None where it does not fit."""
        block = self.block
        channels = block.channels if isinstance(block, PostBlock) else ()
        if block.before_fact in facts or not (block.after_fact is None or block.after_fact in facts):
            return None
        for listed, found in ((block.topic, topic), (channels, channel), (block.kind, kind)):
            if listed and found not in listed:
                return None
        return Rank(bool(block.topic), bool(channels), bool(block.kind), self.layer)


@dataclass(frozen=True)
class Texts:
    """All texts of one scenario in one language; made by `load_texts`.

    Attributes:
        scenario: Its name.
        language: The language that was taken.
        facts: Names of the facts on which some texts depend.
    """

    scenario: str
    language: str
    facts: frozenset[str]
    _account: tuple[str, ...]
    _slots: Mapping[str, tuple[str, ...]]
    _posts: tuple[_Fitting, ...]
    _statements: tuple[_Fitting, ...]
    _names: Mapping[str, str] = field(default_factory=dict)
    # Choosing among all blocks takes some 50 us; a feed asks for few combinations very often.
    _chosen: dict[tuple[object, ...], tuple[_Template, ...]] = field(default_factory=dict, repr=False, compare=False)

    def post(self, *, key: int, channel: str, kind: str, topic: str, facts: frozenset[str] = frozenset()) -> Post:
        """Return the words of a mention.

        Args:
            key: Of the mention, uint64.
            channel: Where it is posted.
            kind: What it is.
            topic: What it is about.
            facts: Names of the facts that have happened by then.
        """
        key = int(key)
        address = (channel, kind, topic, facts & self.facts)
        templates = self._chosen.get(address)
        if templates is None:
            _, best = self.best(channel=channel, kind=kind, topic=topic, facts=facts)
            templates = self._chosen[address] = _templates(best)
        template = templates[_place(key, _TEXT, len(templates))]
        author = author_of(key=key, channel=channel, kind=kind, language=template.language)
        return Post(author, self._filled(template.parts, key), template.language, template.direction)

    def statement(
        self, *, key: int, kind: str, topic: str, version: int = 0, facts: frozenset[str] = frozenset()
    ) -> Post:
        """Return the words of a publication of the organisation; one version never has those of the one before it.

        Args:
            key: Of the case that it answers, uint64.
            kind: holding, position, apology, legalistic, reply or contradiction.
            topic: What it is about.
            version: Of the agreed line, >= 0.
            facts: Names of the facts that have happened by then.

        Raises:
            ValueError: If publications have no such kind.
        """
        _, best = _best(self._statements, channel="", kind=kind, topic=topic, facts=facts)
        templates = _templates(best)
        if not templates:
            raise ValueError(f"a publication has no kind '{kind}'")
        template = templates[(_place(int(key), _TEXT, len(templates)) + version) % len(templates)]
        author, text = self._filled(self._account, int(key)), self._filled(template.parts, int(key))
        return Post(author, text, template.language, template.direction)

    def best(self, *, channel: str, kind: str, topic: str, facts: frozenset[str]) -> tuple[Rank, list[_Fitting]]:
        """Return the most specific blocks that fit a mention, with their rank."""
        rank, best = _best(self._posts, channel=channel, kind=kind, topic=topic, facts=facts)
        assert rank is not None, "the everyday texts have a block that fits anything"
        return rank, best

    def _filled(self, parts: tuple[str, ...], key: int) -> str:
        words = list(parts)
        for index in range(1, len(parts), 2):
            fillings = self._slots[parts[index]]
            word = fillings[_place(key, _FILLING, len(fillings), name_key(parts[index]))]
            before = words[index - 1]
            begins = before.endswith(_BEFORE_SENTENCES) if before else index == 1
            words[index] = word[0].upper() + word[1:] if begins else word
        text = "".join(words)
        return named(text, self._names) if self._names else text


def _best(
    among: Iterable[_Fitting], *, channel: str, kind: str, topic: str, facts: frozenset[str]
) -> tuple[Rank | None, list[_Fitting]]:
    ranked = [(each.rank(channel=channel, kind=kind, topic=topic, facts=facts), each) for each in among]
    best = max((rank for rank, _ in ranked if rank is not None), default=None)
    return best, [each for rank, each in ranked if rank is not None and rank == best]


def _templates(best: Iterable[_Fitting]) -> tuple[_Template, ...]:
    return tuple(template for each in best for template in each.templates)


def _place(key: int, purpose: int, count: int, step: int = 0) -> int:
    # The largest uniform rounds to 1.
    return min(int(single_uniform(0, key, purpose, step) * count), count - 1)


def load_texts(
    scenario: str, *, language: str = "en", files: Sequence[Path] = (), names: Mapping[str, str] = _NO_NAMES
) -> Texts:
    """Return the texts of a scenario in one language.

    Args:
        scenario: Name of a shipped scenario, or name or path of another one: where it has no texts of its own it has
            those of the scenario that it is `like`, and else those that fit any.
        language: BCP 47 tag; `de-AT` takes `de` where there is nothing closer.
        files: Text files of a drill, each laid over what comes before it.
        names: Of one's own, by 'organisation' and 'product', wherever the texts say the invented house or product.

    Raises:
        UnknownNameError: If there are no texts in that language.
        SpecError: With every fault of all files, or a key of `names` that is unknown.
    """
    tag, read_files = read_texts(scenario, language=language, files=files)
    read_files = with_names(read_files, names, own=len(files))
    posts = tuple(_fitting(block, layer, file) for layer, file in enumerate(read_files) for block in file.posts)
    statements = tuple(
        _fitting(block, layer, file) for layer, file in enumerate(read_files) for block in file.statements
    )
    account = next(file.account for file in reversed(read_files) if file.account is not None)
    return Texts(
        scenario=scenario,
        language=tag,
        facts=frozenset(fact for each in (*posts, *statements) for fact in _facts_of(each)),
        _account=_cut(account),
        _slots={name: tuple(fillings) for file in read_files for name, fillings in file.slots.items()},
        _posts=posts,
        _statements=statements,
        _names=dict(names),
    )


def _fitting(block: PostBlock | StatementBlock, layer: int, file: TextFile) -> _Fitting:
    return _Fitting(block, layer, tuple(_Template(_cut(text), file.language, file.direction) for text in block.texts))


def _cut(text: str) -> tuple[str, ...]:
    return tuple(SLOT.split(text))


def _facts_of(fitting: _Fitting) -> Iterator[str]:
    yield from (fact for fact in (fitting.block.after_fact, fitting.block.before_fact) if fact is not None)


def check_texts(texts: Texts, scenario: Scenario) -> list[str]:
    """Return what a scenario's mentions lack in words, one line each: nothing where all have their own.

    A mention has words of its own where, before and after each fact, the blocks that count name its topic, and its
    channel or kind. A fact that texts depend on and the scenario does not have is told too.
    """
    names = [fact.name for fact in scenario.facts]
    known = one_of(names) if names else "none"
    lacking = [
        f"no fact '{fact}' in {scenario.name}; the facts are {known}{did_you_mean(fact, names)}"
        for fact in sorted(texts.facts - set(names))
    ]
    in_order = [fact.name for fact in sorted(scenario.facts, key=lambda fact: fact.at)]
    moments = [frozenset(in_order[:count]) for count in range(len(in_order) + 1)]
    for topic in _topics(scenario):
        for channel, kind in _forms(scenario):
            ranks = [texts.best(channel=channel, kind=kind, topic=topic, facts=facts)[0] for facts in moments]
            if not all(rank.topic and (rank.channel or rank.kind) for rank in ranks):
                lacking.append(f"no texts of their own: {kind} on {channel} about {topic}")
    return lacking


def _topics(scenario: Scenario) -> list[str]:
    spread = scenario.spread
    found = [spread.topic] if isinstance(spread, Trace) else [spread.background_topic]
    found += [] if isinstance(spread, Trace) else [shock.topic for shock in spread.scripted]
    return list(dict.fromkeys([scenario.main_topic, *found]))


def _forms(scenario: Scenario) -> list[tuple[str, str]]:
    """Every (channel, kind) that a scenario's mentions may have."""
    found = [(name, kind) for name, channel in scenario.channels.items() for kind in channel.kinds or scenario.kinds]
    if not isinstance(scenario.spread, Trace):
        found += [(shock.channel, shock.kind) for shock in scenario.spread.scripted if shock.kind is not None]
    return list(dict.fromkeys(found))
