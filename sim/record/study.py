"""A study: all replications of all organisations as frames. The narrow waist between a run and what is told of it.

Nothing after a study knows how it was made: a simulation, a folder read back and a live drill give the same tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from sim.record.log import Failure, Records, own_columns
from sim.record.schema import SCHEMA, Column, Table

if TYPE_CHECKING:
    from pandas import DataFrame

_ORDER: dict[Table, tuple[str, ...]] = {
    "cases": ("organisation", "replication", "case"),
    "mentions": ("organisation", "replication", "channel", "topic", "bin"),
    "statements": ("organisation", "replication", "time"),
    "staff": ("organisation", "replication"),
    "events": ("organisation", "replication", "time"),
    "replications": ("organisation", "replication"),
}


@dataclass(frozen=True)
class Documented:
    """A reaction that is on record for the real crisis: what, when (minutes), and who says so."""

    name: str
    at: float
    source: str


@dataclass(frozen=True)
class Meta:
    """What a study is about.

    Attributes:
        scenario: Name of the scenario.
        title: Its title, for headings.
        caveat: First line of every output: what the numbers are and are not.
        organisations: Names of the organisations, the baseline first.
        organisation_titles: Their titles, by name.
        differences: The sentence that says what the organisations share and what differs.
        replications: Number of replications asked for.
        seed: Seed of all randomness.
        horizon: Minutes in which mentions are posted.
        drain: Minutes after the horizon in which open cases are still worked on.
        start: Start in ISO 8601 with offset.
        timezone: IANA name of the scenario's time zone.
        resolution: Width of the bins in which series are told.
        channels: Names of the channels.
        populations: People who may post, for the channels that limit them.
        documented: What is on record for the real crisis.
        main_topic: Topic that headline figures show.
    """

    scenario: str
    title: str
    caveat: str
    organisations: tuple[str, ...]
    organisation_titles: Mapping[str, str]
    differences: str
    replications: int
    seed: int
    horizon: float
    drain: float
    start: str
    timezone: str
    resolution: Literal["minute", "hour"]
    channels: tuple[str, ...]
    populations: Mapping[str, float] = field(default_factory=dict)
    documented: tuple[Documented, ...] = ()
    main_topic: str = ""

    @property
    def end(self) -> float:
        """Return the last instant of a run, in minutes."""
        return self.horizon + self.drain


@dataclass(frozen=True, eq=False)
class Study:
    """The tables of a study; rows are in the order of organisation (as in `meta`), replication and case."""

    meta: Meta
    cases: DataFrame
    mentions: DataFrame
    statements: DataFrame
    staff: DataFrame
    events: DataFrame
    replications: DataFrame
    failures: tuple[Failure, ...] = ()

    @classmethod
    def assemble(cls, meta: Meta, records: Sequence[Records], failures: Sequence[Failure] = ()) -> Study:
        """Return the study that records, in any order, make up; failed replications become rows without values.

        Raises:
            ValueError: If a replication is there twice, or its organisation is not the study's.
        """
        ranks = {name: rank for rank, name in enumerate(meta.organisations)}
        strangers = {record.organisation for record in records} - set(ranks)
        if strangers:
            raise ValueError(f"records of {sorted(strangers)}, which the study does not name")
        ordered = sorted(records, key=lambda record: (ranks[record.organisation], record.replication))
        if len({(r.organisation, r.replication) for r in ordered}) < len(ordered):
            raise ValueError("two records of the same organisation and replication")
        lost = _lost(meta, failures, {(r.organisation, r.replication) for r in ordered})
        tables = {name: _table(name, meta, ordered) for name in SCHEMA if name != "replications"}
        return cls(meta, **tables, replications=_replications(meta, ordered, lost), failures=tuple(failures))

    def table(self, name: Table) -> DataFrame:
        """Return one table by its name."""
        frame: DataFrame = getattr(self, name)
        return frame

    def select(self, organisation: str) -> Study:
        """Return the study of one organisation alone.

        Raises:
            ValueError: If the study has no such organisation.
        """
        if organisation not in self.meta.organisations:
            named = ", ".join(self.meta.organisations)
            raise ValueError(f"no organisation '{organisation}' in this study; it has {named}")
        titles = {organisation: self.meta.organisation_titles.get(organisation, organisation)}
        meta = replace(self.meta, organisations=(organisation,), organisation_titles=titles)
        tables = {}
        for name in SCHEMA:
            frame = self.table(name)
            tables[name] = typed(name, meta, frame[frame["organisation"] == organisation])
        kept = tuple(failure for failure in self.failures if failure.organisation in (organisation, ""))
        return Study(meta, **tables, failures=kept)


def typed(name: Table, meta: Meta, frame: DataFrame) -> DataFrame:
    """Return a table's frame with the schema's columns and types, and with the study's words as categories."""
    import pandas as pd

    columns: dict[str, Any] = {}
    for column in SCHEMA[name]:
        values = frame[column.name]
        if column.dtype == "category":
            columns[column.name] = pd.Categorical(values.astype(object), categories=_words(column, meta, values))
        else:
            columns[column.name] = np.asarray(values).astype(column.dtype)
    return pd.DataFrame(columns)


def _words(column: Column, meta: Meta, values: Iterable[str]) -> list[str]:
    """Return the words of a category: the closed list, the study's, then what else occurs, sorted."""
    known = {"organisation": meta.organisations, "channel": meta.channels}.get(column.name, column.values)
    return [*known, *sorted(set(values) - set(known))]


def _table(name: Table, meta: Meta, ordered: Sequence[Records]) -> DataFrame:
    import pandas as pd

    sizes = [len(next(iter(getattr(record, name).values()))) for record in ordered]
    raw: dict[str, Any] = {
        "organisation": np.repeat(np.array([r.organisation for r in ordered], dtype=object), sizes),
        "replication": np.repeat(np.array([r.replication for r in ordered], dtype=np.int32), sizes),
    }
    for column in own_columns(name):
        parts = [np.asarray(getattr(record, name)[column.name]) for record in ordered]
        raw[column.name] = np.concatenate(parts) if parts else np.empty(0)
    frame = typed(name, meta, pd.DataFrame(raw))
    return frame.sort_values(list(_ORDER[name]), kind="stable", ignore_index=True)


def _lost(meta: Meta, failures: Sequence[Failure], there: set[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return the (organisation, replication) pairs that failed; a failed cascade fails every organisation."""
    pairs = {
        (name, failure.replication)
        for failure in failures
        for name in ([failure.organisation] if failure.organisation else meta.organisations)
    }
    return sorted(pairs - there)


def _replications(meta: Meta, ordered: Sequence[Records], lost: Sequence[tuple[str, int]]) -> DataFrame:
    import pandas as pd

    scalars = [column.name for column in own_columns("replications") if column.name != "failed"]
    rows = [(r.organisation, r.replication, False, *(r.totals[name] for name in scalars)) for r in ordered]
    rows += [(name, number, True, *(np.nan for _ in scalars)) for name, number in lost]
    frame = pd.DataFrame(rows, columns=["organisation", "replication", "failed", *scalars])
    return typed("replications", meta, frame).sort_values(
        list(_ORDER["replications"]), kind="stable", ignore_index=True
    )
