"""The counterfactual in words, for the terminal and the report: two readings, each with what it means and does not."""

from __future__ import annotations

import math
from textwrap import wrap

from sim.counterfactual.carried import CAVEAT, Divergence, SameDecisions, Undecided, undecided
from sim.counterfactual.columns import columns
from sim.counterfactual.measures import MEASURES, Measure, shown, shown_difference
from sim.counterfactual.model_runs import ModelOnly
from sim.drill.session import Session

_WIDTH = 100
NO_REPLIES = (
    "Where no share of replies that contradict the line is told, no reply was published: contradictions in statements "
    "and injects are no replies and are not in that share."
)


def titled(one: Measure) -> str:
    """Return the title of a measure; a first statement is one on the main topic of the crisis."""
    if one.name != "first_statement":
        return one.title
    return one.title.replace("First official statement", "First official statement on the main topic")


def counterfactual_text(session: Session, same: SameDecisions, model: ModelOnly | None) -> str:
    """Return what the answers did, and both readings, as a text; they are never mixed."""
    parts = [CAVEAT, "", *_nobody(undecided(session)), "", *_same(session, same)]
    if model is not None:
        parts += ["", *_model(model)]
    return "\n".join(parts)


def came_up(same: SameDecisions) -> str:
    """Return how the decisions of both runs ended, in a sentence for each whose counts add up."""
    here, there = same.decisions
    mine = [
        _part(same.carried, "was answered and carried over", "were answered and carried over"),
        _part(same.unmatched, "answered one has no counterpart there", "answered ones have no counterpart there"),
        _part(same.here.defaulted, "was left to its default here", "were left to their defaults here"),
        _part(same.here.open, "was still open here at the end", "were still open here at the end"),
    ]
    theirs = [
        _part(same.there.answered, "with an answer carried over", "with an answer carried over"),
        _part(same.there.defaulted, "left to its default there", "left to their defaults there"),
        _part(same.there.open, "still open there at the end", "still open there at the end"),
    ]
    noun = "decision" if here == 1 else "decisions"
    return f"{_counted(f'{here} {noun} came up here', mine)}; {_counted(f'{there} came up there', theirs)}."


def _part(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}" if number else ""


def _counted(head: str, parts: list[str]) -> str:
    told = [part for part in parts if part]
    return f"{head}: {', '.join(told)}" if told else head


def diverged(session: Session, first: Divergence) -> str:
    """Return what the first difference was; one of before the drill is nothing that its players did."""
    if first.at >= session.begins:
        return first.what
    return f"before the drill began: the other organisation had already worked differently ({first.what})"


def work(one: Measure, here: float, nobody: float) -> str:
    """Return what the players' answers did to a measure: with them, against nobody at the table."""
    if math.isinf(here) or math.isinf(nobody):
        return "-" if math.isinf(here) and math.isinf(nobody) else f"reached only with{'out' * math.isinf(here)} them"
    return shown_difference(one, here - nobody)


def _nobody(other: Undecided) -> list[str]:
    lines = ["   What the players' answers did: the same drill with nobody at the table, all decisions by default", ""]
    values = [(one, *other.values[one.name]) for one in MEASURES]
    rows = [[titled(one), shown(one, here), shown(one, there), work(one, here, there)] for one, here, there in values]
    return lines + columns(("", "this drill", "nobody there", "the answers' work"), rows, width=_WIDTH)


def _same(session: Session, same: SameDecisions) -> list[str]:
    own = session.drill.organisation.name
    lines = [f"A  Your decisions, other plumbing: the same choices and thinking times in '{same.organisation}'", ""]
    rows = []
    for one in MEASURES:
        here, there = same.values[one.name]
        gap = _gap(here, there)
        difference = shown_difference(one, gap) if math.isfinite(gap) else "-"
        rows.append([titled(one), shown(one, here), shown(one, there), difference])
    lines += columns(("", own, same.organisation, "difference"), rows, width=_WIDTH)
    lines += ["", *_wrapped("Cases, replies, mentions and exposure are counted from the drill's beginning on.")]
    if any(math.isnan(share) for share in same.values["contradicting"]):
        lines += _wrapped(NO_REPLIES)
    lines += _wrapped(came_up(same))
    if same.divergence is None:
        lines += _wrapped("No difference anywhere: every case went the same way at the same instants.")
    else:
        at = session.drill.scenario.clock.local(same.divergence.at)
        lines += _wrapped(f"First point of divergence: {at:%a %H:%M}, {diverged(session, same.divergence)}.")
    for reason in same.without_effect:
        lines += _wrapped(f"Without effect there: {reason}.")
    return lines


def _model(model: ModelOnly) -> list[str]:
    lines = [
        *_under("C  ", f"Model only: {model.runs} runs on other draws of the crisis, in which the model's own people "
                "decide"), "",
    ]  # fmt: skip
    rows = []
    for one in MEASURES:
        placed = model.own[one.name]
        span = f"{shown(one, placed.median)} ({shown(one, placed.low)} to {shown(one, placed.high)})"
        rank = "-" if math.isnan(placed.percentile) else f"{placed.percentile:.0f}"
        rows.append([titled(one), shown(one, placed.drill), span, rank])
    lines += columns(("", "this drill", "runs: median (80 %)", "percentile"), rows, width=_WIDTH)
    lines += ["", *_wrapped(
        f"{model.other} against {model.organisation} in those runs, paired, with 95 % intervals"
    ), ""]  # fmt: skip
    paired = [[titled(one), _interval(one, model.differences[one.name])] for one in MEASURES]
    lines += columns(("", "difference"), paired, width=_WIDTH)
    lines += ["", *_wrapped(
        "Times that were not reached within the drill are left out of these differences; the percentile counts them as "
        "later than all others."
    )]  # fmt: skip
    return lines


def _interval(one: Measure, found: tuple[float, float, float]) -> str:
    mean, low, high = (shown_difference(one, value) for value in found)
    return "-" if math.isnan(found[0]) else f"{mean} ({low} to {high})"


def _gap(here: float, there: float) -> float:
    return there - here if math.isfinite(here) and math.isfinite(there) else math.nan


def _wrapped(text: str) -> list[str]:
    return _under("   ", text)


def _under(first: str, text: str) -> list[str]:
    return wrap(text, _WIDTH, initial_indent=first, subsequent_indent="   ")
