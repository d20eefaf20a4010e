"""A decision as it is put to the players: the question, what it is about, the options, and what silence means.

A decision about a case shows the post that opened the case and, while one is held for people, the draft.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from string import ascii_lowercase
from typing import Final

from sim.drill.room import Room
from sim.drill.state import DecisionState
from sim.drill.words import Words
from sim.response.gauges import feed
from sim.response.line import Statement
from sim.response.state import Case
from sim.scenario.texts import Texts
from sim.units import format_duration

# An option each; a decision has no more.
LETTERS: Final = ascii_lowercase
# What the levels ask for, see docs/glossary.md.
LEVELS: Final = (
    "nothing to answer",
    "a reply within the guidelines",
    "a correction, or an answer to a journalist or multiplier",
    "an official position",
    "an admission, a recall, compensation or a legal threat",
)
_TIMES: Final = {1: "2nd", 2: "3rd"}


class Cards:
    """The decisions of one drill in words; one text a line, of any length.

    Attributes:
        room: The drill.
        texts: The words of its posts.
    """

    def __init__(self, room: Room, texts: Texts) -> None:
        self.room = room
        self.texts = texts

    @property
    def words(self) -> Words:
        """The words of posts and publications; taken anew, because the session may have been made again."""
        return Words(self.room.session, self.texts)

    def clock(self, minute: float) -> str:
        """Return a scenario minute on the scenario's own clock."""
        return f"{self.room.session.drill.scenario.clock.local(minute):%H:%M}"

    def seat(self, name: str) -> str:
        """Return the title of a seat."""
        seat = self.room.session.drill.definition.seat(name)
        return seat.title if seat is not None else name

    def heading(self, state: DecisionState) -> str:
        """Return the line that says that there is a decision, and whose."""
        due = "" if math.isinf(state.due) else f", until {self.clock(state.due)}"
        return (
            f" ? {self.clock(state.opened_at)} DECISION {state.number}: {state.decision.title}  "
            f"[{self.seat(state.owner)}{due}]"
        )

    def card(self, state: DecisionState, *, named: bool = False) -> list[str]:
        """Return a decision with all that belongs to it; `named` adds its id in the drill's file."""
        lines = [self.heading(state), *self.body(state)]
        lines += [f"      {letter}) {option.title}" for letter, option in zip(LETTERS, state.decision.options)]
        lines.append(self.silence(state))
        if named:
            lines.append(f"   In the drill's file this is {state.decision.id}.")
        if state.open:
            lines.append(f"   Answer with: d {state.number} a")
        return lines

    def body(self, state: DecisionState) -> list[str]:
        """Return question, reason and case of a decision."""
        why = self._why(state)
        again = f"Again ({_TIMES.get(state.nth, f'{state.nth + 1}th')} time), because" if state.nth else "Because"
        lines = [f"   {' '.join(state.decision.question.split())}", f"   {again} {why}."]
        return [*lines, *(f"   {text}" for text in self._about(state))]

    def silence(self, state: DecisionState) -> str:
        """Return what happens if nobody answers; of a decision that is answered, the answer."""
        decision, answer = state.decision, state.answer
        if answer is not None:
            option = decision.option(answer.option)
            how = "Nobody answered; the default holds" if answer.default else "Answered"
            return f"   {how}: {option.title if option is not None else answer.option}"
        if math.isinf(state.due):
            return f"   Nobody answered in time; now it waits for {self.seat(state.owner)}, without a time-out."
        if decision.default == "deputy":
            what = f"it passes to {self.seat(decision.deputy or '')}"
        else:
            option = decision.option(decision.default)
            what = option.title if option is not None else decision.default
        return f"   If nobody answers by {self.clock(state.due)}: {what}"

    def _why(self, state: DecisionState) -> str:
        """Return why it was opened; other decisions and injects by their titles, not by their ids."""
        opens, definition = state.decision.opens, self.room.session.drill.definition
        if opens.after_inject is not None and state.why == f"inject {opens.after_inject} came":
            title = self.room.session.releases.found(opens.after_inject).inject.title
            return f"the inject '{title or opens.after_inject}' came"
        before = definition.decision(opens.after.decision) if opens.after is not None else None
        if before is not None and state.why.startswith(f"{before.id} was answered with '"):
            option = before.option(state.why.split("'")[1])
            return f"'{before.title}' was answered with '{option.title}'" if option is not None else state.why
        return state.why

    # The case

    def _about(self, state: DecisionState) -> Iterator[str]:
        if state.case < 0:
            return
        case = self.room.session.engine.run.cases[state.case]
        level = int(state.evidence["level"])
        yield f"Case {state.case}, level L{level}: {LEVELS[level]}."
        yield from self._fact(case) if case.fact >= 0 else self._post_of(case)
        if case.held:
            draft = self._draft(case)
            shown = self.words.statement(replace(draft, time=state.opened_at))
            kind = "reply" if draft.kind == "reply" else f"{draft.kind} statement"
            yield f'The draft of our {kind}: "{" ".join(shown.text.split())}"'

    def _fact(self, case: Case) -> Iterator[str]:
        session = self.room.session
        name = session.engine.run.line.facts[case.fact].name
        title = next((one.title for one in session.drill.scenario.facts if one.name == name), "")
        yield f"The fact: {title or name}"

    def _post_of(self, case: Case) -> Iterator[str]:
        post = next(iter(feed(self.room.session.engine, case.mention)), None) if case.mention >= 0 else None
        if post is None or post.index != case.mention:
            return
        shown = self.words.post(post)
        ago = format_duration(max(0.0, self.room.session.now - post.time))
        yield (
            f"The post: {shown.author} on {post.channel} at {self.clock(post.time)}, {ago} ago, seen by "
            f'{case.reach:,.0f}: "{" ".join(shown.text.split())}"'
        )

    def _draft(self, case: Case) -> Statement:
        """Return the publication that a held draft would become: of that kind and version, so of the same words."""
        run = self.room.session.engine.run
        stance, line = run.plan.organisation.structure.stance, run.line.topics.get(case.topic)
        version, nature = case.version, case.nature
        if case.fact >= 0:
            # A position becomes the next version of the line when it is published.
            version = (line.version if line is not None else 0) + 1
        elif case.level >= 3 and not case.employee and (line is None or version not in line.stated):
            nature = "holding"
        if not nature:
            return Statement(math.nan, case.topic, "reply", version, case.channel, 0.0)
        kind = (stance.holding if nature == "holding" else stance.position) or nature
        return Statement(math.nan, case.topic, kind, version, case.channel, 0.0)
