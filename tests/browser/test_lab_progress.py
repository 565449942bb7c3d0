"""Work that takes long, in a real JupyterLab: a desk is checked in slices."""

from __future__ import annotations

from typing import Any

import pytest
from browser.test_lab_tasks import shown
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
