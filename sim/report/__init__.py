"""Reports: a study as one page that a board member reads, and its headline rows and sentences as plain text."""

from sim.report.page import write_report
from sim.report.text import all_metric_lines, answer_sentence, headline_lines

__all__ = ["all_metric_lines", "answer_sentence", "headline_lines", "write_report"]
