"""Tocsin: how an organisation answers a crisis, simulated.

    import sim

    scenario = sim.load_scenario("southwest-1380")
    organisations = [sim.load_organisation(name) for name in ("centralised", "dispersed")]
    study = sim.replicate(scenario, organisations, replications=200, seed=20261122)
    print(sim.compare(study, baseline="centralised"))

Times are float minutes since the scenario's start. Names are resolved when they are first used, so that `import sim`
costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

_HOMES = {
    "Cascade": "sim.spread.cascade",
    "Failure": "sim.record.log",
    "HowSure": "sim.study.how_sure",
    "METRICS": "sim.analysis.metrics",
    "Organisation": "sim.organisation.organisation",
    "Probe": "sim.response.probe",
    "Records": "sim.record.log",
    "RunError": "sim.errors",
    "Scenario": "sim.scenario.model",
    "SimError": "sim.errors",
    "SpecError": "sim.errors",
    "Study": "sim.record.study",
    "ablate": "sim.study.ablate",
    "at_start": "sim.scenario.crisis",
    "compare": "sim.analysis.estimate",
    "describe": "sim.scenario.describe",
    "draw_facts": "sim.scenario.facts",
    "dump": "sim.scenario.resolved",
    "estimate": "sim.analysis.estimate",
    "generate": "sim.scenario.crisis",
    "how_sure": "sim.study.how_sure",
    "load_organisation": "sim.scenario.files",
    "load_scenario": "sim.scenario.files",
    "load_study": "sim.record.store",
    "open_organisation": "sim.scenario.files",
    "open_scenario": "sim.scenario.files",
    "organisation_names": "sim.scenario.files",
    "replicate": "sim.study.replicate",
    "respond": "sim.response.respond",
    "scenario_names": "sim.scenario.files",
    "sweep": "sim.study.sweep",
    "timeline": "sim.study.timeline",
    "write_report": "sim.report.page",
}
_RENAMED = {"load_study": "load"}
_ROOMS = ("figures",)

__all__ = [*sorted([*_HOMES, *_ROOMS])]  # noqa: PLE0604  # the names of the tables above

if TYPE_CHECKING:
    from sim import figures as figures
    from sim.analysis.estimate import compare as compare
    from sim.analysis.estimate import estimate as estimate
    from sim.analysis.metrics import METRICS as METRICS
    from sim.errors import RunError as RunError
    from sim.errors import SimError as SimError
    from sim.errors import SpecError as SpecError
    from sim.organisation.organisation import Organisation as Organisation
    from sim.record import store as _store
    from sim.record.log import Failure as Failure
    from sim.record.log import Records as Records
    from sim.record.study import Study as Study
    from sim.report.page import write_report as write_report
    from sim.response.probe import Probe as Probe
    from sim.response.respond import respond as respond
    from sim.scenario.crisis import at_start as at_start
    from sim.scenario.crisis import generate as generate
    from sim.scenario.describe import describe as describe
    from sim.scenario.facts import draw_facts as draw_facts
    from sim.scenario.files import load_organisation as load_organisation
    from sim.scenario.files import load_scenario as load_scenario
    from sim.scenario.files import open_organisation as open_organisation
    from sim.scenario.files import open_scenario as open_scenario
    from sim.scenario.files import organisation_names as organisation_names
    from sim.scenario.files import scenario_names as scenario_names
    from sim.scenario.model import Scenario as Scenario
    from sim.scenario.resolved import dump as dump
    from sim.spread.cascade import Cascade as Cascade
    from sim.study.ablate import ablate as ablate
    from sim.study.how_sure import HowSure as HowSure
    from sim.study.how_sure import how_sure as how_sure
    from sim.study.replicate import replicate as replicate
    from sim.study.sweep import sweep as sweep
    from sim.study.timeline import timeline as timeline

    load_study = _store.load


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return importlib.import_module(f"sim.{name}")
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute '{name}'")
    return getattr(importlib.import_module(_HOMES[name]), _RENAMED.get(name, name))


def __dir__() -> list[str]:
    return sorted(__all__)
