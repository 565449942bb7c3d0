"""Several examples selected in the matrix, by Shift, Ctrl and Ctrl+A: what is set for one is set in these alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from browser.live_views import key
from browser.test_editing_on_the_desk import opened
from widgets.live_desks import stateful
from widgets.test_editor_came_back import limits

import contractlab as cl

pytestmark = pytest.mark.browser

ANSWERS = {"1.0": [950.75] * 4, "1.1": [1000, 2000, 3000, 4000]}


def picked(page: Any) -> list[str]:
    return [" ".join(row.inner_text().split()) for row in page.locator("tr.picked .two").all()]


def rules_changed(lab: cl.Lab) -> list[bool]:
    """Of each example, whether the rule of its creditLimit is another one."""
    edited = lab.edit().revised.document["interactions"]
    before = lab.contracts[0].document["interactions"]
    return [now != then for now, then in zip(edited, before, strict=True)]


def test_a_matcher_is_set_in_rows_selected_by_mouse(show: Any, tmp_path: Path) -> None:
    lab = limits(tmp_path, ANSWERS)
    shown = opened(show, lab)
    page = shown.page
    page.locator("td.c-failed").nth(1).click()
    page.locator("td.c-failed").nth(3).click(modifiers=["Shift"])
    page.get_by_text("3 examples selected").wait_for()
    assert picked(page) == ["customer 1", "customer 2", "customer 3"]
    page.get_by_role("button", name="Edit across them…").click()
    page.locator(".choice", has_text="number").first.click()
    page.get_by_text("Choose among 4; the 3 selected in the matrix are chosen").wait_for()
    apply = page.get_by_role("button", name="Apply to 3 of 4 examples with creditLimit: 3 failed → passed")
    apply.wait_for()
    assert not lab.edit().changed, "looking changes nothing"
    apply.click()
    page.wait_for_function("document.querySelectorAll('td.better').length === 3")
    assert rules_changed(lab) == [False, True, True, True]
    page.get_by_role("button", name="Undo").first.click()
    page.locator("td.better").first.wait_for(state="detached")
    assert not lab.edit().changed
    assert shown.errors == []


def test_a_matcher_is_set_in_rows_selected_by_keys(show: Any, tmp_path: Path) -> None:
    lab = limits(tmp_path, ANSWERS)
    shown = opened(show, lab)
    page = shown.page
    key(shown, "Shift+ArrowDown")
    page.get_by_text("2 examples selected").wait_for()
    key(shown, "e")
    page.locator(".panel .choice").first.wait_for()
    key(shown, "ArrowDown")
    page.wait_for_function("document.activeElement.type === 'radio'")
    key(shown, "ArrowDown")
    page.get_by_role("button", name="Apply to 2 of 4 examples with creditLimit: 2 failed → passed").wait_for()
    for _ in range(12):
        key(shown, "Tab")
        if page.evaluate("document.activeElement.getAttribute('data-focus') === 'across'"):
            break
    key(shown, "Enter")
    page.wait_for_function("document.querySelectorAll('td.better').length === 2")
    assert rules_changed(lab) == [True, True, False, False]
    assert shown.errors == []


def test_rows_are_selected_and_left(show: Any, tmp_path: Path) -> None:
    shown = opened(show, limits(tmp_path, ANSWERS))
    page = shown.page
    every = [f"customer {number}" for number in range(4)]
    key(shown, "Control+a")
    assert picked(page) == every
    assert page.locator("tr[aria-selected=true]").count() == 4
    assert page.locator("table[role=grid]").get_attribute("aria-multiselectable") == "true"
    page.locator("tr[data-row='1'] th").click(modifiers=["Control"])
    assert picked(page) == ["customer 0", "customer 2", "customer 3"]
    key(shown, "Escape")
    assert picked(page) == []
    assert page.locator(".picks").is_hidden()
    key(shown, "Shift+End", "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowUp")
    assert picked(page) == every[:2]
    key(shown, "ArrowDown")
    assert picked(page) == []
    page.locator("tr[data-row='3'] th").click(modifiers=["Shift"])
    assert picked(page) == every[2:]
    page.get_by_label("filter").fill("customer 3")
    page.locator("td.c-failed").first.click()
    key(shown, "Control+a")
    assert picked(page) == ["customer 3"], "only what is shown"
    assert shown.errors == []


def test_a_parameter_is_set_in_the_users_of_a_state_that_are_selected(show: Any, tmp_path: Path) -> None:
    lab = stateful(tmp_path)
    shown = opened(show, lab)
    page = shown.page
    page.locator("tr[data-row='1'] td.c").first.click()
    page.locator("tr[data-row='2'] td.c").first.click(modifiers=["Shift"])
    page.get_by_text("2 examples selected").wait_for()
    page.locator("#desk-tab-states").click()
    page.get_by_role("button", name="▸ 3 examples").first.click()
    page.get_by_label("parameter in all examples of a user exists").fill("id")
    page.get_by_label("value in all examples of a user exists").fill("7")
    page.locator("[role=status]", has_text="id: added to").wait_for()
    assert not lab.history.done, "looking changes nothing"
    page.get_by_role("button", name="Set in the 2 selected").click()
    page.wait_for_function("document.querySelectorAll('[aria-label^=\"id in example\"]').length >= 2")
    edit = lab.edit_of(lab.contracts[0])
    set_in = [next(iter(example.states)).params.get("id") == 7 for example in edit]
    assert set_in.count(True) == 2
    assert len(edit.steps) == 1
    page.get_by_label("only the 2 selected in the matrix").uncheck()
    page.get_by_role("button", name="Set in 3 examples").first.wait_for()
    assert shown.errors == []
