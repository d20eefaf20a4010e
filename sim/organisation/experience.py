"""Experience: how tenure makes people fast and sure, how drills keep them accurate, and what executives lack.

docs/model.md, sections 9.6 and 9.7.
"""

from __future__ import annotations

import math

from pydantic import Field

from sim.distributions import Distribution, Exponential, MeanParameters, mean
from sim.fields import Block, Positive, Share


class Training(Block):
    """What tenure and drills are worth, for people whose `tenure_months` or `months_since_drill` is given.

    Attributes:
        start: Speed of who is new, as a share of the speed of who has learned.
        learning_months: Time constant of learning, in months.
        error_novice: Probability that a draft of who was never drilled has an error.
        error_trained: The same straight after a drill.
        accuracy_half_life: Months after which half of what a drill gave is lost.
        error_elsewhere: Factor on the error on channels that are not one's own.
        caught: Probability that a review catches an error.
        misread_novice: Probability that who is new misreads a case at triage.
        misread_expert: The same of who has learned.
    """

    start: Share = Field(default=0.55, gt=0)
    learning_months: Positive = 5.0
    error_novice: Share = 0.20
    error_trained: Share = 0.04
    accuracy_half_life: Positive = 6.5
    error_elsewhere: Positive = 1.5
    caught: Share = 0.8
    misread_novice: Share = 0.15
    misread_expert: Share = 0.05

    def experience(self, tenure_months: float) -> float:
        """Return x, what has been learned of what there is to learn, 0 to 1 (docs/model.md, equation 14)."""
        return 1.0 - math.exp(-tenure_months / self.learning_months)

    def speed(self, tenure_months: float) -> float:
        """Return the factor on speed, `start` to 1."""
        return 1.0 - (1.0 - self.start) * math.exp(-tenure_months / self.learning_months)

    def error(self, months_since_drill: float) -> float:
        """Return the probability of an error in a draft on one's own channels."""
        kept: float = 2.0 ** (-months_since_drill / self.accuracy_half_life)
        return self.error_novice - (self.error_novice - self.error_trained) * kept

    def misread(self, tenure_months: float) -> float:
        """Return the probability that a case is misread at triage."""
        return self.misread_novice - (self.misread_novice - self.misread_expert) * self.experience(tenure_months)


class ShiftHandoff(Block):
    """What a hand-over at the end of a shift does to the error of a draft; a structured one does less."""

    error: Positive
    structured: bool = False
    structured_factor: Share = 0.77

    @property
    def factor(self) -> float:
        """The factor on the probability of an error."""
        return self.error * self.structured_factor if self.structured else self.error


class InMeetings(Block):
    """Somebody's own meetings, one after the other with gaps between, `share` of the time (below 1)."""

    share: Share = Field(gt=0, lt=1)
    length: Distribution

    @property
    def gap(self) -> Exponential:
        """The law of the time between two meetings: exponential, so long that meetings take `share` of the time."""
        between = mean(self.length) * (1.0 - self.share) / self.share
        return Exponential(exponential=MeanParameters(mean=between))


class Unfamiliar(Block):
    """An executive who does not know crises online: briefed before the first review, slower, and rejecting more.

    What is missing fades as `exp(-(decisions + practised) / fades)`; `practised` are decisions made in drills.
    """

    briefing: Distribution
    review: Positive = Field(default=2.0, ge=1)
    reject: Share = 0.15
    fades: Positive = 3.0
    practised: float = Field(default=0.0, ge=0)

    def left(self, decisions: int) -> float:
        """Return what is left of the unfamiliarity after so many decisions, 1 to 0."""
        return math.exp(-(decisions + self.practised) / self.fades)
