"""The dedicated team: three levers in a factorial, late switches, empowered but unaligned, and juniors alone."""

from __future__ import annotations

from itertools import combinations, product
from pathlib import Path
from typing import Any, Final

from docs.claims import figures, pages
from docs.claims.bench import Bench, block
from docs.claims.experiments.seconded import SHARED, seconded
from docs.claims.pages import Assurance, Page, Section
from docs.claims.verdicts import HEAD, Claim, Row, contrast, named, paired, sentence, side, title_of, told, values
from sim.organisation.organisation import Organisation
from sim.record.study import Study
from sim.scenario.files import Loaded
from sim.scenario.model import Scenario

CLAIMED: Final = """\
Jeong Yong-min and Song Dong-hyeon (2011) observe that the web is left to young people at working level, which is enough
in normal times, and that a crisis is too heavy for them alone. Top management decides by the day where minutes count
and does not know that this is the point. So a dedicated, experienced team should be *empowered in advance*, *aligned
beforehand* with what management thinks, and in crisis, unlike in normal times, all operators should work in *one
system*, with one leader, for the message to be consistent. They stress the system of working together over the place
in the chart: where the team belongs may be marketing, brand, sales, press or service.

Our reading of it as three levers: empowerment is the authority of operators in crisis mode; the shared system is fast
hand-overs, a line that is heard within minutes and no second case of a matter; seniority is tenure and drills. The model
has no home department: moving the team in the chart would change no number of it, and no experiment here can test
whether that is so in life."""

EMPOWERED: Final = ("      authority: {operator: L3}\n", "")
JUNIORS: Final = (
    "      tenure_months: {value: 24, mark: A, range: [12, 48]}\n      months_since_drill: {value: 3, mark: A, range: [1.5, 6]}",
    "      tenure_months: {value: 3, mark: A, range: [1.5, 6]}\n      months_since_drill: {value: 60, mark: A, range: [24, 120]}",
)
BRIEFED: Final = ("      briefing_every: {value: 90 min, mark: A, range: [1 h, 3 h]}\n", "")
UNALIGNED: Final = "structure:\n  alignment: .5\n  briefings: null\n"
ASKING: Final = """\
structure:
  authority: {operator: L1}
  approval:
    L2:
      - role: executive
        review: {lognormal: {mean: {value: 15 min, mark: A, range: [10 min, 20 min]}, cv: {value: 1, mark: A, range: [.7, 1.3]}}}
        reject: {value: .25, mark: A, range: [.15, .35]}
"""
ACTIVATION: Final = "activation: {lognormal: {mean: {value: 20 min, mark: A, range: [10 min, 40 min]}, cv: {value: 1, mark: A, range: [.7, 1.3]}}}"
LEVERS: Final = ("empowerment", "shared system", "seniority")
OUTCOMES: Final = named("answered_1h", "first_statement", "contradicting")
ONE_HOUR, FIRST, CONTRADICTING = OUTCOMES
# Which outcome each lever is for: the reading that is tested. Seniority stands for coverage and skill.
OWN: Final = {"empowerment": FIRST, "shared system": CONTRADICTING, "seniority": ONE_HOUR}
GOOD: Final = {"answered_1h": 1, "first_statement": -1, "contradicting": -1}
Corner = tuple[bool, bool, bool]


def page(bench: Bench, folder: Path) -> Page:
    """Run the experiments and return the page."""
    crisis = bench.scenario("southwest-1380")
    base = bench.organisation("dedicated-team")
    factorial = _factorial(bench, crisis, base)
    apart = seconded(bench, crisis, base)
    late = _late(bench, folder, crisis, base)
    wrong = _unaligned(bench, crisis, base)
    juniors, sure = _juniors(bench, crisis, base)
    return Page(
        "dedicated-team",
        "Dedicated team: empowered, aligned, one system in crisis",
        CLAIMED,
        [*factorial[0], *apart[0], *late[0], *wrong[0], *juniors[0]],
        [factorial[1], apart[1], late[1], wrong[1], juniors[1]],
        [Assurance("dedicated-team against juniors-alone", sure, "dedicated-team")],
        ["A home department has no place in the model, so that the claim on where the team belongs is not tested.", "Turnover, which the authors fear for good juniors, is not in the model beyond the tenure of those who are there."],
    )


def _name(corner: Corner) -> str:
    words = (("asking", "empowered"), ("apart", "shared"), ("juniors", "seniors"))
    return "-".join(pair[on] for pair, on in zip(words, corner, strict=True))


def _factorial(bench: Bench, crisis: Loaded[Scenario], base: Loaded[Organisation]) -> tuple[list[Claim], Section]:
    corners: dict[Corner, Loaded[Organisation]] = {(True, True, True): base}
    for corner in product((False, True), (False, True), (False, True)):
        if corner == (True, True, True):
            continue
        text = "structure:\n" + block("dedicated-team", "modes", *([] if corner[0] else [EMPOWERED]), *([] if corner[1] else [SHARED]))
        text += "" if corner[2] else "resources:\n" + block("dedicated-team", "people", JUNIORS)
        corners[corner] = bench.organisation_like("dedicated-team", _name(corner), _name(corner), text)
    asking = bench.organisation_like("dedicated-team", "executive-from-L2", "Executive approves from L2", ASKING + block("dedicated-team", "modes", EMPOWERED))
    study = bench.study(crisis, [*corners.values(), asking])
    table = {metric.name: {c: values(study, one.model.name, metric) for c, one in corners.items()} for metric in OUTCOMES}
    effects = {metric.name: _effects(table[metric.name]) for metric in OUTCOMES}
    rows = {m.name: {name: contrast(m, found, family=7, where=name) for name, found in effects[m.name].items()} for m in OUTCOMES}
    claims = [
        Claim("Empowerment in advance brings the first official statement forward", "an earlier first statement: main effect in the factorial", [contrast(FIRST, effects["first_statement"]["empowerment"])], -1),
        Claim("One system in crisis keeps the message consistent: operators who share one desk on any day, as shipped", "fewer contradicting replies: main effect in the factorial", [contrast(CONTRADICTING, effects["contradicting"]["shared system"])], -1),
        Claim("An experienced team answers sooner than juniors", "more answered within 1 h: main effect in the factorial", [contrast(ONE_HOUR, effects["answered_1h"]["seniority"])], 1),
        Claim("Three levers for three outcomes: each outcome follows its own lever most", "for each outcome, a larger effect for the better of its own lever than of each other lever", _levers(effects), 1, ours=True),
    ]
    body = [[name, *(told(rows[m.name][name]) for m in OUTCOMES)] for name in effects["answered_1h"]]
    corner_rows = paired(study, "dedicated-team", [one.model.name for one in [*list(corners.values())[1:], asking]], OUTCOMES, where="{}")
    return claims, Section(
        "Three levers: empowerment, the shared system, seniority",
        [
            "*Question:* which lever moves which outcome? All eight combinations of three changes to the same team meet the same crises. An effect is the mean difference between with and without over the other two levers; an interaction is how much larger that difference is with the other lever than without. Intervals are simultaneous over the seven effects on an outcome.",
            pages.table(["effect", *(title_of(m) for m in OUTCOMES)], body),
            pages.bullets(_read(rows)),
            "A prototype of this engine, with other numbers, had suggested one lever an outcome: coverage and skill for the speed of the mass, who decides for the first statement, the shared system for consistency. The table says how far the engine agrees. The prototype's *without empowerment* went further: the executive approves from L2 on, and no operator may publish more than L1; it is the last row below, against the team as shipped.",
            pages.many_table(corner_rows, OUTCOMES, "dedicated-team → ..."),
        ],
    )


def _effects(corner_values: dict[Corner, Any]) -> dict[str, Any]:
    """Return main effects and interactions, one value a replication."""
    found: dict[str, Any] = {}
    for size in (1, 2, 3):
        for levers in combinations(range(3), size):
            total = 0.0
            for corner, own in corner_values.items():
                sign = 1
                for lever in levers:
                    sign *= 1 if corner[lever] else -1
                total = total + sign * own
            found[" x ".join(LEVERS[lever] for lever in levers)] = total / 2 ** (3 - size)
    return found


def _levers(effects: dict[str, dict[str, Any]]) -> list[Row]:
    rows = []
    for lever, metric in OWN.items():
        for other in LEVERS:
            if other != lever:
                gain = GOOD[metric.name] * (effects[metric.name][lever] - effects[metric.name][other])
                rows.append(contrast(metric, gain, family=6, where=f"{title_of(metric).lower()}, {lever} over {other}"))
    return rows


def _read(rows: dict[str, dict[str, Row]]) -> list[str]:
    lines = []
    for metric in OUTCOMES:
        clear = [name for name in LEVERS if side(rows[metric.name][name]) == GOOD[metric.name]]
        harm = [name for name in LEVERS if side(rows[metric.name][name]) == -GOOD[metric.name]]
        text = f"{title_of(metric)}: clearly better with {', '.join(clear) if clear else 'none of the three levers'}"
        text += f"; clearly worse with {', '.join(harm)}" if harm else ""
        mixed = [name for name, row in rows[metric.name].items() if " x " in name and side(row)]
        lines.append(text + (f"; levers work together in {', '.join(mixed)}." if mixed else "; no interaction is clear."))
    return lines


def _late(
    bench: Bench, folder: Path, crisis: Loaded[Scenario], base: Loaded[Organisation]
) -> tuple[list[Claim], Section]:
    late = [
        bench.organisation_like("dedicated-team", f"switch-after-{hours}h", f"{hours} h", "structure:\n" + block("dedicated-team", "modes", (ACTIVATION, f"activation: {{lognormal: {{mean: {hours} h, cv: 1}}}}")))
        for hours in (2, 6)
    ]
    never = bench.organisation_like("dedicated-team", "no-switch", "never", "structure:\n  modes: null\n  cadence: []\n")
    kinds = [base, *late, never]
    study = bench.study(crisis, kinds)
    others = [one.model.name for one in kinds[1:]]
    found = {metric.name: paired(study, "dedicated-team", others, [metric], where="{}") for metric in HEAD}
    claims = [
        Claim("A late switch costs answers in time", "fewer answered within 1 h when the switch takes 2 h, 6 h, or never comes", found["answered_1h"], -1),
        Claim("... and consistency", "more contradicting replies, likewise", found["contradicting"], 1),
        Claim("... and the first statement", "a later first statement, likewise", found["first_statement"], 1, ours=True),
    ]
    titles = ["20 min", "2 h", "6 h", "never"]
    pieces = {title: pages.alone(study, one.model.name) for title, one in zip(titles, kinds, strict=True)}
    panels = [figures.sweeped(metric, pieces, {"same": "Dedicated team"}) for metric in OUTCOMES]
    path = figures.write(figures.sweep_figure(panels, "mean time from alarm to crisis mode", f"Southwest 1380, {bench.settings.replications} replications, seed {bench.settings.seed}."), folder, "dedicated-switch")
    return claims, Section(
        "A late switch, or none",
        [
            "*Question:* what does it cost if the house takes 2 h or 6 h to change to crisis mode instead of 20 min, or never does? Nothing else is changed; without crisis mode nobody is recalled either.",
            pages.many_table([row for own in found.values() for row in own], HEAD, "dedicated-team → ..."),
            pages.picture(path, "The three outcomes over the time to the switch"),
            pages.bullets([sentence(row, "this", "a switch of 20 min") for metric in OUTCOMES for row in found[metric.name]]),
        ],
    )


def _unaligned(bench: Bench, crisis: Loaded[Scenario], base: Loaded[Organisation]) -> tuple[list[Claim], Section]:
    fast = bench.organisation_like("dedicated-team", "empowered-unaligned", "Empowered but unaligned", UNALIGNED + block("dedicated-team", "modes", BRIEFED))
    slow = bench.organisation_like("dedicated-team", "asking-unaligned", "Unaligned and asking", UNALIGNED + block("dedicated-team", "modes", BRIEFED, EMPOWERED))
    study = bench.study(crisis, [base, fast, slow])
    found = paired(study, "dedicated-team", ["empowered-unaligned"], HEAD)
    by_name = {str(row["metric"]): row for row in found}
    asking = paired(study, "asking-unaligned", ["empowered-unaligned"], HEAD, where="unaligned: asking → empowered")
    claims = [
        Claim("Empowered but unaligned is wrong", "more contradicting replies than the aligned team", [by_name["contradicting"]], 1),
        Claim("... and not faster for it", "no more answered within 1 h: this line expects fewer", [by_name["answered_1h"]], -1, ours=True),
    ]
    return claims, Section(
        "Empowered but unaligned",
        [
            "*Question:* what if authority comes without alignment: every second unreviewed reply of L2 and above departs from the line, and nobody is briefed? *asking-unaligned* lacks the crisis authority too.",
            pages.many_table([row | {"where": "aligned → unaligned, empowered"} for row in found] + asking, HEAD, ""),
            pages.bullets([sentence(row, "the unaligned team", "the aligned one") for row in found]),
        ],
    )


def _juniors(
    bench: Bench, crisis: Loaded[Scenario], base: Loaded[Organisation]
) -> tuple[tuple[list[Claim], Section], Any]:
    juniors = bench.organisation("juniors-alone")
    aligned = bench.organisation_like("juniors-alone", "juniors-aligned", "Juniors, aligned", "structure:\n  alignment: .95\n")
    kinds = [juniors, aligned, base]
    week = bench.scenario("ordinary-week")
    studies: dict[str, Study] = {"ordinary week": bench.study(week, kinds, replications=bench.settings.points), "crisis": bench.study(crisis, kinds)}
    rows = {(when, name): paired(study, name, ["dedicated-team"], HEAD, where=f"{name}, {when}") for when, study in studies.items() for name in ("juniors-alone", "juniors-aligned")}
    sure = bench.sure(studies["crisis"], crisis, kinds)

    def of(when: str, metric: str) -> Row:
        row = next(row for row in rows[when, "juniors-alone"] if row["metric"] == metric)
        return row | {"where": ""}

    gaps = {when: values(study, "dedicated-team", ONE_HOUR) - values(study, "juniors-alone", ONE_HOUR) for when, study in studies.items()}
    claims = [
        Claim("A crisis is too heavy for juniors alone: answers", "the dedicated team answers more within 1 h", [of("crisis", "answered_1h")], 1, sure=(sure, "dedicated-team")),
        Claim("A crisis is too heavy for juniors alone: consistency", "the dedicated team gives fewer contradicting replies", [of("crisis", "contradicting")], -1, sure=(sure, "dedicated-team")),
        Claim("A crisis is too heavy for juniors alone: the first statement", "the dedicated team makes it earlier", [of("crisis", "first_statement")], -1, sure=(sure, "dedicated-team")),
        Claim("In normal times juniors are nearly enough", "the team's lead in answers within 1 h is larger in the crisis than in an ordinary week", [contrast(ONE_HOUR, gaps["crisis"] - gaps["ordinary week"])], 1),
    ]
    cost = paired(studies["ordinary week"], "juniors-alone", ["dedicated-team"], named("cost"))[0]
    return (
        claims,
        Section(
            "Juniors alone, in an ordinary week and in a crisis",
            [
                "*Question:* when do juniors do? *juniors-alone* as shipped (alignment .8) and *juniors-aligned* (.95), against the dedicated team, in a week without a crisis and in Southwest 1380.",
                pages.many_table([row for own in rows.values() for row in own], HEAD, "... → dedicated-team"),
                pages.bullets([*(sentence(row, "the dedicated team", "juniors") for own in rows.values() for row in own if row["metric"] in GOOD), sentence(cost | {"where": "ordinary week"}, "the dedicated team", "juniors")]),
            ],
        ),
    ), sure
