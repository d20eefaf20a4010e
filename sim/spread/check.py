"""What must hold between a spread model and its channels before a cascade can be generated."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import assert_never

from sim.errors import did_you_mean
from sim.fields import one_of
from sim.spread.channel import Channel
from sim.spread.hawkes import Hawkes, Shock, branching_ratio
from sim.spread.trace import Trace

Fault = tuple[str, str]


def check_spread(
    *,
    spread: Hawkes | Trace,
    channels: Mapping[str, Channel],
    kind_shares: Mapping[str, float],
    envelope: float,
    facts: Collection[str] | None = None,
) -> list[Fault]:
    """Return every fault as (field path, message); an empty list means that a cascade can be generated.

    A shock after the horizon is no fault: a shorter run of the same scenario leaves it out.

    Args:
        spread: The spread model of the scenario.
        channels: By name.
        kind_shares: Shares of kinds for channels without their own.
        envelope: Factor on every edge.
        facts: Names that `ends_with` may take; None leaves them unchecked.
    """
    if not channels:
        return [("channels", "there is no channel; a crisis needs at least one")]
    faults = list(_channels(channels))
    kinds = set(kind_shares).union(*(c.kinds or {} for c in channels.values()))
    match spread:
        case Trace():
            faults += _trace(spread, channels, kinds)
        case Hawkes():
            faults += [*_influence(spread, channels), *_shocks(spread, channels, kinds, facts)]
            if not faults:
                faults += _criticality(spread, channels, envelope)
        case _:
            assert_never(spread)
    return faults


def _unknown(noun: str, found: str, allowed: Iterable[str]) -> str:
    names = sorted(allowed)
    return f"no {noun} '{found}' in this scenario; it has {one_of(names) or 'none'}{did_you_mean(found, names)}"


def _channels(channels: Mapping[str, Channel]) -> Iterator[Fault]:
    for name, channel in channels.items():
        if name == "article":
            # Children on it would have the addresses of the articles that enquiries turn into.
            yield f"channels.{name}", "the name 'article' is reserved; give the channel another name"
        if channel.article is not None and channel.article not in channels:
            yield f"channels.{name}.article", _unknown("channel", channel.article, channels)


def _influence(spread: Hawkes, channels: Mapping[str, Channel]) -> Iterator[Fault]:
    for source, row in spread.influence.items():
        if source not in channels:
            yield f"spread.influence.{source}", _unknown("channel", source, channels)
        for child in row:
            path = f"spread.influence.{source}.{child}"
            if child not in channels:
                yield path, _unknown("channel", child, channels)
            elif child == source:
                yield path, f"the influence of a channel on itself is channels.{source}.self_excitation"


def _shocks(
    spread: Hawkes, channels: Mapping[str, Channel], kinds: set[str], facts: Collection[str] | None
) -> Iterator[Fault]:
    seen: set[str] = set()
    places = [(f"spread.shocks[{i}]", s) for i, s in enumerate(spread.shocks)]
    places += [(f"spread.reignitions[{i}]", r) for i, r in enumerate(spread.reignitions)]
    for path, shock in places:
        if shock.name in seen:
            # Mentions of two shocks of one name would share their addresses.
            yield f"{path}.name", f"two shocks are called '{shock.name}'; names must differ"
        seen.add(shock.name)
        yield from _shock(path, shock, channels, kinds)
    for i, reignition in enumerate(spread.reignitions):
        if facts is not None and reignition.ends_with not in facts:
            yield f"spread.reignitions[{i}].ends_with", _unknown("fact", reignition.ends_with, facts)


def _shock(path: str, shock: Shock, channels: Mapping[str, Channel], kinds: set[str]) -> Iterator[Fault]:
    if shock.channel not in channels:
        yield f"{path}.channel", _unknown("channel", shock.channel, channels)
    elif shock.reach is not None and shock.reach > channels[shock.channel].reach.cap:
        cap = channels[shock.channel].reach.cap
        yield f"{path}.reach", f"{shock.reach:g} is above the most people that {shock.channel} can reach ({cap:g})"
    if shock.kind is not None and shock.kind not in kinds:
        yield f"{path}.kind", _unknown("kind", shock.kind, kinds)


def _trace(spread: Trace, channels: Mapping[str, Channel], kinds: set[str]) -> Iterator[Fault]:
    if spread.channel is not None and spread.channel not in channels:
        yield "spread.channel", _unknown("channel", spread.channel, channels)
    for found, name in spread.channels_map.items():
        if name not in channels:
            yield f"spread.channels_map.{found}", _unknown("channel", name, channels)
    if spread.mention_kind is not None and spread.mention_kind not in kinds:
        yield "spread.mention_kind", _unknown("kind", spread.mention_kind, kinds)


def _criticality(spread: Hawkes, channels: Mapping[str, Channel], envelope: float) -> Iterator[Fault]:
    ratio = branching_ratio(channels, spread)
    if spread.allow_supercritical or branching_ratio(channels, spread, envelope=envelope) < 1:
        return
    message = (
        f"the branching ratio is {ratio:.3g} and the envelope {envelope:.3g}: their product must stay below 1, "
        "or the crisis never dies out; lower self_excitation or influence, lower the largest effect, "
        "or write 'allow_supercritical: true' and expect capped replications"
    )
    yield "spread", message
