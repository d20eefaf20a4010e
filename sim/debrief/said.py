"""What was said in public, official statements and contradictions, with topics and words, as all parts tell it."""

from __future__ import annotations

from typing import Final

from sim.debrief.evidence import Evidence, count
from sim.drill.words import Words, texts_of
from sim.errors import SimError
from sim.response.line import Statement

KINDS: Final = {
    "holding": "holding statement",
    "position": "position",
    "apology": "apology",
    "legalistic": "legalistic statement",
    "contradiction": "contradiction of the line",
}
# Minutes by which what an inject did may lie after the instant of its release.
_SOON: Final = 0.01


def statements(evidence: Evidence) -> list[Statement]:
    """Return all that was published or departed from the line until the end, in order of time."""
    rows = evidence.records.statements
    names = ("time", "topic", "kind", "version", "channel", "effect")
    found = [Statement(*row) for row in zip(*(rows[name].tolist() for name in names), strict=True)]
    return sorted(found, key=lambda one: one.time)


def main_topic(evidence: Evidence) -> str:
    """Return the main topic in words: `the main topic (safety)`."""
    return f"the main topic ({evidence.session.drill.scenario.main_topic})"


def official(evidence: Evidence, *, side: bool = False) -> list[Statement]:
    """Return the statements on the main topic, or those on side topics."""
    topic = evidence.session.drill.scenario.main_topic
    return [one for one in statements(evidence) if one.kind != "contradiction" and (one.topic != topic) == side]


def on_the_side(evidence: Evidence) -> str:
    """Return the sentence on statements on side topics; empty where there is none."""
    found = official(evidence, side=True)
    if not found:
        return ""
    topics = list(dict.fromkeys(one.topic for one in found))
    number, (was, counted) = count(len(found), "statement"), ("was", "is") if len(found) == 1 else ("were", "are")
    which = "a side topic" if len(topics) == 1 else "side topics"
    return f"{number} {was} on {which} ({', '.join(topics)}) and {counted} not counted for that."


def contradictions(evidence: Evidence) -> tuple[list[Statement], list[Statement]]:
    """Return the contradictions while the drill was played: those that people made, and those that injects brought."""
    found = [one for one in statements(evidence) if one.kind == "contradiction"]
    played = [one for one in found if one.time >= evidence.session.begins]
    scripted = _scripted(evidence)
    brought = [one for one in played if any(one.channel == c and 0 <= one.time - at < _SOON for c, at in scripted)]
    return [one for one in played if one not in brought], brought


def _scripted(evidence: Evidence) -> list[tuple[str, float]]:
    """Return channel and minute of every contradiction that a released inject brought."""
    return [
        (effect.contradiction.channel, one.released_at + effect.after)
        for one in evidence.released
        for effect in one.inject.effects
        if effect.contradiction is not None
    ]


def words_of(evidence: Evidence) -> Words | str:
    """Return the words that the players were shown, or why there are none."""
    try:
        return Words(evidence.session, texts_of(evidence.session.drill, folder=evidence.folder))
    except SimError as error:
        return str(error)
