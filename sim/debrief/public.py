"""Part 6, what the public saw: mentions, reach, what was published, and a handful of posts in words."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.counterfactual.measures import MEASURES
from sim.counterfactual.telling import NO_REPLIES
from sim.debrief.document import Block, Heading, Picture, paragraph, table
from sim.debrief.evidence import CONSOLE, NONE, SPANS, SPANS_HEADS, Evidence, value
from sim.debrief.said import KINDS, contradictions, main_topic, official, on_the_side, statements, words_of
from sim.debrief.times import needing
from sim.drill.words import Words
from sim.response.gauges import Post, feed
from sim.response.line import Statement
from sim.units import format_duration

_EXAMPLES = 6
_MEASURED = ("answered_30", "median_answer", "open", "contradicting")


def public(evidence: Evidence, picture: Picture | None) -> Iterator[Block]:
    """Yield part 6."""
    yield Heading(1, "6 What the public saw")
    if picture is None:
        yield paragraph("There is nothing to show: nobody posted anything before the drill ended.")
    else:
        yield picture
        begins = (evidence.session.begins, 0.0)
        spans = zip(_numbers(evidence, begins[0]), _numbers(evidence, begins[1]), strict=True)
        rows = [(name, drill, whole) for (name, drill), (_, whole) in spans]
        yield table(f"In numbers: {SPANS}", ("What", *SPANS_HEADS), rows, numbers=(1, 2))
        yield paragraph(
            "Potential: what the same crisis would have brought had nobody answered or published anything. The "
            "difference is the work of all answers and statements together, those of the model's own people included; "
            f"contradictions add to it. A case needs an answer if it is of level L1 or more. {CONSOLE}",
            "quiet",
        )
        yield from _about_contradictions(evidence)
    yield from _own_words(evidence)
    yield from _statements(evidence)
    yield from _examples(evidence)


def _numbers(evidence: Evidence, begins: float) -> list[tuple[str, str]]:
    """Return what was counted from a minute on: when the drill began, or the start of the crisis."""
    mentions, values = evidence.records.mentions, evidence.values if begins else evidence.whole
    potential = int(mentions["potential"][mentions["bin"] >= begins].sum())
    posted = int(values["mentions"])
    share = f" ({100 * (posted / potential - 1):+.0f} %)" if potential else ""
    by_name = {one.name: one for one in MEASURES}
    told = [(by_name[name].title, value(by_name[name], values[name])) for name in _MEASURED]
    noticed = sum(one.kind == "contradiction" and one.time >= begins for one in statements(evidence))
    return [
        ("Mentions that were posted", f"{posted:,}"),
        ("Potential mentions", f"{potential:,}"),
        ("Difference", f"{posted - potential:+,}{share}"),
        ("Exposure: reach of all posted mentions, summed", f"{values['exposure']:,.0f} people"),
        ("Cases that need an answer", f"{int(needing(evidence, begins).sum()):,}"),
        *told,
        ("Contradictions of the agreed line that were noticed", str(noticed)),
    ]


def _about_contradictions(evidence: Evidence) -> Iterator[Block]:
    made, brought = contradictions(evidence)
    text = (
        "Contradictions that were noticed are the first of each desk against each version of the line, in replies or "
        f"statements, and those that injects brought. While the drill was played {len(made)} came from people of the "
        f"organisation and {len(brought)} from injects."
    )
    if any(math.isnan(values["contradicting"]) for values in (evidence.values, evidence.whole)):
        text += f" {NO_REPLIES}"
    yield paragraph(text, "quiet")


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


def _statements(evidence: Evidence) -> Iterator[Block]:
    yield Heading(2, "Official statements")
    found = statements(evidence)
    if not found:
        yield paragraph("There is no table: no statement was published, and nothing contradicted one.")
        return
    words = words_of(evidence)
    rows = [_statement(evidence, one, words) for one in found]
    yield table("Statements and contradictions", ("At", "What", "Topic", "Acts on", "Words"), rows)
    if isinstance(words, str):
        yield paragraph(f"There are no words for them but the players' own: {words}")
    yield paragraph(f"{_first(evidence)} {on_the_side(evidence)}".strip())


def _statement(evidence: Evidence, one: Statement, words: Words | str) -> list[str]:
    side = one.topic != evidence.session.drill.scenario.main_topic
    text = NONE if isinstance(words, str) else evidence.words(words.statement(one).text)
    topic = f"{one.topic}, {'a side topic' if side else 'the main topic'}"
    return [evidence.moment(one.time), KINDS.get(one.kind, one.kind), topic, one.channel or "all channels", text]


def _first(evidence: Evidence) -> str:
    """Return the sentence on the first official statement on the main topic."""
    found, begins = official(evidence), evidence.session.begins
    if not found:
        return f"None of them is a statement on {main_topic(evidence)}: the organisation said nothing officially on it."
    first = found[0].time
    when = "before" if first < begins else "after"
    since = format_duration(abs(first - begins))
    return f"The first statement on {main_topic(evidence)} came {since} {when} the drill began."


def _examples(evidence: Evidence) -> Iterator[Block]:
    yield Heading(2, "Some of the posts")
    there = [one for one in feed(evidence.session.engine, 0) if one.time >= evidence.session.begins]
    if not there:
        yield paragraph("There are no examples: nothing was posted while the drill was played.")
        return
    words = words_of(evidence)
    if isinstance(words, str):
        yield paragraph(f"There are no words for the posts: {words}")
        return
    rows = [_example(evidence, words, one) for one in _chosen(evidence, there)]
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


def _example(evidence: Evidence, words: Words, one: Post) -> list[str]:
    post = words.post(one)
    return [evidence.moment(one.time), one.channel, post.author, f"{one.reach:,.0f}", post.text]
