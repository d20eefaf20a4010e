"""Small scenarios, organisations and cascades for tests: every default is neutral, every override is merged in.

Nothing spreads, ages or is missed unless a test asks for it: constant times, all kinds demand an answer, one kind a
level, one desk that always works. Minute 0 is Monday 2018-04-16 00:00 UTC.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.keys import mix64, name_key
from sim.organisation.organisation import Organisation
from sim.scenario.facts import draw_facts
from sim.scenario.model import Scenario
from sim.spread.cascade import Cascade
from tests.reference.engine import reference_run
from tests.reference.tables import ReferenceTables

# One kind a level, so that a test chooses levels by naming kinds.
LEVEL_OF_KIND = {
    "troll": 0,
    "question": 1,
    "journalist": 2,
    "multiplier": 2,
    "misinformation": 2,
    "smear": 3,
    "insider": 4,
}
KINDS = tuple(LEVEL_OF_KIND)

_SCENARIO: dict[str, Any] = {
    "tocsin": 1,
    "name": "small",
    "start": "2018-04-16 00:00",
    "timezone": "UTC",
    "horizon": "2 d",
    "drain": "2 d",
    "main_topic": "crisis",
    "channels": {"x": {"self_excitation": 0.0, "circadian": {"amplitude": 0.0, "peak": "12:00"}}},
    "spread": {"kind": "hawkes"},
    "effects": {
        "reply": 1.0,
        "holding": 1.0,
        "position": 1.0,
        "apology": 1.0,
        "legalistic": 1.0,
        "contradiction": 1.0,
        "ramp": "0 min",
        "lasts": "3 d",
        "fades": "1 d",
    },
    "credibility": {"factor": 0.5, "half_life": "12 h", "backfire_lasts": "24 h"},
    "kinds": {
        kind: {"share": 1 / len(LEVEL_OF_KIND), "levels": {f"L{level}": 1.0}, "demands": True}
        for kind, level in LEVEL_OF_KIND.items()
    },
    "cases": {"quiet_after_answer": "6 h", "patience": "endless", "drift_per_hour": 0.0, "drift_reach": 1000},
}
_OFFICER = {"role": "officer", "count": 1, "calendar": "always"}
_ORGANISATION: dict[str, Any] = {
    "tocsin": 1,
    "name": "office",
    "structure": {
        "desks": {"press": {"channels": "all", "members": ["officer"]}},
        "stages": {"draft": "10 min"},
        "authority": {"officer": "L4"},
    },
    "resources": {"people": [_OFFICER]},
}


@dataclass(frozen=True)
class Post:
    """One mention of a hand-made cascade; `parent` is its place in the list, an article's parent its enquiry."""

    time: float
    kind: str = "question"
    channel: str = "x"
    topic: str = "crisis"
    parent: int = -1
    reach: float = 1000.0
    thin: float = 0.5
    article: bool = False
    ends_with: str = ""


def merged(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Return `base` with `changes`: maps are merged, everything else is replaced."""
    result = dict(base)
    for name, value in changes.items():
        both = isinstance(value, dict) and isinstance(base.get(name), dict)
        result[name] = merged(base[name], value) if both else value
    return result


def make_scenario(**overrides: Any) -> Scenario:
    """Return the neutral scenario with parts of it replaced."""
    return Scenario.model_validate(merged(_SCENARIO, overrides))


def make_organisation(**overrides: Any) -> Organisation:
    """Return the one-desk organisation with parts of it replaced."""
    return Organisation.model_validate(merged(_ORGANISATION, overrides))


def make_cascade(
    posts: Sequence[Post],
    *,
    channels: tuple[str, ...] = ("x",),
    topics: tuple[str, ...] = ("crisis",),
    kinds: tuple[str, ...] = KINDS,
    endings: tuple[str, ...] = (),
    envelope: float = 1.0,
) -> Cascade:
    """Return the cascade of these posts, which are given in processing order; key n is that of post n."""
    roots: list[int] = []
    generations: list[int] = []
    for number, post in enumerate(posts):
        immigrant = post.parent < 0 or post.article
        roots.append(number if immigrant else roots[post.parent])
        generations.append(0 if post.parent < 0 else generations[post.parent] + 1)
    addresses = [(root, post.channel, post.topic) for root, post in zip(roots, posts)]
    threads = {address: number for number, address in enumerate(dict.fromkeys(addresses))}
    return Cascade(
        time=np.array([post.time for post in posts], dtype=np.float64),
        channel=np.array([channels.index(post.channel) for post in posts], dtype=np.int16),
        topic=np.array([topics.index(post.topic) for post in posts], dtype=np.int16),
        kind=np.array([kinds.index(post.kind) for post in posts], dtype=np.int16),
        parent=np.array([post.parent for post in posts], dtype=np.int64),
        root=np.array(roots, dtype=np.int64),
        thread=np.array([threads[address] for address in addresses], dtype=np.int64),
        generation=np.array(generations, dtype=np.int64),
        key=mix64(name_key("post"), np.arange(len(posts))),
        reach=np.array([post.reach for post in posts], dtype=np.float64),
        thin=np.array([post.thin for post in posts], dtype=np.float64),
        scripted=np.array([post.parent < 0 for post in posts], dtype=np.bool_),
        conditional=np.array([post.article for post in posts], dtype=np.bool_),
        ends_with=np.array([endings.index(p.ends_with) if p.ends_with else -1 for p in posts], dtype=np.int16),
        channels=channels,
        topics=topics,
        kinds=kinds,
        endings=endings,
        envelope=envelope,
    )


def run_reference(
    posts: Sequence[Post],
    *,
    scenario: Scenario | None = None,
    organisation: Organisation | None = None,
    seed: int = 1,
    replication: int = 0,
    **cascade: Any,
) -> ReferenceTables:
    """Run the reference engine on hand-made posts; `cascade` goes to `make_cascade`."""
    scenario = scenario or make_scenario()
    facts = draw_facts(scenario, seed=seed, replication=replication)
    organisation = organisation or make_organisation()
    made = make_cascade(posts, channels=tuple(scenario.channels), **cascade)
    return reference_run(scenario, organisation, made, facts, seed=seed, replication=replication)


def with_head(calendar: str, *, step: dict[str, Any] | None = None, **resources: Any) -> Organisation:
    """One officer who may publish nothing alone, and one head who approves everything in 5 minutes."""
    chain = [{"role": "head", "review": "5 min", **(step or {})}]
    people = [_OFFICER, {"role": "head", "count": 1, "calendar": calendar, **resources.pop("head", {})}]
    return make_organisation(
        structure={"authority": {"officer": "L0", "head": "L4"}, "approval": {"L1": chain}},
        resources={"people": people, **resources},
    )


def one(tables: ReferenceTables, column: str, case: int = 0) -> Any:
    """Return one value of the cases table."""
    return tables.cases[column][case]
