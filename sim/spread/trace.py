"""The file's words for a trace (`kind: trace`): mentions that happened, from a CSV file, replayed as they are.

Where a row's parent is known the row is its child and an answer to the thread may thin it; otherwise, or where a row
is written as its own parent, it is an immigrant. A trace has envelope 1, so that a backfire does nothing in it, and
enquiries in it turn into no articles: the articles that ran are rows of their own.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field, model_validator

from sim.fields import Block, Name

Column = Literal["time", "channel", "reach", "parent", "id", "kind", "topic"]


class Trace(Block):
    """A CSV file of mentions.

    `columns` says which column holds what: `time` (needed), `channel`, `reach`, `parent` (an `id` of another row),
    `id`, `kind`, `topic`; without a column, or where its cell is empty, `channel`, `topic` and `mention_kind` hold for
    the row, and a reach or kind that is nowhere is drawn. `time_format`: numbers of minutes, hours or seconds; `iso`
    local dates and times; `clock` local times such as 13:05, from the start's midnight on, with 25:10 for the next
    day. `origin` is the time, in the same format, that is minute 0 (0, or the start for iso). `where` keeps the rows
    whose column has one of the listed values; `channels_map` renames values of the channel column.
    """

    kind: Literal["trace"]
    file: str
    columns: dict[Column, str]
    time_format: Literal["minutes", "hours", "seconds", "iso", "clock"] = "minutes"
    origin: float | str | None = None
    where: dict[str, list[str]] = Field(default_factory=dict)
    channel: Name | None = None
    topic: Name = "everyday"
    mention_kind: Name | None = None
    channels_map: dict[str, Name] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _whole(self) -> Trace:
        if "time" not in self.columns:
            raise ValueError("columns names no column for the time; write columns: {time: <its name>}")
        if "parent" in self.columns and "id" not in self.columns:
            raise ValueError("parents are given by id; name the column with the ids too")
        if "channel" not in self.columns and self.channel is None:
            raise ValueError("name a column for the channel, or one channel for all rows")
        if self.origin is not None:
            self._check_origin(self.origin)
        return self

    def _check_origin(self, origin: float | str) -> None:
        if self.time_format == "clock":
            raise ValueError("clock times count from the midnight of the start; leave origin out")
        if self.time_format != "iso" and isinstance(origin, str):
            raise ValueError(f"the origin of a trace in {self.time_format} is a number, not '{origin}'")
        if self.time_format == "iso":
            try:
                datetime.fromisoformat(str(origin))
            except ValueError:
                raise ValueError(f"the origin '{origin}' is no date and time; write it as 2018-04-17 11:20") from None
