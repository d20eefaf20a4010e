"""What two files are to each other: can this organisation meet this crisis, and what do two organisations share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from sim.errors import did_you_mean
from sim.fields import one_of
from sim.organisation.organisation import Organisation, chain_of
from sim.organisation.structure import Structure
from sim.scenario.files import default_channels, default_kinds
from sim.scenario.model import Scenario
from sim.scenario.work import members_of


def check_pair(scenario: Scenario, organisation: Organisation) -> list[str]:
    """Return what makes a run of this pair impossible, in sentences; an empty list means that it can run."""
    unknown = [*_unknown(scenario, organisation), *_unknown_kinds(scenario, organisation)]
    return [*unknown, *_untaken(scenario, organisation), *_own_drafts(organisation)]


def _watched(scenario: Scenario, organisation: Organisation) -> list[str]:
    watched = organisation.structure.monitoring.watched
    return [name for name in scenario.channels if watched == "all" or name in watched]


def _unknown(scenario: Scenario, organisation: Organisation) -> Iterator[str]:
    """Channels that neither this crisis nor the defaults know; an organisation may name more than one crisis has."""
    structure, allowed = organisation.structure, sorted({*scenario.channels, *default_channels()})
    named = [] if structure.monitoring.watched == "all" else [("monitoring.watched", structure.monitoring.watched)]
    for name, desk in structure.desks.items():
        if desk.channels != "all":
            named.append((f"desks.{name}.channels", desk.channels))
    for path, channels in named:
        for channel in channels:
            if channel not in allowed:
                near = did_you_mean(channel, allowed)
                yield (
                    f"{organisation.name}: structure.{path}: neither {scenario.name} nor the defaults have a channel "
                    f"'{channel}'; they have {one_of(allowed).replace(' or ', ' and ')}{near}"
                )
    if not _watched(scenario, organisation):
        yield f"{organisation.name} watches no channel of {scenario.name}: {one_of(list(scenario.channels))}"


def _unknown_kinds(scenario: Scenario, organisation: Organisation) -> Iterator[str]:
    """Kinds that a desk takes and that neither this crisis nor the defaults know."""
    allowed = sorted({*scenario.kinds, *default_kinds()})
    for name, desk in organisation.structure.desks.items():
        for kind in desk.kinds:
            if kind not in allowed:
                near = did_you_mean(kind, allowed)
                yield (
                    f"{organisation.name}: structure.desks.{name}.kinds: neither {scenario.name} nor the defaults have "
                    f"a kind '{kind}'; they have {one_of(allowed).replace(' or ', ' and ')}{near}"
                )


def _untaken(scenario: Scenario, organisation: Organisation) -> Iterator[str]:
    for channel in _watched(scenario, organisation):
        if organisation.desk_of(channel) is None:
            yield (
                f"no desk of {organisation.name} takes '{channel}', a channel of {scenario.name}; list it at a desk, "
                "write 'channels: all' at one, or leave it out of structure.monitoring.watched"
            )


def _own_drafts(organisation: Organisation) -> Iterator[str]:
    """Nobody approves a draft of their own: where one person is all there is, a case would wait for ever."""
    structure = organisation.structure
    for name, desk in structure.desks.items():
        authors = {person.name for person in members_of(organisation, desk)}
        if len(authors) > 1 or structure.stages.draft is None:
            continue
        stuck = {
            party
            for level in range(1, 5)
            for step in chain_of(desk, structure, level)
            for party in ([step.role] if step.role is not None else step.all_of or [])
            if step.timeout is None and {person.name for person in organisation.members(party)} == authors
        }
        for party in sorted(stuck):
            yield (
                f"{organisation.name}: only {one_of(sorted(authors))} drafts at desk '{name}' and only the same person "
                f"is '{party}'; nobody approves a draft of their own, so add a person or a time-out"
            )


def differences_sentence(a: Organisation, b: Organisation) -> str:
    """Return one sentence that says what two organisations share and where they differ; it is true of any two."""
    names = f"{a.name} and {b.name}"
    structure = _listed([_STRUCTURE[f] for f in Structure.model_fields if _differ(a.structure, b.structure, f)])
    resources = _listed([word for word, differ in _RESOURCES.items() if differ(a, b)])
    posts = f"{len(a.people())} posts"
    if not resources and not structure:
        return f"{names} are the same in structure and in resources."
    if not resources:
        same = f"the same resources ({posts}, calendars, on-call, skills and pay)"
        return f"{names} have {same}; they differ only in {structure}."
    if not structure:
        return f"{names} have the same structure; their resources differ in {resources}."
    return (
        f"{names} differ in resources too ({resources}), not only in {structure}: "
        "a difference between them is not due to the structure alone."
    )


def _differ(a: Structure, b: Structure, field: str) -> bool:
    return bool(getattr(a, field) != getattr(b, field))


def _posts(organisation: Organisation) -> Counter[str]:
    return Counter(person.role for person in organisation.people())


def _role_differs(field: str) -> Callable[[Organisation, Organisation], bool]:
    """Whether people of a role that both have differ in a field; roles that one lacks are a matter of posts."""

    def differ(a: Organisation, b: Organisation) -> bool:
        tables: list[dict[str, set[str]]] = []
        for organisation in (a, b):
            table: dict[str, set[str]] = {}
            for person in organisation.people():
                table.setdefault(person.role, set()).add(repr(getattr(person.entry, field)))
            tables.append(table)
        return any(tables[0][role] != tables[1][role] for role in tables[0].keys() & tables[1].keys())

    return differ


def _paging_differs(a: Organisation, b: Organisation) -> bool:
    return _role_differs("on_call")(a, b) or a.resources.on_call != b.resources.on_call


_STRUCTURE = {
    "monitoring": "what they watch",
    "desks": "where cases queue",
    "positions": "which desk writes positions",
    "stages": "the time that work takes",
    "authority": "who may publish alone",
    "approval": "who must approve",
    "redraft": "the time of redrafts",
    "handover": "how work is handed over",
    "meetings": "meetings",
    "line": "how a new line is told",
    "templates": "templates",
    "alignment": "alignment",
    "stance": "the tone of statements",
    "modes": "how they switch to crisis mode",
    "cadence": "which short meetings take people away",
    "overhead": "what coordination costs",
    "duplicates": "how often a case is worked on twice",
    "briefings": "how they are briefed",
    "fact_authority": "who answers for facts",
    "judging": "how severity is judged",
    "employees": "what other employees do",
    "relations": "the relations with multipliers",
    "reply_quality": "what makes a reply good",
    "root_cause": "who may have causes mended",
    "queue_order": "the order of queues",
}
_RESOURCES: dict[str, Callable[[Organisation, Organisation], bool]] = {
    "posts": lambda a, b: _posts(a) != _posts(b),
    "second roles": _role_differs("also"),
    "calendars": _role_differs("calendar"),
    "on-call": _paging_differs,
    "attention": _role_differs("attention"),
    "skills": _role_differs("skills"),
    "tenure": _role_differs("tenure_months"),
    "drills": _role_differs("months_since_drill"),
    "own meetings": _role_differs("in_meetings"),
    "familiarity with crises": _role_differs("unfamiliar"),
    "training": lambda a, b: a.resources.training != b.resources.training,
    "pay": _role_differs("wage"),
    "the end of a shift": lambda a, b: (
        (a.resources.at_shift_end, a.resources.reread) != (b.resources.at_shift_end, b.resources.reread)
    ),
    "shift hand-offs": lambda a, b: a.resources.shift_handoff != b.resources.shift_handoff,
    "holidays": lambda a, b: a.resources.holidays != b.resources.holidays,
}


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1] if words else ""
