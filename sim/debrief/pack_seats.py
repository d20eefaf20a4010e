"""The brief of one seat: who you are, what you may decide, whom you can reach, and the rules; one page.

It is handed out before the exercise. Nothing of what will happen is in it: no inject, no decision and no option, no
fact or story of the crisis, no objective, and no other seat's own brief; the background tells what was before.
"""

from __future__ import annotations

from sim.debrief.document import Block, Document, Heading, bullets, paragraph, table
from sim.debrief.pack_words import NONE, levels
from sim.drill.definition import Seat
from sim.drill.drill import Drill
from sim.fields import parse_party
from sim.organisation.organisation import Organisation, authority_of, chain_of

RULES = (
    "This is an exercise. Say so first in every message, call and note that could leave this room.",
    "Nothing leaves the room: no real post, call or mail, unless the facilitator asks for a real safety measure.",
    "Play your own role, with what your role would know. If you do not know something, ask whom you would ask.",
    "There is no trick and no examination of persons: plans and ways of working are tried, not you.",
    "Accept the situation as it is told. What seems unlikely is noted, and talked about afterwards.",
    "Decide in words: what, by whom, until when. What nobody has said aloud has not been decided.",
    "The exercise stops at once when somebody says 'stop, stop, stop', and when something real happens.",
)
LEVELS = (
    "L1: an answer within the guidelines",
    "L2: a correction of what is wrong",
    "L3: an official position of the house",
    "L4: an admission, or a matter for lawyers",
)


def seat_brief(drill: Drill, seat: Seat) -> Document:
    """Return the brief of a seat."""
    definition = drill.definition
    blocks: list[Block] = [
        Heading(1, "Who you are"),
        paragraph(seat.brief or f"You are: {seat.title}."),
        *_background(drill),
        Heading(1, "What you may decide"),
        *_may(drill.organisation, seat),
        paragraph(
            "At the table you decide what is put to you, whatever your role may publish alone; you have a limited time "
            "for it. Whoever answers first answers for the seat; "
            "say if you stand in for somebody. Say your reason, and how sure you are."
        ),
        Heading(1, "Whom you can reach"),
        _contacts(drill, seat),
        Heading(1, "Rules"),
        bullets(RULES),
    ]
    return Document(f"Seat brief: {seat.title}", _about(drill), definition.handling, tuple(blocks))


def _background(drill: Drill) -> list[Block]:
    """Return what everybody knows when it begins; the day and the hour where nothing is written."""
    begins = drill.scenario.clock.local(drill.definition.begins)
    plain = f"It begins on {begins:%A}, {begins.day} {begins:%B %Y}, {begins:%H:%M} local time."
    return [Heading(1, "What everybody knows"), paragraph(drill.definition.background or plain)]


def _about(drill: Drill) -> str:
    return f"{drill.definition.title or drill.definition.name}. For this seat only; hand it back at the end."


def _may(organisation: Organisation, seat: Seat) -> list[Block]:
    if not seat.roles:
        return [
            paragraph(
                "Your seat publishes nothing by itself: you advise those who do, and they need your advice. What is "
                "put to you by name is yours to decide or to answer."
            )
        ]
    rows = [_row(organisation, role) for role in seat.roles]
    columns = ("Role", "Posts", "Publishes alone up to", "Is asked to approve")
    return [table("Your roles", columns, rows, numbers=(1,)), bullets(LEVELS)]


def _row(organisation: Organisation, role: str) -> list[str]:
    structure = organisation.structure
    desks = [structure.desks[name] for name in organisation.home_desks()]
    alone = max(authority_of(desk, structure, (role,)) for desk in desks)
    asked = [
        level
        for level in range(5)
        if any(
            parse_party(party)[0] == role
            for desk in desks
            for step in chain_of(desk, structure, level)
            for party in step.parties
        )
    ]
    posts = sum(role in person.roles for person in organisation.people())
    return [role, str(posts), f"L{alone}" if alone >= 0 else "nothing", levels(asked) or NONE]


def _contacts(drill: Drill, seat: Seat) -> Block:
    others = [one for one in drill.definition.seats if one.id != seat.id]
    rows = [[one.title, ", ".join(one.roles) or NONE, "at the table"] for one in others]
    rows.append(["Facilitator", "everybody who has no seat", "raise your hand; say whom you want to speak to"])
    return table("Contacts", ("Seat", "Stands for", "How"), rows)
