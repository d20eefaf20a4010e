"""Errors put into the engine on purpose: each must be seen by the comparison with the reference engine.

A mutation is a text of one file and what replaces it. The list is a check of the check: if one of them went unseen, the
random pairs would not reach that rule.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutation:
    """One error: the rule that it breaks, its file under sim/response, the text, and the wrong text.

    `on` names the mechanisms (of `covering`) that all random organisations use, where the rule is rarely reached else.
    """

    rule: str
    file: str
    right: str
    wrong: str
    on: tuple[str, ...] = ()


MUTATIONS = (
    Mutation("the queue is ordered by level", "desks.py", "ranked = (1, -case.level, case.minus_reach, now,", "ranked = (1, 0, case.minus_reach, now,"),
    Mutation("the queue is ordered by reach", "desks.py", "ranked = (1, -case.level, case.minus_reach, now,", "ranked = (1, -case.level, 0.0, now,"),
    Mutation("the reach of a mention that joined counts in queues", "aging.py", "case.minus_reach = -case.reach", "pass"),
    Mutation("a returned job goes to the head", "desks.py", "entry = (0, rank[1]", "entry = (1, rank[1]"),
    Mutation("nobody approves their own draft", "desks.py", "author = item.case.author if queue.approval else None", "author = None"),
    Mutation("the best skill comes first", "desks.py", "key=lambda person: -person.plan.skill", "key=lambda person: person.plan.skill"),
    Mutation("only paged levels are taken by who answers a page", "desks.py",
             "in person.answering and self.is_paged(item.rank)", "in person.answering"),
    Mutation("a rejected draft is drafted faster", "run.py",
             "factor * self.structure.redraft if case.rejections else factor", "factor"),
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
    Mutation("a corrected backfire ends", "effects.py", "and b.desk != desk]", "]"),
    Mutation("an older line is stale", "line.py", "case.stale = case.version < line.version", "case.stale = case.version + 1 < line.version"),
    Mutation("unreviewed answers may be misaligned", "run.py", "case.level >= 2 and not case.reviewed", "case.level >= 2 and case.reviewed"),
    Mutation("a desk hears at the next sync", "line.py", "(math.floor(now / self.rule.sync) + 1)", "math.floor(now / self.rule.sync)"),
    Mutation("an overtaken position is dropped", "line.py", "line.fact > case.fact or line.position_on == case.fact", "line.position_on == case.fact"),
    Mutation("a contradiction counts once a desk and version", "line.py", "line.contradicted.add((case.desk.index, line.version))", "pass"),
    Mutation("an unavailable person does not answer", "paging.py", ">= self.paging.unavailable", ">= 0.0"),
    Mutation("the next attempt calls the next person", "paging.py", "queue.page_attempt += 1", "queue.page_attempt += 0"),
    Mutation("a job handed over is read again", "jobs.py", "(watch.end - now) + reread", "(watch.end - now)"),
    Mutation("a job rests at most 24 h", "jobs.py", "LONGEST_REST: Final = 1440.0", "LONGEST_REST: Final = 14400.0"),
    Mutation("an answered thread spreads less", "mentions.py", "edge * self.run.reply_effects[thread] * q", "edge * q"),
    Mutation("an answered enquiry has no article", "mentions.py", "if case is not None and case.answered <= now:", "if case is not None and case.answered < 0:"),
    Mutation("a published line ends a reignition", "mentions.py", "if self.run.line.silenced(", "if not self.run.line.silenced("),
    Mutation("a population is used up", "mentions.py", "1.0 - self._said[channel] / population", "1.0"),
    Mutation("a quiet thread opens no case", "mentions.py", "now - run.answered_at[thread] >= self._quiet", "True"),
    Mutation("an alarm by volume counts its own detection", "modes.py",
             "trigger.volume is not None and self._detected_within(trigger.volume) >= trigger.volume.cases",
             "trigger.volume is not None and self._detected_within(trigger.volume) > trigger.volume.cases"),
    Mutation("severity is looked at before the judgement only where nobody judges", "modes.py", "if not (public and self._judged):", "if True:"),
    Mutation("somebody with the role calls the crisis", "modes.py", "caller.role in person.plan.roles", "True"),
    Mutation("no alarm in crisis mode", "modes.py", "if self._activation is not None or self._desks.crisis:", "if self._activation is not None:"),
    Mutation("crisis mode begins after the activation", "modes.py", "self._later(self._env.instant + delay, self._activation", "self._later(self._env.instant, self._activation"),
    Mutation("crisis mode ends below the exit's volume", "modes.py", "len(self._detections) - since >= self._rule.exit.cases", "len(self._detections) - since > self._rule.exit.cases"),
    Mutation("all hear the line as crisis mode begins", "modes.py", "self._line.all_hear(now)", "pass"),
    Mutation("lines in crisis mode are heard by its law", "modes.py", "self._line.rule = crisis.line", "pass"),
    Mutation("recall ends in time", "modes.py", "(start + rule.up_to, False)", "(start + rule.up_to, True)"),
    Mutation("recall ends with crisis mode", "modes.py", "self._recall(person, recalled=False)", "pass"),
    Mutation("each crisis mode has its own recall", "modes.py", '"recall", self._crises - 1', '"recall", 0'),
    Mutation("a meeting of crisis mode takes people away", "modes.py", "self._desks.take_away(entry.who, 1)", "pass"),
    Mutation("who was recalled finishes the job", "jobs.py", 'or person.recalled or policy', 'or policy'),
    Mutation("desks help out in crisis mode only", "modes.py", "desks.flexing = crisis and self._rule.crisis.flex", "desks.flexing = self._rule.crisis.flex"),
    Mutation("the best of all desks helps out", "desks.py", "self.start(item, max(there", "self.start(item, min(there"),
    Mutation("authority is that of the mode", "approval.py", "desk.authority[crisis]", "desk.authority[0]"),
    Mutation("the chain is that of the mode", "approval.py", "desk.chains[crisis]", "desk.chains[0]"),
    Mutation("a hand-over takes the law of the mode", "run.py", "laws[self.desks.shared]", "laws[0]"),
    Mutation("overhead slows down", "work.py", "(1.0 - self.overhead[self.crisis])", "1.0"),
    Mutation("a duplicate has luck of its own", "mentions.py", "self._first_twin + first.row", "first.row"),
    Mutation("a duplicate goes to the next desk", "mentions.py", "(desks.index(first.desk) + 1) % len(desks)", "desks.index(first.desk)"),
    Mutation("no duplicates on one board", "mentions.py", "and not (self._dedup and run.desks.crisis)", "and True"),
    Mutation("a kind goes to its desk", "mentions.py", "desk = own or self.plan", "desk = self.plan"),
    Mutation("a briefing before the newest fact is an old one", "conduct.py", ">= newest.at else", ">= 0.0 else"),
    Mutation("a fact at the desk needs no request", "conduct.py", "return not any(self.desks.people[index].on_hand for index in case.desk.knowing)", "return True"),
    Mutation("a fact comes back by the same law", "life.py", "if stage.back is not None:", "if False:"),
    Mutation("who is new is slower", "plan.py", "self.stage_skill.get(stage, 1.0) * self.experience", "self.stage_skill.get(stage, 1.0)"),
    Mutation("other channels have their own skill", "plan.py", "self.elsewhere if channel else 1.0", "1.0"),
    Mutation("a misread case is triaged again", "life.py", "if run.misread(case):", "if False:"),
    Mutation("the second triage has a draw of its own", "compiling.py", '_by_level(compiler, "triage", 1, triage.time)', '_by_level(compiler, "triage", 0, triage.time)'),
    Mutation("an error may be caught", "judgement.py", "with_error(reject, training.caught) if case.erroneous else reject", "reject"),
    Mutation("a template has no error", "conduct.py", "if case.template or not person.plan.error:", "if not person.plan.error:"),
    Mutation("errors are more often elsewhere", "judgement.py", "chance *= person.error_elsewhere", "pass"),
    Mutation("a draft handed over errs more", "judgement.py", "chance *= handoff.factor", "pass",
             on=("drill", "hand-off")),
    Mutation("a new round begins without a hand-over", "run.py", "case.handed_back = False", "pass"),
    Mutation("a published error is misaligned", "run.py", "strays or case.erroneous or case.underrated", "strays or case.underrated"),
    Mutation("a published misjudgement is misaligned", "run.py", "strays or case.erroneous or case.underrated", "strays or case.erroneous"),
    Mutation("executives have meetings of their own", "engine.py", "*own_meetings(self.plan.people, self.run.luck, end)", ""),
    Mutation("an unfamiliar reviewer is briefed once", "work.py", "if made + rule.practised == 0:", "if True:"),
    Mutation("an unfamiliar reviewer is slower", "work.py", "1.0 + (rule.review - 1.0) * rule.left(made)", "1.0"),
    Mutation("an unfamiliar reviewer rejects more", "judgement.py", "reject + rule.reject * rule.left(reviewer.decisions)", "reject"),
    Mutation("decisions make familiar", "approval.py", "person.decisions += 1", "pass"),
    Mutation("a warm multiplier warns", "run.py", "* relations.warning)", "* 1.0)"),
    Mutation("a warm multiplier speaks up", "mentions.py", "q *= self._voice", "pass"),
    Mutation("a warm multiplier amplifies less", "mentions.py", "q *= self._amplify", "pass"),
    Mutation("a case is judged too low", "conduct.py", "case.level -= 1", "pass"),
    Mutation("drift ends a misjudgement", "aging.py", "case.underrated = False", "pass"),
    Mutation("employees answer up to L2", "conduct.py", '"answers" if does < answers and case.level <= 2 else ""', '"answers" if does < answers else ""'),
    Mutation("coached employees pass cases on", "conduct.py", "uncoached = self.uniform(\"employee does\", case), 1.0 - rule.coached", "uncoached = self.uniform(\"employee does\", case), 1.0"),
    Mutation("who keeps a case hides it", "conduct.py", "return math.inf", "return self.env.instant"),
    Mutation("an employee's reply is no statement", "line.py", "and not case.employee:", ":"),
    Mutation("a newcomer's reply is worth less", "judgement.py", "return writer * channel * (rule", "return channel * (rule"),
    Mutation("a reply without its fact is worth less", "judgement.py", "(rule.without_facts if case.lacks_fact else 1.0)", "1.0"),
    Mutation("the best answer of a thread counts", "run.py", "min(self.reply_effects[thread], effect)", "effect",
             on=("tenure", "reply quality", "duplicates")),
    Mutation("a mended cause ends reignitions", "mentions.py", "return bool(self.run.mended) and", "return False and"),
    Mutation("the mending is ordered by who is there", "conduct.py", "ordered = now if on_duty(hours, now) else next_duty(hours, now)", "ordered = now"),
    Mutation("queues may go by arrival", "desks.py", "self._arrived(item) if self._by_arrival else ranked", "ranked"),
)
