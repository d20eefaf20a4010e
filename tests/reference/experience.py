"""What experience is worth in triage, drafts, reviews and replies (docs/model.md, 9.6, 9.7, 9.11 and 9.12)."""

from __future__ import annotations

from tests.reference.rows import HAND_OVER
from tests.reference.world import Case, Item, World


def misreads(world: World, case: Case, person: int) -> bool:
    """Whether who ended the first triage of a case misread it."""
    months = world.plan.people[person].tenure
    if months is None or case.triages > 1:
        return False
    return world.draws.u(case.key, "misread") < world.plan.uses.training.misread(months)


def errs(world: World, case: Case, item: Item, person: int) -> bool:
    """Whether the draft that a person has just ended has an error."""
    row, uses = world.plan.people[person], world.plan.uses
    if row.undrilled is None or case.templated:
        return False
    p = uses.training.error(row.undrilled)
    if row.elsewhere[case.channel]:
        p *= uses.training.error_elsewhere
    if item.returned and world.plan.at_shift_end == HAND_OVER:
        p *= uses.handoff
    return world.draws.u(case.key, "error", 0, case.round) < min(1.0, p)


def rejects(world: World, case: Case, branch: int, person: int) -> bool:
    """Whether a review rejects; `person` is -1 for a meeting."""
    p = case.chain[case.step].reject
    unfamiliar = world.plan.people[person].unfamiliar if person >= 0 else None
    if unfamiliar is not None:
        p = min(1.0, p + unfamiliar.reject * unfamiliar.left(world.reviews[person]))
    if case.error:
        p = p + (1 - p) * world.plan.uses.training.caught
    return world.draws.u(case.key, "reject", 16 * case.step + branch, case.round) < p


def note_answer(world: World, case: Case) -> None:
    """Keep the largest quality of the answers in the case's thread."""
    law = world.plan.uses.reply_quality
    if law is None:
        return
    if case.by_employee:
        quality = law.novice
    else:
        known, skill = 1.0, 1.0
        if case.author >= 0:
            row = world.plan.people[case.author]
            if row.tenure is not None:
                known = law.novice + (1 - law.novice) * world.plan.uses.training.experience(row.tenure)
            skill = min(1.0, row.channel_skill[case.channel])
        quality = known * skill * (law.without_facts if case.lacks_fact else 1.0)
    world.quality[case.thread] = max(quality, world.quality.get(case.thread, 0.0))


def reply_effect(world: World, thread: int) -> float:
    """Return L of equation 7."""
    effect = world.plan.effects["reply"]
    if thread not in world.thread_answered:
        return 1.0
    if world.plan.uses.reply_quality is None:
        return effect
    return 1 - (1 - effect) * world.quality[thread]
