"""Strangers' text stays text in every form of a report."""

from __future__ import annotations

import re

import pytest
from report_pages import checked
from views import hostile
from views.payloads import PAYLOADS
from views.strict_markdown import faults

import contractlab as cl
from contractlab.reports import Report
from contractlab.reports.markdown import render_markdown_report
from contractlab.reports.page import render_page
from contractlab.values.text import visible


# The surrogate is left out, because no file can hold half a pair.
@pytest.mark.parametrize("name", [payload for payload in PAYLOADS if payload != "surrogate"])
def test_strangers_text_stays_text(name: str) -> None:
    faulty: list[str] = []
    for what, item in hostile.everything(PAYLOADS[name]).items():
        if not isinstance(item, cl.Run | cl.Matrix):
            continue
        made = Report(item)
        page = render_page(made)
        checker = checked(page)
        faulty += [f"{what}: page: {fault}" for fault in checker.faults]
        faulty += [f"{what}: page: {checker.scripts} scripts"] * (checker.scripts not in (1, 3))
        body = page.partition("<body>")[2].partition("<script")[0]
        faulty += [f"{what}: page hides something"] * any(visible(line) != line for line in body.split("\n"))
        # Headings are the report's own; their words are escaped like any other.
        lines = render_markdown_report(made).split("\n")
        headings = [line for line in lines if re.match(r"#{1,3} ", line)]
        faulty += [f"{what}: {fault}" for fault in faults("\n".join(line for line in lines if line not in headings))]
        faulty += [f"{what}: {fault}" for line in headings for fault in faults(line) if "heading" not in fault]
    assert not faulty, faulty[:10]
