"""The words of a drill's posts and publications: one rule, so that the report quotes what the players read.

Below the console and the report, which both show them. Nothing here changes the drill.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sim.drill.drill import Drill, kept_as
from sim.drill.session import Session
from sim.keys import mix64, name_key, stream
from sim.response.gauges import Post
from sim.response.line import Statement
from sim.scenario.texts import Post as Shown
from sim.scenario.texts import Texts, load_texts


def texts_of(drill: Drill, *, folder: Path | None = None) -> Texts:
    """Return the words of a drill's posts: those of its scenario, with its own files laid over them.

    Args:
        drill: The drill.
        folder: Of the drill that is played: its own text files lie there, as the journal keeps them.

    Raises:
        UnknownNameError: If there are no texts in the drill's language.
        SpecError: If a file is faulty or cannot be read.
    """
    one = drill.definition
    files = [Path(name) if folder is None else folder / kept_as(name) for name in one.texts]
    return load_texts(drill.scenario.name, language=one.language, files=files, names=one.names)


class Words:
    """The words of one session's posts and publications; cheap to make, so make it anew where the session may change.

    Attributes:
        session: The drill so far.
        texts: Of the drill, see `texts_of`.
    """

    def __init__(self, session: Session, texts: Texts) -> None:
        self.session = session
        self.texts = texts

    def post(self, one: Post) -> Shown:
        """Return the author and the words of a post."""
        facts, key = self._facts(one.time), self._key(one.key)
        return self.texts.post(key=key, channel=one.channel, kind=one.kind, topic=one.topic, facts=facts)

    def statement(self, one: Statement) -> Shown:
        """Return the words of a publication or a contradiction: the players' own, where they are."""
        facts, key = self._facts(one.time), self._key(name_key(f"{one.kind} {one.version}"))
        shown = self.texts.statement(key=key, kind=one.kind, topic=one.topic, version=one.version, facts=facts)
        own = self.own(one)
        return shown if own is None else replace(shown, text=own)

    def own(self, one: Statement) -> str | None:
        """Return what the players wrote themselves for a publication; None where it has the model's words."""
        if one.kind == "contradiction":
            return None
        published = self.session.table.published
        return next((said.text for said in published if said.effect_at == one.time and said.text), None)

    def _facts(self, at: float) -> frozenset[str]:
        return frozenset(fact.name for fact in self.session.engine.run.line.facts if fact.at <= at)

    def _key(self, key: int) -> int:
        # Scripted posts have the same key in every crisis; with the seed their words differ from drill to drill.
        return int(mix64(stream(self.session.drill.definition.seed, self.session.replication), key))
