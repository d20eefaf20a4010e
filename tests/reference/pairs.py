"""Random scenarios, organisations and cascades for the equality test; half of them on whole minutes.

Small on purpose: few people, short times and many posts at the same instants make ties, queues, overload and odd
corners common within a two-day run.
"""

from __future__ import annotations

from typing import Any

from sim.organisation.checks import check_organisation
from sim.organisation.organisation import Organisation
from sim.scenario.model import Scenario
from sim.spread.cascade import Cascade
from tests.reference.covering import SWITCHES
from tests.reference.dice import Dice
from tests.reference.make import Post, make_cascade, make_scenario
from tests.reference.random_mechanisms import with_mechanisms

__all__ = ["Dice", "random_cascade", "random_organisation", "random_scenario"]

CALENDARS = ("always", "office", "3x8", "08:00-12:00", "22:00-06:00", "Mon-Tue 06:00-20:00", "Wed 09:00-10:00")
ROLES = ("officer", "head", "legal", "officer 1")
KINDS = ("troll", "question", "journalist", "multiplier", "misinformation", "smear", "insider")


def random_scenario(dice: Dice, *, mechanisms: bool = True) -> Scenario:
    """Return a scenario with facts, effects, drift and patience; with what the mechanisms need, unless told not to."""
    facts = []
    for number in range(dice.random.randint(0, 3)):
        at = dice.random.randint(0, 1500)
        facts.append(
            {
                "name": f"fact-{number}",
                "topic": dice.pick(("crisis", "other")),
                "at": f"{at} min",
                "known": dice.pick(("operations", "detected")),
                "confirmed": f"{at + dice.random.choice((0, 0, 60, 300, 900))} min",
                "level": dice.pick(("L3", "L4")),
            }
        )
    factor = lambda: dice.pick((1.0, 0.5, 0.8, 1.1))  # noqa: E731
    changes: dict[str, Any] = {
        "start": dice.pick(("2018-04-16 00:00", "2018-04-20 15:30", "2018-03-10 20:00")),
        "timezone": dice.pick(("UTC", "America/New_York", "Europe/Berlin")),
        "channels": {
            name: {
                "self_excitation": 0.0,
                "case_threshold": dice.pick((500, 2000, "every")),
                "statement_share": dice.pick((0.0, 0.5, 1.0)),
                **({"population": dice.random.randint(20, 200)} if dice.chance(0.3) else {}),
            }
            for name in ("x", "news", "press")
        },
        "effects": {
            "reply": dice.pick((1.0, 0.6)),
            "holding": factor(),
            "position": factor(),
            "apology": factor(),
            "legalistic": 1.1,
            "contradiction": dice.pick((1.0, 1.1)),
            "ramp": dice.duration(0, 30),
            "lasts": dice.duration(60, 600),
            "fades": dice.duration(1, 300),
        },
        "credibility": {"factor": 0.5, "half_life": dice.duration(60, 600), "backfire_lasts": dice.duration(10, 900)},
        "facts": facts,
        "kinds": {kind: {"demands": dice.chance(0.6)} for kind in KINDS},
        "cases": {
            "quiet_after_answer": dice.duration(0, 400),
            "patience": "endless" if dice.chance(0.2) else dice.law(30, 500),
            "drift_per_hour": dice.pick((0.0, 0.2, 2.0)),
            "drift_reach": 1000,
        },
    }
    if dice.chance(0.3):
        changes["fact_rate"] = {
            "every": "6 h",
            "during": "20 h",
            "topic": "crisis",
            "known": dice.pick(("operations", "detected")),
            "confirm_after": dice.law(0, 200),
        }
    if mechanisms:
        for fact in facts:
            fact["cause"] = dice.chance(0.5)
        if dice.chance(0.7):
            changes["cases"]["facts_needed"] = dice.pick(({"L0": 0.5}, {"L2": 0.5, "L3": 1.0}, {"L3": 0.7}))
    return make_scenario(**changes)


def random_step(dice: Dice, roles: tuple[str, ...], *, last: bool) -> dict[str, Any]:
    """Return one step of an approval chain."""
    step: dict[str, Any] = {"review": dice.law(0, 40), "reject": dice.pick((0.0, 0.2, 0.5))}
    shape = dice.random.random()
    if shape < 0.15:
        step["meeting"] = "board"
    elif shape < 0.4:
        step[dice.pick(("any_of", "all_of"))] = dice.random.sample(roles, dice.random.randint(1, len(roles)))
    else:
        step["role"] = dice.pick(roles)
        if dice.chance(0.4):
            step["timeout"] = dice.duration(1, 120)
            step["on_timeout"] = dice.pick(("consent", "deputy") if last else ("consent", "deputy", "escalate"))
            if step["on_timeout"] == "deputy":
                step["deputy"] = dice.pick(roles)
    if dice.chance(0.4):
        step["handover"] = "none" if dice.chance(0.3) else dice.law(0, 60)
    return step


def random_organisation(
    dice: Dice, *, mechanisms: bool = True, on: frozenset[str] | None = None, share: float = 0.35
) -> Organisation:
    """Return an organisation with two desks, chains, paging and all else at random; checked.

    Args:
        dice: What chooses.
        mechanisms: Whether it may use those of docs/model.md, section 9.
        on: Exactly the mechanisms that it uses, names of `covering.SWITCHES`; None: each with probability `share`.
        share: See `on`.
    """
    while True:
        document = {"tocsin": 1, "name": "random", **_organisation(dice)}
        organisation = Organisation.model_validate(document)
        if check_organisation(organisation):
            continue
        if on is None and not mechanisms:
            return organisation
        uses = frozenset(name for name in SWITCHES if dice.chance(share)) if on is None else on
        for _ in range(20):
            using = with_mechanisms(dice, document, uses, lambda: _chain(dice))
            organisation = Organisation.model_validate(using)
            if not check_organisation(organisation):
                return organisation


def _chain(dice: Dice) -> list[dict[str, Any]]:
    steps = [random_step(dice, ROLES, last=False) for _ in range(dice.random.randint(0, 2))]
    return [*steps, random_step(dice, ROLES, last=True)]


def _organisation(dice: Dice) -> dict[str, Any]:
    chain = lambda: _chain(dice)  # noqa: E731
    stage = lambda low, high: (  # noqa: E731
        {"L0": dice.law(low, high), "L3": dice.law(low, high)} if dice.chance(0.4) else dice.law(low, high)
    )
    stages: dict[str, Any] = {"draft": None if dice.chance(0.1) else stage(0, 60)}
    for name in ("triage", "analyse", "publish", "follow_up"):
        if dice.chance(0.45):
            work: Any = stage(0, 20)
            if dice.chance(0.4):
                work = {"time": work, "desk": dice.pick(("alpha", "beta"))}
                if dice.chance(0.5):
                    work["handover"] = dice.law(0, 30)
            stages[name] = work
    desk = lambda channels, members: {  # noqa: E731
        "channels": channels,
        "members": members,
        **({"refer": dice.law(0, 60)} if dice.chance(0.3) else {}),
        **({"authority": {"officer": dice.pick(("L1", "L2", "L4"))}} if dice.chance(0.3) else {}),
        **({"approval": {"L1": chain()}} if dice.chance(0.3) else {}),
    }
    structure: dict[str, Any] = {
        "monitoring": {
            "watched": "all" if dice.chance(0.7) else ["x", "press"],
            "rate": dice.pick((0.0, 0.3, 1.0)),
            "on_duty": None if dice.chance(0.3) else dice.law(0, 30),
            "next_day": dice.pick((0.0, 0.5, 1.0)),
        },
        "desks": {
            "alpha": desk(["x"], dice.pick((["officer"], ["officer 1-2"], ["officer 2", "officer 1"]))),
            "beta": desk("all", dice.pick((["officer 2", "head"], ["head"], ["officer"], ["legal", "officer 1"]))),
        },
        "positions": dice.pick(("alpha", "beta", None)),
        "stages": stages,
        "authority": {"officer": dice.pick(("L0", "L1", "L3")), "head": "L2", "legal": "L4"},
        "approval": {"L0": chain(), "L2": chain(), **({"L3": chain()} if dice.chance(0.5) else {})},
        "redraft": dice.pick((0.5, 1.0)),
        "handover": dice.law(0, 90) if dice.chance(0.5) else None,
        "meetings": {
            "board": {
                "days": dice.pick(("Mon-Sun", "Mon-Fri", "Tue")),
                "at": dice.pick((["10:00"], ["09:00", "15:30"])),
                "length": dice.duration(0, 120),
                "participants": dice.pick(([], ["head"], ["head", "officer 1"])),
            }
        },
        "line": {"sync": dice.duration(5, 300)} if dice.chance(0.5) else {"broadcast": dice.duration(0, 60)},
        "templates": (
            {"coverage": {"L1": 0.6, "L3": 0.4}, "alone_up_to": dice.pick(("L0", "L1", "L3")), "refresh": "1 h"}
            if dice.chance(0.5)
            else None
        ),
        "alignment": dice.pick((0.0, 0.7, 1.0)),
        "stance": {
            "holding": dice.pick((None, "apology", "legalistic")),
            "position": dice.pick((None, "apology", "legalistic")),
        },
    }
    return {"structure": structure, "resources": _resources(dice)}


def _resources(dice: Dice) -> dict[str, Any]:
    def people(role: str, count: int, **more: Any) -> dict[str, Any]:
        skills = {"channels": {"x": 1.3, "news": 0.7}, "stages": {"draft": 0.9, "review": 1.2}}
        return {
            "role": role,
            "count": count,
            "calendar": dice.pick(CALENDARS),
            "on_call": dice.chance(0.5),
            "attention": dice.pick((1.0, 1.0, 0.5)),
            **({"skills": skills} if dice.chance(0.3) else {}),
            **more,
        }

    return {
        "people": [
            people("officer", 2),
            people("head", dice.random.randint(1, 2), also=["legal"] if dice.chance(0.3) else []),
            people("legal", 1),
            people("officer", 1),
        ],
        "on_call": {
            "timeout": dice.duration(1, 20),
            "ack": dice.law(0, 15),
            "unavailable": dice.pick((0.0, 0.3)),
            "from_level": dice.pick(("L0", "L2", "L3")),
        },
        "at_shift_end": dice.pick(("finish", "suspend", "hand_over")),
        "reread": dice.duration(0, 5),
        "holidays": ["2018-04-17"] if dice.chance(0.2) else [],
    }


def random_cascade(dice: Dice, scenario: Scenario) -> Cascade:
    """Return a few dozen posts in processing order, with threads, articles, reignitions and many ties."""
    endings = tuple(fact.name for fact in scenario.facts)
    times = sorted(
        float(dice.random.randint(0, 400) * 5) if dice.chance(0.6) else dice.random.randint(0, 2000 * 2**20) / 2**20
        for _ in range(dice.random.randint(5, 70))
    )
    posts: list[Post] = []
    for time in times:
        parent = dice.random.randrange(len(posts)) if posts and dice.chance(0.6) else -1
        channel = dice.pick(("x", "x", "news", "press"))
        article = parent >= 0 and dice.chance(0.1)
        posts.append(
            Post(
                time=time,
                kind=dice.pick(KINDS),
                channel=channel,
                topic=posts[parent].topic if parent >= 0 else dice.pick(("crisis", "crisis", "other")),
                parent=parent,
                reach=float(dice.pick((0, 300, 700, 3000, 3000))) if dice.whole else dice.random.uniform(300, 9000),
                thin=dice.random.random() ** 2,
                article=article,
                ends_with=dice.pick(endings) if endings and parent < 0 and dice.chance(0.2) else "",
            )
        )
    return make_cascade(
        posts,
        channels=tuple(scenario.channels),
        topics=("crisis", "other"),
        endings=endings,
        envelope=scenario.envelope,
    )
