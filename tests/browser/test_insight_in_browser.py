"""The tab Insight in a real browser: each topic by mouse and by keys, and an edit that is applied and undone."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from browser.live_views import key
from widgets.test_insight_view import insight_desk

import contractlab as cl
from contractlab.widgets import looking
from contractlab.widgets.desk.view import DeskView
from contractlab.widgets.insight.view import InsightView

pytestmark = pytest.mark.browser


def shown_desk(show: Any, folder: Path) -> tuple[Any, cl.Desk]:
    lab = insight_desk(folder)
    view = DeskView(lab, lab)
    shown = show(view, "desk")
    view.send = lambda content, buffers=None: shown.tell(content)
    return shown, lab


def tags(page: Any) -> Any:
    return page.locator(".insight [data-row]").filter(has=page.get_by_text("$.tags", exact=True))


def test_topics_and_an_edit_by_mouse(show: Any, tmp_path: Path) -> None:
    shown, lab = shown_desk(show, tmp_path)
    page = shown.page
    page.get_by_role("tab", name="Insight").click()
    page.locator(".insight [data-row='0']").click()
    page.locator(".insight .fix-open").get_by_text("Yes, as far as these contracts know").wait_for()
    page.get_by_role("button", name="What slips through").click()
    row = tags(page)
    row.wait_for()
    assert "1 let through" in str(row.locator(".outcomes").get_attribute("aria-label"))
    row.click()
    page.get_by_role("button", name="apply: Ask for at least 1 item at $.tags").click()
    tags(page).wait_for(state="detached")  # what lets nothing through is one row
    firm = page.locator(".insight [data-row]").filter(has_text="stop everything that was tried")
    firm.click()
    page.locator(".insight .fix-open td").get_by_text("$.tags", exact=True).wait_for()
    assert len(lab.history.done) == 1
    page.get_by_role("button", name="Undo").click()
    tags(page).get_by_text("lets [] through").wait_for()
    assert not lab.history.changed
    page.get_by_role("button", name="What changed").click()
    page.locator(".insight [data-row='0']").get_by_text("since 1.1").wait_for()
    assert shown.errors == []


def test_topics_and_an_edit_by_keys(show: Any, tmp_path: Path) -> None:
    shown, lab = shown_desk(show, tmp_path)
    page = shown.page
    page.locator("[role=tab][aria-selected=true]").focus()
    key(shown, "ArrowLeft")  # from the first tab to the last
    page.locator(".insight [data-focus='insight strictness']").wait_for()
    key(shown, "Tab")
    while page.evaluate("document.activeElement.dataset.focus") != "insight strictness":
        key(shown, "Tab")
    key(shown, "Enter")
    page.locator(".insight .outcomes").first.wait_for()
    assert page.evaluate("document.activeElement.dataset.focus") == "insight strictness"
    key(shown, "Tab", "Tab")
    assert page.evaluate("document.activeElement.dataset.row") == "0"
    key(shown, "ArrowDown", "ArrowUp", "Enter")
    page.locator(".insight .advice").wait_for()
    key(shown, "Control+Enter")
    page.get_by_text("It is one unsaved change").first.wait_for()
    assert len(lab.history.done) == 1
    page.wait_for_function("document.activeElement.dataset.row === '0'")
    key(shown, "Control+z")
    page.wait_for_function("!document.querySelector('[data-focus=\"desk redo\"]').disabled")
    assert not lab.history.changed
    assert shown.errors == []


def test_a_topic_that_takes_long_is_stopped_and_goes_on(
    show: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "SLICE", 0.0)  # each slice makes one piece
    again = threading.Event()
    handle = InsightView.handle

    def slowly(view: InsightView, message: Any) -> Any:
        if message["op"] == "go_on" and view.view["looking"]["done"] >= 3:
            again.wait(0.05)  # or the rows are whole before anybody can press
        return handle(view, message)

    monkeypatch.setattr(InsightView, "handle", slowly)
    shown, _ = shown_desk(show, tmp_path)
    page = shown.page
    page.get_by_role("tab", name="Insight").click()
    progress = page.locator(".insight .looking")
    progress.get_by_text("done, about 1 s left").wait_for()
    page.get_by_role("button", name="Cancel, keep what is done").click()
    progress.get_by_text("Cancelled after").wait_for()
    assert "Stopped: not everything was looked at" in page.locator(".insight .title").inner_text()
    assert page.locator(".insight [data-row]").count() == 0
    assert page.evaluate("document.activeElement.dataset.focus") == "insight rest"
    again.set()
    page.keyboard.press("Enter")
    page.locator(".insight [data-row='0']").wait_for()
    assert progress.is_hidden()
    assert shown.errors == []
