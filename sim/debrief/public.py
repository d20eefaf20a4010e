"""Part 6, what the public saw: mentions, reach, what was published, and a handful of posts in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sim.debrief.document import Block, Heading, Picture, paragraph, table
from sim.debrief.evidence import NONE, Evidence, value
from sim.debrief.times import waits
from sim.drill.measures import MEASURES
from sim.errors import SimError
from sim.response.gauges import Post, feed
from sim.scenario.texts import Texts, load_texts
from sim.units import format_duration

_EXAMPLES = 6
_KINDS = {
    "holding": "holding statement",
    "position": "position",
    "apology": "apology",
    "legalistic": "legalistic statement",
    "contradiction": "contradiction of the line",
}


def public(evidence: Evidence, picture: Picture | None) -> Iterator[Block]:
    """Yield part 6."""
    yield Heading(1, "6 What the public saw")
    if picture is None:
        yield paragraph("There is nothing to show: nobody posted anything before the drill ended.")
    else:
        yield picture
        rows = _numbers(evidence)
        yield table("What was posted while the drill was played", ("What", "Value"), rows, numbers=(1,))
        yield paragraph(
            "Potential: what the same crisis would have brought had nobody answered or published anything. The "
            "difference is the work of all answers and statements together, those of the model's own people included; "
            "contradictions add to it. A case needs an answer if it is of level L1 or more.",
            "quiet",
        )
    yield from _own_words(evidence)
    yield from _statements(evidence)
    yield from _examples(evidence)


def _numbers(evidence: Evidence) -> list[tuple[str, str]]:
    mentions, values = evidence.records.mentions, evidence.values
    potential = int(mentions["potential"][mentions["bin"] >= evidence.session.begins].sum())
    posted = int(values["mentions"])
    share = f" ({100 * (posted / potential - 1):+.0f} %)" if potential else ""
    by_name = {one.name: one for one in MEASURES}
    told = [(by_name[n].title, value(by_name[n], values[n])) for n in ("answered_30", "median_answer", "open")]
    return [
        ("Mentions that were posted", f"{posted:,}"),
        ("Potential mentions", f"{potential:,}"),
        ("Difference", f"{posted - potential:+,}{share}"),
        ("Exposure: reach of all posted mentions, summed", f"{values['exposure']:,.0f} people"),
        ("Cases that need an answer", f"{len(waits(evidence)[0].waited):,}"),
        *told,
        ("Contradictions of the agreed line that were noticed", str(_contradictions(evidence))),
    ]


def _contradictions(evidence: Evidence) -> int:
    return sum(kind == "contradiction" for at, kind, _ in statements(evidence) if at >= evidence.session.begins)


def _own_words(evidence: Evidence) -> Iterator[Block]:
    yield Heading(2, "Published in the players' own words")
    published = evidence.session.table.published
    if not published:
        yield paragraph("There are no own words: the players wrote nothing. What they approved as drafts stands below.")
        return
    rows = [
        [evidence.moment(one.effect_at), one.kind, evidence.person(one.seat, one.actor), words or NONE]
        for one in published
        for words in [evidence.words(one.text)]
    ]
    yield table("Own words", ("At", "Kind", "By", "Text"), rows)


def statements(evidence: Evidence) -> list[tuple[float, str, str]]:
    """Return (minute, kind, channel or empty) of all that was published or departed from the line, in order."""
    rows = evidence.records.statements
    found = zip(rows["time"].tolist(), rows["kind"].astype(str).tolist(), rows["channel"].astype(str).tolist())
    return sorted(found)


def _statements(evidence: Evidence) -> Iterator[Block]:
    yield Heading(2, "Official statements")
    found = statements(evidence)
    if not found:
        yield paragraph("There is no table: no statement was published, and nothing contradicted one.")
        return
    rows = [[evidence.moment(at), _KINDS.get(kind, kind), channel or "all channels"] for at, kind, channel in found]
    yield table("Statements and contradictions", ("At", "What", "Acts on"), rows)
    official = [at for at, kind, _ in found if kind != "contradiction"]
    if not official:
        yield paragraph("None of them is a statement: the organisation said nothing officially.")
    elif evidence.session.begins <= official[0]:
        since = format_duration(official[0] - evidence.session.begins)
        yield paragraph(f"The first statement came {since} after the drill began.")


def _examples(evidence: Evidence) -> Iterator[Block]:
    yield Heading(2, "Some of the posts")
    there = [one for one in feed(evidence.session.engine, 0) if one.time >= evidence.session.begins]
    if not there:
        yield paragraph("There are no examples: nothing was posted while the drill was played.")
        return
    texts = _texts(evidence)
    if isinstance(texts, str):
        yield paragraph(f"There are no words for the posts: {texts}")
        return
    rows = [_example(evidence, texts, one) for one in _chosen(evidence, there)]
    heads = ("At", "Channel", "Author", "Reach", "Text")
    yield table("The post with the largest reach in each part of the drill", heads, rows, numbers=(3,))
    yield paragraph("Authors and words are invented; no text is that of a real person.", "quiet")


def _chosen(evidence: Evidence, there: list[Post]) -> list[Post]:
    """Return the post of the largest reach in each of a few equal parts of the drill, in order of time."""
    width = max(evidence.length, 1.0) / _EXAMPLES
    best: dict[int, Post] = {}
    for one in there:
        part = min(int((one.time - evidence.session.begins) / width), _EXAMPLES - 1)
        if part not in best or one.reach > best[part].reach:
            best[part] = one
    return [best[part] for part in sorted(best)]


def _texts(evidence: Evidence) -> Texts | str:
    """Return the texts that the players were shown, or why there are none."""
    drill = evidence.session.drill
    one = drill.definition
    files = [path if path.is_absolute() else evidence.folder / path for path in map(Path, one.texts)]
    why = ""
    for name in dict.fromkeys((one.scenario, drill.scenario.name)):
        try:
            return load_texts(name, language=one.language, files=[path for path in files if path.is_file()])
        except SimError as error:
            why = str(error)
    return why


def _example(evidence: Evidence, texts: Texts, one: Post) -> list[str]:
    facts = frozenset(fact.name for fact in evidence.session.drill.scenario.facts if fact.at <= one.time)
    post = texts.post(key=one.key, channel=one.channel, kind=one.kind, topic=one.topic, facts=facts)
    return [evidence.moment(one.time), one.channel, post.author, f"{one.reach:,.0f}", post.text]
