"""The report as a page: a policy that allows its own parts alone, nothing fetched, bounded, and equal to itself."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import Any

import matrices
import pytest
from report_pages import checked
from small_runs import broken_run, good_run, leaked, secret_files

import contractlab as cl
from contractlab.reports import Report, ReportOptions
from contractlab.reports.options import DEFAULTS
from contractlab.reports.page import render_page

SIDE_BY_SIDE = {"1.0.0": ["good", "text", None], "2.0.0": ["text", "null", "gone"]}


def every_report() -> dict[str, Any]:
    of_two_versions = matrices.provider(["good", "text", None], "1.0.0") + matrices.provider(
        ["good", "null", "status"], "2.0.0"
    )
    captures = {
        "1.0.0": matrices.provider(["good", "text", None]),
        "2.0.0": matrices.provider(["text", "null", "gone"]),
    }
    return {
        "broken": broken_run(),
        "good": good_run(),
        "versions": cl.verify(matrices.contract(), of_two_versions),
        "matrix": cl.matrix(matrices.contract(), captures),
        "consumers": cl.matrix(
            {"a": matrices.contract(2), "b": matrices.contract(3)}, matrices.provider(["good", "text"])
        ),
        "nothing": cl.verify(matrices.contract(0), cl.Captures()),
        "idle": cl.verify(matrices.contract(), cl.Captures()),
    }


@pytest.mark.parametrize("name", sorted(every_report()))
def test_links_lead_somewhere_and_the_policy_names_every_script(name: str) -> None:
    page = render_page(Report(every_report()[name]))
    parts = checked(page)
    assert parts.faults == []
    live = bool(every_report()[name].results)
    assert parts.scripts == (3 if live else 1)
    assert all(link.startswith("#") and link[1:] in parts.names for link in parts.links), parts.links
    assert len(parts.names) == len(set(parts.names))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; script-src 'sha256-")
    for kind, tag in (("script", "script"), ("style", "style"), ("script", 'script type="module"')):
        for inner in re.findall(rf"<{tag}>(.*?)</{kind}>", page, re.DOTALL):
            digest = base64.b64encode(hashlib.sha256(inner.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in policy[1]
            assert f"{kind}-src 'sha256-" in policy[1]
    assert page.count("sha256-") == (3 if live else 2)
    assert "unsafe" not in policy[1].replace("style-src-attr 'unsafe-inline'", "")


def test_the_first_words_say_what_is_broken() -> None:
    words = " ".join(" ".join(checked(render_page(Report(broken_run()))).words).split())
    assert "6 of 9 failed customer-service 2.5.0 breaks billing-service" in words
    for text in (
        "expected a decimal number like",
        "Why this rule",
        "curl",
        "Every example was exercised.",
        "Most frequent failures",
    ):
        assert text in words


def test_two_pages_of_the_same_data_are_equal() -> None:
    assert render_page(Report(broken_run())) == render_page(Report(broken_run()))
    assert "made at" in render_page(Report(broken_run(), stamp="2026-01-01"))


def test_secrets_stay_out(tmp_path: Any) -> None:
    contract, har = secret_files(tmp_path)
    run = cl.verify(cl.load_all(contract), cl.load_captures(har))
    assert leaked(render_page(Report(run))) == []


def test_nine_thousand_cells_fit_and_what_is_left_out_is_named() -> None:
    versions = {f"1.{number}.0": matrices.provider(["text", "null", "gone"] * 100) for number in range(30)}
    matrix = cl.matrix(matrices.contract(300), versions)
    made = Report(matrix)
    page = render_page(made)
    assert len(page.encode()) < DEFAULTS.page_bytes
    assert "broken since" in page
    left = re.search(r"… (\d+) more failures left out", page)
    shown = page.count('<details id="failure-')
    assert shown + (int(left[1]) if left else 0) == len(made.failing) == 300
    small = render_page(Report(matrix, ReportOptions(page_bytes=300_000)))
    assert len(small.encode()) < 300_000
    assert "more failures left out: <code>run.failures</code>" in small
    assert all(link[1:] in checked(small).names for link in checked(small).links)


def test_the_model_of_the_live_matrix_ends_no_script() -> None:
    captures = cl.Captures()
    captures.add(cl.HttpRequest("GET", "/0"), cl.HttpResponse(200, json={"a": "</script><b>", "b": "x"}))
    page = render_page(Report(cl.verify(matrices.contract(1), captures)))
    assert "</script><b>" not in page
    (model,) = re.findall(r'<script type="application/json" id="model">(.*?)</script>', page, re.DOTALL)
    assert "<" not in model
    state = json.loads(model)
    assert state["live"] is False
    assert list(state["view"]["details"]) == ["0,0"]
