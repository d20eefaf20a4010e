"""The model under a drill: an engine that is moved on minute by minute, asked, and given commands."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim.drill.definition import Inject
from sim.drill.drill import Drill
from sim.drill.questions import Questions
from sim.drill.state import DrillError
from sim.errors import CappedError
from sim.response.commands import Command
from sim.response.engine import Engine, start
from sim.response.gauges import Gauges, read_gauges
from sim.scenario.crisis import Crisis
from sim.units import TICK


@dataclass(frozen=True)
class WithoutEffect:
    """An effect that this organisation has no place for: what it was, and why nothing happened."""

    at: float
    source: str
    reason: str


class Steered(Questions):
    """A run whose decisions people take.

    Attributes:
        begins: The whole minute of the scenario at which people come in.
        now: The whole minute up to which everything has happened.
        history: Gauges on each whole minute since the drill began.
        without_effect: What this organisation has no place for.
    """

    def __init__(self, drill: Drill, *, crisis: Crisis | None, replication: int, steered: bool) -> None:
        super().__init__(drill.definition)
        self.drill = drill
        self.replication = replication
        self.begins = float(math.ceil(drill.definition.begins))
        self.crisis = crisis = crisis or drill.crisis(replication)
        self.engine: Engine = start(
            drill.scenario,
            drill.organisation,
            crisis.cascade,
            crisis.facts,
            seed=drill.definition.seed,
            replication=replication,
            probes=(self,),
            steering=self if steered else None,
        )
        self.engine.advance(self.begins)
        self.playing = steered
        self.now = self.begins
        self.history: list[Gauges] = [read_gauges(self.engine)]
        self.without_effect: list[WithoutEffect] = []
        self._commands = 0

    @property
    def gauges(self) -> Gauges:
        """The state of the model at the last whole minute."""
        return self.history[-1]

    def move_on(self, minute: float) -> None:
        """Let the model come to a whole minute, and read it there."""
        if minute > self.now:
            self.engine.advance(minute)
            self.history.append(read_gauges(self.engine))
        self.now = minute

    def instant(self, at: float) -> float:
        """Return the instant at which something that is done now acts: the next tick at the earliest."""
        return max(at, self.now + TICK)

    def command(self, at: float, command: Command, source: str, *, strict: bool = False) -> None:
        """Give the model a command; one that has no place in this organisation is noted, or refused if `strict`.

        Raises:
            DrillError: If it has no place here and `strict` is set.
        """
        self._commands += 1
        if at > self.engine.plan.end:
            # A replay over a crisis that ends with the drill: what would act later does not act in it.
            self.leave_out(at, source, "it would act after the end")
            return
        try:
            self.engine.command(at, command, self._commands)
        except (ValueError, CappedError) as error:
            if strict:
                raise DrillError(str(error)) from error
            self.leave_out(at, source, str(error))

    def act(self, inject: Inject, at: float) -> None:
        """Let the effects of an inject come over the model at an instant."""
        for number, effect in enumerate(inject.effects, 1):
            command = effect.command(f"{inject.id} {number}", topic=self.drill.scenario.main_topic, case=-1)
            self.command(at + effect.after, command, f"inject {inject.id}")

    def leave_out(self, at: float, source: str, reason: str) -> None:
        """Note that something is without effect here."""
        self.without_effect.append(WithoutEffect(at, source, reason))
