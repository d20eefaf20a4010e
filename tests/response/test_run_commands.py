"""What comes to a run by command is what the scenario's file would have brought; time and order are kept."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import CappedError
from sim.response import commands as c
from sim.response.gauges import feed
from sim.scenario.model import Fact
from tests.response.runs import (
    Given,
    differences,
    engine_of,
    finished,
    given,
    scenario_of,
    shock,
    with_shocks,
)

SMALL = "product-rumour-small"
# With modes, people on call, duplicates, relations and other employees among them.
HOUSES = ("centralised", "incident-command", "dispersed", "relationship-office", "separate-departments")


@pytest.mark.parametrize("house", HOUSES)
@pytest.mark.parametrize("seed", [1, 2])
def test_added_mentions_are_those_of_the_file(house: str, seed: int) -> None:
    """A shock that is added to a run gives the tables of a scenario whose file has it."""
    given_shock = shock(at="3 h 20 min", over="30 min", kind="journalist")
    expected = finished(engine_of(with_shocks(scenario_of(SMALL), given_shock), house, seed=seed))

    engine = given(
        engine_of(SMALL, house, seed=seed), [(200.0, c.AddMentions(shock(over="30 min", kind="journalist")))]
    )

    assert differences(finished(engine), expected) == []


@pytest.mark.parametrize("house", HOUSES)
def test_several_shocks_are_those_of_the_file(house: str) -> None:
    """Shocks on other topics and of other kinds, some at one instant and one at 0, give the file's tables too."""
    shocks = [
        shock("second", at="500 min", topic="an aside", count=25),
        shock("first", at="500 min", channel="press", count=3, kind="insider"),
        shock("early", count=5, topic="before"),
        shock("late", at="30 h", channel="x", reach=200_000, count=12, over="7 h"),
    ]
    expected = finished(engine_of(with_shocks(scenario_of(SMALL), *shocks), house))

    engine = given(engine_of(SMALL, house), [(one.at, c.AddMentions(one)) for one in shocks])

    assert differences(finished(engine), expected) == []


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_who_has_spoken_up_stays_so(seed: int) -> None:
    """Threads in which warm multipliers have spoken up go on as such when mentions are added."""
    first = shock("voices", channel="x", kind="multiplier", count=300)
    scenario = with_shocks(scenario_of(SMALL), first)
    expected = finished(engine_of(with_shocks(scenario, shock(at="20 min")), "relationship-office", seed=seed))

    engine = given(engine_of(scenario, "relationship-office", seed=seed), [(20.0, c.AddMentions(shock()))])

    assert differences(finished(engine), expected) == []


@pytest.mark.parametrize("house", HOUSES)
@pytest.mark.parametrize(("name", "known"), [("a batch", "detected"), ("zinc", "operations")])
def test_an_added_fact_is_that_of_the_file(house: str, name: str, known: str) -> None:
    """A fact that is added to a run, before or after others of its instant, gives the file's tables."""
    scenario = scenario_of("southwest-1380")
    at, topic = scenario.facts[-1].at, scenario.main_topic
    fact = Fact.model_validate(
        {"name": name, "topic": topic, "at": f"{at} min", "known": known, "confirmed": f"{at + 95} min", "level": "L4"}
    )
    expected = finished(engine_of(scenario.model_copy(update={"facts": [*scenario.facts, fact]}), house))

    command = c.AddFact(name, topic, "detected" if known == "detected" else "operations", 95.0, 4)
    engine = given(engine_of(scenario, house), [(at, command)])

    assert differences(finished(engine), expected) == []


def test_a_line_stays_on_its_fact() -> None:
    """A fact that comes before another of its instant moves that one up, and the line that is about it with it."""
    scenario = scenario_of("southwest-1380")
    last = max(scenario.facts, key=lambda fact: (fact.at, fact.name))
    fact = c.AddFact("a batch", last.topic, "operations", 0.0, 3)
    engine = given(engine_of(scenario), [(last.at, c.State(last.topic, "position")), (last.at, fact)])

    engine.advance(last.at)

    line = engine.run.line.topics[last.topic]
    about = [engine.run.line.facts[order].name for order in (line.fact, line.position_on)]
    assert about == [last.name, last.name]


COMMANDS: list[Given] = [
    (61.0, c.AddMentions(shock())),
    (61.0, c.AddFact("a batch", "safety", "operations", 30.0, 3)),
    (90.5, c.State("safety", "holding")),
    (90.5, c.CloseChannel("facebook", 77.25)),
    (130.0, c.CallCrisis()),
    (200.0, c.Absence(("community",), (), 45.0)),
    (333.0, c.AddMentions(shock("more", topic="aside"))),
    (400.0, c.ChangeChain((2, 3), none=True)),
    (1500.0, c.EndCrisis()),
]


def _commands(house: str) -> list[Given]:
    """Return the commands, with an absence of who is there in an organisation."""
    role = engine_of(SMALL, house).plan.people[0].roles[0]
    absence = (200.0, c.Absence((role,), (), 45.0))
    return [absence if isinstance(one, c.Absence) else (at, one) for at, one in COMMANDS]


def test_steps_do_not_matter() -> None:
    """Commands that are given while a run is advanced in odd steps do what they do when all is given at the start."""
    commands = _commands("incident-command")
    expected = finished(given(engine_of(SMALL, "incident-command"), commands))

    engine = engine_of(SMALL, "incident-command")
    for number, (at, command) in enumerate(commands):
        for until in np.arange(engine.now + 0.37, at, 13.7):
            engine.advance(float(until))
        engine.command(at, command, number)

    assert differences(finished(engine), expected) == []


def test_before_the_first_command_nothing_changes() -> None:
    """Up to the first command a run is the run without commands: no mention, case or answer differs."""
    plain, steered = engine_of(SMALL, "incident-command"), engine_of(SMALL, "incident-command")
    given(steered, [(300.0, command) for _, command in _commands("incident-command")])

    for engine in (plain, steered):
        engine.advance(299.9)

    def cases(engine: object) -> list[object]:
        return [(x.key, x.state, x.opened, x.detected, x.answered, x.booked) for x in engine.run.cases]  # type: ignore[attr-defined]

    assert feed(steered, 0) == feed(plain, 0)
    assert repr(cases(steered)) == repr(cases(plain))
    steered.advance(900.0)
    assert [post.key for post in feed(steered, 0)][: len(feed(plain, 0))] == [post.key for post in feed(plain, 0)]


def test_no_variate_moves() -> None:
    """Added mentions change no reach, kind or instant of the others; immigrants all survive as before."""
    plain, added = (
        engine_of(SMALL),
        given(engine_of(SMALL), [(100.0, c.AddMentions(shock(topic="aside", kind="insider")))]),
    )

    for engine in (plain, added):
        engine.advance(plain.plan.end)

    def by_key(engine: object) -> dict[int, tuple[object, ...]]:
        story = engine.cascade  # type: ignore[attr-defined]
        rows = zip(story.time, story.reach, story.thin, (story.kinds[k] for k in story.kind))
        return dict(zip(story.key.tolist(), rows))

    before, after = by_key(plain), by_key(added)
    assert len(after) > len(before) + 40
    assert {key: after[key] for key in before} == before
    roots = plain.cascade.key[(plain.cascade.parent < 0) & (plain.cascade.ends_with < 0)].tolist()
    survivors = set(added.cascade.key[np.array(added.alive)].tolist())
    assert survivors.issuperset(roots)


def test_added_mentions_have_no_offspring_over_a_trace() -> None:
    """A trace is what happened; what is added to it sets nothing off, and is otherwise like any mention."""
    engine = given(engine_of("trace-demo"), [(60.0, c.AddMentions(shock(channel="x", topic="flight", count=33)))])
    before = len(engine.cascade)

    engine.advance(60.0)

    assert len(engine.cascade) == before + 33
    assert sum(engine.cascade.scripted) == 33
    engine.finish()


def test_commands_of_an_instant_go_by_number() -> None:
    """Whatever the order in which they are given, commands of one instant happen by their number."""
    engine = engine_of(SMALL, "incident-command")
    engine.command(0.25, c.EndCrisis(), 2)
    engine.command(0.25, c.CallCrisis(), 1)
    engine.command(0.25, c.EndCrisis(), 0)

    engine.advance(0.25)

    assert engine.ignored == [(0.25, 0, "it is no crisis mode")]
    assert engine.run.modes is not None
    assert engine.run.modes.changes == [(0.25, "alarm"), (0.25, "crisis mode"), (0.25, "normal mode")]


def test_a_replay_gives_the_same_tables() -> None:
    """The same commands give the same tables again."""
    runs = [finished(given(engine_of(SMALL, "incident-command"), _commands("incident-command"))) for _ in range(2)]

    assert differences(*runs) == []


def test_time_that_is_over_takes_no_command() -> None:
    """A command needs an instant that has not happened; instant 0 has not before the first advance."""
    engine = engine_of(SMALL)
    engine.command(0.0, c.Correct("safety"), 0)
    engine.advance(60.0)

    with pytest.raises(ValueError, match=r"^minute 60 is over: the run has come to minute 60$"):
        engine.command(60.0, c.Correct("safety"), 1)
    with pytest.raises(ValueError, match=r"^minute 99999 lies after the end of the run at minute 5040$"):
        engine.command(99_999.0, c.Correct("safety"), 1)
    engine.command(60.1, c.Correct("safety"), 1)


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (c.AddMentions(shock(channel="facebok")), "no channel 'facebok'; the channels are blog, "),
        (c.AddMentions(shock("the clip")), "there is a shock 'the clip' already; give this one a name of its own"),
        (c.AddMentions(shock(kind="praise")), "no kind 'praise'; the kinds are complaint, "),
        (c.AddFact("x", "safety", "operations", 5.0, 2), "the level of a fact is 3 or 4, not 2: it opens a position"),
        (c.AddFact("the product is safe", "safety", "operations", 5.0, 3), "there is a fact 'the product is safe' "),
        (c.Absence(("legl",), (), 5.0), "no role 'legl'; the roles are "),
        (c.Absence((), ("nobody",), 5.0), "no person 'nobody'; the persons are "),
        (c.Absence((), (), 5.0), "an absence needs at least one role or person"),
        (c.CloseChannel("x", 0.0), "it lasts 0 minutes; write a number above 0"),
        (c.ChangeChain((2,)), "give exactly one of without, like, none and restore"),
        (c.ChangeChain((5,), none=True), "no level 5; the levels are 0 to 4"),
        (c.ChangeChain((2,), without="legl"), "no step 'legl'; the steps are "),
        (c.CallCrisis(), "organisation 'centralised' has no crisis mode; its file gives no structure.modes"),
        (c.CallIn(0, 5.0), "0 people are called in; write a number above 0, or None for all"),
        (c.State("sfety", "holding"), "no topic 'sfety'; the topics are everyday or safety; did you mean 'safety'?"),
        (c.Contradict("safety", "tv"), "no channel 'tv'; the channels are "),
        (c.Decide(3, "edit all"), "'edit all' cannot be decided; the ways are chain, approve, alone, reject, "),  # type: ignore[arg-type]
        (c.Answer(-1), "no case -1; cases are numbered from 0"),
    ],
)
def test_a_command_that_means_nothing_is_refused(command: c.Command, message: str) -> None:
    """What a command names must be there; the message says what is."""
    engine = engine_of(SMALL)

    with pytest.raises(ValueError) as refused:  # noqa: PT011  # the text is looked at below
        engine.command(10.0, command, 0)

    assert str(refused.value).startswith(message)


def test_a_shock_that_fills_the_cascade_is_refused() -> None:
    """The cap holds for all mentions together; a refused shock leaves the run as it was."""
    scenario = scenario_of(SMALL)
    spread = scenario.spread.model_copy(update={"cap": 900})
    engine = engine_of(scenario.model_copy(update={"spread": spread}))
    engine.command(10.0, c.AddMentions(shock(count=100)), 0)

    with pytest.raises(CappedError) as refused:
        engine.command(11.0, c.AddMentions(shock("another", count=60)), 1)

    told = str(refused.value)
    assert told.startswith("shock 'another' would bring the cascade to its cap of 900 mentions; it brings ")
    engine.command(11.0, c.AddMentions(shock("another", count=1)), 1)
    engine.finish()


def test_after_the_horizon_nothing_comes() -> None:
    """Mentions and facts end at the horizon; commands after it do nothing, and say so."""
    engine = engine_of(SMALL)
    late = engine.plan.scenario.horizon + 1.0
    given(engine, [(late, c.AddMentions(shock())), (late, c.AddFact("a batch", "safety", "operations", 0.0, 3))])

    engine.finish()

    assert engine.ignored == [(late, 0, "mentions end at the horizon"), (late, 1, "facts end at the horizon")]
