"""What becomes of a decision: the first valid answer, dissent, a time-out with its default, a deputy."""

from __future__ import annotations

from typing import Any

from sim.drill.definition import Option
from sim.drill.drill import Drill
from sim.drill.releases import Releases
from sim.drill.state import Action, Answer, DecisionState, DrillError, Event
from sim.drill.steered import Steered
from sim.drill.table import FACILITATOR
from sim.response.commands import Decide
from sim.scenario.crisis import Crisis


class Answers(Steered):
    """The decisions of a drill, and what answers do to the model and to the injects."""

    def __init__(self, drill: Drill, *, crisis: Crisis | None, replication: int, steered: bool) -> None:
        super().__init__(drill, crisis=crisis, replication=replication, steered=steered)
        self.releases = Releases(drill.definition)

    @property
    def open_decisions(self) -> list[DecisionState]:
        """The decisions that nobody has answered yet, oldest first."""
        return [one for one in self.decisions if one.open]

    def _decide(self, action: Action) -> None:
        said = action.payload
        state = self.decision(int(said["number"]))
        option = state.decision.option(str(said["option"]))
        if option is None:
            ids = ", ".join(option.id for option in state.decision.options)
            raise DrillError(f"{state.decision.id} has no option '{said['option']}'; the options are {ids}")
        at = max(float(said["effect_at"]), self.instant(action.scen))
        answer = Answer(
            option=option.id,
            seat=action.seat,
            actor=action.actor,
            substitute=action.seat not in {state.owner, FACILITATOR} or bool(said.get("substitute")),
            rationale=str(said.get("rationale", "")),
            confidence=int(said.get("confidence", 0)),
            answered_at=action.scen,
            answered_wall=action.wall,
            effect_at=at,
            charged=at - state.opened_at,
            how=said["how"],
            thinking=float(said.get("thinking", 0.0)),
        )
        if state.answer is not None:
            state.dissent.append(answer)
        else:
            self._carry_out(state, option, answer)

    def decision(self, number: int) -> DecisionState:
        """Return the decision of a number.

        Raises:
            DrillError: If there is none.
        """
        if not 1 <= number <= len(self.decisions):
            raise DrillError(f"no decision {number}; {len(self.decisions)} were opened so far")
        return self.decisions[number - 1]

    def _time_out(self, state: DecisionState, wall: int) -> Event:
        """Let the default stand in for an answer, or pass the card on."""
        name, at = state.decision.default, self.now
        payload: dict[str, Any] = {"number": state.number, "id": state.decision.id}
        if name == "deputy":
            assert state.decision.deputy is not None, state.decision.id
            state.passed_on, state.owner = at, state.decision.deputy
            return Event("default", at, {**payload, "passed_to": state.owner}, seat=state.owner)
        option = state.decision.option(name)
        assert option is not None, name
        effect_at = self.instant(at)
        waited = effect_at - state.opened_at
        answer = Answer(name, "", "", False, "", 0, at, wall, effect_at, waited, "time-out", 0.0, default=True)
        self._carry_out(state, option, answer)
        return Event("default", at, {**payload, "option": name}, seat=state.owner)

    def _carry_out(self, state: DecisionState, option: Option, answer: Answer) -> None:
        state.answer = answer
        source = f"decision {state.number} ({state.decision.id} {option.id})"
        if option.way is not None:
            self.command(answer.effect_at, Decide(state.case, option.way), source)
        for number, effect in enumerate(option.effects, 1):
            # By its address, not its number: the same posts come under an organisation that asks fewer questions.
            name = " ".join(map(str, (*state.address, number)))
            command = effect.command(name, topic=self.drill.scenario.main_topic, case=state.case)
            self.command(answer.effect_at + effect.after, command, source)
        self.answered(state.decision.id, option.id, answer.effect_at)
        self.releases.answered(state.decision.id, option.id, answer.effect_at)
        self._mark_answered(state, answer)

    def _mark_answered(self, state: DecisionState, answer: Answer) -> None:
        """An inject that a decision was opened for is answered by it."""
        one = self.releases.injects.get(state.decision.opens.after_inject or "")
        if one is not None and one.status == "released" and not answer.default:
            one.status, one.response = "answered", f"{state.decision.id}: {answer.option}"
            one.answered_at, one.answered_wall = answer.effect_at, answer.answered_wall
