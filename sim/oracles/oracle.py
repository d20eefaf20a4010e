"""What an oracle is, and how one is run: real files, real cascades, the real engine, and honest standard errors.

An oracle is a limiting case in which theory knows the answer: a scenario and an organisation in the format of the
files, and closed forms from `sim.analysis.queueing` and `sim.spread.theory`. They are in the modules
beside this one; `verify` runs them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sim.oracles.estimates import Column, Estimate, Sample
from sim.organisation.organisation import Organisation
from sim.record.log import Records
from sim.response.compiling import compile_plan
from sim.response.probe import Probe
from sim.response.respond import respond
from sim.scenario.crisis import crisis_of
from sim.scenario.files import organisation_from_text, scenario_from_text
from sim.scenario.model import Scenario
from sim.scenario.pairs import check_pair
from sim.units import DAY

# The rule of every row: no more than 4 standard errors off, and 4 of them less than 5 % of theory, since a run that is
# too short sees no error.
LARGEST_Z = 4.0
LARGEST_ERROR = 0.05

_CRISIS = """
defaults: none
tocsin: 1
name: oracle
start: {start}
timezone: {timezone}
horizon: {horizon}
drain: {drain}
main_topic: everyday
channels:
{channels}
spread: {spread}
effects:
  {{reply: {reply}, holding: 1, position: 1, apology: 1, legalistic: 1, contradiction: {contradiction},
    ramp: 0 min, lasts: 3 d, fades: 1 d}}
credibility: {{factor: 1, half_life: 12 h, backfire_lasts: 24 h}}
kinds: {kinds}
cases: {{quiet_after_answer: 10000 d, patience: {patience}, drift_per_hour: {drift}, drift_reach: 10000,
  facts_needed: {facts_needed}}}
{more}
"""


@dataclass(frozen=True)
class Row:
    """One number that theory knows.

    Attributes:
        what: The quantity, with its unit.
        theory: Its value.
        source: The formula or its author.
        long: Whether only a long run is precise enough for it.
        exact: Whether the run must give it to the last bit, without any chance.
    """

    what: str
    theory: float
    source: str
    long: bool = False
    exact: bool = False


Measures = Mapping[str, Estimate]


@dataclass(frozen=True)
class Oracle:
    """A limiting case: what theory says of it, and the runs that must reproduce it.

    Attributes:
        name: As `tocsin verify` takes it.
        title: What is taken to its limit.
        rows: What theory says; calculated when asked, since some roots need scipy.
        measure: From (seed, size) to an estimate for each row's `what`; size 1 is the default, more is longer.
    """

    name: str
    title: str
    rows: Callable[[], Sequence[Row]]
    measure: Callable[[int, int], Measures]


def crisis_text(
    *,
    horizon: str,
    channels: str = "x: {background_per_hour: 6}",
    spread: str = "{kind: hawkes, mark_power: 0}",
    kinds: str = "{question: {share: 1, levels: {L1: 1}}}",
    start: str = "2018-04-16 00:00",
    timezone: str = "UTC",
    drain: str = "10 d",
    reply: float = 1.0,
    contradiction: float = 1.0,
    patience: str = "endless",
    drift: float = 0.0,
    facts_needed: str = "{}",
    more: str = "",
) -> str:
    """Return a scenario's file in which nothing spreads, ages or is missed unless the arguments say so.

    Args:
        horizon: As in files, like all others; a YAML value.
        channels: One channel a line; what it leaves out is neutral here: no daily rhythm, no offspring.
        spread: The block of the spread model.
        kinds: Kinds with shares and levels.
        start: A Monday, unless said otherwise.
        timezone: Of the start.
        drain: Time for open cases after the horizon.
        reply: Effect of a reply on later edges of its thread.
        contradiction: Effect of a contradiction, and with it the envelope of the cascade.
        patience: How long askers wait.
        drift: Hazard of the next level per hour.
        facts_needed: Share of cases that need a fact of another department, by level.
        more: Further blocks, such as facts.
    """
    neutral = "self_excitation: 0, case_threshold: every, circadian: {amplitude: 0}"
    lines = []
    for line in channels.strip().splitlines():
        name, fields = line.strip().split(":", 1)
        own = fields.strip()[1:-1]
        missing = [part for part in neutral.split(", ") if part.split(":")[0] not in own]
        lines.append(f"  {name}: {{{', '.join([own, *missing] if own else missing)}}}")
    return _CRISIS.format(
        start=start,
        timezone=timezone,
        horizon=horizon,
        drain=drain,
        channels="\n".join(lines),
        spread=spread,
        reply=reply,
        contradiction=contradiction,
        kinds=kinds,
        patience=patience,
        drift=drift,
        facts_needed=facts_needed,
        more=more,
    )


def organisation_text(structure: str, people: str, *, name: str = "oracle", more: str = "") -> str:
    """Return an organisation's file.

    Args:
        structure: The lines of its structure, indented by two.
        people: One entry of people a line, as YAML flow maps.
        name: Of the organisation.
        more: Further lines of resources, indented by two.
    """
    entries = "\n".join(f"    - {line.strip()}" for line in people.strip().splitlines())
    head = f"defaults: none\ntocsin: 1\nname: {name}\nstructure:\n  {structure.strip()}\n"
    return f"{head}resources:\n  people:\n{entries}\n{more}"


def checked(scenario_text: str, *organisation_texts: str) -> tuple[Scenario, tuple[Organisation, ...]]:
    """Return the scenario and organisations of texts, loaded and checked as a user's files are."""
    scenario = scenario_from_text(scenario_text)
    organisations = tuple(organisation_from_text(text) for text in organisation_texts)
    faults = [fault for organisation in organisations for fault in check_pair(scenario, organisation)]
    assert not faults, faults
    return scenario, organisations


def run(
    scenario_text: str, *organisation_texts: str, seed: int, replications: int, probes: tuple[Probe, ...] = ()
) -> Iterator[tuple[Records, ...]]:
    """Yield the records of each organisation, one tuple a replication; all meet the same crises."""
    scenario, organisations = checked(scenario_text, *organisation_texts)
    plans = [compile_plan(scenario, organisation) for organisation in organisations]
    for number in range(replications):
        crisis = crisis_of(scenario, seed=seed, replication=number)
        yield tuple(
            respond(
                scenario,
                organisation,
                crisis.cascade,
                crisis.facts,
                seed=seed,
                replication=number,
                plan=plan,
                unanswered=crisis.unanswered,
                probes=probes,
            )
            for organisation, plan in zip(organisations, plans, strict=True)
        )


def samples(
    crisis: str,
    *organisations: str,
    days: int,
    seed: int,
    replications: int = 1,
    block: float = 1.0,
    more: Mapping[str, Column] | None = None,
) -> list[Sample]:
    """Return the cases of each organisation, in blocks of so many days.

    Args:
        crisis: The scenario's text; its horizon is `days`.
        organisations: Their texts.
        days: In which cases open.
        seed: Of the runs.
        replications: Runs of each organisation.
        block: Days of a block.
        more: Further columns, each from the records of a run.
    """
    by_run = list(run(crisis, *organisations, seed=seed, replications=replications))
    return [
        Sample.of(list(runs), horizon=days * DAY, length=block * DAY, more=more) for runs in zip(*by_run, strict=True)
    ]
