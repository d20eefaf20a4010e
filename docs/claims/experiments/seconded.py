"""The dedicated team's shared system, at one desk and between desks: where is the seam that it mends?"""

from __future__ import annotations

from typing import Final

from docs.claims import pages
from docs.claims.bench import Bench, block
from docs.claims.pages import Section
from docs.claims.verdicts import Claim, contrast, named, paired, sentence, values
from sim.analysis.measures import Tables
from sim.analysis.metrics import Metric
from sim.organisation.organisation import Organisation
from sim.scenario.files import Loaded
from sim.scenario.model import Scenario
from sim.units import FloatArray

SHARED: Final = (
    "      handover: {lognormal: {mean: {value: 3 min, mark: A, range: [1 min, 10 min]}, cv: {value: 1, mark: A, range: [.7, 1.3]}}}\n"
    "      line: {sync: {value: 5 min, mark: A, range: [2 min, 10 min]}}\n"
    "      dedup: true\n",
    "",
)
SYNC: Final = ("      line: {sync: {value: 5 min, mark: A, range: [2 min, 10 min]}}\n", "")
# Seconded operators who keep the desks of their departments; everything else as shipped.
DESKS: Final = """\
  positions: team
  desks:
    team: {channels: [x, facebook], members: [operator 1-4]}
    pictures: {channels: [instagram, linkedin, video, reddit, forum, blog], members: [operator 5-7]}
    press: {channels: [news, tv_press, press], members: [operator 8-10]}
"""
OUTCOMES: Final = named("answered_1h", "first_statement", "contradicting")
CONTRADICTING: Final = OUTCOMES[2]


def _stale(log: Tables) -> FloatArray:
    return log.mean(log.replies, log.replies["stale"])


def _lines(log: Tables) -> FloatArray:
    cases = log.cases
    return log.count(cases[((cases["kind"] == "position") & (cases["state"] == "answered")).to_numpy()])


STALE: Final = Metric("stale", "Replies with an older line", "share", "lower", "replies", "stale over replies", _stale)
LINES: Final = Metric("lines", "Agreed lines published", "replies", None, "runs", "position cases answered", _lines)


def seconded(bench: Bench, crisis: Loaded[Scenario], base: Loaded[Organisation]) -> tuple[list[Claim], Section]:
    """Run the experiment and return its claims and its section."""

    def like(name: str, title: str, desks: str, *removed: tuple[str, str]) -> Loaded[Organisation]:
        return bench.organisation_like("dedicated-team", name, title, "structure:\n" + desks + block("dedicated-team", "modes", *removed))

    kinds = [
        base,
        like("one-desk-apart", "One desk, no shared system", "", SHARED),
        like("one-desk-own-sync", "One desk, own sync", "", SYNC),
        like("desks-shared", "Three desks, one system in crisis", DESKS),
        like("desks-apart", "Three desks, no shared system", DESKS, SHARED),
        like("desks-own-sync", "Three desks, own sync", DESKS, SYNC),
    ]
    study = bench.study(crisis, kinds)
    metrics = (*OUTCOMES, STALE, LINES)
    pairs = [("one-desk-apart", "dedicated-team", "one desk: none → all of it"), ("one-desk-own-sync", "dedicated-team", "one desk: own sync → shared line"), ("desks-apart", "desks-shared", "three desks: none → all of it"), ("desks-own-sync", "desks-shared", "three desks: own sync → shared line")]
    rows = [row for without, shared, where in pairs for row in paired(study, without, [shared], metrics, where=where)]
    apart = [row for without, shared, where in pairs[2:] for row in paired(study, without, [shared], [CONTRADICTING], family=2, where=where)]
    gain = {shared: values(study, shared, CONTRADICTING) - values(study, without, CONTRADICTING) for without, shared, _ in (pairs[0], pairs[2])}
    claims = [
        Claim("One system in crisis keeps the message consistent: operators who otherwise sit at desks of their own", "fewer contradicting replies with it than without, at three desks", apart, -1),
        Claim("It is the seam between desks that the shared system mends", "the change in contradicting replies is lower at three desks than at one", [contrast(CONTRADICTING, gain["desks-shared"] - gain["dedicated-team"])], -1, ours=True),
    ]
    told_of = {row["where"]: row for row in rows if row["metric"] == "contradicting"}
    return claims, Section(
        "The shared system, at one desk and between desks",
        [
            "*Question:* why is the shared system no help to consistency above? As shipped all operators are at *one* desk, in normal times too, and a desk knows its own lines at once: there is no seam to mend. Here the operators are seconded and keep three desks, by channels, as the authors describe normal times; the shared system is taken away whole, or only its line (each desk then hears of a new line every 4 h).",
            pages.many_table(rows, metrics, "without → with"),
            pages.bullets([sentence(row, "the shared system", "none or an own sync") for row in told_of.values()]),
            "A reply is stale if the line has changed between its draft and its publication. Faster hand-overs bring more agreed lines within a run (last column), so that more drafts are overtaken; the shared line outweighs this only where desks would otherwise not hear of it.",
        ],
    )
