"""A provider asked from a notebook in a real JupyterLab: its cells, its database, a kernel that is interrupted."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from support import require
from widgets.provider_desks import shop_contract

pytestmark = [pytest.mark.browser, pytest.mark.lab]
require("anywidget")

SETUP = """
import sqlite3, time
import contractlab as cl
from widgets.provider_desks import Shop
db = sqlite3.connect(":memory:")  # works in the thread of the cells alone
db.execute("create table log (path text)")
def note(path):
    db.execute("insert into log values (?)", (path,))
    time.sleep(pause.get(path, 0))
pause = {}
shop = Shop(before=note)
states = shop.states()
lab = cl.open("NAME/pacts", provider=shop, states=states, seed=1)
"""
MISSING = """
@states("customer 123 has open invoices")
def invoices(count):
    db.execute("insert into log values (?)", (f"{count} invoices",))
shop.mended = True
"""
CELLS = [SETUP, "lab.live()", MISSING, "print(db.execute('select count(*) from log').fetchone(), lab.run.counts())"]


def opened(jupyterlab: Any, watched: Any, name: str, *, dark: bool = False) -> Any:
    """The page; the first two cells have run."""
    nbformat = require("nbformat")
    folder: Path = jupyterlab.root / name / "pacts"
    folder.mkdir(parents=True)
    (folder / "shop.json").write_bytes(shop_contract().to_bytes())
    book = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(text.replace("NAME", name).strip()) for text in CELLS],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    nbformat.write(book, jupyterlab.root / f"{name}.ipynb")
    page = watched.page
    jupyterlab.open(page, f"{name}.ipynb", dark=dark)
    run(page, 0)
    run(page, 1)
    wait_for_text(page, "7 examples. Nothing has run yet.")
    return page


RUN = """async (number) => {
    const app = window.jupyterapp; await app.restored;
    const panel = [...app.shell.widgets('main')].find((one) => one.context && one.sessionContext);
    await panel.context.ready; await panel.sessionContext.ready;
    panel.content.activeCellIndex = number;
    await app.commands.execute('notebook:run-cell');
}"""
EXECUTE = """async (code) => {
    const panel = [...window.jupyterapp.shell.widgets('main')].find((one) => one.context && one.sessionContext);
    await panel.sessionContext.session.kernel.requestExecute({code, silent: true}).done;
}"""


def run(page: Any, number: int) -> None:
    page.evaluate(RUN, number)


def wait_for_text(page: Any, text: str) -> None:
    page.locator(".provider .bar .what", has_text=text).first.wait_for()


def shot(page: Any, name: str) -> None:
    folder = os.environ.get("CONTRACTLAB_SHOTS")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def test_from_a_missing_handler_to_what_passes_by_mouse(jupyterlab: Any, watched: Any) -> None:
    page = opened(jupyterlab, watched, "asked")
    panel = page.locator(".provider").first
    panel.get_by_role("region", name="1 state has no handler").wait_for()
    panel.get_by_role("button", name="Run all 7").click()
    wait_for_text(page, "2 errors, 2 failed, 1 pending, 2 passed.")
    shot(page, "live-run")
    panel.get_by_role("button", name="Insert as cell").click()
    inserted = page.locator(".jp-Cell").nth(2)
    inserted.get_by_text("def customer_123_has_open_invoices").wait_for()
    # The provider is mended, and the handler written, in a cell; its run is seen by the panel.
    run(page, 3)
    panel.get_by_role("region", name="1 state has no handler").wait_for(state="detached")
    panel.get_by_role("button", name="Run failed 4").click()
    wait_for_text(page, "1 pending, 6 passed.")
    run(page, 4)
    page.locator(".jp-Cell").nth(4).locator(".jp-OutputArea").get_by_text("'passed': 6").wait_for()
    page.locator("#desk-tab-matrix").click()
    page.locator(".explorer th", has_text="live").first.wait_for()
    assert [error for error in watched.errors if "contractlab" in error.lower()] == []


def test_by_keyboard_in_the_dark_with_a_stop_and_an_interrupt(jupyterlab: Any, watched: Any) -> None:
    page = opened(jupyterlab, watched, "keys", dark=True)
    cells = page.locator(".jp-Cell").count()
    page.evaluate(EXECUTE, "pause = {'/accounts/1': 0, '/customers/124': 0.5, '/customers/999': 60}")
    page.locator(".desk [role=tab][aria-selected=true]").first.click()
    name = "document.activeElement.getAttribute('data-focus')"
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate(name) == "run all":
            break
    page.keyboard.press("Shift+R")
    now = page.locator(".progress .now").first
    now.get_by_text("unknown customer").wait_for()  # its answer takes a minute
    now.get_by_text("waiting for the answer").wait_for()
    for _ in range(60):
        if page.evaluate(name) == "stop":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".progress button", has_text="Interrupt now").first.wait_for()
    shot(page, "live-run-dark")
    page.keyboard.press("Enter")
    wait_for_text(page, "Stopped after 2 of 7. 5 did not run.")
    assert page.locator(".jp-Cell").count() == cells
    page.evaluate(EXECUTE, "pause = {}")
    page.locator(".desk [role=tab][aria-selected=true]").first.click()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate(name) == "run all":
            break
    page.keyboard.press("Shift+R")
    wait_for_text(page, "2 errors, 2 failed, 1 pending, 2 passed.")
    assert [error for error in watched.errors if "contractlab" in error.lower()] == []
