"""One mechanism at a time: an organisation without it, or with that of another one. Documents in, documents out.

What is switched off gets the value that changes nothing (docs/model.md, section 9: a mechanism is off unless its field
is in the file). The place of the home department in the chart is no mechanism of the model and has no row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from sim.spec import Document
from sim.spec.marks import plain
from sim.study.edits import Path, entries, node_at, plain_at, taken_from, with_node, with_value, without_node

_CRISIS: Final = ("structure", "modes", "crisis")
_PEOPLE: Final = ("resources", "people")
# Values at which a field does nothing.
_NEUTRAL: Final[tuple[object, ...]] = (None, False, 0, 0.0, [], {}, "severity")
Change = Callable[[Document], Document]


@dataclass(frozen=True)
class Swap:
    """An organisation in which one mechanism is another.

    Attributes:
        name: The mechanism.
        told: What holds instead.
        document: The organisation; None where it cannot be.
        reason: Why not.
    """

    name: str
    told: str
    document: Document | None
    reason: str = ""


def switched_off(document: Document) -> list[Swap]:
    """Return the organisation without each mechanism that it uses, one at a time."""
    made = ((name, told, change(document)) for name, told, change in _OFF)
    found = [Swap(name, told, changed) for name, told, changed in made if changed is not document]
    return [swap for swap in found if _differs(swap.document, document)]


def _differs(changed: Document | None, document: Document) -> bool:
    return changed is not None and plain(changed.root) != plain(document.root)


def _without(*paths: Path) -> Change:
    """Return a change that leaves fields out; where none of them does anything, the document stays as it is."""

    def change(document: Document) -> Document:
        if all(plain_at(document, path) in _NEUTRAL for path in paths):
            return document
        for path in paths:
            document = without_node(document, path)
        return document

    return change


def _in_crisis(*fields: str) -> Change:
    return _without(*((*_CRISIS, field) for field in fields))


def _of_people(*fields: str) -> Change:
    """Return a change that leaves fields of all people out."""

    def change(document: Document) -> Document:
        for place in entries(document, _PEOPLE):
            for path in ((*_PEOPLE, place, *field.split(".")) for field in fields):
                # A factor of 1 does nothing either.
                if path[-1] != "elsewhere" or plain_at(document, path) != 1:
                    document = without_node(document, path)
        return document

    return change


def _no_modes(document: Document) -> Document:
    document = without_node(document, ("structure", "modes"))
    cadence = entries(document, ("structure", "cadence"))
    for place in reversed(cadence):
        if plain_at(document, ("structure", "cadence", place, "during")) == "crisis":
            document = without_node(document, ("structure", "cadence", place))
    return document


def _no_dedup(document: Document) -> Document:
    # Where it is all that the shared system does, it has its row already.
    shared = any(node_at(document, (*_CRISIS, field)) for field in ("handover", "line"))
    return _in_crisis("dedup")(document) if shared else document


def _no_kinds(document: Document) -> Document:
    for desk in entries(document, ("structure", "desks")):
        document = _without(("structure", "desks", desk, "kinds"))(document)
    return document


def _never_briefed(document: Document) -> Document:
    unbriefed = node_at(document, ("structure", "briefings", "unbriefed"))
    return document if unbriefed is None else with_node(_no_briefings(document), ("structure", "alignment"), unbriefed)


def _aligned(document: Document) -> Document:
    path = ("structure", "alignment")
    if node_at(document, ("structure", "briefings")) is not None or plain_at(document, path) in (None, 1):
        return document
    return with_value(document, path, 1.0)


def _no_briefings(document: Document) -> Document:
    return without_node(without_node(document, ("structure", "briefings")), (*_CRISIS, "briefing_every"))


def _no_on_call(document: Document) -> Document:
    if not any(plain_at(document, (*_PEOPLE, place, "on_call")) for place in entries(document, _PEOPLE)):
        return document
    for place in entries(document, _PEOPLE):
        document = without_node(document, (*_PEOPLE, place, "on_call"))
    return without_node(without_node(document, ("resources", "on_call")), (*_CRISIS, "recall"))


_OFF: Final[tuple[tuple[str, str, Change], ...]] = (
    ("crisis mode", "normal mode throughout", _no_modes),
    ("crisis authority", "authority in crisis mode as in normal mode", _in_crisis("authority")),
    ("crisis approval", "approval in crisis mode as in normal mode", _in_crisis("approval")),
    ("shared system", "hand-overs, line and duplicates in crisis mode as in normal mode",
     _in_crisis("handover", "line", "dedup")),
    ("crisis dedup", "duplicates in crisis mode too", _no_dedup),
    ("recall", "nobody is recalled", _in_crisis("recall")),
    ("help between desks", "nobody helps at another desk", _in_crisis("flex")),
    ("crisis overhead", "overhead in crisis mode as in normal mode", _in_crisis("overhead")),
    ("crisis briefings", "briefings in crisis mode as in normal mode", _in_crisis("briefing_every")),
    ("cadence", "no short meetings", _without(("structure", "cadence"))),
    ("overhead", "no overhead in normal mode", _without(("structure", "overhead"))),
    ("duplicates", "nobody opens a case twice", _without(("structure", "duplicates"))),
    ("routing by kind", "cases go to the desk of their channel", _no_kinds),
    ("briefings", "whoever is not reviewed keeps to the line as if just briefed", _no_briefings),
    ("alignment", "whoever is not reviewed keeps to the line as if never briefed", _never_briefed),
    ("alignment", "whoever is not reviewed always keeps to the line", _aligned),
    ("templates", "no prepared answers", _without(("structure", "templates"))),
    ("fact requests", "nobody asks other departments; the fact is lacking", _without(("structure", "stages", "facts"))),
    ("facts at the desk", "nobody at a desk knows the facts", _without(("structure", "fact_authority"))),
    ("tenure and drills", "everybody experienced, no errors in drafts",
     _of_people("tenure_months", "months_since_drill")),
    ("skills elsewhere", "nobody slower on channels that are not their own", _of_people("skills.elsewhere")),
    ("executives' meetings", "nobody in meetings of their own", _of_people("in_meetings")),
    ("unfamiliar executives", "everybody knows such crises", _of_people("unfamiliar")),
    ("relations", "no multiplier is warm", _without(("structure", "relations"))),
    ("judging severity", "severity is never judged, nor misjudged",
     _without(("structure", "judging"), ("structure", "stages", "judge"))),
    ("other employees", "every case reaches the desks", _without(("structure", "employees"))),
    ("reply quality", "every reply has its whole effect", _without(("structure", "reply_quality"))),
    ("mending the cause", "nobody mends the cause", _without(("structure", "root_cause"))),
    ("order of arrival", "severe cases first", _without(("structure", "queue_order"))),
    ("shift hand-off", "no errors by handing over at the end of a shift", _without(("resources", "shift_handoff"))),
    ("on call", "nobody is paged or recalled", _no_on_call),
    ("time to detect", "every case is seen at once", _without(("structure", "monitoring", "on_duty"))),
)  # fmt: skip


def swapped(document: Document, other: Document) -> list[Swap]:
    """Return the organisation with each block of another one in its place, where the two differ in it."""
    whose = plain_at(other, ("name",))
    found = []
    for name, paths in _BLOCKS:
        changed = document
        for path in paths:
            # What only a crisis mode has is taken over where there is one.
            if path[: len(_CRISIS)] != _CRISIS or node_at(document, _CRISIS) is not None:
                changed = taken_from(changed, other, path)
        found.append(Swap(name, f"{name} as in {whose}", changed))
    found += [_authority(document, other, whose), *_by_role(document, other, whose)]
    return [swap for swap in found if swap.document is None or _differs(swap.document, document)]


def _authority(document: Document, other: Document, whose: str) -> Swap:
    """Who may publish and who must approve, the tables of desks too; those of desks that are not there cannot be."""
    name, told = "authority and approval", f"authority and approval as in {whose}"
    desks = entries(document, ("structure", "desks"))
    tables = ("authority", "approval")
    strange = [
        str(desk)
        for desk in entries(other, ("structure", "desks"))
        if desk not in desks and any(plain_at(other, ("structure", "desks", desk, table)) for table in tables)
    ]
    if strange:
        return Swap(name, told, None, f"it is written at desks that are not there: {', '.join(strange)}")
    changed = document
    for field in (*tables, "meetings"):
        changed = taken_from(changed, other, ("structure", field))
    for desk in desks:
        for table in tables:
            changed = taken_from(changed, other, ("structure", "desks", desk, table))
    return Swap(name, told, changed)


def _by_role(document: Document, other: Document, whose: str) -> Iterator[Swap]:
    """Yield what people of roles that both have differ in; numbers and other roles stay."""
    roles = {plain_at(other, (*_PEOPLE, place, "role")): place for place in reversed(entries(other, _PEOPLE))}
    for name, fields in _OF_ROLES:
        changed = document
        for place in entries(document, _PEOPLE):
            role = plain_at(document, (*_PEOPLE, place, "role"))
            for field in fields if role in roles else ():
                node = node_at(other, (*_PEOPLE, roles[role], field))
                path = (*_PEOPLE, place, field)
                changed = without_node(changed, path) if node is None else with_node(changed, path, node)
        yield Swap(name, f"{name} as in {whose}, for roles that both have", changed)


def _structure(*fields: str) -> tuple[Path, ...]:
    return tuple(("structure", *field.split(".")) for field in fields)


_WORK: Final = ("triage", "analyse", "draft", "publish", "follow_up")
_OF_ROLES: Final = (
    ("hours", ("calendar",)),
    ("experience and skills", ("tenure_months", "months_since_drill", "skills")),
    ("executives' time", ("in_meetings", "unfamiliar")),
)
_BLOCKS: Final[tuple[tuple[str, tuple[Path, ...]], ...]] = (
    ("monitoring", _structure("monitoring")),
    ("desks", _structure("desks", "positions")),
    ("time of work", _structure(*(f"stages.{stage}" for stage in _WORK))),
    ("time of redrafts", _structure("redraft")),
    ("hand-overs", _structure("handover")),
    ("line", _structure("line")),
    ("templates", _structure("templates")),
    ("alignment and briefings", (*_structure("alignment", "briefings"), (*_CRISIS, "briefing_every"))),
    ("stance", _structure("stance")),
    ("crisis mode", _structure("modes")),
    ("cadence", _structure("cadence")),
    ("overhead", _structure("overhead")),
    ("duplicates", _structure("duplicates")),
    ("facts", _structure("stages.facts", "fact_authority")),
    ("judging severity", _structure("judging", "stages.judge")),
    ("other employees", _structure("employees")),
    ("relations", _structure("relations")),
    ("reply quality", _structure("reply_quality")),
    ("mending the cause", _structure("root_cause")),
    ("order of queues", _structure("queue_order")),
    ("people and paging", (_PEOPLE, ("resources", "on_call"))),
    ("end of shifts", tuple(("resources", field) for field in ("at_shift_end", "reread", "shift_handoff"))),
    ("holidays", (("resources", "holidays"),)),
    ("training", (("resources", "training"),)),
)
