"""What people get wrong and what it is worth: misreading, errors in drafts, unfamiliar reviewers, quality of replies.

docs/model.md, sections 9.6, 9.7 and 9.11.
"""

from __future__ import annotations

from sim.organisation.conduct import ReplyQuality
from sim.organisation.experience import ShiftHandoff, Training
from sim.response.plan import PersonPlan, with_error
from sim.response.state import Case, PersonState


def error_chance(person: PersonPlan, case: Case, handoff: ShiftHandoff | None) -> float:
    """Return the probability that a draft which this person ended has an error."""
    chance = person.error
    if person.channel_skill and case.channel and case.channel not in person.channel_skill:
        chance *= person.error_elsewhere
    if handoff is not None and case.handed_back:
        chance *= handoff.factor
    return min(1.0, chance)


def rejection_chance(reject: float, case: Case, training: Training, reviewer: PersonState | None) -> float:
    """Return the probability that a review rejects; a meeting has no single reviewer."""
    rule = reviewer.plan.unfamiliar if reviewer is not None else None
    if reviewer is not None and rule is not None:
        reject = min(1.0, reject + rule.reject * rule.left(reviewer.decisions))
    return with_error(reject, training.caught) if case.erroneous else reject


def reply_effect(reply: float, rule: ReplyQuality | None, case: Case) -> float:
    """Return L, the factor on later edges of the thread of an answer (equation 7 with section 9.11)."""
    if rule is None:
        return reply
    return 1.0 - (1.0 - reply) * _quality(rule, case)


def _quality(rule: ReplyQuality, case: Case) -> float:
    if case.employee:
        return rule.novice
    author = case.author.plan if case.author is not None else None
    writer = rule.novice + (1.0 - rule.novice) * author.learned if author is not None else 1.0
    channel = min(1.0, author.channel(case.channel)) if author is not None else 1.0
    return writer * channel * (rule.without_facts if case.lacks_fact else 1.0)
