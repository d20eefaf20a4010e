"""The relationship office: warm multipliers in a crisis of reach and in one of volume, months of contact, and the price."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from docs.claims import figures, pages
from docs.claims.bench import Bench, block
from docs.claims.pages import Assurance, Page, Section
from docs.claims.verdicts import HEAD, Claim, Row, contrast, named, paired, sentence, told, values
from sim.organisation.organisation import Organisation
from sim.scenario.files import Loaded
from sim.scenario.model import Scenario

CLAIMED: Final = """\
A Chief Relationship Officer, argued for by a German text of 2008 after Ian Schafer (Advertising Age), runs a lasting
two-way relation between customers, marketing and media in place of campaigns: deep connections take time, and give
allegiance and ambassadors. The officer keeps in touch with the few multipliers who are active all the time and explain
to others why the house is right, treats bloggers as those who set the agenda, and has a cheap smear met fast with facts.
What is argued against is contact in campaigns only, with nobody of the house in forums and networks.

Our reading of it: contact hours build up a share of multipliers who are *warm*, which fades without contact. A warm
multiplier warns early, speaks up in the thread, and passes on less. That it helps little where the trouble is volume,
and what the office costs in peace, are our questions to it; the text does not speak of them."""

REACH: Final = """\
caveat: This crisis is invented; all of its numbers are assumptions.
spread:
  shocks:
    - {name: the claim, at: 0 min, channel: forum, topic: safety, count: 1, kind: misinformation}
    - name: the clip
      at: 45 min
      channel: video
      topic: safety
      count: 1
      reach: {value: 50000, mark: A, range: [15000, 150000]}
      kind: misinformation
    # Few voices, but those whom many hear.
    - {name: bloggers, at: 1 h, over: 8 h, channel: blog, topic: safety, count: {value: 12, mark: A, range: [6, 24]}, kind: multiplier, reach: {value: 30000, mark: A, range: [10000, 90000]}}
    - {name: well-known voices on x, at: 1 h, over: 6 h, channel: x, topic: safety, count: {value: 10, mark: A, range: [5, 20]}, kind: multiplier, reach: {value: 100000, mark: A, range: [30000, 300000]}}
    - {name: well-known voices on facebook, at: 2 h, over: 6 h, channel: facebook, topic: safety, count: {value: 6, mark: A, range: [3, 12]}, kind: multiplier, reach: {value: 60000, mark: A, range: [20000, 180000]}}
    - {name: newsrooms ask, at: 3 h, over: 4 h, channel: press, topic: safety, count: {value: 4, mark: A, range: [2, 8]}}
  reignitions:
    - {name: the second clip, at: 23 h, over: 2 h, channel: video, topic: safety, count: {value: 2, mark: A, range: [1, 4]}, kind: misinformation, ends_with: the product is safe}
    - {name: bloggers come back, at: 23 h 30 min, over: 3 h, channel: blog, topic: safety, count: {value: 6, mark: A, range: [3, 12]}, kind: multiplier, reach: {value: 30000, mark: A, range: [10000, 90000]}, ends_with: the product is safe}
"""
OFF: Final = "structure:\n  relations: null\n"
MONTHS: Final = (0, 3, 6, 12, 24)
OFFICERS: Final = "    - role: officer\n      count: 6"
MANAGERS: Final = """\
    - role: relationship manager
      count: 3
      calendar: 3x8
      on_call: true
      tenure_months: {value: 18, mark: A, range: [9, 36]}
      months_since_drill: {value: 12, mark: A, range: [6, 24]}
      wage: {value: 40, mark: A, range: [25, 60]}
"""
# A role that the structure names must be somebody's; the chief has more authority anyway, so that nothing follows from it.
CHIEF: Final = "    - role: chief\n      count: 1\n"
ALSO: Final = CHIEF + "      also: [relationship manager]\n"
METRICS: Final = named("log_exposure", "mentions_surviving", "detect_wait", "answered_1h")
REACHED, MENTIONS, DETECT, ONE_HOUR = METRICS


def page(bench: Bench, folder: Path) -> Page:
    """Run the experiments and return the page."""
    base = bench.organisation("relationship-office")
    off = bench.organisation_like("relationship-office", "no-relations", "No relations", OFF)
    officers = bench.organisation_like("relationship-office", "nine-officers", "The same posts as officers", _officers())
    reach = bench.scenario_like("product-rumour", "rumour-of-reach", "A rumour that few tell to many", REACH)
    volume = bench.scenario("product-rumour-large")
    crises = {"reach": reach, "volume": volume}
    kinds = [off, base, officers]
    studies = {name: bench.study(crisis, kinds) for name, crisis in crises.items()}
    sure = {name: bench.sure(studies[name], crises[name], kinds) for name in crises}
    gains = {
        name: {metric.name: paired(study, "no-relations", ["relationship-office"], [metric], where=f"crisis of {name}")[0] for metric in (*METRICS, *HEAD)}
        for name, study in studies.items()
    }
    change = {
        name: values(study, "relationship-office", REACHED) - values(study, "no-relations", REACHED)
        for name, study in studies.items()
    }
    against_officers = [row for name, study in studies.items() for row in paired(study, "nine-officers", ["relationship-office"], [ONE_HOUR], family=2, where=f"crisis of {name}")]
    reach_officers = [row for name, study in studies.items() for row in paired(study, "nine-officers", ["relationship-office"], [REACHED], family=2, where=f"crisis of {name}")]
    claims = [
        Claim("Warm multipliers keep a crisis small that lives on reach", "less reach with relations than without, all else the same", [gains["reach"]["log_exposure"]], -1),
        Claim("... and fewer mentions", "fewer mentions posted, likewise", [gains["reach"]["mentions_surviving"]], -1, ours=True),
        Claim("They warn early", "a shorter time to detect, likewise", [gains["reach"]["detect_wait"]], -1, ours=True),
        Claim("They help less where volume is the trouble", "the change in reach is larger, downwards, in the crisis of reach than in that of volume", [contrast(REACHED, change["reach"] - change["volume"], where="reach against volume")], -1, ours=True),
        Claim("The three posts are better spent on relations than on three more officers, for answers", "more answered within 1 h than the same posts as officers without relations", against_officers, 1, ours=True),
        Claim("... for how far it reaches", "less reach, likewise", reach_officers, -1, ours=True),
    ]
    contact = _contact(bench, folder, reach, off)
    peace = _peace(bench, base, off, officers)
    claims += contact[0]
    claims += peace[0]
    shown = [row | {"where": f"crisis of {name}, against {other}"} for name, study in studies.items() for other in ("no-relations", "nine-officers") for row in paired(study, other, ["relationship-office"], (*METRICS, *HEAD[1:]))]
    first = Section(
        "Reach or volume",
        [
            "*Question:* what is the stock of relations worth, and in which crisis? *no-relations* lacks the block `relations` and nothing else. *nine-officers* has the three relationship managers as officers: the same people and pay, no relations. The crisis of reach has few mentions, most of them by multipliers and bloggers; the crisis of volume is the large rumour, four times the medium one.",
            pages.many_table(shown, (*METRICS, *HEAD[1:]), "... → relationship-office"),
            pages.bullets([sentence(gains[name][metric.name], "relations", "none") for name in crises for metric in METRICS]),
        ],
    )
    return Page(
        "relationship-office",
        "Relationship office: contact before the crisis",
        CLAIMED,
        claims,
        [first, contact[1], peace[1]],
        [Assurance(f"relations against none, crisis of {name}", sure[name], "relationship-office") for name in crises],
        ["The model has no conversation: whom to write to, and what, is not in it. A rebuttal is a correction or a statement like any other, written by whoever is at the desk."],
    )


def _officers() -> str:
    people = block("relationship-office", "people", (MANAGERS, ""), (OFFICERS, OFFICERS.replace("6", "9")), (CHIEF, ALSO))
    # The second desk stays, because 'like' adds and takes nothing away; officers sit at it, and it has no channel.
    desks = "  desks:\n    community: {channels: all, members: [officer]}\n    relations: {members: [officer]}\n"
    more = "  duplicates: 0\n  authority: {officer: L1, chief: L3}\n"
    return f"structure:\n{desks}{more}  relations: null\nresources:\n{people}"


def _contact(
    bench: Bench, folder: Path, reach: Loaded[Scenario], off: Loaded[Organisation]
) -> tuple[list[Claim], Section]:
    def like(name: str, title: str, *changed: tuple[str, str]) -> Loaded[Organisation]:
        return bench.organisation_like("relationship-office", name, title, "structure:\n" + block("relationship-office", "relations", *changed))

    months = "months: {value: 12, mark: A, range: [3, 24]}"
    built = [like(f"contact-{number}-months", f"{number} months", (months, f"months: {number}")) for number in MONTHS]
    campaign = "    campaigns: {every: 6, lasting: 1, ended: %d}\n    warning:"
    fresh, faded = (
        like(f"campaign-ended-{ago}", f"Campaigns, the last ended {ago} months ago", ("    warning:", campaign % ago)) for ago in (1, 5)
    )
    even = bench.organisation("relationship-office")
    kinds = [off, *built, even, fresh, faded]
    study = bench.study(reach, kinds)
    stocks = {one.model.name: one.model.structure.relations.stock() if one.model.structure.relations else 0.0 for one in kinds}
    by_months = paired(study, "no-relations", [one.model.name for one in built], [REACHED], where="{}")
    spread = paired(study, "relationship-office", ["campaign-ended-1", "campaign-ended-5"], [REACHED], where="{}")
    early = [row for row in by_months if row["organisation"] in {"contact-0-months", "contact-3-months"}]
    growth = paired(study, "contact-3-months", ["contact-12-months"], [REACHED], where="12 months against 3")
    claims = [
        Claim("Deep connections take time: a year of contact does more than three months", "less reach with 12 months of contact than with 3", growth, -1),
        Claim("Lasting contact beats the same hours in campaigns", "more reach with campaigns that ended 1 and 5 months ago than with the hours spread evenly", spread, 1),
        Claim("Three months of contact are too few to matter", "no less reach than with none: this line expects none", [row for row in early if row["organisation"] == "contact-3-months"], 1, ours=True),
    ]
    body = [[row["where"], f"{stocks[row['where']]:.2f}", told(row)] for row in by_months]
    body += [[row["where"], f"{stocks[row['where']]:.2f}", told(row)] for row in paired(study, "no-relations", ["relationship-office", "campaign-ended-1", "campaign-ended-5"], [REACHED], where="{}")]
    pieces = {str(number): pages.alone(study, one.model.name) for number, one in zip(MONTHS, built, strict=True)}
    panels = [figures.sweeped(metric, pieces, {"same": "Relationship office"}) for metric in (REACHED, MENTIONS, DETECT)]
    path = figures.write(figures.sweep_figure(panels, "months of contact before the crisis", f"The rumour that few tell to many, {bench.settings.replications} replications, seed {bench.settings.seed}; 120 contact hours a month."), folder, "relationship-months")
    section = Section(
        "Months of contact, evenly or in campaigns",
        [
            "*Question:* when does contact pay off? 120 hours a month for 0, 3, 6, 12 and 24 months; and the hours of a year spread evenly against campaigns of one month in six, of which the last ended one or five months before the crisis. *Stock*: the share of multipliers who are warm when it begins, by equation (15) of [the model](../model.md).",
            pages.table(["variant", "stock", "difference in reach from none"], body),
            pages.picture(path, "Reach, mentions and time to detect over months of contact"),
            pages.bullets([sentence(row, str(row["where"]), "evenly spread contact") for row in spread]),
        ],
    )
    return claims, section


def _peace(
    bench: Bench, base: Loaded[Organisation], off: Loaded[Organisation], officers: Loaded[Organisation]
) -> tuple[list[Claim], Section]:
    week = bench.scenario("ordinary-week")
    people = block("relationship-office", "people", (MANAGERS, ""), (CHIEF, ALSO))
    desks = "  desks:\n    relations: {members: [officer]}\n"
    text = f"structure:\n{desks}  relations: null\n  duplicates: 0\n  authority: {{officer: L1, chief: L3}}\nresources:\n{people}"
    without = bench.organisation_like("relationship-office", "without-managers", "Without the three managers", text)
    study = bench.study(week, [base, off, without, officers], replications=bench.settings.points)
    metrics = named("cost", "staff_hours", "answered_1h", "never_answered", "contradicting")
    rows: list[Row] = list(paired(study, "relationship-office", ["without-managers", "no-relations", "nine-officers"], metrics, where="{}"))
    cost = paired(study, "without-managers", ["relationship-office"], [metrics[0]])
    quiet = paired(study, "no-relations", ["relationship-office"], [ONE_HOUR])
    claims = [
        Claim("The office has a price in peace", "a higher staff cost in an ordinary week than the same office without the three managers", cost, 1, ours=True),
        Claim("Relations help in an ordinary week too", "more answered within 1 h than the same staff without relations", quiet, 1, ours=True),
    ]
    section = Section(
        "What it costs while nothing is wrong",
        [
            "*Question:* what does a house pay for an ordinary week? The hours of contact themselves are not booked as work in the model: what is paid for is the three managers' presence.",
            pages.many_table(rows, metrics, "relationship-office → ..."),
            pages.bullets([sentence(cost[0], "the office", "the office without its managers"), sentence(quiet[0], "relations", "none")]),
        ],
    )
    return claims, section
