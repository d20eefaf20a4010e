"""Figures: functions from a study to a matplotlib `Figure`, and `save` to write one as PNG and SVG."""

from sim.figures.answers import answered_share, response_times
from sim.figures.crisis import mentions
from sim.figures.differences import differences
from sim.figures.statements import first_statement
from sim.figures.style import save
from sim.figures.work import backlog, where_time_goes

__all__ = [
    "answered_share",
    "backlog",
    "differences",
    "first_statement",
    "mentions",
    "response_times",
    "save",
    "where_time_goes",
]
