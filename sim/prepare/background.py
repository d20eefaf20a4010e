"""What everybody at the table knows when a drill begins: the house, the product, the moment, what has happened so far.

Only what lies before the beginning is told. The story of a scenario tells the end as well, so nothing is taken from it.
"""

from __future__ import annotations

from collections.abc import Mapping

from sim.keys import name_key
from sim.scenario.model import Scenario
from sim.scenario.text_names import shipped_names
from sim.scenario.texts import Texts
from sim.spread.trace import Trace

_MOST = 6
# Kinds of posts that say what it is about.
_TELLING = ("complaint", "misinformation", "question")


def names_of(scenario: str, names: Mapping[str, str]) -> dict[str, str]:
    """Return what house and product are called: by own names, else as the shipped texts call them."""
    return {**shipped_names(scenario), **{name: text for name, text in names.items() if text.strip()}}


def subject_of(names: Mapping[str, str]) -> str:
    """Return what a drill is about in a sentence: the product, or the house where there is none."""
    return with_article(names["product"]) if "product" in names else names.get("organisation", "the house")


def with_article(name: str) -> str:
    """Return a name that ends in a common noun with its article: `the Tevrin kettle`, but `Zimbrel`."""
    last = name.rsplit(maxsplit=1)[-1]
    return f"the {name}" if " " in name and last.islower() and not name.startswith(("the ", "The ")) else name


def headline_of(scenario: Scenario, begins: float) -> str:
    """Return what is said about it in a few words: the first fact of the main topic, else what sets people off."""
    facts = [fact for fact in scenario.facts if fact.topic == scenario.main_topic] or scenario.facts
    told = min(facts, key=lambda fact: fact.at, default=None)
    if told is not None:
        text = told.title or told.name
    elif isinstance(scenario.spread, Trace):
        text = scenario.title or scenario.name
    else:
        later = [shock for shock in scenario.spread.scripted if shock.at >= begins] or scenario.spread.scripted
        text = min(later, key=lambda shock: shock.at).name if later else scenario.title or scenario.name
    text = text.split(";")[0].split(" (")[0].strip().rstrip(".")
    return text[:1].upper() + text[1:]


def background_of(scenario: Scenario, names: Mapping[str, str], begins: float, texts: Texts) -> str:
    """Return the background of a drill that begins at a minute of a crisis, in plain words.

    Args:
        scenario: The crisis.
        names: What house and product are called.
        begins: Minute at which the drill begins.
        texts: The words of its posts, of which one is quoted where there was any.
    """
    house, now = names.get("organisation", "the house"), scenario.clock.local(begins)
    sentences = [f"You work for {house}."]
    if "product" in names:
        made = with_article(names["product"])
        sentences.append(f"{made[:1].upper()}{made[1:]} is one of its products.")
    # %d would write 'March 03'.
    sentences.append(f"It is {now:%A}, {now.day} {now:%B %Y}, {now:%H:%M} local time.")
    before = _before(scenario, begins)
    if before:
        latest = ", the latest last" if len(before) <= _MOST else f", the latest {_MOST} of {len(before)} things"
        sentences.append(f"This is what has happened so far{latest}: {'; '.join(before[-_MOST:])}.")
        sentences += _example(scenario, texts, begins)
    else:
        sentences.append("So far it is an ordinary day.")
    return " ".join(sentences)


def _example(scenario: Scenario, texts: Texts, begins: float) -> list[str]:
    """Return a sentence that quotes one post of the first wave, so that people know what it is about."""
    if isinstance(scenario.spread, Trace):
        return []
    first = min((one for one in scenario.spread.scripted if one.at < begins), key=lambda one: one.at, default=None)
    if first is None:
        return []
    kind = first.kind or next((kind for kind in _TELLING if kind in scenario.kinds), next(iter(scenario.kinds)))
    post = texts.post(key=name_key(first.name), channel=first.channel, kind=kind, topic=first.topic)
    return [f'One of the posts: "{" / ".join(line for line in post.text.splitlines() if line)}"']


def _before(scenario: Scenario, begins: float) -> list[str]:
    """Return what came before a minute, in the order of time."""
    found = [(fact.at, _told(fact.title or fact.name, fact.confirmed_at, begins)) for fact in scenario.facts]
    if not isinstance(scenario.spread, Trace):
        found += [(shock.at, _what(shock.name, shock.channel)) for shock in scenario.spread.scripted]
    today = scenario.clock.local(begins).date()
    lines = []
    for at, text in sorted(found, key=lambda one: one[0]):
        if at < begins:
            local = scenario.clock.local(at)
            day = "" if local.date() == today else f"{local:%A} "
            lines.append(f"{day}{local:%H:%M} {text}")
    return lines


def _what(name: str, channel: str) -> str:
    return name if channel in name.lower().split() else f"{name} ({channel})"


def _told(title: str, confirmed_at: float, begins: float) -> str:
    # Semicolons part the lines.
    text = title.replace(";", ",").rstrip(".")
    return text if confirmed_at < begins else f"{text} (not confirmed yet)"
