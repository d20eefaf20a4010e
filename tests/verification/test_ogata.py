"""The thinned envelope cascade is the controlled process: the same laws as a direct simulation of its intensity."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.organisation.checks import check_organisation
from sim.organisation.organisation import Organisation
from sim.response.compiling import compile_plan
from sim.response.engine import Engine
from sim.scenario.facts import draw_facts
from sim.scenario.model import Scenario, check_scenario
from sim.spread.generate import generate
from sim.units import FloatArray
from tests.verification.ogata import MAIN, Medium, Path, World, simulate

CHANNELS = ("x", "news")
TOPICS = ("crisis", "everyday")
SEED = 20261122
LARGEST_Z = 4.0
SMALLEST_P = 1e-4

# The line: a legalistic holding statement fans, its confirmation and a second fact are positions and dampen. Both desks
# hear of each 90 min later and answer with the old line until then.
PLAIN = World(
    media=(
        Medium(background=0.0, reach=(300, 2.016, 1e6), threshold=1000, share=0.9, half_life=8),
        Medium(background=0.5 / 60, reach=(5000, 2.4, 1e6), threshold=0, share=0.7, half_life=15),
    ),
    influence=((0.5, 0.12), (0.4, 0.2)),
    shocks=((0, 0, 0, 1), (0, 100, 0, 30), (60, 120, 1, 12), (265, 95, 0, 60), (420, 60, 0, 15)),
    statements=((60, 1.15), (240, 0.5), (255, 0.5)),
    first_reach=100_000,
    horizon=540,
    midnight=6 * 60,
    mark_power=0.3,
    reply=0.5,
    contradiction=1.5,
    ramp=20,
    lasts=120,
    fades=150,
    credibility=0.6,
    credibility_half_life=120,
    backfire_lasts=100,
    answer_after=25,
    quiet=5,
    broadcast=60,
)
_X, _NEWS = PLAIN.media
HEAVY = (replace(_X, heavy=(0.56, 2)), replace(_NEWS, heavy=(0.8, 8)))
DAILY = (replace(HEAVY[0], amplitude=0.8, peak=740), replace(HEAVY[1], amplitude=0.8, peak=540))
CROWDED = (replace(DAILY[0], population=600), replace(DAILY[1], population=70))
WORLDS = {
    "exponential": PLAIN,
    "lomax": replace(PLAIN, media=HEAVY),
    "lomax, daily rhythm": replace(PLAIN, media=DAILY),
    "lomax, daily rhythm, few people": replace(PLAIN, media=CROWDED),
}


def minutes(number: float) -> str:
    """Write a duration as files do."""
    return f"{number} min"


def channel(world: World, row: int) -> dict[str, Any]:
    """Return one channel of the world in the words of a scenario."""
    medium = world.media[row]
    low, exponent, cap = medium.reach
    heavy = medium.heavy and {"lomax": {"theta": medium.heavy[0], "c": minutes(medium.heavy[1])}}
    return {
        "self_excitation": world.influence[row][row],
        "kernel": heavy or {"exponential": {"half_life": minutes(medium.half_life)}},
        "reach": {"minimum": low, "exponent": exponent, "cap": cap},
        "circadian": {"amplitude": medium.amplitude, "peak": f"{int(medium.peak // 60):02}:{int(medium.peak % 60):02}"},
        "background_per_hour": 60 * medium.background,
        "case_threshold": medium.threshold or "every",
        "statement_share": medium.share,
        "population": medium.population,
    }


def scenario_of(world: World) -> Scenario:
    """Return the world's crisis in the words of a scenario."""
    shocks = [
        {"name": f"shock {number}", "at": minutes(at), "over": minutes(over), "channel": CHANNELS[row], "count": count}
        | {"topic": "crisis"}
        | ({"reach": world.first_reach} if number == 0 else {})
        for number, (at, over, row, count) in enumerate(world.shocks)
    ]
    (first, legalistic), (second, position), (third, _) = world.statements
    assert position == world.statements[2][1]
    made = Scenario.model_validate(
        {
            "tocsin": 1,
            "name": "controlled",
            "start": f"2026-03-03 {int(world.midnight // 60):02}:{int(world.midnight % 60):02}",
            "timezone": "UTC",
            "horizon": minutes(world.horizon),
            "drain": "2 h",
            "main_topic": "crisis",
            "channels": {name: channel(world, row) for row, name in enumerate(CHANNELS)},
            "spread": {
                "kind": "hawkes",
                "mark_power": world.mark_power,
                "influence": {"x": {"news": world.influence[0][1]}, "news": {"x": world.influence[1][0]}},
                "background_topic": "everyday",
                "shocks": shocks,
            },
            "facts": [
                {"name": "seen", "at": minutes(first), "confirmed": minutes(second)} | _FACT,
                {"name": "cause", "at": minutes(third)} | _FACT,
            ],
            "effects": {
                "reply": world.reply,
                "holding": 1.0,
                "position": position,
                "apology": 1.0,
                "legalistic": legalistic,
                "contradiction": world.contradiction,
                "ramp": minutes(world.ramp),
                "lasts": minutes(world.lasts),
                "fades": minutes(world.fades),
            },
            "credibility": {
                "factor": world.credibility,
                "half_life": minutes(world.credibility_half_life),
                "backfire_lasts": minutes(world.backfire_lasts),
            },
            "kinds": {"complaint": {"share": 1, "levels": {"L1": 1}}},
            "cases": {
                "quiet_after_answer": minutes(world.quiet),
                "patience": "endless",
                "drift_per_hour": 0.0,
                "drift_reach": 1000,
            },
        }
    )
    assert check_scenario(made) == []
    return made


_FACT = {"topic": "crisis", "known": "operations", "level": "L3"}


def organisation_of(world: World) -> Organisation:
    """Return the organisation that answers after a constant time and needs nobody's time for it."""
    desks = {"board": [], "social": ["x"], "press": ["news"]}
    made = Organisation.model_validate(
        {
            "tocsin": 1,
            "name": "constant",
            "structure": {
                "monitoring": {"rate": 0.0, "on_duty": minutes(world.answer_after)},
                "desks": {name: {"channels": own, "members": ["officer"]} for name, own in desks.items()},
                "positions": "board",
                "line": {"broadcast": minutes(world.broadcast)},
                "stance": {"holding": "legalistic"},
            },
            "resources": {"people": [{"role": "officer", "count": 1, "calendar": "always"}]},
        }
    )
    assert check_organisation(made) == []
    return made


def thinned(world: World, runs: int) -> list[Path]:
    """Return runs of the engine in the form of the direct simulation."""
    scenario, found = scenario_of(world), []
    plan = compile_plan(scenario, organisation_of(world))
    for replication in range(runs):
        cascade = generate(
            spread=scenario.spread,
            channels=scenario.channels,
            kind_shares={"complaint": 1.0},
            clock=scenario.clock,
            horizon=scenario.horizon,
            envelope=scenario.envelope,
            seed=SEED,
            replication=replication,
        )
        facts = draw_facts(scenario, seed=SEED, replication=replication)
        engine = Engine(plan, cascade, facts, seed=SEED, replication=replication)
        engine.finish()
        alive = np.flatnonzero(engine.alive)
        place = np.full(len(cascade) + 1, -1)
        place[alive] = np.arange(len(alive))
        said = [s.time for s in engine.run.line.statements if s.kind == "contradiction"]
        answered = [case.answered for case in engine.run.cases if case.fact < 0]
        found.append(
            Path(
                time=cascade.time[alive],
                channel=cascade.channel[alive].astype(np.int64),
                parent=place[cascade.parent[alive]],
                root=place[cascade.root[alive]],
                topic=np.array([TOPICS.index(cascade.topics[k]) for k in cascade.topic[alive]]),
                reach=cascade.reach[alive],
                answers=int(np.sum(np.array(answered) <= world.horizon)),
                contradictions=int(np.sum(np.array(said) <= world.horizon)),
            )
        )
    return found


def between(low: float, high: float) -> Callable[[Path], float]:
    """Return the statistic that counts the main topic's mentions of a stretch of time."""
    return lambda path: float(np.sum((path.topic == MAIN) & (path.time >= low) & (path.time < high)))


def bred(low: float, high: float) -> Callable[[Path], float]:
    """Return the share of the main topic's mentions of a stretch of time that have a parent: it follows E L S."""

    def share(path: Path) -> float:
        now = (path.topic == MAIN) & (path.time >= low) & (path.time < high)
        return float(np.mean(path.parent[now] >= 0)) if now.any() else 0.0

    return share


def late_threads(path: Path) -> float:
    """Return how many threads still spread after minute 265."""
    late = (path.time > 265) & (path.parent >= 0)
    return float(len(set(zip(path.root[late].tolist(), path.channel[late].tolist(), strict=True))))


def child_delay(path: Path) -> float:
    """Return the median delay between a mention and its parent."""
    child = path.parent >= 0
    return float(np.median(path.time[child] - path.time[path.parent[child]])) if child.any() else 0.0


STATISTICS: dict[str, Callable[[Path], float]] = {
    "mentions": lambda path: float(len(path.time)),
    "on x": lambda path: float(np.sum(path.channel == 0)),
    "on news": lambda path: float(np.sum(path.channel == 1)),
    "on the other topic": lambda path: float(np.sum(path.topic != MAIN)),
    "before any statement": between(0, 60),
    "while the line is new": between(60, 120),
    "once it is known": between(120, 240),
    "under two positions": between(265, 375),
    "as they fade": between(375, 540),
    "bred while the line is new": bred(60, 120),
    "bred once it is known": bred(120, 240),
    "bred under two positions": bred(265, 375),
    "bred as they fade": bred(375, 540),
    "children of the first": lambda path: float(np.sum(path.parent == 0)),
    "descendants of the first": lambda path: float(np.sum(path.root == 0)),
    "across channels": lambda path: float(
        np.sum(path.channel[path.parent >= 0] != path.channel[path.parent[path.parent >= 0]])
    ),
    "largest family": lambda path: float(np.bincount(path.root).max()),
    "threads spreading late": late_threads,
    "mean time": lambda path: float(path.time.mean()),
    "median wait between mentions": lambda path: float(np.median(np.diff(path.time))),
    "median delay from the parent": child_delay,
    "exposure": lambda path: float(np.log(path.reach.sum())),
    "answers": lambda path: float(path.answers),
    "contradictions": lambda path: float(path.contradictions),
}


def departures(direct: list[Path], engine: list[Path]) -> list[str]:
    """Return the statistics in which two sets of runs differ: |z| of the means, or Kolmogorov and Smirnov's p."""
    from scipy.stats import ks_2samp

    found = []
    for name, statistic in STATISTICS.items():
        a, b = (np.array([statistic(path) for path in paths]) for paths in (direct, engine))
        z = _z(a, b)
        p = float(ks_2samp(a, b).pvalue)
        if abs(z) >= LARGEST_Z or p <= SMALLEST_P:
            found.append(f"{name}: {a.mean():.3f} directly, {b.mean():.3f} thinned, z {z:.1f}, p {p:.1g}")
    return found


def _z(a: FloatArray, b: FloatArray) -> float:
    spread = float(np.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b)))
    return float(b.mean() - a.mean()) / spread if spread else 0.0


# Fails, each tried on the engine: q without / a (the assertion on q breaks); D as the product over statements; B left
# out, or without the contradictions; a backfire that goes on after an answer in line; a credibility that never
# recovers, or never falls; every stale answer a contradiction; S left out, or over all channels; L only for children of
# the mention that was answered; threads by immigrant alone; delays that are not warped; reach without weight on the
# children; immigrants thinned as edges are. Too weak to see here: L once for each answer, statements on every topic,
# the fading of statements, cases within the quiet time.
def test_thinning_gives_the_controlled_process() -> None:
    """Mentions thinned by E L S / a have the laws of the process whose intensity carries E, L and S."""
    world = WORLDS["lomax, daily rhythm, few people"]

    direct, engine = simulate(world, SEED, 75), thinned(world, 75)

    assert not departures(direct, engine)


@pytest.mark.slow
@pytest.mark.parametrize("name", WORLDS)
def test_thinning_gives_the_controlled_process_in_many_runs(name: str) -> None:
    """As the short test, in all four worlds, with three times the runs."""
    direct, engine = simulate(WORLDS[name], SEED + 1, 225), thinned(WORLDS[name], 225)

    assert not departures(direct, engine)
