"""The room in which a drill is played: session, journal and clock together.

Whatever is done is validated, done, and on the disk before anybody sees what came of it. If it cannot be written, it
does not count: the session is made again from the journal.
"""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sim.drill.beside import check_texts, write_texts
from sim.drill.charging import charge
from sim.drill.drill import Drill
from sim.drill.journal import LARGEST, Journal, JournalError, Row, as_json
from sim.drill.replaying import checkpoint, first_row, replay, row_of, rows_of
from sim.drill.session import Session
from sim.drill.state import Action, DecisionState, DrillError
from sim.drill.typed import bounded, readable
from sim.drill.walltime import MachineTime, WallTime
from sim.units import TICK

# Rows between two digests of the state.
_CHECKPOINT: Final = 100
# Seconds between two looks at the clock beyond which the machine slept: the drill pauses instead of running after it.
LONGEST_GAP: Final = 30.0
# Minutes by which sums of steps of the clock may fall short of a whole one.
_ROUNDING: Final = 1e-6


@dataclass(frozen=True)
class Resumed:
    """What a resume found; `actor` is who began the drill, as they were called then."""

    rows: int
    last_wall: int
    minute: float
    sentence: str
    actor: str


class Room:
    """A drill that is being played.

    Attributes:
        folder: Where the journal is.
        session: The drill so far.
        running: Whether the clock runs by itself (live).
        factor: Scenario seconds a wall second, when live.
    """

    def __init__(self, folder: Path, journal: Journal, session: Session, wall: WallTime, rows: int) -> None:
        self.folder = folder
        self.session = session
        self.wall = wall
        self.running = False
        self.factor = session.drill.definition.clock.factor
        self._journal = journal
        self._rows = rows
        # No action is earlier than the one before it, wherever the clock has been stopped meanwhile.
        self._position = max([session.now, *(action.scen for action in session.actions)])
        self._looked = wall.seconds()

    # Beginning and ending

    @classmethod
    def create(cls, folder: Path, drill: Drill, *, actor: str = "", wall: WallTime | None = None) -> Room:
        """Begin a drill in a folder, which is made.

        Raises:
            JournalError: If the folder has a journal already or cannot be written.
        """
        wall = wall or MachineTime()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise JournalError(f"{folder}: {error.strerror}") from error
        session = Session(drill)
        journal = Journal.create(folder)
        now = wall.milliseconds()
        rows = [first_row(drill, wall=now, actor=actor), *rows_of(session.begin(wall=now), now)]
        try:
            journal.append(rows)
            write_texts(folder, drill.texts)
        except (JournalError, OSError) as error:
            journal.discard()
            raise JournalError(f"{folder}: the drill cannot begin: {error}") from error
        return cls(folder, journal, session, wall, len(rows))

    @classmethod
    def resume(cls, folder: Path, *, wall: WallTime | None = None, restore: bool = False) -> tuple[Room, Resumed]:
        """Go on with a drill: replay its journal, compare, and stand paused.

        Args:
            folder: Of the drill.
            wall: The clock on the wall; the machine's if not given.
            restore: Write the files back as the journal keeps them, if somebody has edited them.

        Raises:
            JournalError: If the journal is locked, damaged, edited, or does not replay; or a file was edited.
        """
        journal, rows = Journal.open_for_play(folder)
        try:
            check_texts(folder, rows, restore=restore)
            session = replay(rows, where=journal.path)
        except Exception:
            journal.close()
            raise
        last = rows[-1]
        wall = wall or MachineTime(not_before=last.wall)
        room = cls(folder, journal, session, wall, len(rows))
        clock = session.drill.scenario.clock.local(session.now)
        sentence = (
            f"{len(rows)} rows were replayed and agree; the scenario clock stands at {clock:%H:%M} (minute "
            f"{session.now:g}), paused. Kept is everything that was confirmed; lost is at most what was being typed, "
            "and less than a minute of a running clock."
        )
        if not session.closed and not room.paused:
            # Nobody was there since the last row: that time is in no response time.
            room.do("clock", {"do": "pause", "reason": "the console was gone", "since": last.wall})
        return room, Resumed(len(rows), last.wall, session.now, sentence, rows[0].actor)

    def close(self) -> None:
        """Let go of the journal; the drill can be resumed."""
        self._journal.close()

    # What people do

    def do(
        self,
        kind: str,
        payload: dict[str, Any],
        *,
        seat: str = "facilitator",
        actor: str = "",
        action_id: str | None = None,
    ) -> list[Row]:
        """Do something, and return the rows that it wrote, its own first; nothing if it was done already.

        Raises:
            DrillError: If it cannot be done now; nothing was changed.
            JournalError: If it cannot be written; it does not count.
        """
        if action_id is not None and self._journal.has(action_id):
            return []
        action = self._action(kind, payload, seat, actor)
        try:
            events = self.session.apply(action)
        except DrillError:
            raise
        except Exception:
            # Half done in memory: what holds is on the disk.
            self._again()
            raise
        rows = [row_of(action, action_id), *rows_of(events, action.wall)]
        if (self._rows + len(rows)) // _CHECKPOINT > self._rows // _CHECKPOINT or kind == "close":
            rows.append(checkpoint(self.session, action.wall))
        try:
            written = self._journal.append(rows)
        except Exception:
            # Where the journal cannot even be read again, the first reason is the one to be told.
            with suppress(JournalError):
                self._again()
            raise
        self._rows += len(written)
        self._position = max(self._position, action.scen)
        return written

    def _action(self, kind: str, payload: dict[str, Any], seat: str, actor: str) -> Action:
        """Return an action that can be kept: no broken characters, and not larger than a row may be."""
        whole = readable(payload)
        if len(as_json(whole)) > LARGEST:
            raise DrillError(f"an entry of more than {LARGEST:,} characters; keep it shorter")
        at = self._instant()
        return Action(kind, at, whole, readable(seat), readable(actor), self.wall.milliseconds(), self._rows + 1)

    def _again(self) -> None:
        self.running = False
        self._journal.close()
        self._journal, rows = Journal.open_for_play(self.folder)
        self.session = replay(rows, where=self._journal.path)
        self._rows = len(rows)
        self._position = max([self.session.now, *(action.scen for action in self.session.actions)])

    def _instant(self) -> float:
        """Return the scenario instant of what is done now: on the next tick, within the minute that has begun."""
        within = min(self._position, self.session.now + 1.0)
        return max(math.ceil(within / TICK) * TICK, self.session.now + TICK)

    # The clock

    def advance(self, minutes: float, *, actor: str = "", to_event: bool = False) -> list[Row]:
        """Move the clock on by whole minutes (step mode, or a jump ahead in live mode); it ends a pause.

        On its way it stops where a blocking decision opens, or, with `to_event`, at the next thing that comes.
        """
        horizon = int(self.session.drill.scenario.horizon)
        if self.session.now >= horizon:
            raise DrillError("the crisis ends here; 'end' closes the drill")
        to = min(int(self.session.now) + max(1, round(bounded(minutes))), horizon)
        rows = self.do("clock", {"do": "resume"}, actor=actor) if self.paused else []
        stop = {"stop": "event"} if to_event else {}
        rows += self.do("clock", {"do": "advance", "to": to, **stop}, actor=actor)
        return rows

    def go(self, factor: float | None = None, *, actor: str = "") -> list[Row]:
        """Let the clock run, at `factor` scenario seconds a wall second."""
        if factor is not None and not 1 <= factor <= 60:
            raise DrillError(f"the factor is {factor:g}; it must be between 1 and 60")
        rows = self.do("clock", {"do": "resume", "factor": factor or self.factor}, actor=actor)
        self.factor = factor or self.factor
        self.running, self._looked = True, self.wall.seconds()
        return rows

    def pause(self, reason: str = "", *, actor: str = "") -> list[Row]:
        """Stop the clock; the pause is journalled and is in no response time."""
        rows = [] if self.paused else self.do("clock", {"do": "pause", "reason": reason}, actor=actor)
        self.running = False
        return rows

    @property
    def paused(self) -> bool:
        """Whether the drill stands in a pause."""
        return self.session.table.paused

    @property
    def pace(self) -> float:
        """Scenario seconds a wall second now: slower while a blocking decision is open, if the drill says so."""
        slow = self.session.drill.definition.clock.slow_to
        if slow is None or not any(one.decision.blocking for one in self.session.open_decisions):
            return self.factor
        return min(slow, self.factor)

    def tick(self) -> list[Row]:
        """Let the running clock catch up with the wall, minute by minute.

        It stops at a minute that changes the pace. A machine that slept does not make the drill run after it: the
        drill pauses, and says so.
        """
        now = self.wall.seconds()
        gap, self._looked = now - self._looked, now
        if not self.running or self.session.closed:
            return []
        if gap > LONGEST_GAP:
            return self.pause(f"nothing was heard of the clock for {gap:.0f} s; the machine may have slept")
        pace = self.pace
        self._position += gap * pace / 60.0
        rows: list[Row] = []
        while self._position >= self.session.now + 1.0 - _ROUNDING:
            if self.session.now >= self.session.drill.scenario.horizon:
                return [*rows, *self.pause("the crisis ends here; close the drill")]
            rows += self.do("clock", {"do": "advance", "to": int(self.session.now) + 1})
            if self.pace != pace:
                self._position = self.session.now
        return rows

    # Answers

    def answer(
        self,
        number: int,
        option: str,
        *,
        seat: str = "facilitator",
        actor: str = "",
        minutes: float | None = None,
        rationale: str = "",
        confidence: int = 0,
        substitute: bool = False,
        action_id: str | None = None,
    ) -> list[Row]:
        """Answer a decision; `minutes` says what the answer counts as, where nothing else decides it.

        Raises:
            DrillError: If there is no such decision or option, or the drill is closed.
            JournalError: If it cannot be written; it does not count.
        """
        state = self.session.decision(number)
        minutes = None if minutes is None else bounded(minutes)
        counted = charge(self.session, state, thinking=self.thinking(state), live=self._live(state), minutes=minutes)
        at = max(self._instant(), state.opened_at + counted.minutes)
        payload = {
            "number": number,
            "option": option,
            "effect_at": at,
            "how": counted.how,
            "thinking": round(self.thinking(state), 3),
            "rationale": rationale,
            "confidence": confidence,
            "substitute": substitute,
        }
        return self.do("decision", payload, seat=seat, actor=actor, action_id=action_id)

    def _live(self, state: DecisionState) -> bool:
        return self.running and not (self.pace == 0 and state.decision.blocking)

    def thinking(self, state: DecisionState) -> float:
        """Return the seconds of wall clock since a decision was put to the players, pauses left out."""
        begin, now = state.opened_wall, self.wall.milliseconds()
        stood = sum(
            max(0, min(pause.end_wall or now, now) - max(pause.begin_wall, begin))
            for pause in self.session.table.pauses
        )
        return max(0.0, (now - begin - stood) / 1000.0)
