"""A small drill, played by hand so that every number of its report is known, and one in which nothing happens."""

from __future__ import annotations

from pathlib import Path

from sim.drill.drill import load_drill
from sim.drill.session import Session
from sim.drill.state import Action

WALL = 1_772_528_400_000  # 2026-03-03, 09:00 UTC
FORMULA, SCRIPT, ARABIC = "=cmd|' /C calc'!A0", "<script>alert(1)</script>", "أمل الراوي"
DRILL = """
tocsin: 1
name: by-hand
title: Small <b>drill</b> | by hand
scenario: product-rumour
organisation: dedicated-team
seed: 7
begins: 10 min
length: 60 min
contact: Pat Planner
objectives:
  - {id: O1, title: Judge it, capability: Planning, target: 6 min}
  - {id: O2, title: Say it, target: 8 min}
  - {id: O3, title: Close it}
seats:
  - {id: lead, title: Lead, roles: [lead]}
  - {id: desk, title: Desk, roles: [operator]}
injects:
  - {id: brief, title: Briefing, at: 12 min, event_type: contextual}
  - {id: call, title: A call, at: 20 min, objective: O2}
  - {id: note, title: A note, at: 30 min, objective: O1, target: 10 min, expected: Read it}
  - {id: skipped, title: Too much, at: 50 min}
  - {id: storm, title: A storm, when: mentions > 100000000}
  - {id: spare, title: Spare, event_type: contingency}
decisions:
  - id: D1
    title: How bad?
    question: How bad is it?
    owner: lead
    opens: {at: 15 min}
    options: [{id: bad, title: Bad}, {id: fine, title: Fine}]
    timeout: 20 min
    default: fine
    objective: O1
    target: 5 min
  - id: D2
    title: Call back?
    question: Do you call back?
    owner: desk
    opens: {after_inject: call}
    options: [{id: ring, title: Ring}, {id: leave, title: Leave it}]
    timeout: 10 min
    default: leave
    objective: O2
  - id: D3
    title: Say what?
    question: What do you say?
    owner: lead
    deputy: desk
    opens: {at: 40 min}
    options: [{id: all, title: Everything}, {id: none, title: Nothing}]
    timeout: 10 min
    default: deputy
    objective: O2
"""
EMPTY = """
tocsin: 1
name: empty
scenario: product-rumour
organisation: dedicated-team
length: 60 min
seats: [{id: lead, title: Lead}]
"""


class Player:
    """Plays a drill by hand; each action comes ten seconds of wall clock after the one before."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.wall = WALL
        session.begin(wall=WALL)

    def do(self, what: str, seat: str = "facilitator", actor: str = "Noor Fa", **payload: object) -> None:
        """Do one thing now."""
        self.wall += 10_000
        self.session.apply(Action(what, self.session.now, payload, seat, actor, self.wall))

    def to(self, minute: int) -> None:
        """Advance to a minute."""
        self.do("clock", do="advance", to=minute)


def drill_session(folder: Path, text: str) -> Session:
    """Return a session of a drill whose file is a text."""
    path = folder / "drill.yaml"
    path.write_text(text, encoding="utf-8")
    return Session(load_drill(path))


def play_by_hand(folder: Path) -> Session:
    """Play the drill: one decision taken, one left to its default, one open; notes, ratings, a pause."""
    session = drill_session(folder, DRILL)
    player = Player(session)
    player.do("join", "lead", ARABIC)
    player.do("join", "desk", FORMULA, substitute_for="Dr Kay")
    player.do("inject", do="delay", id="note", minutes=5)
    player.do("inject", do="skip", id="skipped", reason=f"Noor Fa said {SCRIPT}")
    player.to(16)
    words = {"rationale": f"because | {SCRIPT}\nsecond line 😀", "confidence": 4, "thinking": 41.6}
    player.do("decision", "lead", ARABIC, number=1, option="bad", effect_at=24.0, how="fixed", **words)
    player.do("decision", "desk", FORMULA, number=1, option="fine", effect_at=25.0, how="fixed", rationale="too early")
    player.do("clock", do="pause", reason="coffee")
    player.do("clock", do="resume")
    player.to(45)
    player.do("inject", do="answer", id="note", text="+1 read")
    player.do("post", "lead", ARABIC, kind="holding", text="نتابع الأمر")
    player.to(60)
    player.do("note", "observer", "Obs Erver", text="calm | room", sign="+", about="D1", analysis="Dr Kay led")
    player.do("note", "observer", "Obs Erver", text="@nobody named", sign="-", about="call", reference="Plan 2")
    player.do("rating", "observer", "Obs Erver", objective="O1", grade="U", reason="no")
    player.do("rating", "observer", "Obs Erver", objective="O1", grade="M", reason="on reflection")
    player.do("rating", "observer", "Second Eye", objective="O1", grade="S", reason="late")
    player.do("close")
    return session
