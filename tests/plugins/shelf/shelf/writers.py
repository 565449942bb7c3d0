"""A report as a table of differences: ``cl.report(run, "report.csv")``."""

import pandas


def write_csv(report):
    frames = [run.to_frame("mismatches") for run in report.subject.runs]
    return pandas.concat(frames).to_csv() if frames else ""
