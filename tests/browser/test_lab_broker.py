"""What a broker says in a real JupyterLab, with its sanitizer and its themes: answers, matrix, graph, problems."""

from __future__ import annotations

import os
from typing import Any

import pytest
from browser.test_lab_views import CONTRASTS
from matrix_brokers import CONSUMER, PROVIDER
from support import require

pytestmark = [pytest.mark.browser, pytest.mark.lab]
require("anywidget")

SETUP = """
import contractlab as cl
from matrix_brokers import CONSUMER, PROVIDER, many_pacticipants, shop_broker
broker = shop_broker()
"""
HIDDEN = """
broker.create_or_update_version(PROVIDER, "2.1.0-hotfix")
broker.record_deployment(PROVIDER, "2.1.0-hotfix", "test", instance="green")
broker.can_i_deploy(CONSUMER, version="3.1.0", environment="test")
"""
CELLS = [
    SETUP,
    'broker.can_i_deploy(PROVIDER, version="2.5.0", environment="test")',
    HIDDEN,
    "broker.matrix(CONSUMER, PROVIDER)",
    "many_pacticipants(200).graph()",
    "broker.problems",
    "cl.explore(broker.matrix(CONSUMER, PROVIDER))",
]
NAMES = ["no", "hidden", "matrix", "graph", "problems"]
TEXTS = {
    "no": ("✗ No", "cannot be deployed to test", "a request for apples", "expected exactly 12.5"),
    "hidden": ("✓ Yes", "1 live version not counted by the broker", "2.1.0-hotfix"),
    "matrix": ("3.1.0, 3.0.4", "2.3.0 · prod"),
    "graph": ("62 of 199 contracts not verified", "34 failed, 28 never verified. First", "a request for apples"),
    "problems": ("live-without-results", PROVIDER),
}
"""Of each view the reason, which stands near its top."""


def test_the_reason_is_seen_in_both_themes(jupyterlab: Any, watched: Any) -> None:
    nbformat = require("nbformat")
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in CELLS])
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(book, jupyterlab.root / "broker.ipynb")
    page = watched.page
    jupyterlab.open(page, "broker.ipynb")
    jupyterlab.run_all(page)
    cells = page.locator(".jp-Cell")
    live = cells.nth(len(CELLS) - 1).locator(".cl.explorer")
    live.locator(".inspector .top").wait_for()
    shots = os.environ.get("CONTRACTLAB_SHOTS")
    for theme in ("light", "dark"):
        jupyterlab.paint(page, dark=theme == "dark")
        for number, name in enumerate(NAMES, start=1):
            output = cells.nth(number).locator(".jp-OutputArea-output .contractlab")
            text = " ".join(output.inner_text().split())[:700]
            for wanted in TEXTS[name]:
                assert wanted in text, (name, wanted, text)
            low = [each for each in output.locator("p, td, th, code").evaluate_all(CONTRASTS, 200) if each < 4.5]
            assert low == [], (name, theme, low)
            if shots:
                output.screenshot(path=f"{shots}/lab-{name}-{theme}.png")
        assert live.locator(".inspector .top").inner_text().startswith("– never verified")
        assert f"Keeps {CONSUMER} 3.1.0 out of prod: {PROVIDER} 2.3.0 runs there." in live.inner_text()
        if shots:
            live.screenshot(path=f"{shots}/lab-live-{theme}.png")
    assert cells.nth(len(CELLS) - 1).locator(".contractlab-stands-in").is_hidden()
    live.locator("td[data-at='0,3']").click()
    live.locator("[role=tab]", has_text="Interactions").wait_for()
    page.keyboard.press("Enter")
    live.locator("[role=tabpanel]", has_text="expected exactly 12.5").wait_for()
    assert page.locator(".contractlab :is(script, style)").count() == 0
    assert watched.blocked == []
    assert watched.errors == []
