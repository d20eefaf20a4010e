"""Random commands, and people who take decisions at random: whatever comes, a run must come to its end."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from sim.response import commands as c
from sim.response.engine import Engine
from sim.response.state import Case
from sim.response.steering import Steering
from sim.units import tick
from tests.response.runs import Given, shock

STATEMENTS = ("holding", "position", "apology", "legalistic")


class Fickle(Steering):
    """Takes a decision or leaves it, by the case and the minute; it keeps no state, so that a replay asks the same."""

    def __init__(self, share: float) -> None:
        self.share = share

    def _takes(self, *words: Any) -> bool:
        return random.Random(repr(words)).random() < self.share

    def takes_alarm(self, now: float, case: Case) -> bool:
        """Take some alarms."""
        return self._takes("alarm", now, case.case_number)

    def takes_exit(self, now: float) -> bool:
        """Take some ends of crisis mode."""
        return self._takes("exit", now)

    def takes_draft(self, now: float, case: Case) -> bool:
        """Take some drafts."""
        return self._takes("draft", now, case.case_number)

    def takes_step(self, now: float, case: Case, roles: tuple[str, ...]) -> bool:
        """Take some steps."""
        return self._takes("step", now, case.case_number, roles)


def random_command(dice: random.Random, engine: Engine, number: int) -> c.Command:
    """Return a command that fits the engine's scenario and organisation."""
    scenario, plan = engine.plan.scenario, engine.plan
    channel, topic = dice.choice(list(scenario.channels)), scenario.main_topic
    roles = sorted({role for person in plan.people for role in person.roles})
    levels = tuple(sorted(dice.sample(range(5), dice.randint(1, 5))))
    lasts = tick(dice.uniform(1, 300))
    cases = [case.case_number for case in engine.run.cases if case.state == "open" and case.fact < 0] or [10_000]
    makers: list[Callable[[], c.Command]] = [
        lambda: c.AddMentions(
            shock(
                f"added {number}",
                channel=channel,
                topic=dice.choice([topic, "aside"]),
                count=dice.randint(0, 30),
                over=dice.choice(["0 min", "90 min"]),
            )
        ),
        lambda: c.AddFact(
            f"{dice.choice('az')} {number}", topic, dice.choice(["operations", "detected"]), lasts, dice.choice([3, 4])
        ),
        lambda: c.Absence((dice.choice(roles),), (dice.choice(plan.people).name,), lasts),
        lambda: c.CloseChannel(channel, lasts),
        lambda: c.ChangeChain(levels, none=True),
        lambda: c.ChangeChain(levels, restore=True),
        lambda: c.ChangeChain(levels, like=dice.randint(0, 4)),
        lambda: c.CallIn(dice.choice([None, 1, 3]), lasts),
        lambda: c.Overtime(lasts),
        lambda: c.State(topic, dice.choice(STATEMENTS)),
        lambda: c.Contradict(topic, channel),
        lambda: c.Correct(topic),
        lambda: c.Answer(dice.choice(cases)),
    ]
    asked = {plan.queues[q].name for desk in plan.desks for chain in desk.chains[0] for s in chain for q in s.queues}
    if asked:
        without = dice.choice(sorted(asked)).removeprefix("approval:")
        makers.append(lambda: c.ChangeChain(levels, without=without))
    if plan.organisation.structure.modes is not None:
        makers += [lambda: c.CallCrisis(dice.random() < 0.5, dice.random() < 0.5), c.EndCrisis]
    return dice.choice(makers)()


def play(engine: Engine, dice: random.Random, *, count: int, step: float) -> list[Given]:
    """Advance an engine in steps to its end and give it commands on the way; return what it was given."""
    made: list[Given] = []

    def give(at: float, command: c.Command) -> None:
        engine.command(at, command, len(made))
        made.append((at, command))

    while engine.now < engine.plan.scenario.horizon:
        at = engine.now + tick(dice.uniform(0.1, step))
        for case in engine.run.cases:
            if case.held:
                give(at, c.Decide(case.case_number, dice.choice(c.WAYS[case.held])))
        if dice.random() < count * step / 2 / engine.plan.scenario.horizon:
            give(at, random_command(dice, engine, len(made)))
        engine.advance(at)
    return made
