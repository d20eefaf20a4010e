"""The file of a drill: seats, objectives, injects, decisions, and how the clock runs."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from sim.drill.condition import parse_condition
from sim.drill.effects import Effect
from sim.fields import Block, Count, Duration, Level, Name, Number, Positive, one_of
from sim.response.commands import WAYS, Way
from sim.scenario.text_names import unknown_names


def _condition(text: str) -> str:
    parse_condition(text)
    return text


def _names(given: dict[str, str]) -> dict[str, str]:
    if faults := unknown_names(given):
        raise ValueError("; ".join(faults))
    return given


OwnNames = Annotated[dict[str, str], AfterValidator(_names)]
ConditionText = Annotated[str, AfterValidator(_condition)]
EventType = Literal["contextual", "inject", "expected_action", "contingency", "decision", "admin"]


class Seat(Block):
    """A chair at the table; `roles` are the organisation's roles that it stands for."""

    id: Name
    title: str
    roles: list[Name] = []
    brief: str = ""


class Objective(Block):
    """What the exercise is to show, and in how many minutes."""

    id: Name
    title: str
    capability: str = "Public Information and Warning"
    critical_task: str = ""
    target: Duration | None = None


class AfterOption(Block):
    """After a decision was answered with an option, or one of several; without one, after any answer."""

    decision: Name
    option: Name | list[Name] | None = None

    @property
    def options(self) -> list[str]:
        """The options after which it follows; none means any."""
        if self.option is None:
            return []
        return [self.option] if isinstance(self.option, str) else list(self.option)

    def follows(self, decision: str, option: str) -> bool:
        """Say whether an answer brings it."""
        return self.decision == decision and (not self.options or option in self.options)

    @property
    def words(self) -> str:
        """The same in words: `D1: incident or crisis`."""
        return f"{self.decision}: {one_of(self.options)}" if self.options else self.decision


class Inject(Block):
    """One thing that is put to the players; effects change the model.

    It is released at a time, when a condition holds, after a decision, or by hand (neither of these given). A
    contingency is kept off the timeline and is released by hand or after a decision only.
    """

    id: Name
    title: str = ""
    at: Duration | None = None
    when: ConditionText | None = None
    after: AfterOption | None = None
    delay: Duration = 0.0
    event_type: EventType = "inject"
    held: bool = False
    channel: str = ""
    sender: str = ""
    to: list[str] = []
    message: str = ""
    expected: str = ""
    deliverable: str = ""
    objective: Name | None = None
    target: Duration | None = None
    effects: list[Effect] = []
    notes: str = ""
    source: str = ""

    @model_validator(mode="after")
    def _one_trigger(self) -> Inject:
        if sum(trigger is not None for trigger in (self.at, self.when, self.after)) > 1:
            raise ValueError("has two triggers; give one of at, when, after, or none to release it by hand")
        return self

    @property
    def trigger(self) -> str:
        """The kind of trigger: time, condition, decision or manual."""
        given = {"time": self.at, "condition": self.when, "decision": self.after}
        return next((name for name, value in given.items() if value is not None), "manual")


class Opens(Block):
    """When a decision is put to the players: any of these.

    `on` is an event of the model: an alarm of the organisation's own trigger, a draft that is ready, an approval
    step, crisis mode about to end, or a case of large reach.
    """

    on: Literal["alarm", "draft", "step", "exit", "reach"] | None = None
    at: Duration | None = None
    when: ConditionText | None = None
    after: AfterOption | None = None
    after_inject: Name | None = None
    delay: Duration = 0.0
    levels: list[Level] = [2, 3, 4]
    cases: Literal["public", "position", "any"] = "any"
    roles: list[Name] = []
    kinds: list[Name] = []
    above: Positive = 10_000
    every: Duration = 0.0
    at_most: Count = Field(default=20, gt=0)

    @model_validator(mode="after")
    def _something(self) -> Opens:
        if not any((self.on, self.at is not None, self.when, self.after, self.after_inject)):
            raise ValueError("says nothing; give one of on, at, when, after, after_inject")
        return self


class Option(Block):
    """One answer; `way` is what happens to the case that the decision is about, `effects` to the model."""

    id: Name
    title: str
    way: Way | None = None
    effects: list[Effect] = []


class Decision(Block):
    """One decision point: who is asked what, when, for how long, and what happens if nobody answers.

    `default` is the id of an option, or `deputy`: the card passes to the deputy once, and then waits.
    """

    id: Name
    title: str
    question: str
    owner: Name
    deputy: Name | None = None
    opens: Opens
    options: list[Option] = Field(min_length=2, max_length=26)
    timeout: Duration = Field(gt=0)
    default: Name
    blocking: bool = False
    charge: Duration | None = None
    expected: Name | None = None
    objective: Name | None = None
    critical_task: str = ""
    target: Duration | None = None

    @model_validator(mode="after")
    def _known(self) -> Decision:
        ids = [option.id for option in self.options]
        twice = {name for name in ids if ids.count(name) > 1}
        if twice:
            raise ValueError(f"there are two options '{min(twice)}'")
        for field, name in (("default", self.default), ("expected", self.expected)):
            if name is not None and name not in [*ids, *(["deputy"] if field == "default" else [])]:
                raise ValueError(f"{field}: no option '{name}'; the options are {', '.join(ids)}")
        if self.default == "deputy" and self.deputy in {None, self.owner}:
            raise ValueError("default: 'deputy', but there is no deputy beside the owner")
        on_case = self.opens.on in {"draft", "step"}
        if not on_case and any(option.way is not None for option in self.options):
            raise ValueError("an option has a way, but the decision is about no draft; use effects")
        if on_case:
            self._ways()
        return self

    def _ways(self) -> None:
        allowed = WAYS["draft" if self.opens.on == "draft" else "step"]
        if not any(option.way is not None for option in self.options):
            raise ValueError("no option has a way: nothing would ever happen to the draft")
        for option in self.options:
            if option.way is not None and option.way not in allowed:
                raise ValueError(f"option '{option.id}': the way of a {self.opens.on} is {one_of(allowed)}")

    def option(self, name: str) -> Option | None:
        """Return the option of an id."""
        return next((option for option in self.options if option.id == name), None)


class Clock(Block):
    """How time runs: in steps of the facilitator, or live; and how slowly while a blocking decision is open."""

    mode: Literal["step", "live"] = "step"
    step: Duration = Field(default=5.0, gt=0)
    factor: Annotated[Number, Field(ge=1, le=60)] = 1.0
    slow_to: Annotated[Number, Field(ge=0, le=60)] | None = None


class Charge(Block):
    """What an answer counts as, in scenario minutes, where the clock stands still while people talk.

    `drawn` takes the time that the organisation's own people would need for that draft, and `otherwise` where a
    decision is about no draft; `observed` counts the wall clock; `fixed` always takes `otherwise`.
    """

    by: Literal["drawn", "observed", "fixed"] = "drawn"
    otherwise: Duration = 5.0


class Definition(Block):
    """A drill as its file says it; see docs/drill.md."""

    tocsin: Literal[1]
    name: Name
    title: str = ""
    purpose: str = ""
    scope: str = ""
    sponsor: str = ""
    contact: str = ""
    handling: str = "EXERCISE EXERCISE EXERCISE"
    participants: list[str] = []
    revised: str = ""
    scenario: str
    organisation: str
    start: str | None = None
    seed: Annotated[int, Field(ge=0)] = 1
    language: str = "en"
    texts: list[str] = []
    names: OwnNames = {}
    background: str = ""
    begins: Duration = 0.0
    length: Duration = Field(gt=0)
    clock: Clock = Clock()
    charge: Charge = Charge()
    objectives: list[Objective] = []
    seats: list[Seat] = Field(min_length=1)
    injects: list[Inject] = Field(default=[], max_length=20_000)
    decisions: list[Decision] = []

    @property
    def ends(self) -> float:
        """The scenario minute at which the drill is planned to end."""
        return self.begins + self.length

    def seat(self, name: str) -> Seat | None:
        """Return the seat of an id."""
        return next((seat for seat in self.seats if seat.id == name), None)

    def decision(self, name: str) -> Decision | None:
        """Return the decision of an id."""
        return next((decision for decision in self.decisions if decision.id == name), None)
