"""Ablation: what is switched off or taken over, one mechanism at a time, on the same crises."""

from __future__ import annotations

from pathlib import Path

import pytest
from houses import opened

from sim.analysis.estimate import compare
from sim.errors import SpecError
from sim.organisation.organisation import Organisation
from sim.record.digest import table_digest
from sim.scenario.files import (
    Loaded,
    load_scenario,
    open_organisation,
    open_scenario,
    organisation_from_document,
    organisation_names,
)
from sim.study.ablate import ablate
from sim.study.how_sure import how_sure
from sim.study.replicate import replicate
from sim.study.swaps import Swap, swapped, switched_off

MECHANISMS = """  monitoring: {on_duty: {constant: 5 min}}
  modes:
    trigger: {severity: L3}
    activation: {constant: 5 min}
    exit: {cases: 1, over: 1 h}
    crisis:
      authority: {officer: L2}
      approval: {L3: [{role: head, review: {constant: 1 min}}]}
      handover: {constant: 1 min}
      line: {broadcast: 1 min}
      dedup: true
      recall: {after: {constant: 1 h}, up_to: 8 h}
      flex: true
      overhead: .1
      briefing_every: 1 h
  cadence:
    - {who: officer, every: 4 h, length: 15 min}
    - {who: head, every: 1 h, length: 5 min, during: crisis}
  overhead: .05
  duplicates: .1
  briefings: {every: 1 d, unbriefed: .7}
  alignment: .9
  templates: {coverage: {L1: .5}}
  fact_authority: [officer]
  relations: {hours: 1, months: 12, growth: .1, half_life: 6, warning: .5}
  judging: {error: .2}
  employees: {share: .1, answers: .3, keeps: .3, delay: {constant: 1 h}, alignment: .7}
  reply_quality: {novice: .5, without_facts: .6}
  root_cause: {ordered_by: head, takes: {constant: 2 h}}
  queue_order: arrival
"""
DESKS = "kinds: [journalist], channels: all, members: [officer]}\n    b: {members: [head]}"
HEAD = """wage: 80, tenure_months: 12, months_since_drill: 6, skills: {channels: {x: 1}, elsewhere: .8},
       in_meetings: {share: .4, length: {constant: 1 h}}, unfamiliar: {briefing: {constant: 20 min}}}
  at_shift_end: hand_over
  shift_handoff: {error: 1.3}"""
EVERYTHING = (
    ("  monitoring: {on_duty: null}\n", MECHANISMS),
    ("channels: all, members: [officer]}", DESKS),
    ("stages: {draft: 5 min}", "stages: {draft: 5 min, judge: 1 min, facts: {time: 5 min, desk: b}}"),
    ("wage: 80}", HEAD),
)
NAMES = [
    "crisis mode", "crisis authority", "crisis approval", "shared system", "crisis dedup", "recall",
    "help between desks", "crisis overhead", "crisis briefings", "cadence", "overhead", "duplicates",
    "routing by kind", "briefings", "alignment", "templates", "fact requests", "facts at the desk",
    "tenure and drills", "skills elsewhere", "executives' meetings", "unfamiliar executives", "relations",
    "judging severity", "other employees", "reply quality", "mending the cause", "order of arrival",
    "shift hand-off", "on call", "time to detect",
]  # fmt: skip
ALIGNED = ("  handover: null", "  handover: null\n  alignment: .9")
SMALL = "product-rumour-small"


def named(swaps: list[Swap], name: str) -> Organisation:
    """Return the checked organisation of one mechanism."""
    (document,) = [swap.document for swap in swaps if swap.name == name]
    assert document is not None
    return organisation_from_document(document)


@pytest.fixture
def everything(tmp_path: Path) -> Loaded[Organisation]:
    """Return an organisation that uses every mechanism."""
    return opened(tmp_path, "everything", *EVERYTHING)


def test_every_mechanism_has_its_row(everything: Loaded[Organisation]) -> None:
    """An organisation that uses everything has a row for each mechanism, and each of them is a valid organisation."""
    swaps = switched_off(everything.document)

    assert [swap.name for swap in swaps] == NAMES
    assert all(named(swaps, name) != everything.model for name in NAMES)


def test_a_swap_changes_its_mechanism_and_nothing_else(everything: Loaded[Organisation]) -> None:
    """What is switched off has the value that does nothing; all other fields are what they were."""
    swaps, before = switched_off(everything.document), everything.model
    structure, modes = before.structure, before.structure.modes
    assert modes is not None

    def with_structure(**changes: object) -> Organisation:
        return before.model_copy(update={"structure": structure.model_copy(update=changes)})

    def with_crisis(**changes: object) -> Organisation:
        return with_structure(modes=modes.model_copy(update={"crisis": modes.crisis.model_copy(update=changes)}))

    assert named(swaps, "crisis mode") == with_structure(modes=None, cadence=structure.cadence[:1])
    assert named(swaps, "shared system") == with_crisis(handover=None, line=None, dedup=False)
    assert named(swaps, "crisis dedup") == with_crisis(dedup=False)
    assert named(swaps, "recall") == with_crisis(recall=None)
    assert named(swaps, "duplicates") == with_structure(duplicates=0.0)
    assert named(swaps, "order of arrival") == with_structure(queue_order="severity")
    assert named(swaps, "relations") == with_structure(relations=None)
    on_call = named(swaps, "on call")
    assert (on_call.resources.on_call, [entry.on_call for entry in on_call.resources.people]) == (None, [False, False])
    head = named(swaps, "tenure and drills").resources.people[1]
    told = {"tenure_months": None, "months_since_drill": None}
    assert head == before.resources.people[1].model_copy(update=told)
    never = named(swaps, "alignment").structure
    assert (never.alignment, never.briefings) == (0.7, None)


def test_without_briefings_the_neutral_alignment_is_one(tmp_path: Path) -> None:
    """Where nobody is briefed there is no lower alignment to fall to: everybody keeps to the line, as the row says."""
    swaps = [swap for swap in switched_off(opened(tmp_path, "house", ALIGNED).document) if swap.name == "alignment"]

    assert [swap.told for swap in swaps] == ["whoever is not reviewed always keeps to the line"]
    assert named(swaps, "alignment").structure.alignment == 1.0


def test_what_is_not_used_has_no_row(tmp_path: Path) -> None:
    """An organisation of the first kind has rows only for what it has."""
    assert [swap.name for swap in switched_off(opened(tmp_path, "house").document)] == ["on call"]
    centralised = switched_off(open_organisation("centralised").document)
    assert [swap.name for swap in centralised] == ["alignment", "templates", "on call", "time to detect"]


@pytest.mark.parametrize("name", organisation_names())
def test_shipped_organisations_can_lose_each_mechanism(name: str) -> None:
    """Every mechanism of every shipped organisation can be switched off by itself."""
    for swap in switched_off(open_organisation(name).document):
        assert swap.document is not None
        organisation_from_document(swap.document)


def test_variants_meet_the_same_crises() -> None:
    """In an ablation an organisation has the tables that it has alone, to the last bit, and its variants its crises."""
    scenario, house = load_scenario(SMALL), open_organisation("hub-and-spoke")

    ablation = ablate(scenario, house, replications=2, workers=1)

    alone, own = replicate(scenario, [house.model], replications=2, workers=1), ablation.study.select("hub-and-spoke")
    for table in ("cases", "staff"):
        assert table_digest(table, own.table(table)) == table_digest(table, alone.table(table))
    posted = ablation.study.replications.groupby("replication")["mentions_potential"].nunique()
    assert (posted == 1).all()
    assert [swap.reason for swap in ablation.swaps] == [""] * len(ablation.variants)


def test_going_all_the_way_is_the_other_organisation() -> None:
    """The last row of an ablation towards another organisation is that organisation, to the last digit."""
    scenario, first, other = load_scenario(SMALL), open_organisation("centralised"), open_organisation("dispersed")

    table = ablate(scenario, first, other, replications=3, workers=1).table()

    study = replicate(scenario, [first.model, other.model], replications=3, workers=1)
    expected = compare(study).query("headline")["difference"].tolist()
    assert table[table["mechanism"] == "all together"]["difference"].tolist() == expected


def test_what_does_not_fit_has_a_reason(tmp_path: Path) -> None:
    """A block that names who is not there is not swapped, and the others are."""
    first, other = opened(tmp_path, "first", ALIGNED), opened(tmp_path, "other", ("officer", "clerk"))

    ablation = ablate(load_scenario(SMALL), first, other, replications=2, workers=1)

    assert {swap.name: swap.reason for swap in ablation.swaps} == {
        "desks": "structure.desks.desk.members[0]: nobody has the role 'clerk'; the roles are head or officer",
        "alignment and briefings": "",
        "people and paging": (
            "structure.desks.desk.members[0]: nobody has the role 'officer'; the roles are clerk or head (and 1 more)"
        ),
        "authority and approval": (
            "structure.desks.desk: nobody at this desk may publish L1 alone, and no chain approves it (and 1 more)"
        ),
        "all together": "",
    }
    rows = ablation.table()
    assert rows[rows["reason"] != ""]["difference"].isna().all()


def test_chains_of_desks_that_are_not_there_are_not_taken() -> None:
    """Chains that are written at desks mean nothing where there is no such desk."""
    pair = [open_organisation(name).document for name in ("centralised", "dispersed")]

    (swap,) = [swap for swap in swapped(*pair) if swap.name == "authority and approval"]

    assert (swap.document, swap.reason) == (None, "it is written at desks that are not there: social, media")


def test_nothing_to_swap_is_told(tmp_path: Path) -> None:
    """Without anything to swap there is no study; an organisation cannot go towards itself."""
    bare, scenario = opened(tmp_path, "house", ("office, on_call: true", "office")), load_scenario(SMALL)

    with pytest.raises(SpecError, match=r"^house has nothing that could be swapped$"):
        ablate(scenario, bare, replications=1, workers=1)
    with pytest.raises(SpecError, match=r"^'house' is both organisations; name another one to go towards$"):
        ablate(scenario, bare, bare, replications=1, workers=1)


def test_a_draw_that_does_not_fit_fails_for_its_organisation_alone(tmp_path: Path) -> None:
    """Where two drawn values contradict each other, that draw is lost for that organisation and counted as failed."""
    scenario = open_scenario(SMALL)
    briefed = (
        "  handover: null\n  alignment: {value: .8, mark: A, range: [.7, .9]}\n"
        "  briefings: {every: 1 d, unbriefed: {value: .75, mark: A, range: [.7, .9]}}"
    )
    risky = opened(tmp_path, "risky", ("  handover: null", briefed))
    three = [opened(tmp_path, "house"), opened(tmp_path, "other"), risky]
    study = replicate(scenario.model, [loaded.model for loaded in three], replications=2, workers=1)

    sure = how_sure(study, scenario, three, draws=10, workers=1)

    draws = {row.organisation: row.draws for row in sure.signs.itertuples() if row.metric == "staff_hours"}
    assert 0 < sure.failed < 10
    assert draws == {"other": 10, "risky": 10 - sure.failed}
