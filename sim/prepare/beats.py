"""The beats of a proposed drill, in the order in which a communication crisis tends to bring them; texts only.

`{subject}` stands for the product, or the house where there is none, `{house}` for the house, `{headline}` for what is
said, `{channel}` for where people talk. A beat of rank 0 is in every drill;
the higher its rank, the longer the drill must be for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from sim.drill.definition import EventType
from sim.prepare.fitting import ASSESSMENT, COORDINATION, INFORMATION, INTELLIGENCE, PLANNING

Does = Literal[
    "", "trickle", "wave", "author", "press", "away", "fact", "error", "absence", "praise", "outage", "relief"
]  # fmt: skip
To = Literal["all", "lead", "desk", "legal", "executive", "relations"]


@dataclass(frozen=True)
class Beat:
    """One inject before it is fitted: who says what to whom, what should follow, and what it does to the model."""

    name: str
    rank: int
    title: str
    channel: str
    sender: str
    to: To
    message: str
    expected: str
    capability: str
    target: float
    does: Does = ""
    event_type: EventType = "inject"


BEATS: Final = (
    Beat(
        "start", 0, "The exercise begins", "announcement", "Facilitator", "all",
        "This is an exercise. You have heard where we stand. Everything that you need comes from this table; call "
        "nobody outside the room.",
        "", COORDINATION, 5.0, event_type="admin",
    ),
    Beat(
        "first-question", 3, "A customer asks", "{channel}", "A customer", "desk",
        "Hello, I keep reading about {subject}: \"{headline}\". Is there anything to it, and whom can I ask?",
        "Answers within the guidelines, and notes that the topic has come up.", INFORMATION, 10.0, "trickle",
    ),
    Beat(
        "trigger", 0, "It begins to be shared", "{channel}", "Several accounts", "desk",
        "Look at this, it is about {subject}: \"{headline}\"! Why does nobody say anything? Share before it is taken "
        "down!",
        "Notices the growth, tells the lead, and names what is known and what is not.", ASSESSMENT, 8.0, "wave",
    ),
    Beat(
        "front-desk", 2, "Reception asks what to say", "telephone", "Head of reception", "desk",
        "People at the front desk ask about {subject}, and two of my staff have made up an answer. What may we say?",
        "Gives one sentence that may be said, and says when there will be more.", INFORMATION, 10.0,
    ),
    Beat(
        "first-report", 1, "A first report, not confirmed", "e-mail", "Duty manager of operations", "lead",
        "We are looking into what is said about {subject}. So far I can neither confirm nor deny it. Please do not "
        "quote me. I will call again in half an hour.",
        "Keeps apart what is confirmed and what is not, and sets a time for the next report.", INTELLIGENCE, 10.0,
    ),
    Beat(
        "author", 0, "Somebody with a large audience", "{channel}", "@the.long.view", "relations",
        "I have asked them three times what is going on with {subject}. Silence. That tells you all you need to "
        "know. A thread.",
        "Judges the author and the claim, and decides whether and where to answer.", ASSESSMENT, 12.0, "author",
    ),
    Beat(
        "authority", 0, "An authority asks for a position", "e-mail", "Supervisory authority, section 4", "legal",
        "In the matter of {subject} we ask for the position of {house} within the hour, and for the name of a person "
        "who answers for it.",
        "Names a person, agrees a time, and has the answer checked before it leaves.", COORDINATION, 20.0, "fact",
    ),
    Beat(
        "newsroom", 0, "A newsroom asks, with a deadline", "telephone", "Reporter, regional news desk", "relations",
        "We go on air at the top of the hour with a report on {subject}, under the line \"{headline}\". I have two "
        "people who say that they were affected. What is your answer? If I get none, I shall say so.",
        "Takes down question and deadline, promises a call, and keeps the promise.", INFORMATION, 15.0, "press",
    ),
    Beat(
        "board-calls", 0, "The executives want to know", "telephone", "Member of the board", "lead",
        "I read about {subject} in the car: \"{headline}\". What do I tell my colleagues in ten minutes? And why did "
        "I hear it from my daughter?",
        "Reports in three sentences: what we know, what we do, what comes next; hands over what waits meanwhile.",
        COORDINATION, 10.0, "away",
    ),
    Beat(
        "error", 0, "A wrong answer in our name", "{channel}", "Own account", "legal",
        "\"There is no truth whatsoever in what is said about {subject}, and we shall take action against those "
        "who say so.\" "
        "Posted eleven minutes ago from one of our own accounts. Nobody has approved it.",
        "Finds out who posted it, decides how to put it right, and tells all who speak for the house.",
        INFORMATION, 15.0, "error",
    ),
    Beat(
        "sick", 1, "A colleague drops out", "message", "Shift planner", "lead",
        "One of the people who answer on the channels has had to go home. There is no replacement before "
        "tomorrow unless "
        "you call somebody in.",
        "Shares the work out anew, and decides whether to call somebody in.", PLANNING, 10.0, "absence",
    ),
    Beat(
        "employees", 2, "Employees talk", "internal chat", "Several employees", "executive",
        "Are we allowed to say anything about {subject}? My neighbours ask me. Somebody has put a screenshot of "
        "this chat on {channel} already.",
        "Informs the employees, with the same line as the public.", INFORMATION, 15.0, "trickle",
    ),
    Beat(
        "second-wave", 0, "It comes back, larger", "{channel}", "Many accounts", "desk",
        "Here is the next one on {subject}, and this time there are pictures. They knew it all along.",
        "Sees the second wave as one, checks the line against it, and says what is new.", ASSESSMENT, 10.0, "wave",
    ),
    Beat(
        "affected", 1, "A family that is affected", "telephone", "Somebody who gives a name", "relations",
        "I do not want to be on television. I want somebody to tell me what happened to us, and what you do "
        "about it.",
        "Gives time and a name to talk to; nothing of it is used in public.", INFORMATION, 15.0,
    ),
    Beat(
        "partner", 3, "A partner wants to distance itself", "e-mail", "Marketing lead of a partner", "executive",
        "We have to say something about {subject} ourselves and would like to send it in twenty minutes. Is there "
        "anything that we should know before?",
        "Shares what is confirmed, and agrees on an order of who speaks when.", COORDINATION, 20.0,
    ),
    Beat(
        "third-party", 2, "Somebody neutral puts it right", "{channel}", "A specialist with no stake in it", "desk",
        "I have looked at what is said about {subject}. Half of it is from another year and another place. "
        "Sources below.",
        "Passes it on with care, and does not claim more than it says.", INTELLIGENCE, 15.0, "praise",
    ),
    Beat(
        "tomorrow", 0, "What about tomorrow?", "telephone", "Office of the executives", "lead",
        "Please send the situation in ten lines: what happened, what we said, what is still open, what tomorrow "
        "will bring, "
        "and who is on duty tonight.",
        "Sums up, names open questions with owners, and plans the next hours.", PLANNING, 15.0,
    ),
    Beat(
        "end", 0, "The exercise ends", "announcement", "Facilitator", "all",
        "The exercise ends here. Please stay at your place: finish your notes, then we talk about what we have seen.",
        "", COORDINATION, 5.0, event_type="admin",
    ),
)  # fmt: skip

# What a long drill is filled up with, again and again, on one channel after the other.
FILLERS: Final = (
    Beat(
        "complaint", 9, "A complaint on {channel}", "{channel}", "A customer", "desk",
        "I have been waiting for an answer about {subject} since this morning. Is anybody there?",
        "Answers, and sees how long it had been waiting.", INFORMATION, 15.0, "trickle",
    ),
    Beat(
        "rumour", 9, "A new version of it on {channel}", "{channel}", "An account without a name", "desk",
        "A friend who works at {house} says that this is only the beginning: \"{headline}\", and more to come.",
        "Checks what is new in it before answering.", INTELLIGENCE, 15.0, "trickle",
    ),
    Beat(
        "follow-up", 9, "The newsroom calls again", "telephone", "Reporter, regional news desk", "relations",
        "You said that there would be more on {subject} by now. Is there?",
        "Keeps the agreed line, and gives a time that can be kept.", INFORMATION, 15.0, "press",
    ),
    Beat(
        "report", 9, "Operations report", "e-mail", "Duty manager of operations", "lead",
        "Nothing new on {subject} since the last report. We go on.",
        "Passes on that there is nothing new, and checks what was promised for this hour.", INTELLIGENCE, 10.0,
    ),
)  # fmt: skip

# Kept off the timeline, for a table that has too little or too much to do.
CONTINGENCIES: Final = (
    Beat(
        "outage", 0, "A channel is down", "telephone", "Agency that runs the accounts", "desk",
        "We cannot log in to {channel}. They speak of half an hour. What you have scheduled there does not go out.",
        "Moves to another channel, and says there where to look.", COORDINATION, 10.0, "outage", "contingency",
    ),
    Beat(
        "invented-quote", 0, "An invented quote", "{channel}", "An account that imitates ours", "desk",
        "\"Whoever believes what is said about {subject} has only himself to blame.\" In our colours, with our logo.",
        "Has the account reported, and says in public which account is ours.", ASSESSMENT, 10.0, "wave",
        "contingency",
    ),
    Beat(
        "relief", 0, "Help is offered", "telephone", "Head of another department", "lead",
        "I can lend you people for some hours. Tell me what they should do, and who tells them what may be said.",
        "Takes the help, and gives it work that needs no long briefing.", PLANNING, 10.0, "relief", "contingency",
    ),
)  # fmt: skip
