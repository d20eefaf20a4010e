"""One replication told in words, event by event, so that a person can follow a single post to its answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sim.organisation.organisation import Organisation
from sim.response.engine import start
from sim.response.probe import Probe
from sim.response.state import Case
from sim.scenario.crisis import crisis_of
from sim.scenario.facts import KnownFact
from sim.scenario.model import Scenario
from sim.units import format_duration

# What is told in words where a timeline counts by the hour, beside statements.
_TOLD = ("the organisation", "the alarm")


@dataclass(frozen=True)
class Entry:
    """One line of a timeline: the instant (minutes), the case (-1 for none), its key, and what happened."""

    time: float
    case: int
    text: str


class Teller(Probe):
    """Writes down what happens."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def _tell(self, now: float, case: Case | None, text: str) -> None:
        self.entries.append(Entry(now, -1 if case is None else case.case_number, text))

    def case_opened(self, now: float, case: Case) -> None:
        """Tell of a new case."""
        what = f"a {case.kind} on {case.channel} (reach {case.reach:,.0f})" if case.fact < 0 else "a fact to answer"
        self._tell(now, case, f"opens: {what}, topic {case.topic}, L{case.level}, for desk {case.desk.name}")

    def case_joined(self, now: float, case: Case, mention: int) -> None:
        """Tell of a mention that joined an open case."""
        self._tell(now, case, f"is joined by mention {mention}; its reach is now {case.reach:,.0f}")

    def stage_started(self, now: float, case: Case, stage: str, person: str) -> None:
        """Tell who begins what; the waiting before it is in the case's row."""
        self._tell(now, case, f"{person} begins: {stage}")

    def stage_ended(self, now: float, case: Case, stage: str, person: str) -> None:
        """Tell who has done what."""
        self._tell(now, case, f"{person} has done: {stage}")

    def sent(self, now: float, case: Case, arrival: float) -> None:
        """Tell of a hand-over."""
        self._tell(now, case, f"is handed over; arrives in {format_duration(arrival - now)}")

    def decided(self, now: float, case: Case, outcome: str) -> None:
        """Tell what an approval step said."""
        self._tell(now, case, f"approval: {outcome}")

    def published(self, now: float, case: Case) -> None:
        """Tell of an answer."""
        flags = [name for name in ("stale", "misaligned", "outdated") if getattr(case, name)]
        says = f" ({', '.join(flags)})" if flags else ""
        waited = format_duration(now - case.opened)
        who = " by another employee" if case.employee else ""
        text = f"is answered{who} with a {case.published}{says}, line version {case.version}, after {waited}"
        self._tell(now, case, text)

    def level_changed(self, now: float, case: Case) -> None:
        """Tell of drift."""
        self._tell(now, case, f"is now L{case.level}: nobody has answered it")

    def case_ended(self, now: float, case: Case) -> None:
        """Tell how a case ended, where nothing else did."""
        if case.state in {"moot", "monitored"}:
            self._tell(now, case, "is given up by its asker" if case.state == "moot" else "is monitored only")

    def fact_known(self, now: float, fact: KnownFact) -> None:
        """Tell of a fact."""
        self._tell(now, None, f"the organisation learns: {fact.name} (topic {fact.topic})")

    def mode_changed(self, now: float, word: str) -> None:
        """Tell of an alarm or a change of the mode."""
        self._tell(
            now, None, "the alarm is raised" if word == "alarm" else f"the organisation is in {word} from now on"
        )

    def paged(self, now: float, queue: str, person: str, answers: bool) -> None:
        """Tell of a page."""
        self._tell(now, None, f"{person} is paged for {queue}" + ("" if answers else "; no answer"))


def timeline(
    scenario: Scenario,
    organisation: Organisation,
    *,
    seed: int,
    replication: int,
    case: int | None = None,
) -> list[Entry]:
    """Return what happened in one replication, in order; with `case`, only what concerns that case."""
    crisis = crisis_of(scenario, seed=seed, replication=replication)
    teller = Teller()
    engine = start(
        scenario,
        organisation,
        crisis.cascade,
        crisis.facts,
        seed=seed,
        replication=replication,
        probes=(teller,),
    )
    engine.finish()
    return [entry for entry in teller.entries if case is None or entry.case == case]


def timeline_lines(entries: list[Entry], scenario: Scenario, *, resolution: Literal["minute", "hour"]) -> list[str]:
    """Return a timeline as text: wall-clock time, minutes since the start, case, what happened.

    With `hour` the entries are counted by hour, and only statements and facts are told in words.
    """
    clock = scenario.clock
    if resolution == "minute":
        return [
            f"{clock.local(e.time):%a %H:%M:%S} {e.time:9.1f} min  "
            + (f"case {e.case:<4} {e.text}" if e.case >= 0 else f"          {e.text}")
            for e in entries
        ]
    lines = []
    for hour in sorted({int(entry.time // 60) for entry in entries}):
        own = [entry for entry in entries if int(entry.time // 60) == hour]
        opened = sum(entry.text.startswith("opens:") for entry in own)
        answered = sum("is answered" in entry.text for entry in own)
        given_up = sum("given up" in entry.text for entry in own)
        lines.append(
            f"{clock.local(60.0 * hour):%a %H:%M}  {opened:4} cases opened, {answered:4} answered, "
            f"{given_up:4} given up"
        )
        told = [e for e in own if "with a statement" in e.text or e.text.startswith(_TOLD)]
        lines += [
            f"    {clock.local(e.time):%H:%M} " + (f"case {e.case} " if e.case >= 0 else "") + e.text for e in told
        ]
    return lines
