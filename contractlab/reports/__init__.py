"""Floor 9: reports. One model; written as notebooks that CI executes, as pages, as Markdown and as step summaries."""

from contractlab.reports.document import Report
from contractlab.reports.executing import ReportFailed, execute_report, judge
from contractlab.reports.parameters import as_flag, as_list
from contractlab.reports.template import make_template
from contractlab.reports.words import render_summary
from contractlab.reports.writing import report, write_report

__all__ = [
    "Report",
    "ReportFailed",
    "as_flag",
    "as_list",
    "execute_report",
    "judge",
    "make_template",
    "render_summary",
    "report",
    "write_report",
]
