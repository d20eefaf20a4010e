"""How many minutes of whose work one case is expected to take: stages, redrafts, and the steps of its chain."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from sim.distributions import AnyDistribution, mean
from sim.fields import at_level
from sim.organisation.experience import Training
from sim.organisation.organisation import Organisation, Person, authority_of, chain_of
from sim.organisation.steps import STAGES, ByLevel, Stage, StageWork, Step
from sim.organisation.structure import Desk

Work = dict[str, float]


def work_of_case(
    organisation: Organisation,
    desk: str,
    level: int,
    *,
    channel: str = "",
    facts_needed: Mapping[int, float] | None = None,
) -> Work:
    """Return the expected minutes of work of one case, by queue (`desk:NAME`, `approval:PARTY`).

    Drafts after a rejection take `redraft` of a first one and pass the whole chain again, so that with rejection
    probabilities p_i a case is drafted `1 / prod(1 - p_i)` times. Time-outs, errors and misreading are left out, and
    `any_of` counts one review. The author is a typical member of the desk, and no one who knows the facts.

    Args:
        organisation: Checked.
        desk: The case's own desk.
        level: 0 to 4; L0 is seen at triage and ends there.
        channel: For the speed of people with skills on it.
        facts_needed: Share of the cases that need a fact, by level; None for none.
    """
    work: Work = {}
    slower = 1 / (1 - organisation.structure.overhead)
    training = organisation.resources.training
    for name, queue, members, minutes in _stages(organisation, desk, level, dict(facts_needed or {})):
        work[queue] = work.get(queue, 0.0) + minutes * slower * _slowness(members, channel, name, training)
    for queue, members, minutes in _reviews(organisation, desk, level):
        work[queue] = work.get(queue, 0.0) + minutes * slower * _slowness(members, channel, "review", training)
    return work


def chain_share(organisation: Organisation, desk: str, level: int) -> float:
    """Return the expected share of a desk's cases of one level that go through the approval chain."""
    structure, own = organisation.structure, organisation.structure.desks[desk]
    people = members_of(organisation, own)
    may = [person for person in people if authority_of(own, structure, person.roles) >= level]
    alone = len(may) / len(people)
    templates = structure.templates
    if templates is not None and level <= templates.alone_up_to:
        alone += (1 - alone) * (at_level(templates.coverage, level) or 0.0)
    return 1 - alone if chain_of(own, structure, level) else 0.0


def members_of(organisation: Organisation, desk: Desk) -> list[Person]:
    """Return the people of a desk, each once, in the order in which it lists them."""
    return list({person.name: person for party in desk.members for person in organisation.members(party)}.values())


def _stages(
    organisation: Organisation, desk: str, level: int, facts_needed: dict[int, float]
) -> Iterator[tuple[str, str, list[Person], float]]:
    structure = organisation.structure
    drafts = 1 + (_rounds(chain_of(structure.desks[desk], structure, level)) - 1) * structure.redraft
    drafts = 1 + (drafts - 1) * chain_share(organisation, desk, level)
    for name in STAGES:
        stage: StageWork | None = getattr(structure.stages, name)
        if stage is None or (level == 0 and name != "triage"):
            continue
        where = stage.desk or desk
        times = {
            "draft": drafts * _templated(organisation, level),
            "facts": at_level(facts_needed, level) or 0.0,
            "judge": float(structure.judging is not None and level >= structure.judging.from_level),
        }.get(name, 1.0)
        if times == 0.0:
            continue
        minutes = _minutes(stage.time, level) * times
        yield _spoken(name), f"desk:{where}", members_of(organisation, structure.desks[where]), minutes


def _templated(organisation: Organisation, level: int) -> float:
    templates = organisation.structure.templates
    if templates is None:
        return 1.0
    return 1 - (at_level(templates.coverage, level) or 0.0) * (1 - templates.factor)


def _reviews(organisation: Organisation, desk: str, level: int) -> Iterator[tuple[str, list[Person], float]]:
    structure = organisation.structure
    chain = chain_of(structure.desks[desk], structure, level) if level else []
    reached = _rounds(chain) * (chain_share(organisation, desk, level) if level else 0.0)
    for step in chain:
        review = mean(step.review) if step.review is not None else 0.0
        branches = step.parties[:1] if step.any_of else step.parties
        for party in branches:
            yield f"approval:{party}", organisation.members(party), reached * review
        reached *= _passes(step)


def _rounds(chain: Sequence[Step]) -> float:
    return 1 / math.prod(_passes(step) for step in chain)


def _passes(step: Step) -> float:
    # A single rejection of an `all_of` rejects.
    return float((1 - step.reject) ** len(step.all_of or [""]))


def _minutes(time: ByLevel, level: int) -> float:
    law: AnyDistribution | None = at_level(time, level)
    return mean(law if law is not None else time[min(time)])


def _spoken(stage: Stage) -> str:
    return stage.replace("_", " ")


def _slowness(members: Sequence[Person], channel: str, stage: str, training: Training) -> float:
    """The mean of 1 / speed over the members, on the channel and at the stage, with what they have learned."""
    speeds: list[float] = []
    for person in members:
        skills, months = person.entry.skills, person.entry.tenure_months
        on_channel = skills.channels.get(channel, skills.elsewhere if channel else 1.0)
        at_stage = next((speed for name, speed in skills.stages.items() if name == stage), 1.0)
        speeds.append(on_channel * at_stage * (1.0 if months is None else training.speed(months)))
    return sum(1 / speed for speed in speeds) / len(speeds)
