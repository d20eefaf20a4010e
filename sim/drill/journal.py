"""The journal of a drill: one append-only table that is on the disk before anything of it is shown.

SQLite in WAL mode with `synchronous=FULL`: what was committed survives a killed process and a power cut. Triggers
refuse to change or delete a row, and each row carries a digest over itself and the row before, so that an edit by hand
is found and named. Whoever plays holds the lock of the file; a second console is told so.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from sim.errors import SimError

FILE: Final = "journal.db"
# What somebody types and is longer is a mistake; the journal would have to be read whole at every resume.
LARGEST: Final = 1_000_000
_SCHEMA = """
CREATE TABLE IF NOT EXISTS journal (
    seq INTEGER PRIMARY KEY,
    wall INTEGER NOT NULL,
    scen REAL NOT NULL,
    kind TEXT NOT NULL,
    seat TEXT NOT NULL,
    actor TEXT NOT NULL,
    action_id TEXT UNIQUE,
    payload TEXT NOT NULL,
    digest TEXT NOT NULL
) STRICT;
CREATE TRIGGER IF NOT EXISTS no_update BEFORE UPDATE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER IF NOT EXISTS no_delete BEFORE DELETE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
"""


class JournalError(SimError):
    """A journal that cannot be written or read, or that is not as it was written."""


class LockedError(JournalError):
    """A journal that somebody else is writing."""


@dataclass(frozen=True)
class Row:
    """One row: `wall` in milliseconds of UTC, `scen` in minutes of the scenario; `action_id` makes a request unique."""

    wall: int
    scen: float
    kind: str
    seat: str
    actor: str
    payload: dict[str, Any]
    action_id: str | None = None
    seq: int = 0

    def content(self) -> str:
        """Return the row as one line of JSON, without its number."""
        return as_json([self.wall, self.scen, self.kind, self.seat, self.actor, self.action_id, self.payload])


def as_json(value: object) -> str:
    """Return a value as one canonical line of JSON."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _chained(before: str, row: Row) -> str:
    return hashlib.blake2b(f"{before}{row.content()}".encode(), digest_size=16).hexdigest()


class Journal:
    """An open journal; use `create`, `open_for_play` or `read_rows`."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        self._last = ("", 0)
        self._file = path.stat().st_ino if path.exists() else None

    @classmethod
    def create(cls, folder: Path) -> Journal:
        """Begin a journal in an empty folder.

        Raises:
            JournalError: If there is one already, or the folder cannot be written.
        """
        path = folder / FILE
        if path.exists():
            raise JournalError(f"{path}: there is a journal already; go on with 'tocsin drill resume {folder}'")
        journal = cls(path, _connect(path))
        try:
            with _told(path):
                journal._lock()
                journal._connection.executescript(_SCHEMA)
        except JournalError:
            journal.discard()
            raise
        journal._file = path.stat().st_ino
        return journal

    @classmethod
    def open_for_play(cls, folder: Path) -> tuple[Journal, list[Row]]:
        """Open a journal to go on with it; return it and its rows, checked.

        Raises:
            LockedError: If another console has it open.
            JournalError: If it is missing, damaged or edited.
        """
        path = _existing(folder)
        journal = cls(path, _connect(path))
        with _told(path):
            journal._lock()
            rows = journal._read()
        return journal, rows

    def _lock(self) -> None:
        # Held until the connection closes or the process dies: no lock file is ever left behind.
        self._connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.execute("BEGIN EXCLUSIVE")
        self._connection.execute("COMMIT")
        _holder(self.path).write_text(f"process {os.getpid()}\n", encoding="utf-8")

    def _read(self) -> list[Row]:
        rows: list[Row] = []
        last = ""
        for row, digest in _stored(self._connection):
            last = _chained(last, row)
            if digest != last:
                raise JournalError(
                    f"{self.path}: row {row.seq} is not as it was written: the journal was edited by hand or is "
                    "damaged; nothing after the row before it can be trusted. Play from a copy that was not edited, "
                    f"or keep what holds with 'tocsin drill export {self.path.parent} --journal'"
                )
            if row.seq != len(rows) + 1:
                raise JournalError(f"{self.path}: row {len(rows) + 1} is missing: the journal was edited by hand")
            rows.append(row)
        self._last = (last, len(rows))
        return rows

    def has(self, action_id: str) -> bool:
        """Say whether an action is in the journal already."""
        found = self._connection.execute("SELECT 1 FROM journal WHERE action_id = ?", (action_id,))
        return found.fetchone() is not None

    def append(self, rows: Sequence[Row]) -> list[Row]:
        """Write rows, all or none, and return them with their numbers once they are on the disk.

        Raises:
            JournalError: If they cannot be written: a full disk, a folder that is gone; or a row is too large.
        """
        last, seq = self._last
        written = []
        for row in rows:
            seq += 1
            last = _chained(last, row)
            payload = as_json(row.payload)
            written.append((seq, row.wall, row.scen, row.kind, row.seat, row.actor, row.action_id, payload, last))
        self._still_there()
        with _told(self.path):
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                self._connection.executemany("INSERT INTO journal VALUES (?,?,?,?,?,?,?,?,?)", written)
                self._connection.execute("COMMIT")
            except sqlite3.Error:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
        self._last = (last, seq)
        return [_row(one[:-1]) for one in written]

    def _still_there(self) -> None:
        """Refuse to write into a file that nobody will find: one that was moved or removed under our hands."""
        try:
            found = self.path.stat().st_ino
        except OSError:
            found = None
        if found != self._file:
            raise JournalError(
                f"{self.path}: the journal was moved or removed while the drill is played; what was typed last does "
                "not count. Put the folder back, or go on from where it is now with 'tocsin drill resume'"
            )

    def close(self) -> None:
        """Let go of the journal and its lock."""
        self._connection.close()
        _holder(self.path).unlink(missing_ok=True)

    def discard(self) -> None:
        """Remove a journal that could not be begun."""
        self.close()
        for name in ("", "-wal", "-shm"):
            self.path.with_name(f"{self.path.name}{name}").unlink(missing_ok=True)


def read_rows(folder: Path) -> list[Row]:
    """Return the rows of a journal that nobody plays, checked, without writing to it where it was closed in order.

    Raises:
        LockedError: If a console has it open.
        JournalError: If it is missing, damaged or edited.
    """
    path = _existing(folder)
    waiting = path.with_name(f"{path.name}-wal")
    if waiting.is_file() and waiting.stat().st_size:
        # Somebody plays, or a killed console left rows there: only an opening for play takes them in.
        journal, rows = Journal.open_for_play(folder)
    else:
        with _told(path):
            address = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
            journal = Journal(path, sqlite3.connect(address, uri=True))
            rows = journal._read()
    journal._connection.close()
    return rows


def _connect(path: Path) -> sqlite3.Connection:
    with _told(path):
        return sqlite3.connect(path, isolation_level=None, timeout=0.2)


def _existing(folder: Path) -> Path:
    path = folder / FILE if folder.is_dir() else folder
    if not path.is_file():
        raise JournalError(f"{folder}: no journal there; 'tocsin drill run' begins one")
    return path


def _holder(path: Path) -> Path:
    return path.with_name("in-use.txt")


def _stored(connection: sqlite3.Connection) -> Iterator[tuple[Row, str]]:
    for found in connection.execute("SELECT * FROM journal ORDER BY seq"):
        yield _row(found[:-1]), found[-1]


def _row(found: Sequence[Any]) -> Row:
    seq, wall, scen, kind, seat, actor, action_id, payload = found
    return Row(wall, scen, kind, seat, actor, json.loads(payload), action_id, seq)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn what SQLite says into what a facilitator can do about it."""
    try:
        yield
    except (sqlite3.DatabaseError, OSError, ValueError) as error:
        text = str(error)
        if "locked" in text or "busy" in text:
            holder = _holder(path).read_text(encoding="utf-8").strip() if _holder(path).is_file() else "somebody"
            raise LockedError(
                f"{path}: another console plays this drill ({holder}); close it first, nothing was changed"
            ) from error
        if "no such table" in text:
            raise JournalError(
                f"{path}: the journal is empty, or its file {path.name}-wal was taken away after a crash; without that "
                "nothing can be read"
            ) from error
        if "full" in text or "No space" in text:
            raise JournalError(
                f"{path}: the disk is full; the last action was not kept and does not count. Free some space, then go "
                f"on with 'tocsin drill resume {path.parent}'"
            ) from error
        raise JournalError(f"{path}: {text}") from error
