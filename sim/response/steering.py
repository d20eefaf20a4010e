"""Steering: which of the model's own decisions people take instead. The default takes none.

A method that returns True takes the decision away from the model: it then waits until a command decides it
(docs/model.md, section 10.3). Methods are asked in the order of events; they must not change the run.
"""

from __future__ import annotations

from sim.response.state import Case


class Steering:
    """Override what people decide; instants are minutes since the start."""

    def takes_alarm(self, now: float, case: Case) -> bool:
        """Whether people decide about an alarm that the organisation's trigger would raise by a case.

        Where they do, nothing is activated; the next trigger asks again.
        """
        del now, case
        return False

    def takes_exit(self, now: float) -> bool:
        """Whether people decide about the end of crisis mode, at a look at which it would end.

        Where they do, crisis mode goes on; the next look asks again.
        """
        del now
        return False

    def takes_draft(self, now: float, case: Case) -> bool:
        """Whether people decide what becomes of a draft that is ready, before its chain (also if nobody would ask)."""
        del now, case
        return False

    def takes_step(self, now: float, case: Case, roles: tuple[str, ...]) -> bool:
        """Whether people decide an approval step of these roles (not a meeting) themselves, before it is asked."""
        del now, case, roles
        return False
