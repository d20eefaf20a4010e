"""The records of one replication: what a run, or a live drill, hands to a study."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from sim.record.schema import SCHEMA, Column, Table

Columns: TypeAlias = Mapping[str, npt.NDArray[Any]]

_NUMPY = {
    "float64": np.float64,
    "int8": np.int8,
    "int32": np.int32,
    "int64": np.int64,
    "uint64": np.uint64,
    "bool": np.bool_,
    "category": np.object_,
}


@dataclass(frozen=True)
class Records:
    """One replication of one organisation as columns.

    Attributes:
        organisation: Name of the organisation.
        replication: Number of the replication, from 0.
        cases: Columns of the cases table but organisation and replication, each of shape (cases,).
        mentions: Columns of the mentions table, likewise.
        statements: Columns of the statements table, likewise.
        staff: Columns of the staff table, likewise.
        totals: The scalars of the replications table, without organisation, replication and failed.
        events: Columns of the events table, like cases; none for who has neither modes nor a cause to mend.
    """

    organisation: str
    replication: int
    cases: Columns
    mentions: Columns
    statements: Columns
    staff: Columns
    totals: Mapping[str, float] = field(default_factory=dict)
    events: Columns = field(default_factory=lambda: empty_columns("events"))

    def __post_init__(self) -> None:
        for table in ("cases", "mentions", "statements", "staff", "events"):
            _check(table, own_columns(table), getattr(self, table))
        wanted = {column.name for column in own_columns("replications")} - {"failed"}
        assert set(self.totals) == wanted, f"totals: {sorted(wanted ^ set(self.totals))} missing or unknown"


@dataclass(frozen=True)
class Failure:
    """A replication that did not finish.

    Attributes:
        organisation: Name of the organisation; empty where the cascade itself failed, for all of them.
        replication: Number of the replication.
        stage: Where it failed: 'cascade' or 'response'.
        error: Type of the error.
        message: Its text.
        traceback: Where in the code.
    """

    organisation: str
    replication: int
    stage: str
    error: str
    message: str
    traceback: str


def own_columns(table: Table) -> tuple[Column, ...]:
    """Return the columns of a table but organisation and replication, which a `Records` says once."""
    return tuple(column for column in SCHEMA[table] if column.name not in ("organisation", "replication"))


def empty_columns(table: Table) -> dict[str, npt.NDArray[Any]]:
    """Return the columns of a table without a row."""
    return {column.name: np.empty(0, dtype=_NUMPY[column.dtype]) for column in own_columns(table)}


def as_columns(table: Table, rows: list[tuple[Any, ...]]) -> dict[str, npt.NDArray[Any]]:
    """Return rows, each in the order of `own_columns(table)`, as typed columns."""
    columns = own_columns(table)
    if not rows:
        return empty_columns(table)
    return {c.name: np.array(values, dtype=_NUMPY[c.dtype]) for c, values in zip(columns, zip(*rows), strict=True)}


def _check(table: Table, wanted: tuple[Column, ...], columns: Columns) -> None:
    names = {column.name for column in wanted}
    assert set(columns) == names, f"{table}: columns {sorted(names ^ set(columns))} missing or unknown"
    assert len({len(values) for values in columns.values()}) <= 1, f"{table}: columns of different lengths"
