"""Every mechanism of docs/model.md, section 9, has an oracle: theory's word on it, which no engine has a part in.

Two engines that agree may both have read the model wrongly in the same way. The table says which oracle of
`tocsin verify` would tell, field by field.
"""

from __future__ import annotations

import inspect
import re
import sys

import pytest
from pydantic import BaseModel

from sim.oracles import oracle, switching, threads
from sim.oracles.verify import ORACLES, oracle_names
from sim.organisation.conduct import Briefings, Employees, Judging, ReplyQuality, RootCause
from sim.organisation.experience import InMeetings, ShiftHandoff, Training, Unfamiliar
from sim.organisation.modes import Cadence, CrisisMode, Modes, Recall, SomebodySeesIt, Trigger, Volume
from sim.organisation.people import People, Resources, Skills
from sim.organisation.relations import Campaigns, Relations
from sim.organisation.steps import Stages
from sim.organisation.structure import Desk, Structure
from sim.scenario.model import Cases, Fact

# Fields that sections 2 to 6 know, and that other oracles, the tables of figures and the second engine hold.
EARLIER: dict[type[BaseModel], str] = {
    Structure: "monitoring desks positions stages authority approval redraft handover meetings line templates "
    "alignment stance",
    Desk: "channels members refer authority approval",
    Stages: "triage analyse draft publish follow_up",
    Resources: "people on_call at_shift_end reread holidays",
    People: "role count calendar also on_call attention wage skills",
    Skills: "channels stages",
    Cases: "quiet_after_answer patience drift_per_hour drift_reach",
    Fact: "name topic at known confirmed level title source",
}

MECHANISMS: dict[type[BaseModel], dict[str, str]] = {
    Structure: {
        "modes": "alarms crisis-mode crisis-line recall flex",
        "cadence": "cadence",
        "overhead": "crisis-mode speed",
        "duplicates": "duplicates",
        "briefings": "briefings",
        "fact_authority": "fact-requests reply-quality",
        "judging": "judging",
        "employees": "employees",
        "relations": "warm voice",
        "reply_quality": "reply-quality",
        "root_cause": "root-cause",
        "queue_order": "queue-order",
    },
    Desk: {"kinds": "by-kind"},
    Stages: {"judge": "judging", "facts": "fact-requests"},
    Resources: {"training": "speed misreading errors", "shift_handoff": "shift-handoff"},
    People: {
        "tenure_months": "speed misreading reply-quality",
        "months_since_drill": "errors shift-handoff",
        "in_meetings": "own-meetings",
        "unfamiliar": "unfamiliar",
    },
    Skills: {"elsewhere": "speed"},
    Cases: {"facts_needed": "fact-requests reply-quality"},
    Fact: {"cause": "root-cause"},
    Modes: {"trigger": "alarms judging", "activation": "alarms", "exit": "alarms", "crisis": "crisis-mode"},
    Trigger: {"severity": "alarms judging", "volume": "alarms", "person": "alarms"},
    Volume: {"cases": "alarms", "over": "alarms"},
    SomebodySeesIt: {"role": "alarms", "level": "alarms"},
    CrisisMode: {
        "authority": "crisis-mode",
        "approval": "crisis-mode",
        "handover": "crisis-mode",
        "line": "crisis-line",
        "dedup": "duplicates",
        "recall": "recall",
        "flex": "flex",
        "overhead": "crisis-mode",
        "briefing_every": "briefings",
    },
    Recall: {"after": "recall", "up_to": "recall"},
    Cadence: {"who": "cadence", "every": "cadence", "length": "cadence", "during": "cadence"},
    Briefings: {"every": "briefings", "unbriefed": "briefings"},
    Judging: {"error": "judging", "from_level": "judging"},
    Employees: dict.fromkeys(("share", "answers", "keeps", "delay", "alignment", "coached"), "employees"),
    ReplyQuality: {"novice": "reply-quality", "without_facts": "reply-quality"},
    RootCause: {"ordered_by": "root-cause", "takes": "root-cause"},
    Relations: {
        **dict.fromkeys(("hours", "months", "growth", "half_life", "campaigns", "warning"), "warm"),
        "voice": "voice",
        "amplify": "voice",
    },
    Campaigns: {"every": "warm", "lasting": "warm", "ended": "warm"},
    Training: {
        "start": "speed",
        "learning_months": "speed misreading",
        "error_novice": "errors",
        "error_trained": "errors shift-handoff",
        "accuracy_half_life": "errors",
        "error_elsewhere": "errors",
        "caught": "errors",
        "misread_novice": "misreading",
        "misread_expert": "misreading",
    },
    ShiftHandoff: dict.fromkeys(("error", "structured", "structured_factor"), "shift-handoff"),
    InMeetings: {"share": "own-meetings", "length": "own-meetings"},
    Unfamiliar: dict.fromkeys(("briefing", "review", "reject", "fades", "practised"), "unfamiliar"),
}

FIELDS = [(block, field, names.split()) for block, table in MECHANISMS.items() for field, names in table.items()]
SHARED = "\n".join(inspect.getsource(module) for module in (oracle, switching, threads))


@pytest.mark.parametrize("block", list(MECHANISMS), ids=lambda block: str(block.__name__))
def test_every_field_of_a_mechanism_has_an_oracle(block: type[BaseModel]) -> None:
    """A field that is new to a block is either in the table or said to be earlier than section 9, never neither."""
    earlier = EARLIER.get(block, "").split()

    assert sorted([*MECHANISMS[block], *earlier]) == sorted(block.model_fields)


@pytest.mark.parametrize(("block", "field", "names"), FIELDS, ids=[f"{b.__name__}.{f}" for b, f, _ in FIELDS])
def test_the_oracle_of_a_field_is_run_by_verify_and_writes_the_field(
    block: type[BaseModel], field: str, names: list[str]
) -> None:
    """The oracles that the table names are among those of `tocsin verify`, and their modules write the field."""
    for name in names:
        assert name in oracle_names(), f"{block.__name__}.{field}"
        (found,) = (known for known in ORACLES if known.name == name)
        source = inspect.getsource(sys.modules[found.measure.__module__]) + SHARED
        assert re.search(rf"\b{field}\b", source), f"{block.__name__}.{field}: {name}"
