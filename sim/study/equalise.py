"""A fair comparison: organisations get the baseline's headcount, payroll or coverage, and keep their structure.

Only `resources` are changed: how many people of one role there are, when they work, who is on call. What cannot be made
equal in this way is refused, with the reason: a comparison that is nearly fair reads like a fair one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sim.errors import SpecError
from sim.organisation.organisation import Organisation
from sim.scenario.files import ORGANISATION, organisation_from_document
from sim.spec import Document
from sim.study import posts
from sim.study.edits import node_at, plain_at, taken_from, with_value

How = Literal["none", "headcount", "payroll", "coverage"]
HOWS: Final[tuple[How, ...]] = ("none", "headcount", "payroll", "coverage")
# What may remain, as a share of the baseline's total, where whole posts do not give it.
TOLERANCE: Final = 0.05
_MOST: Final = 1000
_UNITS: Final = {"headcount": "posts", "payroll": "pay a week", "coverage": "posts"}


@dataclass(frozen=True)
class Change:
    """One thing that was changed: whose, what, and from what to what."""

    organisation: str
    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Equalised:
    """Organisations with equal resources.

    Attributes:
        how: What was made equal.
        documents: In their order, the baseline first; what was not changed keeps its mark.
        changes: Everything that was changed.
        totals: What was to be equal, of each organisation: before and after.
        hours: Hours a week at the desks, likewise, where coverage was made equal.
    """

    how: How
    documents: tuple[Document, ...]
    changes: tuple[Change, ...]
    totals: dict[str, tuple[float, float]]
    hours: dict[str, tuple[float, float]]


class _CannotError(Exception):
    """Why an organisation cannot be made equal."""


def equalise(documents: Sequence[Document], how: How) -> Equalised:
    """Return the organisations with resources like those of the first one.

    `headcount`: as many posts, weighted by attention, and `payroll`: the same pay for the calendar hours of a week, by
    more or fewer people of the most numerous role that works at desks and approves nothing. `coverage`: as many posts,
    that role around the clock in three shifts, and whoever approves on call, paged as in the first; hours and on call
    hold for the first organisation too.

    Args:
        documents: Of checked organisations; the first is the baseline.
        how: What is made equal; `none` changes nothing.

    Raises:
        SpecError: With one line for each organisation that cannot be made equal by its resources alone.
    """
    if how == "none":
        return Equalised(how, tuple(documents), (), {}, {})
    before = [organisation_from_document(document) for document in documents]
    made, changes, faults = list(documents), list[Change](), list[str]()
    try:
        if how == "coverage":
            made[0], changes = _covered(made[0], before[0], made[0])
            _refuse_gaps(organisation_from_document(made[0]))
    except _CannotError as reason:
        raise SpecError([_refusal(before[0].name, how, reason)]) from reason
    baseline = organisation_from_document(made[0])
    fitting = [baseline.name]
    for place in range(1, len(documents)):
        try:
            made[place], own = _equal(made[place], before[place], baseline=baseline, first=made[0], how=how)
        except _CannotError as reason:
            faults.append(_refusal(before[place].name, how, reason))
        else:
            changes += own
            fitting.append(before[place].name)
    if faults:
        raise SpecError([*faults, *_ways_out(fitting, how)])
    pairs = [(old, organisation_from_document(new)) for old, new in zip(before, made, strict=True)]
    size = _size(how)
    totals = {old.name: (size(old), size(new)) for old, new in pairs}
    hours = {old.name: (posts.desk_hours(old), posts.desk_hours(new)) for old, new in pairs if how == "coverage"}
    return Equalised(how, tuple(made), tuple(changes), totals, hours)


def _size(how: How) -> Callable[[Organisation], float]:
    """Return what is matched by the number of people."""
    return posts.weekly_cost if how == "payroll" else posts.headcount


def _refusal(name: str, how: How, reason: Exception) -> str:
    return f"{name} cannot be equalised by {how}: {reason}"


def _ways_out(fitting: Sequence[str], how: How) -> list[str]:
    """Return what can be called instead: the others alone, or another baseline."""
    rest = " ".join(f"--org {_word(name)}" for name in fitting)
    told = [f"without them: {rest} --equalise {how}"] if len(fitting) > 1 else []
    return told if how == "coverage" else [*told, "who is named first is the baseline and stays as it is"]


def _word(name: str) -> str:
    return f"'{name}'" if " " in name else name


def _equal(
    document: Document, model: Organisation, *, baseline: Organisation, first: Document, how: How
) -> tuple[Document, list[Change]]:
    """Return an organisation like the baseline, and what was changed."""
    changes: list[Change] = []
    if how == "coverage":
        document, changes = _covered(document, model, first)
        model = organisation_from_document(document)
    size = _size(how)
    role, target = _role(model), size(baseline)
    place = posts.entry_of(model, role)
    count = model.resources.people[place].count
    wanted = count + round((target - size(model)) / posts.mean_of(model, place, pay=how == "payroll"))
    if wanted != count:
        document, change = _resized(document, model, role=role, place=place, wanted=wanted)
        changes.append(change)
    left = target - size(organisation_from_document(document))
    if abs(left) > TOLERANCE * target + 1e-9:
        raise _CannotError(
            f"with {wanted} of the role '{role}' it would have {_share(left, target)} {'less' if left > 0 else 'more'}"
            f" than the baseline's {_number(target)} {_UNITS[how]}; whole posts come no nearer, and"
            f" {100 * TOLERANCE:.0f} % is allowed"
        )
    if how == "coverage":
        _refuse_gaps(organisation_from_document(document))
    return document, changes


def _role(model: Organisation) -> str:
    role = posts.desk_role(model)
    if role is None:
        raise _CannotError("each role that works at its desks approves too, and approvers stay who they are")
    return role


def _resized(document: Document, model: Organisation, *, role: str, place: int, wanted: int) -> tuple[Document, Change]:
    """Return the organisation with another number of people in one entry, all others where they were."""
    held = sum(person.role == role for person in model.people())
    count = model.resources.people[place].count
    total = held + wanted - count
    told = f"the role '{role}' would need {total} people instead of {held}"
    named = posts.named(model, role)
    shown = f"the structure names {', '.join(repr(party) for party in named)}"
    least = max(3 if "3x8" in model.resources.people[place].calendar else 1, _desks(model, role))
    if wanted < 1:
        raise _CannotError(f"even without anybody of the role '{role}', {held} now, it would have too much")
    if total < least:
        raise _CannotError(f"{told}, and at least {least} are needed: one at each desk and on each shift")
    if wanted > _MOST:
        raise _CannotError(f"{told}, and {_MOST} of one kind is the most that a file may have")
    changed = with_value(document, ("resources", "people", place, "count"), wanted)
    try:
        after = organisation_from_document(changed)
    except SpecError as error:
        raise _CannotError(f"{told}, but {shown}") from error
    if _seats(after, named) != _seats(model, named):
        raise _CannotError(f"{told}, but {shown}, who would then be others")
    idle = total - held - len(posts.at_desks(after)) + len(posts.at_desks(model))
    if idle:
        raise _CannotError(f"{told}, but whoever is added would sit at no desk: {shown}")
    return changed, Change(model.name, role, str(held), str(total))


def _desks(model: Organisation, role: str) -> int:
    """Return at how many desks people of a role work."""
    desks = model.structure.desks.values()
    return sum(any(p.role == role for party in desk.members for p in model.members(party)) for desk in desks)


def _seats(model: Organisation, parties: Sequence[str]) -> list[list[int]]:
    """Return by which entries the people are there whom the structure names one by one."""
    place = posts.entries_by_name(model)
    return [[place[person.name] for person in model.members(party)] for party in parties]


def _covered(document: Document, model: Organisation, first: Document) -> tuple[Document, list[Change]]:
    """Return an organisation whose desk role works around the clock and whose approvers are on call."""
    role, deciding = _role(model), posts.approvers(model)
    changes: list[Change] = []
    place = posts.entries_by_name(model)
    approving = {place[person.name] for person in model.people() if person.name in deciding}
    called, before = [], []
    for number, entry in enumerate(model.resources.people):
        if entry.role == role and entry.calendar != ["3x8"]:
            document = with_value(document, ("resources", "people", number, "calendar"), "3x8")
            before.append(" and ".join(entry.calendar))
        if number in approving and not entry.on_call:
            document = with_value(document, ("resources", "people", number, "on_call"), True)
            called.append(entry.role)
    if before:
        changes.append(Change(model.name, f"calendar of {role}", ", ".join(dict.fromkeys(before)), "3x8"))
    if called:
        changes.append(Change(model.name, f"on call of {', '.join(dict.fromkeys(called))}", "no", "yes"))
    document, paging = _paged(document, first)
    changes += [Change(model.name, "paging", before, after) for before, after in paging]
    return document, changes


def _paged(document: Document, first: Document) -> tuple[Document, list[tuple[str, str]]]:
    """Return the organisation with the paging of the first one, or of the defaults, and what that changed."""
    path = ("resources", "on_call")
    if not any(entry.get("on_call") for entry in plain_at(document, ("resources", "people"))):
        return document, []
    source, whose = (first, "as in the baseline") if node_at(first, path) else (ORGANISATION.defaults, "as by default")
    if plain_at(document, path) == plain_at(source, path):
        return document, []
    before = "otherwise" if node_at(document, path) else "none"
    return taken_from(document, source, path), [(before, whose)]


def _refuse_gaps(model: Organisation) -> None:
    """Raise where a desk of the role that works in shifts would stand empty in one."""
    role = _role(model)
    missing = next(posts.shifts_missing(model, role), None)
    if missing is not None:
        raise _CannotError(f"nobody of the role '{role}' would be at desk '{missing[0]}' in the shift {missing[1]}")


def change_lines(equalised: Equalised) -> list[str]:
    """Return what was changed, one line an organisation, with what remains of the difference."""
    names = list(equalised.totals)
    if not names:
        return []
    target = equalised.totals[names[0]][1]
    what = ", three shifts at the desks and approvers on call" if equalised.how == "coverage" else ""
    size = f"{_number(target)} {_UNITS[equalised.how]}"
    lines = [f"Resources equalised by {equalised.how} to {names[0]}: {size}{what}. Structures are untouched."]
    width = max(len(name) for name in names)
    for name in names:
        told = [f"{c.what} {c.before} -> {c.after}" for c in equalised.changes if c.organisation == name]
        if name != names[0] or told:
            sums = [_remains(equalised, name, target), *_at_desks(equalised, name)]
            lines.append(f"  {name:{width}}  {'; '.join([*(told or ['nothing to change']), *sums])}")
    return lines


def _remains(equalised: Equalised, name: str, target: float) -> str:
    before, after = equalised.totals[name]
    moved = f"{_UNITS[equalised.how]} {_moved(before, after)}"
    left = target - after
    if abs(left) < 1e-9 * target:
        return moved
    return f"{moved}, {_number(abs(left))} ({_share(left, target)}) {'less' if left > 0 else 'more'} than the baseline"


def _at_desks(equalised: Equalised, name: str) -> list[str]:
    return [f"hours a week at the desks {_moved(*equalised.hours[name])}"] if name in equalised.hours else []


def _moved(before: float, after: float) -> str:
    return _number(after) if before == after else f"{_number(before)} -> {_number(after)}"


def _share(left: float, target: float) -> str:
    return f"{100 * abs(left) / target:.1f} %"


def _number(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 or number == int(number) else f"{number:.1f}"
