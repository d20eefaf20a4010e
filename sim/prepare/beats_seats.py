"""Beats for seats that no decision is put to: what an expert, a spokesperson, a lawyer or a liaison is asked.

The words of a seat's id, title and roles say which beats it gets; the last entry fits any seat.
"""

from __future__ import annotations

from typing import Final

from sim.drill.definition import Seat
from sim.prepare.beats import Beat
from sim.prepare.fitting import ASSESSMENT, COORDINATION, INFORMATION, INTELLIGENCE, PLANNING

_EXECUTIVE: Final = (
    Beat(
        "outside-call", 0, "A call from outside", "telephone", "Managing director of a large customer", "all",
        "I hear \"{headline}\" and have {subject} in my own contracts. I want to hear it from the top: what is true, "
        "and what do I tell my people?",
        "Says what is confirmed and no more, agrees a time for the next call, and tells the lead what was said.",
        COORDINATION, 10.0,
    ),
    Beat(
        "request-to-appear", 0, "The top is asked for", "telephone", "Editor of an evening programme", "all",
        "We would like to have somebody from the very top of {house} in the studio tonight. Are you coming, or do "
        "we show an empty chair?",
        "Decides with the lead who speaks for the house and where, and has it answered in time.", INFORMATION, 15.0,
    ),
)  # fmt: skip
_FACTS: Final = (
    Beat(
        "fact-question", 0, "A question of fact", "telephone", "Duty desk of the communication team", "all",
        "We are asked whether it can be true: \"{headline}\". What do we know about {subject}, how do we know it, and "
        "when will we know more?",
        "Keeps apart what is known, what is likely and what is open, and names a time for the next word.",
        INTELLIGENCE, 10.0,
    ),
    Beat(
        "second-opinion", 0, "An outside expert contradicts", "e-mail", "Specialist of a university", "all",
        "What is said about {subject} cannot be right as it stands, in either direction. I am about to say so in "
        "public. Do you want to show me your data first?",
        "Judges what may be shown, tells the table what the objection changes, and answers the sender.",
        ASSESSMENT, 15.0,
    ),
)  # fmt: skip
_SPOKES: Final = (
    Beat(
        "camera", 0, "A camera at the gate", "in person", "Camera team at the entrance", "all",
        "We are live in ten minutes. Just one sentence on {subject}, please: is it true, yes or no?",
        "Says one agreed sentence, promises nothing, and says where there will be more.", INFORMATION, 10.0,
    ),
    Beat(
        "background-talk", 0, "Off the record, only for you", "telephone", "Reporter of a national paper", "all",
        "Between the two of us: how bad is it with {subject}? I shall not use your name.",
        "Says nothing that may not be printed, writes down the question, and reports it to the table.",
        INTELLIGENCE, 10.0,
    ),
)  # fmt: skip
_LEGAL: Final = (
    Beat(
        "lawyers-letter", 0, "A letter from a lawyer", "e-mail", "Law office, for a client", "all",
        "My client has come to harm through {subject} and expects an admission in writing by tonight. Otherwise we "
        "go to court and to the press.",
        "Says what the house may and may not write now, and whom the letter obliges to do what by when.",
        COORDINATION, 15.0,
    ),
    Beat(
        "may-we-say", 0, "May we say this?", "message", "Colleague who drafts", "all",
        "The draft says: \"We are sorry for what people went through with {subject}.\" Does that admit anything? "
        "I need it in five minutes.",
        "Answers in time, with a sentence that can be said instead of one that cannot.", INFORMATION, 5.0,
    ),
)  # fmt: skip
_SERVICE: Final = (
    Beat(
        "hotline", 0, "The hotline is full", "telephone", "Shift lead of the hotline", "all",
        "Every second caller asks about {subject}. My people have no text, and each says something else. What do "
        "they say, from now on?",
        "Gets one sentence agreed at the table, and sees that all lines have it.", INFORMATION, 10.0,
    ),
    Beat(
        "asked-often", 0, "What is asked most", "message", "Analyst of the hotline", "all",
        "The three questions of this hour: is it true, who pays, and whom do I write to? The second is new.",
        "Tells the table what is new, and asks for the answer that is missing.", INTELLIGENCE, 10.0,
    ),
)  # fmt: skip
_STAFF: Final = (
    Beat(
        "works-council", 0, "The employees' representatives ask", "telephone", "Employees' representatives", "all",
        "People stand in the corridors and talk about {subject}. When are they told, by whom, and what may they "
        "answer at home?",
        "Agrees on a text and a time at the table, before it is in the news.", INFORMATION, 15.0,
    ),
    Beat(
        "tired", 0, "Who relieves us tonight?", "message", "Shift planner", "all",
        "Those who started this morning have been at it without a break. Who relieves whom, and from when?",
        "Makes a plan of shifts with names, and has it decided.", PLANNING, 15.0,
    ),
)  # fmt: skip
_ANY: Final = (
    Beat(
        "situation", 0, "Where do we stand?", "message", "Office of the executives", "all",
        "Please tell us in three sentences: what has been decided so far on {subject}, by whom, and what is open?",
        "Sums up what was decided, names what is open, and has the table agree to it.", COORDINATION, 10.0,
    ),
    Beat(
        "loose-end", 0, "A loose end", "telephone", "Colleague of another department", "all",
        "Somebody at your table promised me an answer on {subject} an hour ago. Who was it, and what is it?",
        "Finds out who owns the answer, sets a time, and sees that it is kept.", COORDINATION, 10.0,
    ),
)  # fmt: skip
# The first entry of which a word stands in the seat's id, title or roles.
_BY_WORDS: Final = (
    (("executive", "director", "centre", "management"), _EXECUTIVE),
    (("legal", "law"), _LEGAL),
    (("internal", "staff", "employee", "personnel"), _STAFF),
    (("press", "media", "spokes", "communications", "relationship", "agency"), _SPOKES),
    (("expert", "operations", "product", "analyst", "safety", "engineer"), _FACTS),
    (("service", "customer", "hotline"), _SERVICE),
    ((), _ANY),
)
SEAT_BEATS: Final = tuple(beat for _, beats in _BY_WORDS for beat in beats)


def beats_for(seat: Seat) -> tuple[Beat, ...]:
    """Return the two beats that suit a seat."""
    words = " ".join([seat.id, seat.title, *seat.roles]).lower()
    return next(beats for signs, beats in _BY_WORDS if not signs or any(sign in words for sign in signs))
