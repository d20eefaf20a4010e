"""Channels and spread models as they are written, and what must hold between them."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from sim.clock import WallClock
from sim.spread.channel import Channel
from sim.spread.check import check_spread
from sim.spread.generate import Spread, generate
from sim.spread.hawkes import Hawkes, branching_ratio
from sim.spread.kernels import Exponential, Lomax, median_delay
from sim.spread.trace import Trace


def faults(channels: dict[str, Any] | None = None, envelope: float = 1.0, **fields: Any) -> list[tuple[str, str]]:
    """Return what is wrong with a spread over channels x and news."""
    named = channels if channels is not None else {"x": {"self_excitation": 0.6}, "news": {"self_excitation": 0.3}}
    return check_spread(
        spread=TypeAdapter(Spread).validate_python({"kind": "hawkes", **fields}),
        channels={name: Channel.model_validate(c) for name, c in named.items()},
        kind_shares={"question": 1.0},
        envelope=envelope,
        facts=("cause found",),
    )


def test_a_sound_crisis_has_no_fault() -> None:
    """Known names, distinct shocks, a late shock and a subcritical matrix pass."""
    late = {"name": "late", "at": "900 d", "channel": "news", "topic": "t", "count": 3, "kind": "question"}
    leak = {**late, "name": "leak", "ends_with": "cause found"}

    assert faults(influence={"x": {"news": 0.02}}, shocks=[late], reignitions=[leak], envelope=1.1) == []


def test_every_fault_is_told_with_its_place() -> None:
    """Unknown channels, kinds and facts, double names, reaches above the cap and self-influence come at once."""
    shock = {"name": "a", "at": "1 h", "channel": "x", "topic": "t", "count": 3}
    found = faults(
        channels={"x": {}, "news": {}, "press": {"deadline": "2 h", "article": "newz"}, "article": {}},
        influence={"x": {"x": 0.1, "nws": 0.1}, "y": {}},
        shocks=[{**shock, "channel": "tv"}, {**shock, "reach": 2e6, "kind": "questions"}],
        reignitions=[{**shock, "name": "b", "ends_with": "cause fund"}],
    )
    names = "it has article, news, press or x"

    assert found == [
        ("channels.press.article", f"no channel 'newz' in this scenario; {names}; did you mean 'news'?"),
        ("channels.article", "the name 'article' is reserved; give the channel another name"),
        ("spread.influence.x.x", "the influence of a channel on itself is channels.x.self_excitation"),
        ("spread.influence.x.nws", f"no channel 'nws' in this scenario; {names}; did you mean 'news'?"),
        ("spread.influence.y", f"no channel 'y' in this scenario; {names}"),
        ("spread.shocks[0].channel", f"no channel 'tv' in this scenario; {names}"),
        ("spread.shocks[1].name", "two shocks are called 'a'; names must differ"),
        ("spread.shocks[1].reach", "2e+06 is above the most people that x can reach (1e+06)"),
        ("spread.shocks[1].kind", "no kind 'questions' in this scenario; it has question; did you mean 'question'?"),
        (
            "spread.reignitions[0].ends_with",
            "no fact 'cause fund' in this scenario; it has cause found; did you mean 'cause found'?",
        ),
    ]


def test_a_supercritical_crisis_is_refused_unless_allowed() -> None:
    """The message names n and the envelope and says what to do; the word allow_supercritical lets it pass."""
    channels = {"x": {"self_excitation": 0.95}}

    assert faults(channels) == []
    message = (
        "the branching ratio is 0.95 and the envelope 1.1: their product must stay below 1, or the crisis never "
        "dies out; lower self_excitation or influence, lower the largest effect, or write "
        "'allow_supercritical: true' and expect capped replications"
    )
    assert faults(channels, envelope=1.1) == [("spread", message)]
    assert faults(channels, envelope=1.1, allow_supercritical=True) == []


def test_an_article_counts_as_one_child_without_the_envelope() -> None:
    """With news -> press .2 and an article each, the radius is that of the matrix with a 1, envelope or not."""
    press = {"deadline": "2 h", "article": "news", "self_excitation": 0.0}
    channels = {
        name: Channel.model_validate(c) for name, c in {"news": {"self_excitation": 0.3}, "press": press}.items()
    }
    spread = Hawkes.model_validate({"kind": "hawkes", "influence": {"news": {"press": 0.2}}})

    for a in (1.0, 1.5):
        # Eigenvalues of [[.3 a, .2 a], [1, 0]].
        expected = (0.3 * a + ((0.3 * a) ** 2 + 4 * 0.2 * a) ** 0.5) / 2
        assert branching_ratio(channels, spread, envelope=a) == pytest.approx(expected)


def test_a_trace_has_no_branching_ratio_and_its_names_are_checked() -> None:
    """A trace replays what happened: ratio 0; its default channel, renamed channels and kind must be known."""
    trace = {"kind": "trace", "file": "t.csv", "columns": {"time": "t"}, "channel": "twitter"}

    found = faults(**trace, channels_map={"fb": "facebook"}, mention_kind="rant")

    assert [path for path, _ in found] == ["spread.channel", "spread.channels_map.fb", "spread.mention_kind"]
    assert branching_ratio({"x": Channel()}, Trace.model_validate(trace)) == 0


def test_no_channel_at_all_is_one_fault() -> None:
    """A crisis without channels is told so, and nothing else."""
    assert faults({}) == [("channels", "there is no channel; a crisis needs at least one")]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"self_excitation": -0.1}, "greater than or equal to 0"),
        ({"kernel": {"gamma": {}}}, "is not a kernel; write a map with one key, lomax or exponential"),
        ({"kernel": {"lomax": {"theta": 0, "c": "1 min"}}}, "greater than 0"),
        ({"reach": {"minimum": 10, "cap": 5}}, "the cap must not be below the minimum"),
        ({"reach": {"exponent": 1}}, "greater than 1"),
        ({"circadian": {"amplitude": 1}}, "less than 1"),
        ({"case_threshold": "all"}, "write a reach above 0, or the word every"),
        ({"case_threshold": 0}, "write a reach above 0, or the word every"),
        ({"deadline": "2 h"}, "deadline and article go together"),
        ({"kinds": {"question": 0.4}}, "the shares of the kinds sum to 0.4; they must sum to 1"),
        ({"population": 0}, "greater than 0"),
        ({"chanels": 3}, "Extra inputs are not permitted"),
    ],
)
def test_a_channel_that_makes_no_sense_is_refused(fields: dict[str, Any], message: str) -> None:
    """Numbers out of range, unknown words and half-given pairs are faults of the file."""
    with pytest.raises(ValidationError, match=message):
        Channel.model_validate(fields)


def test_a_channel_written_in_full_is_read() -> None:
    """Every field of a channel takes the form in which scenarios write it."""
    channel = Channel.model_validate(
        {
            "self_excitation": 0.4,
            "kernel": {"exponential": {"half_life": "10 min"}},
            "reach": {"minimum": 500, "exponent": 2.5, "cap": 10_000},
            "population": 40_000,
            "circadian": {"amplitude": 0.2, "peak": "20:00"},
            "background_per_hour": 2,
            "case_threshold": "every",
            "statement_share": 0.3,
            "deadline": "2 h",
            "article": "news",
            "kinds": {"journalist": 1},
        }
    )

    assert isinstance(channel.kernel, Exponential)
    assert channel.circadian.peak == 1200
    assert channel.case_threshold == "every"


def test_the_median_delay_is_the_kernels() -> None:
    """The default kernel has the direct half-life c (2^(1/theta) - 1), 11.4 minutes; the exponential its half-life."""
    default = Channel().kernel

    assert isinstance(default, Lomax)
    assert (1 + median_delay(default) / 4.65) ** -0.56 == pytest.approx(0.5)
    assert median_delay(Exponential.model_validate({"exponential": {"half_life": "10 min"}})) == 10


def test_an_envelope_below_one_is_a_wrong_call() -> None:
    """Thinning can only take mentions away, so the envelope must be at least 1."""
    with pytest.raises(ValueError, match=r"the envelope is 0.9; it must be at least 1"):
        generate(
            spread=Hawkes.model_validate({"kind": "hawkes"}),
            channels={"x": Channel()},
            kind_shares={"question": 1.0},
            clock=WallClock.at("2018-04-17 11:20", "America/New_York"),
            horizon=60.0,
            envelope=0.9,
            seed=1,
            replication=0,
        )
