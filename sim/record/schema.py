"""The schema of the tables: what each column is called, holds and means.

Everything that reads or writes a table takes names, types and order from here; docs/codebook.md is generated from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Dtype = Literal["float64", "int8", "int32", "int64", "uint64", "bool", "category"]
Table = Literal["cases", "mentions", "statements", "staff", "events", "replications"]

STATES: Final = ("answered", "monitored", "moot", "open")
KINDS: Final = (
    "question",
    "complaint",
    "misinformation",
    "smear",
    "troll",
    "multiplier",
    "journalist",
    "insider",
    "positive",
    "position",
    "duplicate",
)
PUBLISHED: Final = ("none", "reply", "statement")
STATEMENT_KINDS: Final = ("holding", "position", "apology", "legalistic", "contradiction")
EVENT_WORDS: Final = ("alarm", "crisis mode", "normal mode", "cause mended")
COMPONENTS: Final = ("detect_wait", "page_wait", "queue_wait", "handover_wait", "calendar_wait", "service", "review")


@dataclass(frozen=True)
class Column:
    """One column of a table.

    `values` lists the words of a closed vocabulary; a category without them takes its words from the study.
    """

    name: str
    dtype: Dtype
    unit: str
    meaning: str
    values: tuple[str, ...] = ()


def _minutes(name: str, meaning: str) -> Column:
    return Column(name, "float64", "min", meaning)


def _count(name: str, meaning: str) -> Column:
    return Column(name, "int32", "", meaning)


def _flag(name: str, meaning: str) -> Column:
    return Column(name, "bool", "", meaning)


def _word(name: str, meaning: str, values: tuple[str, ...] = ()) -> Column:
    return Column(name, "category", "", meaning, values)


_RUN: Final = (
    _word("organisation", "Name of the organisation that met the crisis."),
    _count("replication", "Number of the replication, from 0; the same number is the same crisis everywhere."),
)
_CHANNEL: Final = _word("channel", "Channel of the mention; empty where no channel is meant.")
_TOPIC: Final = _word("topic", "Topic of the crisis that it belongs to.")

CASES: Final = (
    *_RUN,
    _count("case", "Number of the case within its replication, in the order of opening."),
    Column("key", "uint64", "", "Address of the mention (or fact) that opened the case."),
    _word("channel", "Channel of the mention that opened the case; empty for a position case."),
    _TOPIC,
    _word("kind", "What the opening mention was; 'position' where a fact opened the case and no mention did.", KINDS),
    Column("level_opened", "int8", "level", "Level 0-4 when the case opened."),
    Column("level", "int8", "level", "Level 0-4 when the case ended, after joins and drift."),
    Column("reach", "float64", "people", "Reach of the opening mention and of all that joined it, summed."),
    _minutes("opened", "When the mention was posted, or the fact became known."),
    _minutes("detected", "When the organisation saw it."),
    _minutes("triaged", "When triage ended."),
    _minutes("analysed", "When analysis, with its fact requests, ended."),
    _minutes("drafted", "When the draft that was published, or the last one, was finished."),
    _minutes("approved", "When the last approval was given; empty where none was needed or given."),
    _minutes("answered", "When the answer was published."),
    _minutes("ended", "When the case left the organisation: answered, monitored, moot, or still open at the end."),
    _word("state", "How the case stood when it ended.", STATES),
    _word("desk", "Desk of the case: the one that takes its channel, or that writes positions."),
    _word("answered_by", "Author of the published answer; empty where nothing was published."),
    _word("published", "What the answer was: none, a reply, or a statement with an agreed line.", PUBLISHED),
    _count("rejections", "How often an approver sent the draft back."),
    _count("handovers", "How often the case passed from one department to another."),
    _minutes("detect_wait", "Time until somebody saw the mention."),
    _minutes("page_wait", "Time until a page to someone on call was answered."),
    _minutes("queue_wait", "Time with eligible people on duty, all of them busy."),
    _minutes("handover_wait", "Time between departments, fact requests in transit included."),
    _minutes("calendar_wait", "Time with no eligible person on duty, with suspended work, or before a meeting."),
    _minutes("service", "Time in which someone worked on the case, reviews excepted."),
    _minutes("review", "Time in which an approver reviewed the draft."),
    _count("line_version", "Version of the agreed line that the draft carried; 0 before the first."),
    _flag("stale", "The reply carried an older line than the agreed one, and so contradicts it."),
    _flag("misaligned", "The reply, by unaligned people and unreviewed, departs from the agreed line."),
    _flag("outdated", "The reply carried the agreed line while a newer fact was out."),
)
MENTIONS: Final = (
    *_RUN,
    _CHANNEL,
    _TOPIC,
    _minutes("bin", "Start of the time bin, one minute or one hour wide by the scenario's resolution."),
    Column("potential", "int64", "mentions", "Mentions that would have been posted if nobody had answered."),
    Column("surviving", "int64", "mentions", "Mentions that were posted."),
    Column("reach", "float64", "people", "Reach of the surviving mentions, summed."),
)
STATEMENTS: Final = (
    *_RUN,
    _minutes("time", "When it was published."),
    _TOPIC,
    _word("kind", "What it was; a contradiction is the reply that opened a backfire, no statement.", STATEMENT_KINDS),
    _count("version", "Version of the agreed line that it set or carried."),
    _word("channel", "Channel that it acts on; empty for all."),
    Column("effect", "float64", "factor", "Factor on the number of later mentions an edge breeds, at full strength."),
)
STAFF: Final = (
    *_RUN,
    _word("person", "Name of the person: role and ordinal."),
    _word("role", "Role of the person."),
    _word("desk", "Desk of the person; empty for those outside the desks."),
    _minutes("on_duty", "Time on duty within the run, times attention; without overtime."),
    _minutes("busy", "Time of work on the crisis, overtime included."),
    _minutes("overtime", "The part of busy that lies outside the person's hours."),
    _count("cases", "Number of cases worked on."),
    Column("cost", "float64", "currency", "Wages of on_duty and overtime, at the person's rate."),
)
EVENTS: Final = (
    *_RUN,
    _minutes("time", "When it happened."),
    _word("event", "What happened to the organisation.", EVENT_WORDS),
    Column("topic", "category", "", "Topic of a mended cause; else empty."),
)
REPLICATIONS: Final = (
    *_RUN,
    _flag("failed", "The replication did not finish; its other values are empty."),
    Column("mentions_potential", "float64", "mentions", "Mentions if nobody had answered."),
    Column("mentions_surviving", "float64", "mentions", "Mentions that were posted."),
    Column("exposure_potential", "float64", "people", "Reach of all potential mentions, summed."),
    Column("exposure_surviving", "float64", "people", "Reach of all surviving mentions, summed."),
    Column(
        "exposure_before_answer", "float64", "people", "Reach of the mentions posted before the first answer, summed."
    ),
    _minutes("first_statement", "When the first statement of level 3 or more was published; empty where none was."),
)

SCHEMA: Final[dict[Table, tuple[Column, ...]]] = {
    "cases": CASES,
    "mentions": MENTIONS,
    "statements": STATEMENTS,
    "staff": STAFF,
    "events": EVENTS,
    "replications": REPLICATIONS,
}
_ROWS: Final[dict[Table, str]] = {
    "cases": "One row a case; times are minutes since the start, empty where it did not happen.",
    "mentions": "One row an organisation, replication, channel, topic and time bin in which anything was posted.",
    "statements": "One row a published statement, and one a contradiction that opened a backfire.",
    "staff": "One row a person and replication.",
    "events": "One row an alarm, a change of the mode, and a cause that was mended; empty for who has no modes.",
    "replications": "One row an organisation and replication; replications.csv has every metric beside it.",
}


def column_names(table: Table) -> tuple[str, ...]:
    """Return the names of a table's columns, in their order."""
    return tuple(column.name for column in SCHEMA[table])


def codebook() -> str:
    """Return the codebook in Markdown: every table, column, type, unit and meaning."""
    parts = ["# Codebook\n"]
    for table, columns in SCHEMA.items():
        parts.append(f"\n## {table}\n\n{_ROWS[table]}\n\n| column | type | unit | meaning |\n|---|---|---|---|\n")
        parts += [f"| `{c.name}` | {c.dtype} | {c.unit} | {c.meaning}{_vocabulary(c)} |\n" for c in columns]
    return "".join(parts)


def _vocabulary(column: Column) -> str:
    return " One of " + ", ".join(f"`{word}`" for word in column.values) + "." if column.values else ""
