"""The official line: what a draft carries, what a publication does (docs/model.md, section 6 and equation 9)."""

from __future__ import annotations

import math

from sim.fields import at_level
from tests.reference.world import Backfire, Case, Line, World


def version_known(world: World, desk: int, topic: str) -> int:
    """Return the newest agreed version of a topic that a desk knows now; 0 for none."""
    law, newest = world.plan.line, 0
    for version, line in enumerate(world.lines.get(topic, []), start=1):
        if line.desk == desk:
            heard = line.time
        elif law.sync is not None:
            heard = (math.floor(line.time / law.sync) + 1) * law.sync
        else:
            heard = line.time + (law.broadcast or 0.0)
        if heard <= world.now:
            newest = version
    return newest


def begin_draft(world: World, case: Case) -> None:
    """Section 5, draft: take the version, the nature (once), and a template if there is one."""
    case.version = version_known(world, case.desk, case.topic)
    case.reviewed = False
    if case.fact is not None and not case.nature:
        case.nature = "holding" if world.now < case.fact.confirmed else "position"
        if case.nature == "holding":
            world.holding.add(case.fact.order)
    templates, lines = world.plan.templates, world.lines.get(case.topic, [])
    case.templated = (
        templates is not None
        and world.draws.u(case.key, "template") < (at_level(templates.coverage, case.level) or 0.0)
        and (not lines or world.now - lines[-1].time >= templates.refresh)
    )


def publish_position(world: World, case: Case) -> bool:
    """Publish a position case as agreed line v+1; False if it is dropped."""
    fact = case.fact
    assert fact is not None
    lines = world.lines.setdefault(case.topic, [])
    newer = any(line.fact.order > fact.order for line in lines)
    settled = any(line.fact.order == fact.order and line.nature == "position" for line in lines)
    if newer or settled:
        return False
    lines.append(Line(world.now, case.desk, fact, case.nature))
    case.version = len(lines)
    _state(world, case, kind=case.nature, channel="")
    _end_backfires(world, case)
    return True


def publish_public(world: World, case: Case) -> None:
    """Flag a public case's answer, make it a reply or a statement, and see whether it contradicts."""
    lines = world.lines.get(case.topic, [])
    agreed = len(lines)
    case.stale = case.version < agreed
    if not case.stale and case.level >= 2 and not case.reviewed:
        case.misaligned = world.draws.u(case.key, "align") >= world.plan.alignment
    if not case.stale and not case.misaligned and agreed:
        of = lines[-1].fact
        case.outdated = any(f.topic == case.topic and f.order > of.order and f.at <= world.now for f in world.facts)
    if case.level >= 3 and (case.topic, case.version) not in world.carried:
        _state(world, case, kind="holding", channel=world.plan.channels[case.channel].name)
    else:
        case.published = "reply"
    if case.stale or case.misaligned:
        _contradict(world, case, agreed)
    else:
        _end_backfires(world, case)


def _state(world: World, case: Case, *, kind: str, channel: str) -> None:
    """Make the publication a statement on its topic."""
    told = world.plan.stance[kind]
    effect = world.plan.effects[told]
    case.published = "statement"
    world.carried.add((case.topic, case.version))
    world.factors.setdefault(case.topic, []).append((world.now, effect))
    world.statements.append((world.now, case.topic, told, case.version, channel, effect))


def _end_backfires(world: World, case: Case) -> None:
    for backfire in world.backfires.get(case.topic, []):
        if backfire.desk == case.desk:
            backfire.over = True


def _contradict(world: World, case: Case, agreed: int) -> None:
    if (case.desk, case.topic, agreed) in world.contradicted:
        return
    world.contradicted.add((case.desk, case.topic, agreed))
    law = world.plan.scenario.credibility
    # Equation 9: the deficit is measured before it is replaced.
    world.deficit = 1 - law.factor * credibility(world)
    world.deficit_at = world.now
    world.backfires.setdefault(case.topic, []).append(Backfire(world.now, case.desk, case.channel))
    effect, channel = world.plan.effects["contradiction"], world.plan.channels[case.channel].name
    world.statements.append((world.now, case.topic, "contradiction", case.version, channel, effect))


def credibility(world: World) -> float:
    """Return the organisation's credibility now (equation 9)."""
    half_life = world.plan.scenario.credibility.half_life
    return float(1 - world.deficit * 2.0 ** (-(world.now - world.deficit_at) / half_life))
