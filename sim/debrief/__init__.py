"""After a drill: the report of what was done and what came of it, as Markdown, one HTML page, DOCX and tables."""

from sim.debrief.report import write_report

__all__ = ["write_report"]
