"""Floor 11: reports. A single model, written as notebooks that CI executes, as pages, Markdown and step summaries."""

from contractlab.reports.deploying import deploy_answers
from contractlab.reports.document import Report
from contractlab.reports.executing import ReportFailed, execute_report, judge
from contractlab.reports.markdown import render_summary
from contractlab.reports.options import ReportOptions
from contractlab.reports.parameters import ReportParameters, as_flag, as_list
from contractlab.reports.summary import Checkout
from contractlab.reports.template import make_template
from contractlab.reports.writing import report, write_report

__all__ = [
    "Checkout",
    "Report",
    "ReportFailed",
    "ReportOptions",
    "ReportParameters",
    "as_flag",
    "as_list",
    "deploy_answers",
    "execute_report",
    "judge",
    "make_template",
    "render_summary",
    "report",
    "write_report",
]
