"""Work that takes long, in a real JupyterLab: a desk is checked in slices."""

from __future__ import annotations

from typing import Any

import pytest
from browser.test_lab_tasks import begun, shown
from support import require

pytestmark = [pytest.mark.browser, pytest.mark.lab]
require("anywidget")

MANY = """
import contractlab as cl
from contractlab.widgets.desk import checks
checks._SLICE = 0.0
small = cl.open('{0}/pacts', captures='{0}/captures')
many = small.captures
for number in range(7):
    many = many + many
"""


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


SLOW = """
import time
from contractlab.verification import verifying
judge = verifying._judge
def slowly(*given):
    time.sleep(0.05)  # a check that takes long
    return judge(*given)
verifying._judge = slowly
"""


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_a_button_cancels_what_a_cell_does_and_keeps_what_was_done(jupyterlab: Any, watched: Any, by: str) -> None:
    cells = [MANY, SLOW, "run = cl.verify(small.contracts, many)", "print('of', len(run.results), 'results')"]
    page = begun(jupyterlab, watched, f"cancelled-{by}", cells, wait=False)
    button = page.get_by_role("button", name="Cancel, keep what is done")
    button.wait_for()
    line = page.locator(".jp-OutputArea pre", has_text="interrupting keeps what is done")
    before = line.inner_text()
    page.wait_for_function("(before) => !document.body.innerText.includes(before)", arg=before)
    assert button.count() == 1, "it stays where it is while the line changes"
    if by == "mouse":
        button.click(delay=600)  # a slow finger: lines change in the meantime
    else:
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.matches('.contractlab-cancel')"):
                break
        page.keyboard.press("Enter")
    page.get_by_text("What was done is kept.").wait_for()
    page.locator(".jp-OutputArea pre", has_text="results").last.wait_for()
    assert button.count() == 0
    assert page.locator(".jp-Dialog").count() == 0
    assert not watched.errors
