"""Work that takes long, in a real JupyterLab: a click interrupts what a cell does, and a desk is checked in slices."""

from __future__ import annotations

from typing import Any

import pytest
from browser.test_lab_tasks import OPENED, begun, shown
from support import require

pytestmark = [pytest.mark.browser, pytest.mark.lab]
require("anywidget")

SLOW = """
import time
from contractlab.values import progress
from contractlab.verification import verifying
progress._PATIENCE = 0.1
judge = verifying._judge
verifying._judge = lambda *given: time.sleep(0.2) or judge(*given)
many = lab.captures
for number in range(6):
    many = many + many
"""
MANY = """
import contractlab as cl
from contractlab.widgets.desk import checks
checks._SLICE = 0.0
small = cl.open('{0}/pacts', captures='{0}/captures')
many = small.captures
for number in range(7):
    many = many + many
"""


AGAIN = """
again = 'began' in globals()
began = True
run = cl.verify(lab.contracts, many if again else lab.captures)
print('verdicts', run.counts())
"""


def test_a_click_interrupts_a_cell_and_keeps_what_was_done(jupyterlab: Any, watched: Any) -> None:
    page = begun(jupyterlab, watched, "cancelled", [OPENED, SLOW, AGAIN])
    page.get_by_text("verdicts").last.wait_for()
    jupyterlab.run_all(page)
    page.get_by_role("button", name="Cancel, keep what is done").click()
    page.get_by_text("What was done is kept.").wait_for()
    page.get_by_text("verdicts").last.wait_for()
    assert "Interrupted after" in page.locator(".jp-Notebook").inner_text()
    assert page.get_by_role("button", name="Cancel, keep what is done").count() == 0


def test_a_desk_of_many_captures_is_there_before_they_are_checked(jupyterlab: Any, watched: Any) -> None:
    page = shown(jupyterlab, watched, "gradual", [MANY, "lab = cl.open(list(small.contracts), many)\nlab.explore()"])
    page.locator(".desk .checks").get_by_text("captures").wait_for()
    page.get_by_role("button", name="Cancel, keep what is done").click()
    page.locator(".desk .checks").get_by_text("Cancelled").wait_for()
    stood_in = page.locator(".contractlab-stands-in").first
    assert stood_in.is_hidden()
    page.wait_for_function(
        "document.querySelector('.contractlab-stands-in').textContent.includes('could not be checked')"
    )
