"""The mechanisms of docs/model.md, section 9, at random: small cases must meet them, so windows are short."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from tests.reference.covering import OF_CRISIS
from tests.reference.dice import Dice

ROLES = ("officer", "head", "legal")
PARTIES = (*ROLES, "officer 1")
LEVELS = ("L0", "L1", "L2", "L3", "L4")
Document = dict[str, Any]


def with_mechanisms(
    dice: Dice, document: Document, on: frozenset[str], chain: Callable[[], list[Document]]
) -> Document:
    """Return the document of an organisation with exactly these mechanisms; `chain` gives an approval chain."""
    result = copy.deepcopy(document)
    structure, resources = result["structure"], result["resources"]
    for name in (name for name in _STRUCTURE if name in on):
        _STRUCTURE[name](dice, structure)
    for name in (name for name in _RESOURCES if name in on):
        _RESOURCES[name](dice, resources)
    if not on.isdisjoint(OF_CRISIS):
        structure["modes"] = _modes(dice, on, chain, briefings="briefings" in on)
    return result


def _modes(dice: Dice, on: frozenset[str], chain: Callable[[], list[Document]], *, briefings: bool) -> Document:
    triggers = dice.some(("severity", "volume", "person"))
    trigger: Document = {}
    cases, over = dice.random.randint(1, 4), dice.random.randint(20, 300)
    if "severity" in triggers:
        trigger["severity"] = dice.pick(("L1", "L2", "L3", "L3", "L4"))
    if "volume" in triggers:
        trigger["volume"] = {"cases": cases, "over": f"{over} min"}
    if "person" in triggers:
        trigger["person"] = {"role": dice.pick(ROLES), "level": dice.pick(LEVELS)}
    # The exit must not ask for more than the trigger's volume.
    ends = {"cases": dice.random.randint(1, cases), "over": f"{over + dice.random.randint(0, 120)} min"}
    activation = "0 min" if dice.chance(0.3) else dice.law(0, 40)
    return {"trigger": trigger, "activation": activation, "exit": ends, "crisis": _crisis(dice, on, chain, briefings)}


def _crisis(dice: Dice, on: frozenset[str], chain: Callable[[], list[Document]], briefings: bool) -> Document:
    gives: dict[str, tuple[str, Callable[[], Any]]] = {
        "crisis authority": ("authority", lambda: {role: dice.pick(LEVELS) for role in dice.some(ROLES)}),
        "crisis approval": ("approval", lambda: {dice.pick(LEVELS): chain()}),
        "crisis handover": ("handover", lambda: dice.law(0, 30)),
        "crisis line": ("line", lambda: _line(dice)),
        "dedup": ("dedup", lambda: True),
        "recall": ("recall", lambda: {"after": dice.law(0, 60), "up_to": dice.duration(10, 600)}),
        "flex": ("flex", lambda: True),
        "crisis overhead": ("overhead", lambda: dice.pick((0.0, 0.2, 0.6))),
    }
    block = {field: give() for name, (field, give) in gives.items() if name in on}
    if briefings and dice.chance(0.5):
        block["briefing_every"] = dice.duration(20, 200)
    return block


def _line(dice: Dice) -> Document:
    return {"sync": dice.duration(5, 200)} if dice.chance(0.4) else {"broadcast": dice.duration(0, 30)}


def _add_cadence(dice: Dice, structure: Document, during: str) -> None:
    entry = {"who": dice.some(PARTIES), "every": dice.duration(30, 300), "length": dice.duration(1, 28)}
    structure.setdefault("cadence", []).append({**entry, "during": during})


def _kinds(dice: Dice, structure: Document) -> None:
    """Let desks take kinds; sometimes there is a third desk that takes nothing else."""
    kinds = dice.some(("troll", "question", "journalist", "multiplier", "misinformation", "smear", "insider"), least=2)
    if dice.chance(0.5):
        structure["desks"]["gamma"] = {"members": [dice.pick(PARTIES)]}
    desks = list(structure["desks"])
    for kind in kinds:
        structure["desks"][dice.pick(desks)].setdefault("kinds", []).append(kind)
    if "gamma" in desks and not structure["desks"]["gamma"].get("kinds"):
        del structure["desks"]["gamma"]


def _briefings(dice: Dice, structure: Document) -> None:
    structure["alignment"] = dice.pick((0.6, 1.0))
    structure["briefings"] = {"every": dice.duration(30, 600), "unbriefed": dice.pick((0.0, 0.3))}


def _stage(dice: Dice, structure: Document, name: str) -> None:
    time = {"L0": dice.law(0, 20), "L3": dice.law(0, 40)} if dice.chance(0.4) else dice.law(0, 30)
    work: Document = {"time": time}
    if dice.chance(0.6):
        work["desk"] = dice.pick(("alpha", "beta"))
    if dice.chance(0.5):
        work["handover"] = dice.law(0, 30)
    structure["stages"][name] = work


def _relations(dice: Dice, structure: Document) -> None:
    structure["relations"] = {
        "hours": dice.pick((2, 10, 10)),
        "months": dice.pick((6, 24)),
        "growth": 0.05,
        "half_life": 6,
        "campaigns": {"every": 12, "lasting": 2, "ended": dice.pick((0, 3))} if dice.chance(0.4) else None,
        "warning": dice.pick((0.0, 0.3, 1.0)),
        "voice": dice.pick((0.5, 1.0)),
        "amplify": dice.pick((0.3, 1.0)),
    }


def _judging(dice: Dice, structure: Document) -> None:
    structure["judging"] = {"error": dice.pick((0.4, 1.0)), "from_level": dice.pick(("L2", "L2", "L3"))}


def _judge(dice: Dice, structure: Document) -> None:
    if "judging" not in structure:
        _judging(dice, structure)
    _stage(dice, structure, "judge")


def _employees(dice: Dice, structure: Document) -> None:
    structure["employees"] = {
        "share": dice.pick((0.4, 0.9)),
        "answers": dice.pick((0.3, 0.6)),
        "keeps": dice.pick((0.0, 0.3)),
        "delay": dice.law(0, 60),
        "alignment": dice.pick((0.0, 0.7)),
        "coached": dice.pick((0.0, 0.4, 1.0)),
    }


def _for_some(dice: Dice, resources: Document, field: str, give: Callable[[], Any]) -> None:
    """Give some of the people something, at least one of them."""
    for entry in dice.some(resources["people"]):
        entry[field] = give()


def _training(dice: Dice, resources: Document) -> None:
    resources["training"] = {
        "error_novice": 0.7,
        "error_trained": 0.3,
        "caught": dice.pick((0.5, 1.0)),
        "misread_novice": 0.7,
        "misread_expert": 0.2,
    }


def _tenure(dice: Dice, resources: Document) -> None:
    _training(dice, resources)
    _for_some(dice, resources, "tenure_months", lambda: dice.pick((0, 2, 7.5, 40)))


def _drill(dice: Dice, resources: Document) -> None:
    _training(dice, resources)
    _for_some(dice, resources, "months_since_drill", lambda: dice.pick((0, 4, 30.5)))


def _elsewhere(dice: Dice, resources: Document) -> None:
    for entry in dice.some(resources["people"]):
        skills = entry.setdefault("skills", {})
        entry["skills"] = {
            **skills,
            "channels": {"x": dice.pick((0.6, 1.3))},
            "elsewhere": dice.pick((0.5, 1.25)),
            "stages": {**skills.get("stages", {}), "judge": 0.8, "facts": 1.1},
        }


def _recall(dice: Dice, resources: Document) -> None:
    dice.pick(resources["people"])["on_call"] = True


def _unfamiliar(dice: Dice, resources: Document) -> None:
    give = lambda: {  # noqa: E731
        "briefing": dice.law(0, 40),
        "review": dice.pick((1.0, 2.0)),
        "reject": dice.pick((0.15, 0.7)),
        "practised": dice.pick((0.0, 0.0, 1.5)),
    }
    _for_some(dice, resources, "unfamiliar", give)


def _hand_off(dice: Dice, resources: Document) -> None:
    resources["at_shift_end"] = dice.pick(("hand_over", "hand_over", "suspend"))
    resources["shift_handoff"] = {"error": dice.pick((0.5, 2.0)), "structured": dice.chance(0.5)}


Adds = dict[str, Callable[[Dice, Document], None]]
_STRUCTURE: Adds = {
    "crisis cadence": lambda dice, s: _add_cadence(dice, s, "crisis"),
    "cadence": lambda dice, s: _add_cadence(dice, s, "always"),
    "overhead": lambda dice, s: s.update(overhead=dice.pick((0.1, 0.35))),
    "duplicates": lambda dice, s: s.update(duplicates=dice.pick((0.4, 1.0))),
    "kinds": _kinds,
    "briefings": _briefings,
    "facts": lambda dice, s: _stage(dice, s, "facts"),
    "fact authority": lambda dice, s: s.update(fact_authority=dice.some(ROLES)),
    "relations": _relations,
    "judging": _judging,
    "judge": _judge,
    "employees": _employees,
    "reply quality": lambda dice, s: s.update(reply_quality={"novice": dice.pick((0.0, 0.5)), "without_facts": 0.4}),
    "root cause": lambda dice, s: s.update(root_cause={"ordered_by": dice.pick(ROLES), "takes": dice.law(0, 200)}),
    "arrival": lambda _, s: s.update(queue_order="arrival"),
}
_RESOURCES: Adds = {
    "recall": _recall,
    "tenure": _tenure,
    "drill": _drill,
    "elsewhere": _elsewhere,
    "in meetings": lambda dice, r: _for_some(
        dice, r, "in_meetings", lambda: {"share": dice.pick((0.2, 0.6)), "length": dice.law(2, 60)}
    ),
    "unfamiliar": _unfamiliar,
    "hand-off": _hand_off,
}
