"""Channel specialists: against one manager with newcomers, against a pool of the same people, with and without flex."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from docs.claims import figures, pages
from docs.claims.bench import Bench, block
from docs.claims.pages import Assurance, Page, Section
from docs.claims.verdicts import HEAD, Claim, Row, named, paired, sentence
from sim.organisation.organisation import Organisation
from sim.scenario.files import Loaded
from sim.scenario.model import Scenario
from sim.scenario.variants import at_load

CLAIMED: Final = """\
Thrasyvoulou and Samuelson (2020, "Time for CSMOs") argue for a Chief Social Media Officer who leads *hyper-specialists*,
one for X, one for Facebook, one for Reddit, one for LinkedIn: more attention and yield per channel, and much more
efficient than one manager for all. The days of putting newcomers in charge are over; much can be trained, training never
ends, and consistency grows with time. What is argued against: newcomers, and one generalist for all channels.

Our reading of it: a desk per channel, each with its own queue; specialists take .85 of the time on their channel and
1.3 times as long elsewhere, and make fewer errors there. The counter-question is ours: the same people at *one* desk,
without channel skills, help each other. Training pays in the model by few errors; that it never ends costs nothing in
it."""

PEOPLE_SKILLS: Final = tuple(
    (
        f"      skills: {{channels: {{{channel}: {{value: 1.18, mark: A, range: [1, 1.35]}}}}, elsewhere: {{value: .77, mark: A, range: [.7, 1]}}}}\n",
        "",
    )
    for channel in ("x", "facebook", "reddit", "linkedin")
)
ONE_DESK: Final = """\
structure:
  # One desk for all channels; the other desks stay without one, because 'like' adds and takes nothing away.
  desks:
    x: {channels: all, members: [specialist, analyst]}
    facebook: {members: [analyst]}
    reddit: {members: [analyst]}
    linkedin: {members: [analyst]}
  positions: x
"""
FLEX: Final = "    crisis:\n"
LOADS: Final = (0.5, 1.0, 2.0)
SKILLS: Final = (1.0, 1.18, 1.5, 2.0)
ONE_HOUR, CONTRADICTING = named("answered_1h", "contradicting")


def _skewed() -> str:
    """Return the shocks of Southwest 1380, all of them on x."""
    from sim.scenario.files import SCENARIO, find

    lines = find("southwest-1380", SCENARIO).read_text(encoding="utf-8").splitlines()
    start = next(k for k, line in enumerate(lines) if line.startswith("  shocks:"))
    end = next(k for k, line in enumerate(lines) if k > start and not line.startswith("   "))
    kept = [line for line in lines[start:end] if not line.strip().startswith("source:")]
    moved = ["      channel: x" if line.strip().startswith("channel:") else line for line in kept]
    return "spread:\n" + "\n".join(moved) + "\n"


def page(bench: Bench, folder: Path) -> Page:
    """Run the experiments and return the page."""
    crisis = bench.scenario("southwest-1380")
    skewed = bench.scenario_like("southwest-1380", "all-on-x", "Southwest 1380, all shocks on x", _skewed())
    base = bench.organisation("channel-specialists")
    manager = bench.organisation("one-manager")
    flex = bench.organisation_like("channel-specialists", "specialists-flex", "Specialists who flex in crisis", "structure:\n" + block("channel-specialists", "modes", (FLEX, FLEX + "      flex: true\n")))
    pool = bench.organisation_like("channel-specialists", "pool", "Pool of the same people", ONE_DESK + "resources:\n" + block("channel-specialists", "people", *PEOPLE_SKILLS))
    kinds = [base, manager, pool, flex]
    crises = {"as it is": crisis, "all on x": skewed}
    studies = {name: bench.study(one, kinds) for name, one in crises.items()}
    sure = {name: bench.sure(studies[name], one, kinds) for name, one in crises.items()}
    loads = {name: {f"x {load:g}": bench.point(at_load(one.model, load), kinds) for load in LOADS} for name, one in crises.items()}

    def over_loads(rival: str, own: str = "channel-specialists") -> list[Row]:
        family = len(LOADS) * len(crises)
        return [row for name in crises for where, study in loads[name].items() for row in paired(study, rival, [own], [ONE_HOUR], family=family, where=f"{name}, load {where}")]

    manager_rows = paired(studies["as it is"], "one-manager", ["channel-specialists"], HEAD)
    by_name = {str(row["metric"]): row for row in manager_rows}
    claims = [
        Claim("Specialists are much more efficient than one manager for all channels: answers", "more answered within 1 h than *one-manager*", [by_name["answered_1h"]], 1),
        Claim("... and work", "fewer staff hours, likewise", [by_name["staff_hours"]], -1),
        Claim("Trained people are more consistent than newcomers", "fewer contradicting replies than *one-manager*", [by_name["contradicting"]], -1),
        Claim("Specialists beat the same people in a pool without channel skills", "more answered within 1 h than *pool*, at every load, in both mixes", over_loads("pool"), 1, ours=True),
        Claim("Specialists who help each other in crisis beat those who do not", "more answered within 1 h with flex than without, at every load, in both mixes", over_loads("channel-specialists", "specialists-flex"), 1, ours=True),
        Claim("... and beat the pool", "more answered within 1 h with flex than *pool*, likewise", over_loads("pool", "specialists-flex"), 1, ours=True),
    ]
    titles = {one.model.name: one.model.title for one in kinds}
    labels = {f"{name} {where}": study for name in crises for where, study in loads[name].items()}
    panels = [figures.sweeped(metric, loads[name], titles) for name in crises for metric in (ONE_HOUR, CONTRADICTING)]
    path = figures.write(figures.sweep_figure(panels[:2], "load, as a factor", f"Southwest 1380 as it is, {bench.settings.points} replications a point, seed {bench.settings.seed}."), folder, "specialists-load")
    path_skewed = figures.write(figures.sweep_figure(panels[2:], "load, as a factor", f"Southwest 1380 with all shocks on x, {bench.settings.points} replications a point, seed {bench.settings.seed}."), folder, "specialists-skewed")
    first = Section(
        "Against one manager with newcomers",
        [
            "*Question:* what do the authors' two alternatives differ by? *one-manager*: eleven newcomers at one desk, one manager who approves from L2; it is cheaper, and people, skills and authority differ with it.",
            pages.headline_table([row | {"interval": "95 %"} for row in manager_rows]),
            pages.bullets([sentence(row, "specialists", "one manager") for row in manager_rows]),
        ],
    )
    second = Section(
        "Against a pool of the same people, and with flex",
        [
            "*Question:* does the speed on one's own channel outweigh what is lost because desks do not help each other, and how does that depend on load and on the mix of channels? *pool*: the same people at one desk, skill 1 on every channel. *specialists-flex*: as shipped, but in crisis mode whoever is free helps at any desk; the hand-over in crisis is the same. *All on x*: every shock of the crisis is on one channel.",
            pages.picture(path, "Answered within 1 h and contradicting replies over the load, crisis as it is"),
            pages.picture(path_skewed, "The same with all shocks on x"),
            pages.values_table(labels, (ONE_HOUR, CONTRADICTING, *HEAD[3:]), "mix and load", titles),
            pages.bullets([sentence(row, "specialists", "the pool") for row in claims[3].rows]),
            pages.bullets([sentence(row, "flex", "no flex") for row in claims[4].rows]),
        ],
    )
    skill = _skill(bench, folder, crisis, pool)
    return Page(
        "channel-specialists",
        "Channel specialists: a desk per channel",
        CLAIMED,
        [*claims, *skill[0]],
        [first, second, skill[1]],
        [Assurance(f"{rival} against channel-specialists, {name}", sure[name], rival) for name, rival in (("as it is", "one-manager"), ("as it is", "pool"), ("all on x", "pool"), ("as it is", "specialists-flex"))],
        ["That continuous training keeps errors low is built into the model by `months_since_drill`; what it costs is not."],
    )


def _skill(
    bench: Bench, folder: Path, crisis: Loaded[Scenario], pool: Loaded[Organisation]
) -> tuple[list[Claim], Section]:
    variants = []
    for skill in SKILLS:
        pairs = [(old, old.replace("{value: 1.18, mark: A, range: [1, 1.35]}", f"{skill:g}")) for old, _ in PEOPLE_SKILLS]
        variants.append(bench.organisation_like("channel-specialists", f"own-channel-{skill:g}", f"Skill {skill:g} on the own channel", "resources:\n" + block("channel-specialists", "people", *pairs)))
    study = bench.study(crisis, [pool, *variants])
    rows = paired(study, "pool", [one.model.name for one in variants], HEAD, where="{}")
    at = [row for row in rows if row["metric"] == "answered_1h"]
    won = [skill for skill, row in zip(SKILLS, at, strict=True) if row["low"] > 0]
    claims = [Claim("Enough skill on one's own channel outweighs the split queues", "more answered within 1 h than *pool* with twice the speed on the own channel", [at[-1]], 1, ours=True)]
    pieces = {f"{skill:g}": pages.alone(study, one.model.name) for skill, one in zip(SKILLS, variants, strict=True)}
    flat = {f"{skill:g}": pages.alone(study, "pool") for skill in SKILLS}
    panels = []
    for metric in (ONE_HOUR, CONTRADICTING, HEAD[3]):
        mine, theirs = figures.sweeped(metric, pieces, {"same": "Specialists"}), figures.sweeped(metric, flat, {"same": "Pool of the same people"})
        panels.append(figures.Sweeped(metric, mine.labels, {**mine.means, **theirs.means}))
    path = figures.write(figures.sweep_figure(panels, "speed on the own channel (1: as anybody)", f"Southwest 1380, {bench.settings.replications} replications, seed {bench.settings.seed}; speed .77 on all other channels."), folder, "specialists-skill")
    told = f"from a speed of {won[0]:g} on" if won else "at none of these speeds"
    return claims, Section(
        "How much faster a specialist must be",
        [
            "*Question:* from which speed on the own channel do specialists beat the pool? Only that number is changed.",
            pages.many_table(rows, HEAD, "pool → ..."),
            pages.picture(path, "Answered within 1 h, contradicting replies and never answered over the speed on the own channel"),
            f"Specialists without flex answer clearly more within 1 h than the pool {told} (of {', '.join(f'{skill:g}' for skill in SKILLS)}).",
        ],
    )
