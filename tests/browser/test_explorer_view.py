"""The matrix with its inspector in a real browser, on the real Python behind it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matrices
import pytest
from browser.live_views import chosen, grid, key
from small_runs import broken_run
from widgets.live_desks import desk

import contractlab as cl
from contractlab.widgets.desk.view import DeskView
from contractlab.widgets.explorer.view import Explorer

pytestmark = pytest.mark.browser


def test_the_first_failure_is_explained_at_once(show: Any) -> None:
    shown = show(Explorer(broken_run()), "explorer")
    shown.page.get_by_text("404 Not Found").first.wait_for()
    assert shown.page.locator(".inspector .top").inner_text().startswith("✗ failed")
    assert shown.page.locator("[role=status]").inner_text() == "6 of 9 failed, 5 causes."
    assert grid(shown).get_attribute("aria-rowcount") == "10"
    assert shown.errors == []


def test_everything_by_keyboard_alone(show: Any, tmp_path: Path) -> None:
    shown = show(Explorer(desk(tmp_path)), "explorer")
    page = shown.page
    page.locator("[role=gridcell][tabindex='0']").focus()
    assert chosen(shown) == "0,1"
    key(shown, "ArrowLeft")
    assert chosen(shown) == "0,0"
    key(shown, "End", "ArrowDown")
    assert chosen(shown) == "1,1"
    key(shown, "Control+End")
    assert chosen(shown) == "2,1"
    key(shown, "Control+Home")
    assert chosen(shown) == "0,0"
    key(shown, "n")
    assert chosen(shown) == "0,1"
    key(shown, "n", "n")
    assert chosen(shown) == "0,1"
    assert "Went round" in page.locator("[role=status]").inner_text()
    name = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert ": failed, cause " in name
    key(shown, "Enter")
    assert page.evaluate("document.activeElement.className") == "hot"
    before = page.locator("[role=tab][aria-selected=true]").inner_text()
    key(shown, "Control+ArrowRight")
    assert page.locator("[role=tab][aria-selected=true]").inner_text() != before
    key(shown, "Escape")
    assert page.evaluate("document.activeElement.getAttribute('data-at')") == "0,1"
    key(shown, "f")
    assert grid(shown).get_attribute("aria-rowcount") == "3"
    key(shown, "Escape")
    assert grid(shown).get_attribute("aria-rowcount") == "4"
    key(shown, "/")
    page.keyboard.type("nothing like it")
    page.get_by_text("Nothing matches").wait_for()
    key(shown, "Escape")
    page.locator("[role=grid]").wait_for()
    key(shown, "?")
    assert page.locator(".help").is_visible()
    key(shown, "Escape", "c")
    assert page.evaluate("document.activeElement.textContent") == "Copy curl"
    assert shown.errors == []


def test_facets_words_states_and_causes_narrow_it(show: Any) -> None:
    captures = {f"1.{number}.0": matrices.provider(["good", "text", "null"] * 5) for number in range(3)}
    shown = show(Explorer(cl.matrix(matrices.contract(15), captures)), "explorer")
    page, rows = shown.page, shown.page.locator("[role=grid] tbody tr:has([role=gridcell])")
    folded = rows.count()
    page.get_by_role("button", name="passed wherever exercised").click()
    assert rows.count() == 15 > folded
    page.get_by_role("button", name="✗ failing").click()
    assert rows.count() == 10
    page.get_by_role("button", name="all 45").click()
    page.get_by_label("filter", exact=True).fill("status:200 /1")
    page.wait_for_function("document.querySelectorAll('[role=grid] tbody tr').length === 6")
    page.get_by_label("filter", exact=True).fill("path:$.b")
    page.wait_for_function("document.querySelectorAll('[role=grid] tbody tr').length === 5")
    page.get_by_label("filter", exact=True).fill("")
    page.locator("button.cause").first.click()
    page.locator("table.dim td.lit").first.wait_for()
    assert page.locator("td.lit").count() == 15


def test_a_difference_is_a_tree_to_move_in(show: Any) -> None:
    view = Explorer(broken_run())
    at = next(number for number, row in enumerate(view.view["rows"]) if row[0] == "a request for customer 123")
    shown = show(view, "explorer")
    page = shown.page
    page.locator(f"[data-at='{at},0']").click()
    tree = page.get_by_role("treegrid")
    page.locator("tr.hot", has_text="creditLimit").wait_for()
    key(shown, "Enter")
    focused = "document.activeElement.innerText"
    assert "creditLimit" in page.evaluate(focused)
    key(shown, "Home")
    assert page.evaluate("document.activeElement.getAttribute('aria-expanded')") == "true"
    key(shown, "ArrowLeft")
    assert [row.is_visible() for row in tree.locator("tbody tr").all()].count(True) == 1
    key(shown, "ArrowRight", "ArrowDown")
    assert '"address"' in page.evaluate(focused)
    before = tree.locator("tbody tr").count()
    key(shown, "ArrowRight")
    page.get_by_text('"postcode"').first.wait_for()
    assert tree.locator("tbody tr").count() == before + 4
    key(shown, "ArrowDown")
    assert page.evaluate("document.activeElement.getAttribute('aria-level')") == "3"
    key(shown, "ArrowLeft", "ArrowLeft")
    assert '"address"' in page.evaluate(focused)
    assert not page.get_by_text('"postcode"').first.is_visible()
    asked = len(shown.sent)
    tree.locator("tr.folds", has_text="address").click()
    assert page.get_by_text('"postcode"').first.is_visible()
    assert len(shown.sent) == asked
    key(shown, "n")
    page.get_by_text("in 20 of 20 items").wait_for()
    assert page.evaluate("document.activeElement.getAttribute('role')") == "row"
    page.locator("tr.folds", has_text="differ the same way").click()
    page.locator("tr", has_text="Hedy Lamarr").first.wait_for()
    assert tree.locator("tr.hot").count() == 20
    key(shown, "Escape")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "gridcell"
    assert shown.errors == []


def test_tabs_are_reached_by_arrows(show: Any) -> None:
    shown = show(Explorer(broken_run()), "explorer")
    tabs = shown.page.get_by_role("tab")
    tabs.first.focus()
    key(shown, "ArrowRight")
    assert tabs.nth(1).get_attribute("aria-selected") == "true"
    key(shown, "End", "ArrowRight")
    assert tabs.first.get_attribute("aria-selected") == "true"
    assert shown.page.evaluate("document.activeElement.getAttribute('role')") == "tab"


def test_without_an_answer_a_folded_row_says_so(show: Any) -> None:
    view = Explorer(broken_run())
    shown = show(view, "explorer")
    at = next(number for number, row in enumerate(view.view["rows"]) if row[0] == "a request for customer 123")
    shown.page.locator(f"[data-at='{at},0']").click()
    shown.page.locator("tr.folds", has_text="address").wait_for()
    view.model.matrix = cl.matrix(cl.load({"consumer": {"name": "a"}, "provider": {"name": "b"}}), cl.load_captures([]))
    view.model.rows = []
    shown.page.locator("tr.folds", has_text="address").click()
    shown.page.get_by_text("This cell no longer exists.").wait_for()


def test_tabs_show_what_was_recorded_and_a_large_body_comes_in_pieces(show: Any) -> None:
    captures = cl.Captures()
    captures.add(cl.HttpRequest("GET", "/0"), cl.HttpResponse(200, json={"a": "x" * 120_000, "b": "x"}))
    shown = show(Explorer(cl.verify(matrices.contract(1), captures)), "explorer")
    page = shown.page
    page.get_by_role("tab", name="Raw").click()
    page.get_by_role("button", name="show the next 50 kB").click()
    page.wait_for_function("[...document.querySelectorAll('pre.box')].some((box) => box.textContent.length === 100000)")
    page.get_by_role("tab", name="Headers").click()
    page.get_by_text("application/json").first.wait_for()  # of the example and of the capture, side by side


def test_nine_thousand_cells_are_painted_quickly(show: Any) -> None:
    captures = {f"1.{number}.0": matrices.provider((["text", "null"] + ["good"] * 8) * 30) for number in range(30)}
    shown = show(Explorer(cl.matrix(matrices.contract(300), captures)), "explorer")
    assert shown.page.locator("table.dense").count() == 1
    shown.page.get_by_role("button", name="passed wherever exercised").click()
    assert shown.page.locator(".matrix [role=gridcell]").count() == 9_000


def test_without_a_kernel_the_picture_is_still_there(show: Any) -> None:
    shown = show(Explorer(broken_run()), "explorer", live=False)
    assert shown.page.locator(".matrix [role=gridcell]").count() == 9
    assert shown.page.get_by_role("button", name="Edit example").count() == 0


def test_an_edit_is_seen_on_the_matrix_before_it_is_saved(show: Any, tmp_path: Path) -> None:
    lab = desk(tmp_path)
    view = DeskView(lab, lab)
    shown = show(view, "desk")
    editor = view.open_editor(lab.contracts[0][0])
    editor.handle({"op": "set_value", "id": 1, "part": "response", "at": ["a"], "text": '"x"'})
    shown.page.locator("td.better").wait_for()
    assert shown.page.locator("td.better").inner_text() == "✗ → ✓"
    assert shown.page.locator("td.worse").inner_text() == "✓ → ✗"
    bar = shown.page.locator(".desk > .top .what")
    assert bar.locator(".count").all_inner_texts() == ["1 failed → passed", "1 passed → failed"]
    editor.handle({"op": "save", "id": 2})
    shown.page.wait_for_function("document.querySelectorAll('td.better').length === 0")
    assert shown.errors == []


def test_a_filter_that_hides_the_chosen_cell_leaves_focus_in_the_matrix(show: Any, tmp_path: Path) -> None:
    shown = show(Explorer(desk(tmp_path)), "explorer")
    page = shown.page
    page.locator("[data-at='2,0']").click()
    key(shown, "f")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "gridcell"
    key(shown, "n", "f")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "gridcell"
    key(shown, "/")
    page.keyboard.type("nothing like it")
    page.get_by_text("Nothing matches").wait_for()
    key(shown, "Escape")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "gridcell"
