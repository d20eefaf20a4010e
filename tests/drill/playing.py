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
    """Do something that a facilitator might do; it may be refused."""
    wall.pass_seconds(dice.uniform(1, 25))
    dice.choices(_ACTS, weights=_WEIGHTS)[0](room, wall, dice)


def _answer(room: Room, _: ManualTime, dice: random.Random) -> None:
    if not room.session.decisions:
        return
    # Mostly one that waits; now and then one that was answered: a dissent.
    waiting = room.session.open_decisions
    state = dice.choice(waiting if waiting and dice.random() < 0.8 else room.session.decisions)
    option = dice.choice(state.decision.options).id
    minutes = dice.choice([None, None, 3.0, 7.5])
    room.answer(state.number, option, seat=state.owner, actor="Zoë", minutes=minutes, rationale="weil es eilt")


def _step(room: Room, _: ManualTime, dice: random.Random) -> None:
    room.advance(dice.choice([1, 2, 4, 5]), to_event=dice.random() < 0.2)


def _live(room: Room, wall: ManualTime, dice: random.Random) -> None:
    room.go(dice.choice([1, 10, 60]))
    for _ in range(dice.randint(1, 12)):
        wall.pass_seconds(dice.choice([0.25, 1.0, dice.random()]))
        room.tick()
    if dice.random() < 0.7:
        room.pause("enough")


def _inject(room: Room, _: ManualTime, dice: random.Random) -> None:
    name = dice.choice(list(room.session.injects))
    do = dice.choice(["fire", "hold", "ready", "skip", "delay", "answer", "edit"])
    at = f"{int(room.session.now) + dice.randint(-5, 20)} min"
    more = {
        "delay": {"minutes": dice.choice([0.4, 5, -3])},
        "edit": {"fields": {"at": at, "when": None, "after": None}},
    }
    room.do("inject", {"do": do, "id": name, "reason": "x", "text": "met", **more.get(do, {})}, actor="Zoë")


def _all_injects(room: Room, _: ManualTime, dice: random.Random) -> None:
    if dice.random() < 0.5:
        room.do("inject", {"do": "shift", "minutes": dice.choice([2, 0.3, -4])})
    else:
        effects = [{"mentions": {"count": 20, "channel": next(iter(room.session.drill.scenario.channels))}}]
        added = {"id": f"new {len(room.session.injects)}", "at": f"{int(room.session.now) + 3} min", "effects": effects}
        room.do("inject", {"do": "add", "inject": added})


def _write(room: Room, _: ManualTime, dice: random.Random) -> None:
    room.do("note", {"sign": dice.choice("+-"), "text": "seen: عربي, 中文, =1+1"}, actor="Zoë")
    if dice.random() < 0.3:
        room.do("post", {"kind": dice.choice(["holding", "position", "legalistic"]), "text": "We look into it."})


_ACTS = (_answer, _step, _live, _inject, _all_injects, _write)
_WEIGHTS = (4, 6, 2, 2, 1, 2)


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
