"""The pack of a facilitator: all documents in both formats, and nothing of what is to come in a player's hands."""

import html
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.table import Table

from sim.debrief.pack import documents, printed, write_pack
from sim.debrief.pack_cards import carded, cards_page, cards_word
from sim.debrief.pack_words import effects, opens
from sim.drill.definition import Definition
from sim.drill.drill import Drill, load_drill
from sim.prepare.propose import propose
from sim.prepare.writing import write_drill
from sim.scenario.files import organisation_names

MARK = 'EXERCISE "ONLY" <b> \\ عربي'


@pytest.fixture(scope="module")
def drill(tmp_path_factory: pytest.TempPathFactory) -> Drill:
    """A proposed drill with a handling mark that would break out of any format."""
    folder = tmp_path_factory.mktemp("drill")
    proposed = propose("may", "product-fault", "dedicated-team", length=180.0, seats=4)
    write_drill(folder, proposed.model_copy(update={"handling": MARK}))
    return load_drill(folder)


@pytest.fixture(scope="module")
def pack(drill: Drill, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of its pack."""
    out = tmp_path_factory.mktemp("pack")
    write_pack(Path("my drill"), drill, out)
    return out


def text_of(path: Path) -> str:
    """Return all texts of a DOCX or HTML file, those of its header included."""
    if path.suffix == ".html":
        body = re.sub(r"<style>.*?</style>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        return html.unescape(re.sub(r"<[^>]+>", "\n", body))
    paper = docx.Document(str(path))
    return "\n".join([*(line.text for line in paper.sections[0].header.paragraphs), *_texts(paper)])


def _texts(paper: Any) -> Iterator[str]:
    for part in paper.iter_inner_content():
        if isinstance(part, Table):
            yield from (cell.text for row in part.rows for cell in row.cells)
        else:
            yield part.text


def secrets(definition: Definition, drill: Drill, seat: str) -> set[str]:
    """Return every text that the player of a seat must not have before it is put to them."""
    scenario = drill.scenario
    found = {
        scenario.title,
        scenario.story,
        *(fact.title for fact in scenario.facts),
        *(f.name for f in scenario.facts),
    }
    for inject in definition.injects:
        found |= {inject.title, inject.message, inject.expected, inject.notes, inject.deliverable}
    for decision in definition.decisions:
        found |= {decision.title, decision.question, decision.critical_task, *(one.title for one in decision.options)}
    found |= {one.title for one in definition.objectives} | {one.critical_task for one in definition.objectives}
    found |= {one.brief for one in definition.seats if one.id != seat}
    return {text for text in found if text}


def test_a_pack_has_all_documents_in_both_formats(pack: Path, drill: Drill) -> None:
    """Guide, card, inject cards, forms, hot wash, feedback and one brief a seat, each as HTML and DOCX."""
    names = ["evaluation-forms", "facilitator-card", "facilitator-guide", "feedback", "hot-wash", "inject-cards"]
    names += [f"seats/{seat.id}" for seat in drill.definition.seats]

    found = sorted(path.relative_to(pack).as_posix() for path in pack.rglob("*") if path.is_file())

    assert found == sorted(f"{name}.{suffix}" for name in names for suffix in ("docx", "html"))


def test_no_seat_brief_tells_what_will_happen(pack: Path, drill: Drill) -> None:
    """In no format has a seat's brief a text of an inject, a decision, an objective, the story or another seat."""
    definition = drill.definition

    for seat in definition.seats:
        hidden = secrets(definition, drill, seat.id)
        assert len(hidden) > 100
        for suffix in ("html", "docx"):
            told = " ".join(text_of(pack / f"seats/{seat.id}.{suffix}").split())
            assert [text for text in hidden if " ".join(text.split()) in told] == []
            assert seat.title in told
            assert " ".join(seat.brief.split()) in told


def test_the_search_for_secrets_finds_them_where_they_are(pack: Path, drill: Drill) -> None:
    """In the facilitator's guide the same search finds nearly all, so that finding nothing means something."""
    told = " ".join(text_of(pack / "facilitator-guide.docx").split())

    hidden = secrets(drill.definition, drill, "lead")
    found = [text for text in hidden if " ".join(text.split()) in told]

    assert len(found) > 0.8 * len(hidden)


def test_cards_have_no_expected_action_and_no_effect(pack: Path, drill: Drill) -> None:
    """A card has the message, not what should follow from it; actions that are expected get no card."""
    for suffix in ("html", "docx"):
        told = " ".join(text_of(pack / f"inject-cards.{suffix}").split())

        assert [one.id for one in carded(drill) if " ".join(one.message.split()) not in told] == []
        assert [one.id for one in drill.definition.injects if one.expected and one.expected in told] == []


def test_an_expected_action_gets_no_card(drill: Drill) -> None:
    """What players should do by themselves is not handed to them."""
    first, *others = drill.definition.injects
    changed = drill.definition.model_copy(
        update={"injects": [first.model_copy(update={"event_type": "expected_action"}), *others]}
    )

    cards = carded(Drill(changed, drill.scenario, drill.organisation, drill.texts))

    assert [one.id for one in cards] == [one.id for one in others]


def test_four_cards_stand_on_a_sheet(drill: Drill) -> None:
    """The page has a section for each four cards, the paper two cards a row of half its height."""
    sheets = cards_page(drill).split("<section>")[1:]
    paper = docx.Document(io.BytesIO(cards_word(drill)))

    count = len(carded(drill))
    assert [sheet.count("<article>") for sheet in sheets] == [4] * (count // 4) + [count % 4] * (count % 4 > 0)
    assert len(paper.tables[0].rows) == -(-count // 2)
    assert {round(row.height.cm, 1) for row in paper.tables[0].rows if row.height is not None} == {12.2}


def test_the_handling_mark_is_on_every_sheet(pack: Path) -> None:
    """Every DOCX has it in its header, every page at the head of its sheets or on each card, whatever its letters."""
    for path in sorted(pack.rglob("*.docx")):
        assert docx.Document(str(path)).sections[0].header.paragraphs[0].text == MARK, path.name
    for path in sorted(pack.rglob("*.html")):
        page = path.read_text(encoding="utf-8")
        assert html.escape(MARK, quote=False).replace('"', "&#34;") in page or html.escape(MARK) in page, path.name
        assert "<b>" not in page
        if path.name != "inject-cards.html":
            assert '@top-center { content: "EXERCISE \\22 ONLY\\22  \\3c b\\3e  \\5c  ' in page, path.name


def test_pages_load_nothing_and_are_meant_for_a4(pack: Path) -> None:
    """No page names an address or a script; each has a size for print."""
    for path in sorted(pack.rglob("*.html")):
        page = path.read_text(encoding="utf-8")

        assert re.findall(r"(?:src|href)=|https?:|<script|@import|url\(", page) == [], path.name
        assert "size: A4" in page, path.name


def test_each_evaluation_form_begins_on_a_sheet_of_its_own(pack: Path, drill: Drill) -> None:
    """A form an objective, with its capability, its target, all critical tasks that serve it, and the five grades."""
    paper = docx.Document(str(pack / "evaluation-forms.docx"))
    told = text_of(pack / "evaluation-forms.html")

    heads = [line for line in paper.paragraphs if line.style is not None and line.style.name == "Heading 1"]
    assert [line.text for line in heads] == [f"{one.id}: {one.title}" for one in drill.definition.objectives]
    assert all(line.paragraph_format.page_break_before for line in heads)
    assert "h2 { break-before: page; }" in (pack / "evaluation-forms.html").read_text(encoding="utf-8")
    assert all(one.critical_task in told for one in drill.definition.decisions)
    assert all(one.expected in told for one in drill.definition.injects if one.objective is not None)
    assert told.count("P: performed:") == len(heads)


def test_the_guide_tells_the_drill(pack: Path, drill: Drill) -> None:
    """Agenda, story, objectives, injects with local time and effects in words, decisions, contingencies, commands."""
    told = text_of(pack / "facilitator-guide.html")

    assert "tocsin drill run 'my drill'" in told
    assert drill.scenario.story.strip() in told
    assert "1 post (multiplier) on x, seen by 80,000 people, and what they set off" in told
    assert "something against the line is said on x" in told
    assert "nothing can be published on x for 30 min" in told
    assert "The exercise, first part" in told
    assert "10:" in told
    assert all(one.question in told for one in drill.definition.decisions)
    assert "goes to Executive, then waits" in told


def test_triggers_and_effects_are_told_in_words(drill: Drill) -> None:
    """A decision says when it is asked, an option what it changes, in a sentence that a facilitator can say aloud."""
    one = {decision.id: decision for decision in drill.definition.decisions}

    told = [opens(drill, one[name]) for name in ("D1", "D2", "D3", "D5", "D8")]

    assert told == [
        "when the organisation's own alarm would go off; or when mentions_per_hour > 30",
        "after D1: crisis",
        "when a draft reaches its approver (level L3, L4)",
        "when an author of large reach speaks, from 50,000 people",
        "after inject error",
    ]
    assert effects(one["D2"].options[2].effects) == "crisis mode after the usual activation, everybody where they are"
    assert effects([]) == "–"


@pytest.mark.parametrize("organisation", organisation_names())
def test_every_organisation_has_a_pack(organisation: str, tmp_path: Path) -> None:
    """For each shipped organisation the documents can be made, and a seat brief is about as long as a page."""
    write_drill(tmp_path, propose("may", "product-rumour", organisation, length=45.0, seats=8))

    found = documents(Path("may"), load_drill(tmp_path))

    assert len(found) == 13
    for name, document in found.items():
        words = len(re.sub(r"<[^>]+>", " ", printed(name, document)).split())
        assert not name.startswith("seats/") or 250 < words < 860, (name, words)


def test_a_drill_without_anything_still_has_a_pack(drill: Drill, tmp_path: Path) -> None:
    """Without injects, decisions and objectives the documents say so, and there is one blank evaluation form."""
    bare = drill.definition.model_copy(update={"injects": [], "decisions": [], "objectives": []})

    write_pack(Path("bare"), Drill(bare, drill.scenario, drill.organisation, drill.texts), tmp_path)

    assert "There are none: the model decides by itself." in text_of(tmp_path / "facilitator-guide.docx")
    assert "(no objective is set: write it here)" in text_of(tmp_path / "evaluation-forms.docx")


def test_the_background_is_read_aloud_and_in_every_brief(pack: Path, drill: Drill) -> None:
    """The guide begins with the background, which each seat has as well; without one the guide asks for it."""
    bare = drill.definition.model_copy(update={"background": ""})

    guide = text_of(pack / "facilitator-guide.html")
    empty = documents(Path("bare"), Drill(bare, drill.scenario, drill.organisation, drill.texts))

    said = "You work for Marrowdale. The Tevrin kettle is one of its products."
    assert guide.index("Read this aloud first") < guide.index(said) < guide.index("Exercise overview")
    assert all(said in text_of(pack / f"seats/{seat.id}.html") for seat in drill.definition.seats)
    assert "No background is written" in printed("facilitator-guide", empty["facilitator-guide"])
    assert "It begins on Tuesday, 3 March 2026, 10:00 local time." in printed("seats/lead", empty["seats/lead"])


def test_injects_are_listed_by_time(drill: Drill) -> None:
    """Guide, card and inject cards have them as they come, those by hand at the end, whatever the file's order."""
    definition = drill.definition.model_copy(update={"injects": drill.definition.injects[::-1]})
    turned = Drill(definition, drill.scenario, drill.organisation, drill.texts)
    timed = sorted((one for one in definition.injects if one.at is not None), key=lambda one: one.at or 0.0)
    by_hand = [one for one in definition.injects if one.at is None]

    cards = [one.id for one in carded(turned)]
    guide = printed("facilitator-guide", documents(Path("may"), turned)["facilitator-guide"])

    assert cards == [one.id for one in [*timed, *by_hand]]
    places = [guide.index(f"{one.id}: {html.escape(one.title)}") for one in timed]
    assert places == sorted(places)
    assert guide.index(f"{by_hand[0].id}: {by_hand[0].title}") > places[-1]


def test_the_card_ends_with_what_is_released_by_hand(tmp_path: Path) -> None:
    """On the one-page card the contingencies follow the timeline, and all of them fit."""
    write_drill(tmp_path, propose("may", "product-rumour", "dedicated-team", length=60.0))

    card = printed("facilitator-card", documents(Path("may"), load_drill(tmp_path))["facilitator-card"])

    assert card.index(">end<") < card.index(">outage<") < card.index(">relief<")
    assert "more; the guide has all" not in card


def test_notes_are_for_the_facilitator_only(drill: Drill, tmp_path: Path) -> None:
    """The notes of an inject stand in the guide, and on no card that is handed out."""
    first, *others = drill.definition.injects
    noted = first.model_copy(update={"notes": "Wait for silence.", "to": ["All"]})
    changed = drill.definition.model_copy(update={"injects": [noted, *others]})

    write_pack(Path("may"), Drill(changed, drill.scenario, drill.organisation, drill.texts), tmp_path)

    assert "For you: Wait for silence." in text_of(tmp_path / "facilitator-guide.docx")
    assert "Wait for silence." not in text_of(tmp_path / "inject-cards.html")
    assert "To: everybody at the table" in text_of(tmp_path / "inject-cards.html")


def test_the_guide_warns_of_the_projector_and_names_the_orders(pack: Path) -> None:
    """Who projects the console is told what players would see; x, e and ok are in the list of orders."""
    told = text_of(pack / "facilitator-guide.html")

    assert "Put it on a projector only if the players may see all of that." in told
    for order in ("e", "x, x ID", "ok ID WHAT"):
        assert f"\n{order}\n" in told


def test_a_question_of_the_feedback_form_fits_its_scale(pack: Path) -> None:
    """Too little or too much is asked on a scale of its own, not as something to agree with."""
    told = text_of(pack / "feedback.html")

    assert "How much was there to do? 1 far too little, 3 just right, 5 far too much" in told
    assert "There was too little to do" not in told


def test_a_seat_without_authority_is_told_what_it_decides(tmp_path: Path) -> None:
    """Whoever may publish nothing reads why cards are put to them all the same."""
    write_drill(tmp_path, propose("may", "product-rumour", "dedicated-team", length=60.0, seats=5))

    brief = printed("seats/spokesperson", documents(Path("may"), load_drill(tmp_path))["seats/spokesperson"])

    assert "What is put to you by name is yours to decide or to answer." in brief
    assert "At the table you decide what is put to you, whatever your role may publish alone" in brief
