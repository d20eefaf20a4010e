"""Figures: functions from a study, or an organisation, to a matplotlib `Figure`; `save` writes one as PNG and SVG."""

from sim.figures.ablations import ablation
from sim.figures.answers import answered_share, response_times
from sim.figures.chart.page import organisation_chart
from sim.figures.crisis import mentions
from sim.figures.differences import differences
from sim.figures.statements import first_statement
from sim.figures.style import save
from sim.figures.winners import winner_map
from sim.figures.work import backlog, where_time_goes

__all__ = [
    "ablation",
    "answered_share",
    "backlog",
    "differences",
    "first_statement",
    "mentions",
    "organisation_chart",
    "response_times",
    "save",
    "where_time_goes",
    "winner_map",
]
