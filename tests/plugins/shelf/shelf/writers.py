"""A report as a table of differences, ``cl.report(run, "report.csv")``; and what was found as editors read it.

On the command line ``contractlab verify … --format csv``, and ``contractlab lint … --format lines``.
"""

import pandas


def write_csv(report):
    frames = [run.to_frame("mismatches") for run in report.subject.runs]
    return pandas.concat(frames).to_csv() if frames else ""


def write_lines(findings):
    return "\n".join(f"{finding.file}:{finding.line or 1}: {finding.level}: {finding.message}" for finding in findings)
