"""What the mechanisms cost: `python -m benchmarks.mechanisms [replications] [rounds]`.

The default pair meets a crisis as it is, and `dispersed` with every mechanism of docs/model.md, section 9, switched on.
All run by turns in one process, and what counts is the ratio of the times a case within a round: the mechanisms change
how many drafts and stages a case takes, so the ratio holds work that an organisation without them does not do.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from typing import Final

from sim.organisation.organisation import Organisation
from sim.response.compiling import compile_plan
from sim.response.respond import respond
from sim.scenario.crisis import crisis_of
from sim.scenario.files import load_organisation, load_scenario, organisation_from_text
from sim.scenario.model import Scenario

REPLICATIONS: Final = 20
ROUNDS: Final = 5
EVERYTHING: Final = """
tocsin: 1
like: dispersed
name: everything
structure:
  stages:
    triage: 2 min
    judge: {time: 2 min, desk: media}
    analyse: {L1: 2 min, L2: 8 min, L3: 15 min}
    facts: {time: 10 min, desk: experts, handover: {lognormal: {median: 47 min, sigma: 1.78}}}
    draft: {L1: 6 min, L2: 15 min, L3: 30 min, L4: 60 min}
    publish: 1 min
  desks:
    social:
      channels: [x, facebook, reddit, instagram, linkedin, video, forum]
      members: [officer 1-6]
    media: {channels: [news, tv_press, press, blog], kinds: [multiplier], members: [officer 7-9]}
    experts: {members: [expert]}
  approval:
    L3: [{role: head, review: 8 min, reject: .1, handover: none}]
    L4: [{role: head, review: 8 min, reject: .1, handover: none}, {role: legal, review: 30 min, reject: .3}]
  modes:
    trigger: {severity: L3, volume: {cases: 5, over: 30 min}, person: {role: head, level: L3}}
    activation: {lognormal: {mean: 20 min, cv: 1}}
    exit: {cases: 3, over: 2 h}
    crisis:
      authority: {officer: L3}
      handover: {lognormal: {mean: 3 min, cv: 1}}
      line: {sync: 5 min}
      dedup: true
      recall: {after: {lognormal: {mean: 30 min, cv: 1}}, up_to: 8 h}
      flex: true
      overhead: .1
      briefing_every: 90 min
  cadence: [{who: [head], every: 90 min, length: 15 min, during: crisis}]
  overhead: .05
  duplicates: .15
  briefings: {every: 24 h, unbriefed: .8}
  fact_authority: [head]
  judging: {error: .2}
  employees: {share: .15, answers: .3, keeps: .3, delay: {exponential: {mean: 2 h}}, alignment: .7}
  relations: {hours: 120, months: 12, growth: .0012, half_life: 12, warning: .5, voice: .8, amplify: .5}
  reply_quality: {novice: .5, without_facts: .6}
  root_cause: {ordered_by: head, takes: {exponential: {mean: 12 h}}}
resources:
  people:
    - role: officer
      count: 9
      calendar: 3x8
      on_call: true
      tenure_months: 24
      months_since_drill: 3
      skills: {channels: {x: 1.2, news: 1.2}, elsewhere: .9}
    - role: head
      count: 2
      calendar: Mon-Fri 08:00-18:00
      on_call: true
      tenure_months: 60
      in_meetings: {share: .72, length: 60 min}
      unfamiliar: {briefing: {uniform: {low: 15 min, high: 45 min}}}
    - {role: legal, count: 1, calendar: office, on_call: true}
    - {role: expert, count: 2, calendar: office, attention: .25}
  at_shift_end: hand_over
  shift_handoff: {error: 1.3, structured: true}
"""


def per_case(scenario: Scenario, organisation: Organisation, replications: int, seed: int) -> float:
    """Return the processor microseconds a case of the answering alone: the crises are made before."""
    plan = compile_plan(scenario, organisation)
    crises = [crisis_of(scenario, seed=seed, replication=number) for number in range(replications)]
    cases = 0
    gc.collect()
    begin = time.process_time()
    for number, crisis in enumerate(crises):
        records = respond(
            scenario,
            organisation,
            crisis.cascade,
            crisis.facts,
            seed=seed,
            replication=number,
            plan=plan,
            unanswered=crisis.unanswered,
        )
        cases += len(records.cases["case"])
    return (time.process_time() - begin) / cases * 1e6


def main(replications: int = REPLICATIONS, rounds: int = ROUNDS) -> None:
    """Print the time a case of the default pair, of everything, and the ratio."""
    scenario = load_scenario("southwest-1380")
    pair = [load_organisation(name) for name in ("centralised", "dispersed")]
    everything = organisation_from_text(EVERYTHING)
    ratios, plain, full = [], [], []
    for number in range(rounds):
        base = statistics.mean(per_case(scenario, one, replications, number) for one in pair)
        with_all = per_case(scenario, everything, replications, number)
        plain.append(base)
        full.append(with_all)
        ratios.append(with_all / base)
    print(
        f"default pair {statistics.median(plain):.0f} us a case, every mechanism on {statistics.median(full):.0f} us: "
        f"{statistics.median(ratios):.2f} times; {rounds} rounds of {replications} replications, "
        f"{min(ratios):.2f} to {max(ratios):.2f}"
    )


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
