"""The community cell: facts inside the desk or by e-mail, with a fault and with a rumour; mending the cause."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from docs.claims import figures, pages
from docs.claims.bench import Bench
from docs.claims.pages import Assurance, Page, Section
from docs.claims.verdicts import HEAD, Claim, Row, contrast, named, paired, sentence, values
from sim.analysis.measures import Tables
from sim.analysis.metrics import Metric
from sim.organisation.organisation import Organisation
from sim.scenario.files import Loaded
from sim.scenario.model import Scenario
from sim.scenario.variants import with_facts_needed
from sim.units import FloatArray

CLAIMED: Final = """\
Chuck Brymer (DDB), Bertrand Duperrin and Manuel Diaz, in French texts of about 2010, see the community manager as an
advanced cell of research, communication and business development, integrated in the business, *upstream and
downstream*, with a transverse view; and since a community manager is too operational for that, they ask for a Chief
Community Officer, a post across functions. What is argued against are silos, marketing alone, and an agency at arm's
length.

Our reading of it: members of product, legal and service sit in the cell and answer for the facts of their function, so
that no case waits for an e-mail to another department. That *upstream* means to have the cause of a crisis mended, and
how long that takes, is our reading too; so is the price, a tenth of everybody's time for double reporting and meetings.
It follows that the cell should win where a product is at fault and facts are needed, and not where there is a mere
rumour."""

EMAIL: Final = """\
    facts:
      time: {lognormal: {mean: {value: 10 min, mark: A, range: [5 min, 30 min]}, cv: {value: 1, mark: A, range: [.7, 1.3]}}}
      desk: experts
      handover:
        lognormal:
          median: {value: 47 min, mark: S, source: "delays of e-mail replies, arXiv 1504.00704"}
          sigma: {value: 1.78, mark: S, source: "delays of e-mail replies, arXiv 1504.00704"}
"""
ASKED: Final = f"""\
structure:
  fact_authority: []
  desks:
    experts: {{members: [product, legal, service]}}
  stages:
{EMAIL}"""
OUTSIDE: Final = f"""\
structure:
  fact_authority: []
  # Without members of other functions there is no double reporting.
  overhead: 0
  desks:
    cell: {{channels: all, members: [community manager, agency liaison]}}
    experts: {{members: [product, legal, service]}}
  stages:
{EMAIL}"""
FACTS: Final = (0.0, 0.5, 1.0, 1.5)
METRICS: Final = named("answered_1h", "response_mean", "handover_wait", "contradicting", "never_answered")
ONE_HOUR, MEAN, HANDOVER = METRICS[:3]
MENTIONS: Final = named("mentions_surviving", "log_exposure", "staff_hours")


def _mended(log: Tables) -> FloatArray:
    """Return the hours until the cause was mended, NaN where it never was."""
    own = log.events[log.events["event"].astype(str) == "cause mended"]
    first = own.groupby("replication")["time"].min().reindex(log.replications) / 60.0
    return np.asarray(first, dtype=np.float64)


MENDED: Final = Metric("mended", "Time until the cause is mended", "h", "lower", "runs", "first 'cause mended'", _mended)


def page(bench: Bench, folder: Path) -> Page:
    """Run the experiments and return the page."""
    fault, rumour = bench.scenario("product-fault"), bench.scenario("product-rumour")
    base = bench.organisation("community-cell")
    asked = bench.organisation_like("community-cell", "facts-by-email", "Same desk, facts by e-mail", ASKED)
    outside = bench.organisation_like("community-cell", "experts-outside", "Experts outside the desk", OUTSIDE)
    kinds = [base, asked, outside]
    pure = with_facts_needed(rumour.model, 0.0)
    studies = {"fault": bench.study(fault, kinds), "pure rumour": bench.study(pure, kinds)}
    sure = bench.sure(studies["fault"], fault, kinds)
    rivals = ("facts-by-email", "experts-outside")
    rows = {(when, rival): paired(study, rival, ["community-cell"], METRICS, where=f"{when}, against {rival}") for when, study in studies.items() for rival in rivals}

    def only(metric: Metric, rival: str, when: str) -> list[Row]:
        return paired(studies[when], rival, ["community-cell"], [metric], where=when)

    gain = {(when, rival): values(study, "community-cell", ONE_HOUR) - values(study, rival, ONE_HOUR) for when, study in studies.items() for rival in rivals}
    claims = [
        Claim("Facts inside the cell answer sooner where a product is at fault", "more answered within 1 h than the same desk that asks for facts by e-mail, on *product-fault*", only(ONE_HOUR, "facts-by-email", "fault"), 1),
        Claim("... with less time between departments", "less waiting between departments, likewise", only(HANDOVER, "facts-by-email", "fault"), -1, ours=True),
        Claim("The cell beats the same posts with the experts outside, where a product is at fault", "more answered within 1 h than *experts-outside*, on *product-fault*", only(ONE_HOUR, "experts-outside", "fault"), 1),
        Claim("It gains more where a product is at fault than where there is a mere rumour", "the lead in answers within 1 h over each rival is larger with the fault than with a rumour for which no fact is needed", [contrast(ONE_HOUR, gain["fault", rival] - gain["pure rumour", rival], family=2, where=f"over {rival}") for rival in rivals], 1, ours=True),
    ]
    sweep = _sweep(bench, folder, fault.model, kinds)
    cause = _cause(bench, fault, base)
    claims += [*sweep[0], *cause[0]]
    first = Section(
        "A fault in a product, or a mere rumour",
        [
            "*Question:* what is it worth to have the facts in the desk? *facts-by-email* has the same desk, people and overhead, but asks product, legal and service by e-mail, as other departments; *experts-outside* has them outside the desk altogether: they write no replies, and the overhead of a cell across functions falls away. *Pure rumour* is the medium rumour about a product with no case that needs a fact.",
            pages.many_table([row for own in rows.values() for row in own], METRICS, "... → community-cell"),
            pages.bullets([sentence(row, "the cell", "its rival") for own in rows.values() for row in own if row["metric"] in {"answered_1h", "contradicting"}]),
        ],
    )
    return Page(
        "community-cell",
        "Community cell: the facts sit at the desk",
        CLAIMED,
        claims,
        [first, sweep[1], cause[1]],
        [Assurance(f"{rival} against community-cell, fault", sure, rival) for rival in rivals],
        ["The members from other functions are there in office hours only; outside them a case that needs a fact goes without it, and its reply is worth less."],
    )


def _sweep(
    bench: Bench, folder: Path, fault: Scenario, kinds: list[Loaded[Organisation]]
) -> tuple[list[Claim], Section]:
    points = {f"x {factor:g}": bench.point(with_facts_needed(fault, factor), kinds) for factor in FACTS}
    rows = [row for where, study in points.items() for row in paired(study, "facts-by-email", ["community-cell"], [ONE_HOUR], family=len(FACTS) - 1, where=f"facts {where}")]
    claims = [Claim("The more cases need a fact, the more often the cell wins: it wins wherever facts are needed", "more answered within 1 h than *facts-by-email* at facts needed x 0.5, 1 and 1.5", rows[1:], 1, ours=True)]
    titles = {one.model.name: one.model.title for one in kinds}
    panels = [figures.sweeped(metric, points, titles) for metric in METRICS[:3]]
    path = figures.write(figures.sweep_figure(panels, "cases that need a fact, as a factor", f"A fault in a product, {bench.settings.points} replications a point, seed {bench.settings.seed}; x 0: no case needs a fact."), folder, "community-facts")
    return claims, Section(
        "How many cases need a fact",
        [
            "*Question:* from which share of cases on does it pay? The shares of *product-fault* (a fifth of L1, three fifths of L2, most of L3 and above) times 0, 0.5, 1 and 1.5.",
            pages.picture(path, "Answered within 1 h, mean time without an answer, and waiting between departments over facts needed"),
            pages.values_table(points, METRICS, "facts needed", titles),
            pages.bullets([sentence(row, "the cell", "facts by e-mail") for row in rows]),
        ],
    )


def _cause(bench: Bench, fault: Loaded[Scenario], base: Loaded[Organisation]) -> tuple[list[Claim], Section]:
    never = bench.organisation_like("community-cell", "cause-not-mended", "Cause not mended", "structure:\n  root_cause: null\n")
    study = bench.study(fault, [never, base])
    rows = paired(study, "cause-not-mended", ["community-cell"], (*MENTIONS, *HEAD[:2]))
    found = {str(row["metric"]): row for row in rows}
    mended = values(study, "community-cell", MENDED)
    done = mended.dropna()
    quantiles = ", ".join(f"{np.quantile(done, q):.0f} h" for q in (0.1, 0.5, 0.9))
    claims = [
        Claim("Who may have the cause mended is set off again less often", "fewer mentions than without `root_cause`, all else the same", [found["mentions_surviving"]], -1, ours=True),
    ]
    return claims, Section(
        "Mending the cause",
        [
            "*Question:* what is it worth to order that the cause is mended, so that new failures stop? Only the block `root_cause` is removed.",
            pages.headline_table(rows),
            pages.bullets(
                [
                    sentence(found["mentions_surviving"], "the order to mend the cause", "none"),
                    f"The cause was mended within the run in {len(done)} of {len(mended)} replications, after {quantiles} (10 %, 50 % and 90 % of those). What else ends the waves is an agreed line on the fact that names the cause, not the first statement: that line is of L4 and waits for the committee, and mending acts where it comes sooner.",
                ]
            ),
        ],
    )
