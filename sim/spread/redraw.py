"""Another future for a cascade that is under way: what has happened stays, what comes later is drawn anew.

A forecast must not show the future that is already drawn. Given the past, what is to come of a mention is a Poisson
process of its own that does not depend on the children which it has had, and background has no memory: so every mention
that has happened gets offspring of a fresh draw, of which only the part after now counts. Shocks are scripted: they
keep their instants.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from sim.clock import WallClock
from sim.keys import mix64, name_key
from sim.spread.cascade import Cascade
from sim.spread.channel import Channel
from sim.spread.draws import Draws
from sim.spread.growth import continue_from
from sim.spread.hawkes import Hawkes, Shock
from sim.spread.merge import arrange, first_rows, mentions_of
from sim.spread.trace import Trace
from sim.units import KeyArray

SALT: Final = name_key("salt")


def salted(key: KeyArray, salt: int) -> KeyArray:
    """Return other keys for another future."""
    return mix64(key, SALT, salt)


def salted_root(root: int, salt: int) -> int:
    """Return the root of all addresses of another future."""
    return int(mix64(root, SALT, salt))


def redraw(
    cascade: Cascade,
    happened: int,
    now: float,
    salt: int,
    *,
    spread: Hawkes | Trace,
    added: Sequence[Shock],
    channels: Mapping[str, Channel],
    kind_shares: Mapping[str, float],
    clock: WallClock,
    horizon: float,
    root: int,
) -> Cascade:
    """Return the cascade with another future.

    Over a trace the later mentions stay what they are, but for the draws that decide what becomes of them.

    Args:
        cascade: What is under way.
        happened: How many of its mentions have happened.
        now: The instant up to which they have (minutes).
        salt: Which future.
        spread: The spread model of the scenario.
        added: The shocks that have been added to it so far, with their instants.
        channels: By name.
        kind_shares: Shares of kinds for channels without their own.
        clock: Local wall clock of the scenario.
        horizon: Last minute at which a mention may appear.
        root: Of the replication's addresses.

    Raises:
        CappedError: If the cascade reaches the cap on mentions.
    """
    draws = Draws.of(salted_root(root, salt), channels, kind_shares, cascade.kinds)
    if isinstance(spread, Trace):
        later = np.arange(len(cascade)) >= happened
        key = np.where(later, salted(cascade.key, salt), cascade.key)
        both = replace(mentions_of(cascade), key=key)
        return arrange(cascade, both, np.where(later, draws.thin(key), cascade.thin), happened)
    assert draws.kinds == cascade.kinds, "the kinds differ"
    past = first_rows(cascade, happened)
    script = spread.model_copy(update={"shocks": [*spread.shocks, *added]})
    whole = continue_from(
        mentions_of(past),
        now,
        script,
        channels,
        draws=draws,
        script_root=root,
        rekey=lambda keys: salted(keys, salt),
        names=(cascade.topics, cascade.endings),
        clock=clock,
        horizon=horizon,
        envelope=cascade.envelope,
    )
    thin = np.concatenate([past.thin, draws.thin(whole.key[happened:])])
    return arrange(past, whole, thin, happened)
