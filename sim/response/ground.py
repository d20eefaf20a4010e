"""What a run stands on: its cascade, its facts, and the rows of the draws of all cases that may open.

All three may change while the run is under way: mentions and facts come to it. What has happened then keeps its place,
and what is drawn for a case keeps its value, as the value lives at the case's key.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from heapq import heapify

from sim.response.instants import FACT, Token
from sim.response.luck import Luck
from sim.response.mentions import Mentions, keys_of, qualifies, threads, warm_mentions
from sim.response.plan import Plan
from sim.response.probe import Probe
from sim.response.run import Run
from sim.response.steering import Steering
from sim.scenario.crisis import another_future, other_facts
from sim.scenario.facts import KnownFact
from sim.spread.cascade import Cascade
from sim.spread.hawkes import Shock
from sim.units import BoolArray, KeyArray


class Ground:
    """The state of one replication, and what the world brings to it.

    Attributes:
        run: The cases and what is done about them.
        cascade: The mentions that may happen.
        happened: How many of them have happened.
        alive: Whether each mention of the cascade survives, as far as the clock has come.
    """

    def __init__(
        self,
        plan: Plan,
        cascade: Cascade,
        facts: tuple[KnownFact, ...],
        *,
        seed: int,
        replication: int,
        probes: tuple[Probe, ...],
        steering: Steering | None,
    ) -> None:
        self.plan = plan
        self.cascade = cascade
        self.seed = seed
        self.replication = replication
        opens, keys = self._rows(facts)
        luck = Luck(plan.laws, keys, rejects=plan.rejects, seed=seed, replication=replication)
        self.run = Run(plan, luck, facts, threads=threads(cascade), probes=probes)
        self.steer(steering)
        self.mentions = self._met(opens, keys)
        self.alive = self.mentions.alive
        self.happened = 0
        # The row of the first position case.
        self.first_position = int(opens.sum())
        # The pending events of facts: which fact it is, and whether it is its confirmation.
        self._fact_tokens: dict[Token, tuple[int, int]] = {}
        # What commands have brought so far, and which other future this is (`salt`).
        self.added_shocks: list[Shock] = []
        self.added_facts: set[str] = set()
        self.salted: int | None = None

    def steer(self, steering: Steering | None) -> None:
        """Have people take some of the model's decisions from now on (None: take none)."""
        self.run.steering = steering
        if self.run.modes is not None:
            self.run.modes.steering = steering

    def _rows(self, facts: tuple[KnownFact, ...]) -> tuple[BoolArray, KeyArray]:
        """Return which mentions may open cases, and the keys of all cases that may open."""
        opens = qualifies(self.plan, self.cascade, seed=self.seed, replication=self.replication)
        return opens, keys_of(self.plan, self.cascade, facts, opens)

    def _met(self, opens: BoolArray, keys: KeyArray) -> Mentions:
        warm = warm_mentions(self.plan, self.cascade, seed=self.seed, replication=self.replication)
        return Mentions(self.plan, self.cascade, self.run, opens=opens, keys=keys, warm=warm)

    # Facts

    def expect(self, fact: KnownFact) -> None:
        """Have a fact become known, if it does so by itself, and be confirmed."""
        if fact.known == "operations":
            self._expect_one(fact, 0, fact.at, self.run.learn)
        self._expect_one(fact, 1, fact.confirmed, self.run.confirm)

    def _expect_one(self, fact: KnownFact, which: int, instant: float, what: Callable[[KnownFact], None]) -> None:
        token = Token(self.run.env, partial(self._fact_happens, what))
        self._fact_tokens[token] = (fact.order, which)
        self.run.env.push(token, instant, FACT, 2 * fact.order + which)

    def _fact_happens(self, what: Callable[[KnownFact], None], token: Token) -> None:
        order, _ = self._fact_tokens.pop(token)
        what(self.run.line.facts[order])

    def replace_facts(self, facts: tuple[KnownFact, ...], first: int) -> None:
        """Go on with other facts from the place `first` on, none of which has happened; those before it stay."""
        self.run.line.facts = facts
        later = {token for token, (order, _) in self._fact_tokens.items() if order >= first}
        pending = self.run.env.pending
        pending[:] = [entry for entry in pending if entry[3] not in later]
        heapify(pending)
        for token in later:
            del self._fact_tokens[token]
        self._lay_out(facts)
        for fact in facts[first:]:
            self.expect(fact)

    # Mentions

    def replace_cascade(self, cascade: Cascade) -> None:
        """Go on with another cascade, whose first mentions are those that have happened."""
        self.cascade = cascade
        self._lay_out(self.run.line.facts)
        self.run.make_room(threads(cascade))

    def _lay_out(self, facts: tuple[KnownFact, ...]) -> None:
        """Number the rows of all cases that may open anew."""
        opens, keys = self._rows(facts)
        before, first = self.mentions, self.first_position
        self.run.luck.set_rows(keys)
        self.mentions = self._met(opens, keys)
        self.mentions.take_over(before, self.happened)
        self.alive = self.mentions.alive
        self.first_position = int(opens.sum())
        for case in self.run.cases:
            if case.fact < 0:
                case.row = self.mentions.row_of(case)
            else:
                case.row += self.first_position - first

    def draw_again(self, now: float, salt: int) -> None:
        """Draw all that is later than `now` anew; what has happened, and what is under way, stays."""
        scenario, seed, replication, facts = self.plan.scenario, self.seed, self.replication, self.run.line.facts
        self.salted = salt
        self.run.luck.salt(salt)
        self.replace_cascade(
            another_future(
                scenario,
                self.cascade,
                self.happened,
                now,
                salt,
                added=self.added_shocks,
                seed=seed,
                replication=replication,
            )
        )
        others = other_facts(scenario, facts, now, salt, added=self.added_facts, seed=seed, replication=replication)
        if others is not facts:
            self.replace_facts(others, sum(fact.at <= now for fact in facts))
