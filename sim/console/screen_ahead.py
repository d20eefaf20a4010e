"""The pane of the next hour: a forecast that is made in a thread, because it takes up to two seconds."""

from __future__ import annotations

import math
from typing import Final

from textual.timer import Timer
from textual.worker import get_current_worker

from sim.console.screen_panes import Pane
from sim.console.view import View

# Scenario minutes between two forecasts while the clock runs.
_EVERY: Final = 5.0
# Seconds without a step before one is made: whoever steps quickly does not wait for forecasts of the past.
_STILL: Final = 0.8


class AheadPane(Pane):
    """What the next hour may bring if the model's own people decided; the gauges until that is known."""

    _minute = -math.inf
    _soon: Timer | None = None

    def look(self, view: View) -> None:
        """Make a forecast soon, if the pane is to be seen and enough time of the scenario has passed."""
        now = view.room.session.now
        if not self.display or abs(now - self._minute) < (_EVERY if view.room.running else 1.0):
            return
        if math.isinf(self._minute):
            self.show(view.gauges())
        self._minute = now
        if self._soon is not None:
            self._soon.stop()
        self._soon = self.set_timer(_STILL, lambda: self._begin(view))

    def _begin(self, view: View) -> None:
        self.run_worker(lambda: self._look(view), thread=True, exclusive=True, exit_on_error=False)

    def _look(self, view: View) -> None:
        worker = get_current_worker()
        # A forecast replays the drill from its actions and changes nothing of it.
        lines = view.outlook()
        if not worker.is_cancelled:
            self.app.call_from_thread(self.show, lines or view.gauges())
