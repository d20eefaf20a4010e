"""Drills for tests: the shipped demonstration, and rooms with a clock that stands still."""

from __future__ import annotations

import random
from pathlib import Path

from sim.drill.drill import Drill, drill_from_texts, load_drill
from sim.drill.room import Room
from sim.drill.session import Session
from sim.drill.state import Action
from sim.drill.walltime import ManualTime
from sim.record.log import Records


def demo() -> Drill:
    """Return the demonstration drill on the crisis of seed 7, from which the numbers of these tests come."""
    texts = load_drill("demo").texts
    return drill_from_texts({**texts, "drill.yaml": texts["drill.yaml"].replace("seed: 11", "seed: 7")})


def drill_with(folder: Path, **changes: str) -> Drill:
    """Return the demonstration drill with texts of its file replaced, each given as `old=>new`."""
    text = demo().texts["drill.yaml"]
    for change in changes.values():
        old, new = change.split("=>")
        assert old in text, old
        text = text.replace(old, new)
    path = folder / "drill.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return load_drill(path)


def room_in(folder: Path, drill: Drill | None = None) -> tuple[Room, ManualTime]:
    """Return a room with a clock on the wall that is moved by hand."""
    wall = ManualTime()
    return Room.create(folder, drill or demo(), actor="tester", wall=wall), wall


def act_anyhow(room: Room, wall: ManualTime, dice: random.Random) -> None:
    """Do something that a facilitator might do."""
    wall.pass_seconds(dice.uniform(1, 90))
    waiting = room.session.open_decisions
    choice = dice.random()
    if waiting and choice < 0.4:
        state = dice.choice(waiting)
        option = dice.choice(state.decision.options).id
        minutes = dice.choice([None, None, 3.0, 7.5])
        room.answer(state.number, option, seat=state.owner, actor="Zoë", minutes=minutes, rationale="weil es eilt")
    elif choice < 0.5:
        room.do("note", {"sign": dice.choice("+-"), "text": "seen: عربي, 中文, =1+1"}, actor="Zoë")
    elif choice < 0.55:
        room.do("post", {"kind": "holding", "text": "We look into it."}, actor="Zoë")
    elif choice < 0.6:
        ready = [one.inject.id for one in room.session.injects.values() if one.status in {"ready", "held"}]
        if ready:
            room.do("inject", {"do": dice.choice(["fire", "hold"]), "id": dice.choice(ready)}, actor="Zoë")
    else:
        room.advance(dice.choice([1, 2, 4, 5]))


def played_anyhow(folder: Path, seed: int, drill: Drill | None = None) -> Room:
    """Return a closed drill in which all sorts of things were done."""
    from sim.drill.state import DrillError

    dice = random.Random(seed)
    room, wall = room_in(folder, drill)
    while room.session.now < room.session.drill.definition.ends:
        try:
            act_anyhow(room, wall, dice)
        except DrillError:
            continue
    room.do("close", {})
    return room


def tables_of(records: Records) -> dict[str, list[str]]:
    """Return every column of every table of a run as text, to the last bit, NaN equal to NaN."""
    tables = {name: getattr(records, name) for name in ("cases", "mentions", "statements", "staff", "events")}
    told = {
        f"{table}.{name}": [repr(v) for v in column.tolist()]
        for table, c in tables.items()
        for name, column in c.items()
    }
    return {**told, "totals": [repr(sorted(records.totals.items()))]}


def advance(session: Session, to: int) -> None:
    """Move a session's clock on."""
    session.apply(Action("clock", session.now, {"do": "advance", "to": to}))
