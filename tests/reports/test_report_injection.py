"""Strangers' text stays text in every form of a report."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from report_pages import checked
from views import hostile
from views.payloads import documents, faults_of
from views.strict_markdown import faults

import contractlab as cl
from contractlab.reports import Report
from contractlab.reports.markdown import render_markdown_report
from contractlab.reports.page import render_page
from contractlab.values.text import visible

DOCUMENTS = documents("surrogate")  # no file can hold half a pair


def faults_of_reports(texts: Sequence[str]) -> list[str]:
    wrong: list[str] = []
    for what, item in hostile.everything(texts).items():
        if not isinstance(item, cl.Run | cl.Matrix):
            continue
        made = Report(item)
        page = render_page(made)
        checker = checked(page)
        wrong += [f"{what}: page: {fault}" for fault in checker.faults]
        wrong += [f"{what}: page: {checker.scripts} scripts"] * (checker.scripts not in (1, 3))
        body = page.partition("<body>")[2].partition("<script")[0]
        wrong += [f"{what}: page hides something"] * any(visible(line) != line for line in body.split("\n"))
        # Headings are the report's own; their words are escaped like any other.
        lines = render_markdown_report(made).split("\n")
        headings = [line for line in lines if re.match(r"#{1,3} ", line)]
        wrong += [f"{what}: {fault}" for fault in faults("\n".join(line for line in lines if line not in headings))]
        wrong += [f"{what}: {fault}" for line in headings for fault in faults(line) if "heading" not in fault]
    return wrong


@pytest.mark.parametrize("names", DOCUMENTS.values(), ids=DOCUMENTS)
def test_strangers_text_stays_text(names: Sequence[str]) -> None:
    assert faults_of(names, faults_of_reports)[:10] == []
