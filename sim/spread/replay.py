"""A trace's rows as a cascade: what the file leaves open is drawn by key, all else is as it happened."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np

from sim.clock import WallClock
from sim.spread.cascade import Cascade, Mentions, assemble
from sim.spread.draws import Draws
from sim.spread.rows import Rows, counted, read_rows
from sim.spread.trace import Trace


def replay(spread: Trace, *, draws: Draws, clock: WallClock, horizon: float, base: Path | None) -> Cascade:
    """Return a trace as a cascade with envelope 1.

    Raises:
        TraceError: With every fault of the file.
    """
    path = base / spread.file if base is not None else Path(spread.file)
    stamp = (path.stat().st_size, path.stat().st_mtime_ns) if path.is_file() else None
    rows = _remembered(
        path,
        spread.model_dump_json(),
        stamp=stamp,
        channels=draws.channels,
        kinds=draws.kinds,
        clock=clock,
        horizon=horizon,
    )
    missing, cap = np.isnan(rows.reach), draws.cap[rows.channel]
    reach = np.where(missing, draws.reach(rows.key, rows.channel), np.minimum(rows.reach, cap))
    over = int(np.sum(rows.reach > cap))
    size = len(rows.time)
    mentions = Mentions(
        time=rows.time,
        channel=rows.channel,
        topic=rows.topic,
        kind=np.where(rows.kind < 0, draws.kind(rows.key, rows.channel), rows.kind),
        parent=rows.parent,
        root=rows.root,
        generation=rows.generation,
        key=rows.key,
        reach=reach,
        scripted=np.zeros(size, dtype=np.bool_),
        conditional=np.zeros(size, dtype=np.bool_),
        ends_with=np.full(size, -1),
    )
    return assemble(
        mentions,
        draws.thin(rows.key),
        channels=draws.channels,
        topics=rows.topics,
        kinds=draws.kinds,
        endings=(),
        envelope=1.0,
        notes=(*rows.notes, *counted(over, "with a reach above the cap of the channel, which was taken instead")),
    )


@lru_cache(maxsize=2)
def _remembered(
    path: Path,
    spread: str,
    *,
    stamp: tuple[int, int] | None,
    channels: tuple[str, ...],
    kinds: tuple[str, ...],
    clock: WallClock,
    horizon: float,
) -> Rows:
    """The rows of a file, read once for all replications."""
    del stamp  # size and time of the file: only there so that a changed file is read again
    model = Trace.model_validate_json(spread)
    return read_rows(path, model, channels=channels, kinds=kinds, clock=clock, horizon=horizon)
