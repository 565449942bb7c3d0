"""The column of an API document in a real browser: by mouse and by keys, and not counted among the failures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from browser.live_views import chosen, key
from widgets.test_document_in_matrix import document_desk, row_of

from contractlab.widgets.desk.view import DeskView

pytestmark = pytest.mark.browser


def opened(show: Any, folder: Path) -> tuple[Any, Any, DeskView]:
    lab = document_desk(folder)
    view = DeskView(lab, lab)
    shown = show(view, "desk")
    view.send = lambda content, buffers=None: shown.tell(content)
    shown.page.locator("td.document").first.wait_for()
    return shown, lab, view


def test_a_click_opens_the_findings_and_an_edit_mends_them(show: Any, tmp_path: Path) -> None:
    shown, lab, view = opened(show, tmp_path)
    page, row = shown.page, row_of(view.explorer, "bad")
    assert page.locator("th.document").get_attribute("title") == "What the API document says: Customers 2.1"
    facets = page.locator(".facets").first.inner_text()
    assert "✗ failing 1" in facets
    cell = page.locator(f"td[data-at='{row},2']")
    assert cell.inner_text() == "✗ 1"
    cell.click()
    page.locator(".inspector").get_by_text("1 error against the document").wait_for()
    for words in ("/interactions/1/response/body/id", "/paths/~1bad/get/responses/200"):
        page.locator(".inspector").get_by_text(words).first.wait_for()
    assert cell.get_attribute("aria-label") == "a bad answer, document: failed, 1 error"
    lab.edit()[1].response.body["$.id"] = "one"
    lab.history.tell()
    page.locator(f"td.better[data-at='{row},2']").get_by_text("✗ → ✓").wait_for()
    page.locator(".inspector").get_by_text("not saved yet").wait_for()
    page.locator(".inspector").get_by_text("promises what the example asks").wait_for()
    lab.history.undo()
    page.locator("td.better").wait_for(state="detached")
    page.locator(".inspector").get_by_text("1 error against the document").wait_for()
    assert page.locator(".facets").first.inner_text() == facets
    assert shown.errors == []


def test_keys_reach_the_column_and_failures_pass_it_by(show: Any, tmp_path: Path) -> None:
    shown, _, view = opened(show, tmp_path)
    good, bad = row_of(view.explorer, "good"), row_of(view.explorer, "bad")
    shown.page.locator(f"td[data-at='{good},1']").click()
    key(shown, "ArrowRight")
    assert chosen(shown) == f"{good},2"
    key(shown, "ArrowRight", "ArrowDown")
    assert chosen(shown) == f"{bad},2"
    shown.page.locator(".inspector").get_by_text("1 error against the document").wait_for()
    for step in ("n", "p"):
        key(shown, "End", step)
        assert chosen(shown) == f"{good},1"
        key(shown, "ArrowDown")
    key(shown, "f")
    shown.page.locator(f"tr[data-row='{bad}']").wait_for(state="detached")
    assert shown.page.locator("tr[data-row]").count() == 1
    assert shown.errors == []
