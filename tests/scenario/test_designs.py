"""The sixteen designs: whose they are, their price, and that they differ in structure and not in the time of work."""

from __future__ import annotations

import numpy as np
import pytest

from sim.commands.opening import DEFAULT_PAIR
from sim.scenario.files import load_organisation, open_organisation, organisation_names

# The designs of section 5 of the reference on organisations, with the rival that one of them names.
DESIGNS = [
    "agency", "central-office", "channel-specialists", "clearinghouse", "community-cell", "daily-committee",
    "dandelion", "dedicated-team", "honeycomb", "hub-and-spoke", "incident-command", "juniors-alone", "one-manager",
    "organic", "relationship-office", "separate-departments",
]  # fmt: skip


@pytest.mark.parametrize("name", DESIGNS)
def test_design_says_whose_it_is_and_what_it_costs(name: str) -> None:
    """Each design names who proposed it, its idea with its price, and gives every number that is not a plan a range."""
    loaded = open_organisation(name)
    own = [mark for path, mark in loaded.document.marks.items() if path.startswith(("structure.", "resources."))]

    assert loaded.model.source
    assert len(loaded.model.idea.split(". ")) >= 2
    assert "price" in loaded.model.idea or name == "daily-committee"
    assert len(loaded.model.idea.split(". ")[0]) < 170
    assert [mark.path for mark in own if mark.mark == "A" and mark.range is None] == []
    assert [mark.path for mark in own if mark.mark != "A" and not mark.source] == []


@pytest.mark.parametrize("name", DESIGNS)
def test_designs_have_twelve_or_thirteen_posts(name: str) -> None:
    """Designs are alike in size, so that structures are compared; experts with a quarter of their time come on top."""
    posts = [person for person in load_organisation(name).people() if person.role != "expert"]

    assert len(posts) in ((31,) if name == "honeycomb" else (12, 13))
    assert len(load_organisation(name).people()) - len(posts) in (0, 2)


def test_designs_take_the_same_time_for_the_same_work() -> None:
    """Work takes equally long everywhere: who does it and who decides differ, and not how long a draft takes."""
    times = [load_organisation(name).structure.stages for name in organisation_names()]

    assert len({repr((s.triage, s.analyse, s.draft, s.publish, s.follow_up)) for s in times}) == 1
    asked = {repr(s.facts) for s in times if s.facts is not None}
    assert len(asked) == 1


def test_half_of_the_multipliers_are_warm_after_six_months() -> None:
    """The growth of relations is chosen for this: R(6) = w / (w + d) (1 - exp(-6 (w + d))) with w = growth x hours."""
    relations = load_organisation("relationship-office").structure.relations
    assert relations is not None
    warming, decay = 0.0012 * 120, np.log(2) / 12

    six = relations.model_copy(update={"months": 6.0}).stock()

    assert six == pytest.approx(warming / (warming + decay) * (1 - np.exp(-6 * (warming + decay))))
    assert six == pytest.approx(0.5, abs=0.005)


def test_every_organisation_but_the_default_pair_and_the_smallest_is_a_design() -> None:
    """A new organisation is listed here, so that the tests above hold for it."""
    assert sorted([*DESIGNS, "centralised", "dispersed", "three-people"]) == organisation_names()
    assert len(DESIGNS) == 16


def test_default_pair_stays_what_it_was() -> None:
    """However many designs there are: without a choice of one's own, centralised meets dispersed."""
    assert DEFAULT_PAIR == ("centralised", "dispersed")
