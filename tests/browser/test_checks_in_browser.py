"""Checks that take long, as a person sees them: how far they are, a button that stops them, one that goes on."""

from __future__ import annotations

from typing import Any

import matrices
import pytest
from browser.live_views import key
from browser.test_every_live_view import AXE
from support import missing

import contractlab as cl
from contractlab.captures import Captures

pytestmark = pytest.mark.browser


@pytest.fixture
def lab(monkeypatch: pytest.MonkeyPatch) -> cl.Lab:
    """504 captures, of which each slice checks one."""
    from contractlab.widgets.desk import checks

    monkeypatch.setattr(checks, "_SLICE", 0.0)
    captures = Captures()
    for version in ("1.0.0", "1.1.0", "1.2.0"):
        captures = captures + matrices.provider(["good"] * 167 + ["text"], version)
    return cl.open(matrices.contract(168), captures)


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


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_serious_in_the_line(show: Any, lab: cl.Lab, dark: bool) -> None:
    if not AXE.is_file():
        missing("axe-core (npm ci in tests/browser)")
    shown = show(lab.explore(), "desk", dark=dark)
    shown.page.evaluate(AXE.read_text("utf-8"))

    def violations() -> list[str]:
        reported = shown.page.evaluate(
            "axe.run('.top', {resultTypes: ['violations']}).then((report) => report.violations)"
        )
        return [each["id"] for each in reported if each["impact"] in ("serious", "critical")]

    shown.page.locator(".checks").get_by_text("Checking").wait_for()
    assert violations() == []
    shown.page.get_by_role("button", name="Cancel, keep what is done").click()
    shown.page.locator(".checks").get_by_text("Cancelled").wait_for()
    assert violations() == []


def test_what_needs_the_verdicts_waits_for_them(show: Any, lab: cl.Lab) -> None:
    shown = show(lab.explore(), "desk")
    shown.page.locator("#desk-tab-captures").click()
    shown.page.locator(".pane-captures .cl").wait_for()
    assert shown.page.locator(".checks").inner_text() == ""
    key(shown, "Control+k")
    assert shown.errors == []


def test_another_address_shows_how_far_it_is_and_keeps_what_was_there(show: Any, lab: cl.Lab) -> None:
    view = lab.explore()
    shown = show(view, "desk")
    page, line = shown.page, shown.page.locator(".checks")
    page.locator(".explorer td.c-failed").first.wait_for()
    page.locator(".explorer td.c-failed").first.click()
    key(shown, "e")
    page.locator(".editor .came").first.wait_for()
    page.get_by_role("tab", name="Request").click()
    page.get_by_label("path", exact=True).fill("/elsewhere")
    key(shown, "Enter")
    line.get_by_text("Checking 504 captures").wait_for()
    assert page.locator(".explorer td.c-failed").count() == 3
    line.get_by_role("button", name="Cancel, keep what is done").click()
    line.get_by_text("Cancelled:").wait_for()
    line.get_by_role("button", name="Check the other").click()
    line.get_by_text("Checking").wait_for(state="detached")
    page.locator(".explorer td.changes, .explorer td.worse, .explorer td.better, .explorer td.other").first.wait_for()
    assert shown.errors == []
