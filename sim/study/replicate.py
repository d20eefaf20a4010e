"""Replications of one crisis under several organisations: on all cores, in any order, with failures as data.

A replication is a pure function of (scenario, organisations, seed, number), so that workers, their number and their
order cannot change a table, and a worker that was killed costs only its own replications, which are done again.
"""

from __future__ import annotations

import math
import pickle
import signal
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from typing import Any, TypeAlias

from sim.errors import RunError, SpecError
from sim.organisation.organisation import Organisation
from sim.record.log import Failure, Records
from sim.record.study import Documented, Meta, Study
from sim.response.compiling import compile_plan
from sim.response.plan import Plan
from sim.response.respond import respond
from sim.scenario.crisis import crisis_of, generate
from sim.scenario.model import Scenario
from sim.scenario.pairs import check_pair, differences_sentence
from sim.spread.trace import Trace

Progress: TypeAlias = Callable[[int, int], None]
Outcome: TypeAlias = Records | Failure
DEFAULT_REPLICATIONS = 200
DEFAULT_SEED = 1
_ATTEMPTS = 3
_LARGEST_CHUNK = 10


def replicate(
    scenario: Scenario,
    organisations: Sequence[Organisation],
    *,
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = DEFAULT_SEED,
    first: int = 0,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Study:
    """Return the study of a crisis under one or more organisations: each meets the same crises.

    Args:
        scenario: The crisis.
        organisations: Who answers; the first is the baseline of comparisons. Names must differ.
        replications: How many, at least 1; docs/model.md, section 7, says how many one needs.
        seed: Any integer >= 0; the same seed gives the same tables.
        first: Number of the first replication: replication 150 alone is `first=150, replications=1`.
        workers: Processes; all cores by default.
        progress: Called with (done, all) replications.

    Raises:
        SpecError: If scenario and an organisation do not fit together.
        ValueError: If a number is out of range, or two organisations have one name.
        TraceError: If the file of a trace is wrong.
        RunError: If no replication succeeded; the first failure is in the text.
    """
    _check(scenario, organisations, replications, seed, first)
    notes = _trace_notes(scenario, seed)
    numbers = range(first, first + replications)
    outcomes = list(_outcomes(scenario, tuple(organisations), seed, numbers, workers=workers, progress=progress))
    records = [outcome for outcome in outcomes if isinstance(outcome, Records)]
    failures = sorted(
        (outcome for outcome in outcomes if isinstance(outcome, Failure)), key=lambda f: (f.replication, f.organisation)
    )
    if not records:
        raise RunError(f"all {replications} replications failed; the first: {failures[0].error}: {failures[0].message}")
    meta = meta_of(scenario, organisations, replications=replications, seed=seed)
    meta = replace(meta, caveat=" ".join([part for part in (meta.caveat, notes) if part]))
    return Study.assemble(meta, records, failures)


def _trace_notes(scenario: Scenario, seed: int) -> str:
    """Return what a reader should know about a replayed trace; a wrong file is told now, not by every replication."""
    if not isinstance(scenario.spread, Trace):
        return ""
    return "".join(f"{note}. " for note in generate(scenario, seed=seed).notes).rstrip()


def _check(scenario: Scenario, organisations: Sequence[Organisation], replications: int, seed: int, first: int) -> None:
    if replications < 1 or seed < 0 or first < 0 or not organisations:
        raise ValueError("replications must be at least 1, seed and first at least 0, and one organisation is needed")
    names = [organisation.name for organisation in organisations]
    if len(set(names)) < len(names):
        raise ValueError(f"two organisations have the same name: {', '.join(names)}")
    faults = [fault for organisation in organisations for fault in check_pair(scenario, organisation)]
    if faults:
        raise SpecError(faults)


def meta_of(scenario: Scenario, organisations: Sequence[Organisation], *, replications: int, seed: int) -> Meta:
    """Return what a study is about."""
    return Meta(
        scenario=scenario.name,
        title=scenario.title,
        caveat=scenario.caveat,
        organisations=tuple(organisation.name for organisation in organisations),
        organisation_titles={organisation.name: organisation.title for organisation in organisations},
        differences="\n".join(differences_sentence(organisations[0], other) for other in organisations[1:]),
        replications=replications,
        seed=seed,
        horizon=scenario.horizon,
        drain=scenario.drain,
        start=scenario.clock.start.isoformat(),
        timezone=scenario.timezone,
        resolution=scenario.resolution,
        channels=tuple(scenario.channels),
        populations={n: float(c.population) for n, c in scenario.channels.items() if c.population is not None},
        documented=tuple(Documented(d.title, d.at, d.source) for d in scenario.documented if d.at is not None),
        main_topic=scenario.main_topic,
    )


def run_one(
    scenario: Scenario, organisations: Sequence[Organisation], plans: Sequence[Plan], *, seed: int, number: int
) -> list[Outcome]:
    """Return what each organisation did about one replication, or why it failed."""
    try:
        crisis = crisis_of(scenario, seed=seed, replication=number)
    except Exception as error:  # a failed replication is data, whatever it failed of
        return [_failure("", number, "cascade", error)]
    outcomes: list[Outcome] = []
    for organisation, plan in zip(organisations, plans, strict=True):
        try:
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
        except Exception as error:
            outcomes.append(_failure(organisation.name, number, "response", error))
        else:
            outcomes.append(records)
    return outcomes


def _failure(organisation: str, number: int, stage: str, error: Exception) -> Failure:
    text = "".join(traceback.format_exception(error))
    return Failure(organisation, number, stage, type(error).__name__, str(error), text)


@lru_cache(maxsize=4)
def _plans(packed: bytes) -> tuple[Scenario, tuple[Organisation, ...], tuple[Plan, ...]]:
    """Return the models and plans of a worker, unpacked and compiled once for all its replications."""
    scenario, organisations = pickle.loads(packed)
    return scenario, organisations, tuple(compile_plan(scenario, organisation) for organisation in organisations)


def _run_chunk(packed: bytes, seed: int, numbers: Sequence[int]) -> list[tuple[int, list[Outcome]]]:
    scenario, organisations, plans = _plans(packed)
    return [(number, run_one(scenario, organisations, plans, seed=seed, number=number)) for number in numbers]


def _outcomes(
    scenario: Scenario,
    organisations: tuple[Organisation, ...],
    seed: int,
    numbers: range,
    *,
    workers: int | None,
    progress: Progress | None,
) -> Iterator[Outcome]:
    """Yield all outcomes; on several workers, what a killed one lost is done again."""
    packed = pickle.dumps((scenario, organisations))
    processes = min(worker_count(workers), len(numbers))
    calls: list[tuple[Any, ...]] = [(packed, seed, chunk) for chunk in _chunks(numbers, processes)]
    if progress is not None:
        progress(0, len(numbers))
    for done, (_, outcomes) in enumerate(in_parallel(_run_chunk, calls, processes), start=1):
        if progress is not None:
            progress(done, len(numbers))
        yield from outcomes


def worker_count(workers: int | None) -> int:
    """Return how many processes to use: as told, or one a core that this process may use."""
    import joblib

    return max(1, workers if workers is not None else joblib.cpu_count())


def _chunks(numbers: range, processes: int) -> list[range]:
    size = max(1, min(_LARGEST_CHUNK, math.ceil(len(numbers) / (4 * processes))))
    return [numbers[start : start + size] for start in range(0, len(numbers), size)]


def in_parallel(
    work: Callable[..., list[tuple[int, Any]]], calls: list[tuple[Any, ...]], processes: int
) -> Iterator[tuple[int, Any]]:
    """Yield the (number, result) pairs of all calls, in any order; calls that a killed worker lost are made again.

    Raises:
        RunError: If workers were killed three times.
    """
    if processes == 1:
        for call in calls:
            yield from work(*call)
        return
    import joblib
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    open_calls = dict(enumerate(calls))
    for _ in range(_ATTEMPTS):
        jobs = [joblib.delayed(_numbered)(number, work, call) for number, call in open_calls.items()]
        try:
            with _interrupts_held():
                finished = joblib.Parallel(n_jobs=processes, return_as="generator_unordered")(jobs)
            for number, results in finished:
                del open_calls[number]
                yield from results
            return
        except TerminatedWorkerError:
            continue
    raise RunError(f"workers were killed {_ATTEMPTS} times, perhaps for want of memory; try --workers 1")


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Ignore Ctrl-C for the moment in which workers are started: they inherit that, and die with their parent.

    Blocking the signal instead would lose no key stroke, but what loky starts first opens the mask again.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _numbered(number: int, work: Callable[..., Any], call: tuple[Any, ...]) -> tuple[int, Any]:
    return number, work(*call)
