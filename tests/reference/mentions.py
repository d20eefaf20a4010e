"""Mentions: which survive (docs/model.md, section 3), and which of them become cases, drift and age (section 4)."""

from __future__ import annotations

import math

from sim.keys import mix64, name_key
from sim.scenario.facts import KnownFact
from sim.spread.cascade import Cascade
from sim.units import HOUR, tick
from tests.reference.detection import await_detection
from tests.reference.experience import reply_effect
from tests.reference.line import credibility
from tests.reference.modes import crisis_of
from tests.reference.relations import is_warm, warmth
from tests.reference.rows import NEVER
from tests.reference.work import look_at_patience
from tests.reference.world import DRIFT, OPEN, PATIENCE, Case, Clock, World


class Mentions:
    """The cascade as lists, and which of its mentions have survived so far."""

    def __init__(self, cascade: Cascade) -> None:
        self.time = cascade.time.tolist()
        self.channel = cascade.channel.tolist()
        self.topic = [cascade.topics[topic] for topic in cascade.topic.tolist()]
        self.kind = cascade.kind.tolist()
        self.parent = cascade.parent.tolist()
        self.thread = cascade.thread.tolist()
        self.key = [int(key) for key in cascade.key.tolist()]
        self.reach = cascade.reach.tolist()
        self.thin = cascade.thin.tolist()
        self.conditional = cascade.conditional.tolist()
        self.ending = [cascade.endings[end] if end >= 0 else "" for end in cascade.ends_with.tolist()]
        self.kinds = cascade.kinds
        self.envelope = cascade.envelope
        self.survived = [False] * len(self.time)
        self.on_channel = [0] * len(cascade.channels)


def post(world: World, mentions: Mentions, row: int) -> None:
    """Decide whether a mention survives, and what the organisation makes of it."""
    parent = mentions.parent[row]
    if parent >= 0 and not mentions.survived[parent]:
        return
    warm = is_warm(world, mentions.key[row], mentions.kinds[mentions.kind[row]])
    q = _survival(world, mentions, row)
    for factor in warmth(world, mentions.thread[row], warm=warm, edge=_is_edge(mentions, row)):
        q *= factor
    assert 0 <= q <= 1, q
    if not mentions.thin[row] < q:
        return
    mentions.survived[row] = True
    mentions.on_channel[mentions.channel[row]] += 1
    if warm:
        world.warmed.add(mentions.thread[row])
    if _qualifies(world, mentions, row):
        _join_or_open(world, mentions, row)


def _survival(world: World, mentions: Mentions, row: int) -> float:
    """Return q of equation 5."""
    channel = mentions.channel[row]
    free = max(0.0, 1 - mentions.on_channel[channel] / world.plan.channels[channel].population)
    if mentions.conditional[row]:
        return 0.0 if mentions.parent[row] in world.enquiry_answered else free
    if mentions.parent[row] < 0:
        return 0.0 if mentions.ending[row] and _called_off(world, mentions, row) else free
    answered = reply_effect(world, mentions.thread[row])
    return float(_answers(world, channel, mentions.topic[row]) * answered * free / mentions.envelope)


def _is_edge(mentions: Mentions, row: int) -> bool:
    return mentions.parent[row] >= 0 and not mentions.conditional[row]


def _called_off(world: World, mentions: Mentions, row: int) -> bool:
    """Whether a reignition is ended by a line, or its cause was mended."""
    return _settled(world, mentions.ending[row]) or world.mended.get(mentions.topic[row], NEVER) <= world.now


def _settled(world: World, ending: str) -> bool:
    """Whether an agreed line on a fact, or on a newer fact of its topic, is published."""
    found = [fact for fact in world.facts if fact.name == ending]
    return any(line.fact.order >= fact.order for fact in found for line in world.lines.get(fact.topic, []))


def _answers(world: World, channel: int, topic: str) -> float:
    """Return E of equation 8."""
    table, now = world.plan.scenario.effects, world.now
    x = min(1.0, max(0.0, world.plan.channels[channel].share * credibility(world)))
    damping, backfiring = 1.0, 1.0
    for since, effect in world.factors.get(topic, []):
        age = now - since
        g = _ramp(age, table.ramp) if age <= table.lasts else max(0.0, 1 - (age - table.lasts) / table.fades)
        if effect < 1:
            damping = min(damping, effect ** (x * g))
        elif effect > 1:
            backfiring = max(backfiring, effect ** (x * g))
    for backfire in world.backfires.get(topic, []):
        age = now - backfire.time
        if backfire.channel == channel and not backfire.over and age < world.plan.scenario.credibility.backfire_lasts:
            backfiring = max(backfiring, world.plan.effects["contradiction"] ** _ramp(age, table.ramp))
    return float(damping * backfiring)


def _ramp(age: float, ramp: float) -> float:
    return min(1.0, age / ramp) if ramp > 0 else 1.0


def _qualifies(world: World, mentions: Mentions, row: int) -> bool:
    channel = world.plan.channels[mentions.channel[row]]
    if not channel.watched:
        return False
    if world.plan.kinds[mentions.kind[row]].demands or channel.every or mentions.reach[row] >= channel.threshold:
        return True
    return world.draws.u(mentions.key[row], "monitor") < world.plan.monitoring_rate


def _join_or_open(world: World, mentions: Mentions, row: int) -> None:
    thread, kind = mentions.thread[row], world.plan.kinds[mentions.kind[row]]
    last = world.thread_case.get(thread)
    if last is not None and last.state == OPEN and kind.joins:
        _spend_hazard(world, last)
        last.reach += mentions.reach[row]
        _aim_drift(world, last)
        return
    quiet = world.plan.scenario.cases.quiet_after_answer
    answered = world.thread_answered.get(thread)
    if answered is not None and world.now - answered < quiet and not kind.demands:
        return
    _open_public(world, mentions, row)


def _open_public(world: World, mentions: Mentions, row: int) -> None:
    key, channel = mentions.key[row], mentions.channel[row]
    levels, drawn = world.plan.kinds[mentions.kind[row]].levels, world.draws.u(key, "level")
    kind = world.plan.kinds[mentions.kind[row]]
    case = Case(
        number=len(world.cases),
        key=key,
        opened=world.now,
        desk=world.plan.channels[channel].desk if kind.desk < 0 else kind.desk,
        topic=mentions.topic[row],
        level=next((level for level, total in levels if total > drawn), levels[-1][0]),
        reach=mentions.reach[row],
        channel=channel,
        kind=mentions.kinds[mentions.kind[row]],
        thread=mentions.thread[row],
        mention=row,
        first_hand=True,
    )
    world.thread_case[case.thread] = case
    _begin_public(world, case)
    crisis = crisis_of(world)
    if (crisis is None or not crisis.dedup) and world.draws.u(key, "duplicate") < world.plan.uses.duplicates:
        _begin_public(world, _duplicate(world, case, mentions.reach[row]))


def _duplicate(world: World, case: Case, reach: float) -> Case:
    """Return the second case of a mention, as its first one opened, at the next home desk (9.2)."""
    home = world.plan.uses.home_desks
    return Case(
        number=len(world.cases),
        key=int(mix64(case.key, name_key("duplicate"))),
        opened=world.now,
        desk=home[(home.index(case.desk) + 1) % len(home)],
        topic=case.topic,
        level=case.level_opened,
        reach=reach,
        channel=case.channel,
        kind="duplicate",
        thread=case.thread,
    )


def _begin_public(world: World, case: Case) -> None:
    """Let a public case age, and begin it."""
    if world.plan.patience is not None:
        case.patience = world.now + world.draws.duration(world.plan.patience, case.key, "patience")
        world.push(case.patience, PATIENCE, case.number, 0, look_at_patience, world, case)
    _next_threshold(world, case)
    _begin(world, case)


def open_position(world: World, fact: KnownFact, which: int) -> None:
    """Open the first or second position case of a fact (section 6)."""
    case = Case(
        number=len(world.cases),
        key=int(mix64(name_key("fact"), name_key(fact.name), which)),
        opened=world.now,
        desk=world.plan.positions,
        topic=fact.topic,
        level=fact.level,
        reach=0.0,
        fact=fact,
    )
    _begin(world, case)


def _begin(world: World, case: Case) -> None:
    case.level_opened, case.clock = case.level, Clock(world.now)
    world.cases.append(case)
    await_detection(world, case)


def _hazard(world: World, case: Case) -> float:
    """Return h of equation 11, per minute."""
    scale = world.plan.channels[case.channel].scale
    return world.plan.scenario.cases.drift_per_hour / HOUR * math.sqrt(case.reach / scale)


def _next_threshold(world: World, case: Case) -> None:
    if world.plan.scenario.cases.drift_per_hour > 0:
        case.rest, case.rest_at = world.draws.threshold(case.key, case.drifts), world.now
        _aim_drift(world, case)


def _spend_hazard(world: World, case: Case) -> None:
    case.rest = max(0.0, case.rest - _hazard(world, case) * (world.now - case.rest_at))
    case.rest_at = world.now


def _aim_drift(world: World, case: Case) -> None:
    case.drift_token += 1
    hazard = _hazard(world, case)
    if hazard > 0 and case.level < 4:
        due = world.now + tick(case.rest / hazard)
        world.push(due, DRIFT, case.number, 0, _drift, world, case, case.drift_token)


def _drift(world: World, case: Case, token: int) -> None:
    if case.state == OPEN and token == case.drift_token:
        case.level += 1
        case.underrated = False
        case.drifts += 1
        _next_threshold(world, case)
