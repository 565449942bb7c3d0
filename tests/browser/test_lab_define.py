"""A definition as a tab of the desk in a real JupyterLab: what the tab tries is proved in the cells."""

from __future__ import annotations

from typing import Any

import pytest
from browser.test_lab_provider import run, shot
from support import require

pytestmark = [pytest.mark.browser, pytest.mark.lab]
require("anywidget")

SETUP = """
import httpx, contractlab as cl
from contractlab import match
billing = cl.define("Billing", "Customers")
(billing.example("a customer").with_request("GET", "/customers/1")
    .will_respond_with(200, json={"id": match.int(1)}))
lab = cl.open([])
"""
CELLS = [SETUP, "view = lab.define(billing)\nview", "print([each.description for each in lab.definition.proved])"]


def opened(jupyterlab: Any, watched: Any, name: str, *, dark: bool) -> Any:
    nbformat = require("nbformat")
    book = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(text.strip()) for text in CELLS],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    nbformat.write(book, jupyterlab.root / f"{name}.ipynb")
    jupyterlab.open(watched.page, f"{name}.ipynb", dark=dark)
    run(watched.page, 0)
    run(watched.page, 1)
    panel = watched.page.locator(".pane-define").first
    panel.get_by_role("button", name="– a customer", exact=True).wait_for()
    return panel


def proved(watched: Any, name: str) -> None:
    run(watched.page, 2)
    watched.page.locator(".jp-Cell").nth(2).locator(".jp-OutputArea").get_by_text(name).wait_for()
    assert [error for error in watched.errors if "contractlab" in error.lower()] == []


def test_an_example_is_tried_by_mouse(jupyterlab: Any, watched: Any) -> None:
    panel = opened(jupyterlab, watched, "defined", dark=False)
    panel.get_by_role("button", name="– a customer", exact=True).click()
    panel.get_by_role("button", name="Try this request").click()
    panel.get_by_role("button", name="✓ a customer", exact=True).wait_for()
    panel.get_by_label("target").fill("/customers/2")
    panel.get_by_role("button", name="Try this request").click()
    panel.get_by_text("matches no example").first.wait_for()
    shot(watched.page, "define-tab")
    proved(watched, "['a customer']")


def test_by_keys_in_the_dark_with_a_client_at_the_address(jupyterlab: Any, watched: Any) -> None:
    panel = opened(jupyterlab, watched, "defined-keys", dark=True)
    page = watched.page
    name = "document.activeElement.getAttribute('data-focus')"
    page.locator(".desk [role=tab][aria-selected=true]").first.click()
    cells = page.locator(".jp-Cell").count()
    for wanted in ("serve", "example 0", "send"):
        for _ in range(40):
            if page.evaluate(name) == wanted:
                break
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        if wanted == "serve":
            panel.locator(".actions code").first.wait_for()
    panel.get_by_role("button", name="✓ a customer", exact=True).wait_for()
    page.keyboard.press("d")
    page.keyboard.press("d")
    assert page.locator(".jp-Cell").count() == cells
    page.evaluate(ASK)
    panel.get_by_text("GET /nothing matches no example").first.wait_for()
    shot(page, "define-tab-dark")
    proved(watched, "['a customer']")


ASK = """async () => {
    const panel = [...window.jupyterapp.shell.widgets('main')].find((one) => one.context && one.sessionContext);
    const code = "httpx.get(view.view['panels']['define']['address'] + '/nothing')";
    await panel.sessionContext.session.kernel.requestExecute({code, silent: true}).done;
}"""
