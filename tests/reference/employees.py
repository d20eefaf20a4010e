"""Other employees whom a case reaches first: they answer it, keep it, or pass it on (docs/model.md, 9.10)."""

from __future__ import annotations

from collections.abc import Callable

from tests.reference.line import publish_by_employee
from tests.reference.work import close
from tests.reference.world import ANSWERED, DETECTED, OPEN, Case, World


def reaches_employee(world: World, case: Case, detect: Callable[[World, Case, int], None]) -> bool:
    """Let an employee deal with a case if it reaches one first; False if it does not."""
    law = world.plan.uses.employees
    if law is None or not case.first_hand or not world.draws.u(case.key, "employee") < law.share:
        return False
    does = world.draws.u(case.key, "employee does")
    answers, keeps = law.answers * (1 - law.coached), law.keeps * (1 - law.coached)
    then = case.opened + world.draws.duration(law.delay, case.key, "employee delay")
    if does < answers and case.level <= 2:
        world.push(then, DETECTED, case.number, 0, _answer, world, case)
    elif not answers <= does < answers + keeps:
        world.push(then, DETECTED, case.number, 0, detect, world, case, case.token)
    return True


def _answer(world: World, case: Case) -> None:
    if case.state == OPEN:
        publish_by_employee(world, case)
        case.answered = world.now
        close(world, case, ANSWERED)
