"""Errors put into the engine on purpose: each must be seen by the comparison with the reference engine.

A mutation is a text of one file and what replaces it. The list is a check of the check: if one of them went unseen, the
random pairs would not reach that rule.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutation:
    """One error: the rule that it breaks, its file under sim/response, the text, and the wrong text."""

    rule: str
    file: str
    right: str
    wrong: str


MUTATIONS = (
    Mutation("the queue is ordered by level", "desks.py", "(1, -case.level, case.minus_reach, now,", "(1, 0, case.minus_reach, now,"),
    Mutation("the queue is ordered by reach", "desks.py", "(1, -case.level, case.minus_reach, now,", "(1, -case.level, 0.0, now,"),
    Mutation("the reach of a mention that joined counts in queues", "aging.py", "case.minus_reach = -case.reach", "pass"),
    Mutation("a returned job goes to the head", "desks.py", "entry = (0, rank[1]", "entry = (1, rank[1]"),
    Mutation("nobody approves their own draft", "desks.py", "author = item.case.author if queue.approval else None", "author = None"),
    Mutation("the best skill comes first", "desks.py", "key=lambda person: -person.plan.skill", "key=lambda person: person.plan.skill"),
    Mutation("only paged levels are taken by who answers a page", "desks.py",
             "in person.answering and self.is_paged(item.rank)", "in person.answering"),
    Mutation("a rejected draft is drafted faster", "run.py",
             "factor * self._structure.redraft if case.rejections else factor", "factor"),
    Mutation("a template makes drafting faster", "run.py", "factor *= self._templates.factor", "factor *= 1.0"),
    Mutation("a template may be published alone up to its level", "approval.py", "case.level <= templates.alone_up_to", "True"),
    Mutation("an author publishes alone up to their authority", "approval.py", ">= case.level:\n            return ()", "> case.level:\n            return ()"),
    Mutation("a meeting decides at its next start", "approval.py", "bisect_right(starts, self.env.instant)", "bisect_right(starts, self.env.instant) + 1"),
    Mutation("a case of L3 is not given up", "aging.py", "or case.level >= 3:\n            return False", "or case.level >= 4:\n            return False"),
    Mutation("nobody gives up while somebody works on the case", "aging.py",
             'if case.state == "open" and not self.desks.worked_on(case):', 'if case.state == "open":'),
    Mutation("a joined case drifts faster", "aging.py", "case.hazard_left, case.hazard_since = max(0.0, left), now", "case.hazard_since = now"),
    Mutation("all_of waits for all", "approval.py", 'item.step.kind == "all_of" and case.outcome == "approved"', 'False and case.outcome == "approved"'),
    Mutation("consent is an approval", "approval.py", '"consent" if step.on_timeout == "consent" else "escalated"', '"escalated"'),
    Mutation("a night case may wait for the morning", "run.py", "return next_duty(case.desk.duty, now) + delay", "return now + delay"),
    Mutation("a fact is confirmed at its time", "run.py", 'now < self.line.facts[case.fact].confirmed', 'now < 0'),
    Mutation("statements do not multiply", "effects.py", "damping, backfire = min(damping, effect), max(backfire, effect)",
             "damping, backfire = damping * min(1.0, effect), max(backfire, effect)"),
    Mutation("lost credibility comes back", "effects.py", "return 1.0 - self._deficit * fading", "return 1.0 - self._deficit"),
    Mutation("a statement fades", "effects.py", "return max(0.0, 1.0 - (age - self._table.lasts) / self._table.fades)", "return 1.0"),
    Mutation("a corrected backfire ends", "effects.py", "if b.desk != desk]", "if True]"),
    Mutation("an older line is stale", "line.py", "case.stale = case.version < line.version", "case.stale = case.version + 1 < line.version"),
    Mutation("unreviewed answers may be misaligned", "line.py", "and not case.reviewed", "and case.reviewed"),
    Mutation("a desk hears at the next sync", "line.py", "(math.floor(now / self._rule.sync) + 1)", "math.floor(now / self._rule.sync)"),
    Mutation("an overtaken position is dropped", "line.py", "line.fact > case.fact or line.position_on == case.fact", "line.position_on == case.fact"),
    Mutation("a contradiction counts once a desk and version", "line.py", "line.contradicted.add((case.desk.index, line.version))", "pass"),
    Mutation("an unavailable person does not answer", "paging.py", ">= self.paging.unavailable", ">= 0.0"),
    Mutation("the next attempt calls the next person", "paging.py", "queue.page_attempt += 1", "queue.page_attempt += 0"),
    Mutation("a job handed over is read again", "jobs.py", "(watch.end - now) + reread", "(watch.end - now)"),
    Mutation("a job rests at most 24 h", "jobs.py", "LONGEST_REST: Final = 1440.0", "LONGEST_REST: Final = 14400.0"),
    Mutation("an answered thread spreads less", "mentions.py", "self.run.effects.reply if answered else 1.0", "1.0"),
    Mutation("an answered enquiry has no article", "mentions.py", "if case is not None and case.answered <= now:", "if case is not None and case.answered < 0:"),
    Mutation("a published line ends a reignition", "mentions.py", "self.run.line.silenced(", "not self.run.line.silenced("),
    Mutation("a population is used up", "mentions.py", "1.0 - self._said[channel] / population", "1.0"),
    Mutation("a quiet thread opens no case", "mentions.py", "now - run.answered_at[thread] >= self._quiet", "True"),
)
