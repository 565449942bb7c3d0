"""The report as Markdown and as a step summary: readable as plain text, bounded, and safe."""

from __future__ import annotations

import re
from typing import Any

import matrices
import pytest
from small_runs import broken_run, good_run, leaked, secret_files

import contractlab as cl
from contractlab.reports import Report, ReportOptions, render_summary
from contractlab.reports.markdown import render_markdown_report
from contractlab.reports.options import DEFAULTS


def big(options: ReportOptions = DEFAULTS) -> Report:
    versions = {f"1.{number}.0": matrices.provider(["text", "null", "gone"] * 100) for number in range(5)}
    return Report(cl.matrix(matrices.contract(300), versions), options)


def test_it_starts_with_the_sentence_and_has_every_section() -> None:
    text = render_markdown_report(Report(broken_run()))
    assert text.startswith("# customer-service 2.5.0 breaks billing-service\n\n**✗ 6 of 9 failed** 3 passed.\n")
    titles = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert titles == [
        "Causes 5", "Matrix", "Most frequent failures", "Failures 6", "Not checked 3", "Not exercised", "States 7",
        "Problems 2", "Versions",
    ]  # fmt: skip
    assert "### a request for customer 123" in text


def test_it_reads_as_plain_text() -> None:
    text = render_markdown_report(Report(broken_run()))
    assert "creditLimit`: expected a decimal number like `1200.5`, got a string." in text
    assert not re.search(r"style=|<span|<div|<table", text)


def test_equal_data_give_equal_text() -> None:
    assert render_markdown_report(Report(broken_run())) == render_markdown_report(Report(broken_run()))


def test_secrets_stay_out(tmp_path: Any) -> None:
    contract, har = secret_files(tmp_path)
    run = cl.verify(cl.load_all(contract), cl.load_captures(har))
    assert leaked(render_markdown_report(Report(run))) == []


def test_a_long_report_counts_the_failures_that_it_leaves_out() -> None:
    text = render_markdown_report(big(ReportOptions(markdown_failures=10)))
    assert "… 290 more: run.failures" in text
    assert len(re.findall(r"^### ", text, re.MULTILINE)) == 10


def test_a_summary_is_the_same_where_there_is_room() -> None:
    made = Report(good_run())
    assert render_summary(made) == render_markdown_report(made)


@pytest.mark.parametrize("limit", [3_000, 20_000, 100_000, DEFAULTS.summary_bytes])
def test_a_summary_leaves_out_whole_sections_and_names_them(limit: int) -> None:
    text = render_summary(big(ReportOptions(summary_bytes=limit)))
    assert len(text.encode()) <= limit
    assert text.startswith("# ")
    shown = len(re.findall(r"^### ", text, re.MULTILINE))
    left = re.search(r"Left out, because a summary has its limits: (.+)\.\n$", text)
    if shown < 300:
        assert left is not None
        assert f"{300 - shown} failures" in left[1]
    for title in ("Matrix", "States", "Versions"):
        assert (f"\n## {title}" in text) is not (left is not None and title in left[1])
