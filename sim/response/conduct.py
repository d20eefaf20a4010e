"""How people conduct themselves in one run: who meets a case first, who misreads, errs or misjudges, who knows what.

docs/model.md, section 9.
"""

from __future__ import annotations

import math

from sim.fields import at_level
from sim.organisation.calendars import next_duty, on_duty
from sim.organisation.conduct import Employees, RootCause
from sim.response.approval import Approval
from sim.response.effects import Effects
from sim.response.judgement import error_chance
from sim.response.line import PublicLine
from sim.response.luck import Luck
from sim.response.modes import ModeSwitch
from sim.response.plan import DeskPlan, Plan, StagePlan
from sim.response.probe import Probe
from sim.response.state import Case, PersonState
from sim.scenario.facts import KnownFact


class Conduct(Approval):
    """What depends on people and their habits, beside queues and chains."""

    def __init__(self, plan: Plan, luck: Luck, facts: tuple[KnownFact, ...], probes: tuple[Probe, ...]) -> None:
        super().__init__(plan, luck, probes)
        self.structure = plan.organisation.structure
        self.effects = Effects(plan.scenario)
        self.line = PublicLine(plan, facts, self.effects)
        self.mended: dict[str, float] = {}
        self.errs = any(person.error for person in plan.people)
        if self.structure.modes is not None:
            changed = self.hooks["mode_changed"]
            self.modes = ModeSwitch(plan, self.structure.modes, self.desks, luck, self.line, changed=changed)

    def anybody_at(self, desk: DeskPlan, now: float) -> bool:
        """Say whether a member of a desk is on duty or recalled."""
        recalls = self.desks.recalls
        return on_duty(desk.duty, now) or (
            recalls > 0 and any(self.desks.people[index].recalled for index in desk.members)
        )

    def uniform(self, purpose: str, case: Case) -> float:
        """Return the uniform of a case for a purpose."""
        return self.luck.draw(self.numbers[purpose], case.row)

    def met_outside(self, case: Case, rule: Employees) -> float:
        """Return when another employee passes a case on or answers it; inf if they keep it (section 9.10)."""
        does, uncoached = self.uniform("employee does", case), 1.0 - rule.coached
        answers, keeps = rule.answers * uncoached, rule.keeps * uncoached
        if answers <= does < answers + keeps:
            return math.inf
        case.employee = "answers" if does < answers and case.level <= 2 else ""
        return self.env.instant + self.luck.draw(self.numbers["employee delay"], case.row)

    def look_back(self, case: Case, stage: StagePlan, person: PersonState) -> None:
        """Note what the end of a stage means before the case goes on: a judgement, and perhaps an alarm."""
        if stage.name == "triage":
            case.triages += 1
            # Without a stage of its own the judgement is a part of triage, the last one.
            if "judge" not in case.desk.stages and self.to_be_judged(case) and not self.misread(case):
                self.judge(case)
        elif stage.name == "judge":
            self.judge(case)
        if self.modes is not None:
            self.modes.worked(case, person)

    def misread(self, case: Case) -> bool:
        """Say whether who has just triaged the case, for the first time, misread it: it must be triaged again."""
        person = case.hands
        if person is None or case.triages > 1 or not person.plan.misread:
            return False
        return self.uniform("misread", case) < person.plan.misread

    def to_be_judged(self, case: Case) -> bool:
        """Say whether somebody judges the severity of the case."""
        rule = self.structure.judging
        return rule is not None and case.fact < 0 and case.level >= rule.from_level

    def judge(self, case: Case) -> None:
        """Judge the severity of a case, perhaps one level too low (section 9.9)."""
        rule = self.structure.judging
        assert rule is not None, case.number
        if case.level in {2, 3} and self.uniform("judged too low", case) < rule.error:
            case.level -= 1
            case.underrated = True
        if self.modes is not None:
            self.modes.severe(case)

    def lacks_fact(self, case: Case) -> bool:
        """Say whether the case needs a fact that nobody at its desk has."""
        needed = at_level(self.plan.scenario.cases.facts_needed, case.level) or 0.0
        if not needed or self.uniform("fact needed", case) >= needed:
            return False
        return not any(self.desks.people[index].on_hand for index in case.desk.knowing)

    def has_error(self, case: Case) -> bool:
        """Say whether the draft that was just ended has an error."""
        person = case.hands
        assert person is not None, case.number
        if case.template or not person.plan.error:
            return False
        chance = error_chance(person.plan, case, self.plan.organisation.resources.shift_handoff)
        return self.luck.draw(self.numbers["error"], case.row, case.rejections) < chance

    def alignment(self, topic: str, now: float) -> float:
        """Return the alignment that holds at a publication: that of the last briefing, if no newer fact has come."""
        structure, briefings = self.structure, self.structure.briefings
        newest = self.line.newest_fact(topic, now) if briefings is not None else None
        if briefings is None or newest is None:
            return structure.alignment
        modes, every = structure.modes, briefings.every
        if self.desks.crisis and modes is not None and modes.crisis.briefing_every is not None:
            every = modes.crisis.briefing_every
        return structure.alignment if math.floor(now / every) * every >= newest.at else briefings.unbriefed

    def mend(self, fact: KnownFact, rule: RootCause) -> None:
        """Have the cause of a fact mended, from when somebody is there who may order it (section 9.13)."""
        now, hours = self.env.instant, self.plan.menders
        ordered = now if on_duty(hours, now) else next_duty(hours, now)
        mended = ordered + self.luck.duration_at(rule.takes, fact.key, "mend")
        self.mended[fact.topic] = min(mended, self.mended.get(fact.topic, math.inf))
