"""Checks that take long, as a person sees them: how far they are, a button that stops them, one that goes on."""

from __future__ import annotations

from typing import Any

import matrices
import pytest
from browser.live_views import key

import contractlab as cl
from contractlab.captures import Captures

pytestmark = pytest.mark.browser


@pytest.fixture
def lab(monkeypatch: pytest.MonkeyPatch) -> cl.Lab:
    """504 captures, of which each slice checks one."""
    from contractlab.widgets.desk import checks

    monkeypatch.setattr(checks, "_SLICE", 0.0)
    told = Captures()
    for version in ("1.0.0", "1.1.0", "1.2.0"):
        told = told + matrices.provider(["good"] * 167 + ["text"], version)
    return cl.open(matrices.contract(168), told)


def test_one_click_stops_the_checks_and_one_goes_on(show: Any, lab: cl.Lab) -> None:
    shown = show(lab.explore(), "desk")
    line = shown.page.locator(".checks")
    line.get_by_text("Checking 504 captures").wait_for()
    assert " done, about " in line.inner_text()
    line.get_by_role("button", name="Cancel, keep what is done").click()
    line.get_by_text("Cancelled:").wait_for()
    assert shown.page.evaluate("document.activeElement.dataset.focus") == "desk rest"
    shown.page.locator(".explorer td.c-error").first.wait_for()
    line.get_by_role("button", name="Check the other").click()
    line.get_by_text("Checking 504 captures").wait_for()
    line.get_by_text("Checking").wait_for(state="detached")
    assert line.inner_text() == ""
    assert shown.page.locator(".explorer td.c-failed").count() == 3
    assert shown.errors == []


def test_what_needs_the_verdicts_waits_for_them(show: Any, lab: cl.Lab) -> None:
    shown = show(lab.explore(), "desk")
    shown.page.locator("#desk-tab-captures").click()
    shown.page.locator(".pane-captures .cl").wait_for()
    assert shown.page.locator(".checks").inner_text() == ""
    key(shown, "Control+k")
    assert shown.errors == []
