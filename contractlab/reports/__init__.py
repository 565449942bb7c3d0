"""Floor 9: report notebooks, as CI executes them and as they are written from a run."""

from contractlab.reports.executing import ReportFailed, execute_report
from contractlab.reports.parameters import as_flag, as_list
from contractlab.reports.template import make_template
from contractlab.reports.writing import report

__all__ = ["ReportFailed", "as_flag", "as_list", "execute_report", "make_template", "report"]
