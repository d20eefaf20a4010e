"""The clearinghouse: one intake, one authority, guidelines; an officer who has hours; a house that is coached."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from docs.claims import figures, pages
from docs.claims.bench import Bench, block
from docs.claims.pages import Assurance, Page, Section
from docs.claims.verdicts import HEAD, Claim, Row, contrast, named, paired, sentence, values
from sim.analysis.measures import Tables
from sim.analysis.metrics import Metric
from sim.organisation.organisation import Organisation
from sim.scenario.crisis import at_start
from sim.scenario.files import Loaded
from sim.scenario.model import Scenario
from sim.scenario.variants import at_load
from sim.units import FloatArray

CLAIMED: Final = """\
A Chief Real-Time Communications Officer, an idea of David Meerman Scott's that an English text of 2012 takes up, is the
central point of coordination across departments: the first contact and the *clearinghouse* for whatever breaks, in the
press or on social media. A team of real-time administrators stands behind the officer, who writes the guidelines by
which they answer, makes sure that the house watches and responds in real time, and advises, trains and coaches everybody
else. What is argued against is social media as a side duty of marketing or PR, with nobody in charge.

Our reading of it as an organisation: one queue for all channels, administrators who answer L1 by written guidelines, one
officer who must approve all above, a deputy while the officer is away, and coaching as a share of colleagues who pass on
what reaches them instead of answering or keeping it."""

DESKS: Final = """\
structure:
  positions: intake
  desks:
    intake: {channels: [x, facebook], members: [administrator 1-3]}
    pictures: {channels: [instagram, linkedin, video, reddit, forum, blog], members: [administrator 4-6]}
    press: {channels: [news, tv_press, press], members: [administrator 7-9]}
"""
APART: Final = """\
  # No single intake and no common board: a matter may be taken up twice, and each desk hears of lines by itself.
  duplicates: {value: .15, mark: A, range: [.05, .3]}
  line: {sync: {value: 4 h, mark: A, range: [1 h, 8 h]}}
"""
SYNC: Final = "      line: {sync: {value: 5 min, mark: A, range: [2 min, 10 min]}}\n"
OFFICER: Final = 'calendar: "07:00-23:00"\n      on_call: true'
DEPUTY: Final = """\
    - role: deputy
      count: 1
      calendar: "19:00-07:00"
      also: [officer]
      on_call: true
      wage: {value: 90, mark: A, range: [60, 130]}
"""
LOADS: Final = (0.5, 1.0, 2.0, 4.0)
OFFICER_LOADS: Final = (0.5, 1.0, 2.0, 4.0, 8.0)
STARTS: Final = ("Tue 10:00", "Fri 20:00")
ONE_HOUR, APPROVAL, CONTRADICTING = named("answered_1h", "approval_wait", "contradicting")
FIRST, NEVER = named("first_statement", "never_answered")


def _officer_busy(log: Tables) -> FloatArray:
    """Return the largest share of their own hours that the officer or the deputy worked."""
    officers = log.staff[log.staff["role"].astype(str).isin(("officer", "deputy"))]
    share = officers["busy"] / officers["on_duty"].where(officers["on_duty"] > 0)
    most = share.groupby(officers["replication"]).max().reindex(log.replications)
    return np.asarray(most, dtype=np.float64)


BUSY: Final = Metric(
    "officer_busy", "Time of the busier officer at work", "share", None, "time on duty", "busy / on_duty", _officer_busy
)


def page(bench: Bench, folder: Path) -> Page:
    """Run the experiments and return the page."""
    crisis = bench.scenario("southwest-1380")
    base = bench.organisation("clearinghouse")
    desks = bench.organisation_like("clearinghouse", "three-desks", "Three desks, one board", DESKS)
    apart = DESKS + APART + block("clearinghouse", "modes", (SYNC, ""))
    departments = bench.organisation_like("clearinghouse", "three-departments", "Three departments", apart)
    rivals = [base, desks, departments]
    loads = {f"load x {load:g}": bench.point(at_load(crisis.model, load), rivals) for load in LOADS}
    central = bench.study(crisis, rivals)
    sure = bench.sure(central, crisis, rivals)

    def against(name: str, metric: Metric) -> list[Row]:
        return [row for where, study in loads.items() for row in paired(study, name, ["clearinghouse"], [metric], family=4, where=where)]

    claims = [
        Claim("One point through which everything passes answers more in time than the same staff in departments", "more answered within 1 h than *three-departments*, at every load", against("three-departments", ONE_HOUR), 1),
        Claim("... and it is the one queue that does it", "more answered within 1 h than *three-desks*, which differ in their queues only", against("three-desks", ONE_HOUR), 1, ours=True),
        Claim("One clearinghouse speaks with one voice", "fewer contradicting replies than *three-departments*, at every load", against("three-departments", CONTRADICTING), -1),
    ]
    hours, sections, more = _hours(bench, folder, crisis.model, base)
    coaching = _coaching(bench, crisis.model, base)
    claims += more
    claims += coaching[0]
    titles = {one.model.name: one.model.title for one in rivals}
    panels = [figures.sweeped(metric, loads, titles) for metric in (ONE_HOUR, CONTRADICTING, APPROVAL)]
    path = figures.write(figures.sweep_figure(panels, "load, as a factor on mentions from outside", f"Southwest 1380, {bench.settings.points} replications a point, seed {bench.settings.seed}; the same nine administrators, officer, deputy and chief executive in all three."), folder, "clearinghouse-load")
    rows = paired(central, "clearinghouse", ["three-desks", "three-departments"], HEAD)
    first = Section(
        "The same staff in one place, or spread over departments",
        [
            "*Question:* what is the single intake worth, and up to which load? *three-desks* splits the nine administrators by channels and keeps all else; *three-departments* also loses the common intake (a matter may be taken up twice) and hears of lines every 4 h, in a crisis too. All need the same officer above L1.",
            pages.many_table([row | {"where": row["organisation"]} for row in rows], HEAD, "clearinghouse → ..."),
            pages.picture(path, "Answered within 1 h, contradicting replies and approval wait over the load"),
            pages.bullets([sentence(row, "the clearinghouse", "three departments") for row in claims[0].rows]),
        ],
    )
    return Page(
        "clearinghouse",
        "Clearinghouse: everything through one officer",
        CLAIMED,
        claims,
        [first, *sections, hours, coaching[1]],
        [Assurance("three-departments against clearinghouse", sure, "three-departments"), Assurance("three-desks against clearinghouse", sure, "three-desks")],
        ["That colleagues are coached acts in the model only on the cases that reach them first (`employees.share`); what coaching costs is not in it."],
    )


def _hours(
    bench: Bench, folder: Path, crisis: Scenario, base: Loaded[Organisation]
) -> tuple[Section, list[Section], list[Claim]]:
    alone_text = "resources:\n" + block("clearinghouse", "people", (DEPUTY, ""))
    office_text = "resources:\n" + block("clearinghouse", "people", (DEPUTY, ""), (OFFICER, 'calendar: "09:00-17:00"'))
    office = bench.organisation_like("clearinghouse", "officer-09-17", "Officer 09-17, not on call", office_text)
    alone = bench.organisation_like("clearinghouse", "officer-alone", "Officer 07-23, no deputy", alone_text)
    kinds = [base, alone, office]
    starts = {start: bench.study(at_start(crisis, start), kinds) for start in STARTS}
    rows = {
        name: {metric.name: [row for start, study in starts.items() for row in paired(study, name, ["clearinghouse"], [metric], family=2, where=start)] for metric in (ONE_HOUR, FIRST)}
        for name in ("officer-alone", "officer-09-17")
    }
    loads = {f"load x {load:g}": bench.point(at_load(at_start(crisis, "Tue 10:00"), load), kinds) for load in OFFICER_LOADS}
    steps = list(loads.values())
    waits = [values(study, "clearinghouse", APPROVAL) for study in steps]
    growth = [contrast(APPROVAL, waits[k] - waits[1], family=3, where=f"load x {OFFICER_LOADS[k]:g} against x 1") for k in (2, 3, 4)]
    titles = {one.model.name: one.model.title for one in kinds}
    panels = [figures.sweeped(metric, loads, titles) for metric in (APPROVAL, ONE_HOUR, BUSY)]
    path = figures.write(figures.sweep_figure(panels, "load, as a factor on mentions from outside", f"Southwest 1380 moved to Tuesday 10:00, {bench.settings.points} replications a point, seed {bench.settings.seed}."), folder, "clearinghouse-officer")
    claims = [
        Claim("Real time needs somebody with authority at every hour: office hours are not enough", "more answered within 1 h than with an officer 09-17 who is not on call", rows["officer-09-17"]["answered_1h"], 1),
        Claim("A deputy is worth the post", "an earlier first statement than with the officer 07-23 alone, who is on call", rows["officer-alone"]["first_statement"], -1, ours=True),
        Claim("One officer is a bottleneck: approval takes longer as the load grows", "a longer wait from draft to approval at two, four and eight times the load (Tue 10:00)", growth, 1, ours=True),
    ]
    shown = [row for name in ("officer-alone", "officer-09-17") for start, study in starts.items() for row in paired(study, name, ["clearinghouse"], (*HEAD, APPROVAL), where=f"{name}, {start}")]
    section = Section(
        "The hours of one officer",
        [
            "*Question:* one person covers at most a third to two thirds of a day. What happens outside these hours, and where does one officer saturate? Three organisations: as shipped, with a deputy 19-07; the officer 07-23 alone, on call; the officer 09-17, not on call, no deputy.",
            pages.many_table(shown, (*HEAD, APPROVAL), "... → clearinghouse, start"),
            pages.picture(path, "Approval wait, answered within 1 h and time at work by load, Tuesday morning"),
            pages.values_table(loads, (APPROVAL, ONE_HOUR, BUSY), "Tue 10:00", titles),
            pages.bullets([sentence(row, "the clearinghouse with a deputy", name) for name in rows for own in rows[name].values() for row in own]),
        ],
    )
    return section, [], claims


def _coaching(
    bench: Bench, crisis: Scenario, base: Loaded[Organisation]
) -> tuple[list[Claim], Section]:
    mark = "coached: {value: .6, mark: A, range: [.3, .8]}"
    none, all_ = (
        bench.organisation_like("clearinghouse", name, title, "structure:\n" + block("clearinghouse", "employees", (mark, f"coached: {share}")))
        for name, title, share in (("nobody-coached", "Nobody coached", 0), ("all-coached", "All coached", 1))
    )
    study = bench.study(crisis, [none, base, all_])
    metrics = (CONTRADICTING, NEVER, ONE_HOUR)
    others = ["clearinghouse", "all-coached"]
    found = {metric.name: paired(study, "nobody-coached", others, [metric], where="{}") for metric in metrics}
    claims = [
        Claim("Coaching the others keeps the house from contradicting itself", "fewer contradicting replies with 60 % and with all coached than with nobody coached", found["contradicting"], -1),
        Claim("Coaching the others loses fewer cases", "fewer cases never answered, likewise", found["never_answered"], -1, ours=True),
    ]
    section = Section(
        "Coaching the rest of the house",
        [
            "*Question:* 15 % of the cases reach somebody outside the desk first, who answers alone, keeps the case, or passes it on. What is it worth to have coached them (0, 60 % as shipped, all)?",
            pages.many_table([row for own in found.values() for row in own], metrics, "nobody coached → ..."),
            pages.bullets([sentence(row, str(row["organisation"]), "nobody coached") for own in found.values() for row in own]),
        ],
    )
    return claims, section
