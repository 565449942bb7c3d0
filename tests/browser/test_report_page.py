"""A report as a web page: nbconvert's HTML is read offline, with everything in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from small_runs import broken_run
from support import require

import contractlab as cl

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a broken contract, without its code, as one file."""
    exporters = require("nbconvert.exporters")
    folder = tmp_path_factory.mktemp("a page")
    notebook = cl.report(broken_run(), folder / "report.ipynb")
    page, _ = exporters.HTMLExporter(exclude_input=True).from_filename(str(notebook))
    path = folder / "report.html"
    path.write_text(page, encoding="utf-8")
    return path


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without scripts"])
def test_everything_is_read_without_a_network(exported: Path, chromium: Any, script: bool) -> None:
    context = chromium.new_context(java_script_enabled=script, viewport={"width": 1280, "height": 1600})
    context.route(lambda address: not address.startswith("file:"), lambda route: route.abort())
    page = context.new_page()
    page.goto(exported.as_uri())
    assert page.locator("h1").all_inner_texts() == ["customer-service 2.5.0 breaks billing-service"]
    said = " ".join(page.locator("body").inner_text().split())
    for text in (
        "6 of 9 failed",
        "creditLimit: expected a decimal number like 1200.5, got a string.",
        "Why this rule",
        "$.tags: got an empty array, so the rule for its items checked nothing.",
        "Every example was exercised.",
        "No problems in the contracts.",
        f"contractlab {cl.__version__}",
    ):
        assert text in said, text
    titles = page.locator("h3").all_inner_texts()
    assert len(titles) == 6
    assert "a request for customer 123" in titles
    assert page.locator("mjx-container, .MathJax").count() == 0
    context.close()
